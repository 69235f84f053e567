"""Functions called across the wall, fresh starts, probes, and what a learner is told."""

import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import hostile
import numpy as np
import pytest
from whynn.grading import judge, sandbox, wire
from whynn.grading.contract import Question, Wrong, as_number, close
from whynn.grading.grade import Run, Settings, grade
from whynn.grading.limits import Limits
from whynn.grading.local import LocalStudent

QUICK = Limits(cell=2.0, call=1.0, grace=0.5, wall=30.0)
TOY = Question(
    "98-toy",
    title="Double it",
    level="easy",
    minutes=5,
    names=("double", "make"),
    hints=("a", "b", "c"),
    mutants=(),
    alternatives=(),
    forbids=("torch", "whynn.mlp"),
)
SEEN: list[float] = []


@TOY.part("double doubles a number", points=2)
def _number(s, rng):
    x = float(rng.normal())
    SEEN.append(x)
    close(as_number(s.call("double", x), "double(x)"), 2 * x, "double(x)")


@TOY.part("double doubles an array")
def _array(s, rng):
    x = rng.normal(size=(3, 2))
    close(s.call("double", x), 2 * x, "double(x)")


@TOY.part("make gives a function that adds")
def _made(s, rng):
    add = s.call("make", 3)
    close(as_number(s.call(add, 4), "make(3)(4)"), 7, "make(3)(4)")


@TOY.part("the source is told")
def _source(s, rng):
    if "def double" not in s.source():
        raise Wrong("no source")


RIGHT = """from whynn.grading import check
def double(x): return 2 * x
def make(a):
    return lambda b: a + b"""


def walls():
    """The sandbox if this machine has one; the plain process is tested everywhere."""
    try:
        sandbox.require()
    except sandbox.Missing:
        return ["none"]
    return ["none", "bwrap"]


@pytest.fixture(params=walls())
def graded(request):
    """Grade cells of the toy question: (results, what else was said)."""

    def do(*cells, secret=b"s", sha="0", limits=QUICK):
        run = Run(list(cells), [TOY], sha, Settings(secret, request.param, limits))
        try:
            told = run.everything()
        finally:
            run.close()
        return [r.points for r in run.results["98-toy"]], run.results["98-toy"], told

    return do


def test_a_right_answer_gets_every_point(graded):
    points, _, told = graded(RIGHT, 'check("98-toy")')
    assert points == [2, 1, 1, 1]
    assert told == {"status": "graded", "reason": "", "notes": [], "flags": []}


@pytest.mark.parametrize(
    ("code", "points", "said"),
    [
        ("def double(x): raise NotImplementedError('write double')", [0, 0], "not written yet"),
        ("def double(x): return None", [0, 0], "that ends without `return`"),
        (
            "def double(x): return 1 / 0",
            [0, 0],
            "stopped with an error: line 5: ZeroDivisionError",
        ),
        ("def double(x): return float('nan')", [0, 0], "you gave nan"),
        ("def double(x): return 3 * x", [0, 0], "expected"),
        ("double = 3", [0, 0], "not a function"),
        ("def double(x): return x + x if np.ndim(x) else 0", [0, 1], "expected"),
        (
            "def double(x):\n    while np.ndim(x) == 0: pass\n    return x + x",
            [0, 1],
            "loop without end",
        ),
        (
            "import os\ndef double(x): return x + x if np.ndim(x) else os._exit(0)",
            [0, 1],
            "ended",
        ),
    ],
)
def test_one_wrong_part_leaves_the_others_alone(graded, code, points, said):
    got, results, _ = graded("import numpy as np", f"{RIGHT}\n{code}", 'check("98-toy")')
    assert got[:2] == [2 * points[0], points[1]] and got[2] == 1
    assert said in results[0].reason


def test_a_cell_that_stopped_is_told_with_the_parts_that_miss_it(graded):
    _, results, told = graded(
        "from whynn.grading import check", "def double(x): return (2 * x", 'check("98-toy")'
    )
    assert "(its cell stopped: line 1: SyntaxError: '(' was never closed)" in results[0].reason
    assert told["notes"] == ["cell 2: line 1: SyntaxError: '(' was never closed"]


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer on this system")
def test_code_that_does_not_stop_is_told_from_code_that_ends_its_process(graded):
    deaf = "import signal\ndef double(x):\n    signal.signal(signal.SIGALRM, signal.SIG_IGN)"
    for code, said in (
        (f"{deaf}\n    while True: pass", ["a function did not stop and was ended"]),
        ("import os\ndef double(x): os._exit(0)", ["the code ended its process"]),
        ("def double(x):\n    while True: pass", []),
    ):
        _, results, told = graded(f"{RIGHT}\n{code}", 'check("98-toy")')
        assert told["notes"] == said and not results[0].right


