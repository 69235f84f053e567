"""What a question is, and how a check sees the learner's answer.

A question is one :class:`Question` with parts.  A part is a function ``(s, rng)`` that returns
None when the answer is right and raises :class:`Wrong` otherwise; ``s`` is the learner's
namespace seen from outside (:class:`Student`), ``rng`` a fresh generator for probe inputs.
Nothing here reads or writes a file.
"""

from collections.abc import Callable, Iterable
from dataclasses import KW_ONLY, dataclass, field

import numpy as np

LEVELS = ("easy", "medium", "hard")


class Wrong(Exception):
    """The answer is not right: the message is what the learner reads."""


class NotWritten(Wrong):
    """There is no answer yet."""


@dataclass(frozen=True)
class Handle:
    """A function of the learner's that can be called: where it is kept, and its name."""

    key: object
    name: str = "the function you returned"


@dataclass(frozen=True)
class Part:
    """One claim of a question, what it is worth, and the function that judges it."""

    text: str
    points: int
    judge: Callable


@dataclass(eq=False)
class Question:
    """One task: what the answer must define, hints, planted wrong answers, right ones.

    ``mutants`` are pairs (code that replaces the answer, what is wrong with it);
    ``alternatives`` is code that is right in a different way; ``forbids`` names modules whose
    use is a shortcut.  Raises ``ValueError`` for an unknown level or not three hints.
    """

    id: str
    _: KW_ONLY
    title: str
    level: str
    minutes: int
    names: tuple[str, ...]
    hints: tuple[str, str, str]
    mutants: tuple[tuple[str, str], ...]
    alternatives: tuple[str, ...]
    forbids: tuple[str, ...] = ()
    parts: list[Part] = field(default_factory=list, init=False)

    def __post_init__(self):
        if self.level not in LEVELS:
            raise ValueError(f"level: expected one of {', '.join(LEVELS)}, got {self.level!r}")
        if len(self.hints) != 3:
            raise ValueError(f"hints: expected exactly three, got {len(self.hints)}")

    @property
    def points(self) -> int:
        """Points of all parts together."""
        return sum(part.points for part in self.parts)

    def part(self, text: str, *, points: int = 1) -> Callable:
        """Add the decorated function ``(s, rng)`` as the next part."""

        def add(judge):
            self.parts.append(Part(text, points, judge))
            return judge

        return add


class Student:
    """The learner's namespace seen from outside: only plain data comes through.

    A subclass says how a name is read (``fetch``), how a function is called (``invoke``) and
    what the code of the answer is (``source``).
    """

    def fetch(self, name: str):
        """The value of ``name``: plain data, a ``Handle`` for a function, ``...`` if unset."""
        raise NotImplementedError

    def invoke(self, target, args: tuple):
        """What the function ``target``, a name or a ``Handle``, gives for ``args``."""
        raise NotImplementedError

    def source(self) -> str:
        """The code of the cells that define the answer."""
        raise NotImplementedError

    def get(self, name: str):
        """The value of ``name``; raises ``Wrong`` if it is not written or no plain data."""
        value = self.fetch(name)
        if value is ... or value is None:
            raise NotWritten(f"`{name}` is not written yet: give it a value in its cell")
        if isinstance(value, Handle):
            raise Wrong(f"`{name}`: expected a value, you gave a function")
        return value

    def call(self, target, *args):
        """What the learner's function gives: plain data, or a ``Handle`` to call again."""
        if not isinstance(target, (str, Handle)):
            raise Wrong(f"expected a function, you gave {show(target)}")
        return self.invoke(target, args)

    def number(self, name: str) -> float:
        """The value of ``name`` as a float."""
        return as_number(self.get(name), f"`{name}`")

    def array(self, name: str, shape: tuple | None = None) -> np.ndarray:
        """The value of ``name`` as an array of floats, of this shape if one is given."""
        return as_array(self.get(name), shape, f"`{name}`")

    def text(self, name: str) -> str:
        """The value of ``name`` as text without surrounding blanks."""
        value = self.get(name)
        if not isinstance(value, str):
            raise Wrong(f"`{name}`: expected text in quotes, you gave {show(value)}")
        return value.strip()

    def choice(self, name: str, options: Iterable[str]) -> str:
        """The value of ``name``, one of ``options``, in their spelling."""
        value, options = self.text(name), list(options)
        for option in options:
            if value.casefold() == option.casefold():
                return option
        offered = ", ".join(repr(option) for option in options)
        raise Wrong(f"`{name}`: expected one of {offered}, you gave {show(value)}")

    def table(self, name: str, keys: Iterable) -> dict:
        """The value of ``name`` as a dict with exactly these keys, each filled in."""
        value, keys = self.get(name), list(keys)
        if not isinstance(value, dict):
            raise Wrong(f"`{name}`: expected a dict, you gave {show(value)}")
        for key in keys:
            if key not in value:
                raise Wrong(f"`{name}` has no entry {key!r}: expected one for each row")
            if value[key] is ... or value[key] is None:
                raise NotWritten(f"`{name}[{key!r}]` is not written yet: fill it in")
        for key in value:
            if key not in keys:
                raise Wrong(f"`{name}` has an entry {show(key)} that was not asked for")
        return value


