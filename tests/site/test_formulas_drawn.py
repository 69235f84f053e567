"""Formulas on the pages: MathML in the book's own font, wide ones in reach of a key."""

import re

from conftest import DESKTOP, OPENED, PHONE, SITE

CHAPTER = "chapters/03_values.html"
FORMULA = re.compile(r"<math.*?</math>", re.DOTALL)
SIGN = re.compile(r"<(m[ion])\b[^>]*>(.*?)</m[ion]>", re.DOTALL)


def all_formulas():
    """Every formula of the site, once."""
    pages = ((SITE / p).read_text("utf-8") for p in OPENED)
    return sorted({math for page in pages for math in FORMULA.findall(page)})


def with_every_sign(formulas):
    """Those that have a sign which none before them has."""
    seen, chosen = set(), []
    for formula in formulas:
        signs = set(SIGN.findall(formula))
        if not signs <= seen:
            chosen.append(formula)
            seen |= signs
    return chosen


def test_every_sign_is_in_the_font_of_the_book(visit):
    found = all_formulas()
    assert len(found) > 300
    page = visit().open(CHAPTER)
    page.evaluate(
        "(f) => { document.querySelector('article').innerHTML = f.join(' '); }",
        with_every_sign(found),
    )
    page.evaluate("document.fonts.ready")
    session = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        session.send(f"{domain}.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    other = {}
    for name in ("mi", "mo", "mn"):
        query = {"nodeId": root, "selector": f"article {name}"}
        nodes = session.send("DOM.querySelectorAll", query)["nodeIds"]
        signs = page.locator(f"article {name}").all_text_contents()
        seen = {}
        for node, sign in zip(nodes, signs, strict=True):
            seen.setdefault(sign, node)
        for sign, node in seen.items():
            fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
            if strange := {f["familyName"] for f in fonts} - {"STIX Two Math"}:
                other[sign] = strange
    assert other == {}


# signs that follow a formula, and stand on the line below it
ALONE = """() => [...document.querySelectorAll('article math')].flatMap((math) => {
  const end = math.closest('a.ran') ?? math, next = end.nextSibling;
  if (next?.nodeType !== Node.TEXT_NODE || !/^[,.;:!?)\\]]/.test(next.data)) return [];
  const range = document.createRange();
  range.setStart(next, 0); range.setEnd(next, 1);
  return range.getBoundingClientRect().left < math.getBoundingClientRect().right - 2 ? [end.parentElement.textContent] : [];
})"""


def test_no_line_begins_with_the_comma_of_a_formula(visit):
    for size in (DESKTOP, PHONE):
        one = visit(size)
        for path in ("chapters/03_values.html", "chapters/05_bigger.html"):
            assert one.open(path).evaluate(ALONE) == []


def test_a_formula_is_drawn_without_javascript(visit):
    one = visit(java_script_enabled=False)
    one.page.goto(f"{one.site}/{CHAPTER}")
    fraction = one.page.locator("article mfrac").first
    top, bottom = (fraction.locator("> *").nth(i).bounding_box() for i in (0, 1))
    assert top["y"] + top["height"] <= bottom["y"] + 1


def test_a_wide_formula_can_be_scrolled_by_key_on_a_phone(visit):
    page = visit(PHONE).open(CHAPTER)
    wide = page.evaluate(
        "[...document.querySelectorAll('article div.math')]"
        ".filter((d) => d.scrollWidth > d.clientWidth).map((d) => d.tabIndex)"
    )
    assert wide and set(wide) == {0}


def test_a_formula_of_its_own_stands_in_the_middle(visit):
    page = visit().open("chapters/01_one_rule.html")
    off = page.evaluate(
        """[...document.querySelectorAll('article div.math')].map((box) => {
          const [outer, inner] = [box, box.querySelector('math')].map((e) => e.getBoundingClientRect());
          return Math.abs(outer.left + outer.right - inner.left - inner.right) / 2;
        })"""
    )
    assert len(off) > 3 and max(off) < 2
