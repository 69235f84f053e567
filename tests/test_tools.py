"""The tools around the book: each does its one thing, and says in a sentence what is wrong."""

import doctest
import gzip
import importlib
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import booksite
import lock
import notebooks
import pytest
import serve
import setup

ROOT = Path(__file__).resolve().parents[1]


def run(*arguments, **options):
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, **options
    )


def test_a_second_server_takes_the_next_port(tmp_path):
    with serve.server(tmp_path, 8600) as first, serve.server(tmp_path, 8600) as second:
        assert second.server_port > first.server_port >= 8600


def test_text_is_sent_compressed_and_the_rest_as_it_is(tmp_path):
    (tmp_path / "page.html").write_text("<p>cat</p>" * 100)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    with serve.server(tmp_path, 8600) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()

        def get(name, accepted):
            address = f"http://127.0.0.1:{httpd.server_port}/{name}"
            request = urllib.request.Request(address, headers={"Accept-Encoding": accepted})
            with urllib.request.urlopen(request) as answer:
                return answer.headers.get("Content-Encoding"), answer.read()

        coding, body = get("page.html", "gzip")
        assert coding == "gzip" and gzip.decompress(body) == b"<p>cat</p>" * 100
        assert get("page.html", "") == (None, b"<p>cat</p>" * 100)
        assert get("picture.png", "gzip") == (None, b"\x89PNG")
        (tmp_path / "page.html").write_text("<p>dog</p>")
        assert gzip.decompress(get("page.html", "gzip")[1]) == b"<p>dog</p>"
        httpd.shutdown()


def test_what_is_installed_side_by_side_is_the_lock_each_package_once():
    lock_text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    shares = setup.parts(lock_text)
    assert len(shares[0]) == 1 and shares[0][0].startswith("torch==")
    named = [line for line in lock_text.splitlines() if "==" in line]
    assert sorted(name for share in shares for name in share) == sorted(named)


def test_an_installation_that_fails_is_told_in_a_sentence(capfd):
    with pytest.raises(SystemExit, match="error: pip could not install the packages"):
        setup.run([sys.executable, "-c", "raise SystemExit('no such package')"])
    assert "no such package" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["tools/serve.py", "nowhere"], "there is no page in nowhere. Run `make site` first."),
        (["tools/setup.py", "everything"], "expected one of site, all"),
        (["tools/notebooks.py"], "expected execute, test or same"),
        (["tools/recall.py"], "expected write, check, or take and a notebook"),
        (["tools/recall.py", "take", "README.md"], "README.md: expected a notebook such as"),
        (
            ["tools/recall.py", "take", "chapters/99_none.ipynb"],
            "chapters/99_none.ipynb: expected a notebook, found no such file",
        ),
        (["tools/notebooks.py", "execute", "none.ipynb"], "there is no notebook"),
    ],
)
def test_a_tool_says_what_is_wrong_without_a_traceback(arguments, words):
    done = run(*arguments, cwd=ROOT)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ") and words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_notebook_that_stops_names_its_cell(tmp_path):
    import nbformat

    cell = nbformat.v4.new_code_cell("print(missing)", id="one")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "n.ipynb")
    done = run("tools/notebooks.py", "execute", str(tmp_path / "n.ipynb"), cwd=ROOT)
    assert done.returncode == 1
    assert "print(missing)" in done.stderr and "NameError" in done.stderr
    assert "Traceback" not in done.stderr


def test_models_are_numbered_in_the_order_they_are_shown():
    first, second, layout = "a" * 32, "b" * 32, "c" * 32
    state = {
        first: {"state": {"n": 1}},
        second: {"state": {"l": f"IPY_MODEL_{layout}"}},
        layout: {},
    }
    text = f'"model_id": "{second}", "model_id": "{first}", {layout}'
    assert notebooks.renumber(text, state) == (
        f'"model_id": "{0:032x}", "model_id": "{2:032x}", {1:032x}'
    )


def test_every_script_file_is_deferred_but_the_one_needed_at_once():
    page = (
        '<script src="a.js"></script><script>now()</script><script async src="b.js"></script>'
        '<script defer src="c.js"></script><script src="documentation_options.js"></script>'
    )
    assert booksite.defer_scripts(page) == page.replace(
        '<script src="a.js"', '<script defer src="a.js"'
    )


def test_what_unfolds_the_contents_has_a_name_and_nothing_else_changes():
    toggle = '<summary><span class="toctree-toggle" role="presentation"></span></summary>'
    other = "<summary>Show a solution</summary>"
    named = toggle.replace("<summary>", '<summary aria-label="Pages below">')
    assert booksite.name_toggles(toggle + other) == named + other


def test_the_lock_keeps_releases_without_builds_or_this_project():
    freeze = "torch==2.13.0+cpu\nnumpy==2.4.6\n-e /somewhere\nwhynn==0.1.0\nx @ file:///y\n"
    assert lock.pins(freeze) == ["torch==2.13.0", "numpy==2.4.6"]


def test_without_python_make_says_what_to_install():
    done = subprocess.run(
        ["make", "PYTHON=no-such-python", "site"], cwd=ROOT, capture_output=True, text=True
    )
    assert (
        done.returncode
        and "error: no-such-python was not found. Install Python 3.11" in done.stdout
    )


SHOWN = [
    path for path in sorted((ROOT / "tools").glob("*.py")) if ">>> " in path.read_text("utf-8")
]


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.stem)
def test_the_examples_of_a_tool_hold(path):
    done = doctest.testmod(importlib.import_module(path.stem))
    assert done.attempted
    assert not done.failed
