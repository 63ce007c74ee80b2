"""From the globe to a rectangle: the projection of a map, the frame that suits its places, and the coast within.

It knows degrees and shares of a rectangle, and nothing of cities or archives.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from diarium.pages.pictures.coast import rings

Place = tuple[float, float]  # latitude, longitude, as archives write them
Flat = tuple[float, float]
Spot = tuple[float, float, float]  # a place on a globe of radius 1

ASPECT = 4 / 3
STEPS = 1200  # the coast is drawn on a grid of so many steps across
_EARTH = 6371.0
_FAR = math.radians(66)  # places further apart than this from their middle are shown on a flat world
_MARGIN = 0.16
_CHUNK = 48


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle on a projected globe: equal-area round a middle, or the whole world laid flat."""

    latitude: float
    longitude: float
    west: float  # kilometres from the middle
    north: float
    across: float
    flat: bool = False

    def project(self, place: Place) -> Flat:
        """Where a place lies, as shares of the frame's width and height."""
        x, y = _project(place, self.latitude, self.longitude, self.flat)
        return (x - self.west) / self.across, (self.north - y) / (self.across / ASPECT)

    def on_grid(self, spots: Iterable[Spot]) -> list[Flat]:
        """Where places of a coast lie, in steps of the grid: projected with the frame's own axes, which needs none of
        the functions of angles, as every map has thousands of such places.
        """
        lat, lon = math.radians(self.latitude), math.radians(self.longitude)
        ahead = math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)
        right = -math.sin(lon), math.cos(lon)
        up = -math.sin(lat) * math.cos(lon), -math.sin(lat) * math.sin(lon), math.cos(lat)
        a, b, c, d, e, f, g, h = *ahead, *right, *up
        steps = STEPS / self.across
        west, north, radius, root = self.west * steps, self.north * steps, _EARTH * math.sqrt(2) * steps, math.sqrt
        far = radius / root(1e-9)  # right opposite
        points = []
        for x, y, z in spots:
            near = 1 + a * x + b * y + c * z
            scale = radius / root(near) if near > 1e-9 else far
            points.append((scale * (d * x + e * y) - west, north - scale * (f * x + g * y + h * z)))
        return points


def _project(place: Place, latitude: float, longitude: float, flat: bool) -> Flat:
    """Lambert's azimuthal equal-area projection, in kilometres from the middle."""
    if flat:
        return math.radians(place[1] - longitude) * _EARTH * 0.8, math.radians(place[0] - latitude) * _EARTH
    lat, lat0 = math.radians(place[0]), math.radians(latitude)
    turn = math.radians(place[1] - longitude)
    sin, cos, sin0, cos0 = math.sin(lat), math.cos(lat), math.sin(lat0), math.cos(lat0)
    scale = _EARTH * math.sqrt(2 / max(1e-9, 1 + sin0 * sin + cos0 * cos * math.cos(turn)))
    return scale * cos * math.sin(turn), scale * (cos0 * sin - sin0 * cos * math.cos(turn))


def frame(places: Sequence[Place], least: float) -> Frame:
    """The smallest frame with room round all places, at least so many kilometres across."""
    vectors = [_spot(place) for place in places]
    middle = _unit([sum(axis) for axis in zip(*vectors, strict=True)])
    latitude = round(math.degrees(math.asin(max(-1.0, min(1.0, middle[2])))), 1)
    longitude = round(math.degrees(math.atan2(middle[1], middle[0])), 1)
    nearest = min(sum(a * b for a, b in zip(vector, middle, strict=True)) for vector in vectors)
    flat = nearest < math.cos(_FAR)
    if flat:
        latitude = longitude = 0.0
    points = [_project(place, latitude, longitude, flat) for place in places]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    across = max((east - west) / (1 - 2 * _MARGIN), (north - south) / (1 - 2 * _MARGIN) * ASPECT, least)
    x, y = (west + east) / 2, (south + north) / 2
    return Frame(latitude, longitude, round(x - across / 2), round(y + across / ASPECT / 2), float(round(across)), flat)


def _spot(place: Place) -> Spot:
    lat, lon = math.radians(place[0]), math.radians(place[1])
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def _unit(vector: list[float]) -> list[float]:
    length = math.sqrt(sum(part * part for part in vector))
    return [part / length for part in vector] if length > 1e-9 else [1.0, 0.0, 0.0]


_of_city = lru_cache(maxsize=8192)(_spot)  # each city is measured against all others


