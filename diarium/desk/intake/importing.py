"""`diarium import`: one original to one draft, step by step, and onto the disk beside the others.

It holds the order of the steps and no rule of its own; it never writes over a file.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from diarium.archive.content import Content, sort_out
from diarium.archive.filekinds import FileFacts, problem_of
from diarium.archive.link import link
from diarium.archive.naming import registered
from diarium.archive.site import Site
from diarium.desk.intake.belongings import belongings
from diarium.desk.intake.blocks import Entry, entries
from diarium.desk.intake.body import markdown
from diarium.desk.intake.draft import draft, file_name
from diarium.desk.intake.findings import Findings, quoted
from diarium.desk.intake.given import given
from diarium.desk.intake.known import Known, of_archive
from diarium.desk.intake.languages import SPOKEN, language
from diarium.desk.intake.occasion import occasion
from diarium.desk.intake.originals import Original, Refused
from diarium.desk.intake.participants import participants
from diarium.desk.intake.readers import read_original
from diarium.desk.intake.register import register
from diarium.desk.intake.repair import repair
from diarium.desk.intake.titles import title_and_type
from diarium.desk.intake.written_dates import dates
from diarium.disk import sources
from diarium.disk.writing import create
from diarium.gathering import read_content
from diarium.options import Options
from diarium.schema import DOCUMENT_LANGUAGES
from diarium.spelling import slug

LARGEST = 60_000_000  # bytes; no paper is larger
LONGEST_LINE = 6_000  # of a paragraph so much is searched for facts; all of it goes into the draft


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft before it is written: where it would lie, and its text."""

    year: str
    name: str
    text: str
    findings: Findings


def linked(options: Options) -> Site:
    """The archive as a build would understand it, whatever is wrong with it; nothing is written."""
    return link(_content(options), options.today, options.drafts).value.site


def knowledge(options: Options) -> Known:
    """Who and what the archive names. What its texts link to is not asked, so nothing is linked."""
    content = _content(options)
    registry, _, _ = registered(content, sort_out(content, options.today, options.drafts).published)
    return of_archive(content.config, registry.entities, content.pages)


def _content(options: Options) -> Content:
    return sources.in_peace(lambda: read_content(sources.scan(options.root).value, options)).value


def drafted(original: Original, known: Known) -> Drafted:
    """All steps from the words of a paper to the text of its draft."""
    repaired = repair(original.lines)
    rows = tuple(replace(entry, text=entry.text[:LONGEST_LINE]) for entry in entries(repaired.blocks))
    findings = Findings()
    brought = given(original.head, findings, known.types)
    running = "\n".join(" ".join(entry.text.split()) for entry in rows)
    spoken = _language(running, findings)
    title_and_type(rows, findings, known)
    lists = participants(rows, findings, known)
    register(rows, lists, findings, known)
    occasion(rows, running, findings, known)
    belongings(repaired.blocks, rows, lists, repaired, findings, known)
    _issuer(rows, running, findings, known)
    _left_open(findings)
    kind, title = findings.text("type"), findings.text("title")
    body = markdown(repaired.blocks, kind, title, lists, repaired.addresses)
    notes = list(original.notes)
    if spoken is not None and spoken not in SPOKEN:
        notes.append("the fields were not looked for in this language; fill them in by hand")
    day = (findings.get_part("meeting", "date") or findings.text("date") or "").partition("/")[0]
    year = (findings.text("date") or day)[:4] or "undated"
    return Drafted(
        year,
        file_name(_undated(title) or Path(original.name).stem, kind, day),
        draft(findings, body, repaired.furniture, notes, remarks=brought),
        findings,
    )


def _undated(title: str | None) -> str:
    """A title without its dates, which would make an address long."""
    for date in reversed(dates(title or "")):
        title = f"{title[: date.start]} {title[date.end :]}" if title else title
    return title or ""


def _language(text: str, findings: Findings) -> str | None:
    spoken, sure = language(text)
    if spoken in DOCUMENT_LANGUAGES:
        findings.set("lang", spoken, "the commonest small words of the text")
        if not sure:
            findings.todo("lang", "there is too little text to be sure of its language")
    else:
        findings.todo("lang", f"the language is none of {', '.join(DOCUMENT_LANGUAGES)}, or could not be told")
    return spoken


_SENDER = re.compile(
    r"^(?P<name>[A-ZÅÄÖÆØ][\wåäöæø-]*(?:kontoret|förvaltningen|nämnden|etaten|direktoratet))s\s+(?:synpunkter|yttrande|bedömning|analys|vurdering|merknader)(?: och \w+)?\s*$",
    re.MULTILINE,
)


_HOUSE = re.compile(
    r"[A-ZÅÄÖÆØ][\wåäöæø-]*(?:kontoret|förvaltningen|forvaltningen|etaten|direktoratet|departementet|ministeriet|styrelsen|verket|förbundet|forbundet)"
)


_MUNICIPALITY = re.compile(
    r"[^\W\d_][\w-]+(?:\s[^\W\d_][\w-]+)?\s(?:kommune?|fylkeskommune|stad|kaupunki|municipality|(?:city|town|county)\s+council)",
    re.IGNORECASE,
)


