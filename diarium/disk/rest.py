"""What everything looked like when the last run ended, so that the next can see that nothing has changed since.

It looks at names, sizes, times and inodes, never into files, and only answers when all of them are as they were; what
was touched in the very moment of looking counts as changed. What lies in the output is known to `lying`.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import stat
import sys
import time
from collections.abc import Iterable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from diarium.disk.forked import forked
from diarium.disk.lying import Lying
from diarium.disk.readings import SETTLED_NS
from diarium.disk.seal import sealed, unsealed
from diarium.messages import Told

MARK = "rest 5"
_SMALL = 1_000  # folders; fewer are looked at before another process has begun
_PACKAGE = Path(__file__).resolve().parent.parent
_LIBRARIES = ("jinja2", "markdown_it", "mdit_py_plugins", "yaml", "anyascii", "markupsafe", "pagefind_bin", "deflate")


def engine_folders() -> tuple[Path, ...]:
    """Where the engine itself lies, with the layouts and assets it brings."""
    return (_PACKAGE, _PACKAGE.parent / "layouts", _PACKAGE.parent / "assets")


def surroundings() -> str:
    """What a run depends on that lies in neither the archive nor the engine."""
    libraries = []
    for library in _LIBRARIES:
        found = find_spec(library)
        if found is not None and found.origin:
            status = os.stat(found.origin)
            libraries.append((found.origin, status.st_size, status.st_mtime_ns))
    return f"{sys.version} {libraries!r} {os.environ.get('PAGEFIND_BINARY_PATH', '')}"


def content_of(path: Path) -> bytes:
    """A file that may not be there."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


class Look:
    """A digest of all that lies below some folders, and whether it had settled."""

    def __init__(self, folders: Iterable[Path], without: frozenset[str] = frozenset()) -> None:
        waiting = [os.fspath(folder) for folder in folders]
        walk = _Walk(without)
        walk.on(waiting, _SMALL)
        if waiting:  # far more is to come, and half of it can be looked at in another process
            rest = waiting[::2]
            with forked(partial(_Walk(without).on, rest)) as others:
                walk.on(waiting[1::2])
                walk.take(others() or _Walk(without).on(rest))
        self.digest = _digest_of_all(walk.folders)
        self.settled = walk.newest + SETTLED_NS < time.time_ns()


def _line(name: str, looks: tuple[int, ...]) -> str:
    return f"{name}\0{looks}"


def _digest(lines: list[str]) -> bytes:
    """Of what lies right in a folder."""
    return hashlib.blake2b(os.fsencode("\n".join(sorted(lines))), digest_size=16).digest()


def _digest_of_all(folders: dict[str, bytes]) -> str:
    made = hashlib.blake2b(digest_size=16)
    for path, digest in sorted(folders.items()):
        made.update(os.fsencode(path) + digest)
    return made.hexdigest()


Seen = tuple[dict[str, bytes], int]  # by folder a digest of what lies right in it; when the newest of that was changed


class _Walk:
    def __init__(self, without: frozenset[str]) -> None:
        self.folders: dict[str, bytes] = {}
        self.newest = 0
        self._without = without

    def on(self, waiting: list[str], most: int = sys.maxsize) -> Seen:
        """Look at these folders and all below them, until so many have been looked at; what is left stays in the list.

        With a limit the upper ones come first, so that what is left can be shared out.
        """
        while waiting and len(self.folders) < most:
            self._look(waiting.pop(0 if most < sys.maxsize else -1), waiting)
        return self.folders, self.newest

    def take(self, seen: Seen) -> None:
        self.folders |= seen[0]
        self.newest = max(self.newest, seen[1])

    def _look(self, here: str, waiting: list[str]) -> None:
        lines = []
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    name = entry.name
                    if name == "__pycache__" or (self._without and entry.path in self._without):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(f"{here}/{name}")
                        lines.append(name)
                    else:
                        found = entry.stat(follow_symlinks=False)
                        changed, mode = found.st_mtime_ns, found.st_mode
                        looks = (found.st_size, changed, found.st_ino)
                        lines.append(_line(name, looks if stat.S_ISREG(mode) else (*looks, mode)))
                        if changed > self.newest:
                            self.newest = changed
        except OSError as refused:
            lines.append(f"? {refused.errno}")
        self.folders[here] = _digest(lines)


class Ended(NamedTuple):
    """What came of a build."""

    told: Told
    pages: int
    failed: bool


class Rest:
    """How the last build ended, for one archive and one output."""

    def __init__(self, state: Path, name: str, sources: Look) -> None:
        self._file = state / f"rest-{name}"
        self._sources = sources

    def known(self, key: str, lying: Lying) -> Ended | None:
        """What the last build ended with, if it would end with the same now."""
        known = self._read()
        if known.get("key") != self._sealing(key):
            return None
        if known["output"] and not (known["output"] == lying.name and lying.is_as_it_was):
            return None
        return _ended(known)

    def said(self, words: str) -> Ended | None:
        """The same for who only wants its messages, wherever the site has gone."""
        known = self._read()
        return _ended(known) if known.get("words") == self._sealing(words) else None

    def keep(self, ended: Ended, key: str, words: str, left: str) -> None:
        """Remember how a build ended; the keys tell what it has itself changed on the way, `left` names what it published."""
        if self._sources.settled:
            body = {
                "key": self._sealing(key),
                "words": self._sealing(words),
                "output": left,
                "pages": ended.pages,
                "failed": ended.failed,
                "told": ended.told.record,
            }
            sealed(self._file, MARK, marshal.dumps(body))

    def _read(self) -> dict[str, Any]:
        return unsealed(self._file, MARK)[0]

    def _sealing(self, key: str) -> str:
        return f"{key} {self._sources.digest}"


def _ended(known: dict[str, Any]) -> Ended:
    return Ended(Told(*known["told"]), known["pages"], failed=known["failed"])
