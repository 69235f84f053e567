"""The index of the built site leads to every term, from both sides, and to the chapters."""

import glossary
import pytest
from bs4 import BeautifulSoup
from conftest import SITE

TERMS = glossary.load()


@pytest.fixture(scope="module")
def index():
    """The links of the index: each address with the words that lead there, headwords too."""
    soup = BeautifulSoup((SITE / "genindex.html").read_text(encoding="utf-8"), "html.parser")
    found = {}
    for link in soup.find("article").find_all("a", href=True):
        row = link.find_parent("li")
        head = row.find_parent("li") if row else None
        words = " ".join([head.get_text(" ", strip=True) if head else "", link.get_text()])
        found.setdefault(link["href"], []).append(words)
    return found


def test_the_index_leads_to_each_term_by_its_name_and_by_its_pictures(index):
    for term in TERMS:
        words = " ".join(index[f"glossary.html#{glossary.anchor(term)}"])
        assert [w for w in (term.term, *term.pictures) if w not in words] == []


def test_the_index_leads_to_the_section_of_each_term(index):
    for term in TERMS:
        assert any(term.term in w for w in index[term.where.replace("#", ".html#")]), term.term


def test_the_index_holds_the_headings_of_the_chapters_and_not_their_form(index):
    def leads(page, anchor):
        return index.get(f"chapters/{page}.html#{anchor}", [])

    knife = [w.strip() for w in leads("01_one_rule", "the-picture-a-knife")]
    assert "Knife, the picture (chapter 1)" in knife
    assert leads("06_clinic", "sixteen-bits")
    for page in ("01_one_rule", "05_bigger"):
        assert not leads(page, "recall") and not leads(page, "sources")


def test_the_index_leaves_out_only_headings_that_several_chapters_have(index):
    pages = [path.read_text(encoding="utf-8") for path in (SITE / "chapters").glob("*.html")]
    for title in glossary.FORM:
        found = [page for page in pages if f"<h2>{title}<" in page or f"<h3>{title}<" in page]
        assert len(found) > 1, title
        assert not any(title in words for known in index.values() for words in known), title


def test_the_contents_lead_to_the_index_from_every_depth():
    for page, up in (("glossary.html", ""), ("chapters/01_one_rule.html", "../")):
        soup = BeautifulSoup((SITE / page).read_text(encoding="utf-8"), "html.parser")
        links = [a.get("href") for a in soup.select("nav.bd-links a")]
        assert f"{up}genindex.html" in links
