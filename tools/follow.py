"""Sphinx extension: a number in a chapter's prose leads to the cell that computed it.

What counts as a number, and as shown, is what the test of the prose holds to be proven.  The
link is plain HTML and says in its ``title`` which cell it was; no script takes part.  A number
that no cell on the page shows stays plain: a fact that was read, which the page's sources
give, or one that only a figure or a cell left out of the page holds.
"""

import json
from functools import partial
from pathlib import Path

import booksite
import exercise_pages
import numbers_in_prose as prose
from docutils import nodes
from evidence import Cell, proof, read

ROOT = Path(__file__).resolve().parent.parent
# what is code, or a formula, a name or a link itself
UNTOUCHED = (
    *(nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw),
    *(nodes.title, nodes.rubric, nodes.thead, nodes.reference, nodes.comment),
)


class ran(nodes.Inline, nodes.TextElement):
    """A number in prose that leads to its cell."""


def follow(document: nodes.document, notebook: dict) -> None:
    """Link each proven number in the page's prose to the cell that shows it."""
    cells, waiting, facts = [], [], prose.cited()
    sources = sources_of(document)
    for node in document.findall():
        if node is sources:
            break
        if isinstance(node, nodes.container) and node.get("nb_element") == "cell_code":
            cell = notebook["cells"][node["cell_index"]]
            cells.append(read(cell, len(cells), part(node), node))
        elif isinstance(node, nodes.Text | nodes.math) and is_prose(node):
            waiting.append((node, len(cells)))
    listed = sources.astext() if sources else ""
    years = prose.cited_years(document.astext(), listed)
    stops = set()
    for node, before in waiting:
        near, own = [*reversed(cells[:before]), *cells[before:]], part(node)
        rooms = [[c for c in near if (c.part is own) is here] for here in (True, False)]
        replace(node, partial(proof, rooms, before, facts), years, stops)


def part(node: nodes.Node) -> nodes.Element:
    """The part of the page where a node stands: the section below the page's title."""
    above = [node]
    while above[-1].parent is not None:
        above.append(above[-1].parent)
    sections = [each for each in above if isinstance(each, nodes.section)]
    return [above[-1], *sections[-1:], *sections[-2:-1]][-1]


def sources_of(document: nodes.document) -> nodes.section | None:
    """The section of what was read: its years and numbers are names."""
    for section in document.findall(nodes.section):
        if section[0].astext() == "Sources":
            return section
    return None


def is_prose(node: nodes.Node) -> bool:
    """Whether a text, or a formula, stands in prose, a list or a table."""
    above = node.parent
    while above is not None:
        if isinstance(above, UNTOUCHED) or above.get("nb_element"):
            return False
        above = above.parent
    return True


def replace(node, prove, years: set[str], stops: set) -> None:
    """Put links into a text; a formula becomes one if it is one number and nothing else."""
    text, new, done = node.astext(), [], 0
    for start, end, number in located(text):
        if not prose.must_be_proven(number) or number in years:
            continue
        if isinstance(node, nodes.math):
            if text[:start].strip(" -+") or text[end:].strip():
                continue
            start, end, inside = 0, len(text), node.deepcopy()
        else:
            start -= signed(text, start)
            inside = nodes.Text(text[start:end])
        if shown := prove(number):
            new.append(nodes.Text(text[done:start]))
            new.append(link(inside, *shown, first(node, number, stops)))
            done = end
    if new:
        new.append(nodes.Text(text[done:]))
        node.parent.replace(node, [part for part in new if part.astext()])


def located(text: str) -> list[prose.Found]:
    """The numbers in a text, without those in names."""
    for known in prose.NAMES:
        text = text.replace(known, " " * len(known))
    return prose.located(text)


def signed(text: str, start: int) -> int:
    """1 if a minus belongs to the number that starts there, else 0."""
    before = text[max(0, start - 2) : start]
    return int(before[-1:] in ("-", "−") and not before[:-1].strip(" (["))


def first(node, number: str, stops: set) -> bool:
    """Whether it is the first of its kind in its paragraph or table.

    Only the first is a stop on the way through the page by Tab: the others lead to the same.
    """
    block = node
    while block.parent is not None and not isinstance(block, nodes.paragraph):
        block = block.parent
    row = block.parent.parent if isinstance(block.parent, nodes.entry) else None
    key = (id(row.parent.parent.parent if row else block), number)
    new = key not in stops
    stops.add(key)
    return new


def link(inside: nodes.Node, cell: Cell, said: str, stop: bool) -> ran:
    """The link around a number; its cell gets the name that it leads to."""
    if cell.id not in cell.node["ids"]:
        cell.node["ids"].append(cell.id)
    out = ran("", "", inside, href=f"#{cell.id}", said=said, stop=stop)
    if isinstance(inside, nodes.math):
        out["classes"].append("ran-formula")
    return out


def visit(translator, node):
    """Open the link."""
    more = {} if node["stop"] else {"tabindex": "-1"}
    opening = translator.starttag(
        node, "a", "", CLASS="ran", href=node["href"], title=node["said"], **more
    )
    translator.body.append(opening)


def depart(translator, node):
    """Close it."""
    translator.body.append("</a>")


def on_resolved(app, doctree, docname):
    """Follow the numbers of a chapter."""
    path = Path(app.env.doc2path(docname))
    if docname.startswith("chapters/") and path.suffix == ".ipynb":
        notebook = json.loads(path.read_text(encoding="utf-8"))
        follow(doctree, exercise_pages.shaped(notebook, docname, ROOT))


def setup(app):
    """Connect to Sphinx."""
    app.add_node(ran, html=(visit, depart))
    rules = [
        ROOT / "tools" / f"{name}.py" for name in ("follow", "evidence", "numbers_in_prose")
    ]
    app.add_config_value("follow_rules", booksite.digest(*rules), "html")
    app.connect("doctree-resolved", on_resolved)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
