"""Which cells of a notebook get a button on the site, and why others do not."""

import json

from live.page import plan, why_not

VIEW = "application/vnd.jupyter.widget-view+json"
UNSEEN = {"remove-cell", "remove-input"}
BOOKS = {"answer", "solution"}  # tags of the cells that a learner's answer takes the place of


def mark(notebook: dict, absent=()) -> list[dict]:
    """Tag the code cells of ``notebook`` as ``run-K``, and return what the page must know.

    One entry a cell, in order: ``at`` (its K), and either ``run`` (it has a button), or ``why``
    (what it needs and cannot have), or neither (a figure, which moves already).  A cell whose
    code is not on the page comes with its ``source``, and only if another needs it.

    On a page of exercises a cell may be of one ``side`` only: the ``book``'s own answer, or
    what the learner is to write, ``mine``.  The latter has its ``question``, the points that it
    is ``worth`` and the K of its ``check``.  ``cells`` are those of the exercise's notebook
    that an entry stands for.
    """
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    sources = ["".join(cell["source"]) for cell in cells]
    sides = [side(cell) for cell in cells]
    worth, answers = {}, {}
    if "mine" in sides:
        from whynn.grading import bank  # not before Sphinx knows the library's folder

        answers = bank.names()
        worth = {name: question.points for name, question in bank.questions().items()}
    steps = {
        one: plan(of_side(sources, sides, one), absent, answers) for one in ("book", "mine")
    }
    entries = []
    for at, (cell, source) in enumerate(zip(cells, sources, strict=True)):
        tags = cell["metadata"].setdefault("tags", [])
        entry = {"at": at} | ({"side": sides[at]} if sides[at] else {})
        step = steps[sides[at] or "book"][at]
        if UNSEEN & set(tags):
            used = any(
                s[at].touches & later.uses for s in steps.values() for later in s[at + 1 :]
            )
            if not used:
                continue
            entry["source"] = source
        elif sides[at] == "mine":
            check = next(k for k in range(at, len(cells)) if sources[k].startswith("check("))
            about = cell["metadata"]["whynn"]
            entry |= {"run": True, "check": check, "worth": worth[about["question"]], **about}
            if lacks := steps["mine"][check].lacks:
                entry["why"] = why_not(lacks)
        elif any(VIEW in output.get("data", {}) for output in cell.get("outputs", [])):
            pass
        elif step.lacks:
            entry["why"] = why_not(step.lacks)
        else:
            entry["run"] = True
        if "mine" in sides and not sides[at] and "id" in cell:
            entry["cells"] = [cell["id"]]
        tags.append(f"run-{at}")
        entries.append(entry)
    return entries if any("run" in entry for entry in entries) else []


def side(cell: dict) -> str | None:
    """Whose a cell of an exercise page is: ``book``, ``mine`` (the learner's), or both's."""
    tags = set(cell["metadata"].get("tags", []))
    return "mine" if "write" in tags else "book" if BOOKS & tags else None


def of_side(sources: list[str], sides: list, one: str) -> list[str]:
    """The sources as one side has them: those of the other are empty."""
    return [s if side in (None, one) else "" for s, side in zip(sources, sides, strict=True)]


def block(entries: list[dict], live: dict) -> str:
    """The piece of HTML that hands ``entries`` to the page's script."""
    text = json.dumps({**live, "cells": entries}, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/json" id="whynn-cells">{text}</script>'
