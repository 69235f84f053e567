"""A number in prose leads to the cell that shows it, and nothing else in the text changes."""

import follow
import pytest
from docutils import nodes
from docutils.core import publish_doctree
from docutils.utils import new_document

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
    document, cells = new_document("page"), [p for p in parts if isinstance(p, dict)]
    for part in parts:
        if isinstance(part, dict):
            at = cells.index(part)
            box = nodes.container(nb_element="cell_code", cell_index=at, classes=["cell"])
            inner = nodes.container(nb_element="cell_code_source")
            inner += nodes.literal_block("", "".join(part["source"]))
            box += inner
            document += box
        else:
            document += publish_doctree(part, settings_overrides={"report_level": 5}).children
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


def test_what_was_printed_goes_before_code_and_code_before_a_figure():
    figure = code("figure", "Dial(\n    2.5)", view="Dial(angle=2.5)", tags=["hide-input"])
    setting = code("set", 'angle = 2.5  # not 3.75\nname = "7.25"')
    printing = code("print", "print(angle)", "2.5")
    assert links(page(printing, setting, figure, "2.5")) == [("2.5", "#cell-print")]
    document = page(setting, figure, "So 2.5 it is, not 3.75 or 7.25.")
    assert links(document) == [("2.5", "#cell-set")]
    assert said(document) == ["set in the cell above: `angle = 2.5  # not 3.75`"]
    document = page("At 2.5.", figure)
    assert said(document) == ["shown by the figure or question below: `Dial(`"]


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
    text = "See Cover 1965. In 1966.\n\n"
    listed = "Sources\n-------\n\nT. Cover (1965), On cuts. 1966."
    top = "Title\n=====\n\nx\n\nPart\n----\n\n"
    document = page(cell, top + text + listed)
    assert links(document) == [("1966", "#cell-c")]


def test_a_long_line_is_cut():
    cell = code("c", f"print({'x + ' * 30}0.25)", "0.25")
    [text] = said(page(cell, "It is 0.25."))
    assert len(text.split("`")[1]) <= follow.LONGEST and "…`" in text
