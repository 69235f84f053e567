"""Sphinx extension: the recall questions on the pages, the page of cards, and the Anki deck.

A chapter's notebook holds plain folds.  On its page each fold gets the name of its card, and a
script that lets the reader try before it opens.  ``{recall-cards}`` lists every card as a fold;
``{recall-deck}`` links the deck, which is written when the build has finished.
"""

import json
import re
import sys
from pathlib import Path

import anki_deck
import recall as folds
from docutils import nodes
from docutils.statemachine import StringList
from ledger import PARTS, headings
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "lib"))

from whynn import recall  # noqa: E402

PAGE = "cards"
ANSWER = '</span></summary><div class="recall-answer">'
log = logging.getLogger(__name__)


def on_source_read(app, docname, source):
    """Give each fold of a page the name of its card."""
    asked = [card for card in app.recall_cards if card.asked.partition("#")[0] == docname]
    if not asked:
        return
    app.env.note_dependency(str(folds.DATA))
    notebook = json.loads(source[0])
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and "<details><summary>" in text:
            cell["source"] = named(text, asked)
    source[0] = json.dumps(notebook)


def named(text, cards):
    """The text with ``data-card`` in the folds of these cards."""
    for card in cards:
        title = re.escape(folds.title(card.question))
        mark = f'<details class="recall" data-card="{card.id}"><summary>'
        text = re.sub(rf"<details><summary>((?:\d+\. )?{title}</summary>)",
                      lambda found, mark=mark: mark + found[1], text)  # fmt: skip
    return text


def raw(text):
    """A piece of HTML."""
    return nodes.raw("", text, format="html")


class Cards(SphinxDirective):
    """Every card as a fold, chapter by chapter."""

    def run(self):
        """A section for each chapter."""
        self.env.note_dependency(str(folds.DATA))
        cards, sections = self.env.app.recall_cards, []
        for chapter in sorted({card.chapter for card in cards}):
            title = f"Chapter {chapter}: {PARTS[chapter]}"
            section = nodes.section("", nodes.title("", title), ids=[f"chapter-{chapter}"])
            own = [card for card in cards if card.chapter == chapter]
            sections += [raw(f'<div data-cards-of="{chapter}">'), section, raw("</div>")]
            for card in own:
                section += self.card(card)
        return sections

    def card(self, card):
        """One fold: the question; the answer, its reason, and where to read on."""
        start = (
            f'<details class="recall-card" id="card-{card.id}" data-card="{card.id}"'
            f' data-chapter="{card.chapter}"><summary><span class="recall-question">'
        )
        [question] = self.markdown(card.question)
        why = nodes.paragraph("", "", nodes.emphasis("", "Why: "), *self.inline(card.reason))
        read = nodes.paragraph("", "", nodes.Text("Read on: "), *self.links(card))
        body = [*self.markdown(card.answer), why, read]
        return [raw(start), *question.children, raw(ANSWER), *body, raw("</div></details>")]

    def markdown(self, text):
        """Paragraphs of Markdown."""
        box = nodes.Element()
        self.state.nested_parse(StringList(text.split("\n"), PAGE), 0, box)
        return box.children

    def inline(self, text):
        """What stands in the one paragraph of a text."""
        [paragraph] = self.markdown(text)
        return paragraph.children

    def links(self, card):
        """Where to read on; a place that is not there is a warning."""
        out = []
        for link in card.links:
            page, _, anchor = link.partition("#")
            title = self.title(card, page, anchor)
            address = f"{page}.html" + (f"#{anchor}" if anchor else "")
            out += [nodes.Text("; ")] * bool(out)
            out.append(nodes.reference("", title, refuri=address, internal=True))
        return [*out, nodes.Text(".")]

    def title(self, card, page, anchor):
        """What a link is called."""
        if page == "corrections":
            return f"correction {anchor.removeprefix('claim-').replace('-', '.')}"
        if page == "reference":
            return "the formula sheet"
        known = headings(ROOT / f"{page}.ipynb")
        if anchor and anchor not in known:
            log.warning("card %s: %s has no heading #%s", card.id, page, anchor)
        return known.get(anchor) or next(iter(known.values()))


class Deck(SphinxDirective):
    """The link to the Anki deck, with the number of its cards."""

    def run(self):
        """A paragraph."""
        self.env.note_dependency(str(folds.DATA))
        text = f"Download the deck ({len(self.env.app.recall_cards)} cards)"
        return [nodes.paragraph("", "", nodes.reference("", text, refuri=anki_deck.FILE))]


def on_page(app, pagename, templatename, context, doctree):
    """Load the script of the cards on their page, and that of the questions where they are."""
    if pagename == PAGE:
        app.add_css_file("widgets/figures.css")
        app.add_js_file("widgets/cards.js", loading_method="defer")
    elif any(card.asked.partition("#")[0] == pagename for card in app.recall_cards):
        app.add_css_file("widgets/figures.css")
        app.add_js_file("widgets/recall.js", loading_method="defer")


def on_finished(app, error):
    """Put the deck into the finished site."""
    if error is None:
        anki_deck.write(Path(app.outdir, anki_deck.FILE), app.recall_cards)


def setup(app):
    """Connect to Sphinx."""
    app.recall_cards = recall.load()
    app.add_directive("recall-cards", Cards)
    app.add_directive("recall-deck", Deck)
    app.connect("source-read", on_source_read)
    app.connect("html-page-context", on_page)
    app.connect("build-finished", on_finished)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