def distance(one: Place, two: Place) -> float:
    """In kilometres, over the globe."""
    dot = sum([a * b for a, b in zip(_of_city(one), _of_city(two), strict=True)])
    return _EARTH * math.acos(max(-1.0, min(1.0, dot)))


# ---------------------------------------------------------------- the coast


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a coast with its bounds, so that what lies far away costs one point."""

    south: float
    west: float
    north: float
    east: float
    places: tuple[Place, ...]
    spots: tuple[Spot, ...]  # the same


@dataclass(frozen=True, slots=True)
class _Land:
    pieces: tuple[_Piece, ...]
    turn: float  # which way it runs: its area in degrees, with a sign
    around: float  # how far it runs on when it goes round a pole: 360 degrees or the other way; else nothing


@lru_cache(maxsize=1)
def _lands() -> tuple[_Land, ...]:
    found = []
    for ring in rings():
        places, around = _unrolled(ring)
        pieces = []
        for start in range(0, len(places), _CHUNK):
            part = tuple(places[start : start + _CHUNK])
            lats, lons = [p[0] for p in part], [p[1] for p in part]
            pieces.append(_Piece(min(lats), min(lons), max(lats), max(lons), part, tuple(map(_spot, part))))
        whole = (*places, *_over_the_pole(places, around), places[0])
        turn = sum(a[1] * b[0] - b[1] * a[0] for a, b in pairwise(whole))
        found.append(_Land(tuple(pieces), turn, around))
    return tuple(found)


def _unrolled(ring: Sequence[tuple[float, float]]) -> tuple[list[Place], float]:
    """A ring whose longitudes run on past the date line, and how far on it ends when it goes round a pole."""
    places: list[Place] = []
    for longitude, latitude in ring:
        turns = round((places[-1][1] - longitude) / 360) if places else 0
        places.append((latitude, longitude + 360 * turns))
    around = round((places[-1][1] - places[0][1]) / 360) * 360.0
    if around:
        places.append((places[0][0], places[0][1] + around))
    return places, around


def _over_the_pole(places: Sequence[Place], around: float) -> list[Place]:
    """On a flat world, the way back to the first place of a ring that goes round a pole."""
    pole = math.copysign(90.0, places[0][0])
    return [(pole, places[-1][1]), (pole, places[0][1])] if around else []


@lru_cache(maxsize=1024)
def coast(frame: Frame) -> str:
    """The coast within a frame as a path on a grid of `STEPS` across, land inside."""
    tall = STEPS / ASPECT
    bounds = _bounds(frame)
    drawn = []
    for land in _lands():
        near = [_meets(piece, bounds) for piece in land.pieces]
        if not any(near):
            continue
        for points in _flat(land, near, frame) if frame.flat else [_round(land, near, frame)]:
            west, north, east, south = edges = _edges(points)
            if not frame.flat and east - west >= STEPS and _turned(land.turn, points):
                # it goes round the far side of the globe: its land is what lies outside it here
                drawn.append(f"M-12-12H{STEPS + 12}V{round(tall) + 12}H-12z")
            if east >= -12.0 and west <= STEPS + 12.0 and south >= -12.0 and north <= tall + 12.0:
                drawn.append(_path(_clipped(points, edges, -12.0, -12.0, STEPS + 12.0, tall + 12.0)))
    return "".join(drawn)


def _round(land: _Land, near: Sequence[bool], frame: Frame) -> list[Flat]:
    """Land on the grid of a frame; of a stretch that is far away, one point."""
    spots: list[Spot] = []
    for kept, piece in zip(near, land.pieces, strict=True):
        spots += piece.spots if kept else piece.spots[:1]
    return frame.on_grid(spots)


def _flat(land: _Land, near: Sequence[bool], frame: Frame) -> list[list[Flat]]:
    """Laid flat, land that passes the date line is drawn at both ends of the world; land round a pole is one run, as
    there is no seam where the world begins.
    """
    places: list[Place] = []
    for kept, piece in zip(near, land.pieces, strict=True):
        places += piece.places if kept else piece.places[:1]
    worlds = [[(lat, lon + shift) for lat, lon in places] for shift in (-360.0, 0.0, 360.0)]
    if land.around:
        run = [place for world in (worlds if land.around > 0 else worlds[::-1]) for place in world]
        worlds = [run + _over_the_pole(run, land.around)]
    tall = STEPS / ASPECT
    return [[(x * STEPS, y * tall) for x, y in map(frame.project, world)] for world in worlds]


def _turned(turn: float, points: Sequence[Flat]) -> bool:
    """Whether a ring runs the other way round on the map than on the globe; none does that does not span it."""
    here = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise((*points, points[0])))
    return turn * here > 0  # one counts north upwards, the other downwards


def _meets(piece: _Piece, bounds: tuple[float, float, float, float]) -> bool:
    south, west, north, east = bounds
    return (
        piece.north >= south
        and piece.south <= north
        and any(piece.east + turn >= west and piece.west + turn <= east for turn in (-720, -360, 0, 360, 720))
    )


def _bounds(frame: Frame) -> tuple[float, float, float, float]:
    """Degrees that certainly hold the frame, perhaps past the date line."""
    if frame.flat:
        return -90.0, -180.0, 90.0, 180.0
    corners = (
        max(abs(frame.west), abs(frame.west + frame.across)),
        max(abs(frame.north), abs(frame.north - frame.across / ASPECT)),
    )
    reach = math.degrees(2 * math.asin(min(1.0, math.hypot(*corners) / 2 / _EARTH))) * 1.08 + 0.3
    south, north = frame.latitude - reach, frame.latitude + reach
    if max(abs(south), abs(north)) >= 88:
        return south, -180.0, north, 180.0
    # how far the meridians reach that touch the circle round the middle
    touch = math.sin(math.radians(reach)) / math.cos(math.radians(frame.latitude))
    wide = math.degrees(math.asin(min(1.0, touch))) + 1
    return south, frame.longitude - wide, north, frame.longitude + wide


def _edges(points: Sequence[Flat]) -> tuple[float, float, float, float]:
    """How far a ring reaches: west, north, east, south."""
    across, along = zip(*points, strict=True)
    return min(across), min(along), max(across), max(along)


def _clipped(
    points: list[Flat], edges: tuple[float, float, float, float], west: float, north: float, east: float, south: float
) -> list[Flat]:
    """The part of a ring inside a rectangle, by Sutherland and Hodgman."""
    first, top, last, bottom = edges
    sides = ((0, west, 1, first), (0, east, -1, last), (1, north, 1, top), (1, south, -1, bottom))
    for axis, limit, sign, furthest in sides:
        if (furthest - limit) * sign >= 0:
            continue  # nothing lies beyond this side
        if not points:
            return points
        kept: list[Flat] = []
        previous = points[-1]
        was = (previous[axis] - limit) * sign >= 0
        for point in points:
            now = (point[axis] - limit) * sign >= 0
            if now != was:
                share = (limit - previous[axis]) / (point[axis] - previous[axis])
                kept.append(
                    (
                        previous[0] + (point[0] - previous[0]) * share,
                        previous[1] + (point[1] - previous[1]) * share,
                    )
                )
            if now:
                kept.append(point)
            previous, was = point, now
        points = kept
    return points


_BEND = 2.5  # of the grid: bends that stay within so much of a straight line are not drawn
_ISLAND = 8.0  # square steps


def _path(points: list[Flat]) -> str:
    """Whole numbers, each relative to the one before; nothing for what would be a speck."""
    area = sum([a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1], strict=True)]) / 2
    if abs(area) < _ISLAND:
        return ""
    kept = [(round(x), round(y)) for x, y in _straightened(points)]
    if len(kept) < 3:
        return ""
    line = ""
    for (x, y), (to_x, to_y) in pairwise(kept):
        if to_x != x or to_y != y:
            blank = " " if line and to_x >= x else ""
            line += f"{blank}{to_x - x}{'' if to_y < y else ' '}{to_y - y}"
    return f"M{kept[0][0]} {kept[0][1]}l{line}z"


def _straightened(points: list[Flat]) -> list[Flat]:
    """The ring without its small bends, by Douglas and Peucker, from two points far apart."""
    if len(points) < 4:
        return points
    x1, y1 = points[0]
    away = [(x - x1) ** 2 + (y - y1) ** 2 for x, y in points]
    far = away.index(max(away))
    ring = [*points, points[0]]
    keep = {0, far}
    waiting = [(0, far), (far, len(points))]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        (x1, y1), (x2, y2) = ring[first], ring[last]
        across, along = x2 - x1, y2 - y1
        length = math.hypot(across, along)
        between = ring[first + 1 : last]
        if length:
            bends = [abs(across * (y1 - y) - (x1 - x) * along) for x, y in between]
        else:
            bends = [math.hypot(x - x1, y - y1) for x, y in between]
        worst = max(bends)
        if worst / (length or 1.0) > _BEND:
            at = first + 1 + bends.index(worst)
            keep.add(at)
            waiting += [(first, at), (at, last)]
    return [points[i] for i in sorted(keep)]
