"""Running a notebook again gives the same bytes, with one thread and with two."""

import os
import shutil
import subprocess
import sys

import house
import pytest

# an untouched exercise computes next to nothing, so its number of threads cannot matter
RUNS = [
    pytest.param(path, threads, id=f"{folder}/{path.stem}-{threads}")
    for folder, counts in [("chapters", "12"), ("solutions", "12"), ("exercises", "1")]
    for path in house.paths(folder)
    for threads in counts
]


@pytest.mark.parametrize(("path", "threads"), RUNS)
def test_running_again_gives_the_same_bytes(path, threads, tmp_path):
    copy = tmp_path / path.name
    shutil.copy(path, copy)
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    env = {**os.environ, **dict.fromkeys(names, threads)}
    command = [
        sys.executable,
        str(house.ROOT / "tools" / "notebooks.py"),
        "execute",
        str(copy),
    ]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert copy.read_bytes() == path.read_bytes()
