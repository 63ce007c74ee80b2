"""What a registrar would ask about a document's own facts: its type, its dates, its files.

It looks at one document at a time and only complains; it mends nothing.
"""

from __future__ import annotations

import datetime
import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Literal

from diarium.archive.filekinds import FileFacts, problem_of
from diarium.archive.site import Attachment
from diarium.config import Config
from diarium.messages import Message, Note, Span, error, warning
from diarium.model import Period, Record
from diarium.reading.document import Parsed
from diarium.reading.nearest import did_you_mean
from diarium.reading.whereabouts import Path
from diarium.schema import AGENDA_TYPES, DOCUMENT, KINDS, Field
from diarium.spelling import fold

OLDEST_YEAR = 1500
FAR_DAYS = 370
FAR_ANNOUNCED_DAYS = 3660
# What Diarium itself puts beside the page of a document.
BESIDE_DOCUMENTS = frozenset("index.html index.md index.json cite.bib cite.ris cite.json versions".split())


def kind_of_document(parsed: Parsed, config: Config) -> Iterator[Message]:
    written = parsed.fields.type
    if written is not None and written not in config.types:
        known = ", ".join(config.types)
        called = [
            id for id, label in config.types.items() if fold(written) in map(fold, (label.sv, label.nb, label.en))
        ]
        meant = f"did you mean '{called[0]}'?" if called else did_you_mean(written, config.types)
        yield error(
            "unknown-type",
            parsed.span("type"),
            f"there is no document type '{written}'",
            meant or f"choose one of: {known}; or add it to types in content/archive.yml",
        )


def strange_dates(parsed: Parsed, today: str) -> Iterator[Message]:
    """Years that are unlikely. What is announced may lie some years ahead, and so may what the registry knows."""
    for path, date in _all_dates(parsed.fields, ()):
        announced = path[0] in ("next", "publish", *_DATED_OF_ENTRIES)
        if int(date[:4]) < OLDEST_YEAR:
            yield warning("strange-date", parsed.span(*path), f"the year {date[:4]} is long ago", "check the year")
        elif date > _later(today, FAR_ANNOUNCED_DAYS if announced else FAR_DAYS):
            yield warning("strange-date", parsed.span(*path), f"{date} lies far in the future", "check the year")


def dates(parsed: Parsed, today: str) -> Iterator[Message]:
    """The dates of a document, each by itself and beside that of its meeting."""
    yield from strange_dates(parsed, today)
    fields = parsed.fields
    meeting = fields.meeting.date if fields.meeting else None
    follows = fields.type not in AGENDA_TYPES  # an agenda is written before its meeting
    if (
        isinstance(meeting, Period)
        and meeting.has_day
        and follows
        and fields.date
        and fields.date < meeting.first[: len(fields.date)]
    ):
        yield warning(
            "older-than-event",
            parsed.span("date"),
            f"the document is dated {fields.date}, before the meeting it is about ({meeting.first})",
            "check both dates; keep them if the original says so",
            [Note("the meeting", parsed.span("meeting", "date"))],
        )


def unknown_meetings(parsed: Parsed) -> Iterator[Message]:
    """What speaks of a meeting of a series and does not tell which: it is shown, and joined to none."""
    fields = parsed.fields
    told: list[tuple[Path, Record]] = []
    if "editions" in fields:
        told = [(("editions", at), one) for at, one in enumerate(fields.editions)]
    if "tabled" in fields:
        told = [(("tabled", at), one) for at, one in enumerate(fields.tabled)]
        told += [((name,), fields[name]) for name in ("meeting", "next") if fields.series and fields[name]]
    for path, one in told:
        if (
            one.date is None
            and one.number is None
            and not any((*path, name) in parsed.spans for name in ("date", "number"))
        ):
            sentence = f"'{path[0]}' has neither date nor number, so nobody can tell which meeting of the series it is"
            yield warning(
                "meeting-unknown", parsed.span(*path), sentence, "add one of them; a year or a month is a date"
            )


