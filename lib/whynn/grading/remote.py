"""The learner's namespace in another process: ask, wait with a limit, believe nothing.

A reply is one line of bounded JSON that answers the newest question.  Whatever else happens,
the process ends, floods, goes deaf or lies about its data, ends in :class:`Died` or a
``Wrong`` for that answer alone.
"""

import contextlib
import json
import os
import queue
import secrets
import subprocess
import tempfile
import threading
import time

from whynn.grading import processes, sandbox, wire, worker
from whynn.grading.contract import Handle, NotWritten, Student, Wrong
from whynn.grading.judge import Died
from whynn.grading.limits import Limits
from whynn.grading.values import show_call

STUCK = "it did not stop: look for a loop without end"
ENDED = "the process ended: it was killed, or the code left it"
TICK = 0.1
JUNK = 64  # lines that answer nothing, before the process is given up


def ending(died: Died, what: str) -> str:
    """Why a process had to be started anew, in one sentence."""
    deaf = str(died) == STUCK
    return f"{what} did not stop and was ended" if deaf else "the code ended its process"


class Patience:
    """How long an answer is waited for: by the time that the code computes, so that a busy
    machine costs nobody points, and thrice as long by the clock."""

    def __init__(self, pid: int, seconds: float, grace: float):
        self.pid, self.seconds, self.grace = pid, seconds, grace
        self.began, self.used = time.monotonic(), processes.computed(pid)

    def over(self) -> bool:
        """Whether the time is over."""
        waited = time.monotonic() - self.began
        if waited > worker.PATIENCE * self.seconds + self.grace:
            return True
        if waited < self.seconds + self.grace:
            return False
        return processes.computed(self.pid) - self.used > self.seconds + self.grace / 2


