"""What the book cites is on the page of sources once, and what is on that page is cited."""

import json
import re

import house
import jsonschema
import pytest
import sources
from whynn import claims
from whynn.facts import FACTS

SOURCES = sources.load()
PAGES = {f"chapters/{path.stem}": path for path in house.paths("chapters")}
WITH_SOURCES = [name for name, path in PAGES.items() if "## Sources" in path.read_text("utf-8")]
ROWS = [claim for claim in claims.load() if claim.source]


def prose(name):
    """A page's Markdown."""
    if name not in PAGES:
        return (house.ROOT / f"{name}.md").read_text(encoding="utf-8")
    cells = house.load(PAGES[name])["cells"]
    return "\n\n".join(house.source(c) for c in cells if c["cell_type"] == "markdown")


def words(text):
    return re.sub(r"\W+", " ", text).strip().casefold()


def listed(name):
    """The items below "Sources", without the sentence that sends to other chapters."""
    text = prose(name).partition("## Sources\n")[2]
    found = [line[2:] for line in text.splitlines() if line.startswith("* ")]
    return [item for item in found if not item.startswith("Each row's own sources")]


@pytest.mark.parametrize("name", [*WITH_SOURCES, "corrections", "cards"])
def test_every_item_of_a_list_of_sources_is_one_of_the_file(name):
    assert listed(name) == sources.items(name) != []
    for item in listed(name):
        found = sources.cited(item)
        assert found, item
        titles = [words(t) for s in found for t in (s.title, *s.also)]
        for title in re.findall(r"\*(.+?)\*", item):
            assert any(words(title) in t for t in titles), item
        years = {int(year) for year in re.findall(r"\((\d{4})\)", item)}
        assert years <= {source.year for source in found}, item
        authors = item.partition(" (")[0]
        assert any(words(authors) == words(s.authors) or not s.year or "Y. Lin" in authors
                   for s in found), item  # fmt: skip


def is_one_of_the_file(text):
    """One source has this name and year, and its title begins as the text says."""
    [source] = sources.cited(text)
    said = re.search(r"\d{4}, ([^,]+)", text)
    assert not said or words(source.title).startswith(words(said[1])), text


@pytest.mark.parametrize("text", sorted({fact.source for fact in FACTS.values()}))
def test_the_source_of_a_fact_is_one_of_the_file(text):
    is_one_of_the_file(text)


@pytest.mark.parametrize("claim", ROWS, ids=lambda claim: claim.id)
def test_the_sources_of_a_row_of_the_ledger_are_of_the_file(claim):
    for part in claim.source.split("; "):
        is_one_of_the_file(part)


@pytest.mark.parametrize("name", PAGES)
def test_what_is_cited_in_a_sentence_is_in_the_file(name):
    text = prose(name).partition("## Sources\n")[0]
    known = {(source.name, str(source.year)) for source in SOURCES}
    named = re.findall(r"\b([A-Z]\w+)(?: et al\.| and \w+)? (\d{4})\b(?=[,;)])", text)
    assert set(named) <= known


@pytest.mark.parametrize("source", SOURCES, ids=sources.anchor)
def test_every_source_of_the_file_is_cited(source):
    facts, rows = sources.elsewhere()[source]
    assert sources.places()[source] or facts or rows


def test_no_source_stands_in_the_file_twice_and_they_stand_by_the_alphabet():
    keys = [(s.name.casefold(), s.year, words(s.title)) for s in SOURCES]
    assert keys == sorted(set(keys))
    assert len({sources.anchor(source) for source in SOURCES}) == len(SOURCES)
    assert len({words(source.title) for source in SOURCES}) == len(SOURCES)


def test_a_citation_is_shown_where_it_stands():
    [dinh] = [s for s in SOURCES if s.name == "Dinh"]
    [leshno] = [s for s in SOURCES if s.name == "Leshno"]
    at = ("chapters/03_values", "What noise does, and what it does not")
    assert sources.places()[dinh][0] == at
    assert ("chapters/02_bends", "What the theorem really says") in sources.places()[leshno]
    facts, _ = sources.elsewhere()[leshno]
    assert facts == ["leshno_universal_approximation"]


def test_the_file_keeps_its_schema():
    folder = sources.DATA.parent
    schema = json.loads((folder / "sources.schema.json").read_text(encoding="utf-8"))
    data = json.loads(sources.DATA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema)
    del data["sources"][0]["title"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema)


def test_a_number_of_arxiv_is_the_same_wherever_it_stands():
    own = [(s.link, s.place) for s in SOURCES if "arXiv" in s.place]
    assert own and all(link == place for link, place in own)
    items = [item for name in PAGES for item in sources.items(name) if "arXiv" in item]
    assert len(items) > 9
    for item in items:
        links = {source.link for source in sources.cited(item)}
        assert set(re.findall(r"arXiv:[\d.]+\d", item)) <= links, item


def test_a_source_leads_to_the_web_by_its_number():
    addresses = [sources.web(source) for source in SOURCES if source.link]
    assert len(addresses) > 60 and len(set(addresses)) == len(addresses)
    assert all(re.fullmatch(r"https://[\w.-]+/\S+", address) for address in addresses)
    kingma = next(s for s in SOURCES if s.name == "Kingma")
    assert sources.web(kingma) == "https://arxiv.org/abs/1412.6980"