_CASE_YEAR = re.compile(r".*/((?:19|20)[0-9]{2})|((?:19|20)[0-9]{2})[-/:].*")
_BEGINS_WITH_YEAR = re.compile(r"(?:19|20)[0-9]{2}/")
# A case that goes on for longer than this is rarer than a digit of its year mistyped.
LONGEST_CASE = 30


@lru_cache(maxsize=1 << 14)
def _year_of_case(number: str) -> str | None:
    """The year in a case number, where it is plain which part that is: 2016/2017 does not say."""
    found = _CASE_YEAR.fullmatch(number.strip())
    if found is None or (found[1] and _BEGINS_WITH_YEAR.match(number.strip())):
        return None
    return found[1] or found[2]


def case_years(parsed: Parsed) -> Iterator[Message]:
    """A case that began after the document was written, or a lifetime before."""
    written = parsed.fields.date
    for at, case in enumerate(parsed.fields.case) if written else ():
        year = _year_of_case(case)
        if year is None:
            continue
        early = year > written[:4] and not _about_to_begin(written, year)
        if early or int(written[:4]) - int(year) > LONGEST_CASE:
            when = "before the case began" if early else "long after the case began"
            yield warning(
                "case-year",
                parsed.span("case", at),
                f"the document is dated {written}, {when}: its number, {case}, is of {year}",
                "check the number and the date; accept this if the original has both so",
                [Note("the date", parsed.span("date"))],
            )


def _about_to_begin(written: str, year: str) -> bool:
    """Whether the document may have come in around the turn of the year, and begun the case."""
    return int(year) == int(written[:4]) + 1 and written[5:7] not in (
        "01",
        "02",
        "03",
        "04",
        "05",
        "06",
        "07",
        "08",
        "09",
    )


_WRITTEN_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_DATE_FIELDS = frozenset({"date", "publish", "retrieved", "from", "to"})


def _may_hold_dates(field: Field) -> bool:
    return field.name in _DATE_FIELDS or field.type in ("period", "tree") or any(map(_may_hold_dates, field.fields))


def _dated(fields: Iterable[Field]) -> frozenset[str]:
    return frozenset(field.name.replace("-", "_") for field in fields if _may_hold_dates(field))


_DATED_OF_ENTRIES = _dated(field for kind in KINDS for field in kind.fields)
_DATED = _dated(DOCUMENT) | _DATED_OF_ENTRIES


def _all_dates(record: Record, path: Path) -> Iterator[tuple[Path, str]]:
    """Every date in these fields and the groups within them, with its place."""
    for name in record:
        if (not path and name not in _DATED) or (value := record[name]) is None:
            continue
        for at, one in enumerate(value) if isinstance(value, tuple) else [(None, value)]:
            here = (*path, name) if at is None else (*path, name, at)
            if isinstance(one, Record):
                yield from _all_dates(one, here)
            elif isinstance(one, Period):
                yield here, one.first
            elif name in _DATE_FIELDS and isinstance(one, str) and _WRITTEN_DATE.fullmatch(one):
                yield here, one


@lru_cache(maxsize=16)
def _later(today: str, days: int) -> str:
    day = datetime.date.fromisoformat(today)
    return (day + min(datetime.timedelta(days=days), datetime.date.max - day)).isoformat()


# ---------------------------------------------------------------- files


def beside(parsed: Parsed, written: str, lies: Callable[[str], bool]) -> str | None:
    """The path in content/ that a file field or link of this document means; `None` when it leaves content/.

    Some computers store the accents of a name apart from its letters; what is written is always read as one.
    """
    path = posixpath.normpath(posixpath.join(posixpath.dirname(parsed.path), written))
    if not path.startswith("content/"):
        return None
    if path.isascii() or lies(path):
        return path
    folder, name = posixpath.split(path)
    folders = dict.fromkeys((folder, *(unicodedata.normalize(form, folder) for form in _STORED)))
    stored = (f"{each}/{unicodedata.normalize(form, name)}" for each in folders for form in _STORED)
    return next(filter(lies, stored), path)


