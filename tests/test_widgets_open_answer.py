"""OpenAnswer's Python half: what a question needs is checked before a reader meets it."""

import pytest
from whynn.widgets import OpenAnswer, OpenScore

ANSWER = 'A "loss" is <b>how wrong</b> `y_hat` is, & *nothing* else: $L$ falls. ' * 6
CARD = {
    "answer": ANSWER,
    "rubric": ["It is a number.", "Not *a* sign.", "`L` < 1 & falls."],
    "wrong": "“It's the gradient.”",
    "why": "A gradient has a direction.",
    "senior": "Ask for its floor.",
}


def card(name="t-open", question="What is a `loss`?", **changes):
    return OpenAnswer(name, question, **(CARD | changes))


def test_all_that_is_shown_travels_as_traits():
    one = card()
    assert (one.card, one.question, one.answer) == ("t-open", "What is a `loss`?", ANSWER)
    assert one.rubric == CARD["rubric"]
    assert (one.wrong, one.why, one.senior) == (CARD["wrong"], CARD["why"], CARD["senior"])
    assert (one.given, one.revealed, one.points) == ("", False, [])


def test_the_text_names_question_and_answer():
    assert repr(card()) == f"OpenAnswer('t-open', 'What is a `loss`?', answer={ANSWER!r})"


def test_the_fallback_asks_first_and_folds_everything_else_once():
    asked, told = card().fallback()["text/html"].split("<details>")
    assert told.startswith("<summary>Model answer</summary>")
    assert asked.endswith("What is a <code>loss</code>?</p>")
    assert "&lt;b&gt;how wrong&lt;/b&gt; <code>y_hat</code>" in told and "<b>" not in told
    assert "<li>Not <em>a</em> sign.</li><li><code>L</code> &lt; 1 &amp; falls.</li>" in told
    for name in ("wrong", "why", "senior"):
        assert told.count(CARD[name]) == 1 and CARD[name] not in asked
    assert "The next cell shows it." in told


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "Bad id"}, "card: expected a name such as 01-best-cut, got 'Bad id'"),
        ({"question": " "}, "question: expected a text, got ' '"),
        ({"answer": ""}, "answer: expected a text, got ''"),
        ({"answer": "word " * 59}, "answer: expected 60 to 120 words, got 59"),
        ({"answer": "word " * 121}, "answer: expected 60 to 120 words, got 121"),
        ({"rubric": ["a", "b"]}, "number of points: expected .*, got 2"),
        ({"rubric": ["a", "b", "c", "d"]}, "number of points: expected .*, got 4"),
        ({"rubric": ["a", "b", ""]}, "point 3: expected a text, got ''"),
        ({"wrong": ""}, "wrong: expected a text, got ''"),
        ({"why": None}, "why: expected a text, got None"),
        ({"senior": ""}, "senior: expected a text, got ''"),
    ],
)
def test_a_question_that_is_not_whole_is_refused(changes, words):
    with pytest.raises(ValueError, match=words):
        card(**changes)


@pytest.mark.parametrize("n", [60, 120])
def test_the_shortest_and_the_longest_answer_are_taken(n):
    assert len(card(answer="word " * n).answer.split()) == n


def test_the_score_says_where_its_numbers_are():
    assert repr(OpenScore()) == "OpenScore()"
    assert "your own answers" in OpenScore().fallback()["text/html"]
