"""The page that says what the archive does not have: numbers, attachments, papers of meetings, further traces of people.

It counts what the rest of the site knows, for those who tend the archive and those who wonder; it is no page to search.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from diarium.archive.addresses import COMPLETENESS
from diarium.pages.parts import Block, Head, Link, Row
from diarium.pages.showing import Showing, documents_naming, naming
from diarium.pages.views import CompletenessView

ABOUT = f"{COMPLETENESS[0]}/"
ADDRESS = f"{'/'.join(COMPLETENESS)}/"
AT_MOST = 200  # rows of one list; the tables of open data hold them all


class _Lack(NamedTuple):
    """One sort of thing that is missing: how many there are, of how many, and the list of them."""

    id: str  # also of its words
    rows: Sequence[Row]
    of: int
    table: str  # of open data, where all of them can be counted


def completeness(show: Showing) -> CompletenessView:
    words = show.words
    lacks = [_without_case(show), _attachments(show), _stubs(show), _gaps(show), _seen_once(show)]
    summary = tuple(
        Row(
            Link(words(f"lack_{lack.id}"), f"{ADDRESS}#{lack.id}" if lack.rows else None),
            words("n_of", words.figure(len(lack.rows)), words.figure(lack.of)),
        )
        for lack in lacks
    )
    blocks = (_block(lack, show) for lack in lacks if lack.rows)
    about = next((page for page in show.site.text_pages if page.path == ABOUT), None)
    crumbs = (Link(about.title, ABOUT, show.lang(about.lang)),) if about is not None else ()
    head = Head(words.completeness, show.language, crumbs, words.completeness_help, indexed=False)
    return CompletenessView(head, words.completeness_help, summary, tuple(blocks))


def _block(lack: _Lack, show: Showing) -> Block:
    left = len(lack.rows) - AT_MOST
    more = Link(show.words.count("n_more_in_table", left), f"data/{lack.table}.csv") if left > 0 else None
    return Block(lack.id, show.words(f"lack_{lack.id}"), tuple(lack.rows[:AT_MOST]), more)


# ---------------------------------------------------------------- what is missing


def _without_case(show: Showing) -> _Lack:
    relations = show.relations
    return _Lack("case", show.documents(relations.without_case), len(relations.dates), "documents")


def _attachments(show: Showing) -> _Lack:
    """Newest first, one line for each attachment that could not be had."""
    rows: list[Row] = []
    attached, dates = show.relations.attached, show.relations.dates
    for path in sorted(attached, key=lambda path: (dates[path], path), reverse=True):
        titles = [title for title in attached[path] if title is not None]
        rows += (show.document_row(path, details=(Link(title, None, show.document(path).lang),)) for title in titles)
    return _Lack("attachment", rows, sum(map(len, attached.values())), "documents")


def _stubs(show: Showing) -> _Lack:
    """Meetings that took place, as far as is known, and of which the archive has no document."""
    past = ("held", "inferred")
    meetings = [meeting for listed in show.site.meetings.values() for meeting in listed if meeting.status in past]
    return _Lack("stub", [show.meeting_row(one) for one in meetings if one.is_stub], len(meetings), "meetings")


def _gaps(show: Showing) -> _Lack:
    """Series with a number or a year left out: the numbers have pages, the years have none."""
    series = show.by_name(show.site.of_kind("series"))
    rows = []
    for entity in series:
        left_out = [one for one in show.site.meetings[entity.ref.id] if one.status == "missing"]
        links = [Link(meeting.number or "", meeting.path) for meeting in left_out]
        links += [Link(gap.year) for gap in show.site.gaps.get(entity.ref.id, ())]
        if links:
            rows.append(Row(show.ref(entity.ref), details=tuple(links)))
    return _Lack("gap", rows, len(series), "meetings")


def _seen_once(show: Showing) -> _Lack:
    """People whom one document names, and no other."""
    people = show.by_name(show.site.of_kind("person"))
    once = [entity.ref for entity in people if show.each(naming)[entity.ref] == 1]
    rows = [Row(show.ref(ref), details=tuple(map(show.document, documents_naming(show, ref)))) for ref in once]
    return _Lack("once", rows, len(people), "people")
