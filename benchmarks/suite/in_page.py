"""Python in the page against CPython: the same cells of each chapter, in the same order.

The first cell is left out, on both sides: there Python starts, and imports.
"""

import json
import time
from contextlib import ExitStack

from live.session import Session

from suite import visits
from suite.pages import SITE
from suite.timing import Measured, Missing

RUN = """async (at) => {
  const cell = document.querySelector(`div.cell.tag_run-${at}`);
  const status = cell.querySelector('[role=status]');
  const done = () => /Done|failed|could not/.test(status.textContent);
  const begun = performance.now();
  cell.querySelector('.run-bar button').click();
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 2));
  return [(performance.now() - begun) / 1000, status.textContent];
}"""


def measure(quick: bool, rows) -> dict:
    """Row id -> ``Measured`` or ``Missing``; quick measures the first two chapters."""
    live = [p for p in SITE.glob("chapters/*.html") if "whynn-cells" in p.read_text("utf-8")]
    if not live:
        raise Missing("no page has cells that run: run `make site LIVE=1` first")
    found = {row.id: Missing("not in a quick run") for row in rows}
    with ExitStack() as leaving:
        address = leaving.enter_context(visits.served(SITE))
        browser = leaving.enter_context(visits.chromium())
        for row in rows[:2] if quick else rows:
            found[row.id] = _chapter(browser, address, row.of)
            print(f"  {row.of}", flush=True)
    return found


def _chapter(browser, address, path):
    with visits.opened(browser, address, f"{path}.html") as (page, _):
        sources, targets, names, absent = cells_of(page)
        here = []
        for name in names:
            seconds, status = page.evaluate(RUN, name)
            if not status.startswith("Done"):
                return Missing(f"error: cell {name} did not run: {status}")
            here.append(seconds)
    there = in_cpython(sources, targets, absent)
    note = f"{len(targets)} cells; Python starts in {here[0]:.1f} s"
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
    """Seconds that each cell takes here."""
    session = Session(lambda kind, text: None, absent)
    session.install()
    times = []
    for target in targets:
        begun = time.perf_counter()
        session.run(sources, target)
        times.append(time.perf_counter() - begun)
    return times
