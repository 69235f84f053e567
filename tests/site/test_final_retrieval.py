"""The table from memory: rebuilt with mouse, keys and finger, scored, explained and kept."""

import json

import pytest
from cards import plain
from conftest import PHONE
from playwright.sync_api import expect
from whynn import recall
from whynn.grading.questions.chain import ROWS

CHAPTER = "chapters/06_retrieval.html"
KEY = "whynn.retrieval"
CHAIN = recall.chain()
STATE = "async () => { const [m] = [...(await whynn.page).models.values()].filter((m) => m.get('_esm') === 'whynn:final_retrieval'); return ['picks', 'typed', 'checked'].map((k) => m.get(k)); }"


def fill(page, number, failure, fix):
    """Choose the failure ``failure`` (from 1) and write the fix of row ``number``."""
    page.get_by_label(f"Row {number}: the failure").select_option(CHAIN[failure - 1].failure)
    page.get_by_label(f"Row {number}: the fix").fill(fix)


def said(page, number):
    """The verdict and the reasons of a row."""
    row = page.locator("figure.fig ol").first.locator("li").nth(number - 1)
    return row.locator(".fig-verdict").inner_text(), row.locator(".fig-why").all_inner_texts()


def check(page):
    page.get_by_role("button", name="Check").click()


@pytest.fixture
def page(lesson):
    """The page with an empty table."""
    lesson.page.get_by_role("button", name="Reset: The table, from memory").click()
    yield lesson.page
    assert (lesson.errors, lesson.failed, lesson.foreign) == ([], [], [])


def test_the_whole_table_is_right_and_is_kept(page):
    assert "kept" not in page.evaluate(f"localStorage.getItem('{KEY}') ?? ''")
    for number, row in enumerate(CHAIN, 1):
        fill(page, number, number, row.fix)
    check(page)
    status = page.locator("figure.fig .fig-outcome")
    assert status.inner_text() == "All 11 rows right."
    assert [said(page, n) for n in range(1, 12)] == [("✓ right", [])] * 11
    page.reload()
    page.wait_for_selector("html[data-figures=ready]")
    assert status.inner_text() == "All 11 rows right."
    picks, typed, checked = page.evaluate(STATE)
    assert (picks, typed, checked) == (list(range(11)), [r.fix for r in CHAIN], True)
    page.get_by_label("Row 4: the fix").fill("guessing")
    assert status.inner_text() == "" and said(page, 1) == ("", [])  # verdicts go with a change


def test_a_wrong_row_says_why_and_gives_no_fix_away(page):
    fill(page, 1, 8, "momentum")
    fill(page, 2, 2, "dropout")
    fill(page, 3, 3, 'a "better" `rate` $x$ <b>')
    fill(page, 4, 1, "hidden layer")
    check(page)
    assert page.locator("figure.fig .fig-outcome").inner_text() == "0 of 11 rows right."
    assert said(page, 1) == ("✗ half right", [f"The canyon comes later: {CHAIN[7].place}."])
    verdict, [why] = said(page, 2)
    assert verdict == "✗ half right" and why.startswith("“dropout” mends learning by heart: ")
    assert (
        CHAIN[10].why in why and f"think of: {ROWS[2][1]}." in why and CHAIN[1].fix not in why
    )
    _, [why] = said(page, 3)
    assert why.startswith('“a "better" `rate` $x$ <b>” is not how the book mends')
    assert said(page, 4)[1] == [f"XOR comes earlier: {CHAIN[0].place}."]
    verdict, whys = said(page, 5)
    assert verdict == "✗ not yet" and len(whys) == 2 and f"Think of: {ROWS[5][1]}." in whys[1]
    assert page.locator("figure.fig b").count() == 0


def test_the_table_is_shown_to_who_asks_after_a_check_and_reset_forgets(page):
    show = page.get_by_role("button", name="Show the table")
    assert show.count() == 0 or not show.is_visible()
    fill(page, 1, 1, "layers of hidden units")
    check(page)
    show.click()
    told = page.locator("figure.fig ol").nth(1).locator("li")
    assert told.count() == 11
    assert CHAIN[6].fix in told.nth(6).inner_text() and CHAIN[6].why in told.nth(6).inner_text()
    page.get_by_role("button", name="Reset: The table, from memory").click()
    assert page.evaluate(STATE) == [[-1] * 11, [""] * 11, False]
    assert json.loads(page.evaluate(f"localStorage.getItem('{KEY}')")) == {}
    assert not told.first.is_visible()


def test_it_works_by_keyboard_alone(page):
    page.get_by_label("Row 1: the failure").focus()
    page.keyboard.type("one straight")
    page.keyboard.press("Tab")
    page.keyboard.type("hidden layer")
    for _ in range(21):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("figure.fig .fig-outcome")).to_have_text("1 of 11 rows right.")


def test_a_finger_fills_it_in_on_a_phone_and_a_spoilt_storage_breaks_nothing(visit):
    one = visit(PHONE)
    one.before_load(
        f"""localStorage.setItem('{KEY}', '{{"table": {{"picks": [99], "typed": "x"}}}}')"""
    )
    page = one.open(CHAPTER)
    assert page.get_by_label("Row 1: the fix").bounding_box()["height"] >= 44
    fill(page, 1, 1, "hidden layer")
    page.get_by_role("button", name="Check").tap()
    assert said(page, 1) == ("✓ right", [])
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert plain(page.locator("h1").first.inner_text()).startswith("The table, from memory")
    assert one.errors == []


def test_without_javascript_the_failures_and_the_folded_table_are_there(visit):
    one = visit(java_script_enabled=False)
    one.page.goto(f"{one.site}/{CHAPTER}")
    box = one.page.locator(".whynn-figure")
    assert box.get_by_text(CHAIN[0].failure, exact=True).is_visible()
    assert not box.get_by_text(CHAIN[5].fix, exact=True).is_visible()
    box.locator("summary").click()
    assert box.get_by_text(CHAIN[5].fix, exact=True).is_visible()
