"""Sphinx extension: formulas become MathML while the book is built.

The reader's browser draws MathML itself, so a formula needs no script, is there without
JavaScript and offline, and a screen reader reads it.  Temml, which turns TeX into MathML, is a
JavaScript library; it runs here, in an engine that comes as a Python package.
"""

import hashlib
import re
from functools import cache
from pathlib import Path

from docutils import nodes
from py_mini_racer import JSEvalException, MiniRacer
from sphinx.errors import SphinxError

TEMML = Path(__file__).resolve().parent / "vendor" / "temml.min.js"
# A formula with more signs than this is wider than a phone: it scrolls, so a key must reach it.
WIDE = 24


class FormulaError(SphinxError):
    """A formula that is not TeX."""

    category = "Formula"


@cache
def temml() -> MiniRacer:
    """The engine with Temml in it."""
    engine = MiniRacer()
    engine.eval(TEMML.read_text(encoding="utf-8"))
    return engine


@cache
def mathml(tex: str, display: bool) -> str:
    r"""MathML for a formula in TeX.

    Between two digits a comma is a list's, and is followed by a space; a thousands separator
    is written ``{,}``.  Raises ``FormulaError`` with the formula when it is not TeX.
    """
    listed = re.sub(r"(?<=\d),(?=\d)", r", ", tex)
    try:
        made = temml().call(
            "temml.renderToString", listed, {"displayMode": display, "throwOnError": True}
        )
    except JSEvalException as why:
        message = str(why).splitlines()[0]
        raise FormulaError(f"expected TeX, got {tex!r}: {message}") from None
    return str(made).replace(' style="display:block math;"', "")  # book.css lays it out


def displayed(tex: str) -> str:
    r"""TeX for a formula on its own lines: ``\\`` and ``&`` work without an environment."""
    if r"\\" in tex and not tex.lstrip().startswith(r"\begin"):
        return rf"\begin{{split}}{tex}\end{{split}}"
    return tex


def visit_inline(translator, node: nodes.math) -> None:
    """Write a formula of a line."""
    body = mathml(node.astext().strip(), False)
    translator.body.append(f'<span class="math">{body}</span>')
    raise nodes.SkipNode


def visit_block(translator, node: nodes.math_block) -> None:
    """Write a formula of its own."""
    body = mathml(displayed(node.astext().strip()), True)
    signs = len(re.sub(r"<[^>]*>|&\w+;", "", body))
    stop = ' tabindex="0" role="group" aria-label="Formula"' if signs > WIDE else ""
    translator.body.append(translator.starttag(node, "div", CLASS="math"))
    translator.body[-1] = translator.body[-1].rstrip()[:-1] + stop + ">"
    translator.body.append(body + "</div>\n")
    raise nodes.SkipNode


def on_page(app, pagename, templatename, context, doctree):
    """Give a page with formulas their style and font."""
    if doctree is not None and any(doctree.findall(is_formula)):
        app.add_css_file("formulas/formulas.css")


def is_formula(node: nodes.Node) -> bool:
    """Whether this is a formula, of a line or of its own."""
    return isinstance(node, nodes.math | nodes.math_block)


def setup(app):
    """Connect to Sphinx."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    app.connect("html-page-context", on_page)
    # a new Temml, or a change here, means writing the pages again
    made_by = TEMML.read_bytes() + Path(__file__).read_bytes()
    app.add_config_value("formulas_made_by", hashlib.sha256(made_by).hexdigest(), "html")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
