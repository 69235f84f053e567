"""Grade batches with ``whynn.grading``: a sandbox for each file, the judge outside it."""

import sys
from pathlib import Path

from protocol import serve
from whynn.grading.batch import batch
from whynn.grading.grade import Settings


def passed(results: list[dict]) -> dict:
    """Checks passed and checks there are, of each file."""
    parts = {r["file"]: [p for q in r["questions"] for p in q["parts"]] for r in results}
    return {file: [sum(p["right"] for p in all_), len(all_)] for file, all_ in parts.items()}


def main(place: Path) -> None:
    """Grade the folder of each batch that is asked for."""
    settings = Settings(b"benchmark")
    serve(lambda name: batch(place / name, place / f"{name}-out", settings), passed)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
