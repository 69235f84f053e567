"""Write the copies of the notebooks that Colab opens: ``python tools/colab.py OUT ...``.

Colab does not know the book's library and opens one notebook at a time.  So each copy gets one
cell more than the book has, which installs ``whynn`` and does nothing outside Colab; its links
lead to the published book; and in place of each stored figure stands its picture, until the
reader runs the cell.  The publish workflow puts the copies on the branch ``colab``.
"""

import argparse
import copy
import json
import posixpath
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("chapters", "exercises")
# what sets a figure on the site, where it is live
SETS = re.compile(r"\]\(figure:([^()\s]+)\)")
VIEW = "application/vnd.jupyter.widget-view+json"
LINK = re.compile(r"\]\((?!\w+:|#)([^()\s#]+)\.(?:ipynb|md)(#[^()\s]*)?\)")
# Colab has NumPy, SciPy, Matplotlib, PyTorch, tqdm and an ipywidgets of its own.  Figures ask
# for Colab's manager of other people's widgets.
INSTALL = """\
# For Colab only: this installs the book's library. Anywhere else it does nothing.
import sys

if "google.colab" in sys.modules:
    from google.colab import output

    %pip install --quiet anywidget "whynn @ https://github.com/{repository}/archive/{commit}.zip"
    output.enable_custom_widget_manager()"""
README = """\
# Notebooks for Colab

These copies are written anew whenever the book is published. Nothing is changed here: the
book is on the branch main.
"""


def with_site(text: str, folder: str, site: str) -> str:
    """Markdown of a notebook in ``folder`` whose links lead to the pages of ``site``.

    >>> with_site("[one](01_x.ipynb#why), [all](../cards.md)", "chapters", "https://a.b/c/")
    '[one](https://a.b/c/chapters/01_x.html#why), [all](https://a.b/c/cards.html)'
    """

    def page(link: re.Match) -> str:
        path = posixpath.normpath(posixpath.join(folder, link[1]))
        path = re.sub("^exercises/", "solutions/", path)  # the page of an exercise
        return f"]({site.rstrip('/')}/{path}.html{link[2] or ''})"

    return LINK.sub(page, text)


def for_colab(notebook: dict, place: str, repository: str, commit: str, site: str) -> dict:
    """The copy of the notebook ``place``, with links, pictures and the cell as said above."""
    own = f"{site.rstrip('/')}/{place}.html"
    new = copy.deepcopy(notebook)
    new["metadata"].pop("widgets", None)
    for cell in new["cells"]:
        if "hide-input" in cell["metadata"].get("tags", []):
            cell["metadata"]["cellView"] = "form"  # Colab's way to fold code
        if cell["cell_type"] == "markdown":
            text = SETS.sub(rf"]({own}#\1)", "".join(cell["source"]))
            cell["source"] = with_site(text, posixpath.dirname(place), site)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(VIEW, None)
    first = next(i for i, cell in enumerate(new["cells"]) if cell["cell_type"] == "code")
    install = {
        "cell_type": "code",
        "execution_count": None,
        "id": "colab",
        "metadata": {},
        "outputs": [],
        "source": INSTALL.format(repository=repository, commit=commit),
    }
    new["cells"].insert(first, install)
    return new


def write(out: Path, repository: str, commit: str, site: str) -> list[Path]:
    """Write the copies of all notebooks below ``out``, and say where they are."""
    paths = []
    for folder in FOLDERS:
        (out / folder).mkdir(parents=True, exist_ok=True)
        for source in sorted((ROOT / folder).glob("*.ipynb")):
            notebook = json.loads(source.read_text(encoding="utf-8"))
            place = f"{folder}/{source.stem}"
            new = for_colab(notebook, place, repository, commit, site)
            paths.append(out / folder / source.name)
            text = json.dumps(new, ensure_ascii=False, indent=1) + "\n"
            paths[-1].write_text(text, encoding="utf-8", newline="\n")
    (out / "README.md").write_text(README, encoding="utf-8", newline="\n")
    return paths


def main(args: list[str] | None = None) -> None:
    """Do what was asked, and say how many notebooks there are."""
    parser = argparse.ArgumentParser(description="Write the notebooks that Colab opens.")
    parser.add_argument("out", type=Path, help="an empty folder")
    parser.add_argument("--repository", required=True, help="owner/name on GitHub")
    parser.add_argument("--commit", required=True, help="the commit whose whynn is installed")
    parser.add_argument("--site", required=True, help="the address of the published book")
    asked = parser.parse_args(args)
    written = write(asked.out, asked.repository, asked.commit, asked.site)
    print(f"Wrote {len(written)} notebooks into {asked.out}")


if __name__ == "__main__":
    main()
