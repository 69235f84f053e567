"""A page's policy names what the page holds, and nothing can be slipped in beside it."""

import base64
import hashlib

import policy
import pytest

PAGE = """<!DOCTYPE html><html><head>
    <meta charset="utf-8" />
  <script data-cfasync="false">
    document.documentElement.dataset.mode = localStorage.getItem("mode");
  </script>
<script src="a.js"></script><script>let a = "é";</script>
<script type="application/vnd.jupyter.widget-state+json">{"a": 1}</script>
<noscript><style>p { color: red }</style></noscript></head>
<body><button onclick="window.print()"
 class="x">Print</button><button class="y" onclick="toggleFullScreen()">Full</button>
</body></html>"""


def named(text):
    """The hash of a text by the standard's words: SHA-256 of its UTF-8, in base 64."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def directives(page):
    content = page.split('Content-Security-Policy" content="')[1].split('">')[0]
    return {name: sources for name, *sources in map(str.split, content.split(";"))}


def test_the_hash_is_the_one_that_mdn_gives_for_its_example():
    # the article on script-src
    page = "<script>doSomething();</script>"
    assert (
        policy.hashes(page, "script")
        == " 'sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc='"
    )


def test_scripts_and_styles_of_the_page_are_named_and_data_and_files_are_not():
    found = directives(policy.sealed(PAGE, "start()"))
    own = ["'self'", "file:"]
    assert found["script-src"] == [*own, *sorted([named("start()"), named('let a = "é";')])]
    assert found["style-src"] == [*own, named("p { color: red }")]
    # Firefox asks default-src whether it may fetch the next page ahead
    assert found["default-src"] == own
    none = {name for name, sources in found.items() if sources == ["'none'"]}
    assert none == set(policy.NOTHING) >= {"object-src", "frame-src", "base-uri"}


def test_the_policy_comes_first_and_the_theme_s_script_is_replaced():
    page = policy.sealed(PAGE, "start()")
    assert page.index("Content-Security-Policy") < page.index("<script")
    assert "<script data-first>start()</script>" in page and "getItem" not in page


def test_buttons_keep_their_deed_without_code_in_them():
    page = policy.sealed(PAGE, "")
    assert 'data-press="print"' in page and 'data-press="toggleFullScreen"' in page
    assert "onclick" not in page


def test_sealing_again_follows_what_has_changed():
    once = policy.sealed(PAGE, "start()")
    assert policy.sealed(once, "start()") == once
    changed = once.replace('let a = "é";', "let b;")
    again = policy.sealed(changed, "begin()")
    assert again == policy.sealed(PAGE.replace('let a = "é";', "let b;"), "begin()")
    assert named("let b;") in directives(again)["script-src"]


@pytest.mark.parametrize("code", ['<p onclick="go()">', '<img alt="x" onerror="go()">'])
def test_other_code_in_an_attribute_is_refused(code):
    with pytest.raises(ValueError, match=r"expected no code in an attribute, got .*go"):
        policy.sealed(f"{PAGE}{code}", "")


def test_the_page_with_code_in_an_attribute_is_named(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.html").write_text('<p onclick="go()">')
    with pytest.raises(ValueError, match=r"^a/one\.html: expected no code"):
        policy.seal(tmp_path)


def test_a_page_without_a_head_gets_its_policy_too(tmp_path):
    (tmp_path / "_static").mkdir()
    for name in ("index.html", "_static/macros.html"):
        (tmp_path / name).write_text('<meta http-equiv="Refresh" content="0; url=a.html">')
    policy.seal(tmp_path)
    assert (tmp_path / "index.html").read_text().startswith('<meta http-equiv="Content-S')
    assert "Content-S" not in (tmp_path / "_static" / "macros.html").read_text()
