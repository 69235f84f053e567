"""Running a notebook again gives the same bytes: what one thread stored, two threads give."""

import os
import shutil
import subprocess
import sys

import house
import pytest
from notebooks import THREADS

# threads wait by spinning; here other tests want the processor, so they sleep
TWO = {
    **dict.fromkeys(THREADS, "2"),
    "OPENBLAS_THREAD_TIMEOUT": "4",
    "OMP_WAIT_POLICY": "PASSIVE",
    "GOMP_SPINCOUNT": "0",
}
# an exercise computes nothing yet: what it stores is compared where all notebooks are run
PATHS = [path for folder in ("chapters", "solutions") for path in house.paths(folder)]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_two_threads_give_the_bytes_that_one_thread_stored(path, tmp_path):
    copy = tmp_path / path.name
    shutil.copy(path, copy)
    env = {**os.environ, **TWO}
    command = [
        sys.executable,
        str(house.ROOT / "tools" / "notebooks.py"),
        "execute",
        str(copy),
    ]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert copy.read_bytes() == path.read_bytes()
