"""ShortAnswer: wrong and right, by mouse, touch and keyboard, and what is kept and what is not told."""

import json

import pytest
from cards import card, plain
from conftest import PHONE
from whynn.widgets import ShortAnswer

CHAPTER = "chapters/01_one_rule.html"
KEY = "whynn.answers"
# texts as authors write them, and a few that would break a careless page
CHOICE = ShortAnswer(
    "t-choice",
    """Which is the "score" of `x < y & z`, say $\\frac{1}{2}$ or '*w*'?""",
    options={
        "`w @ x`": 'Where is the "bias"? Look at the formula *s* = *w*·*x* + *b*.',
        "`w @ x + b` <b>bold</b>": "Yes: `b` is added & `w` is *not* squared.",
        '`</script>` or "`"': "It's a tag; a formula such as *L* = (ŷ − y)² has none.",
    },
    answer="`w @ x + b` <b>bold</b>",
)
NUMBER = ShortAnswer(
    "t-number",
    "The loss is *L* = ½(ŷ − y)². What is `L`, in “nats”?",
    number=-2.25,
    tolerance=0.005,
    unit='<i>"nats"</i>',
    reason="Half of `4.5` is <2.25>, & the sign is a 'minus'.",
    nudges={
        "high": 'Did you "halve" `ŷ − y` before squaring?',
        "low": "Halve it & look at <½>.",
        -4.5: "You forgot the `½`.",
    },
)
PUT = """async ([state, where]) => {
  const el = document.createElement('div'), model = new whynn.Model(state);
  document.querySelector(where).prepend(el);
  const leave = whynn.figures.short_answer.render({ model, el });
  return (globalThis.__put ??= []).push({ model, leave }) - 1;
}"""
STATE = "(i) => ['given', 'revealed'].map((k) => __put[i].model.get(k))"


def put(page, figure):
    """Set a card of our own on top of the page, and find it."""
    names = figure.trait_names(sync=True)
    state = {
        n: getattr(figure, n)
        for n in names
        if n[0] != "_" and n not in ("layout", "tabbable", "tooltip")
    }
    state.pop("comm", None)
    if not page.evaluate("Boolean(whynn.figures.short_answer)"):
        page.add_script_tag(url="../_static/widgets/short_answer.js")
    index = page.evaluate(PUT, [state, "article"])
    return card(page, figure.question), lambda: page.evaluate(STATE, index)


def check(box, given):
    """Give an answer, by option or by number, and have it checked."""
    if isinstance(given, int):
        box.locator(".fig-options input").nth(given).check()
    else:
        box.get_by_label("Your number").fill(given)
    box.get_by_role("button", name="Check").click()


def outcome(box):
    return box.locator("[role=status]").inner_text()


@pytest.fixture
def page(lesson):
    """A page with every answer forgotten."""
    lesson.page.evaluate(f"localStorage.removeItem('{KEY}')")
    yield lesson.page
    lesson.page.evaluate(
        "() => { for (const p of (globalThis.__put ?? []).splice(0)) p.leave(); }"
    )
    assert lesson.errors == []


def test_a_wrong_option_hears_its_reason_and_the_right_one_is_not_told(page):
    box, state = put(page, CHOICE)
    check(box, 2)
    assert outcome(box) == "Not yet."
    assert box.get_by_text(plain(CHOICE.reasons[2]), exact=True).is_visible()
    for other in (0, 1):
        assert not box.locator(".fig-why").nth(other).is_visible()
    assert box.locator(".fig-verdict").all_inner_texts() == ["", "", "✗ your answer"]
    assert box.locator(".fig-options input").nth(1).is_enabled()
    check(box, 0)
    assert box.locator(".fig-verdict").all_inner_texts() == ["✗ your answer", "", ""]
    check(box, 1)
    assert outcome(box) == "Right."
    assert box.locator(".fig-verdict").all_inner_texts() == ["", "✓ right", ""]
    assert box.locator(".fig-why:visible").all_inner_texts() == [plain(CHOICE.reasons[1])]
    assert state() == ["1", False]
    box.get_by_role("button", name="Try again").click()
    assert state() == ["", False] and outcome(box) == ""
    assert box.locator(".fig-options input:checked").count() == 0


def test_quotes_backticks_tags_and_formulas_are_shown_as_they_were_written(page):
    box, _ = put(page, CHOICE)
    assert box.locator(".fig-question").inner_text() == plain(CHOICE.question)
    assert box.locator(".fig-question code").inner_text() == "x < y & z"
    labels = box.locator(".fig-options label > span:first-of-type").all_inner_texts()
    assert labels[:2] == [plain(text) for text in CHOICE.options[:2]]
    assert labels[2] == '</script> or "`"'
    assert box.locator("b, script").count() == 0
    box, _ = put(page, NUMBER)
    check(box, "3")
    assert plain(NUMBER.high) in outcome(box)
    check(box, "-2.25")
    assert outcome(box).splitlines() == [
        f"Right. It is −2.25 {NUMBER.unit}.",
        "",
        plain(NUMBER.reason),
    ]


