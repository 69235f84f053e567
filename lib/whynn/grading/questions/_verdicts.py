"""Verdicts that do not give the right answer away, and dicts that fill up entry by entry."""

import contextlib
import math

import numpy as np

from whynn.grading.contract import NotWritten, Wrong, as_array, as_number, show


def hit(got, expected: float, what: str, look: str, *, rtol: float = 1e-3, atol=1e-12):
    """Raise ``Wrong`` unless a number agrees; say on which side it is, not what is right.

    The right number with too few digits is asked for more of them.
    """
    value = as_number(got, f"`{what}`")
    if math.isfinite(value) and math.isclose(value, expected, rel_tol=rtol, abs_tol=atol):
        return
    side = "is not a finite number"
    if math.isfinite(value):
        side = "is too small" if value < expected else "is too large"
        if rtol and math.isclose(value, expected, rel_tol=0.1):
            number, _, power = repr(value).partition("e")
            digits = len(number.partition(".")[2])
            if value == (float(f"{expected:.{digits}e}") if power else round(expected, digits)):
                raise Wrong(f"`{what}`: you gave {show(value)}, close: give more digits")
            if not value.is_integer():  # who gives a whole number has counted, and wrong
                side += f", though close: {100 * rtol:g}% is wanted, so give all its digits"
    raise Wrong(f"`{what}`: you gave {show(value)}, which {side}. {look}")


def knife(value, what: str) -> np.ndarray:
    """The knobs of a knife, ``(3,)``; raises ``Wrong`` for another form, infinity and NaN.

    >>> knife(((1, 1), -0.5), "cut")
    Traceback (most recent call last):
    whynn.grading.values.Wrong: cut: expected three numbers (w1, w2, b), you gave ((1, 1), -0.5)
    """
    try:
        got = as_array(value, (3,), what)
    except NotWritten:
        raise
    except Wrong:
        wanted = "expected three numbers (w1, w2, b)"
        raise Wrong(f"{what}: {wanted}, you gave {show(value)}") from None
    finite(got, f"{what}: (w1, w2, b)")
    return got


def finite(values, what: str):
    """Raise ``Wrong`` if infinity or NaN is among the values."""
    bad = np.asarray(values)[~np.isfinite(values)]
    if bad.size:
        raise Wrong(f"{what} has {bad[0]} in it, expected finite numbers")


def chosen(got: str, right: str, what: str, reasons: dict):
    """Raise ``Wrong`` with the reason against the option that was chosen."""
    if got != right:
        raise Wrong(f"`{what}`: you chose {show(got)}. {reasons[got]}")


@contextlib.contextmanager
def after(earlier, s, rng, name: str):
    """If what is judged inside fails and ``earlier`` does too, say to begin with ``name``."""
    try:
        yield
    except NotWritten:
        raise
    except Wrong as wrong:
        try:
            earlier(s, rng)
        except Wrong:
            raise Wrong(
                f"first make `{name}` hold, which this builds on. Then: {wrong}"
            ) from None
        raise


def entries(s, name: str, keys) -> dict:
    """These entries of the dict ``name``; the others may still be unwritten."""
    value = s.get(name)
    if not isinstance(value, dict):
        raise Wrong(f"`{name}`: expected a dict, you gave {show(value)}")
    for key in keys:
        if key not in value:
            raise Wrong(f"`{name}` has no entry {key!r}: expected one with that name")
        if value[key] is ... or value[key] is None:
            raise NotWritten(f"`{name}[{key!r}]` is not written yet: fill it in")
    return {key: value[key] for key in keys}


def ends_inside(rng, values):
    """The values, 4 or more, ordered so that neither the largest nor the least is at an end."""
    low, *inner, high = np.sort(values)
    first, *rest = rng.permutation(inner)
    return np.array([first, *rng.permutation([low, high, *rest[1:]]), rest[0]])


def one_place(path, name):
    """Whether all rows of a path are the same one, as after ``w -= ...`` on a stored array."""
    if (path == path[0]).all():
        raise Wrong(
            f"all rows of the result of {name} are the same: `w -= ...` changes the array that "
            "you have stored already. Write `w = w - ...`, or store `w.copy()`."
        )
