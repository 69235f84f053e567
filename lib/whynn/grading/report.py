"""The pages of a graded class: feedback for each file, and the summary for the teacher.

Each page is one file that needs no other and runs no script; whatever came from a learner is
escaped.
"""

import functools
from collections import Counter

import jinja2

from whynn.grading import bank, collect


@functools.cache
def _templates():
    return jinja2.Environment(
        loader=jinja2.PackageLoader("whynn.grading"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


def feedback(result: dict) -> str:
    """The page for one learner: each part, what was expected, and what to do next."""
    printed = "".join(
        mark if mark in "\n\t" else collect.printable(mark) for mark in result["printed"]
    )
    page = _templates().get_template("feedback.html")
    return page.render(result=result, name=collect.printable(result["file"]), printed=printed)


def summary(results: list[dict], pages: dict[str, str]) -> str:
    """The page for the teacher; ``pages`` gives the feedback page of each file's name."""
    exercises = []
    for number, questions in bank.exercises().items():
        mine = [r for r in results if r["exercise"] == number]
        if mine:
            exercises.append(
                {
                    "number": number,
                    "files": len(mine),
                    "bins": _bins([r["score"] / r["max"] for r in mine if r["max"]]),
                    "mean": sum(r["score"] for r in mine) / len(mine),
                    "max": sum(q.points for q in questions),
                    "parts": list(_parts(mine, questions)),
                }
            )
    page = _templates().get_template("summary.html")
    statuses = Counter(r["status"] for r in results)
    rows = [(r, collect.printable(r["file"]), pages[r["file"]]) for r in results]
    return page.render(rows=rows, statuses=statuses, exercises=exercises)


def _bins(shares):
    """How many files fall into each tenth of the points; full marks are in the last."""
    counts = Counter(min(int(10 * share), 9) for share in shares)
    most = max(counts.values(), default=1)
    return [(f"{10 * i} to {10 * i + 10} %", counts[i], counts[i] / most) for i in range(10)]


def _parts(results, questions):
    """For each part: how many got it right."""
    for question in questions:
        for place, part in enumerate(question.parts):
            graded = [q for r in results for q in r["questions"] if q["id"] == question.id]
            right = sum(q["parts"][place]["right"] for q in graded)
            yield question.id, part.text, right, len(graded)
