"""Numbers of chapter 3: the worked step, starting weights, batches, and surprise."""

import numpy as np

from whynn import init, losses, mlp
from whynn.facts import fact
from whynn.recall_numbers.form import power
from whynn.rounding import fmt

__all__ = [
    "bce_slope_when_wrong",
    "default_shrink",
    "default_variance_share",
    "gpt_batch_tokens",
    "gpt_steps",
    "gpt_tokens",
    "llama_vocabulary",
    "llama_vocabulary_loss",
    "loss_after_second_step",
    "loss_after_step",
    "loss_before_step",
    "mse_slope_when_wrong",
    "promised_drop",
    "sure_price",
    "vocabulary_loss",
    "vocabulary_size",
    "worked_limit",
    "worked_rate",
]
RATE = 0.1
EXAMPLE = (np.array([[2.0]]), np.array([[1.0]]))
SLOPE = mlp.objective(losses.mse)


def _worked():
    """The worked network of chapter 3."""
    first = {"W1": np.array([[3.0]]), "b1": np.array([-1.0])}
    return first | {"W2": np.array([[0.5]]), "b2": np.array([0.0])}


def _step(params, rate=RATE):
    grads = SLOPE(params, *EXAMPLE)[1]
    return {name: p - rate * grads[name] for name, p in params.items()}


def worked_rate() -> str:
    """The learning rate of the worked step."""
    return fmt(RATE, 1)


def loss_before_step() -> str:
    """The loss of the worked network."""
    return fmt(SLOPE(_worked(), *EXAMPLE)[0], 2)


def loss_after_step() -> str:
    """Its loss after one step."""
    return fmt(SLOPE(_step(_worked()), *EXAMPLE)[0], 4)


def loss_after_second_step() -> str:
    """Its loss after two steps."""
    return fmt(SLOPE(_step(_step(_worked())), *EXAMPLE)[0], 4)


def promised_drop() -> str:
    """What the slope promises to take off the loss: the rate times the squared gradient."""
    grads = SLOPE(_worked(), *EXAMPLE)[1]
    return fmt(RATE * sum(float((g**2).sum()) for g in grads.values()), 3)


def worked_limit() -> str:
    """The learning rate above which the worked step goes uphill, by halving."""
    low, high, before = 0.02, 0.1, SLOPE(_worked(), *EXAMPLE)[0]
    for _ in range(40):
        middle = (low + high) / 2
        uphill = SLOPE(_step(_worked(), middle), *EXAMPLE)[0] > before
        low, high = (low, middle) if uphill else (middle, high)
    return fmt(low, 5)


def default_variance_share() -> str:
    """How many times smaller the variance of PyTorch's default is than He's."""
    return fmt((_spread(init.he_normal) / _spread(init.pytorch_linear)) ** 2, 0)


def default_shrink() -> str:
    """The share of the signal that a ReLU layer keeps at PyTorch's default."""
    return fmt(_spread(init.pytorch_linear) / _spread(init.he_normal), 2)


def _spread(rule):
    """The root mean square of the weights that a rule draws for 256 inputs."""
    return float(np.sqrt(np.mean(rule(256, 2048, np.random.default_rng(0)) ** 2)))


def vocabulary_size() -> str:
    """GPT-2's vocabulary."""
    return f"{fact('gpt2_vocabulary'):,}"


def vocabulary_loss() -> str:
    """The loss of a new model that gives all of GPT-2's tokens the same probability."""
    return fmt(losses.softmax_cross_entropy(np.zeros((1, fact("gpt2_vocabulary"))), [0]).value)


def llama_vocabulary() -> str:
    """Llama 3's vocabulary."""
    return f"{fact('llama3_vocabulary'):,}"


def llama_vocabulary_loss() -> str:
    """The loss of a new model with Llama 3's vocabulary."""
    return fmt(
        losses.softmax_cross_entropy(np.zeros((1, fact("llama3_vocabulary"))), [0]).value
    )


def mse_slope_when_wrong() -> str:
    """The squared error's slope at a score of -10 behind a sigmoid, where 1 is right."""
    return power(abs(losses.mse_on_sigmoid(np.array([-10.0]), np.array([1.0])).grad.item()))


def bce_slope_when_wrong() -> str:
    """The cross-entropy's slope at the same place."""
    return fmt(
        abs(losses.binary_cross_entropy(np.array([-10.0]), np.array([1.0])).grad.item()), 4
    )


def sure_price() -> str:
    """The surprise, in nats, at something that was given one chance in a hundred."""
    return fmt(-np.log(0.01), 1)


def gpt_tokens() -> str:
    """The tokens that GPT-3 was trained on, in billions."""
    return fmt(fact("gpt3_tokens") / 1e9, 0)


def gpt_batch_tokens() -> str:
    """The tokens of one step of GPT-3, in millions."""
    return fmt(fact("gpt3_batch_tokens") / 1e6, 1)


def gpt_steps() -> str:
    """The steps that GPT-3's training took, had every batch been of full size."""
    return f"{round(fact('gpt3_tokens') / fact('gpt3_batch_tokens'), -3):,.0f}"
