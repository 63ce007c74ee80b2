"""Writes single files of the archive itself (the list of addresses, what `init` makes): whole or not at all.

It never touches the published site; that has a door of its own.
"""

from __future__ import annotations

import os
from pathlib import Path


def replace(path: Path, data: bytes) -> bool:
    """Put these bytes at this path, if they are not there already."""
    try:
        if path.read_bytes() == data:
            return False
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(data)
    os.replace(beside, path)
    return True


def create(path: Path, data: bytes) -> bool:
    """A new file, never over one that is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        return False
    return True
