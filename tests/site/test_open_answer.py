"""OpenAnswer: every question answered, compared, ticked, kept and forgotten, by hand and by keyboard."""

import json

import pytest
from cards import card, plain
from conftest import PHONE
from figures import at_once
from playwright.sync_api import expect
from whynn.widgets import OpenAnswer

CHAPTER = "chapters/06_interview.html"
KEY = "whynn.answers"
QUESTIONS = """async (names) => [...(await whynn.page).models.values()].filter((m) => m.get('_esm') === 'whynn:open_answer')
  .map((m) => Object.fromEntries(names.map((k) => [k, m.get(k)])))"""
# What one card shows, and what the cell after it does.
SHOWN = """
  const seen = (e) => !!e && e.checkVisibility({ visibilityProperty: true });
  const button = (name) => [...box.querySelectorAll('button')].find((b) => b.textContent === name);
  const evidence = box.closest('div.cell').nextElementSibling;
  const look = () => ({
    text: box.innerText,
    told: [...box.querySelectorAll('[role=group]')].filter((e) => e.getAttribute('aria-label') === 'Comparison' && seen(e)).map((e) => e.innerText),
    written: box.querySelector('textarea').value,
    ticked: box.querySelectorAll('[type=checkbox]:checked').length,
    score: box.querySelector('.fig-outcome')?.innerText,
    ready: !button('Compare')?.disabled,
    evidence: seen(evidence),
    output: seen(evidence.querySelector('.output')),
  });
"""
LOOK = f"(box) => {{ {SHOWN} return look(); }}"
# Writes an answer, compares it and ticks some points; tells what the card showed before and after.
ASK = at_once(
    "box, [text, ticks]",
    SHOWN
    + """
  const field = box.querySelector('textarea'), before = look();
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  drawn();
  button('Compare').click();
  drawn();
  for (const tick of [...box.querySelectorAll('[type=checkbox]')].slice(0, ticks)) tick.click();
  drawn();
  return [before, look()];""",
)
# as a reader may write, and as an author may
WRITTEN = (
    "I'd say \"it's\" `x < y` & $\\frac{1}{2}$,\n<b>bold</b> </textarea></script> {{#}} ½ ŷ"
)
NASTY = OpenAnswer(
    "t-open",
    """Is `x < y & z`, "say" $\\frac{1}{2}$, the same as '*w*'?""",
    answer="""It's <b>not</b> "bold": `a < b` & *so*, ½ of $x$. </script> """ * 8,
    rubric=["`<i>` is *code*", 'the "quoted" one', "½ < 1 & 2 * 3"],
    wrong="“<u>Yes</u>, it's `y`.”",
    why="A `<` is no tag & *never* was.",
    senior='Ask for "$" & `$`.',
)
PUT = """([state, where]) => {
  const el = document.createElement('div'), model = new whynn.Model(state);
  document.querySelector(where).prepend(el);
  const leave = whynn.figures.open_answer.render({ model, el });
  return (globalThis.__put ??= []).push({ model, leave }) - 1;
}"""
TEXTS = ["card", "question", "answer", "rubric", "wrong", "why", "senior"]
TRAITS = [*TEXTS, "given", "revealed", "points"]
STATE = "(i) => ['given', 'revealed', 'points'].map((k) => __put[i].model.get(k))"
NONE = [False, False, False]


def put(page, name="t-open"):
    """Set a card of our own on top of the page, and find it."""
    traits = {n: getattr(NASTY, n) for n in TRAITS} | {"card": name}
    index = page.evaluate(PUT, [traits, "article"])
    return card(page, NASTY.question), lambda: page.evaluate(STATE, index)


def button(box, name):
    return box.get_by_role("button", name=name, exact=True)


def score(box):
    return box.locator(".fig-outcome").inner_text()


def evidence(box):
    """The cell after the card's."""
    return box.locator(
        "xpath=ancestor::div[contains(@class, 'cell ')][1]/following-sibling::*[1]"
    )


def kept(page):
    return json.loads(page.evaluate(f"localStorage.getItem('{KEY}') ?? '{{}}'"))


def forget_all(page):
    """Forget every open answer, and mean it."""
    page.get_by_role("button", name="Forget all: How much could you say?").click()
    page.get_by_role("button", name="Forget", exact=True).click()


