"""How a solution's notebook becomes the page of its exercises, and how a chapter finds it.

The notebook stays as its author wrote it.  On its page the reader first sees what to write,
as the exercise's notebook has it; the cells tagged ``answer`` and ``solution`` are folded
beneath their question, together with the check and what it printed.
"""

import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

FOLDED = {"answer", "solution"}
CHECK = re.compile(r"check\(")
OPEN = '<details class="whynn-solution">\n<summary>Show a solution</summary>\n<div>'
CLOSE = "</div>\n</details>"


def is_folded(cell: dict) -> bool:
    """Whether a cell belongs to the solution: by its tag, or because it checks the answer."""
    checks = cell["cell_type"] == "code" and CHECK.match("".join(cell["source"]))
    return bool(checks or FOLDED & set(cell["metadata"].get("tags", [])))


def fold(cells: Iterable[dict], stubs: dict[str, str]) -> list[dict]:
    """The cells with each run of solution cells in one fold, and what to write before it.

    ``stubs`` gives the exercise's text of an answer cell by the cell's id.
    """
    out = []
    for folded, run in groupby(cells, is_folded):
        run = list(run)
        if folded:
            name = run[0]["id"]
            todo = "\n\n\n".join(stubs[cell["id"]] for cell in run if cell["id"] in stubs)
            if todo:
                text = f"What to write in the notebook:\n\n```python\n{todo}\n```"
                out.append(markdown(f"{name}-todo", text))
            run = [markdown(f"{name}-open", OPEN), *run, markdown(f"{name}-close", CLOSE)]
        out += run
    return out


def page(notebook: dict, slug: str, exercise: dict | None, *, chapter: bool) -> dict:
    """The notebook of the page: title, where to work and where to read, folded solutions."""
    stubs = {
        cell["id"]: "".join(cell["source"])
        for cell in (exercise or {}).get("cells", [])
        if "answer" in cell["metadata"].get("tags", [])
    }
    first, *rest = notebook["cells"]
    own = re.sub(r"\A# .*\n*", "", "".join(first["source"]))  # the page has its own title
    said = [
        f"# Exercises for chapter {int(slug[:2])}",
        ways(slug, exercise is not None, chapter),
    ]
    title = {**first, "source": "\n\n".join([*said, own])}
    return {**notebook, "cells": [title, *fold(map(without_key, rest), stubs)]}


def without_key(cell: dict) -> dict:
    """A card's cell without its code, which names the answer; any other cell as it is."""
    if cell["cell_type"] == "code" and "ShortAnswer(" in "".join(cell["source"]):
        return {**cell, "metadata": {**cell["metadata"], "tags": ["remove-input"]}}
    return cell


def ways(slug: str, exercise: bool, chapter: bool) -> str:
    """How to work on these questions, with the links that only a page has."""
    said = ["Short answers are checked here, in your browser, and kept nowhere else."]
    if chapter:
        said.insert(0, f"To the chapter: [](../chapters/{slug}.ipynb).\n\n")
    said.append("A solution is folded beneath each question.")
    if exercise:
        said.append(
            "To write the code, {download}`download the notebook"
            f" <../exercises/{slug}.ipynb>`, or open `exercises/{slug}.ipynb` in the book's"
            " folder."
        )
    return " ".join(said)


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


def shaped(notebook: dict, docname: str, root: Path) -> dict:
    """The notebook as the page ``docname`` needs it."""
    folder, _, slug = docname.partition("/")
    if folder == "solutions":
        from whynn.grading import generate

        # made anew: the file in exercises/ may hold a learner's own answers
        exercise = generate.exercise(notebook) if beside(root, "exercises", slug) else None
        return page(notebook, slug, exercise, chapter=beside(root, "chapters", slug))
    if folder == "chapters" and beside(root, "solutions", slug):
        return with_link(notebook, slug)
    return notebook


def beside(root: Path, folder: str, slug: str) -> bool:
    """Whether there is a notebook of this slug in another folder too."""
    return (root / folder / f"{slug}.ipynb").exists()
