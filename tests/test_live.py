"""Running a page's cells: what runs before what, what cannot run, and what a run sends."""

import hashlib
import json
import re
import sys
import zipfile
from pathlib import Path

import pytest
from live import beside, site
from live.names import read
from live.page import BELOW, plan
from live.session import MOST, Session

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = [p for d in ("chapters", "solutions") for p in sorted((ROOT / d).glob("*.ipynb"))]
RNG = "rng = np.random.default_rng(0)"
FOREIGN = ("torch", "matplotlib", "whynn.plots", "scipy")


def before(*sources, absent=()):
    """The cells that must run before the last one."""
    return plan(list(sources), absent)[-1].before


# What a cell does with names


@pytest.mark.parametrize(
    ("source", "uses"),
    [
        ("x = x + 1", {"x"}),
        ("x = 1\nx + y", {"y"}),
        ("x += 1", {"x"}),
        ("for k in range(n):\n    z = k", {"n"}),
        ("for k in a:\n    z = 1\nprint(z)", {"a", "z"}),
        ("if p:\n    z = 1\nelse:\n    w = z", {"p", "z"}),
        ("with open(p) as f:\n    t = f\nt", {"p"}),
        ("try:\n    z = a\nexcept b:\n    z = 2\nz", {"a", "b", "z"}),
        ("[k + m for k in a if k]", {"m", "a"}),
        ("lambda k, d=e: k + m", {"m", "e"}),
        ("def f(x, d=e):\n    y = x\n    return y + m", {"e"}),
        ("def f(x):\n    return m\nf(1)", {"m"}),
        ("class A(B):\n    c = 1\n    d = c", {"B"}),
        ("import a.b as c\nc.d(e)", {"e"}),
        ("*a, b = c", {"c"}),
        ("2 +", set()),
    ],
)
def test_a_cell_uses_what_it_reads_before_it_binds_it(source, uses):
    assert read(source).uses - {"range", "open", "print"} == uses


@pytest.mark.parametrize(
    "source", ["a.b = 1", "a[0].c[:] = 1", "a.append(1)", "a['k'] += 1", "del a[0]", "a += 1"]
)
def test_an_object_may_be_changed_in_place(source):
    assert read(source).changes == {"a"}


# What runs before what


def test_only_what_is_needed_runs_first():
    assert before("a = 1", "b = 2", "c = a", "print(c)") == (0, 2)


def test_a_new_value_makes_the_older_maker_needless():
    assert before("a = 1", "a = 2", "print(a)") == (1,)
    assert before("a = 1", "if b:\n    a = 2", "print(a)") == (0, 1)


def test_what_changes_an_object_comes_too():
    assert before("a = []", "a.append(1)", "b = len(a)", "print(a)") == (0, 1)


def test_whoever_draws_from_a_generator_moves_it():
    assert before(RNG, "x = rng.normal()", "y = f(rng)", "z = rng.normal()") == (0, 1, 2)
    assert before(RNG, "x = rng.normal()", "print(x)") == (0, 1)
    assert before(RNG, "x = rng.normal()", RNG, "print(rng)") == (2,)


def test_a_function_needs_its_names_when_it_is_called():
    assert before("def f():\n    return g() + m", "def g():\n    return n", "n = 1", "m = 2",
                  "f()") == (0, 1, 2, 3)  # fmt: skip
    assert before("def f():\n    return m", "f = 3", "m = 2", "f") == (1,)


def test_what_fits_needs_scipy_where_it_is_used():
    imported = "from whynn.powerlaw import fit_power_law"
    steps = plan([imported, "line = fit_power_law(x, y)", "line", "check('05-floor')"], FOREIGN)
    assert [list(step.lacks) for step in steps] == [
        [],
        ["fit_power_law"],
        ["line"],
        ["05-floor"],
    ]
    assert not any(step.lacks for step in plan([imported, "fit_power_law(x, y)"], ["torch"]))
    session = Session(Heard(), ["torch"])
    assert session.wants([imported, "fit_power_law(x, y)"], 0) == []
    assert session.wants([imported, "fit_power_law(x, y)"], 1) == ["scipy"]


