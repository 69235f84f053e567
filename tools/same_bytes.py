"""A pytest plugin: storing what nbval's run of a notebook gave leaves the file as it is.

nbval itself looks at texts alone. Pictures, metadata and the state of the figures are compared
here, in the kernel that ran the cells: ``python -m pytest --nbval -p tools.same_bytes``.
"""

import copy
import difflib
import itertools
import json
import queue

import pytest
from nbval.plugin import IPyNbFile

from tools.notebooks import STATE, settled

ALL_FIGURES = """
import json as _json, sys as _sys
_widgets = _sys.modules.get("ipywidgets")  # who did not import it has no figures
print(_json.dumps(_widgets and _widgets.Widget.get_manager_state()))
"""


class StoredNotebook(IPyNbFile):
    """A notebook whose last check is that of the whole file."""

    def collect(self):
        """The cells, then the file."""
        cells = list(super().collect())
        yield from cells
        yield StoredFile.from_parent(self, name="the whole file", cells=cells)

    def printed(self, source: str) -> str:
        """What ``source`` prints in the kernel that ran the cells."""
        message = self.kernel.execute_cell_input(source, allow_stdin=False)
        said = ""
        while True:
            try:
                reply = self.get_kernel_message(timeout=60)
            except queue.Empty:
                pytest.fail("the kernel did not answer when asked for its figures")
            if reply["parent_header"].get("msg_id") != message:
                continue
            if reply["msg_type"] == "stream":
                said += reply["content"]["text"]
            if reply["content"].get("execution_state") == "idle":
                return said


class StoredFile(pytest.Item):
    """Passes if the file with the new outputs in it is the file."""

    def __init__(self, cells, **options):
        super().__init__(**options)
        self.cells = cells

    def runtest(self):
        """Put what was run in a copy of the notebook, and compare it with the file."""
        if any(cell.test_outputs is None for cell in self.cells):
            pytest.fail("not every cell was run")
        again = copy.deepcopy(self.parent.nb)
        code = [cell for cell in again.cells if cell.cell_type == "code"]
        counts = itertools.count(1)  # nbval's kernel counts no cells
        for cell, run in zip(code, self.cells, strict=True):
            cell.execution_count = next(counts) if cell.source.strip() else None
            cell.outputs = told(run.test_outputs, cell.execution_count)
        figures = json.loads(self.parent.printed(ALL_FIGURES))
        again.metadata = {"widgets": {STATE: figures}} if figures and figures["state"] else {}
        assert_same(settled(again), self.path.read_text(encoding="utf-8"))

    def repr_failure(self, excinfo):
        """The message is enough."""
        return str(excinfo.value)

    def reportinfo(self):
        """Where it stands."""
        return self.path, 0, f"{self.path.name}::the whole file"


def told(outputs, count):
    """Outputs as a notebook stores them, with the number of their cell."""
    for output in outputs:
        if output.output_type == "execute_result":
            output.execution_count = count
    return outputs


def assert_same(new: str, stored: str) -> None:
    """Show the first lines that differ."""
    if new != stored:
        lines = difflib.unified_diff(
            stored.splitlines(), new.splitlines(), "stored", "run again", lineterm="", n=0
        )
        pytest.fail("\n".join(line[:300] for line in itertools.islice(lines, 20)))


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    """Let every notebook that nbval finds be checked as a whole."""
    found = yield
    return [
        StoredNotebook.from_parent(parent, path=file_path) if type(node) is IPyNbFile else node
        for node in found
    ]
