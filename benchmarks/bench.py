"""Measure everything side by side: ``python benchmarks/bench.py [--only GROUP] [--quick]``.

Writes ``results.json``, ``results.md`` and ``results.svg`` beside this file.  A group that is
measured replaces its rows; the others stay as they were.
"""

import argparse
import importlib
import os
import sys
import time
from pathlib import Path

# before NumPy is loaded, here and in every child
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "lib"), str(ROOT / "tools")]

from suite import plan, results, table  # noqa: E402
from suite.timing import Missing  # noqa: E402

MODULES = {
    "library": "library",
    "pages": "pages",
    "build": "building",
    "grading": "grading",
    "python": "in_page",
    "tests": "checks",
}


def measured(name: str, quick: bool) -> dict:
    """One group as data, whatever goes wrong in it."""
    rows = [row for row in plan.rows() if row.group == name]
    print(f"{plan.GROUPS[name]} ({len(rows)} rows)", flush=True)
    begun = time.monotonic()
    try:
        found = importlib.import_module(f"suite.{MODULES[name]}").measure(quick, rows)
    except Missing as why:
        found = dict.fromkeys((row.id for row in rows), why)
    except ImportError as error:
        why = Missing(f"{error.name} is not installed: run `make bench`")
        found = dict.fromkeys((row.id for row in rows), why)
    except Exception as error:  # the other groups are still worth having
        said = next(iter(str(error).splitlines()), "")[:150]
        why = Missing(f"error: {type(error).__name__}: {said}")
        found = dict.fromkeys((row.id for row in rows), why)
    group = results.group(name, rows, found, quick=quick, seconds=time.monotonic() - begun)
    for row in group["rows"]:
        told = row.get("missing") or f"{table.digits(row['ratio'])} times {row['names'][1]}"
        print(f"  {row['what']}: {told}", flush=True)
    return group


def unmeasured(name: str) -> dict:
    """A group that was never measured, with a sentence in each row."""
    rows = [row for row in plan.rows() if row.group == name]
    why = Missing(f"not measured yet: `make bench ONLY={name}`")
    found = dict.fromkeys((row.id for row in rows), why)
    return results.group(name, rows, found, quick=False, seconds=0)


def show(groups: dict) -> None:
    """Write the table and the picture from the data."""
    text = table.written(groups)
    (results.PLACE / "results.md").write_text(text, encoding="utf-8", newline="\n")
    from suite import plot

    plot.draw(groups, results.PLACE / "results.svg")


def main(args: list[str]) -> int:
    """Measure and write; 1 if a row is an error."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=plan.GROUPS, metavar="GROUP",
                        help=", ".join(plan.GROUPS))  # fmt: skip
    parser.add_argument("--quick", action="store_true", help="few rounds, to try it")
    chosen = parser.parse_args(args)
    names = chosen.only or [name for name in plan.GROUPS if name not in plan.ASKED_FOR]
    groups = {name: unmeasured(name) for name in plan.GROUPS} | results.read()
    for name in names:
        groups[name] = measured(name, chosen.quick)
        results.write(groups)
    groups = results.read()  # in the order of the plan
    show(groups)
    wrong = [
        row["id"]
        for name in names
        for row in groups[name]["rows"]
        if row.get("missing", "").startswith("error")
    ]
    print(f"Wrote {results.DATA.with_suffix('.md').relative_to(ROOT)}")
    if wrong:
        print(f"error: {len(wrong)} rows could not be measured: {', '.join(wrong)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
