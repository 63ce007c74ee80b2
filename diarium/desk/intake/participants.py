"""Who took part, was invited, was absent, chaired or kept the minutes: the lists of a paper, row by row.

It decides no identity; the same name twice stays twice, as on the paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from diarium.desk.intake.blocks import Entry
from diarium.desk.intake.findings import Findings, quoted
from diarium.desk.intake.known import Known
from diarium.desk.intake.rows import (
    Person,
    is_organisation,
    is_party,
    looks_like_name,
    parted,
    person,
    status_of,
)
from diarium.desk.intake.vocabulary import COLUMNS, ROLE, TITLES_BEFORE, label

_LISTS = {
    "present": "",
    "invited": "invited",
    "absent": "absent",
    "secretariat": "secretary",
    "secretary": "secretary",
    "chair": "chair",
}
_AND = re.compile(r"\s*;\s*|\s+(?:och|og|and|samt|&)\s+(?=[A-ZÅÄÖÆØÉ])")


@dataclass(frozen=True, slots=True)
class People:
    """The rows of one list and what stood above them."""

    field: str
    heading: str
    entries: tuple[Entry, ...]
    value: str


def participants(entries: Sequence[Entry], findings: Findings, known: Known) -> frozenset[int]:
    """Every appearance into the findings; the blocks that the lists take up come back."""
    taken: set[int] = set()
    heads: list[tuple[str, str, Person]] = []
    for people in _lists(entries):
        rows = _people(people, known)
        taken |= {entry.block for entry in people.entries}
        called = people.field == "present" and findings.text("type") == "agenda"  # before a meeting nobody is present
        meant = replace(people, field="invited") if called else people
        heads += [(meant.field, people.heading, _settled(one, meant)) for one in rows]
    listed = {one.name for field, _, one in heads if field in ("present", "invited", "absent")}
    for field, heading, one in heads:
        if field in ("chair", "secretary") and one.name in listed:
            _raise(findings, one, heading)
            continue
        if field in ("chair", "secretary") and not looks_like_name(one.name):
            continue
        source = f"{heading.strip(' :')}: {one.row}" if field in ("chair", "secretary") or len(one.row) < 2 else one.row
        findings.add("participants", one.fields(), quoted(source))
        if one.doubt:
            findings.todo("participants", f"{one.name}: {one.doubt}")
    return frozenset(taken)


def _settled(one: Person, people: People) -> Person:
    status = _LISTS[people.field]
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


# ---------------------------------------------------------------- finding the lists


def _lists(entries: Sequence[Entry]) -> Iterator[People]:
    at = 0
    while at < len(entries):
        entry = entries[at]
        opened = label(entry.text) or _by_cells(entry)
        if opened and opened[0] in _LISTS:
            field, heading, value = opened
            rows: list[Entry] = []
            at += 1
            if field in ("chair", "secretary") and value:
                yield People(field, heading, (), value)
                continue
            single = field in ("chair", "secretary")
            while at < len(entries) and _belongs(entries[at], rows, value) and not (single and rows):
                rows.append(entries[at])
                at += 1
            if rows or value:
                yield People(field, heading, tuple(rows), value)
            continue
        at += 1


def _by_cells(entry: Entry) -> tuple[str, str, str] | None:
    """A table's row that begins with a label: `Deltagare | Anna Berg, …`."""
    if entry.kind == "table" and len(entry.cells) == 2:
        found = label(f"{entry.cells[0].rstrip(':')}: {entry.cells[1]}")
        return found if found and found[0] in _LISTS else None
    return None


def _belongs(entry: Entry, rows: list[Entry], value: str) -> bool:
    """Whether a line still is a row of the list."""
    text = entry.text
    if entry.kind == "heading" or not text or label(text):
        return False
    if entry.kind == "table":
        return not rows or rows[-1].kind == "table" or _row_like(text)
    if entry.kind == "item":
        if rows and rows[-1].kind != "item" and not _row_like(text):
            return False
        return len(text) < 140 and _row_like(text, item=True)
    if value and not rows:
        return _row_like(text) and entry.kind == "lines"
    return len(text) < 160 and _row_like(text)


def _row_like(text: str, item: bool = False) -> bool:
    """A row begins with a name; the words before it may be a title. It is no sentence."""
    if text.endswith((".", ":", "?")) and not re.search(r"\b[A-ZÅÄÖ]\.$", text) and len(text.split()) > 6:
        return False
    head = re.split(r"[,;(\t]|\s{2,}|\s[–—-]\s", TITLES_BEFORE.sub("", text))[0].strip()
    words = head.split()
    if looks_like_name(head) and len(words) <= 6:
        return True
    if item and words and words[0][0].isupper() and len(words) == 1:
        return "," in text or "(" in text
    # `Anna Berg Oslo kommune`: the house's last words may be small
    return (
        len(words) >= 3
        and looks_like_name(" ".join(words[:2]))
        and len(words) <= 9
        and sum(w[0].isupper() for w in words) >= 0.6 * len(words)
    )


# ---------------------------------------------------------------- rows to people


def _people(people: People, known: Known) -> list[Person]:
    found: list[Person] = []
    if people.value:
        found += _inline(people.value, known)
    tables = [entry for entry in people.entries if entry.kind == "table"]
    others = [entry for entry in people.entries if entry.kind != "table"]
    if tables and others and not any(_column(cell) == "name" for cell in tables[0].cells):
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
    several = _names(text, known)
    if several:
        return [one for name in several if (one := person(name, known))]
    if ";" in text:
        return [one for piece in text.split(";") if piece.strip() and (one := person(piece.strip(" ."), known))]
    pieces = [piece for piece in _AND.split(text) if piece.strip(" .")]
    if len(pieces) > 1 and all(looks_like_name(re.split(r"[,(]", piece)[0].strip()) for piece in pieces):
        return [one for piece in pieces for one in _chunks(piece, known)]
    return _chunks(text, known) if looks_like_name(re.split(r"[,(]", text)[0].strip()) else []


def _chunks(text: str, known: Known) -> list[Person]:
    """A line in which a new name begins after a comma: `Anna Berg (S), ordförande, Bo Dahl (M)`."""
    groups: list[list[str]] = []
    for piece in re.split(r",\s*(?![^()]*\))", text.strip(" .")):
        bare = re.sub(r"\s*\([^)]*\)", "", piece).strip()
        new = (
            looks_like_name(bare) and not is_organisation(bare, known) and not ROLE.search(bare) and not status_of(bare)
        )
        if new or not groups:
            groups.append([piece])
        else:
            groups[-1].append(piece)
    return [one for group in groups if (one := person(", ".join(group), known))]


def _of_table(entries: Sequence[Entry], known: Known) -> list[Person]:
    head = entries[0].cells
    columns = [_column(cell) for cell in head]
    named = "name" in columns
    rows = entries[1:] if named else entries
    found: list[Person] = []
    for entry in rows:
        cells = list(entry.cells)
        if not named:
            opened = label(f"{cells[0].rstrip(':')}:")
            if opened and opened[0] in _LISTS and len(cells) > 1:
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
    office = status_of(cells.get("role", ""))
    status = status_of(cells.get("status", "")) or (office if office in ("chair", "secretary") else "")
    return replace(
        one,
        role=cells.get("role", one.role),
        party=cells.get("party", one.party),
        organisation=cells.get("organisation", one.organisation),
        status=one.status or status,
    )


def _column(head: str) -> str:
    return next((name for name, pattern in COLUMNS if re.search(pattern, head, re.IGNORECASE)), "")
