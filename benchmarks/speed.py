"""How long builds take, cold and after each kind of edit, beside other site generators on the same documents.

    python3 benchmarks/speed.py                   1,000 documents, five times, Diarium alone
    python3 benchmarks/speed.py --peers           … and the peers, fetched from the package registries
    python3 benchmarks/speed.py --whole --write   all that benchmarks/speed.md tells; takes hours

It needs no paths: the engine's own environment is the one that build.py makes. Each run is a process of its own, and
the generators take turns, so that a slow minute hits all alike. It judges nothing beyond a table of what was aimed at,
and changes no file but, with `--write`, what stands between two marks in benchmarks/speed.md. That keeps what is measured
as it comes: sizes can be measured one at a time, and all that is known of the same engine stands in the tables.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from itertools import zip_longest
from pathlib import Path

sys.path.insert(0, os.fspath(Path(__file__).resolve().parent.parent))

# These want nothing but Python, until the engine's environment is found.
import kept
from ours import BODY, COLD, COLD_WITH_SEARCH, EDITS, NOTHING, TITLE, Ours, browser_at_hand
from peers import PEERS, Peer, fetched, sources, version
from runs import COLD_THEN_PAGEFIND, REBUILD, Failed, Measured, Run, count, run, say
from tables import Plan, Size, file_system, machine, tables, written

import build

RESULTS = Path(__file__).resolve().parent / "speed.md"
SLOW, MANY = ("pelican", "mkdocs"), 5_000  # more documents take these a minute and longer, each time
LARGE = 20_000  # above this neither peers (a single one takes all memory) nor what no figure is aimed at
PIECES = ("jinja2", "markdown_it", "yaml", "pagefind_bin")  # where these are, the engine runs
WHOLE = (Size(1_000, 5), Size(10_000, 5), Size(100_000, 1))


# ---------------------------------------------------------------- measuring


def measure(size: Size, plan: Plan, place: Path) -> Iterator[tuple[Size, list[Measured]]]:
    """Rounds in which everybody takes turns, ours first in what is given back, after each round and in the end."""
    ours = Ours(place, size.documents)
    documents = sources(ours.root) if plan.peers else []
    theirs = {name: PEERS[name](program, place, documents) for name, program in plan.peers.items()}
    for name, program in plan.peers.items():
        theirs[name].measured.version = version(program)
    for number in range(size.times):
        say(f"{size.documents:,} documents, round {number + 1} of {size.times}")
        for one, scenario, step in _round(ours, theirs, plan):
            if not one.measured.failed:
                _take(one, scenario, step, plan)
        yield Size(size.documents, number + 1), [ours.measured, *(peer.measured for peer in theirs.values())]
    if plan.preview:
        say(f"{size.documents:,} documents, preview")
        try:
            ours.measured.first_page, ours.measured.saves = ours.preview(plan.browser)
        except Failed as failed:
            say(f"  {failed}")  # which is no reason to lose hours of builds
        yield size, [ours.measured, *(peer.measured for peer in theirs.values())]


def _round(ours: Ours, theirs: Mapping[str, Peer], plan: Plan) -> Iterator[tuple[Ours | Peer, str, Callable[[], Run]]]:
    if plan.search:
        yield ours, COLD_WITH_SEARCH, ours.cold_with_search
    first = [peer for peer in theirs.values() if peer.name == "hugo"]  # beside what is held against it
    rest = [peer for peer in theirs.values() if peer.name != "hugo"]
    colds: list[Ours | Peer] = [*first, ours, *rest]
    yield from ((one, COLD, one.cold) for one in colds)
    edits = [(ours, *edit) for edit in ours.edits().items() if not plan.scenarios or edit[0] in plan.scenarios]
    rebuilds = [(peer, REBUILD, peer.edit) for peer in theirs.values()]
    for turn in zip_longest(edits, rebuilds):
        yield from (step for step in turn if step is not None)


def _take(one: Ours | Peer, scenario: str, step: Callable[[], Run], plan: Plan) -> None:
    """One step. A peer that fails at it is out; our failing ends it all, as there is nothing to tell then."""
    try:
        found = step()
        one.measured.add(scenario, found)
        figures = f"{found.seconds:.2f} s, {found.processor:.2f} of processor, {found.memory:.0f} MiB"
        say(f"  {one.name}, {scenario}: {figures}")
        if isinstance(one, Ours):
            _settled(one, scenario)
        elif scenario == COLD:
            _made(one, with_search=plan.search and one.name == "hugo")
    except Failed as failed:
        if isinstance(one, Ours):
            raise SystemExit(str(failed)) from None
        say(f"  {failed}")
        one.measured.failed = True


def _settled(ours: Ours, scenario: str) -> None:
    """What was just written has been looked at once more, as it has when the next edit comes after a while."""
    if scenario == COLD:
        ours.measured.pages, ours.measured.files = count(ours.root / "site")
    if scenario != COLD_WITH_SEARCH:
        ours.build()


def _made(peer: Peer, with_search: bool) -> None:
    peer.measured.pages, peer.measured.files = count(peer.root / peer.output)
    if with_search:
        from diarium.disk import pagefind

        found = run([pagefind.executable(), "--site", peer.output, "--quiet"], peer.root)
        peer.measured.add(COLD_THEN_PAGEFIND, peer.measured.runs[COLD][-1].then(found))
        say(f"  Pagefind over that: {found.seconds:.2f} s, {found.memory:.0f} MiB")


# ---------------------------------------------------------------- the command


def _size(text: str) -> Size:
    documents, _, times = text.partition(":")
    return Size(int(documents), int(times or 0))


def _folder(text: str) -> Path:
    """Made here, as what is wrong with it should be known before anything is fetched."""
    folder = Path(text)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{text}: {error.strerror}") from None
    return folder


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--documents", nargs="+", type=_size, metavar="N[:TIMES]", help="sizes, and how often each (1000)"
    )
    parser.add_argument("--times", type=int, default=5, help="how often, where a size says nothing (5)")
    parser.add_argument("--search", action="store_true", help="cold builds with the search index, too")
    parser.add_argument("--preview", action="store_true", help="how soon the preview answers, too")
    parser.add_argument(
        "--scenarios", nargs="+", default=[], choices=EDITS, metavar="NAME", help=f"only these: {'; '.join(EDITS)}"
    )
    parser.add_argument("--peers", action="store_true", help="other generators, too, fetched into .peers")
    parser.add_argument("--whole", action="store_true", help="all of it, at 1,000, 10,000 and 100,000 documents")
    parser.add_argument("--write", action="store_true", help="put the tables in benchmarks/speed.md")
    parser.add_argument(
        "--place", type=_folder, help="a folder for the archives, made where it lacks, if not that for temporary files"
    )
    parser.add_argument(
        "--large-place", type=_folder, help=f"the same for more than {LARGE:,} documents: 20 GB for 100,000"
    )
    for name in ("hugo", "eleventy", "pelican", "mkdocs"):
        parser.add_argument(f"--{name}", metavar="PROGRAM", help=f"an installed {name}, whether or not with --peers")
    given = parser.parse_args()
    sizes = given.documents or (WHOLE if given.whole else (Size(1_000, 0),))
    given.sizes = [Size(documents, times or given.times) for documents, times in sizes]
    if any(times < 1 or documents < 3 * times for documents, times in given.sizes):
        parser.error("every round needs documents of its own: at least three for each time")
    return given


def _engine(browser: bool) -> None:
    """Go on in the engine's environment; one that somebody has set up and entered is taken as it is."""
    if sys.prefix == sys.base_prefix or not all(map(find_spec, PIECES)):
        build.prepare("test" if browser else "run")  # the tests have what drives one
        raise SystemExit(build.become([build.PYTHON, *sys.argv]))


