"""Every row there is: what is compared, and the bar it has to hold if there is one."""

import functools
import json
from pathlib import Path
from typing import NamedTuple

import yaml

ROOT = Path(__file__).resolve().parents[2]
STATE = "application/vnd.jupyter.widget-state+json"
# cards are answered, not moved; the other three have buttons and nothing to drag
CARDS = {"calibration", "open_answer", "open_score", "predict", "short_answer"}
NOT_DRAGGED = {"batch_noise", "debug_clinic", "final_retrieval"}
SLOW_LINE = ("chapters/00_start", "chapters/01_one_rule")


class Row(NamedTuple):
    """One comparison.  A ratio above 1 says that ``ours`` needs less of ``unit``."""

    id: str
    group: str
    what: str
    ours: str
    theirs: str
    unit: str  # "s" or "byte"
    bar: float | None = None  # the most that ours may need
    kind: str = ""
    of: str = ""  # the page


GROUPS = {
    "library": "The library against other libraries",
    "build": "Build time",
    "pages": "The pages against stock Jupyter Book, and against a bare page",
    "grading": "Grading the same twenty files",
    "python": "Python in the page against CPython",
    "tests": "Test time by part",
}
ASKED_FOR = ("tests",)  # takes as long as `make test`

HOW = {
    "library": "One process, one thread, float64 unless said; same start, data, loss, batch and"
    " plain gradient descent; PyTorch is eager. Before a row is timed both sides take"
    " the same steps, and their weights must agree. XOR has 4 examples and 500 updates a"
    " round. MLPClassifier has no squared error, so its rows use cross-entropy on both"
    " sides; each of its rounds is one `fit` with `max_iter` updates on the whole batch,"
    " momentum 0, no penalty, no early stop, and includes its check of the data."
    " micrograd has no row for the larger network: it would need minutes for one step.",
    "pages": "Each page beside the same page of Jupyter Book as it comes, from the same"
    " notebooks and with the extensions that write the content; bytes are what comes over the"
    " line, compressed, before a reader does anything. That page fetches require.js, the widget"
    " manager and MathJax from other servers: they are blocked, cost it nothing here, and its"
    " figures never start. So the time of *our* first movable figure stands beside *its* load"
    " event. Frames are the 95th percentile while a control is dragged, the worst control of"
    " the page beside a bare page with one circle.",
    "build": "In fresh copies of the sources. Stock Jupyter Book builds the same pages with its"
    " own theme options and warnings let pass.",
    "grading": "Full work for all six exercises in turn, one file at a time. Every grader runs"
    " the same cells and the same checks, by the same functions, and every check must pass."
    " Starting the grader's own process is not counted. ours: a sandbox for each file, the"
    " judge outside it, with feedback and tables. nbgrader (autograde) and otter-grader"
    " (without its container): no sandbox, the checks in the learner's own process. Rounds are"
    " batches of files.",
    "python": "A chapter's cells in order, in Chromium and in CPython, until the page has"
    " computed for 5 s; the first is left out, in which Python starts and imports.",
    "tests": "The parts of `make test`, each against their sum: the ratio says how many times"
    " the part goes into the whole.",
}


def listed(root: Path = ROOT) -> list[str]:
    """The pages of the table of contents, in order."""
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))

    def below(node):
        own = [node["file"]] if "file" in node else []
        inner = [n for key in ("parts", "chapters", "sections") for n in node.get(key, [])]
        return own + [page for n in inner for page in below(n)]

    return [toc["root"], *below(toc)]


@functools.cache
def figures(page: str, root: Path = ROOT) -> set[str]:
    """The kinds of figures that a page stores, cards left out."""
    file = root / f"{page}.ipynb"
    if not file.exists():
        return set()
    stored = json.loads(file.read_text(encoding="utf-8"))["metadata"].get("widgets", {})
    states = [model["state"] for model in stored.get(STATE, {}).get("state", {}).values()]
    names = [state["_anywidget_id"].split(".")[-2] for state in states if "_esm" in state]
    return set(names) - CARDS


