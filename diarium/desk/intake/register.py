"""What the head of a paper says of itself: date, case number, officer, sender, recipient, signatures, agenda.

It reads labels and the places where such things stand; it takes nothing from running text for a fact of the head.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from diarium.archive import cases
from diarium.desk.intake.blocks import Entry
from diarium.desk.intake.findings import Findings, quoted
from diarium.desk.intake.known import Known
from diarium.desk.intake.rows import is_organisation, looks_like_name
from diarium.desk.intake.vocabulary import ROLE, TITLES_BEFORE, label
from diarium.desk.intake.written_dates import dates, hours

_HEAD = 30  # entries
_CASE = re.compile(
    r"[A-ZÅÄÖÆØ]{2,5}(?:/\d+){2,}|(?<![\w.])\d{2}\.\d{2}\.\d{2}-[A-ZÆØÅ]\d{2}-\d{1,5}-\d{2}(?!\w)|(?:(?<![^\W\d_])[A-ZÅÄÖÆØ][A-Za-zÅÄÖåäöæøÆØ]{0,5}[\s-]?)?\d[\d./:‐‑–-]*\d(?:-\d+)?"
)
_ITEM = re.compile(
    r"(?:dagordningspunkt|dagsordenspunkt|ärendepunkt|sakspunkt|agenda item|punkt på dagordningen|item on the agenda|item|punkt)(?:/\w+)?(?:\s+(?:nr|no)\.?)?\s*:?\s*(\d{1,3}(?:\.\d{1,3})*(?:\s?[a-z]\b)?)",
    re.IGNORECASE,
)
_TABLED = re.compile(
    r"^(?P<body>[A-ZÅÄÖÆØ][^\d:]{0,70}?)[\s,]+(?:(?:möte|møte|møde|sammanträde|meeting)\s+)?(?:nr|no|nummer|number)\.?\s*(?P<number>\d{1,3}\s*/\s*\d{2,4}|\d{1,3})\b(?P<rest>.*)$",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"^(?:undertecknat?|undertecknad av|undertegnet|signert|signed(?: by)?|sign\.?|underskrift|justeras|justerat|med vänlig(?:a)? hälsning(?:ar)?|med vennlig hilsen|med venlig hilsen|yours sincerely|elektronisk(?:t)? (?:signert|godkjent)|godkjent av)\b[\s:,.]*(?P<value>.*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label with what it labels, on the same line or the next one."""

    field: str
    printed: str
    value: str
    at: int

    @property
    def source(self) -> str:
        return quoted(f"{self.printed.rstrip(':')}: {self.value}")


def labelled(entries: Sequence[Entry]) -> Iterator[Labelled]:
    for at, entry in enumerate(entries):
        columns = list(_in_columns(entries, at))
        yield from columns
        got = None if len(columns) == len(entry.cells) else label(entry.text)
        if got is None and entry.kind == "table" and len(entry.cells) > 1:
            got = label(f"{entry.cells[0].rstrip(':')}: {entry.cells[1]}")
        if got is None:
            continue
        field, printed, value = got
        if (
            not value
            and at + 1 < len(entries)
            and entries[at + 1].kind != "heading"
            and not label(entries[at + 1].text)
        ):
            value = entries[at + 1].text
        if value:
            yield Labelled(field, printed, " ".join(value.split()) if "  " not in value else value, at)


def _in_columns(entries: Sequence[Entry], at: int) -> Iterator[Labelled]:
    """Labels beside one another: each with its value in the same cell, or all of them above their values."""
    cells = entries[at].cells
    if len(cells) < 2:
        return
    below = entries[at + 1].cells if at + 1 < len(entries) else ()
    words = [label(f"{cell.rstrip(':')}:") for cell in cells]
    if all(got is not None and not got[2] for got in words) and len(below) == len(cells):
        for got, value in zip(words, below, strict=True):
            if got is not None and not label(value):
                yield Labelled(got[0], got[1], value, at)
        return
    for cell in cells[1:]:
        spoken = label(cell) if ":" in cell else None
        if spoken is not None and spoken[2] and spoken[0] in ("case", "date"):
            yield Labelled(*spoken, at)
            continue
        word, _, value = cell.partition(" ")
        got = label(f"{word.rstrip(':')}: {value}")
        if got is not None and got[0] in ("date", "time") and dates(value):
            yield Labelled(got[0], got[1], value, at)


