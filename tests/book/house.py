"""The book's notebooks, and the rules of the house that each must keep."""

import json
import re
from itertools import pairwise
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "lib" / "whynn" / "widgets" / "static"
STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
TAGS = {"hide-input", "remove-cell", "raises-exception", "answer", "solution"}
KEPT = re.compile(r"kept-(\d+|figure)")  # how far a card keeps back what follows it
LONGEST, MEDIAN = 15, 8  # lines of a code cell that is not a figure
LONGEST_ANSWER = 25  # lines of one that holds whole functions with their docstrings


def paths(folder: str) -> list[Path]:
    """The notebooks of one folder, in order."""
    return sorted((ROOT / folder).glob("*.ipynb"))


def load(path: Path) -> dict:
    """One notebook as JSON."""
    return json.loads(path.read_text(encoding="utf-8"))


def source(cell: dict) -> str:
    """A cell's text."""
    return "".join(cell["source"])


def code_cells(notebook: dict) -> list[tuple[int, dict]]:
    """The code cells with their places."""
    return [(i, c) for i, c in enumerate(notebook["cells"]) if c["cell_type"] == "code"]


def models(notebook: dict) -> dict:
    """The stored figures by model id."""
    return notebook["metadata"].get("widgets", {}).get(STATE, {}).get("state", {})


def tags(cell: dict) -> set[str]:
    """A cell's tags."""
    return set(cell["metadata"].get("tags", []))


def faults_of_cells(notebook: dict) -> list[str]:
    """Cells too long, unknown tags, trailing semicolons, cells never run."""
    faults, lengths = [], []
    for i, cell in code_cells(notebook):
        text = source(cell)
        asks = text.startswith("Predict(")
        if unknown := {t for t in tags(cell) - TAGS if not (asks and KEPT.fullmatch(t))}:
            faults.append(f"cell {i}: unknown tag {', '.join(sorted(unknown))}")
        if text.rstrip().endswith(";"):
            faults.append(f"cell {i}: ends in a semicolon, which silences nothing in a test")
        if text.strip() and cell["execution_count"] is None:
            faults.append(f"cell {i}: was never run")
        if "answer" in tags(cell):
            if (n := len(text.splitlines())) > LONGEST_ANSWER:
                faults.append(f"cell {i}: {n} lines, at most {LONGEST_ANSWER} in an answer")
        elif not tags(cell) & {"hide-input", "remove-cell"}:
            lengths.append(len(text.splitlines()))
            if lengths[-1] > LONGEST:
                faults.append(f"cell {i}: {lengths[-1]} lines, at most {LONGEST} are allowed")
    if lengths and median(lengths) > MEDIAN:
        faults.append(f"the median code cell has {median(lengths)} lines, not at most {MEDIAN}")
    return faults


def faults_of_outputs(notebook: dict) -> list[str]:
    """Stored errors and warnings, SVG, pictures without alt text, figures without state."""
    faults, stored = [], models(notebook)
    for i, cell in code_cells(notebook):
        alt = cell["metadata"].get("mystnb", {}).get("image", {}).get("alt", "")
        for output in cell["outputs"]:
            data = output.get("data", {})
            if output["output_type"] == "error" and "raises-exception" not in tags(cell):
                faults.append(f"cell {i}: a stored error, {output['ename']}")
            if output.get("name") == "stderr":
                faults.append(f"cell {i}: a stored warning, {''.join(output['text'])[:80]!r}")
            if "image/svg+xml" in data:
                faults.append(f"cell {i}: SVG, which differs from run to run")
            if "image/png" in data and len(alt) < 20:
                faults.append(f"cell {i}: a figure without alt text")
            if VIEW in data and data[VIEW]["model_id"] not in stored:
                faults.append(f"cell {i}: a figure without stored state")
    return faults


def faults_of_figures(notebook: dict) -> list[str]:
    """Stored figures whose script is not the present one."""
    faults = []
    for model in models(notebook).values():
        known = model["state"].get("_anywidget_id", "")
        if known.startswith("whynn.widgets."):
            name = known.split(".")[-2]
            if model["state"]["_esm"] != (STATIC / f"{name}.js").read_text(encoding="utf-8"):
                faults.append(f"stores an old {name}: run `make execute`")
    return faults


