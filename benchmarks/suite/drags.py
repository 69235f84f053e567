"""Times between frames while a control is dragged, on our pages and on a bare one."""

import math

from suite.timing import Missing
from suite.visits import SLOWER, opened

MOVES, MOVES_SLOW, WIDTH = 30, 15, 60  # moves of the mouse, and how far in pixels
# One circle that follows the pointer, and nothing else: the least that a page can do.
BARE = """<!doctype html><title>bare</title><svg width="600" height="400"><circle role="slider"
aria-label="Point" cx="300" cy="200" r="14"/></svg><script>
const c = document.querySelector('circle'), to = (e) => {
  c.setAttribute('cx', e.clientX); c.setAttribute('cy', e.clientY); };
c.onpointerdown = (e) => { c.setPointerCapture(e.pointerId); c.onpointermove = to; };
c.onpointerup = () => { c.onpointermove = null; };</script>"""
FRAMES = """() => { globalThis.__f = []; globalThis.__on = true; let p = performance.now();
  const t = (n) => { __f.push((n - p) / 1000); p = n; if (__on) requestAnimationFrame(t); };
  requestAnimationFrame(t); }"""

NAME = "(slider) => slider.ariaLabel || slider.labels?.[0]?.textContent"


def slowest(page, control, moves=MOVES) -> float:
    """The 95th percentile of the seconds between frames while ``control`` is dragged."""
    control.scroll_into_view_if_needed()
    grip = control.locator(".grip")
    box = (grip if grip.count() else control).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(FRAMES)
    for i in range(moves):
        page.mouse.move(x + WIDTH * math.sin(i / 7), y + WIDTH * math.sin(i / 9))
    frames = sorted(page.evaluate("() => { __on = false; return __f.slice(2); }"))
    page.mouse.up()
    return frames[int(0.95 * len(frames))]


def controls(page) -> list:
    """The first control of each kind of figure, by what the control is called."""
    found = {}
    for figure in page.locator(".whynn-live").all():
        sliders = figure.get_by_role("slider")
        if sliders.count():
            found.setdefault(sliders.first.evaluate(NAME), sliders.first)
    return list(found.values())


def compare(browser, address, path, rounds: int) -> dict:
    """Rate of the processor -> (ours, theirs): the page's slowest control, and a bare page."""
    with opened(browser, address, path) as (page, _), browser.new_page() as bare:
        page.wait_for_selector("html[data-figures=ready]")
        bare.set_content(BARE)
        pairs = [(page, controls(page)), (bare, [bare.get_by_role("slider")])]
        if not pairs[0][1]:
            raise Missing("error: no control to drag was found")
        found = {}
        for rate, moves in ((1, MOVES), (SLOWER, MOVES_SLOW)):
            times = ([], [])
            for _ in range(rounds):
                for (tab, moved), into in zip(pairs, times, strict=True):
                    tab.bring_to_front()
                    session = tab.context.new_cdp_session(tab)
                    session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
                    into.append(max(slowest(tab, one, moves) for one in moved))
                    session.detach()
            found[rate] = times
        return found
