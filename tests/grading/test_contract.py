"""Values of any kind are read, compared, shown and carried across without harm."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whynn.grading import scan, wire
from whynn.grading.contract import (
    Handle,
    NotWritten,
    Question,
    Student,
    Wrong,
    as_array,
    as_number,
    close,
    show,
)
from whynn.grading.questions._verdicts import one_place

leaves = st.none() | st.booleans() | st.floats() | st.text(max_size=5)
leaves |= st.integers(-(2**63), 2**64 - 1) | st.just(...)
plain = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=3) | st.integers(0, 9), inner, max_size=3)
    ),
    max_leaves=8,
)


class Namespace(Student):
    """A student whose namespace is a dict of plain data."""

    def __init__(self, **values):
        self.values = values

    def fetch(self, name):
        return self.values.get(name, ...)


def alike(one, other) -> bool:
    """Equal, with NaN equal to itself and types the same."""
    return repr(one) == repr(other)


@given(plain)
def test_plain_data_comes_back_as_it_went(value):
    clean = json.loads(json.dumps(wire.encode(value)))
    back = wire.decode(clean)
    assert alike(back, value)


@pytest.mark.parametrize("dtype", [bool, np.int8, np.int64, np.uint64, np.float32, np.float64])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3), (1, 2, 1)])
def test_an_array_comes_back_with_its_shape_and_numbers(dtype, shape):
    value = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)
    back = wire.decode(json.loads(json.dumps(wire.encode(value))))
    assert back.shape == shape and back.dtype.kind == value.dtype.kind
    np.testing.assert_array_equal(back, value)


@pytest.mark.parametrize(
    "value",
    [object(), 1j, 2**64, {1.5: 1}, {None: 1}, {1, 2}, b"x", np.array(["a"]), np.array([1j])],
)
def test_what_is_no_plain_data_is_refused(value):
    with pytest.raises(wire.Refused):
        wire.encode(value)


def test_what_is_too_large_is_refused_at_once():
    deep = []
    for _ in range(10**4):
        deep = [deep]
    views = np.broadcast_to(1.0, (10**9, 10**9)), np.ones((1,) * 20)
    for value in (deep, [0] * 10**6, "x" * 10**6, *views):
        with pytest.raises(wire.Refused):
            wire.encode(value)


@pytest.mark.parametrize(
    "data",
    [
        {"x": 1},
        {},
        {"a": 1},
        {"a": ["<f8", [2], "AAAA"]},
        {"a": ["|O", [1], ""]},
        {"a": ["<f8", [10**18], ""]},
        {"a": ["<f8", [-1], ""]},
        {"a": ["<f8", [1] * 40, "AAAAAAAA8D8="]},
        {"a": ["<f8", [1], "?" * 12]},
        {"h": [1, "f"]},
        {"h": "f"},
        {"d": [[1.5, 2]]},
        {"d": [[1]]},
        {"d": {"a": 1}},
        {"t": 3},
        [[[[[[[[[[1]]]]]]]]]],
        2**70,
        [0] * 300_000,
    ],
)
def test_a_forged_message_is_refused(data):
    with pytest.raises(wire.Refused):
        wire.decode(data)


def test_a_forged_handle_cannot_name_what_was_not_kept():
    for inside in ([-1, "f"], [True, "f"], [10**9, "f"], [1, 2], ["1", "f"]):
        with pytest.raises(wire.Refused):
            wire.decode({"h": inside}, Handle)


@pytest.mark.parametrize("value", ["1", True, [1.0, 2.0], {}, Handle(0), np.array([True])])
def test_what_is_no_number_is_told_to_be_none(value):
    with pytest.raises(Wrong, match="expected a number"):
        as_number(value, "x")


@pytest.mark.parametrize("value", [[[1], [1, 2]], "ab", {"a": 1}, [None, 1], Handle(0), ["a"]])
def test_what_is_no_array_is_told_to_be_none(value):
    with pytest.raises(Wrong, match="x: expected"):
        as_array(value, (2,), "x")


def test_a_wrong_shape_is_told_with_both_shapes():
    with pytest.raises(Wrong, match=r"expected shape \(any, 2\), you gave shape \(3,\)"):
        as_array([1, 2, 3], (None, 2), "x")
    assert as_array([[1, 2]], (None, 2), "x").shape == (1, 2)


@pytest.mark.parametrize("got", [np.nan, [np.nan, 1.0], np.inf, [1.0, -np.inf]])
def test_nan_and_infinity_are_never_close(got):
    expected = np.nan if np.ndim(got) == 0 else [np.nan, 1.0]
    with pytest.raises(Wrong):
        close(got, expected, "x")


def test_close_names_the_first_entry_that_is_off_and_where_to_look():
    with pytest.raises(Wrong, match=r"x\[1, 0\]: expected 3\.0, you gave 4\.0 \(2 of 4 .*Look"):
        close([[1, 2], [4, 5]], [[1, 2], [3, 4]], "x", look="Look at the sign.")
    assert close([1.0, 2.0 + 1e-9], [1, 2], "x") is None


def test_two_numbers_that_look_alike_are_shown_in_full():
    with pytest.raises(Wrong, match=r"expected 1\.0000001, you gave 1\.0000002"):
        close(1.0000002, 1.0000001, "x", rtol=1e-9)


@given(plain)
def test_any_value_is_shown_in_one_short_line(value):
    text = show(value)
    assert len(text) <= 80 and "\n" not in text


def test_marks_that_turn_the_text_round_are_not_shown_raw():
    assert "\u202e" not in show("\u202eabc") and "\x1b" not in show("\x1b[2J")


def test_a_namespace_is_read_in_the_form_that_was_asked_for():
    s = Namespace(
        a=" yes ", n=[1, 2], t={"x": 1, "y": ...}, f=Handle(0), extra={"x": 1, "z": 2}
    )
    assert s.choice("a", ["Yes", "No"]) == "Yes"
    assert s.text("a") == "yes"
    assert s.array("n", (2,)).tolist() == [1, 2]
    assert s.table("extra", ["x", "z"]) == {"x": 1, "z": 2}
    for read, said in (
        (lambda: s.get("f"), "you gave a function"),
        (lambda: s.choice("a", ["No"]), "expected one of 'No'"),
        (lambda: s.text("n"), "expected text in quotes"),
        (lambda: s.number("a"), "the quotes make it text"),
        (lambda: s.table("extra", ["x"]), "was not asked for"),
        (lambda: s.table("n", ["x"]), "expected a dict"),
        (lambda: s.table("extra", ["w"]), "has no entry 'w'"),
        (lambda: s.call(3), "expected a function"),
    ):
        with pytest.raises(Wrong, match=said):
            read()
    for read in (lambda: s.number("b"), lambda: s.table("t", ["x", "y"])):
        with pytest.raises(NotWritten, match="not written yet"):
            read()


def test_a_question_has_a_known_level_and_three_hints():
    good = dict(title="t", level="easy", minutes=5, names=(), mutants=(), alternatives=())
    with pytest.raises(ValueError, match="hints: expected exactly three, got 1"):
        Question("01-x", hints=("a",), **good)
    with pytest.raises(ValueError, match="level: expected one of"):
        Question("01-x", hints=("a", "b", "c"), **good | {"level": "mad"})


@pytest.mark.parametrize(
    ("code", "name", "bound"),
    [
        ("w = 1", "w", True),
        ("(w, b) = 1, 2", "b", True),
        ("w: float = 3", "w", True),
        ("w += 1", "w", True),
        ("def w(x): pass", "w", True),
        ("def f(w=1): pass", "w", False),
        ("print(w, end='')", "w", False),
        ("w == 1", "w", False),
        ("  w = 1", "w", False),
        ("# w = 1", "w", False),
        ("weight = 1", "w", False),
    ],
)
def test_the_scan_sees_which_names_a_cell_binds(code, name, bound):
    assert scan.binds(code, name) is bound


@pytest.mark.parametrize(
    "code",
    [
        "import torch",
        "import numpy, torch.nn as nn",
        "from torch import (\n    nn,\n)",
        "if True:\n    import torch as t",
        "t = __import__('torch')",
        "import importlib\nimportlib.import_module('torch')",
    ],
)
def test_the_scan_sees_a_shortcut_however_it_is_imported(code):
    assert scan.shortcuts(["x = 1", code], range(2), ["torch"])
    assert scan.shortcuts([code], range(1), ["torchvision", "tor"]) == []


def test_an_import_in_another_section_counts_where_its_name_is_used():
    cells = ["check('01-a')", "import torch as t", "check('01-b')", "x = 1", "check('01-c')"]
    found = {
        name: scan.shortcuts(cells, scan.section(cells, name), ["torch"])
        for name in ("01-a", "01-b", "01-c")
    }
    assert found == {"01-a": [], "01-b": ["torch in cell 2"], "01-c": []}
    cells[3] = "x = t.ones(1)"
    assert scan.shortcuts(cells, scan.section(cells, "01-c"), ["torch"]) == ["torch in cell 2"]


def test_a_path_of_one_row_is_told_from_one_that_moves():
    one_place(np.array([[1.0, 2.0], [1.0, 2.0], [0.5, 2.0]]), "walk")
    with pytest.raises(Wrong, match="all rows of the result of walk are the same"):
        one_place(np.ones((3, 2)), "walk")
