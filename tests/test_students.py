"""Students do what their settings say, twice the same, and learn what can be learnt."""

import numpy as np
import pytest
from whynn import students
from whynn.students import Job, Settings, key, plan

TINY = Settings(
    inputs=2, teacher_width=8, batch=32, tests=500, steps=300, widths=(1, 4), seeds=2,
    rate_widths=(4,), rate_seeds=1, data_width=16, examples=(16, 64), data_seeds=2,
    validation=200, look=10, patience=5, longest=400,
)  # fmt: skip


def run(job, settings):
    """As the sweep does."""
    return students.run(job, settings, np.random.default_rng(key(job)))


def test_the_plan_has_each_run_once_and_dear_ones_last():
    jobs = plan(TINY)
    assert len(jobs) == len(set(jobs)) == 2 * 2 + 1 * 2 + 2 * 2
    assert [job.width for job in plan(Settings()) if job.kind == "size"][-1] == 384


def test_the_books_sweep_spans_two_and_a_half_decades_of_parameters_and_of_data():
    s = Settings()
    parameters = [w * (s.inputs + 2) + 1 for w in (s.widths[0], s.widths[-1])]
    assert np.log10(parameters[1] / parameters[0]) > 2.5
    assert np.log10(s.examples[-1] / s.examples[0]) > 2.5
    # fresh examples: even the widest student sees over a thousand for each of its parameters
    assert s.steps * s.widths[-1] ** (1 / 3) * s.batch > 1000 * parameters[1]


@pytest.mark.parametrize("job", [Job("size", 4, 0, 0), Job("data", 16, 64, 1)])
def test_the_same_job_gives_the_same_run_and_another_seed_another(job):
    assert run(job, TINY) == run(job, TINY)
    assert run(job, TINY).loss != run(job._replace(seed=7), TINY).loss


def test_steps_rise_and_rates_fall_as_the_cube_root_of_the_width():
    narrow, wide = (run(Job("size", w, 0, 0), TINY._replace(steps=10)) for w in (1, 8))
    assert (narrow.steps, wide.steps) == (10, 20)
    assert wide.lr == pytest.approx(narrow.lr / 2)
    assert (narrow.parameters, wide.parameters) == (5, 33)
    assert run(Job("rate", 8, 0, 0, 3.0), TINY._replace(steps=10)).lr == pytest.approx(
        3 * wide.lr
    )


def test_the_loss_is_the_excess_plus_the_noise():
    made = run(Job("size", 4, 0, 0), TINY._replace(tests=20_000))
    assert made.loss - made.excess == pytest.approx(TINY.noise**2, abs=0.003)
    assert made.excess < 0.5  # of the 1 that a constant answer has


def test_a_student_of_data_stops_at_a_look_and_before_the_longest():
    made = run(Job("data", 16, 16, 0), TINY)
    assert made.steps % TINY.look == 0
    assert made.steps <= TINY.longest
    last = run(Job("data", 16, 16, 0), TINY._replace(patience=1000))
    assert last.steps >= made.steps  # a run that looks longer finds nothing earlier


def test_what_is_kept_is_the_look_with_the_best_validation_loss(monkeypatch):
    seen, once = [], students.observe
    monkeypatch.setattr(
        students, "observe", lambda w, loss, **k: seen.append(loss) or once(w, loss, **k)
    )
    made = run(Job("data", 16, 16, 0), TINY)
    assert np.argmin(seen) < len(seen) - 1
    assert made.steps == TINY.look * (np.argmin(seen) + 1)


def test_an_unknown_kind_is_named():
    with pytest.raises(ValueError, match="kind: expected one of size, data, rate, got 'depth'"):
        run(Job("depth", 1, 0, 0), TINY)
