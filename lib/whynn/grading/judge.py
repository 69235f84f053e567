"""Run the parts of a question, each on its own, and put the result into words."""

import re
import textwrap
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from whynn.grading.contract import NotWritten, Part, Question, Student, Wrong

WIDTH = 88  # of a line that the learner reads; some notebooks do not wrap what is printed


class Result(NamedTuple):
    """What one part gave: its text, points won, points it is worth, and the reason."""

    text: str
    points: int
    worth: int
    reason: str

    @property
    def right(self) -> bool:
        """Whether the part holds."""
        return not self.reason


class Died(Exception):
    """The learner's process is lost; the message says why."""


def run(question: Question, student: Student, rng: Callable) -> list[Result]:
    """Judge every part of ``question``; ``rng(number)`` gives the generator of a part.

    What goes wrong in one part says nothing about the others.
    """
    student.names = question.names
    return [run_part(part, student, rng(number)) for number, part in enumerate(question.parts)]


def run_part(part: Part, student: Student, rng: np.random.Generator) -> Result:
    """Judge one part.  Raises ``Died`` if the learner's process was lost, and nothing else."""
    try:
        with np.errstate(all="ignore"):
            part.judge(student, rng)
    except NotWritten as wrong:
        return Result(part.text, 0, part.points, str(wrong) or "not written yet")
    except Wrong as wrong:
        return Result(part.text, 0, part.points, str(wrong) or "not right yet")
    except Died:
        raise
    except Exception:
        reason = (
            "the answer has a form that cannot be judged: compare the type and the shape of"
            " each value, and of what each function returns, with the task"
        )
        return Result(part.text, 0, part.points, reason)
    return Result(part.text, part.points, part.points, "")


def wrapped(text: str, indent: str = "") -> str:
    """``text`` in lines that fit; code between backticks stays in one piece.

    >>> print(wrapped("First line: `z = x @ W + b`. " * 4, indent="  "))
      First line: `z = x @ W + b`. First line: `z = x @ W + b`. First line:
      `z = x @ W + b`. First line: `z = x @ W + b`.
    """
    joined = re.sub(r"`[^`]*`", lambda code: code[0].replace(" ", "\0"), text)
    lines = textwrap.wrap(
        joined,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines).replace("\0", " ")


def report(question: Question, results: list[Result]) -> str:
    """The lines that a learner reads: ticks, crosses, reasons, points and what to do next."""
    won = sum(result.points for result in results)
    lines = [f"{question.id} · {question.title} · {won} of {question.points} points"]
    for result in results:
        mark = "✓" if result.right else "✗"
        lines.append(f"  {mark} {result.points}/{result.worth}  {result.text}")
        if not result.right:
            lines.append(wrapped(result.reason, indent=9 * " "))
    if won < question.points:
        lines.append(f'A hint: check("{question.id}", hint=1)')
    else:
        lines.append("All parts hold. Well done.")
    return "\n".join(lines)
