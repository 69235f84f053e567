"""The clinic on its page: every answer of every run, by mouse, touch and keyboard."""

import json
import re

import numpy as np
import pytest
from cards import plain
from conftest import PHONE
from figures import Figure, at_once
from playwright.sync_api import expect
from reading import BOXES
from whynn.clinic import LOOKS
from whynn.widgets import DebugClinic
from whynn.widgets.clinic_facts import shown

CHAPTER = "chapters/06_clinic.html"
TITLE = "The clinic: fourteen sick runs"
PHASES = ("Diagnose", "asks", "whys", "right"), ("Prescribe", "cures", "notes", "cure")
KEPT = "Object.entries(JSON.parse(localStorage.getItem('whynn.answers') ?? '{}')).filter(([k]) => k.startsWith('06-clinic'))"
# Gives answers to one of the two questions, and tells what the figure says to each and shows below it.
ANSWER = at_once(
    "figure, [phase, name, given]",
    """
  const options = figure.querySelectorAll('.fig-options')[phase], said = [];
  for (const i of given) {
    options.querySelectorAll('input')[i].click();
    [...figure.querySelectorAll('button')].find((b) => b.textContent === name).click();
    drawn();
    const outcome = figure.querySelector('.fig-outcome');
    said.push([outcome.innerText, outcome.nextElementSibling.textContent, options.innerText.split('\\n')]);
  }
  return said;""",
)


class Clinic(Figure):
    """The figure, what it asks and what it shows."""

    def __init__(self, page):
        super().__init__(page, TITLE, key="clinic", traits=["run", "look", "given"])

    def choose(self, run):
        """Click a run's number."""
        self.figure.get_by_role("group", name="Run").get_by_role("radio").nth(run - 1).check(
            force=True
        )
        self.frame()

    def options(self, phase):
        """The list of a question."""
        return self.figure.locator(".fig-options").nth(phase)

    def answers(self, phase, given):
        """Give answers; of each the outcome, what is heard, and the lines below the question."""
        return self.figure.evaluate(ANSWER, [phase, PHASES[phase][0], given])

    def outcome(self):
        """What the figure says of the last answer."""
        return self.texts(".fig-outcome")[0]

    def table(self, n):
        """A table's rows as texts, folded or not."""
        self.frame()
        script = (
            "(t) => [...t.tBodies[0].rows].map((r) => [...r.cells].map((c) => c.textContent))"
        )
        return self.figure.locator("table").nth(n).evaluate(script)


@pytest.fixture
def ward(lesson):
    """The clinic with every answer forgotten."""
    figure = Clinic(lesson.page)
    figure.restore()
    yield figure
    assert lesson.errors == []


def test_every_answer_of_every_run_has_its_reason_and_right_ones_cure(ward):
    python = DebugClinic()
    for run, case in enumerate(python._cases, start=1):
        python.run = run
        ward.choose(run)
        tries = []
        for phase, (_, texts, reasons, key) in enumerate(PHASES):
            assert [plain(t) for t in case[texts]] == [
                t.split("\n")[0] for t in ward.options(phase).locator("label").all_inner_texts()
            ]
            order = [*[i for i in range(4) if i != case[key]][: 3 if run % 2 else 0], case[key]]
            for i, (outcome, heard, lines) in zip(
                order, ward.answers(phase, order), strict=True
            ):
                assert plain(case[reasons][i]) in lines
                assert heard == plain(case[reasons][i]) or outcome.startswith(
                    ("Right", "Cured")
                )
                assert i == case[key] or outcome.startswith("Not so")
            tries.append(",".join(map(str, order)))
        assert ward.outcome().startswith("Cured")
        python.given = {**python.given, case["id"]: "|".join(tries)}
        rows = ward.table(0)
        assert rows[1][4] == (f"{case['use'][0]:.2f}" if case["use"][0] < 99 else "> 99")
        assert rows[4][4] == f"{case['use'][1]:.2f}"
        for row, name in ((rows[3], "train"), (rows[4], "held_out")):
            curve = getattr(python.log("treated"), name)
            assert row[1:4] == [shown(curve[0]), shown(curve.min()), shown(curve[-1])]
    assert ward.state()["given"] == python.given and python.score == (14, 7)
    assert "7 of 14 right at the first try, 14 cured" in ward.texts(".fig-facts")[0]
    assert len(ward.page.evaluate(KEPT)) == 14
    ward.page.reload()
    ward.page.wait_for_selector("html[data-figures=ready]")
    again = Clinic(ward.page)
    assert again.state()["given"] == python.given
    again.figure.get_by_role("button", name="Reset").press("Enter")
    expect(
        again.figure.get_by_text("Forget your answers to all fourteen runs?")
    ).to_be_visible()
    again.figure.get_by_role("button", name="Keep", exact=True).press("Enter")
    assert again.state()["given"] == python.given and len(again.page.evaluate(KEPT)) == 14
    again.restore()
    assert again.state()["given"] == {} and again.page.evaluate(KEPT) == []
    again.reset()
    expect(again.figure.get_by_role("button", name="Keep", exact=True)).to_be_hidden()


