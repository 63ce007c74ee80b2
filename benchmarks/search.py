"""How fast the search is made and answers: a generated archive of 1,000 and 10,000 documents (50,000 with --long).

It prints a table in Markdown for `benchmarks/search.md`; it judges nothing.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import itertools
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, os.fspath(Path(__file__).resolve().parent.parent))

from diarium.disk import layouts, pagefind, search
from diarium.indexing import Indexing
from diarium.options import Options
from diarium.pages import records
from diarium.pages.render import Renderer
from diarium.pipeline import Compiled, compile_archive, lying_about

SHARES = (("sv", 0.6), ("nb", 0.3), ("en", 0.1))
WORDS_EACH, VOCABULARY = 600, 60_000
TODAY = "2024-05-01"
MOST_PLAIN = 10_000  # of more documents Pagefind's own run would take some thirteen gigabytes of memory


def generate(root: Path, count: int) -> None:
    """Documents of some four kilobytes in three languages, with participants, cities, cases and series."""
    dice = random.Random(count)
    letters = {"sv": "aeiouyåäö", "nb": "aeiouyåæø", "en": "aeiou"}
    words = {}
    for language, vowels in letters.items():

        def syllable(vowels: str = vowels) -> str:
            return (
                dice.choice("bdfghjklmnprstv")
                + dice.choice(vowels)
                + (dice.choice("nrst") if dice.random() < 0.4 else "")
            )

        words[language] = ["".join(syllable() for _ in range(dice.randint(1, 4))) for _ in range(VOCABULARY)]
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))
    given = ["Anders", "Berit", "Øyvind", "Åsa", "Eli", "Håkon", "Karin", "Lars", "Målfrid", "Nils", "Olav", "Per"]
    people = [
        f"{dice.choice(given)} {dice.choice(words['nb']).capitalize()}{dice.choice(words['sv'])}"
        for _ in range(count // 2)
    ]
    cities = ["Oslo", "Stockholm", "Helsingfors", "Köpenhamn", "Bergen", "Malmö", "Göteborg", "Reykjavik"]

    def sentence(language: str, length: int) -> str:
        return " ".join(dice.choices(words[language], cum_weights=weights, k=length)).capitalize() + "."

    (root / "content").mkdir(parents=True)
    (root / "content/archive.yml").write_text("name: Arkiv\nlanguage: sv\nbase-url: https://arkiv.example/\n", "utf-8")
    for number in range(count):
        language = dice.choices([one for one, _ in SHARES], [share for _, share in SHARES])[0]
        year = 2000 + number * 24 // count
        folder = root / f"content/documents/{year}"
        folder.mkdir(parents=True, exist_ok=True)
        head = [
            f"title: {sentence(language, 6)}",
            f"date: {year}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
            f"type: {dice.choice(['minutes', 'agenda', 'report', 'statement', 'travel-report'])}",
            f"lang: {language}",
            f"case: 803-{number // 3 + 100}/{year}",
            f"series: Nämnd {dice.randint(1, 40)}",
            f"cities: [{', '.join(dice.sample(cities, 2))}]",
            "participants:",
            *(f"  - {name}" for name in dict.fromkeys(dice.choices(people, k=dice.randint(5, 25)))),
        ]
        body = "\n\n".join(f"## {sentence(language, 4)}\n\n{sentence(language, WORDS_EACH // 6)}" for _ in range(6))
        (folder / f"d{number:06}.md").write_text("---\n" + "\n".join(head) + f"\n---\n\n{body}\n", "utf-8")


class Memory:
    """The most memory held at one moment by the programs started from here, and by all of them with this one.

    Looked at ten times a second; other programs on the machine are not counted.
    """

    def __enter__(self) -> Memory:
        self.programs, self.whole, self._over = 0, 0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.1):
            # for a moment a program that is being started looks like a second one of its parent, with all its memory
            begun = sum(_held(pid) for pid in _started(os.getpid()) if _told(pid, "comm").startswith("pagefind"))
            self.programs = max(self.programs, begun)
            self.whole = max(self.whole, begun + _held(os.getpid()))


def _started(pid: int) -> Iterator[int]:
    """The programs that a process has started. Looked up so because asking `ps` is work that would be counted."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in _told(f"{pid}/task/{task.name}", "children").split():
            yield int(child)
            yield from _started(int(child))


