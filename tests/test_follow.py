"""A number in prose leads to the cell that shows it, and nothing else in the text changes."""

import evidence
import follow
import pytest
from docutils import nodes
from docutils.core import publish_doctree

VIEW = "application/vnd.jupyter.widget-view+json"


def code(name, source, printed="", view="", tags=()):
    """A code cell as a notebook stores it."""
    outputs = [{"output_type": "stream", "name": "stdout", "text": [printed]}]
    if view:
        outputs = [{"output_type": "execute_result", "data": {VIEW: {}, "text/plain": [view]}}]
    tagged = {"tags": list(tags)}
    return {"id": name, "source": [source], "outputs": outputs, "metadata": tagged}


def page(*parts):
    """The page made of reStructuredText and code cells, with its numbers followed."""
    cells = [part for part in parts if isinstance(part, dict)]
    marks = [f".. container:: c{cells.index(p)}\n\n   x" if p in cells else p for p in parts]
    quiet = {"report_level": 5, "doctitle_xform": False}
    document = publish_doctree("\n\n".join(marks), settings_overrides=quiet)
    for at, box in enumerate(document.findall(nodes.container)):
        box.attributes.update(nb_element="cell_code", cell_index=at, classes=["cell"])
        box.children[:] = [nodes.literal_block("", "".join(cells[at]["source"]))]
        box[0].parent = box
    text = document.astext()
    follow.follow(document, {"cells": cells})
    assert document.astext() == text
    return document


def links(document):
    """What each link stands around, and where it leads."""
    return [(n.astext(), n["href"]) for n in document.findall(follow.ran)]


def said(document):
    return [n["said"] for n in document.findall(follow.ran)]


STEP = code("step", "loss = f(w)\nprint(loss)", "loss after 30.8025\n")


def test_a_number_leads_to_the_cell_that_printed_it():
    document = page(STEP, "It rose to 30.8025, from 3 to 4.")
    assert links(document) == [("30.8025", "#cell-step")]
    assert said(document) == ["computed by the cell above: `print(loss)` gave 30.8025"]
    cell = next(document.findall(nodes.container))
    assert cell["ids"] == ["cell-step"]


def test_the_nearest_cell_before_wins_then_the_nearest_after():
    one, two, three = (code(name, "print(x)", "0.25") for name in ("one", "two", "three"))
    assert links(page(one, two, "Now 0.25.", three)) == [("0.25", "#cell-two")]
    document = page("Soon 0.25.", one, two)
    assert links(document) == [("0.25", "#cell-one")]
    assert said(document) == ["computed by the cell below: `print(x)` gave 0.25"]


def test_what_was_printed_goes_before_code_and_figures_and_folded_code_are_not_seen():
    figure = code("figure", "Dial(\n    2.5)", view="Dial(angle=2.5)")
    folded = code("folded", "size = 2.5", tags=["hide-input"])
    setting = code("set", 'angle = 2.5  # not 3.75\nname = "7.25"')
    printing = code("print", "print(angle)", "2.5")
    assert links(page(printing, setting, figure, "2.5")) == [("2.5", "#cell-print")]
    document = page(setting, folded, "So 2.5 it is, not 3.75 or 7.25.")
    assert links(document) == [("2.5", "#cell-set")]
    assert said(document) == ["set in the cell above: `angle = 2.5 # not 3.75`"]
    assert links(page("At 2.5.", folded, code("f", "dial", view="Dial(angle=2.5)"))) == []


def test_code_of_the_same_section_goes_before_what_another_prints():
    title, other = "Title\n=====\n\nOne\n---\n\nx", "Two\n---\n\nx"
    far, near = code("far", "print(n)", "12345 0.25"), code("near", "train(steps=12_345)")
    document = page(title, far, other, near, "It takes 12,345 steps, to 0.25.")
    assert links(document) == [("12,345", "#cell-near"), ("0.25", "#cell-far")]


def test_a_common_number_is_followed_in_its_own_section_alone():
    title, other = "Title\n=====\n\nOne\n---\n\nx", "Two\n---\n\nx"
    cell = code("far", "print(n)", "0.1 256 5000 1e-6 20% 0.25 1024")
    numbers = "0.1, 256, 5,000, 10^-6, 20%, 0.25 and 1,024."
    assert len(links(page(title, cell, numbers, other))) == 7
    assert [text for text, _ in links(page(title, cell, other, numbers))] == ["0.25", "1,024"]


