"""What is taken out of a finished page, and what stays."""

import lighten
import pytest


def test_scripts_are_left_out_by_name():
    page = '<script src="a/x.js"></script>\n<script defer src="x.js?v=1"></script><b>'
    assert lighten.without_scripts(page, ("x.js",)) == "<b>"
    assert lighten.without_scripts(page, ("y.js",)) == page
    assert lighten.without_scripts('<script defer src="x.js"></script>', ("x.js",)) == ""


def test_the_search_leaves_folds_out_of_what_it_quotes_and_says_if_it_cannot():
    before = 'for (const q of [".headerlink", "script", "style"]) {'
    after = 'for (const q of [".headerlink", "details", "script", "style"]) {'
    assert lighten.folds_unsaid(before) == lighten.folds_unsaid(after) == after
    with pytest.raises(SystemExit, match="searchtools"):
        lighten.folds_unsaid("for (const q of []) {")


def test_every_picture_but_the_first_waits():
    page = '<p><img src="1"><img src="2"><img src="3"></p>'
    lazy = lighten.lazy_pictures(page)
    assert lazy.count('loading="lazy"') == 2
    assert lazy.startswith('<p><img src="1">')
    assert lighten.lazy_pictures("<p>") == "<p>"
    assert lighten.lazy_pictures(lazy) == lazy


def test_a_picture_without_a_size_gets_its_own(tmp_path):
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (600).to_bytes(4, "big") + (40).to_bytes(4, "big")
    (tmp_path / "a.png").write_bytes(png)
    page = '<img alt="x" src="a.png"/><img src="a.png" width="3"><img src="data:a.png">'
    sized = lighten.sized_pictures(page, tmp_path)
    assert sized == page.replace("<img alt", '<img width="600" height="40" alt')


def test_a_wide_plot_gets_a_box_once_and_a_narrow_one_none():
    wide, narrow = (f'<img alt="x" width="{w}" src="a.png"/>' for w in (900, 600))
    output = '<div class="cell_output docutils container">\n'
    page = f"{output}{wide}</div>{output}{narrow}</div><p>{wide}</p>"
    boxed = lighten.wide_pictures(page)
    assert boxed.count("whynn-wide") == 1 and f"{wide}</div></div>{output}{narrow}" in boxed
    assert lighten.wide_pictures(boxed) == boxed


def test_the_icons_of_a_page_are_found_by_name():
    page = (
        '<i class="fa-solid fa-moon fa-lg"></i><i class="fas fa-angle-left"></i><i class="far">'
    )
    assert lighten.icons_of(page) == {"moon", "angle-left"}


def test_rules_of_icons_stay_only_for_those_of_the_font():
    name = lighten.icons()[0]
    used = f'a{{b:c}}.fa-{name}:before,.fa-zebra:before{{content:"\\f1"}}'
    assert lighten.style_without_icons(used + '.fa-zebra:before{content:"\\f2"}') == used


def test_a_formula_and_its_comma_are_kept_together_once():
    one = '<span class="math"><math><mn>1</mn></math></span>'
    link = f'<a class="ran-formula ran" href="#c">{one}</a>'
    math = '<span class="math notranslate"><math><mi>x</mi></math></span>'
    page = f"<p>{link}, {link} and {math}).</p>"
    kept = lighten.kept_together(page)
    assert kept.count('<span class="keep">') == 2
    assert f'<span class="keep">{link},</span> {link} and' in kept
    assert kept.endswith(f"{math}).</span></p>")
    assert lighten.kept_together(kept) == kept
