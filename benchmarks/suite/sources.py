"""A copy of the book's sources to build in, so that a reader's own build stays as it is."""

import shutil
import subprocess
from pathlib import Path

from suite.others import ROOT
from suite.timing import Missing


def copy(to: Path) -> Path:
    """Copy what git knows or would take, as it stands now; returns ``to``."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-co", "--exclude-standard", "-z"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        raise Missing("which files are the book's is known only in a git checkout")
    for name in filter(None, done.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, to / name)
    return to
