"""The Python of a page: it runs cells and sends what they give.  Pyodide imports this file.

The same cell run again gives the same again: what a cell needs is made anew whenever it is
not what the cells above, as they now stand, would have made.
"""

import ast
import base64
import builtins
import importlib
import io
import linecache
import sys
import traceback
import types

from live.names import read
from live.page import FITS, MISSED, lacking, plan

MOST = 200_000  # characters of text that one run may send
PIECE = 4_000  # characters that are sent at once
GIVEN = frozenset([*types.ModuleType("__main__").__dict__, "__builtins__", "In"])


class Output(io.TextIOBase):
    """A stream that sends what is written to it, in pieces."""

    def __init__(self, kind, send):
        self.kind, self.send, self.kept = kind, send, []
        self.sent = self.waiting = 0

    def write(self, text):
        """Keep text, and send it when there is much of it; beyond MOST, drop it."""
        room, self.sent = MOST - self.sent, self.sent + len(text)
        if room > 0:
            self.kept.append(text[:room])
            self.waiting += len(text)
            if len(text) >= room:
                self.kept.append("\n[the rest is not shown]\n")
            if self.waiting > PIECE:
                self.flush()
        return len(text)

    def flush(self):
        """Send what is kept."""
        if self.kept:
            self.send(self.kind, "".join(self.kept))
        self.kept, self.waiting = [], 0


class Later(types.ModuleType):
    """Stands for a module that the page does not have, or not yet; using it says so."""

    def __init__(self, name, why, have):
        super().__init__(name)
        self.__dict__.update(_why=why, _have=have, _real=None, __path__=[])

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if self._real is None:
            if not self._have():
                # an AttributeError, for libraries ask what is there: hasattr(torch, "Tensor")
                raise AttributeError(f"This needs {self._why}.")
            del sys.modules[self.__name__]
            self.__dict__["_real"] = importlib.import_module(self.__name__)
        return getattr(self._real, name)


class Gate:
    """Answers imports from inside modules that the page does not have."""

    def __init__(self, absent):
        self.absent = absent

    def find_spec(self, name, path=None, target=None):
        """Say why ``name`` cannot be imported; None for all that can."""
        if module := lacking(name, self.absent):
            raise ImportError(f"This needs {MISSED.get(module, module)}.")


