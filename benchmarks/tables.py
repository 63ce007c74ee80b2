"""The runs of `benchmarks/speed.py` as tables in Markdown, and their place in `benchmarks/speed.md`.

It says what machine and which versions they are from, never where on it anything lies; it starts nothing that is measured.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import aims
from ours import COLD, COLD_WITH_SEARCH
from peers import version
from runs import COLD_THEN_PAGEFIND, REBUILD, Measured, median, percentile

MARKS = ("<!-- from here on made by benchmarks/speed.py -->", "<!-- made by benchmarks/speed.py until here -->")
BESIDE = {COLD: COLD, COLD_WITH_SEARCH: COLD_THEN_PAGEFIND, COLD_THEN_PAGEFIND: COLD_THEN_PAGEFIND}


class Size(NamedTuple):
    documents: int
    times: int


Result = tuple[Size, str, Sequence[Measured]]  # of one size: how often, on which file system, and everybody's runs


class Plan(NamedTuple):
    """What is measured besides our builds."""

    peers: dict[str, str]
    search: bool
    preview: bool
    browser: str | None  # to see the preview in
    scenarios: frozenset[str]  # those of our edits that are measured; none: all


def tables(results: Sequence[Result], lacking: Sequence[str], where: str) -> Iterator[str]:
    """All of it, from the runs of each size."""
    yield from ("", where, "")
    if lacking:
        yield from (f"Not to be had from the package registries when this was run: {', '.join(lacking)}.", "")
    for size, files_on, generators in results:
        yield from _size(size, files_on, generators)
    yield from ("## What was aimed at, and what is reached", "")
    everybody = [one for *_, generators in results for one in generators]
    ours = [generators[0] for *_, generators in results]
    yield from aims.table(ours, [one for one in everybody if one.name == "hugo"])
    yield from ("", "")


def machine(plan: Plan) -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    said = [
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}",
        f"Python {platform.python_version()}",
        f"Pagefind {metadata.version('pagefind-bin')}",
    ]
    if "eleventy" in plan.peers:
        said.append(f"Node {version('node')}")
    busy = f"{os.getloadavg()[0]:.1f} programs wanted to run when it ended"
    shown = (
        "a browser has drawn it, as the page itself tells"
        if plan.browser
        else "it is there, asked for as the open page is told of it, not drawn"
    )
    preview = f" A saved text counts as shown when {shown}." if plan.preview else ""
    return f"{'; '.join(said)}; {busy}.{preview}"


def file_system(place: Path) -> str:
    """What kind of file system the folder is on, where the system tells."""
    try:
        lines = [line.split() for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
    except OSError:
        return "a disk"
    here = place.resolve()
    return max((len(line[1]), line[2]) for line in lines if here.is_relative_to(line[1]))[1]


def _size(size: Size, files_on: str, generators: Sequence[Measured]) -> Iterator[str]:
    often = f"medians of {size.times}" if size.times > 1 else "one run each"
    yield from (f"### {size.documents:,} documents, {often}, files on {files_on}", "")
    yield "| | | seconds | least to most | processor | MiB | beside Hugo |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: |"
    hugo = next((one for one in generators if one.name == "hugo"), None)
    for one in generators:
        for scenario, runs in one.runs.items():
            found, clock = median(runs), [run.seconds for run in runs]
            base = hugo.runs.get(BESIDE.get(scenario, REBUILD)) if hugo else None
            ratio = f"{found.seconds / median(base).seconds:.3g} ×" if base else ""
            spread = f"{min(clock):.2f}–{max(clock):.2f}" if size.times > 1 else ""
            figures = f"{found.seconds:.2f} | {spread} | {found.processor:.2f} | {found.memory:.0f}"
            yield f"| {one.name} | {scenario} | {figures} | {ratio} |"
        if one.first_page is not None:
            middle, most = percentile(one.saves, 50), percentile(one.saves, 95)
            yield f"| {one.name} | `serve`, warm: first page | {one.first_page:.3f} | | | | |"
            yield f"| {one.name} | … save to page | {middle:.3f} | {min(one.saves):.3f}–{max(one.saves):.3f} | | | |"
            yield f"| {one.name} | … 95 of 100 saves | {most:.3f} | | | | |"
    for one in generators:
        if one.failed:
            yield from ("", f"{one.name}: could not build this archive.")
            continue
        left_out = f" Leaves out {one.left_out}." if one.left_out else ""
        yield from ("", f"{f'{one.name} {one.version}'.strip()}: {one.pages:,} pages, {one.files:,} files.{left_out}")
    yield ""


def written(before: str, made: str) -> str:
    """The page with what stands between its marks made anew; what people wrote around them stays."""
    head, first, rest = before.partition(MARKS[0])
    _, second, tail = rest.partition(MARKS[1])
    if not (first and second):
        raise SystemExit(f"The page of results has lost its marks: {' … '.join(MARKS)}")
    return f"{head}{first}\n{made}{second}{tail}"
