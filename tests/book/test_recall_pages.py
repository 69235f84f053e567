"""The recall questions on the pages are those of the data file; their links lead somewhere."""

import ast
import json
import re
import shutil

import house
import pytest
import recall as tool
from docutils.nodes import make_id
from whynn import claims, recall
from whynn.grading.questions.chain import ROWS

CARDS = recall.load()
LINKS = sorted({link for card in CARDS for link in card.links})
ASKING = [p for p in house.paths("chapters") if "## Recall" in p.read_text(encoding="utf-8")]


def texts(path):
    cells = house.load(path)["cells"]
    return [house.source(c) for c in cells if c["cell_type"] == "markdown"]


def test_every_page_asks_what_the_data_file_says():
    assert tool.differing(write=False) == [], "run `python tools/recall.py write`"


@pytest.mark.parametrize("path", ASKING, ids=lambda path: path.stem)
def test_every_question_of_a_chapters_recall_is_a_card(path):
    page = f"chapters/{path.stem}"
    asked = [card for card in CARDS if card.asked == page]
    [cell] = [text for text in texts(path) if "## Recall\n" in text]
    section = tool.SECTION.search(cell)[0]
    found = [summary for summary, _ in tool.FOLD.findall(section)]
    assert found == [tool.title(card.question) for card in asked], (
        f"run `python tools/recall.py take {page}.ipynb`"
    )
    assert len(found) >= 8


def test_the_four_prompts_stand_where_the_reader_comes_past_them():
    places = {card.asked for card in CARDS if "#" in card.asked}
    assert places == {
        "chapters/03_values#recall-before-04",
        "chapters/04_deep#recall-halfway",
        "chapters/05_bigger#recall-before-06",
        "chapters/06_retrieval#recall-final",
    }
    ids = [cell["id"] for cell in house.load(house.ROOT / "chapters/04_deep.ipynb")["cells"]]
    assert 0.3 < ids.index("recall-halfway") / len(ids) < 0.6


@pytest.mark.parametrize("link", LINKS)
def test_a_link_of_a_card_leads_to_a_heading_or_a_correction(link):
    page, _, anchor = link.partition("#")
    if page == "corrections":
        known = {claims.anchor(c) for c in claims.corrections(claims.load())}
        assert anchor in known
    elif anchor:
        titles = re.findall(r"^#+ (.+)$", "\n".join(texts(house.ROOT / f"{page}.ipynb")), re.M)
        assert anchor in {make_id(title) for title in titles}
    else:
        assert list(house.ROOT.glob(f"{page}.*"))


def test_the_chain_is_that_of_the_exercise():
    cells = {c["id"]: house.source(c) for c in
             house.load(house.ROOT / "solutions/06_recap.ipynb")["cells"]}  # fmt: skip
    rows = re.findall(r"^\| (\d+) \| (.+?) \|$", cells["chain-task"], re.M)
    fixes = ast.literal_eval(cells["chain-answer-1"].partition("=")[2].strip())
    mine = recall.chain()
    assert {int(n): failure for n, failure in rows} == {
        n: row.failure for n, row in enumerate(mine, 1)
    }
    assert fixes == {n: row.fix for n, row in enumerate(mine, 1)}
    for number, row in enumerate(mine, 1):
        assert re.search(ROWS[number][0], row.fix.casefold()), row.fix


def notebook(text, id="one"):
    cell = {"cell_type": "markdown", "id": id, "metadata": {}, "source": text}
    return {"cells": [cell]}


PAGE = "chapters/03_x"
FOLD = "<details><summary>1. A?</summary>\n\nB.\n\n</details>"
OLD = f"## Recall\n\nAloud.\n\n{FOLD}\n\n## Sources\n"
CARD = recall.Card("03-a", 3, "Is `a < b` *so*?", "Yes, $2$.", "It is.", ("reference",), PAGE)


def test_writing_replaces_the_folds_and_nothing_else():
    new = tool.rewritten(notebook(OLD), PAGE, {PAGE: [CARD]})
    text = house.source(new["cells"][0])
    assert text == OLD.replace(
        "1. A?</summary>\n\nB.",
        "1. Is <code>a &lt; b</code> <em>so</em>?</summary>\n\nYes, $2$.\n\n*Why:* It is.",
    )
    assert tool.rewritten(new, PAGE, {PAGE: [CARD]}) == new


def test_a_prompt_goes_into_the_cell_of_its_name_without_a_number():
    place = f"{PAGE}#recall-now"
    cell = notebook(
        "**Now.**\n\n<details><summary>x</summary>\n\nx\n\n</details>", "recall-now"
    )
    text = house.source(tool.rewritten(cell, PAGE, {place: [CARD]})["cells"][0])
    assert text.startswith("**Now.**\n\n<details><summary>Is <code>")


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("# Title", PAGE, "expected a section ## Recall or a cell of this id"),
        ("## Recall\n\nNothing.\n", PAGE, "## Recall: expected folds"),
        (OLD, f"{PAGE}#recall-no", "#recall-no: expected a section"),
    ],
)
def test_a_place_that_is_not_there_is_named(text, place, words):
    with pytest.raises(ValueError, match=words):
        tool.rewritten(notebook(text), PAGE, {place: [CARD]})


def test_a_new_chapters_questions_are_taken_once(tmp_path, monkeypatch):
    folder = tmp_path / "chapters"
    folder.mkdir()
    text = OLD.replace("A?", "Is <em>x</em> <code>a &lt; b</code>?").replace("B.", "B 2.25.")
    path = folder / "99_new.ipynb"  # behind every other
    path.write_text(json.dumps(notebook(text)), encoding="utf-8")
    data = tmp_path / "recall.json"
    shutil.copy(tool.DATA, data)
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    monkeypatch.setattr(tool, "DATA", data)
    assert tool.take(path) == 1
    card = json.loads(data.read_text(encoding="utf-8"))["cards"][-1]
    assert card == {
        "id": "99-is-x-a-b", "chapter": 99, "question": "Is *x* `a < b`?", "answer": "B 2.25.",
        "reason": "", "links": ["chapters/99_new"], "asked": "chapters/99_new",
    } | {"id": card["id"]}  # fmt: skip
    with pytest.raises(ValueError, match=f"card {card['id']}: reason: expected a text"):
        recall.parse(data.read_text(encoding="utf-8"))
    whole = data.read_text(encoding="utf-8").replace('"reason": ""', '"reason": "So."')
    data.write_text(whole, encoding="utf-8")
    assert tool.take(path) == 0
