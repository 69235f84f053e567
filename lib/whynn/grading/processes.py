"""Look at a running sandbox from outside, and end all of it."""

import contextlib
import os
import signal
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def tree(root: int, most: int) -> list[int]:
    """The processes below ``root``, at most about ``most``; nothing where /proc is absent."""
    found, queue = [], [root]
    while queue and len(found) <= most:
        children = _children(queue.pop())
        found += children
        queue += children
    return found


def memory(pids: list[int]) -> int:
    """Bytes that the processes hold in memory, shared pages counted once for each."""
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/statm", encoding="ascii") as file:
                total += int(file.read().split()[1]) * PAGE
        except (OSError, ValueError, IndexError):
            continue
    return total


def computed(root: int) -> float:
    """Seconds that the processes below ``root`` have computed; 0 where /proc is absent."""
    ticks = 0
    for pid in [root, *tree(root, 64)]:
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
                # user and system time, of the process and of its children that have ended
                ticks += sum(map(int, file.read().rpartition(")")[2].split()[11:15]))
        except (OSError, ValueError):
            continue
    return ticks / TICKS


def end(process: subprocess.Popen) -> None:
    """Kill the sandbox and wait until none of its processes is left."""
    inside = tree(process.pid, 64)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            # bubblewrap's first process inside takes all others with it
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    for pid in inside[:1]:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    process.wait()
    last = time.monotonic() + 5
    while any(_alive(pid) for pid in inside) and time.monotonic() < last:
        time.sleep(0.005)


def _children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except (OSError, ValueError):
        return []


def _alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return False