def main() -> None:
    given = _arguments()
    _engine(given.whole or given.preview)
    programs = fetched() if given.peers or given.whole else {}
    named = {name: program for name in PEERS if (program := getattr(given, name))}
    programs |= {name: os.path.abspath(shutil.which(program) or program) for name, program in named.items()}
    lacking = [name for name in PEERS if name not in programs and (given.peers or given.whole)]
    preview = given.preview or given.whole
    plan = Plan(
        {name: programs[name] for name in PEERS if name in programs},
        given.search or given.whole,
        preview,
        browser_at_hand(build.find_browser) if preview else None,
        frozenset(given.scenarios),
    )
    if given.write:
        written(RESULTS.read_text("utf-8"), "")  # so that a page without marks is known before hours of measuring
    of = kept.engine()
    results = {result[0].documents: result for result in (kept.of_engine(of) if given.write else ())}
    for size in given.sizes:
        own, place = plan, given.place
        if size.documents > LARGE:
            asked = plan.scenarios or frozenset((NOTHING, BODY, TITLE))
            own = plan._replace(peers={}, search=False, preview=False, scenarios=asked)
            place = given.large_place or place
        elif size.documents > MANY:
            own = plan._replace(peers={name: at for name, at in plan.peers.items() if name not in SLOW})
        with tempfile.TemporaryDirectory(dir=place) as folder:
            for so_far, generators in measure(size, own, Path(folder)):
                results[size.documents] = so_far, file_system(Path(folder)), generators
                if given.write:  # at once, as the rest may take hours, or more than the machine has
                    kept.keep(results[size.documents], of)
        text = "\n".join(tables([results[documents] for documents in sorted(results)], lacking, machine(plan)))
        if given.write:
            RESULTS.write_text(written(RESULTS.read_text("utf-8"), text), "utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
