"""Maps of cities: those of the archive, of a series, or round one city, with the coast, and a name where there is room.

A city without coordinates is left out of the drawing and named below it; none is ever placed by a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from diarium.archive.registry import Entity, Ref
from diarium.model import brief
from diarium.pages.parts import Link, Picture, Row
from diarium.pages.pictures.geography import ASPECT, STEPS, Frame, Place, coast, distance, frame
from diarium.pages.pictures.labels import Dot, Placed, place
from diarium.pages.pictures.lanes import TAB_STOPS
from diarium.pages.pictures.svg import EM, NARROW, WIDEST, drawing, em, linked, per_cent, placed, shortened, text, width
from diarium.pages.showing import Showing, naming
from diarium.spelling import sort_key

LEAST = 240.0  # kilometres across, so that one town has some coast round it
ROUND_ONE = 760.0
MOST_DOTS = 120
_TOGETHER = 11.0  # pixels: nearer than this, two dots are one
_WITH_PARENT = 30.0  # and so near, a part of a city is the city
_LONGEST = 11.0  # em of a name


@brief
class City(NamedTuple):
    ref: Ref
    name: str
    order: str  # where it stands in the alphabet
    place: Place
    parent: Ref | None
    weight: int
    said: str  # what is known of it here, in words


@dataclass(frozen=True, slots=True)
class Cluster:
    """A dot: a city, with those too near it to have dots of their own."""

    head: City
    x: float
    y: float
    others: tuple[City, ...]


def of_archive(show: Showing) -> Picture | None:
    """Every city of the archive that has coordinates."""
    cities = [show.each(_city)[ref] for ref, _ in show.each(_places)["city"]]
    without = [city for city in show.site.of_kind("city") if _position(city) is None]
    return _map(show, show.words.map_of_cities, cities, without)


def of_series(show: Showing, series: str) -> Picture | None:
    """Where its meetings were held or announced, when at two places or more."""
    meetings: dict[Ref, list[str]] = {}
    for meeting in show.site.meetings.get(series, ()):
        if meeting.city is not None:
            meetings.setdefault(meeting.city, []).append(show.meeting_name(meeting, with_series=False))
    if len(meetings) < 2:
        return None
    hosts = [show.site.entities[ref] for ref in meetings]
    without = [host for host in hosts if _position(host) is None]
    cities = [
        show.each(_standing)[host.ref]._replace(weight=len(meetings[host.ref]), said=", ".join(meetings[host.ref]))
        for host in hosts
        if host not in without
    ]
    return _map(show, show.words.map_of_hosts, cities, without, below=True)


def round_city(show: Showing, city: Entity) -> Picture | None:
    """Where a city lies, among the other cities of the archive near it."""
    middle = _position(city)
    if middle is None:
        return None
    snapped = (float(round(middle[0])), round(middle[1] / 2) * 2.0)  # neighbours share a frame, and its coast
    for across in (ROUND_ONE, 3 * ROUND_ONE):
        near = [(other, at) for other, at in show.each(_places)["city"] if distance(snapped, at) < across]
        framed = frame([snapped], across)
        inside = [other for other, at in near if _within(framed.project(at))]
        if len(inside) > 1:
            break
    return _map(show, show.words.map, [show.each(_city)[other] for other, _ in near], [], city.ref, framed)


def _position(city: Entity) -> Place | None:
    if city.entry is None or "position" not in city.entry.fields:
        return None
    found = city.entry.fields.position
    return (float(found[0]), float(found[1])) if found else None


# What many maps need: where all cities lie, and what is known of each.


def _places(show: Showing, kind: str) -> tuple[tuple[Ref, Place], ...]:
    return tuple((city.ref, at) for city in show.site.of_kind(kind) if (at := _position(city)) is not None)


def _city(show: Showing, ref: Ref) -> City:
    """A city with the weight of all that names it."""
    named = show.each(naming)[ref]
    said = show.words.count("n_named", named) if named else ""
    return show.each(_standing)[ref]._replace(weight=named, said=said)


def _standing(show: Showing, ref: Ref) -> City:
    """A city by itself: what names it makes no other of it."""
    entity = show.site.entities[ref]
    at = _position(entity)
    if at is None:  # an earlier build, which may ask what has become of it, knew where it lies
        raise LookupError(f"{ref.id} is on no map")
    name = show.name(ref)
    return City(ref, name, sort_key(name, show.language), at, _parent(show, entity), 0, "")


def _within(point: tuple[float, float]) -> bool:
    return all(0.01 < share < 0.99 for share in point)


def _map(
    show: Showing,
    title: str,
    cities: list[City],
    without: Sequence[Entity],
    centre: Ref | None = None,
    around: Frame | None = None,
    *,
    below: bool = False,
) -> Picture | None:
    """Cities with coordinates as dots; those without are only listed."""
    cities.sort(key=lambda c: (c.ref != centre, -c.weight, c.order))
    cities = cities[:MOST_DOTS]
    if not cities:
        return None
    framed = around or frame([city.place for city in cities], LEAST)
    clusters = _clusters(cities, [framed.project(city.place) for city in cities], centre)
    shown = [cluster for cluster in clusters if _within((cluster.x, cluster.y))]
    in_frame = [city for cluster in shown for city in (cluster.head, *cluster.others)]
    by_name = sorted(in_frame, key=lambda c: (c.ref != centre, c.order))
    caption = [show.words.count("n_cities", len(in_frame))]
    if without:
        caption.append(show.words.count("n_without_position", len(without)))
    return Picture(
        id="map",
        title=title,
        caption=", ".join(caption),
        drawing=draw(coast(framed), shown, "map", centre),
        listing=tuple(
            [Row(Link(c.name, c.ref.path), details=(Link(c.said),) if c.said else ()) for c in by_name]
            + [Row(show.ref(e.ref), details=(Link(show.words.without_position),)) for e in show.by_name(without)]
        ),
        note=show.words.map_source,
        below=below,
    )


def _parent(show: Showing, city: Entity) -> Ref | None:
    if city.entry is None or "part_of" not in city.entry.fields or city.entry.fields.part_of is None:
        return None
    return show.site.names.get(("city", str(city.entry.fields.part_of)))


def _clusters(cities: Sequence[City], points: Sequence[tuple[float, float]], here: Ref | None = None) -> list[Cluster]:
    """The weightiest city of a neighbourhood stands for it; a part stands for its city only on its own page."""
    tall = NARROW / ASPECT
    heads: list[tuple[int, City, float, float, list[City]]] = []
    held = {city.ref for city in cities}
    order = sorted(range(len(cities)), key=lambda i: (cities[i].ref != here, cities[i].parent in held, i))
    for i in order:
        city, (x, y) = cities[i], points[i]
        for _, head, head_x, head_y, others in heads:
            limit = _WITH_PARENT if city.parent == head.ref else _TOGETHER
            if (x - head_x) ** 2 * NARROW**2 + (y - head_y) ** 2 * tall**2 < limit**2:
                others.append(city)
                break
        else:
            heads.append((i, city, x, y, []))
    heads.sort(key=lambda one: one[0])
    return [Cluster(city, x, y, tuple(others)) for _, city, x, y, others in heads]


def dots(clusters: Iterable[Cluster], here: Ref | None = None) -> list[Dot]:
    return [
        Dot(c.x, c.y, 9.0 if c.head.ref == here else 5.0, tuple(width(name) * EM for name in _names(c)))
        for c in clusters
    ]


def _names(cluster: Cluster) -> tuple[str, ...]:
    """The name with the number of those it stands for, or without it where there is no room."""
    name = shortened(cluster.head.name, _LONGEST)
    return (f"{name} +{len(cluster.others)}", name) if cluster.others else (name,)


def draw(land: str, clusters: Sequence[Cluster], labelled_by: str, here: Ref | None = None) -> str:
    spots = place(dots(clusters, here), NARROW, NARROW / ASPECT, WIDEST / NARROW)
    tabbed = len(clusters) <= TAB_STOPS
    grid = f"0 0 {STEPS} {round(STEPS / ASPECT)}"
    pieces = [
        f'<svg class="land" viewBox="{grid}" width="100%" height="100%" preserveAspectRatio="none" aria-hidden="true">',
        f'<path fill-rule="evenodd" d="{land}"/></svg>',
    ]
    # the weightiest is drawn last and lies on top
    for cluster, spot in reversed(list(zip(clusters, spots, strict=True))):
        pieces.append(_dot(cluster, spot, here=cluster.head.ref == here, tabbed=tabbed))
    return drawing("map", None, labelled_by, *pieces)


def _dot(cluster: Cluster, spot: Placed | None, *, here: bool, tabbed: bool) -> str:
    x, y = per_cent(cluster.x), per_cent(cluster.y)
    name = _names(cluster)[spot.form if spot is not None else -1]
    said = [f"{city.name}, {city.said}" if city.said else city.name for city in (cluster.head, *cluster.others)]
    if not said[0].startswith(name):
        said[0] = f"{name}: {said[0]}"  # what is heard begins with what is seen
    drawn = ['<circle class="hit" r=".92em"/>']
    if here:
        drawn.append('<circle class="m-here" r=".62em"/>')
    drawn.append('<circle class="m-papers" r=".3em"/>')
    if spot is not None:
        drawn.append(
            f'<text x="{em(spot.dx / EM)}" y="{em(spot.dy / EM + 0.33)}" text-anchor="{spot.anchor}">{text(name)}</text>'
        )
    shape = placed(x, y, *drawn)
    return linked(cluster.head.ref.path, "; ".join(said), shape, here=here, tabbed=tabbed)
