"""A published site as a bag (BagIt, RFC 8493): the form in which archives hand files to one another.

It packs only a site that is what its manifest says, and writes nothing but a new folder.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from diarium.disk.bundle import MANIFEST
from diarium.disk.fixity import Differences, differences

PAYLOAD = "data"
_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_ENCODED = str.maketrans({"%": "%25", "\n": "%0A", "\r": "%0D"})


class NotWhole(Exception):  # noqa: N818 - a refusal, in words for the user
    """The site is not what its manifest says, so it is not handed on."""

    def __init__(self, found: Differences) -> None:
        super().__init__(found)
        self.found = found


def pack(site: Path, folder: Path, about: Mapping[str, str]) -> int:
    """Make the bag in a new folder; how many files it holds. `about` are the lines that describe it."""
    found = differences(site)
    if found:
        raise NotWhole(found)
    beside = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    size = 0
    digests: dict[str, str] = {}
    listed = (line.partition("  ") for line in (site / MANIFEST).read_text("utf-8").splitlines())
    wanted = {path: digest for digest, _, path in listed} | {MANIFEST: ""}
    for path in sorted(wanted):
        target = beside / PAYLOAD / path
        os.makedirs(target.parent, exist_ok=True)
        data = (site / path).read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        if wanted[path] not in ("", digest):
            raise NotWhole(Differences(len(wanted), changed=(path,)))
        target.write_bytes(data)
        size += len(data)
        digests[f"{PAYLOAD}/{path}"] = digest
    described = {**about, "Payload-Oxum": f"{size}.{len(digests)}"}
    tags = {
        "bagit.txt": _DECLARATION,
        "bag-info.txt": "".join(f"{name}: {_one_line(value)}\n" for name, value in described.items() if value),
        "manifest-sha256.txt": _manifest(digests),
    }
    sums = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in tags.items()}
    for name, text in {**tags, "tagmanifest-sha256.txt": _manifest(sums)}.items():
        (beside / name).write_bytes(text.encode())
    os.rename(beside, folder)
    return len(digests)


def _manifest(digests: Mapping[str, str]) -> str:
    return "".join(f"{digest}  {path.translate(_ENCODED)}\n" for path, digest in sorted(digests.items()))


def _one_line(text: str) -> str:
    return " ".join(text.split())
