"""Repaired blocks to the Markdown of a document: headings in their order, agenda items addressable, tables closed.

Every word that came in goes out, in its order; what would mean something else in Markdown is written so that it does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from diarium.desk.intake.blocks import Block, plain
from diarium.desk.intake.vocabulary import SECTION, WORDED_ITEM, label
from diarium.desk.intake.written_dates import dates

_ITEM_NUMBER = re.compile(r"(?:§+\s?)?(\d{1,3})(?:[.)]|$)")
_WORDED = re.compile(rf"(?:{WORDED_ITEM}|\d{{1,3}}/\d{{1,4}})(?=\s|$)")
_LONGEST_ITEM = 200


def markdown(
    blocks: Sequence[Block], kind: str | None, title: str | None, lists: frozenset[int], addresses: Sequence[str]
) -> str:
    numbered = _agenda_items(blocks, kind, lists)
    levelled = _levelled(blocks, numbered, title, lists)
    parts: list[str] = []
    previous: Block | None = None
    depth = _Depth()
    for at, block in enumerate(levelled):
        if block.kind == "text" and at in lists and len(block.text) < 160 and label(plain(block.text)) is None:
            block = Block("item", block.text, marker="-")  # a row of people that stood by itself
        if block.kind == "item":
            base = previous is not None and previous.kind == "item"
            parts.append(depth.item(block, fresh=not base))
        else:
            depth = _Depth()
            if previous is not None and previous.kind == "item" and parts:
                parts.append("")
            parts += [*_written(block), ""]
        previous = block
    if addresses:
        parts += ["", *(f"- <{address}>" for address in addresses)]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(parts)).strip("\n")
    return f"{text}\n"


# ---------------------------------------------------------------- agenda items and headings


def _agenda_items(blocks: Sequence[Block], kind: str | None, lists: frozenset[int]) -> frozenset[int]:
    """The numbered items that are the meeting's own: 1, 2, 3 … in one run through the whole paper."""
    if kind not in ("agenda", "minutes"):
        return _sections(blocks, lists)
    told_later = _told_later(blocks)
    worded = [at for at, block in enumerate(blocks) if _WORDED.match(_opening(block)) and at not in told_later]
    if len(worded) > 1:  # where items are called `Sak 14/23`, a list below one of them holds none
        return frozenset(worded)
    expected = 0
    found: list[int] = []
    for at, block in enumerate(blocks):
        number = _number(block)
        if at in lists or at in told_later or number is None:
            continue
        paragraph = block.marker.startswith("§")
        first = not found and (block.kind == "heading" or paragraph) and number < 400
        short = block.kind == "heading" or len(block.text) <= _LONGEST_ITEM
        if short and (number == expected + 1 or first):
            expected = number
            found.append(at)
    return frozenset(found) if len(found) > 1 or any(blocks[at].kind == "heading" for at in found) else frozenset()


def _opening(block: Block) -> str:
    return plain(block.text) if block.kind == "heading" else f"{block.marker} " if block.kind == "item" else ""


def _told_later(blocks: Sequence[Block]) -> frozenset[int]:
    """Items of a list of contents: the same number and words stand again further down, above a text."""
    seen: set[str] = set()
    found: list[int] = []
    for at in range(len(blocks) - 1, -1, -1):
        key = " ".join(f"{blocks[at].marker} {plain(blocks[at].text)}".split())
        if blocks[at].kind == "item" and key in seen:
            found.append(at)
        seen.add(key)
    return frozenset(found)


_SECTION_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})?\.?")


def _sections(blocks: Sequence[Block], lists: frozenset[int]) -> frozenset[int]:
    """Numbered lines of a report that open its sections: 1, 2, 3 …, short, with a text below most of them."""
    found: list[int] = []
    below = expected = 0
    for at, block in enumerate(blocks):
        words = plain(block.text)
        if block.kind != "item" or at in lists or len(words) > 80 or re.search(r"[.,;:!?]$", words):
            continue
        if not _SECTION_NUMBER.fullmatch(block.marker):
            continue
        number, _, part = block.marker.rstrip(".").partition(".")
        if int(number) != expected + (not part):
            continue
        expected = int(number)
        found.append(at)
        after = blocks[at + 1] if at + 1 < len(blocks) else None
        deeper = after is not None and after.kind == "item" and after.marker.startswith(f"{number}.") and not part
        below += (after is not None and after.kind == "text") or deeper
    return frozenset(found) if len(found) > 1 and below >= 0.8 * len(found) else frozenset()


