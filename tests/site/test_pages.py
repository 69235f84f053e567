"""Every page can be reached, found, shared and read."""

import re
from functools import cache
from urllib.parse import unquote, urldefrag

import axe
import lighten
import missing
import pytest
from bs4 import BeautifulSoup
from conftest import DESKTOP, OPENED, PHONE, SITE, THEMES, pages
from playwright.sync_api import expect
from waiting import until


def test_the_first_page_sends_the_reader_to_the_start(visit):
    one = visit()
    one.page.goto(f"{one.site}/index.html")
    one.page.wait_for_url("**/chapters/00_start.html")


def test_an_address_that_is_not_there_gets_a_page_that_leads_on(visit):
    one = visit()
    gone = f"{one.site}/chapters/deep/gone.html"
    assert one.page.goto(gone, wait_until="networkidle").status == 404
    assert one.failed == [f"404 {gone}"] and len(one.errors) == 1  # nothing else is missing
    one.page.get_by_role("searchbox", name="Search this book").fill("perplexity")
    one.page.keyboard.press("Enter")
    one.page.wait_for_url("**/search.html?q=perplexity")
    one.page.go_back()
    one.page.locator("article").get_by_role("link", name="start").click()
    one.page.wait_for_url("**/chapters/00_start.html")


BENDS = "chapters/02_bends.html"


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
        if path == missing.NAME:  # whose links begin at the root, wherever it is sent from
            assert address.startswith("/") or link["href"].startswith("#"), address
            address = address[1:]
        if not address and "=" in fragment:
            continue  # it sets a figure: tests/site/test_set_figures.py
        target = (source.parent / unquote(address)).resolve() if address else source
        assert target.exists(), f"{path} links to {link['href']}"
        if fragment and target.suffix == ".html":
            assert unquote(fragment) in ids_of(target), f"{path} links to {link['href']}"


@pytest.mark.parametrize("path", [p for p in OPENED if p.startswith(("chapters", "solutions"))])
def test_every_picture_has_alt_text(path):
    for picture in soup_of(SITE / path).find("article").find_all("img"):
        assert len(picture.get("alt", "")) >= 20, picture


def test_a_wide_plot_scrolls_on_a_phone_and_by_key_and_stands_whole_elsewhere(visit):
    page = visit(PHONE).open("chapters/03_values.html")
    box = page.locator(".whynn-wide")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert box.evaluate("e => [e.clientWidth < 390, e.scrollWidth]") == [True, 576]
    box.focus()
    page.keyboard.press("ArrowRight")
    until(page, "document.activeElement.scrollLeft > 0")
    page.set_viewport_size(DESKTOP)
    assert box.evaluate("e => { e.focus(); return document.activeElement === e; }") is False
    assert box.locator("img").bounding_box()["width"] > 576


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


@pytest.mark.parametrize("theme", THEMES)
def test_a_link_under_the_mouse_can_be_read(visit, theme):
    page = visit(DESKTOP, theme).open("chapters/00_start.html")
    axe.load(page)
    axe.settle(page)
    for link in (".bd-sidebar-primary a.reference", "article p a.reference"):
        page.locator(link).nth(1).hover()
        found = page.evaluate(
            "axe.run(document, {runOnly: ['color-contrast']}).then((r) => r.violations)"
        )
        assert [n["html"] for v in found for n in v["nodes"]] == []


def test_search_finds_a_word_of_the_book(visit):
    page = visit().open("search.html?q=Rosenblatt")
    page.wait_for_selector(".search a")
    assert "One rule is not enough" in page.locator(".search").inner_text()


def test_search_quotes_no_answer_that_is_folded(visit):
    """A word that chapter 2 has in the reasons of one card alone leads there, and is not quoted."""
    folds = soup_of(SITE / BENDS).select(".whynn-figure details")
    assert sum("softplus" in fold.get_text() for fold in folds) == 1
    page = visit().open("search.html?q=softplus")
    hit = page.locator(".search li", has_text="Many rules with bends")
    quoted = hit.locator("p.context")
    expect(quoted.first).to_be_visible()
    assert "softplus" not in " ".join(quoted.all_inner_texts())


def test_the_font_has_every_icon_of_the_pages():
    shown = {p: lighten.icons_of((SITE / p).read_text("utf-8")) for p in OPENED}
    assert len(set().union(*shown.values())) > 8
    assert {p: names - set(lighten.icons()) for p, names in shown.items()} == {
        p: set() for p in OPENED
    }


@pytest.mark.parametrize("path", [p for p in OPENED if p.startswith("chapters")])
def test_a_shared_link_says_what_the_page_is(path):
    head = soup_of(SITE / path).head
    said = {
        m.get("property") or m.get("name"): m["content"]
        for m in head.find_all("meta")
        if m.get("content")
    }
    assert 50 <= len(said["description"]) <= 210
    assert said["og:title"] == soup_of(SITE / path).find("h1").text.rstrip("#")
    assert said["og:image"].endswith("_static/card.png")
    assert (SITE / "_static" / "card.png").stat().st_size < 100_000


def test_a_page_in_the_dark_is_printed_in_light(visit):
    page = visit(theme="dark").open("chapters/00_start.html")
    theme = "document.documentElement.dataset.theme"
    page.evaluate(
        f"() => addEventListener('beforeprint', () => {{ globalThis.seen = {theme}; }})"
    )
    page.pdf()
    assert (page.evaluate("seen"), page.evaluate(theme)) == ("light", "dark")
