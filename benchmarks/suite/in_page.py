"""Python in the page against CPython: the same cells of each chapter, in the same order.

The first cell is left out, on both sides: there Python starts, and imports.
"""

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from suite import visits
from suite.others import ROOT
from suite.pages import SITE
from suite.timing import Measured, Missing

ENOUGH = 5  # seconds of computing in the page; some chapters have minutes of it
HERE = Path(__file__).with_name("cells_here.py")
RUN = """async (at) => {
  const cell = document.querySelector(`div.cell.tag_run-${at}`);
  const status = cell.querySelector('[role=status]');
  const begun = performance.now(), late = () => performance.now() - begun > 300_000;
  const done = () => /Done|failed|could not/.test(status.textContent) || late();
  cell.querySelector('.run-bar button').click();
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 2));
  return [(performance.now() - begun) / 1000, status.textContent];
}"""


def measure(quick: bool, rows) -> dict:
    """Row id -> ``Measured`` or ``Missing``; quick measures the first two chapters."""
    live = [row for row in rows if "whynn-cells" in _page(row)]
    if not live:
        raise Missing("no page has cells that run: run `make site LIVE=1` first")
    chosen = live[:2] if quick else live
    left_out = Missing("not in a quick run" if quick else "no cell of it runs in the page")
    found = {row.id: left_out for row in rows}
    with ExitStack() as leaving:
        address = leaving.enter_context(visits.served(SITE))
        browser = leaving.enter_context(visits.chromium())
        for row in chosen:
            found[row.id] = _chapter(browser, address, row.of)
            print(f"  {row.of}", flush=True)
    return found


def _page(row):
    """The page's HTML, if the site has it."""
    file = SITE / f"{row.of}.html"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _chapter(browser, address, path):
    """Both times of one chapter, or why there are none."""
    with visits.opened(browser, address, f"{path}.html") as (page, _):
        sources, targets, names, absent = cells_of(page)
        here = []
        for name in names:
            seconds, status = page.evaluate(RUN, name)
            if not status.startswith("Done"):
                return Missing(f"error: cell {name} did not run: {status[:150]}")
            here.append(seconds)
            if sum(here[1:]) > ENOUGH:
                break
    try:
        there = in_cpython(sources, targets[: len(here)], absent)
    except Missing as why:
        return why
    note = f"{len(here)} of {len(targets)} cells; Python starts in {here[0]:.1f} s"
    return Measured([sum(here[1:])], [sum(there[1:])], note)


def cells_of(page) -> tuple[list[str], list[int], list[int], list[str]]:
    """The page's sources, which of them have a button, their names, and what is absent."""
    data = json.loads(page.locator("#whynn-cells").text_content())
    sources = [
        cell.get("source")
        or page.locator(f"div.cell.tag_run-{cell['at']} .cell_input pre").text_content()
        for cell in data["cells"]
    ]
    targets = [k for k, cell in enumerate(data["cells"]) if "run" in cell]
    return sources, targets, [data["cells"][k]["at"] for k in targets], data["absent"]


def in_cpython(sources, targets, absent) -> list[float]:
    """Seconds that each cell takes in a CPython of its own."""
    paths = os.pathsep.join([str(ROOT / "lib"), str(ROOT / "tools")])
    asked = json.dumps({"sources": sources, "targets": targets, "absent": absent})
    done = subprocess.run(
        [sys.executable, str(HERE)], input=asked, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )  # fmt: skip
    if done.returncode:
        raise Missing(f"error: CPython stopped: {done.stderr.strip().splitlines()[-1][:150]}")
    return json.loads(done.stdout)
