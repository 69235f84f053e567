"""A Sphinx extension: the search keeps the index entries of pages that were not built anew.

Sphinx 7.4 feeds them while it writes a page, after it has stored its environment, so that the
next build knows only those of the pages which it writes itself.
"""

import pickle
from pathlib import Path

from sphinx.application import ENV_PICKLE_FILENAME


def on_purge(app, env, docname):
    """A page that is read again, or is no more, has no old entries."""
    env._search_index_index_entries.pop(docname, None)


def on_finished(app, error):
    """Store the environment with the entries in it."""
    if error is None:
        stored = pickle.dumps(app.env, pickle.HIGHEST_PROTOCOL)
        Path(app.doctreedir, ENV_PICKLE_FILENAME).write_bytes(stored)


def setup(app):
    """Connect to Sphinx."""
    app.connect("env-purge-doc", on_purge)
    app.connect("build-finished", on_finished)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