def _number(block: Block) -> int | None:
    source = (
        plain(block.text)
        if block.kind == "heading"
        else block.marker
        if block.kind == "item" and block.level == 0
        else ""
    )
    if block.kind == "text":
        source = plain(block.text) if re.match(r"§\s?\d+", plain(block.text)) else ""
    match = _ITEM_NUMBER.match(source)
    return int(match[1]) if match else None


def _levelled(blocks: Sequence[Block], items: frozenset[int], title: str | None, lists: frozenset[int]) -> list[Block]:
    """Headings without gaps between their levels; items of the agenda all on one; the paper's own title as a line."""
    made: list[Block] = []
    open_levels: list[int] = []
    last = 1
    under_item = seen_title = False
    wanted = " ".join((title or "").split()).strip(" .")
    bare = not any(block.kind == "heading" for block in blocks) and not items
    for at, block in enumerate(blocks):
        words = " ".join(plain(block.text).split())
        shown = " ".join(re.sub(r"(?<!\\)\*\*", "", block.text).split())  # links keep their addresses
        is_title = bool(wanted) and words.strip(" .") == wanted
        after = blocks[at + 1] if at + 1 < len(blocks) else None
        if block.kind == "heading" and is_title and not seen_title:
            made.append(Block("text", f"**{shown}**"))
        elif at in items:
            text = shown if block.kind == "heading" else f"{block.marker} {shown}"
            level = 3 if re.match(r"\d{1,2}\.\d", block.marker) else 2
            made.append(Block("heading", text, level=level))
            last, under_item, open_levels = level, True, []
        elif block.kind == "heading":
            while open_levels and open_levels[-1] >= block.level:
                open_levels.pop()
            open_levels.append(block.level)
            level = max(2, min(1 + len(open_levels), last + 1, 6))
            made.append(replace(block, text=shown, level=level))
            last = level
        elif (
            at not in lists
            and (seen_title or SECTION.fullmatch(words))
            and not is_title
            and _opens(block, after, bare, under_item)
        ):
            below = bool(made) and made[-1].kind == "heading"
            level = 2 if label(words) else min(last + 1, 3) if under_item or below or _is_lone_point(block) else 2
            made.append(Block("heading", shown, level=level))
            last = level if under_item else 2
        else:
            made.append(block)
        seen_title = seen_title or is_title or not wanted
    return made


def _opens(block: Block, after: Block | None, bare: bool, under_item: bool) -> bool:
    """Whether a line that is no heading by its marks opens a section all the same."""
    text, words = block.text.strip(), plain(block.text)
    follows = after is not None and (after.kind in ("item", "table") or len(after.text) > 60)
    if block.kind == "text" and SECTION.fullmatch(words) and after is not None and after.kind != "heading":
        return True
    if block.kind == "item":
        return _is_lone_point(block) and after is not None and after.kind == "text" and len(after.text) > 60
    if block.kind != "text" or not words or len(words) > 130 or re.search(r":\s*\S", words):
        return False
    whole_bold = text.startswith("**") and text.endswith("**") and text.count("**") == 2
    if whole_bold and words.endswith(":"):
        return True
    short = len(words) <= 70 and len(words.split()) <= 8 and words[0].isupper() and "  " not in text
    if not short or not follows or dates(words) or re.search(r"\d{4,}", words):
        return False
    if words.endswith(":"):
        return bare or (under_item and len(words) <= 40)
    return bare and not re.search(r"[.,;!…]$", words)


def _is_lone_point(block: Block) -> bool:
    """A point of a list that is a heading in bold: `- **Profilering:**`."""
    text = block.text.strip()
    bold = text.startswith("**") and text.endswith("**") and text.count("**") == 2
    return block.kind == "item" and block.marker == "-" and len(text) < 90 and bold


# ---------------------------------------------------------------- lists


