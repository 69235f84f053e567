"""A small book of a known repository: its pages lead to Binder and Colab."""

import os
import re
import shutil
import subprocess
import sys
import threading
from contextlib import ExitStack

import axe
import policy
import pytest
import yaml
from conftest import DESKTOP, PHONE, ROOT, SITE, begin, pages
from serve import server
from waiting import until

EXERCISES = "solutions/01_one_rule.html"
# extensions that need the pages of the whole book
LEFT_OUT = {"ledger", "chain", "recall_site", "glossary", "sources", "follow"}
# the page below the menu is looked at by the tests of every page
MENU_FAULTS = "axe.run('.bd-header-article').then((r) => r.violations.map((v) => v.id))"
NOTEBOOKS = ["chapters/00_start", "solutions/01_one_rule", "exercises/01_one_rule"]


def write_small_book(folder):
    """Two pages with the book's own configuration."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    own = config["sphinx"]["local_extensions"]
    config["sphinx"]["local_extensions"] = {k: own[k] for k in own.keys() - LEFT_OUT}
    names = config["sphinx"]["config"]["extensions"]
    config["sphinx"]["config"]["extensions"] = [name for name in names if name not in LEFT_OUT]
    contents = {"format": "jb-book", "root": NOTEBOOKS[0], "chapters": [{"file": NOTEBOOKS[1]}]}
    for name, data in (("_config.yml", config), ("_toc.yml", contents)):
        (folder / name).write_text(yaml.safe_dump(data), encoding="utf-8")
    for name in NOTEBOOKS:
        (folder / name).parent.mkdir()
        shutil.copy2(ROOT / f"{name}.ipynb", folder / f"{name}.ipynb")
    shutil.copytree(ROOT / "tools", folder / "tools")
    for name in ("assets", "lib"):
        (folder / name).symlink_to(ROOT / name)


@pytest.fixture
def small_site(tmp_path):
    """The folder of the small book's site."""
    folder = tmp_path / "book"
    folder.mkdir()
    write_small_book(folder)
    start = "import sys; from jupyter_book.cli.main import main; sys.argv[0] = 'jb'; main()"
    done = subprocess.run(
        [sys.executable, "-c", start, "build", str(folder), "-q"],
        env={**os.environ, "BOOK_REPOSITORY": "someone/book"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    policy.seal(folder / "_build" / "html")
    return folder / "_build" / "html"


def offered(site, path):
    """The file behind the arrow of a page."""
    text = (site / path).read_text(encoding="utf-8")
    (link,) = re.findall(r'href="(\S+)"[^>]*\bbtn-download-source-button\b', text)
    return ((site / path).parent / link).resolve()


def test_a_page_of_exercises_leads_to_places_that_run_it_and_offers_no_answers(
    small_site, rooms
):
    with ExitStack() as leaving, server(small_site, 8500) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        leaving.callback(httpd.shutdown)
        one = begin(leaving, rooms)
        one.site = f"http://127.0.0.1:{httpd.server_port}"
        page = one.open(EXERCISES)
        page.get_by_role("button", name="Run this notebook elsewhere").click()
        links = page.locator(".dropdown-launch-buttons a:visible")
        assert [link.inner_text().strip() for link in links.all()] == ["Binder", "Colab"]
        assert [
            link.get_attribute("href").split("/someone/book/")[1] for link in links.all()
        ] == [
            "main?labpath=exercises%2F01_one_rule.ipynb",
            "blob/colab/exercises/01_one_rule.ipynb",
        ]
        assert all(i.evaluate("i => i.naturalWidth > 0") for i in links.locator("img").all())
        axe.load(page)
        axe.settle(page)
        for size, theme in ((DESKTOP, "light"), (PHONE, "dark")):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=theme)
            until(page, "document.documentElement.dataset.theme === arg", theme)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            assert page.evaluate(MENU_FAULTS) == []
        assert (one.foreign, one.failed, one.errors) == ([], [], [])
    exercise = (ROOT / "exercises" / "01_one_rule.ipynb").read_bytes()
    assert offered(small_site, EXERCISES).read_bytes() == exercise
    assert not (small_site / "_sources" / "solutions").exists()


NOTEBOOK_PAGES = [page for page in pages() if page.startswith(("chapters/", "solutions/"))]


@pytest.mark.parametrize("path", NOTEBOOK_PAGES)
def test_a_page_of_the_book_offers_a_file_that_is_there(path):
    file = offered(SITE, path)
    assert file.is_file()
    assert "solutions" not in file.parts
