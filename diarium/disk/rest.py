"""What everything looked like when the last run ended, so that the next can see that nothing has changed since.

It looks at names, sizes, times and inodes, never into files, and only answers when all of them are as they were; what
was touched in the very moment of looking counts as changed.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import pickle
import sys
import time
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from diarium.disk.readings import SETTLED_NS
from diarium.disk.seal import sealed, unpickled, unsealed

MARK = "rest 2"
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
        self.newest = 0
        made = hashlib.blake2b(digest_size=16)
        for folder in folders:
            self._walk(os.fspath(folder), without, made)
        self.digest = made.hexdigest()
        self.settled = self.newest + SETTLED_NS < time.time_ns()

    def _walk(self, top: str, without: frozenset[str], made: Any) -> None:
        waiting = [top]
        while waiting:
            here = waiting.pop()
            lines = [here]
            try:
                with os.scandir(here) as entries:
                    for entry in entries:
                        name = entry.name
                        if name == "__pycache__" or entry.path in without:
                            continue
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(entry.path)
                            lines.append(name)
                        else:
                            found = entry.stat(follow_symlinks=False)
                            changed = found.st_mtime_ns
                            lines.append(f"{name}\0{found.st_size}\0{changed}\0{found.st_ino}\0{found.st_mode}")
                            if changed > self.newest:
                                self.newest = changed
            except OSError as refused:
                lines.append(f"? {refused.errno}")
            waiting.sort()
            made.update("\n".join(sorted(lines)).encode("utf-8", "surrogateescape"))


class Rest:
    """How the last build ended, for one archive and one output."""

    def __init__(self, state: Path, name: str, sources: Look) -> None:
        self._file = state / f"rest-{name}"
        self._sources = sources

    def known(self, key: str, output: Path) -> Any:
        """What the last build ended with, if it would end with the same now."""
        known = self._read()
        if known.get("key") != self._sealing(key):
            return None
        if known["output"] and Look([output]).digest != known["output"]:
            return None
        return unpickled(known["result"])

    def said(self, words: str) -> Any:
        """The same for who only wants its messages, wherever the site has gone."""
        known = self._read()
        return unpickled(known["result"]) if known.get("words") == self._sealing(words) else None

    def keep(self, result: object, key: str, words: str, output: Path | None) -> None:
        """Remember how a build ended; the keys tell what it has itself changed on the way."""
        if self._sources.settled:
            body = {
                "key": self._sealing(key),
                "words": self._sealing(words),
                "output": Look([output]).digest if output is not None else "",
                "result": pickle.dumps(result, 5),
            }
            sealed(self._file, MARK, marshal.dumps(body))

    def _read(self) -> dict[str, Any]:
        return unsealed(self._file, MARK)[0]

    def _sealing(self, key: str) -> str:
        return f"{key} {self._sources.digest}"
