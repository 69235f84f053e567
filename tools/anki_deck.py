"""The book's cards as a deck for Anki: ``python tools/anki_deck.py FILE``.

Names are for ever: the deck, the note type and each note keep their ids, so that reading in a
newer build changes notes and loses no reader's dates.  A note that differs counts as newer only
if its time is later, so a deck carries the time of its build; with ``SOURCE_DATE_EPOCH`` set,
the same cards give the same bytes.
"""

import os
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import genanki
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "lib"))

from whynn import recall  # noqa: E402

NAME, FILE = "Why Neural Networks Work", "whynn.apkg"
DECK, MODEL = 1_873_402_561, 1_640_229_718  # never to be changed
FIRST = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip file can carry
CSS = """.card { font-family: system-ui, sans-serif; font-size: 1.15rem; line-height: 1.5;
 max-width: 40rem; margin: 1rem auto; padding: 0 1rem; text-align: left; }
.why { border-left: 3px solid currentColor; padding-left: .75rem; }
.where { font-size: .85rem; }
"""
QUESTION = "{{Question}}"
ANSWER = (
    '{{FrontSide}}<hr id="answer">{{Answer}}<div class="why">{{Reason}}</div>'
    '<p class="where">{{Where}}</p>'
)


def renderer() -> MarkdownIt:
    """Markdown to HTML, with formulas in the marks that Anki's own MathJax reads."""
    markdown = MarkdownIt("commonmark", {"html": False}).use(dollarmath_plugin)
    escape = markdown.renderer.rules["text"]
    for kind, marks in (("math_inline", r"\({}\)"), ("math_block", r"\[{}\]")):

        def formula(tokens, i, options, env, marks=marks):
            return marks.format(escape(tokens, i, options, env))

        markdown.renderer.rules[kind] = formula
    return markdown


def model() -> genanki.Model:
    """The note type: a question; an answer, why it is so, and where it stands."""
    fields = [{"name": name} for name in ("Question", "Answer", "Reason", "Where")]
    template = {"name": "Recall", "qfmt": QUESTION, "afmt": ANSWER}
    return genanki.Model(MODEL, NAME, fields=fields, templates=[template], css=CSS)


def deck(cards) -> genanki.Deck:
    """The deck of some cards, with their chapters as tags."""
    markdown, kind, made = renderer(), model(), genanki.Deck(DECK, NAME)
    for card in cards:
        texts = [markdown.render(text).strip() for text in card[2:5]]
        where = f"Chapter {card.chapter} of <em>{NAME}</em>"
        made.add_note(
            genanki.Note(
                model=kind,
                fields=[*texts, where],
                guid=genanki.guid_for("whynn", card.id),
                tags=[f"chapter-{card.chapter:02}"],
            )
        )
    return made


def write(path: Path, cards=None, when: float | None = None) -> None:
    """Write the deck of ``cards`` (all, if None) as of the time ``when`` (now, if None)."""
    if when is None:
        when = float(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    with tempfile.TemporaryDirectory() as folder:
        loose = Path(folder, FILE)
        whole = deck(recall.load() if cards is None else cards)
        genanki.Package(whole).write_to_file(loose, timestamp=when)
        with zipfile.ZipFile(loose) as made, zipfile.ZipFile(path, "w") as stable:
            for name in sorted(made.namelist()):
                member = zipfile.ZipInfo(name, FIRST)
                stable.writestr(member, made.read(name), zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else FILE))