class _Depth:
    """How far list items are indented: by their marker's kind, for paper indents them as it likes."""

    def __init__(self) -> None:
        self.open: list[tuple[str, int]] = []  # family of marker, column

    def item(self, block: Block, fresh: bool) -> str:
        if fresh:
            self.open = []
        family = _family(block.marker, [name for name, _ in self.open])
        names = [name for name, _ in self.open]
        if family in names and (family != "bullet" or not block.level or names[-1] != "bullet" or len(names) == 1):
            del self.open[names.index(family) + 1 :]
        else:
            column = self.open[-1][1] + self._step() if self.open else 0
            self.open.append((family, column))
        indent = " " * self.open[-1][1]
        words = _inline(block.text)
        if family == "number":
            self.number = block.marker
            marker = block.marker if re.fullmatch(r"\d{1,3}[.)]", block.marker) else f"- {block.marker}"
        elif family == "bullet":
            marker = "-"
        else:
            marker = f"- {block.marker}"
        return f"{indent}{marker} {words}"

    def _step(self) -> int:
        family = self.open[-1][0]
        return len(getattr(self, "number", "1.")) + 1 if family == "number" else 2


def _family(marker: str, opened: list[str]) -> str:
    if marker[:1].isdigit() or marker.startswith("§") or _WORDED.match(marker):
        return "number"
    if (
        re.fullmatch(r"[ivx]{1,5}[.)]", marker)
        and ("letter" in opened or "roman" in opened)
        and not (marker[0] in "vx" and "roman" not in opened)
    ):
        return "roman"
    return "letter" if re.fullmatch(r"[a-zæøå][.)]", marker) else "bullet"


# ---------------------------------------------------------------- blocks


def _written(block: Block) -> Iterator[str]:
    if block.kind == "heading":
        yield f"{'#' * block.level} {_inline(block.text)}"
    elif block.kind == "table":
        yield from _table(block)
    elif block.kind == "lines":
        rows = [_start(_inline(row[0])) for row in block.rows]
        yield from (f"{row}\\" for row in rows[:-1])
        yield rows[-1]
    else:
        yield _start(_inline(block.text))


def _table(block: Block) -> Iterator[str]:
    rows = [[_inline(cell).replace("|", r"\|") for cell in row] for row in block.rows]
    width = max(map(len, rows))
    head = rows[0] if block.header else [" "] * width
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * width}"
    for row in rows[1:] if block.header else rows:
        yield f"| {' | '.join(row)} |"


_SAFE_LINK = re.compile(r"(!?)\[([^\]\[]*)\]\(([^)\s]*)(?:\s+\"[^\"]*\")?\)")


def _inline(text: str) -> str:
    """Words with their marks; HTML, wiki links and links to files that are not here become plain words."""
    text = " ".join(text.split())
    text = _SAFE_LINK.sub(_link, text)
    text = re.sub(r"<(?=[A-Za-z/!?])(?!https?://[^\s<>]+>|mailto:[^\s<>]+>)", r"\\<", text)
    text = re.sub(r"(?<!\\)\[(?=\[)|(?<=\[)(?<!\\)\[", r"\\[", text)
    text = re.sub(r"(?<![<(\[\w])((?:https?://)[^\s<>()\]]*[^\s<>()\].,;:!?\"”»])", r"<\1>", text)
    text = re.sub(r"&(?=#?\w+;)", "&amp;", text)
    return re.sub(r"(?<=\w)~~|~~(?=\w)", r"\\~\\~", text)


def _link(match: re.Match[str]) -> str:
    picture, words, target = match.groups()
    if re.match(r"https?://|mailto:|tel:", target) and not picture:
        return match.group()
    return f"{words} ({target})" if target not in ("", "#") and words != target else words


_BEGINS = re.compile(r"(?:(?P<number>\d{1,9})(?P<end>[.)])(?=\s|$)|(?P<sign>[-+*>#=~|:])(?=\s|$|[-+*>#=~|]))")


def _start(text: str) -> str:
    """A paragraph whose first sign would make it something else."""
    match = _BEGINS.match(text)
    if match and match["number"]:
        text = f"{match['number']}\\{text[match.end('number') :]}"
    elif (match and not text.startswith("**")) or (re.match(r"\[[^\]]+\]:", text) and not text.startswith("[^")):
        text = f"\\{text}"
    return re.sub(r"^(`{3,}|~{3,})", r"\\\1", text)
