"""The same pages by Jupyter Book as it comes: the yardstick of our pages and of our build.

Same versions, notebooks and table of contents, and the extensions that write the book's
content.  Not ours: theme options, templates, style, scripts, the figures' host, what is made
smaller or later.  What such a page fetches from other servers (require.js, the widget manager,
MathJax) is left out of every number, so its figures do not even start.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from suite import sources
from suite.timing import Missing

# the extensions that write content; the others make pages ours
CONTENT = {"ledger", "chain", "recall_site", "glossary", "sources", "follow"}
KEPT: list = []  # the folder of the pages, which goes when Python ends
START = "import sys; from jupyter_book.cli.main import main; sys.argv[0] = 'jb'; main()"


def config(ours: dict) -> dict:
    """The configuration without what makes the pages ours."""
    local = ours["sphinx"]["local_extensions"]
    content = {name: place for name, place in local.items() if name in CONTENT}
    kept = ("title", "author", "only_build_toc_files", "exclude_patterns", "execute", "parse")
    library = ["sphinx.ext.autodoc", "sphinx.ext.viewcode"]  # for the page of the library
    return {name: ours[name] for name in kept if name in ours} | {
        "sphinx": {
            "local_extensions": content,
            "extra_extensions": library,
            "config": {"myst_heading_anchors": 3},
        }
    }


def prepare(place: Path) -> Path:
    """A copy of the sources with the stock configuration."""
    sources.copy(place)
    file = place / "_config.yml"
    ours = yaml.safe_load(file.read_text(encoding="utf-8"))
    file.write_text(yaml.safe_dump(config(ours)), encoding="utf-8")
    return place


def build(place: Path) -> Path:
    """Build what ``prepare`` made; the folder of its pages.  Warnings are let pass."""
    env = {**os.environ, "PYTHONPATH": str(place / "lib"), "BOOK_LIVE": "null"}
    command = [sys.executable, "-c", START, "build", "-q", str(place)]
    done = subprocess.run(
        command, cwd=place, env=env, capture_output=True, text=True, check=False
    )
    pages = place / "_build" / "html"
    if not (pages / "index.html").exists():
        last = (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()[-1]
        raise Missing(f"error: stock Jupyter Book did not build: {last[:200]}")
    return pages


def site() -> Path:
    """Its pages, built once in a run."""
    if not KEPT:
        with tempfile.TemporaryDirectory() as place:
            keep(build(prepare(Path(place))))
    return Path(KEPT[0].name)


def keep(pages: Path) -> None:
    """Let ``site`` give a copy of these pages."""
    KEPT[:] = [tempfile.TemporaryDirectory()]
    shutil.copytree(pages, KEPT[0].name, dirs_exist_ok=True)
