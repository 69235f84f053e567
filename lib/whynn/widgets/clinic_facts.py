"""What the clinic's reasons may quote of a run, each number written as the figure writes it."""

from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace

import numpy as np

from whynn import clinic, optimizers


class Shown(float):
    """A number that a text writes as the figure does."""

    def __format__(self, spec):
        return shown(self)

    def __str__(self):
        return shown(self)


def shown(value: float) -> str:
    """A size over many decades: three digits while that is readable, else a power of ten.

    >>> shown(0.0), shown(1.386), shown(3.26e-7), shown(np.inf)
    ('0', '1.39', '3.3×10⁻⁷', 'off the scale')
    """
    value = float(value)
    if value == 0:
        return "0"
    if not np.isfinite(value):
        return "off the scale"
    digits = float(f"{value:.2e}")
    power = int(f"{digits:e}".partition("e")[2])
    if not -3 <= power <= 3:
        mantissa = Decimal(digits / 10.0**power).quantize(Decimal("0.1"), ROUND_HALF_UP)
        return f"{mantissa}×10{str(power).translate(_RAISED)}"
    return f"{digits:.0f}" if power > 1 else f"{digits:.{2 - power}f}"[:6]


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def optimizer(plan: clinic.Plan) -> str:
    """How a run walks, as its engineer would know.

    >>> optimizer(clinic.Plan()), optimizer(clinic.Plan(opt=optimizers.adam))
    ('plain descent', 'Adam')
    """
    return "plain descent" if plan.opt is optimizers.sgd else "Adam"


def facts(log: clinic.Log) -> SimpleNamespace:
    """A log's numbers, its lowest losses and where they stand, its longest and usual gradient.

    ``usual`` is the median before the longest.

    >>> log = clinic.run(clinic.Plan(steps=12), np.random.default_rng(6))
    >>> told = facts(log)
    >>> f"{told.train[0]}, at step {told.low_step} {told.held_out_low}"
    '1.46, at step 12 1.32'
    """
    as_shown = {
        n: np.vectorize(Shown, otypes=[object])(v).tolist()
        for n, v in log._asdict().items()
        if n not in ("steps", "use")
    }
    lows = {f"{n}_low": Shown(getattr(log, n).min()) for n in ("train", "held_out")}
    finite = np.where(np.isfinite(log.gradient), log.gradient, 0)
    return SimpleNamespace(
        **as_shown,
        **lows,
        steps=log.steps.tolist(),
        looks=clinic.LOOKS,
        low_step=int(log.steps[log.held_out.argmin()]),
        longest=Shown(finite.max()),
        usual=Shown(np.median(finite[: max(finite.argmax(), 1)])),
        use=log.use,
    )
