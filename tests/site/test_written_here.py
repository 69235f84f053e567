"""Exercises on their page: the box, its check, hints, points, and the notebook to take along."""

import json
import re

import axe
import pytest
from bs4 import BeautifulSoup
from conftest import DESKTOP, OPENED, PHONE, ROOT, SITE, Visit
from from_file import open_kept
from playwright.sync_api import expect
from test_runner import LONG, PYTHON, RUN, STOP, WHY
from waiting import until
from whynn.grading import bank, generate

CHAPTER = "solutions/01_one_rule.html"
EXERCISES = [page for page in OPENED if page.startswith("solutions/")]
CHECK, CLEAR, UNDO = "Check", "Clear my code", "Undo"
TAKE = "Download the notebook with what you wrote"
# the theme lets the keyboard reach what has become too wide, a moment after the size changed
REACHED = """[...document.querySelectorAll('pre')].every((p) =>
    p.inert || p.scrollWidth <= p.clientWidth || p.tabIndex === 0)"""
needs_python = pytest.mark.skipif(not PYTHON.exists(), reason=WHY)


def own(path):
    """What the book writes into each box of a page, in order."""
    notebook = generate.read(ROOT / path.replace(".html", ".ipynb"))
    answers, boxes = [], []
    for cell in notebook["cells"]:
        text = generate.source(cell)
        if "answer" in generate.tags(cell):
            answers.append(text)
        elif text.startswith("check(") and answers:
            boxes.append("\n\n\n".join(answers))
            answers = []
    return boxes


def box(page, at=0):
    """The cell of a question."""
    return page.locator(".run-answer").nth(at)


def editor(one):
    return one.get_by_role("textbox")


def check(one):
    """Press Check, and wait for what it says."""
    one.get_by_role("button", name=CHECK, exact=True).click()
    expect(one.get_by_role("button", name=CHECK, exact=True)).to_be_visible(timeout=LONG)
    return one.get_by_role("status").inner_text()


@needs_python
def test_a_stub_is_told_what_is_missing_and_the_book_s_own_answer_gets_all_points(lesson):
    page, one = lesson.page, box(lesson.page)
    assert check(one) == "0 of 5 points."
    signs = one.locator(".run-report .sign")
    assert signs.all_inner_texts() == ["✗"] * 5
    assert "w is not written yet" in one.locator(".run-report").inner_text()
    editor(one).fill(own(CHAPTER)[0].replace('"XOR": False', '"XOR": True') + "\nprint('here')")
    assert check(one) == "4 of 5 points."
    assert signs.all_inner_texts() == ["✓"] * 4 + ["✗"]
    assert one.locator(".run-live pre").all_inner_texts() == ["here\n"]
    assert "There are hints below." in one.locator(".run-report").inner_text()
    editor(one).fill(own(CHAPTER)[0])
    editor(one).press("Shift+Enter")
    expect(one.get_by_role("status")).to_have_text("All 5 points.", timeout=LONG)
    worth = sum(question.points for question in bank.exercises()["01"])
    said = f"5 of {worth} points on this page at your last checks; 1 of 4 questions solved."
    assert page.locator(".run-sum p").inner_text() == said
    assert page.locator(".run-mark").all_inner_texts() == [" ✓ 5/5", "", "", ""]
    assert (lesson.foreign, lesson.failed, lesson.errors) == ([], [], [])


@needs_python
def test_a_solution_that_ran_is_no_answer_of_the_learner(lesson):
    page = lesson.page
    one, fold = box(page, 1), page.locator("details.whynn-solution").nth(1)
    fold.locator("summary").first.click()
    solved = fold.locator("div.cell", has_text="check(").last
    solved.get_by_role("button", name=RUN).click()
    expect(solved.get_by_role("status")).to_have_text(re.compile("same as"), timeout=LONG)
    editor(one).fill("# nothing yet")
    assert check(one).startswith("0 of ")
    assert one.locator(".run-report .right").count() == 0


@needs_python
def test_an_error_is_shown_where_it_was_written_and_earns_nothing(lesson):
    one = box(lesson.page, 2)
    editor(one).fill("two_passes = 1 / 0")
    assert check(one) == "It stopped with an error. Mend it, and check again."
    assert "ZeroDivisionError" in one.locator(".run-live").inner_text()
    assert lesson.page.locator(".run-mark").nth(2).inner_text() == ""


@needs_python
def test_an_error_of_another_box_is_not_taken_for_this_one_s(lesson):
    one, other = box(lesson.page), box(lesson.page, 1)
    before = editor(one).input_value()
    editor(one).fill("w = 1 / 0")
    editor(other).fill("count = w")
    said = "The code for 01-line, which this needs, stopped with an error."
    assert check(other) == said
    editor(one).fill(before)


