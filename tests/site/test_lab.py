"""In JupyterLab the figure and Python share one state, both ways."""

import os
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from conftest import DESKTOP, ROOT

CELLS = [
    "from whynn.widgets import XorKnife\n\nw = XorKnife()\nw",
    "w.w1 = 2",
    'print("w1 is", w.w1)',
]
SHOWN = "(w1) => document.querySelector('figure.fig .fig-slider output').textContent === w1"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a JupyterLab with one notebook."""
    import nbformat  # takes seconds, and no other test needs it

    folder = tmp_path_factory.mktemp("lab")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "knife.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [
        f"--port={port}",
        "--no-browser",
        "--allow-root",
        "--IdentityProvider.token=",
        "--ip=127.0.0.1",
    ]
    homes = {
        name: str(folder / name)
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    }
    env = {**os.environ, **homes, "PYTHONPATH": str(ROOT / "lib")}
    command = [sys.executable, "-m", "jupyterlab", *options]
    with open(folder / "log.txt", "w") as log:
        running = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/api", timeout=2)
                break
            except OSError:
                time.sleep(0.5)
        else:
            pytest.fail((folder / "log.txt").read_text()[-2000:])
        yield address
    finally:
        running.terminate()
        running.wait(20)


def test_python_moves_the_figure_and_the_figure_moves_python(chromium, lab):
    context = chromium.new_context(viewport=DESKTOP)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(f"{lab}/lab/tree/knife.ipynb?reset")
    cell = page.locator(".jp-CodeCell")
    cell.nth(2).wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()

    def run(n):
        cell.nth(n).locator(".cm-content").click()
        page.keyboard.press("Control+Enter")

    run(0)
    figure = page.locator("figure.fig")
    figure.wait_for()
    value = figure.locator(".fig-slider output").first
    assert value.inner_text() == "1.00"
    run(1)
    page.wait_for_function(SHOWN, arg="2.00")
    figure.get_by_label("w1, the weight of x1").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(SHOWN, arg="1.95")
    grip = figure.get_by_role("slider", name="Knife, end 1", exact=True).locator(".grip")
    box = grip.bounding_box()
    page.mouse.move(box["x"] + 9, box["y"] + 9)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 15, steps=6)
    page.mouse.up()
    page.wait_for_function(
        "() => document.querySelector('figure.fig .fig-slider output').textContent !== '1.95'"
    )
    shown = value.inner_text()
    run(2)
    printed = cell.nth(2).locator(".jp-OutputArea-output")
    printed.wait_for()
    assert printed.inner_text().strip() == f"w1 is {float(shown.replace('−', '-'))}"
    context.close()
