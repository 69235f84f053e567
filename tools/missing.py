"""Mend the page for an address that the book does not have, ``404.html``.

A host sends it in the place of any missing page, at whatever depth, so its own links must not
depend on where the reader is: they begin at the root of the site.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

NAME = "404.html"
# what is not relative has a scheme, or begins with # or /
RELATIVE = re.compile(
    r'(\s(?:href|src|action|data-content_root)=")(?![a-z][a-z0-9+.-]*:|[#/"])(?:\./)?'
)


def rooted(page: str, address: str) -> str:
    """The page with every relative link led from the root of the site at ``address``.

    >>> rooted('<a href="a/b.html"> <a href="#c"> <img src="./d.png">', "https://x.example/book/")
    '<a href="/book/a/b.html"> <a href="#c"> <img src="/book/d.png">'
    >>> rooted('<a href="https://x.example/">', "")
    '<a href="https://x.example/">'
    """
    root = urlsplit(address).path.rstrip("/") + "/"
    return RELATIVE.sub(rf"\g<1>{root}", page)


def mend(site: Path, address: str) -> None:
    """Lead the page's links from the root of the site, which is published at ``address``."""
    page = site / NAME
    page.write_text(rooted(page.read_text(encoding="utf-8"), address), encoding="utf-8")
