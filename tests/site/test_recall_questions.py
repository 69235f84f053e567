"""The recall questions on the pages: first a try or the wish to be shown, then the answer."""

import json
import re

import axe
import pytest
from conftest import DESKTOP, PHONE, SITE, Visit
from whynn import recall

CHAPTER = "chapters/06_retrieval.html"
KEY = "whynn.attempts"
ASKED = {}
for each in recall.load():
    if each.asked:
        ASKED.setdefault(each.asked.partition("#")[0], []).append(each.id)
ODD = 'a "quote", a `back` tick, $x_1$ & </textarea><b>x</b>'
# Every question of a page: nothing written, then something wrong written, then shown.
TRY_ALL = """(odd) => [...document.querySelectorAll('details.recall')].map((fold) => {
  fold.open = true;
  const press = (name) => [...fold.querySelectorAll('button')].find((b) => b.textContent === name).click();
  const answer = fold.querySelector('.recall-body'), box = fold.querySelector('textarea'), seen = [];
  const look = () => seen.push([answer.checkVisibility(), fold.querySelector('.recall-outcome').textContent, fold.querySelector('.fig-hint').textContent]);
  look(); press('Compare'); look(); box.value = odd; press('Compare'); look(); press('Try again'); look(); press('Show me'); look();
  return [fold.dataset.card, seen];
})"""
AXE_RUN = "axe.run('details.recall', {resultTypes: ['violations']}).then((r) => r.violations.map((v) => [v.id, v.nodes[0].html]))"
HINT = "Write something first, a word will do."
SHOWN = "Shown, so it counts as not known."


def kept(page):
    return json.loads(page.evaluate(f"localStorage.getItem('{KEY}')") or "{}")


def test_every_question_of_every_page_opens_after_a_try_or_when_asked(visit):
    """The questions as the pages were built, all on one page: the chapters are heavy."""
    folds = []
    for path, ids in ASKED.items():
        built = (SITE / f"{path}.html").read_text(encoding="utf-8")
        own = re.findall(r'<details class="recall" data-card="(.+?)">', built)
        assert sorted(own) == sorted(ids)
        assert "_static/widgets/recall.js" in built
        folds += re.findall(r'<details class="recall".*?</details>', built, re.DOTALL)
    script = '<script src="../_static/widgets/recall.js"></script>'
    body = f"<!doctype html><meta charset=utf-8><title>All</title>{''.join(folds)}{script}"
    one = visit()
    one.page.route(
        "**/all.html", lambda route: route.fulfill(body=body, content_type="text/html")
    )
    one.page.goto(f"{one.site}/chapters/all.html")
    found = one.page.evaluate(TRY_ALL, ODD)
    every = [id for ids in ASKED.values() for id in ids]
    assert sorted(id for id, _ in found) == sorted(every)
    for id, seen in found:
        assert seen == [
            [False, "", ""], [False, "", HINT], [True, f"You wrote: {ODD}", HINT],
            [False, "", ""], [True, SHOWN, ""],
        ], id  # fmt: skip
    assert kept(one.page) == {id: {"text": "", "shown": True} for id in every}
    assert one.errors == []


def test_a_try_is_kept_and_a_reader_comes_back_to_it(lesson):
    page = lesson.page
    axe.load(page)
    fold = page.locator("details.recall")
    fold.locator("summary").click()
    assert page.evaluate(AXE_RUN) == []
    fold.get_by_label("Your answer, in a few words").fill("the sums")
    fold.get_by_role("button", name="Compare").click()
    answer = fold.locator(".recall-body")
    assert answer.is_visible() and answer.evaluate("(e) => e === document.activeElement")
    assert page.evaluate(AXE_RUN) == []
    page.reload()
    assert not answer.is_visible()  # the fold itself is closed again
    fold.locator("summary").click()
    assert fold.locator(".recall-outcome").inner_text() == "You wrote: the sums"
    assert answer.is_visible()
    fold.get_by_role("button", name="Try again").click()
    assert not answer.is_visible() and kept(page) == {}
    assert fold.locator("textarea").evaluate("(e) => e === document.activeElement")
    assert (lesson.errors, lesson.failed, lesson.foreign) == ([], [], [])


def test_it_works_by_keyboard_and_by_finger(visit):
    one = visit(PHONE)
    page = one.open("chapters/01_one_rule.html")
    folds = page.locator("details.recall")
    folds.first.locator("summary").focus()
    for key in ("Enter", "Tab", "x", "Tab", "Enter"):
        page.keyboard.press(key)
    assert folds.first.locator(".recall-body").is_visible()
    folds.nth(1).locator("summary").tap()
    show = folds.nth(1).get_by_role("button", name="Show me")
    assert show.bounding_box()["height"] >= 44
    show.tap()
    assert folds.nth(1).locator(".recall-body").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert [r["shown"] for r in kept(page).values()] == [False, True]


@pytest.mark.parametrize(
    "spoil",
    [
        f"localStorage.setItem('{KEY}', '{{broken')",
        f"""localStorage.setItem('{KEY}', '{{"{ASKED[CHAPTER[:-5]][0]}": {{"text": 7}}}}')""",
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }",
        "Storage.prototype.getItem = () => { throw new DOMException('no', 'SecurityError'); }",
    ],
    ids=["not JSON", "odd record", "full", "forbidden"],
)
def test_a_storage_that_fails_breaks_no_question(visit, spoil):
    one = visit()
    one.before_load(spoil)
    one.page.goto(f"{one.site}/{CHAPTER}", wait_until="domcontentloaded")
    first = one.page.evaluate(TRY_ALL, ODD)[0][1]
    assert [seen[0] for seen in first] == [False, False, True, False, True]
    assert one.errors == []


def test_from_a_file_and_without_a_script_the_answers_can_be_reached(chromium):
    for scripts in (True, False):
        context = chromium.new_context(
            viewport=DESKTOP, offline=True, java_script_enabled=scripts
        )
        one = Visit(context.new_page(), "file:")
        one.page.goto((SITE / CHAPTER).as_uri(), wait_until="domcontentloaded")
        fold = one.page.locator("details.recall").first
        fold.locator("summary").click()
        told = fold.get_by_text("Nobody can set thousands of weights by hand", exact=False)
        assert told.is_visible() != scripts
        if scripts:
            fold.get_by_role("button", name="Show me").click()
            assert told.is_visible()
        assert one.errors == []
        context.close()
