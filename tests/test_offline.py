"""The site in one file: what goes in, what stays out, and what its pages say."""

import os
import zipfile

import downloads
import offline
import pytest

START = "<h2>How to read it</h2>\n<p><em>For a course.</em> Free.</p>\n"
HEAD = (
    '<link rel="stylesheet" type="text/css" href="../_static/runner.css?v=1" />'
    '<link rel="stylesheet" type="text/css" href="../_static/book.css?v=1" />'
    '<script defer="defer" src="../_static/widgets/xor_knife.js?v=1"></script>'
    '<script defer="defer" src="../_static/widgets/runner.js?v=1"></script>'
)
EXERCISES = (
    '<script defer="defer" src="../_static/widgets/runner_exercises.js?v=1"></script>'
    '<div class="whynn-live-only">\n<p>Write here.</p>\n</div><p>Or there.</p>'
)
CELLS = '<script type="application/json" id="whynn-cells">{"cells": [\n]}</script>'
FILES = {
    "index.html": "to the start",
    "chapters/00_start.html": HEAD + START,
    "chapters/01_one_rule.html": HEAD + CELLS,
    "solutions/01_one_rule.html": EXERCISES,
    "_static/documentation_options.js": "{ SHOW_SEARCH_SUMMARY: true, }",
    "_static/python/pyodide.mjs": "Python",
    "_static/card.png": "for links that are shared",
    "downloads/book.pdf": "paper",
    "objects.inv": "index",
}


@pytest.fixture
def site(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "site"


def packed(site):
    """The texts in the zip of ``site``, by their names below its folder."""
    offline.pack(site, site.parent / "book.zip")
    with zipfile.ZipFile(site.parent / "book.zip") as book:
        return {
            name.removeprefix(f"{offline.NAME}/"): book.read(name).decode()
            for name in book.namelist()
        }


def test_the_same_site_gives_the_same_bytes_whenever_it_was_built(site):
    offline.pack(site, site.parent / "a.zip")
    for path in site.rglob("*.html"):
        os.utime(path, (0, 2_000_000_000))
    offline.pack(site, site.parent / "b.zip")
    assert (site.parent / "a.zip").read_bytes() == (site.parent / "b.zip").read_bytes()


def test_python_and_downloads_stay_out_and_a_readme_and_the_licence_come_in(site):
    names = set(packed(site))
    out = {
        n
        for n in FILES
        if n.startswith(("_static/python/", "downloads/", "objects", "_static/card"))
    }
    assert names == set(FILES) - out | {"README.txt", "LICENSE.txt"}


def test_a_page_loses_what_needs_a_server_and_keeps_the_rest(site):
    text = packed(site)["chapters/01_one_rule.html"]
    for gone in ("runner", "whynn-cells"):
        assert gone in HEAD + CELLS and gone not in text
    assert "widgets/xor_knife.js" in text and "book.css" in text


def test_exercises_that_are_not_written_here_do_not_say_that_they_are(site):
    assert packed(site)["solutions/01_one_rule.html"] == "<p>Or there.</p>"


def test_only_the_start_page_says_that_cells_do_not_run_here(site):
    pages = packed(site)
    said = [name for name, text in pages.items() if offline.SENTENCE in text]
    assert said == ["chapters/00_start.html"]
    assert pages[said[0]].index(offline.SENTENCE) < pages[said[0]].index("For a course")
    assert "SHOW_SEARCH_SUMMARY: false" in pages["_static/documentation_options.js"]


def test_a_start_page_without_its_place_is_an_error(site):
    (site / "chapters" / "00_start.html").write_text("How to read it", encoding="utf-8")
    with pytest.raises(SystemExit, match="the start page needs"):
        packed(site)


def test_downloads_are_linked_where_their_files_are_and_never_twice(site, monkeypatch, capsys):
    monkeypatch.setattr(downloads, "BUILD", site.parent)
    monkeypatch.setattr(downloads, "SITE", site)
    with pytest.raises(SystemExit, match="Run `make zip` first"):
        downloads.main()
    for name in (downloads.ZIP, downloads.PDF, downloads.EPUB):
        (site.parent / name).write_bytes(b"x" * 6_600_000)
    downloads.main()
    downloads.main()
    text = (site / downloads.START).read_text(encoding="utf-8")
    assert text.count(downloads.MARK) == 1
    for name in (downloads.ZIP, downloads.PDF, downloads.EPUB):
        assert (site / downloads.PLACE / name).stat().st_size == 6_600_000
        assert f'href="../{downloads.PLACE}/{name}"' in text
    assert text.count("(7 MB)") == 3
    # the zip's own start page says its own sentence in that place
    start = packed(site)[downloads.START]
    assert start.count(downloads.MARK) == 1 and offline.SENTENCE in start
