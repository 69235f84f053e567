"""Sphinx extension: where a page's notebook can run, and which file its reader downloads.

The address of the repository has one source, the environment variable ``BOOK_REPOSITORY``
(``owner/name`` on GitHub), which the publish workflow sets.  Without it a page offers the
download alone, and no link that could be dead.
"""

import os
import re
import shutil
from pathlib import Path
from urllib.parse import quote

from sphinx.errors import ExtensionError

MASTERS = re.compile(r"solutions/(.+)")  # a page of exercises is made from their master


def notebook_of(pagename: str) -> str:
    """The notebook that a reader of this page works in: never the one with the answers.

    >>> notebook_of("chapters/01_one_rule"), notebook_of("solutions/01_one_rule")
    ('chapters/01_one_rule.ipynb', 'exercises/01_one_rule.ipynb')
    """
    return MASTERS.sub(r"exercises/\1", pagename) + ".ipynb"


def places(repository: str, notebook: str) -> dict[str, str]:
    """The addresses at which Binder and Colab run a notebook of ``repository``.

    Binder builds the folder ``binder`` of the branch main.  Colab knows no such folder, so it
    opens the copies of the branch colab, which ``tools/colab.py`` makes.
    """
    return {
        "Binder": f"https://mybinder.org/v2/gh/{repository}/main?labpath={quote(notebook, '')}",
        "Colab": "https://colab.research.google.com/github/"
        f"{repository}/blob/colab/{quote(notebook)}",
    }


def button(text: str, url: str, icon: str, tooltip: str) -> dict:
    """A link of the theme's header."""
    return {"type": "link", "text": text, "url": url, "icon": icon, "tooltip": tooltip}


def group(repository: str, notebook: str) -> dict:
    """The header's menu of places to run."""
    logos = {"Binder": "logo_binder.svg", "Colab": "logo_colab.png"}
    return {
        "type": "group",
        "label": "launch-buttons",
        "icon": "fas fa-rocket",
        "tooltip": "Run this notebook elsewhere",
        "buttons": [
            button(name, url, f"_static/images/{logos[name]}", f"Run on {name}")
            for name, url in places(repository, notebook).items()
        ],
    }


def on_page(app, pagename, templatename, context, doctree):
    """Offer the right file, and the places to run it if the repository is known."""
    if pagename not in app.env.all_docs or app.env.doc2path(pagename)[-6:] != ".ipynb":
        return
    notebook, buttons = notebook_of(pagename), context["header_buttons"]
    (downloads,) = (each for each in buttons if each.get("label") == "download-buttons")
    (file,) = (
        each for each in downloads["buttons"] if each.get("label") == "download-source-button"
    )
    file["tooltip"] = "Download the notebook"
    if MASTERS.match(pagename):  # the page's text offers the exercise: that copy
        file["url"] = context["pathto"](f"_downloads/{app.env.dlfiles[notebook][1]}", 1)
    if repository := app.config.launch_repository:
        buttons.insert(0, group(repository, notebook))


def check(app, config):
    """Stop on an address that would make every link dead."""
    if not re.fullmatch(r"([\w.-]+/[\w.-]+)?", config.launch_repository):
        raise ExtensionError(
            f"BOOK_REPOSITORY is {config.launch_repository!r}; expected owner/name"
        )


def on_finished(app, error):
    """Keep the masters, which hold the answers, out of the files to download."""
    if error is None:
        shutil.rmtree(Path(app.outdir, "_sources", "solutions"), ignore_errors=True)


def setup(app):
    """Connect to Sphinx."""
    app.add_config_value("launch_repository", os.environ.get("BOOK_REPOSITORY", ""), "html")
    app.connect("config-inited", check)
    app.connect("html-page-context", on_page, priority=600)  # the theme's buttons are there
    app.connect("build-finished", on_finished)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
