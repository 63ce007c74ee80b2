"""What feeds, citations, open data, structured data and history cost: a build with all of it against one without.

It also edits one document and counts which files were written. It prints tables in Markdown and judges nothing.

    python benchmarks/data.py --documents 10000

Each build begins with nothing made before, one after the other in this process, as often as asked for, and the least
of each counts; processor time is told beside the time on the clock, because other programs may be at work.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, os.fspath(Path(__file__).resolve().parent))
sys.path.insert(0, os.fspath(Path(__file__).resolve().parent.parent))

from archives import generate

from diarium import opendata, pipeline, printing
from diarium.disk.history import History
from diarium.messages import Checked
from diarium.pages import files as besides
from diarium.pages import indexes, table
from diarium.pages.holdings import Holdings
from diarium.pipeline import Built, Options, build

TODAY = "2026-01-01"


@dataclass(frozen=True)
class Cost:
    clock: float
    processor: float


@contextmanager
def without() -> Iterator[None]:
    """A build that makes pages, search and nothing else: no feeds, citations, data, head for machines, history."""

    def no_data(holdings: Holdings, *_: object) -> opendata.OpenData:
        page = table.Page("data/", ("note.html",), partial(indexes.not_found, holdings.show), "stands in for the data")
        return opendata.OpenData({}, page)

    with ExitStack() as stack:
        for where, name, instead in (
            (besides, "KNOWN", (besides._sitemap,)),
            (besides, "SPREAD", ()),
            (printing, "belongs", lambda _: False),
            (opendata, "belongs", lambda _: False),
            (opendata, "make", no_data),
            (opendata.Whole, "done", lambda _: iter(())),
            (pipeline, "read_history", lambda *_: Checked(History())),
            (table, "_history", lambda _: ()),
            (table, "introduced", lambda _, pages: list(pages)),
        ):
            stack.enter_context(patch.object(where, name, instead))
        yield


def from_nothing(options: Options) -> tuple[Cost, Built]:
    for made in (options.output, options.state):
        shutil.rmtree(made, ignore_errors=True)
    return measured(lambda: build(options))


def measured(work: Callable[[], Built]) -> tuple[Cost, Built]:
    before, start = _processor(), time.perf_counter()
    built = work()
    return Cost(time.perf_counter() - start, _processor() - before), built


def _processor() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def least(costs: list[Cost]) -> Cost:
    return Cost(min(one.clock for one in costs), min(one.processor for one in costs))


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def kind(path: str) -> str:
    """What sort of file this is, for counting."""
    name = path.rpartition("/")[2]
    if path.startswith("data/"):
        return "data/" + ("oparl/…" if path.startswith("data/oparl/") else name)
    return name if re.search(r"^(?:feed|calendar|cite|index|sitemap|manifest)", name) else "others"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--jobs", type=int, help="processes (default: one a core)")
    parser.add_argument("--search", action="store_true", help="make the search index, too")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="diarium-") as folder:
        root = Path(folder)
        generate(root, asked.documents)
        run(root, asked.documents, asked.times, asked.search, asked.jobs)


def run(root: Path, documents: int, times: int, search: bool, jobs: int | None) -> None:
    settings = root / "content/archive.yml"
    if "base-url" not in settings.read_text("utf-8"):
        settings.write_text(settings.read_text("utf-8") + "base-url: https://arkiv.example.org/\n", "utf-8")
    options = Options(root, root / "site", TODAY, clean=True, jobs=jobs, search=search)
    bare: list[Cost] = []
    full: list[Cost] = []
    for _ in range(times):
        with without():
            cost, built = from_nothing(options)
            assert not built.failed, [m for m in built.messages if m.severity == "error"][:3]
            bare.append(cost)
        cost, built = from_nothing(options)
        assert not built.failed
        full.append(cost)
    one, other = least(bare), least(full)
    say(f"| {documents:,} documents | clock | processor |\n| --- | ---: | ---: |")
    say(f"| without | {one.clock:.1f} s | {one.processor:.1f} s |")
    say(f"| with all of it | {other.clock:.1f} s | {other.processor:.1f} s |")
    say(f"| more | {other.clock / one.clock - 1:.0%} | {other.processor / one.processor - 1:.0%} |")
    later = Options(root, root / "site", TODAY, jobs=jobs, search=search)
    document = sorted((root / "content/documents").rglob("*.md"))[documents // 2]
    build(later)
    document.write_text(document.read_text("utf-8") + "\nOne sentence more.\n", "utf-8")
    cost, built = measured(lambda: build(later))
    say(f"\nOne sentence more in one document: {cost.clock:.1f} s, {len(built.changed)} files written, of them\n")
    say("| file | written | of |\n| --- | ---: | ---: |")
    every = Counter(kind(p.relative_to(root / "site").as_posix()) for p in (root / "site").rglob("*") if p.is_file())
    for name, count in sorted(Counter(map(kind, built.changed)).items()):
        say(f"| {name} | {count} | {every[name]} |")


if __name__ == "__main__":
    main()
