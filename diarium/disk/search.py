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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import IO

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
NOTHING: Mapping[str, str] = MappingProxyType({})
_ROOM = "search"  # in the state folder
AHEAD = 2  # while Pagefind runs on one bundle, the records of the next are made; either needs much memory, so not two
_STRETCH_SECONDS = 0.1
_ONE_BUNDLE_OF_RECORDS, _ONE_RUN = threading.Lock(), threading.Lock()
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


def build(bundles: Iterable[IndexBundle], state: Path, made: Mapping[str, str] = NOTHING) -> Index:
    """The index of these bundles, some of which may be `made` already.

    Raises `SearchFailed`; the state folder then holds what was finished before.
    """
    room, version = _room(state), _version()
    wanted = list(bundles)
    whole, anew = _whole(wanted, room, version, {**_known(room), **made})
    _remember(room, _digests(wanted, whole, version))
    words = _listed(room, whole)
    _sweep(room, {words.name, *(one.digest for one in whole)})
    engines = {one.language: one.folder / "engine" / programs.WASM.format(one.language) for one in whole}
    return Index(whole, programs.programs(engines, room), f"engine-{version}/", words, anew)


def ahead(bundles: Sequence[IndexBundle], state: Path, given_up: Callable[[], bool]) -> dict[str, str]:
    """The bundles that are lacking made now, for whoever builds the index later; raises `SearchFailed`.

    Where it is given up on the way it ends by `SystemExit`. Nothing is taken away and nothing remembered, because another
    build may be at work by then.
    """
    room, version = _room(state), _version()
    whole, _ = _whole(bundles, room, version, _known(room), given_up)
    return _digests(bundles, whole, version)


def lacking(bundles: Iterable[IndexBundle], state: Path) -> int:
    """How many bundles are not what they were in the last build."""
    known, version = _known(state / _ROOM), _version()
    return sum(_key(bundle, version) not in known for bundle in bundles)


def _room(state: Path) -> Path:
    room = state / _ROOM
    room.mkdir(parents=True, exist_ok=True)
    return room


def _digests(bundles: Iterable[IndexBundle], whole: Iterable[Indexed], version: str) -> dict[str, str]:
    return {_key(bundle, version): one.digest for bundle, one in zip(bundles, whole, strict=True)}


def _whole(
    wanted: Sequence[IndexBundle],
    room: Path,
    version: str,
    known: Mapping[str, str],
    ends: Callable[[], bool] = lambda: False,
) -> tuple[tuple[Indexed, ...], int]:
    """All bundles finished, and how many of them anew."""
    found = [_at_hand(room, known, bundle, version) for bundle in wanted]
    stale = [at for at, indexed in enumerate(found) if indexed is None]
    given_up = threading.Event()
    with ThreadPoolExecutor(AHEAD) as pool:
        futures: dict[int, Future[Indexed]] = {}
        try:
            for at in stale:
                futures[at] = pool.submit(_make, room, wanted[at], version, given_up)
            for at, future in futures.items():
                found[at] = _awaited(future, ends)
        except BaseException as failed:
            given_up.set()
            for future in futures.values():
                future.cancel()
            pagefind.end_all()
            if isinstance(failed, _GivenUp):
                raise _cause(futures.values()) or failed from None
            raise
    return tuple(one for one in found if one is not None), len(stale)


def _awaited(future: Future[Indexed], ends: Callable[[], bool]) -> Indexed:
    """Not waited for at one stretch: a Ctrl-C from the moment before a wait begins is seen only when that ends."""
    while not wait((future,), _STRETCH_SECONDS).done:
        if ends():
            raise SystemExit
    return future.result()


class _GivenUp(SearchFailed):
    """Another bundle has failed, and says why."""

    def __init__(self) -> None:
        super().__init__("the search index was given up")


def _cause(futures: Iterable[Future[Indexed]]) -> BaseException | None:
    """Why a bundle failed by itself, whichever was asked first."""
    told = (future.exception() for future in futures if not future.cancelled())
    return next((one for one in told if one is not None and not isinstance(one, _GivenUp)), None)


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


