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
    """Row id -> ``Measured`` or ``Missing``."""
    rounds = [one_round() for _ in range(1 if quick else 2)]
    ours, stocks, again, stocks_again = map(list, zip(*rounds, strict=True))
    return {
        "build-clean": Measured(ours, stocks),
        "build-changed-stock": Measured(again, stocks_again),
        "build-changed": Measured(again, ours),
    }


def one_round() -> list[float]:
    """Seconds: ours and stock from nothing, then both again with one chapter changed."""
    with ExitStack() as leaving:
        ours, theirs = (
            Path(leaving.enter_context(tempfile.TemporaryDirectory())) for _ in range(2)
        )
        sources.copy(ours)
        stock.prepare(theirs)
        times = []
        for what in ("from nothing", "one chapter changed"):
            for name, place, call in (("ours", ours, build), ("stock", theirs, stock.build)):
                times.append(once(lambda place=place, call=call: call(place)))
                print(f"  {name}, {what}: {times[-1]:.1f} s", flush=True)
            change(ours / CHANGED)
            change(theirs / CHANGED)
        return times


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
