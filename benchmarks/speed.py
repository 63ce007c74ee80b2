"""How long builds take, cold and after each kind of edit, beside other site generators on the same documents.

    python benchmarks/speed.py --documents 1000 10000 --times 5 --hugo PATH --pelican PATH --mkdocs PATH

Each run is a process of its own; the table gives medians of the clock, the processor and the most memory that all
processes held together, and what each peer leaves out. It judges nothing; `--write` puts the table in benchmarks/speed.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from archives import generate

HERE = Path(__file__).resolve().parent
TODAY = "2026-01-01"
SAVES = 20


@dataclass
class Run:
    seconds: float
    processor: float
    memory: float  # in MiB, all processes together


@dataclass
class Measured:
    name: str
    documents: int
    runs: dict[str, list[Run]] = field(default_factory=dict)
    pages: int = 0
    files: int = 0
    left_out: str = ""


def run(command: list[str], folder: Path) -> Run:
    """One process and its children: clock, processor, and the most memory held at one moment."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.fspath(HERE.parent)},
    )
    most, over = [0.0], threading.Event()

    def look() -> None:
        while not over.wait(0.05):
            most[0] = max(most[0], _held(process.pid))

    watching = threading.Thread(target=look)
    watching.start()
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    over.set()
    watching.join()
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{' '.join(command)}: {said.decode()[-2000:]}")
    return Run(seconds, used.ru_utime + used.ru_stime, max(most[0], used.ru_maxrss / 1024))


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


# ---------------------------------------------------------------- Diarium


class Ours:
    def __init__(self, folder: Path, documents: int) -> None:
        self.root = folder / "diarium"
        generate(self.root, documents)
        for path in self.root.rglob("*.md"):  # as files are that nobody has touched for a while
            os.utime(path, (time.time() - 3600,) * 2)
        self.files = sorted((self.root / "content/documents").rglob("*.md"))
        self.count = 0

    def command(self, name: str, *more: str) -> list[str]:
        return [sys.executable, "-m", "diarium", name, "--root", ".", "--today", TODAY, "-q", *more]

    def build(self) -> Run:
        return run(self.command("build", "--no-search"), self.root)

    def cold(self) -> Run:
        for name in ("site", ".diarium"):
            shutil.rmtree(self.root / name, ignore_errors=True)
        return self.build()

    def cold_with_search(self) -> Run:
        for name in ("site", ".diarium"):
            shutil.rmtree(self.root / name, ignore_errors=True)
        return run(self.command("build"), self.root)

    def edited(self, path: Path, change: Callable[[str], str]) -> Run:
        path.write_text(change(path.read_text("utf-8")), "utf-8")
        return self.build()

    def scenarios(self) -> dict[str, Callable[[], Run]]:
        middle = self.files[len(self.files) // 2]
        person = self.root / "content/people/person-0.md"
        layout = self.root / "layouts/document.html"

        def restyle() -> Run:
            layout.parent.mkdir(exist_ok=True)
            self.count += 1
            text = (HERE.parent / "layouts/document.html").read_text("utf-8")
            layout.write_text(text.replace('class="document"', f'class="document" data-edit="{self.count}"'), "utf-8")
            return self.build()

        def add() -> Run:
            self.count += 1
            new = middle.with_name(f"ny-{self.count}.md")
            new.write_text(middle.read_text("utf-8"), "utf-8")
            return self.build()

        def withdraw() -> Run:
            self.count += 1
            path = self.files[self.count]
            return self.edited(
                path, lambda text: text.replace("type:", "withdrawn:\n  date: 2025-01-01\n  reason: Fel.\ntype:", 1)
            )

        return {
            "cold": self.cold,
            "nothing changed": self.build,
            "check, nothing changed": lambda: run([*self.command("check")], self.root),
            "body of one document": lambda: self.edited(middle, lambda text: text + "\nEtt ord till.\n"),
            "title of one document": lambda: self.edited(middle, lambda text: text.replace("title: ", "title: Ny ", 1)),
            "name of the person who appears most": lambda: self.edited(
                person, lambda text: text.replace("name: ", "name: Ny ", 1)
            ),
            "layout of documents": restyle,
            "new document": add,
            "withdrawn document": withdraw,
        }

    def preview(self) -> dict[str, float]:
        """Seconds until the first page is there, and from a save until the changed page is."""
        documents = len(self.files)
        port, path = 18473, self.files[len(self.files) // 2]
        address = f"http://127.0.0.1:{port}/documents/{path.parent.name}/{path.stem}/"
        start = time.perf_counter()
        command = [
            sys.executable,
            "-m",
            "diarium",
            "serve",
            "--root",
            ".",
            "--port",
            str(port),
            "--today",
            TODAY,
            "--no-search",
        ]
        process = subprocess.Popen(
            command,
            cwd=self.root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.fspath(HERE.parent)},
        )
        try:
            _until(address, b"</html>")
            first = time.perf_counter() - start
            later = []
            for number in range(SAVES):
                time.sleep(2)  # as somebody who writes; the first may fall into the first look
                start = time.perf_counter()
                path.write_text(path.read_text("utf-8") + f"\nSparat{number}i{documents}.\n", "utf-8")
                _until(address, f"Sparat{number}i{documents}".encode())
                later.append(time.perf_counter() - start)
            later.sort()
            return {
                "first page": first,
                "save to page, median": statistics.median(later),
                f"save to page, worst of {SAVES}": later[-1],
            }
        finally:
            process.terminate()
            process.wait()


def _until(address: str, wanted: bytes) -> None:
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address) as answer:
                if wanted in answer.read():
                    return
        except OSError:
            pass
        time.sleep(0.01)
    raise SystemExit(f"{address} never held {wanted!r}")