def rows(root: Path = ROOT) -> list[Row]:
    """All rows, in the order of the table."""
    pages = listed(root)
    return [
        *library(),
        *build(),
        *(row for page in pages for row in of_page(page, figures(page, root))),
        *grading(),
        *(
            Row(f"python:{p}", "python", p, "in the page", "CPython", "s", of=p)
            for p in pages
            if p.startswith("chapters/") and has_code(p, root)
        ),
        *tests(),
    ]


def has_code(page: str, root: Path = ROOT) -> bool:
    """Whether a page has code that a reader sees; the cell of a figure is hidden."""
    file = root / f"{page}.ipynb"
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"] if file.exists() else []
    return any(c["cell_type"] == "code" and not c["metadata"].get("tags") for c in cells)


def library() -> list[Row]:
    """Ids are those that the measurements in ``library.py`` give their numbers under."""
    net = "784-256-256-10, batch 256"
    return [
        Row(name, "library", what, ours, theirs, "s")
        for name, what, ours, theirs in [
            ("xor-run-pytorch", "XOR run, an update", "whynn.inplace", "PyTorch"),
            ("xor-run-micrograd", "XOR run, an update", "whynn.inplace", "micrograd"),
            ("xor-step-pytorch", "XOR step", "whynn.mlp", "PyTorch"),
            ("xor-step-micrograd", "XOR step", "whynn.mlp", "micrograd"),
            ("xor-step-scikit_learn", "XOR step", "whynn.mlp", "MLPClassifier"),
            ("xor-scalar-micrograd", "XOR step, scalars", "whynn.autodiff", "micrograd"),
            ("xor-many-pytorch", "20,000 XOR nets, a step of one", "whynn.ensemble", "PyTorch"),
            ("large-float64-pytorch", net, "whynn.mlp", "PyTorch"),
            ("large-float64-scikit_learn", net, "whynn.mlp", "MLPClassifier"),
            ("large-float32-pytorch", f"{net}, float32", "whynn.mlp", "PyTorch"),
            ("large-float32-scikit_learn", f"{net}, float32", "whynn.mlp", "MLPClassifier"),
        ]
    ]


def of_page(page: str, kinds: set[str]) -> list[Row]:
    """The rows of one page, by the figures that it has."""
    made = [
        ("scripts", "scripts", "stock", "byte", 400_000),
        ("all", "all before a click", "stock", "byte", 1_200_000),
    ]
    if kinds:
        made.append(("first", "first movable figure", "stock, load event", "s", 1.2))
    if kinds and page in SLOW_LINE:
        slow = "first movable figure, 1.6 Mbit/s, CPU/4"
        made.append(("first_slow", slow, "stock, load event", "s", 6.0))
    if kinds - NOT_DRAGGED:
        made.append(("drag", "frame while dragging", "bare page", "s", 0.017))
        made.append(("drag_slow", "frame while dragging, CPU/4", "bare page", "s", 0.050))
    return [
        Row(f"{kind}:{page}", "pages", f"{page}: {what}", "ours", theirs, unit, bar, kind, page)
        for kind, what, theirs, unit, bar in made
    ]


def build() -> list[Row]:
    """Ids are those of ``suite.building``."""
    changed = "one chapter changed"
    return [
        Row("build-clean", "build", "from nothing", "ours", "stock", "s", 120.0),
        Row("build-changed-stock", "build", changed, "ours", "stock", "s", 15.0),
        Row("build-changed", "build", changed, "ours", "ours, from nothing", "s", 15.0),
    ]


def grading() -> list[Row]:
    """Ids are those of ``suite.grading``; the bar is 15 s for twenty files on two cores."""
    return [
        Row(f"grading-{name}", "grading", "one file of full work", "whynn.grading", tool, "s")
        for name, tool in (("nbgrader", "nbgrader"), ("otter", "otter-grader"))
    ]


def tests() -> list[Row]:
    """Ids are those of ``suite.checks``."""
    parts = ("lint", "unit", "notebooks", "check-site")
    return [
        Row(f"test-{part}", "tests", f"make {part}", part, "all parts", "s") for part in parts
    ]