def _make(room: Path, bundle: IndexBundle, version: str, given_up: threading.Event) -> Indexed:
    """Index one bundle, keep of it what is needed, and give it its place."""
    try:
        # what Pagefind is to be told waits there while it runs on another bundle
        with tempfile.TemporaryFile(dir=room) as waiting:
            with _ONE_BUNDLE_OF_RECORDS:
                digest, urls = _told(bundle, version, waiting)
            known = _urls(room / digest)
            if known is None:
                waiting.seek(0)
                with _ONE_RUN:
                    if given_up.is_set():
                        raise _GivenUp
                    try:
                        said = iter(partial(waiting.read, 1 << 16), b"")
                        made = pagefind.index(bundle.language, said, urls, given_up)
                    except BaseException:
                        given_up.set()  # before another bundle may begin
                        raise
                known = made.urls
                _put(room, digest, known, _wanted(made.files, bundle.language))
    except OSError as broken:
        raise SearchFailed(f"the search index cannot be written: {broken.strerror}", True) from None
    return Indexed(bundle.name, bundle.language, digest, room / digest, known)


def _told(bundle: IndexBundle, version: str, waiting: IO[bytes]) -> tuple[str, list[str]]:
    """Write down what Pagefind is to be told about a bundle; the digest of its records, and their addresses."""
    made = blake2b(f"{FORMAT}\0{version}\0{pagefind.CHUNK_SIZE}\0{bundle.language}\0".encode(), digest_size=12)
    urls = []

    def passing() -> Iterator[IndexRecord]:
        for record in bundle.records():
            made.update(f"{record.url}\0{record.html}\0".encode("utf-8", "surrogatepass"))
            urls.append(record.url)
            yield record

    for message in pagefind.requests(bundle.language, passing()):
        waiting.write(message)
    return made.hexdigest(), urls


def _wanted(files: Mapping[str, bytes], language: str) -> dict[str, bytes]:
    """What the search page uses, and beside it what we need to know ourselves."""
    engine = {name.format(language) for name in ENGINE}
    kept = {f"engine/{name}": data for name, data in files.items() if name in engine}
    if len(kept) < len(engine):
        raise SearchFailed("Pagefind did not make the program that searches the index")
    kept |= {name: data for name, data in files.items() if name.startswith(("fragment/", "index/"))}
    [meta] = (data for name, data in files.items() if name.endswith(".pf_meta"))
    kept[TABLE] = contents.small(contents.read(pagefind.unpacked(meta)))
    kept[WORDS] = "\n".join(vocabulary.words_of(files)).encode()
    return kept


def _listed(room: Path, bundles: Iterable[Indexed]) -> Path:
    """The words of all bundles as files in one folder, made anew when any bundle is another."""
    found = list(bundles)
    seed = "\0".join((FORMAT, *(one.digest for one in found)))
    folder = room / f"words-{blake2b(seed.encode(), digest_size=12).hexdigest()}"
    if _urls(folder) is None:
        try:
            words = ((one.folder / WORDS).read_text("utf-8").split("\n") for one in found)
            _put(room, folder.name, (), vocabulary.files(words))
        except OSError as broken:
            raise SearchFailed(f"the search index cannot be written: {broken.strerror}", True) from None
    return folder


def _put(room: Path, name: str, urls: tuple[str, ...], files: Mapping[str, bytes]) -> None:
    """Give these files their place in the room, all of them at once, with a note that tells whether they are whole."""
    shutil.rmtree(room / name, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="new-", dir=room) as fresh:
        folder = Path(fresh, "whole")
        for inner in ("", *sorted({path.rpartition("/")[0] for path in files} - {""})):
            (folder / inner).mkdir()
        for path, data in files.items():
            (folder / path).write_bytes(data)
        held = sorted((path.rpartition("/")[::2], data) for path, data in files.items())
        digest = _digest_of(urls, ((f"{inner}/{file}", data) for (inner, file), data in held))
        whole = {"urls": urls, "look": _look(folder, urls), "digest": digest}
        (folder / CONTENTS).write_text(json.dumps(whole), "utf-8")
        os.replace(folder, room / name)


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
        if whole["look"] == _look(folder, urls):
            return urls
        held = ((name, Path(entry.path).read_bytes()) for name, entry in _files(folder))
        return urls if whole["digest"] == _digest_of(urls, held) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _look(folder: Path, urls: Iterable[str]) -> str:
    """What changes when somebody writes into a bundle."""
    seen = blake2b(repr(tuple(urls)).encode(), digest_size=16)
    for name, entry in _files(folder):
        stat = entry.stat()
        seen.update(f"{name}\0{stat.st_size} {stat.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return seen.hexdigest()


def _digest_of(urls: Iterable[str], held: Iterable[tuple[str, bytes]]) -> str:
    """What its files hold."""
    read = blake2b(repr(tuple(urls)).encode(), digest_size=16)
    for name, data in held:
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
