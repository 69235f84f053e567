"""What is said about deep networks, scale and daily work, computed."""

import math
from functools import partial

import numpy as np
import pytest
import torch
from whynn import activations as A
from whynn import diagnostics as D
from whynn import gelu, init, losses, mlp, train
from whynn.facts import fact
from whynn.optimizers import adam, adam_l2, adamw, momentum
from whynn.scaling import (
    CHINCHILLA_REFIT,
    allocation_at_ratio,
    chinchilla_loss,
    inference_optimal,
    tokens_per_parameter,
    training_flop,
)

GPT3 = fact("gpt3_parameters"), fact("gpt3_tokens")
CHINCHILLA_70B = fact("chinchilla_parameters"), fact("chinchilla_tokens")
LLAMA_8B = fact("llama3_8b_parameters_nominal"), fact("llama3_8b_tokens")


def test_claim_4_1_3_the_slope_at_two_is_not_the_product_of_rounded_factors():
    assert A.sigmoid(2.0) == pytest.approx(0.8808, abs=5e-5)
    assert A.sigmoid_grad(2.0) == pytest.approx(0.10499, abs=5e-6)
    rounded = 0.88 * 0.12
    assert rounded == pytest.approx(0.1056, abs=1e-12)
    assert f"{rounded:.3f}" == "0.106"
    assert f"{A.sigmoid_grad(2.0):.3f}" == "0.105"


@pytest.mark.parametrize(("bend", "kept"), [("sigmoid", 0.24), ("tanh", 0.90)])
def test_claim_4_1_16_both_bend_and_only_one_carries_the_blame(bend, kept):
    f = A.ACTIVATIONS[bend].f
    assert abs(f(2.0) - 2 * f(1.0) + f(0.0)) > 0.05  # not straight
    factors = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        net = mlp.init([100] * 11 + [10], rng, "xavier_normal")
        x, labels = rng.normal(size=(256, 100)), rng.integers(0, 10, 256)
        cache = mlp.forward(net, x, bend)
        _, blame = mlp.backward(
            net, cache, losses.softmax_cross_entropy(cache.logits, labels).grad
        )
        first, tenth = np.linalg.norm(blame[0]), np.linalg.norm(blame[9])
        factors.append((first / tenth) ** (1 / 9))
    assert np.median(factors) == pytest.approx(kept, abs=0.02)


@pytest.mark.parametrize(
    ("run", "tokens", "loss"),
    [(GPT3, 1.7, 2.009), (CHINCHILLA_70B, 20, 1.974), (LLAMA_8B, 1875, 2.022)],
)
def test_claim_5_2_10_language_models_see_more_tokens_than_they_have_parameters(
    run, tokens, loss
):
    assert tokens_per_parameter(*run) == pytest.approx(tokens, abs=0.05)
    assert tokens_per_parameter(*run) > 1
    expected = float(chinchilla_loss(*run, CHINCHILLA_REFIT))
    assert expected == pytest.approx(loss, abs=5e-4)
    assert expected > fact("chinchilla_refit_e") > 1  # nats: nowhere near interpolation


def size_after_five(weights):
    """Median of eight networks of width 256."""
    sizes = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        net = mlp.init([256] * 6 + [1], rng, weights, bias=False)
        cache = mlp.forward(net, rng.normal(size=(64, 256)))
        sizes.append(D.activation_rms(cache)[4])
    return np.median(sizes)


def test_claim_6_1_2_what_breaks_is_the_size_of_random_weights_not_their_randomness():
    small, large = (size_after_five(partial(init.normal, std=s)) for s in (0.01, 1.0))
    assert small == pytest.approx(1.8e-5, rel=0.25)
    assert large == pytest.approx(1.8e5, rel=0.25)
    assert size_after_five("he_normal") == pytest.approx(1, rel=0.25)
    assert size_after_five("zeros") == 0


