"""Large files that are written anew from stretches of how they were and from what has changed, in the order of now.

It copies and counts; it never knows what the pieces are, and never writes into a file that is finished, since that may be
published under another name.
"""

from __future__ import annotations

import errno
import hashlib
import marshal
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from io import FileIO
from itertools import accumulate
from pathlib import Path
from typing import IO

from diarium.disk.beside import Beside, InTurn
from diarium.disk.filling import Finished
from diarium.disk.listing import Stamp, stamp_of
from diarium.disk.seal import sealed, unsealed, vacate

_CHUNK = 1 << 20
_LONG = 1 << 23  # bytes copied at a time: between two of them a thread waits for its turn
_AHEAD = 1 << 26  # bytes that may wait in memory for the thread that writes them


class Patchwork:
    """One such file while it grows.

    Neighbours that are both unchanged lie side by side in the old file, so long stretches are copied at a time, and the
    checksum of the whole is taken on the way. Where nothing changed, nothing is written. All that needs no Python can
    be done beside: one thing after the other, as a file grows, and whoever finishes it waits for the last of them.
    """

    def __init__(self, path: Path, known: Stamp | None, beside: Beside | None = None) -> None:
        """`known` is how the file looked when it was finished; nothing is kept of a file that looks otherwise."""
        self.at = 0
        self._path = path
        self._beside = path.with_name(f"{path.name}.new")
        self._old: FileIO | None = None
        if known is not None and known == stamp_of(path):
            with suppress(OSError):
                self._old = FileIO(path)
        self._stretch = (0, 0)  # of the old file, unchanged and not yet copied
        self._new: FileIO | None = None
        self._waiting: list[bytes] = []  # small pieces on their way into the file
        self._held = 0
        self._sum = hashlib.sha256()
        self._turns = InTurn(beside) if beside is not None else None
        self._ahead = 0
        self._begun = False
        self._changes = False

    @property
    def remembers(self) -> bool:
        """Whether there is an old file to keep pieces of."""
        return self._old is not None

    def keep(self, at: int, length: int) -> None:
        """So many bytes as they stand in the old file."""
        first, last = self._stretch
        if last != at:
            self._copy()
            first = at
        self._stretch = (first, at + length)
        self.at += length
        if (self._begun or self._changes) and self._turns is not None and at + length - first >= _LONG:
            self._copy()

    def add(self, data: bytes) -> None:
        self._copy()
        self._waiting.append(data)
        self._held += len(data)
        self.at += len(data)
        if self._held >= _CHUNK:
            self._flush()

    def add_from(self, file: IO[bytes], at: int, length: int) -> None:
        """So many bytes of a file that nobody else reads, nor writes into any more."""
        self._copy()
        self._flush()
        self.at += length
        self._do(partial(self._taken, file, at, length))

    def is_as_it_was(self, length: int) -> bool:
        """Whether all of it is the old file's first so many bytes, and nothing else."""
        return self._old is not None and not self._begun and not self._held and self._stretch == (0, length)

    def go_on(self) -> None:
        """Begin with what is known by now, where that can be done beside."""
        if self._begun and self._turns is not None:
            self._copy()

    def changes(self) -> None:
        """It is known already that it will not be as it was: what is kept can be copied as soon as it is known."""
        self._changes = True

    def finish(self) -> tuple[str, Stamp]:
        """Put the new file in the place of the old one; its checksum, and how it looks."""
        self._copy()
        self._flush()
        self._do(partial(self._straight, memoryview(b"")))  # for a file that is empty
        if self._turns is not None:
            self._turns.wait()
        assert self._new is not None
        os.chmod(self._beside, 0o644)  # it is published under a second name, and a web server must be able to read it
        self._new.close()
        os.replace(self._beside, self._path)
        self.close()
        found = stamp_of(self._path)
        assert found is not None, "it was written this moment"
        return self._sum.hexdigest(), found

    def close(self) -> None:
        if self._old is not None:
            self._old.close()

    def abandon(self) -> None:
        """Leave everything as it was; nothing may be at work on it beside any more."""
        self.close()
        if self._new is not None:
            self._new.close()
        self._beside.unlink(missing_ok=True)

    def _copy(self) -> None:
        at, end = self._stretch
        self._stretch = (0, 0)
        if at != end:
            self._flush()
            self._do(partial(self._copied, at, end))

    def _flush(self) -> None:
        if self._held:
            self._do(partial(self._straight, memoryview(b"".join(self._waiting))), self._held)
            self._waiting.clear()
            self._held = 0

    def _do(self, work: Callable[[], None], held: int = 0) -> None:
        """Have something done after all that came before; `held` is what of it waits in memory."""
        self._begun = True
        if self._turns is None:
            work()
            return
        self._turns.begin(work)
        self._ahead += held
        if self._ahead > _AHEAD:
            self._turns.wait()
            self._ahead = 0

    # ------------------------------------------------------------ done beside, or at once

    def _copied(self, at: int, end: int) -> None:
        assert self._old is not None
        self._old.seek(at)
        buffer = memoryview(bytearray(min(_LONG, end - at)))
        while at < end:
            count = self._old.readinto(buffer[: end - at])
            if not count:
                raise OSError(errno.EIO, "a file of the last build was cut short", os.fspath(self._path))
            at += count
            self._straight(buffer[:count])

    def _taken(self, file: IO[bytes], at: int, length: int) -> None:
        file.seek(at)
        while length:
            data = file.read(min(_CHUNK, length))
            length -= len(data)
            self._straight(memoryview(data))

    def _straight(self, data: memoryview) -> None:
        if self._new is None:
            self._new = FileIO(self._beside, "w")
        self._sum.update(data)
        while data:
            data = data[self._new.write(data) :]


