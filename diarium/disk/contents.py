"""The table of contents of a bundle: read as Pagefind writes it, and written so that it is quick to fetch.

Pagefind's own says of each piece of the index with which word it begins and ends, in full. It is only used to find the
piece a word would be in, so the first letters that part it from the piece before do as well. `assets/search/engine.js`
makes of it again what Pagefind reads.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Contents:
    pages: tuple[tuple[str, int], ...]  # the name of each page's fragment, and how many words it has
    pieces: tuple[tuple[str, str, str], ...]  # the first and the last word of each piece of the index, and its name


def read(meta: bytes) -> Contents:
    """What stands in CBOR: [version, [[page, words], …], [[first, last, piece], …], …]. `ValueError` if it is torn."""
    at = 0

    def number() -> int:
        nonlocal at
        low = meta[at] & 0x1F
        width = 1 << (low - 24) if low >= 24 else 0
        at += 1 + width
        return int.from_bytes(meta[at - width : at]) if width else low

    def text() -> str:
        nonlocal at
        length = number()
        at += length
        if at > len(meta):
            raise ValueError("the table of contents is torn")
        return meta[at - length : at].decode()

    try:
        number()
        text()
        pages = []
        for _ in range(number()):
            more = number() - 2
            pages.append((text(), number()))
            for _ in range(more):
                number()
        pieces = []
        for _ in range(number()):
            number()
            pieces.append((text(), text(), text()))
    except IndexError:
        raise ValueError("the table of contents is torn") from None
    return Contents(tuple(pages), tuple(pieces))


def small(contents: Contents) -> bytes:
    """The same in few bytes."""
    begins = [first for first, _, _ in contents.pieces[:1]]
    begins += [_apart(last, first) for (_, last, _), (first, _, _) in pairwise(contents.pieces)]
    table = {
        "pages": " ".join(name for name, _ in contents.pages),
        "lengths": [words for _, words in contents.pages],
        "pieces": " ".join(name for _, _, name in contents.pieces),
        "begins": " ".join(begins),
        "last": contents.pieces[-1][1] if contents.pieces else "",
    }
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"


def _apart(before: str, word: str) -> str:
    """The beginning of a word that is enough to come after another."""
    return next((word[:end] for end in range(1, len(word)) if word[:end] > before), word)
