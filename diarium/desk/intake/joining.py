"""Lines to blocks: torn sentences joined, lists and tables recognised, rows of short lines kept apart.

It never moves a word; a break that may have been meant stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from diarium.desk.intake.blocks import Block, plain
from diarium.desk.intake.vocabulary import COLUMN_HEADS, JOINS_ON, ROLE, SECTION, WORDED_ITEM, is_label
from diarium.desk.intake.written_dates import begins_with_month

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
_BULLET = re.compile(r"(\s*)([-*+•·▪◦‣●○■–—]|o(?=\s{2,}|\t))\s+(?=\S)(.*)")
_NUMBERED = re.compile(
    r"(\s*)(\*{0,2})((?:\d{1,3}(?:\.\d{1,3}){0,3}|[a-zæøå]|[ivx]{1,5})[.)]|\d{1,3}(?:\.\d{1,3}){1,3}|§+\s?\d{1,4}\.?)(?:\s+)(?=\S)(.*)",
)
_WORDED = re.compile(rf"(\s*)(\*{{0,2}})(?P<marker>{WORDED_ITEM})\s+(?=[A-ZÅÄÖÆØÉ«“”\"*\[\d])(?P<text>.*)")
_ITEM = re.compile(rf"§+\s?\d{{1,4}}\.?|{WORDED_ITEM}")
_ALONE = re.compile(
    rf"(?:§+\s?\d{{1,4}}\.?|{WORDED_ITEM.replace('(?P<worded>', '(?:')})(?:\s+(?i:dnr|diarienr|ärende ?nr)\b.{{3,40}})?"
)
_NUMBER_AND_YEAR = re.compile(r"(?P<number>(?P<one>\d{1,3})/(?P<other>\d{1,4}))\s+(?P<text>[A-ZÅÄÖÆØ].{2,120})")
_PLAIN_NUMBER = re.compile(r"(\d{1,2})\s+([A-ZÅÄÖÆØ][^.;,:]{2,80}[^.;,:])")
_PIPE = re.compile(r"\s*\|.*\|\s*")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_LINE_RULE = re.compile(r"\s*([-_*=~.·–—])(?:\s*\1){2,}\s*")
_SENTENCE_END = re.compile(r"[.!?:;…][»”\"')\]*]*$")
_WITH_PARTY = re.compile(r"[A-ZÅÄÖÆØÉ][^\s,(]+(?:\s[^\s,(]+){1,4}\s\([A-ZÅÄÖÆØ]\w{0,5}\)(?=,|;|\s|$)")
_NOTE = re.compile(r"\[\^[^\]]+\]:")


@dataclass(frozen=True, slots=True)
class _Row:
    """One line with what it looks like."""

    text: str
    gap: int  # how many empty lines stand before it
    kind: str  # heading, item, table, text
    marker: str = ""
    depth: int = 0


def joined(lines: Sequence[str]) -> tuple[Block, ...]:
    rows = _titled(_by_number_and_year(_plainly_numbered(list(_rows(lines)))))
    width = _width(rows)
    spaced = _doubly_spaced(rows)
    return tuple(_blocks(_whole(rows, width, spaced)))


def _rows(lines: Sequence[str]) -> Iterator[_Row]:
    gap = 0
    for raw in lines:
        line = raw.rstrip()
        if not line.strip() or _LINE_RULE.fullmatch(line):
            gap += 1
            continue
        yield _row(line, gap)
        gap = 0


def _titled(rows: list[_Row]) -> list[_Row]:
    """`§ 41` on a line of its own, and what it is about on the next: one item."""
    made: list[_Row] = []
    for at, row in enumerate(rows):
        near = [rows[other].text for other in (at - 1, at + 1) if 0 <= other < len(rows)]
        if _wide(row.text) and (match := _WORDED.fullmatch(row.text)) and not any(map(_wide, near)):
            row = _Row(match["text"], row.gap, "item", match["marker"])  # `Sak 14/23   Regnskap`, in no table
        before = made[-1] if made else None
        if before is not None and _ALONE.fullmatch(_printed(before)) and row.kind == "text" and row.gap <= 1:
            number = _ITEM.match(_printed(before))
            if (
                number
                and len(row.text) < 160
                and not _SENTENCE_END.search(row.text)
                and not SECTION.fullmatch(row.text)
            ):
                text = f"{_printed(before)[number.end() :].strip()} {row.text}".strip()
                made[-1] = _Row(text, before.gap, "item", number.group(), before.depth)
                continue
        made.append(row)
    return made


def _wide(line: str) -> bool:
    return bool(re.search(r"\S(?:\t|\s{2,})\S", line))


def _printed(row: _Row) -> str:
    return f"{row.marker} {row.text}" if row.marker.startswith("§") else row.text


def _plainly_numbered(rows: list[_Row]) -> list[_Row]:
    """`1 Inledning`, `2 Byggläget`, `3 Övrigt`: a run from 1 without full stops is a run of items."""
    places: list[tuple[int, str, str]] = []
    for at, row in enumerate(rows):
        match = _PLAIN_NUMBER.fullmatch(row.text) if row.kind == "text" and "  " not in row.text else None
        if match and int(match[1]) == len(places) + 1 and not begins_with_month(match[2]):
            places.append((at, match[1], match[2]))
    if len(places) < 3:
        return rows
    made = list(rows)
    for at, number, text in places:
        made[at] = _Row(text, rows[at].gap, "item", number)
    return made


def _by_number_and_year(rows: list[_Row]) -> list[_Row]:
    """`22/14 Minutes`, `22/15 Finance`: a run of items that are numbered with their year and with nothing else."""
    found = [
        (at, match)
        for at, row in enumerate(rows)
        if row.kind == "text" and (match := _NUMBER_AND_YEAR.fullmatch(row.text))
    ]
    steps = [(int(b["one"]) - int(a["one"]), int(b["other"]) - int(a["other"])) for (_, a), (_, b) in pairwise(found)]
    apart = all(later - at > 1 for (at, _), (later, _) in pairwise(found))  # rows of a table stand together
    if not apart or not steps or (set(steps) != {(0, 1)} and set(steps) != {(1, 0)}):
        return rows
    made = list(rows)
    for at, match in found:
        made[at] = _Row(match["text"], rows[at].gap, "item", match["number"])
    return made


def _row(line: str, gap: int) -> _Row:
    if match := _HEADING.fullmatch(line.strip()):
        return _Row(match[2], gap, "heading", depth=len(match[1])) if match[2] else _Row(line.strip(), gap, "text")
    if _PIPE.fullmatch(line):
        return _Row(line.strip(), gap, "pipe")
    if (match := _WORDED.fullmatch(line)) and not _wide(line):
        return _Row(f"{match[2]}{match['text']}", gap, "item", match["marker"])
    if re.match(r"\s*[-–—]\t.*\t", line):  # a row of a table, whose first cell says no
        return _Row(line.strip(), gap, "tabs")
    if match := _NUMBERED.fullmatch(line):
        if _is_marker(match[3], match[4]):
            text = f"{match[2]}{match[4]}"
            return _Row(text, gap, "item", match[3], _depth(match[1]))
    elif match := _BULLET.fullmatch(line):
        inner = _NUMBERED.fullmatch(match[3])
        if inner and _is_marker(inner[3], inner[4]) and not inner[3][0].isdigit():  # `- a. The port`
            return _Row(f"{inner[2]}{inner[4]}", gap, "item", inner[3], _depth(match[1]))
        return _Row(match[3], gap, "item", "-", _depth(match[1]))
    kind = "tabs" if "\t" in line.strip() else "text"
    return _Row(line.strip(), gap, kind)


def _is_marker(marker: str, text: str) -> bool:
    """Whether a number opens an item: not a date (`16. mars`), not a time, not a sum (`1.5 million`)."""
    if re.match(r"\d", marker) and "." in marker.rstrip(".)") and not re.match(r"[A-ZÅÄÖÆØÉ«“”\"*\[]", text):
        return False
    return not begins_with_month(text) and not re.match(r"[-–]\s*\d", text)


def _depth(indent: str) -> int:
    return len(indent.expandtabs(4)) // 2


def _width(rows: Sequence[_Row]) -> int:
    """How long the full lines of a text with hard wraps are; 0 for a text without."""
    lengths = sorted(len(row.text) for row in rows if row.kind in ("text", "item"))
    if len(lengths) < 6:
        return 0
    full = lengths[int(len(lengths) * 0.95)]
    return full if 45 <= full <= 130 and lengths[-1] <= 160 else 0


def _doubly_spaced(rows: Sequence[_Row]) -> bool:
    """Whether an empty line stands after every line, so that it parts nothing."""
    texts = [(row, later) for row, later in pairwise(rows) if row.kind == "text" == later.kind]
    if len(texts) < 12:
        return False
    torn = sum(later.gap >= 1 and later.text[:1].islower() for _, later in texts)
    return torn >= max(4, len(texts) * 0.12) and sum(later.gap >= 1 for _, later in texts) > 0.8 * len(texts)


def _whole(rows: Sequence[_Row], width: int, spaced: bool) -> Iterator[_Row]:
    """Rows with the sentences that were torn across them joined."""
    waiting: _Row | None = None
    last = ""  # the printed line that ended the row so far
    for row in rows:
        if waiting is not None and _goes_on(waiting, last, row, width, spaced):
            waiting = _Row(_glued(waiting.text, row.text), waiting.gap, waiting.kind, waiting.marker, waiting.depth)
        else:
            if waiting is not None:
                yield waiting
            waiting = row
        last = row.text
    if waiting is not None:
        yield waiting


def _goes_on(row: _Row, last: str, later: _Row, width: int, spaced: bool) -> bool:
    if row.kind not in ("text", "item", "heading") or later.kind != "text" or _NOTE.match(later.text):
        return False
    before, after = plain(last), plain(later.text)
    if not before or not after or re.match(r"https?://", after):
        return False
    if row.kind == "item" and before.endswith(":") and width and len(before) > 0.6 * width:
        return spaced and later.gap <= 1 and len(after) < 0.7 * width and not is_label(after)
    torn_list = after[0].islower() and len(before) > 40 and later.gap == 0 and not _SENTENCE_END.search(before)
    if (is_label(before) and not torn_list) or SECTION.fullmatch(before) or SECTION.fullmatch(after):
        return False
    if _is_row(before) and 2 <= len(before.split()) <= 5 and len(after.split()) <= 5 and ROLE.search(after):
        return False  # a signature, and the office below it
    if _WITH_PARTY.match(before) and _WITH_PARTY.match(after):
        return False  # a list of people, however long its rows are
    ended = bool(_SENTENCE_END.search(before))
    if row.kind == "heading" or (row.text.startswith("**") and row.text.endswith("**")):
        return after[0].islower() and not ended and later.gap == 0 and len(row.text) > 40
    if "  " in before and "  " in after:
        return False
    if is_label(after) or re.match(r"\*\*[^*]+\*\*$", later.text):
        return False
    adjacent = later.gap == 0 or (spaced and later.gap <= 1)
    if after[0].islower() or after[0] in "(,;–—" or (after[0].isdigit() and JOINS_ON.search(before)):
        torn = row.text != last and len(row.text) > 90  # a paragraph of which the next sheet has the rest
        return not ended and (adjacent or torn or len(before) > 30 or bool(JOINS_ON.search(before)))
    if not adjacent:
        return False
    if JOINS_ON.search(before) or (before.endswith("-") and after[0].isalpha()):
        return True
    if not width:
        return later.gap == 0 and len(before) > 90 and not ended
    # The break was meant if the next word would still have stood on the line.
    full = len(before) + 1 + len(after.split()[0]) > width
    if row.kind == "item" and re.match(r"\d|§|[A-ZÅÄÖ]", row.marker) and after[0].isupper() and row.text == last:
        return full and not ended and len(after) > 0.8 * width and later.gap == 0 and not spaced
    long = len(before) > (0.7 if not ended and before.split()[-1].islower() else 0.75) * width
    return (full or (long and not ended and before.split()[-1].islower())) and long and not _is_row(before)


def _is_row(text: str) -> bool:
    """Whether a line is made of names: nothing there goes on with a sentence."""
    words = [w for w in text.split() if w[:1].isalpha()]
    return len(words) < 9 and sum(w[0].isupper() for w in words) >= 0.7 * len(words)


def _glued(before: str, after: str) -> str:
    """Two halves of a sentence; a word cut by a hyphen becomes whole again, `by- og` stays as it is."""
    cut = re.search(r"\w{2}-$", before[-3:])
    first = re.match(r"\w+", after)
    if (
        cut
        and first
        and after[0].islower()
        and first.group().lower() not in ("och", "og", "eller", "and", "or", "samt", "til", "till", "to")
    ):
        return before[:-1] + after
    if cut and first and after[0].isupper():
        return before + after
    return f"{before} {after}"


# ---------------------------------------------------------------- rows to blocks


def _blocks(rows: Iterator[_Row]) -> Iterator[Block]:
    run: list[_Row] = []
    for row in rows:
        same = (
            run
            and run[-1].kind != "pipe"
            and row.kind in ("text", "tabs")
            and (row.gap == 0 or (row.kind == run[-1].kind == "tabs"))
            and not (SECTION.fullmatch(row.text) or SECTION.fullmatch(run[-1].text))
        )
        if same or (run and row.kind == run[-1].kind == "pipe"):
            run.append(row)
            continue
        yield from _of_run(run)
        run = []
        if row.kind == "heading":
            yield Block("heading", row.text, level=row.depth)
        elif row.kind == "item":
            yield Block("item", row.text, level=row.depth, marker=row.marker)
        else:
            run = [row]
    yield from _of_run(run)


def _of_run(run: list[_Row]) -> Iterator[Block]:
    if not run:
        return
    if run[0].kind == "pipe":
        yield from _piped(run)
        return
    texts = [row.text for row in run]
    at = 0
    while at < len(texts):
        table = _table(texts[at:])
        if table:
            cells, header = table
            yield Block("table", rows=cells, header=header)
            at += len(cells)
            continue
        stop = at + 1
        while stop < len(texts) and not _table(texts[stop:]):
            stop += 1
        if stop - at == 1:
            yield Block("text", texts[at])
        else:
            yield Block("lines", rows=tuple((text,) for text in texts[at:stop]))
        at = stop


def _table(texts: list[str]) -> tuple[tuple[tuple[str, ...], ...], bool] | None:
    """The rows at the beginning of these lines that are set in columns by tabs or by double spaces."""
    by_tab = _run_of(texts, r"\t+")
    rows = by_tab if len(by_tab) >= 2 else _run_of(texts, r"\s{2,}|\t+")
    aligned = () if rows is by_tab or len({len(row) for row in rows}) == 1 else _aligned(texts)
    if len(aligned) > 1:
        return aligned, True
    if len(rows) < 2 or (rows is not by_tab and len({len(row) for row in rows}) > 1):
        return None
    width = max(map(len, rows))
    even = tuple((*row, *[""] * (width - len(row))) for row in rows)
    return even, _is_header(even[0])


_CELL = re.compile(r"\S(?:\S|[ ](?=\S))*")


def _aligned(texts: list[str]) -> tuple[tuple[str, ...], ...]:
    """Rows below a head whose words stand where the columns begin: there an empty cell leaves a gap."""
    head = list(_CELL.finditer(texts[0]))
    names = tuple(match.group() for match in head)
    if len(head) < 3 or not _is_header(names):
        return ()
    rows = [names]
    for text in texts[1:]:
        row = [""] * len(head)
        for match in _CELL.finditer(text):
            near = min(range(len(head)), key=lambda at: abs(head[at].start() - match.start()))
            if abs(head[near].start() - match.start()) > 2 or row[near]:
                return tuple(rows)
            row[near] = match.group()
        if sum(map(bool, row)) < 2:
            break
        rows.append(tuple(row))
    return tuple(rows)


def _run_of(texts: list[str], sign: str) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for text in texts:
        cells = tuple(cell.strip() for cell in re.split(sign, text.strip()))
        if len(cells) < 2 or len(cells) > 12:
            break
        rows.append(cells)
    return rows


def _is_header(row: tuple[str, ...]) -> bool:
    words = [plain(cell) for cell in row]
    known = sum(bool(COLUMN_HEADS.search(word)) for word in words)
    return known >= max(1, len([w for w in words if w]) / 2) and not any(word.endswith(":") for word in words)


def _piped(run: list[_Row]) -> Iterator[Block]:
    rows = [tuple(c.strip().replace("\\|", "|") for c in re.split(r"(?<!\\)\|", _bare(row.text))) for row in run]
    header = len(run) > 1 and (bool(_RULE.fullmatch(run[1].text)) or _is_header(rows[0]))
    rows = [row for row, line in zip(rows, run, strict=True) if not _RULE.fullmatch(line.text)]
    width = max(map(len, rows), default=0)
    if rows:
        yield Block("table", rows=tuple((*row, *[""] * (width - len(row))) for row in rows), header=header)


def _bare(line: str) -> str:
    """A table's line without the bars at its ends; one that lacks them loses nothing else."""
    return line.strip().removeprefix("|").removesuffix("|")
