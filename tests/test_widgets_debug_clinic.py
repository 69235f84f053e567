"""The clinic: traits, keys and reasons, that the file is whynn's, and that cures cure."""

import json
import re

import numpy as np
import pytest
import traitlets
from whynn import clinic
from whynn.clinic_cases import FAULTS, HEALTHY, treated
from whynn.widgets import DebugClinic
from whynn.widgets import debug_clinic as stored

TEXTS = json.loads(stored.CASES.read_text(encoding="utf-8"))
TABLE = json.loads(stored.RUNS.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def figure():
    return DebugClinic()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("run", 15, "run: expected a count from 1 to 14, got 15"),
        ("look", -1, "look: expected a count from 0 to 7, got -1"),
        ("given", {"gout": "1"}, "given: expected tries such as .* got 'gout': '1'"),
        ("given", {"dead": "4"}, "given: expected tries such as .* got 'dead': '4'"),
        ("given", {"dead": 2}, "given: expected tries such as"),
    ],
)
def test_a_bad_trait_is_named_and_nothing_is_lost(figure, name, value, words):
    before = getattr(figure, name)
    with pytest.raises(traitlets.TraitError, match=words):
        setattr(figure, name, value)
    assert getattr(figure, name) == before


def same(a, b):
    """Two numbers as the figure draws them: within half a percent, or both 0."""
    np.testing.assert_allclose(a, b, rtol=6e-3, atol=1e-12)


@pytest.mark.parametrize("fault", ["lr-low", "sigmoid", "fp16"])
def test_a_run_of_the_file_is_what_training_gives(fault):
    """Three that do not magnify the last digit, so that every machine gives them."""
    log = clinic.run(FAULTS[fault], np.random.default_rng(6))
    kept = stored.opened(TABLE["runs"][fault]["sick"], log.use)
    for name in (*stored.CURVES, *stored.ROWS):
        same(getattr(kept, name), getattr(log, name))
    assert TABLE["runs"][fault]["use"][""] == pytest.approx(log.use, abs=1e-3)


def test_a_healthy_and_a_treated_run_of_the_file_are_what_training_gives():
    log = clinic.run(HEALTHY, np.random.default_rng(6))
    same(stored.opened(TABLE["healthy"]["log"], 0).held_out, log.held_out)
    assert treated("lr-low", "raise-much") == HEALTHY
    same(stored.opened(TABLE["runs"]["lr-low"]["treated"], 0).held_out, log.held_out)


@pytest.mark.parametrize("text", TEXTS, ids=lambda t: t["id"])
def test_the_right_treatment_cures_and_every_other_one_falls_short(text):
    use = TABLE["runs"][text["id"]]["use"]
    assert set(use) == {"", *(cure["is"] for cure in text["cures"])}
    cured, healthy = use[text["cure"]], TABLE["healthy"]["use"]
    assert cured < 0.8 * use[""] and cured < 1.35 * healthy
    assert min(v for k, v in use.items() if k != text["cure"]) > 1.15 * cured


def test_every_fault_is_asked_once_and_every_question_has_four_different_answers():
    assert sorted(t["id"] for t in TEXTS) == sorted(FAULTS) and len(TEXTS) == 14
    for text in TEXTS:
        assert [a["is"] for a in text["asks"]].count(text["id"]) == 1
        for options in (text["asks"], text["cures"]):
            assert len({o["text"] for o in options}) == len({o["why"] for o in options}) == 4
    rights = [[a["is"] for a in t["asks"]].index(t["id"]) for t in TEXTS]
    cures = [[c["is"] for c in t["cures"]].index(t["cure"]) for t in TEXTS]
    assert max(map(rights.count, range(4))) <= 4 >= max(map(cures.count, range(4)))


def test_a_reason_takes_its_numbers_from_the_runs(figure):
    whys = [o["why"] for t in TEXTS for o in (*t["asks"], *t["cures"])]
    assert len(whys) == 14 * 8
    for why in whys:
        typed = re.findall(r"\d[\d.]*", re.sub(r"\{[^}]*\}", "", why))
        # layers are counted, and a float has 16 or 32 bits
        assert all(n.rstrip(".") in {"0", "1", "2", "3", "6", "16", "32"} for n in typed), why
    said = [w for case in figure._cases for w in (*case["whys"], *case["notes"])]
    assert not any("{" in w or "nan" in w or "None" in w for w in said)


def test_a_run_names_the_optimizer_that_it_really_has(figure):
    for case in figure._cases:
        walks = FAULTS[case["id"]].opt is HEALTHY.opt
        assert case["by"] == ("plain descent" if walks else "Adam")
    assert [case["id"] for case in figure._cases if case["by"] == "Adam"] == ["fp16", "decay"]


def test_between_any_two_runs_some_number_tells_them_apart(figure):
    """A number that is shown differs by more than a factor of three."""
    logs = []
    for run in range(1, 15):
        figure.run = run
        logs.append(figure.log("sick"))
    figure.run = 1

    def decades(log):
        shown = [np.ravel(getattr(log, name)) for name in (*stored.CURVES, *stored.ROWS)]
        return np.log10(np.clip(np.concatenate(shown), 1e-9, 1e9))

    for i, one in enumerate(logs):
        for other in logs[:i]:
            assert np.abs(decades(one) - decades(other)).max() > np.log10(3)


def test_the_score_counts_what_was_right_at_once():
    figure = DebugClinic()
    first, second = figure._cases[:2]
    wrong = (second["right"] + 1) % 4
    assert figure.score == (0, 0)
    figure.given = {
        first["id"]: f"{first['right']}|{first['cure']}",
        second["id"]: f"{wrong},{second['right']}|{second['cure']}",
    }
    assert figure.score == (2, 1)


def test_the_data_are_light_enough_to_travel(figure):
    state = figure.get_state()
    data = {k: v for k, v in state.items() if k not in ("_esm", "_css")}
    assert len(json.dumps(data, default=str)) < 60_000


def test_the_text_holds_no_data_and_the_picture_shows_the_state():
    figure = DebugClinic()
    assert repr(figure) == "DebugClinic(given={}, key='clinic', look=0, run=1)"
    one, again = figure.fallback(), figure.fallback()
    figure.run = 4
    assert one == again != figure.fallback()