CHECKED = ["import whynn", "from whynn.grading import check", "def f(): return g", "g = 1",
           "other = 2", "check('q')"]  # fmt: skip


def test_a_check_needs_what_its_question_asks_for_and_all_if_nobody_knows_it():
    assert plan(CHECKED)[-1].before == (0, 1, 2, 3, 4)
    assert plan(CHECKED, answers={"another": ("other",)})[-1].before == (0, 1, 2, 3, 4)
    assert plan(CHECKED, answers={"q": ("f", "unwritten")})[-1].before == (1, 2, 3)


def test_what_an_absent_module_would_make_is_lacking_below_until_made_anew():
    steps = plan(
        ["import torch\nimport math", "x = torch.ones(3)", "y = x", "x = math.pi", "y", "x"],
        FOREIGN,
    )
    assert [sorted(step.lacks) for step in steps] == [[], ["torch"], ["x"], [], ["y"], []]
    assert steps[4].lacks["y"] == BELOW
    assert steps[5].before == (0, 3)
    from_inside = plan(["from torch.nn import Linear\nLinear(2, 1)"], FOREIGN)
    assert list(from_inside[0].lacks) == ["Linear"]
    hidden = plan(["import torch", "def f():\n    return torch.ones(1)"], FOREIGN)
    assert list(hidden[1].lacks) == ["torch"]


def test_a_cell_that_cannot_run_spoils_the_generator_it_would_have_used():
    steps = plan(
        ["import torch", RNG, "x = torch.tensor(rng.normal())", "rng.normal()"], FOREIGN
    )
    assert [bool(step.lacks) for step in steps] == [False, False, True, True]


# The cells of the book


