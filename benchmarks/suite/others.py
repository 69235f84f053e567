"""The other tools, each set in a throw-away environment: they never come into the lock."""

import importlib.metadata
import json
import subprocess
import sys
import sysconfig
from pathlib import Path

from suite.timing import Missing

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "_build" / "bench"
PYPI = {
    "library": ("micrograd==0.1.0", "scikit-learn==1.9.1"),
    "nbgrader": ("nbgrader==0.9.6",),
    "otter": ("otter-grader==7.0.0",),
}
# what the notebooks themselves import, in the versions of this environment
SAME = ("numpy", "scipy", "ipykernel")


def wanted(name: str) -> list[str]:
    """What pip is asked for."""
    same = [f"{package}=={importlib.metadata.version(package)}" for package in SAME]
    return [*PYPI[name], *same]


def python(name: str) -> Path:
    """The Python of an environment, made first if it is not there.

    Raises ``Missing`` if it cannot be made.
    """
    place = PLACE / name
    found = place / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    stamp, key = place / "stamp.json", json.dumps([sys.version, *wanted(name)])
    if stamp.exists() and stamp.read_text(encoding="utf-8") == key:
        return found
    print(f"  installing {', '.join(PYPI[name])} into {place.relative_to(ROOT)}", flush=True)
    _run([sys.executable, "-m", "venv", "--clear", str(place)], "make an environment")
    if name == "library":  # PyTorch and NumPy are this environment's own
        query = "import sysconfig; print(sysconfig.get_path('purelib'))"
        inside = Path(_run([str(found), "-c", query], "ask it").strip())
        own = sysconfig.get_path("purelib")
        (inside / "beside.pth").write_text(own + "\n", encoding="utf-8")
    pip = [str(found), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run([*pip, *wanted(name)], f"install {', '.join(PYPI[name])}; is there a network?")
    stamp.write_text(key, encoding="utf-8")
    return found


def _run(command, what):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()[-1]
        raise Missing(f"could not {what} It said: {last[:200]}")
    return done.stdout
