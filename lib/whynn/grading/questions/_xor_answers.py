"""Chapter 3, XOR by hand: an answer that is right in another way, and wrong ones."""

from whynn.grading.questions._planted import change

OTHER = '''
def forward(params, X):
    z = X @ params["W1"] + params["b1"]
    return np.where(z > 0, z, 0) @ params["w2"] + params["b2"]

def loss(params, X, y):
    return float(((forward(params, X) - y) ** 2).mean())

def gradients(params, X, y):
    """Example by example, unit by unit."""
    grads = {name: np.zeros_like(value, dtype=float) for name, value in params.items()}
    for x, error in zip(X, 2 * (forward(params, X) - y) / len(y)):
        z = x @ params["W1"] + params["b1"]
        blame = error * params["w2"] * (z > 0)
        grads["W1"] += np.outer(x, blame)
        grads["b1"] += blame
        grads["w2"] += error * np.maximum(z, 0)
        grads["b2"] += error
    return grads

def gradient_check(params, grads, X, y):
    worst = 0.0
    for name in params:
        flat = np.ravel(params[name]).astype(float)
        for i in range(flat.size):
            ends = []
            for nudge in (1e-6, -1e-6):
                moved = flat.copy()
                moved[i] += nudge
                ends.append(loss({**params, name: moved.reshape(np.shape(params[name]))}, X, y))
            slope = (ends[0] - ends[1]) / 2e-6
            worst = max(worst, abs(slope - np.ravel(grads[name])[i]))
    return worst

def train(params, X, y, steps, alpha):
    for _ in range(steps):
        grads = gradients(params, X, y)
        params = {name: params[name] - alpha * grads[name] for name in params}
    return params

def _draw(seed, width=5):
    rng = np.random.default_rng(seed)
    first = {"W1": rng.normal(size=(2, width)), "b1": rng.normal(size=width)}
    return first | {"w2": rng.normal(size=width), "b2": 0.0}

trained_from = _draw(3)
trained = train(trained_from, X, y, 5000, 0.1)
'''

_ITSELF = """            slope = np.ravel(gradients(params, X, y)[name])[i]
            worst = max(worst, abs(slope"""
_INTO = """        for name in ('W1', 'b1', 'w2'):
            params[name][...] -= alpha * grads[name]
        params = {name: params[name] - (name == 'b2') * alpha * grads[name]"""
_TYPED = """trained = {'W1': np.ones((2, 2)), 'b1': np.array([0.0, -1.0])}
trained |= {'w2': np.array([1.0, -2.0]), 'b2': 0.0}"""

_END = "trained = train(trained_from, X, y, 5000, 0.1)"
_TWINS = """ = {'W1': np.full((2, 2), 0.51234), 'b1': np.zeros(2)}
trained_from |= {'w2': np.full(2, 0.5), 'b2': 0.0}
"""
_HAND = """_rng = np.random.default_rng(1)
_hand = {'W1': np.ones((2, 2)), 'b1': np.array([0, -1.0]), 'w2': np.array([1, -2.0]), 'b2': 0.0}
_noisy = {k: v + 0.01 * _rng.normal(size=np.shape(v)) for k, v in _hand.items()}
"""
_NOISY = _HAND + "trained = _noisy"
_SOLVED = _HAND + "trained_from, trained = _noisy, train(_noisy, X, y, 5000, 0.1)"
_SQUARES = """_h = np.maximum(X @ trained_from['W1'] + trained_from['b1'], 0)
_w = np.linalg.lstsq(np.column_stack([_h, np.ones(4)]), y, rcond=None)[0]
trained = trained_from | {'w2': _w[:-1], 'b2': _w[-1]}"""

WRONG = (
    (change(OTHER, ("np.where(z > 0, z, 0) @", "z @")), "leaves out the bend"),
    (change(OTHER, ("** 2).mean()", "** 2).sum()")), "sums the squares"),
    (
        change(OTHER, (" * (z > 0)\n        grads", "\n        grads")),
        "forgets ReLU's slope",
    ),
    (change(OTHER, ("- y) / len(y)", "- y)")), "forgets the mean in the gradient"),
    (
        change(OTHER, ("            worst = max(worst, ", "            worst = min(worst, ")),
        "has a gradient check that finds nothing",
    ),
    (change(OTHER, ("abs(slope -", "(slope -")), "sees faults of one sign only"),
    (change(OTHER, ("name in params:", "name in list(params)[:3]:")), "does not check b2"),
    (change(OTHER, ("params[name] - alpha", "params[name] + alpha")), "climbs"),
    (
        change(
            OTHER,
            ("= _draw(3)\n", _TWINS),
        ),
        "starts with twins and stops at one half",
    ),
    (
        change(OTHER, ("* (z > 0)\n", "* np.heaviside(z, 0.5)\n")),
        "takes small differences",
    ),
    (
        change(OTHER, ("            worst = max(worst, abs(slope", _ITSELF)),
        "checks by itself",
    ),
    (
        change(OTHER, ("        params = {name: params[name] - alpha * grads[name]", _INTO)),
        "changes the parameters that it is given",
    ),
    (
        change(OTHER, (_END, _TYPED)),
        "types a network that was never trained",
    ),
    (change(OTHER, (_END, _NOISY)), "adds noise to a network made by hand"),
    (change(OTHER, (_END, _SOLVED)), "starts from a network made by hand, with noise"),
    (change(OTHER, (_END, _SQUARES)), "solves for the last layer by least squares"),
    (change(OTHER, ("5000, 0.1)", "300, 0.3)")), "takes fewer steps, and longer ones"),
)
