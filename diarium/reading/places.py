"""What a file of `content/` is by where it lies, and reading it as that.

It decides by the path alone and never looks into a file to find out what it is.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable

from diarium.messages import Checked
from diarium.reading.document import Parsed, read, read_document, read_front_page, read_page
from diarium.schema import KINDS, entry_fields

DOCUMENT, PAGE, FRONT = "document", "page", "front"


def what(path: str) -> str | None:
    """`document`, `page`, `front` or a kind of entity; `None` for a file that is published as it is, or not at all."""
    if not path.endswith(".md"):
        return None
    if path == "content/index.md":
        return FRONT
    if path.startswith("content/documents/"):
        return DOCUMENT
    if path.startswith("content/pages/"):
        return PAGE
    return next((kind.id for kind in KINDS if path.startswith(f"content/{kind.folder}/")), None)


def read_file(path: str, data: bytes) -> Checked[Parsed | None]:
    """A Markdown file read as what its place says it is."""
    match what(path):
        case "document":
            return read_document(path, data)
        case "page":
            return read_page(path, data)
        case "front":
            return read_front_page(path, data)
        case kind:
            return read(path, data, entry_fields(next(k for k in KINDS if k.id == kind)))


def read_batch(files: Iterable[tuple[str, bytes]]) -> list[bytes]:
    """Several files at once, each packed as it is sent and remembered: the piece of work a worker process is given."""
    return [pickle.dumps(read_file(path, data), 5) for path, data in files]
