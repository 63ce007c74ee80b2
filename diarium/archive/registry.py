"""Names to entities: the registered ones, and those that exist because a document names them.

It gathers spellings and never merges two names on a likeness; what only looks alike is asked about in `doubles`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import NamedTuple

from diarium.archive import cases
from diarium.messages import Message, Note, Span, error
from diarium.model import brief, portable
from diarium.reading.document import Parsed
from diarium.reading.whereabouts import Spot
from diarium.schema import Kind, kinds
from diarium.spelling import fold, on_disk, slug

PERSON = "person"
NOBODY = "N.N."  # what is printed where somebody must not be named


@brief
class Ref(NamedTuple):
    """Points at an entity without holding it. Compared and looked up by the million, so it is a plain pair."""

    kind: str
    id: str

    @property
    def path(self) -> str:
        return f"{kinds()[self.kind].folder}/{self.id}/"


@portable
@brief
@dataclass(frozen=True, slots=True)
class Entity:
    """One person, city, organisation, series, theme or case."""

    ref: Ref
    name: str
    aliases: tuple[str, ...] = ()
    entry: Parsed | None = None  # its registry file
    spellings: tuple[str, ...] = ()  # as printed in documents, where they differ from the name

    @property
    def registered(self) -> bool:
        return self.entry is not None


class Named(NamedTuple):
    """A name where it stands in a file."""

    kind: str
    text: str
    place: Span | Spot
    id: str | None = None  # given by the editor, where the name alone does not tell
    hints: tuple[str, ...] = ()  # what else is said of it there, such as the organisation

    @property
    def span(self) -> Span:
        return self.place.span if isinstance(self.place, Spot) else self.place


class Ambiguous(tuple[Ref, ...]):
    """Several entities that a name could mean."""


class Registry:
    """Built in two steps: entries first, then every name of every file; after that it only answers."""

    def __init__(self, unlisted: frozenset[Ref] = frozenset(), stand_ins: frozenset[Ref] = frozenset()) -> None:
        self.unlisted = unlisted | stand_ins  # people who get no page: names that mean them mean nobody
        self._stand_ins = stand_ins
        self.entities: dict[Ref, Entity] = {}
        self._away: dict[Ref, Entity] = {}  # the unlisted, once every name is known
        self._names: dict[tuple[str, str], list[Ref]] = defaultdict(list)  # (kind, exact name)
        self._folded: dict[tuple[str, str], list[Ref]] = defaultdict(list)
        self._alias: dict[tuple[str, str], list[Ref]] = defaultdict(list)
        self._spellings: dict[Ref, dict[str, Named]] = defaultdict(dict)
        self._numbers = cases.Notations()
        self._certain: dict[tuple[str, str], Ref] = {}  # what a name was found to mean, whatever is said around it
        # Names with all that is said of them: most stand on many documents, and who hears one again learns nothing.
        self._heard: set[tuple[str, str, str | None, tuple[str, ...]]] = set()
        self.first_named: dict[Ref, Named] = {}
        self.said_of: dict[Ref, set[str]] = defaultdict(set)  # the hints its names came with, folded

    # -- building

    def add_entries(self, kind: Kind, entries: Iterable[Parsed]) -> Iterator[Message]:
        """The registry files of one kind."""
        self._forget()
        seen: dict[str, Parsed] = {}
        for entry in entries:
            if entry.slug in seen:
                other = seen[entry.slug]
                if on_disk(entry.path) != on_disk(other.path):  # else they were told of when they were found
                    yield error(
                        "name-collision",
                        Span(entry.path),
                        f"two {kind.folder} would have the address /{kind.folder}/{entry.slug}/",
                        "rename one of the files, or merge them",
                        [Note("the other", Span(other.path))],
                    )
                continue
            seen[entry.slug] = entry
            name = entry.fields.name or entry.slug
            id = cases.key(entry.slug) if kind.mention == "number" else entry.slug
            ref = Ref(kind.id, id)
            aliases = tuple(a for a in entry.fields.aliases if not a.startswith("/"))
            self.entities[ref] = Entity(ref, name, aliases, entry)
            self._names[kind.id, name].append(ref)
            self._folded[kind.id, _said_key(kind.id, name)].append(ref)
            for alias in aliases:
                self._alias[kind.id, _said_key(kind.id, alias)].append(ref)
        yield from self._claimed_twice(kind)

    def _claimed_twice(self, kind: Kind) -> Iterator[Message]:
        """An alias that is also another entry's name or alias leads nowhere for certain; no more does a number of two."""
        claimed = {key for (kind_id, key) in self._alias if kind_id == kind.id}
        if kind.mention == "number":  # names may be shared, numbers are there to tell cases apart
            claimed.update(key for (kind_id, key) in self._folded if kind_id == kind.id)
        for key in sorted(claimed):
            named = self._folded.get((kind.id, key), ()), self._alias.get((kind.id, key), ())
            owners = dict.fromkeys(ref for refs in named for ref in refs)
            entries = [e for ref in sorted(owners, key=lambda r: r.id) if (e := self.entities[ref].entry) is not None]
            if len(entries) > 1:
                first, second = entries[:2]
                yield error(
                    "alias-claimed-twice",
                    self._claim(second, kind, key),
                    f"both {second.path} and {first.path} say that this name means them",
                    "keep it in one of them",
                    [Note("the other", self._claim(first, kind, key))],
                )

    def _claim(self, entry: Parsed, kind: Kind, key: str) -> Span:
        """Where an entry claims a name."""
        for at, alias in enumerate(entry.fields.aliases):
            if _said_key(kind.id, alias) == key:
                return entry.span("aliases", at)
        return entry.span("name")

    def add_names(self, names: Iterable[Named]) -> Iterator[Message]:
        """Every name of every file; those nobody registered come to exist. They are gone through twice."""
        self._forget()
        self._numbers = cases.Notations(self._registered_numbers(), (n.text for n in names if n.kind == "case"))
        for named in names:
            if (named.kind, named.text, named.id, named.hints) in self._heard:
                continue
            known = self._resolve(named)
            if isinstance(known, Ambiguous) or (known is None and named.id is not None) or self.is_unlisted(named):
                continue
            found = known or self._create(named)
            if isinstance(found, Message):
                yield found
                continue
            self.first_named.setdefault(found, named)
            if named.hints:
                self.said_of[found].update(map(fold, named.hints))
            if named.text != self.entities[found].name:
                before = self._spellings[found].setdefault(named.text, named)
                if before.id is not None and named.id is None:  # where nobody says who is meant it may be asked
                    self._spellings[found][named.text] = named
            if named.id is not None or (named.kind, named.text) in self._certain:
                self._heard.add((named.kind, named.text, named.id, named.hints))
        for ref, spellings in self._spellings.items():
            entity = self.entities[ref]
            name = self._number_as_printed(entity, spellings)
            printed = tuple(sorted(s for s in spellings if s not in entity.aliases and s != name))
            self.entities[ref] = Entity(ref, name, entity.aliases, entity.entry, printed)
        for ref in self.unlisted & self.entities.keys():
            self._away[ref] = self.entities.pop(ref)
        self._forget()  # they are meant no longer

    def _registered_numbers(self) -> dict[str, str]:
        """The keys of names, aliases and files of registered cases, each with the case it means."""
        told = {ref.id: ref.id for ref in self.entities if ref.kind == "case"}
        for (kind, key), refs in [*self._folded.items(), *self._alias.items()]:
            if kind == "case" and refs:
                told.setdefault(key, refs[0].id)
        return told

    def _number_as_printed(self, entity: Entity, spellings: Iterable[str]) -> str:
        """A registered case without a name is called as documents print its number, the whole one if any does."""
        if entity.ref.kind != "case" or entity.entry is None or entity.entry.fields.name:
            return entity.name
        printed = [self._numbers.case(text)[1] for text in spellings]
        whole = [text for text in printed if cases.key(text) == entity.ref.id]
        return next(iter(whole or printed), entity.name)

    def _create(self, named: Named) -> Ref | Message:
        if kinds()[named.kind].mention == "number":
            id, name = self._numbers.case(named.text)
        else:
            id, name = slug(named.text), named.text
        if not id:
            return error(
                "bad-name", named.span, f"no address can be made of '{named.text}'", "write it with letters or digits"
            )
        ref = Ref(named.kind, id)
        if ref not in self.entities:
            self.entities[ref] = Entity(ref, name)
            key = self._key(named.kind, name)
            self._folded[named.kind, key].append(ref)
            if key != id:  # then it may be a second meaning of another name
                self._forget()
        return ref

    def _forget(self) -> None:
        self._certain.clear()
        self._heard.clear()

    # -- answering

    def answering(self) -> Registry:
        """The same without what it took only to build it and to ask about doubtful names."""
        other = copy(self)
        other._spellings, other.first_named, other.said_of = defaultdict(dict), {}, defaultdict(set)
        other._certain, other._heard = {}, set()
        return other

    def everybody(self) -> Iterator[tuple[Ref, Entity]]:
        """The entities, and those who have no page: a name that is theirs, too, means nobody else for certain."""
        yield from self.entities.items()
        yield from self._away.items()

    def entries(self) -> Iterator[tuple[Ref, Parsed]]:
        """The registered entities with their files."""
        for ref, entity in self.entities.items():
            if entity.entry is not None:
                yield ref, entity.entry

    def _key(self, kind: str, text: str) -> str:
        return self._numbers.case(text)[0] if kind == "case" else fold(text)

    def resolve(self, named: Named) -> Ref | Ambiguous | None:
        """Which entity a name means: by id, by the exact name, then folded, then by alias."""
        if not self.unlisted:
            return self._resolve(named)
        if self.is_unlisted(named):
            return None
        found = self._resolve(named)
        # Of two namesakes of whom one has no page it may be the one: better no link than a wrong one.
        return None if isinstance(found, Ambiguous) and self.unlisted.intersection(found) else found

    def is_unlisted(self, named: Named) -> bool:
        """Whether this names someone who has no page and gets none."""
        if named.kind != PERSON or not self.unlisted:
            return False
        if Ref(named.kind, slug(named.id or named.text)) in self.unlisted:
            return True
        found = self._resolve(named)
        return isinstance(found, Ref) and found in self.unlisted

    def withholds(self, named: Named) -> bool:
        """Whether this is, or in doubt may be, the name of someone who has no page. What stands for a name is none."""
        if named.kind != PERSON or not self.unlisted or Ref(named.kind, slug(named.text)) in self._stand_ins:
            return False
        found = self._resolve(named)
        return self.is_unlisted(named) or (isinstance(found, Ambiguous) and bool(self.unlisted.intersection(found)))

    def _resolve(self, named: Named) -> Ref | Ambiguous | None:
        if named.id is not None:
            ref = Ref(named.kind, slug(named.id))
            return ref if ref in self.entities else None
        certain = self._certain.get((named.kind, named.text))
        if certain is not None:
            return certain
        found = self._meant(named.kind, named.text)
        if isinstance(found, Ambiguous):
            return self._by_hint(found, named.hints) or found
        if found is not None:
            self._certain[named.kind, named.text] = found
        return found

    def _meant(self, kind: str, text: str) -> Ref | Ambiguous | None:
        """What a name can mean by itself. What comes to exist later has other names, so it goes on meaning that."""
        exact = self._names.get((kind, text), [])
        if len(exact) == 1:
            return exact[0]
        key = self._key(kind, text)
        for candidates in (exact, self._folded.get((kind, key), []), self._alias.get((kind, key), [])):
            unique = list(dict.fromkeys(candidates))
            if len(unique) == 1:
                return unique[0]
            if unique:
                return Ambiguous(unique)
        by_id = Ref(kind, key)
        return by_id if by_id in self.entities else None

    def _by_hint(self, candidates: Iterable[Ref], hints: tuple[str, ...]) -> Ref | None:
        """The only namesake whose recorded roles mention what is said of the person here."""
        wanted = {fold(hint) for hint in hints if hint}
        fitting = []
        for ref in candidates:
            entry = (self.entities.get(ref) or self._away[ref]).entry
            roles = entry.fields.roles if entry is not None and "roles" in entry.fields else ()
            said = {fold(str(value)) for role in roles for value in (role.organisation, role.role, role.party) if value}
            if wanted & said:
                fitting.append(ref)
        return fitting[0] if len(fitting) == 1 else None

    def spelled(self, ref: Ref) -> Mapping[str, Named]:
        """The spellings of an entity that documents have beside its name, and where each stands first."""
        return self._spellings.get(ref, {})

    def find(self, kind: str, text: str) -> Ref | None:
        """The one entity this text means, for links in running text."""
        if not self.unlisted and (certain := self._certain.get((kind, text))) is not None:
            return certain
        found = self.resolve(Named(kind, text, Span("")))
        return found if isinstance(found, Ref) else None


def _said_key(kind: str, text: str) -> str:
    """What an entry says of itself is taken as it stands, before anything is known of other numbers."""
    return cases.key(text) if kind == "case" else fold(text)
