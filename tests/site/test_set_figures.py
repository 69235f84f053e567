"""Links in the text that set a figure: each sets it and shows it, as a fresh page would."""

import pytest
from bs4 import BeautifulSoup
from conftest import OPENED, SITE
from waiting import until

LINK = "a.sets-figure"
FIGURE = 'document.querySelector(`.whynn-live[data-key="${arg[0]}"]`)'
# where its sliders and switches stand
SHOWN = "(e) => `${[...e.querySelectorAll('input')].map((i) => i.value + i.checked)}`"
IN_SIGHT = """(e) => { const b = e.getBoundingClientRect();
  return b.top < innerHeight / 2 && b.bottom > innerHeight / 2; }"""


def links():
    """Each page with such links, and their addresses."""
    every = []
    for path in OPENED:
        soup = BeautifulSoup((SITE / path).read_text(encoding="utf-8"), "html.parser")
        if found := [a["href"] for a in soup.select(LINK)]:
            every.append(pytest.param(path, found, id=path))
    return every


def key_of(href):
    """The figure that a link sets."""
    return href.removeprefix("#").partition("=")[0]


def shown(page, key):
    """How the figure of this key is set."""
    return page.locator(f'.whynn-live[data-key="{key}"]').evaluate(SHOWN)


def test_some_pages_have_such_links():
    assert len(links()) >= 4


@pytest.mark.parametrize(("path", "found"), links())
def test_a_link_sets_its_figure_and_shows_it(visit, path, found):
    one = visit()
    page, seen = one.open(path), {}
    for href in found:
        key = key_of(href)
        before = shown(page, key)
        page.locator(f'{LINK}[href="{href}"]').first.click()
        until(page, f"({SHOWN})({FIGURE}) !== arg[1]", [key, before])
        until(page, f"({IN_SIGHT})({FIGURE})", [key])
        seen[key] = href, shown(page, key)
    for key, (href, last) in seen.items():
        assert shown(visit().open(f"{path}{href}"), key) == last
    assert one.errors == []


def test_the_way_back_takes_a_figure_back(visit):
    page = visit().open("chapters/01_one_rule.html#knife=XOR_1_1_-0.5")
    first = shown(page, "knife")
    page.locator(f'{LINK}[href="#knife=XOR_1_-1_-0.5"]').click()
    until(page, f"({SHOWN})({FIGURE}) !== arg[1]", ["knife", first])
    page.go_back()
    until(page, f"({SHOWN})({FIGURE}) === arg[1]", ["knife", first])
