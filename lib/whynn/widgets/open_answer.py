"""``OpenAnswer``: the reader answers in their own words, compares, and judges themselves."""

import traitlets

from whynn import check
from whynn.widgets.base import Figure
from whynn.widgets.card import filled, named, rich

POINTS = 3  # of every rubric
SHORTEST, LONGEST = 60, 120  # words of a model answer


class OpenAnswer(Figure):
    r"""A card that asks for an answer in the reader's own words.

    ``answer`` is a model answer of 60 to 120 words; ``rubric`` the three points that the
    reader looks for in their own, and ticks; ``wrong`` the common wrong answer, ``why`` it
    is wrong, as the cell that follows the card shows; ``senior`` what experience adds.
    ``card`` is its stable name: under it the reader's browser keeps text and ticks.  In
    texts, \`code\` and \*italic\* are understood.  Raises ``ValueError`` for a name that is
    none, a text that is missing, too short or too long, or another number of points.

    >>> words = "The loss is what was wrong. " * 10
    >>> card = OpenAnswer("doc-3", "What is a loss?", answer=words, rubric=["a", "b", "c"],
    ...                   wrong="A gain.", why="It falls.", senior="It has a floor.")
    >>> card.rubric, card.given
    (['a', 'b', 'c'], '')
    """

    NAME = "open_answer"
    TITLE = "In your own words"

    card = traitlets.Unicode().tag(sync=True)
    question = traitlets.Unicode().tag(sync=True)
    answer = traitlets.Unicode().tag(sync=True)
    rubric = traitlets.List(traitlets.Unicode()).tag(sync=True)
    wrong = traitlets.Unicode().tag(sync=True)
    why = traitlets.Unicode().tag(sync=True)
    senior = traitlets.Unicode().tag(sync=True)
    given = traitlets.Unicode().tag(sync=True)
    revealed = traitlets.Bool(False).tag(sync=True)
    points = traitlets.List(traitlets.Bool()).tag(sync=True)

    def __init__(self, card, question, *, answer, rubric, wrong, why, senior):
        words = len(filled("answer", answer).split())
        if not SHORTEST <= words <= LONGEST:
            raise ValueError(f"answer: expected {SHORTEST} to {LONGEST} words, got {words}")
        check.count("number of points", len(rubric), low=POINTS, high=POINTS)
        super().__init__(
            card=named(card),
            question=filled("question", question),
            answer=answer,
            rubric=[filled(f"point {i}", point) for i, point in enumerate(rubric, start=1)],
            wrong=filled("wrong", wrong),
            why=filled("why", why),
            senior=filled("senior", senior),
        )

    def __repr__(self) -> str:
        """The card's name, question and model answer: what a re-run must give again."""
        return f"OpenAnswer({self.card!r}, {self.question!r}, answer={self.answer!r})"

    def fallback(self) -> dict[str, str]:
        """The question, and all that is to be compared with, folded, as plain HTML."""
        points = "".join(f"<li>{rich(point)}</li>" for point in self.rubric)
        return {
            "text/html": f"<p><strong>{self.TITLE}.</strong> {rich(self.question)}</p>"
            f"<details><summary>Model answer</summary><p>{rich(self.answer)}</p>"
            f"<p><strong>A good answer says:</strong></p><ol>{points}</ol>"
            f"<p><strong>The common wrong answer.</strong> {rich(self.wrong)}</p>"
            f"<p><strong>Why it is wrong.</strong> {rich(self.why)} The next cell shows it.</p>"
            f"<p><strong>What experience adds.</strong> {rich(self.senior)}</p></details>"
        }
