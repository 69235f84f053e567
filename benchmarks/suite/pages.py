"""Our pages: weight, first movable figure, and frames while dragging.

Weight is compared with the same page of stock Jupyter Book.  The time to the first movable
figure is compared with the load event of that page, whose own figures do not start without
other servers.  Frames are compared with a bare page of one circle.
"""

from contextlib import ExitStack

from suite import drags, stock, visits
from suite.others import ROOT
from suite.timing import Measured, Missing

SITE = ROOT / "_build" / "html"


def measure(quick: bool, rows) -> dict:
    """Row id -> ``Measured`` or ``Missing``."""
    if not (SITE / "index.html").exists():
        raise Missing("there is no site to measure: run `make site` first")
    found = {}
    with ExitStack() as leaving:
        print("  building stock Jupyter Book", flush=True)
        folders = SITE, stock.site(leaving)
        ours, theirs = (leaving.enter_context(visits.served(f)) for f in folders)
        browser = leaving.enter_context(visits.chromium())
        kinds = {
            "scripts": lambda path: _weights(browser, ours, theirs, path),
            "first": lambda path: _first(browser, ours, theirs, path, 1 if quick else 3),
            "first_slow": lambda path: _first(browser, ours, theirs, path, 1, slow=True),
            "drag": lambda path: _drag(browser, ours, path, 1 if quick else 3),
        }
        for path in dict.fromkeys(row.of for row in rows):
            wanted = {row.kind for row in rows if row.of == path}
            print(f"  {path}", flush=True)
            for kind in wanted & set(kinds):
                for name, values in kinds[kind](f"{path}.html").items():
                    found[f"{name}:{path}"] = values
    return found


def _weights(browser, ours, theirs, path):
    one, other = (visits.weigh(browser, at, path) for at in (ours, theirs))
    return {kind: Measured([one[kind]], [other[kind]]) for kind in ("scripts", "all")}


def _first(browser, ours, theirs, path, rounds, *, slow=False):
    times = [], []
    for _ in range(rounds):
        times[0].append(visits.first_figure(browser, ours, path, slow=slow))
        times[1].append(visits.loaded(browser, theirs, path, slow=slow))
    return {"first_slow" if slow else "first": Measured(*times)}


def _drag(browser, ours, path, rounds):
    found = drags.compare(browser, ours, path, rounds)
    return {"drag": Measured(*found[1]), "drag_slow": Measured(*found[visits.SLOWER])}
