"""Run the book's notebooks: ``python tools/notebooks.py execute|test|same [NOTEBOOK ...]``.

``execute`` stores outputs and the state of the figures so that running twice gives the same
bytes; ``test`` runs each notebook and compares the texts with what it stores; ``same`` does so
with two threads, and compares pictures and figures too: the file, byte for byte.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("chapters", "solutions", "exercises")
STATE = "application/vnd.jupyter.widget-state+json"
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
# threads wait by spinning; two notebooks run at once, so they sleep
SLEEPY = {
    "OPENBLAS_THREAD_TIMEOUT": "4",
    "OMP_WAIT_POLICY": "PASSIVE",
    "GOMP_SPINCOUNT": "0",
}
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def all_notebooks() -> list[Path]:
    """Every notebook of the book, in order."""
    return [path for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.ipynb"))]


def chosen(names: list[str]) -> list[Path]:
    """The notebooks named on the command line, or all of them."""
    paths = [Path(name).resolve() for name in names]
    for path in paths:
        if not path.is_file():
            raise SystemExit(f"error: there is no notebook {path}")
        if path.parent.name == "exercises":
            print(f"note: {path.name} is made from its solution; change that one")
    return paths or all_notebooks()


def renumber(text: str, state: dict) -> str:
    """Replace the random ids of the figures' models by their order of appearance."""
    ids = "|".join(state) or "$^"
    settled = {i: re.sub(ids, "ID", json.dumps(m, sort_keys=True)) for i, m in state.items()}
    seen: list[str] = []
    queue = re.findall(r'"model_id": "([0-9a-f]{32})"', text) + sorted(state, key=settled.get)
    while queue:
        model = queue.pop(0)
        if model in state and model not in seen:
            seen.append(model)
            queue = re.findall(r"IPY_MODEL_([0-9a-f]{32})", json.dumps(state[model])) + queue
    for number, model in enumerate(seen):
        text = text.replace(model, f"{number:032x}")
    return text


def settled(notebook) -> str:
    """The text of a file for a notebook that was run, without what varies in it."""
    import nbformat

    fold_code(notebook)
    figures = {k: v for k, v in notebook.metadata.items() if k == "widgets"}
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}, **figures}
    state = figures.get("widgets", {}).get(STATE, {}).get("state", {})
    notebook = nbformat.reads(renumber(nbformat.writes(notebook), state), as_version=4)
    # nbformat sorts the keys as it writes
    return nbformat.writes(notebook) + "\n"


def fold_code(notebook: dict) -> None:
    """Let JupyterLab too fold the code that the site folds: it names a card's answer."""
    for cell in notebook["cells"]:
        if "hide-input" in cell["metadata"].get("tags", []):
            cell["metadata"]["jupyter"] = {"source_hidden": True}


def execute(path: Path) -> None:
    """Run one notebook in place and store what it gives, and nothing that varies."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.read(path, as_version=4)
    notebook.metadata = {"kernelspec": KERNEL}
    client = NotebookClient(
        notebook,
        timeout=600,
        record_timing=False,
        coalesce_streams=True,  # or a busy machine cuts what is printed elsewhere each time
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        client.execute()
    except CellExecutionError as error:
        cell = str(error).split("------------------")[1].strip()
        raise SystemExit(
            f"error: {path.name} stopped at this cell:\n\n{cell}\n\n"
            f"{error.ename}: {error.evalue}"
        ) from None
    path.write_text(settled(notebook), encoding="utf-8", newline="\n")


def main(args: list[str]) -> None:
    """Do what was asked."""
    if not args or args[0] not in ("execute", "test", "same"):
        raise SystemExit(
            "error: expected execute, test or same, then notebooks if not all are meant"
        )
    paths = chosen(args[1:])
    # what is stored is what one thread gives, unless another was asked for
    for name in THREADS:
        os.environ.setdefault(name, "1")
    # The kernels find whynn in this checkout, whether or not it is installed.
    os.environ["PYTHONPATH"] = os.pathsep.join(
        filter(None, [str(ROOT / "lib"), os.environ.get("PYTHONPATH")])
    )
    if args[0] == "execute":
        for path in paths:
            print(f"running {path.name}", flush=True)
            execute(path)
        return
    names = [str(path.relative_to(ROOT)) for path in paths]
    # two long chapters with large matrices at once wait for each other's threads
    names = names[::2] + names[1::2]
    pytest = [sys.executable, "-m", "pytest", "-q", "--nbval", "-n", "2"]
    pytest += ["--dist", "loadscope", "--no-loadscope-reorder"]
    if args[0] == "same":
        os.environ.update(SLEEPY, **dict.fromkeys(THREADS, "2"))
        pytest += ["-p", "tools.same_bytes"]
    raise SystemExit(subprocess.run([*pytest, *names], cwd=ROOT, check=False).returncode)


if __name__ == "__main__":
    main(sys.argv[1:])
