"""Running a page's cells in the browser: first click, output, errors, Stop, editing."""

import gzip
import json
import re
from contextlib import ExitStack

import axe
import pytest
from conftest import DESKTOP, PHONE, SITE, Visit, begin
from playwright.sync_api import expect

CHAPTER = "chapters/01_one_rule.html"
PYTHON = SITE / "_static" / "python"
WHY = "this site was built without Pyodide, which needs npm and a network: make site LIVE=1"
pytestmark = pytest.mark.skipif(not PYTHON.exists(), reason=WHY)
RUN, STOP, EDIT, RESET = "Run this cell", "Stop", "Edit", "Reset cell"
LONG = 180_000  # milliseconds until a busy machine has started Python
DONE = re.compile(r"^Done in [\d.]+ s\.$")
SAME = re.compile("^Done in .* s. The same as the stored output.$")


def cell(page, code, at=0):
    """The cell whose code contains ``code``, by a name that outlasts an edit."""
    found = page.locator("div.cell", has=page.locator(".cell_input pre", has_text=code)).nth(at)
    name = re.search(r"tag_run-\d+", found.get_attribute("class")).group()
    return page.locator(f"div.cell.{name}")


def run(one):
    """Press the cell's Run, and wait until it has ended."""
    one.get_by_role("button", name=RUN).click()
    expect(one.get_by_role("button", name=RUN)).to_be_visible(timeout=LONG)
    return one.get_by_role("status").inner_text()


def stored(one):
    """The stored output, which a good run replaces."""
    return one.locator(":scope > .cell_output:not(.run-live)")


def live(one):
    """What the cell gave just now."""
    return one.locator(":scope > .run-live")


def rewrite(one, text):
    """Put ``text`` into the cell's editor, by keyboard."""
    one.get_by_role("button", name=EDIT).press("Enter")
    editor = one.get_by_role("textbox", name="The code of this cell")
    expect(editor).to_be_focused()
    editor.fill(text)
    return editor


def test_nothing_of_python_is_loaded_before_the_first_click(visit):
    one, asked = visit(), []
    one.page.on("request", lambda request: asked.append(request.url))
    page = one.open(CHAPTER)
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "/python/" in url or "runner_worker" in url] == []
    loader = next(url for url in asked if "runner.js" in url)
    assert len(gzip.compress(page.request.get(loader).body(), 6)) < 6_000


def test_a_cell_runs_after_those_it_needs_and_gives_the_stored_output(lesson):
    one = cell(lesson.page, 'judge("OR"')
    before = stored(one).inner_text()
    assert run(one) is not None
    expect(one.get_by_role("status")).to_have_text(SAME)
    assert live(one).inner_text().strip() == before.strip()
    assert not stored(one).is_visible()
    assert lesson.foreign == [] and lesson.failed == [] and lesson.errors == []


def test_an_error_keeps_the_stored_output(lesson):
    one = cell(lesson.page, 'judge("OR"')
    rewrite(one, 'judge("NEITHER", w=(1, 1), b=0)').press("Shift+Enter")
    failed = "It failed. The stored output stays."
    expect(one.get_by_role("status")).to_have_text(failed, timeout=LONG)
    assert stored(one).is_visible()
    assert "ValueError" in live(one).inner_text() and "<cell" in live(one).inner_text()


def test_an_edited_cell_is_coloured_and_can_be_reset(lesson):
    one = cell(lesson.page, 'judge("NEITHER"')  # left so by the test above
    one.get_by_role("textbox").press("Escape")
    expect(one.get_by_role("button", name=EDIT)).to_be_focused()
    editor = rewrite(one, "")
    editor.press_sequentially("for k in (1, 2):\nprint(k)  # edited")
    editor.press("Shift+Enter")
    expect(one.get_by_role("status")).to_have_text(DONE, timeout=LONG)
    assert live(one).inner_text().split() == ["1", "2"]
    editor.press("Escape")
    code = one.locator(".cell_input pre")
    assert code.inner_text().rstrip() == "for k in (1, 2):\n    print(k)  # edited"
    assert code.locator(".k").all_inner_texts() == ["for", "in"]
    assert code.locator(".c1").all_inner_texts() == ["# edited"]
    one.get_by_role("button", name=RESET).click()
    assert code.inner_text().startswith('judge("OR"')
    assert stored(one).is_visible() and live(one).count() == 0
    expect(one.get_by_role("button", name=RUN)).to_be_focused()
    assert not one.get_by_role("button", name=RESET).is_visible()


