"""The whole site as one file to take away, and the checksums of all its files; both grow as the site is made.

It decides nothing: which files belong there is said in `printing`, and how they are packed in `disk.bundle`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from diarium.config import Config
from diarium.disk import bundle
from diarium.disk.beside import Beside
from diarium.disk.filling import Finished
from diarium.pages.datasets import FOLDER
from diarium.pages.offline import is_page
from diarium.printing import Printed, belongs, packed
from diarium.spelling import slug

if TYPE_CHECKING:
    from concurrent.futures import Future

PLACE = "data"  # in the state folder
WHOLE = f"{FOLDER}archive.zip"

Given = bytes | Path | Finished  # the bytes of a file, where it lies, or one of ours that is finished


class Whole:
    """The site as one file to take away, and the checksum of every file of the site; both grow as the site is made."""

    def __init__(self, config: Config, state: Path, stamp: str, beside: Beside) -> None:
        self._beside = beside
        self._coming: dict[str, Future[bundle.Member | None]] = {}  # what is packed beside, where it needs to be
        self._base_url = config.base_url
        name = slug(config.name) or "archive"
        self._packed = bundle.Bundle(state / PLACE, name, f"{stamp} {config.base_url}", beside)
        self.digests: dict[str, str] = {}

    def take(self, printed: Printed, output: Path) -> None:
        """A file that was printed, or is published already."""
        self._add(
            printed.path, printed.sha256, lambda: printed.packed or self._pack(printed.path, output / printed.path)
        )

    def stay(self, paths: Sequence[str], digests: Sequence[str], output: Path) -> None:
        """Files in a row that are published already."""
        self.digests.update(zip(paths, digests, strict=True))
        if all(map(belongs, paths)):
            belonging, told = list(paths), list(digests)
        else:
            belonging = list(filter(belongs, paths))
            told = [self.digests[path] for path in belonging]
        self._packed.stay(belonging, told, lambda path: self._pack(path, output / path))

    def expect(self, path: str, made: Callable[[], Finished]) -> None:
        """A file that will be added later, once it is made: it is packed beside unless it lies there already."""

        def packed_beside() -> bundle.Member | None:
            one = made()
            return None if self._packed.expects(path, one.sha256) else self._pack(path, one)

        if belongs(path):
            self._coming[path] = self._beside.begin(packed_beside)

    def add(self, path: str, content: Given) -> None:
        """A file from elsewhere."""
        match content:
            case bytes():
                digest = hashlib.sha256(content).hexdigest()
            case Finished():
                digest = content.sha256
            case _:
                digest = bundle.digest_of(content)
        coming = self._coming.pop(path, None)
        self._add(path, digest, lambda: (coming and coming.result()) or self._pack(path, content))

    def _add(self, path: str, digest: str, pack: Callable[[], bundle.Member]) -> None:
        self.digests[path] = digest
        if belongs(path):
            self._packed.take(path, digest, pack)

    def _pack(self, path: str, content: Given) -> bundle.Member:
        if not isinstance(content, bytes):
            lying = content.path if isinstance(content, Finished) else content
            large = None if is_page(path) else self._packed.in_stretches(path, lying)
            if large is not None:
                return large
            content = bundle.bytes_of(lying)
        return packed(path, content, self._base_url)

    def done(self) -> Iterator[tuple[str, Given]]:
        """The two files that come last of all."""
        made = self._packed.done()
        self.digests[WHOLE] = made.sha256
        yield WHOLE, made
        yield bundle.MANIFEST, bundle.manifest(self.digests)

    def abandon(self) -> None:
        self._packed.abandon()
