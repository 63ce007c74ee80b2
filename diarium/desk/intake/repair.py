"""From an original's lines to blocks: every scar of conversion mended, in a fixed order.

It knows nothing of what the text says; what it takes out of the running text it hands on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from diarium.desk.intake.blocks import Block, plain
from diarium.desk.intake.joining import joined
from diarium.desk.intake.marks import mended
from diarium.desk.intake.pages import without_sheets

_VAGUE = re.compile(
    r"\b(?:her|här|here|denne lenken|denna länk|this link|klikk her|klicka här|click here)\b(?=[\s.:!»]*(?:$|\bfor\b|\bför\b|\bto\b|\btil\b|\btill\b))",
    re.IGNORECASE,
)
_DEAD = re.compile(r"(?<!!)\[([^\]\[]+)\]\((#|)\)")


@dataclass(frozen=True, slots=True)
class Repaired:
    blocks: tuple[Block, ...]
    furniture: tuple[str, ...] = ()  # page numbers and running heads taken out of the text
    addresses: tuple[str, ...] = ()  # dumped at the foot of sheets, for which no link text was sure; once for each dump
    dead: tuple[str, ...] = ()  # link texts whose address is gone
    linked: tuple[tuple[str, str], ...] = ()  # texts that got their address back


def repair(lines: Sequence[str]) -> Repaired:
    sheets = without_sheets(lines)
    spent: list[tuple[str, str]] = []
    left: list[str] = []
    whole = list(sheets.lines)
    start = 0
    for end, dump in zip(sheets.ends, sheets.addresses, strict=True):
        found = _relinked(whole, start, end, dump)
        if found:
            spent.append(found)
        else:
            left += dump
        start = end
    dead: list[str] = []

    def revived(match: re.Match[str]) -> str:
        dead.append(match[1])
        return match[1]

    mended_lines: list[str] = []
    for line in whole:
        mended_lines += _relieved(line, revived)
    return Repaired(joined(mended_lines), sheets.furniture, tuple(left), tuple(dead), tuple(spent))


def _relieved(line: str, revived: object) -> list[str]:
    assert callable(revived)
    # a dead link at the head of a line, glued to what follows it, was a line of its own
    parts = re.split(r"(?<=\]\(#\))(?=\*\*)", line)
    made = [piece for part in parts for piece in ("", *mended(_DEAD.sub(revived, part)))]
    return made[1:]


def _relinked(lines: list[str], start: int, end: int, dump: Sequence[str]) -> tuple[str, str] | None:
    """One address at a sheet's foot and one vague link text on that sheet belong together."""
    if len(dict.fromkeys(dump)) != 1 or len(dump) != 1:
        return None
    places = [(at, m) for at in range(start, end) for m in _VAGUE.finditer(lines[at]) if "](" not in lines[at]]
    if len(places) != 1:
        return None
    at, match = places[0]
    line = lines[at]
    text = plain(line).strip(" .")
    if len(text) > 110:
        lines[at] = f"{line[: match.start()]}[{match.group()}]({dump[0]}){line[match.end() :]}"
    else:
        stripped = line.strip()
        lines[at] = f"[{stripped}]({dump[0]})"
    return text, dump[0]
