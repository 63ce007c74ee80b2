"""Finds the layouts and assets in force: the archive's own over the built-in ones, file by file.

It reads and stamps them; it never interprets them.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import cast

from diarium.disk.sources import not_a_file
from diarium.messages import Message, Span, error
from diarium.model import Layouts

PACKAGE = Path(__file__).resolve().parent.parent
_LIBRARIES = ("jinja2", "markdown-it-py", "mdit-py-plugins", "pyyaml", "anyascii", "markupsafe")


def built_in(name: str) -> Path:
    """In a wheel the built-in files lie inside the package; in the repository they are its own files and folders."""
    inside = PACKAGE / "builtin" / name
    return inside if inside.exists() else PACKAGE.parent / name


def find(root: Path) -> tuple[Layouts, tuple[Message, ...]]:
    paths: dict[str, str] = {}
    texts: dict[str, str] = {}
    messages: list[Message] = []
    for name, path in _overlaid(root, "layouts").items():
        shown = f"layouts/{name}"
        try:
            texts[name] = path.read_text("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError as broken:
            messages.append(
                error(
                    "bad-layout",
                    Span(shown),
                    f"byte {broken.start} of this layout is not UTF-8",
                    "save it again and choose the encoding UTF-8",
                )
            )
            texts[name] = ""
        paths[name] = shown
    messages += (told for folder in ("layouts", "assets") for told in _passed_over(root, folder))
    return Layouts(paths, texts, engine_stamp()), tuple(messages)


def has_own(root: Path) -> bool:
    """Whether the archive has layouts beside it, be it the folder the built-in ones lie in."""
    return (root / "layouts").is_dir()


def assets(root: Path) -> Iterator[tuple[str, bytes | Path]]:
    """Files that are published under /assets/: as they are, style sheets without their comments and blanks."""
    for name, path in _overlaid(root, "assets").items():
        if path.suffix == ".css":
            status = path.stat()
            yield name, _smaller(path, status.st_mtime_ns, status.st_size)
        else:
            yield name, path


@lru_cache(maxsize=64)
def _smaller(path: Path, _changed: int, _size: int) -> bytes:
    """A style sheet as it is published; worked out again when the file looks different."""
    from rcssmin import cssmin

    return cast(bytes, cssmin(path.read_bytes()))


def _passed_over(root: Path, folder: str) -> Iterator[Message]:
    """What is neither file nor folder among the archive's own: it would be missing without a word."""
    own = root / folder
    if os.path.lexists(own) and not own.is_dir():
        yield not_a_file(folder, own.lstat().st_mode)
    for directory, folders, files in os.walk(own):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(directory, name) for name in sorted((*folders, *files)) if not name.startswith(".")):
            mode = path.lstat().st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                yield not_a_file(path.relative_to(root).as_posix(), mode)


def _overlaid(root: Path, folder: str) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for base in dict.fromkeys((built_in(folder), root / folder)):
        for directory, folders, files in os.walk(base):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in files:
                path = Path(directory, name)
                if not name.startswith(".") and not name.endswith("~") and path.is_file() and not path.is_symlink():
                    found[path.relative_to(base).as_posix()] = path
    return dict(sorted(found.items()))


@lru_cache(maxsize=1)
def engine_stamp() -> str:
    """A digest of the engine's own source and of the libraries it prints with; no version number to forget."""
    made = hashlib.blake2b(digest_size=12)
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE)
        if inside.parts[0] != "builtin":  # an installed engine is the same engine
            made.update(inside.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for library in _LIBRARIES:
        try:
            made.update(f"{library} {version(library)}\0".encode())
        except PackageNotFoundError:
            made.update(f"{library} ?\0".encode())
    return made.hexdigest()
