"""Which words stand in which bundles of the search index, as small files: the search page asks only bundles that help.

The words are read from Pagefind's own files, in the form it gave them, so nothing here guesses how a word is stemmed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from zlib import crc32

from diarium.disk.pagefind import unpacked
from diarium.messages import SearchFailed

FOLDER = "words"
SHORTEST = 300  # words in one file at least, and about twice as many in most

# Pagefind's pieces of index are CBOR: [[[word, pages, [[as it is printed, pages], …]], …]]. All but the texts is numbers
# and the heads of lists, which this steps over.
_NUMBERS = re.compile(
    rb"(?:[\x00-\x17\x20-\x37\x80-\x97]|[\x18\x38\x98].|[\x19\x39\x99]..|[\x1a\x3a\x9a]....)*+", re.DOTALL
)
_WORD = 0x83  # the head of a list of three, which only a word and what belongs to it is


def words_of(files: Mapping[str, bytes]) -> list[str]:
    """Every word of a bundle as the index holds it, in the order of its letters."""
    found: set[str] = set()
    for name, data in files.items():
        if name.startswith("index/"):
            found.update(_words(unpacked(data)))
    return sorted(found, key=_order)


def _words(data: bytes) -> Iterator[str]:
    at = 0
    while True:
        stepped = _NUMBERS.match(data, at)
        at = stepped.end() if stepped else at
        if at >= len(data):
            return
        head = data[at]
        if 0x60 <= head < 0x78:
            start, length = at + 1, head - 0x60
        elif head in (0x78, 0x79):
            start = at + head - 0x76
            length = int.from_bytes(data[at + 1 : start])
        else:
            raise SearchFailed("Pagefind wrote its index in a form that is not known")
        if at and data[at - 1] == _WORD:
            yield data[start : start + length].decode()
        at = start + length


def _order(word: str) -> bytes:
    """The order in which JavaScript compares texts."""
    return word.encode("utf-16-be", "surrogatepass")


def files(bundles: Iterable[Iterable[str]]) -> dict[str, bytes]:
    """The files for these bundles (the words of each), the table of contents last; names follow from what is inside."""
    holding: dict[str, int] = {}  # as bits: the first bundle's is the lowest
    for number, words in enumerate(bundles):
        bit = 1 << number
        for word in words:
            holding[word] = holding.get(word, 0) | bit
    made: dict[str, bytes] = {}
    contents: list[tuple[str, str]] = []
    for words in _cut(sorted(holding, key=_order)):
        sets: dict[int, int] = {}
        which = [sets.setdefault(holding[word], len(sets)) for word in words]
        listed = [[number for number in range(bits.bit_length()) if bits >> number & 1] for bits in sets]
        data = _json({"words": " ".join(words), "in": which, "sets": listed})
        name = blake2b(data, digest_size=6).hexdigest()
        made[f"{name}.json"] = data
        contents.append((words[0], name))
    listing = _json(contents)
    made[f"contents.{blake2b(listing, digest_size=6).hexdigest()}.json"] = listing
    return made


def _cut(words: list[str]) -> Iterator[list[str]]:
    """Parted where the words themselves say so: a new word changes the file it falls in and hardly ever another."""
    first = 0
    for at, word in enumerate(words):
        if at - first >= SHORTEST and crc32(word.encode("utf-8", "surrogatepass")) % SHORTEST == 0:
            yield words[first:at]
            first = at
    if words[first:]:
        yield words[first:]


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"
