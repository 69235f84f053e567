"""The library against PyTorch, micrograd and scikit-learn, in one process on one thread.

``measure`` starts this file again in the environment that has the other libraries; there it
times every row and prints JSON.  A row whose sides end with different weights is an error.
"""

import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from suite import others
from suite.timing import Measured, Missing, alternate

ROOT = others.ROOT
THREADS = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
CLOSE = {"float64": 1e-9, "float32": 1e-3}  # of the largest weight of an array


def measure(quick: bool, rows) -> dict:
    """Row id -> ``Measured`` or ``Missing``; a library that is not there loses its rows."""
    try:
        python = others.python("library")
    except Missing as why:
        print(f"  {why}")
        python = sys.executable
    command = [str(python), __file__, "--quick" if quick else "--full"]
    paths = os.pathsep.join([str(ROOT / "lib"), os.environ.get("PYTHONPATH", "")])
    env = {**os.environ, **THREADS, "PYTHONPATH": paths}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"the child stopped: {done.stderr.strip().splitlines()[-1][:200]}")
    told = json.loads(done.stdout)
    return {
        name: Missing(found["missing"]) if "missing" in found else Measured(**found)
        for name, found in told.items()
    }


def pairs() -> list:
    """Every comparison: id, the work, our side, their side."""
    import numpy as np

    from suite import library_sides as sides

    squared, crossed = sides.xor("squared error"), sides.xor("sigmoid cross-entropy")
    both = [sides.large(dtype) for dtype in (np.float64, np.float32)]
    found = [
        (f"xor-{name}-{their.__name__}", squared, our, their)
        for name, our in (("run", sides.whynn_inplace), ("step", sides.whynn_mlp))
        for their in (sides.pytorch, sides.micrograd)
    ]
    found.append(("xor-scalar-micrograd", squared, sides.whynn_autodiff, sides.micrograd))
    found.append(("xor-step-scikit_learn", crossed, sides.whynn_mlp, sides.scikit_learn))
    found += [
        (f"large-{work.x.dtype}-{their.__name__}", work, sides.whynn_mlp, their)
        for work in both
        for their in (sides.pytorch, sides.scikit_learn)
    ]
    return found


def agree(work, one, other) -> None:
    """Raise ``Missing`` unless both sides end with the same weights."""
    import numpy as np

    steps = 200 if len(work.x) == 4 else 5
    one.run(steps)
    other.run(steps)
    pairs = zip(one.weights(), other.weights(), strict=True)
    # NumPy's maximum lets no nan through
    worst = np.max([np.abs(a - b).max() / np.abs(a).max() for a, b in pairs])
    if not worst < CLOSE[str(work.x.dtype)]:
        raise Missing(f"error: after {steps} steps the weights differ by {worst:.1e}")


def time_all(quick: bool) -> dict:
    """All rows as plain data."""
    rounds = 3 if quick else 15
    found = {}
    for name, work, our, their in pairs():
        try:
            agree(work, our(work), their(work))
        except ImportError as error:
            found[name] = {"missing": f"{error.name} is not installed"}
            continue
        except Missing as why:
            found[name] = {"missing": str(why)}
            continue
        both = [our(work).run, their(work).run]
        ours, theirs = alternate(both, units=500 if len(work.x) == 4 else 10, rounds=rounds)
        found[name] = {"ours": ours, "theirs": theirs}
    return found | many(quick)


def many(quick: bool) -> dict:
    """Many small networks at once against one by one in PyTorch, a network's step each."""
    import numpy as np
    import torch
    from whynn.ensemble import XOR, start, train

    from suite.timing import once

    networks, steps, sample = 20_000, 20 if quick else 100, 2
    torch.set_num_threads(1)
    nets = start(networks, 2, rng=np.random.default_rng(0))
    x, y = (torch.tensor(a) for a in XOR)

    def one_by_one():
        """The leanest update that PyTorch has."""
        ends = []
        for i in range(sample):
            params = [torch.tensor(p[..., i], requires_grad=True) for p in nets]
            for _ in range(steps):
                w1, b1, w2, b2 = params
                loss = ((torch.relu(x @ w1 + b1) @ w2 + b2 - y) ** 2).mean()
                grads = torch.autograd.grad(loss, params)
                with torch.no_grad():
                    for p, g in zip(params, grads, strict=True):
                        p -= 0.1 * g
            ends.append([p.detach().numpy() for p in params])
        return ends

    together = train(nets, *XOR, steps=steps).networks
    for i, alone in enumerate(one_by_one()):
        for mine, its in zip(together, alone, strict=True):
            if not np.allclose(mine[..., i], its, rtol=1e-9, atol=1e-12):
                return {"xor-many-pytorch": {"missing": f"error: network {i} ends elsewhere"}}
    ours, theirs = [], []
    for _ in range(3 if quick else 7):
        ours.append(once(lambda: train(nets, *XOR, steps=steps)) / networks / steps)
        theirs.append(once(one_by_one) / sample / steps)
    return {"xor-many-pytorch": {"ours": ours, "theirs": theirs}}


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # MLPClassifier says at each fit that it was not done
    print(json.dumps(time_all("--quick" in sys.argv)))
