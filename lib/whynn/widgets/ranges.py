"""What a figure's trait may be, with one wording for what it may not."""

import traitlets


def within(proposal, low: float, high: float):
    """The proposed value, if ``low <= value <= high``; ``traitlets.TraitError`` otherwise."""
    if not low <= proposal.value <= high:  # NaN too is outside
        kind = "count" if isinstance(proposal.trait, traitlets.Int) else "number"
        raise traitlets.TraitError(
            f"{proposal.trait.name}: expected a {kind} from {low:g} to {high:g},"
            f" got {proposal.value}"
        )
    return proposal.value


def decimals(proposal, limit: float, digits: int) -> float:
    """The proposed number, rounded to ``digits`` decimals, if it lies in +-``limit``."""
    return round(within(proposal, -limit, limit), digits) + 0.0  # + 0.0 turns -0.0 into 0.0


def one_of(proposal, choices):
    """The proposed value, if it is one of ``choices``; ``traitlets.TraitError`` otherwise."""
    if proposal.value not in choices:
        raise traitlets.TraitError(
            f"{proposal.trait.name}: expected one of {', '.join(map(str, choices))},"
            f" got {proposal.value!r}"
        )
    return proposal.value
