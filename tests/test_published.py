"""What was once published stays: a moved page sends on, a moved place leads on."""

import published
import pytest

PAGE = '<article><section id="the-step"><h2>The step</h2></section></article>'


@pytest.fixture
def site(tmp_path):
    for name in ("index.html", "a/one.html", "b/two.html", "_static/macros.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(PAGE, encoding="utf-8")
    return tmp_path


def test_an_address_is_a_page_or_a_place_in_it(site):
    assert published.addresses(site) == [
        *["a/one.html", "a/one.html#the-step", "b/two.html", "b/two.html#the-step"],
        *["index.html", "index.html#the-step", "objects.inv", "whynn.apkg"],
    ]


def test_numbers_that_sphinx_gives_are_no_addresses():
    text = '<section id="id3"><li class="x"\n id="claim-1"><p id="p">'
    text += '<div class="claim docutils" id="claim-2"><div class="cell" id="cell-9">'
    assert published.places(text) == ["claim-1", "claim-2"]


@pytest.mark.parametrize("times", [1, 2])
def test_a_moved_page_sends_on_and_a_moved_place_leads_on(site, times):
    moved = [
        ["old/gone.html", "a/one.html#the-step"],
        ["a/one.html#old-step", "b/two.html#the-step"],
    ]
    for _ in range(times):
        published.redirect(site, moved)
    stub = (site / "old" / "gone.html").read_text(encoding="utf-8")
    assert 'content="0; url=../a/one.html#the-step"' in stub
    page = (site / "a" / "one.html").read_text(encoding="utf-8")
    assert page.count('<p id="old-step">') == 1
    assert '<a href="../b/two.html#the-step">here</a>' in page


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (["a/gone.html"], "expected an old and a new address, got 'a/gone.html'"),
        (["a/gone.html", "a/none.html"], "is to lead to a/none.html, which does not exist"),
        (["a/gone.html", "a/one.html#none"], "which does not exist"),
        (["a/one.html", "b/two.html"], "a/one.html is to lead elsewhere, but it exists"),
        (["a/one.html#the-step", "b/two.html"], "the-step is to lead elsewhere, but it exists"),
    ],
)
def test_a_redirect_that_leads_nowhere_or_hides_a_page_is_refused(site, line, words):
    with pytest.raises(ValueError, match=words):
        published.redirect(site, [line])


def test_adding_keeps_what_is_gone(site, monkeypatch, tmp_path):
    path = tmp_path / "published.txt"
    path.write_text("# head\nz/gone.html\n", encoding="utf-8")
    for name, value in (("SITE", site), ("LIST", path), ("ROOT", tmp_path)):
        monkeypatch.setattr(published, name, value)
    published.main(["add"])
    published.main(["add"])
    assert [line[0] for line in published.listed(path)] == sorted(
        [*published.addresses(site), "z/gone.html"]
    )
