"""Every number that the recall cards show, each computed by one short function.

A card's text names a number, as ``{loss_after_step}``, and never types it.  ``NUMBERS`` maps
each name to the function that returns it as text, rounded as the chapters show it.
"""

from whynn.recall_numbers import bends, bigger, deep, one_rule, practice, values

MODULES = (one_rule, bends, values, deep, bigger, practice)
NUMBERS = {name: vars(module)[name] for module in MODULES for name in module.__all__}
