"""What a question is, and how a check sees the learner's answer.

A question is one :class:`Question` with parts.  A part is a function ``(s, rng)`` that returns
None when the answer is right and raises :class:`Wrong` otherwise; ``s`` is the learner's
namespace seen from outside (:class:`Student`), ``rng`` a fresh generator for probe inputs.
Nothing here reads or writes a file.
"""

from collections.abc import Callable, Iterable
from dataclasses import KW_ONLY, dataclass, field

import numpy as np

from whynn.grading.values import (
    NO_RETURN,
    Handle,
    NotWritten,
    Wrong,
    as_array,
    as_number,
    close,
    show,
)

__all__ = [
    "NO_RETURN",
    "Handle",
    "NotWritten",
    "Part",
    "Question",
    "Student",
    "Wrong",
    "as_array",
    "as_number",
    "close",
    "show",
]

LEVELS = ("easy", "medium", "hard")


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
    what the code of the answer is (``source``).  After a call, ``changed`` says whether the
    function changed what it was given, and ``warned`` what NumPy warned of.
    """

    changed = False
    warned = ""

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
        value, options = self.get(name), list(options)
        for option in options:
            if isinstance(value, str) and value.strip().casefold() == option.casefold():
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
                wanted = ", ".join(map(repr, keys))
                raise Wrong(f"`{name}` has no entry {key!r}: expected the entries {wanted}")
            if value[key] is ... or value[key] is None:
                raise NotWritten(f"`{name}[{key!r}]` is not written yet: fill it in")
        for key in value:
            if key not in keys:
                raise Wrong(f"`{name}` has an entry {show(key)} that was not asked for")
        return value
