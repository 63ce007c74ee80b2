"""What lies below a folder, and how each file looks from outside; it never looks into one.

As long as size, time and inode of a file are the same, nobody has written into it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

T = TypeVar("T")
Stamp = tuple[int, int, int]


# Every file with its number, none where it is no plain one; and every folder.
Numbered = tuple[dict[str, int], set[str]]


class Listing(NamedTuple):
    """Every file below a folder, plain ones with their stamp, and every folder."""

    files: dict[str, Stamp | None]
    folders: set[str]


class Twin(NamedTuple):
    """In what a folder differs from another, whose files it is to have under second names."""

    missing: list[str]  # plain files it has not
    strays: list[str]  # whatever it has in the place of a file that is another, or none
    lacking: list[str]  # folders it has not
    extra: list[str]  # and that it has besides

    @classmethod
    def of(cls, lying: Listing, there: Numbered, one_disk: bool) -> Twin:
        """Told by the numbers of files, which say something only where both lie on one disk."""
        found, folders = there
        wanted = {path: looks[2] for path, looks in lying.files.items() if looks}
        same = {path for path, number in found.items() if one_disk and wanted.get(path) == number}
        return cls(
            [path for path in wanted if path not in same],
            [path for path in found if path not in same],
            sorted(lying.folders - folders),
            sorted(folders - lying.folders),
        )


def listing(top: str | Path) -> Listing:
    """There may be no such folder."""
    return Listing(*_below(top, _stamp))


def numbers(top: str | Path) -> Numbered:
    """The same with no more than the number of each plain file, which costs half: on one disk, same number, same file."""
    return _below(top, lambda entry: entry.inode() if entry.is_file(follow_symlinks=False) else 0)


def _below(top: str | Path, told: Callable[[os.DirEntry[str]], T]) -> tuple[dict[str, T], set[str]]:
    files: dict[str, T] = {}
    folders: set[str] = set()
    waiting = [""] if os.path.isdir(top) else []
    while waiting:
        here = waiting.pop()
        with os.scandir(f"{top}/{here}") as entries:
            for entry in entries:
                path = here + entry.name
                if entry.is_dir(follow_symlinks=False):
                    folders.add(path)
                    waiting.append(f"{path}/")
                else:
                    files[path] = told(entry)
    return files, folders


def _stamp(entry: os.DirEntry[str]) -> Stamp | None:
    if not entry.is_file(follow_symlinks=False):
        return None
    found = entry.stat(follow_symlinks=False)
    return found.st_size, found.st_mtime_ns, found.st_ino


def stamp_of(path: str | Path) -> Stamp | None:
    """Nothing where there is no such file."""
    try:
        found = os.stat(path, follow_symlinks=False)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino
