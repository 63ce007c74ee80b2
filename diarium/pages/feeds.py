"""Feeds in Atom and JSON for the archive and everything in it: what is new, what was changed and what was withdrawn.

Identifiers follow from addresses and dates from the content and its history, so a rebuild tells nobody anything new;
a feed never reads a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from heapq import nlargest
from operator import attrgetter
from typing import NamedTuple

from diarium.archive.addresses import of_type
from diarium.archive.reads import Noted
from diarium.archive.registry import Ref
from diarium.archive.site import Tombstone
from diarium.model import brief
from diarium.pages.citations import flat
from diarium.pages.holdings import Holding, Holdings, as_json, came_on
from diarium.pages.xmltext import escape, quoteattr
from diarium.schema import KINDS

LONGEST = 100  # so many entries; who wants all of them takes the data
_MOST_TOLD = 4_096  # entries held as they were written, at some five kilobytes each
NOTHING_YET = "1970-01-01"  # a feed must have a date; an empty archive has none of its own


@brief
@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened to a document."""

    id: str
    day: str  # as exact as it is known
    title: str
    text: str
    lang: str
    path: str
    published: str
    authors: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()


class _Told(NamedTuple):
    """An entry in both forms, made once for all the feeds it stands in."""

    atom: bytes
    json: bytes


_WHEN = attrgetter("day", "id")  # no two entries have one id


def moment(date: str) -> str:
    """The first moment of a day, a month or a year, in the one form that feeds know."""
    year, month, day = (*date.split("-"), "01", "01")[:3] if date else NOTHING_YET.split("-")
    return f"{year}-{month}-{day}T00:00:00Z"


def feeds(holdings: Holdings) -> Iterator[partial[Iterator[tuple[str, bytes]]]]:
    """What makes the feeds of each thing that has some."""
    news = _News(holdings)
    show = holdings.show
    yield partial(_of_all, news)
    for type in show.relations.by_type:
        gone = tuple(stone.path for stone in show.site.tombstones if stone.type == type)
        yield partial(_of_type, news, type, gone)
    gone_of: dict[Ref, list[str]] = {}
    for stone in show.site.tombstones:
        for ref in stone.refs:
            gone_of.setdefault(ref, []).append(stone.path)
    for kind in KINDS:
        for entity in show.site.of_kind(kind.id):
            yield partial(_of_entity, news, entity.ref, tuple(gone_of.get(entity.ref, ())))


def _of_all(news: _News) -> Iterator[tuple[str, bytes]]:
    return news.feed("", news.holdings.site_name, news.everything)


