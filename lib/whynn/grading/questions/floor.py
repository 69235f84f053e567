"""Fit a power law with a floor, and see what a straight line promises instead."""

import numpy as np

from whynn.grading.contract import Question, Wrong, as_array, as_number, close
from whynn.grading.questions._floor_answers import RIGHT, WRONG
from whynn.grading.questions._floors import least
from whynn.grading.questions._verdicts import hit
from whynn.powerlaw import fit_power_law, power_law

FAR = 1e12
SIZES = np.logspace(6, 9, 12)  # of the runs that fit is tried on
NOISE = 0.002  # of the log of their losses


def _given():
    """The seven runs of the exercise: sizes, and losses with a little noise."""
    sizes = np.logspace(6, 9, 7)
    noise = np.exp(NOISE * np.random.default_rng(5).normal(size=7))
    return sizes, power_law(sizes, 480.0, 0.25, 1.8) * noise


FLOOR = Question(
    "05-floor",
    title="Fit a power law with a floor",
    level="hard",
    minutes=45,
    names=("predict", "line", "fit", "promise"),
    forbids=("scipy", "torch", "whynn.powerlaw", "whynn.scaling"),
    hints=(
        "If somebody told you the floor, the rest would be a straight line: the log of "
        "(loss - floor) against the log of x. So only one number is truly unknown.",
        "Try many floors between 0 and the smallest loss. For each, fit the line to "
        "log(y - floor) and measure how far the law is from the losses, in logs. Keep the best "
        "floor, and search again around it, finer. One thing more: near the floor a little "
        "luck moves log(y - floor) a lot, so there a run should weigh less.",
        "fit starts with `floors = np.linspace(0, 0.9999 * min(y), 200)`, and the line for one "
        "floor is `np.polyfit(np.log(x), np.log(y - floor), 1, w=(y - floor) / y)`: the weight "
        "is the share of the loss that lies above the floor.",
    ),
    mutants=WRONG,
    alternatives=RIGHT,
)


def _law(rng):
    """A law whose floor shows within three decades: scale, exponent, floor."""
    exponent = float(rng.uniform(0.25, 0.5))
    return float(rng.uniform(0.5, 2.0) * 1e6**exponent), exponent, float(rng.uniform(0.8, 2.0))


def _fit(s, x, y):
    got = as_array(s.call("fit", x, y), (3,), "the result of fit")
    _falls(got[1], "fit")
    return got


def _falls(exponent, name):
    if exponent < 0:
        raise Wrong(
            f"{name} gives the exponent {exponent:.4g}, below 0: mend its sign first. The law"
            " is x ** -exponent, so what falls has an exponent above 0, minus the slope of the"
            " line"
        )


@FLOOR.part("predict is the law: a floor and a part that falls", points=1)
def _predict(s, rng):
    scale, exponent, floor = _law(rng)
    x = np.sort(10.0 ** rng.uniform(6, 12, size=5))
    got = as_array(s.call("predict", x, scale, exponent, floor), (5,), "the result of predict")
    what = f"predict(x, {scale:.4g}, {exponent:.4g}, {floor:.4g}), entry "
    sizes = ", ".join(f"{size:.3g}" for size in x)
    look = f"x is {sizes}, and the law is floor + scale * x ** -exponent."
    close(got, power_law(x, scale, exponent, floor), what, look=look)


@FLOOR.part("line fits a straight line in the logs", points=2)
def _line(s, rng):
    x = np.sort(10.0 ** rng.uniform(5, 9, size=6))
    y = power_law(x, 30.0, float(rng.uniform(0.05, 0.3))) * np.exp(0.02 * rng.normal(size=6))
    got = as_array(s.call("line", x, y), (2,), "the result of line")
    _falls(got[1], "line")
    right = fit_power_law(x, y)
    looks = {
        "exponent": "Fit log y against log x with least squares: the line falls, and the "
        "exponent is minus its slope.",
        "scale": "Fit log y against log x with least squares: the height at log x = 0 is the "
        "log of the scale.",
    }
    for at, name in ((1, "exponent"), (0, "scale")):
        what = f"the {name} that line gives for six noisy losses"
        close(got[at], getattr(right, name), what, look=looks[name], rtol=1e-4)


