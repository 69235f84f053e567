"""Write the recall questions of the pages from their one data file, or check them.

``python tools/recall.py write`` puts every card that a page asks into its notebook: into the
folds of ``## Recall``, or of the cell that the card names (``chapters/04_deep#recall-halfway``
is the cell with the id ``recall-halfway``).  What stands around the folds is the author's.
``check`` changes nothing and names what differs.  ``take chapters/06_x.ipynb`` goes the other
way: it adds the folds that a new chapter has and the data file lacks, for the author to
complete.
"""

import html
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "lib"))

from whynn import recall  # noqa: E402

DATA = ROOT / "lib" / "whynn" / "data_files" / "recall.json"
SECTION = re.compile(r"(?<=^## Recall\n).*?(?=^## |\Z)", re.S | re.M)
FOLDS = re.compile(r"<details><summary>.*</details>", re.S)
FOLD = re.compile(r"<details><summary>(?:\d+\. )?(.*?)</summary>\n\n(.*?)\n\n</details>", re.S)
WHY = "*Why:* "


def title(text: str) -> str:
    """A question as the HTML of a fold's title, where Markdown is not read."""
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))
    return re.sub(r"\*([^*\s](?:[^*]*[^*\s])?)\*", r"<em>\1</em>", text)


def fold(card: recall.Card, number: int | None = None) -> str:
    """One question with its answer and reason folded, numbered if ``number`` is given."""
    before = "" if number is None else f"{number}. "
    return (
        f"<details><summary>{before}{title(card.question)}</summary>\n\n"
        f"{card.answer}\n\n{WHY}{card.reason}\n\n</details>"
    )


def folds(cards: list, *, numbered: bool) -> str:
    """The folds of some cards, as they stand in a notebook."""
    return "\n".join(fold(c, i if numbered else None) for i, c in enumerate(cards, 1))


def asked_by(cards: tuple) -> dict[str, list]:
    """The cards of each place that asks any: a page, or a page and a cell."""
    places: dict[str, list] = {}
    for card in cards:
        if card.asked:
            places.setdefault(card.asked, []).append(card)
    return places


def put(text: str, new: str, where: str) -> str:
    """``text`` with its folds replaced; ``ValueError`` if it has none."""
    if not FOLDS.search(text):
        raise ValueError(f"{where}: expected folds <details><summary>, found none")
    return FOLDS.sub(lambda found: new, text, count=1)


def rewritten(notebook: dict, page: str, places: dict[str, list]) -> dict:
    """The notebook with the folds that its cards ask for; ``ValueError`` if a place lacks."""
    cells, done = [dict(cell) for cell in notebook["cells"]], set()
    for cell in cells:
        text, place = "".join(cell["source"]), f"{page}#{cell.get('id')}"
        if cell["cell_type"] != "markdown":
            continue
        if place in places:
            text = put(text, folds(places[place], numbered=False), place)
            done.add(place)
        elif page in places and (section := SECTION.search(text)):
            new = put(section[0], folds(places[page], numbered=True), f"{page}: ## Recall")
            text = text[: section.start()] + new + text[section.end() :]
            done.add(page)
        cell["source"] = text.splitlines(keepends=True)
    wanted = {place for place in places if place.partition("#")[0] == page}
    if lacking := sorted(wanted - done):
        raise ValueError(f"{lacking[0]}: expected a section ## Recall or a cell of this id")
    return {**notebook, "cells": cells}


def pages(places: dict[str, list]) -> list[str]:
    """The pages that ask anything; ``ValueError`` for one that is not there."""
    names = sorted({place.partition("#")[0] for place in places})
    for name in names:
        if not (ROOT / f"{name}.ipynb").exists():
            raise ValueError(f"{name}: a card is asked there, but there is no such notebook")
    return names


def dump(notebook: dict) -> str:
    """The notebook's text, in the form in which it is stored."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def differing(*, write: bool) -> list[str]:
    """The pages whose folds are not those of the data file; with ``write`` they are mended."""
    places, found = asked_by(recall.load()), []
    for page in pages(places):
        path = ROOT / f"{page}.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        new = rewritten(notebook, page, places)
        if new != notebook:
            found.append(page)
            if write:
                path.write_text(dump(new), encoding="utf-8", newline="\n")
    return found


def taken(notebook: dict, page: str, known: set[str]) -> list[dict]:
    """A card for each fold of the page's Recall section that no card asks yet.

    Its numbers are typed and its reason may be empty: both are the author's to complete.
    """
    cards, chapter = [], int(page[9:11])
    for cell in notebook["cells"]:
        section = SECTION.search("".join(cell["source"]))
        for summary, body in FOLD.findall(section[0] if section else ""):
            question = re.sub(r"</?code>", "`", re.sub(r"</?em>", "*", summary))
            answer, _, reason = body.partition(f"\n\n{WHY}")
            words = re.findall(r"[a-z0-9]+", question.lower())
            name = "-".join([f"{chapter:02}", *words[:5]])
            if summary not in known:
                card = {"id": name, "chapter": chapter, "question": html.unescape(question)}
                card |= {"answer": answer, "reason": reason, "links": [page], "asked": page}
                cards.append(card)
    return cards


def take(path: Path) -> int:
    """Add to the data file what a notebook asks and the file lacks; say how many."""
    home = ROOT / "chapters"
    if path.suffix != ".ipynb" or path.resolve().parent != home.resolve():
        raise ValueError(f"{path}: expected a notebook such as chapters/07_x.ipynb")
    if not path.is_file():
        raise ValueError(f"{path}: expected a notebook, found no such file")
    page = path.resolve().relative_to(ROOT.resolve()).with_suffix("").as_posix()
    data = json.loads(DATA.read_text(encoding="utf-8"))
    known = {title(recall.filled(card).question) for card in recall.parse(json.dumps(data))}
    new = taken(json.loads(path.read_text(encoding="utf-8")), page, known)
    data["cards"] = sorted(data["cards"] + new, key=lambda card: card["chapter"])
    text = json.dumps(data, indent=1, ensure_ascii=False)
    DATA.write_text(text + "\n", encoding="utf-8", newline="\n")
    return len(new)


def main(args: list[str]) -> None:
    """Do what was asked, and say in a sentence what came of it."""
    try:
        if len(args) == 2 and args[0] == "take":
            print(f"{take(Path(args[1]))} cards added: write their reasons, name their numbers")
        elif args == ["write"]:
            print("written:", ", ".join(differing(write=True)) or "nothing had changed")
        elif args == ["check"]:
            if found := differing(write=False):
                raise ValueError(f"{', '.join(found)}: run `python tools/recall.py write`")
            print("every page asks what the data file says")
        else:
            raise ValueError("expected write, check, or take and a notebook")
    except (ValueError, OSError) as error:
        raise SystemExit(f"error: {error}") from None


if __name__ == "__main__":
    main(sys.argv[1:])
