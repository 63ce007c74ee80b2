"""Every name in front matter, with its place and what is said around it.

It runs over the schema's declaration of which fields hold names, and knows none of those fields by name except
what makes a participant more than a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from diarium.archive.registry import Ambiguous, Named, Ref, Registry
from diarium.archive.site import Appearance
from diarium.messages import Message, Note, Span, error, warning
from diarium.model import Record
from diarium.reading.document import Parsed
from diarium.schema import Field, NamePath, name_paths


@dataclass(frozen=True, slots=True)
class Reference:
    """A name, the field it stands in, and the group of values around it."""

    named: Named
    capacity: str
    group: Record
    id_span: Span  # where the id stands, if one is given


def references(parsed: Parsed, fields: tuple[Field, ...]) -> Iterator[Reference]:
    for place in name_paths(fields):
        yield from _walk(parsed, place, place.path, parsed.fields, ())


def _walk(
    parsed: Parsed, place: NamePath, fields: tuple[Field, ...], group: Record, keys: tuple[str | int, ...]
) -> Iterator[Reference]:
    """The names at the end of a path of fields, through every list on the way."""
    field, *deeper = fields
    value = group[field.name]
    numbered = enumerate(value) if field.many else ([] if value is None else [(None, value)])
    for at, one in numbered:
        path = (*keys, field.name) if at is None else (*keys, field.name, at)
        if deeper:
            yield from _walk(parsed, place, tuple(deeper), one, path)
        else:
            assert field.kind is not None
            id = group.person if field.kind == "person" and "person" in group else None
            around = (group.organisation, group.role, group.party) if "role" in group and "party" in group else ()
            hints = tuple(str(said) for said in around if said)
            named = Named(field.kind, one, parsed.span(*path), id, hints)
            yield Reference(named, place.key, group, parsed.span(*keys, "person"))


def appearances(
    found: tuple[Reference, ...], document: str, registry: Registry
) -> tuple[tuple[Appearance, ...], tuple[Message, ...]]:
    """The names of one document resolved; what was printed stays beside what it means."""
    messages: list[Message] = []
    made: list[Appearance] = []
    present: dict[tuple[str, Ref], Span] = {}
    for reference in found:
        named, group = reference.named, reference.group
        ref = registry.resolve(named)
        if named.id is not None and ref is None and not registry.is_unlisted(named):
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
        is_participant = reference.capacity == "participants.name"
        org = group.organisation if is_participant else None
        appearance = Appearance(
            ref,
            document,
            reference.capacity,
            named.text,
            role=group.role if is_participant else None,
            party=group.party if is_participant else None,
            organisation=org,
            organisation_ref=registry.find("organisation", org) if org else None,
            status=(group.status or "present") if is_participant else None,
        )
        if is_participant and ref is not None and (reference.capacity, ref) in present:
            messages.append(
                warning(
                    "participant-twice",
                    named.span,
                    f"'{named.text}' stands twice among the participants; counted once",
                    "delete one of the rows unless the original has both",
                    [Note("first here", present[reference.capacity, ref])],
                )
            )
        elif is_participant and ref is not None:
            present[reference.capacity, ref] = named.span
        made.append(appearance)
    return tuple(made), tuple(messages)
