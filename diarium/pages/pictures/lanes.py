"""Marks on parallel lines along one scale: the shape of every time line here, whatever the lines stand for.

It is given places and words, and knows neither meetings nor people.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from diarium.pages.pictures.svg import (
    EM,
    NARROW,
    Mark,
    address,
    dot,
    drawing,
    em,
    linked,
    per_cent,
    placed,
    shortened,
    spread,
    text,
    width,
)

TAB_STOPS = 12  # more marks than these are passed by in one step of the keyboard; the list beside them is not
_EDGE = 0.055  # room at both ends of a line, for half a label
_LABELS = 0.36  # the largest share of the width that labels may take beside the lines
_APART = 11.0  # pixels between neighbouring marks, where there is room


class Span(NamedTuple):
    """A part of a line that something lasted."""

    first: float
    last: float


class Lane(NamedTuple):
    label: str
    marks: tuple[Mark, ...]
    path: str | None = None
    lang: str | None = None
    spans: tuple[Span, ...] = ()


class Tick(NamedTuple):
    at: float
    label: str
    here: bool = False
    ruled: bool = True  # whether a line runs down from it


class Panel(NamedTuple):
    """A stretch of the scale with the lines that have something on it."""

    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]


def draw(panels: tuple[Panel, ...], labelled_by: str) -> str:
    frame = _Frame(panels)
    marks = sum(len(lane.marks) for panel in panels for lane in panel.lanes)
    pieces: list[str] = []
    top = 0.0
    for panel in panels:
        drawn, top = frame.panel(panel, top, tabbed=marks <= TAB_STOPS)
        pieces.append(drawn)
        top += 0.9
    return drawing("lanes", top - 0.9, labelled_by, *pieces)


class _Frame:
    """What all panels of a drawing share: where lines begin, how far apart they are, how large a mark may be."""

    def __init__(self, panels: tuple[Panel, ...]) -> None:
        labels = [lane.label for panel in panels for lane in panel.lanes]
        widest = max((width(label) for label in labels), default=0.0)
        share = (widest + 0.9) * EM / NARROW if widest else 0.0
        self.above = share > _LABELS
        self.left = 0.0 if self.above else share
        self.step = 2.9 if self.above else 1.85
        self.reach = _reach(self.left)
        pixels = NARROW * self.reach
        self.least = _APART / pixels
        gaps = [_APART]
        for panel in panels:
            for lane in panel.lanes:
                places = spread(sorted(mark.at for mark in lane.marks), self.least)
                gaps += [(b - a) * pixels for a, b in pairwise(places)]
        self.size = max(0.45, min(1.0, min(gaps) / _APART))

    def x(self, at: float) -> float:
        return _x(self.left, at)

    def panel(self, panel: Panel, top: float, *, tabbed: bool) -> tuple[str, float]:
        first = top + (1.9 if self.above and any(tick.label for tick in panel.ticks) else 1.35)
        bottom = first + self.step * len(panel.lanes)
        pieces = [_scale(panel.ticks, self.left, top, first, bottom)]
        for count, lane in enumerate(panel.lanes):
            pieces.append(self._lane(lane, first + self.step * count, tabbed=tabbed))
        return "".join(pieces), bottom

    def _lane(self, lane: Lane, top: float, *, tabbed: bool) -> str:
        line = top + (2.05 if self.above else self.step / 2)
        y = em(line)
        pieces = [self._label(lane, em(top + 1.15 if self.above else line + 0.36))]
        begin, end = per_cent(self.x(0) - 0.03), per_cent(self.x(1) + 0.03)
        pieces.append(f'<line class="line" x1="{begin}" x2="{end}" y1="{y}" y2="{y}"/>')
        for span in lane.spans:
            one, two = per_cent(self.x(span.first)), per_cent(self.x(span.last))
            pieces.append(f'<line class="span" x1="{one}" x2="{two}" y1="{y}" y2="{y}"/>')
        marks = sorted(lane.marks, key=lambda mark: mark.at)
        places = [self.x(at) for at in spread([mark.at for mark in marks], self.least)]
        between = [1.0, *((b - a) / 2 for a, b in pairwise(places)), 1.0]
        for mark, place, before, after in zip(marks, places, between, between[1:], strict=False):
            # the part of the line that is nearer to this mark than to the next is where it can be pressed
            shape = placed(
                per_cent(place),
                y,
                _pressed(min(before, after, 12 / NARROW)),
                f'<circle class="m-here" r="{em(0.68 * self.size)}"/>' if mark.here else "",
                dot(mark.kind, self.size),
            )
            pieces.append(linked(mark.path, mark.said, shape, here=mark.here, tabbed=tabbed))
        return "".join(pieces)

    def _label(self, lane: Lane, y: str) -> str:
        if not lane.label:
            return ""
        lang = f' lang="{text(lane.lang)}"' if lane.lang else ""
        room = NARROW / EM if self.above else NARROW * self.left / EM
        said = shortened(lane.label, room)
        whole = f"<title>{text(lane.label)}</title>" if said != lane.label else ""
        drawn = f'<text class="lane" x="0" y="{y}"{lang}>{whole}{text(said)}</text>'
        return f'<a href="{address(lane.path)}">{drawn}</a>' if lane.path is not None else drawn


def _reach(left: float) -> float:
    """The part of the width that the scale takes beside labels as wide as this."""
    return 1 - left - 2 * _EDGE


def _x(left: float, at: float) -> float:
    return left + _EDGE + _reach(left) * at


@lru_cache(maxsize=256)
def _scale(ticks: tuple[Tick, ...], left: float, top: float, first: float, bottom: float) -> str:
    """What runs down behind lanes and stands over them; the months of a year are the same on most time lines."""
    rules = _rules([tick.at for tick in ticks if tick.ruled], left, first, bottom)
    labels = _labels([tick for tick in ticks if tick.label], left, em(top + 0.95))
    return f'<g class="scale" aria-hidden="true">{rules}{labels}</g>'


def _rules(places: list[float], left: float, top: float, bottom: float) -> str:
    """All lines that run down, as one path across the reach of the lanes."""
    if not places:
        return ""
    drawn = "".join(f"M{round(at * 1000)} 0v1" for at in places)
    return (
        f'<svg x="{per_cent(_x(left, 0))}" y="{em(top)}" width="{per_cent(_reach(left))}" height="{em(bottom - top)}" '
        'viewBox="0 0 1000 1" preserveAspectRatio="none">'
        f'<path d="{drawn}"/></svg>'
    )


def _labels(ticks: list[Tick], left: float, y: str) -> str:
    """Labels over the lines; single letters, as of months, are one text with a place for each."""
    if ticks and all(len(tick.label) == 1 and not tick.here for tick in ticks):
        places = " ".join(per_cent(_x(left, tick.at)) for tick in ticks)
        letters = "".join(tick.label for tick in ticks)
        return f'<text x="{places}" y="{y}" text-anchor="middle">{text(letters)}</text>'
    pieces = []
    for tick in ticks:
        here = ' class="here"' if tick.here else ""
        x, anchor = held(_x(left, tick.at), tick.label)
        pieces.append(f'<text{here} x="{x}" y="{y}" text-anchor="{anchor}">{text(tick.label)}</text>')
    return "".join(pieces)


@lru_cache(maxsize=1024)
def _pressed(near: float) -> str:
    return f'<rect class="hit" x="{per_cent(-near)}" y="-.92em" width="{per_cent(2 * near)}" height="1.84em"/>'


def held(x: float, label: str) -> tuple[str, str]:
    """A place and an anchor that keep a label inside the drawing on the narrowest page."""
    half = width(label) * EM / NARROW / 2
    if x < half:
        return "0", "start"
    return ("100%", "end") if x > 1 - half else (per_cent(x), "middle")


def thinned(ticks: list[Tick], share: float, room: float = 0.6, edge: float = _EDGE) -> tuple[Tick, ...]:
    """Ticks whose labels do not touch on the narrowest page: this page's, the last, the first, then what fits between.

    `share` is the part of the width that lines may count on, `edge` what lies beyond them on either side, and `room`
    the space between two labels in em.
    """
    pixels = NARROW * share
    beyond = NARROW * edge

    def place(tick: Tick) -> tuple[float, float]:
        """Where the middle of a label comes to stand, held inside the drawing, and half its width in em."""
        wide = width(tick.label)
        half = wide * EM / 2
        return min(max(tick.at * pixels, half - beyond), pixels + beyond - half), wide / 2

    kept: list[tuple[Tick, float, float]] = []
    order = sorted(
        range(len(ticks)), key=lambda i: (not ticks[i].here, i not in (0, len(ticks) - 1), -_evenness(i, len(ticks)), i)
    )
    for i in order:
        at, half = place(ticks[i])
        for _, other, wide in kept:
            if abs(at - other) < (half + wide + room) * EM:
                break
        else:
            kept.append((ticks[i], at, half))
    return tuple(sorted((tick for tick, _, _ in kept), key=lambda tick: tick.at))


def _evenness(i: int, count: int) -> int:
    """How often a place is reached by halving: the middle first, then the quarters."""
    return (i & -i).bit_length() if 0 < i < count - 1 else 0


def rounded(at: float) -> float:
    """Places are kept to a thousandth, so that equal views stay equal."""
    return (round(at * 1000, 2) + 0.0) / 1000  # and never minus nothing
