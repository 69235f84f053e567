"""A number in a chapter leads to its cell: by mouse, by keyboard, without a script."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from conftest import OPENED, ROOT, SITE

CHAPTER = "chapters/03_values.html"
LINK = re.compile(r'<a class="(ran-formula )?ran"')
FOLLOWED = [p for p in OPENED if LINK.search((SITE / p).read_text(encoding="utf-8"))]
# place and size of a paragraph and its lines, and the page's length
BOX = """(e) => [e.offsetTop, e.offsetWidth, e.offsetHeight, document.documentElement.scrollHeight,
  document.documentElement.scrollWidth, ...[...e.querySelectorAll('a')].map((a) => a.offsetLeft)]"""
DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")


def values(text):
    """Every number of a text by value, however it is spelled."""
    text = re.sub("(?<=10)(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])", "^", text).translate(DIGITS)
    text = re.sub(r"(?<=\d)[,_](?=\d{3})", "", text)
    text = re.sub(r"(?<![\d.])10\^(-?\d+)", r"1e\1", text)
    text = re.sub(r"\s*×\s*1e", "e", text)
    return {float(n) for n in re.findall(r"(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", text)}


def said(link):
    """The text of a link, with powers of a formula spelled ``10^3``."""
    for power in link.find_all("msup"):
        base, exponent = power.find_all(recursive=False)
        power.replace_with(f"{base.text}^{exponent.text}")
    return link.text


@pytest.mark.parametrize("path", FOLLOWED)
def test_the_cell_that_a_number_leads_to_shows_it(path):
    soup = BeautifulSoup((SITE / path).read_text(encoding="utf-8"), "html.parser")
    links = soup.select("a.ran")
    assert links
    for link in links:
        cell = soup.find(id=link["href"].removeprefix("#"))
        assert "cell" in cell["class"]
        assert values(said(link)) <= values(cell.text), link
        place = " above: `" if cell.sourceline < link.sourceline else " below: `"
        assert place in link["title"]
        assert not link.find_parent(["a", "h1", "h2", "h3", "code", "summary"])


def test_the_chapters_are_followed():
    assert {f"chapters/0{n}" for n in range(1, 7)} <= {page[:11] for page in FOLLOWED}


def test_the_loss_after_the_step_leads_to_the_cell_that_printed_it(visit):
    notebook = json.loads((ROOT / "chapters" / "03_values.ipynb").read_text("utf-8"))
    [cell] = (
        c for c in notebook["cells"]
        if any("loss after 30.8025" in "".join(o.get("text", "")) for o in c.get("outputs", []))
    )  # fmt: skip
    page = visit().open(CHAPTER)
    assert page.locator("a.ran math").count() >= 1
    page.evaluate("document.fonts.ready")
    said = page.locator("p", has_text="The loss went up, from")
    link = said.locator("a.ran", has_text="30.8025")
    before = said.evaluate(BOX)
    said.locator("a.ran", has_text="2.25").focus()
    page.keyboard.press("Tab")
    assert link.evaluate("(e) => e.matches(':focus-visible')")
    assert "loss after {after:.4f}" in link.get_attribute("title")
    shown = link.evaluate(
        "(e) => { const s = getComputedStyle(e, '::after'); return s.content; }"
    )
    assert "gave 30.8025" in shown
    assert said.evaluate(BOX) == before
    page.keyboard.press("Enter")
    page.wait_for_url(f"**#cell-{cell['id']}")
    target = page.locator(":target")
    assert "loss after 30.8025" in target.inner_text()
    top = target.evaluate("(e) => e.getBoundingClientRect().top")
    assert 0 < top < 450


def test_without_a_script_and_a_server_the_number_leads_there_too(visit):
    page = visit(java_script_enabled=False).page
    page.goto((SITE / CHAPTER).as_uri())
    page.locator("a.ran[title$='gave 3907']").click()
    assert "#cell-" in page.url
    assert "3907" in page.locator(":target").inner_text()
