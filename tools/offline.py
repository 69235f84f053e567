"""Pack the built site into one file that needs no server: ``python tools/offline.py``.

The file is ``_build/why-neural-networks-work.zip``.  Unzipped, its ``index.html`` opens with a
double click: figures move, search finds, cards and answers are kept.  Python in the page needs
a server, so the buttons that run a cell are left out, and the start page says so.
"""

import re
import zipfile
from pathlib import Path

import downloads
import missing
from live import beside

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
NAME = Path(downloads.ZIP).stem
TARGET = ROOT / "_build" / downloads.ZIP
# The same site gives the same bytes: no file remembers when it was built.
LONG_AGO = (1980, 1, 1, 0, 0, 0)

# Not for this copy: Pyodide, the files to download, and what no page of it asks for.
LEFT_OUT = (
    f"{beside.PLACE.as_posix()}/",
    f"{downloads.PLACE}/",
    missing.NAME,
    "_static/card.png",
    "_static/readme.png",
    "objects.inv",
    ".buildinfo",
)

# The buttons that run a cell, on the pages that have some, and what is said of them.
DROPPED = [
    r'<script[^>]* src="[^"]*widgets/runner(?:_exercises)?\.js[^"]*"></script>',
    r'<div class="whynn-live-only">.*?</div>',
    r'<link[^>]* href="[^"]*runner\.css[^"]*"\s*/?>',
    r'<script type="application/json" id="whynn-cells">.*?</script>',
]
DROP = re.compile("|".join(DROPPED), re.DOTALL)

SENTENCE = (
    "<em>In this copy.</em> It needs no network and no server. Figures, search, cards and"
    " answers work, and your browser remembers them. Only the cells of the pages do not run"
    " here: they run on the book's own site, and every chapter's notebook runs on your machine."
)
README = """\
Why Neural Networks Work
========================

Unzip the whole folder, then open index.html in a browser. No network and no server is needed.

Figures move, search finds, cards and answers work. What you answer is kept by your browser, on
your machine alone. Cells do not run inside these pages: they run on the book's own site. To run
them yourself, download a chapter's notebook with the arrow at the top of its page.

Text and figures: CC BY 4.0. Code: MIT. See LICENSE.txt.
"""


def page(text: str, name: str) -> str:
    """The page ``name`` as it can be opened from a file."""
    text = DROP.sub("", text)
    return downloads.say(text, SENTENCE) if name == downloads.START else text


def options(text: str) -> str:
    """Sphinx's options without the lines below a search result: fetching is for servers."""
    asked = "SHOW_SEARCH_SUMMARY: true"
    if asked not in text:
        raise SystemExit(f"error: the site's options do not say {asked!r} any more.")
    return text.replace(asked, "SHOW_SEARCH_SUMMARY: false")


def files(site: Path) -> dict[str, bytes]:
    """Everything that goes into the file, by its name there, in order."""
    found = {"README.txt": README.encode(), "LICENSE.txt": (ROOT / "LICENSE").read_bytes()}
    for path in site.rglob("*"):
        name = path.relative_to(site).as_posix()
        if name.startswith(LEFT_OUT) or not path.is_file():
            continue
        body = path.read_bytes()
        if path.suffix == ".html":
            body = page(body.decode(), name).encode()
        elif name == "_static/documentation_options.js":
            body = options(body.decode()).encode()
        found[name] = body
    return dict(sorted(found.items()))


def pack(site: Path, target: Path) -> None:
    """Write the zip ``target`` of the built ``site``."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, body in files(site).items():
            entry = zipfile.ZipInfo(f"{NAME}/{name}", LONG_AGO)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            packed.writestr(entry, body)


def main() -> None:
    """Pack the site, and say how large it is."""
    if not (SITE / "index.html").exists():
        raise SystemExit("error: there is no page in _build/html. Run `make site` first.")
    pack(SITE, TARGET)
    print(f"Packed {TARGET.relative_to(ROOT)} ({TARGET.stat().st_size / 1e6:.1f} MB)")


if __name__ == "__main__":
    main()
