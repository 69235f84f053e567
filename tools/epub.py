"""Make an e-book of the built site: ``python tools/epub.py``.

The file is ``_build/why-neural-networks-work.epub``, an EPUB 3.  Each page of the book is a
file of it, in the form that is printed too; formulas are MathML, as on the site.
"""

import re
import uuid
import zipfile
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

import downloads
import yaml
from bs4 import Tag
from paper.compose import Page, article, contents
from paper.front import ABOUT

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
TARGET = ROOT / "_build" / downloads.EPUB
STYLE = ROOT / "tools" / "paper" / "epub.css"
FONT = ROOT / "assets" / "formulas" / "stix-two-math.woff2"
COVER = ROOT / "assets" / "favicon.svg"
KINDS = {
    ".xhtml": "application/xhtml+xml",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".css": "text/css",
    ".woff2": "font/woff2",
}
CONTAINER = (
    '<?xml version="1.0"?><container version="1.0"'
    ' xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile'
    ' full-path="book/content.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    "</container>"
)
ACCESS = [
    ("accessMode", "textual"),
    ("accessMode", "visual"),
    ("accessModeSufficient", "textual"),
    ("accessibilityFeature", "alternativeText"),
    ("accessibilityFeature", "MathML"),
    ("accessibilityFeature", "tableOfContents"),
    ("accessibilityHazard", "none"),
    ("accessibilitySummary", "Every picture has a description; every formula is MathML."),
]


def sheet(title: str, body: str) -> str:
    """A file of the book, as XHTML."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" lang="en" xml:lang="en"'
        ' xmlns:epub="http://www.idpf.org/2007/ops">'
        f'<head><title>{escape(title)}</title><link rel="stylesheet" href="style.css"/></head>'
        f"<body>{body}</body></html>"
    )


def text_of(body: Tag, slug: str, pictures: dict[str, Path]) -> str:
    """A page as XHTML; the pictures that it shows are added to ``pictures``."""
    for link in body.select("a[href^='#']"):
        place = link["href"][1:]
        name = place.partition("--")[0]
        link["href"] = f"{name}.xhtml#{place}" if place != name else f"{name}.xhtml"
    for picture in body.select("img"):
        path = Path(url2pathname(unquote(urlsplit(picture["src"]).path)))
        pictures[path.name], picture["src"] = path, path.name
    for formula in body.select("math"):
        formula["xmlns"] = "http://www.w3.org/1998/Math/MathML"
    return sheet(body.h1.get_text(), str(body))


def navigation(pages: list[Page], articles: list[Tag]) -> str:
    """The list of contents: each page and its sections, by the parts of the book."""
    parts: dict[str, list[str]] = {}
    for page, body in zip(pages, articles, strict=True):
        file = f"{page.slug}.xhtml"
        below = "".join(
            f'<li><a href="{file}#{section["id"]}">{escape(section.h2.get_text())}</a></li>'
            for section in body.find_all("section", recursive=False)
        )
        own = f'<a href="{file}">{escape(body.h1.get_text())}</a>'
        item = f"<li>{own}{below and f'<ol>{below}</ol>'}</li>"
        parts.setdefault(page.part, []).append(item)
    rows = [
        f"<li><span>{escape(part)}</span><ol>{''.join(items)}</ol></li>"
        if part
        else "".join(items)
        for part, items in parts.items()
    ]
    return f'<nav epub:type="toc" id="toc"><h1>Contents</h1><ol>{"".join(rows)}</ol></nav>'


def package(files: dict[str, bytes], spine: list[str], cite: dict, made: datetime) -> str:
    """The list of all files and their order; ``cite`` is the citation file."""
    name = f"{cite['title']} {cite['version']}"
    special = {"nav.xhtml": "nav", COVER.name: "cover-image"}
    items = []
    for file, body in files.items():
        kind = KINDS[Path(file).suffix]
        math = "mathml" if file.endswith(".xhtml") and b"<math" in body else ""
        more = special.get(file, math)
        items.append(
            f'<item id="{identifier(file)}" href="{file}" media-type="{kind}"'
            f"{more and f' properties={chr(34)}{more}{chr(34)}'}/>"
        )
    order = "".join(f'<itemref idref="{identifier(file)}"/>' for file in spine)
    access = "".join(f'<meta property="schema:{key}">{value}</meta>' for key, value in ACCESS)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"'
        ' xml:lang="en"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="id">urn:uuid:{uuid.uuid5(uuid.NAMESPACE_DNS, name)}'
        f"</dc:identifier><dc:title>{escape(cite['title'])}</dc:title>"
        f"<dc:creator>{escape(cite['authors'][0]['name'])}</dc:creator>"
        "<dc:language>en</dc:language><dc:rights>CC BY 4.0 (text, figures), MIT (code)"
        f'</dc:rights><meta property="dcterms:modified">{made:%Y-%m-%dT%H:%M:%SZ}</meta>'
        f"{access}</metadata><manifest>{''.join(items)}</manifest>"
        f"<spine>{order}</spine></package>"
    )


def identifier(file: str) -> str:
    """A name for a file in the package's lists."""
    return "f-" + re.sub(r"[^\w-]", "-", file)


def book(site: Path, pages: list[Page], made: datetime) -> dict[str, bytes]:
    """The e-book's files by their names, in the order in which they are packed."""
    slugs = {page.name: page.slug for page in pages}
    cite = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    articles = [article(site, page, slugs) for page in pages]
    title = escape(cite["title"])
    first = (
        f'<section class="cover"><img src="{COVER.name}" alt=""/><h1>{title}</h1>'
        f"<p>{escape(cite['abstract'].strip())}</p><p>Version {escape(str(cite['version']))}"
        f"</p></section><section><h2>About this copy</h2>{ABOUT}</section>"
    )
    texts = {
        "title.xhtml": sheet(cite["title"], first),
        "nav.xhtml": sheet("Contents", navigation(pages, articles)),
    }
    pictures: dict[str, Path] = {COVER.name: COVER, "style.css": STYLE, "formulas.woff2": FONT}
    for page, body in zip(pages, articles, strict=True):
        texts[f"{page.slug}.xhtml"] = text_of(body, page.slug, pictures)
    files = {name: text.encode() for name, text in texts.items()}
    files |= {name: path.read_bytes() for name, path in sorted(pictures.items())}
    head = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": CONTAINER.encode(),
        "book/content.opf": package(files, list(texts), cite, made).encode(),
    }
    return head | {f"book/{name}": body for name, body in files.items()}


def pack(files: dict[str, bytes], target: Path, made: datetime) -> None:
    """Write the files as an e-book: the first says its kind, and is not compressed."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, body in files.items():
            entry = zipfile.ZipInfo(name, made.timetuple()[:6])
            plain = name == "mimetype"
            entry.compress_type = zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED
            packed.writestr(entry, body)


def main() -> None:
    """Make the e-book of the whole book, and say how large it is."""
    if not (SITE / "index.html").exists():
        raise SystemExit("error: there is no page in _build/html. Run `make site` first.")
    made = datetime.now(UTC)
    pack(book(SITE, contents(ROOT / "_toc.yml"), made), TARGET, made)
    print(f"Made {TARGET.relative_to(ROOT)} ({TARGET.stat().st_size / 1e6:.1f} MB)")


if __name__ == "__main__":
    main()
