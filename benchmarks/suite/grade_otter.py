"""Grade batches with otter-grader, without its container, in one process."""

import json
import sys
from pathlib import Path

from otter.api import grade_submission
from protocol import serve


def passed(results: dict) -> dict:
    """Checks passed and checks there are, of each file."""
    counts = {}
    for student, result in results.items():
        cases = [case for file in result.results.values() for case in file.test_case_results]
        counts[student] = [sum(case.passed for case in cases), len(cases)]
    return counts


def main(place: Path) -> None:
    """Grade the files of each batch."""
    plan = json.loads((place / "plan.json").read_text(encoding="utf-8"))

    def one(exercise, student):
        notebook = place / "submitted" / student / f"{exercise}.ipynb"
        return grade_submission(str(notebook), str(place / f"{exercise}.zip"), quiet=True)

    serve(lambda name: {file[1]: one(*file) for file in plan[name]}, passed)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