class Session:
    """The namespaces in which the cells of a page run, one for each side of a page.

    ``send(kind, text)`` takes the output; kinds are stdout, stderr, result, png, error, and
    earlier (which of the cells above runs first, and of how many).  ``absent`` are modules of
    ``MISSED`` that this page does not have.
    """

    def __init__(self, send, absent=()):
        self.send, self.absent = send, frozenset(absent)
        # by side: its names, and for each name what made its value
        self.rooms: dict[str, tuple[dict, dict[str, int]]] = {}
        self.enter("book")
        self.loaded = set()  # the packages that came later
        self.show = send  # what the running cell gives goes here
        self.labels: list[str] = []  # what the page calls its cells, if it does

    def enter(self, side, labels=()):
        """Work in the namespace of ``side``, with these ``labels`` for its cells."""
        self.side, self.labels = side, list(labels)
        if side not in self.rooms:
            self.rooms[side] = types.ModuleType("__main__").__dict__ | {"In": [""]}, {}
        self.names, self.made = self.rooms[side]

    def plan(self, sources):
        """A step for each of ``sources``; a check needs what its question asks for."""
        if not any("grading" in source for source in sources):
            return plan(sources, self.absent)
        from whynn.grading import bank  # it loads much that other pages do not use

        return plan(sources, self.absent, bank.names())

    def install(self):
        """Put stand-ins where modules are missing or come later."""
        sys.modules["anywidget"] = anywidget()
        builtins.input = no_input
        sys.meta_path.insert(0, Gate(self.absent))
        for name, package in {"torch": "torch", "whynn.plots": "matplotlib"}.items():
            have = lambda package=package: package in self.loaded  # noqa: E731
            sys.modules[name] = Later(name, MISSED[name], have)

    def wants(self, sources, target) -> list[str]:
        """The packages that running ``target`` needs and that must be loaded first."""
        due = [sources[k] for k in (*self.due(sources, target), target)]
        draws = any("matplotlib" in source or "plots." in source for source in due)
        fits = any("scipy" in source or read(source).mentions & FITS for source in due)
        wishes = {"matplotlib": draws, "scipy": fits}
        return [n for n, w in wishes.items() if w and n not in self.absent | self.loaded]

    def arrived(self, package):
        """A package has come.  Matplotlib draws into pictures, sent when ``show`` is called."""
        self.loaded.add(package)
        if package == "matplotlib":
            import matplotlib.pyplot as plt

            plt.switch_backend("agg")
            plt.show = lambda *args, **kwargs: self.show_figures()

    def show_figures(self):
        """Send every open figure as a picture and close it."""
        import matplotlib.pyplot as plt

        for number in plt.get_fignums():
            buffer = io.BytesIO()
            plt.figure(number).savefig(buffer, format="png", bbox_inches="tight")
            self.show("png", base64.b64encode(buffer.getvalue()).decode())
        plt.close("all")

    def due(self, sources, target) -> list[int]:
        """The cells above ``target`` that must run before it, now."""
        steps = self.plan(sources)
        step, made = steps[target], dict(self.made)
        marks: dict[str, int] = {}
        for k in step.before:
            mark = self.mark(sources[k], steps[k], marks)
            marks |= dict.fromkeys(steps[k].touches, mark)
        fresh = all(made.get(name) == marks[name] for name in step.uses if name in marks)
        return [] if fresh else list(step.before)

    def mark(self, source, step, marks):
        """A number for what ``source`` makes of names that carry ``marks``."""
        return hash((source, *sorted((n, marks[n]) for n in step.uses if n in marks)))

    def run(self, sources, target) -> bool:
        """Run what ``target`` needs and then ``target``; whether all went well."""
        sources = list(sources)
        steps = self.plan(sources)
        self.forget(sources, steps if self.side == "book" else steps[: target + 1])
        due = self.due(sources, target)
        for done, k in enumerate(due):
            self.send("earlier", f"{done + 1} {len(due)}")
            if not self.cell(sources[k], k, steps[k], self.only_errors):
                return False
        if due:
            self.send("earlier", f"0 {len(due)}")
        return self.cell(sources[target], target, steps[target], self.send)

    def forget(self, sources, steps):
        """Drop the names that none of these steps has: what was deleted is there no more.

        The learner's answers are judged in a notebook too, where what stands below is not there
        yet; a chapter's cells would run again and again for that.
        """
        if any("import *" in source for source in sources):
            return  # nobody knows what it has made
        known = frozenset().union(*(step.touches for step in steps))
        for name in [n for n in self.names if n not in known and n not in GIVEN]:
            del self.names[name]
            self.made.pop(name, None)

    def only_errors(self, kind, text):
        """What a cell sends that runs for the sake of another."""
        if kind == "error":
            self.send(kind, text)

    def cell(self, source, index, step, send) -> bool:
        """Run one cell; whether it went well."""
        file = f"<{self.labels[index] if self.labels else f'cell {index + 1}'}>"
        # every line with its end, or a traceback marks the last one a place too far
        lines = f"{source}\n".splitlines(True)
        linecache.cache[file] = (len(source), None, lines, file)
        self.names["In"].append(source)
        mark = self.mark(source, step, self.made)
        # until it has run to its end, what it touches is not what any cell would have made
        for name in step.touches:
            self.made.pop(name, None)
        out, err = Output("stdout", send), Output("stderr", send)
        before, self.show = (sys.stdout, sys.stderr), send
        sys.stdout, sys.stderr = out, err
        try:
            value = execute(source, file, self.names)
            out.flush()
            if "matplotlib" in self.loaded:
                self.show_figures()
            if value is not None:
                send("result", repr(value))
        except BaseException as error:
            out.flush()
            send("error", told(error))
            return False
        finally:
            out.flush()
            err.flush()
            sys.stdout, sys.stderr = before
        self.made |= dict.fromkeys(step.touches, mark)
        return True


def execute(source, file, names):
    """Run a cell's text in ``names``; the value of its last expression, or None."""
    tree = ast.parse(source, file)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, file, "exec"), names)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), file, "eval"), names)


def told(error) -> str:
    """The error as Python tells it, from the cell on and without the frames around it."""
    report = traceback.TracebackException.from_exception(error)
    files = [frame.filename for frame in report.stack]
    cells = [k for k, f in enumerate(files) if f.startswith("<") and f in linecache.cache]
    frames = [f for f in report.stack[cells[0] :] if f.filename != __file__] if cells else []
    report.stack = traceback.StackSummary.from_list(frames) if frames else None
    return "".join(report.format())


def no_input(*_):
    """In the place of ``input``, which would wait for ever."""
    raise RuntimeError("input() does not work in a page: give the value in the code")


def anywidget():
    """What stands for the package ``anywidget``: figures are their traits and are not shown."""
    import traitlets

    module = types.ModuleType("anywidget")
    module.AnyWidget = type("AnyWidget", (traitlets.HasTraits,), {})
    return module
