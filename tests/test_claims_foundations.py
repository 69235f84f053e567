"""What is said about rules, starting values, blame, batches and losses, computed."""

import json
import re
import time
from pathlib import Path

import numpy as np
import pytest
from whynn import activations as A
from whynn import batches, init, losses, mlp, train
from whynn.facts import fact
from whynn.optimizers import adam, sgd
from whynn.perceptron import all_tables, cuttable, inputs, score
from whynn.scaling import CHINCHILLA, CHINCHILLA_REFIT, compute_optimal, tokens_per_parameter
from whynn.softmax import softmax

WORKED = {"W1": [[3.0]], "b1": [-1.0], "W2": [[0.5]], "b2": [0.0]}
EXAMPLE = np.array([[2.0]]), np.array([[1.0]])
CHAPTER_3 = Path(__file__).resolve().parents[1] / "chapters" / "03_values.ipynb"


def worked(**changed):
    return {name: np.array(value) for name, value in (WORKED | changed).items()}


def test_claim_0_0_4_blame_changes_nothing_and_each_optimizer_nudges_in_its_own_way():
    params = worked()
    _, grads = mlp.objective(losses.mse)(params, *EXAMPLE)
    assert {name: p.tolist() for name, p in params.items()} == WORKED
    assert grads["W1"].item() == 3

    def moved(opt):
        return 3 - opt.update(params, grads, opt.init(params))[0]["W1"].item()

    assert moved(sgd(0.1)) == pytest.approx(0.3)
    assert moved(adam(0.1)) == pytest.approx(0.1)


def test_claim_0_0_8_the_ratio_counts_tokens_for_each_parameter_and_is_no_law():
    chinchilla = fact("chinchilla_parameters"), fact("chinchilla_tokens")
    assert tokens_per_parameter(*chinchilla) == 20
    parameters = init.he_normal(256, 1, np.random.default_rng(0)).size + 1  # and a bias
    assert parameters == 257
    assert parameters * tokens_per_parameter(*chinchilla) == 5140

    def best(law):
        allocation = compute_optimal(fact("gopher_flop"), law)
        return allocation.tokens / allocation.parameters

    assert best(CHINCHILLA) == pytest.approx(92.6, abs=0.05)
    assert best(CHINCHILLA_REFIT) == pytest.approx(18.4, abs=0.05)


def test_claim_1_1_11_a_line_leaves_two_and_two_corners_in_only_4_of_its_14_ways():
    ones = all_tables(2)[cuttable(2)].sum(axis=1)
    assert len(ones) == 14
    assert [int(np.isin(ones, sides).sum()) for sides in ([2], [1, 3], [0, 4])] == [4, 8, 2]
    # every one of them is a line that was found, so count the corners of one of each kind
    by_hand = {(1, 1, -0.5): 3, (1, 0, -0.5): 2, (1, 1, 1): 4}
    for (w1, w2, b), fired in by_hand.items():
        assert (score(inputs(2), [w1, w2], b) > 0).sum() == fired


def test_claim_2_1_5_the_sums_over_the_diagonals_are_equal_so_no_line_does_xor():
    rng = np.random.default_rng(0)
    corners = {tuple(x): i for i, x in enumerate(inputs(2).tolist())}
    for _ in range(200):
        s = score(inputs(2), rng.normal(size=2), rng.normal())
        ends, middle = s[corners[0, 0]] + s[corners[1, 1]], s[corners[0, 1]] + s[corners[1, 0]]
        assert ends == pytest.approx(middle, abs=1e-12)
    tables = all_tables(2)
    assert (len(tables), int(cuttable(2).sum())) == (16, 14)
    parity = inputs(2).sum(axis=1) % 2
    assert parity.tolist() not in tables[cuttable(2)].tolist()
    # the nearest table that a line can cut gets three corners right
    assert (tables[cuttable(2)] == parity).sum(axis=1).max() == 3


@pytest.mark.parametrize(("bend", "expected"), [("tanh", 0.22), ("sigmoid", 4.7e-7)])
def test_claim_3_1_8_xaviers_rule_carries_the_signal_through_tanh_and_not_through_sigmoid(
    bend, expected
):
    rng = np.random.default_rng(0)
    net = mlp.init([256] * 11 + [1], rng, "xavier_normal", bias=False)
    layers = mlp.forward(net, rng.normal(size=(128, 256)), bend).h[1:11]
    varies = [np.sqrt(np.mean((h - h.mean(axis=0)) ** 2)) for h in layers]
    assert varies[9] == pytest.approx(expected, rel=0.12)
    if bend == "sigmoid":
        assert (varies[0] / varies[9]) ** (1 / 9) == pytest.approx(4, rel=0.1)
        assert A.sigmoid_grad(0.0) == 1 / 4


