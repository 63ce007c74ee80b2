"""Finds the files an archive is made from and reads them as they stood at one moment.

It never follows a link, never opens anything but a plain file, and never knows what a file means.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from diarium.messages import Checked, Message, Note, Span, error, warning

T = TypeVar("T")

# A file that somebody is writing settles within milliseconds; one that never does is no source.
ATTEMPTS = 6

# Between the scan and the reading a file may have become a link or a pipe: neither may be followed or waited for.
# Windows has the first three not, and without the last it would translate line endings.
_CAREFULLY = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_NO_LONGER_PLAIN = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO, errno.EISDIR}

# Windows reads these as devices, whatever follows the first full stop.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[:?*<>|"\\]')
_LEAVINGS = re.compile(
    r"\..*|.*~|~\$.*|#.*#|.*\.sw[opx]|.*___jb_(?:tmp|old)___|thumbs\.db|desktop\.ini", re.IGNORECASE | re.DOTALL
)
_FORGOTTEN = re.compile(r"\.(?:(?:[^#_].*)?\.)?md", re.IGNORECASE | re.DOTALL)
_JUNCTION = 0xA0000003
_SAFE = "letters, digits, hyphens and full stops inside the name are safe everywhere"


class SourceGone(Exception):  # noqa: N818 - nothing went wrong: the archive is being edited, scan again
    """A file is no longer what the scan found."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One plain file: its path from the archive's root in the disk's own spelling, and how it looked when found."""

    path: str
    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Sources:
    """All files below one folder of an archive, by path."""

    root: str
    files: tuple[SourceFile, ...]

    def read(self, file: SourceFile) -> bytes:
        """The file's bytes as they were at one moment, or `SourceGone`."""
        full = os.path.join(self.root, file.path)
        for attempt in range(ATTEMPTS):
            patience(attempt)
            descriptor = open_plain(full, file.path)
            try:
                before = stamp(descriptor)
                with open(descriptor, "rb", closefd=False) as stream:
                    data = stream.read()
                if stamp(descriptor) == before and len(data) == before[0]:
                    return data
            finally:
                os.close(descriptor)
        raise restless(full)


def open_plain(full: str, path: str) -> int:
    """A descriptor of a plain file; anything else that stands there now counts as gone."""
    try:
        descriptor = os.open(full, _CAREFULLY)
    except OSError as refused:
        if refused.errno in _NO_LONGER_PLAIN:
            raise SourceGone(path) from None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise SourceGone(path)
    return descriptor


def stamp(descriptor: int) -> tuple[int, int, int]:
    """What changes when somebody writes into an open file; the size comes first."""
    status = os.fstat(descriptor)
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def patience(attempt: int) -> None:
    """Wait a little longer before each new attempt, and not before the first."""
    if attempt:
        time.sleep(0.005 * 2**attempt)


def restless(full: str) -> OSError:
    return OSError(errno.EBUSY, "the file keeps changing while it is read", full)


# ---------------------------------------------------------------- scanning


def bytes_of(root: Path, path: str) -> bytes:
    """A file of the archive once more, or `SourceGone`."""
    with open(open_plain(os.path.join(root, path), path), "rb") as stream:
        return stream.read()


def in_peace(work: Callable[[], T]) -> T:
    """Does what needs the sources to hold still, again from the start when one of them went away meanwhile."""
    path = ""
    for attempt in range(ATTEMPTS):
        patience(attempt)
        try:
            return work()
        except SourceGone as gone:
            path = gone.path
    raise OSError(errno.EAGAIN, "the archive keeps changing while it is read", path)