@needs_python
def test_what_was_deleted_earns_nothing_more_and_a_report_goes_stale(lesson):
    one = box(lesson.page)
    editor(one).fill(own(CHAPTER)[0])
    assert check(one) == "All 5 points."
    editor(one).fill("w = 1")
    assert one.get_by_role("status").inner_text() == "Changed since this check."
    assert one.locator(".run-stale").is_visible()
    assert check(one) == "0 of 5 points."
    assert one.locator(".run-stale").count() == 0


@needs_python
def test_stop_ends_a_check_without_end_and_keeps_what_was_written(lesson):
    one = box(lesson.page, 2)
    endless = (
        own(CHAPTER)[2] + "\n\n\ndef rosenblatt(X, y, passes):\n    while True:\n        pass"
    )
    editor(one).fill(endless)
    one.get_by_role("button", name=CHECK, exact=True).click()
    expect(one.get_by_role("button", name=STOP)).to_be_visible()
    expect(one.get_by_role("status")).to_have_text(re.compile("Running"), timeout=LONG)
    one.get_by_role("button", name=STOP).click()
    expect(one.get_by_role("status")).to_contain_text("Stopped.")
    assert editor(one).input_value() == endless
    assert check(box(lesson.page)).endswith(" points.")


def test_what_was_written_outlasts_the_page_and_a_slip(visit):
    page = visit().open(CHAPTER)
    one = box(page)
    first = editor(one).input_value()
    assert first.startswith("# the line") and first.endswith("}")
    assert not one.get_by_role("button", name=CLEAR).is_visible()
    editor(one).fill("w = 7")
    page.reload()
    page.wait_for_selector("html[data-figures=ready]")
    assert editor(one).input_value() == "w = 7"
    assert one.get_by_role("status").inner_text() == "As you left it."
    one.get_by_role("button", name=CLEAR).press("Enter")
    assert editor(one).input_value() == first
    one.get_by_role("button", name=UNDO).press("Enter")
    assert editor(one).input_value() == "w = 7"
    expect(one.get_by_role("button", name=CLEAR)).to_be_focused()
    one.get_by_role("button", name=CLEAR).press("Enter")
    editor(one).press("Control+z")
    assert editor(one).input_value() == "w = 7"
    assert editor(box(page, 1)).input_value() != "w = 7"


def test_two_tabs_do_not_write_over_one_another(visit):
    one = visit()
    first, second = one.open(CHAPTER), one.page.context.new_page()
    second.goto(f"{one.site}/{CHAPTER}")
    second.wait_for_selector("html[data-figures=ready]")
    editor(box(first, 1)).fill("")
    editor(box(first)).fill("w = 7")
    expect(editor(box(second))).to_have_value("w = 7")
    expect(editor(box(second, 1))).to_have_value("")
    editor(box(second)).fill("w = 8")
    editor(box(second)).blur()
    first.bring_to_front()
    box(first).locator("button").first.focus()
    expect(editor(box(first))).to_have_value("w = 8")
    first.reload()
    first.wait_for_selector("html[data-figures=ready]")
    assert [editor(box(first, at)).input_value() for at in (0, 1)] == ["w = 8", ""]


def test_the_page_follows_the_caret_to_a_new_line(visit):
    page = visit().open(CHAPTER)
    text = editor(box(page))
    text.fill("x = 1")
    for _ in range(45):
        text.press("Enter")
    bottom = text.evaluate("(e) => e.getBoundingClientRect().bottom")
    assert bottom < DESKTOP["height"] + 60


def test_tab_goes_through_the_page_until_one_writes_and_after_escape(visit):
    page = visit().open(CHAPTER)
    text, button = editor(box(page)), box(page).get_by_role("button", name=CHECK, exact=True)
    before = text.input_value()
    text.focus()
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    assert text.input_value() == before
    text.fill("")
    text.press_sequentially("def f(x):\nreturn x")
    text.press("Shift+Tab")
    text.press("Tab")
    assert (
        text.input_value() == "def f(x):\nreturn     x"[: len("def f(x):\n")] + "return x    "
    )
    page.keyboard.press("Control+z")
    assert text.input_value() == "def f(x):\nreturn x"
    text.press("Escape")
    page.keyboard.press("Tab")
    expect(button).to_be_focused()


def test_what_is_typed_lies_over_the_same_text_in_colour(visit):
    for size in (PHONE, DESKTOP):
        page = visit(size).open(CHAPTER)
        one = box(page)
        editor(one).fill("w = " + "1 + " * 60 + "2  # long\n\n\nb = 3\n\n")
        beneath = one.locator("pre").first
        assert beneath.text_content() == editor(one).input_value() + "\n\n"
        assert beneath.locator(".c1").inner_text() == "# long"
        sizes = "(e) => [e.clientWidth, e.clientHeight, e.scrollHeight, e.getBoundingClientRect().y]"
        typed, shown = editor(one).evaluate(sizes), beneath.evaluate(sizes)
        assert typed == shown and typed[1] == typed[2]
        letters = "(e) => parseFloat(getComputedStyle(e).fontSize)"
        assert editor(one).evaluate(letters) == (16 if size is PHONE else 14)


