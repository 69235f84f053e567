"""The memory of a training run: what the weights cost beside themselves."""

import math

from whynn import memory
from whynn.grading.contract import Question, close
from whynn.grading.questions._verdicts import entries, hit

_ALT = """
import math
bytes_each = {"weights": 2, "gradients": 2, "master": 4, "moments": 8}
def training_gb(parameters):
    return sum(bytes_each.values()) * parameters / 1e9
def sharded_gb(parameters, devices, stage):
    kept = {"optimizer": 12.0, "gradients": 2.0, "weights": 2.0}
    for name in list(kept)[:stage]:
        kept[name] /= devices
    return sum(kept.values()) * parameters / 1e9
def devices_needed(parameters, memory_gb):
    d = 1
    while sharded_gb(parameters, d, 3) > memory_gb:
        d += 1
    return d
gb = {"moments": 7 * 8, "optimizer": 7 * 12, "all": training_gb(7e9)}
"""

MEMORY = Question(
    "06-memory",
    title="The memory of a 7B run",
    level="easy",
    minutes=5,
    names=("gb", "training_gb", "sharded_gb", "devices_needed"),
    forbids=("whynn.memory",),
    hints=(
        "Count bytes for one parameter first, and multiply at the end. A number in float32 "
        "has 4 bytes, in 16 bits it has 2.",
        "Weights and gradients in 16 bits: 2 + 2. The optimizer keeps a float32 copy of the "
        "weights and two averages, the moments: 4 + 4 + 4. A billion bytes is one GB.",
        'gb starts with: `{"moments": 7 * (4 + 4), ...}`',
    ),
    mutants=(
        (_ALT.replace('"moments": 7 * 8', '"moments": 84'), "counts the master copy too"),
        (_ALT.replace('"optimizer": 7 * 12', '"optimizer": 56'), "forgets the master copy"),
        (_ALT.replace('"all": training_gb(7e9)', '"all": 28'), "counts float32 weights alone"),
        (_ALT.replace('"moments": 8}', '"moments": 4}'), "keeps one moment"),
        (_ALT.replace("/ 1e9", "/ 2**30"), "divides by 2 ** 30: that is GiB"),
        (_ALT.replace("[:stage]", "[:3]"), "splits everything at any stage"),
        (
            _ALT.replace(
                '"optimizer": 12.0, "gradients": 2.0, "weights": 2.0',
                '"weights": 2.0, "gradients": 2.0, "optimizer": 12.0',
            ),
            "splits the weights first",
        ),
        (_ALT.replace("    return d\n", "    return d + 1\n"), "takes one device too many"),
        (_ALT.replace("3) > memory_gb", "3) >= memory_gb"), "leaves a full device aside"),
    ),
    alternatives=(_ALT,),
)


@MEMORY.part("gb['moments'] is what Adam remembers", points=1)
def _moments(s, rng):
    got = entries(s, "gb", ("moments",))["moments"]
    right = memory.gigabytes(memory.training_bytes(7_000_000_000).moments)
    hit(got, right, "gb['moments']", "Two float32 numbers for each of 7 billion parameters.")


@MEMORY.part("gb['optimizer'] adds the float32 copy of the weights", points=1)
def _optimizer(s, rng):
    got = entries(s, "gb", ("optimizer",))["optimizer"]
    right = memory.gigabytes(memory.training_bytes(7_000_000_000).optimizer)
    hit(got, right, "gb['optimizer']", "Two moments and a master copy, all three in float32.")


@MEMORY.part("gb['all'] and training_gb count everything", points=2)
def _all(s, rng):
    table = entries(s, "gb", ("all",))
    look = (
        "Weights, gradients, master copy and two moments: five numbers a parameter. One GB is "
        "a billion bytes."
    )
    for n, got in ((7_000_000_000, table["all"]), (int(rng.integers(10**8, 10**11)), None)):
        right = memory.gigabytes(memory.training_bytes(n).total)
        if got is not None:
            hit(got, right, "gb['all']", look)
        else:
            close(s.call("training_gb", n), right, f"`training_gb({n})`", look=look)


@MEMORY.part("sharded_gb splits it over the devices, stage by stage", points=2)
def _sharded(s, rng):
    n, devices = int(rng.integers(10**9, 10**11)), int(rng.integers(2, 100))
    look = (
        "Stage 0 splits nothing, 1 the optimizer's 12 bytes, 2 the gradients too, 3 the "
        "weights too. What is not split stands whole on each device."
    )
    for stage in range(4):
        right = memory.gigabytes(memory.sharded_bytes(n, devices, stage))
        what = f"`sharded_gb({n}, devices={devices}, stage={stage})`"
        close(s.call("sharded_gb", n, devices, stage), right, what, look=look)


@MEMORY.part("devices_needed finds the smallest number that fits", points=1)
def _devices(s, rng):
    drawn = (rng.integers(10**9, 10**10), rng.integers(10**10, 2 * 10**11))
    asked = [(int(n), float(rng.integers(16, 100))) for n in drawn]
    # a little and much of a device more than two: rounding is right for neither or for one
    room = float(rng.integers(16, 100))
    asked += [(int(share * room * 1e9 / 16), room) for share in (2.2, 2.8)]
    # the last device is full to the byte, so no further one is needed
    for n, room in [*asked, (2 * 10**9 * 2 ** int(rng.integers(1, 4)), 32.0)]:
        got = s.call("devices_needed", n, room)
        right = math.ceil(memory.gigabytes(memory.training_bytes(n).total) / room)
        look = (
            "At stage 3 each device holds all the bytes divided by the number of devices, and "
            "there is no part of a device."
        )
        close(got, right, f"`devices_needed({n}, {room:g})`", look=look)
