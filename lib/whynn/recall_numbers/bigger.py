"""Numbers of chapter 5: power laws with a floor, budgets, and the toolkit."""

import numpy as np

from whynn.facts import fact
from whynn.powerlaw import power_law
from whynn.recall_numbers.form import power
from whynn.regularization import decay, dropout, l2_grad
from whynn.rounding import fmt
from whynn.scaling import (
    CHINCHILLA_REFIT,
    chinchilla_loss,
    compute_optimal,
    serving_flop,
    tokens_per_parameter,
    training_flop,
)

__all__ = [
    "balance_of_2022",
    "balance_of_refit",
    "chinchilla_loss_now",
    "chinchilla_over_gpt",
    "chinchilla_ratio",
    "decayed_weight",
    "doubling_gain",
    "dropout_survivor",
    "gopher_less_flop",
    "gpt_ratio",
    "half_of_chinchilla_loss",
    "law_floor",
    "llama_ratio",
    "loss_a_million_times",
    "penalized_weight",
    "served_tokens",
    "small_exponent",
]
EXPONENT = 0.05
NAMES = ("gpt3", "chinchilla")
SIZES = {name: (fact(f"{name}_parameters"), fact(f"{name}_tokens")) for name in NAMES}
LLAMA = (fact("llama3_8b_parameters_nominal"), fact("llama3_8b_tokens"))


def small_exponent() -> str:
    """The exponent of the chapter's ramp."""
    return fmt(EXPONENT, 2)


def doubling_gain() -> str:
    """What one doubling takes off the loss at that exponent."""
    return f"{1 - float(power_law(2.0, 1.0, EXPONENT)):.2%}"


def chinchilla_loss_now() -> str:
    """The loss that the re-fitted law expects of Chinchilla, in nats."""
    return fmt(_chinchilla(1.0), 3)


def loss_a_million_times() -> str:
    """The same with twenty doublings of the parameters and endless text."""
    n = SIZES["chinchilla"][0] * 2.0**20
    return fmt(float(chinchilla_loss(n, np.inf, CHINCHILLA_REFIT)), 3)


def half_of_chinchilla_loss() -> str:
    """Half of what it expects of Chinchilla."""
    return fmt(_chinchilla(0.5), 3)


def _chinchilla(share):
    return share * float(chinchilla_loss(*SIZES["chinchilla"], CHINCHILLA_REFIT))


def law_floor() -> str:
    """The floor of the re-fitted law, in nats."""
    return fmt(float(chinchilla_loss(np.inf, np.inf, CHINCHILLA_REFIT)), 3)


def chinchilla_over_gpt() -> str:
    """Chinchilla's training compute over GPT-3's."""
    return fmt(training_flop(*SIZES["chinchilla"]) / training_flop(*SIZES["gpt3"]), 2)


def gopher_less_flop() -> str:
    """How much less training compute Gopher had than Chinchilla, by 6ND, in percent."""
    gopher = training_flop(fact("gopher_parameters"), fact("gopher_tokens"))
    return f"{fmt(100 * (1 - gopher / training_flop(*SIZES['chinchilla'])), 0)}%"


def balance_of_refit() -> str:
    """The best tokens for each parameter at Gopher's budget, by the re-fit."""
    best = compute_optimal(fact("gopher_flop"), CHINCHILLA_REFIT)
    return fmt(tokens_per_parameter(*best[:2]), 0)


def balance_of_2022() -> str:
    """The same by the constants as they were printed in 2022."""
    return fmt(tokens_per_parameter(*compute_optimal(fact("gopher_flop"))[:2]), 1)


def chinchilla_ratio() -> str:
    """Chinchilla's tokens for each parameter."""
    return fmt(tokens_per_parameter(*SIZES["chinchilla"]), 0)


def gpt_ratio() -> str:
    """GPT-3's tokens for each parameter."""
    return fmt(tokens_per_parameter(*SIZES["gpt3"]), 1)


def llama_ratio() -> str:
    """Llama 3 8B's tokens for each parameter."""
    return f"{tokens_per_parameter(*LLAMA):,.0f}"


def served_tokens() -> str:
    """The power of ten of tokens served at which Llama 3 8B is nearest to the cheapest."""
    law, sizes = CHINCHILLA_REFIT, np.geomspace(3e9, 1e11, 2000)
    above = float(chinchilla_loss(*LLAMA, law)) - law.E - law.A * sizes**-law.alpha
    fits = above > 0  # a smaller network does not reach the loss with any text
    n, d = sizes[fits], (law.B / above[fits]) ** (1 / law.beta)

    def dearer(served):
        own = training_flop(*LLAMA) + serving_flop(LLAMA[0], served)
        return own / (6 * n * d + 2 * n * served).min()

    return power(min((1e12, 1e13, 1e14, 1e15), key=dearer), 1)


def dropout_survivor() -> str:
    """What an input of 1 becomes in a unit that survives dropout at a rate of a half."""
    return fmt(_dropped(np.ones(64)).max(), 0)


def _dropped(x):
    return dropout(x, 0.5, np.random.default_rng(0)).out


def decayed_weight() -> str:
    """A weight of 3 after one step of decay alone, rate 1 and decay 0.1."""
    return fmt(decay({"W": np.array([3.0])}, 1.0, 0.1)["W"].item(), 1)


def penalized_weight() -> str:
    """The same under the gradient of a penalty of 0.1 times its square."""
    w = {"W": np.array([3.0])}
    return fmt((w["W"] - l2_grad(w, 0.1, half=False)["W"]).item(), 1)
