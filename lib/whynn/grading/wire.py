"""What may cross between the learner's code and the judge: bounded plain data as JSON.

Both ends use it, and the judge trusts nothing that it decodes: no pickle, no code, no object.
Plain values are None, bool, int (64 bits), float, str, list, tuple, dict with str or int keys,
and NumPy arrays of bool, int or float.  This module needs NumPy alone, as it also runs
inside the sandbox.
"""

import base64
import binascii
import warnings
from numbers import Integral, Real

import numpy as np

DEPTH = 8
COUNT = 200_000  # values in lists and dicts together
TEXT = 200_000  # characters of one string
BYTES = 4_000_000  # of one array
DIMENSIONS = 8
DTYPES = ("|b1", "<i8", "<u8", "<f8")
WHOLE = 2**63


class Refused(Exception):
    """The value is no plain data or too large; the message completes "it is ..."."""


def encode(value, keep=None):
    """``value`` as JSON data; ``keep`` takes a function and returns the number it is kept by.

    >>> encode((1, np.array([0.5])))
    {'t': [1, {'a': ['<f8', [1], 'AAAAAAAA4D8=']}]}
    """
    return _encode(value, keep, 0, [COUNT])


def _encode(value, keep, depth, left):
    left[0] -= 1
    if left[0] < 0:
        raise Refused(f"larger than {COUNT} values")
    if depth > DEPTH:
        raise Refused(f"nested more than {DEPTH} deep")
    if value is None or isinstance(value, (bool, np.bool_)):
        return None if value is None else bool(value)
    if value is ...:
        return {"e": 0}
    if isinstance(value, str):
        return _text(str(value))
    if isinstance(value, np.ndarray):
        return {"a": _array(value)}
    if isinstance(value, Integral):
        return _whole(int(value))
    if isinstance(value, Real):
        return float(value)
    if isinstance(value, (list, tuple, dict)) and len(value) > left[0]:
        raise Refused(f"larger than {COUNT} values")
    if isinstance(value, (list, tuple)):
        items = [_encode(item, keep, depth + 1, left) for item in value]
        return {"t": items} if isinstance(value, tuple) else items
    if isinstance(value, (set, frozenset)):
        raise Refused("a set, which has no order: give a list")
    if isinstance(value, dict):
        pairs = [
            [_key(key), _encode(item, keep, depth + 1, left)] for key, item in value.items()
        ]
        return {"d": pairs}
    if callable(value) and keep is not None:
        return {"h": [keep(value), _name(value)]}
    raise Refused(f"an object of type {_name(type(value))}")


def watched(function, data):
    """What ``function`` gives for the arguments in ``data``, and what it did besides.

    The second is a dict: ``changed``, whether it changed what it was given, and ``warned``, the
    first warning that a number went off the scale, or nothing.
    """
    given = decode(data)
    with warnings.catch_warnings(record=True) as told, np.errstate(all="warn", under="ignore"):
        warnings.simplefilter("always")
        result = function(*given)
    try:
        changed = repr(encode(given)) != repr(data)
    except Refused:
        changed = True
    off = [str(one.message)[:200] for one in told if issubclass(one.category, RuntimeWarning)]
    return result, {"changed": changed, "warned": off[0] if off else ""}


def warns() -> bool:
    """Whether NumPy warns of numbers that go off the scale: in a browser it cannot."""
    with warnings.catch_warnings(), np.errstate(over="raise"):
        try:
            np.exp(np.float64(1e4))
        except FloatingPointError:
            return True
    return False


def decode(data, handle=None):
    """The value that ``data`` stands for; ``handle`` makes one of a kept number and a name.

    Raises ``Refused`` for anything that :func:`encode` cannot have written.
    """
    return _decode(data, handle, 0, [COUNT])


def _decode(data, handle, depth, left):
    left[0] -= 1
    if left[0] < 0 or depth > DEPTH:
        raise Refused("too large or nested too deep")
    if data is None or isinstance(data, (bool, float)):
        return data
    if isinstance(data, int):
        return _whole(data)
    if isinstance(data, str):
        return _text(data)
    if isinstance(data, list):
        return [_decode(item, handle, depth + 1, left) for item in data]
    if not isinstance(data, dict) or len(data) != 1:
        raise Refused("not plain data")
    ((kind, inside),) = data.items()
    if kind == "e":
        return ...
    if not isinstance(inside, list):
        raise Refused("not plain data")
    if kind == "t":
        return tuple(_decode(item, handle, depth + 1, left) for item in inside)
    if kind == "d":
        return _pairs(inside, handle, depth, left)
    if kind == "a":
        return _unarray(inside)
    if kind == "h" and handle is not None and len(inside) == 2:
        number, name = inside
        if type(number) is int and 0 <= number < COUNT and isinstance(name, str):
            return handle(number, name[:60])
    raise Refused("not plain data")


def _pairs(inside, handle, depth, left):
    out = {}
    for pair in inside:
        if not isinstance(pair, list) or len(pair) != 2:
            raise Refused("not plain data")
        out[_key(pair[0])] = _decode(pair[1], handle, depth + 1, left)
    return out


def _key(key):
    if isinstance(key, (bool, np.bool_)) or not isinstance(key, (str, Integral)):
        raise Refused(f"a dict with a key of type {_name(type(key))}")
    return _text(str(key)) if isinstance(key, str) else _whole(int(key))


def _text(value):
    if len(value) > TEXT:
        raise Refused(f"text longer than {TEXT} characters")
    # a lone surrogate cannot be written to any file
    return value.encode("utf-8", "replace").decode("utf-8")


def _whole(value):
    if not -WHOLE <= value < 2 * WHOLE:
        raise Refused("a whole number of more than 64 bits")
    return value


def _array(value):
    kind = {"b": "|b1", "i": "<i8", "u": "<u8", "f": "<f8"}.get(value.dtype.kind)
    if kind is None:
        raise Refused(f"an array of {value.dtype.name[:40]}, not of numbers")
    if value.size * 8 > BYTES or value.ndim > DIMENSIONS:
        raise Refused(f"an array of shape {value.shape}, larger than {BYTES // 8} numbers")
    plain = np.ascontiguousarray(np.asarray(value), dtype=kind)
    return [kind, [int(n) for n in value.shape], base64.b64encode(plain.tobytes()).decode()]


def _unarray(inside):
    if len(inside) != 3:
        raise Refused("not plain data")
    kind, shape, text = inside
    sound = (
        kind in DTYPES
        and isinstance(shape, list)
        and len(shape) <= DIMENSIONS
        and all(type(n) is int and 0 <= n <= BYTES for n in shape)
        and isinstance(text, str)
        and len(text) <= 4 * BYTES // 3 + 8
    )
    if not sound:
        raise Refused("a damaged array")
    try:
        raw = base64.b64decode(text, validate=True)
        flat = np.frombuffer(raw, dtype=kind)
        return flat.reshape(shape).copy()
    except (binascii.Error, ValueError):
        raise Refused("a damaged array") from None


def _name(thing):
    return str(getattr(thing, "__name__", type(thing).__name__))[:60]
