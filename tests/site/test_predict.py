"""The cards: every option of every card, numbers as people write them, and a storage that fails."""

import json

import pytest
from axe import load, settle, thin
from cards import CARDS, card, plain
from conftest import DESKTOP, OPENED, PHONE, SITE, THEMES
from figures import at_once
from playwright.sync_api import expect

KEY = "whynn.predictions"
CHAPTER = "chapters/01_one_rule.html"


def forget_all(page):
    """Forget every prediction, and mean it."""
    name = "Forget all: How well do you know what you know?"
    page.get_by_role("button", name=name).click()
    page.get_by_role("button", name="Forget", exact=True).click()


@pytest.fixture
def page(lesson):
    """Chapter 1 with every answer forgotten."""
    yield lesson.page
    forget_all(lesson.page)
    assert lesson.errors == []


def answer(box, given, sure="certain"):
    """Give an answer, by option or by number, and commit to it."""
    if isinstance(given, int):
        box.locator(".fig-options input").nth(given).check()
    else:
        box.get_by_label("Your number").fill(given)
    box.get_by_role("radio", name=sure).check(force=True)
    box.get_by_role("button", name="Commit").click()


def test_every_option_of_every_card_has_its_verdict_and_its_reason(page):
    asked = [c for c in page.evaluate(CARDS, "predict") if c["options"]]
    assert len(asked) >= 5
    for one in asked:
        box = card(page, one["question"])
        for i, reason in enumerate(one["reasons"]):
            answer(box, i)
            said = box.locator(".fig-outcome").inner_text()
            assert said.startswith("Right" if i == one["answer"] else "Not so"), one["card"]
            assert box.get_by_text(plain(reason), exact=True).is_visible()
            assert box.locator(".fig-verdict").nth(one["answer"]).inner_text() == "✓ right"
            box.get_by_role("button", name="Try again").click()


def test_a_number_is_right_in_any_spelling_and_wrong_elsewhere(page):
    one = next(c for c in page.evaluate(CARDS, "predict") if not c["options"])
    box = card(page, one["question"])
    for given, verdict in [
        ("14", "Right"),
        (" 14,0 ", "Right"),
        ("1.4e1", "Right"),
        ("13", "Not so"),
    ]:
        answer(box, given)
        said = box.locator(".fig-outcome").inner_text()
        assert said.startswith(verdict) and f"It is {one['shown']}" in said
        box.get_by_role("button", name="Try again").click()


def test_a_card_says_what_is_missing(page):
    number = card(
        page, next(c for c in page.evaluate(CARDS, "predict") if not c["options"])["question"]
    )
    number.get_by_role("button", name="Commit").click()
    assert number.locator(".fig-hint").inner_text() == "Write a number first."
    number.get_by_label("Your number").fill("many")
    number.get_by_role("button", name="Commit").click()
    assert (
        number.locator(".fig-hint").inner_text()
        == "That is not a number. Write one such as 0.5."
    )
    number.get_by_label("Your number").fill("14")
    number.get_by_label("Your number").press("Enter")
    assert number.locator(".fig-hint").inner_text() == "Say how sure you are."
    number.get_by_role("radio", name="certain").check(force=True)
    number.get_by_label("Your number").press("Enter")
    assert number.locator(".fig-outcome").inner_text().startswith("Right")
    number.get_by_role("button", name="Try again").click()
    choice = page.locator(".fig-card").first
    choice.get_by_role("button", name="Commit").click()
    assert choice.locator(".fig-hint").inner_text() == "Choose an answer first."


