"""The benchmarks: every row of the plan is in the data, and the table is what the data say.

Nothing is timed here.
"""

import json
import math
import re
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))
import bench  # noqa: E402
from suite import (  # noqa: E402
    library,
    others,
    part_check,
    plan,
    results,
    table,
    timing,
    translate,
)
from suite import library_sides as sides  # noqa: E402
from whynn.grading import bank  # noqa: E402

STORED = json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))
ROWS = [row for group in STORED.values() for row in group["rows"]]
MEASURED = [row for row in ROWS if "missing" not in row]
PAGE = (ROOT / "benchmarks" / "results.md").read_text(encoding="utf-8")


# What is stored


def test_the_data_have_every_row_of_the_plan_and_no_other():
    planned = [
        (row.id, row.what, [row.ours, row.theirs], row.unit, row.bar) for row in plan.rows()
    ]
    stored = [tuple(row[k] for k in ("id", "what", "names", "unit", "bar")) for row in ROWS]
    assert stored == planned, "the plan has changed: run `make bench ONLY=` and the group"
    assert list(STORED) == list(plan.GROUPS)


def test_the_table_says_what_the_data_say():
    assert table.written(STORED) == PAGE, "edited by hand, or not written: run `make bench`"


def test_each_row_of_the_table_has_its_own_numbers():
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in PAGE.splitlines()]
    lines = [cells for cells in lines if len(cells) == 8 and cells[0] not in ("what", "---")]
    assert len(lines) == len(ROWS)
    scale = {"s": 1, "ms": 1e-3, "µs": 1e-6, "ns": 1e-9, "kB": 1e3}
    for cells, row in zip(lines, ROWS, strict=True):
        assert cells[0] == row["what"]
        if "missing" in row:
            assert cells[7] == row["missing"]
            continue
        for cell, side in zip(cells[1:3], ("ours", "theirs"), strict=True):
            number, unit = cell.split()[-2:]
            value = float(number.replace(",", "")) * scale[unit]
            near = pytest.approx(row[side]["median"], rel=6e-3, abs=500 if unit == "kB" else 0)
            assert value == near, cells
        assert float(cells[3].replace(",", "")) == pytest.approx(row["ratio"], rel=6e-3)
        over = row["bar"] is not None and row["ours"]["median"] > row["bar"]
        assert ("**over**" in cells[6]) == over


def test_every_ratio_lies_between_its_lowest_and_its_highest():
    for row in MEASURED:
        assert 0 < row["low"] <= row["ratio"] <= row["high"] < math.inf, row["id"]
        assert row["ours"]["best"] <= row["ours"]["median"], row["id"]
        if row["rounds"] == 1:
            both = row["theirs"]["median"] / row["ours"]["median"]
            assert row["ratio"] == pytest.approx(both, rel=1e-12), row["id"]


def test_the_picture_has_every_ratio_and_no_background():
    picture = (ROOT / "benchmarks" / "results.svg").read_text(encoding="utf-8")
    texts = re.findall(r"<text[^>]*>([^<]+)</text>", picture)
    shown = [row for name, group in STORED.items() if name != "tests" for row in group["rows"]]
    for row in shown:
        assert "missing" in row or table.digits(row["ratio"]) in texts, row["id"]
    assert not re.search(r"fill: ?(white|#fff)", picture)


def test_no_row_is_an_error():
    assert [row["id"] for row in ROWS if row.get("missing", "").startswith("error")] == []


# How it is measured


def test_rounds_are_taken_in_turn_each_time_another_first():
    seen = []
    calls = [lambda n, name=name: seen.append((name, n)) for name in "ab"]
    times = timing.alternate(calls, units=3, rounds=2)
    assert seen == [("a", 3), ("b", 3), ("a", 3), ("b", 3), ("b", 3), ("a", 3)]
    assert [len(own) for own in times] == [2, 2]


def test_a_ratio_is_the_median_of_the_rounds_own_ratios():
    found = timing.summary(timing.Measured([1.0, 2.0, 4.0], [8.0, 2.0, 8.0], "why"))
    assert (found["ratio"], found["low"], found["high"], found["rounds"]) == (2.0, 1.0, 8.0, 3)
    assert found["ours"] == {"median": 2.0, "best": 1.0}
    assert found["theirs"] == {"median": 8.0, "best": 2.0}
    with pytest.raises(ValueError, match="as many rounds of both sides"):
        timing.summary(timing.Measured([1.0], []))


def test_sides_that_did_not_compute_the_same_are_an_error():
    work = sides.xor("squared error")
    for other in (sides.whynn_inplace, sides.whynn_autodiff):
        library.agree(work, sides.whynn_mlp(work), other(work))
    with pytest.raises(timing.Missing, match=r"error: after 200 steps the weights differ"):
        library.agree(work, sides.whynn_mlp(work), sides.whynn_mlp(work._replace(lr=0.0501)))


