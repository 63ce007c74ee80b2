"""Documents a year as bars on one line, with the years that have none.

It counts dates it is given; it never says what the documents are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from diarium.pages.parts import Link, Picture, Row
from diarium.pages.pictures.lanes import TAB_STOPS, Tick, held, thinned
from diarium.pages.pictures.svg import EM, NARROW, drawing, em, linked, number, per_cent, text, width
from diarium.pages.showing import Showing

MOST_BARS = 60  # more years than these are drawn, and listed on the page of years, as decades
FEW = 8
_TALL = 5.2
_TOP = 1.5  # room for a number over the tallest bar


def counted(show: Showing, paths: Iterable[str]) -> Counter[int]:
    """How many of these documents, each counted once, are of which year."""
    return Counter([int(show.listed[path].iso[:4]) for path in dict.fromkeys(paths)])


def documents_a_year(show: Showing, counts: Counter[int], title: str | None = None) -> Picture | None:
    """Nothing when all documents are of one year: a picture of one bar says less than its number."""
    if len(counts) < 2:
        return None
    words = show.words
    first, last = min(counts), max(counts)
    total = words.count("n_documents", sum(counts.values()))
    bars = [(str(year), counts[year], f"years/{year}/" if counts[year] else None) for year in range(first, last + 1)]
    if len(bars) > MOST_BARS:
        decades = Counter({year // 10 * 10: 0 for year in range(first, last + 1)})
        for year, n in counts.items():
            decades[year // 10 * 10] += n
        bars = [
            (words("decade", str(decade)), n, f"years/#{decade_id(decade)}" if n else None)
            for decade, n in sorted(decades.items())
        ]
    said = [words.count("n_documents", n) for _, n, _ in bars]
    spoken = [(label, n, path, f"{label}: {many}") for (label, n, path), many in zip(bars, said, strict=True)]
    listing = tuple(
        Row(Link(label, path), details=(Link(many), *_years_in(counts, path)))
        for (label, _, path), many in zip(bars, said, strict=True)
    )
    return Picture(
        id="documents-a-year",
        title=title or words.documents_a_year,
        caption=f"{total}, {first}–{last}",
        drawing=draw(spoken, "documents-a-year"),
        listing=listing,
        below=True,
    )


def decade_id(decade: int) -> str:
    """Where a decade begins on the page of years."""
    return f"decade-{decade}"


def _years_in(counts: Counter[int], path: str | None) -> Iterator[Link]:
    """The years of a decade that have documents; a year by itself holds none."""
    for year in sorted(counts) if path is not None and path.startswith("years/#") else ():
        if path == f"years/#{decade_id(year // 10 * 10)}":
            yield Link(f"{year} ({counts[year]})", f"years/{year}/")


def draw(bars: list[tuple[str, int, str | None, str]], labelled_by: str) -> str:
    """Bars as label, count, address and all of it in words."""
    count = len(bars)
    most = max(n for _, n, _, _ in bars)
    step = 1 / count
    pixels = step * NARROW
    thick = min(1.3, pixels * 0.66 / EM)
    base = _TOP + _TALL
    numbered = all(width(str(n)) * EM + 3 <= pixels for _, n, _, _ in bars)
    highest = next(i for i, bar in enumerate(bars) if bar[1] == most)
    tabbed = sum(1 for bar in bars if bar[2] is not None) <= TAB_STOPS
    pieces = [f'<line class="base" x1="0" x2="100%" y1="{em(base)}" y2="{em(base)}" aria-hidden="true"/>']
    for i, (_, n, path, said) in enumerate(bars):
        x = per_cent((i + 0.5) * step)
        top = base - _TALL * n / most if n else base
        drawn = f'<rect class="hit" x="{per_cent(i * step)}" y="0" width="{per_cent(step)}" height="{em(base + 1.6)}"/>'
        if n:
            drawn += f'<line class="bar" x1="{x}" x2="{x}" y1="{em(base)}" y2="{em(top)}" stroke-width="{em(thick)}"/>'
        pieces.append(linked(path, said, drawn, tabbed=tabbed))
        if numbered or i == highest:
            empty = "" if n else " none"
            shown = f'class="n{empty}" x="{x}" y="{em(top - 0.4)}" text-anchor="{_anchor(i, count)}"'
            pieces.append(f'<text {shown} aria-hidden="true">{n}</text>')
    ticks = thinned([Tick((i + 0.5) * step, label) for i, (label, _, _, _) in enumerate(bars)], 1.0, edge=0.0)
    pieces.append('<g class="scale" aria-hidden="true">')
    for tick in ticks:
        x, anchor = held(tick.at, tick.label)
        pieces.append(f'<text x="{x}" y="{em(base + 1.3)}" text-anchor="{anchor}">{text(tick.label)}</text>')
    pieces.append("</g>")
    kind = "bars few" if count <= FEW else "bars"
    return drawing(kind, float(number(base + 1.7)), labelled_by, *pieces)


def _anchor(i: int, count: int) -> str:
    if count <= 20:
        return "middle"
    return "start" if i == 0 else "end" if i == count - 1 else "middle"
