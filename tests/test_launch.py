"""Where a notebook can run, and which file its page offers."""

from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import launch
import pytest
from sphinx.errors import ExtensionError

KNOWN = "someone/book"


def header(page, repository=""):
    """The header's buttons on a page, by their menu and their text, as text -> button."""
    file = {
        "label": "download-source-button",
        "url": f"_sources/{page}.ipynb",
        "text": ".ipynb",
    }
    buttons = [{"label": "download-buttons", "buttons": [file]}, {"label": "fullscreen-button"}]
    context = {"header_buttons": buttons, "pathto": lambda name, _: f"../{name}"}
    env = SimpleNamespace(
        all_docs={page},
        doc2path=lambda name: f"{name}.ipynb",
        dlfiles={"exercises/01_toy.ipynb": ({page}, "abc/01_toy.ipynb")},
    )
    app = SimpleNamespace(env=env, config=SimpleNamespace(launch_repository=repository))
    launch.on_page(app, page, "page.html", context, None)
    return {
        menu["label"]: {each["text"]: each for each in menu.get("buttons", [])}
        for menu in buttons
    }


@pytest.mark.parametrize(
    ("page", "notebook"),
    [
        ("chapters/01_toy", "chapters/01_toy.ipynb"),
        ("solutions/01_toy", "exercises/01_toy.ipynb"),
    ],
)
def test_binder_and_colab_open_what_the_reader_works_in(page, notebook):
    places = header(page, KNOWN)["launch-buttons"]
    assert list(places) == ["Binder", "Colab"]
    binder, colab = (urlsplit(places[name]["url"]) for name in places)
    assert (binder.netloc, binder.path) == ("mybinder.org", f"/v2/gh/{KNOWN}/main")
    assert parse_qs(binder.query) == {"labpath": [notebook]}
    assert colab.netloc == "colab.research.google.com"
    assert colab.path == f"/github/{KNOWN}/blob/colab/{notebook}"


def test_without_a_repository_there_is_the_download_alone():
    assert list(header("chapters/01_toy")) == ["download-buttons", "fullscreen-button"]


def test_the_download_of_a_page_of_exercises_is_the_exercise():
    chapter = header("chapters/01_toy")["download-buttons"][".ipynb"]
    exercise = header("solutions/01_toy")["download-buttons"][".ipynb"]
    assert chapter["url"] == "_sources/chapters/01_toy.ipynb"
    assert exercise["url"] == "../_downloads/abc/01_toy.ipynb"
    assert chapter["tooltip"] == exercise["tooltip"] == "Download the notebook"


def test_a_page_that_is_no_notebook_keeps_its_header():
    env = SimpleNamespace(all_docs={"cards"}, doc2path=lambda name: f"{name}.md")
    app = SimpleNamespace(env=env, config=SimpleNamespace(launch_repository=KNOWN))
    context = {"header_buttons": []}
    for page in ("cards", "genindex"):
        launch.on_page(app, page, "page.html", context, None)
    assert context == {"header_buttons": []}


@pytest.mark.parametrize("wrong", ["book", "https://host/a/b", "a/b/c", "a/b ", "/"])
def test_an_address_that_would_be_dead_stops_the_build(wrong):
    with pytest.raises(ExtensionError, match="expected owner/name"):
        launch.check(None, SimpleNamespace(launch_repository=wrong))


@pytest.mark.parametrize("right", ["", "someone/book", "some-one/a.b_c"])
def test_no_address_or_a_whole_one_is_taken(right):
    launch.check(None, SimpleNamespace(launch_repository=right))


def test_the_masters_are_not_among_the_files_to_download(tmp_path):
    for folder in ("solutions", "chapters"):
        (tmp_path / "_sources" / folder).mkdir(parents=True)
    launch.on_finished(SimpleNamespace(outdir=tmp_path), None)
    assert [path.name for path in (tmp_path / "_sources").iterdir()] == ["chapters"]
