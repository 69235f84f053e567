"""The page of cards: every card asked and graded, dates kept, progress saved, read in and erased."""

import json
import re

import axe
import pytest
from bs4 import BeautifulSoup
from conftest import DESKTOP, PHONE, SITE, Visit
from playwright.sync_api import expect
from whynn import recall

CHAPTER = "cards.html"
CARDS = recall.load()
KEY = "whynn.cards"
NOW = """() => { const asked = document.querySelector('.cards-asked');
  return [asked.dataset.card, asked.textContent, document.querySelector('.cards-answer').checkVisibility()]; }"""
EASY = """(n) => Array.from({ length: n }, () => {
  const id = document.querySelector('.cards-asked').dataset.card, all = [...document.querySelectorAll('.cards-deck button')];
  all.find((b) => b.textContent === 'Show the answer').click(); all.at(-1).click(); return id; })"""
AXE_RUN = "(where) => axe.run({ include: [where] }, {resultTypes: ['violations']}).then((r) => r.violations)"
FORBIDDEN = "Object.defineProperty(window, 'localStorage', { configurable: true, get() { throw new DOMException('no', 'SecurityError'); } });"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
CORRUPT = f"""if (!sessionStorage.laid) {{ sessionStorage.laid = 1; localStorage.setItem('{KEY}', '{{broken'); }}"""
ODD = f"""if (!sessionStorage.laid) {{ sessionStorage.laid = 1; localStorage.setItem('{KEY}', '{{"{CARDS[0].id}": {{"due": "soon", "state": 9}}, "gone": 3}}'); }}"""


def plain(text):
    """A text as it is shown: no marks, no formulas, straight quotes, single spaces."""
    text = text.translate(str.maketrans("“”’‘", "\"\"''")).replace("...", "…")
    text = re.sub(r"(?<!\w)[*`]|[*`](?!\w)", "", text)
    return " ".join(text.split())


def deck(page):
    return page.locator(".cards-deck")


def asked(page):
    """The card that is being asked."""
    return page.locator(".cards-asked").get_attribute("data-card")


def kept(page):
    return json.loads(page.evaluate(f"localStorage.getItem('{KEY}')") or "{}")


def answered(page, grade):
    """Show the answer with the space bar and grade it, by keys alone."""
    page.keyboard.press("Space")
    page.keyboard.press(str(grade))


@pytest.fixture
def page(lesson):
    """The page with everything forgotten."""
    lesson.page.evaluate(
        "() => { localStorage.clear(); dispatchEvent(new CustomEvent('whynn:cards')); }"
    )
    lesson.page.get_by_label("Ask me about").select_option("all")
    yield lesson.page
    assert (lesson.errors, lesson.failed, lesson.foreign) == ([], [], [])


def test_every_card_is_there_to_read_with_its_reason_and_links_that_lead_somewhere():
    soup = BeautifulSoup((SITE / CHAPTER).read_text(encoding="utf-8"), "html.parser")
    folds = {fold["data-card"]: fold for fold in soup.select("details.recall-card")}
    assert list(folds) == [card.id for card in CARDS]
    for card in CARDS:
        text = plain(folds[card.id].get_text())
        for part in (card.question, card.answer, card.reason):
            lines = [re.sub(r"^\d+\. ", "", line) for line in part.splitlines()]
            assert "$" in part or all(plain(line) in text for line in lines), card.id
        links = [a["href"] for a in folds[card.id].select(".recall-answer a[href]")]
        assert links == [re.sub(r"^([^#]+)", r"\1.html", link) for link in card.links]
        formulas = folds[card.id].select(".math")
        assert len(formulas) == "".join(card[2:5]).count("$") / 2


def test_every_card_is_asked_and_graded_wrong_and_then_right(page):
    page.get_by_role("button", name="Show the answer").focus()
    for card in CARDS:  # new cards come in the book's order
        id, question, told = page.evaluate(NOW)
        assert (id, told) == (card.id, False)
        assert "$" in card.question or plain(question) == plain(card.question)
        answered(page, 1)
    again = page.evaluate(EASY, len(CARDS))  # what was wrong comes again at once
    assert sorted(again) == sorted(card.id for card in CARDS)
    expect(page.locator(".cards-empty")).to_contain_text("Nothing is due. The next card comes")
    assert (
        deck(page).locator(".cards-counts").inner_text() == f"0 due, 0 new, {len(CARDS)} later."
    )
    records = kept(page).values()
    assert {(r["state"], r["reps"]) for r in records} == {(2, 2)}
    assert len({r["scheduled_days"] for r in records}) == 1  # the same grades, the same dates
    assert not page.get_by_role("button", name="Show the answer").is_visible()


