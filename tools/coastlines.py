"""Makes `diarium/pages/pictures/coast.py`, the coast lines behind the maps, from Natural Earth at 1:10 million.

It runs while the engine is developed, never in a build, and fetches nothing: it is given the file.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python3 tools/coastlines.py package/land-10m.json

The coast is drawn finest where Nordic archives have their cities, coarser in the rest of Europe and coarsest elsewhere.
"""

from __future__ import annotations

import heapq
import json
import math
import sys
from pathlib import Path
from typing import Any

Point = tuple[float, float]  # longitude, latitude
Ring = list[Point]

OUTPUT = Path(__file__).resolve().parent.parent / "diarium" / "pages" / "pictures" / "coast.py"
UNIT = 100  # a hundredth of a degree, a kilometre at most
KILOMETRES = 111.2  # in a degree of latitude

# How large a bend of the coast must be to stay, in square kilometres, by box: west, south, east, north.
# The first box that holds the point counts.
DETAIL: tuple[tuple[tuple[float, float, float, float], float], ...] = (
    ((4.0, 54.4, 31.5, 71.5), 2.6),
    ((-25.5, 60.0, -4.0, 67.5), 6.0),
    ((-12.0, 48.0, 32.0, 82.0), 50.0),
    ((-75.0, 58.0, -10.0, 84.0), 120.0),
    ((-12.0, 34.0, 42.0, 55.0), 140.0),
    ((-180.0, -90.0, 180.0, 90.0), 1600.0),
)
SMALLEST = 2.2  # an island is kept when it is so many times larger than the smallest bend there

HEAD = '''"""The coasts of the world, simplified for small maps: what `tools/coastlines.py` made, never edited by hand.

It is data and one reader of it; it knows nothing of archives or of projections. Made from Natural Earth 4.1 at
1:10 million (public domain, naturalearthdata.com) as the npm package `world-atlas` 2.0.2 (ISC licence) carries it.
"""

from __future__ import annotations

Point = tuple[float, float]  # longitude, latitude
UNIT = %d  # steps in a degree


def rings() -> tuple[tuple[Point, ...], ...]:
    """Every coast line as a closed ring; lakes in the land run the other way round."""
    return tuple(_ring(line) for line in DATA.split())


def _ring(line: str) -> tuple[Point, ...]:
    """One line of the data: differences between points, five bits a character, the lowest first."""
    points: list[Point] = []
    pair: list[int] = []
    place = [0, 0]
    value = shift = 0
    for character in line:
        bits = ord(character) - 63
        value |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            pair.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
            if len(pair) == 2:
                place = [place[0] + pair[0], place[1] + pair[1]]
                points.append((place[0] / UNIT, place[1] / UNIT))
                pair = []
    return tuple(points)


# fmt: off
DATA = r"""
'''


def read(path: str) -> list[Ring]:
    """The rings of a TopoJSON file of land, in degrees."""
    with open(path, encoding="utf-8") as stream:
        topology: dict[str, Any] = json.load(stream)
    (scale_x, scale_y), (origin_x, origin_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + origin_x, y * scale_y + origin_y))
        arcs.append(points)
    found = []
    for geometry in topology["objects"]["land"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for polygon in polygons:
            for numbers in polygon:
                ring: Ring = []
                for number in numbers:
                    arc = arcs[number] if number >= 0 else arcs[~number][::-1]
                    ring += arc[1:] if ring else arc
                found.append(ring[:-1])
    return found


def least(point: Point) -> float:
    """The smallest bend that is kept at a place."""
    for (west, south, east, north), area in DETAIL:
        if west <= point[0] <= east and south <= point[1] <= north:
            return area
    return DETAIL[-1][1]


def area(one: Point, two: Point, three: Point) -> float:
    """Of the triangle, in square kilometres."""
    across = KILOMETRES * math.cos(math.radians((one[1] + two[1] + three[1]) / 3))
    return (
        abs((two[0] - one[0]) * (three[1] - one[1]) - (three[0] - one[0]) * (two[1] - one[1])) / 2 * across * KILOMETRES
    )


def ring_area(ring: Ring) -> float:
    middle = math.cos(math.radians(sum(y for _, y in ring) / len(ring)))
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))
    return abs(twice) / 2 * middle * KILOMETRES * KILOMETRES


def smallest(ring: Ring) -> float:
    """The area below which an island is left out where it lies."""
    return SMALLEST * max(least(point) for point in ring[:: max(1, len(ring) // 20)])


def simplified(ring: Ring) -> Ring:
    """Visvalingam's method: the smallest bend goes first, until all that are left are large enough for their place."""
    count = len(ring)
    before, after = [i - 1 for i in range(count)], [i + 1 for i in range(count)]
    before[0], after[-1] = count - 1, 0
    stamp = [0] * count

    def bend(i: int) -> float:
        return area(ring[before[i]], ring[i], ring[after[i]]) / least(ring[i])

    heap = [(bend(i), i, 0) for i in range(count)]
    heapq.heapify(heap)
    left, floor = count, 0.0
    gone = [False] * count
    while heap and left > 4:
        size, i, made = heapq.heappop(heap)
        if gone[i] or stamp[i] != made:
            continue
        floor = max(floor, size)
        if floor > 1:
            break
        gone[i] = True
        left -= 1
        after[before[i]], before[after[i]] = after[i], before[i]
        for neighbour in (before[i], after[i]):
            stamp[neighbour] += 1
            heapq.heappush(heap, (bend(neighbour), neighbour, stamp[neighbour]))
    return [point for i, point in enumerate(ring) if not gone[i]]


def number(value: int) -> str:
    value = ~(value << 1) if value < 0 else value << 1
    said = ""
    while value >= 32:
        said += chr((value & 31 | 32) + 63)
        value >>= 5
    return said + chr(value + 63)


def encoded(ring: Ring) -> str:
    said = ""
    last = (0, 0)
    for point in ring:
        place = (round(point[0] * UNIT), round(point[1] * UNIT))
        if place != last or not said:
            said += number(place[0] - last[0]) + number(place[1] - last[1])
        last = place
    return said


def main() -> None:
    kept = [simplified(ring) for ring in read(sys.argv[1]) if ring_area(ring) >= smallest(ring)]
    kept = sorted((ring for ring in kept if len(ring) > 3), key=lambda ring: (-ring_area(ring), ring[0]))
    text = HEAD % UNIT + "\n".join(encoded(ring) for ring in kept) + '\n"""\n'
    OUTPUT.write_text(text, "utf-8")
    sys.stdout.write(f"{len(kept)} rings, {sum(map(len, kept))} points, {len(text.encode())} bytes\n")


if __name__ == "__main__":
    main()
