"""What lies below a folder in columns, so that whether it still lies there can be asked of a hundred thousand files at once.

Nothing of it is unpacked but a name and three numbers for each file, and it never looks into one. A folder that was
neither written to nor exchanged since it was looked at holds the names it held: only its files are asked for.
"""

from __future__ import annotations

import os
import stat
import time
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from diarium.disk.listing import Listing, Twin, numbers
from diarium.disk.readings import SETTLED_NS

_MOST = 1 << 63  # more than a column can hold; a disk that counts so far is looked at in full each time
LStat = Callable[[str], os.stat_result]
Look = tuple[int, int, int]  # when a folder was changed, in two ways, and which it is
_UNCERTAIN: Look = (0, 0, 0)  # it was changed just now, or is not known: that it looks so says nothing of what is in it


@dataclass(frozen=True)
class Inventory:
    """Folders, each behind the one it lies in, with the files that lie right in them."""

    folders: list[str]  # the first is the one all of it lies in
    ends: array[int]  # behind which file each of them ends
    paths: list[str]
    stamps: array[int]  # three numbers of each

    @classmethod
    def of(cls, lying: Listing) -> Inventory | None:
        """None where there is anything but plain files, or a disk that counts further than we do."""
        inside: dict[str, list[str]] = {folder: [] for folder in ("", *sorted(lying.folders))}
        for path in lying.files:
            inside[path.rpartition("/")[0]].append(path)
        paths = [path for held in inside.values() for path in held]
        ends, stamps = array("q"), array("q")
        try:
            for held in inside.values():
                ends.append(len(held) + (ends[-1] if ends else 0))
            for path in paths:
                stamps.extend(lying.files[path] or ())
        except OverflowError:
            return None
        return cls([*inside], ends, paths, stamps) if len(stamps) == 3 * len(paths) else None

    @classmethod
    def unpacked(cls, known: Mapping[str, Any]) -> Inventory:
        paths = known["paths"].split("\0") if known["paths"] else []
        return cls(known["folders"].split("\0"), array("q", known["ends"]), paths, array("q", known["stamps"]))

    @property
    def packed(self) -> dict[str, str | bytes]:
        return {
            "folders": "\0".join(self.folders),
            "ends": self.ends.tobytes(),
            "paths": "\0".join(self.paths),
            "stamps": self.stamps.tobytes(),
        }

    @property
    def listing(self) -> Listing:
        return Listing(dict(zip(self.paths, _in_threes(self.stamps), strict=True)), set(self.folders[1:]))

    @property
    def unlooked(self) -> bytes:
        """How the folders look, when nobody has looked."""
        return array("q", _UNCERTAIN).tobytes() * len(self.folders)

    def after(self, lying: Listing, changed: Iterable[str]) -> Inventory | None:
        """What lies there now, where these may be other files, have come, or have gone, and the rest is as it was."""
        places = dict(zip(self.paths, range(len(self.paths)), strict=True))
        stamps = self.stamps[:]
        try:
            for path in changed:
                at = 3 * places[path]
                stamps[at : at + 3] = array("q", lying.files[path] or ())
        except (KeyError, OverflowError):  # it has come or gone
            return Inventory.of(lying)
        same = len(stamps) == 3 * len(lying.files) and len(self.folders) == len(lying.folders) + 1
        return replace(self, stamps=stamps) if same else Inventory.of(lying)

    def part(self, share: float) -> int:
        """Behind how many folders this share of all folders and files has been looked at."""
        wanted = share * (len(self.folders) + len(self.paths))
        return bisect_left(range(len(self.folders)), wanted, key=lambda at: at + self.ends[at])

    def lies(self, top: str, looks: bytes, first: int, last: int) -> bytes:
        """How these folders look now; nothing unless exactly what is written here lies in them."""
        try:
            with _looking_in(top) as lstat:
                return self._lies(top, lstat, looks, first, last)
        except OSError:
            return b""

    def _lies(self, top: str, lstat: LStat, looks: bytes, first: int, last: int) -> bytes:
        begin = at = self.ends[first - 1] if first else 0
        held = _in_threes(array("q", looks)[3 * first : 3 * last])
        seen, edge = array("q"), time.time_ns() - SETTLED_NS
        for folder, end, before in zip(self.folders[first:last], self.ends[first:last], held, strict=True):
            look = _look(lstat, folder, edge)
            if look is None:
                return b""
            if (look != before or look == _UNCERTAIN) and not self._named(top, folder, at, end):
                return b""
            seen.extend(look)
            at = end
        stamps = _in_threes(self.stamps[3 * begin : 3 * at])
        for path, (size, changed, inode) in zip(self.paths[begin:at], stamps, strict=True):
            found = lstat(path)
            if found.st_ino != inode or found.st_mtime_ns != changed or found.st_size != size:
                return b""
        return seen.tobytes()

    def twin(self, top: str, looks: bytes) -> tuple[Twin, bytes]:
        """In what another folder differs from this by the numbers of its files; and how its folders look now."""
        found, lacking = Twin([], [], [], []), set[str]()
        if not os.path.isdir(top):
            return Twin([*self.paths], [], self.folders[1:], []), self.unlooked
        held, seen, edge, at = _in_threes(array("q", looks)), array("q"), time.time_ns() - SETTLED_NS, 0
        with _looking_in(top) as lstat:
            for folder, end, before in zip(self.folders, self.ends, held, strict=True):
                look = None if lacking and folder.rpartition("/")[0] in lacking else _look(lstat, folder, edge)
                if look is None:
                    lacking.add(folder)
                    found.missing.extend(self.paths[at:end])
                    look = _UNCERTAIN
                elif (look != before or look == _UNCERTAIN) and not self._is_twin(top, folder, at, end, found):
                    look = _UNCERTAIN
                seen.extend(look)
                at = end
        found.lacking.extend(sorted(lacking))
        return found, seen.tobytes()

    def realigned(self, looks: bytes, before: Inventory, without: Iterable[str] = ()) -> bytes:
        """How these folders look, told from those there were `before`; nothing is known of those that are `without`."""
        if self.folders is before.folders:
            known = array("q", looks)
            places = dict(zip(self.folders, range(len(self.folders)), strict=True))
            for at in (3 * places[folder] for folder in without):
                known[at : at + 3] = array("q", _UNCERTAIN)
            return known.tobytes()
        by_name = dict(zip(before.folders, _in_threes(array("q", looks)), strict=True))
        by_name |= dict.fromkeys(without, _UNCERTAIN)
        return array("q", [one for folder in self.folders for one in by_name.get(folder, _UNCERTAIN)]).tobytes()

    def _named(self, top: str, folder: str, at: int, end: int) -> bool:
        """Whether what lies right in this folder has the names that are written here."""
        above = f"{folder}/" if folder else ""
        return {above + name for name in os.listdir(f"{top}/{folder}")} == {*self.paths[at:end], *self._within[folder]}

    def _is_twin(self, top: str, folder: str, at: int, end: int, found: Twin) -> bool:
        """Whether the very files that are written here lie right in this folder; whatever else there is goes into `found`."""
        above, known = f"{folder}/" if folder else "", [len(part) for part in found]
        wanted = dict(zip(self.paths[at:end], self.stamps[3 * at + 2 : 3 * end : 3], strict=True))
        with os.scandir(f"{top}/{folder}") as entries:
            for entry in entries:
                path = above + entry.name
                if entry.is_dir(follow_symlinks=False):
                    if path not in self._within[folder]:
                        files, folders = numbers(f"{top}/{path}")
                        found.strays.extend(f"{path}/{name}" for name in files)
                        found.extra.extend((path, *(f"{path}/{name}" for name in folders)))
                elif wanted.get(path) == entry.inode():
                    del wanted[path]
                else:
                    found.strays.append(path)
        found.missing.extend(wanted)
        return known == [len(part) for part in found]

    @cached_property
    def _within(self) -> Mapping[str, list[str]]:
        """The folders that lie right in one."""
        within: dict[str, list[str]] = defaultdict(list)
        for folder in self.folders[1:]:
            within[folder.rpartition("/")[0]].append(folder)
        return within


@contextmanager
def _looking_in(top: str) -> Iterator[LStat]:
    """What tells how things look in a folder: where it can, from the folder itself, which spares the way to it each time."""
    if os.stat not in os.supports_dir_fd:
        yield lambda path: os.lstat(f"{top}/{path}")
        return
    opened = os.open(top, os.O_RDONLY)
    try:
        yield partial(os.lstat, dir_fd=opened)
    finally:
        os.close(opened)


def _look(lstat: LStat, folder: str, edge: int) -> Look | None:
    """How a folder looks, where that is certain since nobody has changed it after this moment; None if it is no folder."""
    try:
        found = lstat(folder or ".")
    except OSError:
        return None
    if not stat.S_ISDIR(found.st_mode):
        return None
    look = found.st_mtime_ns, found.st_ctime_ns, found.st_ino
    return look if look[0] < edge and look[1] < edge and look[2] < _MOST else _UNCERTAIN


def _in_threes(numbers: array[int]) -> Iterator[Look]:
    each = iter(numbers)
    return zip(each, each, each, strict=True)
