"""Twenty submissions of full work through three graders, one file at a time, in turn.

The files come in batches, and all three grade each batch before the next: every batch is a
round.  A process of each grader stays open, so that no start of Python is counted.
"""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from suite import others, translate
from suite.timing import Measured, Missing

ROOT, HERE = others.ROOT, Path(__file__).resolve().parent
PATIENCE = 20  # seconds for a grader to end by itself


class Grader:
    """A grader's process."""

    def __init__(self, python, script, place, leaving):
        paths = os.pathsep.join([str(ROOT / "lib"), str(HERE)])
        env = {**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1"}
        # nbgrader calls programs of its own environment by name
        env["PATH"] = os.pathsep.join([str(Path(python).parent), env["PATH"]])
        self.said = tempfile.TemporaryFile("w+")  # noqa: SIM115 (closed in close)
        self.process = subprocess.Popen(
            [str(python), str(HERE / script), str(place)],
            env=env, cwd=place, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.said,
        )  # fmt: skip
        leaving.callback(self.close)

    def answer(self) -> dict:
        """The next line of the process."""
        line = self.process.stdout.readline()
        if not line:
            self.said.seek(0)
            last = (self.said.read().strip() or "nothing").splitlines()[-1]
            raise Missing(f"error: it stopped: {last[:200]}")
        return json.loads(line)

    def grade(self, batch: str) -> dict:
        """Seconds, and the checks passed of each file."""
        self.process.stdin.write(batch + "\n")
        self.process.stdin.flush()
        return self.answer()

    def close(self) -> None:
        """End it."""
        self.process.stdin.close()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.said.close()


def opened(name, batches, folder, leaving):
    """A grader that is ready."""
    place = folder / name
    place.mkdir()
    getattr(translate, f"for_{name}")(place, batches)
    python = sys.executable if name == "ours" else others.python(name)
    grader = Grader(python, f"grade_{name}.py", place, leaving)
    grader.answer()
    return grader


def measure(quick: bool, rows) -> dict:
    """Row id -> ``Measured`` or ``Missing``."""
    count, batches = (6, 2) if quick else (translate.FILES, translate.BATCHES)
    files = translate.submissions(ROOT, count)
    size = -(-count // batches)
    parts = {f"batch{k}": files[k * size : (k + 1) * size] for k in range(batches)}
    found, times = {}, {}
    with ExitStack() as leaving:
        folder = Path(leaving.enter_context(tempfile.TemporaryDirectory()))
        graders = {}
        for name in ("ours", "nbgrader", "otter"):
            try:
                graders[name] = opened(name, parts, folder, leaving)
                times[name] = []
            except Missing as why:
                found[f"grading-{name}"] = why
        for batch, handed in parts.items():
            for name, grader in list(graders.items()):
                try:
                    times[name].append(_checked(grader.grade(batch), handed) / len(handed))
                except Missing as why:
                    found[f"grading-{name}"] = why
                    del graders[name]
            done = ", ".join(f"{name} {times[name][-1]:.2f} s" for name in graders)
            print(f"  {batch}: a file takes {done}", flush=True)
    if "grading-ours" in found:
        return dict.fromkeys((row.id for row in rows), found["grading-ours"])
    for name in set(graders) - {"ours"}:
        found[f"grading-{name}"] = Measured(times["ours"], times[name], f"{count} files")
    return found


def _checked(told, handed):
    """The seconds, if every check of every file was made and passed."""
    wanted = sorted([translate.checks(notebook)] * 2 for _, _, notebook in handed)
    if sorted(told["passed"].values()) != wanted:
        raise Missing(f"error: the checks passed are {sorted(told['passed'].values())}")
    return told["seconds"]
