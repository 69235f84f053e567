"""Plant a fault in a right answer, so that the fault is all that is wrong with it."""


def change(code: str, *pairs: tuple[str, str]) -> str:
    """Return ``code`` with each ``(old, new)`` of ``pairs`` replaced, one after the other.

    Raises ``ValueError`` if an ``old`` is not there: a fault that was not planted proves
    nothing.

    >>> change("a = 1 + x", ("+", "-"))
    'a = 1 - x'
    """
    for old, new in pairs:
        if old not in code:
            raise ValueError(f"pairs: expected a part of the answer, got {old!r}")
        code = code.replace(old, new)
    return code