def as_number(value, what: str) -> float:
    """``value`` as a float; raises ``Wrong`` for anything else than one real number.

    >>> as_number(np.array([2.0]), "b")
    2.0
    """
    if value is ... or value is None:
        raise NotWritten(f"{what} is not written yet: expected a number")
    if isinstance(value, np.ndarray) and value.size == 1 and value.dtype.kind in "iuf":
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Wrong(f"{what}: expected a number, you gave {show(value)}")
    return float(value)


def as_array(value, shape: tuple | None, what: str) -> np.ndarray:
    """``value`` as a float array of this shape; an entry None of ``shape`` means any size.

    >>> as_array([1, 2], (2,), "w")
    array([1., 2.])
    """
    if value is ... or value is None:
        raise NotWritten(f"{what} is not written yet: expected an array of numbers")
    if isinstance(value, (Handle, dict, str)):
        raise Wrong(f"{what}: expected an array of numbers, you gave {show(value)}")
    try:
        out = np.asarray(value)
    except (ValueError, TypeError, OverflowError):
        raise Wrong(f"{what}: expected rows of equal length, you gave {show(value)}") from None
    if out.dtype.kind not in "biuf":
        raise Wrong(f"{what}: expected an array of numbers, you gave {show(value)}")
    if shape is not None:
        fits = len(out.shape) == len(shape) and all(
            want in (None, size) for size, want in zip(out.shape, shape, strict=True)
        )
        if not fits:
            wanted = str(tuple("any" if n is None else n for n in shape)).replace("'", "")
            raise Wrong(f"{what}: expected shape {wanted}, you gave shape {out.shape}")
    return out.astype(np.float64)


def close(got, expected, what: str, rtol=1e-6, atol=1e-9, look: str = "") -> None:
    """Raise ``Wrong`` unless ``got`` is ``expected`` within the tolerance; NaN never is.

    ``look`` is an optional sentence that says where to look.

    >>> close(1.0, 2.0, "the loss", look="Look at the square.")
    Traceback (most recent call last):
    whynn.grading.contract.Wrong: the loss: expected 2.0, you gave 1.0. Look at the square.
    """
    look = f". {look}" if look else ""
    want = np.asarray(expected, dtype=np.float64)
    if want.shape == ():
        have = as_number(got, what)
        if not np.abs(have - want) <= atol + rtol * np.abs(want):
            raise Wrong(f"{what}: {_both(float(want), have)}{look}")
        return
    have = as_array(got, want.shape, what)
    with np.errstate(all="ignore"):
        off = ~(np.abs(have - want) <= atol + rtol * np.abs(want))
    if off.any():
        at = tuple(int(i) for i in np.argwhere(off)[0])
        place = "[" + ", ".join(map(str, at)) + "]"
        raise Wrong(
            f"{what}{place}: {_both(float(want[at]), float(have[at]))}"
            f" ({int(off.sum())} of {off.size} entries are off){look}"
        )


def show(value, limit: int = 80) -> str:
    """A short safe text for any plain value, for messages.

    >>> show("x" * 200, limit=20)
    "'xxxxxxxxxxxxxxx ..."
    """
    if value is ...:
        return "..."
    if isinstance(value, Handle):
        return "a function"
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, (float, np.floating)):
        exact = repr(float(value))
        return exact if len(exact) <= 8 else f"{float(value):.6g}"
    if isinstance(value, np.ndarray):
        if value.size > 12:
            return f"an array of shape {value.shape}"
        return _cut(
            np.array2string(value, precision=5, separator=", ").replace("\n", ""), limit
        )
    if isinstance(value, str):
        return _cut(repr(value[: limit + 1]), limit)
    if isinstance(value, (list, tuple, dict)):
        items = list(value.items() if isinstance(value, dict) else value)
        inner = ", ".join(
            f"{show(x[0], 20)}: {show(x[1], 20)}" if isinstance(value, dict) else show(x, 20)
            for x in items[:6]
        )
        left, right = {"list": "[]", "tuple": "()", "dict": "{}"}[type(value).__name__]
        return _cut(left + inner + (", ..." if len(items) > 6 else "") + right, limit)
    return _cut(str(value) if isinstance(value, int) else f"a {type(value).__name__}", limit)


def _both(want: float, have: float) -> str:
    """Both values, with all their digits where fewer would look alike."""
    texts = show(want), show(have)
    if texts[0] == texts[1]:
        texts = repr(want), repr(have)
    return f"expected {texts[0]}, you gave {texts[1]}"


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 4] + " ..."
