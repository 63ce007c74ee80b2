"""One row of a list of people to its parts: name, role, party, organisation, how they took part.

It takes a row apart only where something tells where to cut, and says when it was not sure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from diarium.desk.intake.known import Known
from diarium.desk.intake.vocabulary import (
    COURTESY,
    ORGANISATION,
    PARTICLES,
    PARTIES,
    PARTY_NAMES,
    ROLE,
    STANDS_IN,
    STATUS_WORDS,
    TITLES_BEFORE,
)
from diarium.spelling import fold, sort_key


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    role: str = ""
    party: str = ""
    organisation: str = ""
    status: str = ""
    doubt: str = ""  # what the editor should decide
    row: str = ""  # as printed

    def fields(self) -> dict[str, str]:
        named = ("name", "role", "party", "organisation", "status")
        return {key: getattr(self, key) for key in named if getattr(self, key)}


_WORD = re.compile(r"[^\W\d_]")


def looks_like_name(text: str) -> bool:
    """Two to six words that begin with capitals, but for particles such as `von`."""
    words = text.replace("\u2019", "'").split()
    if not 2 <= len(words) <= 6 or re.search(r"[\d:;!?@/(]", text):
        return False
    own = [word for word in words if word not in PARTICLES]
    if len(own) < 2 or not all(_begins_a_name(word) and _WORD.match(word) for word in own):
        return False
    return not (all(word.isupper() and len(word) > 1 for word in own) and len(own) > 4)


def _begins_a_name(word: str) -> bool:
    """A capital, also behind `d'` or `al-`, or a letter of a script that has no capitals."""
    return not _ELIDED.sub("", word)[:1].islower()


_ELIDED = re.compile(r"^(?:[dl]'|al-|el-)(?=[^\W\d_])")


def is_organisation(text: str, known: Known) -> bool:
    if known.find("organisation", text) is not None:
        return True
    return bool(ORGANISATION.search(text)) or bool(re.fullmatch(r"[A-ZÅÄÖÆØ]{2,6}", text)) or known.is_city(text)


def is_party(text: str) -> bool:
    return text in PARTIES or bool(PARTY_NAMES.fullmatch(text))


def status_of(text: str) -> str:
    return next((s for s, pattern in STATUS_WORDS if re.search(pattern, text.strip(" .").lower())), "")


def person(row: str, known: Known) -> Person | None:
    """The person a row names, where it says by a comma, a bracket, a dash or a gap where the name ends."""
    text = " ".join(row.replace("\t", "  ").split(" ")).strip(" ,;")
    cells = [c.strip(" ,;") for c in re.split(r"\s{2,}", row.strip()) if c.strip(" ,;")]
    if len(cells) > 1 and not cells[0].endswith(","):
        head, parts = cells[0], cells[1:]
        first = person(head, known) if re.search(r"[,(]", head) else Person(head)
        bracketed = [part[1:-1] for part in parts if re.fullmatch(r"\([^()]+\)", part)]
        rest = [p for part in parts if f"{part[1:-1]}" not in bracketed for p in _parts(part)]
        return _classified(first or Person(head), rest, known, row, bracketed)
    text = " ".join(text.split())
    stands_in = STANDS_IN.search(text)
    if stands_in and stands_in.start():
        found = person(text[: stands_in.start()], known)
        office = ", ".join(filter(None, (found.role, stands_in["whole"].rstrip(")") + ")" * stands_in["whole"].count("(")))) if found else ""  # fmt: skip
        return replace(found, role=office, row=" ".join(row.split())) if found else None
    brackets = [b.strip() for b in re.findall(r"\(([^()]*)\)", text)]
    bare = re.sub(r"\s*\([^()]*\)", lambda m: "," if m.end() < len(text) and text[m.end()] not in ",;" else "", text)
    parts = [
        p.strip(" .").lstrip("–—- ") if len(p) > 3 else p.strip()
        for p in re.split(r"\s*[,;]\s*|\s+[–—-]\s+", bare)
        if p.strip()
    ]
    if not parts:
        return None
    return _classified(Person(parts[0]), parts[1:], known, row, brackets)


def _parts(text: str) -> list[str]:
    return [p.strip() for p in re.split(r"\s*[,;]\s*", text) if p.strip()]


def _classified(start: Person, parts: list[str], known: Known, row: str, brackets: Sequence[str] = ()) -> Person:
    found = replace(start, row=" ".join(row.split()))
    before = TITLES_BEFORE.match(found.name)
    if before and looks_like_name(found.name[before.end() :]):
        office = " ".join(word for word in before.group().split() if not COURTESY.fullmatch(word))
        found = replace(found, role=office, name=found.name[before.end() :])
    for words in brackets:
        found = _bracket(found, words, known)
    rest: list[str] = []
    for part in parts:
        behind = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", part)
        if behind and is_party(behind[2]) and not found.party:
            found, part = replace(found, party=behind[2]), behind[1]
        if is_party(part) and not found.party:
            found = replace(found, party=part)
        elif status_of(part) in ("chair", "secretary", "absent", "present") and not found.status:
            status = status_of(part)
            keep = part if status in ("chair", "secretary") else found.role
            found = replace(found, status=status, role=found.role or keep)
        else:
            rest.append(part)
    for at, part in enumerate(rest):
        last = at == len(rest) - 1
        found = _placed(found, part, known, last, len(rest), bool(found.party))
    return found


def _bracket(found: Person, words: str, known: Known) -> Person:
    if is_party(words):
        return replace(found, party=words)
    if words.isupper() and words == "".join(part[0] for part in re.split(r"[\s-]+", found.name) if part):
        return found  # how the paper calls them below: `Peter Holm (PH)`
    inner = _parts(words)
    if len(inner) > 1:
        for one in inner:
            found = _bracket(found, one, known)
        return found
    status = status_of(words)
    if status:
        return replace(found, status=status, role=found.role or (words if status in ("chair", "secretary") else ""))
    if ROLE.search(words) and not is_organisation(words, known):
        return replace(found, role=found.role or words)
    if is_organisation(words, known):
        return replace(found, organisation=found.organisation or words)
    if re.fullmatch(r"[A-ZÅÄÖÆØ][A-Za-zåäöæø]{0,3}", words):
        return replace(found, party=words, doubt=f"is '{words}' a party?")
    doubt = f"what is '{words}' in brackets?"
    if words[:1].islower():
        return replace(found, role=found.role or words, doubt=doubt)
    return replace(found, organisation=found.organisation or words, doubt=doubt)


_ITEMS = re.compile(r"(?:§+|sak(?:er)?|punkt(?:erne?)?|item(?:s)?|ärende(?:n)?|pkt\.?)\s*\d", re.IGNORECASE)


def _placed(found: Person, part: str, known: Known, last: bool, count: int, party: bool) -> Person:
    """A part behind a comma: an office, or whom they came from."""
    if _ITEMS.match(part):  # `§§ 112-114`: for what part of the meeting; printed behind the office
        return replace(found, role=", ".join(filter(None, (found.role, part))))
    office = bool(ROLE.search(part))
    house = is_organisation(part, known)
    explained = known.glossary.get(part, "")
    if explained and ROLE.search(explained):
        office, house = True, False
    short = bool(re.fullmatch(r"[A-ZÅÄÖÆØ]{2,6}", part))
    if short and party and count == 1 and known.find("organisation", part) is None:
        office, house = True, False  # who sits for a party holds an office: `KFO (S)`
    if office and house and count > 1:
        office, house = (False, True) if last and found.role else (True, False)
    elif office and house:
        house = known.find("organisation", part) is not None
        office = not house
    if not office and not house:
        house = last if count > 1 else part[:1].isupper()
        office = not house
        if count == 1 and not house and len(part.split()) > 6:
            found = replace(found, doubt=f"what is '{part}'?")
    if house and not office:
        joined = f"{found.organisation}, {part}" if found.organisation else part
        return replace(found, organisation=joined)
    joined = f"{found.role}, {part}" if found.role else part
    return replace(found, role=joined)


# ---------------------------------------------------------------- names and houses parted by one space only


def parted(rows: Sequence[str], known: Known) -> list[Person]:
    """Rows `Name House` without a sign between: cut where the other rows, known names and the order tell."""
    houses: Counter[str] = Counter()
    made = [_clear_cut(row) for row in rows]
    for row, cut in zip(rows, made, strict=True):
        words = row.split()
        houses.update(
            _house_key(house) for _, house in _cuts(words) if house[0].isupper() and not _GENERIC.match(house)
        )
        if cut:
            houses[_house_key(cut[1])] += 3
    made = [cut or _shared(row.split(), houses, known) for row, cut in zip(rows, made, strict=True)]
    ordered = _ordered([cut for cut in made if cut])
    people: list[Person] = []
    for at, row in enumerate(rows):
        cut, doubt = made[at], ""
        if cut is None:
            before = next((c[1] for c in reversed(made[:at]) if c), None) if ordered else None
            after = next((c[1] for c in made[at + 1 :] if c), None) if ordered else None
            cut, doubt = _by_order(row.split(), before, after, known)
            made[at] = made[at] if doubt else cut
        people.append(Person(cut[0], organisation=cut[1], doubt=doubt, row=" ".join(row.split())))
    return people


_GENERIC = re.compile(
    r"(?:kommune?r?|stad|by|region|regionråd|fylkeskommune|universitet|utvikling|utveckling|city|council|municipality|business region)$",
    re.IGNORECASE,
)
_DIRECTION = re.compile(
    r"(?:nordre|søndre|nedre|indre|øvre|ytre|vestre|østre|midtre|store|lille|norra|södra|västra|östra|nye|nord|sør|syd|vest|øst|region|ville de|city)$",
    re.IGNORECASE,
)


def _cuts(words: list[str]) -> list[tuple[str, str]]:
    return [
        (" ".join(words[:at]), " ".join(words[at:]))
        for at in range(2, len(words))
        if looks_like_name(" ".join(words[:at]))
    ]


def _house_key(text: str) -> str:
    return re.sub(r"\s*-\s*", "-", fold(text))


def _clear_cut(row: str) -> tuple[str, str] | None:
    cells = [c.strip() for c in re.split(r"\s{2,}|\t+", row.strip()) if c.strip()]
    return (cells[0], " ".join(cells[1:])) if len(cells) >= 2 else None


def _shared(words: list[str], houses: Counter[str], known: Known) -> tuple[str, str] | None:
    """The cut that known houses, known people or other rows tell."""
    cuts = _cuts(words)
    for name, house in cuts:
        if known.find("organisation", house) is not None:
            return name, house
    for name, house in reversed(cuts):
        if known.find("person", name) is not None:
            return name, house
    return next(((name, house) for name, house in cuts if houses[_house_key(house)] >= 2 and house[0].isupper()), None)


def _by_words(cuts: list[tuple[str, str]], known: Known) -> tuple[str, str] | None:
    """The cut that the words of the house tell: `Søndre Viken`, `Frogn kommune`, `Oslo Business Region`."""
    for name, house in cuts:
        if _DIRECTION.match(house.split()[0]) and " " in house:
            return name, house
    for at in range(len(cuts) - 1, -1, -1):
        name, house = cuts[at]
        if _GENERIC.match(house) or house[0].islower() or not ORGANISATION.search(house):
            continue
        while at and known.is_city(cuts[at - 1][1].split()[0]):
            at -= 1
        return cuts[at]
    last = cuts[-1]
    return last if known.is_city(last[1]) else None


def _ordered(cuts: list[tuple[str, str]]) -> bool:
    """Whether the list runs through the alphabet of its houses."""
    keys = [sort_key(house, "nb") for _, house in cuts]
    good = sum(a[:3] <= b[:3] for a, b in pairwise(keys))
    return len(keys) >= 6 and good >= 0.9 * (len(keys) - 1)


def _by_order(words: list[str], before: str | None, after: str | None, known: Known) -> tuple[tuple[str, str], str]:
    """Of the cuts that keep the list in its order the one the words tell; with several or none, the editor decides."""
    cuts = _cuts(words)
    if not cuts:
        return (" ".join(words), ""), ""
    low = sort_key(before, "nb")[:2] if before else ""
    high = sort_key(after, "nb")[:2] if after else "\U0010ffff"
    fitting = [cut for cut in cuts if low <= sort_key(cut[1], "nb")[:2] <= high and not _GENERIC.match(cut[1])]
    told = _by_words(fitting, known) if fitting else _by_words(cuts, known)
    if told:
        return told, ""
    if len(fitting) == 1 and (before or after or len(words) == 3):
        return fitting[0], ""
    return (fitting or cuts)[-1], f"where does the name end: '{' '.join(words)}'?"