_STORED: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")


def published_name(source: str) -> str:
    """What a file is called on the site: the same from every computer."""
    return unicodedata.normalize("NFC", posixpath.basename(source))


def attachments(
    parsed: Parsed, address: str, files: Mapping[str, FileFacts]
) -> tuple[tuple[Attachment, ...], tuple[Message, ...]]:
    """The attachments a document lists, each either held, elsewhere, or missing."""
    found: list[Attachment] = []
    messages: list[Message] = []
    seen: dict[str, Span] = {}
    names: dict[str, str] = {}
    for at, listed in enumerate(parsed.fields.attachments):
        span = parsed.span("attachments", at, "file") if listed.file else parsed.span("attachments", at)
        if listed.file is None:
            written = any(("attachments", at, name) in parsed.spans for name in ("file", "url"))  # but not as it should
            if listed.url is None and not listed.missing and not written:
                messages.append(
                    error(
                        "attachment-without-file",
                        span,
                        f"the attachment '{listed.title}' has neither file, url nor missing: true",
                        "add the one that is true",
                    )
                )
            found.append(Attachment(listed.title, None, listed.url, None, None, None, bool(listed.missing)))
            continue
        source = beside(parsed, listed.file, files.__contains__)
        facts = files.get(source) if source else None
        if source is None or facts is None:
            messages.append(_not_there(listed.file, source, span, files))
            continue
        if source in seen:
            messages.append(
                warning(
                    "attachment-twice",
                    span,
                    f"'{listed.file}' is listed twice",
                    "delete one of them",
                    [Note("first here", seen[source])],
                )
            )
            continue
        seen[source] = span
        if listed.missing:
            messages.append(
                warning(
                    "attachment-not-missing",
                    parsed.span("attachments", at, "missing"),
                    f"the attachment '{listed.title}' is said to be missing, and '{listed.file}' is here",
                    "delete this line, or the file",
                )
            )
        problem = problem_of(source, facts)
        if problem:
            help = f"{problem.help}, or write missing: true"
            messages.append(error("bad-attachment", span, f"'{listed.file}' {problem.words}", help))
            continue
        if listed.sha256 and listed.sha256 != facts.sha256:
            messages.append(
                error(
                    "checksum-differs",
                    parsed.span("attachments", at, "sha256"),
                    f"'{listed.file}' is not the file that this checksum was written for",
                    f"bring the right file back; if it was changed on purpose, write sha256: {facts.sha256}",
                )
            )
            continue
        name = published_name(source)
        if names.setdefault(name.casefold(), source) != source or name.casefold() in BESIDE_DOCUMENTS:
            messages.append(
                error(
                    "name-collision",
                    span,
                    f"another file of this document is published as '{name}' too",
                    "rename one of them",
                )
            )
            continue
        found.append(Attachment(listed.title, address + name, listed.url, source, facts.size, facts.sha256, False))
    return tuple(found), tuple(messages)


def _not_there(written: str, source: str | None, span: Span, files: Mapping[str, FileFacts]) -> Message:
    if source is None:
        return error("broken-link", span, f"'{written}' leads out of content/", "put the file beside the document")
    same = next((path for path in files if path.casefold() == source.casefold()), None)
    hint = (
        f"did you mean '{posixpath.basename(same)}'? Capital letters count"
        if same
        else did_you_mean(
            written, [posixpath.basename(p) for p in files if posixpath.dirname(p) == posixpath.dirname(source)]
        )
    )
    return error(
        "missing-attachment",
        span,
        f"there is no file '{written}' beside this document",
        hint or "put it there, or write missing: true instead of file",
    )
