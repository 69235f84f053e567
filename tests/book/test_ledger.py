"""Each claim of the ledger has its verdict, its links lead somewhere, its numbers are held."""

import ast
import importlib
import re

import house
import pytest
from docutils.nodes import make_id
from numbers_in_prose import cited, must_be_proven, numbers
from whynn import claims
from whynn.facts import FACTS

ROWS = claims.load()
FAULTY = claims.corrections(ROWS)
FAMOUS = ["3.2.7", "6.3.1", "6.3.12", "6.4.12", "4.2.5", "1.1.11"]
FILES = sorted((house.ROOT / "tests").glob("test_claims_*.py"))
TREES = {path.name: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
PAGE = (house.ROOT / "corrections.md").read_text(encoding="utf-8")


def every_test():
    """Every test of a claim, with the file it stands in."""
    for name, tree in TREES.items():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield name, node


def heard(names, tree):
    """The parts of a file that these functions reach, themselves first."""
    top = {}
    for node in tree.body:
        targets = getattr(node, "targets", [])
        for name in [getattr(node, "name", None), *(getattr(t, "id", None) for t in targets)]:
            top[name] = node
    found, waiting = {}, list(names)
    while waiting:
        name = waiting.pop()
        if name in top and name not in found:
            found[name] = top[name]
            waiting += [n.id for n in ast.walk(top[name]) if isinstance(n, ast.Name)]
    return found.values()


def held_by_tests(id):
    """The numbers that the tests of a claim write down; docstrings hold nothing."""
    part, values = f"_{id.replace('.', '_')}_", []
    for name, tree in TREES.items():
        own = [t.name for file, t in every_test() if file == name and part in t.name]
        for node in heard(own, tree):
            docstring = ast.get_docstring(node, clean=False) if hasattr(node, "body") else None
            for leaf in ast.walk(node):
                value = getattr(leaf, "value", None)
                if not isinstance(leaf, ast.Constant) or value == docstring:
                    continue
                if isinstance(value, str):
                    values += [float(n.rstrip("%")) for n in numbers(value)]
                elif isinstance(value, (int, float)) and not isinstance(value, bool):
                    values.append(float(value))
    return values


def held(number, values):
    """Whether one of the values, rounded to the digits of ``number``, is that number."""
    percent = number.endswith("%")
    mantissa, _, power = number.rstrip("%").partition("e")
    digits, scale = len(mantissa.partition(".")[2]), 10.0 ** int(power or 0)
    for value in values:
        sizes = (100 * value, value) if percent else (value,)
        if any(
            f"{size / scale:.{digits}f}" == f"{float(mantissa):.{digits}f}" for size in sizes
        ):
            return True
    return False


def facts_of(claim):
    return [float(FACTS[k].value) for k in claim.facts if not isinstance(FACTS[k].value, str)]


def spelled(*texts):
    """The numbers of these sentences; "70 billion" is 70e9, and a year is no number."""
    text = " ".join(texts)
    for word, zeros in (("million", 6), ("billion", 9), ("trillion", 12)):
        text = re.sub(rf"(\d[\d.,]*) {word}", rf"\1×10^{zeros}", text)
    text = re.sub(r"\b\d\.\d\.\d{1,2}\b", "", text)  # the id of another claim
    found = numbers(text) - set(re.findall(r"\b(?:19|20)\d\d\b", text))
    return sorted(n for n in found if len(n) > 1)


def test_210_rows_have_a_verdict_and_55_are_wrong_or_imprecise():
    assert len(ROWS) == 210
    assert {c.verdict for c in ROWS} == set(claims.VERDICTS)
    counts = [sum(c.verdict == verdict for c in ROWS) for verdict in claims.VERDICTS]
    assert counts == [91, 64, 32, 23]
    assert len(FAULTY) == 55
    assert [c.id for c in FAULTY][:6] == FAMOUS


@pytest.mark.parametrize("claim", FAULTY, ids=lambda c: c.id)
def test_a_wrong_or_imprecise_claim_has_one_test_and_it_is_the_one_named(claim):
    start = f"test_claim_{claim.id.replace('.', '_')}_"
    assert [t.name for _, t in every_test() if t.name.startswith(start)] == [claim.test]


def test_every_test_that_a_row_names_exists():
    known = {t.name for _, t in every_test()}
    assert {c.test for c in ROWS if c.test} - known == set()


@pytest.mark.parametrize("claim", FAULTY, ids=lambda c: c.id)
def test_the_numbers_of_a_correction_are_those_that_its_test_holds(claim):
    values = held_by_tests(claim.id) + facts_of(claim)
    lacking = [n for n in spelled(claim.right, claim.measured) if not held(n, values)]
    assert lacking == []


@pytest.mark.parametrize("claim", [c for c in ROWS if c not in FAULTY], ids=lambda c: c.id)
def test_the_numbers_of_any_other_row_are_held_by_a_test_a_cell_or_a_fact(claim):
    values = facts_of(claim) + (held_by_tests(claim.id) if claim.test else [])
    shown = cells_of(claim.shown) if claim.shown else set()
    said = claim.claim if claim.verdict == "right" else ""
    texts = spelled(said, claim.right, claim.measured)
    texts = [n for n in texts if must_be_proven(n)]
    assert [n for n in texts if n not in shown and not held(n, values)] == []


def cells_of(shown):
    """The numbers that the cells of the chapter show."""
    cells = house.load(house.ROOT / f"{shown.partition('#')[0]}.ipynb")["cells"]
    texts = []
    for cell in cells:
        if cell["cell_type"] == "code":
            texts.append(house.source(cell))
            for output in cell["outputs"]:
                texts += output.get("text", ""), output.get("data", {}).get("text/plain", "")
    return numbers("\n".join("".join(text) for text in texts)) | cited()


@pytest.mark.parametrize("shown", sorted({c.shown for c in ROWS if c.shown}))
def test_a_link_to_a_chapter_names_one_of_its_headings(shown):
    path, _, heading = shown.partition("#")
    notebook = house.load(house.ROOT / f"{path}.ipynb")
    texts = [house.source(c) for c in notebook["cells"] if c["cell_type"] == "markdown"]
    titles = re.findall(r"^#+ (.+)$", "\n".join(texts), re.MULTILINE)
    assert [make_id(title) for title in titles].count(heading) == 1


@pytest.mark.parametrize("use", sorted({u for c in ROWS for u in c.uses}))
def test_a_function_that_a_row_names_is_public(use):
    module, _, name = use.partition(".")
    assert callable(getattr(importlib.import_module(f"whynn.{module}"), name))


def test_only_a_correction_is_looked_up_by_its_words_and_no_two_by_the_same():
    phrases = [phrase for claim in FAULTY for phrase in claim.phrases]
    assert len(phrases) == len(set(phrases)) >= len(FAMOUS)
    assert {c.id for c in ROWS if c.phrases} <= {c.id for c in FAULTY}
    assert all(c.phrases for c in FAULTY[: len(FAMOUS)])


def test_a_source_is_listed_on_the_page_or_in_a_chapter():
    listed = PAGE.partition("## Sources")[2]
    for path in house.paths("chapters"):
        texts = [house.source(c) for c in house.load(path)["cells"]]
        listed += "\n".join(texts).partition("## Sources")[2]
    for claim in ROWS:
        for name, year in re.findall(r"([A-Z]\w+)(?: et al\.| and \w+) (\d{4})", claim.source):
            assert re.search(rf"{name}.*\({year}\)", listed), f"{claim.id}: {name} {year}"


def test_what_was_not_checked_says_no_source_and_shows_no_number():
    unchecked = [c for c in ROWS if c.basis == "unchecked"]
    assert unchecked
    for claim in unchecked:
        assert re.search(r"\b(19|20)\d\d\b", claim.right + claim.measured) is None, claim.id


@pytest.mark.parametrize(
    ("number", "values", "verdict"),
    [
        ("30.8025", [30.8025], True),
        ("30.8025", [30.81], False),
        ("22.9%", [22.88], True),
        ("53.7%", [0.537], True),
        ("1.8e-5", [1.83e-5], True),
        ("1.8e-5", [1.9e-5, 1.8], False),
        ("1875", [1875.0], True),
    ],
)
def test_a_number_is_held_by_one_that_rounds_to_it(number, values, verdict):
    assert held(number, values) is verdict