@pytest.fixture
def page(lesson):
    """The page with every answer forgotten."""
    yield lesson.page
    lesson.page.evaluate(
        "() => { for (const p of (globalThis.__put ?? []).splice(0)) p.leave(); }"
    )
    forget_all(lesson.page)
    assert lesson.errors == []


def test_every_question_is_answered_compared_ticked_kept_and_forgotten(page):
    asked, points = page.evaluate(QUESTIONS, TEXTS), 0
    assert len(asked) >= 20
    for i, one in enumerate(asked):
        before, now = card(page, one["question"]).evaluate(ASK, [f"{WRITTEN} {i}", i % 4])
        assert not (before["ready"] or before["told"] or before["evidence"]), one["card"]
        for text in (one["answer"], *one["rubric"], one["wrong"], one["why"], one["senior"]):
            assert plain(text) in now["told"][0], one["card"]
        points += i % 4
        assert now["output"] and now["score"] == f"{i % 4} of 3 points."
        so_far = f"{i + 1} answered so far, with {points} of {3 * (i + 1)} points."
        assert so_far in now["text"]
    page.reload()
    page.wait_for_selector("html[data-figures=ready]")
    for i, one in enumerate(asked):
        kept_so = card(page, one["question"]).evaluate(LOOK)
        assert (kept_so["written"], kept_so["ticked"]) == (f"{WRITTEN} {i}", i % 4)
        assert kept_so["score"] == f"{i % 4} of 3 points." and kept_so["evidence"]
    summary = page.locator("figure.fig", has_text="How much could you say?")
    assert so_far in summary.inner_text()
    cells = [len(asked), points, 3 * len(asked), len(asked) // 4]
    assert [int(t) for t in summary.locator("td").all_inner_texts()] == cells
    first, last = (card(page, asked[i]["question"]) for i in (0, -1))
    button(first, "Try again").click()
    words = first.get_by_role("textbox").input_value()  # to be mended, not written again
    assert words == f"{WRITTEN} 0" and not evidence(first).is_visible()
    assert first.get_by_role("textbox").evaluate("(e) => e === document.activeElement")
    assert kept(page)[asked[0]["card"]]["revealed"] is False
    page.get_by_role("button", name="Forget all: How much could you say?").click()
    page.get_by_role("button", name="Keep", exact=True).press("Enter")
    assert len(kept(page)) == len(asked)
    forget_all(page)
    assert kept(page) == {} and "No answers yet" in summary.inner_text()
    assert not button(last, "Compare").is_enabled()
    assert last.get_by_role("textbox").input_value() == "" and not evidence(last).is_visible()


def test_a_draft_is_kept_and_shows_nothing_yet(page):
    one = page.evaluate(QUESTIONS, TEXTS)[2]
    box = card(page, one["question"])
    box.get_by_role("textbox").press_sequentially(" a")
    assert button(box, "Compare").is_enabled()
    assert kept(page)[one["card"]] == {
        "given": " a", "right": False, "revealed": False, "points": NONE
    }  # fmt: skip
    page.reload()
    page.wait_for_selector("html[data-figures=ready]")
    assert box.get_by_role("textbox").input_value() == " a"
    assert not box.get_by_role("group", name="Comparison").is_visible()
    assert "No answers yet" in page.locator("figure.fig", has_text="could you say").inner_text()


def test_quotes_backticks_tags_and_formulas_are_shown_as_they_were_written(page):
    box, state = put(page)
    box.get_by_role("textbox").fill(WRITTEN)
    button(box, "Compare").click()
    told = box.get_by_role("group", name="Comparison").inner_text()
    for text in (NASTY.answer.strip(), *NASTY.rubric[:2], NASTY.wrong, NASTY.why):
        assert plain(text) in told
    assert "½ < 1 & 2 * 3" in told and 'Ask for "$" & $.' in told
    assert box.locator("b, u, i, script, math").count() == 0
    assert box.locator(".fig-question code").inner_text() == "x < y & z"
    assert state() == [WRITTEN, True, NONE]
    assert not box.get_by_text("The next cell shows it.").is_visible()  # there is none


def test_who_does_not_know_is_told_and_may_tick_nothing(page):
    box, state = put(page)
    button(box, "I do not know").click()
    assert score(box) == "0 of 3 points." and state() == ["", True, NONE]
    assert kept(page) == {
        "t-open": {"given": "", "right": False, "revealed": True, "points": NONE}
    }
    assert box.get_by_role("textbox").get_attribute("readonly") is not None


def test_the_link_leads_to_the_cell_that_shows_it(page):
    box = card(page, page.evaluate(QUESTIONS, TEXTS)[4]["question"])
    button(box, "I do not know").click()
    box.get_by_role("link", name="The next cell shows it.").click()
    expect(evidence(box)).to_be_focused()
    expect(evidence(box)).to_be_in_viewport()
    assert "#" not in page.url


def test_it_works_by_keyboard_alone_and_is_named(page):
    box, state = put(page)
    page.get_by_role("textbox", name=plain(NASTY.question)).focus()
    page.keyboard.type("So.")
    for key in ("Tab", "Enter", "Tab", "Space", "Tab", "Tab", "Space"):
        page.keyboard.press(key)
    assert state() == ["So.", True, [True, False, True]]
    assert box.get_by_role("status").inner_text().startswith("2 of 3 points.")
    assert page.get_by_role("group", name=f"In your own words {plain(NASTY.question)}").count()


def test_forgetting_leaves_short_answers_alone(page):
    other = {"given": "2", "right": True, "revealed": False}
    page.evaluate(
        f"localStorage.setItem('{KEY}', JSON.stringify({{ '01-x': {json.dumps(other)} }}))"
    )
    box, _ = put(page)
    button(box, "I do not know").click()
    forget_all(page)
    assert kept(page) == {"01-x": other}
    assert button(box, "I do not know").is_visible()


def test_a_finger_answers_on_a_phone(visit):
    one = visit(PHONE)
    page = one.open(CHAPTER)
    box = card(page, page.evaluate(QUESTIONS, TEXTS)[0]["question"])
    box.get_by_role("textbox").tap()
    page.keyboard.type("It bends.")
    for name in ("Compare", "I do not know"):
        assert button(box, name).bounding_box()["height"] >= 44
    button(box, "Compare").tap()
    tick = box.locator(".fig-options label").nth(1)
    assert tick.bounding_box()["height"] >= 44
    tick.tap()
    assert score(box) == "1 of 3 points."
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert one.errors == []


SPOILS = {
    "not JSON": f"localStorage.setItem('{KEY}', '{{broken')",
    "nonsense": f"""localStorage.setItem('{KEY}', '{{"t-2": {{"given": 7, "right": true, "points": "all"}}}}')""",
    "full": "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }",
    "forbidden": "Storage.prototype.getItem = () => { throw new DOMException('no', 'SecurityError'); }",
}


def test_a_storage_that_fails_breaks_no_card(visit):
    one = visit()
    page = one.open(CHAPTER)
    for i, (what, spoil) in enumerate(SPOILS.items(), start=1):
        page.evaluate(f"() => {{ globalThis.__put?.pop()?.leave(); {spoil} }}")
        box, state = put(page, name=f"t-{i}")
        assert state() == ["", False, []] and button(box, "Compare").is_visible(), what
        box.get_by_role("textbox").fill("So.")
        button(box, "Compare").click()
        box.get_by_role("checkbox").first.check()
        assert score(box) == "1 of 3 points.", what
        assert state() == ["So.", True, [True, False, False]], what
        assert " answered so far, with " in box.inner_text()
    assert one.errors == []


def test_without_javascript_the_answer_is_folded_and_the_cell_is_there(visit):
    one = visit(java_script_enabled=False)
    one.page.goto(f"{one.site}/{CHAPTER}")
    folds = one.page.locator(".whynn-figure", has_text="In your own words.")
    assert folds.count() >= 20
    answer = folds.nth(1).get_by_text("A unit is dead if it is off on every input.")
    assert not answer.is_visible()
    folds.nth(1).get_by_text("Model answer", exact=True).click()
    assert answer.is_visible()
    assert one.page.get_by_text("off on every input:", exact=False).last.is_visible()