def marked(path, absent):
    """The notebook's visible cells with their entries: source, entry, outputs."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    entries = site.mark(notebook, absent)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return [("".join(code[e["at"]]["source"]), e, code[e["at"]]) for e in entries]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_no_cell_with_torch_or_a_figure_has_a_button_and_most_others_have(path):
    cells = marked(path, FOREIGN)
    if path.stem == "00_start":
        assert cells == []
        return
    for source, entry, cell in cells:
        shows_figure = any(site.VIEW in o.get("data", {}) for o in cell["outputs"])
        uses_torch = re.search(r"\btorch\b", re.sub(r"^import torch$", "", source, flags=re.M))
        assert "run" not in entry or not (uses_torch or shows_figure), source
        assert f"run-{entry['at']}" in cell["metadata"]["tags"]
    whole = marked(path, ["torch"])  # where a whole release of Pyodide lies beside the site
    assert sum("run" in entry for _, entry, _ in whole) >= 0.4 * len(whole)


def test_with_matplotlib_the_cells_that_draw_have_buttons():
    path = ROOT / "chapters" / "01_one_rule.ipynb"
    drawn = [s for s, e, _ in marked(path, FOREIGN) if "plots.plt.show" in s and "why" in e]
    assert len(drawn) == 7
    assert all("run" in e for s, e, _ in marked(path, ["torch"]) if s in drawn)


SETUP, CHECK = "from whynn.grading import check", 'check("01-line")'


def test_on_an_exercise_page_each_side_has_its_own_answer(monkeypatch):
    def code(source, *tags, **more):
        return {"cell_type": "code", "source": source, "metadata": {"tags": [*tags], **more}}

    about = {"question": "01-line", "cells": ["c"]}
    cells = [code(SETUP), code("w = ...", "write", whynn=about), code("w = 1", "answer"),
             code(CHECK), code("w + 1", "solution")]  # fmt: skip
    setup, mine, *books = site.mark({"cells": cells}, ["torch"])
    assert setup == {"at": 0, "run": True}
    own = {"at": 1, "side": "mine", "run": True, "check": 3, "worth": 5}
    assert mine == own | about
    assert [(e["at"], e.get("side"), e["run"]) for e in books] == [
        (2, "book", True),
        (3, None, True),
        (4, "book", True),
    ]
    cells[0]["source"] += "\nimport torch"
    cells[3]["source"] += "\ntorch.ones(1)"
    _, mine, *_ = site.mark({"cells": cells}, ["torch"])
    assert (mine["run"], mine["why"]) == (True, "PyTorch, which does not run in a browser")


def test_the_page_is_told_in_one_piece_of_data():
    entries = [{"at": 0, "source": "print('</script>')"}]
    text = site.block(entries, {"absent": [], "megabytes": 9})
    assert text.count("</script>") == 1
    data = json.loads(text.partition(">")[2].removesuffix("</script>"))
    assert data == {"absent": [], "megabytes": 9, "cells": entries}


# A run


class Heard(list):
    """What a session sends."""

    def __call__(self, kind, text):
        self.append((kind, text))

    def take(self):
        """All since the last time."""
        taken = self[:]
        self.clear()
        return taken


@pytest.fixture
def page():
    """Run a cell: ``page(cells, target)`` gives whether it went well, and what was sent."""
    heard = Heard()
    session = Session(heard, FOREIGN)

    def run(cells, target):
        return session.run(cells, target), heard.take()

    run.session = session
    return run


def test_a_run_sends_what_is_printed_and_the_last_value(page):
    assert page(["print(1)\nprint(2)\n'end'"], 0) == (
        True,
        [("stdout", "1\n2\n"), ("result", "'end'")],
    )


def test_cells_above_run_first_and_silently_and_only_once(page):
    cells = ["print('made')\nx = [1]", "len(x)", "x"]
    earlier = [("earlier", "1 1"), ("earlier", "0 1")]
    assert page(cells, 1) == (True, [*earlier, ("result", "1")])
    assert page(cells, 2) == (True, [("result", "[1]")])


def test_a_cell_run_again_gives_the_same_again(page):
    cells = ["import numpy as np", RNG, "rng.integers(1000)", "rng.integers(1000)"]
    runs = [page(cells, target)[1][-1] for target in (2, 2, 3, 3, 2)]
    assert runs[0] == runs[1] == runs[4] != runs[2] == runs[3]


def test_an_edit_above_reaches_the_cell_below(page):
    page(["a = 1", "b = a + 1", "print(b)"], 2)
    assert page(["a = 5", "b = a + 1", "print(b)"], 2)[1][-1] == ("stdout", "6\n")


def test_an_error_is_told_from_the_cell_on_and_spoils_what_the_cell_touched(page):
    cells = ["a = []", "a.append(1)\n1 / 0", "a"]
    page(cells, 0)
    well, sent = page(cells, 1)
    assert not well
    kind, text = sent[-1]
    assert kind == "error" and text.startswith("Traceback")
    assert "<cell 2>" in text and "1 / 0" in text and "session.py" not in text
    cells[1] = "b = 2"
    assert page(cells, 2)[1][-1] == ("result", "[]")


def test_an_error_above_stops_the_run(page):
    well, sent = page(["a = 1 / 0", "print(a)"], 1)
    assert not well
    assert [kind for kind, _ in sent] == ["earlier", "error"]


def test_text_that_is_not_python_is_told(page):
    well, sent = page(["print(("], 0)
    assert not well and "SyntaxError" in sent[0][1]


def test_output_without_end_is_cut(page):
    well, sent = page([f"for k in range({MOST}): print(k)"], 0)
    text = "".join(part for _, part in sent)
    assert well and len(text) < MOST + 100 and text.endswith("[the rest is not shown]\n")
    assert text.startswith("0\n1\n2\n") and len(sent) > 20


@pytest.fixture
def modules():
    """The modules and their finders, as they were before."""
    kept, finders = dict(sys.modules), sys.meta_path[:]
    for name in [
        name for name in kept if name.split(".")[0] in ("torch", "anywidget", "whynn")
    ]:
        del sys.modules[name]
    yield
    sys.meta_path[:] = finders
    for name in set(sys.modules) - set(kept):
        if name.split(".")[0] in ("torch", "anywidget", "whynn"):
            del sys.modules[name]
    sys.modules.update(kept)


def test_absent_modules_import_and_say_so_when_used(page, modules):
    page.session.install()
    cells = ["import torch\nfrom whynn import plots, mlp", "torch.ones(1)", "plots.subplots()",
             "from torch.nn import Linear", "import matplotlib.pylab_"]  # fmt: skip
    assert page(cells, 0)[0]
    for target, why in ((1, "PyTorch"), (2, "matplotlib"), (3, "PyTorch"), (4, "matplotlib")):
        well, sent = page(cells, target)
        assert not well and f"Error: This needs {why}, which" in sent[-1][1]


def test_the_sides_of_a_page_know_nothing_of_one_another(page):
    session = page.session
    assert page(["a = 1", "a"], 1)[1][-1] == ("result", "1")
    session.enter("mine")
    well, sent = page(["", "a"], 1)
    assert not well and "NameError" in sent[-1][1]
    assert page(["a = 2", "a"], 1)[1][-1] == ("result", "2")
    session.enter("book")
    assert page(["a = 1", "a"], 1) == (True, [("result", "1")])


def test_what_was_deleted_is_gone(page):
    assert page(["a = 1", "a"], 1)[0]
    well, sent = page(["", "a"], 1)
    assert not well and "NameError" in sent[-1][1]
    assert page(["a = 1\ndef f(): return a", "f()"], 1)[0]
    well, sent = page(["a = (", "f()"], 1)
    assert not well and "NameError" in sent[-1][1]
    assert page(["from math import *", "pi"], 0)[0] and page(["from math import *", "pi"], 1)[0]


def test_an_answer_knows_nothing_that_stands_below_and_a_chapter_s_cell_may(page):
    cells = ["b", "b = 1"]
    assert page(cells, 1)[0] and page(cells, 0) == (True, [("result", "1")])
    page.session.enter("mine")
    assert page(cells, 1)[0]
    well, sent = page(cells, 0)
    assert not well and "NameError" in sent[-1][1]
    assert page(cells, 1)[0]


def test_an_error_names_the_cell_as_the_page_does_and_marks_the_right_place(page):
    page.session.enter("mine", ["your code for 01-line", "cell 2"])
    _, sent = page(["x = (1 /\n  0)", "x"], 1)
    told = sent[-1][1]
    assert 'File "<your code for 01-line>", line 1' in told
    _, sent = page(["y = 2 + (1 / 0)", "x"], 0)
    line, marks = sent[-1][1].splitlines()[2:4]
    assert (line.strip(), line[len(marks.rstrip()) :]) == ("y = 2 + (1 / 0)", ")")


def test_input_says_that_it_does_not_work_here(page, modules, monkeypatch):
    monkeypatch.setattr("builtins.input", input)
    page.session.install()
    well, sent = page(["input('n?')"], 0)
    assert not well and "input() does not work in a page" in sent[-1][1]
    assert "session.py" not in sent[-1][1]


def test_a_check_of_what_was_written_runs_its_cells_and_no_others(page, modules):
    page.session.install()
    page.session.enter("mine")
    cells = [SETUP, "b = ...", "1 / 0  # of another question", "", CHECK]
    well, sent = page(cells, 4)
    assert well and [text for kind, text in sent if kind == "earlier"] == ["1 2", "2 2", "0 2"]
    (text,) = (text for kind, text in sent if kind == "stdout")
    assert text.startswith("01-line") and "0 of 5 points" in text


def test_a_figure_is_its_traits_and_a_check_sees_the_cells(page, modules):
    page.session.install()
    cells = [
        "from whynn.widgets import FitByFolds\nfit = FitByFolds(units=5)",
        "print(f'{fit.worst:.3f}')\nfit",
        "from whynn.grading import check\ncheck('nobody')",
    ]
    well, sent = page(cells, 1)
    assert well and sent[-2][0] == "stdout" and sent[-1][1].startswith("FitByFolds(")
    assert page(cells, 2)[0] and page.session.names["In"][-1] == cells[2]


def test_figures_are_drawn_when_matplotlib_has_come(modules):
    heard = Heard()
    session = Session(heard, ["torch"])
    session.install()
    cells = ["from whynn import plots", "fig, ax = plots.subplots()\nplots.plt.show()", "1"]
    assert (session.wants(cells, 2), session.wants(cells, 1)) == ([], ["matplotlib"])
    session.arrived("matplotlib")
    assert session.wants(cells, 1) == []
    assert session.run(cells, 1)
    kinds = [kind for kind, _ in heard]
    assert kinds == ["earlier", "earlier", "png"] and heard[-1][1].startswith("iVBOR")


# Beside the site


def release(folder, **extra):
    """A toy Pyodide release."""
    packages = {"numpy": ["blas"], "blas": [], "matplotlib": ["numpy", "Pillow"]}
    packages |= {"pillow": [], "scipy": ["numpy"], "other": []}
    lock = {"info": {}, "packages": {}}
    for name, depends in packages.items():
        file = folder / f"{name}.whl"
        file.write_bytes(name.encode())
        digest = hashlib.sha256(name.encode()).hexdigest()
        lock["packages"][name] = {"file_name": file.name, "depends": depends, "sha256": digest}
    (folder / "pyodide-lock.json").write_text(json.dumps(lock))
    for name in ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip"):
        (folder / name).write_bytes(b"x")
    (folder / "console.html").write_text("")
    return folder


def test_of_a_release_only_what_the_cells_need_is_copied(tmp_path):
    (tmp_path / "from").mkdir()
    from_, to = release(tmp_path / "from"), tmp_path / "to"
    assert beside.gather(from_, to) == ["numpy", "matplotlib", "scipy"]
    assert {p.name for p in to.glob("*.whl")} == {
        f"{n}.whl" for n in ("numpy", "blas", "matplotlib", "pillow", "scipy")
    }
    assert not (to / "console.html").exists()
    assert "other" not in json.loads((to / "pyodide-lock.json").read_text())["packages"]
    assert beside.describe(from_) == {"absent": ["torch"], "megabytes": 1}


def test_without_a_wheel_its_package_is_absent_and_a_wrong_wheel_is_refused(tmp_path):
    (release(tmp_path) / "pillow.whl").unlink()
    assert beside.describe(tmp_path)["absent"] == ["torch", "matplotlib", "whynn.plots"]
    (tmp_path / "blas.whl").write_bytes(b"other")
    with pytest.raises(beside.Missing, match="not the file"):
        beside.describe(tmp_path)
    (tmp_path / "blas.whl").unlink()
    with pytest.raises(beside.Missing, match="no NumPy"):
        beside.describe(tmp_path)
    (tmp_path / "pyodide.mjs").unlink()
    with pytest.raises(beside.Missing, match="no Pyodide release"):
        beside.describe(tmp_path)


def test_the_zip_has_the_library_without_scripts_and_is_always_the_same(tmp_path):
    for name in ("a.zip", "b.zip"):
        beside.pack(tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = archive.namelist()
        assert {"whynn/mlp.py", "live/session.py", "traitlets/__init__.py"} <= set(names)
        assert archive.read("whynn/widgets/static/xor_knife.js") == b""
        assert not [n for n in names if n.endswith((".so", ".pyc"))]
    assert (tmp_path / "a.zip").stat().st_size < 600_000