def register(entries: Sequence[Entry], lists: frozenset[int], findings: Findings, known: Known) -> None:
    """Everything the head tells, into the findings."""
    head = [one for one in labelled(entries) if one.at < _HEAD or one.field == "officer"]
    head = [one for one in head if entries[one.at].block not in lists]
    apart = any(one.field == "time" and hours(one.value, labelled=True) and not dates(one.value) for one in head)
    items = [one for one in head if one.field == "case" and re.fullmatch(r"\d{1,3}/\d{2}", one.value)]
    for one in head:
        if len(items) > 1 and one in items and findings.text("type") in ("minutes", "agenda"):
            continue  # `Saksnr.: 4/23`, `Saksnr.: 5/23`: the items of a meeting
        if one.field == "date" and apart and one.at < _HEAD and findings.text("type") in ("minutes", "agenda"):
            continue  # `Dato` above `Tidspunkt` is the meeting's
        _fact(one, findings, known)
    _bare_date(entries, findings, apart and findings.text("type") in ("minutes", "agenda"))
    _bare_case(entries[:_HEAD], findings)
    _tabled(entries[:_HEAD], findings, known)
    _tabled_below(entries[:_HEAD], findings)
    _signatures(entries, lists, findings)
    _columns_of_signatures(entries, lists, findings)


def _fact(one: Labelled, findings: Findings, known: Known) -> None:
    if one.field == "date":
        found = dates(one.value)
        if findings.text("type") in ("minutes", "agenda") and hours(one.value, labelled=True):
            return  # a day with hours is the meeting's
        if found and (iso := found[0].iso()):
            findings.set("date", iso.split("/")[0], one.source)
    elif one.field == "case":
        for match in _CASE.finditer(one.value):
            if _AGENDA_ITEM.fullmatch(one.value):
                continue  # the first row of a list of items, below the head of its column
            if not _is_date(match.group()) and len(re.sub(r"\D", "", match.group())) >= 3:
                findings.add("case", cases.printed(match.group()), one.source)
    elif one.field == "officer":
        name = _person(one.value)
        if name:
            findings.add("officer", name, one.source)
    elif one.field in ("recipient", "sender"):
        name = re.split(r"\s{2,}|\t", one.value)[0].strip(" ,.")
        if not name or name[0].islower() or len(name) > 90 or dates(name) or "@" in name or label(name):
            return
        if one.field == "recipient":
            findings.add("recipient", name, one.source)
        elif not looks_like_name(name) or is_organisation(name, known):
            findings.add("organisation", name, one.source)


def _person(value: str) -> str | None:
    """The name at the beginning of `Anna Berg, projektledare, 08-508 00 000`."""
    first = re.split(
        r"[,;(/|]|\s{2,}|\t|\s[–-]\s|\s(?=\+?\d)|\s(?:tel|tfn|tlf|e-post|e-mail|telefon)\b",
        value,
        maxsplit=1,
        flags=re.IGNORECASE,
    )[0]
    before = TITLES_BEFORE.match(first)
    name = first[before.end() :].strip() if before else first.strip()
    return name if looks_like_name(name) and not ROLE.search(name) else None


def _is_date(text: str) -> bool:
    found = dates(text)
    return bool(found) and found[0].start == 0 and found[0].end == len(text)


# `Bodø, den 2. mai 2023`: where and when a paper was signed
DATELINE = re.compile(
    r"[A-ZÅÄÖÆØ][\wåäöæøé-]+(?:\s[A-ZÅÄÖÆØ][\wåäöæøé-]+)?,?\s+(?:den\s+|d\.\s*)?\d{1,2}[.\w]*\s+[^\W\d]+\.?\s+(?:19|20)\d\d"
)
_DATELINE = re.compile(r"(?:[A-ZÅÄÖÆØ][\wåäöæøé-]+(?:\s[A-ZÅÄÖÆØ][\wåäöæøé-]+)?,?\s+)?(?:den\s+|d\.\s*)?", re.UNICODE)


