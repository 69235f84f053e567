"""The cards on a page, as the tests find them."""

CARDS = """async (figure) => [...(await whynn.page).models.values()].filter((m) => m.get('_esm') === `whynn:${figure}`)
  .map((m) => Object.fromEntries(['card', 'question', 'options', 'reasons', 'answer', 'shown', 'number', 'tolerance', 'unit',
    'reason', 'high', 'low', 'slips', 'slip_nudges', 'near'].map((k) => [k, m.get(k)])))"""


def plain(text):
    """A card's text as it is shown, without its marks for italics and code."""
    return text.replace("*", "").replace("`", "")


def card(page, question):
    """The card that asks this."""
    return page.locator(".fig-card").filter(has=page.get_by_text(plain(question), exact=True))
