"""Where the names on a map go: beside their dots, never over one another at any width the map can have.

It moves names, not dots; a name that has no room is left to the list under the map.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

# Candidate places round a dot, the best first: the way the text runs from its anchor, and its own shift in pixels.
_SIDES: tuple[tuple[str, float, float], ...] = (
    ("start", 9, 0),
    ("end", -9, 0),
    ("middle", 0, -13),
    ("middle", 0, 14),
    ("start", 7, -10),
    ("start", 7, 11),
    ("end", -7, -10),
    ("end", -7, 11),
    ("start", -6, -14),
    ("start", -6, 15),
    ("end", 6, -14),
    ("end", 6, 15),
)
_TALL = 15.0


class Dot(NamedTuple):
    """A place on the map as a share of its width and height, the half size of its dot, and how wide its name may be.

    The first of the widths is the one to wish for; a shorter form of the name may follow.
    """

    x: float
    y: float
    half: float
    wide: tuple[float, ...]


class Placed(NamedTuple):
    anchor: str
    dx: float
    dy: float
    form: int = 0  # which of the name's forms found room


class Box(NamedTuple):
    """A rectangle of fixed size whose middle moves with the map: at scale s it is at (x·s + dx, y·s + dy)."""

    x: float
    y: float
    dx: float
    dy: float
    wide: float
    tall: float

    def meets(self, other: Box, least: float, most: float) -> bool:
        """Whether the two overlap at any scale between the two."""
        across = _within(self.x - other.x, self.dx - other.dx, (self.wide + other.wide) / 2, least, most)
        if across is None:
            return False
        along = _within(self.y - other.y, self.dy - other.dy, (self.tall + other.tall) / 2, least, most)
        return along is not None and max(across[0], along[0]) <= min(across[1], along[1])

    def inside(self, width: float, height: float, scale: float) -> bool:
        x, y = self.x * scale + self.dx, self.y * scale + self.dy
        return (
            self.wide / 2 <= x <= width * scale - self.wide / 2 and self.tall / 2 <= y <= height * scale - self.tall / 2
        )


def _within(slope: float, shift: float, reach: float, least: float, most: float) -> tuple[float, float] | None:
    """The scales at which |slope·s + shift| is smaller than the reach."""
    if slope == 0:
        return (least, most) if abs(shift) < reach else None
    first, last = slope * least + shift, slope * most + shift
    if (first > reach + 1 and last > reach + 1) or (first < -reach - 1 and last < -reach - 1):
        return None  # as it is for most: by far too far apart
    one, two = sorted(((-reach - shift) / slope, (reach - shift) / slope))
    low, high = max(one, least), min(two, most)
    return (low, high) if low < high else None


def box(dot: Dot, placed: Placed, width: float, height: float) -> Box:
    wide = dot.wide[placed.form]
    along = {"start": wide / 2, "end": -wide / 2, "middle": 0.0}[placed.anchor]
    return Box(dot.x * width, dot.y * height, placed.dx + along, placed.dy, wide, _TALL)


def place(dots: Sequence[Dot], width: float, height: float, most: float) -> list[Placed | None]:
    """A place for each name in turn, the first dot choosing first; `most` is how many times wider the map may get."""
    taken = [Box(dot.x * width, dot.y * height, 0, 0, 2 * dot.half, 2 * dot.half) for dot in dots]
    found: list[Placed | None] = []
    for i, dot in enumerate(dots):
        others = [one for j, one in enumerate(taken) if j != i]
        spot = next((s for s in _spots(dot) if _free(box(dot, s, width, height), others, width, height, most)), None)
        if spot is not None:
            taken.append(box(dot, spot, width, height))
        found.append(spot)
    return found


def _spots(dot: Dot) -> Iterator[Placed]:
    for form in range(len(dot.wide)):
        for anchor, dx, dy in _SIDES:
            nudge = dot.half - 5 if dx > 0 else 5 - dot.half if dx < 0 else 0.0
            yield Placed(anchor, dx + nudge, dy, form)


def _free(shape: Box, others: Sequence[Box], width: float, height: float, most: float) -> bool:
    return all(shape.inside(width, height, scale) for scale in (1.0, most)) and not any(
        shape.meets(other, 1.0, most) for other in others
    )
