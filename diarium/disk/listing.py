"""What lies below a folder, and how each file looks from outside; it never looks into one.

As long as size, time and inode of a file are the same, nobody has written into it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

Stamp = tuple[int, int, int]


class Listing(NamedTuple):
    """Every file below a folder, plain ones with their stamp, and every folder."""

    files: dict[str, Stamp | None]
    folders: set[str]


def listing(top: str | Path) -> Listing:
    """There may be no such folder."""
    files: dict[str, Stamp | None] = {}
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
                elif entry.is_file(follow_symlinks=False):
                    found = entry.stat(follow_symlinks=False)
                    files[path] = (found.st_size, found.st_mtime_ns, found.st_ino)
                else:
                    files[path] = None
    return Listing(files, folders)


def stamp_of(path: str | Path) -> Stamp | None:
    """Nothing where there is no such file."""
    try:
        found = os.stat(path, follow_symlinks=False)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino
