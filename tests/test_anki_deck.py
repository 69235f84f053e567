"""The Anki deck, judged by Anki's own importer."""

import re

import anki_deck
import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from whynn import recall

CARDS = recall.load()
THEN = 1_700_000_000


@pytest.fixture
def collection(tmp_path):
    """An empty collection of Anki."""
    opened = Collection(str(tmp_path / "mine.anki2"))
    yield opened
    opened.close()


def read_in(collection, path):
    """Import a deck as Anki's own window does."""
    options = ImportAnkiPackageOptions(with_scheduling=True)
    request = ImportAnkiPackageRequest(package_path=str(path), options=options)
    return collection.import_anki_package(request).log


def fields(collection):
    """Every note: id -> question, answer, reason, place."""
    return {nid: collection.get_note(nid).fields for nid in collection.find_notes("")}


def test_it_opens_and_holds_every_card_once(collection, tmp_path):
    anki_deck.write(tmp_path / "one.apkg", CARDS, THEN)
    log = read_in(collection, tmp_path / "one.apkg")
    assert (len(log.new), len(log.conflicting), len(log.missing_notetype)) == (len(CARDS), 0, 0)
    notes = fields(collection)
    assert len(notes) == len(CARDS) == collection.card_count()
    assert {collection.get_note(n).note_type()["name"] for n in notes} == {anki_deck.NAME}
    plain = {re.sub(r"<[^>]+>", "", question) for question, *_ in notes.values()}
    assert len(plain) == len(CARDS)
    assert collection.decks.by_name(anki_deck.NAME)
    shown = collection.get_card(collection.find_cards("tag:chapter-06")[0]).answer()
    assert 'class="why"' in shown and "Chapter 6" in shown


def test_a_newer_build_changes_notes_and_doubles_none_and_keeps_the_readers_dates(
    collection, tmp_path
):
    old, new = tmp_path / "old.apkg", tmp_path / "new.apkg"
    anki_deck.write(old, CARDS, THEN)
    read_in(collection, old)
    nid = next(n for n, f in fields(collection).items() if "Rosenblatt" in f[0])
    card = collection.get_note(nid).cards()[0]
    card.ivl, card.reps, card.type, card.queue, card.due = 77, 5, 2, 2, 12
    collection.update_card(card)

    changed = [c._replace(answer=f"{c.answer} Mended.") if "Rosenblatt" in c.question else c
               for c in CARDS]  # fmt: skip
    added = CARDS[0]._replace(id="01-another", question="Another?")
    anki_deck.write(new, [*changed, added], THEN + 60)
    log = read_in(collection, new)
    assert (len(log.new), len(log.updated)) == (1, len(CARDS))
    assert collection.note_count() == len(CARDS) + 1
    assert "Mended." in collection.get_note(nid).fields[1]
    kept = collection.get_card(card.id)
    assert (kept.ivl, kept.reps) == (77, 5)


def test_reading_in_the_same_deck_again_changes_nothing(collection, tmp_path):
    path = tmp_path / "one.apkg"
    anki_deck.write(path, CARDS, THEN)
    read_in(collection, path)
    before = fields(collection)
    log = read_in(collection, path)
    assert (len(log.new), len(log.updated)) == (0, 0)
    assert fields(collection) == before


def test_formulas_quotes_backticks_and_tags_arrive_as_they_were_meant(collection, tmp_path):
    card = CARDS[0]._replace(
        question='Is `a < b` & "*w*" the <b>same</b>?',
        answer="Yes: $a < b \\frac{1}{x_i}$, or 5\\$.",
        reason="`$x$` is code.",
    )
    anki_deck.write(tmp_path / "one.apkg", [card], THEN)
    read_in(collection, tmp_path / "one.apkg")
    [found] = fields(collection).values()
    assert found[0] == (
        "<p>Is <code>a &lt; b</code> &amp; &quot;<em>w</em>&quot; the"
        " &lt;b&gt;same&lt;/b&gt;?</p>"
    )
    assert found[1] == r"<p>Yes: \(a &lt; b \frac{1}{x_i}\), or 5$.</p>"
    assert found[2] == "<p><code>$x$</code> is code.</p>"


def test_the_same_cards_at_the_same_time_give_the_same_bytes(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(THEN))
    paths = [tmp_path / name for name in ("a.apkg", "b.apkg")]
    for path in paths:
        anki_deck.write(path, CARDS[:9])
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_the_ids_are_those_that_readers_already_have():
    """Whoever changes one of these doubles the notes of every reader."""
    note = anki_deck.deck([recall.find(CARDS, "03-one-step")]).notes[0]
    assert (anki_deck.DECK, anki_deck.MODEL) == (1_873_402_561, 1_640_229_718)
    assert note.guid == "sVis@[7p)`"