def _bare_date(entries: Sequence[Entry], findings: Findings, apart: bool) -> None:
    """A line that is a date, or a place and a date: at the head, or where the paper is signed."""
    if findings.has("date"):
        return
    places = [*entries[:18], *entries[-8:]]
    for entry in places:
        told = label(f"{entry.cells[0].rstrip(':')}:") if len(entry.cells) > 1 else None
        if (told is not None and (told[0] != "date" or apart)) or (apart and label(entry.text)):
            continue  # `Mødedato  14-09-2022` is no date of the paper
        for cell in entry.cells:
            found = dates(cell)
            if len(found) != 1 or not found[0].has_day or "/" in (found[0].iso() or "/"):
                continue
            rest = cell[: found[0].start] + cell[found[0].end :]
            if _DATELINE.fullmatch(rest) or not rest.strip(" .,"):
                findings.set("date", found[0].iso(), f"the line {quoted(entry.text)}")
                return


_CASE_LINE = re.compile(
    r"\b(?:d\.?\s?nr|diarienr|diarienummer|ärendenr|ärendenummer|saksnr|saksnummer|arkivsak|sagsnr|sagsnummer|j\.?\s?nr|journalnr|"
    r"case (?:no|number)|our ref|reference)\.?\s*:?\s+(?P<number>(?:[A-ZÅÄÖÆØ]{1,6}[\s-]?)?\d[\d./:‐‑–-]*\d(?:-\d+)?)",
    re.IGNORECASE,
)


# `Sak 4/24 Godkjenning av innkalling`: an item of the agenda, not what the paper is filed under
_AGENDA_ITEM = re.compile(r"(?:sak|ps|rs|do|fs|fo|hs|kf|ks|fsk)\s*\d{1,3}/\d{2,4}\b", re.IGNORECASE)


def _bare_case(head: Sequence[Entry], findings: Findings) -> None:
    if findings.has("case"):
        return
    numbers = cases.CaseNumbers(())
    for entry in head:
        if "://" in entry.text or len(entry.text) > 160 or _AGENDA_ITEM.match(entry.text):
            continue
        line = _CASE_LINE.search(entry.text)
        if line and not _is_date(line["number"]) and entry.kind != "item":
            findings.add("case", cases.printed(line["number"]), quoted(entry.text))
            return
        for start, end, _ in (*numbers.sure(entry.text), *numbers.behind_words(entry.text)):
            number = entry.text[start:end]
            if not _is_date(number) and entry.kind not in ("item", "heading"):
                findings.add("case", cases.printed(number), quoted(entry.text))
                return


def _tabled(head: Sequence[Entry], findings: Findings, known: Known) -> None:
    """`NN nr 2/2017 den 3 mars`, `Dagordningspunkt 7.1`: the agenda the paper itself stood on."""
    if findings.text("type") in ("minutes", "agenda"):
        return
    for entry in head:
        match = _TABLED.match(entry.text)
        if (
            match is None
            or len(entry.text) > 120
            or label(entry.text)
            or re.match(r"bilaga|vedlegg|bilag|annex|punkt|sak\b|ärende|dnr", entry.text, re.IGNORECASE)
        ):
            continue
        number = re.sub(r"\s", "", match["number"])
        year = number.partition("/")[2]
        when = dates(match["rest"])
        body = match["body"].strip(" ,")
        series = known.find("series", body) or known.abbreviated_series(body)
        item = next((m[1] for other in head if (m := _ITEM.search(other.text)) and len(other.text) < 80), None)
        fields = {"series": series.name if series else body, "number": number}
        sources = [quoted(entry.text)]
        if when and (iso := when[0].iso(year if len(year) == 4 else None)):
            fields["date"] = iso.split("/")[0]
            if when[0].year is None:
                sources.append(f"the year of {fields['date']} is that of number {number}")
        if item:
            fields["item"] = item
        findings.add("tabled", fields, "; ".join(sources))
        if series is None and re.fullmatch(r"[A-ZÅÄÖÆØ]{2,6}", body):
            findings.todo(
                "tabled",
                f"what does '{body}' stand for? Write the whole name of the body, or register it in content/series/",
            )
        elif series and series.name != body:
            findings.fields["tabled"].sources[-1] += f"; '{body}' is read as {series.name}, which the archive knows"
        return


_ON_THE_AGENDA = re.compile(
    r"(?P<date>.{8,30}?),?\s*(?:p|punkt|pkt|ärende|item|sak)\.?\s*(?P<item>\d{1,3}(?:\.\d{1,2})?)", re.IGNORECASE
)


