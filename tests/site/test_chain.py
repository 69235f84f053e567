"""The chain on one page: eleven rows that can be read narrow and wide, and one sheet printed."""

import re

import pytest
from conftest import DESKTOP, PHONE

PAGE = "chapters/06_chain.html"
PLACES = """() => [...document.querySelectorAll('.chain-row')].map((row) =>
  Object.fromEntries([...row.children].map((p) => [p.className, p.getBoundingClientRect().toJSON()])))"""

LOOKS = """(row) => [[...row.children].map((p) => getComputedStyle(p).color),
  getComputedStyle(document.body).backgroundColor]"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_prints_on_one_sheet(visit, theme):
    page = visit(DESKTOP, theme).open(PAGE)
    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", sheet)) == 1
    size = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", sheet)
    assert [round(float(side) / 72 * 25.4) for side in size.groups()] == [210, 297]
    page.emulate_media(media="print")
    rows = page.locator(".chain-row")
    assert rows.count() == 11
    inks, paper = rows.first.evaluate(LOOKS)
    assert set(inks) == {"rgb(0, 0, 0)"} and paper == "rgb(255, 255, 255)"


def test_on_a_desktop_the_pictures_stand_between_failure_and_fix(visit):
    for row in visit(DESKTOP).open(PAGE).evaluate(PLACES):
        assert row["chain-failure"]["right"] <= row["chain-pair"]["left"]
        assert row["chain-pair"]["right"] <= row["chain-fix"]["left"]
        assert row["chain-fix"]["bottom"] <= row["chain-number"]["top"]


def test_on_a_phone_the_parts_stand_beneath_one_another(visit):
    rows = visit(PHONE).open(PAGE).evaluate(PLACES)
    assert len(rows) == 11
    for row in rows:
        order = ["chain-failure", "chain-pair", "chain-fix", "chain-number"]
        tops = [row[part]["top"] for part in order]
        assert tops == sorted(tops) and row["chain-pair"]["width"] > 250
