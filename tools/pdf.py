"""Print the built site into one PDF: ``python tools/pdf.py``.

The file is ``_build/why-neural-networks-work.pdf``.  Chromium lays the pages out and keeps
their links and headings; what it cannot do, contents with page numbers, is put in front.
"""

import tempfile
from pathlib import Path

import downloads
import yaml
from browser import launch
from bs4 import Tag
from paper.assemble import Heading, assemble, numbered
from paper.compose import Page, article, contents, document
from paper.front import front
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
TARGET = ROOT / "_build" / downloads.PDF
STYLE = ROOT / "tools" / "paper" / "paper.css"
COVER = ROOT / "assets" / "favicon.svg"
SHEETS = ["pygments.css", "formulas/formulas.css"]
PATIENCE = 120_000  # milliseconds
MISSING = "[...document.images].filter((i) => !i.naturalWidth).map((i) => i.src)"


def print_sheets(page, text: str, folder: Path) -> bytes:
    """The PDF that Chromium makes of a document.

    Raises ``ValueError`` when a picture of it is not there.
    """
    source = folder / "book.html"
    source.write_text(text, encoding="utf-8")
    page.goto(source.as_uri(), timeout=PATIENCE)
    if missing := page.evaluate(MISSING):
        raise ValueError(f"these pictures could not be loaded: {', '.join(missing)}")
    return page.pdf(prefer_css_page_size=True, print_background=True, outline=True, tagged=True)


def headings(articles: list[Tag], pages: list[Page]) -> list[Heading]:
    """All headings, in order."""
    return [
        Heading(" ".join(found.get_text().split()), int(found.name[1]), page.part)
        for page, body in zip(pages, articles, strict=True)
        for found in body.find_all(["h1", "h2", "h3", "h4", "h5", "h6"])
    ]


def book(site: Path, pages: list[Page], browser) -> bytes:
    """The PDF of these pages.

    Raises ``ValueError`` when a heading or a picture did not get into it.
    """
    slugs = {page.name: page.slug for page in pages}
    articles = [article(site, page, slugs) for page in pages]
    titles, style = headings(articles, pages), STYLE.read_text(encoding="utf-8")
    sheets = [site / "_static" / name for name in SHEETS]
    cite = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    page = browser.new_page(java_script_enabled=False)
    with tempfile.TemporaryDirectory() as folder:
        text = document(articles, style, [sheet for sheet in sheets if sheet.exists()])
        printed = print_sheets(page, text, Path(folder))
        lines = numbered(printed, titles)
        before = print_sheets(page, front(lines, cite, COVER, style), Path(folder))
    page.close()
    about = {"/Title": cite["title"], "/Author": cite["authors"][0]["name"]}
    return assemble(printed, before, titles, about)


def main() -> None:
    """Print the whole book, and say how large it is."""
    if not (SITE / "index.html").exists():
        raise SystemExit("error: there is no page in _build/html. Run `make site` first.")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        try:
            TARGET.write_bytes(book(SITE, contents(ROOT / "_toc.yml"), browser))
        except ValueError as why:
            raise SystemExit(f"error: the book did not print whole: {why}.") from None
    print(f"Printed {TARGET.relative_to(ROOT)} ({TARGET.stat().st_size / 1e6:.1f} MB)")


if __name__ == "__main__":
    main()
