"""A fault is planted where it was said to be, or there is an error."""

import pytest
from whynn.grading.questions._planted import change


def test_each_fault_is_planted_after_the_one_before():
    assert change("a + b", ("+", "-"), ("- b", "- c")) == "a - c"


def test_a_fault_that_fits_nowhere_is_no_fault():
    with pytest.raises(ValueError, match=r"expected a part of the answer, got '\*'"):
        change("a + b", ("*", "-"))
