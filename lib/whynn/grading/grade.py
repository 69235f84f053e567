"""Grade one submission: run its cells in a sandbox, judge each question outside."""

import hashlib
import hmac
import time
from typing import NamedTuple

import numpy as np

from whynn.grading import bank, judge, scan, submission
from whynn.grading.judge import Died, Result
from whynn.grading.limits import Limits
from whynn.grading.remote import Remote, ending

STATUSES = ("graded", "graded with faults", "stopped", "unreadable", "empty")


class Settings(NamedTuple):
    """How to grade: the sandbox, its limits, the secret of the probes, the exercise."""

    secret: bytes
    sandbox: str = "bwrap"
    limits: Limits = Limits()
    exercise: str | None = None


class Over(Exception):
    """No more can be run; the message says why."""


def grade(name: str, raw: bytes | None, settings: Settings, reason: str = "") -> dict:
    """The result for one file, whatever it holds: plain data for JSON.

    ``raw`` is None for a file that could not be read, with the ``reason``.
    """
    started = time.monotonic()
    result = {
        "file": name,
        "sha256": "" if raw is None else hashlib.sha256(raw).hexdigest(),
        "exercise": settings.exercise,
        "status": "unreadable",
        "reason": reason,
        "notes": [],
        "flags": [],
        "printed": "",
    }
    sources: list[str] = []
    if raw is not None:
        try:
            sources = submission.cells(raw, settings.limits)
        except submission.Unreadable as error:
            result["reason"] = str(error)
        except submission.Empty as error:
            result |= {"status": "empty", "reason": str(error)}
    known = bank.exercises()
    number = settings.exercise or submission.exercise(sources, name, known)
    result["exercise"] = number
    asked = [q for cell in sources for q in scan.checks(cell)]
    questions = sorted(  # as the file has them; what it leaves out comes last
        known.get(number, []),
        key=lambda q: asked.index(q.id) if q.id in asked else len(asked),
    )
    results: dict[str, list[Result]] = {}
    if sources and not questions:
        result["reason"] = (
            "it asks none of the book's checks, so nobody can tell which exercise it is;"
            " --exercise NN says it for the whole class"
        )
    elif sources:
        run = Run(sources, questions, result["sha256"], settings)
        try:
            result |= run.everything()
            results = run.results
        finally:
            run.close()
        result["printed"] = run.printed
    return result | _scores(questions, results, result) | {"seconds": _since(started)}


def failed(name: str, error: BaseException) -> dict:
    """The result for a file on which the grader itself failed."""
    reason = f"the grader failed ({type(error).__name__}: {str(error)[:200]})"
    told = {"file": name, "status": "stopped", "reason": reason, "printed": ""}
    lists = {"notes": [], "flags": [], "questions": []}
    return told | lists | {"sha256": "", "exercise": None, "score": 0, "max": 0, "seconds": 0.0}