@FLOOR.part("fit finds the law behind clean losses", points=3)
def _clean(s, rng):
    law = _law(rng)
    got = _fit(s, SIZES, power_law(SIZES, *law))
    # the scale, the height at x = 1, is far from all runs: a little of the slope moves it a lot
    allowed = {"scale": 0.1, "exponent": 0.01, "floor": 0.01}
    for value, right, (name, rtol) in zip(got, law, allowed.items(), strict=True):
        look = (
            "These losses have no noise: with the right floor, log(y - floor) against log(x) "
            "is a straight line. Look for that floor, then search finer around it."
        )
        close(value, right, f"the {name} of twelve clean losses", look=look, rtol=rtol)


@FLOOR.part("fit comes as close as possible to noisy losses", points=3)
def _noisy(s, rng):
    own = possible = 0.0
    for _ in range(10):
        y, smallest = _telling(rng)
        own, possible = own + _misses(_fit(s, SIZES, y), SIZES, y), possible + smallest
    if not own <= 1.01 * possible:
        raise Wrong(
            "ten times twelve noisy losses: the squared log misses of your laws add up to"
            f" {own:.4g}, and {possible:.4g} is possible; at most 1% more is wanted. Fit a line"
            " for each of many floors from 0 up to the smallest loss, and search finer around"
            " the best. In each line a run counts by the share of its loss above the floor:"
            " `np.polyfit` takes `w=(y - floor) / y`."
        )


@FLOOR.part("fit invents no floor where there is none", points=2)
def _none(s, rng):
    x, exponent = np.logspace(6, 12, 9), float(rng.uniform(0.05, 0.3))
    y = power_law(x, 30.0, exponent)
    got = _fit(s, x, y)
    if got[2] < -1e-6:
        raise Wrong(f"fit gave the floor {got[2]:.4g}: a loss has no floor below 0.")
    miss = _misses(got, x, y)
    if not miss < 9 * 0.003**2:
        raise Wrong(
            f"nine losses on a straight line of exponent {exponent:.3f}: your law with floor "
            f"{got[2]:.4g} misses them. Let the floors that you try start at 0."
        )


@FLOOR.part("promise compares the two at a thousand times the size", points=2)
def _promise(s, rng):
    sizes, losses = _given()
    straight, bent = fit_power_law(sizes, losses), fit_power_law(sizes, losses, floor=True)
    got = s.table("promise", ("line", "law"))
    look = "Fit the seven given runs, and predict at 1e12; the line has the floor 0."
    far = {
        "line": float(power_law(FAR, straight.scale, straight.exponent)),
        "law": float(power_law(FAR, bent.scale, bent.exponent, bent.floor)),
    }
    for key, right in far.items():
        hit(
            as_number(got[key], f"promise[{key!r}]"),
            right,
            f"promise[{key!r}]",
            look,
            rtol=0.01,
        )


def _misses(law, x, y):
    """Sum of squared differences of the logs, infinite where there is no log."""
    scale, exponent, floor = law
    with np.errstate(all="ignore"):
        off = np.log(floor + scale * x**-exponent) - np.log(y)
    return float(np.sum(off**2)) if np.isfinite(off).all() else np.inf


def _telling(rng):
    """Noisy losses on which a line that weighs all runs alike is clearly off, and what is best.

    On most losses it comes as close as any, and then its verdict would be one of luck.
    """
    while True:
        y = power_law(SIZES, *_law(rng)) * np.exp(NOISE * rng.normal(size=len(SIZES)))
        best = fit_power_law(SIZES, y, floor=True)
        smallest = _misses((best.scale, best.exponent, best.floor), SIZES, y)
        if least(SIZES, y, weighted=False) > 1.05 * smallest:
            return y, smallest
