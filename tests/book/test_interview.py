"""The interview questions: enough, whole, and each wrong answer met by a cell that runs it."""

import copy

import house
import pytest
from numbers_in_prose import unproven

PATH = house.ROOT / "chapters" / "06_interview.ipynb"
TEXTS = ("question", "answer", "rubric", "wrong", "why", "senior")
# what a list of questions for machine learners has, and what this book adds
ASKED = """gelu adamw cross-entropy vanishing deep chinchilla warmup batch seed
    dead momentum log-softmax fan-in tags residual critical perplexity scale valley mixed"""


def asks(cell):
    return cell["cell_type"] == "code" and house.source(cell).startswith("OpenAnswer(")


def questions(notebook):
    """The stored state of each question with its place, in order."""
    found, stored = [], house.models(notebook)
    for i, cell in enumerate(notebook["cells"]):
        if asks(cell):
            view = cell["outputs"][0]["data"][house.VIEW]["model_id"]
            found.append((i, stored[view]["state"]))
    return found


def texts(state):
    """All that a question says, as one text."""
    return "\n".join(
        "\n".join(state[t]) if isinstance(state[t], list) else state[t] for t in TEXTS
    )


def as_prose(notebook):
    """The notebook with each question's texts as prose, so that they prove nothing."""
    plain = copy.deepcopy(notebook)
    for i, state in questions(notebook):
        plain["cells"][i] = {"cell_type": "markdown", "source": [texts(state)]}
    return plain


def faults(notebook):
    """What the questions lack."""
    found, cells = [], notebook["cells"]
    for i, state in questions(notebook):
        name, words = state["card"], len(state["answer"].split())
        if not 60 <= words <= 120:
            found.append(f"{name}: a model answer of {words} words")
        if len(state["rubric"]) != 3:
            found.append(f"{name}: {len(state['rubric'])} points")
        shown, held = cells[i + 1], cells[i + 2]
        lines = len(house.source(shown).splitlines())
        printed = "".join("".join(o.get("text", "")) for o in shown.get("outputs", []))
        if shown["cell_type"] != "code" or house.tags(shown) or lines > 8 or not printed:
            found.append(f"{name}: no short cell that prints follows it")
        if house.tags(held) != {"remove-cell"} or not house.source(held).count("assert "):
            found.append(f"{name}: what its cell prints is held to nothing")
    return found


@pytest.fixture(scope="module")
def notebook():
    return house.load(PATH)


def test_every_question_is_whole_and_met_by_a_cell(notebook):
    assert faults(notebook) == []


def test_there_are_more_than_twenty_questions_and_the_usual_ones_are_among_them(notebook):
    names = [state["card"] for _, state in questions(notebook)]
    assert len(names) >= 20 and {f"06-{name}" for name in ASKED.split()} <= set(names)


def test_every_number_in_a_question_is_shown_by_another_cell(notebook):
    assert unproven(as_prose(notebook)) == []


def test_the_page_says_what_it_does_not_show_and_names_its_sources(notebook):
    text = "\n".join(house.source(c) for c in notebook["cells"] if not asks(c))
    for heading in ("## What this chapter does not show", "## Sources"):
        assert heading in text
    assert "import torch" in text and "OpenScore()" in text


def shorten(notebook, state, i):
    state["answer"] = "Too short."


def drop_a_point(notebook, state, i):
    state["rubric"].pop()


def drop_the_cell(notebook, state, i):
    del notebook["cells"][i + 1]


def silence_the_cell(notebook, state, i):
    notebook["cells"][i + 1]["outputs"] = []


def lengthen_the_cell(notebook, state, i):
    notebook["cells"][i + 1]["source"].extend(["\nx = 1"] * 8)


def drop_the_assert(notebook, state, i):
    notebook["cells"][i + 2]["source"] = ["x = 1"]


@pytest.mark.parametrize(
    ("alter", "words"),
    [
        (shorten, "a model answer of 2 words"),
        (drop_a_point, "2 points"),
        (drop_the_cell, "no short cell that prints follows it"),
        (silence_the_cell, "no short cell that prints follows it"),
        (lengthen_the_cell, "no short cell that prints follows it"),
        (drop_the_assert, "what its cell prints is held to nothing"),
    ],
)
def test_a_question_that_lacks_something_is_named(notebook, alter, words):
    spoilt = copy.deepcopy(notebook)
    i, state = questions(spoilt)[3]
    alter(spoilt, state, i)
    assert f"{state['card']}: {words}" in faults(spoilt)


def test_a_number_that_only_the_question_itself_says_is_reported(notebook):
    spoilt = copy.deepcopy(notebook)
    i, state = questions(spoilt)[0]
    state["senior"] += " About 0.98765 of them."
    spoilt["cells"][i]["source"].append("# 0.98765")
    assert unproven(spoilt) == []
    assert unproven(as_prose(spoilt)) == [f"cell {i}: 0.98765 is shown by no cell"]
