"""A figure on a page, as a test handles it."""

import re

from playwright.sync_api import expect
from waiting import until

# on a slow machine a figure writes its numbers one frame after its picture
FRAME = """new Promise((done) => {
  const wait = () => (globalThis[Symbol.for('fig-late')] ? requestAnimationFrame(wait) : done());
  requestAnimationFrame(wait);
})"""
MODEL = "[...(await whynn.page).models.values()].find((m) => m.get('key') === key)"


def at_once(arguments, body):
    """A script that does much in one go: what is due is drawn when ``drawn()`` is called.

    To wait for the screen's next frame, or to go there and back, takes longer than drawing.
    """
    return f"""async ({arguments}) => {{
  await {FRAME};
  const real = requestAnimationFrame, due = [];
  const drawn = () => {{ for (let late = 0; due.length && late < 9; late++) for (const draw of due.splice(0)) draw(performance.now()); }};
  globalThis.requestAnimationFrame = (draw) => due.push(draw);
  try {{ {body} }} finally {{ globalThis.requestAnimationFrame = real; }}
}}"""


LOOKS = at_once(
    "figure, [key, names, states]",
    f"const m = {MODEL};"
    """
  const looks = [], texts = (root, what) => [...root.querySelectorAll(what)].map((e) => e.textContent);
  for (const state of states) {
    if (state) { m.set(state); m.save_changes(); }
    drawn();
    looks.push({
      state: Object.fromEntries(names.map((n) => [n, m.get(n)])),
      rows: [...figure.querySelectorAll('tbody tr')].map((row) => texts(row, 'th, td')),
      strong: texts(figure, 'strong'),
      numbers: texts(figure, '.fig-num'),
      text: figure.textContent,
    });
  }
  return looks;""",
)

RESTORE = f"""async (figure) => {{
  [...figure.querySelectorAll('button')].find((b) => b.textContent === 'Reset').click();
  figure.querySelector('.fig-head + .fig-row:not([hidden]) button')?.click(); // it may ask first
  await {FRAME};
}}"""


class Figure:
    """One figure: found by its title, its state read and set by its ``key``."""

    def __init__(self, page, title, *, key, traits):
        self.page, self.key, self.traits = page, key, traits
        self.figure = page.locator(f'.whynn-live[data-key="{key}"] figure.fig', has_text=title)
        self.figure.evaluate("(figure) => figure.scrollIntoViewIfNeeded()")

    def state(self):
        """The traits, as the browser has them."""
        script = f"async ([key, names]) => {{ const m = {MODEL}; return Object.fromEntries(names.map((n) => [n, m.get(n)])); }}"
        return self.page.evaluate(script, [self.key, self.traits])

    def put(self, **traits):
        """Set traits from outside, as Python does."""
        script = f"async ([key, t]) => {{ const m = {MODEL}; m.set(t); m.save_changes(); }}"
        self.page.evaluate(script, [self.key, traits])

    def looks(self, states):
        """Set one state after the other; of each the traits and what the figure shows."""
        return self.figure.evaluate(LOOKS, [self.key, self.traits, states])

    def look(self):
        """The traits and what the figure shows now."""
        return self.looks([None])[0]

    def frame(self):
        """Wait until what was asked for has been drawn."""
        self.page.evaluate(FRAME)

    def reset(self):
        """Back to the author's values, the mouse out of the way."""
        self.figure.get_by_role("button", name="Reset").click()
        self.page.mouse.move(0, 0)
        self.frame()

    def restore(self):
        """The same between tests, for it takes less time."""
        self.figure.evaluate(RESTORE)
        self.page.mouse.move(0, 0)

    def handle(self, name):
        """A handle in the picture, by its accessible name."""
        return self.figure.get_by_role("slider", name=name, exact=True)

    def grip(self, name):
        """Where to take hold of a handle, in the window."""
        box = self.handle(name).locator(".grip").bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(self, name, dx, dy, steps=8):
        """Drag a handle with the mouse."""
        x, y = self.grip(name)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + dx, y + dy, steps=steps)
        self.page.mouse.up()
        self.frame()

    def address(self, ending):
        """The page's address, once the figure has written its state to the end of it."""
        until(self.page, "location.href.endsWith(arg)", ending)
        return self.page.url

    def heard(self, wanted, begins=True):
        """What a screen reader hears, once it begins with, or holds, what is wanted."""
        region = self.figure.get_by_role("status").first
        expect(region).to_have_text(re.compile(("^" if begins else "") + re.escape(wanted)))
        return region.inner_text()

    def texts(self, selector):
        """The texts of all elements that match, one frame later."""
        self.frame()
        return self.figure.locator(selector).all_inner_texts()


def number(text):
    """A number as the figures write it."""
    return float(text.replace("−", "-").replace("\u2009", ""))
