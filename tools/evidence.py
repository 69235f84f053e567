"""Which cell of a page shows a number, and how it is named."""

import ast
import io
import re
import tokenize
from typing import NamedTuple

import numbers_in_prose as prose
from booksite import VIEW

LONGEST = 60  # characters of code in a title


class Cell(NamedTuple):
    """A code cell on the page, and the numbers that it shows, each kind on its own."""

    at: int  # its place among the cells of the page
    id: str
    part: object  # the part of the page where it stands
    node: object
    source: str
    printed: dict[str, str]  # to the line where it stands, as in ``coded``
    coded: dict[str, str]


def read(cell: dict, at: int, part: object, node: object) -> Cell:
    """What a cell shows.  A figure shows what it draws, and folded code is not seen."""
    source, texts = "".join(cell["source"]), []
    for output in cell["outputs"]:
        data = output.get("data", {})
        if VIEW not in data:
            texts += ["".join(output.get("text", "")), "".join(data.get("text/plain", ""))]
    printed = {}
    for line in "\n".join(texts).splitlines():
        printed.update(dict.fromkeys(prose.numbers(line) - printed.keys(), line))
    folded = {"hide-input", "remove-input"} & set(cell["metadata"].get("tags", []))
    coded = {} if folded else literals(source)
    return Cell(at, f"cell-{cell['id']}", part, node, source, printed, coded)


def literals(source: str) -> dict[str, str]:
    """The numbers in code, without those in its strings and comments, each with its line."""
    found = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NUMBER:
            for number in prose.numbers(token.string):
                found.setdefault(number, token.line)
    return found


def proof(rooms: list[list[Cell]], before: int, facts: set[str], number: str):
    """The cell that shows ``number`` and the title that names it, or None.

    ``rooms`` has the cells of the number's own part of the page, and the others, in each the
    nearest earlier ones first, then the later ones.  What is printed goes before what is in
    code, but code in the same part goes before what another part prints: a part that trains for
    5,000 steps means its own code and no table below.  A common number means nothing elsewhere,
    and code does not prove what was read.
    """
    for cells in rooms[:1] if is_common(number) else rooms:
        for kind in ("printed", "coded")[: 1 if number in facts else 2]:
            for cell in cells:
                if number in getattr(cell, kind):
                    where = "above" if cell.at < before else "below"
                    return cell, title(cell, kind, where, number)
    return None


def is_common(number: str) -> bool:
    """Whether it has one digit, as 0.1 and 5000 have, or is a whole number below 1,000."""
    digits = re.sub("e.*|[.%]", "", number).strip("0")
    return len(digits) < 2 or (number.isdigit() and len(number) < 4)


def title(cell: Cell, kind: str, where: str, number: str) -> str:
    """What a link says of its cell."""
    if kind == "printed":
        code = short(printing(cell.source, cell.printed[number]))
        return f"computed by the cell {where}: {code} gave {number}"
    return f"set in the cell {where}: {short(cell.coded[number])}"


def printing(source: str, line: str) -> str:
    """The ``print`` that gave the line: the one most of whose words are in it, or the last.

    A cell that does not print ends in what it shows.
    """
    tree = ast.parse(source)
    calls = [
        n for n in ast.walk(tree) if getattr(getattr(n, "func", None), "id", "") == "print"
    ]

    def fit(call):
        words = [n.value for n in ast.walk(call) if isinstance(n, ast.Constant)]
        known = [w.strip() for w in words if isinstance(w, str) and w.strip() in line]
        return len("".join(known)), call.lineno

    best = max(calls, key=fit) if calls else tree.body[-1]
    return ast.get_source_segment(source, best)


def short(code: str) -> str:
    """Code on one line, in at most 60 characters."""
    line = " ".join(code.split())
    return f"`{line}`" if len(line) <= LONGEST else f"`{line[: LONGEST - 1].rstrip()}…`"
