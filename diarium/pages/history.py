"""What changed in the archive after publication: versions of a document side by side, and everything month by month.

It shows only states that were public and never a date that nothing tells; what was withdrawn is named, not shown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import partial
from itertools import chain, islice
from typing import Literal, NamedTuple

from diarium.archive.reads import Noted
from diarium.archive.site import Document, Tombstone
from diarium.model import Change, brief
from diarium.pages.holdings import Holdings, came_on
from diarium.pages.parts import Block, Head, Link, Row
from diarium.pages.views import ChangesView, VersionsView, VersionView

FOLDER = "changes/"
NEWEST = 50
NEAR = 8  # so many unchanged words are shown on either side of a change
ALIKE = 0.4  # paragraphs less alike than this are one gone and one new
MANY_WORDS = 3000

_DRAFT = re.compile(r"^draft:\s*['\"]?(?:true|yes|on)\b", re.IGNORECASE | re.MULTILINE)
_PUBLISH = re.compile(r"^publish:\s*['\"]?(\d{4}-\d{2}-\d{2})", re.MULTILINE)
_WITHDRAWN = re.compile(r"^withdrawn:", re.MULTILINE)
# Of no interest to readers: when and whether it is published.
_WORKINGS = re.compile(r"^(?:#.*|(?:draft|publish):.*)$", re.MULTILINE)


def _parts(text: str) -> tuple[str, str]:
    """Front matter and body of a document's source."""
    lines = text.replace("\r\n", "\n").removeprefix("\ufeff").split("\n")
    if lines[0].rstrip() != "---":
        return "", text
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), len(lines))
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :])


def text_below(text: str) -> str:
    """A document's source without its front matter."""
    return _parts(text)[1]


def public_since(text: str, day: str) -> str:
    """From which day a state of a document could be read by everyone; empty when it never could."""
    front, _ = _parts(text)
    if not front or _DRAFT.search(front) or _WITHDRAWN.search(front):
        return ""
    publish = _PUBLISH.search(front)
    return max(day, publish[1]) if publish else day


# ---------------------------------------------------------------- the difference


def compare(old: str, new: str) -> tuple[Change, ...]:
    """The passages that differ; how lines are broken, and what only the editors need, makes no difference."""
    before, after = _blocks(old), _blocks(new)
    changes: list[Change] = []
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        gone, come = before[i:j], after[k:m]
        for one, other in zip(gone, come, strict=False):
            changes += _passage(one, other)
        changes += [(("-", block),) for block in gone[len(come) :]]
        changes += [(("+", block),) for block in come[len(gone) :]]
    return tuple(changes)


def _blocks(text: str) -> list[str]:
    front, body = _parts(text)
    lines = [line.rstrip() for line in _WORKINGS.sub("", front).split("\n")]
    paragraphs = (" ".join(block.split()) for block in re.split(r"\n\s*\n", body))
    return [block for block in (*lines, *paragraphs) if block]


def _passage(old: str, new: str) -> list[Change]:
    one, other = old.split(), new.split()
    if len(one) + len(other) > MANY_WORDS:
        return [(("-", old),), (("+", new),)]
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.ratio() < ALIKE:
        return [(("-", old),), (("+", new),)]
    pieces: list[tuple[str, str]] = []
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            pieces.append(("=", _near(one[i:j], first=i == 0, last=j == len(one))))
        else:
            pieces += [("-", " ".join(one[i:j]))] if i < j else []
            pieces += [("+", " ".join(other[k:m]))] if k < m else []
    return [tuple(pieces)]


def _near(words: list[str], first: bool, last: bool) -> str:
    """The words next to a change; what lies further off is left out."""
    if first and last:
        return " ".join(words)
    if first and len(words) > NEAR:
        return "… " + " ".join(words[-NEAR:])
    if last and len(words) > NEAR:
        return " ".join(words[:NEAR]) + " …"
    if len(words) > 2 * NEAR:
        return " ".join(words[:NEAR]) + " … " + " ".join(words[-NEAR:])
    return " ".join(words)


# ---------------------------------------------------------------- the versions of one document


def has_versions(holdings: Holdings, document: Document) -> bool:
    return bool(document.corrections) or len(holdings.history.get(document.parsed.path, ())) > 1


def versions_path(path: str) -> str:
    """Where the versions of the document at this address stand."""
    return f"{path}versions/"


def versions_view(holdings: Holdings, path: str) -> VersionsView:
    show, words, one = holdings.show, holdings.show.words, holdings[path]
    lang = show.lang(one.document.lang)
    notes: dict[str, list[Link]] = defaultdict(list)
    for day, note in one.document.corrections:
        notes[day].append(Link(note, None, lang))
    versions = holdings.history.get(one.document.parsed.path, ())
    shown = []
    for number, version in enumerate(versions):
        told = tuple(notes.pop(version.day, ()))
        said = words.version_first if number == 0 else words.count("passages_changed", len(version.changes))
        shown.append(VersionView(version.day, words.date(version.day), said, told, version.changes))
    shown += [VersionView(day, words.date(day), words.corrected, tuple(told), ()) for day, told in notes.items()]
    shown.sort(key=lambda version: version.day, reverse=True)
    crumbs = (Link(words.documents, "documents/"), show.document(one.path))
    return VersionsView(
        head=Head(words("versions_of", one.document.title), show.language, crumbs, "", words.versions),
        document=show.document(one.path),
        lang=one.document.lang,
        versions=tuple(shown),
        checksum=holdings.checksum(one),
    )


