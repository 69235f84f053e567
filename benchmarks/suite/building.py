"""Build time: the whole book against stock Jupyter Book, and one changed chapter."""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from suite import sources, stock
from suite.timing import Measured, Missing, once

CHANGED = Path("chapters", "03_values.ipynb")


def measure(quick: bool, rows) -> dict:
    """Row id -> ``Measured``: one round, also when not quick, for it takes minutes."""
    with ExitStack() as leaving:
        ours, theirs = (
            Path(leaving.enter_context(tempfile.TemporaryDirectory())) for _ in range(2)
        )
        places = ("ours", ours, build), ("stock", theirs, stock.build)
        sources.copy(ours)
        stock.prepare(theirs)
        clean = [_timed(*place, "from nothing") for place in places]
        stock.keep(theirs / "_build" / "html")
        change(ours / CHANGED)
        change(theirs / CHANGED)
        changed = [_timed(*place, "one chapter changed") for place in places]
    return {
        "build-clean": Measured(clean[:1], clean[1:]),
        "build-changed-stock": Measured(changed[:1], changed[1:]),
        "build-changed": Measured(changed[:1], clean[:1]),
    }


def _timed(name, place, call, what):
    seconds = once(lambda: call(place))
    print(f"  {name}, {what}: {seconds:.1f} s", flush=True)
    return seconds


def build(place: Path) -> None:
    """Build the book that lies in ``place``, as ``make site`` does."""
    env = {**os.environ, "PYTHONPATH": str(place / "lib")}
    command = [sys.executable, str(place / "tools" / "build.py")]
    done = subprocess.run(
        command, cwd=place, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Missing("error: the book did not build; `make site` says why")


def change(notebook: Path) -> None:
    """Add a sentence to the chapter's first cell."""
    book = json.loads(notebook.read_text(encoding="utf-8"))
    source = "".join(book["cells"][0]["source"])
    book["cells"][0]["source"] = source + "\n\nOne more sentence."
    notebook.write_text(json.dumps(book, ensure_ascii=False), encoding="utf-8")
