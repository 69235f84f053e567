"""Build the book into ``_build/html``: ``python tools/build.py [--live WHAT]``.

Warnings are errors.  ``--live`` lets the cells run in the page: WHAT is the folder of a Pyodide
release, or 1 for the small old one of the tests, or auto for that one if it can be had.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import policy
import published
from live import beside

ROOT = Path(__file__).resolve().parent.parent


def pyodide(what: str | None) -> Path | None:
    """The folder of the Pyodide that ``--live`` names, or None for a site without."""
    if not what:
        return None
    try:
        return beside.fetch() if what in ("1", "auto") else Path(what)
    except beside.Missing as why:
        if what == "auto":
            print(f"The cells of this build do not run in the page: {why}.")
            return None
        raise SystemExit(f"error: {why}.") from None


def main(args: list[str]) -> None:
    """Run jupyter-book and say in a sentence how it went."""
    parser = argparse.ArgumentParser(description="Build the book into _build/html.")
    parser.add_argument("--live", metavar="WHAT", help="let cells run: 1, auto, or a folder")
    release, site = pyodide(parser.parse_args(args).live), ROOT / "_build" / "html"
    try:
        live = beside.describe(release) if release else None
    except beside.Missing as why:
        raise SystemExit(f"error: {why}.") from None
    # by this Python's own jupyter-book, wherever its scripts are
    start = "import sys; from jupyter_book.cli.main import main; sys.argv[0] = 'jb'; main()"
    command = [sys.executable, "-c", start, "build", str(ROOT)]
    command += ["-W", "-n", "--keep-going", "-q"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "BOOK_LIVE": json.dumps(live)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not (site / "index.html").exists():
        print(done.stdout[-6000:], done.stderr[-6000:], sep="\n", file=sys.stderr)
        raise SystemExit("error: the book did not build; what it complained about is above.")
    if release:
        beside.place(release, site)
    else:
        shutil.rmtree(site / beside.PLACE, ignore_errors=True)
    try:
        published.redirect(site, published.listed(published.MOVED))
        policy.seal(site)
    except ValueError as why:
        raise SystemExit(f"error: {why}.") from None
    print("Built _build/html")


if __name__ == "__main__":
    main(sys.argv[1:])
