"""Values and lists of values as they are written in front matter, so that YAML takes them for the very text they are.

It makes lines and reads none; where a line goes, and whether it may, is the business of those who ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from diarium.reading.yamltree import quoted

Item = str | tuple[tuple[str, str], ...]  # a text, or the fields of a group

_NEEDS_QUOTES = re.compile(r"^[\s\-?:,\[\]{}#&*!|>'\"%@`“”„«=~]|:\s|:$|\s#|^$|[\s]$|^(?:---|\.\.\.)")
_IN_BRACKETS = re.compile(r"[,\[\]{}]")
_CLOSING = re.compile(r"\s*,?\s*\]\s*(?:(?<=\s)#.*)?$")


def value(text: str) -> str:
    """A text as the value of a field, or on a line of its own in a list."""
    line = " ".join(text.split())
    return quoted(line) if _NEEDS_QUOTES.search(line) else line


def in_brackets(text: str) -> str:
    """A value as it stands in a list on one line, where more signs mean something."""
    plain = value(text)
    return quoted(text) if plain == text and _IN_BRACKETS.search(text) else plain


def listed(items: Iterable[Item], indent: str) -> list[str]:
    """Values as a list, one a line."""
    lines: list[str] = []
    for item in items:
        if isinstance(item, str):
            lines.append(f"{indent}- {value(item)}")
        else:
            lines += [f"{indent}{'  ' if at else '- '}{key}: {value(text)}" for at, (key, text) in enumerate(item)]
    return lines


def more_in_brackets(line: str, texts: Sequence[str]) -> str | None:
    """A line that ends a list in brackets, with further values; nothing where no bracket ends it."""
    closing = _CLOSING.search(line)
    if closing is None:
        return None
    joint = "" if line[: closing.start()].rstrip().endswith("[") else ", "
    written = ", ".join(in_brackets(text) for text in texts)
    return f"{line[: closing.start()].rstrip()}{joint}{written}{line[closing.start() :].lstrip(' ,')}"