def test_a_card_shows_answer_reason_and_links_and_when_each_grade_brings_it_back(page):
    card = recall.find(CARDS, CARDS[0].id)
    page.get_by_role("button", name="Show the answer").click()
    answer = page.locator(".cards-answer")
    assert plain(answer.inner_text()).startswith(plain(card.answer))
    assert plain(card.reason) in plain(answer.inner_text())
    assert answer.evaluate("(e) => e === document.activeElement")
    grades = [b.inner_text().split("\n") for b in page.locator(".cards-grades button").all()]
    # FSRS-6: the first interval after "easy" is that grade's initial stability, 8.2956 days
    assert grades == [
        ["1 Again", "in 1 minute"], ["2 Hard", "in 6 minutes"],
        ["3 Good", "in 10 minutes"], ["4 Easy", "in 8 days"],
    ]  # fmt: skip
    page.locator(".cards-grades button").nth(3).click()
    assert (
        page.locator(".cards-deck .cards-said").inner_text()
        == "Easy: it comes again in 8 days."
    )
    assert asked(page) == CARDS[1].id
    assert not answer.is_visible()
    first = page.locator(f"#card-{card.id} .recall-due")
    assert first.inner_text().removeprefix("· ") == "due in 8 days"
    page.reload()
    assert (asked(page), list(kept(page))) == (CARDS[1].id, [card.id])


def test_formulas_code_and_quotes_are_shown_as_they_were_meant(page):
    card = recall.find(CARDS, "05-floor-number")
    page.get_by_label("Ask me about").select_option("5")
    page.get_by_role("button", name="Show the answer").focus()
    while asked(page) != card.id:
        answered(page, 4)
    assert page.locator(".cards-asked math").count() >= 1
    page.keyboard.press("Space")
    assert page.locator(".cards-answer math").count() == 1
    assert "$" not in deck(page).inner_text() and "\\(" not in deck(page).inner_text()
    code = page.locator("#card-02-relu-mean .recall-answer code").first
    assert code.text_content() == "max(0, z)"


def test_a_chapter_can_be_chosen_and_its_end_is_said(page):
    page.get_by_label("Ask me about").select_option("2")
    own = [card.id for card in CARDS if card.chapter == 2]
    assert (asked(page), page.locator("details.recall-card:visible").count()) == (
        own[0],
        len(own),
    )
    assert (
        deck(page).locator(".cards-counts").inner_text() == f"0 due, {len(own)} new, 0 later."
    )
    page.get_by_role("button", name="Show the answer").focus()
    for _ in own:
        answered(page, 4)
    assert page.locator(".cards-empty").inner_text() == (
        "Nothing is due in this chapter. The next card comes in 8 days."
    )
    page.get_by_label("Ask me about").select_option("all")
    assert asked(page) == CARDS[0].id
    assert page.locator("details.recall-card:visible").count() == len(CARDS)


def test_keys_grade_only_what_is_open_and_leave_the_choice_of_chapter_alone(page):
    page.get_by_role("button", name="Show the answer").focus()
    page.keyboard.press("3")
    assert kept(page) == {} and asked(page) == CARDS[0].id
    page.keyboard.press("Space")
    page.get_by_label("Ask me about").focus()
    page.keyboard.press("3")
    assert kept(page) == {}
    page.locator(".cards-answer").focus()
    page.keyboard.press("Control+3")
    assert kept(page) == {}
    page.keyboard.press("2")
    assert list(kept(page)) == [CARDS[0].id]


def test_the_open_card_and_the_panel_are_accessible(page):
    page.get_by_role("button", name="Show the answer").click()
    page.locator("details.recall-card summary").first.click()
    page.get_by_role("button", name="Erase everything").click()
    axe.load(page)
    found = page.evaluate(
        AXE_RUN, "#cards-deck, #chapter-1 > details:first-of-type, #your-progress"
    )
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found] == []
    page.get_by_role("button", name="Keep it").click()
    page.locator("details.recall-card summary").first.click()


OTHER = {
    "predictions": {"01-x": {"given": "1", "sure": "certain", "right": True}},
    "attempts": {"01-one-rule": {"text": 'the "sum" `w·x` $b$ </script>', "shown": False}},
    "later_page": {"any": [1, 2]},
}
LAY = "(all) => { for (const [k, v] of Object.entries(all)) localStorage.setItem(`whynn.${k}`, JSON.stringify(v)); localStorage.setItem('theme', 'dark'); }"
ALL = "() => Object.fromEntries(Object.entries(localStorage).filter(([k]) => k.startsWith('whynn.')).map(([k, v]) => [k, JSON.parse(v)]))"


