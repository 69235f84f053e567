"""Find the questions: every module of ``whynn.grading.questions``, in sorted order."""

import difflib
import functools
import importlib
import pkgutil

from whynn.grading.contract import Question


@functools.cache
def questions() -> dict[str, Question]:
    """All questions by id, in the order of modules and of places in them.

    Raises ``ValueError`` if two questions have one id.
    """
    package = importlib.import_module("whynn.grading.questions")
    found: dict[str, Question] = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        for thing in vars(module).values():
            if isinstance(thing, Question) and found.setdefault(thing.id, thing) is not thing:
                raise ValueError(f"id: two questions are called {thing.id!r}")
    order = ("easy", "medium", "hard")
    return dict(
        sorted(found.items(), key=lambda item: (item[0][:2], order.index(item[1].level)))
    )


def exercises() -> dict[str, list[Question]]:
    """The questions of each exercise, by the number of its chapter, ``"01"`` and so on."""
    out: dict[str, list[Question]] = {}
    for question in questions().values():
        out.setdefault(question.id[:2], []).append(question)
    return out


def names() -> dict[str, tuple[str, ...]]:
    """The names that the answer to each question must define, by the question's id."""
    return {name: question.names for name, question in questions().items()}


def find(name: str) -> Question | str:
    """The question called ``name``, or a sentence that says that there is none."""
    if name in questions():
        return questions()[name]
    near = difflib.get_close_matches(str(name), questions(), n=1, cutoff=0.4)
    return f"There is no question {name!r}." + (f" Did you mean {near[0]!r}?" if near else "")
