"""A solution's notebook becomes its page: nothing is lost, and the solution is folded."""

import json

import exercise_pages
import pytest


def cell(name, text, *tags, kind="markdown"):
    return {"id": name, "cell_type": kind, "metadata": {"tags": list(tags)}, "source": text}


def code(name, text, *tags):
    return cell(name, text, *tags, kind="code")


MASTER = {
    "metadata": {},
    "cells": [
        cell("title", "# Exercises: one rule\n\nWrite."),
        code("imports", "import numpy as np"),
        cell("ask", "## Easy: count"),
        code("short", "ShortAnswer()", "hide-input"),
        code("answer", "n = 3", "answer"),
        code("check", 'check("01-n")'),
        cell("why", "Three.", "solution"),
        cell("next", "## Hard: more"),
        code("other", "m = 4", "answer"),
        code("last", 'check("01-m")'),
    ],
}
EXERCISE = {
    "cells": [
        code("answer", "n = ...", "answer"),
        code("imports", "import numpy"),
        cell("x", ""),
    ]
}


def names(notebook):
    return [one["id"] for one in notebook["cells"]]


def shown(notebook, name):
    return next(one["source"] for one in notebook["cells"] if one["id"] == name)


def test_each_questions_solution_is_one_fold_with_the_check_in_it():
    page = exercise_pages.page(MASTER, "01_one_rule", EXERCISE, chapter=True)
    joined = (
        "title imports ask short answer-say answer-todo answer-open answer check why"
        " answer-close next other-open other last other-close"
    )
    assert " ".join(names(page)) == joined
    assert shown(page, "answer-open").startswith("<details")
    assert shown(page, "answer-close").endswith("</details>")


def test_a_page_is_named_after_its_chapter():
    page = exercise_pages.page(MASTER, "01_one_rule", EXERCISE, chapter=True)
    title = shown(page, "title")
    assert title.startswith("# Exercises for chapter 1\n\n") and title.endswith("\n\nWrite.")
    assert "one rule\n" not in title


def test_what_to_write_stands_before_the_fold_as_the_exercise_has_it():
    page = exercise_pages.page(MASTER, "01_one_rule", EXERCISE, chapter=True)
    (todo,) = (one for one in page["cells"] if one["id"] == "answer-todo")
    assert (todo["cell_type"], todo["source"], todo["outputs"]) == ("code", "n = ...", [])
    assert todo["metadata"] == {
        "tags": ["write"],
        "whynn": {"question": "01-n", "cells": ["answer"]},
    }


def test_several_cells_to_write_are_one_box_that_knows_them():
    stubs = {"a": "def f():\n    ...", "b": "n = ..."}
    run = [code("a", "", "answer"), code("b", "", "answer"), code("c", "check('01-line')")]
    _, todo, hints, *_ = exercise_pages.fold(run, stubs, {"01-line": ("x < `y`", "z")})
    assert todo["source"] == "def f():\n    ...\n\n\nn = ..."
    assert todo["metadata"]["whynn"] == {"question": "01-line", "cells": ["a", "b"]}
    assert hints["source"].count("<details") == 2 and "\n\n" not in hints["source"]
    assert "<p>x &lt; <code>y</code></p>" in hints["source"]


@pytest.mark.parametrize("live", [23, 0])
def test_only_where_python_runs_the_page_says_to_write_there(live):
    own = "# Exercises\n\nWrite your answers in the cells.\n\nLosses are in nats."
    master = {**MASTER, "cells": [cell("title", own), *MASTER["cells"][1:]]}
    page = exercise_pages.page(master, "01_one_rule", EXERCISE, chapter=True, live=live)
    title = shown(page, "title")
    assert (exercise_pages.HERE.format(megabytes=23) in title) == bool(live)
    assert "in the cells" not in title and title.endswith("\n\nLosses are in nats.")


def test_a_card_is_shown_without_the_code_that_names_its_key():
    page = exercise_pages.page(MASTER, "01_one_rule", EXERCISE, chapter=True)
    tags = {one["id"]: one["metadata"].get("tags") for one in page["cells"]}
    assert tags["short"] == ["remove-input"]
    assert "remove-input" not in tags["answer"] + tags["imports"]


def test_the_solutions_notebook_itself_is_not_changed():
    before = repr(MASTER)
    exercise_pages.page(MASTER, "01_one_rule", EXERCISE, chapter=True)
    assert repr(MASTER) == before


@pytest.mark.parametrize("chapter", [True, False])
@pytest.mark.parametrize("exercise", [EXERCISE, None])
def test_a_page_leads_to_what_there_is(exercise, chapter):
    page = exercise_pages.page(MASTER, "01_one_rule", exercise, chapter=chapter)
    ways = shown(page, "title")
    assert ("(../chapters/01_one_rule.ipynb)" in ways) == chapter
    assert ("<../exercises/01_one_rule.ipynb>" in ways) == (exercise is not None)


def test_a_chapter_leads_to_its_exercises_before_its_sources():
    chapter = {
        "cells": [cell("a", "# One rule"), cell("b", "## Recall\n\n## Sources\n\n* one")]
    }
    text = shown(exercise_pages.with_link(chapter, "01_one_rule"), "b")
    places = [
        text.index(t) for t in ("## Recall", "../solutions/01_one_rule.ipynb", "## Sources")
    ]
    assert places == sorted(places)
    assert "solutions" not in shown(chapter, "b")


def test_a_chapter_without_sources_leads_to_its_exercises_at_its_end():
    short = exercise_pages.with_link({"cells": [cell("a", "# Short")]}, "01_one_rule")
    assert "../solutions/01_one_rule.ipynb" in short["cells"][-1]["source"]


@pytest.mark.parametrize(
    ("one", "folded"),
    [
        (code("a", "check('01-n')"), True),
        (code("a", 'check("01-n", hint=1)'), True),
        (code("a", "checked = 1"), False),
        (code("a", "x = check(1)"), False),
        (cell("a", "check(it) yourself"), False),
        (cell("a", "Because.", "solution"), True),
        (code("a", "x = 1", "answer"), True),
        (code("a", "x = 1", "hide-input"), False),
        (cell("a", "## Easy"), False),
    ],
)
def test_what_belongs_to_a_solution(one, folded):
    assert exercise_pages.is_folded(one) == folded


def test_pages_are_shaped_by_folder_and_slug(tmp_path):
    for folder in ("chapters", "solutions"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "01_one_rule.ipynb").write_text("{}")
    shape = exercise_pages.shaped
    assert "other-open" in names(shape(MASTER, "solutions/01_one_rule", tmp_path))
    assert "exercises" in names(shape(MASTER, "chapters/01_one_rule", tmp_path))
    (tmp_path / "exercises").mkdir()
    own = json.dumps({"cells": [cell("answer", "n = 41 + 1  # mine", "answer")]})
    (tmp_path / "exercises" / "01_one_rule.ipynb").write_text(own)
    todo = shown(shape(MASTER, "solutions/01_one_rule", tmp_path), "answer-todo")
    assert "n = ..." in todo and "mine" not in todo
    for other in ("chapters/00_start", "reference"):
        assert shape(MASTER, other, tmp_path) is MASTER
