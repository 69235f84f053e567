"""How a very small or very large number is written on a card."""

from whynn.rounding import sci

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def power(x: float, digits: int = 2) -> str:
    """Return ``x`` as people write it, with a power of ten.

    >>> power(0.25**10), power(1e14, 1)
    ('9.5×10⁻⁷', '10¹⁴')
    """
    mantissa, _, exponent = sci(x, digits).partition("e")
    raised = "10" + str(int(exponent)).translate(RAISED)
    return raised if digits == 1 and mantissa == "1" else f"{mantissa}×{raised}"