def test_claim_6_1_4_neither_relus_nor_gelus_slope_stays_at_one():
    z = np.linspace(-6, 6, 120_001)
    slope = gelu.gelu_grad(z)
    assert slope.min() == pytest.approx(-0.129, abs=5e-4)
    assert slope.max() == pytest.approx(1.129, abs=5e-4)
    assert gelu.gelu_grad(0.0) == 0.5
    rng = np.random.default_rng(0)
    z = mlp.forward(mlp.init([256, 256, 1], rng), rng.normal(size=(512, 256))).z[0]
    assert (A.relu_grad(z) == 0).mean() == pytest.approx(0.5, abs=0.01)


def test_claim_6_1_6_a_law_shows_that_the_budget_was_badly_split():
    flop = training_flop(*GPT3)
    spent = float(chinchilla_loss(*GPT3, CHINCHILLA_REFIT))
    better = allocation_at_ratio(flop, 20, CHINCHILLA_REFIT)
    assert spent == pytest.approx(2.009, abs=5e-4)
    assert better.loss == pytest.approx(1.992, abs=5e-4)
    assert training_flop(better.parameters, better.tokens) == pytest.approx(flop)


@pytest.mark.parametrize(
    ("depth", "low", "high"), [(5, 1e6, 1e7), (10, 1e11, 1e13), (20, 1e21, 1e24)]
)
def test_claim_6_2_2_the_first_loss_of_too_large_weights_is_huge_and_finite(depth, low, high):
    for seed in range(2):
        rng = np.random.default_rng(seed)
        net = mlp.init([256] * (depth + 1) + [10], rng, partial(init.normal, std=1.0))
        params = {name: p.astype(np.float32) for name, p in net.items()}
        x = rng.normal(size=(128, 256)).astype(np.float32)
        logits = mlp.forward(params, x).logits
        assert logits.dtype == np.float32
        value = losses.softmax_cross_entropy(logits, rng.integers(0, 10, 128)).value
        assert low < value < high
    if depth == 5:
        vanished = size_after_five(partial(init.normal, std=0.01))
        assert vanished == pytest.approx(1.8e-5, rel=0.25)


def test_claim_6_3_4_the_algorithm_adam_does_not_decay_and_adamw_does():
    def after_ten(opt):
        w = {"w": np.ones(1)}
        state = opt.init(w)
        for _ in range(10):
            w, state = opt.update(w, {"w": np.zeros(1)}, state)
        return w["w"].item()

    assert after_ten(adam(0.1)) == 1
    assert after_ten(adamw(0.1, weight_decay=0.01)) == pytest.approx((1 - 0.1 * 0.01) ** 10)
    assert after_ten(adamw(0.1, weight_decay=0.01)) == pytest.approx(0.99, abs=5e-5)
    # put into the gradient, the decay is rescaled: each step is nearly lr, whatever the decay
    assert after_ten(adam_l2(0.1, weight_decay=0.01)) < 0.1
    assert fact("torch_adam_weight_decay") == 0
    assert fact("torch_adamw_weight_decay") == 0.01


def test_claim_6_3_14_a_smaller_model_has_a_loss_that_no_data_can_beat():
    law = CHINCHILLA_REFIT
    assert float(chinchilla_loss(1e9, np.inf, law)) == pytest.approx(2.174, abs=5e-4)
    assert float(chinchilla_loss(*CHINCHILLA_70B, law)) == pytest.approx(1.974, abs=5e-4)
    served = [inference_optimal(2.0, n, law).parameters for n in (1e12, 1e15, 1e18)]
    assert served == sorted(served, reverse=True)  # smaller, and yet
    assert served[1] == pytest.approx(9.6e9, abs=0.05e9)
    assert chinchilla_loss(6.8e9, np.inf, law) > 2.0 > chinchilla_loss(served[2], np.inf, law)