class Run:
    """One submission being graded: its sandbox, started anew after code that ended it."""

    def __init__(self, sources, questions, sha256, settings):
        self.sources, self.questions = sources, questions
        self.sha256, self.settings = sha256, settings
        self.deadline = time.monotonic() + settings.limits.wall
        self.remote: Remote | None = None
        self.done = 0  # cells that the present sandbox has run
        self.left_out: dict[int, str] = {}
        self.errors: dict[int, str] = {}
        self.starts = 0
        self.ended: set[str] = set()  # why it was started anew
        self.printed = ""
        self.results: dict[str, list[Result]] = {}

    def everything(self) -> dict:
        """Run and judge all; status, reason, notes and flags."""
        last = {q: i for i, cell in enumerate(self.sources) for q in scan.checks(cell)}
        end = len(self.sources)
        reason = ""
        try:
            for question in sorted(self.questions, key=lambda q: last.get(q.id, end)):
                self._question(question, last.get(question.id, end - 1) + 1)
            self._cells(end)
            for question in self.questions:
                if self._changed_later(question, last.get(question.id, end)):
                    self._question(question, end)
        except Over as over:
            reason = str(over)
            for question in self.questions:
                self._fill(question, f"not reached: {reason}")
        notes = [f"cell {i + 1}: {why}" for i, why in sorted(self.errors.items())]
        notes += [
            f"cell {i + 1} was left out: {why}" for i, why in sorted(self.left_out.items())
        ]
        notes += [] if reason else sorted(self.ended)
        status = "stopped" if reason else "graded with faults" if notes else "graded"
        flags = [
            f"{question.id}: uses {found}"
            for question in self.questions
            for found in scan.shortcuts(
                self.sources, scan.section(self.sources, question.id), question.forbids
            )
        ]
        return {"status": status, "reason": reason, "notes": notes, "flags": flags}

    def close(self) -> None:
        """End the sandbox, and keep the start of what was printed."""
        if self.remote is not None:
            self.remote.close()
            text = self.remote.printed.decode("utf-8", "replace")
            self.printed = self.printed or text[: self.settings.limits.printed]
            self.remote = None

    def _question(self, question, upto):
        before, results = self.results.get(question.id), []
        text = scan.defining(self.sources[:upto], question.names)
        self.results[question.id] = results
        try:
            for number, part in enumerate(question.parts):
                self._cells(upto)
                self.remote.names, self.remote.answer = question.names, text
                result = self._part(question, number, part)
                if not result.right and (broken := self._broken(question, upto)):
                    result = result._replace(reason=f"{result.reason} ({broken})")
                results.append(result)
        except Over:
            self._fill(question, "not reached: the time or the fresh starts ran out")
            self._keep_better(question, before)
            raise
        self._keep_better(question, before)

    def _part(self, question, number, part):
        try:
            return judge.run_part(part, self.remote, self._rng(question, number))
        except Died as died:
            self.close()
            self.ended.add(ending(died, "a function"))
            return Result(part.text, 0, part.points, str(died))

    def _broken(self, question, upto):
        """What stopped the cells that were to give the question's names."""
        return "; ".join(
            f"its cell stopped: {why}"
            for place, why in sorted(self.errors.items())
            if place < upto and any(scan.binds(self.sources[place], n) for n in question.names)
        )

    def _keep_better(self, question, before):
        now = self.results[question.id]
        if before and sum(r.points for r in before) >= sum(r.points for r in now):
            self.results[question.id] = before

    def _fill(self, question, reason):
        results = self.results.setdefault(question.id, [])
        for part in question.parts[len(results) :]:
            results.append(Result(part.text, 0, part.points, reason))

    def _changed_later(self, question, place):
        results = self.results[question.id]
        if sum(r.points for r in results) == question.points:
            return False
        later = self.sources[place + 1 :]
        return any(scan.binds(cell, name) for cell in later for name in question.names)

    def _cells(self, upto):
        """Bring a sandbox to where the first ``upto`` cells have run."""
        while self.remote is None or self.done < upto:
            if time.monotonic() > self.deadline:
                raise Over(f"it took more than {self.settings.limits.wall:g} s")
            try:
                if self.remote is None:
                    self._start()
                elif self.done in self.left_out or not self.sources[self.done]:
                    self.done += 1
                else:
                    why = self.remote.cell(self.sources[self.done])
                    if why:
                        self.errors[self.done] = why
                    self.done += 1
            except Died as died:
                self.close()
                self.ended.add(ending(died, "a cell"))
                self.left_out[self.done] = str(died)

    def _start(self):
        if self.starts > self.settings.limits.restarts:
            raise Over("the code ended its process again and again")
        self.starts += 1
        self.done = 0
        try:
            self.remote = Remote(self.settings.sandbox, self.settings.limits, self.deadline)
        except Died as died:
            raise Over(f"the sandbox did not start: {died}") from None

    def _rng(self, question, number):
        message = f"{self.sha256}:{question.id}:{number}".encode()
        digest = hmac.digest(self.settings.secret, message, "sha256")
        return np.random.default_rng(int.from_bytes(digest))


def _scores(questions, results, result):
    out = []
    for question in questions:
        why = result["reason"] or "not reached"
        empty = [Result(p.text, 0, p.points, why) for p in question.parts]
        parts = results.get(question.id, empty)
        out.append(
            {
                "id": question.id,
                "title": question.title,
                "score": sum(r.points for r in parts),
                "max": question.points,
                "parts": [{**r._asdict(), "right": r.right} for r in parts],
            }
        )
    totals = {key: sum(question[key] for question in out) for key in ("score", "max")}
    return {"questions": out, **totals}


def _since(started):
    return round(time.monotonic() - started, 2)
