"""``Predict``: the reader commits to an answer before the reveal."""

import traitlets

from whynn.widgets.card import Card


class Predict(Card):
    r"""A card with one question, answered by choice or by a number, once and for all.

    ``Predict(card, question, options={text: reason, ...}, answer=text)`` asks for a choice;
    every option has its reason.  ``Predict(card, question, number=x, tolerance=t,
    reason=why)`` asks for a number, right within ``t``; compute ``x`` with ``whynn``.
    On the site, what follows it up to the next card, figure or heading is kept back until the
    answer; the tags ``kept-2`` (two blocks) and ``kept-figure`` of its cell set another end.
    Raises ``ValueError`` as every card does.

    >>> card = Predict("doc-1", "How many?", options={"2": "No.", "3": "Yes."}, answer="3")
    >>> card.answer
    1
    """

    NAME = "predict"
    TITLE = "Predict"

    choice = traitlets.Unicode().tag(sync=True)
    sure = traitlets.Unicode().tag(sync=True)
