"""The Content-Security-Policy of every page: nothing foreign is loaded, no text is a script.

The policy stands in each page, so it holds on any host and from a file.  A script or style in
the page's own text runs only because its hash is named, so ``sealed`` comes after everything
else that writes a page; sealing a page again does no harm.

``frame-ancestors`` is missing: browsers obey it only in a header, and complain of it here.  A
host that sends headers can add it.  The worker of Python in the page takes no policy but one
that its own file is sent with; ``'wasm-unsafe-eval'`` must be in that.
"""

import base64
import hashlib
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST = ROOT / "assets" / "widgets" / "first.js"
# opened from a file a page has no origin, and then 'self' need not match; no served page may
# load a file
OWN = "'self' file:"
META = re.compile(r'\s*<meta http-equiv="Content-Security-Policy"[^>]*>')
INLINE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1>", re.DOTALL)
DATA = re.compile(r'\bsrc=|\btype="application/[\w.+-]*json"')
# the theme's script of the light and the dark, or what took its place
THEME = re.compile(r'<script data-(?:cfasync="false"|first)>.*?</script>', re.DOTALL)
PRESS = re.compile(r'\bonclick="(print|toggleFullScreen|window\.print)\(\)"')
# what no page has; all else that is not named below may come from the site: Firefox fetches the
# next page ahead, and looks for leave in default-src alone
NOTHING = ("child-src", "frame-src", "manifest-src", "media-src", "object-src", "base-uri")
HANDLER = re.compile(r'<[a-zA-Z][^<>]*\son\w+="[^"]*"')


def hashes(page: str, kind: str) -> str:
    """The hashes of a page's own scripts or styles, as a policy names them.

    >>> hashes("<style>p {}</style><script src='a.js'></script>", "style")
    " 'sha256-SNJDlN1Iy2mnt7DOjQIyDb2LQE6O5PQiSZomcdzawQ4='"
    """
    texts = [
        text
        for tag, attributes, text in INLINE.findall(page)
        if tag == kind and not DATA.search(attributes)
    ]
    found = {base64.b64encode(hashlib.sha256(t.encode()).digest()).decode() for t in texts}
    return "".join(f" 'sha256-{digest}'" for digest in sorted(found))


def policy(page: str) -> str:
    """What this page may load and run: its own site's files, and the scripts that it holds.

    Figures set the ``style`` of what they draw, so styles of single elements are free.
    """
    return "; ".join(
        [
            f"default-src {OWN}",
            f"script-src {OWN}{hashes(page, 'script')}",
            f"style-src {OWN}{hashes(page, 'style')}",
            "style-src-attr 'unsafe-inline'",
            f"img-src {OWN} data:",
            f"font-src {OWN}",
            f"connect-src {OWN}",
            f"worker-src {OWN}",
            f"form-action {OWN}",
            *(f"{what} 'none'" for what in NOTHING),
        ]
    )


def sealed(page: str, first: str) -> str:
    """The page with its policy, and with ``first`` for the theme's first script.

    Raises ``ValueError`` if the page has code in an attribute, which the policy forbids.
    """
    page = THEME.sub(lambda _: f"<script data-first>{first}</script>", META.sub("", page))
    page = PRESS.sub(lambda m: f'data-press="{m[1].removeprefix("window.")}"', page)
    if found := HANDLER.search(page):
        raise ValueError(f"expected no code in an attribute, got {found[0][-80:]}")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(page)}">'
    charset = re.search(r"<meta charset=[^>]*>", page)
    at = charset.end() if charset else 0
    return f"{page[:at]}{meta}{page[at:]}"


def seal(site: Path) -> None:
    """Give every page of the built site its policy.

    Raises ``ValueError`` that names the page, if one has code in an attribute.
    """
    first = FIRST.read_text(encoding="utf-8").strip()
    for path in site.rglob("*.html"):
        name = path.relative_to(site)
        if name.parts[0] in ("_static", "_sources"):
            continue
        try:
            page = sealed(path.read_text(encoding="utf-8"), first)
        except ValueError as why:
            raise ValueError(f"{name.as_posix()}: {why}") from None
        path.write_text(page, encoding="utf-8")
