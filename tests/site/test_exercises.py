"""The exercise pages: questions, short answers with their keys, folded solutions, ways in and out."""

import json
from functools import cache

import pytest
from bs4 import BeautifulSoup
from cards import CARDS, card, plain
from conftest import DESKTOP, OPENED, ROOT, SITE, Visit
from figures import at_once
from from_file import open_kept

EXERCISES = [page for page in OPENED if page.startswith("solutions/")]
# Gives one card a list of answers, by option or by number, and tells what it says to each.
TRY = at_once(
    "box, given",
    """
  const said = [];
  for (const answer of given) {
    if (Number.isInteger(answer)) box.querySelectorAll('.fig-options input')[answer].click();
    else {
      const field = box.querySelector('input:not([type=radio])');
      field.value = answer;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    [...box.querySelectorAll('button')].find((b) => b.textContent === 'Check').click();
    drawn();
    said.push([box.querySelector('[role=status]').innerText,
      ...[...box.querySelectorAll('.fig-why')].filter((e) => e.checkVisibility()).map((e) => e.innerText)]);
  }
  return said;""",
)


def notebook(page, folder):
    """The notebook of this page's slug in another folder."""
    path = (ROOT / folder / page.split("/")[1]).with_suffix(".ipynb")
    return json.loads(path.read_text(encoding="utf-8"))


def source(cell):
    return "".join(cell["source"])


@pytest.mark.parametrize("path", EXERCISES)
def test_every_short_answer_tells_wrong_from_right(visit, path):
    one = visit()
    one.figures_of = path
    page = one.open(path)
    asked = page.evaluate(CARDS, "short_answer")
    assert asked
    for each in asked:
        box = card(page, each["question"])
        if each["options"]:
            wrong = [i for i in range(len(each["options"])) if i != each["answer"]]
            given = [*wrong, each["answer"]]
            verdicts = ["Not yet."] * len(wrong) + ["Right."]
            reasons = [plain(each["reasons"][i]) for i in given]
            assert box.evaluate(TRY, given) == list(
                map(list, zip(verdicts, reasons, strict=True))
            )
        else:
            step = each["tolerance"] + abs(each["number"]) + 1
            tries = [
                (each["number"] + step, each["high"]),
                (each["number"] - step, each["low"]),
            ]
            known = [*each["slips"], -each["number"]]  # what hears something else
            tries = [t for t in tries if min(abs(t[0] - k) for k in known) > each["near"]]
            tries += zip(each["slips"], each["slip_nudges"], strict=True)
            given = [*(repr(number) for number, _ in tries), each["shown"]]
            *wrong, right = (said for said, *_ in box.evaluate(TRY, given))
            for said, (_, nudge) in zip(wrong, tries, strict=True):
                assert said.startswith("Not yet") and said.endswith(plain(nudge))
            assert right.startswith("Right.") and right.endswith(plain(each["reason"]))
    assert one.errors == []


@pytest.mark.parametrize("path", EXERCISES)
def test_each_question_shows_what_to_write_and_folds_its_solution(path):
    article = BeautifulSoup((SITE / path).read_text(encoding="utf-8"), "html.parser").article
    master, exercise = notebook(path, "solutions"), notebook(path, "exercises")
    folds = article.select("details.whynn-solution")
    checks = [c for c in master["cells"] if source(c).startswith("check(")]
    assert len(folds) == len(checks) > 0
    folded = " ".join(fold.get_text() for fold in folds)
    assert all(fold.summary.get_text(strip=True) == "Show a solution" for fold in folds)
    assert not any(fold.has_attr("open") for fold in folds)
    for cell in checks:
        assert "".join(cell["outputs"][0]["text"]).strip() in folded
    for fold in folds:
        fold.decompose()
    left = article.get_text()
    for cell in exercise["cells"]:
        if "answer" in cell["metadata"].get("tags", []):
            assert source(cell).strip() in left
    for cell in master["cells"]:
        if "answer" in cell["metadata"].get("tags", []):
            assert source(cell).strip() in folded and source(cell).strip() not in left
    code = " ".join(pre.get_text() for pre in article.find_all("pre"))
    assert 'check("' not in code and "ShortAnswer(" not in code


@cache
def article(page):
    """The text of a page."""
    return BeautifulSoup((SITE / page).read_text(encoding="utf-8"), "html.parser").article


def leads_to(page, words):
    """The file behind the link of these words in a page."""
    (link,) = (a for a in article(page).find_all("a") if a.get_text() == words)
    return ((SITE / page).parent / link["href"]).resolve()


@pytest.mark.parametrize("path", EXERCISES)
def test_the_page_its_notebook_and_its_chapter_lead_to_one_another(path):
    slug = path.split("/")[1].removesuffix(".html")
    assert article(path).h1.get_text().startswith(f"Exercises for chapter {int(slug[:2])}")
    stored = (ROOT / "exercises" / f"{slug}.ipynb").read_bytes()
    assert leads_to(path, "download the notebook").read_bytes() == stored
    chapter = f"chapters/{slug}.html"
    title = article(chapter).h1.get_text().removesuffix("#")
    assert leads_to(path, title) == SITE / chapter
    assert leads_to(chapter, "exercises for this chapter") == SITE / path


def test_the_link_downloads_the_notebook(visit):
    page = visit().open(EXERCISES[0])
    with page.expect_download() as download:
        page.get_by_role("link", name="download the notebook").click()
    stored = (ROOT / "exercises" / download.value.suggested_filename).read_bytes()
    assert download.value.path().read_bytes() == stored


@pytest.mark.parametrize("path", EXERCISES[:1])
def test_a_solution_unfolds_by_keyboard_and_without_javascript(visit, path):
    one = visit(java_script_enabled=False)
    one.page.goto(f"{one.site}/{path}")
    summary = one.page.locator("details.whynn-solution summary").first
    inside = one.page.locator("details.whynn-solution > div").first
    assert not inside.is_visible()
    summary.focus()
    one.page.keyboard.press("Enter")
    assert inside.is_visible()
    assert one.page.get_by_text("Short answer.", exact=True).first.is_visible()


@pytest.mark.parametrize("path", EXERCISES[:1])
def test_from_a_file_the_short_answers_are_checked_and_kept(chromium, path):
    context = chromium.new_context(viewport=DESKTOP, offline=True)
    one = Visit(context.new_page(), "file:")
    for seen in ("", "Right."):
        open_kept(one.page, (SITE / path).as_uri())
        one.page.wait_for_selector("html[data-figures=ready]")
        each = one.page.evaluate(CARDS, "short_answer")[0]
        box = card(one.page, each["question"])
        assert box.locator("[role=status]").inner_text().split(" ")[0] == seen
        if not seen:
            if each["options"]:
                box.locator(".fig-options input").nth(each["answer"]).check()
            else:
                box.get_by_label("Your number").fill(each["shown"])
            box.get_by_role("button", name="Check").click()
            assert box.locator("[role=status]").inner_text().startswith("Right.")
    assert (one.errors, one.failed, one.foreign) == ([], [], [])
    context.close()
