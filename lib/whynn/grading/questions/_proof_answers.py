"""Chapter 1, a knife or a proof: a right answer of another kind, and wrong ones."""

from whynn.grading.questions._planted import change

OTHER = '''
from itertools import combinations

from whynn.perceptron import learn

xor_shares = [0.5, 0.5, 0.5, 0.5]

def proves(X, y, shares):
    signed = shares * np.where(y == 1, 1, -1)
    meet = np.abs(signed @ X).max() < 1e-8 and abs(signed.sum()) < 1e-8
    return bool(meet and min(shares) > -1e-8 and abs(shares[y == 1].sum() - 1) < 1e-8)

def decide(X, y):
    """Split every four, three or two points by their one balance of signs."""
    rows = np.column_stack([X, np.ones(len(X))])
    for size in (2, 3, 4):
        for some in combinations(range(len(X)), size):
            part = rows[list(some)]
            values, vectors = np.linalg.eigh(part @ part.T)
            if (values < 1e-9).sum() != 1:
                continue
            shares = np.zeros(len(X))
            shares[list(some)] = vectors[:, 0] * np.where(y[list(some)] == 1, 1, -1)
            if shares.sum() < 0:
                shares = -shares
            if shares.min() > -1e-8:
                return {"knife": None, "shares": shares / shares[y == 1].sum()}
    found = learn(X, y, passes=2000)
    return {"knife": [*found.w, found.b], "shares": None}
'''

_LENGTHS = """abs(np.linalg.norm((shares * (y == 1)) @ X)
        - np.linalg.norm((shares * (y == 0)) @ X))"""

WRONG = (
    (
        change(OTHER, ("[0.5, 0.5, 0.5, 0.5]", "[0.25, 0.25, 0.25, 0.25]")),
        "lets all shares together be 1",
    ),
    (change(OTHER, (" and min(shares) > -1e-8", "")), "allows a share below 0"),
    (change(OTHER, ("bool(meet and", "bool(")), "does not ask whether the means meet"),
    (change(OTHER, ("abs(signed.sum())", "0")), "adds up the shares of the ones alone"),
    (
        change(OTHER, ("[y == 1].sum() - 1", ".sum() - 2"), ("abs(signed.sum())", "0")),
        "lets both classes add up to 2 together",
    ),
    (change(OTHER, ("(signed @ X).max()", "(signed @ X)[1]")), "compares one coordinate"),
    (
        change(OTHER, ("(signed @ X).max()", "((signed @ X).sum())")),
        "compares the sum of the coordinates",
    ),
    (change(OTHER, ("min(shares)", "min(shares[y == 0])")), "lets ones be below 0"),
    (change(OTHER, ("np.abs(signed @ X).max()", "(signed @ X).max()")), "drops the size"),
    (change(OTHER, ("np.abs(signed @ X).max()", _LENGTHS)), "compares distances from 0"),
    (change(OTHER, ("max() < 1e-8", "max() < 0.1")), "lets the points be 0.1 apart"),
    (change(OTHER, ("max() < 1e-8", "max() < 0.05")), "lets the points be 0.05 apart"),
    (
        change(OTHER, ("min(shares) > -1e-8", "min(shares) > -0.1")),
        "lets shares be a little below 0",
    ),
    (change(OTHER, ("- 1) < 1e-8", "- 1) < 0.05")), "lets the shares add up to 1.05"),
    (change(OTHER, ("(2, 3, 4)", "(4,)")), "forgets points in a row and on one spot"),
    (change(OTHER, ("(2, 3, 4)", "(2, 3)")), "looks at three points only"),
    (
        change(OTHER, ("if shares.sum() < 0:", "if False:")),
        "takes the balance with the signs as they come",
    ),
    (
        change(OTHER, ("[*found.w, found.b]", "[-v for v in (*found.w, found.b)]")),
        "turns the knife round",
    ),
    (
        change(OTHER, ("np.abs(signed @ X).max() < 1e-8", "(shares @ X == 0).all()")),
        "asks where the points balance, not whether both classes do",
    ),
    (
        change(OTHER, ("passes=2000", "passes=3"), ("(2, 3, 4)", "()")),
        "lets the rule run for three passes and believes it",
    ),
)
