"""Writes single files of the archive itself (the list of addresses, what `init` makes): whole or not at all.

It never touches the published site; that has a door of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def replace(path: Path, data: bytes) -> bool:
    """Put these bytes at this path, if they are not there already; after a power cut it holds the one or the other."""
    beside = path.with_name(f".{path.name}.new")
    try:
        if path.read_bytes() == data:
            beside.unlink(missing_ok=True)  # from a run that was killed
            return False
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(beside, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
    return True


@contextmanager
def taken_back_on_failure(path: Path) -> Iterator[None]:
    """Should the block fail, the file is made what it was before, as far as the disk allows."""
    before = path.read_bytes() if path.is_file() else None
    try:
        yield
    except BaseException:
        with suppress(OSError):
            if before is None:
                path.unlink(missing_ok=True)
            else:
                replace(path, before)
        raise


def create(path: Path, data: bytes) -> bool:
    """A new file, never over one that is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        return False
    return True