def test_a_card_works_by_keyboard_alone(page):
    box = page.locator(".fig-card").first
    box.locator(".fig-options input").first.focus()
    for key in ("Space", "Tab", "ArrowRight", "Tab", "Enter"):
        page.keyboard.press(key)
    assert box.locator(".fig-outcome").count() == 1
    assert "fairly sure" in box.locator(".fig-outcome").inner_text()
    box.get_by_role("button", name="Try again").press("Enter")
    for key in ("Space", "Tab", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(box.locator(".fig-outcome")).to_have_count(1)


@pytest.fixture
def closed(visit):
    """Chapter 1 as a new reader finds it."""
    one = visit()
    yield one.open(CHAPTER, kept_back=True)
    assert one.errors == []


def kept_after(page, name):
    """A card of chapter 1 and what is kept back after it."""
    one = next(c for c in page.evaluate(CARDS, "predict") if c["card"] == name)
    box = card(page, one["question"])
    kept = page.locator("div.cell", has=box).locator("xpath=following-sibling::div[1]")
    return one["answer"], box, kept


def shut(kept):
    """Whether it can neither be read nor reached, and says why."""
    held = kept.locator(":scope > div").first
    blurred = held.evaluate("e => getComputedStyle(e).filter").startswith("blur(10px)")
    bar = kept.get_by_text("Kept back until you commit.").count() == 1
    inert = held.evaluate("e => e.inert")
    assert blurred == bar == inert
    return inert


def test_what_follows_a_card_is_kept_back_until_the_reader_commits_or_asks(closed):
    right, box, kept = kept_after(closed, "01-best-cut")
    for part in ("Attempt A", "verdict", "Attempt C"):
        assert part in kept.inner_text()
    assert shut(kept)
    answer(box, right)
    assert not shut(kept)
    closed.reload()
    closed.wait_for_selector("html[data-figures=ready]")
    assert not shut(kept)
    box.get_by_role("button", name="Try again").click()
    assert shut(kept)
    kept.get_by_role("button", name="Show it, without a prediction").press("Enter")
    assert not shut(kept)
    expect(kept.locator(":scope > div").first).to_be_focused()
    answer(box, right)
    box.get_by_role("button", name="Try again").click()
    assert shut(kept)
    kept.get_by_role("button", name="Show it").click()
    # only this card's, and as long as the tab is open
    assert shut(kept_after(closed, "01-learning")[2])
    closed.reload()
    closed.wait_for_selector("html[data-figures=ready]")
    assert not shut(kept)


def test_what_is_kept_back_keeps_its_place_and_ends_before_a_heading_or_figure(closed):
    *_, kept = kept_after(closed, "01-best-cut")
    place = "e => [e.offsetTop, e.offsetHeight, document.documentElement.scrollHeight]"
    before = kept.evaluate(place)
    kept.get_by_role("button", name="Show it").click()
    assert kept.evaluate(place) == before
    all_kept = closed.locator(".whynn-kept")
    assert all_kept.count() >= 5
    assert all_kept.locator("section, h2, h3, .fig-card").count() == 0


def test_it_can_be_turned_off_for_the_whole_book_and_on_again(closed):
    *_, kept = kept_after(closed, "01-best-cut")
    other = kept_after(closed, "01-learning")[2]
    kept.get_by_role("button", name="Always show").press("Enter")
    expect(kept.get_by_text("Nothing is kept back now.")).to_be_visible()
    assert not shut(other)
    expect(kept.get_by_role("button", name="Undo")).to_be_focused()
    kept.get_by_role("button", name="Undo").press("Enter")
    expect(kept.get_by_role("button", name="Show it")).to_be_focused()
    assert shut(kept) and shut(other)
    kept.get_by_role("button", name="Always show").click()
    kept.get_by_role("button", name="Close").click()
    expect(kept.locator(".whynn-seal")).to_have_count(0)
    choice = closed.get_by_label("Keep back what follows a card until I commit")
    expect(choice).not_to_be_checked()
    closed.goto(closed.url.replace("01_one_rule", "02_bends"))
    closed.wait_for_selector("html[data-figures=ready]")
    assert closed.locator(".whynn-kept").count() > 5
    assert closed.get_by_text("Kept back until you commit.").count() == 0
    choice.check()
    assert all(shut(one) for one in closed.locator(".whynn-kept").all())


def test_what_is_kept_back_is_there_on_paper_and_for_a_word_that_was_searched(closed):
    *_, kept = kept_after(closed, "01-best-cut")
    held = kept.locator(":scope > div").first
    closed.emulate_media(media="print")
    assert held.evaluate("e => getComputedStyle(e).filter") == "none"
    expect(kept.locator(".whynn-seal")).to_be_hidden()
    closed.emulate_media(media="screen")
    assert shut(kept)
    closed.goto(f"{closed.url}?highlight=attempt")
    hit = closed.locator(".bd-article .highlighted:visible").first
    expect(kept.locator(".highlighted").first).to_be_visible()
    expect(kept.get_by_text("Kept back until you commit.")).to_have_count(0)
    assert not shut(kept)
    expect(hit).to_be_in_viewport()
    assert shut(kept_after(closed, "01-learning")[2])
    # a word that stands first in what a card says without its script, out of sight
    bends = closed.url.partition("?")[0].replace("01_one_rule", "02_bends")
    closed.goto(f"{bends}?highlight=parabola")
    expect(hit).to_be_in_viewport()


def test_an_address_opens_what_is_kept_back_around_its_place_and_a_link_in_the_page_does_not(
    visit,
):
    page = visit().open("chapters/05_bigger.html", kept_back=True)
    cells = page.locator(".whynn-kept div.cell[id^=cell-]")
    ids = cells.evaluate_all("all => all.map((e) => e.id)")
    link = page.locator(", ".join(f"a.ran[href='#{i}']:not(.whynn-kept a)" for i in ids)).first
    place = link.get_attribute("href")
    kept = page.locator(place).locator("xpath=ancestor::div[@class='whynn-kept']")
    link.click()
    assert shut(kept)
    expect(kept.get_by_role("button", name="Show it")).to_be_in_viewport()
    page.reload()
    page.wait_for_selector("html[data-figures=ready]")
    assert not shut(kept)
    page.evaluate("() => { location.hash = ''; }")
    assert not shut(kept)


def test_a_card_may_keep_back_less_or_the_next_figure_too(visit):
    page = visit().open("chapters/05_bigger.html", kept_back=True)
    *_, kept = kept_after(page, "05-tool")
    assert kept.locator(":scope > div:first-child > *").count() == 2
    *_, kept = kept_after(page, "05-peak")
    assert shut(kept)
    figure = kept.locator("figure.fig")
    expect(figure.locator("svg").first).to_be_hidden()
    kept.get_by_role("button", name="Show it").click()
    expect(figure.locator("svg").first).to_be_visible()
    slider = figure.locator("input[type=range]").first
    before = slider.input_value()
    slider.press("ArrowLeft")
    assert slider.input_value() != before
    # the address of a figure's state opens it
    page = visit().open("chapters/05_bigger.html#descent=9_9", kept_back=True)
    assert not shut(kept_after(page, "05-peak")[2])


def test_no_picture_and_no_code_of_a_card_gives_an_answer_away(closed):
    *_, kept = kept_after(closed, "01-tables")
    expect(kept.locator("img").first).to_be_hidden()
    for cell in closed.locator("div.cell:has(> .cell_output .fig-card)").all():
        assert cell.locator(".cell_input").count() == 0
    kept.get_by_role("button", name="Show it").click()
    expect(kept.locator("img").first).to_be_visible()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_page_with_much_kept_back_has_no_violation(visit, size, theme):
    page = visit(size, theme).open(CHAPTER, kept_back=True)
    settle(page)
    thin(page)
    load(page)
    found = (
        "axe.run('.bd-article').then((r) => r.violations.map((v) => [v.id, v.nodes[0].html]))"
    )
    assert page.evaluate(found) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_answers_are_kept_and_counted_in_this_browser_only(visit):
    one = visit()
    page = one.open("chapters/01_one_rule.html")
    first, second = page.locator(".fig-card").nth(0), page.locator(".fig-card").nth(1)
    answer(first, 0, "certain")
    answer(second, 0, "a guess")
    summary = page.locator("figure.fig", has_text="How well do you know")
    page.reload()
    page.wait_for_selector("html[data-figures=ready]")
    assert first.locator(".fig-outcome").inner_text().startswith("Right")
    summary.scroll_into_view_if_needed()
    page.wait_for_timeout(100)
    assert (
        "1 of 2 predictions right so far; 1 of 1 when you were certain." in summary.inner_text()
    )
    # Brier: ((0.95 - 1)^2 + (1/3 - 0)^2) / 2
    assert "Brier score 0.06" in summary.inner_text()
    assert len(json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))) == 2
    assert one.foreign == []
    page.get_by_role("button", name="Forget all").press("Enter")
    keep = page.get_by_role("button", name="Keep", exact=True)
    expect(keep).to_be_focused()
    expect(page.get_by_text("in every chapter? There is no way back.")).to_be_visible()
    keep.press("Escape")
    expect(page.get_by_role("button", name="Forget all")).to_be_focused()
    expect(keep).to_be_hidden()
    assert len(json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))) == 2
    forget_all(page)
    expect(first.get_by_role("button", name="Commit")).to_be_visible()
    expect(summary).to_contain_text("No predictions yet")


