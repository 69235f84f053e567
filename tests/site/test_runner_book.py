"""Every page's NumPy cells, run in order in the browser, give the stored text.

This takes minutes, so it runs by itself: ``make check-live``.
"""

import re

import pytest
from conftest import SITE
from playwright.sync_api import expect
from test_runner import PYTHON, RUN, WHY, live, stored
from test_written_here import EXERCISES, box, editor, own

pytestmark = [
    pytest.mark.book,
    pytest.mark.skipif(not PYTHON.exists(), reason=WHY),
]
PAGES = [
    path.relative_to(SITE).as_posix()
    for folder in ("chapters", "solutions")
    for path in sorted((SITE / folder).glob("*.html"))
    if "whynn-cells" in path.read_text(encoding="utf-8")
]
MINUTES = 60_000
# Where the text differs, and why.  By page and the cell's number among its code cells.
DIFFERS: dict[tuple[str, int], str] = {
    ("solutions/02_bends.html", 16): "a browser's NumPy does not warn, and the check says so"
}


def in_order(page):
    """Run every cell that has a button; its number, whether it went well, stored and new text."""
    for one in page.locator("div.cell:not(.run-answer):has(.run-bar)").all():
        number = int(re.search(r"tag_run-(\d+)", one.get_attribute("class")).group(1))
        wanted = text(stored(one))
        one.get_by_role("button", name=RUN, include_hidden=True).dispatch_event("click")
        status = one.locator("[role=status]")
        expect(status).to_have_text(re.compile("Done|failed|could not"), timeout=10 * MINUTES)
        yield number, status.text_content(), wanted, text(live(one))


def text(outputs):
    """The text of outputs, without spaces at line ends."""
    parts = outputs.locator("pre").all_text_contents()
    return re.sub(r"[ \t]+$", "", "".join(parts), flags=re.MULTILINE).strip()


@pytest.mark.parametrize("path", PAGES)
def test_the_cells_of_a_page_run_in_order_and_give_the_stored_text(visit, path):
    one = visit()
    page = one.open(path)
    page.context.set_default_timeout(10 * MINUTES)
    differs = {}
    for number, status, wanted, found in in_order(page):
        if found != wanted or not status.startswith("Done"):
            differs[path, number] = f"{status}\n--- stored\n{wanted}\n--- here\n{found}"
    assert differs.keys() == {key for key in DIFFERS if key[0] == path}, "\n".join(
        f"{key}: {value}" for key, value in differs.items()
    )
    assert (one.foreign, one.failed, one.errors) == ([], [], [])


@pytest.mark.parametrize("path", EXERCISES)
def test_the_books_own_answers_get_all_points_on_their_page(visit, path):
    one = visit()
    page = one.open(path)
    got = {}
    for at, text in enumerate(own(path)):
        answer = box(page, at)
        button = answer.get_by_role("button", name="Check", exact=True)
        if button.count():  # where the page lacks what the check needs, it says so
            editor(answer).fill(text)
            button.click()
            expect(button).to_be_visible(timeout=10 * MINUTES)
            got[at] = answer.get_by_role("status").inner_text()
        else:
            assert "SciPy" in answer.locator(".run-why").inner_text()
    assert len(got) >= 3
    assert all(re.fullmatch(r"All \d+ points\.", said) for said in got.values()), got
    assert (one.foreign, one.failed, one.errors) == ([], [], [])
