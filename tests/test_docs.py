"""What the papers for those who carry on say is there, is there."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PAPERS = [
    "README.md",
    "CONTRIBUTING.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "exercises/README.md",
]
FOLDERS = ("assets", "binder", "chapters", "exercises", "lib", "solutions", "tests", "tools")


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def of_the_book(path):
    """Whether a word of code is a path of this repository, and not an example's."""
    example = re.search(r"[<>{}*\s]|NN_|_slug|\bx\.|_x\b|^assets/widgets/$|static/", path)
    return path.startswith(tuple(f"{name}/" for name in FOLDERS)) and not example


@pytest.mark.parametrize("name", PAPERS)
def test_every_path_that_is_named_exists(name):
    words = set(re.findall(r"`([^`\n]+)`", text(name)))
    links = set(re.findall(r"\]\((?!\w+:|#)([^)\s#]+)", text(name)))
    paths = {word for word in words if of_the_book(word)} | links
    found = {
        path for path in paths if list(ROOT.glob(f"{path.partition('#')[0].rstrip('/')}*"))
    }
    assert paths - found == set()


def test_the_architecture_names_every_extension_of_the_site():
    config = yaml.safe_load(text("_config.yml"))["sphinx"]
    named = set(re.findall(r"`([^`]+)`", text("ARCHITECTURE.md")))
    assert set(config["local_extensions"]) - named == set()


def test_the_drawing_says_in_words_what_it_shows_and_names_files_that_exist():
    drawing = text("assets/architecture.svg")
    assert re.search(r"<title[^>]*>[^<]{20,}", drawing)
    assert re.search(r"<desc[^>]*>[^<]{100,}", drawing)
    files = re.findall(r'class="file"[^>]*>([^<]+)<', drawing)
    paths = [path for each in files for path in each.split(", ") if "/" in path]
    assert len(paths) >= 6
    assert [path for path in paths if not list(ROOT.glob(path))] == []


def test_how_to_add_something_takes_less_than_ten_steps():
    parts = re.split(r"^## ", text("CONTRIBUTING.md"), flags=re.M)[1:]
    steps = {part.split("\n")[0]: len(re.findall(r"^\d+\. ", part, re.M)) for part in parts}
    added = {title: n for title, n in steps.items() if title.startswith(("Add a", "Write a"))}
    assert len(added) >= 4
    assert {title: n for title, n in added.items() if not 2 <= n < 10} == {}


@pytest.mark.parametrize("name", PAPERS)
def test_a_picture_has_words_in_its_place(name):
    pictures = re.findall(r"!\[([^\]]*)\]", text(name))
    assert all(len(words) > 20 for words in pictures)
