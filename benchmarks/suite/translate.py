"""The same submissions for three graders: same answers, same checks, each in its own form."""

import json
import zipfile
from pathlib import Path

from whynn.grading import bank, generate, scan

FILES, BATCHES = 20, 4
# a solution teaches and a hidden input shows a figure: whynn.grading leaves both out
LEFT_OUT = {"solution", "hide-input"}


def submissions(root: Path, count: int) -> list[tuple[str, str, dict]]:
    """Full work of ``count`` students: (exercise, student, notebook), all exercises in turn."""
    masters = sorted((root / "solutions").glob("[0-9][0-9]_*.ipynb"))
    found = []
    for k in range(count):
        master = masters[k % len(masters)]
        found.append((master.stem, f"s{k:02d}", handed_in(generate.read(master))))
    return found


def handed_in(master: dict) -> dict:
    """What a learner who solved everything hands in."""
    kept = [cell for cell in master["cells"] if not generate.tags(cell) & LEFT_OUT]
    return _book([{**cell, "metadata": dict(cell["metadata"])} for cell in kept])


def checks(notebook: dict) -> int:
    """How many checks a notebook has in all."""
    return sum(len(bank.find(q).parts) for cell in notebook["cells"] for q in _asked(cell))


def for_ours(place: Path, batches: dict) -> None:
    """Each batch is a folder of files."""
    for name, files in batches.items():
        for exercise, student, notebook in files:
            _write(place / name / f"{student}_{exercise}.ipynb", notebook)


def for_nbgrader(place: Path, batches: dict) -> None:
    """A course: each check becomes autograder tests of one point, one for each part."""
    for exercise, student, notebook in _all(batches):
        book = _book([new for cell in notebook["cells"] for new in _nbgrader_cells(cell)])
        _write(place / "source" / exercise / f"{exercise}.ipynb", book)
        _write(place / "submitted" / student / exercise / f"{exercise}.ipynb", book)
    _write(place / "plan.json", _plan(batches))


def for_otter(place: Path, batches: dict) -> None:
    """Notebooks that call otter's check, and a zip of test files for each exercise."""
    for exercise, student, notebook in _all(batches):
        cells = [_code("import otter\ngrader = otter.Notebook()")]
        for cell in notebook["cells"]:
            asked = _asked(cell)
            cells += [_code(f'grader.check("{_plain(q)}")') for q in asked] or [cell]
        _write(place / "submitted" / student / f"{exercise}.ipynb", _book(cells))
        with zipfile.ZipFile(place / f"{exercise}.zip", "w") as archive:
            archive.writestr("otter_config.json", json.dumps({"logo": False}))
            for q in (q for cell in notebook["cells"] for q in _asked(cell)):
                archive.writestr(f"tests/{_plain(q)}.py", _otter_test(q))
    _write(place / "plan.json", _plan(batches))


def _nbgrader_cells(cell):
    asked = _asked(cell)
    if not asked:
        answer = "answer" in generate.tags(cell)
        mark = {"solution": True, "grade": False, "locked": False, "task": False}
        mark |= {"schema_version": 3, "grade_id": f"answer-{cell.get('id')}"}
        return [_marked(cell, mark) if answer else cell]
    return [
        _marked(_code(f'from part_check import part\npart(globals(), "{q}", {number})'), {
            "solution": False, "grade": True, "locked": True, "task": False, "points": 1,
            "schema_version": 3, "grade_id": f"{q}-{number}",
        })
        for q in asked
        for number in range(len(bank.find(q).parts))
    ]  # fmt: skip


def _otter_test(question):
    lines = ["from otter.test_files import test_case", "from part_check import part", ""]
    lines += [f'OK_FORMAT = False\nname = "{_plain(question)}"\npoints = None\n']
    for number in range(len(bank.find(question).parts)):
        lines += [f"@test_case(points=1)\ndef test_{number}(env):"]
        lines += [f'    part(env, "{question}", {number})\n']
    return "\n".join(lines)


def _asked(cell):
    """The questions whose check this cell calls, in order."""
    return scan.checks(generate.source(cell)) if cell["cell_type"] == "code" else []


def _plain(question):
    return "q" + question.replace("-", "_")


def _marked(cell, mark):
    return {**cell, "metadata": {**cell["metadata"], "nbgrader": mark}}


def _code(source):
    empty = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    return {**empty, "source": source}


def _book(cells):
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    named = [{**cell, "id": f"c{k}"} for k, cell in enumerate(cells)]
    return {
        "cells": named,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _all(batches):
    return [file for files in batches.values() for file in files]


def _plan(batches):
    return {name: [file[:2] for file in files] for name, files in batches.items()}


def _write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
