"""The linked archive as it is shown to those whose reading is noted.

It looks like the archive itself, and decides nothing: what is noted, and to what end, stands in `reads`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cached_property
from typing import cast

from diarium.archive.reads import PLAIN, Noted, Reads
from diarium.archive.registry import Entity, Ref
from diarium.archive.site import Site


class _Kinds(Mapping[str, tuple[Entity, ...]]):
    """Entities by kind, sorted out when first asked for: most pages never ask."""

    def __init__(self, entities: Mapping[Ref, Entity]) -> None:
        self._entities = entities

    @cached_property
    def _made(self) -> dict[str, tuple[Entity, ...]]:
        made: dict[str, list[Entity]] = {}
        for ref, entity in self._entities.items():
            made.setdefault(ref.kind, []).append(entity)
        return {kind: tuple(listed) for kind, listed in made.items()}

    def __getitem__(self, kind: str) -> tuple[Entity, ...]:
        return self._made[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


class _Seen(Noted):
    """The linked archive, with everything that is read of it noted."""

    def __init__(self, site: Site, reads: Reads) -> None:
        self._reads = reads
        self._plain: dict[str, object] = {}
        for field in fields(site):
            value = getattr(site, field.name)
            if isinstance(value, Mapping):
                setattr(self, field.name, reads.follow(field.name, value))
            else:
                self._plain[field.name] = value
        reads.follow(PLAIN, self._plain)
        reads.named_in = site.texts.mentions
        self._by_kind = reads.follow("kinds", _Kinds(site.entities), ())

    def __getattr__(self, name: str) -> object:
        try:
            value = self._plain[name]
        except KeyError:
            raise AttributeError(name) from None
        if self._reads.noted is not None:
            self._reads.noted[PLAIN, name] = None
        return value

    def meeting(self, series: str, key: str) -> object:
        meetings: Mapping[tuple[str, str], object] = self.__dict__["meeting_at"]
        return meetings[series, key]

    def of_kind(self, kind: str) -> tuple[Entity, ...]:
        return self._by_kind[kind]


def seen(site: Site, reads: Reads) -> Site:
    """The archive for those whose reading is to be noted."""
    return cast(Site, _Seen(site, reads))