def test_code_does_not_prove_a_fact_that_was_read():
    assert links(page(code("c", "n = 175"), "It has 175 billion.")) == []
    assert links(page(code("c", "print(n)", "175"), "It has 175 billion.")) == [
        ("175", "#cell-c")
    ]


def test_the_print_is_named_that_gave_the_line():
    source = 'print(f"loss {a:.4f}")\nprint(f"{b:.1f} times as wrong")\nprint(f"after {c:.2f}")'
    printed = "loss 30.8025\n13.7 times as wrong\nafter 2.25"
    document = page(code("c", source, printed), "30.8025; 13.7")
    assert [text.split("`")[1] for text in said(document)] == source.splitlines()[:2]
    assert said(page(code("c", "2 + 0.25", "2.25"), "2.25")) == [
        "computed by the cell above: `2 + 0.25` gave 2.25"
    ]


def test_a_part_of_a_number_is_not_a_number():
    cell = code("c", "print(x)", "12.25 and 1.250 and 0x225 and v2.25a")
    assert links(page(cell, "It is 2.25, or 12.2, 25.0 or 225.")) == []
    assert links(page(code("c", "print(x)", "2.25"), "Not 12.25, v2.25a or 2.250.")) == []


@pytest.mark.parametrize(
    "text",
    [
        "``2.25`` is code.",
        "`2.25 <https://example.org>`_ is a link.",
        "The 2.25 of it\n==============\n\nText.\n\nThe 2.25 in it\n--------------\n\nMore.",
        "::\n\n   2.25",
        ":math:`w = 2.25`",
        "Under CC BY 4.0.",
    ],
)
def test_code_links_headings_names_and_formulas_stay(text):
    cell = code("c", "print(x)", "2.25 and 4.0")
    assert links(page(cell, text)) == []


def test_a_formula_that_is_one_number_becomes_a_link():
    cell = code("c", "print(x)", "-4.55, 9.5e-07 and 12.5%")
    text = r":math:`-4.55`, :math:`9.5\times10^{-7}`, :math:`12.5\%` and :math:`x = 4.55`."
    document = page(cell, text)
    assert links(document) == [
        ("-4.55", "#cell-c"),
        (r"9.5\times10^{-7}", "#cell-c"),
        (r"12.5\%", "#cell-c"),
    ]
    assert all(isinstance(n[0], nodes.math) for n in document.findall(follow.ran))


def test_the_spelling_may_differ_and_the_minus_is_taken_along():
    cell = code("c", "print(x)", "-4.55, 9.5e-07, 65536, 2.9%")
    found = links(page(cell, "Now −4.55, 9.5×10⁻⁷, 65,536 and 2.9 %; or 3-4.55."))
    assert [text for text, _ in found] == ["−4.55", "9.5×10⁻⁷", "65,536", "2.9 %", "4.55"]


def test_a_number_twice_in_a_paragraph_is_one_stop():
    document = page(STEP, "30.8025 is 30.8025.\n\nAnd 30.8025.")
    assert [n["stop"] for n in document.findall(follow.ran)] == [True, False, True]


def test_a_table_is_linked_but_for_its_head():
    rule = "=======  =======\n"
    table = f"{rule}30.8025  b\n{rule}30.8025  x\ny        30.8025\n{rule}"
    document = page(STEP, table)
    assert len(links(document)) == 2
    assert [n["stop"] for n in document.findall(follow.ran)] == [True, False]


def test_the_sources_and_the_years_of_their_works_stay():
    cell = code("c", "print(x)", "1965 and 1966")
    top = "Title\n=====\n\nPart\n----\n\nSee Cover 1965. In 1966."
    listed = "Sources\n-------\n\nT. Cover (1965), On cuts. 1966."
    document = page(top, cell, listed)
    assert links(document) == [("1966", "#cell-c")]


def test_a_long_line_is_cut():
    cell = code("c", f"print({'x + ' * 30}0.25)", "0.25")
    [text] = said(page(cell, "It is 0.25."))
    assert len(text.split("`")[1]) <= evidence.LONGEST and "…`" in text
