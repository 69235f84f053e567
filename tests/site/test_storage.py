"""Where the browser keeps nothing, or keeps rubbish, what remembers works and says so.

One page for each way to remember that has no such test beside its own; with the theme.
"""

import pytest
from playwright.sync_api import expect

# A browser that was told to block all site data.
FORBIDDEN = """for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name,
  { configurable: true, get() { throw new DOMException('no', 'SecurityError'); } });"""
# Nothing more fits in, and under every name that anyone asks for stands rubbish.
RUBBISH = ["{broken", "x" * 1_000_000]
SPOILT = """Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
const gone = new Set();
Storage.prototype.getItem = (name) => gone.has(name) ? null : RUBBISH;
Storage.prototype.removeItem = (name) => gone.add(name);"""
SAID = "This browser keeps nothing for this book, or has no room left."


def diagnose(page):
    figure = page.locator("figure.fig").first
    figure.locator(".fig-options").first.get_by_role("radio").first.check()
    figure.get_by_role("button", name="Diagnose").click()
    return figure.locator(".fig-options > [data-given]"), "not so"


def rebuild(page):
    page.get_by_label("Row 1: the fix").fill("a hidden layer")
    page.get_by_role("button", name="Check").click()
    return page.locator("figure.fig .fig-outcome"), "0 of 11 rows right."


DEEDS = {
    "chapters/06_clinic.html": diagnose,
    "chapters/06_retrieval.html": rebuild,
}


@pytest.mark.parametrize("spoil", [FORBIDDEN, SPOILT], ids=["forbidden", "full of rubbish"])
def test_what_remembers_works_and_says_that_nothing_is_kept(visit, spoil):
    one = visit(fresh=True)
    for (path, deed), rubbish in zip(DEEDS.items(), RUBBISH, strict=True):
        page, one.figures_of = one.page, path
        page.add_init_script(spoil.replace("RUBBISH", repr(rubbish)))
        one.open(path)
        note = page.locator(".whynn-unkept")
        assert note.count() == 0, path  # nothing has been lost yet
        place, words = deed(page)
        expect(place.first).to_contain_text(words)
        expect(note).to_contain_text(SAID)
        note.get_by_role("button", name="Close").click()
        assert note.count() == 0
        switch, theme = page.locator(".theme-switch-button").first, []
        for _ in range(3):
            theme.append(page.evaluate("document.documentElement.dataset.theme"))
            switch.click()
        assert theme == ["light", "dark", "light"], path
        assert (one.errors, one.failed, one.foreign) == ([], [], []), path
