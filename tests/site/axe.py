"""axe-core in a page, in the ways that the pages' own policy leaves open to a test."""

from functools import cache

from conftest import ROOT, THEMES
from waiting import until

# a theme is looked at when its colours have arrived, not on their way
SETTLE = """() => { const sheet = new CSSStyleSheet();
  sheet.replaceSync('*, ::before, ::after { transition: none !important; }');
  document.adoptedStyleSheets.push(sheet); }"""


THIN = (ROOT / "tests" / "site" / "thin.js").read_text(encoding="utf-8")


@cache
def source():
    return (ROOT / "tests" / "vendor" / "axe.min.js").read_text(encoding="utf-8")


def load(page):
    """Make ``axe`` known to the page; what it would fetch and write into it first, it leaves."""
    run = (
        "const run = axe.run; axe.run = (where, how) => run(where, { ...how, preload: false });"
    )
    page.evaluate(f"() => {{ {source()}; {run} }}")


def settle(page):
    """Let nothing change slowly any more."""
    page.evaluate(SETTLE)


def both_themes(page):
    """No violation in the light and none in the dark."""
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        until(page, "document.documentElement.dataset.theme === arg", theme)
        found = page.evaluate(
            "axe.run(document).then((r) => r.violations.map((v) => [v.id, v.nodes[0].html]))"
        )
        assert found == [], theme


def thin(page):
    """Leave one of each kind of block: of a whole chapter axe looks at thousands of equals."""
    page.evaluate(THIN)