def _tabled_below(head: Sequence[Entry], findings: Findings) -> None:
    """`2021-04-13, p. 9` below the body a paper is addressed to: when and where it stood on its agenda."""
    recipients = findings.items("recipient")
    if findings.has("tabled") or len(recipients) != 1 or findings.text("type") in ("minutes", "agenda"):
        return
    for body, below in pairwise(head):
        match = _ON_THE_AGENDA.fullmatch(below.text)
        if match and body.text == recipients[0] and _is_date(match["date"]):
            day = dates(match["date"])[0].iso()
            if day:
                fields = {"series": body.text, "date": day, "item": match["item"]}
                findings.add("tabled", fields, quoted(f"{body.text}, {below.text}"))


_DOTS = re.compile(r"\s*[._…]{5,}\s*")
_SIGNS = re.compile(
    r"underskrift\w*|signatur\w*|signatures?|justera\w*|justeras|vid protokollet|protokollet justeras", re.IGNORECASE
)


def _columns_of_signatures(entries: Sequence[Entry], lists: frozenset[int], findings: Findings) -> None:
    """Names beside one another above their offices or below `Justeras`, and names below a dotted line."""
    officers = set(map(str, findings.items("officer")))
    signing = False
    for at, entry in enumerate(entries):
        before = entries[at - 1] if at else None
        if entry.kind in ("heading", "item"):
            signing = bool(_SIGNS.fullmatch(entry.text))
            continue
        names = [cell for cell in entry.cells if cell]
        people = names if all(looks_like_name(cell) and not ROLE.search(cell) for cell in names) else []
        if before is not None and len(people) == 1 and _DOTS.fullmatch(before.cells[-1]) and len(before.cells) > 1:
            findings.add("signed", people[0], quoted(f"{before.cells[0]}: {people[0]}"))
        elif any(_SIGNS.fullmatch(cell.rstrip(":")) for cell in names):
            signing = True
        elif people and signing and entry.block not in lists:
            for name in people if len(people) > 1 else ():
                if name not in officers:
                    findings.add("signed", name, quoted(entry.text))
        else:
            signing = False
            below = entries[at + 1].cells if at + 1 < len(entries) else ()
            offices = [cell for cell in below if ROLE.search(cell) and len(cell.split()) <= 6]
            if len(people) > 1 and len(offices) == len(people) and entry.block not in lists:
                for name, office in zip(people, offices, strict=True):
                    findings.add("signed", name, quoted(f"{name}, {office}"))


_SIGNED_BEHIND = re.compile(
    r"(?P<name>[^(]+?)\s*\((?:elektronisk(?:t)?\s+)?(?:sign\.?|signert|signerat|signed)\)", re.IGNORECASE
)


def _signatures(entries: Sequence[Entry], lists: frozenset[int], findings: Findings) -> None:
    """Names with an office on the next line, and names behind `Signed`; not those of the lists."""
    officers = set(map(str, findings.items("officer")))
    skip = 0
    for at, entry in enumerate(entries):
        if at < skip or entry.block in lists or entry.kind in ("item", "heading"):
            continue
        text = " ".join(entry.text.split())
        bracketed = _SIGNED_BEHIND.fullmatch(text)
        if bracketed and looks_like_name(bracketed["name"]):
            findings.add("signed", bracketed["name"], quoted(text))
            continue
        match = _SIGNED.match(text)
        if match:
            name = match["value"] or (entries[at + 1].text if at + 1 < len(entries) else "")
            if (person := _person(name)) and person not in officers:
                findings.add("signed", person, quoted(f"{text} {'' if match['value'] else name}"))
            continue
        before = entries[at - 1].text if at else ""
        if not looks_like_name(text) or ROLE.search(text) or label(before):
            continue
        office = entries[at + 1].text if at + 1 < len(entries) else ""
        office = " ".join(office.split())
        plain_office = (
            ROLE.search(office)
            and len(office.split()) <= 6
            and not office.endswith((".", ":"))
            and not looks_like_name(office)
        )
        if plain_office and entries[at + 1].kind in ("text", "lines") and text not in officers:
            findings.add("signed", text, quoted(f"{text}, {office}"))
            skip = at + 2
