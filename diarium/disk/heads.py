"""What files that are published as they lie hold, so that a large one is read once and not in each build.

A file counts as the same when its size, time and inode are those remembered and it had settled before it was looked at. It
decides nothing, and a doubtful memory is dropped: then all are read anew.
"""

from __future__ import annotations

import hashlib
import marshal
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from diarium.disk.readings import SETTLED_NS
from diarium.disk.seal import sealed, unsealed
from diarium.disk.sources import SourceFile, Sources

MARK = "heads 1"
_LONG = 512  # bytes, by which it is told what a file is


class Held(NamedTuple):
    """Of one file."""

    size: int
    sha256: str
    head: bytes


def held(found: Sources, wanted: Iterable[SourceFile], state: Path, *, forget: bool, remember: bool) -> dict[str, Held]:
    """By path, of these files."""
    file = state / "heads"
    known = unsealed(file, MARK)[0] if not forget else {}
    looked, now, told = time.time_ns(), {}, {}
    for one in wanted:
        stamp = (one.size, one.mtime_ns, one.inode)
        before = known.get(one.path)
        if before is not None and before[0] == stamp:
            now[one.path], told[one.path] = before, Held(*before[1])
            continue
        data = found.read(one)
        told[one.path] = Held(len(data), hashlib.sha256(data).hexdigest(), data[:_LONG])
        if one.mtime_ns + SETTLED_NS < looked:
            now[one.path] = (stamp, tuple(told[one.path]))
    if remember and now != known:
        sealed(file, MARK, marshal.dumps(now))
    return told
