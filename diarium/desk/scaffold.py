"""Makes what editors begin with: a new, empty archive, and new documents with their fields filled in.

It never writes over a file, and publishes nothing.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from diarium.archive.appearances import Appearance
from diarium.archive.meetings import Meeting
from diarium.archive.numbering import read_number
from diarium.archive.registry import Entity
from diarium.archive.site import Site
from diarium.config import PATH as CONFIG
from diarium.config import read_config
from diarium.desk.intake.draft import draft, file_name
from diarium.desk.intake.findings import Findings
from diarium.desk.intake.importing import linked
from diarium.desk.intake.known import Known, of_archive
from diarium.desk.workplace.files import equip
from diarium.desk.workplace.kit import Kit
from diarium.disk.writing import create
from diarium.options import Options
from diarium.reading.dates import iso_problem, suggest_period
from diarium.schema import AGENDA_TYPES, MINUTES_TYPES


class Occupied(Exception):  # noqa: N818 - a refusal, in words for the user
    """The folder holds an archive already."""


_FILES = {
    "content/archive.yml": """\
# What this archive is called, and where it will be published. Only the name is needed.
name: Our archive
# The language of the interface: sv, nb or en. Documents keep their own.
language: en
# base-url: https://example.org/archive/
# owner: Who is responsible
# contact: archive@example.org
# licence: CC BY 4.0
""",
    "content/index.md": """\
---
title: Our archive
---

Welcome. Write here, in a few sentences, what this archive holds.
""",
    "content/pages/about.md": """\
---
title: About
---

Who keeps this archive, what it holds, and how to report an error.
""",
    "content/documents/.gitkeep": "",
    "README.md": """\
# Our archive

Every document is a file in `content/documents/`, such as `content/documents/2017/travel-report-oslo.md`:

    ---
    title: Travel report Oslo
    date: 2017-02-23
    type: travel-report
    ---

    The text, in Markdown.

`python3 build.py serve` shows the archive, `python3 build.py check` says what is wrong, `python3 build.py build` makes the
site, and `python3 build.py import FILE` makes a draft of a paper you have as a file. All that takes is Python 3.11 or newer:
the first time, the tool in `tools/` and what it stands on are installed in `.venv`.

| file | for |
| --- | --- |
| `build.py`, `requirements.txt`, `tools/` | the tool that builds this archive, of this very version |
| `.vscode/`, `frontmatter.json` | Visual Studio Code: messages in the files they are about, a form for the fields |
| `web-editor/` | an editor in the browser |
| `.pre-commit-config.yaml` | a check before each commit |
| `.github/`, `.gitlab-ci.yml` | a check of every change, a preview, and publishing |

Delete what you do not use. `python3 build.py init --tools .` brings back what is missing, and renews the forms when
`content/archive.yml` has changed. A newer Diarium is put in the place of this one by its own
`python3 build.py init --tools`, followed by the path of this folder.
""",
    ".gitignore": """\
site/
.diarium/
.venv/
""",
    ".gitattributes": """\
