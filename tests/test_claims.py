"""The ledger's loader: what it returns, and what it refuses and why."""

import json
import subprocess
import sys
from importlib import resources

import jsonschema
import pytest
from whynn import claims

ROWS = claims.load()
GOOD = {
    "id": "3.2.7",
    "verdict": "imprecise",
    "claim": "It falls.",
    "right": "It rises.",
    "measured": "2.25, then 30.8025.",
    "basis": "run",
    "test": "test_claim_3_2_7_the_worked_step",
    "place": 1,
}


def parse(*rows):
    return claims.parse(json.dumps({"claims": list(rows)}))


def folder():
    return resources.files("whynn") / "data_files"


def test_a_row_becomes_a_claim_and_what_does_not_apply_is_empty():
    (one,) = parse(GOOD | {"uses": ["mlp.objective"]})
    assert (one.id, one.place, one.uses) == ("3.2.7", 1, ("mlp.objective",))
    assert (one.shown, one.source, one.facts) == ("", "", ())
    assert claims.anchor(one) == "claim-3-2-7"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": 3}, r"row 1: id: expected three numbers such as 3\.2\.7, got 3"),
        ({"verdict": "rihgt"}, r"row 1 \(3\.2\.7\): verdict: expected one of right, .*rihgt"),
        ({"basis": "felt"}, "basis: expected one of run, derived"),
        ({"claim": ""}, "claim: expected a text, got none"),
        ({"right": ""}, "right: expected a statement"),
        ({"right": 2}, "right: expected a text, got 2"),
        ({"measured": ""}, "measured: expected what came out"),
        ({"test": ""}, r"test: expected a name test_claim_3_2_7_\.\.\., got ''"),
        ({"test": "test_claim_3_2_8_x"}, "test: expected a name test_claim_3_2_7_"),
        ({"place": 0}, "place: expected a whole number of at least 1"),
        ({"place": 2}, r"expected places 1 to 1, each once, got \[2\]"),
        ({"verdict": "right"}, "place: expected a whole number of at least 0 and at most 0"),
        ({"shown": "chapter 3"}, "shown: expected one such as chapters/03_values#the-step"),
        ({"uses": "mlp.init"}, "uses: expected a list of texts"),
        ({"uses": ["numpy"]}, "uses: expected one such as mlp.objective, got 'numpy'"),
        ({"facts": ["gpt5_tokens"]}, "facts: expected keys of whynn.facts, got 'gpt5_tokens'"),
        ({"basis": "cited"}, "source: expected one if cited"),
        ({"basis": "unchecked", "source": "A book"}, "source: .* none if unchecked"),
        ({"verdcit": "right"}, "expected no key 'verdcit'"),
    ],
)
def test_a_row_that_is_not_in_order_is_refused_by_name(change, words):
    with pytest.raises(ValueError, match=words):
        parse(GOOD | change)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "claims: expected JSON text"),
        ("[]", "claims: expected JSON text"),
        ('{"rows": []}', "claims: expected JSON text"),
        ('{"claims": ["3.2.7"]}', "claims row 1: expected an object"),
    ],
)
def test_a_text_that_is_no_ledger_is_refused(text, words):
    with pytest.raises(ValueError, match=words):
        claims.parse(text)


def test_ids_rise_as_numbers_and_none_comes_twice():
    right = {"verdict": "right", "claim": "So.", "basis": "derived"}
    assert len(parse({"id": "1.1.9", **right}, {"id": "1.1.10", **right})) == 2
    for ids in (("1.1.10", "1.1.9"), ("1.1.9", "1.1.9")):
        with pytest.raises(ValueError, match="expected rising ids"):
            parse(*({"id": id, **right} for id in ids))


def test_an_unknown_id_is_refused():
    with pytest.raises(ValueError, match=r"id: expected the id of a claim .*got '9\.9\.9'"):
        claims.find(ROWS, "9.9.9")


def test_the_corrections_are_the_wrong_and_imprecise_ones_best_first():
    listed = claims.corrections(ROWS)
    assert [c.place for c in listed] == list(range(1, len(listed) + 1))
    assert {c.verdict for c in listed} == {"wrong", "imprecise"}
    others = set(ROWS) - set(listed)
    assert {c.verdict for c in others} == {"right", "right with a caveat"}


def test_the_file_keeps_its_schema():
    schema = json.loads((folder() / "claims.schema.json").read_text(encoding="utf-8"))
    ledger = json.loads((folder() / "claims.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(ledger, schema)
    ledger["claims"][0]["place"] = 3  # a right claim has none
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(ledger, schema)


def test_the_ledger_is_found_from_an_installed_package_without_anything_but_numpy():
    code = (
        "import sys; from whynn import claims; assert len(claims.load()) == 210;"
        "assert not {'torch', 'matplotlib', 'scipy', 'ipywidgets'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
