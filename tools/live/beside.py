"""Pyodide and whynn beside the site, so that its cells can run in the reader's browser.

``python tools/live/beside.py`` fetches the small old Pyodide of the tests.  A published book
gets a whole release: ``python tools/build.py --live FOLDER``.
"""

import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FETCHED = ROOT / "_build" / "pyodide"  # where the tests' Pyodide is kept
PLACE = Path("_static", "python")  # in the site
CORE = re.compile(r"pyodide\.mjs|pyodide\.asm\.\w+|python_stdlib\.zip|pyodide-lock\.json")
WANTED = ("numpy", "matplotlib", "scipy")
# the first releases of Python 3.11 do not know it yet
SAFE = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
# The newest NumPy for a browser that package indexes have: a build for xeus-python, which
# runs unchanged in the Pyodide of the same age.
OLD_PYODIDE, OLD_NUMPY = "pyodide@0.24.1", "jupyterlite-xeus-python==1.0.0"


class Missing(Exception):
    """Pyodide cannot be had; the message says why."""


def with_needs(lock: dict, names) -> list[str]:
    """``names`` and all that they depend on, by the lock's ``packages``, in a settled order.

    >>> with_needs({"a": {"depends": ["B_c"]}, "b-c": {"depends": []}, "d": {}}, ["a"])
    ['a', 'b-c']
    """
    found, open_ = set(), list(names)
    while open_:
        name = re.sub(r"[-_.]+", "-", open_.pop()).lower()
        if name in lock and name not in found:
            found.add(name)
            open_ += lock[name].get("depends", [])
    return sorted(found)


