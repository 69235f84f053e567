"""Sphinx extension: a number in a chapter's prose leads to the cell that computed it.

What counts as a number, and as shown, is what the test of the prose holds to be proven.  The
link is plain HTML and says in its ``title`` which cell it was; no script takes part.  A number
that no cell on the page shows stays plain: a fact that was read, which the page's sources
give, or one that only a cell left out of the page holds to account.
"""

import ast
import io
import json
import tokenize
from pathlib import Path
from typing import NamedTuple

import booksite
import exercise_pages
import numbers_in_prose as prose
from docutils import nodes

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 60  # characters of code in a title
# what is code, or a formula, a name or a link itself
UNTOUCHED = (
    *(nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw),
    *(nodes.title, nodes.rubric, nodes.thead, nodes.reference, nodes.comment),
)


class ran(nodes.Inline, nodes.TextElement):
    """A number in prose that leads to its cell."""


class Cell(NamedTuple):
    """A code cell on the page, and the numbers that it shows, each kind on its own."""

    node: nodes.Element
    id: str
    source: str
    printed: set[str]
    coded: dict[str, str]  # to the line where it stands
    drawn: set[str]


def follow(document: nodes.document, notebook: dict) -> None:
    """Link each proven number in the page's prose to the cell that shows it."""
    cells, waiting = [], []
    sources = sources_of(document)
    for node in document.findall():
        if node is sources:
            break
        if isinstance(node, nodes.container) and node.get("nb_element") == "cell_code":
            cells.append(read(node, notebook["cells"][node["cell_index"]]))
        elif isinstance(node, nodes.Text | nodes.math) and is_prose(node):
            waiting.append((node, len(cells)))
    listed = sources.astext() if sources else ""
    years = prose.cited_years(document.astext(), listed)
    stops = set()
    for node, before in waiting:
        replace(node, lambda number, at=before: proof(cells, at, number), years, stops)


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


def read(node: nodes.Element, cell: dict) -> Cell:
    """What a cell shows: by what it printed, by its code, or by the figure that it is."""
    source = "".join(cell["source"])
    printed, drawn = [], []
    for output in cell["outputs"]:
        data = output.get("data", {})
        seen = drawn if booksite.VIEW in data else printed
        seen += ["".join(output.get("text", "")), "".join(data.get("text/plain", ""))]
    coded = literals(source)
    if {"hide-input", "remove-input"} & set(cell["metadata"].get("tags", [])):
        drawn, coded = [*drawn, *coded], {}
    shown = (prose.numbers("\n".join(printed)), coded, prose.numbers("\n".join(drawn)))
    return Cell(node, f"cell-{cell['id']}", source, *shown)


def literals(source: str) -> dict[str, str]:
    """The numbers in code, without those in its strings and comments, each with its line."""
    found = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NUMBER:
            for number in prose.numbers(token.string):
                found.setdefault(number, token.line)
    return found


def proof(cells: list[Cell], before: int, number: str) -> tuple[Cell, str] | None:
    """The cell that shows ``number``, the nearest earlier or else later one, and the title.

    ``before`` cells stand before the number.  What a cell printed goes before what it says.
    """
    near = [*reversed(cells[:before]), *cells[before:]]
    for kind in ("printed", "coded", "drawn"):
        for cell in near:
            if number in getattr(cell, kind):
                where = "above" if cell in cells[:before] else "below"
                return cell, title(cell, kind, where, number)
    return None


def title(cell: Cell, kind: str, where: str, number: str) -> str:
    """What a link says of its cell."""
    if kind == "printed":
        return f"computed by the cell {where}: {short(last(cell.source))} gave {number}"
    if kind == "coded":
        return f"set in the cell {where}: {short(cell.coded[number])}"
    return f"shown by the figure or question {where}: {short(last(cell.source))}"


def last(source: str) -> str:
    """The line that the cell's last statement begins with."""
    return source.splitlines()[ast.parse(source).body[-1].lineno - 1]


def short(line: str) -> str:
    """A line of code, in at most 60 characters."""
    line = line.strip()
    return f"`{line}`" if len(line) <= LONGEST else f"`{line[: LONGEST - 1].rstrip()}…`"


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
    table = block
    while table is not None and not isinstance(table, nodes.table):
        table = table.parent
    key = (id(table or block), number)
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
    rules = [ROOT / "tools" / f"{name}.py" for name in ("follow", "numbers_in_prose")]
    app.add_config_value("follow_rules", booksite.digest(*rules), "html")
    app.connect("doctree-resolved", on_resolved)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
