r"""Students of one teacher: small networks of many sizes, each trained by one rule.

The failure it guards against: a comparison of sizes in which every size was tuned by hand
says as much about the hand.  Here all that the runs have in common stands in
:class:`Settings`, and a run is a function of it, of a :class:`Job` and of a generator.

Every student has one hidden layer of ReLU units and is trained by Adam.  Of kind

- ``"size"``: fresh examples at every step, so that only the number of parameters limits it;
- ``"data"``: one wide network and ``examples`` fixed examples, kept at the step with the best
  loss on validation examples, so that the data limit it;
- ``"rate"``: as ``"size"``, at a learning rate below or above the rule's, to check the rule.

Losses are mean squared errors on the same test examples for all, in the teacher's units.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from whynn import check, mlp
from whynn.losses import mse
from whynn.optimizers import adam
from whynn.regularization import Watch, observe
from whynn.schedules import linear
from whynn.teacher import Lesson, Teacher, lesson, teacher
from whynn.train import fit

KINDS = ("size", "data", "rate")


class Settings(NamedTuple):
    """All that the runs have in common; ``plan`` and ``run`` know nothing else."""

    inputs: int = 10  # d
    teacher_width: int = 64
    teacher_seed: int = 7
    noise: float = 0.2  # deviation of the noise: the floor is its square
    batch: int = 256
    tests: int = 20_000
    seeds: int = 3
    widths: tuple = (1, 2, 3, 6, 12, 24, 48, 96, 192, 384)
    steps: int = 4_000  # of width 1; eight times the width has twice the steps
    rate: float = 0.03  # of width 1; eight times the width has half the rate
    rate_widths: tuple = (3, 24, 96)
    rate_factors: tuple = (1 / 3, 3.0)
    rate_seeds: int = 1
    data_width: int = 256
    examples: tuple = (32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384)
    data_seeds: int = 5
    data_rate: float = 0.003
    validation: int = 4_000
    look: int = 25  # steps between two looks at the validation loss
    patience: int = 40  # looks without a better one before a run ends
    longest: int = 20_000  # steps after which a run ends anyway


class Job(NamedTuple):
    """One run to be made; ``factor`` multiplies the rule's learning rate."""

    kind: str
    width: int
    examples: int  # 0: fresh ones at every step
    seed: int
    factor: float = 1.0


class Run(NamedTuple):
    """One run made: what it was, how long it trained, and how well it did on test examples."""

    kind: str
    width: int
    parameters: int
    examples: int  # 0: fresh ones at every step
    seed: int
    lr: float
    steps: int  # at which its parameters were taken
    loss: float  # against noisy answers
    excess: float  # against the answers without noise


def plan(settings: Settings) -> list[Job]:
    """List every run of the sweep, cheap ones first.

    >>> few = Settings(widths=(1, 2), rate_widths=(), examples=(32,), seeds=1, data_seeds=1)
    >>> [(job.kind, job.width, job.examples) for job in plan(few)]
    [('size', 1, 0), ('size', 2, 0), ('data', 256, 32)]
    """
    s = settings
    size = [Job("size", w, 0, seed) for w in s.widths for seed in range(s.seeds)]
    rate = [
        Job("rate", w, 0, seed, factor)
        for w in s.rate_widths
        for factor in s.rate_factors
        for seed in range(s.rate_seeds)
    ]
    data = [
        Job("data", s.data_width, n, seed) for n in s.examples for seed in range(s.data_seeds)
    ]
    order = {job: i for i, job in enumerate([*size, *data, *rate])}
    return sorted(order, key=lambda job: (job.width if job.examples == 0 else 20, order[job]))


def key(job: Job) -> list[int]:
    """The key of a job's generator, ``np.random.default_rng(key(job))``.

    The runs of kind ``"rate"`` see the examples of kind ``"size"``, at another rate.

    >>> key(Job("data", 256, 32, seed=4))
    [4, 256, 32]
    """
    return [job.seed, job.width, job.examples]


def run(job: Job, settings: Settings, rng: np.random.Generator) -> Run:
    r"""Train one student and measure it; the sweep gives it the generator of its :func:`key`.

    .. math:: T = T_1 w^{1/3}, \qquad \eta_t = \eta_1 w^{-1/3} (1 - t / T)

    for width :math:`w`, on fresh examples.  With ``job.examples`` the rate is constant and
    training ends by early stopping.  Start and examples come from ``rng``.  Raises
    ``ValueError`` for an unknown kind, sizes below 1 or an ``rng`` that is none.

    >>> tiny = Settings(inputs=2, teacher_width=8, steps=10, tests=100)
    >>> run(Job("size", 1, 0, seed=0), tiny, np.random.default_rng(0)).parameters
    5
    """
    check.choice("kind", job.kind, KINDS)
    master, test = _task(settings)
    check.generator("rng", rng)
    params = mlp.init([settings.inputs, job.width, 1], rng, "pytorch_linear")
    if job.examples:
        lr = settings.data_rate
        steps, params = _stopped(job, settings, master, params, rng)
    else:
        steps = round(settings.steps * job.width ** (1 / 3))
        lr = job.factor * settings.rate / job.width ** (1 / 3)
        params = _online(lr, steps, settings, master, params, rng)
    said = mlp.forward(params, test.x).logits[:, 0]
    loss, excess = (float(np.mean((said - y) ** 2)) for y in (test.y, test.clean))
    count = sum(p.size for p in params.values())
    kind, width, examples, seed, _ = job
    return Run(kind, width, count, examples, seed, lr, steps, loss, excess)


@lru_cache(maxsize=1)
def _task(settings) -> tuple[Teacher, Lesson]:
    """The one teacher, and the test examples that every student is measured on."""
    rng = np.random.default_rng(settings.teacher_seed)
    master = teacher(settings.inputs, settings.teacher_width, rng)
    return master, lesson(master, settings.tests, settings.noise, rng)


def _online(lr, steps, settings, master, params, rng):
    """Adam on a fresh batch at every step, the rate falling in a line to 0."""
    objective, opt = mlp.objective(mse), adam(linear(lr, steps))
    state = opt.init(params)
    for _ in range(steps):
        fresh = lesson(master, settings.batch, settings.noise, rng)
        _, grads = objective(params, fresh.x, fresh.y[:, None])
        params, state = opt.update(params, grads, state)
    return params


def _stopped(job, settings, master, params, rng):
    """Adam on fixed examples; the step and the parameters of the best validation loss."""
    data = lesson(master, job.examples, settings.noise, rng)
    judge = lesson(master, settings.validation, settings.noise, rng)
    watch, best = Watch(), (0, params)

    def look(step):
        nonlocal watch, best
        if step.step % settings.look:
            return False
        said = mlp.forward(step.params, judge.x).logits[:, 0]
        watch = observe(watch, np.mean((said - judge.y) ** 2), patience=settings.patience)
        if watch.best_epoch == watch.epoch:
            best = step.step, step.params
        return watch.stop

    fit(
        params,
        (data.x, data.y[:, None]),
        loss_and_grads=mlp.objective(mse),
        opt=adam(settings.data_rate),
        steps=settings.longest,
        batch_size=min(settings.batch, job.examples),
        callbacks=[look],
        rng=rng,
        progress=False,
    )
    return best
