"""Numbers of chapter 6: memory, number formats, and what clipping does to infinity."""

import numpy as np

from whynn.clipping import clip_by_global_norm
from whynn.facts import fact
from whynn.memory import gigabytes, sharded_bytes, training_bytes
from whynn.optimizers import adamw
from whynn.precision import limits, round_to
from whynn.recall_numbers.form import power
from whynn.rounding import fmt

__all__ = [
    "adam_first_step",
    "bf_tiny_error",
    "block_width",
    "bytes_a_parameter",
    "clipped_infinity",
    "gated_width",
    "half_largest",
    "half_tiny_gradient",
    "huge_gradient",
    "loss_scale_start",
    "moments_gb",
    "optimizer_gb",
    "perplexity_of_two",
    "plain_width",
    "sharded_gb",
    "tiny_gradient",
    "training_gb",
]
SEVEN = 7_000_000_000
WIDTH = 768  # of the smallest GPT-2
TINY, HUGE = 1e-8, 1e4


def moments_gb() -> str:
    """Adam's two moments for 7 billion parameters, in GB."""
    return fmt(gigabytes(training_bytes(SEVEN).moments), 0)


def optimizer_gb() -> str:
    """The same with the float32 master weights."""
    return fmt(gigabytes(training_bytes(SEVEN).optimizer), 0)


def training_gb() -> str:
    """All that training in mixed precision keeps, without activations, in GB."""
    return fmt(gigabytes(training_bytes(SEVEN).total), 0)


def bytes_a_parameter() -> str:
    """The same for one parameter, in bytes."""
    return fmt(training_bytes(1).total, 0)


def sharded_gb() -> str:
    """What one of 64 devices keeps of it when everything is split, in GB."""
    return fmt(gigabytes(sharded_bytes(SEVEN, 64, 3)), 2)


def tiny_gradient() -> str:
    """A gradient too small for float16."""
    return power(TINY, 1)


def half_tiny_gradient() -> str:
    """That gradient in float16."""
    return fmt(float(round_to(np.array(TINY), "fp16")), 0)


def bf_tiny_error() -> str:
    """How far bfloat16 rounds that gradient, as a share of it."""
    return f"{abs(float(round_to(np.array(TINY), 'bf16')) / TINY - 1):.1%}"


def half_largest() -> str:
    """The largest number of float16."""
    return f"{limits('fp16').max:,.0f}"


def loss_scale_start() -> str:
    """The factor on the loss that PyTorch starts with."""
    return f"{fact('torch_gradscaler_init_scale'):,.0f}"


def clipped_infinity() -> str:
    """The gradient (infinity, 1, 2) after clipping to the length 1."""
    g = clip_by_global_norm({"w": np.array([np.inf, 1.0, 2.0])}, 1.0).grads["w"]
    return "(" + ", ".join("NaN" if np.isnan(x) else fmt(float(x), 0) for x in g) + ")"


def huge_gradient() -> str:
    """A gradient that looks alarming."""
    return power(HUGE, 1)


def adam_first_step() -> str:
    """The first step of AdamW at a rate of a thousandth for that gradient."""
    opt, w = adamw(1e-3, weight_decay=0.0), {"w": np.zeros(1)}
    after, _ = opt.update(w, {"w": np.full(1, HUGE)}, opt.init(w))
    return fmt(abs(after["w"].item()), 3)


def perplexity_of_two() -> str:
    """The perplexity at a loss of 2 nats a token."""
    return fmt(float(np.exp(2.0)), 1)


def block_width() -> str:
    """The width of the smallest GPT-2."""
    return str(WIDTH)


def plain_width() -> str:
    """The hidden width of its feed-forward block: four times the width."""
    return str(4 * WIDTH)


def gated_width() -> str:
    """The width at which three gated matrices hold as much as two plain ones."""
    return str(2 * 4 * WIDTH // 3)