def test_claim_3_2_2_the_gradient_of_a_weight_is_a_side_branch():
    objective = mlp.objective(losses.mse)
    before, after = worked(), worked(b1=[1.0], b2=[-1.0])
    value, grads = objective(before, *EXAMPLE)
    same_value, changed = objective(after, *EXAMPLE)
    assert value == same_value == 2.25
    assert (grads["W2"].item(), changed["W2"].item()) == (15, 21)
    assert grads["W1"].item() == changed["W1"].item() == 3


def test_claim_3_3_2_a_pass_of_single_examples_takes_far_longer_than_one_of_batches():
    """The best of three passes each, since another program can only make them longer."""
    rng = np.random.default_rng(0)
    net = mlp.init([100, 256, 256, 10], rng)
    x, labels = rng.normal(size=(512, 100)), rng.integers(0, 10, 512)
    objective = mlp.objective(losses.softmax_cross_entropy)

    def one_pass(size):
        begin = time.perf_counter()
        for rows in batches.epoch(512, size, np.random.default_rng(1)):
            objective(net, x[rows], labels[rows])
        return time.perf_counter() - begin

    alone, together = (min(one_pass(size) for _ in range(3)) for size in (1, 256))
    assert alone > 5 * together
    assert [batches.steps_per_epoch(512, size) for size in (1, 256)] == [512, 2]


def test_claim_3_3_9_the_same_function_can_be_a_hundred_times_as_sharp():
    objective, k = mlp.objective(losses.mse), 10
    flat = worked()
    sharp = worked(W1=[[3.0 * k]], b1=[-1.0 * k], W2=[[0.5 / k]])
    x = np.linspace(-2, 2, 50)[:, None]
    np.testing.assert_allclose(mlp.forward(flat, x).logits, mlp.forward(sharp, x).logits)

    def curvature(params, step=1e-4):
        ends = [params | {"W2": params["W2"] + d} for d in (step, -step)]
        up, down = (objective(p, *EXAMPLE)[1]["W2"].item() for p in ends)
        return (up - down) / (2 * step)

    assert curvature(sharp) / curvature(flat) == pytest.approx(100, rel=1e-6)


def test_claim_3_4_2_the_squared_error_classifies_as_well_on_three_clouds():
    """Cross-entropy is usual and not needed; which is better depends on the task."""
    rng = np.random.default_rng(0)
    centres = 1.2 * rng.normal(size=(3, 5))

    def clouds(n):
        labels = rng.integers(0, 3, n)
        return centres[labels] + rng.normal(size=(n, 5)), labels

    (x, labels), (x_new, labels_new) = clouds(1000), clouds(2000)
    right = []
    for loss, targets in (
        (losses.softmax_cross_entropy, labels),
        (losses.mse, np.eye(3)[labels]),
    ):
        out = train.fit(
            mlp.init([5, 32, 3], np.random.default_rng(1)), (x, targets), steps=300,
            loss_and_grads=mlp.objective(loss), opt=adam(3e-3), batch_size=64,
            rng=np.random.default_rng(2), progress=False,
        )  # fmt: skip
        said = mlp.forward(out.params, x_new).logits.argmax(axis=1)
        right.append((said == labels_new).mean())
    assert min(right) > 0.85
    assert right[1] == pytest.approx(right[0], abs=0.02)


def test_claim_3_4_13_softmax_gives_a_distribution_and_a_decoder_picks():
    p = softmax(np.array([2.0, 1.0, 0.0]))
    assert p == pytest.approx([0.665, 0.245, 0.090], abs=5e-4)
    assert p.sum() == pytest.approx(1, rel=1e-14)
    assert losses.nll([[2.0, 1.0, 0.0]], [0])[0] == pytest.approx(-np.log(p[0]))
    drawn = np.random.default_rng(0).choice(3, size=20_000, p=p)
    assert 1 - p[0] == pytest.approx(0.335, abs=5e-4)
    assert (drawn != 0).mean() == pytest.approx(0.335, abs=4 * np.sqrt(0.335 * 0.665 / 20_000))
    assert p.argmax() == 0


def test_claim_3_4_14_chapter_3_is_about_four_things():
    cells = json.loads(CHAPTER_3.read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    sentence = re.search(r"You now have (\w+) things[^\n]*?\. When", prose)
    assert sentence[1] == "four"
    things = re.findall(r"\*\*(.+?)\*\*", sentence[0])
    assert things == ["initialization", "backpropagation", "batches", "losses"]
