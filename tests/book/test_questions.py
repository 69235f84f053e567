"""What the rule for a solution's questions lets through, and what it does not."""

import copy

import house
import pytest


def cell(kind, text, *tags):
    return {"cell_type": kind, "source": text, "metadata": {"tags": list(tags)}}


WHOLE = {
    "cells": [
        cell("markdown", "# Exercises for chapter 1"),
        cell("code", "from whynn.grading import check"),
        cell("markdown", "## Easy: count\n\nCount."),
        cell("code", "ShortAnswer()", "hide-input"),
        cell("code", "n = 3", "answer"),
        cell("code", 'check("01-n")'),
        cell("markdown", "**Why.** Three.", "solution"),
        cell("code", "# not a heading\nprint(n)", "solution"),
        cell("markdown", "## Hard: prove"),
        cell("code", "m = 4", "answer"),
        cell("code", "k = 5", "answer"),
        cell("code", 'check("01-m")'),
        cell("markdown", "Four.", "solution"),
    ]
}


def test_whole_questions_have_no_fault():
    assert house.faults_of_questions(WHOLE) == []


@pytest.mark.parametrize(
    ("alter", "words"),
    [
        (lambda c: c.pop(5), "'## Easy: count': 0 checks"),
        (lambda c: c.insert(5, c[5]), "'## Easy: count': 2 checks"),
        (lambda c: c.pop(4), "expected answer, check and solution"),
        (lambda c: c.pop(12), "expected answer, check and solution"),
        (lambda c: c.insert(4, c.pop(6)), "expected answer, check and solution"),
        (lambda c: c.insert(10, cell("markdown", "And now:")), "expected answer, check"),
        (lambda c: c.insert(5, c.pop(3)), "expected answer, check"),
        (lambda c: c[2].update(source="## Count"), "expected '## Easy: ...'"),
        (lambda c: c[6].update(source="So.\n\n### Why"), "a heading inside a solution"),
        (lambda c: c.insert(2, c[5]), "3 checks in 2 questions"),
        (lambda c: c.__delitem__(slice(2, None)), "0 checks in 0 questions"),
    ],
)
def test_a_broken_question_is_named(alter, words):
    notebook = copy.deepcopy(WHOLE)
    alter(notebook["cells"])
    assert any(words in fault for fault in house.faults_of_questions(notebook))


def test_an_answer_may_be_longer_than_another_cell_but_not_endless():
    def faults(lines, *tags):
        one = cell("code", "\n".join(["x = 1"] * lines), *tags) | {"execution_count": 1}
        return house.faults_of_cells({"cells": [one]})

    assert faults(house.LONGEST_ANSWER, "answer") == []
    assert faults(house.LONGEST_ANSWER + 1, "answer") == [
        "cell 0: 26 lines, at most 25 in an answer"
    ]
    assert "cell 0: 16 lines, at most 15 are allowed" in faults(16)
