"""Make ``.venv`` and install a set of packages into it: ``tools/setup.py site|all|paper``.

``site`` is what building the book needs, without PyTorch; ``paper`` is what printing it needs
besides; ``all`` is the whole lock.
A set that is already in place, from the same files, is left alone.
"""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("VENV", ROOT / ".venv"))
LOCK = ROOT / "requirements.lock"
SETS = {
    "site": ["jupyter-book", "numpy", "genanki", "mini-racer", "sphinxext-opengraph"],
    "all": ["-r", str(LOCK)],
    "paper": ["playwright", "pypdf"],
}
OLDEST = (3, 11)
# pip unpacks one package after the other, so the lock is shared out; as many pips run at
# once as there are processors
PARTS = 6


def stop(sentence: str):
    """End with one sentence and no traceback."""
    raise SystemExit(f"error: {sentence}")


def make_venv() -> Path:
    """The Python of ``.venv``, made first if it is not there."""
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        done = subprocess.run(
            [sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True
        )
        if done.returncode:
            stop(
                "Python could not make a virtual environment. On Debian and Ubuntu install"
                f" python3-venv, then try again. It said: {(done.stdout + done.stderr).strip()}"
            )
    return python


def run(command: list[str]) -> None:
    """Run pip, and end with one sentence if it fails."""
    if subprocess.run(command, check=False).returncode:
        stop("pip could not install the packages; its message is above. Is there a network?")


def parts(lock: str) -> list[list[str]]:
    """The packages of a lock, shared out; the largest one starts first and alone."""
    names = [name for name in lock.splitlines() if name and not name.startswith("#")]
    largest = [name for name in names if name.startswith("torch==")]
    rest = [name for name in names if name not in largest]
    shares = [largest, *(rest[first::PARTS] for first in range(PARTS))]
    return [share for share in shares if share]


def install_side_by_side(pip: list[str]) -> None:
    """Install each package of the lock and this project, and not what else they need."""
    wanted = [*parts(LOCK.read_text(encoding="utf-8")), ["--editable", str(ROOT)]]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda share: run([*pip, "--no-deps", *share]), wanted))


def lacks_something(python: Path) -> bool:
    """Whether a package that is there needs one that is not, as another system's lock may."""
    check = [str(python), "-m", "pip", "--disable-pip-version-check", "check"]
    return subprocess.run(check, capture_output=True, check=False).returncode != 0


def install(wanted: str) -> None:
    """Install the set ``wanted`` unless a stamp says that it is there."""
    stamp = VENV / f".{wanted}"
    key = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == key:
        return
    python = make_venv()
    print(f"Installing into {VENV.name} (once, takes minutes): {wanted}", flush=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if wanted == "all":
        install_side_by_side(pip)
    if wanted != "all" or lacks_something(python):
        run([*pip, "--constraint", str(LOCK), *SETS[wanted]])
    stamp.write_text(key)


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        stop(
            f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}."
            " Try: make PYTHON=python3.11 ..."
        )
    if len(sys.argv) != 2 or sys.argv[1] not in SETS:
        stop(f"expected one of {', '.join(SETS)}")
    install(sys.argv[1])
