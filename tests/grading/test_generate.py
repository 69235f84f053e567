"""An exercise is its master without the answers, and no more and no less."""

import json

import pytest
from whynn.grading import cli, generate

ANSWER = '''# the bias
b, _scale = -0.5, 2
b: float = 1
import math  # stays

TABLE = {"a": 1, 2: [1]}
many = {**TABLE}


@np.vectorize
def f(x,
      y=1):  # two inputs
    """Add.

    Twice.
    """
    # the secret
    return x + y


def _helper():
    return 1


# a loop goes
for i in range(3):
    b += i
def g(x): return x
'''
BLANK = '''# the bias
b = ...
b = ...
import math  # stays

TABLE = {"a": ..., 2: ...}
many = ...


@np.vectorize
def f(x,
      y=1):  # two inputs
    """Add.

    Twice.
    """
    raise NotImplementedError("write f")


def g(x):
    raise NotImplementedError("write g")'''


def cell(text, *tags, kind="code"):
    """One cell as JSON data."""
    made = {"cell_type": kind, "id": text[:8], "metadata": {"tags": list(tags)}, "source": text}
    return made | ({"outputs": [1], "execution_count": 3} if kind == "code" else {})


def test_an_answer_keeps_names_signatures_docstrings_imports_and_their_comments():
    assert generate.blank(ANSWER) == BLANK
    compile(BLANK, "blank", "exec")


def test_a_class_cannot_be_an_answer():
    with pytest.raises(ValueError, match="line 1: an answer cannot be a class"):
        generate.blank("class A: pass")


def test_solutions_go_and_the_rest_stays_with_its_place_and_name(tmp_path):
    cells = [
        cell("# Title", kind="markdown"),
        cell("x = 1"),
        cell("x = 2", "answer"),
        cell("_help = 3", "answer"),
        cell("check('01-line')"),
        cell("because", "solution", kind="markdown"),
        cell("print(x)", "solution"),
        cell("More.", kind="markdown"),
    ]
    master = {"cells": cells, "metadata": {"widgets": {}, "k": 1}, "nbformat": 4}
    made = generate.exercise(master)
    assert [c["id"] for c in made["cells"]] == [
        "# Title",
        "x = 1",
        "x = 2",
        "check('0",
        "More.",
    ]
    assert generate.source(made["cells"][2]) == "x = ..."
    assert all(c["outputs"] == [] for c in made["cells"] if c["cell_type"] == "code")
    assert made["metadata"] == {"k": 1}
    (tmp_path / "m.ipynb").write_text(json.dumps(master))
    generate.write(tmp_path / "m.ipynb", tmp_path / "e.ipynb")
    assert generate.same(generate.read(tmp_path / "e.ipynb"), made)
    assert not generate.same(made, master)


def test_an_exercise_that_is_its_masters_keeps_its_outputs(tmp_path, capsys):
    for folder in ("solutions", "exercises"):
        (tmp_path / folder).mkdir()
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": "1 + 1"}
    ran = cell | {"outputs": [{"output_type": "stream"}], "execution_count": 1}
    master, made = tmp_path / "solutions" / "01_x.ipynb", tmp_path / "exercises" / "01_x.ipynb"
    for path in (master, made):
        path.write_text(json.dumps({"metadata": {}, "cells": [ran]}), encoding="utf-8")
    before = made.read_bytes()
    assert cli.main(["generate", "--root", str(tmp_path)]) == 0
    assert made.read_bytes() == before
    assert capsys.readouterr().out == ""
    changed = ran | {"metadata": {"tags": ["hide-input"]}}
    master.write_text(json.dumps({"metadata": {}, "cells": [changed]}), encoding="utf-8")
    assert cli.main(["generate", "--root", str(tmp_path)]) == 0
    assert generate.read(made)["cells"][0]["outputs"] == []
    assert "wrote exercises/01_x.ipynb" in capsys.readouterr().out
