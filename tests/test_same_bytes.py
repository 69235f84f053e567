"""A notebook that was run again is compared as a whole: pictures and figures too."""

import subprocess
import sys
from pathlib import Path

import nbformat
import notebooks
from nbformat.v4 import new_code_cell, new_notebook

ROOT = Path(__file__).resolve().parents[1]
PICTURE = "from IPython.display import Image\n\nImage(data=b'a picture', format='png')"
FIGURE = "from ipywidgets import IntSlider\n\nIntSlider(75)"
ALTERED = {
    "YSBwaWN0dXJl": "YSBwaWN0dXJF",
    '"value": 75': '"value": 57',
    '"language": "python"': '"language": "snake"',
}


def test_what_a_run_does_not_give_is_red_in_pictures_figures_and_metadata(tmp_path):
    path = tmp_path / "n.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(PICTURE), new_code_cell(FIGURE)]), path)
    notebooks.execute(path)
    text = path.read_text("utf-8")
    for old, new in ALTERED.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    pytest = [sys.executable, "-m", "pytest", "-q", "--nbval", "-p", "tools.same_bytes"]
    done = subprocess.run([*pytest, path], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and "1 failed, 2 passed" in done.stdout, done.stdout
    assert "n.ipynb::the whole file" in done.stdout
    assert all(line in done.stdout for line in [*ALTERED, *ALTERED.values()]), done.stdout
