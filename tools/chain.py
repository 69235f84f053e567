"""Sphinx extension: the chain of failures and fixes on one page, to be printed.

``{chain}`` makes its rows from the cells of chapter 6: ``row-1`` has the failure as its
heading, ``row-1-number`` prints the row's number, ``row-1-pair`` stores the two pictures, and
``row-1-fix`` names the fix.  So the page says what the chapter says, and shows what was run.
"""

import base64
import json
import re
from pathlib import Path
from typing import NamedTuple

import booksite
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

CHAPTER = Path(__file__).resolve().parent.parent / "chapters" / "06_recap.ipynb"
HEADING = re.compile(r"^### (?P<number>\d+)\. (?P<failure>.+)$", re.MULTILINE)
FIX = re.compile(r"^\*\*The fix\.\*\* (?P<fix>[^.]+)\.", re.MULTILINE)


class Row(NamedTuple):
    """One row: what fails, what mends it, what was measured, and the two pictures."""

    number: int
    failure: str
    fix: str
    measured: str
    png: bytes
    alt: str


def rows(notebook: dict) -> list[Row]:
    """The rows in order; ``ValueError`` names a cell that is missing or lacks its part."""
    cells = {cell["id"]: cell for cell in notebook["cells"]}
    starts = [name for name in cells if re.fullmatch(r"row-\d+", name)]
    if not starts:
        raise ValueError("row-1: expected a cell of that name, got none")
    return [row(cells, name) for name in starts]


def row(cells: dict[str, dict], name: str) -> Row:
    """The row that starts at the cell ``name``."""
    heading = found(HEADING, cells, name, "a heading '### 1. What fails'")
    fix = found(FIX, cells, f"{name}-fix", "a line '**The fix.** What mends it.'")
    printed = [o["text"] for o in outputs(cells, f"{name}-number") if o.get("name") == "stdout"]
    if not printed:
        raise ValueError(f"{name}-number: expected a line that it prints, got none")
    pictures = [o["data"] for o in outputs(cells, f"{name}-pair") if "data" in o]
    pngs = [data["image/png"] for data in pictures if "image/png" in data]
    if len(pngs) != 1:
        raise ValueError(f"{name}-pair: expected one picture, got {len(pngs)}")
    return Row(
        int(heading["number"]),
        heading["failure"],
        fix["fix"],
        "".join(printed[0]).strip(),
        base64.b64decode("".join(pngs[0])),
        cells[f"{name}-pair"]["metadata"].get("mystnb", {}).get("image", {}).get("alt", ""),
    )


def outputs(cells: dict[str, dict], name: str) -> list[dict]:
    """What the cell ``name`` stores."""
    if name not in cells:
        raise ValueError(f"{name}: expected a cell of that name, got none")
    return cells[name].get("outputs", [])


def found(pattern: re.Pattern, cells: dict[str, dict], name: str, wanted: str) -> re.Match:
    """Where the text of the cell ``name`` has its part."""
    match = pattern.search("".join(cells[name]["source"])) if name in cells else None
    if match is None:
        raise ValueError(f"{name}: expected {wanted}")
    return match


class Chain(SphinxDirective):
    """The rows as a list: words, pictures and the number side by side where there is room."""

    def run(self):
        """One item for each row."""
        self.env.note_dependency(str(CHAPTER))
        notebook = json.loads(CHAPTER.read_text(encoding="utf-8"))
        items = [self.item(each) for each in rows(notebook)]
        return [nodes.bullet_list("", *items, classes=["chain"])]

    def item(self, row: Row) -> nodes.list_item:
        """One row."""
        up = "../" * self.env.docname.count("/")
        picture = booksite.picture(self.env.app, row.png, row.alt, up)
        item = nodes.list_item("", classes=["chain-row"])
        item += said(f"{row.number}. {row.failure}", "chain-failure")
        item += nodes.raw("", f'<p class="chain-pair">{picture}</p>', format="html")
        item += said(row.fix, "chain-fix")
        item += said(row.measured, "chain-number")
        return item


def said(text: str, css: str) -> nodes.paragraph:
    """A paragraph with a class; an apostrophe is set as one."""
    return nodes.paragraph("", text.replace("'", "’"), classes=[css])


def setup(app):
    """Connect to Sphinx."""
    app.add_directive("chain", Chain)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
