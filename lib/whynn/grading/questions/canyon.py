"""The best step size for a canyon: one number for all directions."""

import numpy as np

from whynn import rates
from whynn.grading.contract import Question, Wrong, as_number, close
from whynn.grading.questions._verdicts import ends_inside
from whynn.optimizers import sgd
from whynn.surfaces import descend, quadratic, steps_to

_CANYON = np.array([20.0, 2.0])
_GOAL = 1e-6

_ALT = """
import numpy as np
def factor(curvature, alpha):
    w = 1.0
    return w - alpha * (curvature * w)
def limit(curvatures):
    return 2 / sorted(curvatures)[-1]
def best(curvatures):
    low, *_, high = sorted(curvatures)
    return 2 / (low + high)
def steps(curvatures, alpha, goal):
    curvatures = np.asarray(curvatures, dtype=float)
    w, count, last = np.ones(len(curvatures)), 0, 0
    while count < 600 and 0.5 * (curvatures * w**2).max() > goal * 1e-6:
        if 0.5 * (curvatures * w**2).sum() >= goal:
            last = count + 1
        w, count = w - alpha * curvatures * w, count + 1
    return last
quickest = min(np.linspace(0.087, 0.088, 11), key=lambda a: steps([20.0, 2.0], a, 1e-6))
quickest = float(quickest)
"""

CANYON = Question(
    "04-canyon",
    title="The best step size for a canyon",
    level="medium",
    minutes=15,
    names=("factor", "limit", "best", "steps", "quickest"),
    hints=(
        "Along one axis of curvature c the gradient is c * w. Write one step down and divide "
        "the new w by the old one: the result does not depend on w.",
        "A walk dies out while every factor is between -1 and 1. The best step size makes the "
        "steepest and the flattest factor equal in size, with opposite signs.",
        "factor starts (and ends) with: `return 1 - alpha * curvature`",
    ),
    mutants=(
        (_ALT.replace("w - alpha", "w + alpha"), "walks uphill"),
        (
            _ALT.replace(
                "return w - alpha * (curvature * w)", "return abs(w - alpha * curvature)"
            ),
            "loses the sign: a bounce looks like a slide",
        ),
        (
            _ALT.replace("return 2 / sorted", "return 1 / sorted"),
            "stops where the bounce begins",
        ),
        (
            _ALT.replace("return 2 / (low + high)", "return 1 / high"),
            "kills the steep one first",
        ),
        (
            _ALT.replace(
                "low, *_, high = sorted(curvatures)\n    return 2 / (low + high)",
                "return 1 / (sum(curvatures) / len(curvatures))",
            ),
            "takes the mean of all curvatures",
        ),
        (
            _ALT.replace("sorted(curvatures)[-1]", "curvatures[-1]"),
            "takes the last for the steepest",
        ),
        (
            _ALT.replace("*_, high = sorted(curvatures)", "*_, high = curvatures"),
            "takes the ends",
        ),
        (_ALT.replace("last = count + 1", "last = count"), "stops one step too early"),
        (_ALT.replace("np.ones(len(curvatures))", "np.ones(2)"), "knows two axes only"),
        (_ALT.replace("w**2).sum() >= goal", "w**2).max() >= goal"), "looks at one axis alone"),
        (
            _ALT.replace("quickest = float(quickest)", "quickest = 1 / 11"),
            "takes the best rate for the fewest steps",
        ),
    ),
    alternatives=(_ALT,),
)


def _curvatures(rng, axes):
    return np.sort(np.exp(rng.uniform(0.0, 4.0, axes)))


@CANYON.part("factor says what one step does along one axis", points=2)
def _factor(s, rng):
    slides, bounces = (0.2, 0.9), (1.1, 1.8)  # both kinds are asked for each time
    for curvature, share in zip(_curvatures(rng, 4), (slides, bounces) * 2, strict=True):
        alpha = float(rng.uniform(*share) / curvature)
        walk = descend(quadratic([curvature]), sgd(alpha), [1.0], 1)
        got = as_number(s.call("factor", float(curvature), alpha), "the result of factor")
        close(
            got,
            walk.path[1, 0],
            f"`factor({curvature:.4g}, {alpha:.4g})`",
            look="Start at w = 1, take one step of alpha times the gradient curvature * w, and "
            "keep the sign: a negative factor is a bounce to the other wall.",
        )


@CANYON.part("limit is the step size at which a canyon stops converging", points=2)
def _limit(s, rng):
    curvatures = ends_inside(rng, _curvatures(rng, int(rng.integers(4, 7))))
    got = as_number(s.call("limit", curvatures), "the result of limit")
    close(
        got,
        rates.divergence_limit(curvatures),
        f"`limit({np.round(curvatures, 3).tolist()})`",
        look="The steepest axis fails first, when its factor reaches -1.",
    )


@CANYON.part("best makes the slowest axis as fast as it can be", points=2)
def _best(s, rng):
    curvatures = ends_inside(rng, _curvatures(rng, int(rng.integers(4, 7))))
    got = as_number(s.call("best", curvatures), "the result of best")
    close(
        got,
        rates.best_step(curvatures),
        f"`best({np.round(curvatures, 3).tolist()})`",
        look="Only the steepest and the flattest axis matter: set 1 - alpha * low equal to "
        "-(1 - alpha * high).",
    )


@CANYON.part("steps counts as the book does", points=2)
def _steps(s, rng):
    for share in (0.5, 0.95):
        # two axes are nearly as flat as the flattest, so that the sum is not its largest part
        axes = np.append([1.0, 1.02, 1.03], rng.uniform(4, 12, size=int(rng.integers(1, 3))))
        curvatures = rng.permutation(2.0 * axes)
        alpha, goal = share * rates.divergence_limit(curvatures), 10.0 ** -rng.uniform(3, 6)
        walk = descend(quadratic(curvatures), sgd(alpha), np.ones(axes.size), 3000)
        got = as_number(s.call("steps", curvatures, alpha, goal), "the result of steps")
        close(
            got,
            steps_to(walk.losses, goal),
            f"`steps({np.round(curvatures, 2).tolist()}, {alpha:.4g}, {goal:.2g})`",
            look="Start at 1 on every axis. The loss is half the sum of curvature * w ** 2; "
            "count the first step after which it is below the goal and stays there.",
        )


@CANYON.part("quickest gets the book's canyon below a millionth in the fewest steps", points=2)
def _quickest(s, rng):
    alpha = s.number("quickest")
    limit = rates.divergence_limit(_CANYON)
    if not 0 < alpha < limit:
        raise Wrong(
            f"`quickest`: you gave {alpha:.6g}, where the walk never arrives. Stay above 0 and "
            "below your limit([20, 2])."
        )
    own = steps_to(_losses(np.array([alpha]))[0], _GOAL)
    fewest = min(
        n for row in _losses(np.arange(1, 1000) * limit / 1000) if (n := steps_to(row, _GOAL))
    )
    if own is None or own > fewest:
        raise Wrong(
            f"`quickest`: {alpha:.6g} needs {own or 'more than 400'} steps, and fewer are "
            "possible. The best rate for ever is not the fewest steps to one goal: let your "
            "steps try many values a little below 1/11."
        )


def _losses(alphas, count=400):
    """Losses of plain descent on the book's canyon from (1, 1), shape (alphas, count + 1)."""
    squares = (1 - alphas[:, None] * _CANYON) ** 2  # (m, 2): each axis shrinks by its factor
    return 0.5 * (squares[:, None, :] ** np.arange(count + 1)[:, None] * _CANYON).sum(axis=-1)
