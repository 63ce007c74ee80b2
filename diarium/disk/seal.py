"""Small memories of earlier builds as files: sealed when written, and dropped when anything about them is doubtful.

It knows nothing of what is remembered, and a memory it cannot vouch for is none.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import pickle
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

UNFINISHED = ".new"  # how the name of what is still being written ends
DOUBTFUL = "the memory of the last build was of no use and is made anew"


def sealed(path: Path, mark: str, body: bytes) -> None:
    """Write a memory whole, with the mark of what it holds and a digest."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}{UNFINISHED}")  # a preview and a build may write at once
    beside.write_bytes(_head(mark) + hashlib.blake2b(body, digest_size=16).digest() + body)
    vacate(path)
    with suppress(FileNotFoundError):  # a build that began this moment took a preview's for a left-over
        os.replace(beside, path)


def vacate(*places: Path) -> None:
    """Take away folders and links that have come to stand where files of ours belong; all of this is our own state."""
    for path in places:
        if path.is_symlink():
            path.unlink()
        elif path.is_dir():
            shutil.rmtree(path)


def forget(folder: Path, patterns: Iterable[str]) -> None:
    """Take away memories, so that all they help with is made anew."""
    for pattern in patterns:
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)


def unsealed(path: Path, mark: str) -> tuple[dict[str, Any], str]:
    """What was remembered under this mark, and a line to print when there was something of no use."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}, ""
    except OSError:
        return {}, DOUBTFUL
    head = _head(mark)
    if not data.startswith(head):
        # an older or newer Diarium wrote it, or the settings differ: nothing is wrong with it, it is only not ours
        return {}, "" if data.startswith(b"diarium ") else DOUBTFUL
    body = data[len(head) + 16 :]
    if hashlib.blake2b(body, digest_size=16).digest() != data[len(head) : len(head) + 16]:
        return {}, DOUBTFUL
    try:
        known = marshal.loads(body)
    except (ValueError, EOFError, TypeError):
        return {}, DOUBTFUL
    return (known, "") if isinstance(known, dict) else ({}, DOUBTFUL)


def unpickled(data: bytes) -> Any:
    """What we pickled ourselves, or nothing: the seal keeps accidents out, and the engine's stamp other versions."""
    try:
        return pickle.loads(data)
    except Exception:  # noqa: BLE001 - whatever an unfitting pickle raises, the work is simply done again
        return None


def _head(mark: str) -> bytes:
    return f"diarium {mark}\n".encode()
