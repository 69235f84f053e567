r"""Every figure of the book that was read somewhere and not computed here.

What fails without it: a number copied into a sentence loses its unit and its source, is
copied again, and nobody can check it.  Here each has one value, one unit, and the paper
or program that says so, with the place in it.  A figure that can be computed from
others (tokens per parameter, 6ND) is not here: compute it.
"""

from difflib import get_close_matches
from typing import NamedTuple


class Fact(NamedTuple):
    """One cited figure: its value, its unit, who says so and where, and what to know."""

    value: float | int | str
    unit: str
    source: str
    note: str = ""


def fact(name: str) -> float | int | str:
    r"""Return the value of one cited figure of the table ``FACTS``.

    .. math:: \operatorname{fact}(k) = \text{FACTS}[k].\text{value}

    ``name`` is a key of ``FACTS``; the unit is ``FACTS[name].unit`` (counts are plain
    numbers: 175e9, not 175).  Raises a ``ValueError`` with the nearest names if there is
    no such figure.

    >>> fact("gpt3_parameters")
    175000000000
    >>> FACTS["gpt3_parameters"].unit, FACTS["gpt3_parameters"].source
    ('parameters', 'Brown et al. 2020, Language Models are Few-Shot Learners, Table 2.1')
    >>> fact("novikov")
    Traceback (most recent call last):
    ValueError: name: expected a key of FACTS such as novikoff_convergence, got 'novikov'

    Source: each figure names its own.
    """
    if not isinstance(name, str) or name not in FACTS:
        near = get_close_matches(str(name), FACTS, n=3, cutoff=0.4) or list(FACTS)[:3]
        raise ValueError(
            f"name: expected a key of FACTS such as {', '.join(near)}, got {name!r}"
        )
    return FACTS[name].value


_GPT2 = "Radford et al. 2019, Language Models are Unsupervised Multitask Learners"
_GPT3 = "Brown et al. 2020, Language Models are Few-Shot Learners"
_KAPLAN = "Kaplan et al. 2020, Scaling Laws for Neural Language Models"
_HOFFMANN = "Hoffmann et al. 2022, Training Compute-Optimal Large Language Models"
_BESIROGLU = "Besiroglu et al. 2024, Chinchilla Scaling: A Replication Attempt"
_LLAMA2 = "Touvron et al. 2023, Llama 2: Open Foundation and Fine-Tuned Chat Models"
_LLAMA2_CONFIG = "Meta 2023, config.json of Llama 2 7B"
_LLAMA3 = "Meta 2024, Llama 3 model card"
_LLAMA3_CONFIG = "Meta 2024, config.json of Llama 3 8B"
_ADAM = "Kingma & Ba 2015, Adam: A Method for Stochastic Optimization, Algorithm 1"
_ZERO = "Rajbhandari et al. 2020, ZeRO: Memory Optimizations, Section 3.1"
_TORCH = "PyTorch 2.13 source"

