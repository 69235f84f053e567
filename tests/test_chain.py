"""The chain on one page says what the chapter and the exercise say, row by row."""

import ast
import json
import re
from functools import cache
from pathlib import Path

import chain
import pytest

ROOT = Path(__file__).resolve().parent.parent
PNG = "iVBORw0KGgo="


def notebook(folder):
    return json.loads((ROOT / folder / "06_recap.ipynb").read_text(encoding="utf-8"))


def source(cell):
    return "".join(cell["source"])


@cache
def told():
    """The chapter's rows."""
    return chain.rows(notebook("chapters"))


def test_the_rows_name_the_failures_of_the_exercise_in_its_order():
    cells = notebook("solutions")["cells"]
    listed = re.findall(r"^\| (\d+) \| (.+) \|$", "\n".join(map(source, cells)), re.MULTILINE)
    asked = [(int(number), text[0].upper() + text[1:]) for number, text in listed]
    assert len(asked) == 11
    assert [(row.number, row.failure) for row in told()] == asked


def test_the_rows_name_the_fixes_of_the_exercise():
    cells = {cell["id"]: source(cell) for cell in notebook("solutions")["cells"]}
    fixes = ast.literal_eval(cells["chain-answer-1"].partition(" = ")[2])
    assert [row.number for row in told()] == list(fixes)
    assert [row.fix.casefold() for row in told()] == [fix.casefold() for fix in fixes.values()]


def test_every_row_shows_a_number_and_its_two_pictures_in_words():
    for row in told():
        assert re.search(r"\d", row.measured) and "\n" not in row.measured
        assert row.png.startswith(b"\x89PNG")
        assert "Failure: " in row.alt and "Fix: " in row.alt


def test_every_row_leads_back_to_section_figure_code_and_exercise():
    text = "\n".join(source(cell) for cell in notebook("chapters")["cells"])
    lines = re.findall(r"^Go back: .+$", text, re.MULTILINE)
    for row, back in zip(told(), lines, strict=True):
        targets = re.findall(r"\]\(([^)#]+)#[\w-]+\)", back)
        chapter = re.compile(r"0[1-5]_\w+\.ipynb$")
        assert chapter.match(targets[0]) and targets[1] == targets[0], row
        assert targets[2:] == ["../reference.md", f"../solutions/{targets[0]}"], row


def small():
    """The least notebook with one row."""
    alt = {"mystnb": {"image": {"alt": "Failure: a. Fix: b."}}}
    return [
        {"id": "row-1", "source": "### 1. It breaks", "metadata": {}},
        {"id": "row-1-number", "source": "", "metadata": {},
         "outputs": [{"name": "stdout", "text": ["3 of 4\n"]}]},
        {"id": "row-1-pair", "source": "", "metadata": alt,
         "outputs": [{"data": {"image/png": PNG}}]},
        {"id": "row-1-fix", "source": "**The fix.** A pile. More.", "metadata": {}},
    ]  # fmt: skip


def test_a_row_is_read_from_its_four_cells():
    (row,) = chain.rows({"cells": small()})
    assert row[:4] == (1, "It breaks", "A pile", "3 of 4")
    assert row.alt == "Failure: a. Fix: b."


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        ("row-1", "row-1: expected a cell of that name"),
        ("row-1-number", "row-1-number: expected a cell"),
        ("row-1-pair", "row-1-pair: expected a cell"),
        ("row-1-fix", "row-1-fix: expected a line"),
    ],
)
def test_a_missing_cell_is_named(lost, words):
    cells = [cell for cell in small() if cell["id"] != lost]
    with pytest.raises(ValueError, match=re.escape(words)):
        chain.rows({"cells": cells})


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("row-1", {"source": "It breaks"}, "row-1: expected a heading"),
        ("row-1-number", {"outputs": []}, "row-1-number: expected a line that it prints"),
        ("row-1-pair", {"outputs": []}, "row-1-pair: expected one picture, got 0"),
        ("row-1-fix", {"source": "A pile."}, "row-1-fix: expected a line"),
    ],
)
def test_a_cell_without_its_part_is_named(name, change, words):
    cells = [cell | change if cell["id"] == name else cell for cell in small()]
    with pytest.raises(ValueError, match=re.escape(words)):
        chain.rows({"cells": cells})
