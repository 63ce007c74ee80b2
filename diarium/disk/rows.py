"""The files of a build and the pieces of work that gave them, each in the order in which they were made.

They are remembered in columns, since there are a hundred thousand of them and an edit makes a few dozen others. Nothing is
decided here, neither what stands nor what is forgotten.
"""

from __future__ import annotations

import marshal
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from diarium.disk.columns import Blobs, Buffer, Columns, Growing, joined, parted
from diarium.disk.listing import Stamp

Parts = tuple[tuple[str, str], ...]

NOT_THERE: Stamp = (-1, -1, -1)
_LARGE = 1 << 63  # some disks number their files in more bits than others


class Remembered(NamedTuple):
    """A file of the last build."""

    stamp: Stamp  # as it lies in the output
    sha256: str
    reason: str  # why the last build printed it; empty when it did not
    page: bytes  # its key and parts, packed, since hardly any of them is asked for; empty where it is no page

    @property
    def key(self) -> str:
        return self._unpacked[0]

    @property
    def parts(self) -> Parts:
        return self._unpacked[1]

    @property
    def _unpacked(self) -> tuple[str, Parts]:
        found: tuple[str, Parts] = marshal.loads(self.page) if self.page else ("", ())
        return found


class Done(NamedTuple):
    """A piece of work of the last build: what it was made from, and the files it gave."""

    base: str
    read: bytes  # numbers of pieces of the archive
    files: tuple[str, ...]


class Stretch(NamedTuple):
    """Pieces of work in a row and the files they gave, or files alone, by their numbers: all of it as it was."""

    works: range
    files: range


def shown(looks: Stamp | None) -> Stamp:
    """How a file looks, in numbers that fit into a column."""
    size, changed, number = looks or NOT_THERE
    return size, changed, number if number < _LARGE else hash(number)


def column_of(looks: Sequence[Stamp | None]) -> array[int]:
    likely: Sequence[Any] = looks  # all are there and fit; to ask each would take longer than to try
    try:
        return array("q", chain.from_iterable(likely))
    except (TypeError, OverflowError):
        return array("q", chain.from_iterable(map(shown, looks)))


class Files(Mapping[str, Remembered]):
    """Every file by its path, and by its number."""

    def __init__(self, columns: Columns, reasons: Mapping[int, str]) -> None:
        stamps = columns.get("stamps", memoryview(b""))
        self.stamps = array("q", stamps.cast("q"))
        many = len(self.stamps) // 3
        self.paths = parted(columns["paths"], many) if many else []
        self.sums = parted(columns["sums"], many) if many else []
        self.pages = Blobs(columns["pages"], columns["ends of pages"]) if many else Blobs()
        self.reasons = reasons

    @cached_property
    def numbers(self) -> dict[str, int]:
        return dict(zip(self.paths, range(len(self.paths)), strict=True))

    def __getitem__(self, path: str) -> Remembered:
        number = self.numbers[path]
        size, changed, inode = self.stamps[3 * number : 3 * number + 3]
        return Remembered((size, changed, inode), self.sums[number], self.reasons.get(number, ""), self.pages[number])

    def __contains__(self, path: object) -> bool:
        return path in self.numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)

    def put(self, number: int, stamp: Stamp, sha256: str, page: bytes) -> None:
        """In the place of what was known of a file."""
        self.stamps[3 * number : 3 * number + 3] = array("q", stamp)
        self.sums[number] = sha256
        self.pages.instead[number] = page

    def others(self, looks: Sequence[Stamp | None]) -> list[int]:
        """Which of the files look otherwise."""
        column = column_of(looks)
        if column == self.stamps:
            return []
        starts = range(0, len(column), 3)
        return [at // 3 for at in starts if column[at : at + 3] != self.stamps[at : at + 3]]


class Works(Mapping[str, Done]):
    """Every piece of work by its name, and by its number."""

    def __init__(self, columns: Columns, files: Files) -> None:
        nothing = memoryview(b"")
        self._files, self._names = files, columns.get("names", nothing)
        self.bases = Blobs(columns.get("bases", nothing), columns.get("ends of bases", nothing))
        self.reads = Blobs(columns.get("reads", nothing), columns.get("ends of reads", nothing))
        self.firsts, self.lasts = (columns.get(name, nothing).cast("I") for name in ("firsts", "lasts"))

    @cached_property
    def names(self) -> list[str]:
        return parted(self._names, len(self))

    @cached_property
    def numbers(self) -> dict[str, int]:
        return dict(zip(self.names, range(len(self)), strict=True))

    def __getitem__(self, name: str) -> Done:
        number = self.numbers[name]
        files = tuple(self._files.paths[self.firsts[number] : self.lasts[number]])
        return Done(self.base(number), self.reads[number], files)

    def base(self, number: int) -> str:
        return self.bases[number].decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.firsts)

    def span(self, number: int) -> tuple[int, int]:
        """The numbers of the first file it gave, and of the first it did not."""
        return self.firsts[number], self.lasts[number]

    def put(self, number: int, base: str, read: bytes) -> None:
        """In the place of what was known of a piece of work."""
        self.bases.instead[number] = base.encode("utf-8", "surrogatepass")
        self.reads.instead[number] = read

    def stretches(self, first: int, last: int) -> Iterator[Stretch]:
        """These in as few pieces as can be: between the files of two of them others may lie."""
        if first == last:
            return
        files = range(self.firsts[first], self.lasts[last - 1])
        if len(files) == sum(self.lasts[first:last]) - sum(self.firsts[first:last]):
            yield Stretch(range(first, last), files)
            return
        half = (first + last) // 2
        yield from self.stretches(first, half)
        yield from self.stretches(half, last)

    def giving(self, files: Iterable[int]) -> set[int]:
        """The numbers of those that gave one of these files."""
        found, wanted = set[int](), sorted(files)
        firsts = list(self.firsts) if wanted else []
        for number in wanted:
            at = bisect_right(firsts, number) - 1
            if at >= 0 and number < self.lasts[at]:
                found.add(at)
        return found


