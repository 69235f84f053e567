"""The palette under the three kinds of colour-blindness, simulated in both themes.

Distances are CIEDE2000, where 2.3 is what a trained eye just sees.  Red and green blindness are
simulated as Viénot did (1999), blue blindness as Brettel did (1997), each in full strength.
"""

import re
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from coloraide import Color
from whynn import plots

CSS = Path(__file__).resolve().parents[1] / "lib" / "whynn" / "widgets" / "js" / "figures.css"
KINDS = {
    "everybody": None,
    "protanopia": ("protan", "vienot"),
    "deuteranopia": ("deutan", "vienot"),
    "tritanopia": ("tritan", "brettel"),
}
APART, OFF_THE_CARD = 10, 35
DATA = ("accent-1", "accent-2", "accent-3", "accent-4", "wrong")
# What stays below APART, and what tells it apart instead.  Every accent has its own shape
# (circle, triangle, diamond, square), and "wrong" is never a shape: it is a word, a dashed ring
# or hatching.  So is ink, which draws controls and axes and no data.
SHAPE, WORD = (
    "each has a shape of its own",
    "one is a shape, the other a word, a ring or hatching",
)
CLOSE = {
    ("light", "accent-1", "accent-3", "tritanopia"): SHAPE,
    ("light", "accent-2", "wrong", "tritanopia"): WORD,
    ("dark", "accent-1", "accent-3", "tritanopia"): SHAPE,
    ("dark", "accent-2", "wrong", "tritanopia"): WORD,
    ("dark", "accent-3", "wrong", "deuteranopia"): WORD,
    ("dark plots", "accent-1", "accent-3", "tritanopia"): SHAPE,
    ("dark plots", "accent-2", "wrong", "tritanopia"): WORD,
    ("dark plots", "accent-3", "wrong", "deuteranopia"): WORD,
    ("dark plots", "accent-4", "wrong", "everybody"): WORD,
    ("dark plots", "accent-4", "wrong", "protanopia"): WORD,
    ("dark plots", "accent-4", "wrong", "tritanopia"): WORD,
}


@cache
def palettes():
    """The tokens of the figures in each theme, and of the plots, which the dark turns over."""
    text = CSS.read_text(encoding="utf-8")
    blocks = re.findall(r"^(:root|html\[data-theme=dark\][^{]*) \{(.*?)^\}", text, re.S | re.M)
    light, dark = (dict(re.findall(r"--fig-([\w-]+): (#\w+)", block)) for _, block in blocks)
    plotted = dict(zip(DATA, (*plots.ACCENTS, plots.WRONG), strict=True))
    plotted |= {"ink": plots.INK, "muted": plots.MUTED, "surface": "#fff"}
    return {
        "light": light,
        "dark": {**light, **dark},
        "plots": plotted,
        "dark plots": {name: turned(colour) for name, colour in plotted.items()},
    }


def turned(colour):
    """What the site's own style makes of a plot's colour in the dark."""
    book = CSS.parents[4] / "assets" / "book.css"
    rule = re.search(
        r"filter: invert\(([.\d]+)\) hue-rotate\((\d+)deg\)", book.read_text("utf-8")
    )
    amount, angle = map(float, rule.groups())
    inverted = Color(colour).filter("invert", amount, space="srgb")
    return inverted.filter("hue-rotate", angle, space="srgb").clip().to_string(hex=True)


def seen(colour, kind):
    """The colour as such a reader sees it."""
    how = KINDS[kind]
    return Color(colour).filter(how[0], 1, method=how[1]).clip() if how else Color(colour)


def distance(theme, a, b, kind):
    first, second = (seen(palettes()[theme][name], kind) for name in (a, b))
    return first.delta_e(second, method="2000")


def test_the_plots_have_the_colours_of_the_figures():
    figures, plotted = palettes()["light"], palettes()["plots"]
    assert {name: figures[name] for name in plotted} == plotted


def test_what_means_different_things_looks_different_to_everybody():
    close = {
        (theme, a, b, kind): round(distance(theme, a, b, kind), 1)
        for theme in ("light", "dark", "dark plots")
        for a, b in combinations(DATA, 2)
        for kind in KINDS
        if distance(theme, a, b, kind) < APART
    }
    assert close.keys() == CLOSE.keys(), close


@pytest.mark.parametrize("theme", ["light", "dark", "dark plots"])
def test_the_two_classes_are_far_apart_for_everybody(theme):
    for kind in KINDS:
        assert distance(theme, "accent-1", "accent-2", kind) >= 4 * APART, kind


@pytest.mark.parametrize("theme", ["light", "dark", "dark plots"])
def test_all_data_and_text_stands_out_from_the_card_for_everybody(theme):
    for name in (*DATA, "ink", "muted"):
        for kind in KINDS:
            assert distance(theme, name, "surface", kind) >= OFF_THE_CARD, (name, kind)


def test_a_plot_s_four_colours_have_four_shapes():
    pairs = [(one["color"], one["marker"]) for one in plots.STYLE["axes.prop_cycle"]]
    assert [colour for colour, _ in pairs] == list(plots.ACCENTS)
    assert len({marker for _, marker in pairs}) == 4


def test_a_known_pair_of_colours_is_seen_to_meet():
    # red and green of one lightness, which the simulation must not tell apart
    red, green = (seen(c, "deuteranopia") for c in ("#c05050", "#8a7838"))
    assert Color("#c05050").delta_e("#8a7838", method="2000") > 4 * red.delta_e(
        green, method="2000"
    )
