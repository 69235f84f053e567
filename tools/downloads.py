"""Put the zip, the PDF and the e-book beside the built site: ``python tools/downloads.py``.

Only then the start page links them, so no page has a link to a file that is not there.
"""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"
SITE = BUILD / "html"
PLACE = "downloads"
NAME = "why-neural-networks-work"
ZIP, PDF, EPUB = f"{NAME}.zip", f"{NAME}.pdf", f"{NAME}.epub"
START = "chapters/00_start.html"
BEFORE = "<p><em>For a course.</em>"
MARK = "whynn-copies"


def say(page: str, paragraph: str) -> str:
    """The start page with ``paragraph`` in *How to read it*, in place of an earlier one.

    Raises ``SystemExit`` when the page has not one such place.
    """
    page = "".join(line for line in page.splitlines(True) if f'id="{MARK}"' not in line)
    if page.count(BEFORE) != 1:
        raise SystemExit(f"error: the start page needs {BEFORE!r} once, in How to read it.")
    return page.replace(BEFORE, f'<p id="{MARK}">{paragraph}</p>\n{BEFORE}')


def link(path: Path, words: str) -> str:
    """A link from the start page to the copy of ``path``, with its size."""
    return f'<a href="../{PLACE}/{path.name}">{words}</a> ({path.stat().st_size / 1e6:.0f} MB)'


def main() -> None:
    """Copy the files, and link them."""
    made = {"zip": BUILD / ZIP, "pdf": BUILD / PDF, "epub": BUILD / EPUB}
    for target, path in made.items():
        if not path.exists():
            raise SystemExit(f"error: {path.name} was not made yet. Run `make {target}` first.")
    place = SITE / PLACE
    place.mkdir(exist_ok=True)
    for path in made.values():
        shutil.copyfile(path, place / path.name)
    whole, paper = link(made["zip"], "One file"), link(made["pdf"], "A PDF")
    sentence = (
        f"<em>Offline or on paper.</em> {whole} holds this whole site: unzip it and open"
        f" <code>index.html</code>. {paper} and {link(made['epub'], 'an e-book')} hold every"
        " chapter, with pictures of the figures and the answers at the end."
    )
    start = SITE / START
    start.write_text(say(start.read_text(encoding="utf-8"), sentence), encoding="utf-8")
    print(f"Linked _build/html/{PLACE} from the start page")


if __name__ == "__main__":
    main()
