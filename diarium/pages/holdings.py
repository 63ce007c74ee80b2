"""Every published document as plain facts, worked out once for citations, feeds, data and structured data.

It repeats what the site knows in the words that were printed; it never shows a page and never decides anything.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, unquote, urlsplit

import orjson

from diarium.archive.appearances import Appearance
from diarium.archive.meetings import Meeting
from diarium.archive.reads import Noted
from diarium.archive.registry import Ref
from diarium.archive.site import Document
from diarium.model import Version, brief
from diarium.pages.showing import STATUSES, Showing
from diarium.reading.body import Heading

SHORT = 12  # so many hexadecimal digits of a checksum tell one version from another
# Stands for the day from which identifiers are ours (RFC 4151); it must never change, so it follows from nothing.
MINTED = "2024"

_BLOCK = re.compile(r"<(?:/?(?:p|li|tr|h[1-6]|dd|dt|blockquote|pre|table|ul|ol|dl)|br)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_MARK = re.compile(r"[\x01\x02]|\x03\d+\x03")
_PLAIN = re.compile(r"[a-zA-Z0-9/._-]*").fullmatch
_CELL = re.compile(r"</t[dh]>")
_BLANKS = re.compile(r"[\t\r\f\v][ \t\r\f\v]*| [ \t\r\f\v]+")  # not the single one between two words
_MANY = ("  ", "\t", "\r", "\f", "\v")  # one of these stands wherever there are such


def plain(markup: str) -> str:
    """The words of a piece of HTML made by reading: one line a block, marks and tags gone."""
    text = _TAG.sub("", _BLOCK.sub("\n", _CELL.sub("\t", markup) if "</t" in markup else markup))
    if "\1" in text or "\2" in text or "\3" in text:
        text = _MARK.sub("", text)
    if any(map(text.__contains__, _MANY)):  # seldom, and seen faster than looked for
        text = _BLANKS.sub(" ", text)
    lines = html.unescape(text).split("\n")
    return "\n".join([line for written in lines if (line := written.strip())])


as_json = orjson.dumps


def compact(value: object) -> bytes:
    """JSON for machines, on one line."""
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


@brief
@dataclass(frozen=True)
class Holding:
    """One document: who, what, when, about which meeting; what follows from every word of it stands elsewhere.

    What follows from the document alone is found when it is asked for, and not told: the document tells it.
    """

    document: Document
    url: str
    type: str  # in the language of the interface
    themes: tuple[Ref, ...]
    meeting: Meeting | None
    added: str  # the day it came into the archive, as far as that is known
    changed: str  # the day it was last changed, as far as that is known; else its own date

    @property
    def path(self) -> str:
        return self.document.path

    @property
    def id(self) -> str:
        """`2017/slug`"""
        return id_of(self.path)

    @property
    def _named(self) -> Mapping[str, list[Appearance]]:
        named: dict[str, list[Appearance]] = {}
        for appearance in self.document.appearances:
            named.setdefault(appearance.capacity, []).append(appearance)
        return named

    def _printed(self, capacity: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys([a.printed for a in self._named.get(capacity, ())]))

    def _refs(self, *capacities: str) -> tuple[Ref, ...]:
        found = (a.ref for capacity in capacities for a in self._named.get(capacity, ()))
        return tuple(dict.fromkeys(ref for ref in found if ref is not None))

    @cached_property
    def authors(self) -> tuple[str, ...]:
        """Who signed it, else who handled it."""
        return self._printed("signed") or self._printed("officer")

    @cached_property
    def authors_listed(self) -> tuple[str, ...]:
        """The same for lists of documents."""
        found = self._named.get("signed") or self._named.get("officer") or ()
        return tuple(dict.fromkeys([a.listed for a in found]))

    @cached_property
    def institutions(self) -> tuple[str, ...]:
        return self._printed("organisation")

    @cached_property
    def cases(self) -> tuple[str, ...]:
        return self._printed("case")

    @cached_property
    def cities(self) -> tuple[Ref, ...]:
        return self._refs("meeting.city", "cities")

    @cached_property
    def series(self) -> Ref | None:
        return next(iter(self._refs("series")), None)

    @property
    def participants(self) -> tuple[Appearance, ...]:
        return taking_part(self.document)


def id_of(path: str) -> str:
    """What a document at this address is called in data."""
    return path.removeprefix("documents/").rstrip("/")


def taking_part(document: Document) -> tuple[Appearance, ...]:
    """Participants in the order of their standing; who stands twice is counted once, if we know who it is."""
    first: dict[Ref | int, Appearance] = {}
    listed = (appearance for appearance in document.appearances if appearance.capacity == "participants.name")
    for at, appearance in enumerate(listed):
        first.setdefault(appearance.ref or at, appearance)
    return tuple(sorted(first.values(), key=lambda a: STATUSES.index(a.status or "present")))


def came_on(document: Document, versions: Sequence[Version]) -> str:
    """The day a document came into the archive, as far as that is known."""
    return max(versions[0].day if versions else document.date, document.publish)


def changed_on(document: Document, versions: Sequence[Version]) -> str:
    """The day a document was last changed, as far as that is known; else its own date."""
    corrected = [day for day, _ in document.corrections]
    return max([document.date, document.publish, *corrected, *(version.day for version in versions)])


class Holdings(Noted):
    """All documents, and the addresses by which the outside knows them."""

    def __init__(self, show: Showing, history: Mapping[str, tuple[Version, ...]]) -> None:
        self.show = show
        self.past = history  # for those whose reading need not be noted
        self._base = show.archive.config.base_url  # not noted either: when it changes, everything is made anew
        self.history = show.reads.follow("history", history, (), outside=True)
        # By address, oldest first.
        self.all = show.reads.work_out("holdings", self._holding, show.archive.documents)
        # The day each was last changed, for lists that say no more of a document.
        self.changed = show.reads.work_out("last changed", self._changed_on, show.archive.documents)

    @property
    def outside(self) -> bytes:
        """A digest of all that is known of documents from elsewhere than the archive."""
        return self.show.reads.outside["history"]

    @property
    def site_name(self) -> str:
        return self.show.site.config.name

    @cached_property
    def authority(self) -> str:
        """In whose name identifiers are made: the host, else the domain of the contact, else nobody's."""
        config = self.show.site.config
        host = urlsplit(config.base_url).hostname
        mail = re.fullmatch(r"\S+@([\w.-]+)", config.contact)
        return host or (mail[1].lower() if mail else "diarium.invalid")

    def url(self, path: str, root: str = "/") -> str:
        """The whole address of something in the archive; from the root of the site when nobody said where it lies."""
        return (self._base or root) + (path if _PLAIN(path) else quote(path))

    def tag(self, path: str, fragment: str = "") -> str:
        """An identifier that stays when the archive is rebuilt (RFC 4151)."""
        base = unquote(self.show.site.config.base_path)
        return f"tag:{self.authority},{MINTED}:{quote(base + path)}" + (f"#{quote(fragment)}" if fragment else "")

    @property
    def newest(self) -> str:
        """The day on which something was changed last."""
        return max((self.changed[path] for path in self.show.site.documents), default="")

    def __getitem__(self, path: str) -> Holding:
        return self.all[path]

    def __iter__(self) -> Iterator[Holding]:
        return iter(self.all.values())

    @property
    def meetings(self) -> Mapping[tuple[str, str], Meeting]:
        return self.show.site.meeting_at

    def _holding(self, path: str) -> Holding:
        show, document = self.show, self.show.site.documents[path]
        versions = self.history.get(document.parsed.path, ())
        return Holding(
            document=document,
            url=self.url(document.path),
            type=show.type(document),
            themes=tuple([Ref("theme", id) for id in show.relations.themes_of[document.path]]),
            meeting=self.meetings.get(document.meeting) if document.meeting else None,
            added=came_on(document, versions),
            changed=self.changed[path],
        )

    def _changed_on(self, path: str) -> str:
        document = self.show.site.documents[path]
        return changed_on(document, self.history.get(document.parsed.path, ()))

    def checksum(self, one: Holding) -> str:
        """SHA-256 of the source as published."""
        return self.show.site.checksums[one.path]

    def version(self, one: Holding) -> str:
        """Which version of the document this is."""
        return self.checksum(one)[:SHORT]

    def name(self, ref: Ref) -> str:
        return self.show.site.entities[ref].name

    def sections(self, document: Document) -> Iterator[tuple[Heading, str]]:
        """Each section's heading, and its words without it."""
        words = map(plain, self.show.site.texts[document.path].sections)
        yield from zip(self.show.site.outlines[document.path], words, strict=True)

    def text(self, document: Document) -> str:
        """All words of a document, headings and notes included."""
        parts = [part for section, words in self.sections(document) for part in (section.title, words) if part]
        notes = plain(self.show.site.texts[document.path].footnotes)
        return "\n\n".join([*parts, notes] if notes else parts)
