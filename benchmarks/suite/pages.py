"""Our pages: weight, first movable figure, and frames while dragging.

Weight is compared with the same page of stock Jupyter Book.  The time to the first movable
figure is compared with the load event of that page, whose own figures do not start without
other servers.  Frames are compared with a bare page of one circle.
"""

from contextlib import ExitStack

from playwright.sync_api import Error

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
        print("  stock Jupyter Book, if it is not built yet", flush=True)
        folders = SITE, stock.site()
        ours, theirs = (leaving.enter_context(visits.served(f)) for f in folders)
        browser = leaving.enter_context(visits.chromium())
        kinds = {
            ("scripts", "all"): lambda path: _weights(browser, ours, theirs, path),
            ("first",): lambda path: _first(browser, ours, theirs, path, 1 if quick else 3),
            ("first_slow",): lambda path: _first(browser, ours, theirs, path, 1, slow=True),
            ("drag", "drag_slow"): lambda path: _drag(browser, ours, path, 1 if quick else 2),
        }
        for path in dict.fromkeys(row.of for row in rows):
            print(f"  {path}", flush=True)
            wanted = {row.kind for row in rows if row.of == path}
            for names, call in kinds.items():
                if wanted & set(names):
                    found |= {f"{name}:{path}": told for name, told in _safe(call, names, path)}
    return found


def _safe(call, names, path):
    """What ``call`` measured, by name; or why not, for each of ``names``."""
    try:
        return zip(names, call(f"{path}.html"), strict=True)
    except (Error, Missing) as error:
        return [(name, Missing(f"error: {str(error).splitlines()[0][:150]}")) for name in names]


def _weights(browser, ours, theirs, path):
    one, other = (visits.weigh(browser, at, path) for at in (ours, theirs))
    return [Measured([one[kind]], [other[kind]]) for kind in ("scripts", "all")]


def _first(browser, ours, theirs, path, rounds, *, slow=False):
    times = [], []
    for _ in range(rounds):
        times[0].append(visits.first_figure(browser, ours, path, slow=slow))
        times[1].append(visits.loaded(browser, theirs, path, slow=slow))
    return [Measured(*times)]


def _drag(browser, ours, path, rounds):
    found = drags.compare(browser, ours, path, rounds)
    return [Measured(*found[rate]) for rate in (1, visits.SLOWER)]
