"""Agenda items: which number a heading or a list item carries, and the anchor that follows from it.

It never renumbers: what is printed is what is addressed.
"""

from __future__ import annotations

import re

# "5", "5.", "10 a", "7.10", "§ 12": a number at the start, followed by the item's words.
_NUMBERED = re.compile(
    r"(?P<sign>§+\s*)?(?P<number>\d{1,4}(?:\.\d{1,4}){0,4}(?:\s?[a-zæøåäö])?)(?P<end>[.):]?)(?=\s|$)"
)
# "Sak 14/23", "Punkt 3.", "Ärende 5", "Agenda item 4": the words agendas put before a number, and minutes after them.
WORDS = r"Dagsordenspunkt|Dagordningspunkt|Punkt|Pkt\.?|Saksnr\.?:?|Sak nr\.?:?|Sak|Sag|PS|RS|Ärende|Agenda item|Item"
_WORDED = re.compile(
    rf"(?:{WORDS}|Ad(?: pkt\.?| punkt)?)\s+(?:n(?:r|o|ummer)\b\.?\s*)?"
    r"(?P<number>\d{1,3}(?:/(?:\d{4}|\d{2})|(?:\.\d{1,3}){1,4})?(?:[a-zæøåäö]|\s[a-zæøåäö](?=[.):]))?)"
    r"(?P<end>[.):]?)(?=\s|$)",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"(?P<number>[a-zæøåäö]|[ivx]{1,5}|\d{1,3}(?:\.\d{1,3}){0,3})(?P<end>[.)])(?=\s)")
# Those that may be measures, such as "3 m." and "1.5 liter", are items before a capital letter; days and hours are none.
_BEFORE_WORDS = re.compile(
    r"(?!\d\d\.\d\d\s|\d{1,2}\.\d\d\.\d\d\s)"
    r"(?P<number>\d{1,3}\s?[a-zæøåäö](?=[.)])|\d{1,3}(?:\.\d{1,3}){1,4})[.)]?(?=\s+[A-ZÅÄÖÆØÉ])"
)


def of_heading(text: str) -> tuple[str, int] | None:
    """The item number a heading opens with and how many characters its print takes: `("10 a", 5)`."""
    match = _NUMBERED.match(text)
    if not match:
        return None
    marked = match["end"] or match["sign"] or "." in match["number"] or len(text) == match.end()
    # "2017 års konferens" and "5 nya ärenden" are words, "5. Ny sak" and "7.10 Ny sak" are items
    if not marked and (
        not re.match(r"\s+[A-ZÅÄÖÆØ]", text[match.end() :]) or sum(map(str.isdigit, match["number"])) > 3
    ):
        return None
    return match["number"], match.end()


def in_words(text: str) -> tuple[str, int] | None:
    """The same of a heading that calls its item by a word: `("14/23", 9)` for `Sak 14/23 Budsjett`."""
    match = _WORDED.match(text)
    return (match["number"], match.end()) if match else None


def of_list_item(text: str) -> tuple[str, int] | None:
    """The letter or number that a list item itself begins with, as in `- a. Nasjonalt nettverk` and `- 7.10 Vind`."""
    match = _LETTERED.match(text) or _BEFORE_WORDS.match(text)
    return (match["number"], match.end()) if match else None


def anchor(*parts: str) -> str:
    """`item-10-a` for the parts `10` and `a`, or for `10 a`."""
    joined = "-".join(re.sub(r"[^0-9a-zæøåäö]+", "-", part.lower()) for part in parts)
    plain = joined.translate(str.maketrans("æøåäö", "eoaao"))
    return "item-" + re.sub(r"(?<=\d)(?=[a-z])", "-", plain).strip("-")
