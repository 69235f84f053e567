"""What the site folds away stands on paper at the end of its page: one can think first."""

from copy import copy

from bs4 import BeautifulSoup, Tag

FOLDS = ".whynn-figure details, details.recall, details.whynn-solution"
MAKER = BeautifulSoup("", "html.parser")


def make(name: str, *inside: str | Tag, **attributes: str) -> Tag:
    """A new element; ``class_`` gives its class."""
    tag = MAKER.new_tag(name, attrs={key.rstrip("_"): v for key, v in attributes.items()})
    tag.extend(inside)
    return tag


def is_a(fold: Tag, name: str) -> bool:
    """Whether the fold has the class ``name``."""
    return name in fold.get("class", [])


def kind(fold: Tag) -> str:
    """What lies in this fold, in a word or two."""
    if is_a(fold, "whynn-solution"):
        return "Solution"
    return "Model answer" if "Model" in fold.summary.get_text() else "Answer"


def question(fold: Tag) -> Tag:
    """The question that a fold answers, to be said once more beside the answer."""
    if is_a(fold, "recall"):
        return make("p", *copy(fold.summary).contents, class_="asked")
    if is_a(fold, "whynn-solution"):
        heading = fold.find_previous(["h2", "h3"])
        return make("p", heading.get_text(), class_="asked")
    return make("p", *copy(fold.parent.p).contents, class_="asked")


def collect(body: Tag, slug: str) -> None:
    """Move the folds of a page into a section *Answers* at its end; link the two both ways."""
    section = make("section", make("h2", "Answers"), id=f"{slug}--answers", class_="answers")
    for number, fold in enumerate(body.select(FOLDS), 1):
        here, there = f"{slug}--question-{number}", f"{slug}--answer-{number}"
        name, asked = f"{kind(fold)} {number}", question(fold)
        fold.summary.extract()
        back = make("p", make("a", name, href=f"#{here}"), class_="answer-name")
        held = make("div", back, asked, *list(fold.contents), id=there, class_="answer")
        section.append(held)
        forth = make("a", f"{name} is at the end of this chapter", href=f"#{there}")
        forth = make("p", forth, id=here, class_="to-answer")
        recall = is_a(fold, "recall")
        fold.replace_with(make("div", copy(asked), forth, class_="recall") if recall else forth)
    if section.select(".answer"):
        body.append(section)
