"""What the cards share: one question, asked by choice or by a number, with its key."""

import html
import re

import traitlets

from whynn import check
from whynn.widgets.base import Figure


class Card(Figure):
    r"""A question with either ``options={text: reason, ...}, answer=text`` or ``number=x``.

    ``card`` is its stable name: under it the reader's browser keeps the answer.  In texts,
    \`code\` and \*italic\* are understood.  Raises ``ValueError`` for an answer that is not an
    option, a missing reason, a number that is not finite, or one that is not right as it is
    shown, with ``digits`` decimals.
    """

    TITLE = ""

    card = traitlets.Unicode().tag(sync=True)
    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List(traitlets.Unicode()).tag(sync=True)
    reasons = traitlets.List(traitlets.Unicode()).tag(sync=True)
    answer = traitlets.Int(-1).tag(sync=True)
    number = traitlets.Float(0.0).tag(sync=True)
    tolerance = traitlets.Float(0.0).tag(sync=True)
    unit = traitlets.Unicode().tag(sync=True)
    shown = traitlets.Unicode().tag(sync=True)
    reason = traitlets.Unicode().tag(sync=True)

    def __init__(self, card, question, *, options=None, answer=None, number=None, tolerance=0.0,
                 unit="", digits=2, reason="", **traits):  # fmt: skip
        named(card)
        if (options is None) == (number is None):
            raise ValueError("options, number: expected one of the two")
        if options is None:
            number = check.number("number", number, open_low=True, open_high=True)
            shown = f"{number:.{check.count('digits', digits, low=0)}f}"
            slack = 1e-12 * max(1.0, abs(number))
            if abs(float(shown) - number) > check.number("tolerance", tolerance, low=0) + slack:
                raise ValueError(f"tolerance: as shown, {shown}, the key itself would be wrong")
            traits |= {
                "number": number,
                "tolerance": float(tolerance),
                "shown": shown.replace("-", "−"),
                "unit": unit,
                "reason": filled("reason", reason),
            }
        else:
            texts = list(options)
            check.count("number of options", len(texts), low=2)
            traits |= {
                "options": texts,
                "reasons": [filled(f"reason of {text!r}", options[text]) for text in texts],
                "answer": texts.index(check.choice("answer", answer, texts)),
            }
        super().__init__(card=card, question=filled("question", question), **traits)

    def __repr__(self) -> str:
        """The card's name, question and key: what a re-run must give again."""
        key = self.options[self.answer] if self.options else f"{self.shown} {self.unit}".strip()
        return f"{type(self).__name__}({self.card!r}, {self.question!r}, answer={key!r})"

    def fallback(self) -> dict[str, str]:
        """The question, and the answer with its reasons folded, as plain HTML."""
        if self.options:
            offered = "".join(f"<li>{rich(text)}</li>" for text in self.options)
            asked = f"<ol>{offered}</ol>"
            told = "".join(
                f"<li>{'<strong>Right.</strong> ' if i == self.answer else ''}{rich(why)}</li>"
                for i, why in enumerate(self.reasons)
            )
            reveal = f"<ol>{told}</ol>"
        else:
            asked = ""
            key = f"{self.shown} {html.escape(self.unit)}"
            reveal = f"<p><strong>{key}</strong></p><p>{rich(self.reason)}</p>"
        return {
            "text/html": f"<p><strong>{self.TITLE}.</strong> {rich(self.question)}</p>{asked}"
            f"<details><summary>Answer</summary>{reveal}</details>"
        }


def named(card):
    """The name ``card`` itself; ``ValueError`` if no name of a card looks so."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", card):
        raise ValueError(f"card: expected a name such as 01-best-cut, got {card!r}")
    return card


def filled(name, value):
    """The text ``value``; ``ValueError`` if it is none or empty."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name}: expected a text, got {value!r}")
    return value


def rich(text):
    """The card's two marks as HTML, everything else escaped."""
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))
    return re.sub(r"\*([^*\s](?:[^*]*[^*\s])?)\*", r"<em>\1</em>", text)
