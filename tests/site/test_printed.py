"""The PDF, of the start, the sheet of the whole chain and some exercises, as Chromium prints them."""

import io
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import epub
import pdf
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, SITE
from paper import assemble, compose
from pypdf import PdfReader

HTML, MATHML = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/1998/Math/MathML}"
NAMES = ["chapters/00_start", "chapters/06_chain", "solutions/01_one_rule"]
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
    headings = [
        heading.get_text().removesuffix("#")
        for name in NAMES
        for heading in soup(name).select("h1, h2, h3, h4")
    ]
    assert [entry.title for entry, _ in found] == [*headings, "Answers"]
    assert [e.title for e, level in found if level == 1] == [
        soup(name).h1.contents[0] for name in NAMES
    ]
    for entry, _ in found:
        sheet = paper.get_destination_page_number(entry)
        assert "".join(entry.title.split()) in "".join(paper.words[sheet].split())


def test_its_sheets_are_numbered_and_the_contents_lead_to_them(paper):
    before = first_sheet(paper)
    assert 2 <= before <= 5 and 8 <= len(paper.pages) - before <= 25
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
    assert len(shown) == 12
    assert len(found) == len(shown)


def test_text_and_formulas_can_be_copied(paper):
    whole = " ".join(paper.words)
    assert "One rule answers 1 where 𝑤1𝑥1 + 𝑤2𝑥2 + 𝑏 is above 0." in whole
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
    assert inside > 20
    assert all(address.startswith("https://") for address in out), out


def test_a_picture_that_did_not_load_is_an_error(chromium, monkeypatch):
    whole = compose.document
    monkeypatch.setattr(
        pdf, "document", lambda *parts: whole(*parts).replace("/pictures/", "/gone/", 1)
    )
    with pytest.raises(ValueError, match=r"could not be loaded: file:.*/gone/"):
        pdf.book(SITE, PAGES[1:2], chromium)


def test_the_ebook_of_real_pages_is_xml_with_its_pictures_and_formulas():
    files = epub.book(SITE, PAGES, datetime(2026, 1, 2, tzinfo=UTC))
    texts = [ElementTree.fromstring(files[f"book/{page.slug}.xhtml"]) for page in PAGES]
    shown = {img.get("src") for text in texts for img in text.iter(f"{HTML}img")}
    assert shown == {
        Path(img["src"]).name for name in NAMES for img in soup(name).select("img")
    }
    assert all(f"book/{name}" in files for name in shown)
    formulas = [formula for text in texts for formula in text.iter(f"{MATHML}math")]
    assert len(formulas) == sum(len(soup(name).select("math")) for name in NAMES) > 10
