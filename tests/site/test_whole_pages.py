"""Every page, narrow and wide, light and dark: nothing foreign, nothing broken, nothing too heavy."""

import gzip
from functools import cache
from urllib.parse import unquote, urlsplit

import axe
import pytest
from conftest import DESKTOP, OPENED, PHONE, SITE, TABLET, THEMES
from waiting import until

NARROWEST = {
    "width": 320,
    "height": 844,
}  # what WCAG 1.4.10 asks for; 1.4.4 asks for letters of 200%
SCRIPTS, ALL = 400_000, 1_200_000  # bytes, compressed
PACKED = (".png", ".woff2")
# solutions are looked at open
UNFOLD = "() => document.querySelectorAll('.whynn-solution').forEach((d) => { d.open = true; })"
LIBRARY = [page for page in OPENED if page.startswith("_modules")]
# What a page says and where: if all of it is as it was, a theme has changed colours alone.
UNMOVED = """() => {
  const boxes = [...document.body.querySelectorAll('*')].map((e) => {
    const { x, y, width, height } = e.getBoundingClientRect();
    return [x, y, width, height, e.checkVisibility({ visibilityProperty: true, opacityProperty: true })];
  });
  const then = globalThis.__looked;
  globalThis.__looked = document.body.innerHTML + boxes.join(' ');
  return globalThis.__looked === then;
}"""
COLOURS = ["color-contrast", "link-in-text-block"]
# the one chapter that is looked at with every block
WHOLE = "chapters/01_one_rule.html"


@cache
def weight(url):
    """Bytes of a file of the site as it is sent, by its address."""
    body = (SITE / unquote(urlsplit(url).path).lstrip("/")).read_bytes()
    return len(body if urlsplit(url).path.endswith(PACKED) else gzip.compress(body, 6))


def look(one, page, width, theme):
    """No sideways scroll and no axe violation in this theme."""
    page.emulate_media(color_scheme=theme)
    until(page, "document.documentElement.dataset.theme === arg", theme)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    only = {"runOnly": COLOURS} if page.evaluate(UNMOVED) else {}
    found = page.evaluate(
        "(only) => axe.run(document, { resultTypes: ['violations'], ...only }).then((r) => r.violations)",
        only,
    )
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found] == [], theme
    assert (one.foreign, one.failed, one.errors) == ([], [], [])


def begin_to_look(visit, path, size, theme):
    """A visit with the page open in its first theme, ready for axe."""
    one = visit(size, theme)
    page = one.open(path)
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    sizes = {url: weight(url) for url in one.loads}
    assert sum(sizes.values()) <= ALL, sizes
    scripts = [url for url, kind in one.loads.items() if kind == "script"]
    assert scripts and sum(sizes[url] for url in scripts) <= SCRIPTS, sizes
    axe.load(page)
    axe.settle(page)
    page.evaluate(UNFOLD)
    return one, page


@pytest.mark.parametrize("path", OPENED)
def test_a_page_is_whole_and_accessible(visit, path):
    """Light, then dark, on a desktop and a tablet; a page of code on a phone too."""
    one, page = begin_to_look(visit, path, DESKTOP, "light")
    assert page.evaluate("document.documentElement.scrollWidth") <= DESKTOP["width"]
    if path != WHOLE:
        axe.thin(page)
    for theme in THEMES:
        look(one, page, DESKTOP["width"], theme)
    for size in (TABLET, PHONE) if path in LIBRARY else (TABLET,):
        page.set_viewport_size(size)
        for theme in THEMES:
            look(one, page, size["width"], theme)


@pytest.mark.parametrize("path", [page for page in OPENED if page not in LIBRARY])
def test_a_page_is_whole_and_accessible_on_a_phone(visit, path):
    """Opened in the dark, then light; with large letters and on a narrow phone nothing sticks out."""
    one, page = begin_to_look(visit, path, PHONE, "dark")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], "large text"
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(NARROWEST)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]
    page.set_viewport_size(PHONE)
    axe.thin(page)
    for theme in reversed(THEMES):
        look(one, page, PHONE["width"], theme)
