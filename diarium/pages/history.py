"""What changed in the archive after publication: versions of a document side by side, and everything month by month.

It shows only states that were public and never a date that nothing tells; what was withdrawn is named, not shown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from functools import partial

from diarium.archive.reads import Noted
from diarium.model import Change
from diarium.pages.holdings import Holding, Holdings
from diarium.pages.views import Block, ChangesView, Head, Link, Row, VersionsView, VersionView

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


def has_versions(holdings: Holdings, one: Holding) -> bool:
    return bool(one.corrections) or len(holdings.history.get(one.document.parsed.path, ())) > 1


def versions_path(one: Holding) -> str:
    return f"{one.path}versions/"


def versions_view(holdings: Holdings, one: Holding) -> VersionsView:
    show, words = holdings.show, holdings.show.words
    lang = show.lang(one.document.lang)
    notes: dict[str, list[Link]] = defaultdict(list)
    for day, note in one.corrections:
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


_Event = tuple[str, str, Row]  # the day, the address, and how it is shown


def _events(holdings: Holdings) -> dict[str, list[_Event]]:
    """What happened in which month, or in which year when no more is known."""
    show, words = holdings.show, holdings.show.words
    events: dict[str, list[_Event]] = defaultdict(list)

    def tell(day: str, mark: str, kind: str, link: Link, details: tuple[Link, ...]) -> None:
        row = Row(link, words.date(day), day, details, (), mark, kind)
        events[day[:7]].append((day, link.path or "", row))

    for one in holdings:
        link = show.document(one.path)
        lang = show.lang(one.document.lang)
        tell(one.added, words.new, "new", link, (Link(one.type),))
        told: dict[str, list[Link]] = defaultdict(list)
        for day, note in one.corrections:
            told[day].append(Link(note, None, lang))
        for version in holdings.history.get(one.document.parsed.path, ())[1:]:
            if version.day not in told:
                told[version.day].append(Link(words.count("passages_changed", len(version.changes))))
        for day, notes in told.items():
            away = Link(link.text, versions_path(one), link.lang)
            tell(day, words.changed, "changed", away, tuple(notes))
    for stone in show.site.tombstones:
        link = Link(stone.title, stone.path, show.lang(stone.lang))
        tell(stone.date, words.withdrawn_mark, "withdrawn", link, (Link(stone.reason, None, show.lang(stone.lang)),))
    return events


def changes_views(holdings: Holdings) -> Iterator[tuple[str, partial[ChangesView]]]:
    """The page of all changes, and one for each month in which there were any."""
    months = {month: tuple(sorted(events, key=_order, reverse=True)) for month, events in _events(holdings).items()}
    in_month = holdings.show.reads.follow("changes", dict(sorted(months.items(), reverse=True)), outside=True)
    changes = _Months(in_month)
    yield FOLDER, partial(_front, holdings, changes)
    for month in in_month:
        yield f"{FOLDER}{month or 'undated'}/", partial(_of_month, holdings, changes, month)


class _Months(Noted):
    """What happened in each month, the latest first."""

    def __init__(self, in_month: Mapping[str, tuple[_Event, ...]]) -> None:
        self.in_month = in_month


def _front(holdings: Holdings, changes: _Months) -> ChangesView:
    words = holdings.show.words
    in_month = changes.in_month
    index = tuple(
        Row(Link(words.date(month), f"{FOLDER}{month or 'undated'}/"), words.count("n_changes", len(events)))
        for month, events in in_month.items()
    )
    newest: list[Row] = []
    for events in in_month.values():
        if len(newest) >= NEWEST:
            break
        newest += (row for *_, row in events[: NEWEST - len(newest)])
    gone = [event for events in in_month.values() for event in events if event[2].mark_kind == "withdrawn"]
    withdrawn = tuple(row for *_, row in sorted(gone, key=_order, reverse=True))
    blocks = [
        Block("newest", words.newest_changes, tuple(newest)),
        Block("months", words.by_month, index),
        Block("withdrawn", words.all_withdrawn, withdrawn),
    ]
    head = Head(words.changes, holdings.show.language, (), words.changes_help, "")
    return ChangesView(head, words.changes_help, tuple(block for block in blocks if block.rows))


def _of_month(holdings: Holdings, changes: _Months, month: str) -> ChangesView:
    show, words = holdings.show, holdings.show.words
    head = Head(words.date(month), show.language, (Link(words.changes, FOLDER),), "", words.changes)
    rows = tuple(row for *_, row in changes.in_month[month])
    return ChangesView(head, "", (Block("changes", words.changes, rows),))


def _order(event: _Event) -> tuple[str, str]:
    return event[:2]
