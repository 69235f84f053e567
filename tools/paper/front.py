"""What stands in front of the printed book: its title, what paper cannot do, the contents."""

from html import escape
from pathlib import Path
from typing import NamedTuple

# How a line of the contents names its page, until the lines become links inside the file.
PAGE = "https://page.invalid/"
# Sections that every chapter has say nothing in a list of contents.
EVERYWHERE = {
    "Answers",
    "Exercises",
    "Recall",
    "Sources",
    "What this chapter does not show",
    "Why this matters to you",
}
ABOUT = """
<p>It was made from the book's site, where every figure can be dragged, every prediction is
answered before the text goes on, and the code can be run.</p>
<ul>
<li>In place of each figure stands a picture of how it looks at first.</li>
<li>What the site folds away until you have thought, the answers, the recall questions and the
solutions of the exercises, stands at the end of its chapter, under <em>Answers</em>.</li>
<li>The code that only draws a figure is left out. It is in the notebooks.</li>
<li>Every number that is measured was computed by a cell of its chapter. On a screen, such a
number is a link to that cell.</li>
</ul>
<p>Text and figures: <a class="external" href="https://creativecommons.org/licenses/by/4.0/">CC
BY 4.0</a>, code: MIT.</p>
"""


class Line(NamedTuple):
    """A heading of the book: its words, its level from 1, the part it opens, its page."""

    title: str
    level: int
    part: str
    page: int


def listed(lines: list[Line]) -> list[Line]:
    """What the contents show: every page of the site, and the sections of the chapters."""
    shown, chapter = [], False
    for line in lines:
        if line.level == 1:
            chapter = line.part in ("", "Chapters")
        if line.level == 1 or (line.level == 2 and chapter and line.title not in EVERYWHERE):
            shown.append(line)
    return shown


def table(lines: list[Line]) -> str:
    """The contents, each line with its page."""
    rows, part = [], ""
    for line in listed(lines):
        if line.level == 1 and line.part != part:
            part = line.part
            rows.append(f"<h2>{escape(part)}</h2>")
        rows.append(
            f'<p class="line level-{line.level}"><a href="{PAGE}{line.page}">'
            f"<span>{escape(line.title)}</span><span>{line.page}</span></a></p>"
        )
    return "".join(rows)


def front(lines: list[Line], cite: dict, picture: Path, style: str) -> str:
    """The sheets in front, as one document; ``cite`` is the citation file."""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(cite['title'])}</title><style>{style}\n"
        "@page { @bottom-right { content: counter(page, lower-roman); } }\n"
        '@page cover { @bottom-right { content: ""; } }</style></head><body>'
        f'<section class="cover"><img src="{picture.as_uri()}" alt="">'
        f"<h1>{escape(cite['title'])}</h1><p>{escape(cite['abstract'].strip())}</p>"
        f'<p class="edition">Version {escape(str(cite["version"]))}</p></section>'
        f'<section class="page"><h1>About this copy</h1>{ABOUT}</section>'
        f'<section class="page contents"><h1>Contents</h1>{table(lines)}</section>'
        "</body></html>"
    )
