"""Let tests import their helpers by name, and draw the same random numbers every time."""

import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent / name) for name in ("book", "site", "grading")]


@pytest.fixture(autouse=True)
def seeded():
    """PyTorch, where a test compares with it, has only a global seed."""
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(0)
