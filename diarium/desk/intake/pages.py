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


_HEAD = 6  # lines; no head or foot of a page has more


@dataclass(frozen=True, slots=True)
class Sheets:
    """The lines of a text without what belonged to its sheets."""

    lines: tuple[str, ...]
    furniture: tuple[str, ...]  # page numbers and running heads, as often as they stood there
    addresses: tuple[tuple[str, ...], ...]  # dumped ones, sheet by sheet
    ends: tuple[int, ...]  # the line before which each of these sheets ends


def without_sheets(lines: Sequence[str]) -> Sheets:
    sheets = _split(lines)
    sheets = _by_marks(sheets[0]) if len(sheets) == 1 else sheets
    running = _running(sheets)
    heads = _running(sheets, _HEAD)
    kept: list[str] = []
    furniture: list[str] = []
    dumps: list[tuple[str, ...]] = []
    ends: list[int] = []
    seen: set[str] = set()
    for sheet in sheets:
        block = _block(sheet, heads) if len(sheets) > 1 else set()
        edges = _edges(sheet) | block if len(sheets) > 1 else set()
        waiting: list[str] = []
        for at, line in enumerate(sheet):
            folded = _folded(line)
            if line.strip() and (
                _NUMBER.fullmatch(line)
                or (
                    at in edges
                    and (
                        _ALONE.fullmatch(line)
                        or (folded in heads and folded in seen and (at in block or folded in running))
                    )
                )
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


_MARK = re.compile(
    r".*\S\s{2,}(?:(?:sida|side|page)\s*)?(?P<number>\d{1,3})\s*(?:\(\s*\d{1,3}\s*\)|(?:av|af|of|/)\s*\d{1,3})\s*",
    re.IGNORECASE,
)


def _by_marks(lines: list[str]) -> list[list[str]]:
    """Sheets of a text that lost its page breaks, told by a head that stands there again with the next page number."""
    marks = [(at, match) for at, line in enumerate(lines) if len(line) < 200 and (match := _MARK.fullmatch(line))]
    alike = Counter(_folded(lines[at]) for at, _ in marks).most_common(1)
    places = [at for at, _ in marks if alike and _folded(lines[at]) == alike[0][0]]
    numbers = [int(match["number"]) for at, match in marks if at in places]
    if len(places) < 3 or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return [lines]
    starts = [0, *places[1:]] if not any(line.strip() for line in lines[: places[0]]) else [0, *places]
    return [lines[a:b] for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]


def _edges(sheet: list[str], reach: int = 3) -> set[int]:
    """The first and last lines that hold something."""
    full = _full(sheet)
    return {*full[:reach], *full[-reach:]}


def _full(sheet: list[str]) -> list[int]:
    return [at for at, line in enumerate(sheet) if line.strip() and not _URL.fullmatch(line)]


def _block(sheet: list[str], heads: set[str]) -> set[int]:
    """The lines of a head or foot of several lines: every line from the edge on that stands on most sheets."""
    full = _full(sheet)
    found: set[int] = set()
    for order in (full, full[::-1]):
        for at in order[:_HEAD]:
            if _folded(sheet[at]) not in heads and not _NUMBER.fullmatch(sheet[at]):
                break
            found.add(at)
    return found


def _folded(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.replace("*", "").split()).lower())


def _running(sheets: list[list[str]], reach: int = 3) -> set[str]:
    """What stands at the edge of most sheets, whatever its numbers; it needs three sheets to be sure."""
    counted: Counter[str] = Counter()
    for sheet in sheets:
        counted.update({_folded(sheet[at]) for at in _edges(sheet, reach)})
    return {
        text
        for text, count in counted.items()
        if text and not text.startswith("§") and count >= 3 and count >= len(sheets) * 0.6
    }


def _dumped(sheet: list[str], at: int) -> bool:
    """Whether an address on a line of its own stands at the foot of something, not after words that announce it."""
    before = next((line.strip() for line in reversed(sheet[:at]) if line.strip()), "")
    return not before.endswith((":", "–", "-"))
