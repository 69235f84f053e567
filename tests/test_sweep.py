"""The measured law: its file is what the script makes, and its script survives a kill."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import curve_fit
from scipy.stats import t as student
from whynn import sweep
from whynn.powerlaw import fit_power_law
from whynn.students import Job, Settings, key, plan, run

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))
import scaling_law  # noqa: E402

TINY = Settings(
    inputs=2, teacher_width=8, batch=16, tests=100, steps=20, widths=(1, 2), seeds=2,
    rate_widths=(), data_width=4, examples=(8,), data_seeds=1, validation=50, look=5,
    patience=2, longest=20,
)  # fmt: skip
BOOK = sweep.stored()


# The file


def test_the_file_has_every_run_of_the_plan_and_the_plans_settings():
    assert BOOK.settings == Settings()
    made = [(r.kind, r.width, r.examples, r.seed) for r in BOOK.runs]
    assert sorted(made) == sorted(job[:4] for job in plan(BOOK.settings))


@pytest.mark.parametrize("job", [Job("size", 1, 0, 0), Job("data", 256, 32, 0)])
def test_a_cheap_run_of_the_file_is_what_the_script_gives(job):
    (kept,) = (r for r in BOOK.runs if (r.kind, r.width, r.examples, r.seed) == job[:4])
    again = run(job, BOOK.settings, np.random.default_rng(key(job)))
    assert again[:5] == kept[:5]
    assert again[5:] == pytest.approx(kept[5:], rel=1e-4)


def test_the_rule_for_the_rate_is_near_the_best_of_three_rates():
    for width in BOOK.settings.rate_widths:
        by_rule = [r.excess for r in BOOK.runs if r.kind == "size" and r.width == width]
        others = [r.excess for r in BOOK.runs if r.kind == "rate" and r.width == width]
        assert len(others) == 2
        assert np.median(by_rule) < 1.15 * min(others)


def test_a_curve_is_the_median_over_the_seeds():
    for kind, axis in (("size", "parameters"), ("data", "examples")):
        curve = sweep.curve(BOOK, kind)
        for i, x in enumerate(curve.x):
            own = [r.loss for r in BOOK.runs if r.kind == kind and getattr(r, axis) == x]
            assert (curve.low[i], curve.high[i]) == (min(own), max(own))
            assert curve.loss[i] == sorted(own)[len(own) // 2]
        assert (np.diff(curve.x) > 0).all() and (np.diff(curve.excess) < 0).all()


def test_what_was_written_is_read(tmp_path):
    sweep.store(BOOK, tmp_path / "a.json")
    assert sweep.stored(tmp_path / "a.json") == sweep.Sweep(
        BOOK.settings, tuple(sorted(BOOK.runs))
    )
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_an_installed_package_finds_the_file():
    import tomllib

    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = package["tool"]["setuptools"]["package-data"]["whynn"]
    assert any(sweep.FILE in (ROOT / "lib" / "whynn").glob(each) for each in patterns)


# The law


@pytest.mark.parametrize("kind", ["size", "data"])
def test_the_fit_without_the_largest_size_is_scipys_and_holds_for_it(kind):
    curve = sweep.curve(BOOK, kind)
    check = sweep.held_out(curve, last=1)
    x, y = curve.x[:-1], np.log(curve.loss[:-1])

    def law(x, log_scale, exponent, floor):
        return np.log(floor + np.exp(log_scale) * x**-exponent)

    best, cov = curve_fit(law, x, y, p0=[1.0, 0.7, 0.05])
    fit = check.fit
    assert [np.log(fit.scale), fit.exponent, fit.floor] == pytest.approx(best, rel=1e-4)
    half = student.ppf(0.975, len(x) - 3) * np.sqrt(cov[1, 1])
    assert fit.exponent_interval == pytest.approx((best[1] - half, best[1] + half), rel=1e-3)
    assert check.x == curve.x[-1:] and check.measured == curve.loss[-1:]
    assert check.inside == [check.low[0] <= curve.loss[-1] <= check.high[0]] == [True]


def test_the_floor_over_size_is_the_noise_and_the_floor_over_data_is_higher():
    """The wide network of the data runs has a limit of its own on top of the noise."""
    floors = {k: fit_law(sweep.curve(BOOK, k)).floor_interval for k in ("size", "data")}
    noise = BOOK.settings.noise**2
    assert floors["size"][0] < noise < floors["size"][1]
    assert noise < floors["data"][0]


def test_two_sizes_ahead_the_data_law_promises_a_floor_that_more_data_broke():
    """A prediction that missed, kept as it was measured."""
    check = sweep.held_out(sweep.curve(BOOK, "data"), last=2)
    assert check.inside.tolist() == [True, False]
    assert check.measured[1] < check.low[1] and check.measured[1] < check.fit.floor
    assert sweep.held_out(sweep.curve(BOOK, "size"), last=2).inside.all()


def fit_law(curve):
    return fit_power_law(curve.x, curve.loss, floor=True)


# The script


def script(out, *arguments):
    return scaling_law.main(["--out", str(out), *arguments], TINY)


def test_a_sweep_made_twice_or_on_dask_is_the_same(tmp_path):
    from dask.distributed import Client, LocalCluster

    alone = script(tmp_path / "alone.json")
    options = {"processes": False, "n_workers": 2, "threads_per_worker": 1}
    with LocalCluster(**options, dashboard_address=None) as cluster, Client(cluster):
        address = cluster.scheduler_address
        spread = script(tmp_path / "spread.json", "--dask", address)
    assert spread == alone
    assert (tmp_path / "spread.json").read_bytes() == (tmp_path / "alone.json").read_bytes()
    assert sweep.stored(tmp_path / "alone.json").settings == TINY


def test_what_is_made_is_not_made_again(tmp_path, monkeypatch):
    whole, made = script(tmp_path / "a.json"), []
    folder = next(tmp_path.glob("a.runs-*"))
    next(iter(folder.glob("data-*.json"))).unlink()
    once = scaling_law.one
    monkeypatch.setattr(scaling_law, "one", lambda job, s: made.append(job) or once(job, s))
    assert script(tmp_path / "a.json") == whole
    assert [job.kind for job in made] == ["data"]


def test_a_killed_sweep_goes_on_and_ends_the_same(tmp_path):
    """SIGKILL after the first run is kept; what is found then is whole."""
    out = tmp_path / "a.json"
    code = (
        "import sys, time; sys.path[:0] = sys.argv[2:4]; import scaling_law, test_sweep\n"
        "once = scaling_law.keep\n"
        "def slow(*a): once(*a); time.sleep(0.5)\n"
        "scaling_law.keep = slow\n"
        "scaling_law.main(['--out', sys.argv[1]], test_sweep.TINY)"
    )
    paths = [str(ROOT / "benchmarks"), str(ROOT / "tests")]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "lib")}
    going = subprocess.Popen([sys.executable, "-c", code, str(out), *paths], env=env,
                             stderr=subprocess.DEVNULL)  # fmt: skip
    for _ in range(600):
        kept = [p for f in tmp_path.glob("a.runs-*") for p in f.glob("*.json")]
        if kept or going.poll() is not None:
            break
        time.sleep(0.1)
    going.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    going.wait()
    assert 0 < len(kept) < len(plan(TINY)) and not out.exists()
    assert all(json.loads(p.read_text(encoding="utf-8"))["run"] for p in kept)
    assert script(out) == script(tmp_path / "whole.json")


def test_dask_is_named_where_it_is_missing(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "dask.distributed", None)
    with pytest.raises(SystemExit, match="--dask needs Dask: pip install"):
        script(tmp_path / "a.json", "--dask", "local")
