"""How a solution's notebook becomes the page of its exercises, and how a chapter finds it.

The notebook stays as its author wrote it.  On its page the reader first sees what to write,
as the exercise's notebook has it, and three hints; the cells tagged ``answer`` and ``solution``
are folded beneath their question, together with the check and what it printed.  Where Python
runs in the page, what to write is a box to write in.
"""

import html
import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

FOLDED = {"answer", "solution"}
WRITE = "write"  # the tag of a cell that holds what the learner is to write
CHECK = re.compile(r"""check\((?:["']([\w-]+)["'])?""")
# of a master's first cell: its title, for the page has its own, and how its notebook is used
NOTEBOOKS_OWN = re.compile(r"\A# .*\n*(?:Write your answers.*\n*)?")
# how to work where Python runs in the page; copies where it does not leave this out
HERE = """<div class="whynn-live-only">

Write your code in the boxes and press *Check*. Python then runs in your browser, and says what
holds, what does not yet, and why. Check as often as you like; nothing is sent anywhere. The
first check loads {megabytes} MB. *Shift+Enter* checks too, *Tab* indents once you have begun to
write, and *Escape* gives it back to the page.

</div>"""
OPEN = '<details class="whynn-solution">\n<summary>Show a solution</summary>\n<div>'
CLOSE = "</div>\n</details>"


def is_folded(cell: dict) -> bool:
    """Whether a cell belongs to the solution: by its tag, or because it checks the answer."""
    checks = cell["cell_type"] == "code" and CHECK.match("".join(cell["source"]))
    return bool(checks or FOLDED & set(cell["metadata"].get("tags", [])))


def fold(cells: Iterable[dict], stubs: dict[str, str], hints: dict) -> list[dict]:
    """The cells with each run of solution cells in one fold, and what to write before it.

    ``stubs`` gives the exercise's text of an answer cell by the cell's id, ``hints`` the texts
    of a question's hints by its name.
    """
    out = []
    for folded, run in groupby(cells, is_folded):
        run = list(run)
        if folded:
            name = run[0]["id"]
            todo = {cell["id"]: stubs[cell["id"]] for cell in run if cell["id"] in stubs}
            if todo:
                asked = question(run)
                out.append(markdown(f"{name}-say", "What to write:"))
                out.append(write(f"{name}-todo", todo, asked))
                if asked in hints:
                    out.append(markdown(f"{name}-hints", folded_hints(hints[asked])))
            run = [markdown(f"{name}-open", OPEN), *run, markdown(f"{name}-close", CLOSE)]
        out += run
    return out


def question(cells: Iterable[dict]) -> str:
    """The name of the question that the last of these cells checks, or nothing."""
    found = [CHECK.match("".join(cell["source"])) for cell in cells]
    return next((check[1] or "" for check in reversed(found) if check), "")


def write(name: str, stubs: dict[str, str], asked: str) -> dict:
    """The cell of what to write: the stubs in one, with the ids of the cells they stand for."""
    about = {"question": asked, "cells": list(stubs)}
    return {
        "cell_type": "code",
        "id": name,
        "metadata": {"tags": [WRITE], "whynn": about},
        "execution_count": None,
        "outputs": [],
        "source": "\n\n\n".join(stubs.values()),
    }


def page(
    notebook: dict, slug: str, exercise: dict | None, *, chapter: bool, live: int = 0
) -> dict:
    """The notebook of the page: title, where to work and where to read, folded solutions."""
    stubs = {
        cell["id"]: "".join(cell["source"])
        for cell in (exercise or {}).get("cells", [])
        if "answer" in cell["metadata"].get("tags", [])
    }
    first, *rest = notebook["cells"]
    said = [
        f"# Exercises for chapter {int(slug[:2])}",
        ways(slug, exercise is not None, chapter, live),
        NOTEBOOKS_OWN.sub("", "".join(first["source"])),
    ]
    title = {**first, "source": "\n\n".join(filter(None, said))}
    return {**notebook, "cells": [title, *fold(map(without_key, rest), stubs, hints())]}


def without_key(cell: dict) -> dict:
    """A card's cell without its code, which names the answer; any other cell as it is."""
    if cell["cell_type"] == "code" and "ShortAnswer(" in "".join(cell["source"]):
        return {**cell, "metadata": {**cell["metadata"], "tags": ["remove-input"]}}
    return cell


def hints() -> dict[str, tuple[str, ...]]:
    """The hints of each question by its name."""
    from whynn.grading import bank

    return {name: asked.hints for name, asked in bank.questions().items()}


def folded_hints(texts: Iterable[str]) -> str:
    """The hints, each in a fold; the style shows one when the one before it is open.

    >>> folded_hints(["Try `a < b`."])  # doctest: +ELLIPSIS
    '<details class="whynn-hint">...1 of 1</summary>...Try <code>a &lt; b</code>.</p>...'
    """
    texts = [re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text)) for text in texts]
    return "\n".join(
        f'<details class="whynn-hint">\n<summary>Hint {number} of {len(texts)}</summary>\n'
        f"<p>{text}</p>\n</details>"
        for number, text in enumerate(texts, start=1)
    )


def ways(slug: str, exercise: bool, chapter: bool, live: int) -> str:
    """How to work on these questions, with the links that only a page has.

    ``live`` is how many MB Python in the page loads, 0 where there is none.
    """
    said = [f"To the chapter: [](../chapters/{slug}.ipynb)."] if chapter else []
    if live and exercise:
        said.append(HERE.format(megabytes=live))
    below = (
        "Beneath each question are hints, each bigger than the last, and a solution. What you"
        " answer stays in this browser."
    )
    if exercise:
        below += (
            f" To work in JupyterLab, {{download}}`download the notebook"
            f" <../exercises/{slug}.ipynb>`, or open `exercises/{slug}.ipynb` in the book's"
            " folder."
        )
    return "\n\n".join([*said, below])


def with_link(notebook: dict, slug: str) -> dict:
    """The chapter's notebook with a section that leads to its exercises, before the sources."""
    section = (
        "## Exercises\n\n"
        f"Reading is not yet doing. The [exercises for this chapter](../solutions/{slug}.ipynb)"
        " check what you do, and say why.\n\n"
    )
    cells = [dict(cell) for cell in notebook["cells"]]
    for cell in cells:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and "## Sources" in text:
            cell["source"] = text.replace("## Sources", f"{section}## Sources", 1)
            return {**notebook, "cells": cells}
    return {**notebook, "cells": [*cells, markdown("exercises", section)]}


def markdown(name: str, text: str) -> dict:
    """A markdown cell."""
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text}


def shaped(notebook: dict, docname: str, root: Path, *, live: int = 0) -> dict:
    """The notebook as the page ``docname`` needs it; ``live`` MB are what its Python loads."""
    folder, _, slug = docname.partition("/")
    if folder == "solutions":
        from whynn.grading import generate

        # made anew: the file in exercises/ may hold a learner's own answers
        exercise = generate.exercise(notebook) if beside(root, "exercises", slug) else None
        return page(notebook, slug, exercise, chapter=beside(root, "chapters", slug), live=live)
    if folder == "chapters" and beside(root, "solutions", slug):
        return with_link(notebook, slug)
    return notebook


def beside(root: Path, folder: str, slug: str) -> bool:
    """Whether there is a notebook of this slug in another folder too."""
    return (root / folder / f"{slug}.ipynb").exists()
