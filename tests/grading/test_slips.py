"""Short answers of the exercises take an honest rounding, and know what a slip means."""

import json
from pathlib import Path

import numpy as np
import pytest
from whynn import widgets

ROOT = Path(__file__).resolve().parents[2]


def card(name, monkeypatch):
    """The short answer of this name, as its notebook makes it."""
    made, real = [], widgets.ShortAnswer
    monkeypatch.setattr(widgets, "ShortAnswer", lambda *a, **k: made.append(real(*a, **k)))
    for path in (ROOT / "solutions").glob(f"{name[:2]}_*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if f'"{name}"' in (code := "".join(cell["source"])):
                exec(code, {"np": np})
    (one,) = made
    return one


def heard(one, x):
    """What the page says to the number ``x``: nothing if it is right."""
    if abs(x - one.number) <= one.tolerance + 1e-12:
        return ""
    for slip, nudge in zip(one.slips, one.slip_nudges, strict=True):
        if abs(x - slip) <= one.near + 1e-12:
            return nudge
    return one.high if x > one.number else one.low


@pytest.mark.parametrize(
    ("name", "x", "said"),
    [
        ("03-step-promise", 24.5, ""),
        ("03-step-promise", 24.525, ""),
        ("01-tables-share", 40.6, ""),
        ("01-tables-share", 104 / 256, "the box asks for percent"),
        ("01-tables-share", 0.406, "the box asks for percent"),
        ("01-tables-share", 104, "the count of the tables"),
        ("01-line-flip", 0.25, "not for a share"),
        ("01-line-flip", 25, "a share of the rows"),
        ("05-ramp-flop", 1.2e20, "in units of 10¹⁸"),
        ("05-dropout-factor", 0.8, "So much is left of the sum"),
        ("05-dropout-factor", 80, "So much is left of the sum"),
    ],
)
def test_a_number_is_taken_or_hears_what_it_is(name, x, said, monkeypatch):
    got = heard(card(name, monkeypatch), x)
    assert said in got and bool(said) == bool(got)
