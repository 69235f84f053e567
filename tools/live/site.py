"""Which cells of a notebook get a button on the site, and why others do not."""

import json

from live.page import plan, why_not

VIEW = "application/vnd.jupyter.widget-view+json"
UNSEEN = {"remove-cell", "remove-input"}


def mark(notebook: dict, absent=()) -> list[dict]:
    """Tag the code cells of ``notebook`` as ``run-K``, and return what the page must know.

    One entry a cell, in order: ``at`` (its K), and either ``run`` (it has a button), or ``why``
    (what it needs and cannot have), or neither (a figure, which moves already).  A cell whose
    code is not on the page comes with its ``source``, and only if another needs it.
    """
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    sources = ["".join(cell["source"]) for cell in cells]
    steps = plan(sources, absent)
    entries = []
    for at, (cell, source, step) in enumerate(zip(cells, sources, steps, strict=True)):
        tags = cell["metadata"].setdefault("tags", [])
        entry = {"at": at}
        if UNSEEN & set(tags):
            if not any(step.touches & later.uses for later in steps[at + 1 :]):
                continue
            entry["source"] = source
        elif any(VIEW in output.get("data", {}) for output in cell.get("outputs", [])):
            pass
        elif step.lacks:
            entry["why"] = why_not(step.lacks)
        else:
            entry["run"] = True
        tags.append(f"run-{at}")
        entries.append(entry)
    return entries if any("run" in entry for entry in entries) else []


def block(entries: list[dict], live: dict) -> str:
    """The piece of HTML that hands ``entries`` to the page's script."""
    text = json.dumps({**live, "cells": entries}, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/json" id="whynn-cells">{text}</script>'
