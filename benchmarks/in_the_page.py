"""Python in the page against CPython: the same cells of each chapter, in the same order.

Needs a site that was built with ``make site LIVE=1``.
"""

import argparse
import contextlib
import json
import re
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "lib"), str(ROOT / "tools")]

from browser import launch  # noqa: E402
from live.session import Session  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from serve import server  # noqa: E402

SITE = ROOT / "_build" / "html"
HOUR = 3_600_000  # Playwright counts milliseconds
RUN = """async (at) => {
  const cell = document.querySelector(`div.cell.tag_run-${at}`), status = cell.querySelector('[role=status]');
  const done = () => /Done|failed|could not/.test(status.textContent);
  const begun = performance.now();
  cell.querySelector('.run-bar button').click();
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
  return [(performance.now() - begun) / 1000, status.textContent];
}"""  # noqa: E501


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


def in_cpython(sources, targets, absent) -> float:
    """Seconds that the cells take here."""
    session = Session(lambda kind, text: None, absent)
    session.install()
    session.run(sources, targets[0])  # the imports
    begun = time.perf_counter()
    for target in targets[1:]:
        session.run(sources, target)
    return time.perf_counter() - begun


def in_page(page, names) -> tuple[float, float]:
    """Seconds to the end of the first cell, Python's start included, and of the others."""
    first, *others = [page.evaluate(RUN, name) for name in names]
    for _, status in (first, *others):
        if not re.match("Done", status):
            raise SystemExit(f"error: a cell did not run: {status}")
    return first[0], sum(seconds for seconds, _ in others)


def main(args: list[str]) -> None:
    """Print one row a chapter."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "chapters", nargs="*", default=[], help="such as 01_one_rule; all if none"
    )
    chosen = parser.parse_args(args).chapters
    pages = [p for p in sorted(SITE.glob("chapters/*.html")) if not chosen or p.stem in chosen]
    pages = [p for p in pages if "whynn-cells" in p.read_text(encoding="utf-8")]
    if not pages:
        raise SystemExit("error: no page has cells that run. First: make site LIVE=1")
    print("chapter        cells  start, s  page, s  CPython, s  ratio")
    with contextlib.ExitStack() as leaving:
        httpd = leaving.enter_context(server(SITE, 8700))
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        browser = launch(leaving.enter_context(sync_playwright()))
        for path in pages:
            page = browser.new_page()
            page.set_default_timeout(HOUR)
            page.goto(f"http://127.0.0.1:{httpd.server_port}/chapters/{path.name}")
            sources, targets, names, absent = cells_of(page)
            start, here = in_page(page, names)
            there = in_cpython(sources, targets, absent)
            row = f"{path.stem:14s} {len(targets):5d}  {start:8.1f}  {here:7.1f}  {there:10.1f}"
            print(f"{row}  {here / there:5.1f}", flush=True)
            page.close()
        browser.close()
        httpd.shutdown()


if __name__ == "__main__":
    main(sys.argv[1:])
