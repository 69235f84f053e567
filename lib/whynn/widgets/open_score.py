"""``OpenScore``: how many open questions the reader answered, and their points."""

from whynn.widgets.base import Figure


class OpenScore(Figure):
    """The reader's open answers so far, counted, with the points that they ticked."""

    NAME = "open_score"

    def fallback(self) -> dict[str, str]:
        """A sentence: there is nothing to count until a reader has answered."""
        return {"text/html": "<p>On the book's site your own answers are counted here.</p>"}
