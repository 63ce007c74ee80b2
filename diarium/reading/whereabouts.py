"""Where in a file a piece of it stands: lines and columns for messages.

It only looks; what is wrong at a place is said elsewhere.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from diarium.messages import Span

Path = tuple[str | int, ...]  # of a value in front matter: fields by name, items of lists by number
Place = tuple[int, int, int]  # row and column from 0, and length


# ---------------------------------------------------------------- front matter


class Lines:
    """The lines that front matter was read from. A place in them becomes a span only for whoever asks."""

    __slots__ = ("first_line", "hides", "names_weekday", "path", "text")

    def __init__(
        self, path: str, text: str | None, first_line: int, hides: bool = True, names_weekday: bool = True
    ) -> None:
        self.path, self.text, self.first_line = path, text, first_line
        self.hides = hides  # whether a value may hold what nobody sees
        self.names_weekday = names_weekday  # whether a value may name a day of the week

    def span(self, place: Place) -> Span:
        row, column, length = place
        source = None if self.text is None else _lines(self.text)[row]
        return Span(self.path, self.first_line + row, column + 1, length, source)


class Spans(Mapping[Path, Span]):
    """Where each value of a file's front matter stands.

    Nobody asks for it in most files, or nobody twice. So it is packed apart, and only the files that were asked about last
    are held unpacked.
    """

    __slots__ = ("_known", "_lines")

    def __init__(self, lines: Lines, places: dict[Path, Place] | bytes) -> None:
        self._lines, self._known = lines, places

    @property
    def _places(self) -> dict[Path, Place]:
        known = self._known
        return _places(known) if isinstance(known, bytes) else known

    def __reduce__(self) -> tuple[Any, ...]:
        lines, known = self._lines, self._known
        packed = known if isinstance(known, bytes) else pickle.dumps(known, 5)
        return _unpacked, (lines.path, lines.text, lines.first_line, packed)

    def __getitem__(self, path: Path) -> Span:
        return self._lines.span(self._places[path])

    def __contains__(self, path: object) -> bool:
        return path in self._places

    def __iter__(self) -> Iterator[Path]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    @property
    def source(self) -> tuple[int, str | None]:
        """The lines themselves, and the number of the first: what stands where follows from these."""
        return self._lines.first_line, self._lines.text

    def around(self, path: Path) -> Span:
        """Where this value stands; the nearest known place around it otherwise."""
        places = self._places
        for length in range(len(path), 0, -1):
            place = places.get(path[:length])
            if place is not None:
                return self._lines.span(place)
        return Span(self._lines.path)


_AT_HAND = 16  # files


@lru_cache(_AT_HAND)
def _places(packed: bytes) -> dict[Path, Place]:
    places: dict[Path, Place] = pickle.loads(packed)
    return places


@lru_cache(_AT_HAND)
def _lines(text: str) -> list[str]:
    return text.split("\n")


def unplaced(path: str) -> Spans:
    """Of a file that is known without its places: whoever asks is led to its first line."""
    return Spans(Lines(path, None, 1), {})


class Spot(NamedTuple):
    """A value of front matter, told apart from all others: where it stands is looked up for whoever asks."""

    spans: Spans
    path: Path

    @property
    def span(self) -> Span:
        return self.spans.around(self.path)


def _unpacked(path: str, text: str | None, first_line: int, places: bytes) -> Spans:
    return Spans(Lines(path, text, first_line), places)


# ---------------------------------------------------------------- running text

# In a block where this many pieces were not found as written, no further one is looked for.
_LIMIT_MISSES = 40


class Places:
    """The lines of a body, and the number of its first line in the file."""

    def __init__(self, path: str, lines: Sequence[str], first_line: int) -> None:
        self.path, self.lines, self.first_line = path, lines, first_line
        self.text = "\n".join(lines)

    def at(self, row: int, column: int, length: int) -> Span:
        """The place with this row and column, both counted from 0 within the body."""
        row = max(0, min(row, len(self.lines) - 1))
        source = self.lines[row] if self.lines else ""
        return Span(self.path, self.first_line + row, column + 1, max(1, length), source)

    def span(self, block: Sequence[int] | None, needle: str = "", last: bool = False) -> Span:
        """Where a block begins, or where in it a piece of text stands: first, or last in its line."""
        start, end = (block[0], block[1]) if block else (0, len(self.lines))
        first = needle.split("\n", 1)[0]
        for row in range(start, min(max(end, start + 1), len(self.lines))):
            line = self.lines[row]
            at = (line.rfind(first) if last else line.find(first)) if first else len(line) - len(line.lstrip())
            if at >= 0:
                return self.at(row, at, len(first))
        source = self.lines[start] if start < len(self.lines) else ""
        return self.at(start, 0, len(source))

    def finder(self, block: Sequence[int] | None) -> Finder:
        return Finder(self, block)


class Finder:
    """Finds one piece of a block after the other, so that two equal ones are told apart."""

    def __init__(self, places: Places, block: Sequence[int] | None) -> None:
        self.places = places
        self.row = block[0] if block else 0
        self.end = min(max(block[1], block[0] + 1) if block else len(places.lines), len(places.lines))
        self.column = 0
        self.misses = 0

    def down(self, lines: int = 1) -> None:
        """The text has come this many lines further."""
        self.below(self.row + lines)

    def below(self, row: int) -> None:
        """What is looked for next does not stand above this row."""
        if self.row < row < self.end:
            self.row, self.column = row, 0

    def mark(self) -> tuple[int, int]:
        return self.row, self.column

    def go_to(self, mark: tuple[int, int]) -> None:
        self.row, self.column = mark

    def find(self, *needles: str) -> Span | None:
        """The next place of the first needle that is found from here on; the search goes on behind it."""
        if self.misses > _LIMIT_MISSES:
            return None
        for needle in needles:
            piece = needle.split("\n", 1)[0]
            if not piece:
                continue
            column = self.column
            for row in range(self.row, self.end):
                at = self.places.lines[row].find(piece, column)
                if at >= 0:
                    self.row, self.column = row, at + len(piece)
                    return self.places.at(row, at, len(piece))
                column = 0
        self.misses += 1
        return None

    def here(self) -> Span:
        """The line where the last piece was found."""
        line = self.places.lines[self.row] if self.row < len(self.places.lines) else ""
        inner = len(line) - len(line.lstrip())
        return self.places.at(self.row, inner, len(line) - inner)
