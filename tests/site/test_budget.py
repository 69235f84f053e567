"""How soon the first figure of a page can be moved, and how smoothly.

Times are the best of three: another program on the machine can only make them longer.
"""

import math

import pytest

FIRST, FIRST_SLOW, FRAME, FRAME_SLOW = 1200, 6000, 17, 50  # ms
WATCH = """new MutationObserver((_, me) => { const fig = document.querySelector('.whynn-live .fig svg, .whynn-live .fig button');
  if (fig) { globalThis.__first = performance.now(); me.disconnect(); } }).observe(document, { subtree: true, childList: true });"""


def slow_down(page):
    """A slow phone: 1.6 Mbit/s, 150 ms, a quarter of this processor."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    line = {
        "offline": False,
        "latency": 150,
        "downloadThroughput": 2e5,
        "uploadThroughput": 9e4,
    }
    session.send("Network.emulateNetworkConditions", line)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})


@pytest.mark.timing
@pytest.mark.parametrize(("slow", "most"), [(False, FIRST), (True, FIRST_SLOW)])
@pytest.mark.parametrize(
    "path",  # where readers start, and the heaviest
    ["chapters/00_start.html", "chapters/01_one_rule.html", "chapters/05_bigger.html"],
)
def test_the_first_figure_can_soon_be_moved(visit, path, slow, most):
    times = []
    for _ in range(3):
        one = visit(fresh=True)
        one.page.set_default_timeout(60_000)
        one.before_load(WATCH)
        if slow:
            slow_down(one.page)
        times.append(one.open(path).evaluate("__first"))
        if times[-1] <= most:
            break
    assert min(times) <= most, times


FRAMES = """() => { globalThis.__f = []; globalThis.__on = true; let p = performance.now();
  const t = (n) => { __f.push(n - p); p = n; if (__on) requestAnimationFrame(t); }; requestAnimationFrame(t); }"""


# At a quarter of the processor the short page holds its bound everywhere.  In the long chapters a
# frame takes 33 to 83 ms there, by figure and machine, so they are held to the full processor's.
RATES, SHORT = ((1, FRAME), (4, FRAME_SLOW)), "chapters/00_start.html"
# One control of each figure that is moved by dragging.
DRAGGED = {
    "chapters/00_start.html": ["Knife, end 1"],
    "chapters/02_bends.html": ["Fold 1, end 1", "units"],
    "chapters/03_values.html": [
        "Spread of a weight",
        "Learning rate on the curve",
        "Start of the walks",
        "Score of cat",
    ],
    "chapters/04_deep.html": ["Point on the bend", "Spread of a weight", "Start of the race"],
    "chapters/05_bigger.html": [
        "Point on the ramp",
        "Your network",
        "Number of waves, on the curve",
        "Stop, on the curve",
    ],
}


def frames_while_dragging(page, control, moves=60):
    """The times between frames in ms, sorted, while a control is dragged to and fro."""
    control.scroll_into_view_if_needed()
    grip = control.locator(".grip")
    box = (grip if grip.count() else control).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(FRAMES)
    for i in range(moves):
        page.mouse.move(x + 60 * math.sin(i / 10), y + 60 * math.sin(i / 13))
    frames = sorted(page.evaluate("() => { __on = false; return __f.slice(2); }"))
    page.mouse.up()
    assert len(frames) > 20
    return frames


@pytest.mark.timing
@pytest.mark.parametrize("path", DRAGGED)
def test_dragging_is_smooth(visit, path):
    page, late = visit(fresh=True).open(path, kept_back=True), {}
    for part in page.locator(".whynn-kept:has(figure.fig)").all():
        part.get_by_role("button", name="Show it").click()
    session = page.context.new_cdp_session(page)
    for name in DRAGGED[path]:
        control = page.get_by_role("slider", name=name, exact=True).first
        for rate, most in RATES[: 2 if path == SHORT else 1]:
            session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
            found = []
            while len(found) < 3 and not (found and found[-1] <= most):
                frames = frames_while_dragging(page, control)
                found.append(frames[int(0.95 * len(frames))])
            if min(found) > most:
                late[f"{name}, 1/{rate} of the processor"] = found
    assert late == {}
