"""Sphinx extension of the book's site: stored figures, and the theme's rough edges.

A chapter stores each figure with its whole script.  On the site the scripts are shared
files, the state stays in the page, and the stored picture stands in the figure's place
until the figure runs (or for ever, without JavaScript).
"""

import base64
import hashlib
import html
import json
import os
import re
import struct
import sys
from pathlib import Path

import exercise_pages
import lighten
import missing
from live import site as live_site
from sphinx.util import logging

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "lib" / "whynn" / "widgets" / "static"
STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
CARDS = ("predict", "short_answer", "open_answer")
log = logging.getLogger(__name__)


def figure_name(model: dict) -> str | None:
    """``xor_knife`` for a stored model of one of our figures, else None."""
    known = model.get("state", {}).get("_anywidget_id", "")
    return known.split(".")[-2] if known.startswith("whynn.widgets.") else None


def on_source_read(app, docname, source):
    """Shape a notebook's source before it becomes a page; take out scripts and pictures."""
    if not app.env.doc2path(docname).endswith(".ipynb"):
        return
    live = json.loads(app.config.booksite_live)
    notebook = json.loads(source[0])
    notebook = exercise_pages.shaped(
        notebook, docname, ROOT, live=live["megabytes"] if live else 0
    )
    app.env.booksite_cells = getattr(app.env, "booksite_cells", {})
    app.env.booksite_cells[docname] = live and live_site.mark(notebook, live["absent"])
    take_out_figures(app, docname, notebook)
    source[0] = json.dumps(notebook)


def take_out_figures(app, docname, notebook):
    """Leave of each stored figure its state and its place in the page."""
    models = notebook["metadata"].get("widgets", {}).get(STATE, {}).get("state", {})
    if not models:
        return
    names = {}
    for model_id, model in list(models.items()):
        state = model["state"]
        if "_esm" not in state:
            del models[
                model_id
            ]  # layouts and styles of a kernel's controls: nothing shows them
            continue
        if name := figure_name(model):
            names[model_id] = name
            if state["_esm"] != (STATIC / f"{name}.js").read_text(encoding="utf-8"):
                log.warning("%s stores an old %s: run `make execute`", docname, name)
            state["_esm"] = f"whynn:{name}"
            state.pop("_css", None)
    app.env.booksite_figures = getattr(app.env, "booksite_figures", {})
    app.env.booksite_figures[docname] = sorted(set(names.values()))
    up = "../" * docname.count("/")
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if VIEW in data:
                model_id = data[VIEW]["model_id"]
                if names.get(model_id) in CARDS:
                    # their code says the answer; whoever wants it opens the notebook
                    tags = cell["metadata"].get("tags", [])
                    cell["metadata"]["tags"] = [t.replace("hide", "remove") for t in tags]
                if model_id not in models:
                    log.warning("%s has a figure whose state was not stored", docname)
                output["data"] = {"text/html": shell(app, cell, data, model_id, up)}


def shell(app, cell, data, model_id, up):
    """The figure's place in the page: its still form, then the view that replaces it."""
    view = json.dumps({"model_id": model_id})
    if "image/png" in data:
        alt = cell["metadata"].get("mystnb", {}).get("image", {}).get("alt", "")
        still = picture(app, base64.b64decode("".join(data["image/png"])), alt, up)
    else:
        still = "".join(data.get("text/html", ""))
    return (
        f'<div class="whynn-figure"><div data-still>{still}</div>'
        f'<script type="{VIEW}">{view}</script></div>'
    )


