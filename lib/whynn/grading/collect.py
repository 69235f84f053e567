"""The files of a class: from a folder, or from a zip as learning platforms export them.

Nothing is unpacked to disk, so no name in an archive can lead anywhere; each file is read on
its own, up to the limit and no further.
"""

import os
import re
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from whynn.grading import submission
from whynn.grading.limits import Limits
from whynn.grading.submission import Unreadable

FILES = 20_000
PASSED_OVER = {".ipynb_checkpoints", "__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}


class File(NamedTuple):
    """One file handed in: its name in the folder or archive, and how to read it."""

    name: str
    read: Callable[[], bytes]  # raises Unreadable


class Student(NamedTuple):
    """Who handed a file in, as far as its name says it."""

    name: str
    canvas: str = ""
    moodle: str = ""


def files(place: Path, limits: Limits) -> list[File]:
    """Every file of a folder or zip, in order.  Raises ``Unreadable`` for anything else."""
    if place.is_dir():
        return _from_folder(place, limits)
    if not place.is_file():
        raise Unreadable(f"there is no folder or zip {place}")
    try:
        return _from_zip(zipfile.ZipFile(place), limits)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable(f"{place.name} is no folder and no zip: {error}") from None


def student(name: str) -> Student:
    """Who a file is from, by the names that Canvas and Moodle give to what they export.

    >>> student("doejane_LATE_4711_99_01_one_rule.ipynb")
    Student(name='doejane', canvas='4711', moodle='')
    >>> student("Jane Doe_815_assignsubmission_file_/01_one_rule.ipynb").moodle
    '815'
    """
    for folder in name.split("/")[:-1]:
        found = re.fullmatch(r"(.+)_([0-9]+)_assignsubmission_file_?", folder)
        if found:
            return Student(found[1], moodle=found[2])
    last = name.split("/")[-1]
    found = re.match(r"([^_]+)_(?:LATE_)?([0-9]+)_([0-9]+)_", last)
    if found:
        return Student(found[1], canvas=found[2])
    return Student(name.split("/")[0].removesuffix(".ipynb"))


def printable(name: str) -> str:
    """A name that any file and terminal takes: no control marks, no half characters.

    >>> printable("a\\x1b[2J\\udcffb")
    'a?[2J?b'
    """
    return "".join(
        "?" if unicodedata.category(mark) in ("Cc", "Cf", "Cs", "Zl", "Zp") else mark
        for mark in name
    )


def _from_folder(place, limits):
    found = []
    for folder, folders, names in os.walk(place):
        folders[:] = sorted(name for name in folders if name not in PASSED_OVER)
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for name in sorted([*names, *links]):
            if name not in PASSED_OVER:
                path = Path(folder, name)
                found.append((path.relative_to(place).as_posix(), path))
    _counted(found)
    return [File(name, _reader(path, limits)) for name, path in sorted(found)]


def _reader(path, limits):
    return lambda: submission.read(path, limits)


def _from_zip(archive, limits):
    infos = [info for info in archive.infolist() if not info.is_dir()]
    _counted(infos)
    found, seen = [], {}
    for info in infos:
        parts = [p for p in re.split(r"[/\\]", info.filename) if p not in ("", ".", "..")]
        if PASSED_OVER & set(parts) or not parts:
            continue
        name = "/".join(parts)
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            name = f"{name} ({seen[name]})"
        found.append(File(name, _unzipper(archive, info, limits)))
    return sorted(found, key=lambda file: file.name)


def _unzipper(archive, info, limits):
    def read():
        if (info.external_attr >> 16) & 0o170000 not in (0, 0o100000):
            raise Unreadable("it is not a plain file")
        if info.flag_bits & 1:
            raise Unreadable("it is locked with a password")
        if info.file_size > limits.notebook:
            raise Unreadable(submission.large(info.file_size, limits))
        try:
            with archive.open(info) as file:
                raw = file.read(limits.notebook + 1)
        except (
            zipfile.BadZipFile,
            OSError,
            ValueError,
            NotImplementedError,
            EOFError,
        ) as error:
            raise Unreadable(f"it is damaged in the zip: {error}") from None
        except Exception as error:  # the decompressors have errors of their own
            raise Unreadable(f"it is damaged in the zip: {type(error).__name__}") from None
        if len(raw) > limits.notebook:
            raise Unreadable(submission.large(len(raw), limits))
        return raw

    return read


def _counted(found):
    if len(found) > FILES:
        raise Unreadable(f"{len(found)} files were handed in, the limit is {FILES}")
