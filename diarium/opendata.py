"""The part of the build that makes the open data: tables, database, the page that explains them, and all as one file.

It is a list of steps like the pipeline it belongs to; what stands in the files is decided in `pages`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from diarium.disk import bundle
from diarium.disk import database as disk
from diarium.disk.bundle import Content
from diarium.pages import database as asking
from diarium.pages.datapage import data_view
from diarium.pages.datasets import FOLDER, checksums, data_files
from diarium.pages.holdings import Holdings
from diarium.pages.offline import offline
from diarium.pages.table import Page, introduced
from diarium.pages.tables import Tables
from diarium.spelling import slug

PLACE = "data"  # in the state folder
DATABASE = f"{FOLDER}archive.sqlite"
WHOLE = f"{FOLDER}archive.zip"
SUMS = f"{FOLDER}SHA256SUMS.txt"


@dataclass(frozen=True, slots=True)
class OpenData:
    """What comes out: files by path, and the page."""

    files: dict[str, Content]
    page: Page


def unasked(holdings: Holdings) -> Page:
    """The page without answers, for a look at its layout that makes no database."""
    return _page(holdings, Tables(holdings), {}, [])


def make(holdings: Holdings, state: Path, stamp: str) -> OpenData:
    tables = Tables(holdings)
    texts = data_files(holdings, tables)
    questions = list(asking.questions(tables))
    key = hashlib.blake2b(stamp.encode(), digest_size=16)
    for path, data in sorted(texts.items()):
        key.update(f"{path} {len(data)}\0".encode() + data)
    made = disk.make(state / PLACE, key.hexdigest(), asking.schema(), asking.inserts(tables), asking.AFTER)
    answers = disk.ask(made, [question.sql for question in questions])
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in texts.items()}
    digests[DATABASE] = bundle.digest_of(made)
    files: dict[str, Content] = {**texts, DATABASE: made, SUMS: checksums(digests)}
    sizes = {path: len(data) for path, data in texts.items()} | {DATABASE: made.stat().st_size}
    return OpenData(files, _page(holdings, tables, sizes, list(zip(questions, answers, strict=True))))


def _page(holdings: Holdings, tables: Tables, sizes: Mapping[str, int], asked: list[tuple[asking.Question, tuple[tuple[str, ...], tuple[tuple[object, ...], ...]]]]) -> Page:  # fmt: skip
    view = data_view(holdings, tables, sizes, asked)
    because = "an archive can be taken away as data"
    return introduced(holdings, [Page(FOLDER, ("data.html",), view, because)])[0]


def whole(
    files: Mapping[str, Content], holdings: Holdings, state: Path, output: Path, stamp: str
) -> Iterator[tuple[str, Content]]:
    """The site as one file to take away, and the checksum of every file of the site; they come last of all."""
    config = holdings.show.site.config
    packed = bundle.Bundle(
        state / PLACE,
        slug(config.name) or "archive",
        f"{stamp} {config.base_url}",
        lambda path, data: offline(config.base_url, path, data),
    )
    digests: dict[str, str] = {}
    for path, data in bundle.contents(files, output):
        digests[path] = hashlib.sha256(data).hexdigest()
        if _belongs(path):
            packed.take(path, data, digests[path])
    made = packed.done()
    digests[WHOLE] = bundle.digest_of(made)
    yield WHOLE, made
    yield bundle.MANIFEST, bundle.manifest(digests)


def _belongs(path: str) -> bool:
    """What reads without a server: not the search's index, nor what only servers and search engines ask for."""
    if path.startswith("search/") and not path.endswith(".html"):
        return False
    return not path.startswith("_") and path not in (
        "404.html",
        "robots.txt",
        "sitemap.xml",
    )
