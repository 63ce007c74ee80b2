"""Every name in front matter, with its place and what is said around it.

It runs over the schema's declaration of which fields hold names, and knows none of those fields by name except
what makes a participant more than a name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from diarium.archive.appearances import Appearance
from diarium.archive.registry import Ambiguous, Named, Ref, Registry
from diarium.messages import Message, Note, Span, error, warning
from diarium.model import Record
from diarium.reading.document import Parsed
from diarium.reading.whereabouts import Path, Spot
from diarium.schema import Field, name_paths


class Reference(NamedTuple):
    """A name, the field it stands in, and the group of values around it."""

    named: Named
    capacity: str
    group: Record
    parsed: Parsed
    around: Path  # where in the file's fields that group stands

    @property
    def id_span(self) -> Span:
        """Where the id stands, if one is given."""
        return self.parsed.span(*self.around, "person")


class _Step(NamedTuple):
    """A field on the way to a name. An archive has hundreds of thousands of names, so who gets its value stands ready."""

    name: str
    many: bool
    of: Callable[[Record], Any]


class _Place(NamedTuple):
    """A field that holds names, and what the group it stands in knows besides."""

    capacity: str
    outer: tuple[_Step, ...]
    field: _Step
    kind: str
    has_id: bool
    has_hints: bool


@cache
def _places(fields: tuple[Field, ...]) -> tuple[_Place, ...]:
    found = []
    for place in name_paths(fields):
        beside = {field.name for field in (place.path[-2].fields if len(place.path) > 1 else fields)}
        assert place.field.kind is not None
        *outer, last = (_Step(one.name, one.many, attrgetter(one.name.replace("-", "_"))) for one in place.path)
        has_id = place.field.kind == "person" and "person" in beside
        has_hints = {"role", "party"} <= beside
        found.append(_Place(place.key, tuple(outer), last, place.field.kind, has_id, has_hints))
    return tuple(found)


def references(parsed: Parsed, fields: tuple[Field, ...]) -> Iterator[Reference]:
    spans = parsed.spans
    for capacity, outer, (name, many, of), kind, has_id, has_hints in _places(fields):
        for group, keys in _groups(parsed, outer):
            value = of(group)
            if not value:
                continue
            id = group.person if has_id else None
            hints = tuple(filter(None, (group.organisation, group.role, group.party))) if has_hints else ()
            if many:
                for at, one in enumerate(value):
                    spot = Spot(spans, (*keys, name, at))
                    yield Reference(Named(kind, one, spot, id, hints), capacity, group, parsed, keys)
            else:
                spot = Spot(spans, (*keys, name))
                yield Reference(Named(kind, value, spot, id, hints), capacity, group, parsed, keys)


def _groups(parsed: Parsed, steps: Iterable[_Step]) -> list[tuple[Record, Path]]:
    """The groups at the end of a path of fields, through every list on the way, and where each stands."""
    groups: list[tuple[Record, Path]] = [(parsed.fields, ())]
    for name, many, of in steps:
        within: list[tuple[Record, Path]] = []
        for group, keys in groups:
            value = of(group)
            if many:
                within += [(one, (*keys, name, at)) for at, one in enumerate(value)]
            elif value is not None:
                within.append((value, (*keys, name)))
        groups = within
    return groups


def appearances(
    found: tuple[Reference, ...], document: str, registry: Registry
) -> tuple[tuple[Appearance, ...], tuple[Message, ...]]:
    """The names of one document resolved; what was printed stays beside what it means."""
    messages: list[Message] = []
    made: list[Appearance] = []
    present: dict[Ref, Named] = {}
    for reference in found:
        named, capacity, group, *_ = reference
        ref = registry.resolve(named)
        if ref is None and named.id is not None and not registry.is_unlisted(named):
            messages.append(
                error(
                    "unknown-id",
                    reference.id_span,
                    f"there is no {named.kind} with the id '{named.id}'",
                    f"the id is the name of a file in content/, without .md; write the file, or take '{named.kind}' away",
                )
            )
        if isinstance(ref, Ambiguous):
            files = sorted(entity.entry.path for one in ref if (entity := registry.entities[one]).entry is not None)
            ids = " or ".join(f"person: {one.id}" for one in ref)
            which = f"add {ids}" if "person" in group else "use a name or an alias that only one of them has"
            messages.append(
                warning(
                    "ambiguous-name",
                    named.span,
                    f"'{named.text}' could mean {len(ref)} entries, so it is not linked",
                    which,
                    [Note(f"one of them: {file}") for file in files],
                )
            )
            ref = None
        withheld = ref is None and registry.withholds(named)
        if capacity != "participants.name":
            made.append(Appearance(ref, document, capacity, named.text, withheld=withheld))
            continue
        org = group.organisation
        meant = registry.find("organisation", org) if org else None
        status = group.status or "present"
        told = (group.role, group.party, org, meant, status)
        made.append(Appearance(ref, document, capacity, named.text, *told, withheld))
        if ref is not None and present.setdefault(ref, named) is not named:
            messages.append(
                warning(
                    "participant-twice",
                    named.span,
                    f"'{named.text}' stands twice among the participants; counted once",
                    "delete one of the rows unless the original has both",
                    [Note("first here", present[ref].span)],
                )
            )
    return tuple(made), tuple(messages)
