"""The pieces of a repaired text: headings, paragraphs, list items, rows of lines, tables.

It only describes them; what they mean is found out elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["heading", "text", "lines", "item", "table"]


@dataclass(frozen=True, slots=True)
class Block:
    kind: Kind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()  # of a table its cells, of lines one cell each
    level: int = 0  # of a heading its number of signs, of an item its depth
    marker: str = ""  # what an item begins with: `1.`, `a)`, `•`
    header: bool = False  # whether the first row of a table names its columns


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a block, wherever it stands, without its marks."""

    text: str
    cells: tuple[str, ...]
    block: int
    kind: Kind
    marker: str = ""
    bold: bool = False


_BOLD = re.compile(r"\*\*|__(?=\S)|(?<=\S)__")
_LINK = re.compile(r"!?\[([^\]\[]*)\]\(([^)\s]*)\)")


def plain(text: str) -> str:
    """Words without the marks of Markdown; runs of spaces stay, for they may part columns."""
    text = _LINK.sub(r"\1", _BOLD.sub("", text))
    text = re.sub(r"(?<![\w*\\])\*(?=[^\s*])|(?<=[^\s*\\])\*(?![\w*])", "", text)
    return re.sub(r"\\([*`_\[\]\\<])", r"\1", text).strip()


def tidy(text: str) -> str:
    return " ".join(plain(text).split())


def entries(blocks: Iterable[Block]) -> Iterator[Entry]:
    """Every line that could say something by itself."""
    for at, block in enumerate(blocks):
        if block.kind in ("lines", "table"):
            for row in block.rows:
                cells = tuple(plain(cell) for cell in row)
                if len(cells) == 1:
                    cells = _columns(cells[0])
                yield Entry("  ".join(filter(None, cells)), cells, at, block.kind, bold=row[0].startswith("**"))
        else:
            text = plain(block.text)
            bold = block.text.startswith("**")
            yield Entry(text, _columns(text), at, block.kind, block.marker, bold or block.kind == "heading")


def _columns(text: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in re.split(r"\t+|\s{2,}", text.strip()) if cell.strip()) or ("",)
