"""Say what a release holds, or why it cannot be made: ``python tools/release.py v0.1.0``.

The version stands in three files, which must agree with the tag.  What is printed is the
release's part of CHANGELOG.md; the release workflow shows it to readers.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADING = re.compile(
    r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d\n(.*?)(?=^## |\Z)", re.M | re.S
)


def changes(changelog: str) -> dict[str, str]:
    """What each version changed, by its number, the newest first.

    >>> changes("## [Unreleased]\\n\\n- x\\n\\n## [0.1.0] - 2026-01-31\\n\\n- All of it.\\n")
    {'0.1.0': '- All of it.'}
    """
    return {number: said.strip() for number, said in HEADING.findall(changelog)}


def versions(root: Path = ROOT) -> dict[str, str]:
    """The version that each of the three files names, "none" where there is none."""

    def text(name):
        return (root / name).read_text(encoding="utf-8")

    cited = re.search(r"^version: *['\"]?([\w.+-]+)", text("CITATION.cff"), re.M)
    return {
        "pyproject.toml": tomllib.loads(text("pyproject.toml"))["project"]["version"],
        "CITATION.cff": cited[1] if cited else "none",
        "CHANGELOG.md": next(iter(changes(text("CHANGELOG.md"))), "none"),
    }


def notes(tag: str, root: Path = ROOT) -> str:
    """What the release of this tag changed; stops with a sentence if the files disagree."""
    wrong = {name: number for name, number in versions(root).items() if f"v{number}" != tag}
    if wrong:
        said = ", ".join(f"{name} says {number}" for name, number in wrong.items())
        raise SystemExit(f"error: the tag is {tag}, but {said}.")
    found = changes((root / "CHANGELOG.md").read_text(encoding="utf-8"))[tag[1:]]
    if not found:
        raise SystemExit(f"error: CHANGELOG.md says nothing about {tag}.")
    return found


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("error: expected a tag, as v0.1.0")
    print(notes(sys.argv[1]))