@pytest.mark.parametrize("path", EXERCISES)
def test_every_question_has_a_box_and_its_three_hints_in_order(path):
    article = BeautifulSoup((SITE / path).read_text(encoding="utf-8"), "html.parser").article
    asked = bank.exercises()[path.split("/")[1][:2]]
    stubs = article.select(".cell.tag_write")
    hints = [" ".join(p.get_text().split()) for p in article.select("details.whynn-hint > p")]
    assert len(stubs) == len(asked) == len(article.select("details.whynn-solution"))
    wanted = [" ".join(h.replace("`", "").split()) for q in asked for h in q.hints]
    assert sorted(hints) == sorted(wanted)
    names = [f"Hint {number} of 3" for _ in asked for number in (1, 2, 3)]
    assert [s.get_text() for s in article.select("details.whynn-hint > summary")] == names


def test_a_hint_comes_into_sight_when_the_one_before_it_is_open(visit):
    one = visit(java_script_enabled=False)
    one.page.goto(f"{one.site}/{CHAPTER}")
    hints = one.page.locator("details.whynn-hint")
    assert [hints.nth(k).is_visible() for k in range(4)] == [True, False, False, True]
    hints.nth(0).locator("summary").press("Enter")
    hints.nth(1).locator("summary").press("Enter")
    assert [hints.nth(k).is_visible() for k in range(3)] == [True, True, True]
    assert hints.nth(1).locator("p").is_visible()
    hints.nth(0).locator("summary").press("Enter")
    assert [hints.nth(k).is_visible() for k in range(4)] == [True, False, False, True]
    assert one.page.locator(".cell.tag_write pre").first.is_visible()
    assert not one.page.locator(".whynn-live-only").is_visible()  # there is no box to write in


def test_the_notebook_comes_with_what_was_written_and_nothing_else_changed(visit):
    page = visit().open(CHAPTER)
    for at in (0, 1):
        editor(box(page, at)).fill(own(CHAPTER)[at])
    given = page.locator("div.cell", has_text="import numpy as np").first
    given.get_by_role("button", name="Edit").click()
    given.get_by_role("textbox").fill("import math")
    with page.expect_download() as download:
        page.get_by_role("button", name=TAKE).click()
    assert download.value.suggested_filename == "01_one_rule.ipynb"
    taken = json.loads(download.value.path().read_text(encoding="utf-8"))
    stored = generate.read(ROOT / "exercises" / "01_one_rule.ipynb")
    texts = {cell["id"]: generate.source(cell) for cell in taken["cells"]}
    changed = [
        cell["id"] for cell in stored["cells"] if texts.get(cell["id"]) != generate.source(cell)
    ]
    answers = [cell["id"] for cell in stored["cells"] if "answer" in generate.tags(cell)]
    assert changed == ["c001", *answers[:4]]
    filled = [texts[name] for name in changed if name in texts]
    assert filled == ["import math", *own(CHAPTER)[:2]]
    assert {k: v for k, v in taken.items() if k != "cells"} == {
        k: v for k, v in stored.items() if k != "cells"
    }


def test_a_notebook_that_does_not_come_is_said_and_nothing_is_lost(visit):
    one = visit()
    page = one.open(CHAPTER)
    editor(box(page)).fill("w = 7")
    page.route("**/*.ipynb", lambda route: route.fulfill(status=404))
    page.get_by_role("button", name=TAKE).click()
    expect(page.locator(".run-sum").get_by_role("status")).to_contain_text("it is not there")
    assert editor(box(page)).input_value() == "w = 7"


def test_from_a_file_one_can_write_and_is_told_what_needs_a_server(chromium):
    context = chromium.new_context(viewport=DESKTOP, offline=True)
    one = Visit(context.new_page(), "file:")
    open_kept(one.page, (SITE / CHAPTER).as_uri())
    one.page.wait_for_selector("html[data-figures=ready]")
    editor(box(one.page)).fill("w = 7")
    box(one.page).get_by_role("button", name=CHECK, exact=True).click()
    expect(box(one.page).get_by_role("status")).to_contain_text("needs a server")
    one.page.get_by_role("button", name=TAKE).click()
    said = one.page.locator(".run-sum").get_by_role("status")
    expect(said).to_contain_text("cannot read the notebook")
    assert one.page.locator(".run-answer pre").first.text_content() == "w = 7\n\n"
    context.close()


@needs_python
def test_a_checked_answer_is_accessible_and_fits_a_phone(lesson):
    page = lesson.page
    one = box(page)
    editor(one).fill(own(CHAPTER)[0].replace("0.75", "1"))
    check(one)
    axe.load(page)
    axe.settle(page)
    axe.thin(page)
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        until(page, REACHED)
        axe.both_themes(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert one.locator(".run-report").is_visible() and editor(one).is_visible()
