"""The best use of a training budget: how large a model, on how much data."""

import numpy as np

from whynn import scaling
from whynn.facts import fact
from whynn.grading.contract import Question, Wrong, as_array, as_number, close
from whynn.grading.questions._verdicts import hit

_LAW = scaling.CHINCHILLA_REFIT
_GOPHER = fact("gopher_flop")

_ALT = """
import numpy as np
def loss(parameters, tokens):
    return 1.8172 + 482.01 * parameters**-0.3478 + 2085.43 * tokens**-0.3658
def best(flop):
    low, high = 0.0, np.log10(flop)
    for _ in range(6):
        n = 10 ** np.linspace(low, high, 400)
        i = int(np.argmin(loss(n, flop / 6 / n)))
        low, high = np.log10(n[max(i - 1, 0)]), np.log10(n[min(i + 1, 399)])
    return float(n[i]), float(flop / 6 / n[i])
def price_of(ratio, flop):
    n = np.sqrt(flop / 6 / ratio)
    return loss(n, ratio * n) - loss(*best(flop))
parameters, tokens = best(5.76e23)
best_ratio = tokens / parameters
growth = best(1e23)[0] / best(1e22)[0]
"""

BALANCE = Question(
    "05-balance",
    title="Compute-optimal size and data",
    level="medium",
    minutes=20,
    names=("loss", "best", "best_ratio", "price_of", "growth"),
    forbids=("whynn.scaling",),
    hints=(
        "A budget leaves one choice free: once the size N is chosen, the tokens are "
        "flop / (6 * N). So the loss is a function of N alone. Where is it lowest?",
        "Either try many sizes from 1e6 to 1e13 on a logarithmic grid and refine, or set the "
        "derivative to 0: alpha * A / N ** alpha = beta * B / D ** beta.",
        "best starts with: `n = np.logspace(6, 13, 200_001)`, then `d = flop / (6 * n)`",
    ),
    mutants=(
        (_ALT.replace("1.8172 + ", ""), "forgets the floor"),
        (_ALT.replace("tokens**-0.3658", "tokens**0.3658"), "gets worse with data"),
        (_ALT.replace("flop / 6 / n[i])", "flop / n[i])"), "spends the budget six times over"),
        (_ALT.replace("np.argmin", "np.argmax"), "looks for the worst"),
        (
            _ALT.replace(
                "return float(n[i]), float(flop / 6 / n[i])",
                "return (flop / 120) ** 0.5, 20 * (flop / 120) ** 0.5",
            ),
            "takes the rule of thumb for the optimum",
        ),
        (
            _ALT.replace("best_ratio = tokens / parameters", "best_ratio = 92.6"),
            "uses the constants of the first fit",
        ),
        (_ALT.replace(" - loss(*best(flop))", ""), "gives the loss, not the price"),
        (
            _ALT.replace("growth = best(1e23)[0] / best(1e22)[0]", "growth = 10"),
            "puts all new compute into size",
        ),
        (
            _ALT.replace("growth = best(1e23)[0] / best(1e22)[0]", "growth = 10 ** 0.5"),
            "shares new compute equally",
        ),
    ),
    alternatives=(_ALT,),
)


def _pair(s, flop):
    return as_array(s.call("best", flop), (2,), "the result of best")


@BALANCE.part("loss is the published re-fit", points=1)
def _loss(s, rng):
    n, d = 10.0 ** rng.uniform(7, 12), 10.0 ** rng.uniform(9, 13)
    got = as_number(s.call("loss", n, d), "the result of loss")
    look = "E + A / N ** alpha + B / D ** beta, with the five constants given above."
    close(
        got, float(scaling.chinchilla_loss(n, d, _LAW)), f"`loss({n:.3g}, {d:.3g})`", look=look
    )


@BALANCE.part("best spends the budget, neither more nor less", points=1)
def _spends(s, rng):
    flop = 10.0 ** rng.uniform(19, 25)
    n, d = _pair(s, flop)
    if not (n > 0 and d > 0):
        raise Wrong(f"`best({flop:.3g})`: size and tokens must both be above 0.")
    look = "Training costs 6 * N * D; once N is chosen, D is flop / (6 * N)."
    close(6 * n * d, flop, f"what best({flop:.3g}) spends", look=look, rtol=1e-3)


@BALANCE.part("best finds the lowest loss of a budget", points=3)
def _optimum(s, rng):
    for flop in 10.0 ** rng.uniform(19, 25, size=3):
        n, _ = _pair(s, float(flop))
        right = scaling.compute_optimal(float(flop), _LAW)
        if not abs(n / right.parameters - 1) < 0.02:
            side = "smaller" if n > right.parameters else "larger"
            raise Wrong(
                f"`best({flop:.3g})`: you gave {n:.4g} parameters, and a {side} model on the "
                f"same budget reaches a lower loss. Plot loss(N, flop / 6 / N) over N."
            )


@BALANCE.part("best_ratio is the balance at Gopher's budget", points=1)
def _tokens(s, rng):
    right = scaling.compute_optimal(_GOPHER, _LAW)
    look = f"Once best holds, divide what best({_GOPHER:g}) returns: tokens by parameters."
    each = scaling.tokens_per_parameter(right.parameters, right.tokens)
    hit(s.number("best_ratio"), each, "best_ratio", look, rtol=0.04)


@BALANCE.part("price_of says what another balance costs", points=2)
def _price(s, rng):
    flop = 10.0 ** rng.uniform(21, 25)
    for ratio in (1.7, float(rng.uniform(100, 2000))):
        got = as_number(s.call("price_of", ratio, flop), "the result of price_of")
        off = scaling.allocation_at_ratio(flop, ratio, _LAW).loss
        close(
            got,
            off - scaling.compute_optimal(flop, _LAW).loss,
            f"`price_of({ratio:.4g}, {flop:.3g})`",
            look="At D = ratio * N the budget gives N = sqrt(flop / (6 * ratio)). Subtract the "
            "loss at the best pair from the loss there.",
            rtol=5e-3,
            atol=1e-4,
        )


@BALANCE.part("growth is how much larger the model gets with ten times the compute", points=1)
def _growth(s, rng):
    flop = 10.0 ** rng.uniform(20, 24)
    small, large = (scaling.compute_optimal(f, _LAW).parameters for f in (flop, 10 * flop))
    look = (
        "Once best holds, divide the sizes that it gives for two budgets, one ten times the "
        "other."
    )
    hit(s.number("growth"), float(np.divide(large, small)), "growth", look, rtol=0.01)