class File(NamedTuple):
    """A file that was made or added now."""

    path: str
    sha256: str
    page: bytes
    reason: str


class Made(NamedTuple):
    """A piece of work that was done now; the files after it, so many, are what it gave."""

    name: str
    base: str
    read: bytes
    files: int


Row = Stretch | Made | File


def columns_of(now: Iterable[Row], files: Files, works: Works) -> tuple[dict[str, Sequence[Buffer]], dict[int, str]]:
    """The columns of all this, but for the looks of the files; and the reasons, by the number of the file."""
    paths: list[str] = []
    sums: list[str] = []
    names: list[str] = []
    firsts, lasts = array("I"), array("I")
    pages, bases, reads = Growing(), Growing(), Growing()
    reasons: dict[int, str] = {}
    for row in now:
        match row:
            case Stretch(stands, given):
                moved = len(paths) - given.start
                names += works.names[stands.start : stands.stop]
                for column, theirs in ((firsts, works.firsts), (lasts, works.lasts)):
                    column.extend([number + moved for number in theirs[stands.start : stands.stop]])
                bases.take(works.bases, stands.start, stands.stop)
                reads.take(works.reads, stands.start, stands.stop)
                paths += files.paths[given.start : given.stop]
                sums += files.sums[given.start : given.stop]
                pages.take(files.pages, given.start, given.stop)
            case Made(name, base, read, many):
                names.append(name)
                firsts.append(len(paths))
                lasts.append(len(paths) + many)
                bases.add(base.encode("utf-8", "surrogatepass"))
                reads.add(read)
            case File(path, sha256, page, reason):
                if reason:
                    reasons[len(paths)] = reason
                paths.append(path)
                sums.append(sha256)
                pages.add(page)
    columns: dict[str, Sequence[Buffer]] = {
        "paths": [joined(paths)],
        "sums": [joined(sums)],
        "pages": pages.parts,
        "ends of pages": [pages.ends],
        "names": [joined(names)],
        "bases": bases.parts,
        "ends of bases": [bases.ends],
        "reads": reads.parts,
        "ends of reads": [reads.ends],
        "firsts": [firsts.tobytes()],
        "lasts": [lasts.tobytes()],
    }
    return columns, reasons
