"""The learner's values: read, compared and shown, whatever they are.

Every fault is a :class:`Wrong` whose message is safe to print and short.
"""

from dataclasses import dataclass

import numpy as np

NO_RETURN = ", which is what a function gives that ends without `return`"


class Wrong(Exception):
    """The answer is not right: the message is what the learner reads."""


class NotWritten(Wrong):
    """There is no answer yet."""


@dataclass(frozen=True)
class Handle:
    """A function of the learner's that can be called: where it is kept, and its name."""

    key: object
    name: str = "the function you returned"


def as_number(value, what: str) -> float:
    """``value`` as a float; raises ``Wrong`` for anything else than one real number.

    >>> as_number(np.array([2.0]), "b")
    2.0
    """
    if value is ...:
        raise NotWritten(f"{what} is not written yet: expected a number")
    if value is None:
        raise NotWritten(f"{what}: expected a number, you gave None{NO_RETURN}")
    if isinstance(value, np.ndarray) and value.size == 1 and value.dtype.kind in "iuf":
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        quoted = ": the quotes make it text" if isinstance(value, str) else ""
        raise Wrong(f"{what}: expected a number, you gave {show(value)}{quoted}")
    return float(value)


def as_array(value, shape: tuple | None, what: str) -> np.ndarray:
    """``value`` as a float array of this shape; an entry None of ``shape`` means any size.

    >>> as_array([1, 2], (2,), "w")
    array([1., 2.])
    """
    if value is ...:
        raise NotWritten(f"{what} is not written yet: expected an array of numbers")
    if value is None:
        raise NotWritten(f"{what}: expected an array of numbers, you gave None{NO_RETURN}")
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
    whynn.grading.values.Wrong: the loss: expected 2.0, you gave 1.0. Look at the square.
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
        count = f" ({int(off.sum())} of {off.size} entries are off)" if off.size > 1 else ""
        raise Wrong(f"{what}{place}: {_both(float(want[at]), float(have[at]))}{count}{look}")


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


def show_call(name: str, args: tuple) -> str:
    """A call with its arguments, short enough for a message.

    >>> show_call("best", (3, [1.0, 2.0]))
    'best(3, [1.0, 2.0])'
    """
    return f"{name}({', '.join(show(arg, 40) for arg in args)})"


def _both(want: float, have: float) -> str:
    """Both values, with all their digits where fewer would look alike."""
    texts = show(want), show(have)
    if texts[0] == texts[1]:
        texts = repr(want), repr(have)
    return f"expected {texts[0]}, you gave {texts[1]}"


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 4] + " ..."
