"""Sphinx extension: the glossary, from its data file, and what of the book the index holds.

``{glossary-pictures}`` leads from the book's own words to the terms; ``{glossary-terms}`` lists
the terms by letter.  The index holds both, and the chapters' headings.  A link that leads
nowhere is a warning, so it fails the build.
"""

import json
import re
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from ledger import headings, link, small
from sphinx.addnodes import index, toctree
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "lib" / "whynn" / "data_files" / "glossary.json"
FORM = {  # headings that every chapter has say nothing in an index
    "Exercises",
    "How well did you predict?",
    "Move it yourself",
    "Recall",
    "Sources",
    "What this chapter does not show",
    "Why this matters to you",
}
log = logging.getLogger(__name__)


class Term(NamedTuple):
    """A technical term, the book's own words for it, and the section that ties them."""

    term: str
    meaning: str
    where: str  # chapters/01_one_rule#the-picture-a-knife
    pictures: tuple = ()
    bold: str = ""  # what of the term stands in bold there, if not all of it


def load() -> list[Term]:
    """The terms in the order of the file."""
    return [Term(**row) for row in json.loads(DATA.read_text(encoding="utf-8"))["terms"]]


def anchor(term: Term) -> str:
    """Where a term stands on the page."""
    return "term-" + nodes.make_id(term.term)


def pictures(terms: list[Term]) -> list[tuple[str, Term]]:
    """The book's own words and their terms, by the alphabet."""
    pairs = [(picture, term) for term in terms for picture in term.pictures]
    return sorted(pairs, key=lambda pair: pair[0].casefold())


def chapter(page: str) -> str:
    """What a page of ``chapters/`` is called in a list.

    >>> chapter("chapters/03_values"), chapter("chapters/06_clinic")
    ('chapter 3', 'chapter 6, clinic')
    """
    number, _, name = page.removeprefix("chapters/").partition("_")
    if not int(number):
        return "first page"
    alone = len(list((ROOT / "chapters").glob(f"{number}_*"))) == 1
    return f"chapter {int(number)}" + ("" if alone else f", {name}")


def entry(title: str) -> str:
    """A heading as it is looked up: without its number, and by its first telling word.

    >>> entry("The picture: a knife"), entry("3. Sixteen bits"), entry("A taller pile")
    ('Knife, the picture', 'Sixteen bits', 'Taller pile')
    """
    title = re.sub(r"^\d+\. ", "", title)
    title = re.sub(r"^The (failure|fix|picture): (?:an? |the )?(.+)", r"\2, the \1", title)
    title = re.sub(r"^(?:an?|the) ", "", title, flags=re.IGNORECASE)
    return title[:1].upper() + title[1:]


class Pictures(SphinxDirective):
    """The book's own words, each with a link to its term below."""

    def run(self):
        """A list."""
        self.env.note_dependency(str(DATA))
        rows = nodes.bullet_list(classes=["glossary-pictures"])
        for picture, term in pictures(load()):
            line = nodes.paragraph("", f"{picture}: ", link(term.term, f"#{anchor(term)}"))
            rows += nodes.list_item("", line)
        return [rows]


class Terms(SphinxDirective):
    """The terms by letter: pictures, one sentence, and the section that says more."""

    def run(self):
        """A section with a list for each letter."""
        self.env.note_dependency(str(DATA))
        sections = []
        for letter, terms in groupby(load(), key=lambda term: term.term[0].upper()):
            name = f"letter-{letter.lower()}"
            section = nodes.section("", nodes.title("", letter), ids=[name])
            rows = [row for term in terms for row in self.row(term)]
            section += nodes.definition_list("", *rows, classes=["glossary-terms"])
            sections.append(section)
        return sections

    def row(self, term):
        """A term and what it is, with its entries for the index."""
        name = nodes.term("", "", nodes.strong("", term.term), ids=[anchor(term)])
        looked_up = [term.term, *(f"{picture}; {term.term}" for picture in term.pictures)]
        name += index(entries=[("single", e, anchor(term), "main", None) for e in looked_up])
        if term.pictures:
            name += small(nodes.Text(" " + ", ".join(term.pictures)), css="glossary-picture")
        place = small(*self.place(term), css="claim-links")
        text = nodes.paragraph("", f"{term.meaning} ", place)
        yield nodes.definition_list_item("", name, nodes.definition("", text))

    def place(self, term):
        """The link to the section."""
        page, _, heading = term.where.partition("#")
        known = headings(ROOT / f"{page}.ipynb")
        if heading not in known:
            log.warning("glossary: %s: %s has no heading #%s", term.term, page, heading)
            return []
        where = link(known[heading], f"{page}.html#{heading}")
        return [nodes.Text(f"{chapter(page).capitalize()}, "), where, nodes.Text(".")]


def on_doctree_read(app, doctree):
    """Put the sections of a chapter, and the terms that it ties, into the index."""
    page = app.env.docname
    if page == app.config.root_doc:
        add_index_to_contents(doctree)
    if not page.startswith("chapters/"):
        return
    app.env.note_dependency(str(DATA))
    entries = app.env.get_domain("index").entries.setdefault(page, [])
    for section in doctree.findall(nodes.section):
        title = section[0].astext()
        if title not in FORM:
            looked_up = f"{entry(title)} ({chapter(page)})".replace(";", ",")
            entries.append(("single", looked_up, section["ids"][0], "", None))
    for term in load():
        at, _, heading = term.where.partition("#")
        if at == page:
            entries.append(("single", f"{term.term}; in {chapter(page)}", heading, "", None))


def add_index_to_contents(doctree):
    """Close the last part of the contents with the index, which is no file."""
    contents = list(doctree.findall(toctree))
    contents[-1]["entries"].append(("Index", "genindex"))


def setup(app):
    """Connect to Sphinx."""
    app.add_directive("glossary-pictures", Pictures)
    app.add_directive("glossary-terms", Terms)
    app.connect("doctree-read", on_doctree_read, priority=900)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
