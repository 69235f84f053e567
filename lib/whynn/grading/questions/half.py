"""Sixteen bits: gradients that become zero, and the scaling that saves them."""

import numpy as np

from whynn import precision
from whynn.grading.contract import Question, Wrong, as_array, as_number, close
from whynn.grading.questions._verdicts import chosen, hit

_ALT = """
import numpy as np
def lost(grads):
    grads = np.asarray(grads, dtype=float)
    return sum(1 for g in grads if g != 0 and np.float16(np.float32(g)) == 0)
def scaled(grads, scale):
    with np.errstate(over="ignore"):
        held = (np.asarray(grads, dtype=float) * scale).astype(np.float32).astype(np.float16)
    return np.float32(held) / np.float32(scale)
def best_scale(grads):
    top = np.max(np.abs(grads))
    return 2.0 ** np.floor(np.log2(65504.0 / top))
smallest = 2.0**-24
bf16_needs_it = "no"
"""

HALF = Question(
    "06-half",
    title="Gradients that sixteen bits lose",
    level="medium",
    minutes=15,
    names=("smallest", "lost", "scaled", "best_scale", "bf16_needs_it"),
    forbids=("torch", "whynn.precision"),
    hints=(
        "np.float16(x) rounds as the hardware does. Ask it: what becomes of 1e-8, of 1e-7, "
        "of 70000?",
        "Multiply the gradients by the scale, round to float16, and divide in float32. The "
        "best scale is the largest power of two at which the largest gradient still fits.",
        "lost starts with: `held = np.asarray(grads, dtype=np.float32).astype(np.float16)`",
    ),
    mutants=(
        (_ALT.replace("2.0**-24", "2.0**-14"), "takes the smallest normal number"),
        (_ALT.replace("if g != 0 and", "if"), "counts gradients that were zero before"),
        (_ALT.replace("== 0)", "< 6e-5)"), "counts all that lose digits"),
        (
            _ALT.replace("np.float32(held) / np.float32(scale)", "np.float32(held)"),
            "forgets to divide again",
        ),
        (_ALT.replace("* scale)", "/ scale)"), "scales down instead of up"),
        (_ALT.replace("np.floor", "np.ceil"), "overflows"),
        (_ALT.replace("np.max(np.abs(grads))", "np.max(grads)"), "forgets gradients below 0"),
        (
            _ALT.replace("return 2.0 ** np.floor(np.log2(65504.0 / top))", "return 2.0**15"),
            "uses one scale for all",
        ),
        (
            _ALT.replace("return 2.0 ** np.floor(np.log2(65504.0 / top))", "return 1.0"),
            "does not scale",
        ),
        (
            _ALT.replace("return 2.0 ** np", "return max(1.0, 2.0 ** np").replace(
                "/ top))", "/ top)))"
            ),
            "never scales down",
        ),
        (_ALT.replace("65504.0", "65536.0"), "takes a limit that is itself too large"),
        (
            _ALT.replace("g != 0 and np.float16(np.float32(g)) == 0", "0 < abs(g) < 2.0**-24"),
            "counts what rounds up to the smallest number",
        ),
        (_ALT.replace('"no"', '"yes"'), "blames sixteen bits, not the format"),
    ),
    alternatives=(_ALT,),
)


@HALF.part("smallest is the least number above 0 that float16 can hold", points=1)
def _smallest(s, rng):
    right = precision.limits("fp16").smallest_subnormal
    look = "Halve 1.0 in float16 again and again: which is the last result that is not 0?"
    hit(s.number("smallest"), right, "smallest", look)


@HALF.part("lost counts the gradients that become 0", points=2)
def _lost(s, rng):
    grads = _gradients(rng)
    grads[:3] = 0.0
    grads[3:6] = precision.limits("fp16").smallest_subnormal * np.array([0.4, -0.6, 0.9])
    right = precision.lost(grads, "fp16").underflow
    got = as_number(s.call("lost", grads), "the result of lost")
    look = (
        "Count those that are 0 in float16 and were not 0 before; 3 of these 40 were. What is"
        " smaller than float16's smallest is rounded to the nearer of it and 0."
    )
    close(got, right, "lost of 40 gradients", look=look)


@HALF.part("scaled brings a gradient through sixteen bits", points=2)
def _scaled(s, rng):
    grads, scale = _gradients(rng), 2.0 ** int(rng.integers(6, 14))
    got = as_array(s.call("scaled", grads, scale), grads.shape, "the result of scaled")
    right = precision.scaled_gradient(grads, scale)
    look = "Multiply by the scale, round to float16, then divide in float32."
    close(got, right, f"`scaled(grads, {scale:g})`", rtol=1e-5, atol=1e-15, look=look)


@HALF.part("best_scale is the largest power of two without overflow", points=2)
def _best(s, rng):
    sizes = 10.0 ** np.append(rng.uniform(-5, 2, size=2), rng.uniform(5.4, 6))
    border = 65_528 * 2.0 ** int(rng.integers(-20, -5))  # times a power of two: just too large
    for k, size in enumerate((1.0, *sizes, border)):
        # the largest in size, which is the last, is below 0, and after the first time all are
        grads = -np.abs(_gradients(rng))
        if k == 0:
            grads[:-1] *= rng.choice([-1.0, 1.0], size=grads.size - 1)
        grads *= size / np.abs(grads).max()
        top = float(np.abs(grads).max())
        scale = as_number(s.call("best_scale", grads), "the result of best_scale")
        what = f"best_scale of gradients, the largest of them {-top:.3g}: you gave {scale:.6g}"
        if not 0 < scale < 1e30:
            raise Wrong(f"{what}, which cannot be a scale.")
        if not (np.log2(scale) == round(np.log2(scale))):
            raise Wrong(f"{what}, which is not a power of two.")
        if not np.isfinite(precision.scaled_gradient(grads, scale)).all():
            raise Wrong(
                f"{what}, and {top:.3g} times that is more than float16 can hold: it is inf."
            )
        if 2 * scale * top <= precision.limits("fp16").max:
            raise Wrong(f"{what}, and twice that would still fit.")


@HALF.part("with your best_scale hardly any gradient is lost", points=1)
def _saves(s, rng):
    grads = _gradients(rng)
    scale = as_number(s.call("best_scale", grads), "the result of best_scale")
    if not 0 < scale < 1e30:
        raise Wrong(f"`best_scale`: you gave {scale:.6g}, which cannot be a scale.")
    before = precision.lost(grads, "fp16").underflow
    after = precision.lost(grads * scale, "fp16")
    if after.overflow or after.underflow > before // 4:
        raise Wrong(
            f"without scaling {before} of {grads.size} gradients become 0; at your scale "
            f"{scale:.6g} it is {after.underflow}, and {after.overflow} overflow. Scale up, "
            "and no further than the largest gradient allows."
        )


@HALF.part("bf16_needs_it says whether the other format has the same trouble", points=1)
def _bf16(s, rng):
    lost = precision.lost(_gradients(rng), "bf16").underflow
    right = "yes" if lost else "no"
    reasons = {"yes": "Compare its smallest normal number with that of float32.", "no": ""}
    chosen(s.choice("bf16_needs_it", ("yes", "no")), right, "bf16_needs_it", reasons)


def _gradients(rng):
    """Forty gradients of many sizes, held by float32; the largest of them is near one."""
    sizes = 10.0 ** rng.uniform(-10.5, -3, size=40)
    sizes[-1] = float(rng.uniform(0.3, 1.9))
    # so that a scaled gradient rounds to the same float16 straight or by way of float32
    return (sizes * rng.choice([-1.0, 1.0], size=40)).astype(np.float32).astype(float)
