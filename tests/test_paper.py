"""The book for paper and e-readers: order, links, pictures, and answers at the end."""

import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import epub
import pytest
from bs4 import BeautifulSoup
from paper import compose, front
from paper.front import Line

ROOT = Path(__file__).resolve().parent.parent
OPF, HTML = "http://www.idpf.org/2007/opf", "http://www.w3.org/1999/xhtml"
TOC = """
root: chapters/00_start
parts:
  - caption: Chapters
    chapters:
      - file: chapters/01_one
        sections:
          - file: chapters/01_more
  - caption: Reference
    chapters:
      - file: glossary
"""
CHAPTER = """<html><body><nav>pages</nav><article><section id="one">
<h1>One<a class="headerlink" href="#one">#</a></h1>
<p>See <a class="internal" href="../glossary.html#knife">knife</a>, <a href="#two">below</a>,
<a href="01_more.html">more</a>, <a href="../_modules/x.html">code</a>,
<a class="external" href="https://example.org/a">there</a>.</p>
<div class="cell"><details class="hide above-input"><summary>Show</summary>secret()</details>
<div class="cell_output"><div class="whynn-figure"><div data-still>
<p><strong>Predict.</strong> Which?</p><ol><li>A</li></ol>
<details><summary>Answer</summary><p>It is A.</p></details></div>
<script type="x">1</script></div></div></div>
<div class="cell"><div class="whynn-figure"><div data-still>
<img alt="A knife" src="../_static/pictures/a.png"></div></div></div>
<section id="two"><h2>Two</h2>
<details class="recall" data-card="01"><summary>1. What <em>is</em> it?</summary>
<p>A sum.</p></details>
<details class="whynn-solution"><summary>Show a solution</summary>
<div>w = 1</div></details></section>
<section id="score"><h2>How well?</h2><div class="cell"><div class="whynn-figure">
<div data-still><p>On the site.</p></div></div></div></section>
</section></article></body></html>"""


@pytest.fixture
def body(tmp_path):
    """The chapter as it goes into the document."""
    (tmp_path / "toc.yml").write_text(TOC, encoding="utf-8")
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "01_one.html").write_text(CHAPTER, encoding="utf-8")
    pages = compose.contents(tmp_path / "toc.yml")
    slugs = {page.name: page.slug for page in pages}
    return compose.article(tmp_path, pages[1], slugs)


def text(tag):
    return " ".join(tag.get_text(" ").split())


