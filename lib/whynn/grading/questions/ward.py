"""Diagnose a sick run from its log."""

import numpy as np

from whynn.grading.contract import Question, Wrong, show
from whynn.runs import ILLNESSES, record

LETTERS = "ABCDE"

_ALT = """
def diagnose(log):
    train, validation, chance = log["train"], log["validation"], log["chance"]
    if not max(train[-1], validation[-1]) < 20 * chance:
        return "step too long"
    if train[-1] > 0.5 * train[0] or validation[-1] > 0.6 * chance:
        if log["dead"] > 0.7:
            return "dead units"
        if log["first_norm"] < 1e-3 * log["last_norm"]:
            return "vanishing"
    return "overfitting" if train[-1] < 0.02 * validation[-1] else "healthy"
import numpy as np
from whynn.runs import ILLNESSES, record
order = np.random.default_rng(8).permutation(len(ILLNESSES))
runs = (record(ILLNESSES[i], np.random.default_rng(80 + i)) for i in order)
diagnosis = {letter: diagnose(run._asdict()) for letter, run in zip("ABCDE", runs)}
"""

WARD = Question(
    "06-ward",
    title="Diagnose a sick run",
    level="hard",
    minutes=45,
    names=("diagnosis", "diagnose"),
    hints=(
        "Ask the questions in a good order. Did the loss leave the scale? Did it go "
        "anywhere at all? Did it fall on the training data only?",
        "A loss that ends far above chance: the step. A loss that ends at chance: compare the "
        "gradient norms, and look at the dead units; both can be zero, so multiply instead of "
        "dividing. A training loss near 0 and a validation loss that is not: memory.",
        "diagnose starts with: `if log['train'][-1] > 10 * log['chance']: "
        "return 'step too long'`",
    ),
    mutants=(
        (_ALT.replace('log["dead"] > 0.7', "False"), "never looks for dead units"),
        (_ALT.replace('log["dead"] > 0.7', "True"), "calls every flat loss dead"),
        (
            _ALT.replace('< 1e-3 * log["last_norm"]', '> 1e-3 * log["last_norm"]'),
            "reads the ratio the wrong way round",
        ),
        (
            _ALT.replace("not max(train[-1], validation[-1]) < 20 * chance", "False"),
            "never looks whether the loss rose",
        ),
        (
            _ALT.replace("train[-1] < 0.02 * validation[-1]", "False"),
            "ignores the validation loss",
        ),
        (
            _ALT.replace("train[-1] < 0.02 * validation[-1]", "train[-1] < validation[-1]"),
            "calls every gap overfitting",
        ),
        (_ALT.replace('zip("ABCDE", runs)', 'zip("BCDEA", runs)'), "mixes the patients up"),
        (
            _ALT + "def diagnose(log):\n    n = len(log['train'])\n"
            "    if n < 30:\n        return 'step too long'\n"
            "    if n in (30, 75):\n        return 'vanishing' if n == 30 else 'overfitting'\n"
            "    return 'dead units' if log['dead'] > 0.5 else 'healthy'\n",
            "counts the entries of the log",
        ),
        (
            "def diagnose(log):\n    return 'healthy'\n"
            "diagnosis = dict.fromkeys('ABCDE', 'healthy')",
            "has no doctor",
        ),
    ),
    alternatives=(_ALT,),
)

_LOOK = {
    "healthy": "Both losses fell well below chance. The validation loss is a few times the "
    "training loss, as it is where every parameter was fitted to the training data only.",
    "vanishing": "The validation loss stays at chance, the units live, and the first layer's "
    "gradient is thousands of times smaller than the last one's.",
    "step too long": "The loss ends far above where it began.",
    "dead units": "The validation loss stays at chance, and nearly all units are silent on "
    "every input.",
    "overfitting": "The training loss is near 0 and the validation loss is not.",
}


def _thinned(log):
    """The log with at most 25 entries, or its length would say which illness it is."""
    at = np.unique(np.linspace(0, len(log.train) - 1, 25).astype(int))
    return log._replace(train=log.train[at], validation=log.validation[at])


def _check(s, rng, illness, runs=2):
    """Fresh runs with this illness must be found, and one with another must not."""
    others = [each for each in ILLNESSES if each != illness]
    for truth in [illness] * runs + [others[int(rng.integers(len(others)))]]:
        log = _thinned(record(truth, rng))
        got = s.call("diagnose", log._asdict())
        if not isinstance(got, str) or got not in ILLNESSES:
            raise Wrong(
                f"`diagnose` gave {show(got)}: expected one of "
                f"{', '.join(map(repr, ILLNESSES))}"
            )
        if (got == illness) != (truth == illness):
            lead = "" if truth == illness else f"nothing else may be called {illness!r}: "
            raise Wrong(
                f"{lead}a fresh run that is {truth!r} was called {got!r}. Its log: training "
                f"loss {log.train[0]:.3g} to {log.train[-1]:.3g}, "
                f"validation {log.validation[-1]:.3g}, chance {log.chance:.3g}, "
                f"gradient norms {log.first_norm:.2g} and {log.last_norm:.2g}, "
                f"dead {log.dead:.2f}. {_LOOK[truth]}"
            )


@WARD.part("diagnosis names what the five given runs have", points=3)
def _given(s, rng):
    order = np.random.default_rng(8).permutation(len(ILLNESSES))
    got = s.table("diagnosis", tuple(LETTERS))
    for letter, truth in zip(LETTERS, order, strict=True):
        if got[letter] != ILLNESSES[truth]:
            raise Wrong(
                f"`diagnosis[{letter!r}]`: you gave {show(got[letter])}. Compare the row of "
                f"{letter} with what that illness would show, and use the names as listed in "
                "ILLNESSES."
            )


@WARD.part("diagnose finds a gradient that fades on its way", points=2)
def _vanishing(s, rng):
    _check(s, rng, "vanishing", runs=1)


@WARD.part("diagnose finds a step that is too long", points=2)
def _step(s, rng):
    _check(s, rng, "step too long")


@WARD.part("diagnose finds dead units", points=2)
def _dead(s, rng):
    _check(s, rng, "dead units")


@WARD.part("diagnose finds a run that learns by heart", points=2)
def _heart(s, rng):
    _check(s, rng, "overfitting")


@WARD.part("diagnose lets a healthy run go", points=2)
def _healthy(s, rng):
    _check(s, rng, "healthy")
