"""A class: tables, zips, cut-off runs, the same again, many machines."""

import csv
import io
import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import hostile
import pytest
from whynn.grading import collect, tables
from whynn.grading.batch import Refused, batch
from whynn.grading.grade import Settings
from whynn.grading.limits import Limits

LIBRARY = str(Path(collect.__file__).parents[2])
QUICK = Settings(b"a secret", "none", Limits(cell=2.0, call=2.0, grace=0.5))
WRONG = hostile.notebook(hostile.SETUP, hostile.ANSWER.replace("0.75", "1.0"), hostile.CHECK)


def rows(path):
    """The rows of a table as dicts."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def in_folder(folder, files):
    """Write files below a folder."""
    for name, raw in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    return folder


def zipped(path, files):
    """Write files into a zip, under any name."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return path


def test_a_canvas_zip_gives_the_columns_that_canvas_imports(tmp_path):
    names = ["doejane_4711_99_01_one_rule.ipynb", "roejohn_LATE_4712_98_01_one_rule.ipynb"]
    place = zipped(
        tmp_path / "in.zip", dict(zip(names, [hostile.honest(), WRONG], strict=True))
    )
    batch(place, tmp_path / "out", QUICK, jobs=2)
    lines = (tmp_path / "out" / "canvas.csv").read_text().splitlines()
    assert lines[0] == "Student,ID,SIS User ID,SIS Login ID,Section,Exercise 01"
    assert lines[1].startswith("    Points Possible,,,,,")
    assert lines[2:] == ["doejane,4711,,,,5", "roejohn,4712,,,,4"]


def test_a_moodle_zip_gives_the_worksheet_that_moodle_imports(tmp_path):
    folders = ["Jane Doe_815_assignsubmission_file_/", "Zoë Ämter_816_assignsubmission_file_/"]
    files = {f"{folders[0]}01_one_rule.ipynb": hostile.honest(), f"{folders[1]}a.ipynb": WRONG}
    files |= {"__MACOSX/a.ipynb": b"x", ".DS_Store": b"x"}
    batch(zipped(tmp_path / "in.zip", files), tmp_path / "out", QUICK)
    got = rows(tmp_path / "out" / "moodle-01.csv")
    assert [r["Identifier"] for r in got] == ["Participant 815", "Participant 816"]
    assert [r["Full name"] for r in got] == ["Jane Doe", "Zoë Ämter"]
    assert [r["Grade"] for r in got] == ["5", "4"]
    assert {"Maximum Grade", "Last modified (grade)", "Feedback comments"} < set(got[0])


def test_a_zip_cannot_reach_out_of_its_place_or_fill_the_memory(tmp_path):
    path = tmp_path / "deep" / "in.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../escaped_01_one_rule.ipynb", hostile.honest())
        archive.writestr("/etc/absolute.ipynb", hostile.honest())
        archive.writestr("a.ipynb", hostile.honest())
        with pytest.warns(UserWarning):
            archive.writestr("a.ipynb", WRONG)
        archive.writestr("bomb.ipynb", b"\0" * (64 << 20))
        link = zipfile.ZipInfo("link.ipynb")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    batch(path, tmp_path / "out", QUICK)
    got = {
        r["submission"]: (r["status"], r["score"]) for r in rows(tmp_path / "out/grades.csv")
    }
    assert got == {
        "a.ipynb": ("graded", "5"),
        "a.ipynb (2)": ("graded", "4"),
        "bomb.ipynb": ("unreadable", "0"),
        "escaped_01_one_rule.ipynb": ("graded", "5"),
        "etc/absolute.ipynb": ("graded", "5"),
        "link.ipynb": ("unreadable", "0"),
    }
    assert {p.name for p in tmp_path.iterdir()} == {"deep", "out"}


def test_a_lying_zip_is_read_no_further_than_the_limit(tmp_path):
    path = zipped(
        tmp_path / "in.zip", {"a.ipynb": b"x" * (64 << 20), "b.ipynb": hostile.honest()}
    )
    raw = path.read_bytes()
    size = (64 << 20).to_bytes(4, "little")
    path.write_bytes(raw.replace(size, (100).to_bytes(4, "little")))
    batch(path, tmp_path / "out", QUICK)
    got = rows(tmp_path / "out" / "grades.csv")
    assert [(r["status"], r["score"]) for r in got] == [("unreadable", "0"), ("graded", "5")]


