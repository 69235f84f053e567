"""Formulas become MathML while the book is built."""

import formulas
import pytest
from bs4 import BeautifulSoup


def signs(tex, display=False):
    """The text of each part of the formula, in order."""
    soup = BeautifulSoup(formulas.mathml(tex, display), "html.parser")
    return [part.get_text() for part in soup.find_all(["mi", "mn", "mo", "mtext"])]


def test_a_formula_becomes_mathml():
    soup = BeautifulSoup(
        formulas.mathml(r"\frac{\partial L}{\partial w_1}", False), "html.parser"
    )
    assert [tag.name for tag in soup.find("mfrac").find_all(recursive=False)] == [
        "mrow",
        "mrow",
    ]
    assert soup.find("msub").get_text() == "w1"


def test_a_comma_between_digits_is_that_of_a_list():
    assert signs("s(0,0)+s(1,1)").count(",") == 2
    assert "".join(signs("65{,}504")) == "65,504"
    assert signs("1.5") == ["1.5"]


@pytest.mark.parametrize(
    "tex", [r"a &= b \\ &= c", "\\begin{split}a &= b \\\\ &= c\\end{split}"]
)
def test_lines_are_set_one_below_the_other(tex):
    soup = BeautifulSoup(formulas.mathml(formulas.displayed(tex), True), "html.parser")
    assert len(soup.find_all("mtr")) == 2


@pytest.mark.parametrize("tex", [r"\frac{1}", r"\nonsense x", "{"])
def test_what_is_not_tex_is_named(tex):
    with pytest.raises(formulas.FormulaError) as error:
        formulas.mathml(tex, False)
    assert repr(tex) in str(error.value)
