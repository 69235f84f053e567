"""FinalRetrieval's Python half: eleven rows, their words, and what is refused."""

import re

import pytest
from traitlets import TraitError
from whynn import recall
from whynn.grading.questions.chain import LONGEST, ROWS
from whynn.widgets import FinalRetrieval


def test_the_rows_are_those_of_the_book_with_the_words_of_the_exercise():
    rows = FinalRetrieval().rows
    assert [(r["failure"], r["fix"]) for r in rows] == [c[:2] for c in recall.chain()]
    assert [(r["words"], r["thought"]) for r in rows] == [ROWS[n] for n in range(1, 12)]
    assert all(re.search(r["words"], r["fix"].casefold()) for r in rows)
    assert all(len(r["fix"]) <= LONGEST for r in rows)


def test_an_empty_table_is_the_start():
    figure = FinalRetrieval()
    assert (figure.picks, figure.typed, figure.checked) == ([-1] * 11, [""] * 11, False)


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({"picks": [0] * 10}, "picks: expected 11 indices"),
        ({"picks": [0] * 10 + [11]}, "picks: expected 11 indices"),
        ({"picks": [-2] + [0] * 10}, "picks: expected 11 indices"),
        ({"typed": ["x"]}, "typed: expected 11 texts"),
        ({"typed": ["x" * 61] + [""] * 10}, "typed: expected 11 texts of at most 60"),
    ],
)
def test_a_table_that_is_none_is_refused(traits, words):
    with pytest.raises(TraitError, match=words):
        FinalRetrieval(**traits)


def test_without_a_script_the_failures_stand_out_of_order_and_the_table_is_folded():
    told = FinalRetrieval().fallback()["text/html"]
    asked, table = told.split("<details>")
    failures = [row.failure for row in recall.chain()]
    shown = re.findall(r"<li>(.+?)</li>", asked)
    assert sorted(shown) == sorted(failures) and shown != failures
    assert re.findall(r"<li>(.+?): <strong>", table) == failures
    assert not any(row.fix in asked for row in recall.chain() if len(row.fix) > 15)


def test_the_text_says_what_is_asked_and_how_far_the_reader_is():
    said = repr(FinalRetrieval(picks=[3] + [-1] * 10))
    assert "cross-entropy" in said and "picks=[3, -1" in said and "0x" not in said
