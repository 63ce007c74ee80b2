"""The programs that search, one for each language: the first whole, of each other only how it differs from the first.

They are alike but for their stemmers, so two of them weigh hardly more than one. `assets/search/engine.js` puts them
together again.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from diarium.disk.seal import vacate

WASM = "wasm.{}.pagefind"
_SURE = 6  # so many bytes that are the same are no chance
_BETTER = 6  # another place has to offer so many more, because telling of it costs some


@dataclass(frozen=True, slots=True)
class Programs:
    files: tuple[tuple[str, bytes | Path], ...]
    of: Mapping[str, tuple[str, ...]]  # each language's program: a file, or a file and a patch to it


def programs(whole: Mapping[str, Path], room: Path) -> Programs:
    """What to publish for these languages; patches are kept in the room from build to build."""
    files: list[tuple[str, bytes | Path]] = []
    of: dict[str, tuple[str, ...]] = {}
    first = ""
    for language in sorted(whole):
        name = WASM.format(language)
        if not first:
            first = language
            files.append((name, whole[language]))
            of[language] = (name,)
            continue
        patch = _kept(room / f"patch.{first}.{language}", whole[first], whole[language])
        patched = f"wasm.{language}.{blake2b(patch, digest_size=6).hexdigest()}.patch"
        files.append((patched, patch))
        of[language] = (WASM.format(first), patched)
    return Programs(tuple(files), of)


def _kept(path: Path, base: Path, target: Path) -> bytes:
    """A patch that leads from one program to the other: the one at hand if it does, else a new one."""
    before, after = gzip.decompress(base.read_bytes()), gzip.decompress(target.read_bytes())
    try:
        known = path.read_bytes()
        if patched(before, known) == after:
            return known
    except (OSError, IndexError):
        pass  # there is none yet, or it is damaged
    made = patch(before, after)
    beside = path.with_name(f"{path.name}.new")
    vacate(path, beside)
    beside.unlink(missing_ok=True)
    beside.write_bytes(made)
    os.replace(beside, path)
    return made


def patch(before: bytes, after: bytes) -> bytes:
    """The new bytes as pieces of the old: how many to write out and those, how far to step, how many to copy."""
    seen = {before[at : at + _SURE]: at for at in range(len(before) - _SURE, -1, -1)}
    made = bytearray()
    at = written = reading = 0  # in the new, up to where it is told, and in the old beside that
    while at < len(after):
        beside = reading + at - written
        length, where = _alike(before, beside, after, at), beside
        if length < 4 * _SURE and (other := seen.get(after[at : at + _SURE])) is not None:
            longer = _alike(before, other, after, at)
            if longer > length + _BETTER:
                length, where = longer, other
        if length < 4:
            at += 1
            continue
        step = where - beside
        made += _number(at - written) + after[written:at] + _number(2 * step if step >= 0 else -2 * step - 1)
        made += _number(length)
        at += length
        written, reading = at, where + length
    return bytes(made + _number(len(after) - written) + after[written:])


def patched(before: bytes, steps: bytes) -> bytes:
    """What a patch makes of the old bytes, as the search page does it."""
    made = bytearray()
    at = reading = 0
    while at < len(steps):
        length, at = _read(steps, at)
        made += steps[at : at + length]
        at, reading = at + length, reading + length
        if at < len(steps):
            step, at = _read(steps, at)
            reading += -(step + 1) // 2 if step & 1 else step // 2
            length, at = _read(steps, at)
            made += before[reading : reading + length]
            reading += length
    return bytes(made)


def _alike(before: bytes, here: int, after: bytes, there: int) -> int:
    if not 0 <= here < len(before):
        return 0
    most = min(len(before) - here, len(after) - there)
    length = 0
    while length < most and before[here + length : here + length + 64] == after[there + length : there + length + 64]:
        length += 64
    while length < most and before[here + length] == after[there + length]:
        length += 1
    return min(length, most)


def _number(value: int) -> bytes:
    made = bytearray()
    while value > 127:
        made.append(value & 127 | 128)
        value >>= 7
    made.append(value)
    return bytes(made)


def _read(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:
            return value, at