def _of_type(news: _News, type: str, gone: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    show = news.holdings.show
    return news.feed(of_type(type), show.type_name(type), (*show.relations.by_type[type], *gone))


def _of_entity(news: _News, ref: Ref, gone: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    show = news.holdings.show
    listed = [a.document for a in show.site.appearances.get(ref, ())]
    listed += [m.document for m in show.site.mentions.get(ref, ())]
    if ref.kind == "theme":
        listed += show.relations.by_theme[ref.id]
    return news.feed(ref.path, show.name(ref), (*listed, *gone))


class _News(Noted):
    """What happened to each document, put into words when a feed first asks for it."""

    def __init__(self, holdings: Holdings) -> None:
        self.holdings = holdings
        self._gone = holdings.show.relations.gone
        self._of = holdings.show.reads.work_out("news", self._entries_of)
        self._when = holdings.show.reads.work_out("days of news", self._moments_of)
        self._told: dict[str, _Told] = {}  # by the entry's id, those written last

    @property
    def everything(self) -> tuple[str, ...]:
        return (*self.holdings.show.site.documents, *self._gone)

    def _entries_of(self, path: str) -> tuple[Entry, ...]:
        stone = self._gone.get(path)
        return tuple(self._entries(self.holdings[path])) if stone is None else (self._removal(stone),)

    def _moments_of(self, path: str) -> tuple[tuple[str, str], ...]:
        """The day and the id of each of its entries: so much decides in which feeds they stand."""
        stone = self._gone.get(path)
        if stone is not None:
            return ((stone.date, self.holdings.tag(path, "withdrawn")),)
        document = self.holdings.show.site.documents[path]
        versions = self.holdings.history.get(document.parsed.path, ())
        added = came_on(document, versions)
        days = {day for day, _ in document.corrections} | {version.day for version in versions[1:]}
        changed = [(day or added, self._change(path, number, day)) for number, day in enumerate(sorted(days))]
        return ((added, self.holdings.tag(path)), *changed)

    def _change(self, path: str, number: int, day: str) -> str:
        return self.holdings.tag(path, f"changed-{day}" if day else f"changed-{number}")

    def _latest(self, documents: Iterable[str]) -> list[str]:
        """Those with the entries that a feed of these has room for: what the others say is not asked."""
        moments = ((moment, path) for path in documents for moment in self._when[path])
        return list(dict.fromkeys(path for _, path in nlargest(LONGEST, moments)))

    def _removal(self, stone: Tombstone) -> Entry:
        holdings = self.holdings
        return Entry(
            id=holdings.tag(stone.path, "withdrawn"),
            day=stone.date,
            title=holdings.show.words("feed_withdrawn", stone.title),
            text=stone.reason,
            lang=stone.lang,
            path=stone.path,
            published=stone.date,
            terms=("withdrawn",),
        )

    def _entries(self, one: Holding) -> Iterator[Entry]:
        """That it came, and each change since then."""
        words, document = self.holdings.show.words, one.document
        themes = tuple(self.holdings.name(theme) for theme in one.themes)
        yield Entry(
            self.holdings.tag(one.path),
            one.added,
            document.title,
            document.summary,
            document.lang,
            one.path,
            one.added,
            one.authors_listed or one.institutions,
            (one.type, *themes),
        )
        for number, (day, notes) in enumerate(sorted(self._changes(one).items())):
            yield Entry(
                self._change(one.path, number, day),
                day or one.added,
                words("feed_changed", document.title),
                " ".join(dict.fromkeys(notes)),
                document.lang,
                one.path,
                day or one.added,
                (),
                ("changed",),
            )

    def _changes(self, one: Holding) -> dict[str, list[str]]:
        """What was changed on which day: as the editor put it, or else as the history of the repository does."""
        changes: dict[str, list[str]] = {}
        for day, note in one.document.corrections:
            changes.setdefault(day, []).append(note)
        for version in self.holdings.history.get(one.document.parsed.path, ())[1:]:
            if version.day not in changes:
                changes[version.day] = [self.holdings.show.words.count("passages_changed", len(version.changes))]
        return changes

    def _forms(self, entry: Entry) -> _Told:
        """What follows from the entry and the settings alone."""
        found = self._told.get(entry.id)
        if found is None:
            if len(self._told) == _MOST_TOLD:
                del self._told[next(iter(self._told))]
            found = self._told[entry.id] = self._written(entry)
        return found

    def _written(self, entry: Entry) -> _Told:
        url = self.holdings.url(entry.path)
        head = (
            f'<entry xml:lang="{entry.lang}">\n<id>{escape(entry.id)}</id>\n<title>{escape(flat(entry.title))}</title>\n'
            f"<updated>{moment(entry.day)}</updated>\n<published>{moment(entry.published)}</published>\n"
            f'<link rel="alternate" type="text/html" href={quoteattr(url)}/>\n'
        )
        parts = [head]
        parts += [f"<author><name>{escape(flat(name))}</name></author>\n" for name in entry.authors]
        parts += [f"<category term={quoteattr(flat(term))}/>\n" for term in entry.terms]
        parts.append(f"<summary>{escape(flat(entry.text))}</summary>\n" if entry.text else "")
        parts.append("</entry>\n")
        item: dict[str, object] = {
            "id": entry.id,
            "url": url,
            "title": flat(entry.title),
            "content_text": flat(entry.text) or flat(entry.title),
            "date_published": moment(entry.published),
            "date_modified": moment(entry.day),
            "language": entry.lang,
        }
        if entry.authors:
            item["authors"] = [{"name": flat(name)} for name in entry.authors]
        if entry.terms:
            item["tags"] = list(entry.terms)
        return _Told("".join(parts).encode(), as_json(item))

    def feed(self, path: str, title: str, documents: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        listed = list(dict.fromkeys(documents))
        listed = self._latest(listed) if len(listed) > LONGEST else listed
        entries = [one for document in listed for one in self._of[document]]
        entries.sort(key=_WHEN, reverse=True)
        del entries[LONGEST:]
        told = [self._forms(entry) for entry in entries]
        updated = max(map(moment, {entry.day for entry in entries}), default=moment(""))
        yield f"{path}feed.xml", self._atom(path, title, updated, told)
        yield f"{path}feed.json", self._json(path, title, told)

    def _title(self, path: str, title: str) -> str:
        return f"{self.holdings.site_name}: {title}" if path else title

    def _atom(self, path: str, title: str, updated: str, told: list[_Told]) -> bytes:
        config = self.holdings.show.site.config
        url = self.holdings.url
        head = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{config.language}">\n'
            f"<id>{escape(self.holdings.tag(f'{path}feed.xml'))}</id>\n<title>{escape(flat(self._title(path, title)))}</title>\n"
            f"<updated>{updated}</updated>\n<author><name>{escape(flat(config.owner or config.name))}</name></author>\n"
            f'<link rel="self" type="application/atom+xml" href={quoteattr(url(f"{path}feed.xml"))}/>\n'
            f'<link rel="alternate" type="text/html" href={quoteattr(url(path))}/>\n'
        )
        rights = f"<rights>{escape(flat(config.licence))}</rights>\n" if config.licence else ""
        generator = "<generator>Diarium</generator>\n"
        return b"".join([(head + rights + generator).encode(), *[one.atom for one in told], b"</feed>\n"])

    def _json(self, path: str, title: str, told: list[_Told]) -> bytes:
        config = self.holdings.show.site.config
        feed: dict[str, object] = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": flat(self._title(path, title)),
            "home_page_url": self.holdings.url(path),
            "feed_url": self.holdings.url(f"{path}feed.json"),
            "language": config.language,
            "authors": [{"name": flat(config.owner or config.name)}],
        }
        head = as_json(feed)[:-1]
        return head + b',"items":[\n' + b",\n".join([one.json for one in told]) + b"\n]}\n"
