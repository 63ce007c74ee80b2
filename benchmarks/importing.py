"""How long `import` takes: a report of thirty pages in each format, and one of two hundred, as whole processes.

It makes the originals itself, from words of its own, and imports each several times into an archive that holds the
sample's registry; it knows no budget but the one it prints. The table is for `benchmarks/importing.md`:

    python benchmarks/importing.py > benchmarks/importing.md
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests")]

import papers  # noqa: E402 - the tests make the same originals

BUDGET = 2.0  # seconds, thirty pages
HEAD = [
    "Rapport om hamnarnas samarbete",
    "Datum: 2021-05-18",
    "Dnr: KUN 2021-0345",
    "Handläggare: Ylva Sten",
    "",
    "Deltagare",
    *(f"Namn{chr(97 + i % 26)} Efternamn{chr(97 + i // 26)}, handläggare, Storviks kommun" for i in range(40)),
    "",
]
SENTENCE = "Rapporten handlar om hamnarna i Oslo, Helsingfors och Stockholm och om vad de ska göra"
PAGE = [line for at in range(14) for line in (f"{at + 1}. Avsnitt om kajer", SENTENCE, "för dem i år, enligt ärende 803-1966/2016.")]  # fmt: skip


def originals(folder: Path, pages: int) -> dict[str, Path]:
    """The same report in every format."""
    lines = [*HEAD, *(line for _ in range(pages - 1) for line in (*PAGE, ""))]
    text = "\n".join(lines)

    def build(document: Any) -> None:
        for line in lines:
            document.add_paragraph(line)

    html = "".join(f"<p>{line}</p>\n" for line in lines if line)
    made: dict[str, bytes] = {
        "txt": text.encode(),
        "md": text.encode(),
        "html": f"<!doctype html><html lang='sv'><body>{html}</body></html>".encode(),
        "docx": papers.word(build),
        "pdf": papers.pdf(HEAD, *[PAGE] * (pages - 1)),
    }
    found = {}
    for ending, data in made.items():
        found[ending] = folder / f"report-{pages}.{ending}"
        found[ending].write_bytes(data)
    return found


def once(root: Path, original: Path) -> tuple[float, float]:
    """Seconds of one whole process, by the clock and of computing; the draft is taken away again."""
    command = [sys.executable, "-m", "diarium", "import", "--root", str(root), str(original)]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=True)
    took, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    (root / done.stdout.strip()).unlink()
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def table(runs: int) -> Iterator[str]:
    yield "# How long `import` takes"
    yield ""
    yield f"Whole processes, Python {platform.python_version()}, {os.cpu_count()} processors, {runs} runs each, into an archive with the"
    yield f"sample's registry. The budget for thirty pages is {BUDGET:.0f} s. When it began, {os.getloadavg()[0]:.0f} other processes wanted to run: the"
    yield "clock runs on while the program waits for them; the seconds of computing are its own."
    yield "Made by: `python benchmarks/importing.py > benchmarks/importing.md`"
    yield ""
    yield "| pages | format | size, kB | computing, median s | by the clock, fastest s | by the clock, median s |"
    yield "| ---: | --- | ---: | ---: | ---: | ---: |"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        root = folder / "archive"
        (root / "content").mkdir(parents=True)
        for part in ("archive.yml", "people", "cities", "organisations", "series", "themes", "cases"):
            source = REPOSITORY / "content" / part
            (shutil.copytree if source.is_dir() else shutil.copyfile)(source, root / "content" / part)
        for pages in (30, 200):
            for ending, original in originals(folder, pages).items():
                took = [once(root, original) for _ in range(runs)]
                clock, computing = ([one[at] for one in took] for at in (0, 1))
                figures = (statistics.median(computing), min(clock), statistics.median(clock))
                size = original.stat().st_size // 1000
                yield f"| {pages} | {ending} | {size} | " + " | ".join(f"{figure:.2f}" for figure in figures) + " |"


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--runs", type=int, default=5)
    for line in table(asked.parse_args().runs):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
