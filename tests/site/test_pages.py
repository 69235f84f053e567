"""Every page, narrow and wide, light and dark: nothing foreign, nothing broken, all reachable."""

import re
from functools import cache
from urllib.parse import unquote, urldefrag

import pytest
from bs4 import BeautifulSoup
from conftest import DESKTOP, OPENED, PHONE, ROOT, SITE, pages

AXE = ROOT / "tests" / "vendor" / "axe.min.js"


SIZES, THEMES = {"390px": PHONE, "1280px": DESKTOP}, ("light", "dark")
# a theme is looked at when its colours have arrived, not on their way
SETTLED = "*, ::before, ::after { transition: none !important; }"
# solutions are looked at open
UNFOLD = "() => document.querySelectorAll('.whynn-solution').forEach((d) => { d.open = true; })"
LIBRARY = [page for page in OPENED if page.startswith("_modules")]


def assert_whole_and_accessible(one, page, size):
    """Nothing foreign, failed or complained of; no sideways scroll; no axe violation."""
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.evaluate(UNFOLD)
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        page.wait_for_function(f"document.documentElement.dataset.theme === '{theme}'")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        found = page.evaluate(
            "axe.run(document, {resultTypes: ['violations']}).then((r) => r.violations)"
        )
        assert [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found] == [], theme
    assert (one.foreign, one.failed, one.errors) == ([], [], [])


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("path", [page for page in OPENED if page not in LIBRARY])
def test_a_page_is_whole_and_accessible(visit, path, size):
    one = visit(size)
    page = one.open(path)
    page.add_script_tag(path=AXE)
    page.add_style_tag(content=SETTLED)
    assert_whole_and_accessible(one, page, size)


@pytest.mark.parametrize("path", LIBRARY)
def test_a_page_of_code_is_whole_and_accessible(visit, path):
    """The same for the library's code, in one visit: these pages are many and alike."""
    one = visit()
    page = one.open(path)
    page.add_script_tag(path=AXE)
    page.add_style_tag(content=SETTLED)
    for size in SIZES.values():
        page.set_viewport_size(size)
        assert_whole_and_accessible(one, page, size)


@pytest.mark.parametrize("path", [page for page in OPENED if page not in LIBRARY])
def test_a_page_opens_in_the_dark(visit, path):
    """A reader who lives in the dark meets no light page and no complaint."""
    one = visit(PHONE, "dark")
    page = one.open(path)
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.wait_for_load_state("networkidle")
    assert (one.foreign, one.failed, one.errors) == ([], [], [])


def test_the_first_page_sends_the_reader_to_the_start(visit):
    one = visit()
    one.page.goto(f"{one.site}/index.html")
    one.page.wait_for_url("**/chapters/00_start.html")


@cache
def soup_of(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@cache
def ids_of(path):
    return {tag["id"] for tag in soup_of(path).find_all(id=True)}


@pytest.mark.parametrize("path", pages())
def test_every_internal_link_leads_somewhere(path):
    source = SITE / path
    for link in soup_of(source).find_all("a", href=True):
        address, fragment = urldefrag(link["href"])
        if re.match(r"[a-z]+:", address):
            continue
        target = (source.parent / unquote(address)).resolve() if address else source
        assert target.exists(), f"{path} links to {link['href']}"
        if fragment and target.suffix == ".html":
            assert unquote(fragment) in ids_of(target), f"{path} links to {link['href']}"


@pytest.mark.parametrize("path", [p for p in OPENED if p.startswith(("chapters", "solutions"))])
def test_every_picture_has_alt_text(path):
    for picture in soup_of(SITE / path).find("article").find_all("img"):
        assert len(picture.get("alt", "")) >= 20, picture


def test_the_theme_can_be_switched_by_keyboard(visit):
    page = visit().open("chapters/00_start.html")
    button = page.locator(".theme-switch-button").first
    before = page.evaluate("document.documentElement.dataset.theme")
    for _ in range(3):
        button.focus()
        page.keyboard.press("Enter")
        if page.evaluate("document.documentElement.dataset.theme") != before:
            return
    pytest.fail("the theme did not change")


def test_search_finds_a_word_of_the_book(visit):
    page = visit().open("search.html?q=Rosenblatt")
    page.wait_for_selector(".search a")
    assert "One rule is not enough" in page.locator(".search").inner_text()