def gather(release: Path, to: Path) -> list[str]:
    """Copy of a Pyodide ``release`` what the book's cells need; say which of WANTED it has.

    Raises ``Missing`` without its core or NumPy, and if a file is not what the lock says.
    """
    core = [path for path in sorted(release.iterdir()) if CORE.fullmatch(path.name)]
    if len(core) < 5:
        raise Missing(f"{release} is no Pyodide release")
    lock = json.loads((release / "pyodide-lock.json").read_text(encoding="utf-8"))
    have = []
    kept = {}
    for wish in WANTED:
        needs = with_needs(lock["packages"], [wish])
        files = {name: release / lock["packages"][name]["file_name"] for name in needs}
        if not needs or not all(path.is_file() for path in files.values()):
            continue
        have.append(wish)
        kept |= files
    if "numpy" not in have:
        raise Missing(f"there is no NumPy in {release}")
    for name, path in kept.items():
        if hashlib.sha256(path.read_bytes()).hexdigest() != lock["packages"][name]["sha256"]:
            raise Missing(f"{path.name} is not the file that pyodide-lock.json names")
    to.mkdir(parents=True, exist_ok=True)
    for path in [*core, *kept.values()]:
        shutil.copy2(path, to / path.name)
    lock["packages"] = {name: lock["packages"][name] for name in sorted(kept)}
    (to / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    return have


def describe(release: Path) -> dict:
    """What pages must know of a release: the modules it lacks, and what a first click loads."""
    with tempfile.TemporaryDirectory() as folder:
        to = Path(folder)
        have = gather(release, to)
        pieces = [path for path in to.iterdir() if CORE.fullmatch(path.name)]
        lock = json.loads((to / "pyodide-lock.json").read_text(encoding="utf-8"))
        numpy = with_needs(lock["packages"], ["numpy"])
        pieces += [to / lock["packages"][name]["file_name"] for name in numpy]
        size = sum(path.stat().st_size for path in pieces)
    drawing = [] if "matplotlib" in have else ["matplotlib", "whynn.plots"]
    fitting = [] if "scipy" in have else ["scipy"]
    return {"absent": ["torch", *drawing, *fitting], "megabytes": max(1, round(size / 1e6))}


def place(release: Path, site: Path) -> None:
    """Put Pyodide and whynn beside the built ``site``."""
    to = site / PLACE
    shutil.rmtree(to, ignore_errors=True)
    gather(release, to)
    pack(to / "whynn.zip")


def pack(to: Path) -> None:
    """Write whynn, what runs it in the page, and traitlets, as one zip that is always the same.

    The figures' scripts are empty in it: the page has its own.
    """
    library, traitlets = ROOT / "lib" / "whynn", importlib.util.find_spec("traitlets")
    files = {path: path.relative_to(ROOT / "lib") for path in library.rglob("*.py")}
    files |= {path: path.relative_to(ROOT / "lib") for path in library.rglob("*.json")}
    own = Path(__file__).parent
    files |= {own / f"{n}.py": f"live/{n}.py" for n in ("__init__", "names", "page", "session")}
    home = Path(traitlets.origin).parent
    files |= {
        p: p.relative_to(home.parent) for p in home.rglob("*.py") if "tests" not in p.parts
    }
    empty = [
        p.relative_to(ROOT / "lib") for p in library.rglob("static/*") if p.suffix != ".json"
    ]
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, name in sorted(files.items(), key=lambda pair: str(pair[1])):
            archive.writestr(entry(name), path.read_bytes(), zipfile.ZIP_DEFLATED)
        for name in sorted(empty):
            archive.writestr(entry(name), b"")


def entry(name) -> zipfile.ZipInfo:
    """A zip's entry without the time of the file."""
    return zipfile.ZipInfo(Path(name).as_posix(), (1980, 1, 1, 0, 0, 0))


def fetch(to: Path = FETCHED) -> Path:
    """The folder of the tests' Pyodide, fetched once.  Raises ``Missing`` without it."""
    wanted = f"{OLD_PYODIDE} {OLD_NUMPY}"
    stamp = to / "fetched.txt"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return to
    npm = shutil.which("npm")
    if npm is None:
        raise Missing("npm was not found: install Node.js 20 or newer")
    shutil.rmtree(to, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        ask([npm, "pack", "--silent", OLD_PYODIDE], here)
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        ask([*pip, "--disable-pip-version-check", OLD_NUMPY], here)
        with tarfile.open(next(here.glob("pyodide-*.tgz"))) as archive:
            archive.extractall(here, **SAFE)
        release = here / "package"
        add_numpy(next(here.glob("jupyterlite_xeus_python-*.whl")), release)
        gather(release, to)
    stamp.write_text(wanted, encoding="utf-8")
    return to


def ask(command, folder):
    """Run a package manager; ``Missing`` with its last line if it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
        raise Missing(f"{Path(command[0]).name} could not fetch {command[-1]}: {said[-1]}")


def add_numpy(wheel: Path, release: Path) -> None:
    """Take NumPy out of the xeus-python ``wheel`` and put it into ``release`` and its lock."""
    with zipfile.ZipFile(wheel) as outer:
        name = next(n for n in outer.namelist() if "/numpy-" in n and n.endswith(".tar.gz"))
        with outer.open(name) as packed, tarfile.open(fileobj=packed) as inner:
            inner.extractall(release / "env", **SAFE)
    version = re.search(r"/numpy-([\d.]+)-", name).group(1)
    home = next((release / "env").rglob("site-packages"))
    to = release / f"numpy-{version}-cp311-cp311-emscripten_3_1_45_wasm32.whl"
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(home.rglob("*")):
            name = path.relative_to(home)
            if path.is_file() and not {"tests", "__pycache__"} & set(name.parts):
                archive.writestr(entry(name), path.read_bytes(), zipfile.ZIP_DEFLATED)
    book = release / "pyodide-lock.json"
    lock = json.loads(book.read_text(encoding="utf-8"))
    digest = hashlib.sha256(to.read_bytes()).hexdigest()
    lock["packages"]["numpy"] |= {
        "file_name": to.name, "sha256": digest, "version": version, "depends": []
    }  # fmt: skip
    book.write_text(json.dumps(lock), encoding="utf-8")


if __name__ == "__main__":
    try:
        print(f"Pyodide is in {fetch()}")
    except Missing as missing:
        raise SystemExit(f"error: {missing}.") from None
