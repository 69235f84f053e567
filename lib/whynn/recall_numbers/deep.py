"""Numbers of chapter 4: the sigmoid's slope, the canyon, momentum, and Adam."""

import numpy as np

from whynn import optimizers, rates, surfaces
from whynn.activations import sigmoid, sigmoid_grad
from whynn.clipping import clip_by_global_norm
from whynn.facts import fact
from whynn.recall_numbers.form import power
from whynn.rounding import fmt

__all__ = [
    "adam_epsilon",
    "adam_weight_left",
    "adamw_weight_left",
    "beta_one",
    "bouncing_factor",
    "bouncing_rate",
    "canyon_best_factor",
    "canyon_best_rate",
    "canyon_steps",
    "clipped_norm",
    "gradient_norm",
    "momentum_stretch",
    "rounded_slope_at_four",
    "sigmoid_largest_slope",
    "sigmoid_slope_at_four",
    "ten_quarters",
]
CANYON = [20.0, 2.0]  # the curvatures of 10 w1² + w2²
GRADIENT = {"w": np.array([3.0, 4.0])}


def sigmoid_largest_slope() -> str:
    """The sigmoid's largest slope."""
    return fmt(sigmoid_grad(np.linspace(-6, 6, 1201)).max(), 2)


def sigmoid_slope_at_four() -> str:
    """Its slope at 4."""
    return fmt(float(sigmoid_grad(4.0)), 4)


def rounded_slope_at_four() -> str:
    """The same if both factors are rounded to two decimals before they are multiplied."""
    s = round(float(sigmoid(4.0)), 2)
    return fmt(s * (1 - s), 3)


def ten_quarters() -> str:
    """The largest slope to the tenth."""
    return power(float(sigmoid_grad(0.0)) ** 10)


def bouncing_rate() -> str:
    """The step size at which plain descent bounces for ever in the canyon."""
    return fmt(rates.divergence_limit(CANYON), 1)


def bouncing_factor() -> str:
    """What one step of that size does to the steep direction."""
    return fmt(1 - max(CANYON) * rates.divergence_limit(CANYON), 0).replace("-", "−")


def canyon_best_rate() -> str:
    """The step size that shrinks both directions of the canyon alike."""
    return fmt(rates.best_step(CANYON), 3)


def canyon_best_factor() -> str:
    """The factor that it gives."""
    return fmt(float(rates.contraction(CANYON, rates.best_step(CANYON)).max()), 3)


def canyon_steps() -> str:
    """The steps from (1, 1) until the loss stays below a millionth, at that step size."""
    opt = optimizers.sgd(rates.best_step(CANYON))
    path = surfaces.descend(surfaces.canyon(), opt, np.ones(2), 100)
    return str(surfaces.steps_to(path.losses, 1e-6))


def beta_one() -> str:
    """The usual memory of momentum and of Adam."""
    return fmt(fact("adam_beta1"), 1)


def momentum_stretch() -> str:
    """How many times a steady gradient's step grows under that memory."""
    opt, w = optimizers.momentum(1.0, fact("adam_beta1")), {"w": np.zeros(1)}
    state = opt.init(w)
    for _ in range(300):
        before, (w, state) = w, opt.update(w, {"w": np.ones(1)}, state)
    return fmt(float((before["w"] - w["w"]).item()), 0)


def adam_weight_left() -> str:
    """A weight of 1 after ten steps of Adam without a gradient."""
    return fmt(_untouched(optimizers.adam(0.1)), 2)


def adamw_weight_left() -> str:
    """The same with AdamW, rate 0.1 and decay 0.01."""
    return fmt(_untouched(optimizers.adamw(0.1, weight_decay=0.01)), 2)


def adam_epsilon() -> str:
    """The number in Adam's denominator that keeps it from being 0."""
    return power(fact("adam_eps"), 1)


def _untouched(opt):
    w = {"w": np.ones(1)}
    state = opt.init(w)
    for _ in range(10):
        w, state = opt.update(w, {"w": np.zeros(1)}, state)
    return w["w"].item()


def gradient_norm() -> str:
    """The length of the gradient (3, 4)."""
    return fmt(clip_by_global_norm(GRADIENT, 1.0).norm, 0)


def clipped_norm() -> str:
    """That gradient clipped to the length 1."""
    clipped = clip_by_global_norm(GRADIENT, 1.0).grads["w"]
    return f"({', '.join(fmt(g, 1) for g in clipped)})"
