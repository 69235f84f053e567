"""What was once published can still be opened."""

import re

import published
from conftest import SITE

LISTED = [address for (address,) in published.listed(published.LIST)]


def test_every_published_address_still_leads_somewhere():
    ids, lost = {}, []
    for address in LISTED:
        path, _, place = address.partition("#")
        if path not in ids:
            there = SITE / path
            text = there.read_text("utf-8") if there.is_file() and path[-5:] == ".html" else ""
            ids[path] = set(re.findall(r'\sid="([^"]*)"', text)) if there.is_file() else None
        if ids[path] is None or (place and place not in ids[path]):
            lost.append(address)
    assert lost == [], "what moves needs a line in tools/redirects.txt"


def test_every_address_is_in_the_list():
    assert set(published.addresses(SITE)) - set(LISTED) == set(), "run `make published`"


def test_the_list_is_sorted_and_names_the_first_page():
    assert sorted(set(LISTED)) == LISTED
    assert "index.html" in LISTED and len(LISTED) > 1000