def _held(pid: int) -> float:
    """Its memory in kilobytes; shared parts of it are those of its own program file alone."""
    return int((_told(pid, "statm") or "0 0").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1000


def _told(pid: int | str, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return ""  # it has gone meanwhile


def _descends(pid: int, ancestor: int, parents: dict[int, int]) -> bool:
    while pid in parents and pid != ancestor:
        pid = parents[pid]
    return pid == ancestor


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds on the clock, seconds of processor (which a busy machine does not stretch), and the result."""
    clock, before = time.perf_counter(), os.times()
    result = work()
    spent = sum(after - was for after, was in zip(os.times()[:4], before[:4], strict=True))
    sys.stderr.write(f"  {time.perf_counter() - clock:.1f} s, {spent:.1f} s of processor\n")
    return time.perf_counter() - clock, spent, result


class _Gzipping(http.server.SimpleHTTPRequestHandler):
    """A host that compresses what static hosts compress, and lets nothing be fetched twice that has not changed."""

    sent: list[tuple[str, int]]  # of each answer the path, and its bytes as they go over the wire

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path.name))
        if path.suffix in (".js", ".json", ".css", ".html", ".svg"):
            data = gzip.compress(data, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "max-age=60")
        self.end_headers()
        self.wfile.write(data)
        self.sent.append((self.path, len(data)))

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Gzipping, directory=os.fspath(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()


ASK = """
async (query) => {
  const start = performance.now();
  history.pushState(null, '', `?q=${encodeURIComponent(query)}`);
  dispatchEvent(new PopStateEvent('popstate'));
  const status = document.querySelector('[data-search-status]');
  const app = document.querySelector('[data-search-app]');
  while (app.hasAttribute('aria-busy') || status.textContent.endsWith('…')) await new Promise((r) => setTimeout(r, 1));
  return [performance.now() - start, status.textContent];
}
"""
ASKED = 24  # new words, each of them as a new query and as a warm one


def middling(root: Path) -> tuple[list[str], str]:
    """Words of more than four letters that stand in a twelfth of the documents or more, and the commonest of all."""
    texts = [path.read_text("utf-8") for path in itertools.islice(sorted(root.rglob("d*.md")), 0, None, 97)]
    counted: dict[str, int] = {}
    for text in texts:
        for word in {w.strip(".").lower() for w in text.partition("\n---\n")[2].split() if w.strip(".").isalpha()}:
            counted[word] = counted.get(word, 0) + 1
    found = [word for word, n in sorted(counted.items()) if len(word) > 4 and n >= max(2, len(texts) // 12)]
    random.Random(7).shuffle(found)
    return found, max(sorted(counted), key=lambda word: counted[word])


def in_browser(site: Path, root: Path) -> dict[str, float]:
    from playwright.sync_api import sync_playwright

    words, commonest = middling(root)
    binary = os.environ.get("DIARIUM_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as play, served(site) as address:
        browser = play.chromium.launch(executable_path=binary, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        wire = _Gzipping.sent = []

        def fetched(kind: str = "") -> float:
            return sum(size for path, size in wire if kind in path) / 1000

        def ask(query: str) -> float:
            """Milliseconds of one query; a search that fails is no measurement."""
            wire.clear()
            took, said = page.evaluate(ASK, query)
            page.wait_for_timeout(100)
            page.wait_for_load_state("networkidle")
            if query and not said[:1].isdigit():
                raise SystemExit(f"the search for {query!r} failed: {said}")
            return float(took)

        page.goto(f"{address}search/")
        page.wait_for_load_state("networkidle")
        before = fetched()
        wire.clear()
        page.locator('[data-search-form] input[name="q"]').focus()
        cold = ask(words[0])
        first = fetched()
        more, pieces, excerpts, warm = [], [], [], []
        spent = 0.0
        for word in words[1 : ASKED + 1]:
            ask(word)
            more.append(fetched())
            pieces.append(fetched("/index/"))
            excerpts.append(fetched("/fragment/"))
            sys.stderr.write(f"  {word}: {more[-1]:.0f} kB, {pieces[-1]:.0f} of index, {excerpts[-1]:.0f} of text\n")
            already = _of_processor()
            warm.append(ask(f'"{word}"'))  # its files are there now; in quotes it is worked out once more
            spent += _of_processor() - already
        ask(commonest)
        common = [ask(f'{commonest} -"{word}"') for word in words[1:6]]
        browser.close()
    return {
        "page": before,
        "first": first,
        "cold": cold / 1000,
        "more": statistics.median(more),
        "more pieces": statistics.median(pieces),
        "more excerpts": statistics.median(excerpts),
        "most": max(more),
        "warm": statistics.median(warm),
        "warm cpu": 1000 * spent / len(warm),
        "warm common": statistics.median(common),
    }


def _of_processor() -> float:
    """Seconds of processor that everything started from here has used, the browser's processes above all."""
    ticks, parents = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has gone meanwhile
        parents[int(stat.parent.name)] = int(fields[1])
        ticks[int(stat.parent.name)] = int(fields[11]) + int(fields[12])
    ours = (pid for pid in ticks if pid != os.getpid() and _descends(pid, os.getpid(), parents))
    return sum(map(ticks.__getitem__, ours)) / os.sysconf("SC_CLK_TCK")


def measure(count: int, folder: Path) -> dict[str, float]:
    root = folder / "archive"
    if not (root / "content").exists():  # of an earlier run that was kept
        generate(root, count)
    found: dict[str, float] = {"documents": count}
    for task in ("--index", *(["--plain"] if count <= MOST_PLAIN else [])):
        run = [sys.executable, __file__, task, os.fspath(root)]  # so that nothing from before counts as its memory
        made = subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True)
        found |= {str(key): float(value) for key, value in json.loads(made.stdout).items()}
    return {**found, **in_browser(root / "site", root)}


def plainly(root: Path) -> dict[str, float]:
    """Pagefind as it comes, over the pages of the same documents."""
    folder = root / "plain"
    shutil.rmtree(folder, ignore_errors=True)
    compiled = compile_archive(_options(root))
    press = Renderer(layouts.find(root)[0], compiled.site)
    for page in compiled.pages:
        if page.path in compiled.site.documents:
            _write(folder / "site" / page.file, press.print(replace(page)).data)
    del compiled, press
    command = [pagefind.executable(), "--site", os.fspath(folder / "site"), "--quiet"]
    command += ["--output-path", os.fspath(folder / "index")]
    with Memory() as memory:
        clock, cpu, _ = timed(lambda: subprocess.run(command, check=True, cwd=folder))
    shutil.rmtree(folder)
    return {"own clock": clock, "own cpu": cpu, "own programs": memory.programs / 1e6}


def index(root: Path) -> dict[str, float]:
    """The index as a build makes it: all of it, again without a change, and after an edit of one document.

    Reading and linking the archive is not counted.
    """
    options = _options(root)
    state = options.state
    shutil.rmtree(state / "search", ignore_errors=True)
    compiled = compile_archive(options)
    site = compiled.site
    with Memory() as memory:
        time.sleep(0.3)  # until the memory has been looked at
        before = memory.whole
        clock, cpu, made = timed(lambda: search.build(records.bundles(site), state))
    search_page(compiled, options)
    size = sum(len(path.read_bytes()) if isinstance(path, Path) else len(path) for _, path in made.files("search/"))
    nothing, _, _ = timed(lambda: search.build(records.bundles(site), state))
    edited = sorted(root.rglob("d*.md"))[len(site.documents) // 2]
    text = edited.read_text("utf-8")
    edited.write_text(f"{text}\nEtt alldeles nytt stycke.\n", "utf-8")
    del site, compiled
    site = compile_archive(options).site
    edit, edit_cpu, again = timed(lambda: search.build(records.bundles(site), state))
    edited.write_text(text, "utf-8")
    found = {"index clock": clock, "index cpu": cpu, "bundles": len(made.bundles), "size": size / 1e6}
    found |= {"nothing clock": nothing, "edit clock": edit, "edit cpu": edit_cpu, "edit made": again.made}
    return found | {
        "index programs": memory.programs / 1e6,
        "index whole": memory.whole / 1e6,
        "index before": before / 1e6,
    }


def search_page(compiled: Compiled, options: Options) -> None:
    """Of the site only what the search needs: its page, its files and what all pages load."""
    shutil.rmtree(options.output, ignore_errors=True)
    feeds = frozenset(f"{entity.ref.path}feed.xml" for entity in compiled.site.entities.values())
    index = Indexing(compiled.holdings, replace(options, jobs=1))  # nothing beside, so there is nothing to end
    for path, content in itertools.chain(lying_about(compiled.site, options.root), index.files(feeds)):
        if isinstance(content, Path):
            (options.output / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(content, options.output / path)
        else:
            _write(options.output / path, content)
    press = Renderer(layouts.find(options.root)[0], compiled.site)
    page = next(page for page in compiled.pages if page.path == "search/")
    _write(options.output / page.file, press.print(page).data)


def _options(root: Path) -> Options:
    return Options(root=root, output=root / "site", today=TODAY)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


ROWS = (
    ("bundles", "{:.0f}", "bundles"),
    ("index, all new (s)", "{:.1f}", "index clock"),
    ("… seconds of processor", "{:.1f}", "index cpu"),
    ("Pagefind's own run over the documents' pages (s)", "{:.1f}", "own clock"),
    ("… seconds of processor", "{:.1f}", "own cpu"),
    ("index after an edit of one document (s)", "{:.1f}", "edit clock"),
    ("… seconds of processor", "{:.1f}", "edit cpu"),
    ("… bundles made again", "{:.0f}", "edit made"),
    ("index when nothing changed (s)", "{:.1f}", "nothing clock"),
    ("peak memory of indexing: Pagefind (GB)", "{:.2f}", "index programs"),
    ("… all processes, the archive in memory included (GB)", "{:.2f}", "index whole"),
    ("… of which the archive was there before (GB)", "{:.2f}", "index before"),
    ("… of Pagefind's own run (GB)", "{:.2f}", "own programs"),
    ("index on disk (MB)", "{:.1f}", "size"),
    ("search page before focus: over the wire (kB)", "{:.0f}", "page"),
    ("first result after focus: over the wire (kB)", "{:.0f}", "first"),
    ("… time in Chromium (s)", "{:.2f}", "cold"),
    ("a new word, median: over the wire (kB)", "{:.0f}", "more"),
    ("… of which pieces of the index (kB)", "{:.0f}", "more pieces"),
    ("… of which the texts that excerpts are cut from (kB)", "{:.0f}", "more excerpts"),
    (f"a new word, worst of {ASKED} (kB)", "{:.0f}", "most"),
    ("warm query, middling word (ms)", "{:.0f}", "warm"),
    ("… milliseconds of processor, all of Chromium", "{:.0f}", "warm cpu"),
    ("warm query, the commonest word (ms)", "{:.0f}", "warm common"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help="50,000 documents, too")
    parser.add_argument("--keep", type=Path, help="make the archives below this folder, and leave them there")
    parser.add_argument("--index", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--plain", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("sizes", nargs="*", type=int)
    given = parser.parse_args()
    if given.index or given.plain:
        sys.stdout.write(json.dumps(index(given.index) if given.index else plainly(given.plain)))
        return
    sizes = given.sizes or [1_000, 10_000, *([50_000] if given.long else [])]
    found = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            found.append(measure(size, (given.keep or Path(folder)) / str(size)))
    lines = [f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}", ""]
    lines.append("| | " + " | ".join(f"{one['documents']:,}" for one in found) + " |")
    lines.append("|---|" + "---|" * len(found))
    lines += [
        f"| {name} | " + " | ".join(form.format(one[key]) if key in one else "–" for one in found) + " |"
        for name, form, key in ROWS
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
