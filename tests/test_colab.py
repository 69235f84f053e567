"""The copies for Colab install the library there, do nothing elsewhere, and keep the book."""

import json
import posixpath
import re
import sys
from types import ModuleType, SimpleNamespace

import colab
import nbformat
import pytest
import yaml
from IPython.core.inputtransformer2 import TransformerManager

SITE = "https://someone.example/book/"
ADDRESS = "https://github.com/someone/book/archive/0123abc.zip"
TOC = yaml.safe_load((colab.ROOT / "_toc.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    """The written copies, by their path in the book."""
    out = tmp_path_factory.mktemp("colab")
    paths = colab.write(out, "someone/book", "0123abc", SITE)
    return {path.relative_to(out).as_posix(): path for path in paths}


def run_install(source):
    """Run the extra cell as IPython would; the lines that it gives to %pip."""
    asked = []
    shell = SimpleNamespace(run_line_magic=lambda name, line: asked.append((name, line)))
    code = TransformerManager().transform_cell(source)
    exec(compile(code, "cell", "exec"), {"get_ipython": lambda: shell})
    return asked


def test_every_chapter_and_every_exercise_has_a_valid_copy(copies):
    folders = ("chapters", "exercises")
    wanted = {f"{folder}/{path.name}" for folder in folders for path in in_book(folder)}
    assert set(copies) == wanted
    for path in copies.values():
        nbformat.validate(nbformat.read(path, as_version=4))


def in_book(folder):
    return (colab.ROOT / folder).glob("*.ipynb")


def test_a_copy_has_one_cell_more_and_it_is_the_first_to_run(copies):
    for name, path in copies.items():
        book = json.loads((colab.ROOT / name).read_text(encoding="utf-8"))
        copy = json.loads(path.read_text(encoding="utf-8"))
        code = [cell for cell in copy["cells"] if cell["cell_type"] == "code"]
        assert code[0]["id"] == "colab"
        rest = ["".join(cell["source"]) for cell in code[1:]]
        assert rest == [
            "".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"
        ]
        assert len(copy["cells"]) == len(book["cells"]) + 1


def test_no_copy_holds_a_figure_that_needs_state_and_each_keeps_its_picture(copies):
    for name, path in copies.items():
        text, book = path.read_text(encoding="utf-8"), (colab.ROOT / name).read_text("utf-8")
        assert "widget-view" not in text
        assert "widget-state" not in text
        assert text.count('"image/png"') == book.count('"image/png"')


def test_colab_folds_the_code_that_the_site_folds(copies):
    cells = [
        cell
        for path in copies.values()
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    ]
    folded = [cell for cell in cells if cell["metadata"].get("cellView") == "form"]
    hidden = [cell for cell in cells if "hide-input" in cell["metadata"].get("tags", [])]
    assert len(hidden) > 100
    assert folded == hidden


def test_the_extra_cell_does_nothing_outside_colab():
    source = colab.INSTALL.format(repository="someone/book", commit="0123abc")
    assert "google.colab" not in sys.modules
    assert run_install(source) == []


def test_in_colab_it_installs_the_published_library_and_lets_figures_move(monkeypatch):
    enabled = []
    output = SimpleNamespace(enable_custom_widget_manager=lambda: enabled.append(True))
    fake = ModuleType("google.colab")
    fake.output = output
    monkeypatch.setitem(sys.modules, "google", ModuleType("google"))
    monkeypatch.setitem(sys.modules, "google.colab", fake)
    source = colab.INSTALL.format(repository="someone/book", commit="0123abc")
    ((magic, line),) = run_install(source)
    assert magic == "pip"
    assert line.split()[:2] == ["install", "--quiet"]
    assert f'"whynn @ {ADDRESS}"' in line
    assert enabled == [True]


def test_every_link_leads_to_a_page_of_the_book(copies):
    parts = [chapter for part in TOC["parts"] for chapter in part["chapters"]]
    deeper = [section for each in parts for section in each.get("sections", [])]
    pages = {TOC["root"]} | {each["file"] for each in parts + deeper}
    links = []
    for path in copies.values():
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                links += re.findall(r"\]\(([^)]+)\)", cell["source"])
    ours = [link for link in links if link.startswith(SITE)]
    assert len(ours) > 100 and any(".html#knife=XOR" in link for link in ours)
    found = {posixpath.splitext(link.removeprefix(SITE).partition("#")[0])[0] for link in ours}
    assert found - pages == set()
    assert [link for link in links if not re.match(r"https?://", link)] == []


def test_the_page_of_an_exercise_is_that_of_its_solutions():
    text = "[here](02_x.ipynb) and [a place](#below) and [there](https://a.b/c.md)"
    assert colab.with_site(text, "exercises", SITE) == (
        f"[here]({SITE}solutions/02_x.html) and [a place](#below) and [there](https://a.b/c.md)"
    )
