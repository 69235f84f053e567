"""Run a chapter's cells as the page does, in CPython: JSON in, seconds of each cell out."""

import json
import sys
import time

from live.session import Session


def main(asked: dict) -> list[float]:
    """Seconds that each of the target cells takes, in order."""
    session = Session(lambda kind, text: None, asked["absent"])
    session.install()
    times = []
    for target in asked["targets"]:
        begun = time.perf_counter()
        session.run(asked["sources"], target)
        times.append(time.perf_counter() - begun)
    return times


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
