"""Open a page as a new reader would, and note what it weighs and when it can be used."""

import threading
from contextlib import contextmanager

from browser import launch
from playwright.sync_api import sync_playwright
from serve import server

from suite.timing import Missing

PORT, PATIENCE = 8700, 120_000  # ms, for slow lines
SIZE = {"width": 1280, "height": 900}
# a slow phone: 1.6 Mbit/s, 150 ms, a quarter of this processor
LINE = {"offline": False, "latency": 150, "downloadThroughput": 2e5, "uploadThroughput": 9e4}
SLOWER = 4
WATCH = """new MutationObserver((_, me) => {
  if (document.querySelector('.whynn-live .fig svg, .whynn-live .fig button')) {
    globalThis.__first = performance.now() / 1000; me.disconnect(); }
}).observe(document, { subtree: true, childList: true });"""
LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd / 1000"
# the value, once there is one: the pages' policy forbids what Playwright waits with
ONCE = """() => new Promise((done, fail) => {{
  const end = performance.now() + 120e3, look = () => {{
    if ({value}) done({value});
    else if (performance.now() > end) fail(new Error('it did not come'));
    else requestAnimationFrame(look);
  }};
  look();
}})"""


@contextmanager
def served(folder):
    """The address of a folder's pages."""
    with server(folder, PORT) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{httpd.server_port}"
        finally:
            httpd.shutdown()


@contextmanager
def chromium():
    """One headless Chromium."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser, address, path, *, slow=False):
    """A page in a context of its own, which asks no other server for anything.

    Gives ``(page, weight)``; ``weight`` grows by each file, bytes as they came over the line.
    """
    context = browser.new_context(viewport=SIZE)
    context.set_default_timeout(PATIENCE)
    context.route(lambda url: not url.startswith(address), lambda route: route.abort())
    context.add_init_script(WATCH)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    if slow:
        session.send("Network.emulateNetworkConditions", LINE)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    kinds, weight = {}, {"scripts": 0, "all": 0}

    def came(event):
        kinds[event["requestId"]] = event["type"]

    def ended(event):
        size = event["encodedDataLength"]
        weight["all"] += size
        weight["scripts"] += size if kinds.get(event["requestId"]) == "Script" else 0

    session.on("Network.responseReceived", came)
    session.on("Network.loadingFinished", ended)
    try:
        if not page.goto(f"{address}/{path}", wait_until="load").ok:
            raise Missing(f"{path} is not on the site: run `make site` again")
        yield page, weight
    finally:
        context.close()


def weigh(browser, address, path) -> dict:
    """Bytes of scripts, and of everything that comes before a reader does anything."""
    with opened(browser, address, path) as (page, weight):
        page.wait_for_load_state("networkidle")
        return dict(weight)


def first_figure(browser, address, path, *, slow=False) -> float:
    """Seconds from the start of the visit to the first figure that can be moved."""
    with opened(browser, address, path, slow=slow) as (page, _):
        return page.evaluate(ONCE.format(value="globalThis.__first"))


def loaded(browser, address, path, *, slow=False) -> float:
    """Seconds from the start of the visit to the end of the page's load event."""
    with opened(browser, address, path, slow=slow) as (page, _):
        return page.evaluate(ONCE.format(value=LOADED))
