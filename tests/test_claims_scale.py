"""What the book says about scale, number formats and memory, computed."""

import math

import numpy as np
import pytest
import torch
from whynn.facts import fact
from whynn.memory import gigabytes, training_bytes
from whynn.powerlaw import fit_power_law, power_law
from whynn.precision import limits, lost, nonassociative_rate, round_to, scaled_gradient
from whynn.rounding import fmt
from whynn.scaling import (
    CHINCHILLA,
    CHINCHILLA_REFIT,
    allocation_at_ratio,
    chinchilla_loss,
    tokens_per_parameter,
    training_flop,
)

GPT3 = fact("gpt3_parameters"), fact("gpt3_tokens")
GOPHER = fact("gopher_parameters"), fact("gopher_tokens")
CHINCHILLA_70B = fact("chinchilla_parameters"), fact("chinchilla_tokens")
LLAMA_8B = fact("llama3_8b_parameters_nominal"), fact("llama3_8b_tokens")


def test_claim_3_3_4_a_million_examples_in_batches_of_256_are_3907_steps():
    steps = 1_000_000 / 256
    assert fmt(steps) == "3906.25"
    assert math.ceil(steps) == 3907


def test_claim_3_3_12_gpt3_took_3_2_million_tokens_a_step_and_94_thousand_steps():
    assert fact("gpt3_batch_tokens") == 3.2e6
    assert fact("gpt3_tokens") / fact("gpt3_batch_tokens") == 93_750


def test_claim_3_4_12_vocabularies_are_of_50_to_130_thousand_tokens():
    assert fact("gpt2_vocabulary") == 50_257
    assert fact("llama3_vocabulary") == 128_256


def test_claim_5_1_2_exponents_of_5_to_10_percent_are_those_of_laws_without_a_floor():
    kaplan = [fact(f"kaplan_alpha_{k}") for k in "ndc"]
    assert kaplan == [0.076, 0.095, 0.050]
    assert all(0.05 <= alpha <= 0.1 for alpha in kaplan)
    law = CHINCHILLA_REFIT
    assert (fmt(law.alpha, 3), fmt(law.beta, 3)) == ("0.348", "0.366")
    assert (CHINCHILLA.alpha, CHINCHILLA.beta, CHINCHILLA.E) == (0.34, 0.28, 1.69)
    # The same curve: a line without a floor, fitted to the law with one, is far flatter.
    n = np.logspace(8, 11, 10)
    apparent = fit_power_law(n, chinchilla_loss(n, np.inf, law)).exponent
    assert apparent < 0.1 < law.alpha


def test_claim_5_1_4_at_exponent_0_05_a_doubling_wins_3_41_percent():
    ratio = float(power_law(2.0, 1.0, 0.05))
    assert fmt(ratio, 5) == "0.96594"
    assert fmt(100 * (1 - ratio)) == "3.41"


def test_claim_5_1_5_twenty_doublings_are_a_million_fold_and_halve_a_floorless_loss():
    assert 2**20 == 1_048_576
    assert float(power_law(2.0**20, 1.0, 0.05)) == pytest.approx(0.5, rel=1e-12)
    assert fmt(0.966**20, 4) == "0.5007"


def test_claim_5_1_6_with_a_floor_twenty_doublings_do_not_halve_the_loss():
    now = chinchilla_loss(*CHINCHILLA_70B, CHINCHILLA_REFIT)
    then = chinchilla_loss(CHINCHILLA_70B[0] * 2**20, np.inf, CHINCHILLA_REFIT)
    assert fmt(now, 3) == "1.974"
    assert fmt(then, 3) == "1.818"
    assert fmt(now / 2, 3) == "0.987"
    assert then > CHINCHILLA_REFIT.E > now / 2


@pytest.mark.parametrize(
    ("run", "loss"),
    [(GPT3, 2.002), (GOPHER, 1.993), (LLAMA_8B, 1.949), ((8e9, 160e9), 2.164)],
)
def test_more_on_5_1_6_losses_the_law_expects_of_the_known_runs(run, loss):
    assert float(chinchilla_loss(*run)) == pytest.approx(loss, abs=5e-4)


def test_claim_5_1_9_gpt3_saw_1_7_tokens_a_parameter():
    assert fmt(tokens_per_parameter(*GPT3), 3) == "1.714"


def test_claim_5_1_10_chinchilla_saw_20_and_has_40_percent_of_the_parameters_of_gpt3():
    assert tokens_per_parameter(*CHINCHILLA_70B) == 20
    assert CHINCHILLA_70B[0] / GPT3[0] == pytest.approx(0.4)


