"""Who took part, was invited, was absent, chaired or kept the minutes: the lists of a paper, row by row.

It decides no identity; the same name twice stays twice, as on the paper.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from diarium.desk.intake.blocks import Entry
from diarium.desk.intake.findings import Findings, quoted
from diarium.desk.intake.known import Known
from diarium.desk.intake.lists import LISTS, People, columns_of, lists
from diarium.desk.intake.rows import (
    Person,
    is_organisation,
    is_party,
    looks_like_name,
    parted,
    person,
    status_of,
)
from diarium.desk.intake.vocabulary import (
    ORGANISATION,
    ROLE,
    STAYED_AWAY,
    TITLES_BEFORE,
    label,
)

_AND = re.compile(r"\s*;\s*|\s+(?:och|og|and|samt|&)\s+(?=[A-ZÅÄÖÆØÉ])")


def participants(entries: Sequence[Entry], findings: Findings, known: Known) -> frozenset[int]:
    """Every appearance into the findings; the blocks that the lists take up come back."""
    taken: set[int] = set()
    heads: list[tuple[str, str, Person]] = []
    for people in lists(entries):
        rows = _people(people, known)
        taken |= {entry.block for entry in people.entries}
        called = people.field == "present" and findings.text("type") == "agenda"  # before a meeting nobody is present
        meant = replace(people, field="invited") if called else people
        heads += [(meant.field, people.heading, _settled(one, meant)) for one in rows]
    listed = {one.name for field, _, one in heads if field in ("present", "invited", "absent")}
    named = [(heading, one) for field, heading, one in heads if field in ("chair", "secretary") and one.name in listed]
    for field, heading, one in heads:
        if field in ("chair", "secretary") and one.name in listed:
            continue
        if field in ("chair", "secretary") and not looks_like_name(one.name):
            continue
        if one.status == "absent" and _told_already(findings, one):
            continue  # in the table of members, and again under `Apologies`
        source = f"{heading.strip(' :')}: {one.row}" if field in ("chair", "secretary") or len(one.row) < 2 else one.row
        findings.add("participants", one.fields(), quoted(source))
        if one.doubt:
            findings.todo("participants", f"{one.name}: {one.doubt}")
    for heading, one in named:
        _raise(findings, one, heading)
    return frozenset(taken)


def _told_already(findings: Findings, one: Person) -> bool:
    same = (item for item in findings.items("participants") if isinstance(item, dict) and item["name"] == one.name)
    return any(item.get("status") == "absent" and one.fields().items() <= item.items() for item in same)


def _settled(one: Person, people: People) -> Person:
    status = LISTS[people.field]
    if people.field == "secretariat":
        # Who comes from the secretariat has that for an office, if nothing else is said.
        return replace(
            one, status="secretary", role=one.role or "sekretariatet" * ("sekretariatet" in people.heading.lower())
        )
    if people.field in ("chair", "secretary"):
        return replace(one, status=status, role=one.role or people.heading.strip(" :").lower())
    if status and not one.status:
        one = replace(one, status=status)
    elif status == "invited" and one.status in ("chair", "secretary"):
        one = replace(one, status="invited")
    if one.status == "present":
        one = replace(one, status="")
    said = re.search(r"\b(?:från|fra|from|for|för)\s+([A-ZÅÄÖÆØ][^:]{2,60})", people.heading)
    if said and not one.organisation:
        one = replace(one, organisation=said[1].strip())
    return one


def _raise(findings: Findings, one: Person, heading: str) -> None:
    """Somebody of the list is named as the chair or the secretary elsewhere."""
    for item in findings.items("participants"):
        if isinstance(item, dict) and item["name"] == one.name and item.get("status", "present") == "present":
            item["status"] = one.status
            item.setdefault("role", heading.strip(" :").lower())
            return


# ---------------------------------------------------------------- rows to people


def _people(people: People, known: Known) -> list[Person]:
    found: list[Person] = []
    if people.value:
        found += _inline(people.value, known)
    tables = [entry for entry in people.entries if entry.kind == "table"]
    others = [entry for entry in people.entries if entry.kind != "table"]
    if tables and others and "name" not in columns_of(tables[0].cells):
        tables, others = [], list(people.entries)  # rows of one list, of which some only came out in columns
    if tables:
        found += _of_table(tables, known)
    if len(others) == 1 and people.field != "invited" and len(_names(others[0].text, known)) > 1:
        return [*found, *_inline(others[0].text, known)]
    bare = [entry.text for entry in others]
    unsigned = [text for text in bare if not re.search(r"[,;()]|\s[–—-]\s(?![A-ZÅÄÖÆØ][a-zæøåäö]+$)", text)]
    single = [text for text in unsigned if len(text.split()) >= 3]
    if len(unsigned) >= max(2, 0.7 * len(bare)) and len(single) >= 0.6 * len(unsigned) and _has_houses(unsigned, known):
        cut = iter(parted(unsigned, known))
        for text in bare:
            one = next(cut) if text in unsigned else person(text, known)
            found += [one] if one else []
        return found
    for text in bare:
        one = person(text, known)
        if one is None:
            continue
        if not looks_like_name(one.name) and known.find("person", one.name) is None:
            one = replace(one, doubt=one.doubt or f"is this a person's whole name: '{one.name}'?")
        found.append(one)
    return found


def _has_houses(rows: list[str], known: Known) -> bool:
    """Whether rows of bare words hold houses behind the names, and not long names only."""
    tails = [row.split()[-1] for row in rows]
    doubled = len(tails) - len(set(tails))
    gaps = sum(bool(re.search(r"\s{2,}|\t", row)) for row in rows)
    houses = sum(is_organisation(" ".join(row.split()[2:]), known) for row in rows if len(row.split()) > 2)
    return gaps + houses + doubled >= max(2, 0.2 * len(rows))


def _names(text: str, known: Known) -> list[str]:
    """The names of a line that holds several, or nothing."""
    pieces = [p.strip(" .") for piece in _AND.split(text) for p in piece.split(",") if p.strip(" .")]
    good = [
        p
        for p in pieces
        if looks_like_name(re.sub(r"\s*\([^)]*\)", "", p)) and not is_organisation(p, known) and not ROLE.search(p)
    ]
    return pieces if len(pieces) > 1 and len(good) == len(pieces) else []


def _inline(text: str, known: Known) -> list[Person]:
    """People on one line: `Anna Berg, Bo Dahl og Eva Ek`, `Anna Berg (S), ordförande; Bo Dahl (M)`."""
    text = _FROM.sub(", ", text)
    several = _names(text, known)
    if several:
        return [one for name in several if (one := person(name, known))]
    if ";" in text:
        return [one for piece in text.split(";") if piece.strip() and (one := person(piece.strip(" ."), known))]
    pieces = _apart(text)
    if len(pieces) > 1 and all(looks_like_name(re.split(r"[,(]", piece)[0].strip()) for piece in pieces):
        return [one for piece in pieces for one in _chunks(piece, known)]
    found = _chunks(text, known) if looks_like_name(re.split(r"[,(]", text)[0].strip()) else []
    several_in_one = "is more than one person named here?"
    return [replace(one, doubt=one.doubt or several_in_one) if len(_apart(one.row)) > 1 else one for one in found]


# `Pekka Virtanen från Pargas stad`
_FROM = re.compile(r"(?<=[^\W\d_])\s+(?:från|fra|frå|from)\s+(?=[A-ZÅÄÖÆØ])")


def _apart(text: str) -> list[str]:
    """The pieces between the words for *and*, but for one within a name: `Union of Sound and Belt Towns`."""
    pieces: list[str] = []
    ended = 0
    for sign in _AND.finditer(text):
        later = re.split(r";|,|\(", text[sign.end() :])[0]
        if not (
            _OPEN_ENDED.search(text[ended : sign.start()])
            and ORGANISATION.search(later) is None
            and later == text[sign.end() :]
        ):
            pieces.append(text[ended : sign.start()].strip(" ,"))
            ended = sign.end()
    return [piece for piece in (*pieces, text[ended:]) if piece.strip(" .")]


_OPEN_ENDED = re.compile(r",\s*(?:\w+\s+){1,3}(?:of|for|för|av|af)\s+(?:the\s+)?\w+$")


def _chunks(text: str, known: Known) -> list[Person]:
    """A line in which a new name begins after a comma: `Anna Berg (S), ordförande, Bo Dahl (M)`."""
    groups: list[list[str]] = []
    for piece in re.split(r",\s*(?![^()]*\))", text.strip(" .")):
        bare = re.sub(r"\s*\([^)]*\)", "", piece).strip()
        name = TITLES_BEFORE.sub("", bare)  # `…, rådgiver Tom Vik`
        new = (
            looks_like_name(name) and not is_organisation(name, known) and not ROLE.search(name) and not status_of(bare)
        )
        if new or not groups:
            groups.append([piece])
        else:
            groups[-1].append(piece)
    return [one for group in groups if (one := person(", ".join(group), known))]


def _of_table(entries: Sequence[Entry], known: Known) -> list[Person]:
    head = entries[0].cells
    columns = columns_of(head)
    named = "name" in columns
    rows = entries[1:] if named else entries
    found: list[Person] = []
    for entry in rows:
        cells = list(entry.cells)
        if not named:
            opened = label(f"{cells[0].rstrip(':')}:")
            if opened and opened[0] in LISTS and len(cells) > 1:
                found += _inline(cells[1], known)
                continue
            one = person("  ".join(filter(None, cells)), known)
        else:
            by_column = {column: cell for column, cell in zip(columns, cells, strict=False) if column and cell}
            one = person(by_column.pop("name", ""), known)
            if one is not None:
                heads = dict(zip(columns, head, strict=False))
                one = _filled(one, by_column, heads.get("for", ""))
        if one and (looks_like_name(one.name) or named):
            doubt = "" if looks_like_name(one.name) else f"is this a person's whole name: '{one.name}'?"
            found.append(replace(one, doubt=one.doubt or doubt, row=" ".join(entry.text.split())))
    return found


def _filled(one: Person, cells: dict[str, str], standing_in: str = "") -> Person:
    if is_party(cells.get("organisation", "")) and "party" not in cells:  # `Representerer: SP`
        cells["party"] = cells.pop("organisation")
    if cells.get("for"):
        cells["role"] = ", ".join(filter(None, (cells.get("role"), f"{standing_in.lower()} {cells['for']}")))
    elif (
        ORGANISATION.search(cells.get("party", "")) and not is_party(cells["party"]) and "organisation" not in cells
    ):  # `Parti / enhet`
        cells["organisation"] = cells.pop("party")
    office = status_of(cells.get("role", ""))
    if STAYED_AWAY.fullmatch(cells.get("status", "")):
        return replace(_filled(one, {**cells, "status": ""}, standing_in), status="absent")
    status = office if office in ("chair", "secretary") else status_of(cells.get("status", ""))
    return replace(
        one,
        role=cells.get("role", one.role),
        party=cells.get("party", one.party),
        organisation=cells.get("organisation", one.organisation),
        status=one.status or status,
    )