class Remote(Student):
    """A namespace behind a pipe.  Close it, whatever happened."""

    def __init__(self, mode: str, limits: Limits, deadline: float):
        self.limits, self.deadline = limits, deadline
        self.names: tuple[str, ...] = ()
        self.answer = ""  # the code of the cells that define it, set by who runs them
        self.printed = b""
        self.late: dict[str, int] = {}
        self.folder = None if mode == "bwrap" else tempfile.TemporaryDirectory()
        code = sandbox.filter_pipe() if mode == "bwrap" else None
        command = sandbox.command(mode, limits)
        if code is not None:
            command[1:1] = ["--seccomp", str(code)]
        try:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                env=sandbox.environment(mode),
                cwd=self.folder.name if self.folder else None,
                start_new_session=True,
                pass_fds=(code,) if code is not None else (),
            )
        finally:
            if code is not None:
                os.close(code)
        self.lines: queue.Queue = queue.Queue(maxsize=4)
        self.requests: queue.Queue = queue.Queue()
        self.why = ENDED
        self.over = threading.Event()
        jobs = (self._read, self._drain, self._write, self._watch)
        self.threads = [threading.Thread(target=job, daemon=True) for job in jobs]
        for thread in self.threads:
            thread.start()
        try:
            self._wait(None, limits.start)
        except Died:
            self.close()
            raise

    def cell(self, code: str) -> str:
        """Run one cell; the reason why it stopped, or nothing.  Raises ``Died``."""
        reply = self._ask(self.limits.cell, do="cell", code=code)
        if reply.get("late"):
            return f"stopped after {self.limits.cell:g} s"
        if reply.get("unset"):
            return "NotImplementedError"
        return str(reply["no"])[:300] if "no" in reply else ""

    def fetch(self, name):
        """The value of ``name``, decoded."""
        reply = self._ask(self.limits.call, do="get", name=name)
        return self._value(reply, name, f"`{name}`")

    def invoke(self, target, args):
        """Call a function over there."""
        name = target.name if isinstance(target, Handle) else target
        if self.late.get(name, 0) >= 2:
            raise Wrong(self._slow(name))
        where = target.key if isinstance(target, Handle) else target
        reply = self._ask(
            self.limits.call, do="call", target=where, args=wire.encode(list(args))
        )
        self.changed = reply.get("changed") is True
        self.warned = str(reply.get("warned", ""))[:200]
        called = show_call(name, args)
        return self._value(reply, name, f"what `{name}` returns", called)

    def source(self):
        """The code of the cells that define the answer."""
        return self.answer

    def close(self) -> None:
        """End the sandbox and everything in it."""
        self.over.set()
        processes.end(self.process)
        self.requests.put(None)
        last = time.monotonic() + 2
        while self.threads[0].is_alive() and time.monotonic() < last:
            with contextlib.suppress(queue.Empty):
                self.lines.get(timeout=0.02)
        for thread in self.threads:
            thread.join(2)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            with contextlib.suppress(OSError):
                pipe.close()
        if self.folder:
            with contextlib.suppress(OSError):
                self.folder.cleanup()

    def _value(self, reply, name, what, called=""):
        if reply.get("late"):
            self.late[name] = self.late.get(name, 0) + 1
            raise Wrong(self._slow(name))
        if reply.get("unset"):
            raise NotWritten(f"`{name}` is not written yet")
        if "refused" in reply:
            why = str(reply["refused"])[:200]
            raise Wrong(f"{what}: expected plain numbers or text, it is {why}")
        if "no" in reply:
            why = str(reply["no"])[:300]
            raise Wrong(f"`{called or name}` stopped with an error: {why}")
        try:
            return wire.decode(reply.get("ok"), Handle)
        except wire.Refused as error:
            raise Wrong(f"{what}: expected plain numbers or text, it is {error}") from None

    def _slow(self, name):
        return (
            f"`{name}` took more than {self.limits.call:g} s: too slow, or a loop without end"
        )

    def _ask(self, seconds, **asked):
        number = secrets.token_hex(8)
        self.requests.put(json.dumps({**asked, "id": number}).encode() + b"\n")
        return self._wait(number, seconds)

    def _wait(self, number, seconds):
        patience, junk = Patience(self.process.pid, seconds, self.limits.grace), 0
        while True:
            try:
                line = self.lines.get(timeout=TICK)
            except queue.Empty:
                self._look(patience)
                continue
            if line is None:
                raise Died(self.why)
            reply = self._parsed(line)
            if number is None and "ready" in reply:
                return reply
            if number is not None and reply.get("id") == number:
                return reply
            junk += 1
            if junk > JUNK or time.monotonic() > self.deadline:
                raise Died("it sent answers to nothing")

    def _look(self, patience):
        if self.process.poll() is not None and self.lines.empty():
            raise Died(self.why)
        if time.monotonic() > self.deadline:
            raise Died("the time for the whole notebook is over")
        if patience.over():
            raise Died(STUCK)

    @staticmethod
    def _parsed(line):
        try:
            reply = json.loads(line)
        except (ValueError, RecursionError):
            return {}
        return reply if isinstance(reply, dict) else {}

    def _read(self):
        held = b""
        with contextlib.suppress(OSError, ValueError):
            while block := os.read(self.process.stdout.fileno(), 1 << 16):
                *lines, held = (held + block).split(b"\n")
                for line in lines:
                    self.lines.put(line)
                if len(held) > self.limits.reply:
                    break
        self.lines.put(None)

    def _watch(self):
        """What no limit of a single process holds: how many there are, and their memory."""
        most = self.limits.processes
        while not self.over.wait(TICK):
            inside = processes.tree(self.process.pid, most + 2)
            if len(inside) > most + 2:  # bubblewrap itself is two
                self.why = f"it started more than {most} processes"
            elif processes.memory(inside) > self.limits.together:
                self.why = f"it used more than {self.limits.together >> 20} MB of memory"
            else:
                continue
            processes.end(self.process)
            return

    def _drain(self):
        with contextlib.suppress(OSError, ValueError):
            while block := os.read(self.process.stderr.fileno(), 1 << 16):
                left = 4 * self.limits.printed - len(self.printed)
                self.printed += block[: max(left, 0)]

    def _write(self):
        with contextlib.suppress(OSError, ValueError):
            while (data := self.requests.get()) is not None:
                view = memoryview(data)
                while view:
                    view = view[self.process.stdin.write(view) :]
