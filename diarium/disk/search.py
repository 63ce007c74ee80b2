"""The finished search index as files: bundles whose records are unchanged are taken from the last build.

It decides nothing about what is searched; it never leaves half a bundle behind, and never writes into the site.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from diarium.disk import contents, pagefind, programs, vocabulary
from diarium.disk.layouts import engine_stamp
from diarium.disk.seal import vacate
from diarium.messages import SearchFailed
from diarium.model import IndexBundle, IndexRecord

FORMAT = "diarium search 4"
CONTENTS = "contents.json"  # what a finished bundle holds; stays in the state folder
TABLE = "table.json"  # the bundle's table of contents, as the search page reads it
WORDS = "words.txt"  # so do the words of its index
_FOLDERS = ("engine", "fragment", "index")
_ONE_AT_A_TIME = threading.Lock()
AHEAD = 2  # while Pagefind runs on one bundle, the records of the next are made
WORKER = "pagefind-worker.js"
ENGINE = (WORKER, programs.WASM)  # what the search page loads; all else Pagefind writes is left out
LICENCE = """Pagefind (pagefind-worker.js and the wasm files beside it), https://pagefind.app

MIT License

Copyright (c) 2022 - 2026 CloudCannon

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


@dataclass(frozen=True, slots=True)
class Indexed:
    """One finished bundle: its files in a folder, and the address of each page it counts, in its order."""

    name: str
    language: str
    digest: str
    folder: Path
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """The whole index: its bundles, the programs that search them, where their words are listed, how many are new."""

    bundles: tuple[Indexed, ...]
    programs: programs.Programs
    engine: str  # the folder of the programs, named by the version of Pagefind that made everything
    words: Path
    made: int

    @property
    def vocabulary(self) -> str:
        """The file that tells in which file a word is listed."""
        [listing] = self.words.glob("contents.*.json")
        return f"{vocabulary.FOLDER}/{listing.name}"

    def files(self, below: str) -> Iterator[tuple[str, bytes | Path]]:
        """Every file to publish, below this path: each bundle's own, and once the program that searches them."""
        for bundle in self.bundles:
            for path in sorted(bundle.folder.rglob("*")):
                name = path.relative_to(bundle.folder).as_posix()
                if path.is_file() and name not in (CONTENTS, WORDS) and not name.startswith("engine/"):
                    yield f"{below}{bundle.name}/{name}", path
        for path in sorted(self.words.iterdir()):
            if path.name != CONTENTS:
                yield f"{below}{vocabulary.FOLDER}/{path.name}", path
        if self.bundles:
            yield f"{below}{self.engine}{WORKER}", self.bundles[0].folder / "engine" / WORKER
            for name, program in self.programs.files:
                yield f"{below}{self.engine}{name}", program
            yield f"{below}{self.engine}LICENSE.txt", LICENCE.encode()


def build(bundles: Iterable[IndexBundle], state: Path) -> Index:
    """The index of these bundles. Raises `SearchFailed`; the state folder then holds what was finished before."""
    room = state / "search"
    room.mkdir(parents=True, exist_ok=True)
    wanted = list(bundles)
    version = _version()
    known = _known(room)
    stale = [bundle for bundle in wanted if _at_hand(room, known, bundle, version) is None]
    with ThreadPoolExecutor(AHEAD) as pool:
        futures = [(bundle, pool.submit(_make, room, bundle, version)) for bundle in stale]
        try:
            for bundle, future in futures:
                known[_key(bundle, version)] = future.result()
        except BaseException:
            for _, future in futures:
                future.cancel()
            pagefind.end_all()
            raise
    found = []
    for bundle in wanted:
        indexed = _at_hand(room, known, bundle, version)
        if indexed is None:
            raise SearchFailed(f"the search index '{bundle.name}' has vanished while it was made")
        found.append(indexed)
    _remember(room, {key: known[key] for key in (_key(bundle, version) for bundle in wanted)})
    words = _listed(room, found)
    _sweep(room, {words.name, *(indexed.digest for indexed in found)})
    whole = {one.language: one.folder / "engine" / programs.WASM.format(one.language) for one in found}
    return Index(tuple(found), programs.programs(whole, room), f"engine-{version}/", words, len(stale))


def _version() -> str:
    """Which Pagefind: the version its package states, and for one named by hand the look of that file."""
    from importlib.metadata import PackageNotFoundError, version

    named = os.environ.get("PAGEFIND_BINARY_PATH")
    try:
        known = version("pagefind-bin")
    except PackageNotFoundError:
        known = "0"
    if not named:
        return known
    try:
        seen = os.stat(named)
    except OSError:
        return known
    return f"{known}-{blake2b(f'{named} {seen.st_size} {seen.st_mtime_ns}'.encode(), digest_size=4).hexdigest()}"


def _make(room: Path, bundle: IndexBundle, version: str) -> str:
    """Index one bundle into a fresh folder, keep of it what is needed, and give it its place; its digest."""
    records = bundle.records()
    digest = _digest(bundle, records, version)
    if _urls(room / digest) is not None:
        return digest
    shutil.rmtree(room / digest, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="new-", dir=room) as fresh:
        folder = Path(fresh, "bundle")
        folder.mkdir()
        try:
            with _ONE_AT_A_TIME:  # a run may need all the memory there is for indexing
                urls = pagefind.index(bundle.language, records, folder)
            _tidy(folder, bundle.language)
            (folder / WORDS).write_text("\n".join(vocabulary.words_of(folder)), "utf-8", newline="\n")
            _finish(folder, urls)
        except OSError as broken:
            raise SearchFailed(f"the search index cannot be written: {broken.strerror}", True) from None
        os.replace(folder, room / digest)
    return digest


