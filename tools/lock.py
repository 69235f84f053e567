"""Write ``requirements.lock`` anew: the newest releases that fit, as pip resolves them.

Run on the oldest Python that the book supports, so that every pin installs there.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
HEADER = "# The exact set that the checks and Binder use; made by `make lock`.\n"


def pins(freeze: str) -> list[str]:
    """The lines of ``pip freeze`` that name a release, without the mark of a build."""
    named = [line for line in freeze.splitlines() if re.match(r"[\w.-]+==", line)]
    return [re.sub(r"\+\w+$", "", line) for line in named if not line.startswith("whynn==")]


def main() -> None:
    """Install into a fresh environment and write down what came."""
    if sys.version_info[:2] != OLDEST:
        raise SystemExit("error: make the lock with Python 3.11: make PYTHON=python3.11 lock")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [str(Path(folder) / "bin" / "python"), "-m", "pip"]
        wanted = ["-r", str(ROOT / "requirements.txt"), "-e", f"{ROOT}[test]"]
        if subprocess.run(
            [*pip, "install", "--quiet", *wanted], cwd=ROOT, check=False
        ).returncode:
            raise SystemExit("error: pip could not install the packages; its message is above.")
        freeze = subprocess.run([*pip, "freeze"], capture_output=True, text=True, check=True)
    lock = ROOT / "requirements.lock"
    lock.write_text(HEADER + "\n".join(pins(freeze.stdout)) + "\n", encoding="utf-8")
    print(f"Wrote {lock.name}")


if __name__ == "__main__":
    main()
