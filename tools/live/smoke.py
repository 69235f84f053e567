"""Does Python run in a published book?  ``python tools/live/smoke.py ADDRESS``.

One cell computes, one draws; both must end well, and nothing may come from another host.
"""

import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from browser import launch

PAGE = "chapters/01_one_rule.html"
MINUTES = 60_000  # Playwright counts milliseconds
DONE = "Done in"


def main(address: str) -> None:
    """Run the first cell with text and the first with a picture; stop with what went wrong."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page()
        hosts = set()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        page.goto(f"{address.rstrip('/')}/{PAGE}")
        bars = page.locator("div.cell:has(.run-bar)")
        text = bars.filter(has=page.locator(".cell_output .stream")).first
        drawn = bars.filter(has=page.locator(".cell_output img")).first
        for cell in (text, drawn):
            for fold in cell.locator("summary").all():
                fold.click()
            cell.get_by_role("button", name="Run this cell").click()
            expect(cell.get_by_role("status")).to_contain_text(DONE, timeout=3 * MINUTES)
        expect(text.get_by_role("status")).to_contain_text("same as the stored output")
        expect(drawn.locator(".run-live img")).to_be_visible()
        browser.close()
    if foreign := {host for host in hosts if host} - {urlsplit(address).netloc}:
        raise SystemExit(f"error: the page asked other hosts: {', '.join(sorted(foreign))}")
    print("Cells run, and draw.")


if __name__ == "__main__":
    main(sys.argv[1])
