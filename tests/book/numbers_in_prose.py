"""Find numbers in prose and in outputs, written alike, so that they can be compared.

``$9.5\\times10^{-7}$``, ``9.5×10⁻⁷`` and ``9.5e-07`` are one number; so are ``65,536``,
``65{,}536`` and ``65_536``.  Digits count: ``1.5`` is not ``1.50``.
"""

import re

from whynn.facts import FACTS

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
# Names that hold a number and claim nothing.
NAMES = ("CC BY 4.0",)
NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?|\.\d+)(e[+-]?\d+)?(%?)(?![\w]|\.\d)")


def plain(text: str) -> str:
    """The text with every number in one spelling."""
    text = re.sub(
        r"10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: f"10^{{{m[1].translate(SUPERSCRIPTS)}}}", text
    )
    text = text.replace("−", "-").replace("\\%", "%").replace("{,}", ",").replace("\\,", " ")
    power = r"10\^\{?(-?\d+)\}?"
    text = re.sub(rf"(\d)\s*(?:\\times|\\cdot|×|·)\s*{power}", r"\1e\2", text)
    text = re.sub(rf"(?<![\w.]){power}", r"1e\1", text)
    text = re.sub(r"(?<=\d)[,_](?=\d{3}(?!\d))", "", text)
    return re.sub(r"(?<=\d)\s+%", "%", text)


def numbers(text: str) -> set[str]:
    """Every number in ``text``, each as digits, exponent and percent sign."""
    found = NUMBER.findall(plain(text))
    return {f"{digits}{'e' + str(int(e[1:])) if e else ''}{sign}" for digits, e, sign in found}


def must_be_proven(number: str) -> bool:
    """Whether it has a decimal point, an exponent, a percent sign or three digits."""
    return bool(re.search(r"[.e%]|\d{3}", number))


def prose(markdown: str, sources: str = "") -> str:
    """Markdown without what is not prose: link targets, HTML tags, names, cited years.

    A year counts as cited, as in (Cover 1965), if ``sources`` lists that name and year.
    """
    text = re.sub(r"(?<=\])\([^)]*\)", "", markdown)
    text = re.sub(r"<[^>]+>", " ", text)
    for name in NAMES:
        text = text.replace(name, "")
    for name, year in re.findall(r"\b([A-Z][\w-]+)(?: et al\.)? (\d{4})\b", text):
        if re.search(rf"{name}.*\({year}\)", sources):
            text = text.replace(year, "")
    return text.split("## Sources")[0]


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
