"""The rules of the house, for notebooks and for the library."""

import ast
import hashlib
import json
import re

import house
import pytest

LIBRARY = house.ROOT / "lib" / "whynn"
MODULES = sorted(p for p in LIBRARY.rglob("*.py"))
EVERY = [p for folder in ("chapters", "solutions", "exercises") for p in house.paths(folder)]
# the interview has rules of its own; the retrieval says nothing of its own
NO_LESSONS = {"00_start", "06_interview", "06_retrieval"}
LESSONS = [p for p in house.paths("chapters") if p.stem not in NO_LESSONS]


def named(path):
    return path.relative_to(house.ROOT).as_posix()


@pytest.mark.parametrize("path", EVERY, ids=named)
def test_a_notebook_keeps_the_house_rules(path):
    notebook = house.load(path)
    assert house.faults_of_cells(notebook) == []
    assert house.faults_of_outputs(notebook) == []
    assert house.faults_of_figures(notebook) == []
    assert house.faults_of_markup(notebook) == []
    assert house.faults_of_folds(notebook) == []


@pytest.mark.parametrize(
    ("markup", "what"),
    [
        (":::{note}\nx\n:::", "a directive"),
        ("```{figure} x.png\n```", "a directive"),
        ("see {doc}`/x`", "a role"),
        ("[x](y.md){.big}", "attributes"),
        ("(here)=\n## Here", "a target"),
        ("to [](02_bends.ipynb)", "a link without text"),
        ("% a remark", "a comment"),
        ("<!-- a remark -->", "a comment"),
        ("so it is[^1]", "a footnote"),
        ("bend\n: what a ReLU does", "a definition list"),
        ("+++", "a block break"),
        ("{{ loss }}", "a substitution"),
        ("$$ x $$ (sum)", "a numbered formula"),
        ("$$ x \\label{sum} $$", "a numbered formula"),
        ("> [!NOTE]\n> x", "a callout"),
        ('<div class="x">', "HTML"),
        ("<details><summary>Q</summary>\nA *b*\n</details>", "no empty line"),
    ],
)
def test_markup_of_one_place_alone_is_found(markup, what):
    cells = [{"cell_type": "markdown", "source": f"# Title\n\nText.\n{markup}"}]
    assert [fault for fault in house.faults_of_markup({"cells": cells}) if what in fault]


@pytest.mark.parametrize(
    "plain",
    [
        "`{x}` and `%time` and ![](x.png)",
        "```python\nd = {'a': {1: 2}}\n+++\n```",
        "$$ \\frac{a}{b} $$",
        "$x_{i}$ (say) and 100 % of a < b > c",
        "<details><summary>Q</summary>\n\nA *b*\n\n</details>",
    ],
)
def test_markup_that_every_reader_renders_is_let_be(plain):
    cells = [{"cell_type": "markdown", "source": f"# Title\n\n{plain}"}]
    assert house.faults_of_markup({"cells": cells}) == []


@pytest.mark.parametrize("path", LESSONS, ids=named)
def test_a_chapter_predicts_recalls_and_says_what_it_does_not_show(path):
    assert house.faults_of_chapter(house.load(path)) == []


@pytest.mark.parametrize("path", house.paths("solutions"), ids=named)
def test_a_solutions_notebook_has_whole_questions_and_a_short_answer(path):
    notebook = house.load(path)
    assert house.faults_of_questions(notebook) == []
    assert cards(path), "no question has a ShortAnswer"


def cards(path):
    """The names of a notebook's cards."""
    states = [model["state"] for model in house.models(house.load(path)).values()]
    return sorted(state["card"] for state in states if "card" in state)


def test_no_two_cards_share_a_name():
    names = [n for p in EVERY if p.parent.name != "exercises" for n in cards(p)]
    assert names and len(names) == len(set(names))


@pytest.mark.parametrize("path", house.paths("exercises"), ids=named)
def test_an_exercise_has_the_cards_of_its_solution(path):
    assert cards(path) == cards(house.ROOT / "solutions" / path.name)


def test_the_contents_list_every_chapter_and_every_solution():
    contents = (house.ROOT / "_toc.yml").read_text(encoding="utf-8")
    for path in [*house.paths("chapters"), *house.paths("solutions")]:
        assert f" {path.parent.name}/{path.stem}\n" in contents, f"_toc.yml lacks {named(path)}"


def test_the_bundles_were_built_from_these_sources():
    made = json.loads((LIBRARY / "widgets" / "static" / "bundles.json").read_text())
    for path, digest in (made["sources"] | made["bundles"]).items():
        text = (house.ROOT / path).read_text(encoding="utf-8")
        now = hashlib.sha256(text.encode()).hexdigest()
        assert now == digest, f"{path} has changed: run `make widgets`"
    listed = {path.split("/")[-1] for path in made["sources"]}
    assert listed == {p.name for p in (LIBRARY / "widgets" / "js").iterdir()}


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_is_small_and_does_nothing_at_import(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 250
    allowed = (
        ast.Import,
        ast.ImportFrom,
        ast.Assign,
        ast.AnnAssign,
        ast.FunctionDef,
        ast.ClassDef,
    )
    for node in ast.parse(text).body:
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        script = isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'"
        fits = docstring or script or isinstance(node, allowed)
        assert fits, f"line {node.lineno} runs at import"


def public_functions(tree):
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_public_function_says_in_one_line_what_it_does_and_what_it_raises(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    about = ast.get_docstring(tree) or ""
    assert re.match(r".{10,}\.$", about.split("\n")[0])
    for node in public_functions(tree):
        doc = ast.get_docstring(node) or ""
        assert doc.split("\n")[0].endswith((".", ":")), f"{node.name}: no one-line summary"
        checks = any(isinstance(n, ast.Name) and n.id == "check" for n in ast.walk(node))
        if checks and path.name != "check.py" and not path.name.startswith("_"):
            # a module whose functions all raise alike says it once
            said = re.search("Raises|ValueError|errors", doc) or "ValueError" in about
            assert said, f"{node.name}: says not what it raises"


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_what_is_random_takes_a_generator(path):
    hidden = re.findall(
        r"np\.random\.(?!Generator|default_rng)\w+|import random", path.read_text()
    )
    assert hidden == []
    for node in public_functions(ast.parse(path.read_text(encoding="utf-8"))):
        made_inside = [
            n
            for n in ast.walk(ast.Module(node.body, []))
            if isinstance(n, ast.Call)
            and isinstance(n.func, ast.Attribute)
            and n.func.attr == "default_rng"
        ]
        assert not made_inside, f"{node.name} makes its own generator"


def test_the_formula_sheet_shows_every_module():
    shown = re.findall(r"automodule:: whynn\.(\w+)", (house.ROOT / "reference.md").read_text())
    apart = {"check", "plots"}  # argument checks and drawing: no formulas
    public = {p.stem for p in LIBRARY.glob("*.py") if not p.stem.startswith("_")} - apart
    assert sorted(shown) == sorted(public)
