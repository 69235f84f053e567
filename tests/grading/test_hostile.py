"""Whatever a file does, its row is right, the others are too, and nothing else is touched."""

import csv
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import hostile
import pytest
from whynn.grading import sandbox
from whynn.grading.batch import batch
from whynn.grading.grade import Settings
from whynn.grading.limits import Limits

# so little memory that a busy machine fills it before a cell's second is over
QUICK = Limits(cell=1.0, call=1.0, grace=1.5, wall=40.0, together=512 << 20)
MARK = "whynn-hostile-test"


@pytest.fixture
def bubblewrap():
    """The sandbox, or the reason why this machine has none."""
    try:
        return sandbox.require()
    except sandbox.Missing as error:
        pytest.skip(str(error))


def contents(folder: Path) -> dict:
    """What lies in a folder: each file with its bytes."""
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def ours() -> list[str]:
    """The processes of this user that the sandboxes started and that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode("utf-8", "replace")
            if MARK in (path.parent / "environ").read_bytes().decode("utf-8", "replace"):
                found.append(words.replace("\0", " ")[:120])
        except OSError:
            continue
    return found


def write_all(folder: Path, out: Path, port: int) -> dict:
    """The hostile set in a folder, with neighbours that are no plain files."""
    folder.mkdir()
    cases = hostile.files()
    for name, case in cases.items():
        raw = case.raw.replace(b"OUT", str(out).encode()).replace(b"PORT", b"%d" % port)
        (folder / name).write_bytes(raw.replace(b"SUBMISSIONS", str(folder).encode()))
    honest = folder / "group" / "deep"
    honest.mkdir(parents=True)
    (honest / "mine.ipynb").write_bytes(hostile.honest())
    cases["group/deep/mine.ipynb"] = hostile.Case(b"", hostile.FULL, hostile.GOOD)
    os.symlink(honest / "mine.ipynb", folder / "link.ipynb")
    os.symlink(honest, folder / "linked_folder")
    os.mkfifo(folder / "pipe.ipynb")
    for name in ("link.ipynb", "linked_folder", "pipe.ipynb"):
        cases[name] = hostile.Case(b"", 0, hostile.UNREADABLE)
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "x.ipynb").write_bytes(hostile.honest())
    return cases


def points(result: dict) -> int:
    """The points of the question that the hostile files answer."""
    return sum(q["score"] for q in result["questions"] if q["id"] == "01-line")


def test_every_file_gets_the_row_it_deserves_and_touches_nothing(
    bubblewrap, tmp_path, monkeypatch
):
    folder, out, outside = tmp_path / "in", tmp_path / "out", tmp_path / "outside"
    outside.mkdir()
    (outside / "diary.txt").write_text("private")
    monkeypatch.setitem(sandbox.ENVIRONMENT, "MARK", MARK)
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    cases = write_all(folder, out, server.getsockname()[1])
    before = {path: text for path, text in contents(folder).items()}
    results = batch(folder, out, Settings(b"a secret", limits=QUICK), jobs=2)

    got = {r["file"]: (points(r), r["status"]) for r in results}
    wanted = {name: (case.points, case.status) for name, case in cases.items()}
    off = {
        name: (got.get(name), want) for name, want in wanted.items() if got.get(name) != want
    }
    told = {r["file"]: (r["reason"], r["notes"]) for r in results if r["file"] in off}
    assert off == {}, told
    assert len(results) == len(cases) >= 60

    with open(out / "grades.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(cases)
    assert all(row["reason"] for row in rows if row["status"] in ("unreadable", "empty"))
    assert not [row for row in rows if row["submission"].startswith(("=", "+", "-", "@"))]

    with server, pytest.raises(TimeoutError):
        server.accept()
    notes = {r["file"]: r["notes"] for r in results}
    assert "more than 32 processes" in notes["fork_storm.ipynb"][0]
    assert notes["endless_loop.ipynb"] == ["cell 2: stopped after 1 s"]
    last = time.monotonic() + 5
    while ours() and time.monotonic() < last:
        time.sleep(0.05)
    assert ours() == []
    assert contents(folder) == before
    assert contents(outside) == {Path("diary.txt"): b"private"}
    made = {p.parts[0] for p in contents(out)}
    tables = {"canvas.csv", "moodle-01.csv", "grades.csv"}
    assert made == {"secret.json", "json", "feedback", "index.html"} | tables

    pages = [out / "index.html", *(out / "feedback").iterdir()]
    assert len(pages) == len(cases) + 1
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"<script|<img|<iframe|\bon\w+=", text), page.name
        assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:[a-z]+:|//)""", text), page.name
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", text), page.name


def test_a_class_is_not_graded_without_walls_unless_asked(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    sandbox.require.cache_clear()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one.ipynb").write_bytes(hostile.honest())
    command = ["batch", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "-j", "1"]
    refused = run(command)
    assert refused.returncode == 2
    assert "bubblewrap is needed" in refused.stderr and "--sandbox none" in refused.stderr
    assert not (tmp_path / "out").exists()
    sandbox.require.cache_clear()
    bare = run([*command, "--sandbox", "none"])
    assert bare.returncode == 0, bare.stderr
    assert ",graded,5," in (tmp_path / "out" / "grades.csv").read_text()


def run(arguments):
    """Run one command of the grader in a process of its own."""
    library = str(Path(sandbox.HERE).parents[1])
    return subprocess.run(
        [sys.executable, "-m", "whynn.grading", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": library},
        timeout=120,
    )