def test_a_note_counts_all_code_cells_as_a_reader_does():
    code = ["1 + 1", "", "1 / 0", 'check("01-line")']
    cells = [{"cell_type": "code", "source": c, "metadata": {}} for c in code]
    cells[0]["metadata"]["tags"] = ["hide-input"]
    cells.insert(1, {"cell_type": "markdown", "source": "text", "metadata": {}})
    raw = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
    result = grade("a.ipynb", raw.encode(), Settings(b"s", "none", QUICK))
    assert result["notes"][0] == "cell 3: line 1: ZeroDivisionError: division by zero"


def test_what_a_function_prints_while_it_is_tried_is_counted_and_left_out(capsys):
    student = LocalStudent({"f": lambda x: print("noise\nnoise") or 2 * x})
    assert student.invoke("f", (2,)) == 4
    assert capsys.readouterr().out == ""
    assert student.printed.count == 2
    code = 'from whynn.grading import check\ndef one_step(*a): print("noise")\ncheck("03-step")'
    exec(code, {"__name__": "notebook"})
    said = capsys.readouterr().out
    assert "Your functions printed 1 line while they were tried" in said and "noise" not in said


def test_a_check_that_cannot_hear_warnings_says_so(capsys, monkeypatch):
    code = (
        "import numpy as np\nfrom whynn.grading import check\n"
        "def sigmoid_slope(z):\n    s = 1 / (1 + np.exp(-z))\n    return s * (1 - s)\n"
        'check("02-slopes")'
    )
    for warns in (True, False):
        monkeypatch.setattr("whynn.grading.wire.warns", lambda warns=warns: warns)
        exec(code, {"__name__": "notebook"})
        said = capsys.readouterr().out
        assert ("cannot warn of overflow in a browser" in said) == (not warns)


def test_numpy_warns_here_and_would_be_heard_not_to():
    assert wire.warns()


def test_questions_are_told_in_the_order_of_the_file():
    cells = ['check("01-tables")', 'check("01-line")']
    raw = json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}}
        | {"cells": [{"cell_type": "code", "source": cell, "metadata": {}} for cell in cells]}
    )
    result = grade("a.ipynb", raw.encode(), Settings(b"s", "none", QUICK))
    assert [q["id"] for q in result["questions"]][:2] == ["01-tables", "01-line"]
    assert len(result["questions"]) == 4


def test_the_same_file_and_secret_give_the_same_probes_and_others_give_others(graded):
    SEEN.clear()
    for secret, sha in ((b"s", "0"), (b"s", "0"), (b"t", "0"), (b"s", "1")):
        graded(RIGHT, 'check("98-toy")', secret=secret, sha=sha)
    assert SEEN[0] == SEEN[1]
    assert len(set(SEEN)) == 3


def test_a_forbidden_shortcut_is_told_with_its_cell(graded):
    told = graded("from whynn import mlp as m\nimport sys", RIGHT, 'check("98-toy")')[2]
    assert told["flags"] == ["98-toy: uses whynn.mlp in cell 1"]


def test_code_that_ends_its_process_again_and_again_is_stopped(graded):
    die = "import os\nos._exit(0)"
    limits = QUICK._replace(restarts=2)
    points, results, told = graded(*[die] * 5, RIGHT, 'check("98-toy")', limits=limits)
    assert told["status"] == "stopped" and "again and again" in told["reason"]
    assert points == [0, 0, 0, 0]
    assert all(r.reason for r in results)


def test_a_notebook_answers_the_notebook_check_as_it_answers_the_judge():
    namespace = {}
    exec(RIGHT, namespace)
    student = LocalStudent(namespace, ["x = 1", RIGHT])
    results = judge.run(TOY, student, lambda part: np.random.default_rng(part))
    assert [r.points for r in results] == [2, 1, 1, 1]


def test_an_error_in_a_function_is_told_with_the_call_that_met_it():
    namespace = {}
    exec("import numpy as np\ndef double(x):\n    return np.reshape(x, 2)", namespace)
    result = judge.run(TOY, LocalStudent(namespace), np.random.default_rng)[0]
    called = f"`double({SEEN[-1]:.6g})` stopped with an error: line 3: ValueError"
    assert result.reason.startswith(called)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer on this system")
def test_a_loop_without_end_costs_the_notebook_check_one_wait(monkeypatch):
    monkeypatch.setattr("whynn.grading.local.PATIENCE", 0.2)
    namespace, began = {}, time.monotonic()
    exec(
        "def double(x):\n    try:\n        while True: pass\n    except Exception: return 0",
        namespace,
    )
    student = LocalStudent(namespace)
    for _ in range(3):
        reason = judge.run(TOY, student, np.random.default_rng)[0].reason
        assert "`double" in reason and "took more than 0.2 s: too slow, or a loop" in reason
    assert time.monotonic() - began < 0.5
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_an_answer_that_ends_the_program_is_told_so():
    namespace = {}
    exec("def double(x):\n    raise SystemExit", namespace)
    reasons = [r.reason for r in judge.run(TOY, LocalStudent(namespace), np.random.default_rng)]
    assert "stopped with an error" in reasons[0] and "SystemExit" in reasons[0]


