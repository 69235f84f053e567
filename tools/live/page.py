"""A page's cells in order: which run before which, and which cannot run in a browser."""

from typing import NamedTuple

from live.names import reached, read

DRAWS = "matplotlib, which is not beside this copy of the book"
# The modules that a page may lack, and what a cell that needs them is told.
MISSED = {
    "torch": "PyTorch, which does not run in a browser",
    "matplotlib": DRAWS,
    "whynn.plots": DRAWS,
    "scipy": "SciPy, which is not beside this copy of the book",
}
# What of whynn needs SciPy when it is used, the check of one question too.
FITS = frozenset(
    ["fit_power_law", "forecast", "held_out", "inference_optimal", "ScalingRamp", "05-floor"]
)
SEES_ALL = "whynn.grading.check"  # it looks up the answer's names by itself
BELOW = "a cell above that cannot run here"


class Step(NamedTuple):
    """One cell of the page: the cells that must run before it, and what it lacks, if anything.

    ``before`` are indices in order.  ``lacks`` maps each name that it cannot have to the
    reason in words.  ``uses`` and ``touches`` are names that it reads, and may give or change.
    """

    before: tuple
    lacks: dict
    uses: frozenset
    touches: frozenset


def plan(sources: list[str], absent=(), answers=None) -> list[Step]:
    """A step for each source.  ``absent`` are the modules that the page does not have.

    ``answers`` has the names that each question asks for: a check needs those that its text
    names, and all there are if it names none.

    A cell that lacks something is left out by those below it, and what it would have made is
    lacking there.

    >>> steps = plan(["x = 1", "y = 2", "print(x)", "import torch", "z = torch.ones(x)", "z"],
    ...              absent=["torch"])
    >>> [step.before for step in steps]
    [(), (), (0,), (), (0, 3), ()]
    >>> [sorted(step.lacks) for step in steps]
    [[], [], [], [], ['torch'], ['z']]
    """
    made, functions, generators, lost, checks = {}, {}, set(), {}, set()
    steps = []
    for index, source in enumerate(sources):
        cell = read(source, frozenset(absent))
        wanted = set(cell.uses).union(*cell.functions.values()) - cell.surely
        uses = reached(cell.uses, functions)
        foreign = {
            name: MISSED.get(module, module)
            for name, path in cell.imports.items()
            if (module := lacking(path, absent))
        }
        lacks = {n: why for n, why in (lost | foreign).items() if n in wanted | uses}
        if uses & checks:
            asked = [names for q, names in (answers or {}).items() if q in cell.mentions]
            uses |= reached(set().union(*asked), functions) if asked else made.keys()
        if "scipy" in absent and cell.mentions & FITS:
            lacks[min(cell.mentions & FITS)] = MISSED["scipy"]
        changes = cell.changes | (uses & generators)
        touches = frozenset(cell.binds | changes)
        before = frozenset().union(*(made.get(name, ()) for name in uses))
        steps.append(Step(tuple(sorted(before)), lacks, uses, touches))
        if lacks:
            lost |= {name: foreign.get(name, BELOW) for name in touches}
            continue
        for name in cell.surely:
            lost.pop(name, None)
        lost |= foreign
        for name in touches:
            maybe = name not in cell.surely and name not in cell.changes
            made[name] = before | {index} | (made.get(name, frozenset()) if maybe else set())
            if name in cell.binds:
                functions.pop(name, None)
        functions |= cell.functions
        checks = checks - cell.binds | {n for n, p in cell.imports.items() if p == SEES_ALL}
        generators = (generators - cell.binds) | cell.generators
    return steps


def lacking(path: str, absent) -> str | None:
    """The absent module that the dotted ``path`` is or lies in, if any."""
    parts = path.split(".")
    for k in range(1, len(parts) + 1):
        if ".".join(parts[:k]) in absent:
            return ".".join(parts[:k])
    return None


def why_not(lacks: dict) -> str:
    """What a cell needs and cannot have, in words.

    >>> why_not({"x": BELOW, "torch": MISSED["torch"]})
    'PyTorch, which does not run in a browser'
    >>> why_not({"x": BELOW})
    '`x`, from a cell above that cannot run here'
    """
    modules = [why for why in lacks.values() if why != BELOW]
    return modules[0] if modules else f"`{min(lacks)}`, from {BELOW}"