@pytest.mark.parametrize(
    "spoil",
    [
        "localStorage.setItem('whynn.predictions', '{broken')",
        "localStorage.setItem('whynn.predictions', '[1, 2]')",
        """localStorage.setItem('whynn.predictions', '{"01-bias": {"given": {"a": 1}, "sure": "very"}}')""",
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }",
        "Storage.prototype.getItem = () => { throw new DOMException('no', 'SecurityError'); }",
    ],
    ids=["not JSON", "a list", "nonsense", "full", "forbidden"],
)
def test_a_storage_that_fails_breaks_no_card(visit, spoil):
    one = visit()
    # only for the cards: the theme's own use of storage is not under test
    one.before_load(
        f"addEventListener('DOMContentLoaded', () => {{ {spoil} }}, {{ capture: true }});"
    )
    page = one.page
    page.goto(f"{one.site}/chapters/01_one_rule.html")
    page.wait_for_selector("html[data-figures=ready]")
    box = page.locator(".fig-card").first
    answer(box, 0)
    assert box.locator(".fig-outcome").inner_text().startswith("Right")
    assert "1 of 1 predictions right" in box.inner_text()
    assert one.errors == []


# Answers each option, or number, of one card as a reader does, and gives what the card then says.
GIVE = at_once(
    "box, given",
    """
  const press = (name) => [...box.querySelectorAll('button')].find((b) => b.textContent === name).click();
  const said = [];
  for (const answer of given) {
    const field = box.querySelector('input[type=text], input[type=number], input:not([type])');
    if (Number.isInteger(answer)) box.querySelectorAll('.fig-options input')[answer].click();
    else { field.value = answer; field.dispatchEvent(new Event('input', { bubbles: true })); }
    [...box.querySelectorAll('input[type=radio]')].find((r) => r.value === 'certain').click();
    press('Commit');
    drawn();
    said.push([box.querySelector('.fig-outcome').innerText, box.innerText]);
    press('Try again');
    drawn();
  }
  return said;""",
)
PAGES = [
    path
    for path in OPENED
    if path != CHAPTER and "widgets/predict.js" in (SITE / path).read_text(encoding="utf-8")
]


def one_line(text):
    """A text without its line breaks."""
    return " ".join(text.split())


@pytest.mark.parametrize("path", PAGES)
def test_every_prediction_of_the_other_chapters_tells_wrong_from_right(visit, path):
    one = visit()
    one.figures_of = path
    page = one.open(path)
    cards = page.evaluate(CARDS, "predict")
    assert cards
    for asked in cards:
        box = card(page, asked["question"])
        if asked["options"]:
            said = box.evaluate(GIVE, list(range(len(asked["options"]))))
            assert len(asked["reasons"]) == len(said) and all(asked["reasons"])
            for i, (verdict, text) in enumerate(said):
                assert verdict.startswith("Right" if i == asked["answer"] else "Not so"), asked
                assert one_line(plain(asked["reasons"][i])) in one_line(text)
        else:
            (right, text), (wrong, _) = box.evaluate(GIVE, [str(asked["number"]), "-12345"])
            assert right.startswith("Right") and wrong.startswith("Not so"), asked
            assert one_line(plain(asked["reason"])) in one_line(text)
    assert one.errors == []
