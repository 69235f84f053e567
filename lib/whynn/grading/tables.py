"""The class as CSV: one row for each file, and the columns that Canvas and Moodle import."""

import csv
import io

from whynn.grading import bank, collect

CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
MOODLE = ("Identifier", "Full name", "Grade", "Maximum Grade", "Last modified (grade)")


def grades(results: list[dict]) -> str:
    """One row for each result: points by question, status, reason, notes and flags."""
    questions = [q for q in bank.questions() if any(_asked(r, q) for r in results)]
    head = ["submission", "student", "exercise", "status", "score", "max", "percent"]
    rows = [[*head, *questions, "reason", "notes", "flags", "sha256"]]
    for result in results:
        percent = 100 * result["score"] / result["max"] if result["max"] else 0
        by_question = {q["id"]: q["score"] for q in result["questions"]}
        rows.append(
            [
                result["file"],
                collect.student(result["file"]).name,
                result["exercise"] or "",
                result["status"],
                result["score"],
                result["max"],
                f"{percent:.1f}",
                *[by_question.get(question, "") for question in questions],
                result["reason"],
                "; ".join(result["notes"])[:500],
                "; ".join(result["flags"])[:500],
                result["sha256"],
            ]
        )
    return _written(rows)


def canvas(results: list[dict]) -> str:
    """What Canvas' gradebook imports: its five columns, then one for each exercise."""
    exercises = sorted({r["exercise"] for r in results if r["exercise"]})
    known = bank.exercises()
    titles = [f"Exercise {number}" for number in exercises]
    worth = [sum(q.points for q in known.get(number, [])) for number in exercises]
    rows = [[*CANVAS, *titles], ["    Points Possible", "", "", "", "", *worth]]
    people: dict = {}
    for result in results:
        person = collect.student(result["file"])
        scores = people.setdefault(person.canvas or person.name, (person, {}))[1]
        number = result["exercise"]
        if number:
            scores[number] = max(result["score"], scores.get(number, 0))
    for person, scores in people.values():
        points = [scores.get(number, "") for number in exercises]
        rows.append([person.name, person.canvas, "", "", "", *points])
    return _written(rows)


def moodle(results: list[dict], number: str) -> str:
    """What Moodle's offline grading worksheet imports, for one exercise."""
    best: dict = {}
    for result in results:
        if result["exercise"] == number:
            person = collect.student(result["file"])
            key = person.moodle or person.name
            if key not in best or result["score"] > best[key][1]["score"]:
                best[key] = (person, result)
    rows = [[*MOODLE, "Feedback comments"]]
    for person, result in best.values():
        identifier = f"Participant {person.moodle}" if person.moodle else ""
        told = "; ".join(f"{q['id']}: {q['score']} of {q['max']}" for q in result["questions"])
        rows.append([identifier, person.name, result["score"], result["max"], "-", told])
    return _written(rows)


def _asked(result, question):
    return any(q["id"] == question for q in result["questions"])


def _written(rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def _safe(cell):
    """A cell that no spreadsheet takes for a formula."""
    if not isinstance(cell, str):
        return cell
    text = collect.printable(cell)
    return "'" + text if text.startswith(("=", "+", "@", "-")) and text != "-" else text
