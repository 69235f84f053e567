"""The race's Python half: traits, the walks they describe, and the picture."""

import numpy as np
import pytest
import torch
import traitlets
from whynn.widgets import CanyonRace
from whynn.widgets import canyon_race as canyon


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("a", 0.5, "a: expected a number from 1 to 1000, got 0.5"),
        ("alpha", 3.0, "alpha: expected a number from 0.0001 to 2, got 3.0"),
        ("beta", 1.0, "beta: expected a number from 0 to 0.99, got 1.0"),
        ("beta2", -0.1, "beta2: expected a number from 0 to 0.999, got -0.1"),
        ("decay", 2.0, "decay: expected a number from 0 to 1, got 2.0"),
        ("w1", float("nan"), "w1: expected a number from -1.4 to 1.4, got nan"),
        ("w2", 9.0, "w2: expected a number from -2.5 to 2.5, got 9.0"),
        ("step", 301, "step: expected a count from 0 to 300, got 301"),
        ("chart", "height", "chart: expected one of loss, distance, got 'height'"),
        ("racers", ["sgd", "lion"], "racers: expected some of sgd, .*, got"),
    ],
)
def test_a_bad_trait_is_named_and_nothing_is_lost(name, value, words):
    race = CanyonRace()
    before = getattr(race, name)
    with pytest.raises(traitlets.TraitError, match=words):
        setattr(race, name, value)
    assert getattr(race, name) == before


def test_what_is_shown_is_what_is_used():
    race = CanyonRace(alpha=1 / 11, beta=0.4567, w1=-0.001, racers=["adam", "sgd"])
    assert (race.alpha, race.beta, race.w1) == (0.0909, 0.46, 0.0)
    assert race.racers == ["sgd", "adam"]


def torch_walk(make, steps=60):
    """The places of a walk down the same canyon, by PyTorch, ``(steps + 1, 2)``."""
    w = torch.tensor([0.7, -1.5], dtype=torch.float64, requires_grad=True)
    opt, path = make([w]), [w.detach().numpy().copy()]
    for _ in range(steps):
        opt.zero_grad()
        (30 * w[0] ** 2 + w[1] ** 2).backward()
        opt.step()
        path.append(w.detach().numpy().copy())
    return np.array(path)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("sgd", lambda p: torch.optim.SGD(p, lr=0.02)),
        ("momentum", lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.8)),
        ("nesterov", lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.8, nesterov=True)),
        ("adam", lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.8, 0.99))),
        ("adamw", lambda p: torch.optim.AdamW(p, lr=0.02, betas=(0.8, 0.99), weight_decay=0.3)),
    ],
)
def test_every_racer_walks_as_pytorch_does(name, make):
    race = CanyonRace(a=30, alpha=0.02, beta=0.8, beta2=0.99, decay=0.3, w1=0.7, w2=-1.5)
    np.testing.assert_allclose(race.walk(name, 60).path, torch_walk(make), atol=1e-12)


def test_the_numbers_of_the_chapter():
    race = CanyonRace(w1=1, w2=1)
    counts = {name: race.steps(name) for name in canyon.RACERS}
    assert counts["sgd"] is None and counts["nesterov"] is None
    assert (counts["momentum"], counts["adam"]) == (159, 149)
    race.alpha = 0.0874
    assert race.steps("sgd") == 36
    race.alpha = 0.101
    assert race.walk("sgd", canyon.HORIZON).diverged_at and race.steps("sgd") is None


def test_the_text_and_the_picture_show_the_state():
    assert repr(CanyonRace()) == (
        "CanyonRace(a=10.0, alpha=0.1, angle=0.0, beta=0.9, beta2=0.999, chart='loss',"
        " decay=0.1, key='canyon', racers=['sgd', 'momentum', 'adam'], step=30, w1=1.0,"
        " w2=-2.0)"
    )
    one, again, other = (CanyonRace(step=s).fallback() for s in (30, 30, 10))
    assert one == again != other
    assert CanyonRace(racers=list(canyon.RACERS), alpha=2.0).fallback() != one