def test_claim_5_1_12_the_smaller_network_on_more_data_also_had_1_87_times_the_compute():
    assert fmt(training_flop(*CHINCHILLA_70B) / training_flop(*GPT3)) == "1.87"
    # At GPT-3's own compute the law still prefers the smaller network on more data.
    same_compute = allocation_at_ratio(training_flop(*GPT3), 20)
    assert same_compute.parameters == pytest.approx(5.12e10, rel=2e-3)
    assert same_compute.tokens == pytest.approx(1.02e12, rel=5e-3)
    assert same_compute.loss < chinchilla_loss(*GPT3)


def test_claim_5_1_13_llama_3_8b_saw_1875_tokens_a_parameter():
    assert tokens_per_parameter(*LLAMA_8B) == 1875
    counted = tokens_per_parameter(fact("llama3_8b_parameters"), LLAMA_8B[1])
    assert fmt(counted, 0) == "1868"


def test_claim_6_3_12_chinchilla_used_more_compute_than_gpt3_and_the_same_as_gopher():
    ours, theirs = training_flop(*CHINCHILLA_70B), training_flop(*GPT3)
    assert (ours, theirs) == pytest.approx((5.88e23, 3.15e23))
    assert fmt(ours / theirs) == "1.87"
    assert fmt(fact("gopher_flop") / fact("gpt3_flop")) == "1.83"
    assert ours / training_flop(*GOPHER) == pytest.approx(1.167, abs=5e-4)


@pytest.mark.parametrize(
    ("format", "rate"), [("fp64", 0.318), ("fp32", 0.317), ("fp16", 0.319), ("bf16", 0.322)]
)
def test_claim_6_3_20_a_third_of_random_sums_depend_on_the_order_at_every_precision(
    format, rate
):
    ours = nonassociative_rate(format, 100_000, np.random.default_rng(0))
    noise = math.sqrt(2 * rate * (1 - rate) / 100_000)  # of the difference of two samples
    assert ours == pytest.approx(rate, abs=0.0005 + 4 * noise)


def test_claim_6_4_3_a_gradient_of_1e_8_is_zero_in_fp16():
    assert round_to(1e-8, "fp16") == 0
    assert lost([1e-8], "fp16").underflow == 1
    assert limits("fp16").smallest_subnormal == pytest.approx(5.96e-8, rel=1e-3)


def test_claim_6_4_4_scaling_by_2_to_15_saves_small_gradients_and_loses_a_loss_of_2():
    saved = scaled_gradient(1e-8, 2.0**15)
    assert saved == pytest.approx(9.997e-9, rel=1e-4)
    assert np.isinf(round_to(2.3 * 2**15, "fp16"))
    assert np.isinf(scaled_gradient(2.0, 2.0**15))
    assert limits("fp16").max / 2**15 == 1.9990234375
    assert np.isfinite(scaled_gradient(1.9990234375, 2.0**15))
    # A number is rounded before it is too large: the edge is half a step above the largest.
    assert np.isfinite(scaled_gradient(65519 / 2**15, 2.0**15))
    assert np.isinf(scaled_gradient(65520 / 2**15, 2.0**15))
    assert fact("torch_gradscaler_init_scale") == 2**16


def test_claim_6_4_5_bf16_has_the_range_of_fp32():
    narrow, wide = limits("bf16"), limits("fp32")
    assert f"{narrow.max:.2e} {wide.max:.2e}" == "3.39e+38 3.40e+38"
    assert narrow.smallest_normal == wide.smallest_normal == pytest.approx(1.18e-38, rel=5e-3)
    assert round_to(1e-8, "bf16") == pytest.approx(1e-8, rel=2**-8)


def test_claim_6_4_11_adam_keeps_two_extra_float32_tensors_a_parameter():
    w = torch.zeros(10_000, requires_grad=True)
    opt = torch.optim.Adam([w])
    w.grad = torch.ones_like(w)
    opt.step()
    kept = sum(t.numel() * t.element_size() for t in opt.state[w].values())
    assert kept / w.numel() == pytest.approx(8.000, abs=5e-4)
    assert training_bytes(10_000, "adam").moments / 10_000 == 8


def test_claim_6_4_12_7b_in_adam_is_56_gb_of_moments_84_with_master_weights_112_in_all():
    m = training_bytes(7_000_000_000, "adam_mixed")
    assert [gigabytes(b) for b in (m.moments, m.optimizer, m.total)] == [56, 84, 112]
    assert fmt(gigabytes(m.moments, binary=True), 1) == "52.2"
    assert m.optimizer / 7e9 == fact("zero_optimizer_bytes")
    assert m.total / 7e9 == fact("zero_state_bytes")
    assert gigabytes(training_bytes(7_000_000_000, "adam_bf16").moments) == 28
