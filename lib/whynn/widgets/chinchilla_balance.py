"""``ChinchillaBalance``: how to split a budget of compute between parameters and tokens."""

import numpy as np
import traitlets

from whynn import plots
from whynn.facts import fact
from whynn.rounding import sci
from whynn.scaling import (
    CHINCHILLA,
    CHINCHILLA_REFIT,
    Allocation,
    LossLaw,
    allocation_at_ratio,
    chinchilla_loss,
    compute_optimal,
    inference_optimal,
    serving_flop,
    training_flop,
)
from whynn.widgets.base import Figure
from whynn.widgets.ranges import one_of, within

LAWS = {"2024 re-fit": CHINCHILLA_REFIT, "2022 fit": CHINCHILLA}
MODELS = {
    "GPT-3": ("gpt3_parameters", "gpt3_tokens"),
    "Gopher": ("gopher_parameters", "gopher_tokens"),
    "Chinchilla": ("chinchilla_parameters", "chinchilla_tokens"),
    "Llama 3 8B": ("llama3_8b_parameters_nominal", "llama3_8b_tokens"),
}
FLOP, RATIO, SERVED = (1e21, 1e25), (0.2, 5000.0), (1e11, 1e16)
VIEW = ((8.0, 12.5), (9.5, 14.0))  # powers of ten: of parameters, of tokens


class ChinchillaBalance(Figure):
    r"""A network of N parameters trained on D tokens, and two others to compare it with.

    .. math:: L(N, D) = E + A N^{-\alpha} + B D^{-\beta}, \qquad C = 6 N D, \qquad r = D / N

    ``flop`` is the compute C, from 1e21 to 1e25 with three digits; ``ratio`` the tokens per
    parameter r, from 0.2 to 5000 with four; ``served`` the tokens to be served later, 0 or
    1e11 to 1e16 with two; ``law`` is 2024 re-fit or 2022 fit.  ``key`` names the figure in the
    page's address.  Another value raises ``traitlets.TraitError`` and changes nothing.

    >>> figure = ChinchillaBalance(flop=5.88e23, ratio=20)
    >>> [f"{v:.3g}" for v in figure.yours]
    ['7e+10', '1.4e+12', '1.97']
    """

    NAME = "chinchilla_balance"

    law = traitlets.Unicode("2024 re-fit").tag(sync=True)
    flop = traitlets.Float(3.15e23).tag(sync=True)
    ratio = traitlets.Float(1.714).tag(sync=True)
    served = traitlets.Float(0.0).tag(sync=True)
    key = traitlets.Unicode("balance").tag(sync=True)
    _laws = traitlets.Dict().tag(sync=True)
    _models = traitlets.List().tag(sync=True)

    def __init__(self, **traits):
        models = [[name, *map(fact, keys)] for name, keys in MODELS.items()]
        super().__init__(
            _laws={name: list(law) for name, law in LAWS.items()}, _models=models, **traits
        )

    @traitlets.validate("law")
    def _known(self, proposal):
        return one_of(proposal, LAWS)

    @traitlets.validate("flop", "ratio")
    def _within(self, proposal):
        limits, digits = (FLOP, 3) if proposal.trait.name == "flop" else (RATIO, 4)
        return float(sci(within(proposal, *limits), digits))

    @traitlets.validate("served")
    def _none_or_many(self, proposal):
        return float(sci(within(proposal, *SERVED), 2)) if proposal.value else 0.0

    @property
    def constants(self) -> LossLaw:
        """The constants of the law chosen."""
        return LAWS[self.law]

    @property
    def yours(self) -> Allocation:
        """The network as set."""
        return allocation_at_ratio(self.flop, self.ratio, self.constants)

    @property
    def best(self) -> Allocation:
        """The lowest loss for the same training compute."""
        return compute_optimal(self.flop, self.constants)

    @property
    def cheapest(self) -> Allocation:
        """The same loss for the least compute, training and serving together."""
        return inference_optimal(self.yours.loss, self.served, self.constants)

    def cost(self, one: Allocation) -> float:
        """Training and serving compute of a network, in FLOP."""
        training = training_flop(one.parameters, one.tokens)
        return training + serving_flop(one.parameters, self.served)

    def picture(self):
        """The map of losses with the named models and the network, drawn by matplotlib."""
        fig, ax = plots.bare_figure(5.6, 4.6)
        n, d = np.meshgrid(*(np.logspace(*ends, 160) for ends in VIEW))
        levels = [1.9, 2.0, 2.1, 2.2, 2.4, 2.6, 2.8, 3.0]
        rings = ax.contour(
            n, d, chinchilla_loss(n, d, self.constants), levels, colors=plots.LINE
        )
        ax.clabel(rings, fmt="%.1f", fontsize=8)
        ends = [compute_optimal(c, self.constants) for c in (1e17, 1e29)]
        ax.plot(*zip(*(e[:2] for e in ends), strict=True), color=plots.GREEN, marker="",
                label="best splits")  # fmt: skip
        line = np.logspace(*VIEW[0], 2)
        ax.plot(line, self.flop / 6 / line, "--", color=plots.INK, lw=1, marker="",
                label="same compute")  # fmt: skip
        for name, *keys in ((name, *keys) for name, keys in MODELS.items()):
            at = tuple(map(fact, keys))
            ax.plot(*at, "o", color=plots.BLUE)
            place = (5, -13) if name == "Gopher" else (5, 6)  # its neighbour is GPT-3
            ax.annotate(name, at, place, textcoords="offset points", fontsize=9)
        ax.plot(*self.best[:2], "D", color=plots.GREEN, label="best of this compute")
        ax.plot(*self.yours[:2], "s", color=plots.INK, ms=9, label="yours")
        ax.legend(fontsize=8, loc="lower left")
        ax.set(xscale="log", yscale="log", xlabel="parameters", ylabel="tokens")
        ax.set(xlim=10.0 ** np.array(VIEW[0]), ylim=10.0 ** np.array(VIEW[1]))
        ax.set_title(f"Loss {self.yours.loss:.3f}, best at this compute {self.best.loss:.3f}")
        return fig
