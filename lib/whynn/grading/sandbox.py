"""The command that starts the far side: in bubblewrap, or bare for the learner's own file.

Inside there is no network, no other process, no file but the system's, read-only, and a small
``/tmp``.  The questions, the checks, the solutions and other submissions are not there.
"""

import functools
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import numpy as np

from whynn.grading import seccomp
from whynn.grading.limits import Limits

HERE = Path(__file__).resolve().parent
INSIDE = "/opt/grader"
ENVIRONMENT = {
    "HOME": "/tmp",
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
NEEDED = (
    "bubblewrap is needed to grade other people's files, and {why}. On Debian or Ubuntu:"
    " apt-get install bubblewrap. If you trust every file, add --sandbox none."
)


class Missing(Exception):
    """The sandbox cannot run here; the message says why and what to do."""


@functools.cache
def require() -> str:
    """The path of bubblewrap; raises ``Missing`` where it is absent or cannot run."""
    found = shutil.which("bwrap")
    if found is None:
        raise Missing(NEEDED.format(why="it is not installed"))
    try:
        tried = subprocess.run(
            [*_namespaces(found), "--ro-bind", "/", "/", "--", "/bin/true"],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(NEEDED.format(why=f"it does not start here ({error})")) from None
    if tried.returncode:
        said = " ".join(tried.stderr.split())[:200]
        raise Missing(NEEDED.format(why=f"it cannot run here ({said})"))
    return found


def command(mode: str, limits: Limits) -> list[str]:
    """The command line for ``mode`` ``"bwrap"`` or ``"none"``."""
    packages = [sysconfig.get_path("purelib"), str(Path(np.__file__).parents[1])]
    library = str(HERE.parents[1])
    alone = mode == "bwrap"
    settings = {
        "path": ["/opt/whynn" if alone else library, *dict.fromkeys(packages)],
        "seconds": {"cell": limits.cell, "call": limits.call},
        "alone": alone,
        **{k: getattr(limits, k) for k in ("memory", "file", "cpu", "files", "processes")},
    }
    python = [os.path.abspath(sys.executable), "-S", "-E", "-s", "-B"]
    if not alone:
        # on Windows the Python of an environment starts another, which would outlive it
        python[0] = getattr(sys, "_base_executable", sys.executable)
        return [*python, str(HERE / "worker.py"), json.dumps(settings)]
    return [
        *_walls(limits, packages),
        "--",
        *python,
        f"{INSIDE}/worker.py",
        json.dumps(settings),
    ]


def environment(mode: str) -> dict[str, str]:
    """The variables that the far side sees; Windows cannot start without its own."""
    return ENVIRONMENT if mode == "bwrap" else {**os.environ, **_quiet()}


def filter_pipe() -> int | None:
    """The reading end of a pipe that holds the filter of system calls, if there is one."""
    code = seccomp.program()
    if not code:
        return None
    reading, writing = os.pipe()
    os.write(writing, code)
    os.close(writing)
    return reading


def _quiet():
    return {k: v for k, v in ENVIRONMENT.items() if k not in ("HOME", "PATH", "LANG")}


def _namespaces(bwrap):
    return [
        *(bwrap, "--unshare-all", "--unshare-user", "--disable-userns"),
        *("--die-with-parent", "--new-session", "--cap-drop", "ALL"),
        *("--uid", "65534", "--gid", "65534", "--hostname", "sandbox"),
    ]


def _walls(limits, packages):
    package = HERE.parent
    seen = {os.path.realpath(sys.base_prefix), os.path.abspath(sys.prefix), *packages}
    bound = sorted(p for p in seen if not p.startswith("/usr/"))
    out = [*_namespaces(require()), "--ro-bind", "/usr", "/usr"]
    for name in ("lib", "lib64", "bin"):
        out += ["--symlink", f"usr/{name}", f"/{name}"]
    # first, or it would hide an environment that lies below it
    out += ["--size", str(limits.disk), "--tmpfs", "/tmp", "--chdir", "/tmp"]
    for path in bound:
        out += ["--ro-bind", path, path]
    out += [
        "--ro-bind",
        str(package),
        "/opt/whynn/whynn",
        "--tmpfs",
        "/opt/whynn/whynn/grading",
    ]
    if any(package.is_relative_to(path) for path in ["/usr", *bound]):
        out += ["--tmpfs", str(HERE)]  # installed, not a checkout: hide it there too
    for name in ("worker.py", "wire.py"):
        out += ["--ro-bind", str(HERE / name), f"{INSIDE}/{name}"]
    out += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    return [*out, "--remount-ro", "/"]