def _digest(bundle: IndexBundle, records: Iterable[IndexRecord], version: str) -> str:
    made = blake2b(f"{FORMAT}\0{version}\0{pagefind.CHUNK_SIZE}\0{bundle.language}\0".encode(), digest_size=12)
    for record in records:
        made.update(f"{record.url}\0{record.html}\0".encode("utf-8", "surrogatepass"))
    return made.hexdigest()


def _tidy(folder: Path, language: str) -> None:
    """Take away what the search page does not use, and set the program apart from the index."""
    [meta] = folder.glob("*.pf_meta")
    (folder / TABLE).write_bytes(contents.small(contents.read(pagefind.unpacked(meta))))
    engine = folder / "engine"
    engine.mkdir()
    wanted = {name.format(language) for name in ENGINE}
    for path in sorted(folder.iterdir()):
        if path.name in wanted:
            os.replace(path, engine / path.name)
        elif path.is_file() and path.name != TABLE:
            path.unlink()
        elif path.is_dir() and path.name not in _FOLDERS:
            shutil.rmtree(path)
    if {path.name for path in engine.iterdir()} != wanted:
        raise SearchFailed("Pagefind did not write the program that searches the index")


def _listed(room: Path, found: Iterable[Indexed]) -> Path:
    """The words of all bundles as files in one folder, made anew when any bundle is another."""
    bundles = list(found)
    seed = "\0".join((FORMAT, *(one.digest for one in bundles)))
    folder = room / f"words-{blake2b(seed.encode(), digest_size=12).hexdigest()}"
    if _urls(folder) is not None:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="new-", dir=room) as fresh:
        new = Path(fresh, "words")
        new.mkdir()
        try:
            words = ((one.folder / WORDS).read_text("utf-8").split("\n") for one in bundles)
            for name, data in vocabulary.files(words).items():
                (new / name).write_bytes(data)
            _finish(new, ())
        except OSError as broken:
            raise SearchFailed(f"the search index cannot be written: {broken.strerror}", True) from None
        os.replace(new, folder)
    return folder


# ---------------------------------------------------------------- memory


def _key(bundle: IndexBundle, version: str) -> str:
    """Equal keys are equal bundles: what the records are made from, what makes them, and what indexes them."""
    return f"{bundle.key} {engine_stamp()} {version} {pagefind.CHUNK_SIZE}"


def _known(room: Path) -> dict[str, str]:
    try:
        read = json.loads((room / "known.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return {k: v for k, v in read.items() if isinstance(v, str)} if isinstance(read, dict) else {}


def _remember(room: Path, known: Mapping[str, str]) -> None:
    lasting, beside = room / "known.json", room / "known.new"
    vacate(lasting, beside)
    beside.write_text(json.dumps(known, sort_keys=True), "utf-8")
    os.replace(beside, lasting)


def _at_hand(room: Path, known: Mapping[str, str], bundle: IndexBundle, version: str) -> Indexed | None:
    digest = known.get(_key(bundle, version))
    if digest is None:
        return None
    urls = _urls(room / digest)
    return Indexed(bundle.name, bundle.language, digest, room / digest, urls) if urls is not None else None


def _urls(folder: Path) -> tuple[str, ...] | None:
    """The addresses of a finished bundle, if all its files are still what they were."""
    try:
        whole = json.loads((folder / CONTENTS).read_bytes())
        urls = tuple(whole["urls"])
        # Reading it all takes long where there are many pages, so that is for bundles that have been touched or moved.
        same = whole["look"] == _look(folder, urls) or whole["digest"] == _digest_of(folder, urls)
        return urls if same else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _finish(folder: Path, urls: Iterable[str]) -> None:
    """Note what makes this folder whole, so that it is known again."""
    listed = tuple(urls)
    whole = {"urls": listed, "look": _look(folder, listed), "digest": _digest_of(folder, listed)}
    (folder / CONTENTS).write_text(json.dumps(whole), "utf-8")


def _look(folder: Path, urls: Iterable[str]) -> str:
    """What changes when somebody writes into a bundle."""
    seen = blake2b(repr(tuple(urls)).encode(), digest_size=16)
    for name, entry in _files(folder):
        stat = entry.stat()
        seen.update(f"{name}\0{stat.st_size} {stat.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return seen.hexdigest()


def _digest_of(folder: Path, urls: Iterable[str]) -> str:
    """What its files hold."""
    read = blake2b(repr(tuple(urls)).encode(), digest_size=16)
    for name, entry in _files(folder):
        data = Path(entry.path).read_bytes()
        read.update(f"{name}\0{len(data)}\n".encode("utf-8", "surrogateescape"))
        read.update(data)
    return read.hexdigest()


def _files(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every file of a bundle, by a name that says where it lies; `OSError` for what was never ours."""
    for inner in sorted(("", *(one for one in _FOLDERS if (folder / one).is_dir()))):
        with os.scandir(folder / inner) as entries:
            for entry in sorted(entries, key=lambda one: one.name):
                if entry.is_symlink():
                    raise OSError(errno.ELOOP, "a link within the search index", entry.path)
                if entry.is_file() and entry.name != CONTENTS:
                    yield f"{inner}/{entry.name}", entry


def _sweep(room: Path, wanted: set[str]) -> None:
    """Forget bundles of earlier builds, and what a crash left."""
    for path in room.iterdir():
        if path.is_dir() and path.name not in wanted:
            shutil.rmtree(path, ignore_errors=True)
