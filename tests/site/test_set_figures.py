"""Links in the text that set a figure: each sets it, shows it, and leaves a way back."""

import pytest
from bs4 import BeautifulSoup
from conftest import OPENED, SITE
from waiting import until

LINK = "a.sets-figure"
STATE = """(key) => { const find = (m) => m.get("key") === key;
  const m = [...whynn.page.models.values()].find(find);
  return m && Object.fromEntries(Object.keys(m.state ?? {}).map((k) => [k, m.get(k)])); }"""


def links():
    """Each page with such links, and their addresses."""
    for path in OPENED:
        soup = BeautifulSoup((SITE / path).read_text(encoding="utf-8"), "html.parser")
        if found := [a["href"] for a in soup.select(LINK)]:
            yield path, found


def figure(page, key):
    """The figure of this key."""
    return page.locator(f'.whynn-live[data-key="{key}"]')


@pytest.mark.parametrize(
    ("path", "found"), links(), ids=lambda v: v if isinstance(v, str) else ""
)
def test_a_link_sets_its_figure_and_shows_it_and_the_way_back_takes_it_back(visit, path, found):
    one = visit()
    page, first = one.open(path), {}
    for href in found:
        key = href.removeprefix("#").partition("=")[0]
        there = figure(page, key)
        before = there.inner_text()
        page.locator(f'{LINK}[href="{href}"]').first.click()
        until(
            page,
            "document.querySelector(arg[0]).innerText !== arg[1]",
            [f'.whynn-live[data-key="{key}"]', before],
        )
        assert there.evaluate(
            "e => { const b = e.getBoundingClientRect(); return b.top < innerHeight && b.bottom > 0; }"
        )
        first.setdefault(key, (href, there.inner_text()))
        there.get_by_role("button", name="Reset").click()
    for href, shown in first.values():
        friend = visit().open(f"{path}{href}")
        assert figure(friend, href[1:].partition("=")[0]).inner_text() == shown
    assert one.errors == []
