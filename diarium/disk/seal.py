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

from diarium.disk.sources import SourceGone, open_plain

UNFINISHED = ".new"  # how the name of what is still being written ends
DOUBTFUL = "the memory of the last build was of no use and is made anew"


def sealed(path: Path, mark: str, *body: bytes | memoryview) -> None:
    """Write a memory whole, in as many pieces as it comes, with the mark of what it holds and a digest."""
    digest = hashlib.blake2b(digest_size=16)
    for piece in body:
        digest.update(piece)
    put(path, (head_of(mark), digest.digest(), *body))


def put(path: Path, body: Iterable[bytes | memoryview]) -> None:
    """A file of ours, there as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}{UNFINISHED}")  # a preview and a build may write at once
    with open(beside, "wb") as file:
        file.writelines(body)
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
    body, note = opened(path, mark)
    if not body:
        return {}, note
    try:
        known = marshal.loads(body)
    except (ValueError, EOFError, TypeError):
        return {}, DOUBTFUL
    return (known, "") if isinstance(known, dict) else ({}, DOUBTFUL)


def opened(path: Path, mark: str) -> tuple[memoryview, str]:
    """The same as the bytes that were sealed, for those that are many: empty where there are none of use."""
    nothing = memoryview(b"")
    try:
        with open(open_plain(os.fspath(path), path.name), "rb") as file:
            data = file.read()
    except (OSError, SourceGone):  # there is none, or a folder, or a pipe for which one would wait for ever
        return nothing, DOUBTFUL if os.path.lexists(path) else ""
    head = head_of(mark)
    if not data.startswith(head):
        # an older or newer Diarium wrote it, or the settings differ: nothing is wrong with it, it is only not ours
        return nothing, "" if data.startswith(b"diarium ") else DOUBTFUL
    body = memoryview(data)[len(head) + 16 :]
    if not body or hashlib.blake2b(body, digest_size=16).digest() != data[len(head) : len(head) + 16]:
        return nothing, DOUBTFUL
    return body, ""


def unpickled(data: bytes | memoryview) -> Any:
    """What we pickled ourselves, or nothing: the seal keeps accidents out, and the engine's stamp other versions."""
    try:
        return pickle.loads(data)
    except Exception:  # noqa: BLE001 - whatever an unfitting pickle raises, the work is simply done again
        return None


def head_of(mark: str) -> bytes:
    return f"diarium {mark}\n".encode()
