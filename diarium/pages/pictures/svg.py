"""The few pieces every drawing is made of: numbers, links, marks, and how wide a text will be.

It draws what it is told and knows nothing of archives. Across, drawings are measured in per cent of their width, so
they follow the page; up and down in `em`, so they follow the reader's type size. No text is ever scaled.
"""

from __future__ import annotations

import html
import unicodedata
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from diarium.reading.body import ROOT

EM = 13.0  # what one em of a drawing's text is in pixels, unless the reader asked for larger type
NARROW = 280.0  # the narrowest a drawing gets: a page of 320 pixels less its margins
WIDEST = 576.0  # the widest a map gets: `assets/pictures.css` says so too


@lru_cache(maxsize=16_384)
def number(value: float) -> str:
    """With two decimals at most, no nought before the point, and never minus nothing."""
    said = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if said in ("-0", "") else said.replace("0.", ".", 1) if said.lstrip("-").startswith("0.") else said


def per_cent(share: float) -> str:
    return f"{number(share * 100)}%"


def em(value: float) -> str:
    return f"{number(value)}em"


def text(said: str) -> str:
    return html.escape(said)


@lru_cache(maxsize=8_192)
def address(path: str) -> str:
    """A path of the site as it stands in a link; the printing page sets the way to the root."""
    return ROOT + html.escape(quote(path, safe="/#:~!$&'()*+,;=@%"))


_WIDE = frozenset("mwMWÆæŒœ@%—…")
_NARROW = frozenset("fijlrtI1.,:;!|'’()[]/ ·-")


@lru_cache(maxsize=8_192)
def width(said: str) -> float:
    """How many em a text takes, rather too many than too few, in any of the fonts a system may have."""
    total = 0.0
    for character in said:
        if unicodedata.combining(character):
            continue
        if unicodedata.east_asian_width(character) in "WF":
            total += 1.0
        elif character in _WIDE:
            total += 0.95
        elif character in _NARROW:
            total += 0.4
        elif character.isupper():
            total += 0.74
        else:
            total += 0.6
    return total


def shortened(said: str, most: float) -> str:
    """As much of a text as fits, with an ellipsis where it was cut; the whole of it stands in the list."""
    if width(said) <= most:
        return said
    kept = said
    while kept and width(kept) + 1 > most:
        kept = kept[:-1]
    return kept.rstrip(" ,-–") + "…"


class Mark(NamedTuple):
    """One thing on a line: where, of which kind, and all of it in words."""

    at: float  # from 0, the line's beginning, to 1
    kind: str  # papers, bare, inferred, announced or missing
    said: str
    path: str | None = None
    here: bool = False  # the page it stands on


def placed(x: str, y: str, *pieces: str) -> str:
    """What is drawn round a point of its own: one place to write, however many shapes stand there."""
    return f'<svg x="{x}" y="{y}">{"".join(pieces)}</svg>'


@lru_cache(maxsize=1024)
def dot(kind: str, size: float = 1.0) -> str:
    """The shape of a kind of mark, round its point: told apart by form, so that no colour is needed."""
    reach = 0.36 * size
    match kind:
        case "papers" | "bare" | "inferred":
            return f'<circle class="m-{kind}" r="{em(reach)}"/>'
        case "announced":
            back, side = em(-reach * 0.85), em(reach * 1.7)
            return (
                f'<rect class="m-announced" x="{back}" y="{back}" width="{side}" height="{side}" '
                'transform="rotate(45)"/>'
            )
        case _:
            one, two = em(-reach * 0.7), em(reach * 0.7)
            return (
                f'<g class="m-missing"><line x1="{one}" y1="{one}" x2="{two}" y2="{two}"/>'
                f'<line x1="{one}" y1="{two}" x2="{two}" y2="{one}"/></g>'
            )


def linked(path: str | None, said: str, drawn: str, *, here: bool = False, tabbed: bool = True) -> str:
    """A drawn thing with its words, as a link when it leads somewhere."""
    said = text(said)
    titled = f"<title>{said}</title>{drawn}"
    if path is None:
        return f"<g>{titled}</g>"
    current = ' aria-current="true"' if here else ""
    aside = "" if tabbed else ' tabindex="-1"'
    return f'<a href="{address(path)}" aria-label="{said}"{current}{aside}>{titled}</a>'


def drawing(kind: str, height: float | None, labelled_by: str, *pieces: str) -> str:
    """A whole drawing. It is a group of links to a screen reader, never one dead image."""
    tall = f' height="{em(height)}"' if height is not None else ""
    return (
        f'<svg class="drawing {kind}" width="100%"{tall} role="group" '
        f'aria-labelledby="{html.escape(labelled_by)}">{"".join(pieces)}</svg>'
    )


def spread(places: list[float], least: float) -> list[float]:
    """Sorted places between 0 and 1 moved apart as little as needed; evenly where there is too little room."""
    count = len(places)
    if count < 2:
        return list(places)
    least = min(least, 1 / (count - 1))
    moved = list(places)
    for i in range(1, count):
        moved[i] = max(moved[i], moved[i - 1] + least)
    if moved[-1] > 1:
        moved[-1] = 1.0
        for i in range(count - 2, -1, -1):
            moved[i] = min(moved[i], moved[i + 1] - least)
    return [min(1.0, max(0.0, place)) for place in moved]
