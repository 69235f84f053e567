"""Read a file that may be anything: its code cells, or the reason why there are none."""

import json
import os
import re
import stat
from collections import Counter
from pathlib import Path

from whynn.grading import scan
from whynn.grading.limits import Limits

VALUES = 400_000  # brackets and commas outside strings
# the closing mark may be missing, or a file of escaped marks would be read again and again
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)


PASSED_OVER = ("solution", "hide-input")  # they teach or show a figure, and answer nothing


class Unreadable(Exception):
    """No notebook; the message completes "the file is ..." or stands alone."""


class Empty(Exception):
    """Nothing to grade; the message says what is missing."""


def read(path: Path, limits: Limits) -> bytes:
    """The bytes of a plain file that is not too large; a pipe or a link is not opened."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        handle = os.open(path, flags | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise Unreadable(f"it cannot be opened: {error.strerror}") from None
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise Unreadable("it is not a plain file")
        if about.st_size > limits.notebook:
            raise Unreadable(large(about.st_size, limits))
        return file.read(limits.notebook + 1)


def large(size: int, limits: Limits) -> str:
    """The sentence for a file that is too large."""
    return (
        f"the file has {size / 1e6:.0f} MB, the limit is {limits.notebook / 1e6:.0f} MB:"
        " clear the outputs, save and hand in again"
    )


def cells(raw: bytes, limits: Limits) -> list[str]:
    """The sources of all code cells, empty for those that answer nothing.

    So a cell has the place that a reader counts.  Raises ``Unreadable`` or ``Empty``.
    """
    if not raw.strip():
        raise Empty("the file is empty")
    if len(raw) > limits.notebook:
        raise Unreadable(large(len(raw), limits))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"it is not UTF-8 text, byte {error.start}") from None
    bare = _STRING.sub(b"", raw)
    if sum(bare.count(mark) for mark in (b"[", b"{", b",")) > VALUES:
        raise Unreadable(f"it holds more than {VALUES} values")
    del bare
    notebook = _json(text)
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise Unreadable("it is JSON, but no notebook of format 4")
    found = [_source(cell) for cell in notebook["cells"] if _is_code(cell)]
    if not any(code.strip() for code in found):
        raise Empty("it has no code cell with anything in it")
    if (size := sum(map(len, found))) > limits.code:
        raise Unreadable(f"its code has {size} characters, the limit is {limits.code}")
    if len(found) > limits.cells:
        raise Unreadable(f"it has {len(found)} code cells, the limit is {limits.cells}")
    return found


def exercise(sources: list[str], name: str, known) -> str | None:
    """The number of the exercise: by the checks that are asked, else by the file's name.

    >>> exercise(['check("02-folds")'], "x.ipynb", {"01", "02"})
    '02'
    """
    asked = Counter(question[:2] for cell in sources for question in scan.checks(cell))
    for number, _ in asked.most_common():
        if number in known:
            return number
    named = re.findall(r"(?<![0-9])([0-9]{2})_[a-z]", name)
    return next((number for number in reversed(named) if number in known), None)


def _json(text):
    try:
        return json.loads(text)
    except RecursionError:
        raise Unreadable("it is no notebook: it is nested too deep") from None
    except ValueError:
        start = text.lstrip()[:1]
        guess = {"<": "a web page was saved instead", "{": "it is cut off or damaged"}
        raise Unreadable(f"it is no notebook: {guess.get(start, 'it is not JSON')}") from None


def _is_code(cell):
    return isinstance(cell, dict) and cell.get("cell_type") == "code"


def _source(cell):
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    if isinstance(tags, list) and any(tag in PASSED_OVER for tag in tags):
        return ""
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    # a lone surrogate can be in JSON, but in no file
    whole = isinstance(source, str) and source.strip()
    return source.encode("utf-8", "replace").decode() if whole else ""
