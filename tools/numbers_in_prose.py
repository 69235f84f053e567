"""Find numbers in prose and in outputs, written alike, so that they can be compared.

``$9.5\\times10^{-7}$``, ``9.5×10⁻⁷`` and ``9.5e-07`` are one number; so are ``65,536``,
``65{,}536`` and ``65_536``.  Digits count: ``1.5`` is not ``1.50``.
"""

import re
import sys
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from whynn.facts import FACTS

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
# Names that hold a number and claim nothing.
NAMES = ("CC BY 4.0",)
NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?|\.\d+)(e[+-]?\d+)?(%?)(?![\w]|\.\d)")
POWER = r"10\^\{?(-?\d+)\}?"
# What leads every number to one spelling, in this order.
SPELLING = [
    (re.compile(pattern), new)
    for pattern, new in (
        (r"10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: f"10^{{{m[1].translate(SUPERSCRIPTS)}}}"),
        ("−", lambda m: "-"),
        (r"\\%", lambda m: "%"),
        (r"\{,\}", lambda m: ","),
        (r"\\,", lambda m: " "),
        (rf"(\d)\s*(?:\\times|\\cdot|×|·)\s*{POWER}", lambda m: f"{m[1]}e{m[2]}"),
        (rf"(?<![\w.]){POWER}", lambda m: f"1e{m[1]}"),
        (r"(?<=\d)[,_](?=\d{3}(?!\d))", lambda m: ""),
        (r"(?<=\d)\s+%", lambda m: "%"),
    )
]


class Found(NamedTuple):
    """A number and where it stands: ``text[start:end]`` is what is written there."""

    start: int
    end: int
    number: str


def plain(text: str) -> str:
    """The text with every number in one spelling."""
    for pattern, new in SPELLING:
        text = pattern.sub(new, text)
    return text


def traced(text: str) -> tuple[str, list[tuple[int, int]]]:
    """``plain(text)``, and for each of its characters where in ``text`` it comes from."""
    places = [(i, i + 1) for i in range(len(text))]
    for pattern, new in SPELLING:
        out, kept, last = [], [], 0
        for match in pattern.finditer(text):
            start, end = match.span()
            out += [text[last:start], new(match)]
            here = (places[start][0], places[end - 1][1])
            kept += [*places[last:start], *[here] * len(out[-1])]
            last = end
        text, places = "".join([*out, text[last:]]), [*kept, *places[last:]]
    return text, places


def located(text: str) -> list[Found]:
    """Every number in ``text`` with its place, in order."""
    spelled, places = traced(text)
    return [
        Found(places[m.start()][0], places[m.end() - 1][1], name(*m.groups()))
        for m in NUMBER.finditer(spelled)
    ]


def name(digits: str, exponent: str | None, sign: str) -> str:
    """A number as digits, exponent and percent sign: what is compared."""
    return f"{digits}{'e' + str(int(exponent[1:])) if exponent else ''}{sign}"


def numbers(text: str) -> set[str]:
    """Every number in ``text``, each as digits, exponent and percent sign."""
    return {name(*found) for found in NUMBER.findall(plain(text))}


def must_be_proven(number: str) -> bool:
    """Whether it has a decimal point, an exponent, a percent sign or three digits."""
    return bool(re.search(r"[.e%]|\d{3}", number))


def prose(markdown: str, sources: str = "") -> str:
    """Markdown without what is not prose: link targets, HTML tags, names, cited years.

    A year counts as cited, as in (Cover 1965), if ``sources`` lists that name and year.
    """
    text = re.sub(r"(?<=\])\([^)]*\)", "", markdown)
    text = re.sub(r"<[^>]+>", " ", text)
    for known in NAMES:
        text = text.replace(known, "")
    for year in cited_years(text, sources):
        text = text.replace(year, "")
    return text.split("## Sources")[0]


def cited_years(text: str, sources: str) -> set[str]:
    """The years of the works that ``text`` names and ``sources`` lists."""
    named = re.findall(r"\b([A-Z][\w-]+)(?: et al\.)? (\d{4})\b", text)
    return {year for who, year in named if re.search(rf"{who}.*\({year}\)", sources)}


def cited() -> set[str]:
    """The spellings of a cited fact in prose: plain, in thousands, millions, percent."""
    texts = []
    for fact in FACTS.values():
        if isinstance(fact.value, (int, float)):
            for unit in (1, 1e3, 1e6, 1e9, 1e12, 0.01):
                value = fact.value / unit
                texts.append(f"{value:.15g}%" if unit == 0.01 else f"{value:.15g}")
                if value == round(value):
                    texts.append(f"{value:.0f}")
    return numbers(" ; ".join(texts))


def unproven(notebook: dict, proof: dict | None = None) -> list[str]:
    """The numbers in a notebook's prose that none of its cells, and no cited fact, shows.

    The cells of ``proof`` show them instead if it is given: an exercise's own are not solved.
    """
    shown, faults = [], []
    for cell in (proof or notebook)["cells"]:
        if cell["cell_type"] == "code":
            shown.append("".join(cell["source"]))
            for output in cell["outputs"]:
                data = output.get("data", {})
                shown += ["".join(output.get("text", "")), "".join(data.get("text/plain", ""))]
    known = numbers("\n".join(shown)) | cited()
    texts = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "markdown"]
    sources = "\n".join(texts).partition("## Sources")[2]
    for index, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "markdown":
            claimed = numbers(prose("".join(cell["source"]), sources))
            lacking = sorted(n for n in claimed if must_be_proven(n) and n not in known)
            faults += [f"cell {index}: {number} is shown by no cell" for number in lacking]
    return faults
