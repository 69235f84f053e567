"""Sphinx extension: the page of sources, from its data file, with the places that cite each.

``{sources}`` lists every source once.  Where it is cited is read from the chapters, the pages,
the facts of the library and the ledger when the book is built.
"""

import json
import re
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from glossary import chapter
from ledger import address, link, sentence, small
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "lib"))

from whynn import claims  # noqa: E402
from whynn.facts import FACTS  # noqa: E402

DATA = ROOT / "lib" / "whynn" / "data_files" / "sources.json"
PAGES = {"corrections": "the corrections", "cards": "the cards"}


class Source(NamedTuple):
    """A source as the book cites it."""

    name: str
    authors: str
    title: str
    year: int = 0
    place: str = ""
    link: str = ""  # arXiv:NUMBER, doi:NUMBER or an address
    also: tuple = ()  # words that cite it without name, year and title


@cache
def load() -> list[Source]:
    """The sources in the order of the file."""
    rows = json.loads(DATA.read_text(encoding="utf-8"))["sources"]
    return [Source(**row | {"also": tuple(row.get("also", ()))}) for row in rows]


def plain(text: str) -> str:
    """Words alone, so that case, stops and markup do not count.

    >>> plain("*Adam: a Method*, ICLR")
    'adam a method iclr'
    """
    return " ".join(re.findall(r"\w+", text.casefold()))


def cited(text: str) -> list[Source]:
    """The sources that one item of a list, one fact or one row of the ledger names.

    Name and year say which; where two sources share them, the title must stand there too.

    >>> [source.title for source in cited("He 2016, Section 3")]
    ['Deep residual learning for image recognition']
    """
    found = []
    for source in load():
        twins = [s for s in load() if (s.name, s.year) == (source.name, source.year)]
        first = rf"(?<!and )(?<!& )\b{source.name}\b"  # not the second of two names
        named = re.search(rf"{first}.*\b{source.year}\b", text, re.DOTALL)
        titled = len(twins) == 1 or f" {plain(source.title)} " in f" {plain(text)} "
        if (source.year and named and titled) or any(words in text for words in source.also):
            found.append(source)
    return found


@cache
def sections(page: str) -> list[tuple[str, str]]:
    """Each heading of a page and the text below it; the heading is "" before the first."""
    path = ROOT / f"{page}.md"
    if path.exists():
        text = path.read_text(encoding="utf-8")
    else:
        cells = json.loads((ROOT / f"{page}.ipynb").read_text(encoding="utf-8"))["cells"]
        text = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    parts = re.split(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]


def items(page: str) -> list[str]:
    """The items of a page's section "Sources" that name a year, a title or a file."""
    text = "\n".join(below for title, below in sections(page) if title == "Sources")
    found = re.findall(r"^\* (.+)$", text, re.MULTILINE)
    return [item for item in found if re.search(r"\(\d{4}\)|\*|`", item)]


def pages() -> list[str]:
    """Every page that may cite."""
    chapters = sorted((ROOT / "chapters").glob("*.ipynb"))
    return [*(f"chapters/{path.stem}" for path in chapters), *PAGES]


@cache
def places() -> dict[Source, list[tuple[str, str]]]:
    """Where each source is cited on the pages: (page, heading), its list at the end."""
    found = {source: [] for source in load()}
    for page in pages():
        for source in found:
            words = rf"\b{source.name}(?: et al\.| and \w+)? {source.year}\b"
            for title, text in sections(page):
                if source.year and title != "Sources" and re.search(words, text):
                    found[source].append((page, title))
        for source in {source for item in items(page) for source in cited(item)}:
            found[source].append((page, "Sources"))
    return found


@cache
def elsewhere() -> dict[Source, tuple[list[str], list[claims.Claim]]]:
    """The facts and the rows of the ledger that rest on each source."""
    facts = {name: cited(fact.source) for name, fact in FACTS.items()}
    rows = {}
    for claim in claims.load():
        own = [source for part in claim.source.split("; ") for source in cited(part)]
        rows[claim] = own + [source for name in claim.facts for source in facts[name]]
    return {
        source: (
            [name for name in facts if source in facts[name]],
            [claim for claim in rows if source in rows[claim]],
        )
        for source in load()
    }


def web(source: Source) -> str:
    """The address behind a source's link, if it has one.

    >>> [web(source) for source in load() if source.name == "Rumelhart"]
    ['https://doi.org/10.1038/323533a0']
    """
    for short, long in {"arXiv:": "https://arxiv.org/abs/", "doi:": "https://doi.org/"}.items():
        if source.link.startswith(short):
            return long + source.link.removeprefix(short)
    return source.link


def anchor(source: Source) -> str:
    """Where a source stands on the page."""
    return "source-" + nodes.make_id(f"{source.name} {source.year or ''} {source.title}")


class Sources(SphinxDirective):
    """Every source, with the places that cite it."""

    def run(self):
        """A list."""
        for path in (DATA, claims.__file__.replace("claims.py", "data_files/claims.json")):
            self.env.note_dependency(str(path))
        for page in pages():
            self.env.note_dependency(self.env.doc2path(page))
        return [nodes.bullet_list("", *map(self.item, load()), classes=["ledger"])]

    def item(self, source):
        """A source and where it is cited."""
        year = f" ({source.year})" if source.year else ""
        place = f", {source.place}." if source.place else "."
        title = nodes.emphasis("", source.title)
        if source.link:
            title = nodes.reference("", "", title, refuri=web(source))
        line = [f"{source.authors}{year}, ", title, f"{place} "]
        by = [part for parts in self.by(source) for part in (nodes.Text("; "), *parts)][1:]
        line.append(small(nodes.Text("Cited in "), *by, nodes.Text("."), css="claim-links"))
        return nodes.list_item("", sentence(*line), ids=[anchor(source)])

    def by(self, source):
        """Links to pages, facts and rows, each a list of nodes."""
        at = places()[source]
        for page in dict.fromkeys(page for page, _ in at):
            name = PAGES.get(page) or chapter(page)
            titles = [title for where, title in at if where == page and title != "Sources"]
            if not titles:
                yield [link(name, f"{page}.html#sources")]
                continue
            parts = [nodes.Text(f"{name}: ")]
            for title in titles:
                parts += [nodes.Text(", ")] * (len(parts) > 1)
                parts.append(link(title, f"{page}.html#{nodes.make_id(title)}"))
            yield parts
        facts, rows = elsewhere()[source]
        if facts:
            count = "one cited fact" if len(facts) == 1 else f"{len(facts)} cited facts"
            yield [link(count, "reference.html#facts")]
        if rows:
            parts = [nodes.Text("claim " if len(rows) == 1 else "claims ")]
            for claim in rows:
                parts += [nodes.Text(", ")] * (len(parts) > 1)
                parts.append(link(claim.id, f"corrections.html{address(claim.id)}"))
            yield parts


def setup(app):
    """Connect to Sphinx."""
    app.add_directive("sources", Sources)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
