"""Grade batches with nbgrader, through its own Python interface, in one process."""

import json
import logging
import sys
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from protocol import serve
from traitlets.config import Config


def done(told: dict) -> None:
    """Stop with nbgrader's own words if it did not do what it was told."""
    if not told["success"]:
        raise SystemExit(told.get("log") or told.get("error"))


def main(place: Path) -> None:
    """Register the assignments, then autograde the files of each batch."""
    config = Config()
    config.CourseDirectory.root = str(place)
    api = NbGraderAPI(config=config)
    api.log.setLevel(logging.ERROR)
    plan = json.loads((place / "plan.json").read_text(encoding="utf-8"))
    for exercise in sorted({exercise for files in plan.values() for exercise, _ in files}):
        done(api.generate_assignment(exercise))

    def grade(name):
        for exercise, student in plan[name]:
            done(api.autograde(exercise, student))
        return plan[name]

    def passed(files):
        with Gradebook(api.coursedir.db_url) as book:
            found = [(student, book.find_submission(work, student)) for work, student in files]
            return {student: [int(s.score), int(s.max_score)] for student, s in found}

    serve(grade, passed)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
