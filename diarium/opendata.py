"""The part of the build that makes the open data: tables, database, the page that explains them, and all as one file.

It is a list of steps like the pipeline it belongs to; what stands in the files is decided in `pages`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from diarium.config import Config
from diarium.disk import bundle
from diarium.disk import database as disk
from diarium.disk.filling import Finished
from diarium.pages import database as asking
from diarium.pages.datapage import data_view
from diarium.pages.datasets import FOLDER, checksums, data_files
from diarium.pages.holdings import Holdings
from diarium.pages.table import Page, introduced
from diarium.pages.tables import Tables
from diarium.printing import Printed, belongs, packed
from diarium.spelling import slug

PLACE = "data"  # in the state folder
DATABASE = f"{FOLDER}archive.sqlite"
WHOLE = f"{FOLDER}archive.zip"
SUMS = f"{FOLDER}SHA256SUMS.txt"

Given = bytes | Path | Finished  # the bytes of a file, where it lies, or one of ours that is finished


@dataclass(frozen=True, slots=True)
class OpenData:
    """What comes out: files by path, and the page."""

    files: dict[str, bytes | Finished]
    page: Page


def unasked(holdings: Holdings) -> Page:
    """The page without answers, for a look at its layout that makes no database."""
    return _page(holdings, Tables(holdings), {}, [])


def make(holdings: Holdings, state: Path, stamp: str) -> OpenData:
    tables = Tables(holdings)
    texts = data_files(holdings, tables)
    questions = list(asking.questions(tables))
    digests = {path: file.sha256 for path, file in texts.items()}
    key = hashlib.blake2b(f"{stamp} {sorted(digests.items())}".encode(), digest_size=16)
    made = disk.make(state / PLACE, key.hexdigest(), asking.schema(), asking.inserts(tables), asking.AFTER)
    answers = disk.ask(made.path, [question.sql for question in questions])
    digests[DATABASE] = made.sha256
    files: dict[str, bytes | Finished] = {path: file.data for path, file in texts.items()}
    files |= {DATABASE: made, SUMS: checksums(digests)}
    sizes = {path: len(file.data) for path, file in texts.items()} | {DATABASE: bundle.size_of(made.path)}
    return OpenData(files, _page(holdings, tables, sizes, list(zip(questions, answers, strict=True))))


def _page(holdings: Holdings, tables: Tables, sizes: Mapping[str, int], asked: list[tuple[asking.Question, tuple[tuple[str, ...], tuple[tuple[object, ...], ...]]]]) -> Page:  # fmt: skip
    because = "an archive can be taken away as data"
    return introduced(
        holdings, [Page(FOLDER, ("data.html",), partial(data_view, holdings, tables, sizes, asked), because)]
    )[0]


class Whole:
    """The site as one file to take away, and the checksum of every file of the site; both grow as the site is made."""

    def __init__(self, config: Config, state: Path, stamp: str) -> None:
        self._base_url = config.base_url
        name = slug(config.name) or "archive"
        self._packed = bundle.Bundle(state / PLACE, name, f"{stamp} {config.base_url}")
        self.digests: dict[str, str] = {}

    def take(self, printed: Printed, output: Path) -> None:
        """A file that was printed, or is published already."""
        self._add(
            printed.path, printed.sha256, lambda: printed.packed or self._pack(printed.path, output / printed.path)
        )

    def add(self, path: str, content: Given) -> None:
        """A file from elsewhere."""
        match content:
            case bytes():
                digest = hashlib.sha256(content).hexdigest()
            case Finished():
                digest = content.sha256
            case _:
                digest = bundle.digest_of(content)
        self._add(path, digest, lambda: self._pack(path, content))

    def _add(self, path: str, digest: str, pack: Callable[[], bundle.Packed]) -> None:
        self.digests[path] = digest
        if belongs(path):
            self._packed.take(path, digest, pack)

    def _pack(self, path: str, content: Given) -> bundle.Packed:
        if not isinstance(content, bytes):
            content = bundle.bytes_of(content.path if isinstance(content, Finished) else content)
        return packed(path, content, self._base_url)

    def done(self) -> Iterator[tuple[str, Given]]:
        """The two files that come last of all."""
        made = self._packed.done()
        self.digests[WHOLE] = made.sha256
        yield WHOLE, made
        yield bundle.MANIFEST, bundle.manifest(self.digests)

    def abandon(self) -> None:
        self._packed.abandon()