class Joined:
    """A file of pieces, each known by a key: same key, same bytes."""

    def __init__(self, folder: Path, name: str, mark: str) -> None:
        os.makedirs(folder, exist_ok=True)
        self.path, self._memory = folder / name, folder / f"{name}.pieces"
        vacate(self.path, self._memory, folder / f"{name}.new")
        self._mark = f"pieces 2 {mark}"
        known, _ = unsealed(self._memory, self._mark)
        self._file = Patchwork(self.path, known.get("stamp"))
        self._digest: str = known.get("digest", "")
        self._before: tuple[list[bytes], list[int]] = known["pieces"] if self._file.remembers else ([], [])
        self._places = {key: place for place, key in enumerate(self._before[0])}
        self._begins = list(accumulate(self._before[1], initial=0))  # and where the last one ends
        self._now: tuple[list[bytes], list[int]] = ([], [])  # keys and lengths

    def take(self, keys: Sequence[bytes], make: Callable[[int], bytes]) -> Iterator[int]:
        """Add pieces; those that are not known are made, and given are their places among these keys: one by one.

        What lies side by side as it did is taken over together, since most edits leave long runs of that.
        """
        at = 0
        while at < len(keys):
            count = self._stay(keys, at)
            if not count:
                count, made = 1, make(at)
                self._file.add(made)
                self._now[1].append(len(made))
                yield at
            at += count
        self._now[0].extend(keys)

    def _stay(self, keys: Sequence[bytes], at: int) -> int:
        """Take over the run of known pieces that begins here; how many there are."""
        place = self._places.get(keys[at])
        if place is None:
            return 0
        before, lengths = self._before
        count, most = 1, min(len(keys) - at, len(before) - place)
        while count < most and keys[at + count] == before[place + count]:
            count += 1
        first, last = self._begins[place], self._begins[place + count]
        self._file.keep(first, last - first)
        self._now[1].extend(lengths[place : place + count])
        return count

    def done(self) -> Finished:
        if self._file.is_as_it_was(self._begins[-1]):
            self._file.close()
            return Finished(self.path, self._digest)
        self._memory.unlink(missing_ok=True)
        digest, stamp = self._file.finish()
        sealed(self._memory, self._mark, marshal.dumps({"stamp": stamp, "digest": digest, "pieces": self._now}))
        return Finished(self.path, digest)

    def abandon(self) -> None:
        self._file.abandon()
