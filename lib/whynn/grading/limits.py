"""What a submission may use, in one place; a test shortens the times."""

from typing import NamedTuple

MB = 1 << 20


class Limits(NamedTuple):
    """Seconds, bytes and counts that one submission may use."""

    cell: float = 10.0  # seconds a cell may compute; thrice as many by the clock
    call: float = 5.0  # seconds one call of a function may compute
    grace: float = 1.5  # seconds after which code deaf to the alarm is ended
    start: float = 30.0  # seconds the sandbox may take to start
    wall: float = 120.0  # seconds for the whole submission
    cpu: int = 130  # seconds of processor time for each process
    memory: int = 1536 * MB  # address space of each process
    together: int = 1536 * MB  # memory in use by all processes of the sandbox
    processes: int = 32
    file: int = 32 * MB  # one file
    disk: int = 64 * MB  # all files
    files: int = 64  # open at once
    restarts: int = 8  # fresh starts after code that ended its process
    notebook: int = 10 * MB  # bytes of the file
    reply: int = 8 * MB  # bytes of one answer
    cells: int = 1000
    code: int = 500_000  # characters of all code cells
    printed: int = 4000  # characters of what was printed that are kept