def faults_of_chapter(notebook: dict, *, predictions: int = 6, questions: int = 8) -> list[str]:
    """What a chapter must have: predictions, recall, limits and sources; no raw markup."""
    text = "\n".join(source(c) for c in notebook["cells"] if c["cell_type"] == "markdown")
    code = "\n".join(source(c) for _, c in code_cells(notebook))
    faults = []
    for heading in ("## What this chapter does not show", "## Recall", "## Sources"):
        if heading not in text:
            faults.append(f"no section {heading!r}")
    if (n := code.count("Predict(")) < predictions:
        faults.append(f"{n} predictions, at least {predictions} are wanted")
    if (n := text.count("<details><summary>")) < questions:
        faults.append(f"{n} recall questions, at least {questions} are wanted")
    if "import torch" not in code:
        faults.append("no cell shows a number out of PyTorch")
    return faults


def faults_of_questions(notebook: dict) -> list[str]:
    """What a solution's page needs: each question whole and in order, each fold unbroken."""
    faults, cells = [], notebook["cells"]
    asks = [i for i, c in code_cells(notebook) if source(c).startswith("check(")]
    starts = [i for i, c in enumerate(cells) if source(c).startswith("## ")]
    for start, end in pairwise([*starts, len(cells)]):
        heading, checks = (
            source(cells[start]).splitlines()[0],
            [i for i in asks if start < i < end],
        )
        if not re.match(r"## (Easy|Medium|Hard): \S", heading):
            faults.append(f"{heading!r}: expected '## Easy: ...', or Medium, or Hard")
        if len(checks) != 1:
            faults.append(f"{heading!r}: {len(checks)} checks, expected one")
            continue
        answers = [i for i in range(start, end) if "answer" in tags(cells[i])]
        told = [i for i in range(start, end) if "solution" in tags(cells[i])]
        run = [*answers, checks[0], *told]
        if not answers or not told or run != list(range(run[0], end)):
            faults.append(f"{heading!r}: expected answer, check and solution, in this order")
    for i, cell in enumerate(cells):
        prose = cell["cell_type"] == "markdown" and "solution" in tags(cell)
        if prose and re.search(r"^#+ ", source(cell), re.M):
            faults.append(f"cell {i}: a heading inside a solution, which would cut its fold")
    if not starts or len(asks) != len(starts):
        faults.append(f"{len(asks)} checks in {len(starts)} questions")
    return faults


# What only the site's builder understands, or what a reader elsewhere cannot see at all.
ONLY_ON_THE_SITE = {
    "a directive": r"^ *(?::::.*|(?:```|~~~) *\{.*)",
    "a role": r"(?<!`)\{[a-z][\w:.-]+\}`[^`]*`",
    "attributes": r"(?:^|[\])`*])\{[.#][^}\n]*\}",
    "a target": r"^\([\w-]+\)= *$",
    "a link without text": r"(?<!!)\[\]\([^)]*\)",
    "a comment": r"^%.*|<!--.*",
    "a footnote": r"\[\^[^\]]+\]",
    "a definition list": r"^: +\S.*",
    "a block break": r"^\+\+\+.*",
    "a substitution": r"\{\{.*?\}\}",
    "a numbered formula": r"\$\$ *\([\w-]+\)|\\(?:label|tag|eqref|ref)\{",
    "a callout": r"^> *\[!\w+\].*",
    "HTML": r"<(?!/?(?:details|summary)>)[a-z][^>\n]*>",
}


def faults_of_markup(notebook: dict) -> list[str]:
    """Markup that reads as noise in JupyterLab, Colab and on GitHub; a missing title."""
    cells = [source(c) for c in notebook["cells"] if c["cell_type"] == "markdown"]
    faults = [] if cells and re.match(r"# \S", cells[0]) else ["the first cell has no title"]
    for text in cells:
        prose = re.sub(r"^```[\w]*\n.*?^```$", "", text, flags=re.M | re.S)
        for what, pattern in ONLY_ON_THE_SITE.items():
            # code may say anything, but what is written with backticks is looked for in all
            ticks = "`" in pattern
            plain = prose if ticks else re.sub("`[^`\n]*`", "code", prose)
            hits = re.findall(pattern, plain, re.M)
            faults += [f"unrendered elsewhere: {what}, {hit!r}" for hit in hits]
        # Markdown below a summary is read as Markdown only after an empty line
        if re.search(r"</summary>\n?(?!\n)[^\n]", text.replace("</summary>\n\n", "")):
            faults.append("no empty line below a summary")
    return faults


def faults_of_folds(notebook: dict) -> list[str]:
    """Code that the site folds and JupyterLab shows: it names the answer of a card."""
    return [
        f"cell {i}: folded on the site only: run `make execute`"
        for i, cell in code_cells(notebook)
        if ("hide-input" in tags(cell))
        != cell["metadata"].get("jupyter", {}).get("source_hidden", False)
    ]