@pytest.mark.parametrize(
    ("given", "verdict", "why"),
    [
        ("3", "Not yet: too high.", NUMBER.high),
        ("-3", "Not yet: too low.", NUMBER.low),
        ("−4,5", "Not yet.", NUMBER.slip_nudges[0]),
        ("2.25", "Not yet.", "The size is right. Look at the sign."),
    ],
)
def test_a_wrong_number_hears_why_and_not_what(page, given, verdict, why):
    box, state = put(page, NUMBER)
    check(box, given)
    assert outcome(box).splitlines() == [verdict, "", plain(why)]
    assert "2.25" not in outcome(box)
    assert state() == [given, False]
    box.get_by_label("Your number").fill("-225e-2")
    box.get_by_label("Your number").press("Enter")
    assert outcome(box).startswith("Right. It is −2.25")
    assert box.get_by_label("Your number").is_disabled()


def test_the_key_is_told_to_who_asks_after_a_try(page):
    box, state = put(page, NUMBER)
    ask = box.get_by_role("button", name="Show the answer")
    assert ask.count() == 0 or not ask.is_visible()
    check(box, "3")
    ask.click()
    assert outcome(box).startswith("It is −2.25") and "you wrote 3." in outcome(box)
    assert state() == ["3", True]
    box, state = put(page, CHOICE)
    check(box, 0)
    box.get_by_role("button", name="Show the answer").click()
    assert outcome(box) == "The right one is marked."
    assert box.locator(".fig-why:visible").count() == 3
    assert box.locator(".fig-verdict").all_inner_texts() == ["✗ your answer", "✓ right", ""]


def test_a_card_says_what_is_missing_and_judges_nothing(page):
    box, state = put(page, NUMBER)
    for given, words in [
        ("", "Write a number first."),
        ("two", "That is not a number. Write one such as 0.5."),
    ]:
        check(box, given)
        assert box.locator(".fig-hint").inner_text() == words
        assert outcome(box) == "" and state() == ["", False]
    box, _ = put(page, CHOICE)
    box.get_by_role("button", name="Check").click()
    assert box.locator(".fig-hint").inner_text() == "Choose an answer first."


def test_it_works_by_keyboard_alone(page):
    box, _ = put(page, CHOICE)
    box.locator(".fig-options input").first.focus()
    for key in ("Space", "Tab", "Enter"):
        page.keyboard.press(key)
    assert outcome(box) == "Not yet."
    for key in ("Shift+Tab", "ArrowDown", "Tab", "Enter"):
        page.keyboard.press(key)
    assert outcome(box) == "Right."
    assert page.evaluate("document.activeElement.textContent") == "Try again"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.type") == "radio"


def test_it_is_named_and_spoken(page):
    box, _ = put(page, NUMBER)
    named = page.get_by_role("group", name=f"Short answer {plain(NUMBER.question)}")
    assert named.count() == 1
    check(box, "3")
    assert box.get_by_role("status").get_attribute("aria-live") == "polite"


def test_a_finger_can_answer(visit):
    one = visit(PHONE)
    page = one.open(CHAPTER)
    box, _ = put(page, CHOICE)
    for option, said in [(0, "Not yet."), (1, "Right.")]:
        box.locator(".fig-options label").nth(option).tap()
        button = box.get_by_role("button", name="Check")
        assert button.bounding_box()["height"] >= 44
        button.tap()
        assert outcome(box) == said
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert one.errors == []


def test_answers_are_kept_in_this_browser_apart_from_predictions(page):
    box, _ = put(page, NUMBER)
    check(box, "3")
    assert json.loads(page.evaluate(f"localStorage.getItem('{KEY}')")) == {
        "t-number": {"given": "3", "right": False, "revealed": False}
    }
    assert page.evaluate("localStorage.getItem('whynn.predictions')") is None
    page.evaluate("() => __put.pop().leave()")
    assert box.count() == 0
    box, state = put(page, NUMBER)
    assert outcome(box).startswith("Not yet: too high.")
    assert box.get_by_label("Your number").input_value() == "3"
    box.get_by_role("button", name="Show the answer").click()
    page.evaluate("() => __put.pop().leave()")
    box, state = put(page, NUMBER)
    assert state() == ["3", True] and outcome(box).startswith("It is −2.25")


@pytest.mark.parametrize(
    "spoil",
    [
        f"localStorage.setItem('{KEY}', '{{broken')",
        f"""localStorage.setItem('{KEY}', '{{"t-choice": {{"given": "9", "right": true, "revealed": true}}}}')""",
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }",
        "Storage.prototype.getItem = () => { throw new DOMException('no', 'SecurityError'); }",
    ],
    ids=["not JSON", "no such option", "full", "forbidden"],
)
def test_a_storage_that_fails_breaks_no_card(visit, spoil):
    one = visit()
    page = one.open(CHAPTER)
    page.evaluate(f"() => {{ {spoil} }}")
    box, state = put(page, CHOICE)
    assert state() == ["", False] and outcome(box) == ""
    check(box, 1)
    assert outcome(box) == "Right." and state() == ["1", False]
    assert one.errors == []
