"""One part of one question, judged inside the learner's own process.

It is what nbgrader and otter-grader have for a check: code of the teacher that runs beside the
learner's.  The judge is the same function as in ``whynn.grading``, so all three graders do the
same checks, and only how they run a notebook differs.
"""

import numpy as np
from whynn.grading import bank, judge
from whynn.grading.local import LocalStudent


def part(namespace: dict, question: str, number: int) -> None:
    """Raise ``AssertionError`` with the reason if this part of the answer is not right."""
    asked = bank.find(question)
    cells = [cell for cell in namespace.get("In", []) if isinstance(cell, str)]
    student = LocalStudent(namespace, cells)
    student.names = asked.names
    result = judge.run_part(asked.parts[number], student, np.random.default_rng(number))
    assert result.right, result.reason
