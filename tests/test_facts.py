"""Cited figures: against the frameworks themselves, and against each other."""

import inspect
import math
import re

import pytest
import torch
from whynn.facts import FACTS, fact


@pytest.mark.parametrize("name", FACTS)
def test_every_figure_has_a_unit_and_a_source_with_its_year_or_program(name):
    f = FACTS[name]
    assert f.unit
    assert re.search(r"\b(19|20)\d\d\b|PyTorch \d|Keras", f.source)
    assert isinstance(f.value, (int, float, str))
    assert not isinstance(f.value, float) or math.isfinite(f.value)


@pytest.mark.parametrize("name", [k for k, f in FACTS.items() if f.unit == "year"])
def test_a_year_is_the_year_of_its_source(name):
    assert str(FACTS[name].value) in FACTS[name].source


@pytest.mark.parametrize(
    ("name", "call", "argument"),
    [
        ("torch_adam_weight_decay", torch.optim.Adam, "weight_decay"),
        ("torch_adamw_weight_decay", torch.optim.AdamW, "weight_decay"),
        ("torch_gradscaler_init_scale", torch.amp.GradScaler, "init_scale"),
        ("torch_gradscaler_growth_factor", torch.amp.GradScaler, "growth_factor"),
        ("torch_gradscaler_backoff_factor", torch.amp.GradScaler, "backoff_factor"),
        ("torch_gradscaler_growth_interval", torch.amp.GradScaler, "growth_interval"),
        ("torch_leaky_relu_slope", torch.nn.LeakyReLU, "negative_slope"),
    ],
)
def test_a_default_of_pytorch_is_what_pytorch_does(name, call, argument):
    assert fact(name) == inspect.signature(call.__init__).parameters[argument].default


def test_the_betas_and_eps_of_the_adam_paper_are_pytorchs():
    defaults = inspect.signature(torch.optim.Adam.__init__).parameters
    ours = (fact("adam_beta1"), fact("adam_beta2"))
    assert ours == defaults["betas"].default
    assert fact("adam_eps") == defaults["eps"].default
    assert fact("adam_learning_rate") == defaults["lr"].default


def test_autocast_on_cuda_is_still_float16():
    assert str(torch.get_autocast_dtype("cuda")) == f"torch.{fact('torch_autocast_dtype_cuda')}"


def test_kaiming_with_that_slope_is_uniform_within_one_over_the_root_of_fan_in():
    gain = torch.nn.init.calculate_gain("leaky_relu", fact("torch_linear_kaiming_a"))
    assert gain * math.sqrt(3 / 256) == pytest.approx(1 / math.sqrt(256), rel=1e-12)


def test_llama_3_8b_counts_what_its_shape_gives():
    """Embedding and output, then attention with 8 of 32 heads for keys, gated MLP, norms."""
    d, layers, hidden, keys = 4096, 32, 14336, 1024
    layer = 2 * d * d + 2 * d * keys + 3 * d * hidden + 2 * d
    count = 2 * fact("llama3_vocabulary") * d + layers * layer + d
    assert fact("llama3_8b_parameters") == count
    assert round(count / 1e9) * 10**9 == fact("llama3_8b_parameters_nominal")


def test_gpt2_counts_more_than_its_paper_prints():
    """Blocks of attention, two layers of four times the width and two norms; embeddings."""
    d, blocks = fact("gpt2_width"), fact("gpt2_layers")
    block = 4 * d * (d + 1) + (8 * d * d + 5 * d) + 4 * d
    count = blocks * block + (fact("gpt2_vocabulary") + fact("gpt2_context")) * d + 2 * d
    assert count == 124_439_808
    assert fact("gpt2_feedforward_factor") == 4
    assert fact("gpt2_parameters_as_printed") == 117_000_000 < count


def test_llama_2_rounds_two_thirds_of_four_times_its_width_up_to_a_multiple_of_256():
    wanted = 8 * fact("llama2_7b_width") / 3
    assert fact("llama2_7b_hidden") == 256 * math.ceil(wanted / 256)


def test_the_published_compute_of_gpt3_is_six_flop_a_parameter_and_token():
    six_nd = 6 * fact("gpt3_parameters") * fact("gpt3_tokens")
    assert fact("gpt3_flop") == pytest.approx(six_nd, rel=0.005)


def test_chinchilla_got_the_budget_of_gopher_to_a_few_percent():
    six_nd = 6 * fact("chinchilla_parameters") * fact("chinchilla_tokens")
    assert fact("gopher_flop") == pytest.approx(six_nd, rel=0.03)


def test_zero_counts_16_bytes_with_12_of_them_for_the_optimizer():
    assert fact("zero_state_bytes") == 2 + 2 + fact("zero_optimizer_bytes")


def test_the_vocabulary_of_gpt2_is_256_bytes_50000_merges_and_one_end():
    assert fact("gpt2_vocabulary") == 256 + 50_000 + 1


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("gpt3_parameter", "gpt3_parameters"),
        ("novikov", "novikoff_convergence"),
        ("zzzzzzzz", "gpt2_vocabulary"),
        (3, "gpt2_vocabulary"),
        (["gpt3_tokens"], "gpt3_tokens"),
    ],
)
def test_an_unknown_name_is_refused_with_near_ones(name, near):
    with pytest.raises(ValueError, match=f"name: expected a key of FACTS such as .*{near}"):
        fact(name)
