"""``XorKnife``: one straight cut through the four corners of a truth table."""

import traitlets

from whynn import perceptron, plots
from whynn.widgets.base import Figure
from whynn.widgets.ranges import decimals, one_of

LIMIT = {"w1": 2.0, "w2": 2.0, "b": 3.0}


class XorKnife(Figure):
    r"""The line :math:`w_1 x_1 + w_2 x_2 + b = 0` as a knife that the reader moves.

    ``data`` is AND, OR, NAND or XOR; ``w1`` and ``w2`` lie in [-2, 2], ``b`` in [-3, 3], each
    kept to two decimals, because what is shown is what is used.  With ``learn`` it has buttons
    for Rosenblatt's rule.  ``key`` names the figure in the page's address.  Another value
    raises ``traitlets.TraitError`` and changes nothing.

    >>> knife = XorKnife(data="AND", w1=1, w2=1, b=-1.5)
    >>> knife.right
    4
    """

    NAME = "xor_knife"

    data = traitlets.Unicode("XOR").tag(sync=True)
    w1 = traitlets.Float(1.0).tag(sync=True)
    w2 = traitlets.Float(-0.25).tag(sync=True)
    b = traitlets.Float(-0.4).tag(sync=True)
    learn = traitlets.Bool(False).tag(sync=True)
    key = traitlets.Unicode("knife").tag(sync=True)

    @traitlets.validate("data")
    def _known(self, proposal):
        return one_of(proposal, perceptron.TABLES)

    @traitlets.validate("w1", "w2", "b")
    def _within(self, proposal):
        return decimals(proposal, LIMIT[proposal.trait.name], 2)

    @property
    def right(self) -> int:
        """How many of the four corners have the wanted output."""
        want = perceptron.TABLES[self.data]
        return round(
            4 * perceptron.accuracy(perceptron.CORNERS, want, (self.w1, self.w2), self.b)
        )

    def picture(self):
        """The knife, the corners and the number right, drawn by matplotlib."""
        want = perceptron.TABLES[self.data]
        out = perceptron.predict(perceptron.CORNERS, (self.w1, self.w2), self.b)
        fig, ax = plots.bare_figure(3.6, 3.8)
        plots.cut(ax, (self.w1, self.w2), self.b)
        plots.corners(ax, want, wrong=[i for i in range(4) if out[i] != want[i]])
        ax.set_title(f"{self.data}: {self.right} of 4 right")
        return fig
