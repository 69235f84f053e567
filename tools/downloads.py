"""Put the zip and the PDF beside the built site: ``python tools/downloads.py``.

Only then the start page links them, so that no page has a link to a file that is not there.
"""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"
SITE = BUILD / "html"
PLACE = "downloads"
ZIP, PDF = "why-neural-networks-work.zip", "why-neural-networks-work.pdf"
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
    """Copy both files, and link them."""
    made = [BUILD / ZIP, BUILD / PDF]
    for path, target in zip(made, ("zip", "pdf"), strict=True):
        if not path.exists():
            raise SystemExit(
                f"error: there is no _build/{path.name}. Run `make {target}` first."
            )
    place = SITE / PLACE
    place.mkdir(exist_ok=True)
    for path in made:
        shutil.copyfile(path, place / path.name)
    whole, paper = link(made[0], "One file"), link(made[1], "A PDF")
    start = SITE / START
    sentence = (
        f"<em>Offline or on paper.</em> {whole} holds this whole site: unzip it and open"
        f" <code>index.html</code>. {paper} holds every chapter, with pictures of the figures."
    )
    start.write_text(say(start.read_text(encoding="utf-8"), sentence), encoding="utf-8")
    print(f"Linked _build/html/{PLACE} from the start page")


if __name__ == "__main__":
    main()