def test_progress_is_saved_erased_when_asked_twice_and_read_back_whole(page, tmp_path):
    said = page.locator(".cards-progress .cards-said")
    page.get_by_role("button", name="Show the answer").focus()
    answered(page, 4)
    page.evaluate(LAY, OTHER)
    before = page.evaluate(ALL)
    assert set(before) == {f"whynn.{name}" for name in (*OTHER, "cards")}
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name == "whynn-progress.json" and said.inner_text() == f"Saved as {path.name}."
    page.evaluate("sessionStorage.setItem('whynn.shown', '[\"01-best-cut\"]')")
    page.get_by_role("button", name="Erase everything").click()
    page.get_by_role("button", name="Keep it").click()
    assert page.evaluate(ALL) == before
    page.get_by_role("button", name="Erase everything").click()
    page.get_by_role("button", name="Erase", exact=True).click()
    assert said.inner_text() == "Everything is erased."
    assert page.evaluate(ALL) == {} and page.evaluate("localStorage.getItem('theme')") == "dark"
    assert page.evaluate("sessionStorage.getItem('whynn.shown')") is None
    assert asked(page) == CARDS[0].id
    assert "Nothing is kept" in page.locator(".cards-progress p").first.inner_text()
    page.get_by_label("A saved file").set_input_files(path)
    expect(said).to_contain_text("Read whynn-progress.json.")
    assert page.evaluate(ALL) == before
    assert asked(page) == CARDS[1].id
    line = page.locator(".cards-progress p").first.inner_text()
    for words in ("predictions 1", "recall questions 1", "later page 1", "cards 1"):
        assert words in line


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "it is not JSON"),
        ('{"a": 1}', "was not saved by"),
        (
            '{"format": "whynn-progress", "version": 1, "records": {"cards": {"01-x": {"due": 1}}}}',
            "the record “01-x” of cards cannot be read",
        ),
    ],
    ids=["no JSON", "another's", "damaged"],
)
def test_a_file_that_is_none_is_refused_and_nothing_is_lost(page, tmp_path, text, words):
    page.get_by_role("button", name="Show the answer").focus()
    answered(page, 4)
    before = page.evaluate(ALL)
    path = tmp_path / "file.json"
    path.write_text(text, encoding="utf-8")
    page.get_by_label("A saved file").set_input_files(path)
    expect(page.locator(".cards-progress .cards-said")).to_contain_text(words)
    assert page.evaluate(ALL) == before


@pytest.mark.parametrize(
    ("spoil", "keeps"),
    [(FORBIDDEN, False), (FULL, False), (CORRUPT, True), (ODD, True)],
    ids=["forbidden", "full", "not JSON", "odd records"],
)
def test_a_storage_that_fails_breaks_nothing(visit, tmp_path, spoil, keeps):
    one = visit()
    one.before_load(spoil)
    page = one.open(CHAPTER)
    assert asked(page) == CARDS[0].id
    page.get_by_role("button", name="Show the answer").focus()
    answered(page, 4)
    assert asked(page) == CARDS[1].id
    line = page.locator(".cards-progress p").first
    assert ("This browser keeps nothing" in line.inner_text()) != keeps
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    path = tmp_path / "saved.json"
    download.value.save_as(path)
    assert list(json.loads(path.read_text())["records"]["cards"]) == [CARDS[0].id]
    if not keeps:
        page.get_by_label("A saved file").set_input_files(path)
        refused = re.compile("no room for it|cannot be read in")
        expect(page.locator(".cards-progress .cards-said")).to_have_text(refused)
        page.get_by_role("button", name="Erase everything").click()
        page.get_by_role("button", name="Erase", exact=True).click()
        assert asked(page) == CARDS[0].id
    assert one.errors == []


def test_from_a_file_the_cards_are_asked_and_kept_and_the_deck_is_there(chromium):
    context = chromium.new_context(viewport=DESKTOP, offline=True)
    one = Visit(context.new_page(), "file:")
    one.page.goto((SITE / CHAPTER).as_uri())
    one.page.get_by_role("button", name="Show the answer").focus()
    answered(one.page, 4)
    assert asked(one.page) == CARDS[1].id and list(kept(one.page)) == [CARDS[0].id]
    href = one.page.get_by_role("link", name=f"Download the deck ({len(CARDS)} cards)")
    assert (SITE / href.get_attribute("href")).stat().st_size > 5000
    assert (one.errors, one.failed, one.foreign) == ([], [], [])
    context.close()


def test_a_finger_grades_on_a_phone(visit):
    one = visit(PHONE)
    page = one.open(CHAPTER)
    show = page.get_by_role("button", name="Show the answer")
    assert show.bounding_box()["height"] >= 44
    show.tap()
    good = page.locator(".cards-grades button").nth(2)
    assert good.bounding_box()["height"] >= 44
    good.tap()
    assert asked(page) == CARDS[1].id
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert one.errors == []


def test_without_javascript_the_cards_are_folds(visit):
    one = visit(java_script_enabled=False)
    one.page.goto(f"{one.site}/{CHAPTER}")
    fold = one.page.locator("details.recall-card").first
    fold.locator("summary").click()
    assert fold.locator(".recall-answer").is_visible()
    assert one.page.locator(".cards-deck").count() == 0
