"""Words by which a fix of the chain is known, and words that lead astray."""

import re

# One row each: what counts as naming the fix, and what to think of when it is not found.
ROWS = {
    1: (r"hidden|layer|mlp|multi|pile|rows|network|(more|many|several|two) \w+", "more rules"),
    2: (r"bend|non.?linear|activation|relu|gelu|tanh|sigmoid|kink|fold", "paper and fold"),
    3: (
        r"xavier|glorot|\bhe\b|kaiming|init|scal|varianc|spread|deviation|fan"
        r"|right size|keeps? the (signal|size)|sqrt|square root|add up",
        "the start",
    ),
    4: (
        r"back.?(prop|ward)|gradient|chain|nudge|blame|derivative|autodiff|autograd"
        r"|error back",
        "blame flows back",
    ),
    5: (
        r"mini|batch|\bsgd\b|stochastic"
        r"|(one|few|some) (of the )?example|examples? (per|at a|for each)"
        r"|subset|sample|smaller look",
        "how much data one step looks at",
    ),
    6: (
        r"cross|entropy|log.?loss|nll|likelihood|logarithm|log of|\blog p\b|surpris",
        "a price for surprise",
    ),
    7: (
        r"relu|gelu|silu|swish|residual|skip|saturat|normali|(layer|batch|rms).?norm"
        r"|slope\W+(of |is )?(1|one)\b|side door|volume knob|not muffle|\bhe\b",
        "a bend that does not muffle",
    ),
    8: (
        r"adam|momentum|adaptive|rmsprop|nesterov|heavy.?ball|optimi[sz]er"
        r"|memory|remember|\bball|own (scale|step|learning rate)|step size (for|per)"
        r"|adagrad|per.weight",
        "a heavy ball",
    ),
    9: (
        r"scaling|power.?law|log.?log|ramp|extrapolat"
        r"|small(er)? runs|(from|of) small(er)? \w+|small(er)? \w+ first|line on (log )?paper"
        r"|with small(er)? \w+",
        "a line on paper with two log axes",
    ),
    10: (
        r"chinchilla|\b20\b|twenty|optimal|per.?param|balance|ratio"
        r"|split the (compute|budget)|size and data|weights and data"
        r"|more (training )?(data|text|tokens|examples|photos)|data and parameters",
        "weights and data",
    ),
    11: (
        r"regulari[sz]|dropout|decay|early|stop|augment|more data|ridge"
        r"|penalty|units? off|small(er)? weights|weights small|knobs"
        r"|\bl2\b|ensemble|knock",
        "holding it back",
    ),
}
# Words of what fails there, or of another row's fix: with them a row names no fix.
ASTRAY = {
    1: r"\bdata\b|^train|train(?!ed)|longer|\bsteps?\b|(?<!between )inputs?\b",
    3: r"\bzeros?\b"
    r"|(?<!/)(?<!/ )(?<!number of )(?<!number of the )(?<!root of )(?<!root of the )\binputs?\b"
    r"|all the same|same (value|number|weight)|^(at )?random(ly)?( \w+)?$",
    5: r"full|bigg?er|larger|huge|whole|every example|\ball\b(?! in turn)",
    6: r"learning.rate",
    8: r"\bplain\b|more memory",
    9: r"learning.rate|\binputs?\b",
    10: r"learning.rate|(?<!fewer )\bsteps?\b|epochs?|layers?",
    11: r"learning.rate|(never|don.?t) stop",
}
INSTEAD = re.compile(r"\b(instead|rather|not|than|without|no)\b.*")