# ---------------------------------------------------------------- peers


def _documents(root: Path) -> list[tuple[Path, dict[str, object], str]]:
    found = []
    for path in sorted((root / "content/documents").rglob("*.md")):
        _, front, body = path.read_text("utf-8").split("---\n", 2)
        found.append((path, yaml.load(front, yaml.CSafeLoader), body))
    return found


HUGO_LAYOUTS = {
    "_default/baseof.html": '<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>'
    '<body><header><a href="/">Arkiv</a></header><main>{{ block "main" . }}{{ end }}</main><footer>Staden</footer></body></html>',
    "_default/single.html": '{{ define "main" }}<h1>{{ .Title }}</h1><p>{{ .Date.Format "2006-01-02" }} {{ .Params.kind }} {{ .Params.organisation }}</p>'
    '<ul>{{ range .Params.participants }}<li><a href="/people/{{ .name | urlize }}/">{{ .name }}</a> {{ .role }} {{ .party }} {{ .organisation }}</li>{{ end }}</ul>'
    '{{ .TableOfContents }}{{ .Content }}{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ end }}',
    "_default/list.html": '{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li>{{ .Date.Format "2006-01-02" }} <a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Params.kind }}</li>{{ end }}</ul>{{ end }}',
}


class Hugo:
    left_out = (
        "meetings, organisations, links in running text, citations, JSON, open data, zip, pictures, checks of content"
    )

    def __init__(self, program: str, folder: Path, ours: Ours) -> None:
        self.program, self.root = program, folder / "hugo"
        for name, text in HUGO_LAYOUTS.items():
            target = self.root / "layouts" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
        taxonomies = "people = 'people'\ncity = 'cities'\nseries = 'series'\ncase = 'cases'\nyear = 'years'\n"
        (self.root / "hugo.toml").write_text(
            f"baseURL = 'https://arkiv.example/'\ntitle = 'Arkiv'\n[taxonomies]\n{taxonomies}", "utf-8"
        )
        for path, front, body in _documents(ours.root):
            target = self.root / "content" / path.parent.name / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            meeting, people = front["meeting"], front["participants"]
            assert isinstance(meeting, dict)
            assert isinstance(people, list)
            kept = {key: front[key] for key in ("title", "date", "participants", "organisation")}
            kept |= {
                "people": [p["name"] for p in people],
                "cities": [*front["cities"], meeting["city"]],
                "series": [front["series"]],
            }  # type: ignore[misc]
            kept |= {"cases": [front["case"]], "years": [path.parent.name], "kind": front["type"]}
            target.write_text(
                f"---\n{yaml.dump(kept, Dumper=yaml.CSafeDumper, allow_unicode=True)}---\n{body}", "utf-8"
            )
        self.files = sorted((self.root / "content").rglob("*.md"))

    def build(self) -> Run:
        return run([self.program, "--quiet"], self.root)

    def cold(self) -> Run:
        shutil.rmtree(self.root / "public", ignore_errors=True)
        return self.build()

    def edit(self) -> Run:
        path = self.files[len(self.files) // 2]
        path.write_text(path.read_text("utf-8") + "\nEtt ord till.\n", "utf-8")
        return self.build()

    output = "public"


class Pelican(Hugo):
    left_out = "cases, meetings, organisations as kinds of their own (people are tags), and what Hugo leaves out"
    output = "output"

    def __init__(self, program: str, folder: Path, ours: Ours) -> None:
        self.program, self.root = program, folder / "pelican"
        for path, front, body in _documents(ours.root):
            target = self.root / "content" / path.parent.name / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            people = ", ".join(p["name"] for p in front["participants"])  # type: ignore[attr-defined]
            head = f"Title: {front['title']}\nDate: {front['date']}\nCategory: {front['series']}\nTags: {people}\nSlug: {path.stem}\n"
            target.write_text(f"{head}\n{body}", "utf-8")
        (self.root / "pelicanconf.py").write_text(
            "SITENAME='Arkiv'\nSITEURL=''\nTIMEZONE='Europe/Stockholm'\nDEFAULT_LANG='sv'\nFEED_ALL_ATOM='feed.xml'\nDEFAULT_PAGINATION=False\n"
        )
        self.files = sorted((self.root / "content").rglob("*.md"))

    def build(self) -> Run:
        return run([self.program, "content", "-s", "pelicanconf.py", "-o", "output", "-q"], self.root)

    def cold(self) -> Run:
        shutil.rmtree(self.root / "output", ignore_errors=True)
        return self.build()


class MkDocs(Hugo):
    left_out = "everything but the documents themselves"
    output = "site"

    def __init__(self, program: str, folder: Path, ours: Ours) -> None:
        self.program, self.root = program, folder / "mkdocs"
        for path, front, body in _documents(ours.root):
            target = self.root / "docs" / path.parent.name / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(f"# {front['title']}\n\n{body}", "utf-8")
        (self.root / "docs/index.md").write_text("# Arkiv\n", "utf-8")
        (self.root / "mkdocs.yml").write_text(
            "site_name: Arkiv\nnav:\n  - index.md\nplugins: []\ntheme:\n  name: mkdocs\n"
        )
        self.files = sorted((self.root / "docs/20").parent.rglob("handling*.md"))

    def build(self) -> Run:
        return run([self.program, "build", "-q"], self.root)

    def cold(self) -> Run:
        shutil.rmtree(self.root / "site", ignore_errors=True)
        return self.build()


PEERS: dict[str, type[Hugo]] = {"hugo": Hugo, "pelican": Pelican, "mkdocs": MkDocs}


# ---------------------------------------------------------------- the table


def measure(
    documents: int, times: int, peers: dict[str, str], place: Path, *, search: bool, preview: bool
) -> list[str]:
    ours = Ours(place, documents)
    mine = Measured("Diarium", documents)
    theirs = []
    for name, program in peers.items():
        peer = PEERS[name](program, place, ours)
        one = Measured(name, documents, left_out=peer.left_out)
        one.runs = {"cold": [peer.cold() for _ in range(times)], "one edit": [peer.edit() for _ in range(times)]}
        one.pages, one.files = _count(peer.root / peer.output)
        theirs.append(one)
        _say(f"{name} {documents}: {_median(one.runs['cold']).seconds:.2f} s")
    for name, scenario in ours.scenarios().items():
        mine.runs[name] = [scenario() for _ in range(times)]
        ours.build()  # so that what was just written has settled before the next
        _say(f"{name} {documents}: {_median(mine.runs[name]).seconds:.2f} s")
    mine.pages, mine.files = _count(ours.root / "site")
    if search:
        mine.runs["cold, with search"] = [ours.cold_with_search()]
    lines = [
        f"### {documents:,} documents",
        "",
        "| | | seconds | processor | MiB | beside Hugo |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    hugo = next((one for one in theirs if one.name == "hugo"), None)
    for one in (mine, *theirs):
        for name, runs in one.runs.items():
            found = _median(runs)
            ratio = ""
            if hugo is not None:
                base = _median(hugo.runs["cold" if name.startswith("cold") else "one edit"]).seconds
                ratio = f"{found.seconds / base:.2f} ×"
            lines.append(
                f"| {one.name} | {name} | {found.seconds:.2f} | {found.processor:.2f} | {found.memory:.0f} | {ratio} |"
            )
    if preview:
        for name, seconds in ours.preview().items():
            lines.append(f"| Diarium | serve: {name} | {seconds:.3f} | | | |")
    lines += [
        "",
        *(
            f"{one.name}: {one.pages:,} pages, {one.files:,} files."
            + (f" Leaves out {one.left_out}." if one.left_out else "")
            for one in (mine, *theirs)
        ),
        "",
    ]
    return lines


def _median(runs: list[Run]) -> Run:
    return sorted(runs, key=lambda one: one.seconds)[len(runs) // 2]


def _count(folder: Path) -> tuple[int, int]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return sum(path.suffix == ".html" for path in files), len(files)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[1000])
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--search", action="store_true", help="a cold build with the search index, too")
    parser.add_argument("--preview", action="store_true", help="how soon the preview answers, too")
    parser.add_argument("--write", action="store_true", help="put the tables in benchmarks/speed.md")
    for peer in PEERS:
        parser.add_argument(f"--{peer}", help=f"the program, where {peer} is to be measured")
    given = parser.parse_args()
    peers = {name: program for name in PEERS if (program := getattr(given, name))}
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    lines = ["# How fast", "", f"Medians of {given.times}, each run a process of its own. {machine}.", ""]
    for documents in given.documents:
        with tempfile.TemporaryDirectory() as place:
            lines += measure(documents, given.times, peers, Path(place), search=given.search, preview=given.preview)
    text = "\n".join(lines)
    sys.stdout.write(f"{text}\n")
    if given.write:
        (HERE / "speed.md").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
