"""Lets one build at a time work on an archive, and tells the second one who is at work.

It never outlives its process: the operating system holds the lock, so that no left-over file can keep anyone out.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from diarium.disk.seal import UNFINISHED, vacate

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

# Windows lets nobody read a locked byte, so the byte that is locked lies far behind the number that is to be read.
_LOCKED_BYTE = 1 << 30
_NUMBER_LENGTH = 32

_held: set[int] = set()


class Locked(Exception):  # noqa: N818 - a fact about another process, not a fault
    """Another build holds the lock; its process number, where it could be read."""

    def __init__(self, pid: int | None) -> None:
        super().__init__(pid)
        self.pid = pid

    def __str__(self) -> str:
        holder = "another process" if self.pid is None else f"process {self.pid}"
        return f"another build is at work ({holder})"


@contextmanager
def building(state: Path) -> Iterator[None]:
    """Hold the archive's lock for as long as the block runs, or raise `Locked` at once."""
    _make_folder(state)
    descriptor = _locked(state / "lock")
    _held.add(descriptor)
    try:
        _tidy(state)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, b"%d\n" % os.getpid())
        yield
    finally:
        # In a child that was forked meanwhile the descriptor is closed already, and its number may be another file's.
        if descriptor in _held:
            _held.discard(descriptor)
            with suppress(OSError):  # the number is only a courtesy; the work that was done stands
                os.ftruncate(descriptor, 0)
            _unlock(descriptor)
            os.close(descriptor)


def _make_folder(state: Path) -> None:
    """The engine's own folder. A file or a link in its place is somebody's, who alone can say what it is for."""
    if state.is_symlink() or (state.exists() and not state.is_dir()):
        what = "a link" if state.is_symlink() else "a file"
        sentence = f"there is {what} where Diarium keeps a folder of its own; move it away"
        raise OSError(errno.ENOTDIR, sentence, os.fspath(state))
    state.mkdir(parents=True, exist_ok=True)


def _tidy(state: Path) -> None:
    """Take away what a killed build was about to write, and links: what is written here must stay here."""
    for path in state.iterdir():
        if path.is_symlink() or path.suffix == UNFINISHED:
            vacate(path)
            path.unlink(missing_ok=True)


def _locked(path: Path) -> int:
    """A descriptor of the lock file that stands at `path` now, locked."""
    while True:
        vacate(path)  # a build that holds the lock holds a plain file; writing through a link would spoil another one
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
        try:
            _lock(descriptor)
            # Somebody may have emptied the state folder between the opening and the locking: a lock on a file that
            # has no name any more keeps nobody out.
            if _still_there(descriptor, path):
                return descriptor
        except (BlockingIOError, PermissionError):
            holder = _holder(descriptor)
            os.close(descriptor)
            raise Locked(holder) from None
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _still_there(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False


def _holder(descriptor: int) -> int | None:
    """The number in the lock file; its owner writes it right after locking, so a moment's patience is enough."""
    for _ in range(20):
        os.lseek(descriptor, 0, os.SEEK_SET)
        number = os.read(descriptor, _NUMBER_LENGTH).strip()
        if number.isdigit():
            return int(number)
        time.sleep(0.01)
    return None


if sys.platform == "win32":

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)

    def _let_go_in_child() -> None:
        """A forked worker shares the lock; when the build is killed, an orphan must not keep it."""
        for descriptor in _held:
            os.close(descriptor)
        _held.clear()

    os.register_at_fork(after_in_child=_let_go_in_child)
