"""The PDF, of a chapter, its exercises and the sheet of the whole chain, as Chromium prints them."""

import io
from pathlib import Path

import pdf
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, SITE
from paper import assemble, compose
from pypdf import PdfReader

NAMES = ["chapters/01_one_rule", "chapters/06_chain", "solutions/01_one_rule"]
PAGES = [page for page in compose.contents(ROOT / "_toc.yml") if page.name in NAMES]


@pytest.fixture(scope="module")
def paper(chromium):
    """The file as a reader's program sees it."""
    reader = PdfReader(io.BytesIO(pdf.book(SITE, PAGES, chromium)))
    reader.words = [words(sheet) for sheet in reader.pages]
    return reader


def soup(name):
    text = (SITE / f"{name}.html").read_text(encoding="utf-8")
    return BeautifulSoup(text, "html.parser").select_one("article")


def first_sheet(paper):
    """How many sheets stand in front of page 1."""
    return paper.page_labels.index("1")


def words(sheet):
    return " ".join(sheet.extract_text().replace("ﬁ", "fi").split())


def test_its_bookmarks_are_the_headings_and_lead_to_them(paper):
    found = list(assemble.entries(paper.outline))
    titles = [entry.title for entry, _ in found]
    for name in NAMES:
        for heading in soup(name).select("h1, h2, h3"):
            heading.select_one(".headerlink").decompose()
            title = " ".join(heading.get_text().split())
            # a section that only counts what was done on the site is not on paper
            assert title in titles or title == "How well did you predict?"
    assert [e.title for e, level in found if level == 1] == [
        soup(name).h1.contents[0] for name in NAMES
    ]
    for entry, _ in found:
        sheet = paper.get_destination_page_number(entry)
        assert "".join(entry.title.split()) in "".join(paper.words[sheet].split())


def test_its_sheets_are_numbered_and_the_contents_lead_to_them(paper):
    before = first_sheet(paper)
    assert 2 <= before <= 5 and 20 <= len(paper.pages) - before <= 40
    assert paper.page_labels[:2] == ["i", "ii"]
    for sheet in range(before, len(paper.pages)):
        assert str(sheet - before + 1) in paper.words[sheet].split()
    shown = paper.words[before - 1]
    for entry, level in assemble.entries(paper.outline):
        if level == 1:
            page = paper.get_destination_page_number(entry) - before + 1
            assert f"{entry.title} {page}" in shown
    links = [note.get_object() for note in paper.pages[before - 1]["/Annots"]]
    targets = [paper.get_page_number(link["/Dest"][0].get_object()) for link in links]
    assert targets[0] == before and targets == sorted(targets)


def test_every_picture_of_a_figure_is_printed(paper):
    shown = {Path(img["src"]).name for name in NAMES for img in soup(name).select("img")}
    found = {
        thing.idnum
        for sheet in paper.pages
        for thing in sheet["/Resources"].get("/XObject", {}).values()
        if thing.get_object()["/Subtype"] == "/Image"
    }
    assert len(shown) >= 13
    assert len(found) == len(shown)


def test_text_and_formulas_can_be_copied(paper):
    whole = " ".join(paper.words)
    assert "The proof. Write" in whole
    assert "𝑠 = 𝑤1𝑥1 + 𝑤2𝑥2 + 𝑏" in whole
    for button in ("Show the code", "Show a solution", "Try again", "Copy"):
        assert button not in whole
    assert paper.metadata.title == "Why Neural Networks Work"


def test_links_inside_the_book_stay_inside_it(paper):
    inside, out = 0, set()
    for sheet in paper.pages:
        for note in sheet.get("/Annots", []):
            link = note.get_object()
            inside += "/Dest" in link
            out |= {str(link["/A"]["/URI"])} if "/A" in link else set()
    assert inside > 50
    assert all(address.startswith("https://") for address in out), out


def test_a_picture_that_did_not_load_is_an_error(chromium, monkeypatch):
    whole = compose.document
    monkeypatch.setattr(
        pdf, "document", lambda *parts: whole(*parts).replace("/pictures/", "/gone/", 1)
    )
    with pytest.raises(ValueError, match=r"could not be loaded: file:.*/gone/"):
        pdf.book(SITE, PAGES[1:2], chromium)
