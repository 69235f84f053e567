r"""Numbers of 16 bits: what they round away, and how loss scaling saves the rest.

What fails without it: 16 bits halve the memory, but a small gradient becomes exactly 0, a
large one infinite, and a sum in another order gives another answer.  Here an array is
rounded as the hardware does it and handed back in float64, so that this can be counted.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from whynn import check


class Limits(NamedTuple):
    """The range of a number format; ``eps`` is the step just above 1."""

    max: float
    smallest_normal: float
    smallest_subnormal: float
    eps: float


class Counts(NamedTuple):
    """How many numbers of an array a format loses, and how many there were."""

    underflow: int  # not 0 before, 0 after
    subnormal: int  # kept below the smallest normal number, with fewer digits
    overflow: int  # finite before, infinite after
    total: int


class ScalerState(NamedTuple):
    """The factor on the loss, and the steps without overflow since it last changed."""

    scale: float
    good_steps: int


class LossScaler(NamedTuple):
    """A pair of pure functions, as for the optimizers."""

    init: Callable  # () -> state
    update: Callable  # state, overflowed -> state


# Bits of the exponent and of the fraction; the sign takes one more.
FORMATS = {"fp64": (11, 52), "fp32": (8, 23), "fp16": (5, 10), "bf16": (8, 7)}


def limits(format: str) -> Limits:
    r"""Return the range of a format with ``e`` exponent bits and ``p`` fraction bits.

    .. math:: \max = (2 - 2^{-p})\, 2^{b}, \quad \text{normal} = 2^{1-b}, \quad
        \text{subnormal} = 2^{1-b-p}, \quad \epsilon = 2^{-p}, \quad b = 2^{e-1} - 1

    ``format`` is one of ``FORMATS``.  Raises a ``ValueError`` for any other.

    >>> limits("fp16").max, limits("bf16").smallest_normal == limits("fp32").smallest_normal
    (65504.0, True)

    Source: IEEE 754-2008; bfloat16 is float32 with 16 bits of the fraction cut off.
    """
    e, p = FORMATS[check.choice("format", format, FORMATS)]
    b = 2 ** (e - 1) - 1
    return Limits((2 - 2.0**-p) * 2.0**b, 2.0 ** (1 - b), 2.0 ** (1 - b - p), 2.0**-p)


def round_to(x: np.ndarray, format: str) -> np.ndarray:
    r"""Return ``x`` rounded to a format, as float64 of the same shape.

    .. math:: \operatorname{fl}(x) = u \operatorname{rint}(x / u), \qquad
        u = 2^{\max(\lfloor \log_2 |x| \rfloor,\ 1 - b) - p}

    Variant: to the nearest, ties to even, with subnormals; beyond the largest number is
    infinity.  A float64 goes to 16 bits **through float32**, as in PyTorch.  That rounds
    twice: 1 + 2**-11 + 2**-40 is above the middle of two fp16 numbers, but float32 puts
    it on the middle, and the tie falls to 1.

    ``x`` has any shape; infinities and NaN stay.  Raises a ``ValueError`` if it is not
    numeric, or for an unknown ``format``.

    >>> round_to([1e-8, 0.1, 70000.0], "fp16"), round_to(70000.0, "bf16").item()
    (array([0.        , 0.09997559,        inf]), 70144.0)

    Source: IEEE 754-2008; for bfloat16 the rounding of PyTorch's conversion.
    """
    check.choice("format", format, FORMATS)
    return _round(check.array("x", x, finite=False), format)


def _round(x, format):
    if format == "fp64":
        return x
    # Becoming infinite, zero or a quiet NaN is the result here, not an accident.
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        single = np.float32(x)
        if format != "bf16":
            return np.float64(single if format == "fp32" else np.float16(single))
        bits = np.asarray(single).view(np.uint32)
        # Add just under half of the kept step, one more if odd, then cut; NumPy 1 widens it.
        rounded = ((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000).astype(np.uint32)
    return np.where(np.isnan(single), np.nan, np.float64(rounded.view(np.float32)))


def lost(x: np.ndarray, format: str) -> Counts:
    r"""Count the numbers of ``x`` that a format turns into 0 or infinity.

    .. math:: \#\{x \ne 0, \operatorname{fl}(x) = 0\}, \qquad
        \#\{|x| < \infty, |\operatorname{fl}(x)| = \infty\}

    ``x`` has any shape.  Raises a ``ValueError`` unless it is finite and ``format`` known.

    >>> lost([0.0, 1e-8, 1e-6, 1.0, 1e5], "fp16")
    Counts(underflow=1, subnormal=1, overflow=1, total=5)

    Source: the definition of the format.
    """
    tiny = limits(format).smallest_normal
    x = check.array("x", x)
    y = np.abs(_round(x, format))
    flags = (x != 0) & (y == 0), (y > 0) & (y < tiny), np.isinf(y)
    return Counts(*(int(f.sum()) for f in flags), x.size)


def scaled_gradient(g: np.ndarray, scale: float, format: str = "fp16") -> np.ndarray:
    r"""Return what a 16-bit gradient is after static loss scaling.

    .. math:: \hat g = \operatorname{fl}_{32}\bigl(\operatorname{fl}(s\, g) / s\bigr)

    Scaling the loss by ``s`` scales every gradient by ``s`` (chain rule), so the backward
    pass holds ``s g`` in 16 bits; dividing happens in float32.  ``g`` has any shape.  Raises
    a ``ValueError`` unless ``g`` is finite, ``scale`` positive, and ``format`` is known.

    >>> scaled_gradient([1e-8, 2.3], 1.0), scaled_gradient([1e-8, 2.3], 2.0**15)
    (array([0.        , 2.30078125]), array([9.99716576e-09,            inf]))

    Source: Micikevicius et al. 2018, Mixed Precision Training, Section 3.2.
    """
    check.choice("format", format, FORMATS)
    scale = check.number("scale", scale, low=0, open_low=True, high=limits("fp32").max)
    return _round(_round(check.array("g", g) * scale, format) / scale, "fp32")


def overflowed(grads: Mapping[str, np.ndarray]) -> bool:
    r"""Return whether any gradient is infinite or NaN, so that the step must be skipped.

    .. math:: \exists k, i: |g_{k,i}| = \infty \text{ or } g_{k,i} \ne g_{k,i}

    ``grads`` is a dict of arrays.  Raises a ``ValueError`` if one is not numeric.

    >>> overflowed({"W": np.ones((2, 2))}), overflowed({"W": np.array([1.0, np.inf])})
    (False, True)

    Source: PyTorch's ``amp.GradScaler``, as ``found_inf``.
    """
    arrays = [check.array(f"grads[{k!r}]", g, finite=False) for k, g in grads.items()]
    return not all(np.isfinite(g).all() for g in arrays)


def loss_scaler(
    init_scale: float = 2.0**16,
    growth_factor: float = 2.0,
    backoff_factor: float = 0.5,
    growth_interval: int = 2000,
) -> LossScaler:
    r"""Dynamic loss scaling: PyTorch's ``GradScaler`` rule as ``(init, update)``.

    .. math:: s \leftarrow \begin{cases} s \cdot \text{backoff} & \text{overflow} \\
        s \cdot \text{growth} & \text{after } n \text{ good steps in a row} \\
        s & \text{otherwise} \end{cases}

    Variant: the scale is a float32 and never grows to infinity.  The caller skips a step
    that overflowed.  ``growth_interval`` is in steps.  Raises a ``ValueError`` unless
    ``init_scale`` > 0, ``growth_factor`` > 1, 0 < ``backoff_factor`` < 1 and
    ``growth_interval`` is at least 1.

    >>> scaler = loss_scaler(growth_interval=2)
    >>> state = scaler.update(scaler.init(), True)
    >>> state, scaler.update(scaler.update(state, False), False)
    (ScalerState(scale=32768.0, good_steps=0), ScalerState(scale=65536.0, good_steps=0))

    Source: PyTorch 2.13, ``torch.amp.GradScaler``.
    """
    top = limits("fp32").max
    start = check.number("init_scale", init_scale, low=0, open_low=True, high=top)
    growth = check.number("growth_factor", growth_factor, low=1, open_low=True, high=top)
    below_one = {"low": 0, "open_low": True, "high": 1, "open_high": True}
    backoff = check.number("backoff_factor", backoff_factor, **below_one)
    interval = check.count("growth_interval", growth_interval)

    def single(scale):
        return float(_round(np.float64(scale), "fp32"))

    def init():
        return ScalerState(single(start), 0)

    def update(state, overflowed):
        if overflowed:
            return ScalerState(single(state.scale * backoff), 0)
        if state.good_steps + 1 < interval:
            return ScalerState(state.scale, state.good_steps + 1)
        grown = single(state.scale * growth)
        return ScalerState(grown if np.isfinite(grown) else state.scale, 0)

    return LossScaler(init, update)


def running_sum(x: np.ndarray, format: str) -> float:
    r"""Add the numbers one after the other, rounding after each addition.

    .. math:: s_i = \operatorname{fl}(s_{i-1} + \operatorname{fl}(x_i)), \qquad s_0 = 0

    Variant: left to right, no wider accumulator.  ``x`` has shape ``(n,)``.  Raises a
    ``ValueError`` if it has not, or is not finite, or for an unknown ``format``.  The sum
    of ones stops at the first integer whose successor needs one more bit:

    >>> running_sum(np.ones(5000), "fp16"), running_sum(np.ones(5000), "bf16")
    (2048.0, 256.0)

    Source: Higham 2002, Accuracy and Stability of Numerical Algorithms, Chapter 4.
    """
    check.choice("format", format, FORMATS)
    total = np.float64(0.0)
    for value in _round(check.array("x", x, shape=("n",)), format):
        total = _round(total + value, format)
    return float(total)


def nonassociative_rate(format: str, n: int, rng: np.random.Generator) -> float:
    r"""Return how often the order of two additions changes the result.

    .. math:: \frac1n \#\{ \operatorname{fl}(\operatorname{fl}(a + b) + c) \ne
        \operatorname{fl}(a + \operatorname{fl}(b + c)) \}, \qquad a, b, c \sim N(0, 1)

    Returns a fraction of ``n`` triples.  Raises a ``ValueError`` for an unknown ``format``,
    ``n`` below 1, or an ``rng`` that is not a ``Generator``.

    >>> nonassociative_rate("fp64", 1000, np.random.default_rng(0)) > 0.25
    True

    Source: Goldberg 1991, ACM Computing Surveys 23(1).
    """
    check.choice("format", format, FORMATS)
    triples = check.generator("rng", rng).standard_normal((3, check.count("n", n)))
    a, b, c = _round(triples, format)
    left = _round(_round(a + b, format) + c, format)
    right = _round(a + _round(b + c, format), format)
    return float(np.mean(left != right))
