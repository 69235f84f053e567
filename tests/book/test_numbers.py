"""Every number in prose was computed on its page, or is a cited fact."""

import house
import pytest
from numbers_in_prose import cited, numbers, unproven


def named(path):
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", house.paths("chapters") + house.paths("solutions"), ids=named)
def test_every_number_in_prose_is_shown_by_a_cell(path):
    assert unproven(house.load(path)) == []


@pytest.mark.parametrize("path", house.paths("exercises"), ids=named)
def test_every_number_in_an_exercise_is_shown_by_a_cell_of_its_solution(path):
    solution = house.load(house.ROOT / "solutions" / path.name)
    assert unproven(house.load(path), solution) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"$9.5\times10^{-7}$", {"9.5e-7"}),
        ("9.5×10⁻⁷ and 9.5e-07", {"9.5e-7"}),
        ("65,536 or 65_536 or $65{,}536$", {"65536"}),
        (r"from $87.5\%$ to 2.9 %", {"87.5%", "2.9%"}),
        ("(0, 1), x2, fp16, s(0,0)", {"0", "1"}),
        ("−1.5 and -1.50.", {"1.5", "1.50"}),
        ("below $10^{-3}$ and 10^6", {"1e-3", "1e6"}),
        ("a list [1, 300, 20]", {"1", "300", "20"}),
    ],
)
def test_one_number_is_found_in_all_its_spellings(text, found):
    assert numbers(text) == found


def test_a_number_that_nothing_shows_is_reported():
    cells = [
        {"cell_type": "markdown", "source": ["It fell to 0.123, then to 0.5, below 7."]},
        {"cell_type": "code", "source": ["print(1 / 2)"], "outputs": [{"text": ["0.5\n"]}]},
    ]
    assert unproven({"cells": cells}) == ["cell 0: 0.123 is shown by no cell"]


def test_a_cited_fact_needs_no_cell():
    assert {"175", "175000000000", "1958", "1.69"} <= cited()


def test_a_cited_year_must_be_in_the_sources():
    cells = [{"cell_type": "markdown", "source": ["So said Cover 1965 and Nobody 1966.\n"]}]
    listed = {"cell_type": "markdown", "source": ["## Sources\n* T. Cover (1965), On cuts."]}
    assert unproven({"cells": [*cells, listed]}) == ["cell 0: 1966 is shown by no cell"]
