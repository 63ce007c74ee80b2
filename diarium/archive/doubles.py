"""One thing under two names, perhaps: people, cities and organisations whose names are too alike to pass unasked.

It names both places and the line that would settle the matter, and joins nothing: that is for the editor to say.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product, starmap
from math import prod

from diarium.archive import likeness
from diarium.archive.aliasing import alias_line
from diarium.archive.registry import Entity, Ref, Registry
from diarium.messages import Fix, Message, Note, Span, warning
from diarium.schema import kinds

Pair = tuple[Ref, Ref]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A name, and the things that it may mean as well: the likeliest first."""

    doubtful: Entity
    keepers: tuple[Entity, ...]
    certain: bool  # the names differ only in ways that no two things do


def doubts(registry: Registry) -> Iterator[Doubt]:
    """Every name that may be another spelling of one that is known."""
    of_kind: dict[str, list[Entity]] = defaultdict(list)
    for ref, entity in sorted(registry.entities.items(), key=lambda item: item[0].id):
        of_kind[ref.kind].append(entity)
    for kind, (near, surely) in _RULES.items():
        found: dict[Ref, list[Entity]] = defaultdict(list)
        for pair in sorted(set(near(of_kind[kind], registry)), key=lambda pair: (pair[0].id, pair[1].id)):
            one, other = (registry.entities[ref] for ref in pair)
            if one.registered and other.registered:
                continue  # two files say that these are two
            keeper, doubtful = (one, other) if _keeps(one, other) else (other, one)
            found[doubtful.ref].append(keeper)
        for ref, keepers in found.items():
            doubtful = registry.entities[ref]
            plainest = len if kind == "city" else (lambda _name: 0)
            keepers.sort(key=lambda keeper: (not keeper.registered, plainest(keeper.name), keeper.ref.id))
            certain = len(keepers) == 1 and any(surely(name, doubtful.name) for name in _names(keepers[0]))
            yield Doubt(doubtful, tuple(keepers), certain)


def _keeps(one: Entity, other: Entity) -> bool:
    """Whether the first of two is the one to keep: the registered one, else the fuller name, or the plainer of a city."""
    fuller = len(one.name) >= len(other.name)
    return one.registered or (not other.registered and fuller != (one.ref.kind == "city"))


def _names(entity: Entity) -> Iterator[str]:
    yield from (entity.name, *entity.aliases, *entity.spellings)


# ---------------------------------------------------------------- what is near what


# Where names are so common that chance alone makes another person of the shorter name, a likeness says little. About
# three people in a hundred stand somewhere under a shorter name: above this, most of the doubts would be idle.
_COMMON, _BY_CHANCE = 3, 0.05


def _people(people: list[Entity], registry: Registry) -> Iterator[Pair]:
    bearers: Counter[str] = Counter()
    named: dict[frozenset[str], list[Ref]] = defaultdict(list)
    for entity in people:
        parts_of_names = {likeness.name_parts(name) for name in _names(entity)}
        bearers.update({part for parts in parts_of_names for part in parts})
        for parts in parts_of_names:
            named[parts].append(entity.ref)
    for parts, refs in named.items():
        for pair in _pairs(refs):
            names = (_names(registry.entities[ref]) for ref in pair)
            if any(starmap(likeness.surely_one_person, product(*names))) or _is_telling(
                parts, bearers, len(people), registry, pair
            ):
                yield pair
        for short in likeness.shorter_names(parts):
            for pair in product(refs, named.get(short, ())):
                one, other = sorted(pair, key=lambda ref: ref.id)
                if one != other and _is_telling(short, bearers, len(people), registry, pair):
                    yield one, other
        for short in likeness.abbreviated(parts):
            for pair in product(refs, named.get(short, ())):
                one, other = sorted(pair, key=lambda ref: ref.id)
                if one != other and _is_telling(likeness.whole_parts(short), bearers, len(people), registry, pair):
                    yield one, other


def _is_telling(short: frozenset[str], bearers: Mapping[str, int], people: int, registry: Registry, pair: Pair) -> bool:
    """Whether the likeness means anything: the name is rare here, or both come from the same place."""
    others = [bearers[part] - 2 for part in short]
    by_chance = people * prod(count / people for count in others)
    if min(others) < _COMMON or by_chance < _BY_CHANCE:
        return True
    one, other = (registry.said_of.get(ref, _NOTHING) for ref in pair)
    return not one.isdisjoint(other)


_NOTHING: set[str] = set()


