"""The recall cards: what the loader gives, and what it refuses and why."""

import inspect
import json
import re
import subprocess
import sys
from importlib import resources

import jsonschema
import pytest
from numbers_in_prose import must_be_proven, numbers
from whynn import recall
from whynn.recall_numbers import NUMBERS

NAMED = recall.parse(recall.read())
CARDS = recall.load()
GOOD = {
    "id": "03-x-y",
    "chapter": 3,
    "question": "Why {worked_rate}?",
    "answer": "Because.",
    "reason": "So it is.",
    "links": ["chapters/03_values#the-step"],
}


def parse(*rows):
    return recall.parse(json.dumps({"cards": list(rows)}))


def typed(text):
    """The numbers of a text that are typed and not named."""
    plain = recall.NAMED.sub(" ", text)
    return sorted(n for n in numbers(plain) if must_be_proven(n))


def test_there_are_at_least_sixty_cards_each_with_its_own_reason():
    assert len(CARDS) >= 60
    assert len({card.reason for card in CARDS}) == len(CARDS)
    assert all(card.reason not in card.answer for card in CARDS)


@pytest.mark.parametrize("card", NAMED, ids=lambda card: card.id)
def test_no_number_of_a_card_is_typed(card):
    assert [(f, n) for f in recall.TEXTS for n in typed(getattr(card, f))] == []


def test_a_typed_number_is_found_and_a_named_one_is_not():
    assert typed("From 2.25 to 30.8025, 3%, 10⁻⁷, but {worked_rate} and 20.") == [
        "1e-7", "2.25", "3%", "30.8025"
    ]  # fmt: skip


def test_every_number_is_used_and_is_one_short_function():
    text = recall.read()
    assert [name for name in NUMBERS if f"{{{name}}}" not in text] == []
    for name, function in NUMBERS.items():
        assert function.__name__ == name
        assert len(inspect.getsource(function).splitlines()) <= 12, name


def test_a_number_is_named_alike_however_often_it_is_asked_for():
    assert {n: f() for n, f in NUMBERS.items()} == {n: f() for n, f in NUMBERS.items()}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("loss_before_step", "2.25"),
        (
            "loss_after_step",
            "30.8025",
        ),  # (−4.55 − 1)²: weights −1 and 2.7, biases −1.15 and −0.3
        ("loss_after_second_step", "0.0361"),
        ("worked_limit", "0.03877"),
        ("promised_drop", "24.525"),  # a tenth of 9 + 2.25 + 225 + 9
        ("gelu_largest_slope", "1.129"),
        ("pieces_deep", "1,024"),
        ("pieces_wide", "21"),
        ("tables_of_three_cut", "104"),
        ("canyon_best_factor", "0.818"),  # 9/11
        ("momentum_stretch", "10"),
        ("chinchilla_over_gpt", "1.87"),
        ("balance_of_2022", "92.6"),
        ("served_tokens", "10¹⁴"),
        ("optimizer_gb", "84"),
        ("clipped_infinity", "(NaN, 0, 0)"),
        ("default_shrink", "0.41"),  # 1/√6
        ("and_room_mistakes", "51"),  # 3 · 4 · 4.25
        ("and_worst", "12"),
        ("bf_tiny_error", "0.1%"),  # bfloat16 has 8 significant bits: at most 2⁻⁹ away
        ("adam_epsilon", "10⁻⁸"),
    ],
)
def test_a_number_is_what_hand_or_paper_gives(name, value):
    assert NUMBERS[name]() == value


def test_no_brace_of_a_number_is_left_and_formulas_keep_theirs():
    for card in CARDS:
        assert recall.NAMED.search(" ".join(card[2:5])) is None
    kept = recall.Card("03-x", 3, r"$\frac{1}{x}$ {worked_rate}", "$2^{n_1}$", "b", ("c",))
    assert recall.filled(kept)[2:4] == (r"$\frac{1}{x}$ 0.1", "$2^{n_1}$")


