r"""What a reader should know without looking: one card for each thing, and the chain of fixes.

What fails without it: a recall question lives in one chapter, its answer is typed by hand, and
when the chapter's number changes the answer does not.  Here every card stands in
``data_files/recall.json``, with a JSON schema beside it.  The questions on the pages, the page
of cards and the Anki deck are made from that file.  No number is typed: a text names it, as
``{loss_after_step}``, and ``whynn.recall_numbers`` computes it.

Every function raises a ``ValueError`` that names the card, the field and what was expected.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from typing import NamedTuple

from whynn import check
from whynn.recall_numbers import NUMBERS

ID = re.compile(r"\d\d(-[a-z0-9]+)+")
LINK = re.compile(r"(chapters/\d\d_[a-z_]+|corrections|reference)(#[A-Za-z0-9._-]+)?")
ASKED = re.compile(r"chapters/\d\d_[a-z_]+(#recall-[a-z0-9-]+)?")
NAMED = re.compile(r"\{([a-z]{2,}(?:_[a-z0-9]+)+)\}")
TEXTS = ("question", "answer", "reason")
LENGTH = 11  # rows of the chain


class Card(NamedTuple):
    """One thing to recall; in its texts numbers may still be named."""

    id: str
    chapter: int
    question: str
    answer: str
    reason: str  # why the answer is so
    links: tuple  # pages of the book: chapters/03_values#the-step
    asked: str = ""  # the page, or the cell of a page, that asks it


class Row(NamedTuple):
    """One failure of the book, and its fix."""

    failure: str
    fix: str
    short: str  # the failure in a word or two
    why: str  # why the fix mends it
    place: str  # why it comes where it comes


def load() -> tuple[Card, ...]:
    r"""Return every card, its numbers computed, in the order of the book.

    >>> cards = load()
    >>> find(cards, "03-new-model").answer
    "The logarithm of the vocabulary's size: 10.82 nats for 50,257 tokens."
    """
    return tuple(filled(card) for card in parse(read()))


def read() -> str:
    """Return the text of the data file."""
    file = resources.files("whynn") / "data_files" / "recall.json"
    return file.read_text(encoding="utf-8")


def parse(text: str) -> tuple[Card, ...]:
    r"""Return the cards of a file given as JSON text, with their numbers still named.

    ``text`` holds ``{"cards": [...]}``, no two with one id, chapters in order.  Raises a
    ``ValueError`` that names the card and the field.

    >>> parse('{"cards": [{"id": "3-he"}]}')
    Traceback (most recent call last):
    ValueError: card 1: id: expected one such as 03-one-step, got '3-he'
    """
    cards = tuple(_card(number, row) for number, row in enumerate(_list(text, "cards"), 1))
    ids = [card.id for card in cards]
    if twice := [id for id in ids if ids.count(id) > 1]:
        raise ValueError(f"card {twice[0]}: id: expected a name of its own, got it twice")
    chapters = [card.chapter for card in cards]
    if chapters != sorted(chapters):
        raise ValueError(f"cards: chapter: expected rising chapters, got {chapters}")
    return cards


def chain(text: str | None = None) -> tuple[Row, ...]:
    r"""Return the eleven failures and fixes, in the order of the book.

    ``text`` is the JSON text of a file, or None for the book's own.  Raises a ``ValueError``
    that names the row and the field.

    >>> rows = chain()
    >>> len(rows), rows[5].fix
    (11, 'cross-entropy')
    """
    rows = _list(read() if text is None else text, "chain")
    check.count("chain: number of rows", len(rows), low=LENGTH, high=LENGTH)
    for number, row in enumerate(rows, 1):
        _fields(f"chain row {number}", row, Row._fields, Row._fields)
    return tuple(Row(**row) for row in rows)


def find(cards: Sequence[Card], id: str) -> Card:
    """Return the card with this id, or raise a ``ValueError`` if there is none.

    >>> find(parse(read()), "06-chain").chapter
    6
    """
    for card in cards:
        if card.id == id:
            return card
    raise ValueError(f"id: expected the id of a card such as 03-one-step, got {id!r}")


def filled(card: Card, numbers: Mapping[str, Callable[[], str]] = NUMBERS) -> Card:
    r"""Return the card with each ``{name}`` replaced by what the function of that name returns.

    Braces of a formula, as in ``\frac{1}{2}``, are left alone: a name has an underscore.
    Raises a ``ValueError`` that names the card and the field if a number is not known.

    >>> card = Card("03-x", 3, "Why {worked_rate}?", "So.", "As.", ("reference",))
    >>> filled(card).question
    'Why 0.1?'
    """

    def fill(field, text):
        def value(found):
            if found[1] not in numbers:
                raise ValueError(
                    f"card {card.id}: {field}: expected a number of whynn.recall_numbers,"
                    f" got {found[0]}"
                )
            return numbers[found[1]]()

        return NAMED.sub(value, text)

    return card._replace(**{field: fill(field, getattr(card, field)) for field in TEXTS})


def _list(text, name):
    """The list ``name`` of a JSON text."""
    try:
        found = json.loads(text)[name]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError(f'{name}: expected JSON text with "{name}": {error!r}') from None
    if not isinstance(found, list):
        raise ValueError(f"{name}: expected a list, got {found!r}")
    return found


def _card(number, row) -> Card:
    """One card of the file, checked field by field."""
    id = row.get("id") if isinstance(row, dict) else row
    if not isinstance(id, str) or not ID.fullmatch(id):
        raise ValueError(f"card {number}: id: expected one such as 03-one-step, got {id!r}")
    where = f"card {id}"
    texts = {key: value for key, value in row.items() if key not in ("chapter", "links")}
    needed = [f for f in Card._fields if f not in ("chapter", "links", "asked")]
    for field in ("chapter", "links"):
        if field not in row:
            raise ValueError(f"{where}: {field}: expected one, got none")
    _fields(where, texts, Card._fields, needed)
    check.count(f"{where}: chapter", row["chapter"], low=1, high=99)
    if int(id[:2]) != row["chapter"]:
        raise ValueError(f"{where}: chapter: expected that of its id, got {row['chapter']}")
    links, asked = row["links"], row.get("asked", "")
    if not isinstance(links, list) or not links:
        raise ValueError(f"{where}: links: expected a list of pages, got {links!r}")
    for link in links:
        if not isinstance(link, str) or not LINK.fullmatch(link):
            such = "chapters/03_values#the-step"
            raise ValueError(f"{where}: links: expected pages such as {such}, got {link!r}")
    if asked and not ASKED.fullmatch(asked):
        raise ValueError(f"{where}: asked: expected a page such as chapters/03_values,"
                         f" got {asked!r}")  # fmt: skip
    if asked and "$" in row["question"]:
        raise ValueError(f"{where}: question: expected no formula, for a fold's title has none")
    return Card(**{**row, "links": tuple(links)})


def _fields(where, row, known, needed):
    """Raise unless ``row`` has texts under all the ``needed`` names and no unknown ones."""
    if not isinstance(row, dict):
        raise ValueError(f"{where}: expected an object, got {row!r}")
    if unknown := sorted(set(row) - set(known)):
        raise ValueError(f"{where}: {unknown[0]}: expected no such field")
    for field in [*needed, *(f for f in row if f not in needed)]:
        value = row.get(field)
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"{where}: {field}: expected a text, got {value!r}")
