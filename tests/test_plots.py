"""Drawing helpers put on the axes what they say."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgba
from whynn import plots


def test_the_cut_lies_where_the_score_is_zero():
    _, ax = plots.bare_figure(3, 3)
    plots.cut(ax, [1, 1], -0.5)
    assert ax.collections[1].hatches == ["//"]
    drawn = ax.collections[-1].get_paths()[0].vertices
    np.testing.assert_allclose(drawn.sum(axis=1), 0.5, atol=1e-9)


def test_without_weights_no_line_is_drawn():
    _, ax = plots.bare_figure(3, 3)
    plots.cut(ax, [0, 0], 1)
    assert len(ax.collections) == 2  # the tint and the hatching alone


def test_a_corner_that_wants_1_is_filled_and_a_wrong_one_is_ringed():
    _, ax = plots.bare_figure(3, 3)
    plots.corners(ax, [0, 1, 1, 0], wrong=[3])
    filled = [to_rgba(dot.get_markerfacecolor()) == to_rgba(plots.ONE) for dot in ax.lines]
    assert filled == [False, True, True, False]
    assert [ring.get_offsets().tolist() for ring in ax.collections] == [[[1, 1]]]
    assert [text.get_text() for text in ax.texts] == ["wrong"]


def test_the_label_stands_on_the_line():
    _, ax = plots.bare_figure(3, 3)
    plots.cut(ax, [1, 0], -0.5, label="here")
    assert [text.get_text() for text in ax.texts] == ["here"]


def test_a_small_corner_keeps_its_ring_and_leaves_the_word_to_the_title():
    fig, (ax, _) = plots.pair("one knife", "two")
    plots.corners(ax, [0, 1, 1, 0], wrong=[3], small=True)
    assert [ring.get_offsets().tolist() for ring in ax.collections] == [[[1, 1]]]
    assert not list(ax.texts) and max(dot.get_markersize() for dot in ax.lines) < 10
    plt.close(fig)


@pytest.mark.parametrize(
    ("name", "w", "b", "right", "ringed"),
    [
        ("AND", [1, 1], -1.5, 4, []),
        ("XOR", [1, 0], -0.5, 2, [[0, 1], [1, 1]]),
        ("XOR", [1, 1], -0.5, 3, [[1, 1]]),
        ("XOR", [1, -1], -0.5, 3, [[0, 1]]),
    ],
)
def test_a_knife_rings_the_corners_that_it_gets_wrong_and_counts_the_others(
    name, w, b, right, ringed
):
    fig, ax = plots.knife(name, w, b)
    rings = [c.get_offsets().tolist()[0] for c in ax.collections if c.get_linestyles()[0][1]]
    assert rings == ringed
    assert ax.get_title() == f"{name}: {right} of 4 right"
    plt.close(fig)


def test_a_pair_stays_without_ticks_on_a_logarithmic_scale():
    fig, axes = plots.pair("fails", "mended")
    for ax in axes:
        ax.loglog([1, 10, 1000], [1, 100, 0.1])
    fig.canvas.draw()
    for ax in axes:
        ticks = [
            t
            for a in (ax.xaxis, ax.yaxis)
            for t in (*a.get_major_ticks(), *a.get_minor_ticks())
        ]
        assert ticks and not any(tick.label1.get_visible() for tick in ticks)
    plt.close(fig)


def test_the_style_does_not_leak():
    before = plt.rcParams["axes.grid"], plt.rcParams["font.size"]
    fig, _ = plots.subplots(2, rows=2)
    plt.close(fig)
    assert (plt.rcParams["axes.grid"], plt.rcParams["font.size"]) == before


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda ax: plots.cut(ax, [1], 0), r"w: expected shape \(2,\)"),
        (lambda ax: plots.corners(ax, [0, 1, 2, 0]), "y: expected labels from 0 to 1, got 2"),
        (lambda ax: plots.subplots(0), "columns: expected a whole number of at least 1"),
    ],
)
def test_a_bad_argument_is_named(call, words):
    _, ax = plots.bare_figure(2, 2)
    with pytest.raises(ValueError, match=words):
        call(ax)
