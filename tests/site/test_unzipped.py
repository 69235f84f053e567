"""The zip, unpacked and opened from its folder with the network cut: all of it works."""

import zipfile
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import offline
import pytest
from conftest import DESKTOP, SITE, Visit
from from_file import open_kept
from playwright.sync_api import expect

# The live texts are spoken 0.7 s after the last change; here at once.
AT_ONCE = "const later = setTimeout; window.setTimeout = (f, ms, ...a) => later(f, ms === 700 ? 0 : ms, ...a);"
LIVE = ".whynn-live"
# what each figure of the page says now, all its live texts and its sliders' together
SAID = f"""() => [...document.querySelectorAll('{LIVE}')].map((e) =>
  [...e.querySelectorAll('[role=status], output')].map((r) => r.textContent).join('|'))"""
HANDLE = "[role=slider], input[type=range]"
# waiting in the page, for its policy forbids what Playwright waits with
UNTIL = "const until = async (done) => { const end = performance.now() + 1e4; while (!done() && performance.now() < end) await new Promise(requestAnimationFrame); };"
SPOKEN = f"""async () => {{ {UNTIL}
  await until(() => [...document.querySelectorAll('{LIVE} figure:has({HANDLE}) > [role=status]')].every((r) => r.textContent));
  return ({SAID})(); }}"""
# The figures without handles: what a reader would answer, clicked in the page, where it costs least.
ANSWER = f"""() => {{ for (const root of document.querySelectorAll('{LIVE}')) {{
  if (root.querySelector('{HANDLE}')) continue;
  const write = (e, t) => {{ e.value = t; e.dispatchEvent(new Event('input', {{ bubbles: true }})); }};
  for (const e of root.querySelectorAll('textarea')) write(e, 'because');
  for (const e of root.querySelectorAll('input[type=text]')) write(e, '1');
  for (const set of root.querySelectorAll('fieldset')) set.querySelector('input').click();
  [...root.querySelectorAll('button')].find((b) => /^(Commit|Check|Compare)/.test(b.textContent))?.click();
}} }}"""
STILL = f"""async (before) => {{ {UNTIL}
  const still = () => {{ const now = ({SAID})(); return [...document.querySelectorAll('{LIVE}')].filter((e, i) => now[i] === before[i]); }};
  await until(() => !still().length);
  return still().map((e) => e.textContent.slice(0, 60)); }}"""


def with_figures():
    """The pages with figures, as paths below the site."""
    pages = sorted(path.relative_to(SITE) for path in SITE.rglob("*.html"))
    return [p.as_posix() for p in pages if "whynn-figure" in (SITE / p).read_text("utf-8")]


@pytest.fixture(scope="module")
def book(tmp_path_factory, chromium):
    """The unpacked book in a browser without a network, and everything that goes wrong."""
    folder = tmp_path_factory.mktemp("zip")
    offline.pack(SITE, folder / "book.zip")
    zipfile.ZipFile(folder / "book.zip").extractall(folder)
    context = chromium.new_context(viewport=DESKTOP, offline=True)
    context.set_default_timeout(15_000)
    one = Visit(context.new_page(), (folder / offline.NAME).as_uri())
    one.before_load(AT_ONCE)
    yield one
    context.close()
    # leaving a page may cut a request short; what may not happen is that its file is missing
    missing = [url for url in one.failed if not Path(url2pathname(urlsplit(url).path)).exists()]
    assert (one.errors, missing, one.foreign) == ([], [], [])


@pytest.mark.parametrize("path", with_figures())
def test_every_figure_moves(book, path):
    page = book.open(path)
    before = page.evaluate(SPOKEN)
    assert before
    page.evaluate(ANSWER)
    for figure in page.locator(f"{LIVE}:has({HANDLE})").all():
        figure.locator(HANDLE).locator("visible=true").first.focus()
        # these do not take one another back, wherever the handle stands and can go
        for key in ("ArrowUp", "ArrowRight", "ArrowRight", "ArrowLeft"):
            page.keyboard.press(key)
    assert page.evaluate(STILL, before) == []


def test_search_finds_a_word_and_its_link_opens(book):
    page = book.page
    page.goto(f"{book.site}/index.html")  # which leads on at once: nothing can be asked of it
    page.wait_for_url("**/chapters/00_start.html")
    page.keyboard.press("Control+k")
    page.locator(
        "dialog input[type=search], .search-button__search-container input"
    ).first.fill("perplexity")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=perplexity")
    page.locator("#search-results li a").first.click()
    page.wait_for_url(lambda url: "/search.html" not in url)
    expect(page.locator("article")).to_contain_text("perplexity")


def test_a_card_is_turned_graded_and_remembered(book):
    page = book.open("cards.html")
    open_kept(page, page.url)
    asked = page.locator(".cards-asked")
    first = asked.get_attribute("data-card")
    page.get_by_role("button", name="Show the answer").click()
    assert page.locator(".cards-answer").is_visible()
    page.locator(".cards-grades button").last.click()
    second = asked.get_attribute("data-card")
    assert second != first
    open_kept(page, page.url)
    expect(asked).to_have_attribute("data-card", second)
