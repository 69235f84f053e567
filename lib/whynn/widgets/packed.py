"""Many small numbers in one short text, for traits that hold drawn curves."""

import base64

import numpy as np

UNIT, LIMIT = 1000, 30.0


def pack(values) -> str:
    """Thousandths as 16-bit integers in base64; what lies outside +-30 is drawn at +-30.

    >>> unpack(pack([0.1234, -99.0]), (2,))
    array([  0.123, -30.   ])
    """
    whole = np.round(UNIT * np.clip(values, -LIMIT, LIMIT)).astype("<i2")
    return base64.b64encode(whole.tobytes()).decode()


def unpack(text: str, shape) -> np.ndarray:
    """The numbers of a packed text, as an array of ``shape``."""
    return np.frombuffer(base64.b64decode(text), "<i2").reshape(shape) / UNIT
