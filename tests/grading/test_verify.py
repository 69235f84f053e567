"""The book's questions are proven, and the proof can fail."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from whynn.grading import bank, cli, judge
from whynn.grading.grade import Settings, grade
from whynn.grading.questions.line import LINE
from whynn.grading.verify import verify

ROOT = Path(__file__).resolve().parents[2]


def quiet(*_):
    """Say nothing."""


def faults_in(root, rounds=1):
    """The faults found with the same probes each time: a run cannot be red by chance."""
    return verify(root, np.random.default_rng(0), say=quiet, rounds=rounds)


def test_every_question_of_the_book_is_proven():
    assert faults_in(ROOT, rounds=2) == []


@pytest.mark.parametrize("folder", ["solutions", "exercises"])
@pytest.mark.parametrize("stem", [p.stem for p in sorted(ROOT.glob("solutions/[0-9]*.ipynb"))])
def test_as_a_submission_a_solution_gets_all_points_and_an_exercise_none(folder, stem):
    raw = (ROOT / folder / f"{stem}.ipynb").read_bytes()
    result = grade(f"{stem}.ipynb", raw, Settings(b"any secret", "none"))
    lost = [p for q in result["questions"] for p in q["parts"] if not p["right"]]
    assert result["max"] > 0
    assert result["score"] == (result["max"] if folder == "solutions" else 0), lost
    assert (result["status"], result["notes"], result["flags"]) == ("graded", [], [])


@pytest.fixture
def copy(tmp_path):
    """A book of one exercise: (its folder, change one text of the master)."""
    for folder in ("solutions", "exercises"):
        (tmp_path / folder).mkdir()
        name = f"{folder}/01_one_rule.ipynb"
        notebook = json.loads((ROOT / name).read_text(encoding="utf-8"))
        keep = [
            i for i, c in enumerate(notebook["cells"]) if '"01-line"' in "".join(c["source"])
        ]
        while "".join(notebook["cells"][keep[-1]]["source"]) != 'check("01-line")':
            keep.pop()
        notebook["cells"] = notebook["cells"][: keep[-1] + 1]
        (tmp_path / name).write_text(json.dumps(notebook), encoding="utf-8")
    return tmp_path


@pytest.fixture
def alone(monkeypatch):
    """The bank with one question, which a test may spoil."""
    spoilt = {"parts": list(LINE.parts), "mutants": LINE.mutants}
    monkeypatch.setattr(bank, "questions", lambda: {"01-line": LINE})
    yield LINE
    LINE.parts[:], LINE.mutants = spoilt["parts"], spoilt["mutants"]


def change(folder, old, new, where="solutions"):
    """Change a text in a notebook of the copy."""
    path = folder / where / "01_one_rule.ipynb"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_copy_is_sound(copy, alone):
    assert faults_in(copy) == []


def test_a_wrong_solution_is_found(copy, alone):
    change(copy, "b = -0.5", "b = 5.0")
    assert any("the solution fails 'w and b get three" in f for f in faults_in(copy))


def test_an_edited_exercise_is_found(copy, alone):
    change(copy, "w = ...", "w = 1", where="exercises")
    assert any("is not what its master gives" in fault for fault in faults_in(copy))


def test_a_missing_exercise_is_found(copy, alone):
    (copy / "exercises" / "01_one_rule.ipynb").unlink()
    assert any("the exercise is missing" in fault for fault in faults_in(copy))


def test_a_part_that_an_untouched_exercise_passes_is_found(copy, alone):
    alone.part("free for all")(lambda s, rng: None)
    faults = faults_in(copy)
    assert "01-line: the untouched exercise passes 'free for all'" in faults
    assert "01-line: no mutant fails 'free for all'" in faults


def test_a_mutant_that_scores_full_marks_is_found(copy, alone):
    alone.mutants = (*alone.mutants, (alone.alternatives[0], "is right"))
    assert "01-line: the mutant that 'is right' scores full marks" in faults_in(copy)


def test_a_right_answer_that_is_refused_is_found(copy, alone, monkeypatch):
    wrong = alone.alternatives[0].replace("3 / 4", "4 / 4")
    monkeypatch.setattr(alone, "alternatives", (wrong,))
    assert any("alternative 1 fails" in fault for fault in faults_in(copy))


def test_a_question_that_no_master_asks_is_found(copy, alone):
    for folder in ("solutions", "exercises"):
        shutil.rmtree(copy / folder)
    assert faults_in(copy) == ["01-line: no master asks this question"]


def test_the_learner_is_told_score_reasons_and_what_to_do(copy, capsys):
    assert cli.main(["grade", str(ROOT / "exercises" / "01_one_rule.ipynb")]) == 1
    said = capsys.readouterr().out
    assert "✗ 0/1  w and b get three" in said and 'check("01-line", hint=1)' in said
    assert "Score: 0 of" in said
    assert cli.main(["grade", str(ROOT / "solutions" / "01_one_rule.ipynb")]) == 0
    assert "All parts hold." in capsys.readouterr().out
    assert cli.main(["grade", str(copy / "nowhere.ipynb")]) == 2
    assert "nowhere.ipynb: it cannot be opened" in capsys.readouterr().err


def test_hints_come_one_by_one_and_an_unknown_name_gets_the_nearest(capsys):
    from whynn.grading import check

    check("01-line", hint=2)
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= judge.WIDTH
    said = " ".join(said.split())
    assert LINE.hints[0] in said and LINE.hints[1] in said and LINE.hints[2] not in said
    check("01-line", hint=4)
    assert "There are three hints" in capsys.readouterr().out
    check("01-lime")
    assert "Did you mean '01-line'?" in capsys.readouterr().out


def test_every_question_gives_its_number_level_and_points():
    for name, question in bank.questions().items():
        assert name[:2].isdigit() and name[2] == "-"
        assert question.points >= len(question.parts) >= 5
        assert len({part.text for part in question.parts}) == len(question.parts)
        report = judge.report(
            question, [judge.Result(p.text, 0, p.points, "no") for p in question.parts]
        )
        assert f"0 of {question.points} points" in report
