"""What a piece of Python does with names: which it reads, which it binds, which it may change.

Only the standard library is used: the site's build asks, and so does the Python of the page.
"""

import ast
from typing import NamedTuple

# methods that change what they are called on
CHANGING = frozenset(
    [
        "add",
        "append",
        "backward",
        "clear",
        "discard",
        "extend",
        "fill",
        "insert",
        "pop",
        "popitem",
        "put",
        "remove",
        "resize",
        "reverse",
        "setdefault",
        "setflags",
        "shuffle",
        "sort",
        "step",
        "update",
        "zero_grad",
    ]
)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Cell(NamedTuple):
    """The names of one cell: ``binds`` some of them ``surely``, ``uses`` those of cells above.

    ``changes`` are names whose object may be changed, ``generators`` names bound to a source
    of random numbers, ``functions`` the names that each function made here reads when called,
    ``imports`` the module behind each imported name, and ``mentions`` all names, attributes and
    texts outside imports.
    """

    binds: frozenset
    surely: frozenset
    uses: frozenset
    changes: frozenset
    generators: frozenset
    functions: dict
    imports: dict
    mentions: frozenset


def read(source: str, absent: frozenset = frozenset()) -> Cell:
    """The names of a cell.  A name imported from an ``absent`` module counts as used too.

    Text that is not Python has no names.

    >>> cell = read("rows = []\\nfor k in many:\\n    rows.append(k)")
    >>> sorted(cell.uses), sorted(cell.surely), sorted(cell.binds)
    (['many'], ['rows'], ['k', 'rows'])
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        tree = ast.Module([], [])
    reader = Reader(absent)
    surely: set = set()
    reader.statements(tree.body, surely)
    return Cell(
        frozenset(reader.binds),
        frozenset(surely),
        frozenset(reader.uses),
        frozenset(reader.changes),
        frozenset(reader.generators),
        reader.functions,
        reader.imports,
        frozenset().union(*map(mentioned, ast.walk(tree))),
    )


class Reader:
    """Walks a cell's statements in order, so that a name bound first is not one of above."""

    def __init__(self, absent):
        self.absent = absent
        self.binds, self.uses, self.changes, self.generators = set(), set(), set(), set()
        self.functions, self.imports = {}, {}

    def statements(self, body, surely):
        """Read ``body``; ``surely`` grows by the names that are bound whatever happens."""
        for statement in body:
            self.statement(statement, surely)

    def statement(self, node, surely):
        """Read one statement."""
        if isinstance(node, FUNCTIONS):
            self.use(loads_around(node), surely)
            self.functions[node.name] = loads_inside(node)
            self.bind({node.name}, surely)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            self.imported(node, surely)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            self.use(loads(node.iter), surely)
            inside = set(surely)  # it may not run at all
            self.bind(stores(node.target), inside)
            self.statements(node.body, inside)
            self.statements(node.orelse, set(surely))
        elif isinstance(node, (ast.If, ast.While)):
            self.use(loads(node.test), surely)
            for branch in (node.body, node.orelse):
                self.statements(branch, set(surely))
        elif isinstance(node, ast.Try):
            for handler in node.handlers:
                self.use(loads(handler.type) if handler.type else set(), surely)
            parts = [handler.body for handler in node.handlers]
            for branch in (node.body, *parts, node.orelse, node.finalbody):
                self.statements(branch, set(surely))
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                self.use(loads(item.context_expr), surely)
                if item.optional_vars:
                    self.bind(stores(item.optional_vars), surely)
            self.statements(node.body, surely)
        else:
            self.plain(node, surely)

    def plain(self, node, surely):
        """An assignment, an expression, an assertion: what it reads, then what it binds."""
        read_here = loads(node)
        if isinstance(node, ast.AugAssign):
            read_here |= {base(node.target)} - {None}
        self.use(read_here, surely)
        self.changes |= (changed(node) & read_here) - surely
        attributes = {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
        if "default_rng" in attributes:
            self.generators |= stores(node)
        self.bind(stores(node), surely)

    def imported(self, node, surely):
        """An import; a name from an absent module stays one that the cell lacks."""
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            module = alias.name
            if isinstance(node, ast.ImportFrom):
                module = f"{node.module}.{alias.name}"
            self.imports[name] = module
            parts = module.split(".")
            lacking = any(".".join(parts[: k + 1]) in self.absent for k in range(len(parts)))
            self.bind({name}, set(surely) if lacking else surely)

    def use(self, names, surely):
        """Note names that are read, and those that the cell's own functions then read."""
        self.uses |= reached(names, self.functions) - surely

    def bind(self, names, surely):
        """Note names that are bound."""
        self.binds |= names
        surely |= names


def reached(names, functions) -> set:
    """``names`` and all that the functions among them read when called, through any depth."""
    found, open_ = set(), set(names)
    while open_:
        found |= open_
        open_ = {n for name in open_ for n in functions.get(name, ())} - found
    return found


def loads(node) -> set:
    """The names that a piece of code reads from outside itself."""
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Load) else set()
    if isinstance(node, ast.Lambda):
        return loads_around(node) | (loads(node.body) - parameters(node))
    if isinstance(node, FUNCTIONS):
        return loads_around(node) | loads_inside(node)
    inner = set().union(*map(loads, ast.iter_child_nodes(node)))
    if isinstance(node, COMPREHENSIONS):
        inner -= set().union(*(stores(part.target) for part in node.generators))
    if isinstance(node, ast.ClassDef):
        inner -= set().union(*map(stores, node.body))
    return inner


def loads_around(function) -> set:
    """The names read when a function is made: decorators and defaults."""
    defaults = [d for d in (*function.args.defaults, *function.args.kw_defaults) if d]
    around = [*defaults, *getattr(function, "decorator_list", [])]
    return set().union(*map(loads, around))


def loads_inside(function) -> set:
    """The names that a function reads from outside when it is called."""
    local = parameters(function).union(*map(stores, function.body))
    return set().union(*map(loads, function.body)) - local


def parameters(function) -> set:
    """The names of a function's parameters."""
    return {n.arg for n in ast.walk(function.args) if isinstance(n, ast.arg)}


def stores(node) -> set:
    """The names that a piece of code binds in its own scope."""
    if isinstance(node, ast.Name):
        return set() if isinstance(node.ctx, ast.Load) else {node.id}
    if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, (ast.Lambda, *COMPREHENSIONS)):
        return set()
    return set().union(*map(stores, ast.iter_child_nodes(node)))


def mentioned(node) -> set:
    """The name, attribute or text that this node is."""
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.Attribute):
        return {node.attr}
    return {node.value} if isinstance(getattr(node, "value", None), str) else set()


def changed(node) -> set:
    """The names whose object a statement may change in place."""
    found = set()
    for inner in ast.walk(node):
        if isinstance(inner, (ast.Subscript, ast.Attribute)) and not isinstance(
            inner.ctx, ast.Load
        ):
            found.add(base(inner))
        if isinstance(inner, ast.AugAssign):
            found.add(base(inner.target))
        function = inner.func if isinstance(inner, ast.Call) else None
        if isinstance(function, ast.Attribute) and function.attr in CHANGING:
            found.add(base(function))
    return found - {None}


def base(node) -> str | None:
    """The name at the root of ``a.b[0].c``, if it is one."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None
