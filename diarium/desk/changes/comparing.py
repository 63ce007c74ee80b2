"""Two states of an archive compared: documents, names, addresses, pages and messages, as plain facts.

It is pure, and chooses no words for anybody; `telling` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from diarium.archive.content import UNDATED
from diarium.archive.registry import Entity, Ref
from diarium.archive.site import Document, Site
from diarium.desk.changes.sides import Side
from diarium.messages import Message
from diarium.pages.history import compare, text_below
from diarium.pages.table import Page
from diarium.schema import DOCUMENT, KINDS

Fate = Literal["added", "changed", "moved", "withdrawn", "removed"]
End = Literal["moved", "withdrawn", "note", "gone"]


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """What happens to one document."""

    fate: Fate
    path: str  # its address now, or the last it had
    title: str
    file: str
    was: str | None = None  # its former address, if that is another
    fields: tuple[str, ...] = ()  # those whose values differ
    words_added: int = 0
    words_gone: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Something that has a page for the first time, and what is said of its likeness to others."""

    kind: str
    name: str
    path: str
    named_in: str  # the file that names or registers it
    doubts: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class AddressEnd:
    """An address that is no page of its own any more."""

    path: str
    what: str
    name: str
    end: End
    target: str | None = None


@dataclass(frozen=True, slots=True)
class PageChange:
    path: str
    parts: tuple[str, ...]  # of what it shows; empty when only its layout or the settings are others


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs. Of pages nothing can be said (`None`) while either state has errors."""

    documents: tuple[DocumentChange, ...]
    drafts: tuple[str, ...]  # new files that stay unpublished for now
    newcomers: tuple[Newcomer, ...]
    appearing: tuple[tuple[str, str, str], ...]  # address, what it is, its name
    ending: tuple[AddressEnd, ...]
    new_pages: tuple[str, ...] | None
    changed_pages: tuple[PageChange, ...] | None
    kept_pages: int
    messages: tuple[Message, ...]  # those that were not there before
    settled: int  # those that are gone
    was_sound: bool
    is_sound: bool


def comparison(before: Side, after: Side) -> Comparison:
    both = before.sound and after.sound
    old_pages, new_pages = before.pages, after.pages
    changed = [path for path in new_pages if path in old_pages and before.keys[path] != after.keys[path]]
    known = {_same(message) for message in before.messages}
    present = {_same(message) for message in after.messages}
    return Comparison(
        documents=tuple(_documents(before, after)),
        drafts=tuple(sorted(after.waiting - before.waiting - before.texts.keys())),
        newcomers=tuple(_newcomers(before.site if before.exists else None, after)),
        appearing=tuple(
            (path, *facts)
            for path, facts in sorted(after.site.addresses.items())
            if not before.exists or path not in before.site.addresses
        ),
        ending=tuple(_endings(before, after)),
        new_pages=tuple(path for path in new_pages if path not in old_pages) if both else None,
        changed_pages=tuple(_page_change(old_pages[p], new_pages[p]) for p in changed) if both else None,
        kept_pages=sum(path in old_pages for path in new_pages) - len(changed),
        messages=tuple(message for message in after.messages if _same(message) not in known),
        settled=len(known - present) if before.exists else 0,
        was_sound=before.sound,
        is_sound=after.sound,
    )


def _same(message: Message) -> tuple[str, str, str]:
    """A message without its line, which moves when something is written above it."""
    return message.span.path, message.code, message.text


def _page_change(old: Page, new: Page) -> PageChange:
    was = dict(old.parts)
    return PageChange(new.path, tuple(name for name, part in new.parts if was.get(name) != part))


# ---------------------------------------------------------------- documents


def _documents(before: Side, after: Side) -> Iterator[DocumentChange]:
    old, new = before.site.documents, after.site.documents
    moved = {target: path for path, target in _moves(after.site) if path in old and target not in old}
    stones = {stone.path: stone for stone in after.site.tombstones}
    for path, document in new.items():
        former = old.get(path) or old.get(moved.get(path, ""))
        if former is None:
            yield DocumentChange(
                "added", path, document.title, document.parsed.path, words_added=_words(after, document)
            )
        elif former.path != path or before.site.checksums[former.path] != after.site.checksums[path]:
            yield _changed(before, after, former, document)
    for path, document in old.items():
        if path in new or path in moved.values() or _nowhere(path):
            continue
        stone = stones.get(path)
        yield DocumentChange(
            "withdrawn" if stone else "removed",
            path,
            document.title,
            document.parsed.path,
            words_gone=_words(before, document),
            reason=stone.reason if stone else "",
        )


def _changed(before: Side, after: Side, old: Document, new: Document) -> DocumentChange:
    one, other = (text_below(side.texts[d.parsed.path]) for side, d in ((before, old), (after, new)))
    pieces = [piece for change in compare(one, other) for piece in change]
    return DocumentChange(
        "moved" if old.path != new.path else "changed",
        new.path,
        new.title,
        new.parsed.path,
        was=old.path if old.path != new.path else None,
        fields=tuple(f.name for f in DOCUMENT if _value(old, f.name) != _value(new, f.name)),
        words_added=sum(len(words.split()) for sign, words in pieces if sign == "+"),
        words_gone=sum(len(words.split()) for sign, words in pieces if sign == "-"),
    )


def _value(document: Document, field: str) -> object:
    value: object = document.parsed.fields[field]
    return value


def _words(side: Side, document: Document) -> int:
    return len(text_below(side.texts[document.parsed.path]).split())


# ---------------------------------------------------------------- names and addresses


def _newcomers(before: Site | None, after: Side) -> Iterator[Newcomer]:
    for kind in KINDS:
        for entity in after.site.of_kind(kind.id):
            if before is None or entity.ref not in before.entities:
                doubts = tuple(m for m in after.messages if _doubts(m, entity.name, kind.folder))
                yield Newcomer(kind.id, entity.name, entity.ref.path, _named_in(after.site, entity), doubts)


def _doubts(message: Message, name: str, folder: str) -> bool:
    """Whether a message asks if this is somebody else: it quotes the name, and tells where to settle it."""
    return (
        message.code == "looks-alike" and f"'{name}'" in message.text and f"content/{folder}/" in (message.help or "")
    )


def _named_in(site: Site, entity: Entity) -> str:
    if entity.entry is not None:
        return entity.entry.path
    ref: Ref = entity.ref
    named = [a.document for a in site.appearances.get(ref, ())] + [m.document for m in site.mentions.get(ref, ())]
    return site.documents[named[0]].parsed.path if named else ""


def _nowhere(path: str) -> bool:
    """Whether this address only stands for that of a document whose date could not be read."""
    return f"/{UNDATED}/" in path


def _moves(site: Site) -> Iterator[tuple[str, str]]:
    yield from ((redirect.path, redirect.target) for redirect in site.redirects)
    yield from ((gone.path, gone.target) for gone in site.faded if gone.target is not None)


def _endings(before: Side, after: Side) -> Iterator[AddressEnd]:
    living: Mapping[str, tuple[str, str]] = after.site.addresses
    moves = dict(_moves(after.site))
    notes = {gone.path for gone in after.site.faded}
    stones = {stone.path for stone in after.site.tombstones}
    for path, (what, name) in sorted(before.site.addresses.items()):
        withdrawn = path in stones and path in before.site.documents
        if (path in living and not withdrawn) or _nowhere(path):
            continue
        if withdrawn:
            yield AddressEnd(path, what, name, "withdrawn")
        elif path in moves:
            yield AddressEnd(path, what, name, "moved", moves[path])
        else:
            yield AddressEnd(path, what, name, "note" if path in notes else "gone")
