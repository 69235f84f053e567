"""The checks can go red: five faults, planted in a copy, are found, each for its own reason."""

import json
import os
import shutil
import subprocess
import sys

import house
import pytest

CHAPTER = "chapters/01_one_rule.ipynb"
COPIED = (
    "lib",
    "tests",
    "tools",
    "chapters",
    "solutions",
    "exercises",
    "_toc.yml",
    "assets/widgets",
    "reference.md",
    "pyproject.toml",
    "package.json",
)


@pytest.fixture
def copy(tmp_path):
    """What the checks need, in a folder of its own."""
    for name in COPIED:
        source, target = house.ROOT / name, tmp_path / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return tmp_path


def run(folder, *arguments):
    """Run pytest on the copy; give its exit status and what it printed."""
    env = {**os.environ, "PYTHONPATH": str(folder / "lib")}
    if "--nbval" not in arguments:  # loading plugins takes longer than most checks
        env["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
    return done.returncode, done.stdout


def change(path, old, new):
    """Replace ``old``, which must be there, by ``new``."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} has no {old!r} to alter"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def edit(path, alter):
    """Load a notebook, alter it and store it."""
    notebook = house.load(path)
    alter(notebook)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def knife_cell(notebook):
    return next(c for _, c in house.code_cells(notebook) if house.source(c) == "XorKnife()")


def test_a_stored_number_that_the_code_does_not_give_is_red(copy):
    change(
        copy / CHAPTER, "AND: 10 mistakes, the bound is 51", "AND: 10 mistakes, the bound is 52"
    )
    status, said = run(copy, "--nbval", CHAPTER)
    assert status == 1
    assert "Cell outputs differ" in said
    assert "bound is 52" in said and "bound is 51" in said


def test_a_number_in_prose_that_no_cell_gives_is_red(copy):
    change(copy / CHAPTER, "The loss stops at $0.6931$", "The loss stops at $0.6913$")
    status, said = run(copy, "tests/book/test_numbers.py")
    assert status == 1 and "0.6913 is shown by no cell" in said


def test_a_figure_that_computes_otherwise_than_the_library_is_red(copy):
    source = copy / "lib/whynn/widgets/js/xor_knife.js"
    change(source, "w1 * x1 + w2 * x2 + b;", "w1 * x1 + w2 * x2 - b;")
    status, said = run(copy, "tests/test_widgets_js.py", "-k", "xor_knife")
    assert status == 1 and "scores equal whynn" in said
    status, said = run(copy, "tests/book/test_house_rules.py", "-k", "bundles")
    assert status == 1 and "run `make widgets`" in said


def test_a_figure_without_alt_text_is_red(copy):
    edit(copy / CHAPTER, lambda nb: knife_cell(nb)["metadata"].pop("mystnb"))
    status, said = run(copy, "tests/book/test_house_rules.py", "-k", "01_one_rule")
    assert status == 1 and "a figure without alt text" in said


def test_a_figure_without_stored_state_is_red(copy):
    def forget(notebook):
        view = knife_cell(notebook)["outputs"][0]["data"][house.VIEW]
        del house.models(notebook)[view["model_id"]]

    edit(copy / CHAPTER, forget)
    status, said = run(copy, "tests/book/test_house_rules.py", "-k", "01_one_rule")
    assert status == 1 and "a figure without stored state" in said


def test_the_copy_itself_is_green(copy):
    status, said = run(copy, "tests/book/test_house_rules.py", "tests/book/test_numbers.py")
    assert status == 0, said
