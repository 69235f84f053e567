"""The whisper's Python half: what is measured, the traits, and the picture."""

import json

import numpy as np
import pytest
import torch
import traitlets
from whynn import mlp
from whynn.widgets import WhisperGame
from whynn.widgets import whisper_game as whisper


@pytest.fixture(scope="module")
def made():
    """One figure for all tests, as its making takes seconds."""
    return WhisperGame(np.random.default_rng(0))


@pytest.fixture
def game(made):
    """The figure as its author left it."""
    made.bend, made.wiring, made.gain, made.depth = "sigmoid", "plain", 1.0, 10
    return made


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("bend", "silu", "bend: expected one of sigmoid, tanh, relu, gelu, got 'silu'"),
        ("wiring", "odd", "wiring: expected one of plain, residual, norm, both, got 'odd'"),
        ("gain", 1.1, "gain: expected one of .*1.2, .*, got 1.1"),
        ("depth", 11, "depth: expected one of 5, 10, 20, 30, got 11"),
    ],
)
def test_a_bad_trait_is_named_and_nothing_is_lost(game, name, value, words):
    before = getattr(game, name)
    with pytest.raises(traitlets.TraitError, match=words):
        setattr(game, name, value)
    assert getattr(game, name) == before


def torch_blame(unit, last, data, bend, wiring, gain, depth):
    """The same network in PyTorch, written without looking at whynn's."""
    x, labels = data
    h, weights, outputs = torch.tensor(x), [], []
    for w in unit[:depth]:
        weights.append(torch.tensor(gain * w, requires_grad=True))
        z = h @ weights[-1]
        if wiring in ("norm", "both"):
            z = torch.nn.functional.layer_norm(z, z.shape[-1:])
        f = torch.nn.functional.gelu(z) if bend == "gelu" else getattr(torch, bend)(z)
        h = h + f if wiring in ("residual", "both") else f
        h.retain_grad()
        outputs.append(h)
    loss = torch.nn.functional.cross_entropy(h @ torch.tensor(last), torch.tensor(labels))
    loss.backward()
    at = [o.grad.norm().item() for o in outputs]
    of = [w.grad.norm().item() for w in weights]
    return np.array(at) / at[-1], np.array(of) / of[-1]


def test_what_is_stored_is_what_pytorch_computes_from_the_same_weights(game):
    rng = np.random.default_rng(0)
    n, batch = whisper.WIDTH, whisper.BATCH
    data = rng.normal(size=(batch, n)), rng.integers(0, whisper.CLASSES, batch)
    unit = [rng.normal(0, n**-0.5, (n, n)) for _ in range(30)]
    last = rng.normal(0, (2 / (n + whisper.CLASSES)) ** 0.5, (n, whisper.CLASSES))
    for bend in whisper.BENDS:
        for wiring in whisper.WIRINGS:
            for gain, depth in ((0.4, 5), (1.414, 20)):
                game.bend, game.wiring, game.gain, game.depth = bend, wiring, gain, depth
                at, of = torch_blame(unit, last, data, bend, wiring, gain, depth)
                shown = [*(at[k - 1] for k in whisper.LAYERS[depth]), of[0]]
                np.testing.assert_allclose(game.measured, shown, rtol=0.02)


def test_the_famous_cases_do_what_the_chapter_says(game):
    assert 1e-7 < game.at(1) < 1e-5
    game.wiring = "residual"
    assert 0.5 < game.at(1) < 3
    game.wiring, game.bend, game.gain = "plain", "relu", 1.414
    assert 0.3 < game.at(1) < 3
    game.gain = 0.577
    assert game.at(1) < 1e-3


def test_normalization_makes_the_gain_of_no_account(game):
    rng = np.random.default_rng(3)
    unit = [rng.normal(0, 0.125, (64, 64)) for _ in range(4)]
    data, seen = (rng.normal(size=(8, 64)), np.arange(8)), []
    for gain in (0.5, 4.0):
        net = {f"W{k}": gain * w for k, w in enumerate(unit, start=1)} | {"W5": np.eye(64)}
        for k in range(1, 5):
            net |= {f"gain{k}": np.ones(64), f"shift{k}": np.zeros(64)}
        seen.append(whisper.blame(net, data, "tanh", False)[0])
    np.testing.assert_allclose(*seen, rtol=1e-3)


def test_the_last_layer_is_the_measure_of_all(game):
    for depth in whisper.LAYERS:
        game.depth = depth
        assert game.at(depth) == 1.0
    with pytest.raises(ValueError, match="layer: expected"):
        game.at(2)


def test_a_network_of_the_wrong_shape_is_refused():
    net = mlp.init([8, 8, 3], np.random.default_rng(0))
    with pytest.raises(ValueError, match="W1: expected"):
        whisper.blame(net, (np.ones((1, 7)), [0]), "relu", False)


def test_the_data_are_small_and_not_in_the_text(game):
    assert len(json.dumps(game._runs)) < 60_000
    assert repr(game) == (
        "WhisperGame(bend='sigmoid', depth=10, gain=1.0, key='whisper', wiring='plain')"
    )


def test_the_picture_shows_the_state(game):
    one, again = game.fallback(), game.fallback()
    game.gain = 2.0
    assert one == again != game.fallback()


def test_a_seed_is_no_generator():
    with pytest.raises(ValueError, match="rng"):
        WhisperGame(0)
