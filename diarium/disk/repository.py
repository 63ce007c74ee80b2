"""Asks Git about the repository an archive lies in, and takes files out of it as they once stood.

It reads only: no hook runs, nothing is fetched, no filter or attribute changes a byte, and no file of the repository
or of the working tree is touched.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

PATIENCE = 60  # seconds; a history is worth having, not worth a build that never ends
_AT_ONCE = 32_000_000  # bytes held in memory while files are taken out

_QUIET = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_CONFIG_NOSYSTEM": "1",
    "LC_ALL": "C",
}


class NoRevision(Exception):  # noqa: N818 - a refusal, in words for the user
    """The state that was asked for cannot be had."""


@dataclass(frozen=True, slots=True)
class Git:
    root: Path

    def __call__(self, *arguments: str, given: bytes | None = None) -> bytes | None:
        """What Git answers; nothing when there is no Git, no repository, or no answer."""
        import subprocess  # most builds ask nothing of Git

        settings = ("-c", "core.quotePath=off", "-c", "log.showSignature=false", "-c", "core.fsmonitor=false")
        try:
            done = subprocess.run(
                ["git", *settings, *arguments],
                cwd=self.root,
                env={**os.environ, **_QUIET},
                input=given,
                stdin=subprocess.DEVNULL if given is None else None,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=PATIENCE,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout if done.returncode == 0 else None

    def text(self, *arguments: str) -> str:
        """A short answer as text; empty when there is none."""
        return (self(*arguments) or b"").decode("utf-8", "surrogateescape").strip("\n")

    def blobs(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        wanted = list(names)
        answer = self("cat-file", "--batch", given="".join(f"{name}\n" for name in wanted).encode())
        at = 0
        for name in wanted if answer else ():
            assert answer is not None
            end = answer.index(b"\n", at)
            head = answer[at:end].split()
            at = end + 1
            if len(head) == 3:
                size = int(head[2])
                yield name, answer[at : at + size]
                at += size + 1


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit to compare with."""

    asked: str  # as the user named it
    commit: str
    parted: bool  # it has gone on since: this is where the two ways parted


def head(root: Path) -> str:
    """Which commit lies here; nothing, and no program started, where there is no repository."""
    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return ""
    return Git(root).text("rev-parse", "--is-shallow-repository", "HEAD")


def revision(root: Path, asked: str) -> Revision:
    """The commit from which the work at hand began: the one named, or the last it has in common with that."""
    import shutil

    git = Git(root)
    if shutil.which("git") is None:
        raise NoRevision("Git is not installed, and only Git knows how the archive was before")
    if not git.text("rev-parse", "--show-toplevel"):
        raise NoRevision(f"{root} does not lie in a Git repository, so there is nothing to compare with")
    commit = "" if asked.startswith("-") else git.text("rev-parse", "--verify", "--quiet", asked + "^{commit}")
    if not commit:
        cut = git.text("rev-parse", "--is-shallow-repository") == "true"
        advice = "; the repository was fetched without its history: git fetch --unshallow" if cut else ""
        raise NoRevision(f"the repository knows no revision '{asked}'{advice}")
    common = git.text("merge-base", commit, "HEAD") or commit
    return Revision(asked, common, common != commit)


def take_out(root: Path, commit: str, folders: Iterable[str], into: Path) -> None:
    """The plain files below these folders of the archive as they stood at a commit, byte by byte."""
    git = Git(root)
    listed = git("ls-tree", "-r", "-l", "-z", commit, "--", *(f"{folder}/" for folder in folders))
    waiting: list[tuple[str, str]] = []
    size = 0
    for line in (listed or b"").decode("utf-8", "surrogateescape").split("\0"):
        facts, _, path = line.partition("\t")
        if not facts.startswith("100"):  # a link or another repository is no file of an archive
            continue
        _, _, name, length = facts.split()
        waiting.append((name, path))
        size += int(length)
        if size > _AT_ONCE:
            _write(git, waiting, into)
            waiting, size = [], 0
    _write(git, waiting, into)


def _write(git: Git, wanted: list[tuple[str, str]], into: Path) -> None:
    data = dict(git.blobs(dict.fromkeys(name for name, _ in wanted)))
    for name, path in wanted:
        inside = PurePosixPath(path)
        if name in data and ".." not in inside.parts and not inside.is_absolute():
            target = into / inside
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data[name])
