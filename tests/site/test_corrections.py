"""The page of corrections: what the ledger says, found, sorted, filtered, and plain without a script."""

import re

import pytest
from bs4 import BeautifulSoup
from conftest import PHONE, SITE
from playwright.sync_api import expect
from whynn import claims

CHAPTER = "corrections.html"
ROWS = claims.load()
FAULTY = claims.corrections(ROWS)
WRONG = [c.id for c in FAULTY if c.verdict == "wrong"]
SEARCHED = {
    "same compute": "6.3.12",
    "forever": "6.3.1",
    "84 GB": "6.4.12",
    "any non-linearity": "2.2.8",
}
SHOWN = "() => [...document.querySelectorAll('div.claim')].filter((c) => c.checkVisibility()).map((c) => c.id.slice(6).replaceAll('-', '.'))"
TOOLS = "() => [...document.querySelectorAll('.claims-tools :is(label, select, input, button)')].map((e) => { const r = e.getBoundingClientRect(); return [r.x, r.y + scrollY, r.width, r.height].map(Math.round); })"


def plain(text):
    """Text with single spaces and straight quotes."""
    return " ".join(text.replace("’", "'").split())


@pytest.fixture(scope="module")
def soup():
    return BeautifulSoup((SITE / CHAPTER).read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="module")
def places(soup):
    """What stands at each anchor."""
    return {tag["id"]: tag for tag in soup.find_all(id=True)}


def test_the_page_says_what_the_ledger_says(soup, places):
    for claim in ROWS:
        text = plain(places[claims.anchor(claim)].get_text())
        word = claim.verdict.split()[-1]
        assert f"{word} {claim.claim}" in text
        assert claim.right in text and claim.measured in text
        if claim in FAULTY:
            assert claim.test in text
    assert len(soup.select("div.claim")) == 55
    assert len(soup.select("ul.ledger > li")) == 210


def test_a_correction_links_to_its_section_and_its_code(places):
    for claim in FAULTY:
        links = {a["href"] for a in places[claims.anchor(claim)].select("a[href]")}
        wanted = {f"#{claims.anchor(claim)}"} | {
            f"reference.html#whynn.{use}" for use in claim.uses
        }
        if claim.shown:
            wanted.add(claim.shown.replace("#", ".html#"))
        assert wanted <= links, claim.id


def test_the_introduction_counts_as_the_ledger_does(soup):
    text = plain(soup.find("h1").find_next("p").get_text())
    counts = [sum(c.verdict == verdict for c in ROWS) for verdict in claims.VERDICTS]
    assert [int(n) for n in re.findall(r"\d+", text)] == [len(ROWS), *counts]


def test_all_are_there_best_first_with_controls(lesson):
    page = lesson.page
    assert page.evaluate(SHOWN) == [c.id for c in FAULTY]
    assert page.get_by_role("status").inner_text() == "All 55 shown."
    assert not page.get_by_role("button", name="Show all").is_visible()


def test_the_mouse_filters_and_sorts_and_shows_all_again(lesson):
    page = lesson.page
    before = page.evaluate(TOOLS)
    page.locator("label", has_text=re.compile("^wrong$")).click()
    assert page.evaluate(SHOWN) == WRONG
    assert page.get_by_role("status").inner_text() == "23 of 55 shown."
    page.locator("label", has_text="by chapter").click()
    assert page.evaluate(SHOWN) == sorted(WRONG, key=lambda id: [int(n) for n in id.split(".")])
    page.get_by_label("Chapter", exact=True).select_option("At work")
    assert page.evaluate(SHOWN) == [c.id for c in ROWS if c.id in WRONG and c.id[0] == "6"]
    assert page.evaluate(TOOLS) == before  # nothing moves under the hand
    page.get_by_role("button", name="Show all").click()
    assert page.evaluate(SHOWN) == [c.id for c in FAULTY]


def test_the_keyboard_does_the_same(lesson):
    page = lesson.page
    page.get_by_role("radio", name="all", exact=True).focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(SHOWN) == WRONG
    page.keyboard.press("Tab")  # to the order
    page.keyboard.press("ArrowLeft")
    assert page.get_by_role("radio", name="wrong first").is_checked()
    page.keyboard.press("Tab")  # to the chapter
    page.keyboard.press("Tab")  # to the words
    page.keyboard.type("84 gb")
    assert page.evaluate(SHOWN) == ["6.4.12"]
    assert page.get_by_role("status").inner_text() == "1 of 55 shown."
    page.keyboard.type(" no such thing")
    assert page.evaluate(SHOWN) == []
    assert page.get_by_role("status").inner_text() == "None of 55 fits."
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate(SHOWN) == [c.id for c in FAULTY]
    assert page.get_by_role("radio", name="all", exact=True).evaluate(
        "(e) => e === document.activeElement"
    )


def test_an_address_shows_its_claim_whatever_is_filtered(lesson):
    page = lesson.page
    page.locator("label", has_text="imprecise").click()
    page.evaluate("location.hash = '#claim-6-3-12'")
    expect(page.locator("#claim-6-3-12")).to_be_in_viewport()
    assert page.evaluate(SHOWN) == [c.id for c in FAULTY]
    assert (lesson.errors, lesson.failed, lesson.foreign) == ([], [], [])


def test_a_finger_filters_on_a_phone(visit):
    page = visit(PHONE).open(CHAPTER)
    page.locator("label", has_text=re.compile("^wrong$")).tap()
    assert page.evaluate(SHOWN) == WRONG


def test_without_javascript_it_is_a_plain_list(visit):
    one = visit(java_script_enabled=False)
    one.page.goto(f"{one.site}/{CHAPTER}")
    assert one.page.locator(".claims-tools").count() == 0
    assert one.page.locator("div.claim h3").all_inner_texts() == [
        f"{c.verdict} {c.claim}".replace("'", "’") for c in FAULTY
    ]
    assert one.page.locator("#claim-1-1-1").is_visible()


@pytest.mark.parametrize(
    ("words", "id"), SEARCHED.items(), ids=lambda each: each.replace(" ", "-")
)
def test_who_searches_the_site_for_a_half_truth_finds_the_correction(lesson, words, id):
    page = lesson.page
    page.goto(f"{lesson.site}/search.html?q={words.replace(' ', '+')}")
    # pages are found by their text as well; the place itself must be among the results
    place = f"#claim-{id.replace('.', '-')}"
    expect(
        page.locator(f".search li a[href^='corrections.html'][href$='{place}']")
    ).to_be_visible()
    claim = claims.find(ROWS, id)
    assert words in claim.claim and claim in FAULTY
