"""Words by which a fix of the chain is known, and words that lead astray."""

import re

# One row each: what counts as naming the fix, and what to think of when it is not found.
ROWS = {
    1: (r"hidden|layer|mlp|multi|pile|rows|network|(more|many|several|two) \w+", "more rules"),
    2: (r"bend|non.?linear|activation|relu|gelu|tanh|sigmoid|kink|fold", "paper and fold"),
    3: (
        r"xavier|glorot|\bhe\b|kaiming|init|scal|varianc|spread|deviation|fan"
        r"|right size|add up",
        "the start",
    ),
    4: (
        r"back.?(prop|ward)|gradient|chain|nudge|blame|derivative|autodiff",
        "blame flows back",
    ),
    5: (
        r"mini|batch|\bsgd\b|stochastic"
        r"|(one|few|some) (of the )?example|examples? (per|at a|for each)"
        r"|subset|sample|smaller look",
        "how much data one step looks at",
    ),
    6: (
        r"cross|entropy|log.?loss|nll|likelihood|logarithm|log of|surpris",
        "a price for surprise",
    ),
    7: (
        r"relu|gelu|silu|swish|residual|skip|saturat|normali|(layer|batch|rms).?norm"
        r"|slope\W+(of |is )?(1|one)\b|side door|volume knob|not muffle|\bhe\b",
        "a bend that does not muffle",
    ),
    8: (
        r"adam|momentum|adaptive|rmsprop|nesterov|heavy.?ball|optimi[sz]er"
        r"|memory|remember|\bball|own (scale|step)|step size (for|per)",
        "a heavy ball",
    ),
    9: (
        r"scaling|power.?law|log.?log|ramp|extrapolat"
        r"|small(er)? runs|(from|of) small(er)? \w+|small(er)? \w+ first|line on paper",
        "a line on paper with two log axes",
    ),
    10: (
        r"chinchilla|\b20\b|twenty|optimal|per.?param|balance|ratio"
        r"|split the (compute|budget)|size and data|weights and data"
        r"|more (data|text|tokens|examples|photos)",
        "weights and data",
    ),
    11: (
        r"regulari[sz]|dropout|decay|early|stop|augment|more data|ridge"
        r"|penalty|units? off|small(er)? weights|weights small|knobs",
        "holding it back",
    ),
}
# Words of what fails there, or of another row's fix: with them a row names no fix.
ASTRAY = {
    1: r"\bdata\b|train|longer|\bsteps?\b|inputs?\b",
    3: r"\bzeros?\b|\binputs?\b|^(at )?random(ly)?( \w+)?$",
    5: r"full|bigg?er|larger|whole|\ball\b",
    10: r"learning.rate|\bsteps?\b",
    11: r"learning.rate",
}
INSTEAD = re.compile(r"\b(instead|rather|not|than|without|no)\b.*")
