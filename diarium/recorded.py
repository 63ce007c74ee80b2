"""The list of addresses as it stands in `content/`: read by whoever asks for its lines, which after an edit is nobody.

What follows from these very bytes is remembered with their digest: what the archive follows from in them, and for which
addresses they say all there is to say. It decides nothing of addresses, and a doubtful memory is worked out anew.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from diarium.archive import addresses
from diarium.archive.site import Redirect
from diarium.disk import layouts
from diarium.disk.seal import sealed, unsealed
from diarium.messages import Checked, Message


class Recorded:
    """The bytes of the list; what follows from them is remembered in a `state` folder, where there is one to look into."""

    def __init__(self, data: bytes, state: Path | None = None) -> None:
        self._data, self._file = data, state / "addresses" if state is not None else None
        self._digest = _digest(data)
        self._mark = f"addresses 1 {layouts.engine_stamp()}"
        known = unsealed(self._file, self._mark)[0] if self._file is not None else {}
        self._known: dict[str, bytes] = known if known.get("of") == self._digest else {}
        self._found = dict(self._known)

    @cached_property
    def _read(self) -> Checked[tuple[addresses.Known, ...]]:
        return addresses.read_lock(self._data.decode("utf-8", "replace"))

    @property
    def value(self) -> tuple[addresses.Known, ...]:
        return self._read.value

    @property
    def messages(self) -> tuple[Message, ...]:
        """Only a list of which there is nothing to say is remembered."""
        return () if self._known else self._read.messages

    def lasting(self, faded: tuple[str, ...]) -> bytes:
        """A digest of what the archive follows from in it, given which addresses have faded."""
        name = f"lasting {_digest(marshal.dumps(faded, 2)).hex()}"
        if name not in self._found:
            self._found[name] = lasting_digest(self.value, faded)
        return self._found[name]

    def written(
        self, living: Mapping[str, tuple[str, str]], redirects: Iterable[Redirect], cited: Iterable[str]
    ) -> bytes:
        """The list as it should stand now: these very bytes, where they have been found to say all of that."""
        led = [(redirect.path, redirect.target) for redirect in redirects]
        told = _digest(marshal.dumps((list(living.items()), led, sorted(cited)), 2))  # 2: the same bytes for the same
        if self._found.get("says") == told:
            return self._data
        made = addresses.written_lock(self.value, living, redirects, cited).encode()
        if made == self._data:
            self._found["says"] = told
        return made

    def save(self) -> None:
        """Remember what was found out; where that cannot be, it only costs time."""
        if self._file is not None and self._found != self._known and not self.messages:
            with suppress(OSError):
                sealed(self._file, self._mark, marshal.dumps(self._found | {"of": self._digest}))


def lasting_digest(known: Iterable[addresses.Known], faded: tuple[str, ...]) -> bytes:
    """Of what an archive follows from in such a list."""
    return _digest(repr(list(addresses.lasting(known, frozenset(faded)))).encode("utf-8", "surrogatepass"))


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()
