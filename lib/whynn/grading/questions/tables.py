"""Chapter 1: which truth tables one knife can give, and how few they become."""

from whynn import perceptron
from whynn.grading.contract import NO_RETURN, Question, Wrong, as_array, show
from whynn.grading.questions._planted import change
from whynn.grading.questions._verdicts import knife as knobs

_OTHER = '''
def cut_for(outputs):
    """Let Rosenblatt's rule look for the knife."""
    w1 = w2 = b = 0
    for _ in range(20):
        wrong = 0
        for (x1, x2), y in zip([(0, 0), (0, 1), (1, 0), (1, 1)], outputs):
            error = y - (w1 * x1 + w2 * x2 + b > 0)
            w1, w2, b = w1 + error * x1, w2 + error * x2, b + error
            wrong += abs(error)
        if wrong == 0:
            return float(w1), float(w2), float(b)
    return None

_all = [[n >> 3 & 1, n >> 2 & 1, n >> 1 & 1, n & 1] for n in range(16)]
impossible = [t for t in _all if cut_for(t) is None]
count = 16 - len(impossible)

_grid = np.array(np.meshgrid(*[np.arange(-2, 3)] * 3)).reshape(3, -1)
_sums = np.array([[n >> 2 & 1, n >> 1 & 1, n & 1] for n in range(8)]) @ _grid
_tables = [(_sums + b > 0).T for b in np.arange(-6.5, 7)]
three_inputs = len(np.unique(np.vstack(_tables), axis=0))
'''

TABLES = Question(
    "01-tables",
    title="Count what one knife can do",
    level="medium",
    minutes=15,
    names=("cut_for", "count", "impossible", "three_inputs"),
    forbids=("whynn.perceptron",),
    hints=(
        "You need not be clever: there are few different knives. Try whole weights and biases"
        " that end in .5, so that no corner lies on the cut.",
        "Weights -1, 0 and 1 with the biases -1.5, -0.5, 0.5 and 1.5 are enough for two inputs."
        " For three inputs take the weights -2 to 2 and collect all the tables that you see.",
        "First line: `for w1, w2, b in product((-1, 0, 1), (-1, 0, 1), (-1.5, -0.5, 0.5,"
        " 1.5)):` and in it compare the four answers with `list(outputs)`.",
    ),
    mutants=(
        (
            change(_OTHER, ("(0, 1), (1, 0)", "(1, 0), (0, 1)")),
            "takes the corners in another order",
        ),
        (
            change(_OTHER, ("return None", "return 1.0, 1.0, -0.5")),
            "gives the nearest knife where there is none",
        ),
        (change(_OTHER, ("range(20)", "range(2)")), "gives up too early"),
        (
            change(_OTHER, ("return float(w1), float(w2), float(b)", "break")),
            "returns no knife",
        ),
        (change(_OTHER, ("arange(-2, 3)", "arange(-1, 2)")), "searches too few weights"),
        (
            change(_OTHER, ("return float(w1), float(w2), float(b)", "return w1, w2, b - 1")),
            "answers with another bias than the one that worked",
        ),
        (
            change(_OTHER, ("count = 16 - len(impossible)", "count = 15"))
            + "\nimpossible = [[0, 1, 1, 0]]",
            "forgets the opposite of XOR",
        ),
    ),
    alternatives=(_OTHER,),
)


def _answers(outputs) -> str:
    return ", ".join(str(int(v)) for v in outputs)


def _gives(s, outputs):
    """Raise unless the learner's knife for ``outputs`` gives them."""
    outputs = [int(v) for v in outputs]
    knife = s.call("cut_for", outputs)
    if knife is None:
        raise Wrong(
            f"cut_for([{_answers(outputs)}]) is None{NO_RETURN}; but there is a knife for this"
            " table: return it, try more weights and biases, or search longer"
        )
    w1, w2, b = knobs(knife, f"cut_for([{_answers(outputs)}])")
    got = perceptron.predict(perceptron.CORNERS, [w1, w2], b)
    if list(got) != outputs:
        raise Wrong(
            f"cut_for([{_answers(outputs)}]) is {show(knife)}, which answers {_answers(got)} at"
            " (0,0), (0,1), (1,0), (1,1): put these corners, in this order, into"
            " w1*x1 + w2*x2 + b > 0"
        )


@TABLES.part("AND, OR and NAND get a knife each", points=1)
def _named(s, rng):
    for name in ("AND", "OR", "NAND"):
        _gives(s, perceptron.TABLES[name])


@TABLES.part("every table that can be cut gets a knife", points=2)
def _all_cuttable(s, rng):
    for outputs in rng.permutation(perceptron.all_tables()[perceptron.cuttable()]):
        _gives(s, outputs)


@TABLES.part("cut_for says None where no knife exists", points=1)
def _none(s, rng):
    if s.call("cut_for", list(perceptron.TABLES["AND"])) is None:
        raise Wrong(f"cut_for gives None for AND too{NO_RETURN}")
    for outputs in rng.permutation(perceptron.all_tables()[~perceptron.cuttable()]):
        knife = s.call("cut_for", [int(v) for v in outputs])
        if knife is not None:
            raise Wrong(
                f"cut_for([{_answers(outputs)}]) should be None, it is {show(knife)}: compare"
                " all four answers of the knife before you return it"
            )


@TABLES.part("count is the number of tables that one knife gives", points=1)
def _count(s, rng):
    right, got = int(perceptron.cuttable().sum()), s.number("count")
    if got != right:
        raise Wrong(
            f"count is {got:g}, which is not right: once cut_for is, call it for all 16 tables,"
            " the two that always say the same included, and count the knives"
        )


@TABLES.part("impossible lists the tables that no knife gives", points=1)
def _impossible(s, rng):
    right = perceptron.all_tables()[~perceptron.cuttable()]
    got = as_array(s.get("impossible"), None, "impossible")
    if got.ndim != 2 or got.shape[1] != 4:
        raise Wrong(
            "impossible should be a list of tables, each a list of four answers such as"
            f" [0, 1, 1, 1]; yours is {show(got.tolist())}"
        )
    if sorted(map(tuple, got)) != sorted(map(tuple, right)):
        raise Wrong(
            f"impossible, a list of {len(got)}, is not right: once cut_for is, call it for all"
            " 16 tables and keep those for which it gives None, once each"
        )


@TABLES.part("three_inputs counts the tables of three inputs", points=2)
def _three(s, rng):
    right, got = int(perceptron.cuttable(3).sum()), s.number("three_inputs")
    if got < right:
        raise Wrong(
            f"three_inputs is {got:g}, which is too few: some knives need a weight twice as"
            " large as another, so search the weights -2 to 2 and biases from -6.5 to 6.5"
        )
    if got != right:
        raise Wrong(
            f"three_inputs is {got:g}, which is too many: most tables come from many"
            " knives, so collect them in a set and count each once"
        )
