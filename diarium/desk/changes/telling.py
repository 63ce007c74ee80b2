"""The change report in its three forms: text for a terminal, Markdown for a pull request, JSON for programs.

It finds nothing out; every form tells the same facts in the same order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from diarium.desk.changes.comparing import Comparison, DocumentChange, End, Newcomer, PageChange
from diarium.disk.repository import Revision
from diarium.messages import as_dict, printable
from diarium.schema import KINDS, kinds

Form = Literal["text", "markdown", "json"]
FORMS: tuple[Form, ...] = ("text", "markdown", "json")
MOST = 40  # lines of one list; the JSON form holds them all

_ENDS: dict[End, str] = {
    "moved": "leads to",
    "withdrawn": "says that it was withdrawn",
    "note": "stays as a note",
    "gone": "vanishes: nothing leads on from it",
}


@dataclass(frozen=True, slots=True)
class Chapter:
    """One part of the report: its heading in a few words, and its lines; each line may have lines below it."""

    heading: str
    lines: tuple[tuple[str, tuple[str, ...]], ...]
    folded: bool = False  # long lists that a reader opens when needed


Mark = Callable[[str], str]  # how a file, an address or a name is set off from the words around it


def tell(found: Comparison, since: Revision, form: Form) -> str:
    if form == "json":
        return json.dumps(_as_json(found, since), ensure_ascii=False, indent=2)
    return _markdown(found, since) if form == "markdown" else _text(found, since)


def _plain(text: str) -> str:
    return printable(text)


def _code(text: str) -> str:
    """Text between marks that no text can break out of."""
    shown = printable(text)
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    space = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{space}{shown}{space}{fence}"


def _escaped(text: str) -> str:
    """Text that means nothing in Markdown, and names nobody on the platform that shows it."""
    return re.sub(r"([\\`*_{}\[\]<>#|~&$])", r"\\\1", printable(text)).replace("@", "@\u200b")


def _text(found: Comparison, since: Revision) -> str:
    lines = [_opening(since, _plain)]
    for chapter in _chapters(found, _plain, _plain):
        lines += ["", chapter.heading]
        for line, below in _shortened(chapter.lines):
            lines += [f"  {line}", *(f"    {one}" for one in below)]
    return "\n".join(lines)


def _markdown(found: Comparison, since: Revision) -> str:
    lines = ["## What this change does", "", _opening(since, _code)]
    for chapter in _chapters(found, _code, _escaped):
        folded = chapter.folded and chapter.lines
        lines += [
            "",
            *(["<details>", f"<summary>{chapter.heading}</summary>"] if folded else [f"### {chapter.heading}"]),
        ]
        lines += [""] if chapter.lines else []
        for line, below in _shortened(chapter.lines):
            lines += [f"- {line}", *(f"  - {one}" for one in below)]
        lines += ["", "</details>"] if folded else []
    return "\n".join(lines)


def _shortened(lines: Sequence[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from lines[:MOST]
    if len(lines) > MOST:
        yield f"… and {len(lines) - MOST} more", ()


def _opening(since: Revision, mark: Mark) -> str:
    what = f"Compared with {mark(since.asked)} ({since.commit[:10]})"
    return f"{what}, where the two ways parted." if since.parted else f"{what}."


# ---------------------------------------------------------------- the chapters


def _chapters(found: Comparison, mark: Mark, words: Mark) -> Iterator[Chapter]:
    """What there is to tell; a chapter with nothing in it says so, or is left out."""
    yield _documents(found, mark, words)
    if found.drafts:
        count = _count(len(found.drafts), "new document waits", "new documents wait")
        yield Chapter(f"{count} unpublished", tuple((mark(path), ()) for path in found.drafts))
    yield _newcomers(found, mark, words)
    yield from _addresses(found, mark, words)
    yield from _pages(found, mark)
    yield _messages(found, mark, words)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _counted(words: Iterable[str], order: Iterable[str]) -> str:
    listed = list(words)
    return ", ".join(f"{listed.count(word)} {word}" for word in order if word in listed)


def _documents(found: Comparison, mark: Mark, words: Mark) -> Chapter:
    fates = ("added", "changed", "moved", "withdrawn", "removed")
    said = _counted((one.fate for one in found.documents), fates) or "none changed"
    lines = [_document(one, mark, words) for fate in fates for one in found.documents if one.fate == fate]
    return Chapter(f"Documents: {said}", tuple(lines))


def _document(one: DocumentChange, mark: Mark, words: Mark) -> tuple[str, tuple[str, ...]]:
    line = f"{one.fate}: {words(one.title)} at {mark(f'/{one.path}')}, from {mark(one.file)}"
    facts = [f"formerly at {mark(f'/{one.was}')}"] if one.was else []
    facts += [f"reason: {words(one.reason)}"] if one.reason else []
    facts += [f"fields: {', '.join(mark(name) for name in one.fields)}"] if one.fields else []
    came, went = one.words_added, one.words_gone
    if one.fate == "added":
        facts.append(_count(came, "word", "words"))
    elif one.fate in ("changed", "moved") and (came or went):
        facts.append(f"text: {_count(came, 'word', 'words')} more, {went} fewer")
    elif one.fate == "changed" and not one.fields:
        facts.append("nothing that readers see")
    return line, tuple(facts)


def _newcomers(found: Comparison, mark: Mark, words: Mark) -> Chapter:
    counts = []
    for kind in KINDS:
        number = sum(one.kind == kind.id for one in found.newcomers)
        counts += [_count(number, kind.one.en.lower(), kind.many.en.lower())] if number else []
    doubtful = [one for one in found.newcomers if one.doubts]
    heading = f"New in the archive: {', '.join(counts) or 'nobody and nothing'}"
    if doubtful:
        heading += f"; {_count(len(doubtful), 'looks', 'look')} like what is there already"
    ordered = [*doubtful, *(one for one in found.newcomers if not one.doubts)]
    return Chapter(heading, tuple(_newcomer(one, mark, words) for one in ordered))


def _newcomer(one: Newcomer, mark: Mark, words: Mark) -> tuple[str, tuple[str, ...]]:
    where = f", named in {mark(one.named_in)}" if one.named_in else ""
    line = f"{kinds()[one.kind].one.en.lower()}: {words(one.name)} at {mark(f'/{one.path}')}{where}"
    return line, tuple(words(m.text + (f" ({m.help})" if m.help else "")) for m in one.doubts)


def _addresses(found: Comparison, mark: Mark, words: Mark) -> Iterator[Chapter]:
    appear = tuple((f"{mark(f'/{path}')} {words(name)}", ()) for path, _, name in found.appearing)
    ends = [one for one in found.ending if one.end != "moved"]
    moves = [one for one in found.ending if one.end == "moved"]
    yield Chapter(f"Addresses: {len(appear)} appear", appear, folded=True)
    if moves:
        told = tuple((f"{mark(f'/{one.path}')} leads to {mark(f'/{one.target}')}", ()) for one in moves)
        yield Chapter(f"Addresses: {_count(len(moves), 'moves', 'move')}", told)
    if ends:
        told = tuple((f"{mark(f'/{one.path}')} {words(one.name)}: {_ENDS[one.end]}", ()) for one in ends)
        yield Chapter(f"Addresses: {_count(len(ends), 'vanishes', 'vanish')}", told)


def _pages(found: Comparison, mark: Mark) -> Iterator[Chapter]:
    if found.new_pages is None or found.changed_pages is None:
        which = "the archive has errors now" if not found.is_sound else "the archive had errors then"
        yield Chapter(f"Pages: which will change cannot be told, because {which}", ())
        return
    counts = f"{len(found.new_pages)} new, {len(found.changed_pages)} change, {found.kept_pages} stay as they are"
    new = tuple((f"new: {mark(f'/{path}')}", ()) for path in found.new_pages)
    changed = tuple((f"changes: {mark(f'/{one.path}')} ({_why(one)})", ()) for one in found.changed_pages)
    yield Chapter(f"Pages: {counts}", (*changed, *new), folded=True)


def _why(page: PageChange) -> str:
    return ", ".join(page.parts) or "its layout, or the settings"


def _messages(found: Comparison, mark: Mark, words: Mark) -> Chapter:
    errors = sum(m.severity == "error" for m in found.messages)
    warnings = len(found.messages) - errors
    counts = f"{_count(errors, 'error', 'errors')} and {_count(warnings, 'warning', 'warnings')}"
    settled = f", {found.settled} settled" if found.settled else ""
    ordered = sorted(found.messages, key=lambda m: m.severity)
    lines = []
    for m in ordered:
        advice = (f"help: {words(m.help)}",) if m.help else ()
        lines.append((f"{m.severity} {mark(m.code)} in {mark(str(m.span))}: {words(m.text)}", advice))
    return Chapter(f"Messages that were not there before: {counts if lines else 'none'}{settled}", tuple(lines))


# ---------------------------------------------------------------- for programs


def _as_json(found: Comparison, since: Revision) -> dict[str, object]:
    pages = found.new_pages is not None and found.changed_pages is not None
    return {
        "since": {"asked": printable(since.asked), "commit": since.commit, "parted": since.parted},
        "sound": {"then": found.was_sound, "now": found.is_sound},
        "documents": [
            {
                "fate": one.fate,
                "path": f"/{one.path}",
                "title": one.title,
                "file": one.file,
                "was": f"/{one.was}" if one.was else None,
                "fields": list(one.fields),
                "words": {"added": one.words_added, "gone": one.words_gone},
                "reason": one.reason or None,
            }
            for one in found.documents
        ],
        "unpublished": list(found.drafts),
        "new": [
            {
                "kind": one.kind,
                "name": one.name,
                "path": f"/{one.path}",
                "named_in": one.named_in or None,
                "looks_like": [as_dict(m) for m in one.doubts],
            }
            for one in found.newcomers
        ],
        "addresses": {
            "appear": [{"path": f"/{path}", "what": what, "name": name} for path, what, name in found.appearing],
            "end": [
                {
                    "path": f"/{one.path}",
                    "what": one.what,
                    "name": one.name,
                    "how": one.end,
                    "target": f"/{one.target}" if one.target is not None else None,
                }
                for one in found.ending
            ],
        },
        "pages": {
            "new": [f"/{path}" for path in found.new_pages or ()],
            "changed": [{"path": f"/{one.path}", "parts": list(one.parts)} for one in found.changed_pages or ()],
            "kept": found.kept_pages,
        }
        if pages
        else None,
        "messages": {"new": [as_dict(m) for m in found.messages], "settled": found.settled},
    }