def test_a_text_that_begins_with_a_number_and_a_point_is_a_whole_list():
    """Markdown makes a list of it, which swallows the number."""
    for card in CARDS:
        for text in card[2:5]:
            lines = text.splitlines()
            if re.match(r"\d+\. ", text):
                assert len(lines) > 2, card.id
                starts = [line.partition(". ")[0] for line in lines]
                assert starts == [str(n) for n in range(1, len(lines) + 1)], card.id


def test_a_card_has_no_unpaired_mark():
    for card in CARDS:
        for text in card[2:5]:
            assert text.count("$") % 2 == 0 and text.count("`") % 2 == 0, card.id


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": "3-x"}, "card 1: id: expected one such as 03-one-step, got '3-x'"),
        ({"id": "04-x"}, "card 04-x: chapter: expected that of its id, got 3"),
        ({"chapter": 0}, "card 03-x-y: chapter: expected a whole number of at least 1"),
        ({"question": " "}, "card 03-x-y: question: expected a text, got ' '"),
        ({"reason": ""}, "card 03-x-y: reason: expected a text, got ''"),
        ({"answer": 3}, "card 03-x-y: answer: expected a text, got 3"),
        ({"links": []}, "card 03-x-y: links: expected a list of pages"),
        ({"links": ["page.html"]}, "card 03-x-y: links: expected pages such as"),
        ({"asked": "03_values"}, "card 03-x-y: asked: expected a page such as"),
        ({"asked": "chapters/03_values", "question": "$x$?"}, "question: expected no formula"),
        ({"anwser": "x"}, "card 03-x-y: anwser: expected no such field"),
    ],
)
def test_a_card_that_is_not_in_order_is_refused_by_name_and_field(change, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        parse(GOOD | change)


@pytest.mark.parametrize("field", ["chapter", "question", "answer", "reason", "links"])
def test_a_field_that_lacks_is_named(field):
    row = {key: value for key, value in GOOD.items() if key != field}
    with pytest.raises(ValueError, match=f"card 03-x-y: {field}: expected .* got [nN]one"):
        parse(row)


def test_cards_have_ids_of_their_own_and_stand_in_order():
    with pytest.raises(ValueError, match="card 03-x-y: id: expected a name of its own"):
        parse(GOOD, GOOD)
    with pytest.raises(ValueError, match="cards: chapter: expected rising chapters"):
        parse(GOOD, GOOD | {"id": "01-z", "chapter": 1})


@pytest.mark.parametrize("text", ["{", "[]", '{"cards": 1}', '{"rows": []}'])
def test_a_text_that_holds_no_cards_is_refused(text):
    with pytest.raises(ValueError, match="cards: expected"):
        recall.parse(text)


def test_an_unknown_number_or_card_is_refused_by_name():
    card = parse(GOOD | {"answer": "It is {no_such_number}."})[0]
    with pytest.raises(ValueError, match=r"card 03-x-y: answer: .* got \{no_such_number\}"):
        recall.filled(card)
    with pytest.raises(ValueError, match="id: expected the id of a card"):
        recall.find(CARDS, "09-x")


def test_the_chain_has_eleven_whole_rows():
    rows = json.loads(recall.read())["chain"]
    assert [row.fix for row in recall.chain()] == [row["fix"] for row in rows]
    for change, words in (
        (rows[:10], "chain: number of rows: expected a whole number of at least 11"),
        ([*rows[:10], rows[10] | {"why": ""}], "chain row 11: why: expected a text"),
        ([*rows[:10], {"failure": "x"}], "chain row 11: fix: expected a text"),
    ):
        with pytest.raises(ValueError, match=words):
            recall.chain(json.dumps({"chain": change}))


def test_the_file_keeps_its_schema():
    folder = resources.files("whynn") / "data_files"
    schema = json.loads((folder / "recall.schema.json").read_text(encoding="utf-8"))
    data = json.loads(recall.read())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema)
    data["cards"][0]["reason"] = " "
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema)


def test_the_cards_are_found_from_an_installed_package_without_anything_but_numpy():
    code = (
        "import sys; from whynn import recall; assert len(recall.load()) >= 60;"
        "assert not {'torch', 'matplotlib', 'scipy', 'ipywidgets'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
