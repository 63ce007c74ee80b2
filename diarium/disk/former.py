"""What the pieces of the archive were like in the last build: a digest of each, what it follows from, and who read it.

Everything is found from either end, so that whoever knows what has changed asks for little more than that. It never knows
what a piece is.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from diarium.disk.columns import Buffer, Columns, Numbers, Piece, Pieces, packed, rows

_LONG = 12  # bytes of a digest
_NONE = bytes(_LONG)

# A digest, and the pieces it follows from; nothing where nobody kept count of those.
Told = tuple[bytes, tuple[Piece, ...] | None]


class Former:
    """The pieces as they are remembered, and what was told of some of them since the columns were written."""

    def __init__(self, columns: Columns, outside: Mapping[str, bytes]) -> None:
        nothing = memoryview(b"")

        def numbers(name: str) -> Numbers:
            return Numbers(columns.get(name, nothing), columns.get(f"ends of {name}", nothing))

        self.pieces = Pieces(columns.get("pieces", nothing))
        self.outside = outside  # by name, a digest of all that comes from elsewhere than the archive
        self._digests = bytes(columns.get("digests", nothing))
        self._origins = Pieces(columns.get("origins", nothing))  # what pieces follow from
        self._from, self._to = numbers("from"), numbers("to")
        self._readers = numbers("readers")
        self.told: dict[int, Told] = {}
        self._since: dict[Piece, set[int]] = {}
        self._never = set(columns.get("uncounted", nothing).cast("I"))

    def tell(self, number: int, told: Told) -> None:
        """In the place of what was known of a piece."""
        self.told[number] = told
        if told[1] is None:
            self._never.add(number)
        else:
            self._never.discard(number)
        for origin in told[1] or ():
            self._since.setdefault(origin, set()).add(number)

    # -- one piece

    def digest(self, piece: Piece) -> bytes | None:
        number = self.pieces.find(piece)
        return None if number is None else self.digest_at(number)

    def digest_at(self, number: int) -> bytes | None:
        if number in self.told:
            return self.told[number][0]
        found = self._digests[_LONG * number : _LONG * (number + 1)]
        return found if found and found != _NONE else None

    def origins(self, piece: Piece) -> tuple[Piece, ...] | None:
        """What a piece follows from; nothing where that is not known."""
        number = self.pieces.find(piece)
        if number is None or number in self._never:
            return None
        if number in self.told:
            return self.told[number][1]
        return tuple(self._origins[origin] for origin in self._from[number])

    def readers(self, number: int) -> Sequence[int]:
        """The pieces of work that had read a piece when the columns were written."""
        return self._readers[number]

    # -- many

    def following(self, origins: Iterable[Piece]) -> set[Piece]:
        """The pieces that follow from any of these."""
        found: set[int] = set()
        for origin in origins:
            number = self._origins.find(origin)
            if number is not None:
                found.update(self._to[number])
            found |= self._since.get(origin, set())
        return set(map(self.pieces.__getitem__, found))

    @property
    def uncounted(self) -> set[Piece]:
        """The pieces of which nobody knows what they follow from."""
        return set(map(self.pieces.__getitem__, self._never))

    @property
    def roots(self) -> Iterator[Piece]:
        """The pieces that follow from no others that anybody knows of."""
        for number, piece in enumerate(self.pieces):
            told = self.told.get(number)
            if number in self._never or not (self._from[number] if told is None else told[1]):
                yield piece

    def knows(self, name: str, keys: Iterable[Hashable]) -> bool:
        """Whether each of these is a piece of that name."""
        return self.pieces.have(name, keys)

    def named(self, name: str) -> Iterator[Piece]:
        """All pieces of one name."""
        return self.pieces.named(name)

    def all(self) -> Iterator[Told]:
        """What is known of every piece, in the order of their numbers."""
        origins = list(self._origins)
        for number in range(len(self.pieces)):
            if number in self.told:
                yield self.told[number]
            elif number in self._never or number >= self.pieces.first:
                yield self.digest_at(number) or _NONE, None
            else:
                yield self.digest_at(number) or _NONE, tuple([origins[at] for at in self._from[number]])


def columns_of(
    former: Former, told: Mapping[Piece, Told], reads: Iterable[Sequence[int]], pieces: Sequence[Piece]
) -> dict[str, Sequence[Buffer]]:
    """The columns of all pieces as they are now, and of who has read them."""
    digests: list[bytes] = []
    origins: dict[Piece, int] = {}
    follows: list[Sequence[int]] = []
    following: list[array[int]] = []
    uncounted = array("I")
    if not all(map(told.__contains__, pieces)):
        told = dict(zip(former.pieces, former.all(), strict=True)) | dict(told)
    for number, (digest, follows_from) in enumerate(map(told.__getitem__, pieces)):
        digests.append(digest)
        row: Sequence[int] = ()
        if follows_from is None:
            uncounted.append(number)
        elif follows_from:
            row = [origins.setdefault(origin, len(origins)) for origin in follows_from]
            for at in row:
                if at == len(following):
                    following.append(array("I"))
                following[at].append(number)
        follows.append(row)
    columns: dict[str, Sequence[Buffer]] = {
        "pieces": [packed(pieces)],
        "digests": [b"".join(digests)],
        "origins": [packed(origins)],
        "uncounted": [uncounted.tobytes()],
    }
    lists: tuple[tuple[str, Iterable[Sequence[int]]], ...] = (
        ("from", follows),
        ("to", following),
        ("readers", _readers(reads, len(pieces))),
    )
    for name, listed in lists:
        data, ends = rows(listed)
        columns |= {name: [data.tobytes()], f"ends of {name}": [ends.tobytes()]}
    return columns


def _readers(reads: Iterable[Sequence[int]], pieces: int) -> list[array[int]]:
    found = [array("I") for _ in range(pieces)]
    add: list[Callable[[Any], None]] = [one.append for one in found]
    for number, read in enumerate(reads):
        for piece in read:
            add[piece](number)
    return found