@pytest.mark.parametrize("pre_norm", [False, True], ids=["post-LN", "pre-LN"])
def test_claim_6_3_16_a_small_transformer_trains_without_warmup(pre_norm):
    """Copying 8 of 16 symbols, two layers of width 32, 60 steps, in PyTorch."""
    for seed in range(2):
        torch.manual_seed(seed)
        layer = torch.nn.TransformerEncoderLayer(
            32, 4, 64, dropout=0.0, batch_first=True, norm_first=pre_norm
        )
        net = torch.nn.ModuleList(
            [
                torch.nn.Embedding(16, 32),
                torch.nn.TransformerEncoder(layer, 2, enable_nested_tensor=False),
                torch.nn.Linear(32, 16),
            ]
        )
        opt = torch.optim.Adam(net.parameters(), lr=0.001)
        seen = []
        for _ in range(60):
            tokens = torch.randint(0, 16, (32, 8))
            logits = net[2](net[1](net[0](tokens)))
            loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), tokens.flatten())
            opt.zero_grad()
            loss.backward()
            opt.step()
            seen.append(loss.item())
        assert all(math.isfinite(value) for value in seen)
        assert max(seen) < 2 * math.log(16)
        assert seen[-1] < math.log(16)  # the loss of guessing


def test_claim_6_3_19_parts_of_a_batch_give_its_gradient_side_by_side_or_in_turn():
    rng = np.random.default_rng(0)
    net = mlp.init([5, 16, 3], rng)
    x, labels = rng.normal(size=(64, 5)), rng.integers(0, 3, 64)
    objective = mlp.objective(losses.softmax_cross_entropy)
    _, whole = objective(net, x, labels)
    rows = np.split(np.arange(64), 8)
    side_by_side = [objective(net, x[part], labels[part])[1] for part in rows]
    kept = {name: np.zeros_like(p) for name, p in net.items()}
    for part in rows:  # one after the other
        _, grads = objective(net, x[part], labels[part])
        kept = {name: kept[name] + grads[name] / 8 for name in net}
    for name in net:
        mean = np.mean([grads[name] for grads in side_by_side], axis=0)
        np.testing.assert_allclose(mean, whole[name], rtol=0, atol=1e-12)
        np.testing.assert_allclose(kept[name], whole[name], rtol=0, atol=1e-12)
    assert fact("gpt3_batch_tokens") == 3.2e6


@pytest.mark.parametrize(
    "opt", [adamw(1e-3), momentum(0.05, 0.9)], ids=["AdamW", "with momentum"]
)
def test_claim_6_4_9_the_same_rate_goes_on_working_with_smaller_batches(opt):
    objective = mlp.objective(losses.softmax_cross_entropy)
    runs = 0
    for size in (256, 64, 16):
        for seed in range(3):
            rng = np.random.default_rng(seed)
            x = rng.normal(size=(2048, 20))
            data = x, 2 * (x[:, 0] > 0) + (x[:, 1] * x[:, 2] > 0)
            begin = mlp.init([20, 50, 50, 4], rng)
            out = train.fit(
                begin, data, loss_and_grads=objective, opt=opt, steps=100, batch_size=size,
                rng=rng, progress=False,
            )  # fmt: skip
            before, after = objective(begin, *data)[0], objective(out.params, *data)[0]
            assert math.isfinite(after)
            assert after < before
            runs += 1
    assert runs * 2 == 18


def test_claim_6_4_15_half_zeros_is_healthy_so_count_the_units_that_are_never_on():
    rng = np.random.default_rng(0)
    net = mlp.init([256, 256, 1], rng)
    x = rng.normal(size=(512, 256))
    h = mlp.forward(net, x).h[1]
    assert (h == 0).mean() == pytest.approx(0.5, abs=0.01)
    assert D.dead_units(h).sum() == 0
    net["b1"] = net["b1"] - 100.0 * (np.arange(256) < 26)
    h = mlp.forward(net, x).h[1]
    assert (h == 0).mean() == pytest.approx(0.55, abs=0.01)
    assert D.dead_units(h).sum() == 26
