"""Prove the questions: ``python -m whynn.grading verify [NN ...]``.

Every solution scores full marks and every untouched exercise nothing; every planted wrong
answer loses points and every part is failed by at least one; every different right answer
scores full marks; every exercise is what its master gives.
"""

import contextlib
import io
import re
from pathlib import Path

import numpy as np

from whynn.grading import bank, generate, judge
from whynn.grading.local import LocalStudent

MUTANTS, PARTS = 4, 5
_CHECK = re.compile(r"""^check\(\s*["']([\w-]+)["']""", re.MULTILINE)


class Notebook:
    """A master or an exercise, run cell by cell in this process: its code is our own."""

    def __init__(self, path: Path):
        self.path = path
        self.json = generate.read(path)
        self.cells = [
            cell
            for cell in self.json["cells"]
            # solutions only teach, and cells with hidden input show a figure
            if cell["cell_type"] == "code"
            and not generate.tags(cell) & {"solution", "hide-input"}
        ]

    def sections(self):
        """The questions in order: (id, the cells before its check since the last one)."""
        gathered = []
        for cell in self.cells:
            asked = _CHECK.search(generate.source(cell))
            if asked:
                yield asked[1], gathered
                gathered = []
            else:
                gathered.append(cell)


def verify(root: Path, probes: np.random.Generator, *, chapters=None, say=print, rounds=1):
    """All faults found in ``solutions/`` and ``exercises/`` of ``root``, as sentences.

    ``probes`` gives the inputs that answers are tried on; ``chapters`` names some chapters by
    number; ``rounds`` is how often each solution is judged.
    """
    faults, seen = [], []
    for master in sorted((root / "solutions").glob("[0-9][0-9]_*.ipynb")):
        if chapters and master.stem[:2] not in chapters:
            continue
        notebook = Notebook(master)
        faults += _exercise_faults(notebook, root / "exercises" / master.name, probes)
        for name, found, tally in _solution_faults(notebook, rounds, probes):
            seen.append(name)
            faults += [f"{name}: {fault}" for fault in found]
            say(f"{name:24s} {tally}" + ("" if not found else f"  {len(found)} faults"))
    wanted = [q for q in bank.questions() if not chapters or q[:2] in chapters]
    faults += [f"{name}: no master asks this question" for name in wanted if name not in seen]
    faults += [f"{name}: asked twice" for name in set(seen) if seen.count(name) > 1]
    return faults


def _exercise_faults(notebook, path, probes):
    if not path.exists():
        return [f"{path.name}: the exercise is missing: generate it"]
    if not generate.same(generate.exercise(notebook.json), generate.read(path)):
        return [f"{path.name}: the exercise is not what its master gives: generate it"]
    faults, namespace = [], _namespace()
    for name, cells in Notebook(path).sections():
        for cell in cells:
            if error := _run(generate.source(cell), namespace):
                faults.append(f"{name}: the untouched exercise stops with {error}")
        question = bank.find(name)
        if not isinstance(question, str):
            right = [r.text for r in _judge(question, namespace, cells, probes) if r.right]
            faults += [f"{name}: the untouched exercise passes {text!r}" for text in right]
    return faults


def _solution_faults(notebook, rounds, probes):
    namespace = _namespace()
    for name, cells in notebook.sections():
        question = bank.find(name)
        if isinstance(question, str):
            yield name, [question], ""
            continue
        answers = [cell for cell in cells if "answer" in generate.tags(cell)]
        given = [cell for cell in cells if "answer" not in generate.tags(cell)]
        errors = [_run(generate.source(cell), namespace) for cell in given]
        before = dict(namespace)
        errors += [_run(generate.source(cell), namespace) for cell in answers]
        faults = [f"the solution stops with {error}" for error in errors if error]
        if not answers:
            faults.append("no cell is tagged answer")
        for _ in range(rounds):
            faults += [
                f"the solution fails {r.text!r}: {r.reason}"
                for r in _judge(question, namespace, cells, probes)
                if not r.right
            ]
        faults += _planted_faults(question, before, probes)
        tally = f"{len(question.parts)} parts, {len(question.mutants)} mutants"
        yield name, faults, f"{tally}, {len(question.alternatives)} alternatives"


def _planted_faults(question, before, probes):
    faults, failed = [], set()
    if len(question.mutants) < MUTANTS:
        faults.append(f"{len(question.mutants)} mutants, at least {MUTANTS} are wanted")
    if len(question.parts) < PARTS:
        faults.append(f"{len(question.parts)} parts, at least {PARTS} are wanted")
    if not question.alternatives:
        faults.append("no different right answer")
    for code, why in question.mutants:
        results, error = _planted(question, before, code, probes)
        lost = {r.text for r in results if not r.right}
        failed |= lost
        if error:
            faults.append(f"the mutant that {why!r} stops with {error}")
        if not lost:
            faults.append(f"the mutant that {why!r} scores full marks")
    for number, code in enumerate(question.alternatives, start=1):
        results, error = _planted(question, before, code, probes)
        faults += [f"alternative {number} stops with {error}"] if error else []
        faults += [
            f"alternative {number} fails {r.text!r}: {r.reason}" for r in results if not r.right
        ]
    missed = [part.text for part in question.parts if part.text not in failed]
    return faults + [f"no mutant fails {text!r}" for text in missed]


def _planted(question, before, code, probes):
    namespace = dict(before)
    error = _run(code, namespace)
    return _judge(question, namespace, [{"source": code}], probes), error


def _judge(question, namespace, cells, probes):
    student = LocalStudent(namespace, [generate.source(cell) for cell in cells])
    # what an answer prints while it is judged is no finding
    with contextlib.redirect_stdout(io.StringIO()):
        return judge.run(question, student, lambda part: probes.spawn(1)[0])


def _namespace():
    return {"__name__": "__main__"}


def _run(code, namespace):
    """Run one cell; the error that stopped it in words, or nothing."""
    try:
        with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
            exec(compile(code, "<cell>", "exec"), namespace)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""