def _cities(cities: list[Entity], _registry: Registry) -> Iterator[Pair]:
    forms = {city.ref: {form for name in _names(city) for form in likeness.city_forms(name)} for city in cities}
    yield from _sharing(forms)
    yield from _slipped({ref: {(form,) for form in own} for ref, own in forms.items()})


def _organisations(organisations: list[Entity], _registry: Registry) -> Iterator[Pair]:
    yield from _sharing(
        {one.ref: {form for name in _names(one) for form in likeness.organisation_forms(name)} for one in organisations}
    )
    yield from _slipped({one.ref: {likeness.organisation_words(name) for name in _names(one)} for one in organisations})


def _sharing(forms: dict[Ref, set[str]]) -> Iterator[Pair]:
    """Those that have a form in common."""
    by_form: dict[str, list[Ref]] = defaultdict(list)
    for ref, own in forms.items():
        for form in own:
            by_form[form].append(ref)
    yield from (pair for refs in by_form.values() for pair in _pairs(refs))


def _slipped(words: dict[Ref, set[tuple[str, ...]]]) -> Iterator[Pair]:
    """Those with one slip of the pen between them."""
    by_rest: dict[tuple[str, str], dict[Ref, tuple[str, ...]]] = defaultdict(dict)
    for ref, own in words.items():
        for listed in own:
            for rest in likeness.slips(listed):
                by_rest[rest][ref] = listed
    for found in by_rest.values():
        if len(found) > 1:
            yield from (pair for pair in _pairs(found) if likeness.one_slip(found[pair[0]], found[pair[1]]))


def _pairs(refs: Iterable[Ref]) -> Iterator[Pair]:
    ordered = sorted(set(refs), key=lambda ref: ref.id)
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 :]:
            yield one, other


_Near = Callable[[list[Entity], Registry], Iterator[Pair]]
_RULES: dict[str, tuple[_Near, Callable[[str, str], bool]]] = {
    "person": (_people, likeness.surely_one_person),
    "city": (_cities, likeness.surely_one_city),
    "organisation": (_organisations, lambda _one, _other: False),
}


# ---------------------------------------------------------------- asking


def look_alikes(registry: Registry) -> Iterator[Message]:
    """Each doubt as a message: both places, and the line that would settle it."""
    for doubt in doubts(registry):
        named = registry.first_named.get(doubt.doubtful.ref)
        if named is not None:
            yield _message(doubt.doubtful.name, doubt, named.span, registry)
    for ref, entity in registry.entities.items():
        if ref.kind == "person" and entity.spellings:
            for spelling in entity.spellings:
                named = registry.spelled(ref)[spelling]
                if named.id is None and not likeness.same_letters(spelling, entity.name):
                    doubt = Doubt(entity, (entity,), certain=True)
                    yield _message(spelling, doubt, named.span, registry)


def _message(name: str, doubt: Doubt, place: Span, registry: Registry) -> Message:
    """What is asked of a name that may be the keeper's, or, with the same letters, is taken for the keeper's."""
    keeper = doubt.keepers[0]
    folder = kinds()[keeper.ref.kind].folder
    is_taken = keeper == doubt.doubtful
    fix: Fix | None = None
    if keeper.entry is not None:
        line = alias_line(keeper.entry, name)
        advice = f"if they are one, add '{name}' to aliases in {keeper.entry.path}"
        if line is not None:
            shown = line.added[-1].strip() if len(line.added) == 1 else f"aliases: [{line.added[-1].strip(' -')}]"
            advice += f": {shown}"
            fix = line if doubt.certain else None
    else:
        advice = (
            f"if they are one, write content/{folder}/{keeper.ref.id}.md with name: {keeper.name} and aliases: [{name}]"
        )
    if is_taken:
        advice += "; if they are two, give each a file and an id: person: …"
    else:
        advice += f"; if they are two, write content/{folder}/{doubt.doubtful.ref.id}.md too"
    also = f" and {len(doubt.keepers) - 1} more" if len(doubt.keepers) > 1 else ""
    notes = [
        Note(f"'{one.name}' is named here", Span(one.entry.path) if one.entry else _first(one, registry))
        for one in doubt.keepers
    ]
    sentence = f"'{name}' is taken for '{keeper.name}'" if is_taken else f"'{name}' looks like '{keeper.name}'{also}"
    return warning("looks-alike", place, sentence, advice, notes, fix)


def _first(entity: Entity, registry: Registry) -> Span | None:
    named = registry.first_named.get(entity.ref)
    return named.span if named is not None else None
