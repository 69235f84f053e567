"""What the questions share to judge: numbers with too few digits, knives, fits of a floor."""

import numpy as np
import pytest
from whynn.grading import bank, cli, judge
from whynn.grading.contract import Wrong
from whynn.grading.local import LocalStudent
from whynn.grading.questions import chain, floor
from whynn.grading.questions._floors import least
from whynn.grading.questions._verdicts import ends_inside, hit, knife


@pytest.mark.parametrize("got", [1.9, 1.87])
def test_the_right_number_with_too_few_digits_is_asked_for_more(got):
    with pytest.raises(Wrong, match="close: give more digits"):
        hit(got, 1.8667, "flop_ratio", "Divide.", rtol=1e-4)


@pytest.mark.parametrize(
    ("got", "said"),
    [
        (1.8, "is too small, though close: 1% is wanted, so give all its digits. Divide"),
        (1.0, "which is too small. Divide"),
        (3.0, "which is too large. Divide"),
        (np.inf, "is not a finite number"),
    ],
)
def test_another_number_hears_on_which_side_it_lies_and_where_to_look(got, said):
    with pytest.raises(Wrong, match=said):
        hit(got, 1.8667, "flop_ratio", "Divide.", rtol=0.01)


def test_a_count_that_is_off_by_one_is_not_asked_for_digits():
    with pytest.raises(Wrong, match=r"which is too large\. Count"):
        hit(42, 41, "counts", "Count.")


def test_a_tiny_number_with_too_few_digits_is_asked_for_more():
    with pytest.raises(Wrong, match="close: give more digits"):
        hit(6e-8, 5.96e-8, "smallest", "Halve.")


def test_neither_extreme_stands_at_an_end():
    rng = np.random.default_rng(0)
    for size in (4, 5, 8) * 20:
        values = rng.normal(size=size)
        mixed = ends_inside(rng, values)
        assert sorted(mixed) == sorted(values)
        assert not {mixed[0], mixed[-1]} & {values.min(), values.max()}


RIGHT_FIXES = [
    *((1, "hidden layer, trained"), (1, "a layer between inputs and output")),
    *((2, "not more layers: a bend between them"), (3, "He: variance 2 / inputs")),
    *((3, "divide by the square root of the inputs"), (4, "no hands: backpropagation")),
    *((4, "autograd"), (5, "random batches, all in turn"), (6, "not MSE but cross-entropy")),
    *((6, "-log p"), (7, "not sigmoid but ReLU"), (8, "not one step size but Adam")),
    *((8, "AdaGrad"), (9, "forecast with small networks"), (11, "L2")),
    *((10, "balance: fewer steps, more data"), (10, "more training data")),
]
WRONG_FIXES = [
    *((1, "train it longer"), (1, "more inputs"), (3, "init all the same")),
    *((1, "keep training the network"), (3, "spread the inputs"), (5, "all in one batch")),
    *((5, "a batch of all examples"), (10, "20 steps"), (10, "balance with longer steps")),
    *((3, "scale the inputs"), (5, "huge batch"), (5, "use every example in the batch")),
    *((6, "logarithm of the learning rate"), (6, "log-log plot")),
    *((8, "plain descent as optimizer"), (8, "more memory"), (9, "learning rate ramp")),
    *((9, "scaling the inputs"), (10, "20 epochs"), (10, "20 layers"), (11, "never stop")),
]


@pytest.mark.parametrize(("row", "words"), RIGHT_FIXES)
def test_a_fix_of_the_chain_is_known_by_its_words(row, words):
    student = LocalStudent({"fixes": {row: words}})
    assert chain._named(student, (row,)) is None


@pytest.mark.parametrize(("row", "words"), WRONG_FIXES)
def test_words_of_another_fix_or_of_the_failure_are_refused(row, words):
    with pytest.raises(Wrong, match="Think of"):
        chain._named(LocalStudent({"fixes": {row: words}}), (row,))


def test_half_a_dict_is_judged_by_the_half_that_is_there():
    said = reasons("02-collapse", by_hand={"W": 15.0, "b": ...})
    assert said["by_hand"] == "`by_hand['b']` is not written yet: fill it in"


