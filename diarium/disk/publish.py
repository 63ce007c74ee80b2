"""The one door through which every byte of the site goes: filled aside, then put in place as a whole.

It never writes into a published file, and never touches a folder that does not carry Diarium's mark.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from diarium.disk.filling import Filling, Finished, Standing
from diarium.disk.listing import Listing, Twin
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
    lying: Listing | None = field(default=None, compare=False)  # all that lies there now, where that needs no look
    touched: tuple[str, ...] | None = field(default=None, compare=False)  # files of it that are others, or have gone


# The bytes of a file, a file to copy, one of ours that may be shared, or what is published already.
Content = bytes | Path | Finished | None
File = tuple[str, Content] | Standing


def repair(output: Path, state: Path) -> None:
    """Finish or undo what a crash left half done, so that the site is wholly old or wholly new; harmless otherwise."""
    output = Path(os.path.realpath(output))
    for room in rooms(output, Path(os.path.realpath(state))):
        settle(room, output)
    roll_forward(output)


def publish(
    output: Path,
    state: Path,
    files: Iterable[File],
    lying: Listing | None = None,
    twin: Twin | None = None,
) -> Written:
    """Make the output hold exactly these files: new bytes, a copy of a file, a file of our own
    that nobody changes any more, or (`None`) what is published already.

    Nothing of the output changes before all files are ready; when they are what is published, nothing changes at all.
    `state` lies in the archive's root; `lying` is what lies in the output, `twin` in what its twin differs, where the
    caller has looked since he last had them repaired. The caller holds the lock.
    """
    output, state = Path(os.path.realpath(output)), Path(os.path.realpath(state))
    check_output(output, state.parent)
    os.makedirs(state, exist_ok=True)
    os.makedirs(output.parent, exist_ok=True)
    repair(output, state)
    room = choose_room(output, state)
    filling = Filling(room, output, lying, twin)
    swapped = True
    try:
        filling.take(MARK, _MARK_TEXT)
        for file in files:
            if isinstance(file, Standing):
                filling.stay(file.paths)
                continue
            path, content = file
            if path.split("/", 1)[0] in (MARK, WITHIN):
                raise AssertionError(f"a page may not be called {path!r}")
            filling.take(path, content)
        removed = filling.removed()
        if filling.changed or removed:
            swapped = _put_in_place(filling, room, output, removed)
    finally:
        # What resists is left for the next repair, which complains. Here the site is in order, or a better complaint
        # is on its way already.
        with suppress(OSError):
            settle(room, output)
            filling.tidy()
    changed = tuple(sorted(path for path in filling.changed if path != MARK))
    now = filling.lying() if swapped else None
    touched = None if now is None else (*filling.changed, *removed)
    return Written(filling.total - 1, changed, removed, now, touched)


def _put_in_place(filling: Filling, room: Room, output: Path, removed: tuple[str, ...]) -> bool:
    """Whether that was done by an exchange, so that nothing but the next site lies there."""
    filling.finish()
    filled = os.fspath(room.next)
    flush([f"{filled}/{path}" for path in filling.changed])
    if filling.whole and swap(room, output):
        return True
    replace_in_place(room.next, output, filling.changed, removed)
    return False


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