# ---------------------------------------------------------------- the whole archive


@brief
class _Event(NamedTuple):
    """Something that happened: what a list of months must know of it. How it is shown is another matter."""

    day: str
    path: str  # of the document
    what: Literal["new", "changed", "withdrawn"]


def _events(holdings: Holdings) -> dict[str, list[_Event]]:
    """What happened in which month, or in which year when no more is known.

    Of every document, in every build: so this looks at no more than the days.
    """
    archive, past = holdings.show.archive, holdings.past
    events: dict[str, list[_Event]] = defaultdict(list)
    for path, document in archive.documents.items():
        versions = past.get(document.parsed.path, ())
        came = came_on(document, versions)
        events[came[:7]].append(_Event(came, path, "new"))
        corrected = [day for day, _ in document.corrections]
        for day in dict.fromkeys([*corrected, *(version.day for version in versions[1:])]):
            events[day[:7]].append(_Event(day, path, "changed"))
    for stone in archive.tombstones:
        events[stone.date[:7]].append(_Event(stone.date, stone.path, "withdrawn"))
    return events


def changes_views(holdings: Holdings) -> Iterator[tuple[str, partial[ChangesView]]]:
    """The page of all changes, and one for each month in which there were any."""
    months = {month: tuple(sorted(events, key=_order, reverse=True)) for month, events in _events(holdings).items()}
    in_month = holdings.show.reads.follow("changes", dict(sorted(months.items(), reverse=True)), outside=True)
    changes = _Months(holdings, in_month)
    yield FOLDER, partial(_front, holdings, changes)
    for month in in_month:
        yield f"{FOLDER}{month or 'undated'}/", partial(_of_month, holdings, changes, month)


class _Months(Noted):
    """What happened in each month, the latest first."""

    def __init__(self, holdings: Holdings, in_month: Mapping[str, tuple[_Event, ...]]) -> None:
        self.holdings, self.in_month = holdings, in_month

    def rows(self, events: Sequence[_Event]) -> tuple[Row, ...]:
        gone: Mapping[str, Tombstone] = {}
        if any(event.what == "withdrawn" for event in events):
            gone = {stone.path: stone for stone in self.holdings.show.site.tombstones}
        return tuple([self._row(event, gone.get(event.path)) for event in events])

    def _row(self, event: _Event, stone: Tombstone | None) -> Row:
        show, words, day = self.holdings.show, self.holdings.show.words, event.day
        if stone is not None:
            lang = show.lang(stone.lang)
            link, reason = Link(stone.title, stone.path, lang), Link(stone.reason, None, lang)
            return Row(link, words.date(day), day, (reason,), (), words.withdrawn_mark, event.what)
        listed = show.listed[event.path]
        if event.what == "new":
            return Row(listed.link, words.date(day), day, listed.details, (), words.new, event.what)
        link = listed.link._replace(path=versions_path(event.path))
        return Row(link, words.date(day), day, self._changes(event), (), words.changed, event.what)

    def _changes(self, event: _Event) -> tuple[Link, ...]:
        """What was corrected that day; else how many passages are others."""
        show, document = self.holdings.show, self.holdings.show.site.documents[event.path]
        lang = show.lang(document.lang)
        notes = tuple([Link(note, None, lang) for day, note in document.corrections if day == event.day])
        if notes:
            return notes
        versions = self.holdings.history.get(document.parsed.path, ())[1:]
        version = next(version for version in versions if version.day == event.day)
        return (Link(show.words.count("passages_changed", len(version.changes))),)


def _front(holdings: Holdings, changes: _Months) -> ChangesView:
    words = holdings.show.words
    in_month = changes.in_month
    index = tuple(
        Row(Link(words.date(month), f"{FOLDER}{month or 'undated'}/"), words.count("n_changes", len(events)))
        for month, events in in_month.items()
    )
    newest = tuple(islice(chain.from_iterable(in_month.values()), NEWEST))
    gone = [event for events in in_month.values() for event in events if event.what == "withdrawn"]
    blocks = [
        Block("newest", words.newest_changes, changes.rows(newest)),
        Block("months", words.by_month, index),
        Block("withdrawn", words.all_withdrawn, changes.rows(sorted(gone, key=_order, reverse=True))),
    ]
    head = Head(words.changes, holdings.show.language, (), words.changes_help, "")
    return ChangesView(head, words.changes_help, tuple(block for block in blocks if block.rows))


def _of_month(holdings: Holdings, changes: _Months, month: str) -> ChangesView:
    show, words = holdings.show, holdings.show.words
    head = Head(words.date(month), show.language, (Link(words.changes, FOLDER),), "", words.changes)
    return ChangesView(head, "", (Block("changes", words.changes, changes.rows(changes.in_month[month])),))


def _order(event: _Event) -> tuple[str, str]:
    return event.day, versions_path(event.path) if event.what == "changed" else event.path
