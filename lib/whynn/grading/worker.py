"""The far side of the sandbox: runs cells, reads names, calls functions.

Nothing that it says counts as true: the judge outside decides.

Run as a script with only ``wire.py`` beside it.  Requests are JSON lines on standard input,
replies JSON lines on standard output; what the learner's code prints goes to standard error.
"""

import builtins
import json
import os
import signal
import sys
import time
import types

PATIENCE = 3  # how often the time may pass by the clock while the code did not compute for it


class TooLong(BaseException):
    """The cell or call has had its time; not an ``Exception``, so few cells swallow it."""


class Stub(types.ModuleType):
    """A harmless module: every name in it is a function that does nothing."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return nothing


class Nothing:
    """Takes any call and any attribute, and does nothing."""

    def __call__(self, *args, **kwargs):
        """Do nothing."""
        return self

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __repr__(self):
        return ""


nothing = Nothing()


def limit(settings: dict) -> None:
    """Set the limits that hold for everything from here on, where the system knows them."""
    try:
        import resource
    except ImportError:  # Windows
        return
    wanted = {
        "RLIMIT_AS": settings["memory"],
        "RLIMIT_FSIZE": settings["file"],
        "RLIMIT_CPU": settings["cpu"],
        "RLIMIT_NOFILE": settings["files"],
        "RLIMIT_CORE": 0,
    }
    if settings["alone"]:  # outside a sandbox it would count all the user's processes
        wanted["RLIMIT_NPROC"] = settings["processes"]
    for name, value in wanted.items():
        try:
            resource.setrlimit(getattr(resource, name), (value, value))
        except (ValueError, OSError, AttributeError):  # macOS knows not all of them
            continue


def plain(code: str) -> str:
    """The code without what only IPython understands: magics, shell and help lines."""
    kept = []
    for line in code.split("\n"):
        start = line.lstrip()
        magic = start.startswith(("%", "!", "?")) or start.rstrip().endswith("?")
        kept.append(line[: len(line) - len(start)] + "pass" if magic else line)
    return "\n".join(kept)


class Runner:
    """The learner's namespace, and the four things that can be asked of it."""

    def __init__(self, wire, seconds: dict):
        self.wire = wire
        self.seconds = seconds
        self.kept = []
        self.module = types.ModuleType("__main__")
        sys.modules["__main__"] = self.module
        self.names = self.module.__dict__
        self.names["get_ipython"] = nothing
        self.names["display"] = nothing

    def cell(self, code: str) -> dict:
        """Run one cell; the error that stopped it in words, if one did."""
        try:
            program = compile(code, "<cell>", "exec")
        except (SyntaxError, ValueError):
            program = compile(plain(code), "<cell>", "exec")
        exec(program, self.names)
        return {"ok": None}

    def get(self, name: str) -> dict:
        """The value of a name."""
        if name not in self.names:
            return {"unset": True}
        return {"ok": self.wire.encode(self.names[name], self.keep)}

    def call(self, target, args) -> dict:
        """What a function gives: one of the namespace, or one kept from an earlier call."""
        function = self.kept[target] if isinstance(target, int) else self.names.get(target)
        if function is None or function is ...:
            return {"unset": True}
        if not callable(function):
            return {"no": "it is not a function"}
        given, besides = self.wire.watched(function, args)
        return {"ok": self.wire.encode(given, self.keep), **besides}

    def keep(self, function) -> int:
        """Keep a function so that it can be called; the number it is kept by."""
        self.kept.append(function)
        return len(self.kept) - 1

    def answer(self, asked: dict) -> dict:
        """Do what was asked and put whatever happens into words."""
        kind = asked["do"]
        try:
            self._alarm(self.seconds["cell" if kind == "cell" else "call"])
            if kind == "cell":
                return self.cell(asked["code"])
            if kind == "get":
                return self.get(asked["name"])
            return self.call(asked["target"], asked["args"])
        except TooLong:
            return {"late": True}
        except NotImplementedError:
            return {"unset": True}
        except self.wire.Refused as error:
            return {"refused": str(error)}
        except BaseException as error:
            return {"no": told(error)}
        finally:
            self._alarm(0)

    def _alarm(self, seconds):
        if hasattr(signal, "setitimer"):
            if seconds:
                self.limit, self.began = seconds, time.process_time()
                self.last = time.monotonic() + PATIENCE * seconds
                signal.signal(signal.SIGALRM, self._late)
            signal.setitimer(signal.ITIMER_REAL, seconds)

    def _late(self, *_):
        """Stop code that has computed for its time; on a busy machine it may take longer."""
        left = self.limit - (time.process_time() - self.began)
        if left < 0.05 * self.limit or time.monotonic() > self.last:
            raise TooLong
        signal.setitimer(signal.ITIMER_REAL, left)


def told(error: BaseException) -> str:
    """An error in one line: its type, its message, and the line of the cell."""
    try:
        said = error.msg if isinstance(error, SyntaxError) else error
        text = f"{type(error).__name__}: {str(said)[:200]}"
    except BaseException:
        text = "an error without a message"
    trace, line = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<cell>":
            line = trace.tb_lineno
        trace = trace.tb_next
    if isinstance(error, SyntaxError):
        line = error.lineno
    return f"line {line}: {text}" if isinstance(line, int) else text


def main() -> None:
    """Take the pipes, set the limits, and answer until there is nothing more to read."""
    settings = json.loads(sys.argv[1])
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.dup2(2, 1)
    sys.path[:0] = settings["path"]
    sys.argv = ["notebook"]
    import wire

    for name in ("whynn.grading", "whynn.widgets"):
        sys.modules[name] = Stub(name)
    limit(settings)
    builtins.exit = builtins.quit = sys.exit
    runner = Runner(wire, settings["seconds"])
    replies.write(b'{"ready":true}\n')
    replies.flush()
    for line in requests:
        asked = json.loads(line)
        reply = {"id": asked["id"], **runner.answer(asked)}
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except BaseException:  # closed or replaced by the learner
                continue
        replies.write(json.dumps(reply).encode() + b"\n")
        replies.flush()


if __name__ == "__main__":
    main()