def test_weights_that_are_not_numbers_do_not_agree():
    work = sides.xor("squared error")
    *most, last = sides.whynn_mlp(work).weights()
    broken = SimpleNamespace(run=lambda steps: None, weights=lambda: [*most, last * math.nan])
    with pytest.raises(timing.Missing, match="differ by nan"):
        library.agree(work, sides.whynn_mlp(work), broken)


def test_a_tool_that_cannot_be_installed_is_a_sentence(tmp_path, monkeypatch):
    failed = SimpleNamespace(returncode=1, stdout="", stderr="Traceback\nno such package")
    monkeypatch.setattr(others, "PLACE", others.ROOT / "_build" / tmp_path.name)
    monkeypatch.setattr(others.subprocess, "run", lambda *args, **options: failed)
    with pytest.raises(timing.Missing, match=r"could not make an environment.*no such package"):
        others.python("otter")


def pretend(monkeypatch, measure):
    """Let every group be measured by ``measure``."""
    loaded = SimpleNamespace(import_module=lambda name: SimpleNamespace(measure=measure))
    monkeypatch.setattr(bench, "importlib", loaded)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (timing.Missing("there is no site"), "there is no site"),
        (ImportError(name="playwright"), "playwright is not installed: run `make bench`"),
        (KeyError("x"), "error: KeyError: 'x'"),
        (ValueError(), "error: ValueError: "),
    ],
)
def test_a_group_that_fails_gives_its_rows_a_reason(monkeypatch, capsys, fault, said):
    def measure(quick, rows):
        raise fault

    pretend(monkeypatch, measure)
    group = bench.measured("grading", quick=True)
    assert [row["missing"] for row in group["rows"]] == [said, said]
    assert group["quick"] and said in capsys.readouterr().out


def test_a_group_that_is_measured_replaces_its_rows_alone(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(results, "PLACE", tmp_path)
    monkeypatch.setattr(results, "DATA", tmp_path / "results.json")
    monkeypatch.setattr(bench, "ROOT", tmp_path)
    results.write({name: STORED[name] for name in ("library", "grading")})
    found = {row.id: timing.Measured([2.0], [3.0]) for row in plan.grading()}
    pretend(monkeypatch, lambda quick, rows: found)
    assert bench.main(["--only", "grading"]) == 0
    now = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert [row["ratio"] for row in now["grading"]["rows"]] == [1.5, 1.5]
    assert now["library"] == STORED["library"]
    assert "make bench ONLY=pages" in now["pages"]["rows"][0]["missing"]
    assert "whynn.grading 2.00 s" in (tmp_path / "results.md").read_text(encoding="utf-8")


# What the graders get


@pytest.fixture(scope="module")
def handed_in():
    """One notebook of each exercise."""
    return translate.submissions(ROOT, 6)


def code(notebook):
    """The sources of the code cells."""
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return ["".join(cell["source"]) for cell in cells]


def test_all_graders_get_the_same_cells_and_as_many_checks(handed_in, tmp_path):
    batches = {"b": handed_in}
    for name in ("ours", "nbgrader", "otter"):
        getattr(translate, f"for_{name}")(tmp_path / name, batches)
    for exercise, student, notebook in handed_in:
        answers = [source for source in code(notebook) if not source.startswith("check(")]
        parts = sum(len(q.parts) for q in bank.exercises()[exercise[:2]])
        assert translate.checks(notebook) == parts
        theirs = json.loads(
            (tmp_path / "nbgrader/submitted" / student / exercise / f"{exercise}.ipynb")
            .read_text(encoding="utf-8")
        )  # fmt: skip
        graded = [c for c in theirs["cells"] if c["metadata"].get("nbgrader", {}).get("grade")]
        assert len(graded) == parts
        assert [s for s in code(theirs) if "part_check" not in s] == answers
        theirs = json.loads(
            (tmp_path / "otter/submitted" / student / f"{exercise}.ipynb").read_text("utf-8")
        )
        assert [s for s in code(theirs) if "grader" not in s] == answers
        with zipfile.ZipFile(tmp_path / "otter" / f"{exercise}.zip") as archive:
            tests = [archive.read(n).decode() for n in archive.namelist() if "tests/" in n]
        assert sum(text.count("@test_case") for text in tests) == parts


def test_the_checks_that_other_graders_run_tell_right_from_wrong(handed_in):
    namespace = {}
    for source in code(handed_in[0][2])[:2]:
        exec(source, namespace)
    for number in range(5):
        part_check.part(namespace, "01-line", number)
    namespace["best_accuracy"] = 1.0
    passed = []
    for number in range(5):
        try:
            part_check.part(namespace, "01-line", number)
            passed.append(number)
        except AssertionError as wrong:
            assert "best_accuracy" in str(wrong)
    assert len(passed) == 4