def test_the_time_for_the_whole_notebook_is_bounded():
    limits = QUICK._replace(wall=3.0)
    raw = hostile.notebook(*["while True: pass"] * 30, hostile.ANSWER, hostile.CHECK)
    result = grade("01_one_rule.ipynb", raw, Settings(b"s", "none", limits))
    assert result["status"] == "stopped" and "3 s" in result["reason"]
    assert result["seconds"] < 15


def test_nothing_of_the_judge_is_inside_the_sandbox(tmp_path):
    if "bwrap" not in walls():
        pytest.skip("bubblewrap cannot run here, so there is no sandbox to look into")
    code = (
        "import os, whynn\nfor folder, folders, names in os.walk('/'):\n"
        "    known = ('proc', 'usr', 'dev', 'site-packages', 'lib')\n"
        "    folders[:] = [f for f in folders if f not in known]\n"
        "    for name in names:\n"
        "        if name.startswith(('line.', '01_one', 'judge.', 'hostile')): print(name)\n"
        f"print(os.path.exists({str(sandbox.HERE / 'judge.py')!r}), end=' ')\n"
        "print(os.listdir(os.path.dirname(whynn.__file__) + '/grading'), end=' ')\n"
        "print('looked', sorted(os.environ))"
    )
    result = grade("x.ipynb", hostile.notebook(code, hostile.CHECK), Settings(b"s"))
    assert result["printed"].startswith("False [] looked")
    known = {*sandbox.ENVIRONMENT, "LC_CTYPE", "PWD"}
    named = set(eval(result["printed"].split("looked ")[1]))
    assert named <= known


def test_an_environment_below_tmp_is_not_hidden_by_the_small_tmp(monkeypatch):
    if "bwrap" not in walls():
        pytest.skip("bubblewrap cannot run here, so there is no command to build")
    monkeypatch.setattr("sys.prefix", "/tmp/clone/.venv")
    built = sandbox.command("bwrap", Limits())
    assert built.index("/tmp") < built.index("/tmp/clone/.venv")


def test_every_way_to_read_a_name_works_across_the_wall():
    question = Question(
        "98-read",
        title="Read",
        level="easy",
        minutes=5,
        names=("n",),
        hints=("a", "b", "c"),
        mutants=(),
        alternatives=(),
    )

    @question.part("all")
    def _all(s, rng):
        assert s.number("n") == 2 and s.text("t") == "x" and s.choice("t", ["X"]) == "X"
        assert s.array("a", (2,)).tolist() == [1, 2] and s.table("d", [1]) == {1: "y"}
        assert s.get("d") == {1: "y"} and s.source() == cells[0]

    cells = ["n = 2\nt = 'x'\na = (1, 2)\nd = {1: 'y'}"]
    run = Run(cells, [question], "0", Settings(b"s", "none", QUICK))
    try:
        assert run.everything()["status"] == "graded"
    finally:
        run.close()
    assert [r.reason for r in run.results["98-read"]] == [""]


def test_cells_that_only_teach_are_passed_over():
    book = json.loads(hostile.honest())
    for tag in ("solution", "hide-input"):
        cell = {"cell_type": "code", "metadata": {"tags": [tag]}, "source": "1 / 0"}
        book["cells"].append(cell)
    result = grade("a.ipynb", json.dumps(book).encode(), Settings(b"s", "none", QUICK))
    assert (result["status"], result["notes"]) == ("graded", [])


def test_a_function_gets_copies_of_what_the_judge_holds():
    given = np.zeros(3)
    spoil = {"f": lambda x: x.__setitem__(0, 7.0)}
    assert LocalStudent(spoil).invoke("f", (given,)) is None
    assert given.tolist() == [0, 0, 0]


def besides(mode):
    """What is seen of a call here (``notebook``) or across the wall (``none``)."""
    cells = [
        "import numpy as np\ndef f(x): x[0] += 1; return 0\n"
        "def g(x): return float(np.exp(x[0]))\ndef h(x): y = x.copy(); y[0] = 7; return 0"
    ]
    question, seen = replace(TOY, names=("f",)), {}

    @question.part("all")
    def _all(s, rng):
        for name in "fghf":
            s.call(name, np.array([1e4, 1.0]))
            seen[name] = s.changed, s.warned

    if mode == "notebook":
        namespace = {}
        exec(cells[0], namespace)
        judge.run(question, LocalStudent(namespace), np.random.default_rng)
    else:
        run = Run(cells, [question], "0", Settings(b"s", mode, QUICK))
        run.everything()
        run.close()
    return seen


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("mode", ["notebook", "none"])
def test_it_is_seen_when_a_call_changes_what_it_is_given_or_leaves_the_scale(mode):
    assert besides(mode) == {
        "f": (True, ""),
        "g": (False, "overflow encountered in exp"),
        "h": (False, ""),
    }


def test_who_stops_reading_the_score_gets_no_traceback():
    command = [sys.executable, "-m", "whynn.grading", "grade", "--sandbox", "none"]
    path = Path(__file__).parents[2] / "exercises" / "01_one_rule.ipynb"
    with subprocess.Popen(
        [*command, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        run.stdout.close()
        assert run.stderr.read() == ""
    assert run.returncode == 1