def scan(root: Path, folder: str = "content") -> Checked[Sources]:
    """Every plain file below `folder`, with a complaint about each name or kind of file that has no place there.

    A file whose name cannot be used elsewhere is listed all the same, so that its content is checked in the same
    run; one whose name is no UTF-8 is not, because no later text could carry the name.
    """
    files: list[SourceFile] = []
    messages: list[Message] = []
    waiting: list[str] = []
    try:
        mode = os.lstat(os.path.join(root, folder)).st_mode
    except FileNotFoundError:
        text = f"there is no folder '{folder}' in this archive"
        hint = "run the command in the archive's own folder, or name that folder with --root"
        messages.append(error("missing-folder", Span(folder), text, hint))
    else:
        if stat.S_ISDIR(mode):
            waiting.append(folder)
        else:
            messages.append(not_a_file(folder, mode))
    while waiting:
        here = waiting.pop()
        try:
            names = sorted(os.listdir(os.path.join(root, here)))
        except (FileNotFoundError, NotADirectoryError):
            continue  # it went away while we were scanning, and its files with it
        messages += [_hidden(f"{here}/{name}") for name in names if _FORGOTTEN.fullmatch(name)]
        names = [name for name in names if not passed_over(name)]
        messages += _collisions(here, names)
        for name in names:
            path = f"{here}/{name}"
            try:
                # Asked by path: a directory entry's own answer has no inode on Windows.
                status = os.lstat(os.path.join(root, path))
            except FileNotFoundError:
                continue  # it went after its folder was listed
            messages += _complaints(path, name)
            if stat.S_ISDIR(status.st_mode) and getattr(status, "st_reparse_tag", 0) != _JUNCTION:
                waiting.append(path)
            elif not stat.S_ISREG(status.st_mode):
                messages.append(not_a_file(path, status.st_mode))
            elif _is_utf8(path):
                files.append(SourceFile(path, status.st_size, status.st_mtime_ns, status.st_ino))
    return Checked(Sources(os.fspath(root), tuple(sorted(files, key=lambda file: file.path))), tuple(messages))


def passed_over(name: str) -> bool:
    """Whether a file or folder is hidden, or is what an editor or a file manager leaves lying about."""
    return _LEAVINGS.fullmatch(name) is not None


def _hidden(path: str) -> Message:
    text = "this document is hidden by the full stop that begins its name, so it is passed over"
    return warning("hidden-file", Span(path), text, "take the full stop away to publish it, or delete the file")


def not_a_file(path: str, mode: int) -> Message:
    kinds = (
        (stat.S_ISLNK, "a symbolic link"),
        (stat.S_ISFIFO, "a named pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISBLK, "a device"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISREG, "a file where a folder belongs"),
    )
    what = next((name for is_kind, name in kinds if is_kind(mode)), "a link to another folder")
    return error(
        "not-a-file",
        Span(path),
        f"this is {what}; an archive holds plain files and folders only",
        "put the file itself here, or take this away",
    )


def _is_utf8(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _complaints(path: str, name: str) -> list[Message]:
    """At most one complaint about a name, in a list: the first of its faults that an editor would see."""
    if not _is_utf8(name):
        text = f"the name '{name}' is not written in UTF-8"
        return [error("bad-file-name", Span(path), text, "rename it, typing å, ä, ö and the like anew")]
    fault = _fault(name)
    if fault is None:
        return []
    text = f"the name '{name}' {fault}, which does not work on every computer"
    return [error("bad-file-name", Span(path), text, f"rename it; {_SAFE}")]


def _fault(name: str) -> str | None:
    if _DEVICES.match(name):
        return "is the name of a device on Windows"
    if name[-1] in ". ":
        return "ends with a full stop" if name[-1] == "." else "ends with a space"
    if name[0] == "-":
        return "begins with a hyphen"
    forbidden = _FORBIDDEN.search(name)
    if forbidden:
        return f"contains the character {forbidden.group()}"
    for character in name:
        # Controls, marks that turn text around or take no room, and separators other than the space bar's.
        if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp"):
            shown = unicodedata.name(character, "control character")
            return f"contains an invisible character, {shown} (U+{ord(character):04X})"
    return None


def _collisions(folder: str, names: list[str]) -> list[Message]:
    """A complaint about each name that another disk would take for one of its neighbours."""
    found: list[Message] = []
    first: dict[str, str] = {}
    for name in names:
        composed = unicodedata.normalize("NFC", name)
        folded = unicodedata.normalize("NFC", composed.casefold())
        other = first.setdefault(folded, name)
        if other == name:
            continue
        same_text = unicodedata.normalize("NFC", other) == composed
        how = "the way their accented letters are stored" if same_text else "capital and small letters"
        found.append(
            error(
                "name-collision",
                Span(f"{folder}/{name}"),
                f"'{other}' and '{name}' differ only in {how}; many computers take them for one file",
                "rename one of them, or delete one if they are the same",
                (Note("the other one is here", Span(f"{folder}/{other}")),),
            )
        )
    return found