FACTS: dict[str, Fact] = {
    # Language models: sizes, data, settings
    "gpt2_vocabulary": Fact(
        50257, "tokens", f"{_GPT2}, Section 2.3", "GPT-3 reuses its tokenization"
    ),
    "gpt2_width": Fact(768, "numbers a token", f"{_GPT2}, Table 2", "the smallest of the four"),
    "gpt2_layers": Fact(12, "blocks", f"{_GPT2}, Table 2", "the smallest of the four"),
    "gpt2_context": Fact(1024, "tokens", f"{_GPT2}, Section 2.3"),
    "gpt2_feedforward_factor": Fact(4, "times the width", "OpenAI 2019, src/model.py of GPT-2"),
    "gpt2_parameters_as_printed": Fact(
        117_000_000, "parameters", f"{_GPT2}, Table 2", "withdrawn in the README of its code"
    ),
    "gpt3_parameters": Fact(175_000_000_000, "parameters", f"{_GPT3}, Table 2.1"),
    "gpt3_tokens": Fact(300_000_000_000, "tokens", f"{_GPT3}, Table 2.1"),
    "gpt3_batch_tokens": Fact(
        3_200_000, "tokens per step", f"{_GPT3}, Table 2.1", "reached after a ramp from 32k"
    ),
    "gpt3_learning_rate": Fact(0.6e-4, "learning rate", f"{_GPT3}, Table 2.1", "the peak"),
    "gpt3_flop": Fact(3.14e23, "FLOP", f"{_GPT3}, Table D.1", "training, all of it"),
    "gpt3_clip_norm": Fact(1.0, "global gradient norm", f"{_GPT3}, Appendix B"),
    "gpt3_adam_beta2": Fact(0.95, "decay rate", f"{_GPT3}, Appendix B"),
    "gpt3_warmup_tokens": Fact(375_000_000, "tokens", f"{_GPT3}, Appendix B", "linear"),
    "gpt3_cosine_tokens": Fact(
        260_000_000_000, "tokens", f"{_GPT3}, Appendix B", "down to a tenth, then constant"
    ),
    "gopher_parameters": Fact(280_000_000_000, "parameters", f"{_HOFFMANN}, Table 1"),
    "gopher_tokens": Fact(300_000_000_000, "tokens", f"{_HOFFMANN}, Table 1"),
    "gopher_flop": Fact(
        5.76e23,
        "FLOP",
        f"{_HOFFMANN}, Table 3",
        "the Gopher budget, which Chinchilla was given too; the row of 67 billion parameters",
    ),
    "chinchilla_parameters": Fact(70_000_000_000, "parameters", f"{_HOFFMANN}, Table 1"),
    "chinchilla_tokens": Fact(1_400_000_000_000, "tokens", f"{_HOFFMANN}, Table 1"),
    "llama2_7b_learning_rate": Fact(3e-4, "learning rate", f"{_LLAMA2}, Table 1", "the peak"),
    "llama2_7b_width": Fact(4096, "numbers a token", _LLAMA2_CONFIG),
    "llama2_7b_hidden": Fact(11008, "hidden units", _LLAMA2_CONFIG, "three matrices a block"),
    "llama2_batch_tokens": Fact(4_000_000, "tokens per step", f"{_LLAMA2}, Table 1"),
    "llama3_8b_parameters": Fact(
        8_030_261_248, "parameters", _LLAMA3_CONFIG, "counted from the sizes it lists"
    ),
    "llama3_8b_parameters_nominal": Fact(8_000_000_000, "parameters", _LLAMA3),
    "llama3_8b_tokens": Fact(15_000_000_000_000, "tokens", _LLAMA3, "stated as over 15T"),
    "llama3_vocabulary": Fact(128256, "tokens", _LLAMA3_CONFIG, "special tokens included"),
    # Scaling laws
    "kaplan_alpha_n": Fact(0.076, "exponent of parameters", f"{_KAPLAN}, Equation 1.1"),
    "kaplan_alpha_d": Fact(0.095, "exponent of tokens", f"{_KAPLAN}, Equation 1.2"),
    "kaplan_alpha_c": Fact(
        0.050, "exponent of compute", f"{_KAPLAN}, Equation 1.3", "compute spent optimally"
    ),
    "chinchilla_fit_e": Fact(1.69, "nats per token", f"{_HOFFMANN}, Equation 10"),
    "chinchilla_fit_a": Fact(406.4, "nats x parameters^alpha", f"{_HOFFMANN}, Equation 10"),
    "chinchilla_fit_b": Fact(410.7, "nats x tokens^beta", f"{_HOFFMANN}, Equation 10"),
    "chinchilla_fit_alpha": Fact(0.34, "exponent of parameters", f"{_HOFFMANN}, Equation 10"),
    "chinchilla_fit_beta": Fact(0.28, "exponent of tokens", f"{_HOFFMANN}, Equation 10"),
    "chinchilla_refit_e": Fact(1.8172, "nats per token", _BESIROGLU),
    "chinchilla_refit_a": Fact(482.01, "nats x parameters^alpha", _BESIROGLU),
    "chinchilla_refit_b": Fact(2085.43, "nats x tokens^beta", _BESIROGLU),
    "chinchilla_refit_alpha": Fact(0.3478, "exponent of parameters", _BESIROGLU),
    "chinchilla_refit_beta": Fact(0.3658, "exponent of tokens", _BESIROGLU),
    # Memory
    "zero_optimizer_bytes": Fact(
        12, "bytes per parameter", _ZERO, "K: master weights and both moments, 4 bytes each"
    ),
    "zero_state_bytes": Fact(
        16, "bytes per parameter", _ZERO, "K plus 2 for weights and 2 for gradients"
    ),
    # Methods as published
    "adam_learning_rate": Fact(0.001, "learning rate", _ADAM),
    "adam_beta1": Fact(0.9, "decay rate", _ADAM),
    "adam_beta2": Fact(0.999, "decay rate", _ADAM),
    "adam_eps": Fact(1e-8, "same as the gradient", _ADAM, "outside the root"),
    "transformer_dropout": Fact(
        0.1, "probability", "Vaswani et al. 2017, Attention Is All You Need, Section 5.4"
    ),
    # Defaults of the frameworks
    "torch_adam_weight_decay": Fact(0, "decay per learning rate", f"{_TORCH}, optim.Adam"),
    "torch_adamw_weight_decay": Fact(0.01, "decay per learning rate", f"{_TORCH}, optim.AdamW"),
    "torch_gradscaler_init_scale": Fact(65536.0, "factor", f"{_TORCH}, amp.GradScaler"),
    "torch_gradscaler_growth_factor": Fact(2.0, "factor", f"{_TORCH}, amp.GradScaler"),
    "torch_gradscaler_backoff_factor": Fact(0.5, "factor", f"{_TORCH}, amp.GradScaler"),
    "torch_gradscaler_growth_interval": Fact(2000, "steps", f"{_TORCH}, amp.GradScaler"),
    "torch_autocast_dtype_cuda": Fact(
        "float16", "dtype", f"{_TORCH}, get_autocast_dtype('cuda')"
    ),
    "torch_leaky_relu_slope": Fact(0.01, "slope", f"{_TORCH}, nn.LeakyReLU"),
    "torch_linear_kaiming_a": Fact(
        5**0.5, "slope", f"{_TORCH}, nn.Linear.reset_parameters", "gives U(+-1/sqrt(fan_in))"
    ),
    "keras_dense_kernel_initializer": Fact(
        "glorot_uniform", "initializer", "Keras 3 source, layers/core/dense.py"
    ),
    "keras_dense_bias_initializer": Fact(
        "zeros", "initializer", "Keras 3 source, layers/core/dense.py"
    ),
    "keras_adam_eps": Fact(
        1e-7, "same as the gradient", "Keras documentation of Adam", "inside the reordered step"
    ),
    # When
    "rosenblatt_perceptron": Fact(
        1958, "year", "Rosenblatt 1958, The Perceptron, Psychological Review 65"
    ),
    "novikoff_convergence": Fact(
        1962, "year", "Novikoff 1962, On Convergence Proofs on Perceptrons"
    ),
    "minsky_papert_perceptrons": Fact(1969, "year", "Minsky & Papert 1969, Perceptrons"),
    "polyak_momentum": Fact(
        1964,
        "year",
        "Polyak 1964, Some Methods of Speeding Up the Convergence of Iteration Methods",
    ),
    "leshno_universal_approximation": Fact(
        1993,
        "year",
        "Leshno et al. 1993, Multilayer Feedforward Networks with a Nonpolynomial Activation "
        "Function Can Approximate Any Function",
        "the activation must not be a polynomial",
    ),
    "xavier_initialization": Fact(
        2010,
        "year",
        "Glorot & Bengio 2010, Understanding the Difficulty of Training Deep Feedforward "
        "Neural Networks",
        "variance 2 / (fan_in + fan_out)",
    ),
    "he_initialization": Fact(
        2015,
        "year",
        "He et al. 2015, Delving Deep into Rectifiers",
        "variance 2 / fan_in",
    ),
}
