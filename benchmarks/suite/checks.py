"""Test time by part: the parts of ``make test``, each against the whole of the same run.

It takes as long as ``make test`` does, so it runs only when asked for by name.
"""

import subprocess

from suite.others import ROOT
from suite.timing import Measured, Missing, once

PARTS = ("lint", "unit", "notebooks", "check-site")


def measure(quick: bool, rows) -> dict:
    """Row id -> ``Measured`` or ``Missing``; quick measures the first two parts alone."""
    parts, seconds, failed = PARTS[:1] if quick else PARTS, {}, []
    for part in parts:

        def run(part=part):
            command = ["make", "--no-print-directory", part, "LIVE=auto"]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
            if done.returncode:
                failed.append(part)
                print("\n".join((done.stdout + done.stderr).splitlines()[-30:]))

        seconds[part] = once(run)
        print(f"  {part}: {seconds[part]:.1f} s", flush=True)
    if failed:
        raise Missing(f"error: {', '.join(failed)} did not pass")
    whole = sum(seconds.values())
    told = {f"test-{part}": Measured([took], [whole]) for part, took in seconds.items()}
    left = Missing("not in a quick run")
    return {row.id: told.get(row.id, left) for row in rows}
