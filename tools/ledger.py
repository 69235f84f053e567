"""Sphinx extension: the page of corrections, made from the ledger of ``whynn.claims``.

``{corrections}`` shows the wrong and imprecise claims in full, best first; ``{ledger}`` lists
every claim by part.  Both are plain text that reads without a script; ``corrections.js`` sorts
and filters the first.  A link that leads nowhere is a warning, so it fails the build.
"""

import json
import re
import sys
from pathlib import Path

from docutils import nodes
from sphinx.addnodes import index, pending_xref
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "lib"))

from whynn import claims  # noqa: E402
from whynn.facts import FACTS  # noqa: E402

PAGE = "corrections"
DATA = ROOT / "lib" / "whynn" / "data_files" / "claims.json"
PARTS = (
    "The story in small words",
    "One rule",
    "Bends",
    "How weights get their values",
    "Why deep networks are hard",
    "Why bigger works",
    "At work",
)
log = logging.getLogger(__name__)


def headings(path: Path) -> dict[str, str]:
    """The headings of a notebook: anchor -> text without markup."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    titles = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    return {nodes.make_id(title): re.sub(r"[`*$]", "", title) for title in titles}


def tests() -> dict[str, str]:
    """Every test of a claim: its name -> its file."""
    files = sorted((ROOT / "tests").glob("test_claims_*.py"))
    found = (
        (f, re.findall(r"^def (test_claim_\w+)", f.read_text("utf-8"), re.M)) for f in files
    )
    return {name: f"tests/{file.name}" for file, names in found for name in names}


def link(text: str, address: str) -> nodes.reference:
    """A link to a place of this site."""
    return nodes.reference("", text, refuri=address, internal=True)


def small(*parts, css: str = "") -> nodes.inline:
    """A run of text with a class."""
    return nodes.inline("", "", *parts, classes=[css])


def prose(text: str) -> list[nodes.Node]:
    """Text in which the number of another claim is a link to it."""
    parts = re.split(r"\b(\d\.\d\.\d{1,2})\b", text)
    return [link(p, address(p)) if i % 2 else nodes.Text(p) for i, p in enumerate(parts)]


def address(id: str) -> str:
    """Where a claim stands on the page."""
    return "#claim-" + id.replace(".", "-")


def sentence(*parts) -> nodes.paragraph:
    """A paragraph of texts and nodes."""
    return nodes.paragraph("", "", *(nodes.Text(p) if isinstance(p, str) else p for p in parts))


def verdict(claim) -> nodes.inline:
    """The verdict in words; the class only adds colour."""
    word = {"right with a caveat": "caveat"}.get(claim.verdict, claim.verdict)
    return small(nodes.Text(word), css=f"verdict-{word}")


class Rows(SphinxDirective):
    """What both directives share: the rows and where they lead."""

    def rows(self):
        """The ledger; the page is made anew when it changes."""
        self.env.note_dependency(str(DATA))
        self.tests = tests()
        return claims.parse(DATA.read_text(encoding="utf-8"))

    def shown(self, claim):
        """Where a chapter shows it, or nothing as long as no section does."""
        if not claim.shown:
            return []
        path, _, anchor = claim.shown.partition("#")
        known = headings(ROOT / f"{path}.ipynb")
        if anchor not in known:
            log.warning("claim %s: %s has no heading #%s", claim.id, path, anchor)
            return []
        chapter = "the first page" if "/00_" in path else f"chapter {int(path[9:11])}"
        address = f"{path}.html#{anchor}"
        return [
            nodes.Text(f"Shown in {chapter}, "),
            link(known[anchor], address),
            nodes.Text(". "),
        ]

    def code(self, claim):
        """The functions that compute it, linked to the formula sheet."""
        out = []
        for use in claim.uses:
            target = pending_xref(
                "", nodes.literal("", use), refdomain="py", reftype="obj", refexplicit=True,
                reftarget=f"whynn.{use}", refdoc=self.env.docname, refwarn=True,
            )  # fmt: skip
            out += [nodes.Text(", " if out else "Code: "), target]
        return [*out, nodes.Text(". ")] if out else []

    def sources(self, claim):
        """Who says so, or that nobody was read who does."""
        known = [claim.source] * bool(claim.source) + [FACTS[f].source for f in claim.facts]
        if claim.basis == "unchecked":
            return [nodes.Text("Common knowledge; we have not checked a source. ")]
        return [nodes.Text(f"Source: {'; '.join(dict.fromkeys(known))}. ")] if known else []


class Corrections(Rows):
    """The wrong and imprecise claims, each in full."""

    def run(self):
        """One block for each claim, best first."""
        return [self.block(claim) for claim in claims.corrections(self.rows())]

    def block(self, claim):
        """The claim as a heading, what is true, what came out, and where it leads."""
        name = claims.anchor(claim)
        block = nodes.container("", classes=["claim"], ids=[name])
        # who searches the site for the half-truth is led to this very place
        block += index(entries=[("single", p, name, "main", None) for p in claim.phrases])
        title = nodes.rubric("", "", verdict(claim), nodes.Text(f" {claim.claim}"))
        title["level"] = 3  # a heading that opens no section, as MyST writes it
        run = sentence(nodes.strong("", "Run: "), *prose(claim.measured))
        block += [title, sentence(*prose(claim.right)), run]
        number = [small(link(claim.id, address(claim.id)), css="claim-id"), nodes.Text(". ")]
        test = [nodes.Text("Test: "), nodes.literal("", claim.test)]
        file = [nodes.Text(" in "), nodes.literal("", self.tests[claim.test]), nodes.Text(". ")]
        known = [*self.code(claim), *test, *file, *self.sources(claim)]
        block += sentence(*number, *self.shown(claim), *known)
        block[-1]["classes"] = ["claim-links"]
        return block


class Ledger(Rows):
    """Every claim, by part."""

    def run(self):
        """A section with a list for each part."""
        sections = []
        for number, name in enumerate(PARTS):
            section = nodes.section("", nodes.title("", name), ids=[f"part-{number}"])
            rows = [c for c in self.rows() if c.id.startswith(str(number))]
            section += nodes.bullet_list("", *map(self.item, rows), classes=["ledger"])
            sections.append(section)
        return sections

    def item(self, claim):
        """The claim in a line or two; a correction stands above and is linked."""
        number = small(link(claim.id, address(claim.id)), css="claim-id")
        line = sentence(number, " ", verdict(claim), f" {claim.claim} ")
        if claim.verdict in claims.FAULTY:
            line += nodes.emphasis("", "Corrected above.")
            return nodes.list_item("", line)
        more = " ".join(filter(None, (claim.right, claim.measured)))
        if more:
            line += [nodes.emphasis("", "", *prose(more)), nodes.Text(" ")]
        test = [nodes.Text("Held by a test. ")] if claim.test else []
        line += small(*self.shown(claim), *test, *self.sources(claim), css="claim-links")
        return nodes.list_item("", line, ids=[claims.anchor(claim)])


def on_page(app, pagename, templatename, context, doctree):
    """Give the page its script, and the figures' look for its controls."""
    if pagename == PAGE:
        app.add_css_file("widgets/figures.css")
        app.add_js_file("widgets/corrections.js", loading_method="defer")


def setup(app):
    """Connect to Sphinx."""
    app.add_directive("corrections", Corrections)
    app.add_directive("ledger", Ledger)
    app.connect("html-page-context", on_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
