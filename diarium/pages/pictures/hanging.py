"""Which pictures hang on which page: one row for each sort of page.

It draws nothing and leaves out what would say less than a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from diarium.archive.meetings import Meeting
from diarium.archive.registry import Entity
from diarium.archive.site import Document
from diarium.pages.parts import AnyPicture
from diarium.pages.pictures import maps, people, series, years
from diarium.pages.showing import Showing

Hung = tuple[AnyPicture, ...]


def on_front(show: Showing) -> Hung:
    counts = Counter({int(year): len(paths) for year, paths in show.relations.by_year.items()})
    return _hung(maps.of_archive(show), years.documents_a_year(show, counts))


def on_entity(show: Showing, entity: Entity) -> Hung:
    return BY_KIND.get(entity.ref.kind, _on_other)(show, entity)


def on_meeting(show: Showing, meeting: Meeting) -> Hung:
    return _hung(series.time_line(show, meeting.series, meeting.key))


def on_document(show: Showing, document: Document) -> Hung:
    return _hung(series.time_line(show, *document.meeting)) if document.meeting else ()


def _on_series(show: Showing, entity: Entity) -> Hung:
    id = entity.ref.id
    return _hung(series.time_line(show, id), maps.of_series(show, id), people.attendance(show, id))


def _on_person(show: Showing, entity: Entity) -> Hung:
    return _hung(people.roles(show, entity), people.company(show, entity), _years(show, entity))


def _on_city(show: Showing, entity: Entity) -> Hung:
    return _hung(maps.round_city(show, entity), _years(show, entity))


def _on_other(show: Showing, entity: Entity) -> Hung:
    return _hung(_years(show, entity))


BY_KIND: dict[str, Callable[[Showing, Entity], Hung]] = {
    "series": _on_series,
    "person": _on_person,
    "city": _on_city,
}


def _years(show: Showing, entity: Entity) -> AnyPicture | None:
    """Documents that name it, in front matter or text, and those on the theme when it is one."""
    paths = [a.document for a in show.site.appearances.get(entity.ref, ())]
    paths += [m.document for m in show.site.mentions.get(entity.ref, ())]
    if entity.ref.kind == "theme":
        paths += show.relations.by_theme[entity.ref.id]
    return years.documents_a_year(show, years.counted(show, paths))


def _hung(*pictures: AnyPicture | None) -> Hung:
    return tuple(_present(pictures))


def _present(pictures: Iterable[AnyPicture | None]) -> Iterable[AnyPicture]:
    return (picture for picture in pictures if picture is not None)
