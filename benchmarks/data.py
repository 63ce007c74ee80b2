"""What feeds, citations, open data, structured data and history cost: a build with all of it against one without.

It also edits a document twice (its text, then its title) and counts which files, feeds and rows were written anew. It
prints tables in Markdown and judges nothing.

    python benchmarks/data.py --documents 1000 10000

Every build is a process of its own and begins with nothing made before; with and without take turns, as often as
asked for, and the least of each counts. Processor time is told beside the time on the clock, because other programs may
be at work.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, os.fspath(Path(__file__).resolve().parent))
sys.path.insert(0, os.fspath(Path(__file__).resolve().parent.parent))

from archives import generate

from diarium import opendata, pipeline, printing, takeaway
from diarium.building import build
from diarium.disk.history import History
from diarium.messages import Checked
from diarium.options import Options
from diarium.pages import files as besides
from diarium.pages import indexes, table

TODAY = "2026-01-01"


@dataclass(frozen=True)
class Cost:
    clock: float
    processor: float


@contextmanager
def without() -> Iterator[None]:
    """A build that makes pages, search and nothing else: no feeds, citations, data, head for machines, history."""

    def no_data(rows: Any, *_: object) -> opendata.Steps[opendata.OpenData]:
        yield from ()
        page = table.Page(
            "data/",
            ("note.html",),
            partial(indexes.not_found, rows.tables.holdings.show),
            table.because("it stands in"),
        )
        return opendata.OpenData({}, page)

    with ExitStack() as stack:
        for where, name, instead in (
            (besides, "KNOWN", (besides._sitemap,)),
            (besides, "SPREAD", ()),
            (printing.Press, "source", lambda *_: iter(())),
            (printing, "belongs", lambda _: False),
            (takeaway, "belongs", lambda _: False),
            (opendata, "_steps", no_data),
            (takeaway.Whole, "done", lambda _: iter(())),
            (pipeline, "read_history", lambda *_: Checked(History())),
            (table, "_history", lambda _: ()),
            (table, "introduced", lambda _, pages: list(pages)),
        ):
            stack.enter_context(patch.object(where, name, instead))
        yield


def from_nothing(options: Options) -> Cost:
    for made in (options.output, options.state):
        shutil.rmtree(made, ignore_errors=True)
    return measured(options)[0]


def measured(options: Options) -> tuple[Cost, tuple[str, ...]]:
    """What a build cost and which files it wrote. What one build has warmed up must not help the next."""
    here, there = multiprocessing.get_context("fork").Pipe(duplex=False)
    builder = multiprocessing.get_context("fork").Process(target=_measured, args=(options, there))
    builder.start()
    told: tuple[Cost, tuple[str, ...], list[str]] = here.recv()
    builder.join()
    assert not told[2], told[2]
    return told[:2]


def _measured(options: Options, told: Connection) -> None:
    start = time.perf_counter()
    built = build(options)
    clock = time.perf_counter() - start
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cost = Cost(clock, sum(one.ru_utime + one.ru_stime for one in used))
    wrong = [m.text for m in built.messages if m.severity == "error"][:3] if built.failed else []
    told.send((cost, built.changed, wrong))


def least(costs: list[Cost]) -> Cost:
    return Cost(min(one.clock for one in costs), min(one.processor for one in costs))


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def kind(path: str) -> str:
    """What sort of file this is, for counting."""
    name = path.rpartition("/")[2]
    if path.startswith("search/") and name != "index.html":
        return "search/…"
    if path.startswith("data/"):
        return "data/" + ("oparl/…" if path.startswith("data/oparl/") else name)
    return name if re.search(r"^(?:feed|calendar|cite|index|sitemap|manifest)", name) else "others"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[1000])
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--jobs", type=int, help="processes (default: one a core)")
    parser.add_argument("--no-search", action="store_true", help="make no search index, neither with nor without")
    asked = parser.parse_args()
    for documents in asked.documents:
        with tempfile.TemporaryDirectory(prefix="diarium-") as folder:
            root = Path(folder)
            generate(root, documents)
            run(root, documents, asked.times, not asked.no_search, asked.jobs)


def run(root: Path, documents: int, times: int, search: bool, jobs: int | None) -> None:
    settings = root / "content/archive.yml"
    if "base-url" not in settings.read_text("utf-8"):
        settings.write_text(settings.read_text("utf-8") + "base-url: https://arkiv.example.org/\n", "utf-8")
    options = Options(root, root / "site", TODAY, clean=True, jobs=jobs, search=search)
    bare: list[Cost] = []
    full: list[Cost] = []
    for _ in range(times):
        with without():
            bare.append(from_nothing(options))
        full.append(from_nothing(options))
    one, other = least(bare), least(full)
    say(f"\n| {documents:,} documents | clock | processor |\n| --- | ---: | ---: |")
    say(f"| without | {one.clock:.1f} s | {one.processor:.1f} s |")
    say(f"| with all of it | {other.clock:.1f} s | {other.processor:.1f} s |")
    say(f"| more | {other.clock / one.clock - 1:.0%} | {other.processor / one.processor - 1:.0%} |")
    later = Options(root, root / "site", TODAY, jobs=jobs, search=search)
    document = sorted((root / "content/documents").rglob("*.md"))[documents // 2]
    text = document.read_text("utf-8")
    edited(later, document, text + "\nOne sentence more.\n", "One sentence more in one document")
    edited(later, document, text.replace("\ntitle: ", "\ntitle: Another ", 1), "Another title")


def edited(options: Options, document: Path, text: str, what: str) -> None:
    """Build after an edit; which files were written, and how many rows of the tables are others than before."""
    site = options.output
    rows = {path: Counter(path.read_bytes().splitlines()) for path in sorted((site / "data").glob("*.csv"))}
    document.write_text(text, "utf-8")
    cost, changed = measured(options)
    say(
        f"\n{what}: {cost.clock:.1f} s, {cost.processor:.1f} s of the processor, {len(changed)} files written, of them\n"
    )
    say("| file | written | of |\n| --- | ---: | ---: |")
    every = Counter(kind(p.relative_to(site).as_posix()) for p in site.rglob("*") if p.is_file())
    for name, count in sorted(Counter(map(kind, changed)).items()):
        say(f"| {name} | {count} | {every[name]} |")
    address = f"/documents/{document.parent.name}/{document.stem}/".encode()
    showing = {p.relative_to(site).as_posix() for p in site.rglob("feed.xml") if address in p.read_bytes()}
    written = {path for path in changed if path.endswith("/feed.xml") or path == "feed.xml"}
    say(
        f"\nFeeds that show the document: {len(showing)}; written that do not: {len(written - showing)}. Rows that changed: "
    )
    for path, before in rows.items():
        now = Counter(path.read_bytes().splitlines())
        if now != before:
            say(f"{path.name} {(now - before).total()} of {now.total()}")


if __name__ == "__main__":
    main()
