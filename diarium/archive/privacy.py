"""How much of each person the archive shows, and the names that go out of every file before anything is made of it.

It decides who is shown how, by the registry or by rule; the text itself is changed by `reading.veil`, and nothing
that comes later knows that there was a name.
"""

from __future__ import annotations

import datetime
import hashlib
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain

from diarium.archive.content import Content, sort_out
from diarium.archive.naming import registered
from diarium.archive.references import Reference
from diarium.archive.registry import NOBODY, PERSON, Entity, Ref, Registry
from diarium.config import EVERYONE, Rule
from diarium.reading.document import Parsed
from diarium.reading.veil import Veil, Words, words_of
from diarium.schema import PRIVACY
from diarium.spelling import slug

_OPEN_LINK = re.compile(r"\[\[([^\]|\n]+)(?:\|([^\]\n]+))?\]\]")
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]*)\]\(\s*<?([^\s<>()]+)>?(?:\s+\"[^\"\n]*\")?\s*\)")


_NOTHING = Veil({}, {})


@dataclass(frozen=True, slots=True)
class _Secret:
    """Somebody whose name is not printed."""

    stand_in: str
    names: frozenset[Words]  # of two words and more: hidden in every file
    near: frozenset[Words]  # with an initial only: hidden where the person is named
    alone: frozenset[str]  # surnames and other single words: there, too
    watched: frozenset[str]  # surnames that are asked about elsewhere


@dataclass(frozen=True)
class Privacy:
    """Who is shown how; made once, asked for every file."""

    levels: Mapping[Ref, str] = field(default_factory=dict)  # of those not shown in full
    secrets: Mapping[Ref, _Secret] = field(default_factory=dict)
    named: Mapping[str, frozenset[Ref]] = field(default_factory=dict)  # people in each file's front matter
    shared: Mapping[Words, frozenset[Ref]] = field(default_factory=dict)  # names that shown people have, too
    places: frozenset[str] = frozenset()  # words that name a city or the like, so no surname on their own
    namesakes: Mapping[str, frozenset[Words]] = field(default_factory=dict)  # names of shown people by surname
    bearers: Mapping[str, frozenset[Ref]] = field(default_factory=dict)  # and the people
    targets: Mapping[str, Ref] = field(default_factory=dict)  # files and addresses of those who have no page
    aimed: Mapping[Words, frozenset[Ref]] = field(default_factory=dict)  # names of theirs, as [[links]] write them
    finnish: frozenset[str] = frozenset()  # files written in Finnish

    def __bool__(self) -> bool:
        return bool(self.levels)

    @property
    def key(self) -> str:
        """Of everything that decides how a text is printed."""
        said = sorted((ref.id, level) for ref, level in self.levels.items())
        names = sorted((s.stand_in, sorted(s.names), sorted(s.near), sorted(s.alone)) for s in self.secrets.values())
        named = sorted((path, sorted(r.id for r in refs & self.secrets.keys())) for path, refs in self.named.items())
        shared = sorted((words, sorted(ref.id for ref in refs)) for words, refs in self.shared.items())
        watched = sorted((w, sorted(self.namesakes.get(w, ())), sorted(self.bearers.get(w, ()))) for w in self._watched)
        rest = (sorted(self.places), sorted(self.finnish), watched)
        return hashlib.sha256(repr((said, names, named, shared, *rest)).encode()).hexdigest() if self else ""

    @property
    def unlisted(self) -> frozenset[Ref]:
        """People who are named, but get no page."""
        return frozenset(ref for ref, level in self.levels.items() if level == "no-page")

    @property
    def stand_ins(self) -> frozenset[Ref]:
        """What would be the people that stand for the names of those who are not named."""
        return frozenset(Ref(PERSON, slug(secret.stand_in)) for secret in self.secrets.values())

    # -- one file

    def veil(self, path: str, text: str) -> Veil:
        """What goes out of this file. A single surname goes only where the person is named in full as well."""
        here = self.named.get(path, frozenset())
        found = frozenset(self._everywhere(path).found(text))
        present = {ref for ref in here if ref in self.secrets}
        elsewhere = {words for words in found if not self._hides_here(words, here)}
        present |= {ref for words in found - elsewhere for ref in self._forms[words][0]}
        present |= self._linked(path, text) & self.secrets.keys()
        if not present:
            return _NOTHING if not found or elsewhere == found else self._everywhere(path)
        listed = [self.secrets[ref] for ref in sorted(present, key=lambda ref: ref.id)]
        alone = {word: secret.stand_in for secret in listed for word in secret.alone if word not in self.places}
        kept = {words for word in alone for words in self.namesakes.get(word, ())}
        forms = {words: stand_in for words, (_, stand_in) in self._forms.items() if words not in elsewhere}
        near = {words: secret.stand_in for secret in listed for words in secret.near}
        return Veil({**near, **forms}, alone, frozenset(kept - forms.keys()), path in self.finnish)

    def doubtful(self, path: str, text: str) -> Iterator[tuple[int, int]]:
        """Where a surname stands alone in a file that does not name the person: each surname once, the first place.

        Nobody can know from the word alone whether that person is meant, so it is not taken out but asked about;
        and not even that where somebody else of that name is named.
        """
        if not self._watched:
            return
        here = self.named.get(path, frozenset())
        asked: set[str] = set()
        for start, end, word in self.veil(path, text).outside(text, self._watched):
            surname = next((one for one in (word, word.removesuffix("s")) if one in self._watched), None)
            if surname is None or surname in asked:
                continue
            asked.add(surname)
            others = Veil(dict.fromkeys(self.namesakes.get(surname, ()), NOBODY), {})
            if not self.bearers.get(surname, frozenset()) & here and not others.holds(text):
                yield start, end

    @cached_property
    def _watched(self) -> frozenset[str]:
        return frozenset(word for secret in self.secrets.values() for word in secret.watched) - self.places

    def whole_names(self, path: str, text: str) -> Veil:
        """The same without single words."""
        return replace(self.veil(path, text), alone={})

    def _hides_here(self, words: Words, here: frozenset[Ref]) -> bool:
        """A name that somebody else has, too, stays where only the other one is named; in doubt it goes."""
        others = self.shared.get(words, frozenset())
        return not (others & here) or bool(self._forms.get(words, (frozenset[Ref](), ""))[0] & here)

    def _everywhere(self, path: str) -> Veil:
        return self._everywhere_in_finnish if path in self.finnish else self.everywhere

    @cached_property
    def _everywhere_in_finnish(self) -> Veil:
        return replace(self.everywhere, finnish=True)

    @cached_property
    def everywhere(self) -> Veil:
        """What goes out of every file."""
        return Veil({words: stand_in for words, (_, stand_in) in self._forms.items()}, {})

    @cached_property
    def _forms(self) -> dict[Words, tuple[frozenset[Ref], str]]:
        found: dict[Words, tuple[frozenset[Ref], str]] = {}
        for ref, secret in sorted(self.secrets.items(), key=lambda one: one[0].id):
            for words in secret.names:
                refs, stand_in = found.get(words, (frozenset(), secret.stand_in))
                found[words] = (refs | {ref}, stand_in if stand_in == secret.stand_in else NOBODY)
        return found

    def text(self, path: str, text: str) -> str:
        """A file's text as it may be published."""
        return self.veil(path, text).text(self.unlinked(path, text))

    def unlinked(self, path: str, text: str) -> str:
        """The text without links to those who have no page; what was linked stays."""

        def named(match: re.Match[str]) -> str:
            refs = self.aimed.get(words_of(match[1]), frozenset())
            return (self._label(match[2], refs) if match[2] else match[1]) if refs else match[0]

        def aimed(match: re.Match[str]) -> str:
            ref = self._aim(path, match[2])
            return self._label(match[1], {ref}) if ref is not None else match[0]

        return _LINK.sub(aimed, _OPEN_LINK.sub(named, text)) if self.targets else text

    def _label(self, label: str, refs: Iterable[Ref]) -> str:
        """The text of a link without what in it is a name of those it leads to, be it the first name alone."""
        listed = [self.secrets[ref] for ref in refs if ref in self.secrets]
        own = {word: one.stand_in for one in listed for words in one.names for word in words if len(word) > 1}
        return Veil(self.everywhere.forms, own).text(label) if own else label

    def _aim(self, path: str, target: str) -> Ref | None:
        target = target.partition("#")[0]
        to = target if target.startswith("/") else posixpath.normpath(f"{posixpath.dirname(path)}/{target}")
        return self.targets.get(to.rstrip("/"))

    def _linked(self, path: str, text: str) -> set[Ref]:
        """Those without a page to whom a link of the text leads, whatever its words are."""
        if not self.targets:
            return set()
        here = self.named.get(path, frozenset())
        names = (words_of(match[1]) for match in _OPEN_LINK.finditer(text))
        found = {ref for words in names if self._hides_here(words, here) for ref in self.aimed.get(words, ())}
        return found | {ref for match in _LINK.finditer(text) if (ref := self._aim(path, match[2])) is not None}

    def unspoken(self, text: str, by_surname: bool = False) -> bool:
        """Whether an address or a name of former days holds a name that nobody is to read."""
        return bool(self.secrets) and (self._surnames if by_surname else self.everywhere).holds(text)

    @cached_property
    def _surnames(self) -> Veil:
        alone = {word: NOBODY for secret in self.secrets.values() for word in secret.alone if word not in self.places}
        return Veil(self.everywhere.forms, alone)


# ---------------------------------------------------------------- who is shown how


def privacy(content: Content, today: str, drafts: bool) -> Privacy:
    """What registry and rules ask for; where nobody asks for anything, nothing is looked at."""
    wished = any(entry.fields.privacy not in (None, "full") for entry in content.entries.get(PERSON, ()))
    if not wished and not content.config.privacy:
        return Privacy()
    published = sort_out(content, today, drafts).published
    registry, found, _ = registered(content, published)
    people = {ref: entity for ref, entity in registry.entities.items() if ref.kind == PERSON}
    named = {path: _people_in(references, registry) for path, references in found.items()}
    for ref, entity in people.items():
        if entity.entry is not None:
            named[entity.entry.path] |= {ref}
    levels = dict(_levels(people, content.config.privacy, _facts(published, found, registry), today))
    secrets = {ref: _secret(people[ref], level) for ref, level in levels.items() if level in ("initials", "hidden")}
    files = chain(content.documents, content.pages, [content.front] if content.front is not None else [])
    forms = {words for secret in secrets.values() for words in secret.names}
    surnames = {word for secret in secrets.values() for word in secret.alone}
    shared: dict[Words, set[Ref]] = defaultdict(set)
    namesakes: dict[str, set[Words]] = defaultdict(set)
    bearers: dict[str, set[Ref]] = defaultdict(set)
    aimed: dict[Words, set[Ref]] = defaultdict(set)
    for ref in levels:
        for words in _names(people[ref]):
            aimed[words].add(ref)
    for ref, entity in people.items():
        for words in () if ref in secrets else _names(entity):
            if words in forms:
                shared[words].add(ref)
            for word in surnames.intersection(words):
                namesakes[word].add(words)
                bearers[word].add(ref)
    return Privacy(
        levels=levels,
        secrets=secrets,
        named=named,
        shared={words: frozenset(refs) for words, refs in shared.items()},
        places=frozenset(
            word
            for ref, entity in registry.entities.items()
            if ref.kind not in (PERSON, "case")
            for name in (entity.name, *entity.aliases)
            if len(words := words_of(name)) == 1
            for word in words
        ),
        namesakes={word: frozenset(found) for word, found in namesakes.items()},
        bearers={word: frozenset(found) for word, found in bearers.items()},
        targets=dict(_targets(people, levels)),
        aimed={words: frozenset(refs) for words, refs in aimed.items()},
        finnish=frozenset(parsed.path for parsed in files if parsed.fields.lang == "fi"),
    )


def _names(entity: Entity) -> frozenset[Words]:
    return frozenset(words_of(name) for name in (entity.name, *entity.aliases, *entity.spellings)) - {()}


def _secret(entity: Entity, level: str) -> _Secret:
    registered = entity.entry is not None and entity.entry.fields.privacy == level
    known = _names(entity)
    whole = {words for words in known if len(words) > 1}
    turned = {(words[-1], *words[:-1]) for words in whole}  # as registers write it: surname, first name
    joined = {("".join(words),) for words in whole}  # as addresses of mail and files write it
    numbered = {words_of(entity.ref.id)} if len(words_of(entity.ref.id)) > 1 else set()
    surnames = {words[-1] for words in whole if len(words[-1]) > 1}
    short: set[Words] = {(words[0][0], words[-1]) for words in whole}
    parts: set[str] = set()  # of a surname with a hyphen, or with nothing, between its words
    for name in (entity.name, *entity.aliases, *entity.spellings):
        given, family = words_of(name.rpartition(" ")[0]), words_of(name.rpartition(" ")[2])
        if given and family:
            short |= {(*(word[0] for word in given), *family), (given[0][0], *given[1:], *family)}
            short |= {words for words in (family, (*given[1:], *family)) if len(words) > 1}
            parts |= {word for word in family if len(word) > 1}
    initials = "".join(f"{word[0].upper()}." for word in re.split(r"[\s\-‐‑]+", entity.name) if word[:1].isalpha())
    return _Secret(
        stand_in=initials if level == "initials" and initials else NOBODY,
        names=frozenset(whole | turned | joined | numbered),
        near=frozenset(short) - whole,
        alone=frozenset(surnames | parts | {words[0] for words in known if len(words) == 1}),
        watched=frozenset(surnames | parts if registered else ()),
    )


def _targets(people: Mapping[Ref, Entity], levels: Mapping[Ref, str]) -> Iterator[tuple[str, Ref]]:
    for ref in levels:
        yield f"/{ref.path}".rstrip("/"), ref
        entry = people[ref].entry
        if entry is not None:
            yield entry.path, ref


def _people_in(references: Iterable[Reference], registry: Registry) -> frozenset[Ref]:
    found = (registry.resolve(one.named) for one in references if one.named.kind == PERSON)
    return frozenset(ref for ref in found if isinstance(ref, Ref))


@dataclass(slots=True)
class _Facts:
    """What documents tell of a person, as far as rules ask for it."""

    last: str = ""
    office: bool = False


def _facts(
    published: Iterable[Parsed], found: Mapping[str, tuple[Reference, ...]], registry: Registry
) -> dict[Ref, _Facts]:
    facts: dict[Ref, _Facts] = defaultdict(_Facts)
    for parsed in published:
        for reference in found[parsed.path]:
            ref = registry.resolve(reference.named) if reference.named.kind == PERSON else None
            if isinstance(ref, Ref):
                known = facts[ref]
                known.last = max(known.last, _until(parsed.fields.date or ""))
                known.office |= bool(reference.named.hints) or reference.capacity != "participants.name"
    return facts


def _until(date: str) -> str:
    """The last day that a date can mean."""
    return date + {4: "-12-31", 7: "-31"}.get(len(date), "")


def _levels(
    people: Mapping[Ref, Entity], rules: Iterable[Rule], facts: Mapping[Ref, _Facts], today: str
) -> Iterator[tuple[Ref, str]]:
    """The registry's word counts; where it says nothing, the strictest rule that fits."""
    for ref, entity in sorted(people.items(), key=lambda one: one[0].id):
        told = facts.get(ref, _Facts())
        fields = entity.entry.fields if entity.entry is not None else None
        level = fields.privacy if fields is not None else None
        if level is None:
            office = told.office or bool(fields is not None and fields.roles)
            fitting = [
                rule.show
                for rule in rules
                if (rule.who == EVERYONE or not office) and told.last and told.last <= _before(today, rule.after)
            ]
            level = max(fitting, key=PRIVACY.index, default="full")
        if level != "full":
            yield ref, level


def _before(today: str, after: tuple[int, str] | None) -> str:
    """The day that lies so long ago."""
    if after is None:
        return "9999"
    day = datetime.date.fromisoformat(today)
    count, unit = after
    if unit == "week":
        return (day - min(datetime.timedelta(weeks=count), day - datetime.date.min)).isoformat()
    months = day.year * 12 + day.month - 1 - count * (12 if unit == "year" else 1)
    return f"{months // 12:04}-{months % 12 + 1:02}-{day.day:02}" if months > 12 else ""
