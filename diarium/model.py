"""The few plain types every room needs: records, periods of time, labels in three languages.

Nothing here knows a field by name, a file or a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
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
    values = attrgetter(*[field.name for field in fields(cast(Any, cls))])
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


class Record:
    """The values of a mapping in front matter, by field; a field left out is `None` or empty.

    Field names with a hyphen are reached with an underscore. Immutable, and equal when the values are.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update({key.replace("-", "_"): value for key, value in values.items()})

    @classmethod
    def of(cls, values: dict[str, Any]) -> Record:
        """Of values whose names have underscores already; they are the record's own from now on."""
        made = cls.__new__(cls)
        object.__setattr__(made, "__dict__", values)
        return made

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"no field {name!r}")

    def __getitem__(self, name: str) -> Any:
        return self.__dict__[name.replace("-", "_")]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("records are frozen")

    def __contains__(self, name: str) -> bool:
        return name.replace("-", "_") in self.__dict__

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(tuple(self.__dict__.items()))

    def __repr__(self) -> str:
        return f"Record({self.__dict__!r})"


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