def picture(app, png, alt, up):
    """Write a PNG below ``_static`` and return the tag that shows it, with its size."""
    name = hashlib.sha256(png).hexdigest()[:16] + ".png"
    folder = Path(app.outdir, "_static", "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(png)
    width, height = (side // 2 for side in struct.unpack(">II", png[16:24]))
    return (
        f'<img src="{up}_static/pictures/{name}" alt="{html.escape(alt)}"'
        f' width="{width}" height="{height}">'
    )


def on_page(app, pagename, templatename, context, doctree):
    """Load each page's own figures before the host; let folds be named by their text."""
    if "body" in context:
        context["body"] = context["body"].replace(' aria-label="Toggle hidden content"', "")
    if cells := getattr(app.env, "booksite_cells", {}).get(pagename):
        context["body"] += live_site.block(cells, json.loads(app.config.booksite_live))
        app.add_css_file("runner.css")
        script = "runner_exercises" if any("question" in cell for cell in cells) else "runner"
        app.add_js_file(f"widgets/{script}.js", loading_method="defer")
    names = getattr(app.env, "booksite_figures", {}).get(pagename, [])
    if names:
        app.add_css_file("widgets/figures.css")
        for script in ["shared", *names]:
            app.add_js_file(f"widgets/{script}.js", priority=400, loading_method="defer")


def on_finished(app, error):
    """Lighten the finished site: nothing that its reader waits for and does not use."""
    if error is not None:
        return
    site = Path(app.outdir)
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        # 1.5 MB of icons; the same ones come from a web font
        unused = ("fontawesome.js", *(lighten.SEARCHING if page.name != "search.html" else ()))
        text = lighten.sized_pictures(lighten.without_scripts(text, unused), page.parent)
        text = lighten.kept_together(lighten.lazy_pictures(lighten.wide_pictures(text)))
        page.write_text(name_toggles(defer_scripts(text)), encoding="utf-8")
    missing.mend(site, app.config.ogp_site_url)
    for pattern in lighten.UNUSED:
        for file in (site / "_static").glob(pattern):
            file.unlink()
    search = site / "_static" / "searchtools.js"
    quoted = lighten.folds_unsaid(search.read_text(encoding="utf-8"))
    search.write_text(quoted, encoding="utf-8")
    style = site / "_static" / "styles" / "pydata-sphinx-theme.css"
    slim = lighten.style_without_icons(style.read_text(encoding="utf-8"))
    style.write_text(slim, encoding="utf-8")


def defer_scripts(page: str) -> str:
    """Defer every script file but the one that inline scripts need at once."""
    at_once = r"(?![^>]*(?:\bdefer\b|\basync\b|documentation_options\.js))"
    return re.sub(rf"<script{at_once}(?=[^>]*\ssrc=)", "<script defer", page)


def name_toggles(page: str) -> str:
    """Name what unfolds the pages below a chapter in the contents: it has only an icon."""
    icon = '<span class="toctree-toggle"'
    return page.replace(f"<summary>{icon}", f'<summary aria-label="Pages below">{icon}')


def on_skip_member(app, what, name, thing, skip, options):
    """Leave out the fields of named tuples: the class says in a sentence what they are."""
    alias = str(getattr(thing, "__doc__", "")).startswith("Alias for field number")
    return True if alias else None


def digest(*paths: Path) -> str:
    """Changes when one of these files does."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(paths))).hexdigest()


def setup(app):
    """Connect to Sphinx."""
    sys.path.insert(0, str(ROOT / "lib"))  # the reference page reads the library's docstrings
    # a new figure's script means reading its pages again; a new style or template, writing them
    app.add_config_value("booksite_bundles", digest(STATIC / "bundles.json"), "env")
    looks = [ROOT / "assets" / "book.css", *(ROOT / "tools" / "templates").iterdir()]
    app.add_config_value("booksite_looks", digest(*looks), "html")
    # what of Pyodide stands beside the site, from tools/build.py; "null" without
    app.add_config_value("booksite_live", os.environ.get("BOOK_LIVE", "null"), "env")
    rules = [ROOT / "tools" / "live" / f"{name}.py" for name in ("names", "page", "site")]
    app.add_config_value("booksite_rules", digest(*rules), "env")
    # where the book is published, for links that are shared; without it they are relative
    app.config.ogp_site_url = os.environ.get("BOOK_URL", "")
    app.connect("source-read", on_source_read)
    app.connect("html-page-context", on_page)
    app.connect("autodoc-skip-member", on_skip_member)
    app.connect("build-finished", on_finished)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
