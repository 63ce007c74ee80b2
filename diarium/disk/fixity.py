"""Whether a published site is still what was published: every file against the manifest of checksums, here or elsewhere.

It only reads and says what differs; mending is a new build.
"""

from __future__ import annotations

import hashlib
import http.client
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from diarium.disk.bundle import MANIFEST
from diarium.disk.publish import MARK
from diarium.disk.swap import WITHIN

PATIENCE = 30  # seconds until a server that says nothing counts as one that does not answer
AT_ONCE = 4  # questions to one server
LARGEST = 1 << 30  # bytes of a manifest or a file that are read at most
# What a host keeps to itself, because it is there to tell the host something.
FOR_THE_HOST = frozenset({"_headers", "_redirects"})
_LINE = re.compile(r"([0-9a-f]{64})  ([^\x00-\x1f]+)")


class NoManifest(Exception):  # noqa: N818 - there is nothing to compare with, in words for the user
    """Nothing there says what should be there."""


@dataclass(frozen=True, slots=True)
class Differences:
    """Paths of the site by what is the matter with them."""

    total: int  # files that the manifest lists
    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()  # known only of a folder: a server does not tell what else it has

    def __bool__(self) -> bool:
        return bool(self.changed or self.missing or self.added)

    def lines(self) -> Iterator[str]:
        for what, paths in (("changed", self.changed), ("missing", self.missing), ("added", self.added)):
            yield from (f"{what}: {path}" for path in paths)


def differences(site: Path) -> Differences:
    """What a folder has changed, lost and got besides its manifest."""
    try:
        listed = _listed((site / MANIFEST).read_bytes(), site / MANIFEST)
    except (FileNotFoundError, NotADirectoryError):
        raise NoManifest(f"{site} has no {MANIFEST}, so nothing says what should be there") from None
    found = {
        path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_symlink() or not path.is_dir()
    }
    found = {name: path for name, path in found.items() if name.partition("/")[0] not in (MARK, WITHIN)}
    found.pop(MANIFEST, None)
    same = {path for path, digest in listed.items() if path in found and _digest_of(found[path]) == digest}
    return Differences(
        len(listed),
        tuple(sorted(listed.keys() & found.keys() - same)),
        tuple(sorted(listed.keys() - found.keys())),
        tuple(sorted(found.keys() - listed.keys())),
    )


def _digest_of(path: Path) -> str:
    """The checksum of a plain file; a link is none, wherever it leads, nor is a pipe or a device."""
    if path.is_symlink() or not path.is_file():
        return ""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _listed(data: bytes, where: object) -> dict[str, str]:
    lines = data.decode("utf-8", "replace").splitlines()
    found = [_LINE.fullmatch(line) for line in lines]
    if not lines or not all(found):
        raise NoManifest(f"{where} is no list of checksums as Diarium writes it")
    return {line[2]: line[1] for line in found if line}


# ---------------------------------------------------------------- on a server


def differences_at(address: str) -> Differences:
    """What a server gives out otherwise than its manifest says, or not at all."""
    base = address.removesuffix(MANIFEST).rstrip("/") + "/"
    try:
        listed = _listed(_fetched(base + MANIFEST), base + MANIFEST)
    except urllib.error.HTTPError as refusal:
        raise NoManifest(f"{base}{MANIFEST} cannot be had: the server answers {refusal.code}") from None
    asked = sorted(listed.keys() - FOR_THE_HOST)

    def look(path: str) -> str:
        try:
            return hashlib.sha256(_fetched(base + quote(path))).hexdigest()
        except urllib.error.HTTPError as refusal:
            if refusal.code >= 500 or refusal.code == 429:
                raise  # the server is in trouble, which says nothing about the file
            return ""

    with ThreadPoolExecutor(AT_ONCE) as several:
        found = dict(zip(asked, several.map(look, asked), strict=True))
    return Differences(
        len(asked),
        tuple(path for path in asked if found[path] not in ("", listed[path])),
        tuple(path for path in asked if not found[path]),
    )


def _fetched(address: str) -> bytes:
    """What a server sends for an address; `OSError` when it cannot be asked."""
    request = urllib.request.Request(address, headers={"User-Agent": "Diarium verify", "Accept-Encoding": "identity"})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            data: bytes = answer.read(LARGEST)
            return data
    except urllib.error.HTTPError:
        raise
    except urllib.error.URLError as broken:
        reason = broken.reason if isinstance(broken.reason, OSError) else None
        raise OSError(
            reason.errno if reason else None, f"the server cannot be asked: {broken.reason}", address
        ) from None
    except (http.client.HTTPException, TimeoutError) as broken:
        raise OSError(None, f"the server broke off: {str(broken) or type(broken).__name__}", address) from None
