"""The built site, served here and opened in a browser that notes everything that goes wrong."""

import threading
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from browser import launch
from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright
from serve import server
from xdist.scheduler import LoadFileScheduling

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
PHONE, TABLET, DESKTOP = (
    {"width": 390, "height": 844},
    {"width": 768, "height": 1024},
    {"width": 1280, "height": 900},
)
THEMES = ("light", "dark")
# as a reader who always wants to see what follows a card
SHOWN = """() => {
    if (!document.querySelector(".whynn-kept")) return;
    localStorage.setItem("whynn.reading", JSON.stringify({ shown: true }));
    dispatchEvent(new CustomEvent("whynn:reading"));
}"""


def pages() -> list[str]:
    """Every page of the built site, as a path below its root."""
    found = sorted(p.relative_to(SITE).as_posix() for p in SITE.rglob("*.html"))
    return [page for page in found if not page.startswith(("_static", "_sources"))]


# index.html only sends the reader on, at once
OPENED = [page for page in pages() if page != "index.html"]


@pytest.fixture(scope="session")
def site():
    """The address of the built site."""
    if not (SITE / "index.html").exists():
        pytest.fail("there is no site to test: run `make site` first")
    with server(SITE, 8400) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()


@pytest.fixture(scope="session")
def chromium():
    """One headless Chromium for all tests."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@cache
def figures_only(path):
    """The page ``path`` with its figures and without its text, code and formulas.

    Tests of one figure open it many times, and a whole chapter takes seconds each time.
    """
    soup = BeautifulSoup((SITE / path).read_text(encoding="utf-8"), "html.parser")
    text = soup.select_one("article > section")
    title, *figures = text.find("h1"), *text.select(".cell:has(.whynn-figure)")
    text.clear()
    text.extend([title, *figures])
    for other in soup.select(
        "article .highlight pre, .bd-sidebar-secondary, script[src*=runner]"
    ):
        other.decompose()
    return str(soup)


class FileByFile(LoadFileScheduling):
    """A file's tests stay in one worker, for they share a visit; those of pages fill the gaps."""

    def _split_scope(self, nodeid):
        alone = "test_whole_pages.py" in nodeid
        return nodeid if alone else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Let the workers end together."""
    return FileByFile(config, log) if config.getvalue("dist") == "loadfile" else None


class Visit:
    """A page and what went wrong on it."""

    def __init__(self, page, site):
        self.page, self.site, self.loads, self.figures_of = page, site, {}, None
        self.errors, self.foreign, self.failed = [], [], []
        self.spent = False
        self.heard = {
            "console": lambda m: m.type in ("error", "warning") and self.errors.append(m.text),
            "pageerror": lambda e: self.errors.append(str(e)),
            "request": self._request,
            "requestfailed": lambda r: self.failed.append(r.url),
            "response": lambda r: r.status >= 400 and self.failed.append(f"{r.status} {r.url}"),
        }
        for event, hear in self.heard.items():
            page.on(event, hear)

    def _request(self, request):
        if request.url.startswith(self.site):
            self.loads[request.url] = request.resource_type
        if not request.url.startswith((self.site, "data:", "blob:", "file:")):
            self.foreign.append(request.url)

    def before_load(self, script):
        """Run a script in every page that is opened from now on, before those of the page."""
        self.page.add_init_script(script)
        self.spent = True

    def open(self, path, kept_back=False):
        """Go there, and wait for the figures if the page has any.

        What follows a prediction is shown, so that all of the page is tested, or ``kept_back``.
        """
        name = path.partition("#")[0]
        if name == self.figures_of:
            self.page.route(
                f"{self.site}/{name}",
                lambda route: route.fulfill(
                    body=figures_only(name), content_type="text/html; charset=utf-8"
                ),
            )
        self.page.goto(f"{self.site}/{path}")
        if self.page.locator(".whynn-figure").count():
            self.page.wait_for_selector("html[data-figures=ready]")
        if not kept_back:
            self.page.evaluate(SHOWN)
        return self.page


class Rooms:
    """Windows to be used again, emptied: opening one costs more than most pages."""

    def __init__(self, browser, site):
        self.browser, self.site, self.free = browser, site, {True: [], False: []}

    def new(self, size, **options):
        """A context that nobody has used."""
        phone = size is PHONE
        context = self.browser.new_context(
            viewport=size, has_touch=phone, is_mobile=phone, **options
        )
        context.set_default_timeout(15_000)
        return context

    def enter(self, leaving, size):
        """A visit in an empty window of this size, given back when ``leaving``."""
        free = self.free[size is PHONE]
        context = free.pop() if free else self.new(size)
        page = context.pages[0] if context.pages else context.new_page()
        session = context.new_cdp_session(page)
        wanted = {"origin": self.site, "storageTypes": "all"}
        session.send("Storage.clearDataForOrigin", wanted)
        session.detach()
        page.set_viewport_size(size)
        one = Visit(page, self.site)
        leaving.callback(lambda: free.append(self.emptied(one)))
        return one

    def emptied(self, one):
        """The context of a visit, with nothing in it for the next one to find.

        One that cannot be emptied, as its page broke, is not used again.
        """
        page, context = one.page, one.page.context
        for other in context.pages[1:]:
            other.close()
        page.unroute_all()
        page.goto("about:blank")
        for event, hear in one.heard.items():
            page.remove_listener(event, hear)
        page.mouse.move(0, 0)
        page.emulate_media(media="null", reduced_motion="no-preference")
        if one.spent:
            page.close()
        return context


@pytest.fixture(scope="session")
def rooms(chromium, site):
    """The contexts of all tests."""
    return Rooms(chromium, site)


def alone(request):
    """The page of which a test file with a ``TITLE`` needs the figures alone."""
    return request.module.CHAPTER if hasattr(request.module, "TITLE") else None


@pytest.fixture
def visit(rooms, request):
    """Make visits: ``visit(size, theme)``; each has its own storage.

    With ``fresh=True`` or options of the browser it also has its own cache. What slows a window
    down needs that; a script that goes before the page's own needs ``before_load``.
    """

    def make(*args, **options):
        one = begin(leaving, rooms, *args, **options)
        one.figures_of = alone(request)
        return one

    with ExitStack() as leaving:
        yield make


@pytest.fixture(scope="module")
def lesson(rooms, request):
    """The test file's ``CHAPTER`` on a desktop; one visit for all tests of the file."""
    with ExitStack() as leaving:
        one = begin(leaving, rooms)
        one.figures_of = alone(request)
        one.open(request.module.CHAPTER)
        yield one


def begin(leaving, rooms, size=DESKTOP, theme="light", fresh=False, **options):
    """Open a window of this size and theme, to be closed when ``leaving``."""
    if fresh or options:
        page = leaving.enter_context(rooms.new(size, **options)).new_page()
        one = Visit(page, rooms.site)
    else:
        one = rooms.enter(leaving, size)
    one.page.emulate_media(color_scheme=theme)
    return one
