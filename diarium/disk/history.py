"""Reads from Git when each file of content came and how it changed, without writing anything into the repository.

It knows commits and bytes; which states were public and how two of them differ is told to it by whoever asks. Of a
history that is cut off it says nothing at all, because the first commit at hand would pass for the first there was.
"""

from __future__ import annotations

import marshal
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from diarium.disk.repository import Git
from diarium.disk.seal import sealed, unsealed
from diarium.model import Change, Version

# From a day on the file held these bytes; the last of all may not have been committed yet.
State = tuple[str, str]  # day, name of the bytes
Public = Callable[[str, str], str]  # text, day of the commit → the day it was public from, or "" if it never was
Compare = Callable[[str, str, str], tuple[Change, ...]]  # path, old text, new text


@dataclass(frozen=True, slots=True)
class History:
    """The versions of each file that were public, oldest first; nothing where nothing is known."""

    versions: dict[str, tuple[Version, ...]] = field(default_factory=dict)
    cut_off: bool = False


def read(root: Path, state: Path | None, stamp: str, public: Public, compare: Compare, folder: str = "content/documents", revision: str = "HEAD") -> History:  # fmt: skip
    """The history of every file below a folder; what was found out before is remembered in `state`."""
    git = Git(root)
    answer = git("rev-parse", "--is-shallow-repository", "--verify", revision)
    if answer is None:
        return History()
    shallow, head = answer.decode().split()
    if shallow == "true":
        return History(cut_off=True)
    prefix = (git("rev-parse", "--show-prefix") or b"").decode("utf-8", "surrogateescape").rstrip("\n")
    mark = f"history 1 {stamp}"
    memory, _ = unsealed(state / "history", mark) if state is not None else ({}, "")
    known = memory.get("known", {})
    if memory.get("head") != f"{head} {prefix}":
        states = _states(git, folder, prefix, head)
        versions, known = _versions(git, states, public, compare, known)
        memory = {"head": f"{head} {prefix}", "versions": versions, "known": known}
        if state is not None:
            sealed(state / "history", mark, marshal.dumps(memory))
    dirty = _uncommitted(git, folder, prefix) if revision == "HEAD" else frozenset()
    found = {
        path: tuple(Version(*one) for one in listed)
        for path, listed in memory["versions"].items()
        if path not in dirty  # of what is not committed yet nobody knows the day
    }
    return History(found)


def _states(git: Git, folder: str, prefix: str, head: str) -> dict[str, list[State]]:
    """Every state of each file on the main line, oldest first; a renamed file takes its past along."""
    log = git(
        "log", "--reverse", "--first-parent", "-m", "--raw", "--no-abbrev", "-M", "-z", "--format=%x01%as", head, "--", folder
    )  # fmt: skip
    states: dict[str, list[State]] = defaultdict(list)
    day = ""
    parts = iter((log or b"").decode("utf-8", "surrogateescape").split("\0"))
    for part in parts:
        text = part.lstrip("\n")
        if text.startswith("\x01"):
            day = text[1:11]
            text = text[11:].lstrip("\n")
        if not text.startswith(":"):
            continue
        _, _, _, blob, what = text.split()
        path = next(parts, "").removeprefix(prefix)
        if what[0] in "RC":
            target = next(parts, "").removeprefix(prefix)
            past = states.pop(path, []) if what[0] == "R" else []
            states[target] = [*past, (day, blob)]
        elif what[0] == "D":
            states.pop(path, None)
        else:
            states[path].append((day, blob))
    return states


Known = dict[tuple[str, str], object]
Plain = dict[str, tuple[tuple[str, str, tuple[Change, ...]], ...]]


def _versions(git: Git, states: dict[str, list[State]], public: Public, compare: Compare, known: Known) -> tuple[Plain, Known]:  # fmt: skip
    """The public states that differ from one another. Bytes are asked for only where a file has changed at all."""
    wanted = {blob: None for listed in states.values() if len(listed) > 1 for _, blob in listed}
    texts = {name: data.decode("utf-8", "replace") for name, data in git.blobs(wanted)}
    kept: Known = {}
    versions: Plain = {}
    for path, listed in states.items():
        if len(listed) == 1:
            versions[path] = ((listed[0][0], listed[0][1], ()),)
            continue
        shown: list[tuple[str, str, tuple[Change, ...]]] = []
        for place, (day, blob) in enumerate(listed):
            until = listed[place + 1][0] if place + 1 < len(listed) else "9999"
            since = public(texts.get(blob, ""), day)
            if not since or since > until:
                continue
            if not shown:
                shown.append((since, blob, ()))
                continue
            pair = (shown[-1][1], blob)
            changes = known.get(pair)
            if changes is None:
                changes = compare(path, texts.get(pair[0], ""), texts.get(blob, ""))
            kept[pair] = changes
            if changes:
                assert isinstance(changes, tuple)
                shown.append((since, blob, changes))
        versions[path] = tuple(shown)
    return versions, kept


def _uncommitted(git: Git, folder: str, prefix: str) -> frozenset[str]:
    answer = git("status", "--porcelain", "-z", "--no-renames", "--untracked-files=no", "--", folder) or b""
    lines = answer.decode("utf-8", "surrogateescape").split("\0")
    return frozenset(line[3:].removeprefix(prefix) for line in lines if line)
