"""Runs one program as a process of its own and tells what it cost: clock, processor, and memory of all processes together.

It knows no site generator and writes no file. Memory of several processes is known on Linux only; elsewhere it is that
of the largest.
"""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
REBUILD, COLD_THEN_PAGEFIND = "one edit", "cold, then Pagefind"  # what only peers do

OFTEN = 0.01  # seconds between two looks at the memory
SHARE = 20  # … and so many times what a look takes, which with gigabytes is more


class Failed(Exception):  # noqa: N818 - a program's failure, in its own words
    """What was to be measured did not come to its end."""


@dataclass(frozen=True)
class Run:
    seconds: float
    processor: float
    memory: float  # in MiB, all processes together

    def then(self, other: Run) -> Run:
        """This and another one after it."""
        return Run(self.seconds + other.seconds, self.processor + other.processor, max(self.memory, other.memory))


@dataclass
class Measured:
    """All runs of one generator over one archive."""

    name: str
    documents: int
    runs: dict[str, list[Run]] = field(default_factory=dict)
    pages: int = 0
    files: int = 0
    left_out: str = ""
    version: str = ""
    failed: bool = False
    first_page: float | None = None
    saves: list[float] = field(default_factory=list)

    def add(self, scenario: str, run: Run) -> None:
        self.runs.setdefault(scenario, []).append(run)


def environment() -> dict[str, str]:
    """That of whoever measures, but Python keeps what it has compiled, as it does where nobody tells it not to."""
    given = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**given, "PYTHONPATH": os.fspath(REPOSITORY)}


def run(command: Sequence[str], folder: Path) -> Run:
    """One process and its children; a failure comes with what it said."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment()
    )
    most, over = [0.0], threading.Event()

    def look() -> None:
        pause = OFTEN
        while not over.wait(pause):
            before = time.perf_counter()
            most[0] = max(most[0], _held(process.pid))
            pause = max(OFTEN, SHARE * (time.perf_counter() - before))

    watching = threading.Thread(target=look)
    watching.start()
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    over.set()
    watching.join()
    process.stderr.close()
    if process.returncode != 0:
        raise Failed(f"{' '.join(command)}: {said.decode('utf-8', 'replace')[-2000:]}")
    # What the system tells of the largest process is taken only where nobody could look: on Linux it counts what this
    # process had when it started the other.
    largest = used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return Run(seconds, used.ru_utime + used.ru_stime, most[0] or largest)


def _held(pid: int) -> float:
    """Memory of a process and all below it, what they share counted once."""
    total, waiting = 0.0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
            for thread in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (thread / "children").read_text().split())
        except OSError:
            continue
    return total


def median(runs: Sequence[Run]) -> Run:
    """Of each figure by itself."""
    return Run(
        statistics.median(one.seconds for one in runs),
        statistics.median(one.processor for one in runs),
        statistics.median(one.memory for one in runs),
    )


def percentile(values: Sequence[float], percent: int) -> float:
    """The least of them that so many of a hundred do not exceed."""
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1]


def count(folder: Path) -> tuple[int, int]:
    """How many pages, and how many files."""
    names = [name for _, _, files in os.walk(folder) for name in files]
    return sum(name.endswith(".html") for name in names), len(names)


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
