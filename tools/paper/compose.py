"""One document of the site's pages, for paper: no buttons, and links that stay inside it."""

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urldefrag

import downloads
import yaml
from bs4 import BeautifulSoup, Tag

from paper import answers

# Only a screen has a use for these: marks to copy a heading's address, ways to the source,
# or to learn from what a reader did on the site.
SCREEN = (
    f".headerlink, .viewcode-link, script, button, #{downloads.MARK}, .whynn-live-only,"
    " .whynn-hint,"
    " .cell:has([data-still]):not(:has([data-still] :is(img, details)))"
)
# What names a piece of code without a colour of its own: each would be a tag of the PDF.  And
# the links that set a figure, which stands still there.
PLAIN = (
    "span.pre, .highlight span:is(.n, .p, .o, .w, .nn, .gp, .go), .sig span:is(.n, .p, .o),"
    " a.sets-figure"
)
# The code that draws a figure or a card is folded on the site.
FOLDED_CODE = "details.above-input"


class Page(NamedTuple):
    """A page of the book: its document name, and the part of the contents that it stands in."""

    name: str
    part: str

    @property
    def slug(self) -> str:
        """The page's own id in the document; what it holds has it in front of its ids."""
        return self.name.replace("/", "-")


def contents(toc: Path) -> list[Page]:
    """All pages, in the order of the contents."""
    table = yaml.safe_load(toc.read_text(encoding="utf-8"))
    pages = [Page(table["root"], "")]
    for part in table["parts"]:
        for chapter in part["chapters"]:
            files = [chapter, *chapter.get("sections", [])]
            pages += [Page(entry["file"], part["caption"]) for entry in files]
    return pages


def article(site: Path, page: Page, slugs: dict[str, str]) -> Tag:
    """The text of a page, ready for paper.

    ``slugs`` gives the slug of each page of the book by its document name.
    """
    text = (site / f"{page.name}.html").read_text(encoding="utf-8")
    body = BeautifulSoup(text, "html.parser").select_one("article > section")
    for unused in body.select(f"{SCREEN}, {FOLDED_CODE}"):
        unused.decompose()
    for section in body.select("section:not(:has(> :not(h2, h3)))"):
        section.decompose()
    for plain in body.select(PLAIN):
        plain.unwrap()
    for anchor in body.select("[id]"):
        anchor["id"] = f"{page.slug}--{anchor['id']}"
    body["id"], body["class"] = page.slug, "page"
    where = (site / page.name).parent
    for link in body.select("a[href]"):
        inside(link, where, site, page, slugs)
    for picture in body.select("img[src]"):
        for wait in ("loading", "decoding"):  # on paper and in a book all are there at once
            picture.attrs.pop(wait, None)
        picture["src"] = (where / unquote(picture["src"])).resolve().as_uri()
    answers.collect(body, page.slug)
    for fold in body.select("details"):  # what is left, the cards, stays with its answer
        fold.name = fold.summary.name = "div"
    return body


def inside(link: Tag, where: Path, site: Path, page: Page, slugs: dict[str, str]) -> None:
    """Lead a link to its place in the document; unwrap it if it has none there."""
    address, fragment = urldefrag(link["href"])
    if re.match(r"[a-z]+:", address):
        return
    name = page.name
    if address:
        target = (where / unquote(address)).resolve()
        name = target.relative_to(site.resolve()).with_suffix("").as_posix()
    if name not in slugs:
        link.unwrap()
        return
    link["href"] = f"#{slugs[name]}--{unquote(fragment)}" if fragment else f"#{slugs[name]}"


def document(articles: list[Tag], style: str, sheets: list[Path]) -> str:
    """The whole document; each page of the book names itself at the head of its sheets."""
    heads, bodies = [], []
    for number, body in enumerate(articles):
        title = body.h1.get_text().replace("\\", r"\\").replace('"', r"\"")
        heads.append(f'@page p{number} {{ @top-left {{ content: "{title}"; }} }}')
        body["style"] = f"page: p{number}"
        bodies.append(str(body))
    links = "".join(f'<link rel="stylesheet" href="{sheet.as_uri()}">' for sheet in sheets)
    return (
        '<!DOCTYPE html><html lang="en" data-theme="light"><head><meta charset="utf-8">'
        f"<title>Why Neural Networks Work</title>{links}"
        f"<style>{style}\n{chr(10).join(heads)}</style></head><body>"
        f"{''.join(bodies)}</body></html>"
    )
