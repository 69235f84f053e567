"""Grade the book's exercises: your own file, or a class."""

import argparse
import os
import secrets
import sys
import time
from collections import Counter
from pathlib import Path


def main(args: list[str] | None = None) -> int:
    """Run one command; 0 is full marks or nothing wrong, 2 a run that cannot start."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = argparse.ArgumentParser(prog="python -m whynn.grading", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    _grade_arguments(commands)
    _batch_arguments(commands)
    _author_arguments(commands)
    chosen = parser.parse_args(args)
    return chosen.run(chosen)


def _grade_arguments(commands):
    grade = commands.add_parser("grade", help="grade one notebook: your own")
    grade.add_argument("notebook", type=Path)
    grade.add_argument("--sandbox", choices=["none", "bwrap"], default="none")
    grade.set_defaults(run=_grade)


def _batch_arguments(commands):
    batch = commands.add_parser("batch", help="grade a class: a folder, or a zip")
    batch.add_argument("submissions", type=Path, help="a folder, or a zip of Canvas or Moodle")
    batch.add_argument(
        "--out", type=Path, required=True, help="an empty folder for the results"
    )
    batch.add_argument("-j", "--jobs", type=_count, default=os.cpu_count() or 1)
    batch.add_argument("--secret", help="for the same probes in another run")
    batch.add_argument("--exercise", metavar="NN", help="the exercise that every file is")
    batch.add_argument(
        "--resume", action="store_true", help="go on with a run that was cut off"
    )
    batch.add_argument("--sandbox", choices=["bwrap", "none"], default="bwrap")
    batch.add_argument("--scheduler", metavar="ADDRESS", help="grade on a Dask cluster")
    batch.add_argument("--limit", action="append", default=[], metavar="NAME=VALUE")
    batch.set_defaults(run=_batch)


def _author_arguments(commands):
    for name, run, about in (
        ("verify", _verify, "prove the questions"),
        ("generate", _generate, "write exercises/ from solutions/"),
    ):
        command = commands.add_parser(name, help=f"for authors: {about}")
        command.add_argument("chapters", nargs="*", metavar="NN", help="chapters (all)")
        command.add_argument("--root", type=Path, default=Path(), help="the book's folder (.)")
        if name == "verify":
            command.add_argument("--rounds", type=_count, default=1, help="times to judge each")
        command.set_defaults(run=run)


def _count(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"expected a number of at least 1, got {value}")
    return value


def _grade(chosen):
    from whynn.grading import bank, judge, sandbox, submission
    from whynn.grading.grade import Settings, grade
    from whynn.grading.limits import Limits

    settings = Settings(secrets.token_bytes(32), chosen.sandbox)
    try:
        raw, reason = submission.read(chosen.notebook, Limits()), ""
        result = grade(chosen.notebook.name, raw, settings, reason)
    except submission.Unreadable as error:
        print(f"error: {chosen.notebook}: {error}", file=sys.stderr)
        return 2
    except sandbox.Missing as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if result["status"] == "unreadable" or not result["max"]:
        print(f"error: {chosen.notebook}: {result['reason']}", file=sys.stderr)
        return 2
    for question in result["questions"]:
        parts = [
            judge.Result(p["text"], p["points"], p["worth"], p["reason"])
            for p in question["parts"]
        ]
        print(judge.report(bank.find(question["id"]), parts), end="\n\n")
    for note in result["notes"]:
        print(f"note: {note}")
    for flag in result["flags"]:
        print(f"shortcut: {flag}: this task is to be done without it")
    if result["reason"]:
        print(f"{result['status']}: {result['reason']}")
    print(f"Score: {result['score']} of {result['max']} points")
    return 0 if result["score"] == result["max"] else 1


def _batch(chosen):
    try:
        from whynn.grading.batch import Refused, batch
    except ImportError as error:
        print(f"error: {error.name} is needed for batch: pip install jinja2", file=sys.stderr)
        return 2
    from whynn.grading.grade import Settings
    from whynn.grading.limits import Limits

    try:
        limits = _limits(Limits(), chosen.limit)
        secret = (chosen.secret or "").encode()
        settings = Settings(secret, chosen.sandbox, limits, chosen.exercise)
        results = batch(
            chosen.submissions,
            chosen.out,
            settings,
            jobs=chosen.jobs,
            resume=chosen.resume,
            scheduler=chosen.scheduler,
        )
    except Refused as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    counted = Counter(result["status"] for result in results)
    print(", ".join(f"{count} {status}" for status, count in sorted(counted.items())))
    print(f"The class: {chosen.out / 'index.html'}; the table: {chosen.out / 'grades.csv'}")
    return 0


def _limits(limits, wishes):
    from whynn.grading.batch import Refused

    for wish in wishes:
        name, _, value = wish.partition("=")
        try:
            kind = type(getattr(limits, name))
            limits = limits._replace(**{name: kind(value)})
        except (AttributeError, ValueError, TypeError):
            raise Refused(
                f"--limit {wish}: expected one of {', '.join(limits._fields)}"
            ) from None
    return limits


def _verify(chosen):
    import numpy as np

    from whynn.grading.verify import verify

    started = time.monotonic()
    probes = np.random.default_rng()  # fresh each time: a right answer must not depend on luck
    faults = verify(chosen.root, probes, chapters=chosen.chapters, rounds=chosen.rounds)
    for fault in faults:
        print(f"FAULT {fault}")
    print(f"{len(faults)} faults in {time.monotonic() - started:.1f} s")
    return 1 if faults else 0


def _generate(chosen):
    from whynn.grading import generate

    for master in sorted((chosen.root / "solutions").glob("[0-9][0-9]_*.ipynb")):
        target = chosen.root / "exercises" / master.name
        if chosen.chapters and master.stem[:2] not in chosen.chapters:
            continue
        wanted = generate.exercise(generate.read(master))
        if target.exists() and generate.same(wanted, generate.read(target)):
            continue  # writing it would take its outputs away
        generate.write(master, target)
        print(f"wrote exercises/{master.name}: now run it with make execute")
    return 0
