"""The few plain types every room needs: records, periods of time, labels in three languages.

Nothing here knows a field by name, a file or a page.
"""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from operator import attrgetter
from sys import intern
from typing import Any, TypeVar, cast

LANGUAGES = ("sv", "nb", "en")
C = TypeVar("C")


def brief(cls: type[C]) -> type[C]:
    """A dataclass or a named tuple that is told quickly: digests are made of such texts by the hundred thousand.

    The text dataclasses bring takes five times as long, being on guard against values that hold themselves. A named
    tuple is told as the tuple it is: where it stands says which it is.
    """
    if issubclass(cls, tuple):
        cls.__repr__ = tuple.__repr__  # type: ignore[method-assign]  # named tuples bring one of their own, in Python
        return cls
    names = [field.name for field in fields(cast(Any, cls)) if field.repr]
    values = attrgetter(*names)
    cls.__repr__ = lambda self: f"{cls.__name__}{values(self)!r}"  # type: ignore[method-assign]  # it is not known before the fields are
    return cls


def portable(cls: type[C]) -> type[C]:
    """A dataclass that is packed as the call that makes it: what was read of every file is packed and unpacked.

    The way dataclasses bring takes three times as long, asking each time anew which fields there are.
    """
    values = attrgetter(*[field.name for field in fields(cast(Any, cls)) if field.init])
    cls.__reduce__ = lambda self: (cls, values(self))  # type: ignore[method-assign]  # as above
    return cls


@dataclass(frozen=True, slots=True)
class Label:
    """One word or phrase of the interface in its three languages."""

    sv: str
    nb: str
    en: str

    def __getitem__(self, language: str) -> str:
        text: str = getattr(self, language)
        return text


@portable
@dataclass(frozen=True, slots=True)
class Period:
    """A day, a month, a year, or from one day to another; always in ISO form, never guessed further."""

    first: str
    last: str

    @property
    def year(self) -> str:
        return self.first[:4]

    @property
    def has_day(self) -> bool:
        return len(self.first) == 10

    def __str__(self) -> str:
        return self.first if self.first == self.last else f"{self.first}/{self.last}"


class Laid:
    """Pieces of bytes that lie one behind the other, each known by its number.

    In Python to look at a thing is to count it, and what processes share is copied where it is touched. Whoever looks at a
    piece here touches neither it nor its neighbours.
    """

    __slots__ = ("_data", "_ends")

    def __init__(self, data: bytearray | memoryview | None = None, ends: array[int] | None = None) -> None:
        self._data = bytearray() if data is None else data
        self._ends = array("Q") if ends is None else ends

    def add(self, piece: bytes) -> int:
        """The number of a new piece; whoever adds some is the only one who knows of this yet."""
        assert isinstance(self._data, bytearray), "nothing is added to what was remembered"
        self._data += piece
        self._ends.append(len(self._data))
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> bytes:
        return bytes(self._data[self._ends[number - 1] if number else 0 : self._ends[number]])

    def length(self, number: int) -> int:
        return self._ends[number] - (self._ends[number - 1] if number else 0)

    def __len__(self) -> int:
        return len(self._ends)

    @property
    def whole(self) -> tuple[memoryview, bytes]:
        """All pieces, and where each of them ends."""
        return memoryview(self._data), self._ends.tobytes()

    @staticmethod
    def of(data: memoryview, ends: bytes) -> Laid:
        return Laid(data, array("Q", ends))

    def __reduce__(self) -> tuple[object, ...]:
        data = self._data if isinstance(self._data, bytearray) else bytearray(self._data)
        return Laid, (data, self._ends)


_AT_HAND = 64  # packed records that are held unpacked


