"""The clinic's fourteen faults and its treatments, as plans for :mod:`whynn.clinic`.

What fails without it: a treatment that sounds right is believed.  Here each one that a reader
may choose has been run, on the very run that is ill, and the answer is its loss in use.
"""

from functools import partial

from whynn import check, init, optimizers
from whynn.clinic import Plan

HEALTHY = Plan()
_ADAM = {"opt": optimizers.adam, "lr": 0.003}

FAULTS = {
    "lr-low": Plan(lr=1e-4),
    "dead": Plan(bias=-12.0, bias_from=3),
    "lr-high": Plan(lr=1.5),
    "init-small": Plan(weights=partial(init.normal, std=0.03)),
    "overfit": Plan(examples=160),
    "sigmoid": Plan(activation="sigmoid", weights="xavier_normal"),
    "sum": Plan(summed=True),
    "shuffled": Plan(shuffled=True, examples=1024),
    "spike": Plan(bad=122),
    "zero-grad": Plan(kept=True),
    "raw": Plan(scale=200.0),
    "leak": Plan(leak=True),
    "fp16": Plan(opt=partial(optimizers.adam, eps=1e-15), lr=0.003, weight=1e-7, scaled_by=1.0),
    "decay": Plan(opt=partial(optimizers.adam_l2, weight_decay=0.1), lr=0.003),
}

TREATMENTS = {
    "raise": lambda p: p._replace(lr=10 * p.lr),
    "raise-much": lambda p: p._replace(lr=1000 * p.lr),
    "lower": lambda p: p._replace(lr=p.lr / 10),
    "he": lambda p: p._replace(weights="he_normal"),
    "bias": lambda p: p._replace(bias=0.0),
    "leaky": lambda p: p._replace(activation="leaky_relu"),
    "relu": lambda p: p._replace(activation="relu", weights="he_normal"),
    "zero": lambda p: p._replace(kept=False),
    "mean": lambda p: p._replace(summed=False),
    "join": lambda p: p._replace(shuffled=False),
    "drop": lambda p: p._replace(leak=False),
    "standard": lambda p: p._replace(standard=True),
    "scaling": lambda p: p._replace(scaled_by=2.0**15),
    "data": lambda p: p._replace(examples=2048),
    "clip": lambda p: p._replace(clip=1.0),
    "adamw": lambda p: p._replace(opt=partial(optimizers.adamw, weight_decay=0.1)),
    "adam": lambda p: p._replace(**_ADAM),
    "wider": lambda p: p._replace(width=2 * p.width),
    "longer": lambda p: p._replace(steps=3 * p.steps),
    "batch": lambda p: p._replace(batch=4 * p.batch),
}


def treated(fault: str, treatment: str) -> Plan:
    """The plan of the run with ``fault``, after ``treatment``.

    Raises ``ValueError`` for a name that is not in ``FAULTS`` or ``TREATMENTS``.

    >>> treated("lr-low", "raise-much").lr
    0.1
    """
    plan = FAULTS[check.choice("fault", fault, FAULTS)]
    return TREATMENTS[check.choice("treatment", treatment, TREATMENTS)](plan)
