"""``FinalRetrieval``: the reader rebuilds the table of failures and fixes from memory."""

import html

import traitlets

from whynn import recall
from whynn.grading.questions.chain import LONGEST, ROWS
from whynn.widgets.base import Figure


class FinalRetrieval(Figure):
    r"""The eleven rows of the book: choose each row's failure, write its fix, and be scored.

    ``rows`` holds what each row is, why its fix mends it, why it comes at its place, and the
    words that name its fix; they are those of the exercise ``06-chain``.  ``picks`` is the
    failure chosen for each row (an index into ``rows``, -1 for none) and ``typed`` the fix
    written for it.  Raises ``TraitError`` for anything but eleven of each.

    >>> figure = FinalRetrieval()
    >>> len(figure.rows), figure.picks[:2], figure.rows[5]["fix"]
    (11, [-1, -1], 'cross-entropy')
    """

    NAME = "final_retrieval"

    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    longest = traitlets.Int(LONGEST).tag(sync=True)
    picks = traitlets.List(traitlets.Int()).tag(sync=True)
    typed = traitlets.List(traitlets.Unicode()).tag(sync=True)
    checked = traitlets.Bool(False).tag(sync=True)

    def __init__(self, **traits):
        rows = [
            {**row._asdict(), "words": ROWS[number][0], "thought": ROWS[number][1]}
            for number, row in enumerate(recall.chain(), 1)
        ]
        traits = {"picks": [-1] * len(rows), "typed": [""] * len(rows), **traits}
        super().__init__(rows=rows, **traits)

    @traitlets.validate("picks")
    def _valid_picks(self, proposal):
        picks, n = proposal["value"], recall.LENGTH
        if len(picks) != n or not all(-1 <= pick < n for pick in picks):
            raise traitlets.TraitError(f"picks: expected {n} indices or -1, got {picks}")
        return picks

    @traitlets.validate("typed")
    def _valid_typed(self, proposal):
        typed, n = proposal["value"], recall.LENGTH
        if len(typed) != n or any(len(text) > self.longest for text in typed):
            raise traitlets.TraitError(f"typed: expected {n} texts of at most {self.longest}"
                                       f" letters, got {typed}")  # fmt: skip
        return typed

    def __repr__(self) -> str:
        """The table that is asked for, and how far the reader is."""
        fixes = [row["fix"] for row in self.rows]
        return f"FinalRetrieval(fixes={fixes!r}, picks={self.picks!r}, typed={self.typed!r})"

    def fallback(self) -> dict[str, str]:
        """The failures out of order, and the table folded."""
        shuffled = sorted(row["failure"] for row in self.rows)
        asked = "".join(f"<li>{html.escape(text)}</li>" for text in shuffled)
        table = [(html.escape(row["failure"]), html.escape(row["fix"])) for row in self.rows]
        told = "".join(f"<li>{failure}: <strong>{fix}</strong></li>" for failure, fix in table)
        return {
            "text/html": "<p><strong>The table, from memory.</strong> Bring these failures into"
            f" the order of the book, and name the fix of each.</p><ul>{asked}</ul>"
            f"<details><summary>The table</summary><ol>{told}</ol></details>"
        }
