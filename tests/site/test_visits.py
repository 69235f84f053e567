"""A visit finds nothing of the one before in the same window."""

from contextlib import ExitStack

from conftest import DESKTOP, TABLET, begin

PAGE = "chapters/00_start.html"
LEFT = """() => ({
  kept: [localStorage.mine, sessionStorage.mine, globalThis.mine],
  media: ['print', '(prefers-color-scheme: dark)', '(prefers-reduced-motion: reduce)'].map((m) => matchMedia(m).matches),
  size: [innerWidth, scrollY],
})"""
POINTED = (
    "() => addEventListener('pointerdown', (e) => { globalThis.at = [e.clientX, e.clientY]; })"
)
LEAVE = (
    "() => { localStorage.mine = sessionStorage.mine = globalThis.mine = 1; scrollTo(0, 900); }"
)


def test_a_visit_finds_nothing_of_the_one_before(rooms):
    found, windows = [], []
    for script in (None, "globalThis.mine = 2", None):
        with ExitStack() as leaving:
            one = begin(leaving, rooms)
            page = one.open(PAGE)
            found.append(page.evaluate(LEFT))
            page.evaluate(POINTED)
            page.mouse.down()
            page.mouse.up()
            found[-1]["at"] = page.evaluate("globalThis.at")
            windows.append(page.context)
            if script:
                one.before_load(script)
                page.reload()
            page.evaluate(LEAVE)
            page.emulate_media(media="print", color_scheme="dark", reduced_motion="reduce")
            page.mouse.move(300, 300)
            page.set_viewport_size(TABLET)
            page.context.new_page().goto(page.url)
            page.route("**/*.html", lambda route: route.abort())
            one.loads.clear()
    assert windows[0] is windows[1] is windows[2]
    assert found[0] == found[1] == found[2]
    assert found[0]["kept"] == [None] * 3 and not any(found[0]["media"])
    assert found[0]["size"] == [DESKTOP["width"], 0]
    with ExitStack() as leaving:
        begin(leaving, rooms).open(PAGE)
        assert len(windows[0].pages) == 1
        assert not one.loads  # who has left hears nothing more