content/addresses.lock merge=union
tools/*.whl binary
requirements.txt text eol=lf
""",
}


def new_archive(folder: Path) -> list[str]:
    """The files of a new archive; those already there are left alone."""
    if (folder / "content" / "archive.yml").exists():
        raise Occupied(f"{folder} is an archive already")
    made = []
    for name, text in _FILES.items():
        if create(folder / name, text.encode()):
            made.append(str(folder / name))
    return [*made, *_equipped(folder, Kit())]


def renewed_tools(folder: Path) -> list[str]:
    """What editors and workflows need, given to an archive that is there already."""
    settings = folder / CONFIG
    if not settings.is_file():
        raise Occupied(f"{folder} is no archive yet; make one with: diarium init {folder}")
    config = read_config(settings.read_bytes()).value
    kit = Kit(language=config.language, types=config.types)
    if (folder / "build.py").is_file() and (folder / "diarium").is_dir():  # the engine's own repository
        kit = replace(kit, carries_tool=False)
    return _equipped(folder, kit)


def _equipped(folder: Path, kit: Kit) -> list[str]:
    return [str(folder / path) for path in equip(folder, kit)]


# ---------------------------------------------------------------- a new document


class NotYet(Exception):  # noqa: N818 - a refusal, in words for the user
    """Something is needed that was not given, or cannot be."""


Ask = Callable[[str, str], str]  # a question and what is suggested; the answer
_OPENING = "Made by new: the comments say where a value comes from; add what is missing, and write the text below."
_USUAL_OF = 3  # the last documents of a series that tell who usually takes part


def new_document(options: Options, given: dict[str, str], ask: Ask | None, output: Path | None) -> Path:
    """A document with what was given, asked for, and known of its series; the path of its file."""
    site = linked(options)
    pages = [page.parsed for page in site.text_pages if page.parsed is not None]
    known = of_archive(site.config, site.entities, pages)
    given = dict(given)
    if given["type"] not in known.types:
        raise NotYet(f"there is no document type '{given['type']}'; the archive knows {', '.join(known.types)}")
    _ask_for(given, ask, "title", "Title", "")
    if not given.get("title"):
        raise NotYet('a document needs a title: diarium new TYPE "Title"')
    meets = given["type"] in AGENDA_TYPES | MINUTES_TYPES
    if meets:
        _ask_for(given, ask, "series", "Series (the body that meets)", _usual_series(site))
    findings = Findings()
    series = known.find("series", given["series"]) if given.get("series") else None
    if series is not None:
        _expect(findings, given, series, site)
    _ask_for(given, ask, "date", "Date written on the document", options.today)
    if meets:
        _ask_for(given, ask, "meeting.date", "Day of the meeting", findings.get_part("meeting", "date") or "")
    _fill(findings, given, options, known)
    if series is not None:
        _usual(findings, series, site, given["type"])
    day = findings.get_part("meeting", "date") or findings.text("date") or ""
    name = file_name(given["title"], given["type"], day.partition("/")[0])
    target = output or options.root / "content" / "documents" / (findings.text("date") or day)[:4] / f"{name}.md"
    if not create(target, draft(findings, "", opening=_OPENING).encode()):
        raise Occupied(f"{target} is there already and stays as it is; name another file with --output")
    return target


def _ask_for(given: dict[str, str], ask: Ask | None, field: str, question: str, suggestion: str) -> None:
    if ask is not None and not given.get(field) and (answer := ask(question, suggestion)):
        given[field] = answer


def _fill(findings: Findings, given: dict[str, str], options: Options, known: Known) -> None:
    """What was given, checked as far as a date can be."""
    for field in ("date", "meeting.date"):
        if field in given:
            given[field] = _iso(given[field])
    findings.set("title", given["title"])
    findings.set("type", given["type"])
    findings.set(
        "date", given.get("date", options.today), *(() if "date" in given else ("the day this file was made",))
    )
    findings.set(
        "lang", given.get("lang", known.language), *(() if "lang" in given else ("the language of the archive",))
    )
    findings.set("series", given.get("series"))
    for field, value in given.items():
        group, _, part = field.partition(".")
        if part:
            found = findings.fields.get(group)
            if found is not None and isinstance(found.value, dict):
                found.value.pop(part, None)
                findings.inner.get(group, {}).pop(part, None)
            findings.part(group, part, value, "what was given")
        elif field in ("case", "officer", "organisation"):
            for one in value.split(";"):
                findings.add(field, one.strip(), "what was given")
    if given["type"] in AGENDA_TYPES | MINUTES_TYPES:
        if "series" not in given:
            findings.todo("series", "which body meets?")
        if len(findings.get_part("meeting", "date") or "") < len("2023-05-16"):  # nothing, or a month or year
            findings.todo("meeting", "on which day is the meeting?")


def _iso(text: str) -> str:
    """A date as the archive writes it, from any dress that has one reading."""
    first = text.partition("/")[0].strip()
    if iso_problem(first) is None and (iso_problem(text) is None or "/" in text):
        return text
    suggested = suggest_period(text)
    if suggested is None:
        raise NotYet(f"'{text}' is not a date; write it as 2017-02-23")
    return suggested


def _usual_series(site: Site) -> str:
    """The series the archive last met, as a suggestion."""
    last = max(
        (
            (m.period.last, id)
            for id, ms in site.meetings.items()
            for m in ms
            if m.period and m.period.has_day and m.about
        ),
        default=None,
    )
    return next((e.name for e in site.of_kind("series") if last and e.ref.id == last[1]), "")


def _expect(findings: Findings, given: dict[str, str], series: Entity, site: Site) -> None:
    """The meeting such a document is likely about: one without its minutes, one that is announced, or the next."""
    meetings = [m for m in site.meetings.get(series.ref.id, ()) if m.status != "inferred"]
    if given["type"] in MINUTES_TYPES:
        types = {m: {site.documents[path].type for path in m.about} for m in meetings}
        waiting = [m for m in meetings if types[m] & AGENDA_TYPES and not types[m] & MINUTES_TYPES]
        if waiting:
            _this_one(findings, waiting[-1], site, "the archive has the agenda of this meeting and not its minutes")
            return
    # One that has its agenda is no longer to come for whoever writes the next agenda.
    held = [m for m in meetings if m.period and (m.status == "held" or m.about)]
    last = max(held, key=lambda m: m.period.last if m.period else "", default=None)
    after = last.period.last if last and last.period else ""
    announced = [
        m for m in meetings if m.status == "announced" and m.period and m.period.first > after[: len(m.period.first)]
    ]
    if announced:
        _this_one(findings, announced[0], site, "announced, as the archive knows")
    elif last is not None and series.entry is not None and series.entry.fields.every:
        day = _later(after, series.entry.fields.every)
        findings.part(
            "meeting",
            "date",
            day,
            f"the last known meeting was on {after}, and the series meets every {series.entry.fields.every[0]} {series.entry.fields.every[1]}",
        )
    if findings.get_part("meeting", "number") is None and last is not None:
        _next_number(findings, meetings)


def _this_one(findings: Findings, meeting: Meeting, site: Site, source: str) -> None:
    findings.part("meeting", "date", str(meeting.period) if meeting.period else None, source)
    findings.part("meeting", "number", meeting.number, source)
    findings.part("meeting", "city", site.entities[meeting.city].name if meeting.city else None, source)
    for field in ("time", "place", "theme"):
        findings.part("meeting", field, meeting.says(field), source)


def _next_number(findings: Findings, meetings: list[Meeting]) -> None:
    """The number after the last one; within a year where the numbers name the year."""
    numbered = [n for m in meetings if m.number and (m.status == "held" or m.about) and (n := read_number(m.number))]
    if not numbered:
        return
    last = max(numbered, key=lambda n: (n.year, n.count))
    year = (findings.get_part("meeting", "date") or last.year)[:4]
    fresh = bool(last.year) and year > last.year
    count = 1 if fresh else last.count + 1
    number = f"{count}/{year}" if last.year else str(count)
    findings.part(
        "meeting", "number", number, f"the last known number is {last.count}{f'/{last.year}' if last.year else ''}"
    )


def _later(day: str, every: tuple[int, str]) -> str:
    """The day, month or year one step of a series later; what was exact to the day becomes a month."""
    count, unit = every
    if unit == "year" or len(day) < 7:
        return str(int(day[:4]) + count * (unit == "year"))
    if unit in ("week", "day") and len(day) == 10:
        return (
            datetime.date.fromisoformat(day) + datetime.timedelta(days=count * (7 if unit == "week" else 1))
        ).isoformat()
    months = int(day[:4]) * 12 + int(day[5:7]) - 1 + count
    return f"{months // 12:04}-{months % 12 + 1:02}"


def _usual(findings: Findings, series: Entity, site: Site, kind: str) -> None:
    """Those who stood on most of the last papers of the series, as they stood there last."""
    about = [path for meeting in site.meetings.get(series.ref.id, ()) for path in meeting.about]
    documents = [site.documents[path] for path in dict.fromkeys(about)][-_USUAL_OF:]
    seen: Counter[str] = Counter()
    latest: dict[str, tuple[Appearance, str]] = {}
    for document in documents:
        once: set[str] = set()
        for one in document.appearances:
            if one.capacity != "participants.name":
                continue
            key = one.ref.id if one.ref else one.printed
            if key not in once:
                once.add(key)
                seen[key] += 1
                latest[key] = (one, document.title)
    for key, (one, title) in latest.items():
        if seen[key] * 2 <= len(documents) and len(documents) > 1:
            continue
        item = {"name": one.printed}
        item |= {k: v for k, v in (("role", one.role), ("party", one.party), ("organisation", one.organisation)) if v}
        if kind in AGENDA_TYPES:
            item["status"] = "invited"
        elif one.status in ("chair", "secretary"):
            item["status"] = one.status
        findings.add("participants", item, f"took part or was invited before: {title}")
    if findings.items("participants"):
        findings.todo("participants", "these usually take part; keep those who did")