def test_a_cut_off_run_goes_on_and_ends_in_the_same_tables(tmp_path):
    files = {f"s{i:02d}_01_one_rule.ipynb": hostile.honest() + b" " * i for i in range(6)}
    files |= {"bad.ipynb": b"{", "wrong.ipynb": WRONG}
    place = in_folder(tmp_path / "in", files)
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    command = [sys.executable, "-m", "whynn.grading", "batch", str(place), "-j", "2"]
    command += ["--secret", "s", "--sandbox", "none", "--out"]
    env = {**os.environ, "PYTHONPATH": LIBRARY}
    subprocess.run([*command, str(whole)], env=env, check=True, capture_output=True)
    for wanted in (1, 4):
        running = subprocess.Popen(
            [*command, str(cut), "--resume"],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while running.poll() is None and len(list(cut.glob("json/*.json"))) < wanted:
            time.sleep(0.01)
        running.kill()
        running.wait()
        assert not (cut / "grades.csv").exists()
    torn = next(cut.glob("json/*.json"))
    torn.write_text(torn.read_text()[:40])
    again = subprocess.run(
        [*command, str(cut), "--resume"], env=env, capture_output=True, text=True
    )
    assert again.returncode == 0, again.stderr
    for name in ("grades.csv", "canvas.csv", "moodle-01.csv"):
        assert (cut / name).read_bytes() == (whole / name).read_bytes()


def test_a_run_does_not_mix_with_another(tmp_path):
    place = in_folder(tmp_path / "in", {"a.ipynb": hostile.honest()})
    batch(place, tmp_path / "out", QUICK)
    with pytest.raises(Refused, match="not empty"):
        batch(place, tmp_path / "out", QUICK)
    (tmp_path / "begun" / "json").mkdir(parents=True)
    assert batch(place, tmp_path / "begun", QUICK, resume=True)[0]["score"] == 5
    with pytest.raises(Refused, match="other settings"):
        batch(place, tmp_path / "out", QUICK._replace(exercise="02"), resume=True)
    (place / "a.ipynb").write_bytes(WRONG)
    assert batch(place, tmp_path / "out", QUICK, resume=True)[0]["score"] == 4
    with pytest.raises(Refused, match="no folder or zip"):
        batch(tmp_path / "nowhere", tmp_path / "new", QUICK)


def test_without_a_secret_each_run_has_its_own_and_keeps_it(tmp_path):
    place = in_folder(tmp_path / "in", {"a.ipynb": hostile.honest()})
    secrets = set()
    for name in ("one", "two"):
        batch(place, tmp_path / name, QUICK._replace(secret=b""))
        kept = tmp_path / name / "secret.json"
        secrets.add(json.loads(kept.read_text())["secret"])
        assert os.name == "nt" or kept.stat().st_mode & 0o077 == 0
        batch(place, tmp_path / name, QUICK._replace(secret=b""), resume=True)
        assert json.loads(kept.read_text())["secret"] in secrets
    assert len(secrets) == 2


def test_a_cluster_gives_the_same_table_as_one_machine(tmp_path):
    from distributed import LocalCluster

    files = {f"s{i}_01_one_rule.ipynb": hostile.honest() + b" " * i for i in range(3)}
    files |= {"bad.ipynb": b"{", "wrong.ipynb": WRONG}
    place = in_folder(tmp_path / "in", files)
    batch(place, tmp_path / "here", QUICK)
    with LocalCluster(
        n_workers=1, threads_per_worker=2, processes=True, dashboard_address=None
    ) as cluster:
        batch(place, tmp_path / "there", QUICK, scheduler=cluster.scheduler_address)
    for name in ("grades.csv", "canvas.csv", "moodle-01.csv"):
        there, here = tmp_path / "there" / name, tmp_path / "here" / name
        assert there.read_bytes() == here.read_bytes()


def test_no_cell_of_a_table_is_a_formula():
    result = {"file": "=1+1", "exercise": None, "status": "graded", "score": 0, "max": 0}
    result |= {"questions": [], "reason": "@x", "notes": ["-1"], "flags": [], "sha256": ""}
    got = next(csv.DictReader(io.StringIO(tables.grades([result]))))
    assert (got["submission"], got["reason"], got["notes"]) == ("'=1+1", "'@x", "'-1")