def _issuer(rows: Sequence[Entry], text: str, findings: Findings, known: Known) -> None:
    """Who issued the paper, from a heading that speaks in its name or from the series it belongs to."""
    match = _SENDER.search(text)
    if match and not findings.has("organisation"):
        findings.add("organisation", match["name"], f'the heading "{match.group()}"')
    if findings.text("type") in ("statement", "travel-report", "report") and not findings.has("organisation"):
        named = {*map(str, findings.items("recipient"))}
        for row in rows[:6]:
            if _HOUSE.fullmatch(row.text) and row.text not in named:
                findings.add("organisation", row.text, f"the line {quoted(row.text)} at the head of the paper")
                break
    series = findings.text("series")
    entity = known.find("series", series) if series else None
    organisers = entity.entry.fields.organiser if entity is not None and entity.entry is not None else ()
    owner = next(iter(organisers), None)
    how = f"organiser of {series}, as the archive knows"
    if owner is None and series and findings.text("type") in ("minutes", "agenda"):
        first = series.split()[0]
        if first.endswith("s") and len(first) > 5 and re.search(rf"\b{re.escape(first[:-1])}\b", text):
            owner, how = first[:-1], f"the name of the series, {series}"
    if owner is None and findings.text("type") in ("minutes", "agenda"):
        heads = (cell for row in rows[:4] if row.kind != "item" for cell in row.cells)
        owner = next((cell for cell in heads if _MUNICIPALITY.fullmatch(cell)), None)
        how = f'the line "{owner}" at the head of the paper'
    if owner is None or findings.text("type") not in ("minutes", "agenda"):
        return
    if not findings.has("organisation"):
        findings.add("organisation", owner, how)
    found = findings.fields.get("participants")
    for item in findings.items("participants"):
        if (
            isinstance(item, dict)
            and item.get("status") == "secretary"
            and "organisation" not in item
            and item.get("role") == "sekretariatet"
            and found
        ):
            item["organisation"] = owner
            keys: tuple[str, ...] = ("name", "role", "party", "organisation", "status")
            ordered = {key: item[key] for key in keys if key in item}
            item.clear()
            item.update(ordered)


def _left_open(findings: Findings) -> None:
    """What the engine needs and the paper does not say."""
    if not findings.has("date"):
        day = findings.get_part("meeting", "date")
        hint = day.partition("/")[0] if day else None
        why = f"; the meeting was on {day}. If that day may stand for it, take the # away below" if day else ""
        findings.todo("date", f"the paper does not say when it was written{why}", hint)
    if findings.text("type") in ("travel-report", "minutes") and not findings.has("participants"):
        findings.todo("participants", "no list of those who took part was found; if the paper names them, write them")
    if findings.text("type") in ("travel-report", "statement") and not findings.has("case"):
        findings.todo("case", "no case number stands on the paper; if there is one, write it")


# ---------------------------------------------------------------- files


def import_file(source: Path, options: Options, known: Known, output: Path | None, keep_original: bool) -> Path:
    """Read one file and write its draft; the path of the draft, or `Refused` with the reason."""
    try:
        if source.stat().st_size > LARGEST:
            raise Refused(f"{source.name} is larger than {LARGEST // 1_000_000} MB, which no text is")
        data = source.read_bytes()
    except IsADirectoryError:
        raise Refused(f"{source} is a folder; name the files in it") from None
    except FileNotFoundError:
        raise Refused(f"there is no file {source}") from None
    made = drafted(read_original(source.name, data), known)
    year = made.year if made.year != "undated" else options.today[:4]
    target = output or options.root / "content" / "documents" / year / f"{made.name}.md"
    if target.exists():
        raise Refused(f"{target} is there already and stays as it is; name another file with --output")
    text = made.text
    if keep_original:
        suffix, bytes_kept = _kept(source, data)
        kept = target.with_name(f"{target.stem}-original{suffix}")
        if not create(kept, bytes_kept):
            raise Refused(f"{kept} is there already and stays as it is; name another file with --output")
        text = _with_original(text, kept.name, hashlib.sha256(bytes_kept).hexdigest())
    if not create(target, text.encode()):
        raise Refused(f"{target} is there already and stays as it is; name another file with --output")
    return target


def _kept(source: Path, data: bytes) -> tuple[str, bytes]:
    """How an original lies beside its draft: as it is, but a web page packed, for none may be published as it came."""
    suffix = source.suffix.lower() if slug(source.suffix) else ""
    if suffix == ".md":
        return ".txt", data  # among the documents it would be one
    if problem_of(source.name.lower(), FileFacts(len(data), "", data[:512])) is None:
        return suffix, data
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        inner = zipfile.ZipInfo(source.name)  # of no day and stored as it is: the same bytes everywhere
        inner.create_system = 3
        made.writestr(inner, data)
    return ".zip", packed.getvalue()


def _with_original(text: str, name: str, digest: str) -> str:
    """The original among the attachments, with its checksum."""
    item = ["  - title: Original", f"    file: {name}", f"    sha256: {digest}"]
    lines = text.split("\n")
    if "attachments:" in lines:
        at = lines.index("attachments:") + 1
        return "\n".join([*lines[:at], *item, *lines[at:]])
    at = next(i for i, line in enumerate(lines) if line.startswith("# when nothing is left"))
    return "\n".join([*lines[:at], "attachments:", *item, *lines[at:]])


def summary(findings: Findings) -> Sequence[str]:
    """What is left to do, for whoever asks with `-v`."""
    return [f"{name}: {todo}" for name, found in findings.fields.items() for todo in found.todos]
