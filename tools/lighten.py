"""Take out of a finished page what its reader would wait for and not use."""

import json
import re
import struct
from pathlib import Path

NAMES = Path(__file__).resolve().parent / "icons.json"
# the theme looks for these on every page; a search happens on the page of that name
SEARCHING = ("searchtools.js", "language_data.js", "searchindex.js")
# files of the theme that no page asks for
UNUSED = ("scripts/fontawesome.js*", "**/*.map", "**/fa-*.ttf", "locales/**/*.*")
# a plot with more pixels than this across has words that are too small at the width of a phone
WIDE = 850
SHAPES = {"fa-solid", "fa-regular", "fa-brands", "fa-lg", "fa-fw", "fa-sm", "fa-xs"}


def without_scripts(page: str, names: tuple[str, ...]) -> str:
    """Leave out the tags that load these scripts."""
    files = "|".join(map(re.escape, names))
    return re.sub(rf'\s*<script[^>]*src="(?:[^"]*/)?(?:{files})[^"]*"[^>]*></script>', "", page)


def folds_unsaid(script: str) -> str:
    """Sphinx's search, so that the lines below a hit quote nothing that is folded: answers are.

    Raises ``SystemExit`` if the script does not say what it leaves out in the way it did.
    """
    asked, mended = '[".headerlink", "script", "style"]', '".headerlink", "details", "script"'
    if asked not in script and mended not in script:
        raise SystemExit(f"error: searchtools.js does not say {asked} any more.")
    return script.replace(asked, f'[{mended}, "style"]')


def lazy_pictures(page: str) -> str:
    """Let every picture but the first be fetched when the reader comes near it.

    A page that an earlier build has finished stays as it is.
    """
    head, tag, rest = page.partition("<img ")
    late = '<img loading="lazy" decoding="async" '
    return head + tag + re.sub(r'<img (?!loading="lazy")', late, rest)


def sized_pictures(page: str, folder: Path) -> str:
    """Give each PNG of the site its width and height, or the page jumps when it comes."""

    def sized(tag):
        file = folder / tag["src"]
        if " width=" in tag[0] or not file.is_file():
            return tag[0]
        width, height = struct.unpack(">II", file.read_bytes()[16:24])
        return f'<img width="{width}" height="{height}"{tag[0].removeprefix("<img")}'

    return re.sub(r'<img[^>]*?\ssrc="(?P<src>[^":]+\.png)"[^>]*>', sized, page)


def kept_together(page: str) -> str:
    """Keep a formula on one line with the comma or bracket behind it: browsers break between.

    A page that an earlier build has finished stays as it is.

    >>> kept_together('see <span class="math"><math><mi>x</mi></math></span>, too')
    'see <span class="keep"><span class="math"><math><mi>x</mi></math></span>,</span> too'
    """
    math = r'<span class="math[^"]*"><math>(?:(?!</math>).)*</math></span>'
    link = rf'<a class="ran-formula[^>]*>{math}</a>'
    pattern = rf'(?<!<span class="keep">)({link}|{math})([,.;:!?)\]]+)'
    return re.sub(pattern, r'<span class="keep">\1\2</span>', page, flags=re.DOTALL)


def wide_pictures(page: str) -> str:
    """Put each wide plot into a box that scrolls on a phone, where its words stay legible.

    A page that an earlier build has finished stays as it is.
    """
    box = '<div class="whynn-wide" tabindex="0" role="group" aria-label="Wide picture">'

    def boxed(found):
        wide = int(found["width"]) > WIDE
        return f"{found['output']}{box}{found['image']}</div>" if wide else found[0]

    output = r'(?P<output><div class="cell_output[^>]*>\s*)'
    return re.sub(output + r'(?P<image><img[^>]* width="(?P<width>\d+)"[^>]*>)', boxed, page)


def icons() -> list[str]:
    """The names of the icons that the site's font has."""
    return json.loads(NAMES.read_text(encoding="utf-8"))


def icons_of(page: str) -> set[str]:
    """The names of the icons that a page shows."""
    classes = re.findall(r'class="([^"]*\bfa[srb]?[- ][^"]*)"', page)
    words = {word for group in classes for word in group.split() if word.startswith("fa-")}
    return {word.removeprefix("fa-") for word in words - SHAPES}


def style_without_icons(style: str) -> str:
    """Leave out the theme's 1,800 rules for icons that the font does not have."""

    def kept(rule):
        names = set(re.findall(r"\.fa-([\w-]+)::?before", rule[1]))
        return rule[0] if names & set(icons()) else ""

    each = r'((?:\.fa-[\w-]+::?before,?)+)\{content:"[^"]*"\}'
    return re.sub(each, kept, style)
