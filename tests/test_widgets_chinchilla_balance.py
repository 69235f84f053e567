"""The balance's Python half: its traits, the networks that it compares, and its picture."""

import numpy as np
import pytest
import traitlets
from scipy.optimize import minimize_scalar
from whynn.facts import fact
from whynn.widgets import ChinchillaBalance
from whynn.widgets.chinchilla_balance import LAWS, MODELS


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("law", "2023 fit", "law: expected one of 2024 re-fit, 2022 fit, got '2023 fit'"),
        ("flop", 1e26, r"flop: expected a number from 1e\+21 to 1e\+25, got 1e\+26"),
        ("ratio", 0.1, "ratio: expected a number from 0.2 to 5000, got 0.1"),
        ("ratio", float("nan"), "ratio: expected a number from 0.2 to 5000, got nan"),
        ("served", 1e9, r"served: expected a number from 1e\+11 to 1e\+16, got 1000000000.0"),
    ],
)
def test_a_bad_trait_is_named_and_nothing_is_lost(name, value, words):
    balance = ChinchillaBalance()
    before = getattr(balance, name)
    with pytest.raises(traitlets.TraitError, match=words):
        setattr(balance, name, value)
    assert getattr(balance, name) == before


def test_what_is_shown_is_what_is_used():
    balance = ChinchillaBalance(flop=3.1449e23, ratio=18.4449, served=1.26e13)
    assert (balance.flop, balance.ratio, balance.served) == (3.14e23, 18.44, 1.3e13)


def test_the_named_models_lie_where_they_were_published():
    for name, n, d in ChinchillaBalance()._models:
        balance = ChinchillaBalance(flop=6 * n * d, ratio=d / n)
        assert balance.yours.parameters == pytest.approx(n, rel=5e-3), name
        assert balance.yours.tokens == pytest.approx(d, rel=5e-3), name
    assert list(MODELS) == ["GPT-3", "Gopher", "Chinchilla", "Llama 3 8B"]


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("flop", [1e21, 5.76e23, 1e25])
def test_the_best_split_is_where_a_search_ends(law, flop):
    e, a, b, alpha, beta = LAWS[law]

    def loss(log_n):
        n = 10**log_n
        return e + a / n**alpha + b / (flop / 6 / n) ** beta

    found = minimize_scalar(loss, bounds=(8, 13), method="bounded", options={"xatol": 1e-9})
    best = ChinchillaBalance(law=law, flop=flop).best
    assert np.log10(best.parameters) == pytest.approx(found.x, abs=1e-5)
    assert best.loss == pytest.approx(found.fun, rel=1e-12)


def test_serving_makes_the_cheapest_network_smaller_and_its_tokens_more():
    few, many = (ChinchillaBalance(flop=7.2e23, ratio=1875, served=s) for s in (0, 1e14))
    assert many.cheapest.parameters < few.cheapest.parameters / 3
    assert many.cheapest.tokens > 10 * few.cheapest.tokens
    least = many.cost(many.cheapest)
    assert least < many.cost(many.yours) < 1.03 * least
    assert few.cost(few.yours) > 5 * few.cost(few.cheapest)


def test_at_gophers_budget_the_two_fits_disagree_fivefold():
    balances = [ChinchillaBalance(law=law, flop=fact("gopher_flop")) for law in LAWS]
    assert [round(b.best.tokens / b.best.parameters, 1) for b in balances] == [18.4, 92.6]


def test_the_text_and_the_picture_show_the_state():
    expected = (
        "ChinchillaBalance(flop=3.15e+23, key='balance', law='2024 re-fit', ratio=1.714,"
        " served=0.0)"
    )
    assert repr(ChinchillaBalance()) == expected
    one, again, other = (ChinchillaBalance(ratio=r).fallback() for r in (2, 2, 30))
    assert one == again != other
