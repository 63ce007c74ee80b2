"""The one door through which every byte of the site goes: filled aside, then put in place as a whole.

It never writes into a published file, and never touches a folder that does not carry Diarium's mark.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from diarium.disk.sources import ATTEMPTS, open_plain, patience, restless, stamp
from diarium.disk.swap import WITHIN, Room, choose_room, flush, replace_in_place, roll_forward, rooms, settle, swap

MARK = ".diarium"
_MARK_TEXT = (
    b"This folder is written by Diarium.\n"
    b"\n"
    b"Each build replaces it as a whole: what is changed or added here by hand will be lost. Without this file,\n"
    b"Diarium leaves the folder alone.\n"
)
_OURS = _MARK_TEXT.splitlines(keepends=True)[0]
_OWN_FOLDERS = ("content", "layouts", "assets", ".diarium")
_CHUNK = 1 << 20
_WRITE_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class NotOurs(Exception):  # noqa: N818 - a refusal, in words for the user
    """The output is a folder that Diarium must not replace; says which and why."""

    def __init__(self, output: Path, reason: str) -> None:
        super().__init__(output, reason)
        self.output = output
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.output} {self.reason}"


@dataclass(frozen=True, slots=True)
class Written:
    """How many files the site has, and which of them this publication wrote or took away (the mark not counted)."""

    total: int
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def repair(output: Path, state: Path) -> None:
    """Finish or undo what a crash left half done, so that the site is wholly old or wholly new; harmless otherwise."""
    output = Path(os.path.realpath(output))
    for room in rooms(output, Path(os.path.realpath(state))):
        settle(room, output)
    roll_forward(output)


def publish(output: Path, state: Path, files: Iterable[tuple[str, bytes | Path | None]]) -> Written:
    """Make the output hold exactly these files: new bytes, a copy of a file, or (`None`) what is published already.

    Nothing of the output changes before all files are ready; when they are what is published, nothing changes at all.
    `state` lies in the archive's root. The caller holds the lock.
    """
    output, state = Path(os.path.realpath(output)), Path(os.path.realpath(state))
    check_output(output, state.parent)
    os.makedirs(state, exist_ok=True)
    os.makedirs(output.parent, exist_ok=True)
    repair(output, state)
    room = choose_room(output, state)
    try:
        filling = _Filling(room, output)
        filling.take(MARK, _MARK_TEXT)
        for path, content in files:
            if path.split("/", 1)[0] in (MARK, WITHIN):
                raise AssertionError(f"a page may not be called {path!r}")
            filling.take(path, content)
        removed = filling.removed()
        if filling.changed or removed:
            _put_in_place(filling, room, output, removed)
    finally:
        _clear(room, output)
    changed = tuple(sorted(path for path in filling.changed if path != MARK))
    return Written(len(filling.seen) - 1, changed, removed)


def _put_in_place(filling: _Filling, room: Room, output: Path, removed: tuple[str, ...]) -> None:
    flush([str(room.next / path) for path in filling.changed])
    if not (filling.keep_the_rest() and swap(room, output)):
        replace_in_place(room.next, output, filling.changed, removed)


def _clear(room: Room, output: Path) -> None:
    """Undo what is half done, and take away what is no longer wanted.

    What resists is left for the next repair, which complains: here, the site is in order, or a better complaint is on
    its way already.
    """
    try:
        settle(room, output)
    except OSError:
        return


# ---------------------------------------------------------------- whose folder is it?


def check_output(output: Path, root: Path) -> None:
    """Raise `NotOurs` unless the output is new, empty or marked as ours, and apart from the archive at `root`."""
    output, root = Path(os.path.realpath(output)), Path(os.path.realpath(root))
    if output == output.parent:
        raise NotOurs(output, "is the whole disk")
    if _lies_in(Path(os.path.realpath(os.path.expanduser("~"))), output):
        raise NotOurs(output, "holds your home folder")
    if _lies_in(root, output):
        raise NotOurs(output, "holds the archive itself")
    for name in _OWN_FOLDERS:
        if _lies_in(output, root / name):
            raise NotOurs(output, f"lies in the archive's own folder '{name}'")
    if not os.path.lexists(output):
        return
    if not output.is_dir():
        raise NotOurs(output, "is a file, not a folder")
    names = set(os.listdir(output)) - {WITHIN}
    if ".git" in names:
        raise NotOurs(output, "is a Git repository, whose history would be lost")
    if names and not _is_marked(output):
        raise NotOurs(output, "holds files that Diarium did not write")


def _lies_in(inner: Path, outer: Path) -> bool:
    """Compared by what stands on the disk where it can be, since one folder may have several spellings."""
    if not outer.exists():
        return outer == inner or outer in inner.parents
    return any(folder.exists() and folder.samefile(outer) for folder in (inner, *inner.parents))


def _is_marked(output: Path) -> bool:
    mark = output / MARK
    try:
        return stat.S_ISREG(os.lstat(mark).st_mode) and mark.read_bytes().startswith(_OURS)
    except FileNotFoundError:
        return False


# ---------------------------------------------------------------- filling the next site


class _Filling:
    """The next site while it grows: changed files at once, the kept ones only when it is clear that there is news."""

    def __init__(self, room: Room, output: Path) -> None:
        self.seen: set[str] = set()
        self.changed: list[str] = []
        self._kept: list[str] = []
        self._folders: set[str] = set()
        self._room = room
        self._next = os.fspath(room.next)
        self._output = os.fspath(output)
        self._published = _listing(self._output)

    def take(self, path: str, content: bytes | Path | None) -> None:
        _assert_safe(path)
        if path in self.seen or path in self._folders:
            raise AssertionError(f"two files of the site want the place {path!r}")
        self.seen.add(path)
        if isinstance(content, Path):
            same = self._take_copy(path, content)
        elif content is not None:
            same = self._holds(path, content) or self._write(path, (content,))
        elif self._published.get(path):
            same = True
        else:
            raise FileNotFoundError(errno.ENOENT, "a published file has vanished", f"{self._output}/{path}")
        (self._kept if same else self.changed).append(path)

    def removed(self) -> tuple[str, ...]:
        return tuple(sorted(self._published.keys() - self.seen))

    def keep_the_rest(self) -> bool:
        """Bring the unchanged files along; `False` when the output proves to be on another disk than the room.

        A second name for the same file costs next to nothing, and time stamps stay as readers' caches know them.
        """
        for path in self._kept:
            published = f"{self._output}/{path}"
            target = self._place(path)
            try:
                os.link(published, target)
            except OSError as refused:
                if refused.errno == errno.EXDEV:
                    return False
                # Most likely a disk that knows no second names: a copy with the same times does as well, and where
                # the trouble is another one, copying says which.
                shutil.copy2(published, target)
        return True

    def _holds(self, path: str, content: bytes) -> bool:
        if not self._published.get(path):
            return False
        with open(f"{self._output}/{path}", "rb") as stream:
            return os.fstat(stream.fileno()).st_size == len(content) and stream.read() == content

    def _take_copy(self, path: str, source: Path) -> bool:
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
                    return same
            finally:
                os.close(descriptor)
            if not same:
                os.unlink(f"{self._next}/{path}")
        raise restless(os.fspath(source))

    def _is_published(self, path: str, descriptor: int) -> bool:
        if not self._published.get(path):
            return False
        with open(f"{self._output}/{path}", "rb") as stream:
            if os.fstat(stream.fileno()).st_size != os.fstat(descriptor).st_size:
                return False
            return all(stream.read(len(chunk)) == chunk for chunk in _chunks(descriptor))

    def _write(self, path: str, chunks: Iterable[bytes]) -> bool:
        """Always `False`: what had to be written was not published before."""
        descriptor = os.open(self._place(path), _WRITE_NEW, 0o644)
        try:
            if hasattr(os, "fchmod"):
                os.fchmod(descriptor, 0o644)  # a web server must be able to read it, whatever the builder's umask
            for chunk in chunks:
                rest = memoryview(chunk)
                while rest:
                    rest = rest[os.write(descriptor, rest) :]
        finally:
            os.close(descriptor)
        return False

    def _place(self, path: str) -> str:
        """Where a file goes, its folder made."""
        self._make_folder(path.rpartition("/")[0])
        return f"{self._next}/{path}"

    def _make_folder(self, folder: str) -> None:
        if folder in self._folders:
            return
        if folder in self.seen:
            raise AssertionError(f"{folder!r} is to be a file and a folder")
        if folder:
            self._make_folder(folder.rpartition("/")[0])
        elif self._room.passing:
            os.makedirs(self._room.folder, 0o700, exist_ok=True)
        full = f"{self._next}/{folder}" if folder else self._next
        os.mkdir(full, 0o755)
        os.chmod(full, 0o755)
        self._folders.add(folder)


def _listing(output: str) -> dict[str, bool]:
    """Every published file, and whether it is a plain one; what is not (a link, say) is never kept."""
    found: dict[str, bool] = {}
    waiting = [""] if os.path.isdir(output) else []
    while waiting:
        here = waiting.pop()
        with os.scandir(f"{output}/{here}") as entries:
            for entry in entries:
                path = here + entry.name
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{path}/")
                else:
                    found[path] = entry.is_file(follow_symlinks=False)
    return found


def _chunks(descriptor: int) -> Iterator[bytes]:
    while chunk := os.read(descriptor, _CHUNK):
        yield chunk


def _assert_safe(path: str) -> None:
    """A path that leaves the site is our own mistake, and must not be carried out."""
    parts = path.split("/")
    if "" in parts or "." in parts or ".." in parts or "\0" in path or "\\" in path:
        raise AssertionError(f"unsafe path {path!r} within the site")
