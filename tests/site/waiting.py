"""Waiting for a page, in a way that its own policy leaves open to a test."""

# Playwright's ``wait_for_function`` evaluates a text again and again, which the policy forbids.
UNTIL = """(arg) => new Promise((done, fail) => {{
  const end = performance.now() + {most}, look = () => {{
    if ({condition}) done();
    else if (performance.now() > end) fail(new Error('it did not come to this: ' + {condition!r}));
    else requestAnimationFrame(look);
  }};
  look();
}})"""


def until(page, condition, arg=None, most=15_000):
    """Wait until a condition in JavaScript, which may name ``arg``, holds; ``most`` in ms."""
    page.evaluate(UNTIL.format(condition=condition, most=most), arg)