def test_the_layers_shown_are_those_of_the_step_for_every_run(ward):
    python = DebugClinic()
    for run in range(1, 15):
        python.run, look = run, run % 8
        ward.put(run=run, look=look)
        log = python.log("sick")
        want = [
            ["", *map(shown, log.norms[look])],
            list(map(shown, log.rms[look])),
            ["", *map(shown, log.dead[look]), ""],
            ["", *map(shown, log.ratio[look])],
        ]
        rows = ward.table(1)
        got = [[r[k] for r in rows] for k in range(1, 5)]
        assert got == [
            ["off" if t == "off the scale" else t for t in column] for column in want
        ]
        first = ward.table(0)[0]
        assert first[1] == shown(log.train[0])


def test_the_slider_moves_the_step_by_mouse_and_by_keys(ward):
    slider = ward.figure.get_by_label("Step at which the layers are shown")
    box = slider.bounding_box()
    ward.page.mouse.click(box["x"] + box["width"] - 12, box["y"] + box["height"] / 2)
    assert ward.state()["look"] == len(LOOKS) - 1
    for key, look in (("ArrowLeft", 6), ("Home", 0), ("ArrowRight", 1)):
        slider.press(key)
        assert ward.state()["look"] == look
        ward.frame()
        assert slider.get_attribute("aria-valuetext") == f"step {LOOKS[look]}"
    before = ward.page.evaluate(BOXES, TITLE)
    ward.page.mouse.move(box["x"] + 40, box["y"] + box["height"] / 2)
    ward.page.mouse.down()
    for i in range(6):
        ward.page.mouse.move(box["x"] + 40 + 60 * i, box["y"] + box["height"] / 2)
        ward.frame()
        now = ward.page.evaluate(BOXES, TITLE)
        assert np.abs(np.array(now) - np.array(before)).max() <= 1
    ward.page.mouse.up()


def test_a_run_is_cured_by_keyboard_alone_and_said_aloud(ward):
    case = DebugClinic()._cases[1]
    ward.figure.get_by_role("group", name="Run").get_by_role("radio").first.focus()
    ward.page.keyboard.press("ArrowRight")
    assert ward.state()["run"] == 2
    ward.figure.get_by_role("button", name="Diagnose").press("Enter")
    assert "Choose an answer first." in ward.texts(".fig-hint")
    ward.options(0).get_by_role("radio").first.focus()
    for phase, (_, _, _, key) in enumerate(PHASES):
        ward.page.keyboard.press("Space")
        for _ in range(case[key]):
            ward.page.keyboard.press("ArrowDown")
        ward.page.keyboard.press("Tab")
        ward.page.keyboard.press("Enter")
        ward.frame()
        assert ward.outcome().startswith("Cured" if phase else "Right. Now treat it")
    assert ward.page.evaluate("document.activeElement.textContent") == "Next run"
    ward.page.keyboard.press("Enter")
    assert ward.state()["run"] == 3
    aloud = ward.figure.get_by_role("status").last
    expect(aloud).to_have_text(re.compile("^Run 3, step 0. Training loss: .* 1 of 14 right"))
    label = ward.figure.locator("svg.fig-stage").first.get_attribute("aria-label")
    log = DebugClinic(run=3).log("sick")
    assert f"Training loss: {shown(log.train[0])} at the start" in label


def test_a_shared_address_restores_the_run_and_a_spoilt_one_or_storage_breaks_nothing(visit):
    friend = visit()
    friend.before_load(
        "localStorage.setItem('whynn.answers', JSON.stringify({'06-clinic-dead': {given: '9|x', right: true, revealed: false}, '06-clinic-sum': {given: [2], right: true}}))"
    )
    ward = Clinic(friend.open(f"{CHAPTER}#clinic=5_3"))
    assert ward.state() == {"run": 5, "look": 3, "given": {}}
    ward.figure.get_by_label("Step at which the layers are shown").press("ArrowRight")
    assert ward.address("#clinic=5_4")
    stray = visit()
    page = stray.open(f"{CHAPTER}#clinic=%E0%A4%A")
    assert Clinic(page).state()["run"] == 1
    assert stray.errors == friend.errors == []


def test_a_finger_does_all_and_a_full_storage_breaks_nothing(visit):
    phone = visit(PHONE)
    phone.before_load(
        "addEventListener('DOMContentLoaded', () => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }, { capture: true });"
    )
    ward = Clinic(phone.open(CHAPTER))
    python = DebugClinic(run=2)
    ward.figure.get_by_role("group", name="Run").locator("label").nth(1).tap()
    rows = ward.figure.locator("table").first.locator("tbody tr")
    assert [row.is_visible() for row in rows.all()] == [True, True, True, False, False]
    assert ward.figure.get_by_role("columnheader", name="lowest").is_visible()
    for phase, (button, _, _, key) in enumerate(PHASES):
        ward.options(phase).locator("label").nth(python.case[key]).tap()
        ward.figure.get_by_role("button", name=button).tap()
    assert ward.outcome().startswith("Cured")
    assert all(row.is_visible() for row in rows.all())
    assert json.dumps(ward.state()["given"]) == json.dumps(
        {python.case["id"]: f"{python.case['right']}|{python.case['cure']}"}
    )
    ward.figure.get_by_role("button", name="Show numbers").tap()
    ward.frame()
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert phone.errors == []
