"""The check in the learner's own notebook: at once, offline, and without a sandbox."""

import contextlib
import inspect
import io
import secrets
import signal
import sys
import threading

import numpy as np

from whynn.grading import bank, judge, scan, wire
from whynn.grading.contract import Handle, NotWritten, Student, Wrong, show
from whynn.grading.values import show_call

PATIENCE = 15.0  # seconds that one call may take


class _Endless(BaseException):
    """A call took too long; no ``except Exception`` of the learner's catches it."""


class _Lines(io.TextIOBase):
    """Counts the lines that are printed into it, and keeps none."""

    count = 0

    def write(self, text):
        self.count += text.count("\n")
        return len(text)


class LocalStudent(Student):
    """A namespace of this process, narrowed to the plain data that a sandbox would let out."""

    def __init__(self, namespace: dict, cells: list[str] | None = None):
        self.namespace = namespace
        self.cells = cells or []
        self.names: tuple[str, ...] = ()
        self.endless: set[str] = set()
        self._warned = ""
        self.printed = _Lines()
        self.heeded = False  # whether a part asked what NumPy warned of

    @property
    def warned(self):
        """What NumPy warned of in the last call."""
        self.heeded = True
        return self._warned

    def fetch(self, name):
        """The value of ``name`` as plain data; raises ``Wrong`` if there is none."""
        if name not in self.namespace:
            raise NotWritten(f"`{name}` is not defined yet: no code that has run defines it")
        return self._plain(self.namespace[name], f"`{name}`")

    def invoke(self, target, args):
        """Call a function of the namespace, or one that an earlier call returned."""
        if isinstance(target, Handle):
            function, name = target.key, target.name
        else:
            function, name = self.namespace.get(target), target
            if function is None or function is ...:
                raise NotWritten(
                    f"`{name}` is not defined yet: no code that has run defines it"
                )
            if not callable(function):
                raise Wrong(f"`{name}`: expected a function, you gave {show(self.fetch(name))}")
        if name in self.endless:
            raise Wrong(_endless(f"`{name}`"))
        try:
            with _clock(), contextlib.redirect_stdout(self.printed):
                # plain copies, as across a wall: the learner's code cannot change the judge's
                given, besides = wire.watched(function, wire.encode(list(args)))
        except _Endless:
            self.endless.add(name)
            raise Wrong(_endless(f"`{show_call(name, args)}`")) from None
        except NotImplementedError:
            raise NotWritten(f"`{name}` is not written yet") from None
        except (Exception, SystemExit) as error:
            why = f"{_line(function, error)}{type(error).__name__}: {str(error)[:200]}"
            raise Wrong(f"`{show_call(name, args)}` stopped with an error: {why}") from None
        self.changed, self._warned = besides["changed"], besides["warned"]
        return self._plain(given, f"what `{name}` returns")

    def source(self):
        """The newest cells that define the answer's names."""
        return scan.defining(self.cells, self.names)

    def _plain(self, value, what):
        kept = []

        def keep(function):
            kept.append(function)
            return len(kept) - 1

        try:
            data = wire.encode(value, keep)
            return wire.decode(data, lambda number, name: Handle(kept[number], name))
        except wire.Refused as error:
            raise Wrong(f"{what}: expected plain numbers or text, it is {error}") from None
        except Exception as error:
            raise Wrong(f"{what} cannot be read: {type(error).__name__}") from None


def check(question: str, hint: int = 0) -> None:
    """Print what holds of the answer to ``question`` and what does not yet.

    ``hint=1`` prints the first hint, 2 and 3 the next ones too; there are no more.
    """
    asked = bank.find(question)
    if isinstance(asked, str):
        print(asked)
        return
    if hint:
        for number, text in enumerate(asked.hints[: max(1, min(int(hint), 3))], start=1):
            print(judge.wrapped(f"Hint {number} of 3: {text}"))
        if hint > 3:
            print(f"There are three hints, so none has the number {hint}.")
        return
    namespace = inspect.currentframe().f_back.f_globals
    history = namespace.get("In")
    cells = history if isinstance(history, list) else []
    student = LocalStudent(namespace, [cell for cell in cells if isinstance(cell, str)])
    print(judge.report(asked, judge.run(asked, student, _fresh)))
    if count := student.printed.count:
        lines = "1 line" if count == 1 else f"{count} lines"
        print(
            f"Your functions printed {lines} while they were tried, left out here. To see them,"
            " call the function yourself."
        )
    if student.heeded and not wire.warns():
        print("NumPy cannot warn of overflow in a browser, so that was not looked for here.")
    for found in scan.shortcuts([student.source()], range(1), asked.forbids):
        print(f"A shortcut: this task is to be done without {found.split()[0]}")


@contextlib.contextmanager
def _clock():
    """End what takes too long, where the system can: not on Windows, nor in a page."""
    main = threading.current_thread() is threading.main_thread()
    if not hasattr(signal, "setitimer") or sys.platform == "emscripten" or not main:
        yield
        return

    def late(*_):
        raise _Endless

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _endless(called) -> str:
    return f"{called} took more than {PATIENCE:g} s: too slow, or a loop without end"


def _line(function, error) -> str:
    """The line of the function's own cell where it stopped, where that can be told."""
    code, trace, line = getattr(function, "__code__", None), error.__traceback__, ""
    while code and trace is not None:
        if trace.tb_frame.f_code.co_filename == code.co_filename:
            line = f"line {trace.tb_lineno}: "
        trace = trace.tb_next
    return line


def _fresh(part: int) -> np.random.Generator:
    return np.random.default_rng(secrets.randbits(64))