def test_a_share_that_was_measured_is_not_asked_for_digits():
    with pytest.raises(Wrong, match="which is too large"):
        hit(0.3, 0.28, "rate", "Count.", rtol=0, atol=0.01)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (((1, 1), -0.5), r"expected three numbers \(w1, w2, b\), you gave \(\(1, 1\), -0.5\)"),
        ([1, 2], r"expected three numbers"),
        ([1, np.nan, 0], r"\(w1, w2, b\) has nan in it"),
        ([1, 0, np.inf], r"\(w1, w2, b\) has inf in it"),
    ],
)
def test_what_is_no_knife_is_told_what_one_is(value, said):
    with pytest.raises(Wrong, match=said):
        knife(value, "cut_for")


def reasons(question, **names):
    """What a learner hears who defines these names: the part's text and its reason."""
    results = judge.run(bank.find(question), LocalStudent(names), np.random.default_rng)
    return {r.text.split(":")[0]: r.reason for r in results}


def test_knobs_that_are_no_numbers_are_told_so_in_each_question_of_knives():
    nan = float("nan")
    said = reasons("01-tables", cut_for=lambda outputs: (nan, 1.0, 0.0))
    assert "(w1, w2, b) has nan in it" in said["AND, OR and NAND get a knife each"]
    said = reasons("01-rosenblatt", rosenblatt=lambda X, y, n: (np.zeros(X.shape[1]), nan, [0]))
    assert "(w, b), has nan in it" in said["the rule finds a knife for points that have one"]
    said = reasons("01-proof", decide=lambda X, y: {"knife": [nan] * 3, "shares": None})
    assert "has nan in it" in said["decide finds a knife where there is one"]


def test_a_set_is_told_to_be_a_list_and_a_missing_return_to_be_one():
    said = reasons("01-tables", cut_for=lambda outputs: None, impossible={(0, 1, 1, 0)})
    assert "give a list" in said["impossible lists the tables that no knife gives"]
    for part in (
        "AND, OR and NAND get a knife each",
        "cut_for says None where no knife exists",
    ):
        assert "ends without `return`" in said[part]


@pytest.mark.parametrize(
    ("count", "weighted", "finer", "accepted"),
    [
        (1001, True, 1, True),
        (4001, True, 1, True),
        (20001, True, 1, True),
        (101, True, 4, True),
        (1001, False, 1, False),
        (4001, False, 1, False),
        (20001, False, 1, False),
        (101, False, 4, False),
    ],
)
def test_each_way_to_fit_a_floor_has_one_verdict(count, weighted, finer, accepted):
    for seed in range(4):
        rng, own, possible = np.random.default_rng(seed), 0.0, 0.0
        for _ in range(10):
            y, smallest = floor._telling(rng)
            own += least(floor.SIZES, y, weighted, count, finer)
            possible += smallest
        assert (own <= 1.01 * possible) == accepted


def test_an_exponent_below_0_hears_of_its_sign_first():
    said = reasons("05-floor", line=lambda x, y: (1.0, -0.2), fit=lambda x, y: (1.0, -0.2, 0.0))
    for part in (
        "line fits a straight line in the logs",
        "fit finds the law behind clean losses",
    ):
        assert "below 0: mend its sign first" in said[part]


def test_a_file_that_is_no_notebook_has_the_status_2(tmp_path, capsys):
    path = tmp_path / "01_one_rule.ipynb"
    path.write_text("hello", encoding="utf-8")
    assert cli.main(["grade", str(path)]) == 2
    assert "it is not JSON" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("question", "names", "part"),
    [
        ("05-ramp", {"floor_share": 0.92}, "floor_share is the part of the loss that nothing"),
        ("05-ramp", {"flop_ratio": 1.87}, "flop_ratio compares the two training runs"),
        ("03-step", {"loss_after": 30.80}, "loss_after"),
        ("03-saturation", {"steepest": -0.69}, "steepest"),
    ],
)
def test_an_honest_rounding_is_taken(question, names, part):
    assert [
        why for text, why in reasons(question, **names).items() if text.startswith(part)
    ] == [""]
