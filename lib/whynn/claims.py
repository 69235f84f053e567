r"""What is often said about neural networks, and what came out when it was checked.

What fails without it: a half-truth is corrected in one sentence of one chapter, lives on in
the next, and nobody can say which number speaks against it.  Here each of 210 claims has one
row: what is said, a verdict, the right statement, the measurement, and where it is held.  The
rows stand in ``data_files/claims.json`` with a JSON schema beside them; the book's page of
corrections is made from the same file.  A claim's id is ``part.section.place``.

Every function raises a ``ValueError`` that names the row and what was expected of it.
"""

import json
import re
from collections.abc import Sequence
from importlib import resources
from itertools import pairwise
from typing import NamedTuple

from whynn import check
from whynn.facts import FACTS

VERDICTS = ("right", "right with a caveat", "imprecise", "wrong")
FAULTY = VERDICTS[2:]
# How a row is known: a test or a cell runs it; it follows from definitions; a source says so;
# it is common knowledge for which no source was checked.
BASES = ("run", "derived", "cited", "unchecked")
TEXTS = ("claim", "right", "measured", "shown", "test", "source")
ID = re.compile(r"\d\.\d\.\d{1,2}")
SHOWN = re.compile(r"chapters/\d\d_[a-z_]+#[a-z0-9-]+")
USES = re.compile(r"[a-z]\w*\.[A-Za-z]\w*")


class Claim(NamedTuple):
    """One row of the ledger; what does not apply is empty."""

    id: str
    verdict: str  # one of VERDICTS
    claim: str  # what is said, in our words
    right: str  # what is true; empty only where the claim is right as it stands
    measured: str  # what came out, with its numbers
    basis: str  # one of BASES
    shown: str = ""  # the chapter and section that shows it: chapters/03_values#the-step
    test: str = ""  # the test that holds it
    uses: tuple = ()  # functions of this library: mlp.objective
    source: str = ""  # who says so, where it was read
    facts: tuple = ()  # names of whynn.facts
    phrases: tuple = ()  # words by which a reader may look for it
    place: int = 0  # of the wrong and imprecise ones, best first from 1


def load() -> tuple[Claim, ...]:
    r"""Return every claim of the ledger, in the order of the ids.

    .. math:: \lvert \text{load}() \rvert = 210

    >>> rows = load()
    >>> len(rows), rows[0].id, rows[0].verdict
    (210, '0.0.1', 'right')

    Source: the ledger is this book's own.
    """
    file = resources.files("whynn") / "data_files" / "claims.json"
    return parse(file.read_text(encoding="utf-8"))


def parse(text: str) -> tuple[Claim, ...]:
    r"""Return the claims of a ledger given as JSON text, or raise if a row is not in order.

    ``text`` holds ``{"claims": [...]}``, the rows in the order of their ids.  The places of
    the m wrong and imprecise rows are the numbers 1 to m.  Raises a ``ValueError``.

    >>> parse('{"claims": [{"id": "1.1"}]}')
    Traceback (most recent call last):
    ValueError: claims row 1: id: expected three numbers such as 3.2.7, got '1.1'
    """
    try:
        rows = json.loads(text)["claims"]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError(f'claims: expected JSON text with "claims": {error!r}') from None
    claims = tuple(_row(number, row) for number, row in enumerate(rows, 1))
    for before, after in pairwise(claims):
        if _numbers(before.id) >= _numbers(after.id):
            raise ValueError(f"claims: expected rising ids, got {after.id} after {before.id}")
    places = sorted(c.place for c in claims if c.verdict in FAULTY)
    if places != list(range(1, len(places) + 1)):
        raise ValueError(f"claims: expected places 1 to {len(places)}, each once, got {places}")
    return claims


def find(claims: Sequence[Claim], id: str) -> Claim:
    """Return the claim with this id, or raise a ``ValueError`` if there is none.

    >>> find(load(), "3.2.7").verdict
    'imprecise'
    """
    for claim in claims:
        if claim.id == id:
            return claim
    raise ValueError(f"id: expected the id of a claim such as 3.2.7, got {id!r}")


def corrections(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Return the wrong and imprecise ones, best first.

    >>> [c.id for c in corrections(load())][:3]
    ['3.2.7', '6.3.1', '6.3.12']
    """
    return tuple(sorted((c for c in claims if c.verdict in FAULTY), key=lambda c: c.place))


def anchor(claim: Claim) -> str:
    """Return the name that the page of corrections gives a claim, for addresses.

    >>> anchor(find(load(), "3.2.7"))
    'claim-3-2-7'
    """
    return "claim-" + claim.id.replace(".", "-")


def _numbers(id):
    return tuple(map(int, id.split(".")))


def _row(number, row) -> Claim:
    if not isinstance(row, dict):
        raise ValueError(f"claims row {number}: expected an object, got {row!r}")
    where = f"claims row {number}"
    id = row.get("id")
    if not isinstance(id, str) or not ID.fullmatch(id):
        raise ValueError(f"{where}: id: expected three numbers such as 3.2.7, got {id!r}")
    where += f" ({id})"
    if unknown := sorted(set(row) - set(Claim._fields)):
        raise ValueError(f"{where}: expected no key {unknown[0]!r}")
    if missing := [key for key in ("verdict", "claim", "basis") if not row.get(key)]:
        raise ValueError(f"{where}: {missing[0]}: expected a text, got none")
    for key in TEXTS:
        if not isinstance(row.get(key, ""), str):
            raise ValueError(f"{where}: {key}: expected a text, got {row[key]!r}")
    lists = {key: row.get(key, []) for key in ("uses", "facts", "phrases")}
    for key, value in lists.items():
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise ValueError(f"{where}: {key}: expected a list of texts, got {value!r}")
    tuples = {key: tuple(value) for key, value in lists.items()}
    claim = Claim(**{"right": "", "measured": "", **row, **tuples})
    _check(where, claim)
    return claim


def _check(where, claim):
    check.choice(f"{where}: verdict", claim.verdict, VERDICTS)
    check.choice(f"{where}: basis", claim.basis, BASES)
    for name in claim.facts:
        if name not in FACTS:
            raise ValueError(f"{where}: facts: expected keys of whynn.facts, got {name!r}")
    faulty, at = claim.verdict in FAULTY, f"test_claim_{claim.id.replace('.', '_')}_"
    if claim.verdict != "right" and not claim.right:
        raise ValueError(f"{where}: right: expected a statement, got none")
    if (faulty or claim.test) and not re.fullmatch(rf"{at}\w+", claim.test):
        raise ValueError(f"{where}: test: expected a name {at}..., got {claim.test!r}")
    if faulty and not claim.measured:
        raise ValueError(f"{where}: measured: expected what came out, got none")
    check.count(f"{where}: place", claim.place, low=int(faulty), high=None if faulty else 0)
    for key, value, form, such in (
        ("shown", [claim.shown] * bool(claim.shown), SHOWN, "chapters/03_values#the-step"),
        ("uses", claim.uses, USES, "mlp.objective"),
    ):
        for given in value:
            if not form.fullmatch(given):
                raise ValueError(f"{where}: {key}: expected one such as {such}, got {given!r}")
    sourced = bool(claim.source or claim.facts)
    if (claim.basis == "cited" and not sourced) or (claim.basis == "unchecked" and sourced):
        raise ValueError(f"{where}: source: expected one if cited, none if unchecked")
