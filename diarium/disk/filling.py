"""Fills the next site beside the published one, from a second set of names for the files that stay as they are.

It never writes into a file that exists, since that file may be published under another name, and never touches the
output.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from diarium.disk.listing import Listing, Twin, listing, numbers, stamp_of
from diarium.disk.sources import ATTEMPTS, open_plain, patience, restless, stamp
from diarium.disk.swap import Room

_CHUNK = 1 << 20
_WRITE_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Finished:
    """A file of our own state that nobody writes into any more: it can be published under a second name."""

    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Files that stay as they are published."""

    paths: Sequence[str]


class Filling:
    """The next site while it grows.

    Nothing is made before the first difference from what is published. Then the room's `next` becomes a twin of the
    output, hard links all of it, and the differences are applied to that. After the exchange of the two, the old site
    serves as the twin of the next build: making thousands of folders anew would cost far more than an edit does.
    """

    def __init__(self, room: Room, output: Path, lying: Listing | None = None, twin: Twin | None = None) -> None:
        """What lies in the output, and in what the room has as its twin differs, where somebody has looked already."""
        self.changed: list[str] = []
        self.total = 0
        self.whole = False
        """Whether `next` will be the site in full, not just what changed."""
        self._room = room
        self._next = os.fspath(room.next)
        self._output = os.fspath(output)
        self._published, self._before = lying or listing(self._output)
        self._odd = {path for path, looks in self._published.items() if looks is None}  # no plain files
        self._taken: set[str] = set()
        self._folders: set[str] = set()
        self._made: set[str] | None = None
        self._twin = twin
        self._linked = True
        self._left_out: tuple[str, ...] = ()

    def take(self, path: str, content: bytes | Path | Finished | None) -> None:
        """Add one file: its bytes, a file to copy or to share, or `None` for what is published under this path."""
        self._claim(path)
        if isinstance(content, Path):
            self._copy(path, content)
        elif isinstance(content, Finished):
            self._share(path, content.path)
        elif content is not None:
            if not self._holds(path, content):
                self._write(path, (content,))
        elif not self._published.get(path):
            raise FileNotFoundError(errno.ENOENT, "a published file has vanished", f"{self._output}/{path}")

    def stay(self, paths: Sequence[str]) -> None:
        """Keep many files that are published, and whose paths were safe then."""
        kept, folders = set(paths), set[str]()
        above = {path.rpartition("/")[0] for path in paths} - self._folders - {""}
        while above:
            folders |= above
            above = {folder.rpartition("/")[0] for folder in above} - self._folders - folders - {""}
        taken = len(self._taken) + len(paths)
        self._taken |= kept
        self._folders |= folders
        self.total += len(paths)
        if len(self._taken) < taken or not self._taken.isdisjoint(folders) or not self._folders.isdisjoint(kept):
            raise AssertionError(f"two files of the site want one place, among {paths[0]!r} and {len(paths) - 1} more")
        for gone in sorted((kept - self._published.keys()) | (kept & self._odd)):
            raise FileNotFoundError(errno.ENOENT, "a published file has vanished", f"{self._output}/{gone}")

    def removed(self) -> tuple[str, ...]:
        """What is published and was not taken."""
        return tuple(sorted(self._published.keys() - self._taken))

    def finish(self) -> None:
        """Take away from the twin what the next site has not."""
        made = self._begin()
        if not self.whole:
            return
        self._left_out = self.removed()
        for path in self._left_out:
            if path not in self._folders:
                _unlink(f"{self._next}/{path}")
        # A folder sorts before what it holds, so backwards each one is empty when its turn comes.
        for folder in sorted(made - self._folders, reverse=True):
            os.rmdir(f"{self._next}/{folder}")

    def lying(self) -> Listing | None:
        """All that lies in the output once this has taken its place; nothing where that is to be looked at.

        Files that stay are the same files, so they look as they did when this began: what anybody does to them
        meanwhile is seen by the next who looks.
        """
        if self._made is None:
            return Listing(self._published, self._before)
        if not self._linked:
            return None
        files = dict(self._published)
        for path in self._left_out:
            files.pop(path, None)
        files.update((path, stamp_of(f"{self._output}/{path}")) for path in self.changed)
        return Listing(files, self._folders)

    def tidy(self) -> None:
        """Leave in the room only what the next build can use: nothing that was withdrawn, and no second copies."""
        if self._made is None or not os.path.isdir(self._next):
            return
        if self.whole and self._linked:
            for path in (*self.changed, *self._left_out):
                if not os.path.isdir(f"{self._next}/{path}"):
                    _unlink(f"{self._next}/{path}")
        else:
            shutil.rmtree(self._next)

    # ------------------------------------------------------------ claims

    def _claim(self, path: str) -> None:
        """Refuse paths that leave the site and paths that are claimed twice: both are mistakes of our own."""
        parts = path.split("/")
        if "" in parts or "." in parts or ".." in parts or "\0" in path or "\\" in path:
            raise AssertionError(f"unsafe path {path!r} within the site")
        if path in self._taken or path in self._folders:
            raise AssertionError(f"two files of the site want the place {path!r}")
        self._taken.add(path)
        self.total += 1
        folder = path.rpartition("/")[0]
        while folder and folder not in self._folders:
            if folder in self._taken:
                raise AssertionError(f"{folder!r} is to be a file and a folder")
            self._folders.add(folder)
            folder = folder.rpartition("/")[0]

    # ------------------------------------------------------------ comparing

    def _holds(self, path: str, content: bytes) -> bool:
        if not self._published.get(path):
            return False
        with open(f"{self._output}/{path}", "rb") as stream:
            return os.fstat(stream.fileno()).st_size == len(content) and stream.read() == content

    def _is_published(self, path: str, descriptor: int) -> bool:
        if not self._published.get(path):
            return False
        with open(f"{self._output}/{path}", "rb") as stream:
            if os.fstat(stream.fileno()).st_size != os.fstat(descriptor).st_size:
                return False
            return all(stream.read(len(chunk)) == chunk for chunk in _chunks(descriptor))

    # ------------------------------------------------------------ writing

    def _share(self, path: str, made: Path) -> None:
        """Give a finished file a second name, unless it has it; where the disk cannot do that, copy it."""
        if self._published.get(path):
            if _is_one_file(os.fspath(made), f"{self._output}/{path}"):
                return
            with open(made, "rb") as stream:
                if self._is_published(path, stream.fileno()):
                    return
        self._make_folder(path.rpartition("/")[0])
        self._vacate(path)
        try:
            os.link(made, f"{self._next}/{path}")
        except OSError:
            self._copy(path, made)
        else:
            self.changed.append(path)

    def _copy(self, path: str, source: Path) -> None:
        """Copy a file as it was at one moment, unless the published one is the same already."""
        for attempt in range(ATTEMPTS):
            patience(attempt)
            # Resolved first: an installed engine's own assets may be links, and sources were looked at by the scan.
            descriptor = open_plain(os.path.realpath(source), os.fspath(source))
            try:
                before = stamp(descriptor)
                same = self._is_published(path, descriptor)
                if not same:
                    os.lseek(descriptor, 0, os.SEEK_SET)
                    self._write(path, _chunks(descriptor))
                if stamp(descriptor) == before:
                    return
            finally:
                os.close(descriptor)
            if not same:
                self.changed.pop()
                os.unlink(f"{self._next}/{path}")
        raise restless(os.fspath(source))

    def _write(self, path: str, chunks: Iterable[bytes]) -> None:
        self._make_folder(path.rpartition("/")[0])
        self._vacate(path)
        self.changed.append(path)  # before the writing, so that a full disk's half file is tidied away, too
        descriptor = os.open(f"{self._next}/{path}", _WRITE_NEW, 0o644)
        try:
            if hasattr(os, "fchmod"):
                os.fchmod(descriptor, 0o644)  # a web server must be able to read it, whatever the builder's umask
            for chunk in chunks:
                rest = memoryview(chunk)
                while rest:
                    rest = rest[os.write(descriptor, rest) :]
        finally:
            os.close(descriptor)

    def _vacate(self, path: str) -> None:
        """Take away what the twin has in this place, a file or a folder of pages that are no more."""
        made = self._begin()
        full = f"{self._next}/{path}"
        if path in made:
            shutil.rmtree(full)
            made -= {folder for folder in made if folder == path or folder.startswith(f"{path}/")}
        elif self._published.get(path):
            _unlink(full)

    def _make_folder(self, folder: str) -> None:
        made = self._begin()
        if folder and folder not in made:
            self._make_folder(folder.rpartition("/")[0])
            self._vacate(folder)
            _make_folder(f"{self._next}/{folder}")
            made.add(folder)

    # ------------------------------------------------------------ the twin

    def _begin(self) -> set[str]:
        """The folders of `next`, which is made when it is first asked for."""
        if self._made is None:
            os.makedirs(self._room.folder, 0o700 if self._room.passing else 0o777, exist_ok=True)
            self._made = set()
            self.whole = self._make_twin()
            if not self.whole:
                self._made = set()
                shutil.rmtree(self._next)
                _make_folder(self._next)
        return self._made

    def _make_twin(self) -> bool:
        """Give `next` the published files under second names; `False` when the output is on another disk.

        Whatever an earlier build or a crash left there is believed only where it is the very same file.
        """
        if not os.path.isdir(self._next):
            _make_folder(self._next)
        twin = self._twin or self._looked()
        for path in twin.strays:
            _unlink(f"{self._next}/{path}")
        for folder in sorted(twin.extra, reverse=True):
            os.rmdir(f"{self._next}/{folder}")
        for folder in twin.lacking:
            _make_folder(f"{self._next}/{folder}")
        self._made = set(self._before)
        return all(map(self._link, twin.missing))

    def _looked(self) -> Twin:
        one_disk = _on_one_disk(self._output, self._next)
        return Twin.of(Listing(self._published, self._before), numbers(self._next), one_disk)

    def _link(self, path: str) -> bool:
        published, twin = f"{self._output}/{path}", f"{self._next}/{path}"
        try:
            os.link(published, twin)
        except OSError as refused:
            if refused.errno == errno.EXDEV:
                return False
            # Most likely a disk that knows no second names: a copy with the same times does as well, and where the
            # trouble is another one, copying says which.
            shutil.copy2(published, twin)
            self._linked = False
        return True


def _is_one_file(one: str, other: str) -> bool:
    return os.path.samestat(os.lstat(one), os.lstat(other))


def _on_one_disk(one: str, other: str) -> bool:
    """Only there does it say something that two files have the same number."""
    return os.path.isdir(one) and os.stat(one).st_dev == os.stat(other).st_dev


def _make_folder(full: str) -> None:
    os.mkdir(full)
    os.chmod(full, 0o755)  # for the web server, as above


def _unlink(full: str) -> None:
    with suppress(FileNotFoundError, NotADirectoryError):  # the second: a folder on the way has become a page
        os.unlink(full)


def _chunks(descriptor: int) -> Iterator[bytes]:
    while chunk := os.read(descriptor, _CHUNK):
        yield chunk
