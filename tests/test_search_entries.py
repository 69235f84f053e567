"""A second build keeps what the first one put into the search."""

import json

import pytest
from sphinx.application import Sphinx

# "Newton" stands in no text: the search can only know it from the entry
PAGE = "{}\n=====\n\n.. index:: single: Newton\n\n.. _here:\n\nText.\n"


@pytest.fixture
def build(tmp_path):
    """Build two pages and give the entries of the search index."""
    (tmp_path / "index.rst").write_text("Start\n=====\n\n.. toctree::\n   :glob:\n\n   *\n")
    (tmp_path / "one.rst").write_text(PAGE.format("First"))
    (tmp_path / "two.rst").write_text("Second\n======\n")

    def run():
        folders = [tmp_path, None, tmp_path / "html", tmp_path / "doctrees", "html"]
        settings = {"extensions": ["search_entries"], "exclude_patterns": ["html"]}
        Sphinx(*folders, settings, status=None, warning=None).build()
        index = (tmp_path / "html" / "searchindex.js").read_text(encoding="utf-8")
        return json.loads(index.removeprefix("Search.setIndex(").removesuffix(")"))[
            "indexentries"
        ]

    run.folder = tmp_path
    return run


def test_a_page_that_is_not_built_again_keeps_its_entries(build):
    assert list(build()) == ["newton"]
    (build.folder / "two.rst").write_text("Second\n======\n\nChanged.\n")
    assert list(build()) == ["newton"]


def test_a_page_that_is_built_again_or_gone_has_no_old_entries(build):
    build()
    (build.folder / "one.rst").write_text(PAGE.format("First").replace("Newton", "Leibniz"))
    assert list(build()) == ["leibniz"]
    (build.folder / "one.rst").unlink()
    assert list(build()) == []
