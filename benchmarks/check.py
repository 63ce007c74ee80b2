"""How long `check` takes on a large archive: nothing changed, one file changed; and `import` into it.

It generates the archive, builds it once (which is what `check` remembers by) and measures whole processes; it judges
nothing. Ten thousand documents take some minutes and three gigabytes of the folder for temporary files:

    python benchmarks/check.py --documents 10000 > benchmarks/check.md
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from archives import generate
from importing import originals

REPOSITORY = Path(__file__).resolve().parent.parent
TODAY = ("--today", "2026-01-01")
SETTLED = 3  # seconds; what was touched in the moment of looking counts as changed


def once(root: Path, *command: str) -> tuple[float, float, float]:
    """Seconds by the clock and of computing, and MB at the most, of one whole process."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "diarium", *command, "--root", str(root), "--format", "concise"],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    took, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with status {process.returncode}")
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, used.ru_maxrss / 1000


def row(what: str, runs: int, measure: Callable[[], tuple[float, float, float]]) -> str:
    clock, computing, memory = zip(*(measure() for _ in range(runs)), strict=True)
    figures = (statistics.median(computing), min(clock), statistics.median(clock))
    return f"| {what} | " + " | ".join(f"{figure:.2f}" for figure in figures) + f" | {max(memory):.0f} |"


def table(root: Path, documents: int, runs: int) -> Iterator[str]:
    load = os.getloadavg()[0]
    yield f"# How long `check` takes on {documents:,} documents"
    yield ""
    yield f"Whole processes, Python {platform.python_version()}, {os.cpu_count()} processors, medians of {runs}; {load:.1f} other processes wanted to run"
    yield "when it began. The clock runs on while the program waits for them; the seconds of computing are its own."
    yield f"Made by: `python benchmarks/check.py --documents {documents} > benchmarks/check.md`"
    yield ""
    yield "| what | computing, median s | by the clock, fastest s | by the clock, median s | memory, MB |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    yield row("`check`, nothing changed since the last build", runs, lambda: once(root, "check", *TODAY))
    changed = next(root.glob("content/documents/*/*.md"))
    was = changed.read_bytes()
    changed.write_bytes(was + b"\nOne sentence more.\n")
    time.sleep(SETTLED)
    yield row("`check`, one document changed", runs, lambda: once(root, "check", *TODAY))
    with tempfile.TemporaryDirectory() as name:
        paper = originals(Path(name), 30)["txt"]
        draft = root / "content/documents/2021/imported.md"

        def brought() -> tuple[float, float, float]:
            draft.unlink(missing_ok=True)
            return once(root, "import", str(paper), "--output", str(draft))

        yield row("`import` of thirty pages of text into it", runs, brought)
        draft.unlink()
    changed.write_bytes(was)


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--documents", type=int, default=10_000)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--built", type=Path, help="an archive of that size that has been built and may be changed")
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = chosen.built or Path(name)
        if chosen.built is None:
            generate(root, chosen.documents)
            time.sleep(SETTLED)
            once(root, "build", "--no-search", *TODAY)
        for line in table(root, chosen.documents, chosen.runs):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
