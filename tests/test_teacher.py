"""The task without end: its scale, its noise, and what of it no line can say."""

import numpy as np
import pytest
from whynn.teacher import answers, lesson, teacher


def test_the_answers_are_those_of_the_network_written_out():
    one = teacher(3, 5, np.random.default_rng(0))
    x = np.random.default_rng(1).normal(size=(7, 3))
    p = one.params
    hidden = np.clip(x @ p["W1"] + p["b1"], 0, None)
    hidden = np.clip(hidden @ p["W2"] + p["b2"], 0, None)
    raw = (hidden @ p["W3"] + p["b3"])[:, 0]
    np.testing.assert_allclose(answers(one, x), (raw - one.mean) / one.std, rtol=1e-12)


def test_a_constant_answer_has_loss_one_and_the_noise_adds_its_variance():
    rng = np.random.default_rng(2)
    task = lesson(teacher(10, 64, rng), 40_000, 0.2, rng)
    assert np.var(task.clean) == pytest.approx(1, abs=0.04)
    assert np.mean((task.y - task.clean) ** 2) == pytest.approx(0.04, rel=0.03)
    assert abs(np.corrcoef(task.y - task.clean, task.clean)[0, 1]) < 0.02


def test_no_straight_line_answers_the_books_task():
    from whynn.students import Settings

    settings = Settings()
    rng = np.random.default_rng(settings.teacher_seed)
    task = lesson(teacher(settings.inputs, settings.teacher_width, rng), 5_000, 0.0, rng)
    columns = np.column_stack([task.x, np.ones(5_000)])
    left = task.clean - columns @ np.linalg.lstsq(columns, task.clean, rcond=None)[0]
    assert np.var(left) > 0.25


def test_fresh_examples_are_fresh_and_a_seed_repeats_them():
    one = teacher(2, 4, np.random.default_rng(0))
    rng = np.random.default_rng(1)
    first, second = lesson(one, 5, 0.1, rng), lesson(one, 5, 0.1, rng)
    assert (first.x != second.x).all()
    np.testing.assert_array_equal(first.y, lesson(one, 5, 0.1, np.random.default_rng(1)).y)


@pytest.mark.parametrize(
    ("n", "noise", "words"),
    [
        (0, 0.1, "n: expected a whole number of at least 1"),
        (3, -1.0, "noise: expected a number"),
    ],
)
def test_bad_sizes_are_named(n, noise, words):
    with pytest.raises(ValueError, match=words):
        lesson(teacher(2, 4, np.random.default_rng(0)), n, noise, np.random.default_rng(0))
