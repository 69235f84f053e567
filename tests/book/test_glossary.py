"""Each term is tied to its picture in the section that the glossary names."""

import json
import re

import glossary
import house
import jsonschema
import pytest
from docutils.nodes import make_id

TERMS = glossary.load()
TEXTS = {
    f"chapters/{path.stem}": "\n\n".join(
        house.source(c) for c in house.load(path)["cells"] if c["cell_type"] == "markdown"
    )
    for path in house.paths("chapters")
}
EVERYTHING = re.sub(r"\s+", " ", " ".join(TEXTS.values())).casefold()


def section(where):
    """The text below one heading, up to the next."""
    page, _, anchor = where.partition("#")
    parts = re.split(r"^#+ (.+)$", TEXTS[page], flags=re.MULTILINE)
    found = [text for title, text in zip(parts[1::2], parts[2::2], strict=True)
             if make_id(title) == anchor]  # fmt: skip
    assert len(found) == 1, f"{where}: {len(found)} headings"
    return found[0]


def bold(text):
    """What stands in bold, without the stop of a run-in heading."""
    found = re.findall(r"\*\*(.+?)\*\*", text, re.DOTALL)
    return [re.sub(r"\s+", " ", words).rstrip(".:").casefold() for words in found]


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.term)
def test_a_term_stands_in_bold_once_in_the_section_that_its_link_names(term):
    words = (term.bold or term.term).casefold()
    assert bold(section(term.where)).count(words) == 1
    assert words.removesuffix("s") in term.term.casefold() or words in term.pictures


def test_there_are_enough_terms_by_the_alphabet_and_none_twice():
    names = [term.term.casefold() for term in TERMS]
    assert names == sorted(set(names))
    assert len(names) >= 50
    assert len({glossary.anchor(term) for term in TERMS}) == len(TERMS)


def test_every_picture_is_the_books_own_and_leads_to_one_term():
    pairs = glossary.pictures(TERMS)
    words = [picture.casefold() for picture, _ in pairs]
    assert words == sorted(set(words))
    assert len(words) >= 50
    assert [picture for picture in words if picture not in EVERYTHING] == []


def test_the_file_keeps_its_schema():
    folder = glossary.DATA.parent
    schema = json.loads((folder / "glossary.schema.json").read_text(encoding="utf-8"))
    data = json.loads(glossary.DATA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema)
    data["terms"][0]["meaning"] = "Two. Sentences."
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema)


@pytest.mark.parametrize(
    ("title", "entry"),
    [
        ("The picture: the whisper game", "Whisper game, the picture"),
        ("The fix: divide by what you add up", "Divide by what you add up, the fix"),
        ("11. The same code gives other numbers", "Same code gives other numbers"),
        ("Adam and forgetting: AdamW", "Adam and forgetting: AdamW"),
    ],
)
def test_a_heading_is_looked_up_by_its_first_telling_word(title, entry):
    assert glossary.entry(title) == entry
