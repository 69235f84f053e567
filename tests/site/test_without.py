"""Without JavaScript, without a server, with a broken figure: the reader still gets the page."""

import pytest
from conftest import DESKTOP, SITE, Visit
from playwright.sync_api import expect


def test_without_javascript_the_chapter_reads_and_shows_its_pictures(visit):
    one = visit(java_script_enabled=False)
    one.page.goto(f"{one.site}/chapters/01_one_rule.html")
    still = one.page.get_by_role(
        "img", name="The unit square with XOR's four corners", exact=False
    )
    assert still.is_visible()
    assert still.bounding_box()["width"] > 200
    assert one.page.get_by_text("Predict.", exact=True).first.is_visible()
    assert one.page.get_by_text("The proof.", exact=True).is_visible()
    # the browser drops the scripts it was told to preload, and nothing else may fail
    assert [url for url in one.failed if ".js" not in url] == []


def test_a_folded_answer_opens_without_javascript(visit):
    one = visit(java_script_enabled=False)
    one.page.goto(f"{one.site}/chapters/01_one_rule.html")
    answer = one.page.locator("li", has_text="One cut can take one corner off the square")
    assert not answer.is_visible()
    one.page.locator(".whynn-figure", has=answer).locator("summary").click()
    assert answer.is_visible()


@pytest.mark.parametrize("path", ["chapters/00_start.html", "chapters/01_one_rule.html"])
def test_from_a_file_the_figures_move(chromium, path):
    context = chromium.new_context(viewport=DESKTOP, offline=True)
    one = Visit(context.new_page(), "file:")
    one.page.goto((SITE / path).as_uri())
    one.page.wait_for_selector("html[data-figures=ready]")
    # a card of chapter 1 keeps back its first knife
    figure = one.page.locator("figure.fig", has_text="One straight cut").last
    figure.get_by_label("w1, the weight of x1").fill("-1")
    expect(figure.locator("output").first).to_have_text("−1.00")
    assert (one.errors, one.failed, one.foreign) == ([], [], [])
    context.close()


def test_a_figure_whose_script_is_missing_or_throws_says_so_and_keeps_its_picture(visit):
    one = visit()
    one.page.route("**/widgets/xor_knife.js*", lambda route: route.abort())
    thrower = "whynn.figures.calibration = { render() { throw new Error('a bad day'); } };"
    one.page.route(
        "**/widgets/calibration.js*",
        lambda route: route.fulfill(body=thrower, content_type="text/javascript"),
    )
    page = one.open("chapters/01_one_rule.html")
    says = page.get_by_text("This figure could not start", exact=False)
    assert says.count() == 4  # three knives and the summary
    assert "(a bad day). Above is its first state." in says.last.inner_text()
    assert page.get_by_role("img", name="The unit square", exact=False).is_visible()
    assert page.locator(".fig-card").count() >= 6  # the other figures live


def test_when_the_network_goes_after_loading_the_page_goes_on(visit):
    one = visit()
    page = one.open("chapters/00_start.html")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    try:
        figure = page.locator("figure.fig", has_text="One straight cut").first
        figure.get_by_label("w1, the weight of x1").fill("-1")
        expect(figure.locator("output").first).to_have_text("−1.00")
        page.locator(".theme-switch-button").first.click()
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert (one.errors, one.failed, one.foreign) == ([], [], [])
    finally:
        page.context.set_offline(False)  # the context is used again
