"""What holds for every figure and card: no two controls share a name, and none moves by itself.

The pages are opened as a reader who asked for reduced motion opens them.
"""

import re
from collections import Counter

import pytest
from conftest import DESKTOP, PHONE, SITE

# all exercises have cards of one kind, so one page of them is enough
PAGES = [
    path.relative_to(SITE).as_posix()
    for path in sorted(
        [*(SITE / "chapters").glob("*.html"), SITE / "solutions/01_one_rule.html"]
    )
    if "whynn-figure" in path.read_text(encoding="utf-8")
]
CONTROLS = {
    "button",
    "checkbox",
    "combobox",
    "link",
    "radio",
    "slider",
    "spinbutton",
    "textbox",
}
LINE = re.compile(r"""( *)- '?(\w+)(?: "((?:[^"\\]|\\.)*)")?""")
# the figures of a page as they stand in it, their states, and the scripts and styles they need
PARTS = re.compile(
    r'<div class="whynn-figure">.*?</script></div>|<script type="[^"]*widget-state\+json">.*?</script>'
    r"|<(?:script|link)[^>]*_static/widgets/[^>]*>(?:</script>)?",
    re.DOTALL,
)
# Presses each button and looks whether its figure still changes some frames later, untouched.
PRESS = """async () => {
  const frames = async (n) => { for (let i = 0; i < n; i++) await new Promise((r) => requestAnimationFrame(r)); };
  const look = (fig) => [...fig.querySelectorAll('svg')].map((s) => s.outerHTML).join();
  const moves = [];
  for (const fig of document.querySelectorAll('figure.fig')) {
    for (const button of fig.querySelectorAll('button')) {
      if (button.disabled || !button.checkVisibility({ visibilityProperty: true }) || button.textContent.includes('Save')) continue;
      const name = button.textContent;
      button.click();
      await frames(3);
      const seen = look(fig);
      await frames(4);
      if (seen !== look(fig) || fig.getAnimations({ subtree: true }).length) moves.push(`${fig.querySelector('.fig-title').textContent}: ${name}`);
    }
  }
  return moves;
}"""


