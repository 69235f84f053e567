"""Make an exercise from its master: the answers become blanks, the solutions go.

In a cell tagged ``answer`` every function keeps its signature and docstring, every assignment
to a public name becomes ``name = ...``, imports and the comments right above what stays stay,
and the rest goes.  Cells tagged ``solution`` go whole, and so do those with nothing left.
"""

import ast
import json
from pathlib import Path


def tags(cell: dict) -> set[str]:
    """The tags of a cell."""
    return set(cell.get("metadata", {}).get("tags", []))


def source(cell: dict) -> str:
    """The text of a cell."""
    return "".join(cell["source"])


def read(path: Path) -> dict:
    """One notebook as JSON data."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def exercise(master: dict) -> dict:
    """The exercise of a master notebook, not run yet; both are JSON data."""
    cells = []
    for cell in master["cells"]:
        if "solution" in tags(cell):
            continue
        new = {**cell, "metadata": dict(cell["metadata"])}
        if cell["cell_type"] == "code":
            text = blank(source(cell)) if "answer" in tags(cell) else source(cell)
            if not text:  # nothing but helpers of the answer
                continue
            new |= {"source": text.splitlines(True), "outputs": [], "execution_count": None}
        cells.append(new)
    metadata = {k: v for k, v in master["metadata"].items() if k != "widgets"}
    return {**master, "cells": cells, "metadata": metadata}


def write(master: Path, target: Path) -> None:
    """Write the exercise of the notebook ``master`` to ``target``, without outputs."""
    text = json.dumps(exercise(read(master)), indent=1, ensure_ascii=False, sort_keys=True)
    Path(target).write_text(text + "\n", encoding="utf-8")


def same(one: dict, other: dict) -> bool:
    """Whether two notebooks have the same cells, tags and alt text, whatever their outputs."""

    def shape(cell):
        return cell["cell_type"], cell.get("id"), source(cell), cell["metadata"]

    return list(map(shape, one["cells"])) == list(map(shape, other["cells"]))


def blank(code: str) -> str:
    """The code of an answer with the answer taken out.

    >>> print(blank("# a table\\ny = {'a': 1}\\nz, _t = 2, 3\\ndef f(x):\\n    return 2 * x"))
    # a table
    y = {"a": ...}
    z = ...
    <BLANKLINE>
    <BLANKLINE>
    def f(x):
        raise NotImplementedError("write f")
    """
    lines = code.split("\n")
    out = []
    for node in ast.parse(code).body:
        kept = _blank_node(node, lines)
        if not kept:
            continue
        block = "\n".join([*_comments_above(node, lines), kept])
        function = isinstance(node, ast.FunctionDef)
        if out:
            gap = 3 if function or out[-1][1] else 2 if _spaced(node, lines) else 1
            block = "\n" * gap + block
        out.append((block, function))
    return "".join(block for block, _ in out)


def _blank_node(node, lines):
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return "\n".join(lines[node.lineno - 1 : node.end_lineno])
    if isinstance(node, ast.FunctionDef):
        return "" if node.name.startswith("_") else _blank_function(node, lines)
    if isinstance(node, ast.ClassDef):
        raise ValueError(f"line {node.lineno}: an answer cannot be a class")
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = [
            n.id
            for target in targets
            for n in ast.walk(target)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        ]
        value = _blank_value(node.value)
        return "\n".join(f"{name} = {value}" for name in names if not name.startswith("_"))
    return ""


def _blank_value(value):
    if not isinstance(value, ast.Dict) or not value.keys or None in value.keys:
        return "..."
    keys = [f"{_quoted(key)}: ..." for key in value.keys]
    line = "{" + ", ".join(keys) + "}"
    return line if len(line) <= 76 else "{\n" + "".join(f"    {k},\n" for k in keys) + "}"


def _quoted(key):
    text = ast.unparse(key)
    plain = isinstance(key, ast.Constant) and isinstance(key.value, str)
    return json.dumps(key.value, ensure_ascii=False) if plain else text


def _blank_function(node, lines):
    first, start = node.body[0], min([node.lineno, *(d.lineno for d in node.decorator_list)])
    if first.lineno == node.lineno:  # a function of one line
        head = [ast.unparse(node).split("\n")[0]]
    else:
        head = [
            line
            for line in lines[start - 1 : first.lineno - 1]
            if line.strip() and not line.strip().startswith("#")
        ]
    doc = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    if doc and isinstance(first.value.value, str) and first.lineno != node.lineno:
        head += lines[first.lineno - 1 : first.end_lineno]
    return "\n".join([*head, f'    raise NotImplementedError("write {node.name}")'])


def _start(node):
    return min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])


def _comments_above(node, lines):
    end = start = _start(node) - 1
    while start > 0 and lines[start - 1].startswith("#"):
        start -= 1
    return lines[start:end]


def _spaced(node, lines):
    above = _start(node) - 2 - len(_comments_above(node, lines))
    return above >= 0 and not lines[above].strip()
