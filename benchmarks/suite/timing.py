"""Time two or more ways of doing one thing, side by side.

Several ways in turn, in one process, round after round, is what neither ``timeit`` nor
``pyperf`` does: both finish one before they begin the next, and then a machine that slows down
in between makes a ratio of its own.  So the loop is ours, and the timer is ``timeit``'s.
"""

import statistics
import timeit
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Missing(Exception):
    """A row cannot be measured here; the message says why."""


class Measured(NamedTuple):
    """What the rounds of one row gave, ours and theirs, in the row's unit."""

    ours: list
    theirs: list
    note: str = ""


def once(call: Callable) -> float:
    """Seconds of one call, with the garbage collector on, as in real use.

    >>> once(lambda: None) < 1
    True
    """
    return timeit.timeit(call, "import gc; gc.enable()", number=1)


def alternate(calls: Sequence[Callable], *, units: int, rounds: int) -> list[list[float]]:
    """Seconds a unit, for each of ``calls`` a list over ``rounds``; ``call(n)`` does ``n``.

    Every round times all calls once, each time another one first.
    """
    times = [[] for _ in calls]
    for call in calls:
        call(units)  # what is loaded or made only once
    for first in range(rounds):
        for k in range(len(calls)):
            i = (first + k) % len(calls)
            times[i].append(once(lambda call=calls[i]: call(units)) / units)
    return times


def summary(measured: Measured) -> dict:
    """Both sides' medians and bests, and the ratio theirs / ours of each round.

    >>> found = summary(Measured([1.0, 2.0, 1.0], [3.0, 3.0, 4.0]))
    >>> found["ratio"], found["low"], found["high"], found["ours"]
    (3.0, 1.5, 4.0, {'median': 1.0, 'best': 1.0})
    """
    sides = {"ours": measured.ours, "theirs": measured.theirs}
    if not measured.ours or len(measured.ours) != len(measured.theirs):
        raise ValueError(
            "measured: expected as many rounds of both sides and at least one, got "
            f"{len(measured.ours)} and {len(measured.theirs)}"
        )
    ratios = [b / a for a, b in zip(measured.ours, measured.theirs, strict=True)]
    found = {
        side: {"median": statistics.median(values), "best": min(values)}
        for side, values in sides.items()
    }
    found |= {"ratio": statistics.median(ratios), "low": min(ratios), "high": max(ratios)}
    return found | {"rounds": len(ratios), "note": measured.note}
