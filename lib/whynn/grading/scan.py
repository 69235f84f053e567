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
        if name not in line or line[:1] in (" ", "\t", "#"):
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


def imports(cell: str) -> dict[str, str]:
    """The dotted names that a cell imports, each with the name that it has from then on.

    >>> imports("from whynn import mlp as m, init\\nimport torch.nn, sys")
    {'torch.nn': 'torch', 'sys': 'sys', 'whynn': '', 'whynn.mlp': 'm', 'whynn.init': 'init'}
    """
    found = {name: name.split(".")[-1] for name in _DYNAMIC.findall(cell)}
    for listed in _IMPORT.findall(cell):
        for words in filter(None, (part.split() for part in listed.split(","))):
            found[words[0]] = words[-1] if "as" in words[1:] else words[0].split(".")[0]
    for module, listed in _FROM.findall(cell):
        found.setdefault(module, "")
        for words in filter(
            None, (part.split() for part in listed.strip("() \n\\").split(","))
        ):
            found[f"{module}.{words[0]}"] = words[-1]
    return found


def section(cells: list[str], question: str) -> range:
    """The places of the cells of a question: after the check before its own, up to its own.

    >>> section(["check('01-a')", "x = 1", "check('01-b')", "y = 2"], "01-b")
    range(1, 3)
    """
    asked = [place for place, cell in enumerate(cells) if question in checks(cell)]
    end = asked[-1] + 1 if asked else len(cells)
    before = [p for p in range(end) if set(checks(cells[p])) - {question}]
    return range(before[-1] + 1 if before and asked else 0, end)


def shortcuts(cells: list[str], places: range, forbids) -> list[str]:
    """What is imported although it is forbidden, with the number of the cell, from 1.

    An import counts in the cells at ``places``, and elsewhere if those cells use its name.

    >>> shortcuts(["import numpy", "import torch.nn as nn", "nn.L"], range(2, 3), ["torch"])
    ['torch.nn in cell 2']
    """
    found, used = [], "\n".join(cells[place] for place in places)
    for place, cell in enumerate(cells):
        for module, name in imports(cell).items():
            if not any(module == no or module.startswith(no + ".") for no in forbids):
                continue
            if place in places or (name and re.search(rf"\b{re.escape(name)}\b", used)):
                found.append(f"{module} in cell {place + 1}")
    return found
