"""The pages' Content-Security-Policy: what is foreign, and text that would be a script, stays out.

That no page breaks its own policy is held by the visit of every page: a breach is an error there.
"""

import policy
from conftest import SITE, pages

PAGE, FOREIGN = "py-modindex.html", "https://foreign.example"
# each thing stands for a way in; what gets in either asks the foreign host or leaves its name
PLANTED = f"""
<script src="{FOREIGN}/script.js"></script>
<script>globalThis.ran = ["inline"];</script>
<img src="{FOREIGN}/image.png" alt=""><img src="_static/file.png" alt="" onload="(globalThis.ran ??= []).push('attribute')">
<link rel="stylesheet" href="{FOREIGN}/style.css"><style>body {{ --planted: 1; }}</style>
<iframe src="{FOREIGN}/frame.html"></iframe><object data="{FOREIGN}/object.html"></object>
<video src="{FOREIGN}/video.webm"></video><link rel="prefetch" href="{FOREIGN}/ahead.html">
<form action="{FOREIGN}/form" target="there"><button>send</button></form>
<base href="{FOREIGN}/base/">"""
ASK = f"""async () => {{
  const worker = (() => {{ try {{ return new Worker(URL.createObjectURL(new Blob(['postMessage("worker")']))); }} catch {{ return null; }} }})();
  const heard = worker && new Promise((done) => {{ worker.onmessage = () => done(["worker"]); worker.onerror = () => done([]); }});
  await fetch('{FOREIGN}/fetch').catch(() => {{}});
  return {{ ran: [...(globalThis.ran ?? []), ...((await heard) ?? [])], style: getComputedStyle(document.body).getPropertyValue('--planted'), base: document.baseURI.startsWith('{FOREIGN}') }};
}}"""
WAYS = {"ahead.html", "base", "fetch", "form", "frame.html", "image.png", "object.html", "script.js", "style.css", "video.webm"}  # fmt: skip


def spoilt(visit, site, planted, event):
    """What came in, and what the page complained of, when ``planted`` stands in a page.

    ``event`` is what sending its form is followed by.
    """
    one, reached = visit(fresh=True), []
    one.page.context.route(
        f"{FOREIGN}/**",
        lambda route: (
            reached.append(route.request.url.removeprefix(f"{FOREIGN}/").rstrip("?")),
            route.fulfill(body="", headers={"access-control-allow-origin": "*"}),
        ),
    )
    one.page.route(
        f"{site}/{PAGE}",
        lambda route: route.fulfill(body=planted, content_type="text/html; charset=utf-8"),
    )
    one.page.goto(f"{site}/{PAGE}")
    found = one.page.evaluate(ASK)
    with event(one.page):
        one.page.get_by_role("button", name="send").click()
    asked = {name.partition("/")[0] for name in reached}
    return asked | ({"base"} if found["base"] else set()), found["ran"], found["style"], one


def complains(page):
    return page.expect_console_message(lambda message: "form-action" in message.text)


def opens(page):
    return page.expect_popup()


def test_what_is_foreign_or_text_does_not_come_in(visit, site):
    text = (SITE / PAGE).read_text(encoding="utf-8")
    planted = text.replace("</body>", f"{PLANTED}</body>")
    asked, ran, style, one = spoilt(visit, site, planted, complains)
    assert (asked, ran, style) == (set(), [], "")
    refused = "\n".join(one.errors)
    assert len(one.errors) >= len(WAYS)
    for directive in ("script-src", "style-src", "img-src", "connect-src", "worker-src", "form-action", "base-uri", "frame-src", "object-src", "media-src", "default-src"):  # fmt: skip
        assert directive in refused, directive
    # the same without the policy: all of it comes in, so the test would have seen it
    asked, ran, style, _ = spoilt(visit, site, policy.META.sub("", planted), opens)
    assert asked == WAYS
    assert (sorted(ran), style) == (["attribute", "inline", "worker"], "1")


def test_every_page_names_its_policy_before_anything_is_loaded():
    for path in pages():
        text = (SITE / path).read_text(encoding="utf-8")
        assert text.count("Content-Security-Policy") == 1, path
        head, rest = text.split("Content-Security-Policy", 1)
        assert not any(tag in head for tag in ("<script", "<link", "<style")), path
        scripts = rest.split("script-src ", 1)[1].split(";", 1)[0]
        assert "unsafe" not in scripts and "http" not in scripts, path