class Record:
    """The values of a mapping in front matter, by field; a field left out is `None` or empty.

    Field names with a hyphen are reached with an underscore. Immutable, and equal when the values are. An archive holds
    dozens for every document, so those with the same fields share a class that lays its values out without their names.
    """

    __slots__ = ()
    _names: tuple[str, ...] = ()
    _places: Mapping[str, Any] = {}  # by field: what gets and sets its value
    _told: str = ""  # what is told of it, with a gap for each value
    _values_of: Callable[[Record], tuple[Any, ...]]

    def __new__(cls, values: Mapping[str, Any]) -> Record:
        return cls.of({key.replace("-", "_"): value for key, value in values.items()})

    @staticmethod
    def of(values: Mapping[str, Any]) -> Record:
        """Of values whose names have underscores already."""
        return _record(tuple(values), values.values())

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"no field {name!r}")

    def __getitem__(self, name: str) -> Any:
        place = self._places.get(name) or self._places[name.replace("-", "_")]
        return place.__get__(self)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("records are frozen")

    def __contains__(self, name: str) -> bool:
        return name.replace("-", "_") in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def _values(self) -> tuple[Any, ...]:
        return type(self)._values_of(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and dict(self._items()) == dict(other._items())

    def _items(self) -> Iterator[tuple[str, Any]]:
        return zip(self._names, self._values(), strict=True)

    def __hash__(self) -> int:
        return hash(tuple(self._items()))

    def __repr__(self) -> str:
        return self._told % self._values()

    def __reduce__(self) -> tuple[Any, ...]:
        return _record, (self._names, self._values())


class PackedRecord(Record):
    """A record that lies packed until somebody asks for one of its values: an archive holds many that few look into."""

    __slots__ = ("_laid", "_number")
    _laid: Laid
    _number: int

    def __new__(cls, laid: Laid, number: int) -> PackedRecord:
        made = object.__new__(cls)
        object.__setattr__(made, "_laid", laid)
        object.__setattr__(made, "_number", number)
        return made

    @staticmethod
    def holding(record: Record, laid: Laid | None = None) -> PackedRecord:
        """The record packed, among others where these are given."""
        if isinstance(record, PackedRecord):
            return record
        laid = Laid() if laid is None else laid
        return PackedRecord(laid, laid.add(pickle.dumps(record, 5)))

    @property
    def _whole(self) -> Record:
        return _unpacked(self._laid, self._number)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whole, name)

    def __getitem__(self, name: str) -> Any:
        return self._whole[name]

    def __contains__(self, name: str) -> bool:
        return name in self._whole

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def _items(self) -> Iterator[tuple[str, Any]]:
        return self._whole._items()

    def __repr__(self) -> str:
        return repr(self._whole)

    def __reduce__(self) -> tuple[Any, ...]:
        return PackedRecord, (self._laid, self._number)


@lru_cache(_AT_HAND)
def _unpacked(laid: Laid, number: int) -> Record:
    record: Record = pickle.loads(laid[number])
    return record


def _record(names: tuple[str, ...], values: Iterable[Any]) -> Record:
    shape, setters = _shape(names)
    made = object.__new__(shape)
    for put, value in zip(setters, values, strict=True):
        # A short text stands on many documents, a name or a role; it is held once.
        put(made, intern(value) if type(value) is str and len(value) <= _SHORT else value)
    return made


_SHORT = 48


def _few(record: Record) -> tuple[Any, ...]:
    """The values of a record with one field, or none; those of all others are got faster at once."""
    return tuple([place.__get__(record) for place in record._places.values()])


@cache
def _shape(names: tuple[str, ...]) -> tuple[type[Record], tuple[Callable[[Record, Any], None], ...]]:
    """The class of all records with these fields. They may bear any name, so its slots are called by number."""
    numbered = [f"_{at}" for at in range(len(names))]
    shape: type[Record] = type("Record", (Record,), {"__slots__": tuple(numbered)})
    places = {name: shape.__dict__[number] for name, number in zip(names, numbered, strict=True)}
    for name, place in places.items():
        if not name.startswith("_"):
            setattr(shape, name, place)
    shape._names, shape._places = names, places
    values: Callable[[Record], tuple[Any, ...]] = attrgetter(*numbered) if len(names) > 1 else _few
    shape._values_of = staticmethod(values)
    gaps = ", ".join(f"{name!r}: ".replace("%", "%%") + "%r" for name in names)
    shape._told = f"Record({{{gaps}}})"
    return shape, tuple(place.__set__ for place in places.values())


@dataclass(frozen=True, slots=True)
class Layouts:
    """The layouts in force: by name, the file each came from and its text."""

    paths: Mapping[str, str]
    texts: Mapping[str, str]
    stamp: str  # of the engine itself: its source and its libraries


# A changed passage, piece by piece: "=" what stayed, "-" what went, "+" what came, and the words.
Change = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A file of content as it stood from one day on, as the history of the repository tells it."""

    day: str
    name: str  # by which its bytes are found again
    changes: tuple[Change, ...] = ()  # from the version before


@dataclass(frozen=True, slots=True)
class IndexRecord:
    """One text for the search index, and the address of the place it stands at."""

    url: str
    html: str


@dataclass(frozen=True, slots=True)
class IndexBundle:
    """Records of one language that are searched by one index; made only when asked for."""

    name: str
    language: str
    key: str  # of all that the records are made from
    records: Callable[[], Iterable[IndexRecord]]