def test_pages_come_in_the_order_of_the_contents_sections_after_their_page(tmp_path):
    (tmp_path / "toc.yml").write_text(TOC, encoding="utf-8")
    assert compose.contents(tmp_path / "toc.yml") == [
        ("chapters/00_start", ""),
        ("chapters/01_one", "Chapters"),
        ("chapters/01_more", "Chapters"),
        ("glossary", "Reference"),
    ]
    listed = re.findall(r"file: (\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))
    names = [page.name for page in compose.contents(ROOT / "_toc.yml")]
    assert names == ["chapters/00_start", *listed]


def test_a_link_leads_to_its_place_in_the_document_or_out_or_is_plain_text(body):
    places = {a.get_text(): a["href"] for a in body.select("p > a.internal, p > a")}
    assert places["knife"] == "#glossary--knife"
    assert places["below"] == "#chapters-01_one--two"
    assert places["more"] == "#chapters-01_more"
    assert places["there"] == "https://example.org/a"
    assert "code" not in places and "code" in text(body.p)
    ids = [tag["id"] for tag in body.select("[id]")] + [body["id"]]
    assert "chapters-01_one--two" in ids and len(set(ids)) == len(ids)


def test_what_only_a_screen_can_use_is_gone_and_pictures_are_found(body, tmp_path):
    assert "#" not in text(body.h1) and "secret" not in text(body)
    assert body.select("script, details, summary") == []
    assert "On the site" not in text(body) and "How well" not in text(body)
    assert body.img["src"] == (tmp_path / "_static" / "pictures" / "a.png").as_uri()
    assert body.img["alt"] == "A knife"


def test_a_fold_stands_under_answers_with_its_question_and_links_both_ways(body):
    answers = body.find_all("section", recursive=False)[-1]
    held = [text(one) for one in answers.select(".answer")]
    assert held == [
        "Answer 1 Predict. Which? It is A.",
        "Answer 2 1. What is it? A sum.",
        "Solution 3 Two w = 1",
    ]
    answers.extract()
    assert "It is A" not in text(body) and "A sum" not in text(body)
    assert "1. What is it?" in text(body)
    for forth, one in zip(body.select(".to-answer"), answers.select(".answer"), strict=True):
        assert forth.a["href"] == f"#{one['id']}"
        assert one.a["href"] == f"#{forth['id']}"


def test_each_page_says_its_own_title_at_the_head_of_its_sheets(body):
    body.h1.string = 'A "title" \\ back'
    whole = compose.document([body], "p {}", [])
    assert r'@page p0 { @top-left { content: "A \"title\" \\ back"; } }' in whole
    assert BeautifulSoup(whole, "html.parser").section["style"] == "page: p0"


def test_the_contents_show_every_page_and_the_sections_of_chapters_alone():
    lines = [
        Line("Start & go", 1, "", 1),
        Line("Doors", 2, "", 1),
        Line("One", 1, "Chapters", 4),
        Line("Deeper", 3, "Chapters", 5),
        Line("Recall", 2, "Chapters", 6),
        Line("Glossary", 1, "Reference", 9),
        Line("A", 2, "Reference", 9),
    ]
    shown = [line.title for line in front.listed(lines)]
    assert shown == ["Start & go", "Doors", "One", "Glossary"]
    table = BeautifulSoup(front.table(lines), "html.parser")
    assert [h.get_text() for h in table.select("h2")] == ["Chapters", "Reference"]
    assert [a["href"] for a in table.select("a")][-1] == f"{front.PAGE}9"
    assert "Start & go" in table.get_text()


@pytest.fixture
def ebook(tmp_path, body):
    """The files of an e-book of the chapter, and of the page that it links to."""
    other = (
        "<article><section id='g'><h1>Glossary</h1><p id='knife'>a < b</p></section></article>"
    )
    (tmp_path / "glossary.html").write_text(other, encoding="utf-8")
    (tmp_path / "_static" / "pictures").mkdir(parents=True)
    (tmp_path / "_static" / "pictures" / "a.png").write_bytes(b"PNG")
    pages = [page for page in compose.contents(tmp_path / "toc.yml") if "0" not in page.name]
    chapter = compose.Page("chapters/01_one", "Chapters")
    return epub.book(tmp_path, [chapter, *pages], datetime(2026, 1, 2, tzinfo=UTC))


def test_an_ebook_lists_each_of_its_files_and_no_other(ebook):
    package = ElementTree.fromstring(ebook["book/content.opf"])
    listed = {item.get("href"): item.get("id") for item in package.iter(f"{{{OPF}}}item")}
    inside = {name.removeprefix("book/") for name in ebook if name.startswith("book/")}
    assert set(listed) == inside - {"content.opf"}
    order = [item.get("idref") for item in package.iter(f"{{{OPF}}}itemref")]
    spine = ["title.xhtml", "nav.xhtml", "chapters-01_one.xhtml", "glossary.xhtml"]
    assert order == [listed[name] for name in spine]
    assert "2026-01-02T00:00:00Z" in ebook["book/content.opf"].decode()


def test_the_files_of_an_ebook_are_xml_and_their_links_lead_somewhere(ebook):
    trees = {
        name.removeprefix("book/"): ElementTree.fromstring(body)
        for name, body in ebook.items()
        if name.endswith(".xhtml")
    }
    ids = {name: {tag.get("id") for tag in tree.iter()} for name, tree in trees.items()}
    followed = 0
    for name, tree in trees.items():
        for link in tree.iter(f"{{{HTML}}}a"):
            file, _, place = link.get("href").partition("#")
            if file.startswith("https:"):
                continue
            assert not place or place in ids[file or name], link.get("href")
            assert file or place
            followed += file in trees
        for picture in tree.iter(f"{{{HTML}}}img"):
            assert f"book/{picture.get('src')}" in ebook
    assert followed >= 4


def test_an_ebook_says_its_kind_first_and_uncompressed(ebook, tmp_path):
    epub.pack(ebook, tmp_path / "book.epub", datetime(2026, 1, 2, tzinfo=UTC))
    with zipfile.ZipFile(tmp_path / "book.epub") as packed:
        first = packed.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert packed.read("mimetype") == b"application/epub+zip"
