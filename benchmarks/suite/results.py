"""What was measured, as data: read, merge, write."""

import datetime
import importlib.metadata
import json
import os
import platform
from pathlib import Path

from suite.others import PYPI
from suite.plan import GROUPS, Row
from suite.timing import Missing, summary

PLACE = Path(__file__).resolve().parents[1]
DATA = PLACE / "results.json"
PACKAGES = ("numpy", "torch", "jupyter-book", "sphinx", "playwright")


def environment() -> dict:
    """Versions and threads: what a number depends on beside the code."""
    versions = {"Python": platform.python_version()}
    for package in PACKAGES:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            versions[package] = "not installed"
    pinned = dict(pin.split("==") for pins in PYPI.values() for pin in pins)
    return {
        "versions": versions | pinned,
        "cores": os.cpu_count(),
        "threads": int(os.environ.get("OMP_NUM_THREADS", os.cpu_count())),
        "system": f"{platform.system()} {platform.machine()}",
    }


def entry(row: Row, found) -> dict:
    """One row as data: what was compared, both times, the ratio and its spread; or why not."""
    told = {"id": row.id, "what": row.what, "names": [row.ours, row.theirs]}
    told |= {"unit": row.unit, "bar": row.bar}
    if isinstance(found, Missing):
        return told | {"missing": str(found)}
    return told | summary(found)


def group(name: str, rows: list[Row], found: dict, *, quick: bool, seconds: float) -> dict:
    """A group's rows, when and where they were measured, and whether in a quick run."""
    now = datetime.datetime.now(datetime.UTC)
    absent = Missing("error: it was not measured")
    return {
        "title": GROUPS[name],
        "date": now.date().isoformat(),
        "quick": quick,
        "seconds": round(seconds),
        "environment": environment(),
        "rows": [entry(row, found.get(row.id, absent)) for row in rows],
    }


def read() -> dict:
    """What is stored: group -> data."""
    return json.loads(DATA.read_text(encoding="utf-8")) if DATA.exists() else {}


def write(groups: dict) -> None:
    """Store the groups in the order of the plan."""
    ordered = {name: groups[name] for name in GROUPS if name in groups}
    text = json.dumps(ordered, indent=1, ensure_ascii=False)
    DATA.write_text(text + "\n", encoding="utf-8", newline="\n")
