"""Make the book's scaling law anew: ``python benchmarks/scaling_law.py``.

Trains every student of ``whynn.sweep`` and writes ``lib/whynn/data_files/scaling_law.json``.
Each run is kept as soon as it is made, so one that was killed goes on where it stood when
called again.  ``--jobs 2`` uses two cores, ``--dask local`` a Dask cluster on this machine and
``--dask tcp://HOST:PORT`` the one that has its scheduler there.
"""

import argparse
import contextlib
import hashlib
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy is loaded: one run, one core

import joblib
import numpy as np
from tqdm import tqdm

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from whynn import sweep


def made(folder: Path) -> dict:
    """The runs that are already in ``folder``: job -> run."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        kept = json.loads(path.read_text(encoding="utf-8"))
        found[sweep.Job(*kept["job"])] = sweep.Run(*kept["run"])
    return found


def keep(folder: Path, job: sweep.Job, run: sweep.Run) -> None:
    """Write one run under a name of its own, whole or not at all."""
    name = f"{job.kind}-{job.width}-{job.examples}-{job.seed}-{job.factor:.3f}.json"
    half = folder / f"{name}.part"
    half.write_text(json.dumps({"job": job, "run": run}), encoding="utf-8")
    half.replace(folder / name)


def one(job: sweep.Job, settings: sweep.Settings) -> tuple[sweep.Job, sweep.Run]:
    """What a worker does."""
    return job, sweep.run(job, settings, np.random.default_rng(sweep.key(job)))


@contextlib.contextmanager
def backend(dask: str | None):
    """joblib's own processes, or the workers of a Dask cluster."""
    if dask is None:
        yield
        return
    try:
        from dask.distributed import Client, LocalCluster
    except ImportError:
        raise SystemExit("error: --dask needs Dask: pip install 'distributed'") from None
    with contextlib.ExitStack() as leaving:
        address = dask
        if dask == "local":
            cluster = LocalCluster(threads_per_worker=1, dashboard_address=None)
            address = leaving.enter_context(cluster)
        leaving.enter_context(Client(address))
        leaving.enter_context(joblib.parallel_config("dask"))
        yield


def main(arguments=None, settings: sweep.Settings | None = None) -> sweep.Sweep:
    """Make what is not made yet, write the data file and return what is in it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=1, help="runs at a time (default 1)")
    parser.add_argument("--dask", metavar="ADDRESS", help="a Dask scheduler, or: local")
    parser.add_argument("--out", type=Path, default=sweep.FILE, help="the data file")
    options = parser.parse_args(arguments)
    settings = settings or sweep.Settings()

    # runs of other settings are other runs, so they lie in another folder
    mark = hashlib.sha256(json.dumps(settings).encode()).hexdigest()[:8]
    folder = options.out.with_name(f"{options.out.stem}.runs-{mark}")
    folder.mkdir(parents=True, exist_ok=True)
    runs, jobs = made(folder), sweep.plan(settings)
    missing = [job for job in jobs if job not in runs]
    bar = tqdm(total=len(jobs), initial=len(jobs) - len(missing), unit="run")
    with backend(options.dask), bar:
        pool = joblib.Parallel(n_jobs=options.jobs, return_as="generator_unordered")
        for job, run in pool(joblib.delayed(one)(job, settings) for job in missing):
            keep(folder, job, run)
            runs[job] = run
            bar.update()
    whole = sweep.Sweep(settings, tuple(runs[job] for job in jobs))
    sweep.store(whole, options.out)
    return whole


if __name__ == "__main__":
    main()
