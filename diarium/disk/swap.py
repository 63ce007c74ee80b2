"""Puts a filled folder in the place of the published one, and mends what a crash left of such an exchange.

It never looks at what the files say, and never leaves a mixture of two sites that `settle` or `roll_forward`, run
again, would not resolve.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from diarium.disk.exchange import exchange

WITHIN = ".diarium-next"

# What disks answer when a folder may not be renamed: a mount point, another disk, an open folder on Windows.
_REFUSALS = {errno.EBUSY, errno.EXDEV, errno.EACCES, errno.EPERM}
_FEW = 64


@dataclass(frozen=True, slots=True)
class Room:
    """A folder on the output's own disk, where the next site is filled; a passing one is gone after each build."""

    folder: Path
    passing: bool

    @property
    def next(self) -> Path:
        return self.folder / "next"

    @property
    def old(self) -> Path:
        return self.folder / "old"

    @property
    def record(self) -> Path:
        """Exists while an exchange is under way, and says whose: one archive may have several outputs."""
        return self.folder / "swap"


def rooms(output: Path, state: Path) -> tuple[Room, Room]:
    """Both places in which an exchange for this output may have been prepared."""
    return Room(state, passing=False), Room(output.parent / f".{output.name}.diarium", passing=True)


def choose_room(output: Path, state: Path) -> Room:
    """The state folder where renames can reach it from there, else a hidden folder beside the output."""
    in_state, beside = rooms(output, state)
    disk = os.stat(output if output.exists() else output.parent).st_dev
    if os.stat(state).st_dev == disk:
        return in_state
    if os.stat(output.parent).st_dev == disk and os.access(output.parent, os.W_OK):
        return beside
    return in_state


def settle(room: Room, output: Path) -> None:
    """Undo a half-done exchange, then clear the room of everything but the twin in `next`."""
    if not room.folder.is_dir():
        return
    try:
        recorded = os.fsdecode(room.record.read_bytes())
    except FileNotFoundError:
        pass  # nothing is half done
    else:
        owner = Path(recorded) if recorded else output
        if not owner.parent.is_dir():  # the archive was moved since, and its output with it
            owner = output
        if not os.path.lexists(owner) and os.path.lexists(room.old):
            os.rename(room.old, owner)
        os.unlink(room.record)
    if room.passing:
        shutil.rmtree(room.folder)
    elif room.old.is_dir() and not room.next.is_dir():
        os.rename(room.old, room.next)  # the twin of the next build
    elif room.old.is_dir():
        shutil.rmtree(room.old)


def swap(room: Room, output: Path) -> bool:
    """Exchange the published folder for the filled one; `False`, and nothing done, where the disk refuses that."""
    try:
        if not (os.path.lexists(output) and exchange(room.next, output)):
            _swap_in_two_steps(room, output)
    except OSError as failure:
        if failure.errno in _REFUSALS:
            return False
        raise
    for folder in {output.parent, room.folder}:
        _sync_folder(folder)
    return True


def _swap_in_two_steps(room: Room, output: Path) -> None:
    """For systems that cannot exchange two names at once: in between there is no site, but a record of what to do."""
    _write_synced(room.record, os.fsencode(output))
    try:
        if os.path.lexists(output):
            os.rename(output, room.old)
        os.rename(room.next, output)
    except BaseException:
        if not os.path.lexists(output) and os.path.lexists(room.old):
            os.rename(room.old, output)
        os.unlink(room.record)
        raise
    # From here on the old site is rubbish: without the record nothing will ever put it back.
    os.unlink(room.record)


# ---------------------------------------------------------------- file by file


def replace_in_place(filled: Path, output: Path, written: Sequence[str], removed: Sequence[str]) -> None:
    """The way for outputs that cannot be renamed: file by file, from a list that a later run can finish."""
    within = output / WITHIN
    _make_folder(output)
    os.mkdir(within)
    try:
        for number, path in enumerate(written):
            _move(filled / path, within / str(number))
        flush([str(within / str(number)) for number in range(len(written))])
        _write_synced(within / "list.new", json.dumps({"written": written, "removed": removed}).encode())
        os.replace(within / "list.new", within / "list")
    except BaseException:
        # Once the list stands, going on is the only way to one whole site.
        if not (within / "list").exists():
            shutil.rmtree(within, ignore_errors=True)
        raise
    roll_forward(output)


def roll_forward(output: Path) -> None:
    """Finish what a list in the output asks for; without a list, forget what was gathered there."""
    within = output / WITHIN
    if not within.is_dir():
        return
    try:
        wanted = json.loads((within / "list").read_bytes())
    except (FileNotFoundError, ValueError):
        wanted = {"written": [], "removed": []}
    # Removals come first, so that a page may become a folder of the same name and the other way round.
    for path in wanted["removed"]:
        _remove(output, path)
    for number, path in enumerate(wanted["written"]):
        source, target = within / str(number), output / path
        if source.exists():
            _make_folder(target.parent)
            if target.is_dir() and not target.is_symlink():
                shutil.rmtree(target)  # empty folders only: all its files have been removed above
            os.replace(source, target)
    _sync_folder(output)
    shutil.rmtree(within)


def _make_folder(folder: Path) -> None:
    """Like `makedirs`, but readable for a web server whatever the builder's umask."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        os.mkdir(folder)
        os.chmod(folder, 0o755)


def _move(source: Path, target: Path) -> None:
    try:
        os.replace(source, target)
    except OSError as refused:
        if refused.errno != errno.EXDEV:
            raise
        shutil.copy(source, target)


def _remove(output: Path, path: str) -> None:
    """Take a file away, and each folder that becomes empty by it."""
    full = output / path
    if full.is_dir() and not full.is_symlink():
        return  # an earlier attempt has come this far: the page has become a folder
    with suppress(FileNotFoundError, NotADirectoryError):
        os.unlink(full)
    for folder in full.parents:
        if folder == output:
            return
        try:
            os.rmdir(folder)
        except FileNotFoundError:
            continue  # an earlier attempt has come this far
        except OSError:
            return


# ---------------------------------------------------------------- lasting through a power cut


def flush(paths: Sequence[str]) -> None:
    """Bring what was written to the disk before a rename makes it the site.

    File systems keep the order of their names but not of contents, so a power cut could leave new names with empty
    files. An edit changes a handful of files, each flushed by itself in milliseconds; for thousands, that would take
    minutes, and one call for the whole machine is the faster of two slow ways.
    """
    if len(paths) > _FEW and hasattr(os, "sync"):
        os.sync()
        return
    for path in paths:
        _sync(path, os.O_RDWR)


def _write_synced(path: Path, data: bytes) -> None:
    with open(path, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    """Make renames last. They have happened by now, so a disk that cannot promise this is no reason to fail."""
    with suppress(OSError):  # nor is Windows, which opens no folders and keeps renames in its journal by itself
        _sync(os.fspath(folder), os.O_RDONLY)


def _sync(path: str, mode: int) -> None:
    descriptor = os.open(path, mode)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
