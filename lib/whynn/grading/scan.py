"""Read the learner's code without running or parsing it: which checks, names and imports.

Patterns and not a parser, because code made to break a parser would break the judge.
"""

import re

_CHECK = re.compile(r"""^check\(\s*["'](\d\d-[\w-]+)["']""", re.MULTILINE)
_IMPORT = re.compile(r"^[ \t]*import[ \t]+([^\n#;]+)", re.MULTILINE)
_FROM = re.compile(
    r"^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]{0,2000}\)|[^\n#;]+)", re.MULTILINE
)
_DYNAMIC = re.compile(r"""(?:__import__|import_module)\(\s*["']([\w.]+)["']""")


def checks(cell: str) -> list[str]:
    """The questions that a cell asks to check.

    >>> checks('check("01-line")\\n# check("01-other")')
    ['01-line']
    """
    return _CHECK.findall(cell)


def binds(cell: str, name: str) -> bool:
    """Whether a line at the margin of ``cell`` gives ``name`` a value, as far as one can see.

    >>> binds("w, b = 1, 2", "b"), binds("def f(b=1):", "b"), binds("print(b == 1)", "b")
    (True, False, False)
    """
    word = re.compile(rf"\b{re.escape(name)}\b")
    for line in cell.split("\n"):
        if line[:1] in ("", " ", "\t", "#"):
            continue
        if re.match(rf"(?:async\s+)?(?:def|class)\s+{re.escape(name)}\b", line):
            return True
        if re.match(r"(?:async\s+)?(?:def|class)\b", line):
            continue
        left, equals, right = line.partition("=")
        found = word.search(left)
        inside = found and "(" in left[: found.start()].lstrip("(")
        if equals and found and not inside and right[:1] != "=" and left[-1:] not in "!<>":
            return True
    return False


def defining(cells: list[str], names) -> str:
    """The cells that give ``names`` their values; of several for one name, the last."""
    chosen = set()
    for name in names:
        places = [place for place, cell in enumerate(cells) if binds(cell, name)]
        chosen |= set(places[-1:])
    return "\n\n".join(cells[place] for place in sorted(chosen))


def imports(cell: str) -> set[str]:
    """The dotted names that a cell imports, each with what is taken from it.

    >>> sorted(imports("from whynn import mlp as m, init\\nimport torch.nn as nn, sys"))
    ['sys', 'torch.nn', 'whynn', 'whynn.init', 'whynn.mlp']
    """
    found = set(_DYNAMIC.findall(cell))
    for listed in _IMPORT.findall(cell):
        found |= {part.split()[0] for part in listed.split(",") if part.split()}
    for module, listed in _FROM.findall(cell):
        parts = listed.strip("() \n\\").split(",")
        found |= {module} | {f"{module}.{part.split()[0]}" for part in parts if part.split()}
    return found


def shortcuts(cells: list[str], forbids) -> list[str]:
    """What is imported although it is forbidden, with the number of the cell, from 1.

    >>> shortcuts(["import numpy", "import torch.nn"], ["torch"])
    ['torch.nn in cell 2']
    """
    found = []
    for number, cell in enumerate(cells, start=1):
        for module in sorted(imports(cell)):
            if any(module == name or module.startswith(name + ".") for name in forbids):
                found.append(f"{module} in cell {number}")
    return found
