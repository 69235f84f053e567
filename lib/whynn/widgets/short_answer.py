"""``ShortAnswer``: a question that may be tried again until it is right."""

from numbers import Real

import traitlets

from whynn import check
from whynn.widgets.card import Card, filled


class ShortAnswer(Card):
    r"""A card with one question, answered by choice or by a number, as often as wished.

    A wrong answer is told why it is wrong; the key stays hidden until the reader finds it
    or asks for it.  By choice, ``options={text: reason, ...}, answer=text``: the reason of
    a wrong option must not name the right one.  By number, ``number=x, tolerance=t,
    reason=why, nudges={"high": ..., "low": ..., 4.5: ...}``: what is likely wrong when the
    answer is too high, too low, or the number that a known slip gives (matched to
    ``digits`` decimals).  Raises ``ValueError`` as every card does, for a missing nudge,
    and for a slip that would count as right.

    >>> card = ShortAnswer("doc-2", "2 + 2?", number=4, digits=0, reason="Two twos.",
    ...                    nudges={"high": "Count again.", "low": "Add both.", 0: "Add."})
    >>> card.slips, card.slip_nudges
    ([0.0], ['Add.'])
    """

    NAME = "short_answer"
    TITLE = "Short answer"

    high = traitlets.Unicode().tag(sync=True)
    low = traitlets.Unicode().tag(sync=True)
    slips = traitlets.List(traitlets.Float()).tag(sync=True)
    slip_nudges = traitlets.List(traitlets.Unicode()).tag(sync=True)
    near = traitlets.Float(0.0).tag(sync=True)
    given = traitlets.Unicode().tag(sync=True)
    revealed = traitlets.Bool(False).tag(sync=True)

    def __init__(self, card, question, *, number=None, tolerance=0.0, digits=2, nudges=None,
                 **options):  # fmt: skip
        if number is None:
            if nudges is not None:
                raise ValueError("nudges: expected none, for each option has its reason")
            super().__init__(card, question, **options)
            return
        number = check.number("number", number)
        nudges = {"high": "", "low": "", **(nudges or {})}
        slips = [slip for slip in nudges if slip not in ("high", "low")]
        for slip in slips:
            if not isinstance(slip, Real) or abs(slip - number) <= tolerance:
                known = "'high', 'low' or a wrong number"
                raise ValueError(f"nudges: expected {known}, got {slip!r}")
        traits = {
            "high": filled("nudge 'high'", nudges["high"]),
            "low": filled("nudge 'low'", nudges["low"]),
            "slips": [float(slip) for slip in slips],
            "slip_nudges": [filled(f"nudge {slip!r}", nudges[slip]) for slip in slips],
            "near": max(tolerance, 0.5 * 10.0 ** -check.count("digits", digits, low=0)),
        }
        super().__init__(card, question, number=number, tolerance=tolerance, digits=digits,
                         **options, **traits)  # fmt: skip
