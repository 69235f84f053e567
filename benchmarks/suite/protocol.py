"""How a grader of its own environment is asked: a line with a batch, a line of JSON back."""

import contextlib
import json
import os
import sys
import time


def serve(grade, passed) -> None:
    """Answer each batch with its seconds and, for each file, how many checks passed of all.

    ``grade(batch)`` is timed, and ``passed`` reads its result afterwards.  What a grader
    prints goes to standard error.
    """
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        with contextlib.redirect_stdout(sys.stderr):
            begun = time.perf_counter()
            results = grade(line.strip())
            seconds = time.perf_counter() - begun
            told = {"seconds": seconds, "passed": passed(results)}
        print(json.dumps(told), file=answers, flush=True)
