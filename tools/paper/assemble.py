"""The printed sheets made into one file: its bookmarks, page numbers and links."""

import io
import logging
from typing import NamedTuple

from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.generic import ArrayObject, NameObject, NumberObject, TextStringObject

from paper.front import PAGE, Line

# Chromium's files count their objects a little short, and pypdf says so each time
logging.getLogger("pypdf").setLevel(logging.ERROR)


class Heading(NamedTuple):
    """A heading as the document has it: words, level from 1, part of the contents."""

    title: str
    level: int
    part: str


def entries(outline, level=1):
    """The bookmarks of a file one after the other, each with its level."""
    for entry in outline:
        if isinstance(entry, list):
            yield from entries(entry, level + 1)
        else:
            yield entry, level


def numbered(printed: bytes, headings: list[Heading]) -> list[Line]:
    """The headings with the pages on which Chromium put them.

    Raises ``ValueError`` when its bookmarks are not these headings.
    """
    reader = PdfReader(io.BytesIO(printed))
    found = list(entries(reader.outline))
    if len(found) != len(headings):
        raise ValueError(f"expected {len(headings)} bookmarks, got {len(found)}")
    lines = []
    for heading, (entry, _) in zip(headings, found, strict=True):
        # Chromium says a title twice when it had to move it to the next sheet
        if not entry.title.startswith(heading.title[:20]):
            raise ValueError(f"expected the bookmark {heading.title!r}, got {entry.title!r}")
        page = reader.get_destination_page_number(entry) + 1
        lines.append(Line(heading.title, heading.level, heading.part, page))
    return lines


def name_bookmarks(writer: PdfWriter, headings: list[Heading]) -> None:
    """Give the bookmarks their true titles, and fold those below a page of the book."""
    titles = iter(headings)

    def walk(node, level):
        while node is not None:
            item = node.get_object()
            item[NameObject("/Title")] = TextStringObject(next(titles).title)
            if level and "/Count" in item:
                item[NameObject("/Count")] = NumberObject(-abs(item["/Count"]))
            if "/First" in item:
                walk(item["/First"], level + 1)
            node = item.get("/Next")

    walk(writer.root_object["/Outlines"]["/First"], 0)


def put_in_front(writer: PdfWriter, front: bytes) -> int:
    """Insert the sheets in front, their lines linked to the book's pages; say how many."""
    sheets = PdfReader(io.BytesIO(front)).pages
    for at, sheet in enumerate(sheets):
        page = writer.insert_page(sheet, at)
        page.pop("/StructParents", None)  # a number in the other file's table of tags
    for at in range(len(sheets)):
        for note in writer.pages[at].get("/Annots", []):
            link = note.get_object()
            address = str(link.get("/A", {}).get("/URI", ""))
            if address.startswith(PAGE):
                target = writer.pages[len(sheets) + int(address.removeprefix(PAGE)) - 1]
                del link["/A"]
                place = ArrayObject([target.indirect_reference, NameObject("/Fit")])
                link[NameObject("/Dest")] = place
    return len(sheets)


def assemble(printed: bytes, front: bytes, headings: list[Heading], about: dict) -> bytes:
    """The whole file: front sheets in Roman numerals, then the book from page 1."""
    writer = PdfWriter(clone_from=io.BytesIO(printed))
    name_bookmarks(writer, headings)
    before = put_in_front(writer, front)
    writer.set_page_label(0, before - 1, style=PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(before, len(writer.pages) - 1, style=PageLabelStyle.DECIMAL)
    writer.add_metadata(about)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
