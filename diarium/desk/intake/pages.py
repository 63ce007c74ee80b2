"""Repairs that have to do with sheets of paper: page numbers, running heads, addresses dumped at the foot.

What is taken out of the text is handed on, not thrown away.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from diarium.desk.intake.originals import PAGE_BREAK

_NUMBER = re.compile(
    r"[-–—|\s]*(?:(?:sida|side|sidan|page|s\.|p\.)\s*)?\d{1,4}\s*(?:\(\s*\d{1,4}\s*\)|(?:av|af|of|/)\s*\d{1,4})[-–—|\s]*"
    r"|[-–—|\s]*(?:sida|side|page)\s*:?\s*\d{1,4}[-–—|\s]*|[-–—]\s*\d{1,4}\s*[-–—]",
    re.IGNORECASE,
)
_ALONE = re.compile(r"\s*\d{1,4}\s*")
_URL = re.compile(r"\s*<?(https?://[^\s<>]+|www\.[^\s<>]+\.[^\s<>]+)>?\s*")


@dataclass(frozen=True, slots=True)
class Sheets:
    """The lines of a text without what belonged to its sheets."""

    lines: tuple[str, ...]
    furniture: tuple[str, ...]  # page numbers and running heads, as often as they stood there
    addresses: tuple[tuple[str, ...], ...]  # dumped ones, sheet by sheet
    ends: tuple[int, ...]  # the line before which each of these sheets ends


def without_sheets(lines: Sequence[str]) -> Sheets:
    sheets = _split(lines)
    running = _running(sheets)
    kept: list[str] = []
    furniture: list[str] = []
    dumps: list[tuple[str, ...]] = []
    ends: list[int] = []
    seen: set[str] = set()
    for sheet in sheets:
        edges = _edges(sheet) if len(sheets) > 1 else set()
        waiting: list[str] = []
        for at, line in enumerate(sheet):
            folded = _folded(line)
            if line.strip() and (
                _NUMBER.fullmatch(line)
                or (at in edges and (_ALONE.fullmatch(line) or (folded in running and folded in seen)))
            ):
                furniture.append(line.strip())
                continue
            if at in edges:
                seen.add(folded)
            match = _URL.fullmatch(line)
            if match and (waiting or _dumped(sheet, at)):
                waiting.append(match[1])
                continue
            if waiting and line.strip():
                dumps.append(tuple(waiting))
                ends.append(len(kept))
                waiting = []
            kept.append(line)
        if waiting:
            dumps.append(tuple(waiting))
            ends.append(len(kept))
    return Sheets(tuple(kept), tuple(furniture), tuple(dumps), tuple(ends))


def _split(lines: Sequence[str]) -> list[list[str]]:
    sheets: list[list[str]] = [[]]
    for line in lines:
        if PAGE_BREAK in line:
            before, *others = line.split(PAGE_BREAK)
            if before.strip():
                sheets[-1].append(before)
            sheets += [[other] if other.strip() else [] for other in others]
        else:
            sheets[-1].append(line)
    return sheets


def _edges(sheet: list[str]) -> set[int]:
    """The first and last three lines that hold something."""
    full = [at for at, line in enumerate(sheet) if line.strip() and not _URL.fullmatch(line)]
    return {*full[:3], *full[-3:]}


def _folded(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.replace("*", "").split()).lower())


def _running(sheets: list[list[str]]) -> set[str]:
    """What stands at the edge of most sheets, whatever its numbers; it needs three sheets to be sure."""
    counted: Counter[str] = Counter()
    for sheet in sheets:
        counted.update({_folded(sheet[at]) for at in _edges(sheet)})
    return {text for text, count in counted.items() if text and count >= 3 and count >= len(sheets) * 0.6}


def _dumped(sheet: list[str], at: int) -> bool:
    """Whether an address on a line of its own stands at the foot of something, not after words that announce it."""
    before = next((line.strip() for line in reversed(sheet[:at]) if line.strip()), "")
    return not before.endswith((":", "–", "-"))
