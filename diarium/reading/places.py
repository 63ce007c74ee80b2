"""What a file of `content/` is by where it lies, and reading it as that.

It decides by the path alone and never looks into a file to find out what it is.
"""

from __future__ import annotations

import difflib
import pickle
from collections.abc import Iterable
from functools import cache

from diarium.messages import Checked
from diarium.model import LANGUAGES
from diarium.reading.document import Parsed, read, read_document, read_front_page, read_page
from diarium.schema import KINDS, entry_fields
from diarium.spelling import slug

TOP = "content/"

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


# How files of text are called elsewhere.
_TEXT_ENDINGS = (".md", ".markdown", ".mdown", ".mdwn", ".mkd", ".mkdn", ".mdx", ".yml", ".yaml")
_WORDS = {
    "documents": ("document", "dokument", "dokumenter", "handling", "handlingar", "docs", "papers"),
    "pages": ("page", "sida", "sidor", "side", "sider"),
    "organisations": ("organization", "organizations"),
}


def is_text(path: str) -> bool:
    """Whether somebody meant this to be read, by the ending of its name."""
    return path.lower().endswith(_TEXT_ENDINGS)


def meant(path: str) -> str | None:
    """What a file that is not read should be called to be read; its own path where another name would not help.

    `None` for files that nobody means to be read, such as attachments.
    """
    if not is_text(path):
        return None
    folder, _, name = path.rpartition("/")
    stem = name[: name.rindex(".")]
    if f"{folder}/" != TOP:
        return f"{folder}/{stem}.md"
    if stem.casefold() == "archive" and name.lower().endswith((".yml", ".yaml")):
        return f"{TOP}archive.yml"
    return f"{TOP}index.md" if stem.casefold() == "index" else path


def folder_meant(name: str) -> str | None:
    """The folder below `content/` that is read and was meant by this name, in any language of the interface."""
    if name in _folders().values():
        return name
    found = difflib.get_close_matches(slug(name), list(_folders()), n=1, cutoff=0.8)
    return _folders()[found[0]] if found else None


@cache
def _folders() -> dict[str, str]:
    """The folders that are read, by what people call them."""
    words = {word: folder for folder, listed in _WORDS.items() for word in (folder, *listed)}
    for kind in KINDS:
        labels = (label[language] for label in (kind.one, kind.many) for language in LANGUAGES)
        words |= {slug(word): kind.folder for word in (kind.id, kind.folder, *labels)}
    return words


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