def test_an_edit_outlasts_the_page_until_it_is_reset(visit):
    page = visit().open(CHAPTER)
    one = cell(page, 'judge("OR"')
    rewrite(one, 'judge("OR", w=(2, 2), b=-1)')
    page.reload()  # with the editor still open
    code, status = one.locator(".cell_input pre"), one.get_by_role("status")
    expect(code).to_have_text('judge("OR", w=(2, 2), b=-1)')
    expect(status).to_have_text("Edited, as you left it.")
    assert cell(page, 'judge("AND"').get_by_role("status").inner_text() == ""
    one.get_by_role("button", name=RESET).click()
    page.reload()
    expect(code).to_contain_text('judge("OR", w=(1, 1)')
    expect(status).to_be_empty()
    rewrite(one, code.inner_text().rstrip()).press("Escape")
    assert page.evaluate("localStorage.getItem('whynn.edits')") == "{}"


def test_stop_ends_a_cell_that_would_not_end_and_says_that_the_state_is_lost(lesson):
    one, other = cell(lesson.page, "d = "), cell(lesson.page, 'judge("AND"')
    rewrite(one, "print('begun', flush=True)\nwhile True:\n    pass").press("Shift+Enter")
    expect(live(one)).to_contain_text("begun", timeout=LONG)
    other.get_by_role("button", name=RUN).click()
    expect(other.get_by_role("button", name=STOP)).to_be_visible()
    one.get_by_role("button", name=STOP).press("Enter")
    for each in (one, other):
        expect(each.get_by_role("status")).to_contain_text(
            "Stopped. What the cells had made is"
        )
    assert stored(one).is_visible()
    expect(one.get_by_role("button", name=RUN)).to_be_focused()
    run(other)
    expect(other.get_by_role("status")).to_have_text(SAME)
    assert (lesson.foreign, lesson.errors) == ([], [])


def test_cells_with_torch_and_figures_have_no_button_and_torch_says_why(lesson):
    page = lesson.page
    told = page.locator("div.cell", has=page.locator(".run-why"))
    texts = told.locator(".run-why").all_inner_texts()
    assert sum("PyTorch, which does not run in a browser" in text for text in texts) == 2
    assert told.get_by_role("button", name=RUN).count() == 0
    figures = page.locator("div.cell", has=page.locator(".whynn-figure"))
    assert figures.count() > 5 and figures.locator(".run-bar").count() == 0


# what Python in the page needs of a Content-Security-Policy, for page and worker alike
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval';"
    " style-src 'self' 'unsafe-inline'; img-src 'self' data:; worker-src 'self'"
)


@pytest.fixture(scope="module")
def phone(rooms):
    """A phone under a policy that lets nothing foreign in, at first without Python.

    Starting Python takes seconds, so one phone serves the two tests that need another page
    than ``lesson``.
    """
    with ExitStack() as leaving:
        one = begin(leaving, rooms, PHONE)
        one.python_comes = False

        def guard(route):
            if not one.python_comes and route.request.url.endswith("/pyodide.mjs"):
                route.abort()
                return
            answer = route.fetch()
            headers = {**answer.headers, "content-security-policy": POLICY}
            route.fulfill(response=answer, headers=headers)

        one.page.context.route("**/*", guard)
        leaving.callback(one.page.context.unroute, "**/*")
        one.open(CHAPTER)
        yield one


def test_a_python_that_did_not_come_is_asked_for_again(phone):
    first = cell(phone.page, 'judge("OR"')
    assert "Python could not run" in run(first)
    assert stored(first).is_visible()
    phone.python_comes = True
    run(first)
    expect(first.get_by_role("status")).to_have_text(SAME)
    assert (phone.foreign, phone.errors) == ([], [])


def test_the_page_with_buttons_editor_and_output_is_accessible(phone):
    phone.python_comes, page = True, phone.page
    axe.load(page)
    axe.settle(page)
    broken, whole = cell(page, 'judge("OR"'), cell(page, 'judge("AND"')
    rewrite(broken, "1 / 0").press("Shift+Enter")
    expect(broken.get_by_role("status")).to_contain_text("It failed", timeout=LONG)
    run(whole)
    assert whole.get_by_role("button", name=RUN).bounding_box()["height"] >= 44
    axe.thin(page)
    assert broken.get_by_role("textbox").is_visible() and live(whole).is_visible()
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        axe.both_themes(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"]


def test_from_a_file_a_button_says_that_it_needs_a_server(chromium):
    context = chromium.new_context(offline=True)
    one = Visit(context.new_page(), "file:")
    one.page.goto((SITE / CHAPTER).as_uri())
    one.page.wait_for_selector("html[data-figures=ready]")
    first = cell(one.page, 'judge("OR"')
    first.get_by_role("button", name=RUN).click()
    expect(first.get_by_role("status")).to_contain_text("needs a server")
    assert (one.errors, one.failed) == ([], [])
    context.close()


def test_the_pages_data_names_no_cell_that_is_not_there():
    for path in SITE.glob("chapters/*.html"):
        text = path.read_text(encoding="utf-8")
        data = re.search(r'id="whynn-cells">(.*?)</script>', text, re.DOTALL)
        for entry in json.loads(data.group(1))["cells"] if data else []:
            assert ("source" in entry) != bool(re.search(rf"tag_run-{entry['at']}\b", text))
