"""The addresses that the book has published, which stay: ``python tools/published.py add``.

``tests/site/published.txt`` lists every page and every place in one that others may link to.
``add`` adds those of the built site that are new; nothing takes one away.  What moves gets a
line in ``tools/redirects.txt``, old address and new, and the build keeps the old one alive.
"""

import html
import os
import re
import sys
from pathlib import Path

import missing

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
LIST = ROOT / "tests" / "site" / "published.txt"
MOVED = ROOT / "tools" / "redirects.txt"
FILES = ("objects.inv", "whynn.apkg")  # what other books, and Anki, are given
# sections, cards, terms, functions, claims, rows of lists; not what Sphinx numbers by itself
PLACE = re.compile(
    r'<(?:section|details|dt|li|div class="claim[^"]*")(?=\s)[^>]*?\sid="([^"]+)"'
)
NUMBERED = re.compile(r"id\d+")
TITLE = "<title>This page has moved</title>"
STUB = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">{TITLE}
<meta http-equiv="refresh" content="0; url={{to}}"></head>
<body><p>This page is now <a href="{{to}}">here</a>.</p></body></html>
"""


def pages(site: Path) -> list[str]:
    """Every page of the built site, as a path below its root."""
    found = (path.relative_to(site) for path in site.rglob("*.html"))
    no_address = ("_static", "_sources", missing.NAME)
    return sorted(p.as_posix() for p in found if p.parts[0] not in no_address)


def places(text: str) -> list[str]:
    """What a page lets others link to, in its order.

    >>> places('<section class="x" id="the-fix"><dt id="term-relu">ReLU</dt></section>')
    ['the-fix', 'term-relu']
    """
    return [html.unescape(i) for i in PLACE.findall(text) if not NUMBERED.fullmatch(i)]


def addresses(site: Path) -> list[str]:
    """Every page, place and file of the built site that others may link to, sorted."""
    found = set(FILES)
    for page in pages(site):
        found.add(page)
        if not page.startswith("_modules/"):  # their places are names in the code
            text = (site / page).read_text(encoding="utf-8")
            found.update(f"{page}#{place}" for place in places(text))
    return sorted(found)


def listed(path: Path) -> list[list[str]]:
    """The lines of a list as their words, without comments.

    Raises ``FileNotFoundError`` if there is none.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("# ")]


def redirect(site: Path, moved: list[list[str]]) -> None:
    """Keep each old address alive: a page that sends on, or a place that the old name finds.

    Raises ``ValueError`` if a line is not an old and a new address, if the new one does not
    exist, or if the old one does.
    """
    for line in moved:
        if len(line) != 2:
            raise ValueError(f"expected an old and a new address, got {' '.join(line)!r}")
        (page, _, place), (to, _, there) = (address.partition("#") for address in line)
        text = (site / to).read_text(encoding="utf-8") if (site / to).is_file() else ""
        if not text or (there and there not in places(text)):
            raise ValueError(f"{line[0]} is to lead to {line[1]}, which does not exist")
        way = os.path.relpath(to, Path(page).parent).replace(os.sep, "/")
        way += f"#{there}" if there else ""
        old = site / page
        if not place:
            if old.exists() and TITLE not in old.read_text(encoding="utf-8"):
                raise ValueError(f"{page} is to lead elsewhere, but it exists")
            old.parent.mkdir(parents=True, exist_ok=True)
            old.write_text(STUB.format(to=html.escape(way)), encoding="utf-8")
        else:
            old.write_text(kept(old.read_text(encoding="utf-8"), place, way), encoding="utf-8")


def kept(text: str, place: str, way: str) -> str:
    """The page with a line at its end that the old name ``place`` finds and that leads on."""
    link = f'<a href="{html.escape(way)}">here</a>'
    line = f'<p id="{place}">What this address meant is now {link}.</p>'
    if line in text:
        return text
    if f'id="{place}"' in text:
        raise ValueError(f"{place} is to lead elsewhere, but it exists")
    head, end, rest = text.rpartition("</article>")
    return f"{head}{line}{end}{rest}"


def main(args: list[str]) -> None:
    """Add what is new to the list and say how many that are."""
    if args != ["add"]:
        raise SystemExit("error: expected add")
    if not (SITE / "index.html").exists():
        raise SystemExit("error: there is no built site. Run `make site` first.")
    old = {line[0] for line in listed(LIST)} if LIST.exists() else set()
    new = set(addresses(SITE)) - old
    text = "# Every address that the book has published. They stay: see tools/published.py.\n"
    LIST.write_text(text + "\n".join(sorted(old | new)) + "\n", encoding="utf-8")
    print(f"Added {len(new)} to {LIST.relative_to(ROOT).as_posix()}")


if __name__ == "__main__":
    main(sys.argv[1:])
