"""`check --fix`: mends what is certain in the files of an archive, one line at a time, and shows each change as a diff.

A line is changed only where the rule that complains of it knew of no second way; everything else in the file stays as
it is to the byte, its line endings and remarks included. Nothing is written before it was shown.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from diarium.archive.acceptance import unsettled
from diarium.archive.content import Content, sort_out
from diarium.archive.doubles import look_alikes
from diarium.archive.naming import registered
from diarium.disk import sources, writing
from diarium.gathering import read_content
from diarium.messages import Checked, Fix, Message, printable
from diarium.options import Options
from diarium.reading.document import Parsed
from diarium.reading.mending import replaced
from diarium.reading.places import DOCUMENT, PAGE, read_file, what
from diarium.schema import KINDS, LANGUAGE_SYNONYMS

# One mend may uncover the next; a file that is not done after so many is left as far as it came.
_ROUNDS = 20
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


@dataclass(frozen=True, slots=True)
class Change:
    """One file before and after."""

    path: str
    before: bytes
    after: bytes

    def diff(self) -> Iterator[str]:
        """The lines that differ, with their neighbours, as `diff -u` writes them."""
        old, new = (_lines(data.decode("utf-8")) for data in (self.before, self.after))
        for line in difflib.unified_diff(old, new, f"a/{self.path}", f"b/{self.path}", n=2):
            yield printable(line.rstrip("\r\n"))


def certain_changes(options: Options) -> tuple[Change, ...]:
    """Every file in which something can be mended without a doubt; drafts are files like others here."""
    return sources.in_peace(lambda: _certain_changes(replace(options, drafts=True, remember=False)))


def write(options: Options, changes: Iterable[Change]) -> list[str]:
    """Writes the changes; a file that somebody changed meanwhile is left alone. Returns the paths written."""
    written = []
    for change in changes:
        if sources.bytes_of(options.root, change.path) == change.before:
            writing.replace(options.root / change.path, change.after)
            written.append(change.path)
    return written


# ---------------------------------------------------------------- finding


@dataclass(slots=True)
class _Desk:
    """The files of the archive while they are mended in thought."""

    content: Content
    messages: dict[str, tuple[Message, ...]]
    before: dict[str, bytes] = field(default_factory=dict)
    after: dict[str, bytes] = field(default_factory=dict)
    refused: set[Fix] = field(default_factory=set)


def _certain_changes(options: Options) -> tuple[Change, ...]:
    found = sources.scan(options.root).value
    checked = read_content(found, options)
    messages: dict[str, tuple[Message, ...]] = {}
    for message in checked.messages:
        messages[message.span.path] = (*messages.get(message.span.path, ()), message)
    desk = _Desk(checked.value, messages)
    for _ in range(_ROUNDS):
        wanted = _wanted(desk, options.today)
        if not wanted:
            break
        for path, fixes in wanted.items():
            data = desk.after.get(path) or sources.bytes_of(options.root, path)
            desk.before.setdefault(path, data)
            _mend(desk, path, data, fixes)
    changed = ((path, desk.before[path], data) for path, data in sorted(desk.after.items()))
    return tuple(Change(path, old, new) for path, old, new in changed if old != new)


def _wanted(desk: _Desk, today: str) -> Mapping[str, list[Fix]]:
    """The mends that are certain as things stand, by file: one a line."""
    published = sort_out(desk.content, today, drafts=True).published
    registry, _, _ = registered(desk.content, published)
    told = (message for listed in desk.messages.values() for message in listed)
    fixes = [message.fix for message in unsettled((*told, *look_alikes(registry)), desk.content)]
    fixes += map(_language, (*desk.content.documents, *desk.content.pages))
    by_line: dict[tuple[str, int], Fix] = {}
    for fix in fixes:
        if fix is not None and fix not in desk.refused:
            by_line.setdefault((fix.path, fix.line), fix)
    wanted: dict[str, list[Fix]] = {}
    for (path, _), fix in sorted(by_line.items()):
        wanted.setdefault(path, []).append(fix)
    return wanted


def _language(parsed: Parsed) -> Fix | None:
    """The code of a language in its usual form: `no` is understood, and means `nb`."""
    span = parsed.spans.get(("lang",))
    if span is None or parsed.fields.lang is None:
        return None
    named = (word for word, meant in LANGUAGE_SYNONYMS.items() if meant == parsed.fields.lang)
    return next((fix for word in named if (fix := replaced(span, word, parsed.fields.lang))), None)


# ---------------------------------------------------------------- mending


def _mend(desk: _Desk, path: str, data: bytes, fixes: list[Fix]) -> None:
    """The file with these lines exchanged, read anew; a mend that does not take is forgotten."""
    lines = _lines(data.decode("utf-8"))
    done: list[Fix] = []
    for fix in reversed(fixes):
        stands = lines[fix.line - 1] if fix.line <= len(lines) else ""
        bare = stands.rstrip("\r\n")
        if bare != fix.old or unicodedata.normalize("NFC", bare) != bare:
            desk.refused.add(fix)  # a mark before the first line, or letters stored in two pieces: not ours to tidy
            continue
        ending = stands[len(bare) :] or "\n"
        lines[fix.line - 1 : fix.line] = [f"{line}{ending}" for line in fix.new]
        done.append(fix)
    mended = "".join(lines).encode("utf-8")
    checked = read_file(path, mended)
    still = {message.fix for message in checked.messages if message.fix is not None}
    failed = [fix for fix in done if fix in still] or (done if _is_worse(desk, path, checked) else [])
    if failed:
        desk.refused.update(failed)
    elif done:
        desk.after[path] = mended
        _take_in(desk, path, checked)


def _is_worse(desk: _Desk, path: str, checked: Checked[Parsed | None]) -> bool:
    """Whether a file that could be read no longer can."""
    was_read = any(parsed.path == path for parsed in _all(desk.content))
    return was_read and checked.value is None


def _all(content: Content) -> Iterator[Parsed]:
    yield from (*content.documents, *content.pages)
    for entries in content.entries.values():
        yield from entries


def _take_in(desk: _Desk, path: str, checked: Checked[Parsed | None]) -> None:
    """The archive with this file as it reads now."""
    desk.messages[path] = checked.messages
    content, kind, parsed = desk.content, what(path), checked.value

    def exchanged(listed: tuple[Parsed, ...]) -> tuple[Parsed, ...]:
        others = [one for one in listed if one.path != path]
        return tuple(sorted([*others, *([parsed] if parsed else [])], key=lambda one: one.path))

    if kind == DOCUMENT:
        desk.content = replace(content, documents=exchanged(content.documents))
    elif kind == PAGE:
        desk.content = replace(content, pages=exchanged(content.pages))
    elif kind in {one.id for one in KINDS}:
        desk.content = replace(content, entries={**content.entries, kind: exchanged(content.entries[kind])})


def _lines(text: str) -> list[str]:
    return [line for line in _LINE.findall(text) if line]