# Puts every slider of a figure to a share of its way.
SLIDE = """(fig, share) => {
  for (const r of fig.querySelectorAll('input[type=range]')) {
    r.value = Number(r.min) + share * (r.max - r.min);
    r.dispatchEvent(new Event('input', { bubbles: true }));
  }
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
# Labels of a figure's pictures that lie over one another, or beside the figure.  Two slanted ones
# do so if they do both in the first one's own frame and in the second one's.
OVER = """(fig) => {
  const seen = (e) => e.textContent.trim() && e.checkVisibility({ visibilityProperty: true });
  const labels = [...fig.querySelectorAll('svg text')].filter(seen);
  const { left, right } = fig.getBoundingClientRect(), common = (a, b, one, other) => Math.min(a[other], b[other]) - Math.max(a[one], b[one]);
  const box = (e, frame) => {
    const { x, y, width, height } = e.getBBox(), to = frame.inverse().multiply(e.getScreenCTM());
    const at = [[x, y], [x + width, y], [x, y + height], [x + width, y + height]].map(([x, y]) => new DOMPoint(x, y).matrixTransform(to));
    const xs = at.map((p) => p.x), ys = at.map((p) => p.y);
    return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
  };
  const meet = (e, f, frame, a = box(e, frame), b = box(f, frame)) => common(a, b, 'left', 'right') > 2 && common(a, b, 'top', 'bottom') > 4;
  const out = labels.map((e) => [e.textContent, e.getBoundingClientRect()]).filter(([, a]) => a.left < left - 1 || a.right > right + 1).map(([t]) => t);
  const over = labels.flatMap((e, i) => labels.slice(i + 1).filter((f) => meet(e, f, e.getScreenCTM()) && meet(e, f, f.getScreenCTM())).map((f) => `${e.textContent} over ${f.textContent}`));
  return [...out, ...over];
}"""
# Where a handle is seen and something else would be taken hold of: its grip, or all along its line.
COVERED = """(fig) => {
  const along = (line) => {
    const at = line.getScreenCTM(), n = (k) => Number(line.getAttribute(k)), ends = [[n('x1'), n('y1')], [n('x2'), n('y2')]];
    const [a, b] = ends.map(([x, y]) => new DOMPoint(x, y).matrixTransform(at));
    return [...Array(39).keys()].map((i) => [a.x + (i + 1) / 40 * (b.x - a.x), a.y + (i + 1) / 40 * (b.y - a.y)]);
  };
  const middle = (e) => { const r = e.getBoundingClientRect(); return [[r.x + r.width / 2, r.y + r.height / 2]]; };
  return [...fig.querySelectorAll('.fig-handle')].filter((e) => e.checkVisibility()).flatMap((handle) => {
    handle.scrollIntoView({ block: 'center' });
    const grips = [...handle.querySelectorAll('.grip')], lines = [...handle.querySelectorAll('line')];
    const points = grips.length ? grips.flatMap(middle) : lines.length ? along(lines[0]) : middle(handle);
    const inside = handle.ownerSVGElement.getBoundingClientRect();
    const met = points.filter(([x, y]) => x > inside.left && x < inside.right && y > inside.top && y < inside.bottom).map(([x, y]) => document.elementFromPoint(x, y));
    return met.filter((e) => !e.closest('.fig-handle')).map((e) => `${handle.getAttribute('aria-label')} under ${e.outerHTML.slice(0, 90)}`);
  });
}"""


def controls(snapshot):
    """Each control of an accessibility tree: its role, its name and the groups it stands in."""
    path, found = [], []
    for line in snapshot.splitlines():
        if not (match := LINE.match(line)):
            continue
        indent, role, name = len(match[1]), match[2], match[3] or ""
        path = [(i, r, n) for i, r, n in path if i < indent]
        if role in CONTROLS:
            found.append((role, name, *(n for _, _, n in path)))
        path.append((indent, role, name))
    return found


def open_bare(visit, path, motion, size=DESKTOP):
    """The page with nothing but its figures."""
    parts = PARTS.findall((SITE / path).read_text(encoding="utf-8"))
    body = "".join(part for part in parts if "runner" not in part)
    one = visit(size)
    one.page.emulate_media(reduced_motion=motion)
    one.page.route(
        f"{one.site}/{path}",
        lambda route: route.fulfill(
            body="<!DOCTYPE html><html lang=en><meta name=viewport content=width=device-width><body style=margin:16px>"
            + body,
            content_type="text/html; charset=utf-8",
        ),
    )
    one.open(path)
    return one


@pytest.mark.parametrize("path", PAGES)
def test_every_control_has_a_name_of_its_own_and_nothing_moves_by_itself(visit, path):
    one = open_bare(visit, path, "reduce")
    live = one.page.locator(".whynn-live").all()
    assert live and len(live) == one.page.locator(".whynn-figure").count()
    for figure in live:
        named = Counter(controls(figure.aria_snapshot()))
        assert named
        assert [one for one, times in named.items() if times > 1 or not one[1]] == []
    assert one.page.evaluate(PRESS) == []
    assert one.errors == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_label_lies_over_another_wherever_the_sliders_stand(visit, size, path):
    one, found = open_bare(visit, path, "reduce", size), {}
    for figure in one.page.locator("figure.fig:has(svg text)").all():
        title = figure.locator(".fig-title").first.inner_text()
        for share in (None, 0, 0.5, 1):
            if share is not None:
                figure.evaluate(SLIDE, share)
            if over := figure.evaluate(OVER):
                found[title, share] = over
    assert found == {}


@pytest.mark.parametrize(
    "path", [path for path in PAGES if re.search(r"chapters/0[0-5]", path)]
)
def test_nothing_covers_a_handle(visit, path):
    one, held = open_bare(visit, path, "reduce"), 0
    for figure in one.page.locator("figure.fig:has(.fig-handle)").all():
        assert figure.evaluate(COVERED) == []
        held += 1
    assert held


def test_what_moves_by_itself_is_seen_to_move(visit):
    moves = open_bare(visit, "chapters/04_deep.html", "no-preference").page.evaluate(PRESS)
    assert "A race down a canyon: Play" in moves


def test_two_controls_of_one_name_are_seen():
    twice = (
        '- group "Start":\n  - slider "x": 1\n  - slider "x": 2\n- group "End":\n  - slider "x"'
    )
    assert Counter(controls(twice)) == {("slider", "x", "Start"): 2, ("slider", "x", "End"): 1}
