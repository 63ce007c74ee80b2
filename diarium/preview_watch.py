"""Watches folders: tells what in them has changed and come to rest, and hints at single files before that is certain.

It opens no file, and knows nothing of what is in one.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from watchdog.events import (
    EVENT_TYPE_CLOSED,
    EVENT_TYPE_CLOSED_NO_WRITE,
    EVENT_TYPE_MOVED,
    EVENT_TYPE_OPENED,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from diarium.disk.sources import passed_over

_BREATH_SECONDS = 0.01  # one save of one file is over by then
_QUIET_SECONDS = 0.08
LULL_SECONDS = 0.3  # what has been saved is on the screen by then
_SHOWN_AT_A_GLANCE = (".md", ".html", ".css", ".js")
_FEW = 4  # so many files change in one save, with whatever the editor puts beside them
_BURST_SECONDS = 5.0
POLL_SECONDS = 2.0
# Looking at a very large archive may not keep a processor busy when nothing happens.
_POLL_SHARE = 20

# Our own looking opens every folder; woken by that, we would look for ever.
_READS = (EVENT_TYPE_OPENED, EVENT_TYPE_CLOSED_NO_WRITE)
_WHOLE = (EVENT_TYPE_CLOSED, EVENT_TYPE_MOVED)  # after these, and not yet after others, a file is as it will be

Signs = tuple[int, int, int]
Look = dict[str, Signs]
Hint = Callable[[frozenset[str]], bool]


class Watch(FileSystemEventHandler):
    """Waits until something in some folders has changed and come to rest.

    Events get lost and tell of things that are no changes, so an event only means: look again. Now and then it looks
    unasked.
    """

    def __init__(self, folders: Sequence[Path], ignored: Collection[Path]) -> None:
        # Spelled as the disk has it, so that what is ignored compares equal wherever the walk meets it.
        self._folders = tuple(os.path.realpath(folder) for folder in folders)
        self._ignored = frozenset(os.path.realpath(path) for path in ignored)
        self._woken = threading.Event()
        self._observer = Observer()
        self._followed: set[str] = set()
        self._pause = POLL_SECONDS
        self._spoken: set[str] = set()  # paths in events
        self._news = threading.Event()  # there are some that nobody has heeded
        self._whole = threading.Event()  # one of them says that a file is whole
        self._hint: Hint | None = None
        self._hinted_at: Look = {}  # since the last look, and as it was then
        self._doubted = self._settled = self._over = False
        self._seen = self._look()

    def start(self) -> bool:
        """Ask the system for events; `False` when it has none to give, which only makes the watch slower."""
        self._observer.start()
        return self._follow()

    def end(self) -> None:
        self._over = True
        self._woken.set()
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join()

    def doubt(self) -> None:
        """Let `wait` return once more although nothing differs: something else may have come and gone meanwhile.

        Once only until there is a change, or what stays wrong would be looked at for ever.
        """
        self._doubted = not self._settled
        self._woken.set()

    def wait(self, hint: Hint | None = None) -> frozenset[str] | None:
        """What differs, when the folders differ from how they were when this last returned, and are at rest.

        Nothing when the watch has ended. A `hint` is given the files that events speak of, before anything is looked at
        and also while it is, unless they were seen already. Where it says that they are shown now, the look at all
        files waits until they are drawn: it would take the processor from the browser.
        """
        self._hint = hint
        while True:
            if self._woken.wait(self._pause):
                self._breathe()
            self._woken.clear()
            if not self._over and self._heed():
                self._lull()
            if self._over:
                return None
            self._follow()
            look, seen = self._look(), self._seen
            self._hinted_at = {path: signs for path, signs in self._hinted_at.items() if look.get(path) != signs}
            if look != seen:
                many = len(look.items() ^ seen.items()) > 2 * _FEW
                self._seen = self._at_rest(look) if many or self._woken.is_set() else look
                self._doubted = self._settled = False
                return frozenset(path for path, _ in self._seen.items() ^ seen.items())
            if self._doubted:
                self._doubted, self._settled = False, True
                return frozenset()

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in _READS and not all(map(self._is_ignored, (event.src_path, event.dest_path))):
            self._spoken |= {os.fsdecode(path) for path in (event.src_path, event.dest_path) if path}
            self._woken.set()
            self._news.set()
            if event.event_type in _WHOLE and _is_shown(os.fsdecode(event.dest_path or event.src_path)):
                self._whole.set()

    def _breathe(self) -> None:
        """One save makes several events; where the system has one for that, the last says that the file is whole."""
        self._whole.wait(_BREATH_SECONDS)

    def _heed(self) -> bool | None:
        """Hint at what events speak of, unless that is far more than a save; whether that is shown now, if there is any."""
        self._news.clear()
        self._whole.clear()
        spoken, self._spoken = self._spoken, set()
        if self._hint is None or not spoken or len(spoken) > 4 * _FEW:
            return None
        news = {
            path: signs
            for path in tuple(spoken)
            if _is_shown(path) and os.path.isfile(path) and (signs := self._news_of(path))
        }
        if not news:
            return None
        self._hinted_at |= news
        return self._hint(frozenset(news))

    def _news_of(self, path: str) -> Signs | None:
        """How it is, where it was saved after the last look and hint; one save makes several events, and some come late."""
        try:
            signs = _signs(os.lstat(path))
        except OSError:
            return None
        return None if signs in (self._seen.get(path), self._hinted_at.get(path)) else signs

    def _lull(self) -> None:
        """Wait until what is shown now is drawn, and show what is saved meanwhile."""
        most = time.monotonic() + _BURST_SECONDS
        until = time.monotonic() + LULL_SECONDS
        while (left := min(until, most) - time.monotonic()) > 0 and not self._over:
            if self._news.wait(left):
                self._breathe()
                shown = self._heed()
                if shown is False:  # only a look can tell
                    break
                if shown:
                    until = time.monotonic() + LULL_SECONDS
        self._woken.clear()

    def _is_ignored(self, path: str | bytes) -> bool:
        path = os.fsdecode(path)
        return not path or any(path == other or path.startswith(other + os.sep) for other in self._ignored)

    def _follow(self) -> bool:
        """Watch the folders that have come into being since the last time."""
        for folder in self._folders:
            if folder not in self._followed and os.path.isdir(folder):
                try:
                    self._observer.schedule(self, folder, recursive=True)
                except OSError:  # the system's watches are used up
                    return False
                self._followed.add(folder)
        return True

    def _at_rest(self, look: Look) -> Look:
        """How it looks when a burst, such as a checkout of thousands of files, is over."""
        deadline = time.monotonic() + _BURST_SECONDS
        while time.monotonic() < deadline:
            self._rest()
            again = self._look()
            if again == look:
                break
            look = again
        return look

    def _rest(self) -> None:
        rested = time.monotonic() + _QUIET_SECONDS
        while (left := rested - time.monotonic()) > 0:
            if self._news.wait(left):
                self._breathe()
                self._heed()

    def _look(self) -> Look:
        """What can be told of every file without opening it."""
        began = time.monotonic()
        found: Look = {}
        waiting = list(self._folders)
        while waiting:
            if self._news.is_set():  # walking through a large archive takes longer than showing a page
                self._breathe()
                if self._heed():
                    self._lull()
            here = waiting.pop()
            try:
                with os.scandir(here) as entries:
                    for entry in entries:
                        if passed_over(entry.name) or entry.path in self._ignored:
                            continue
                        if entry.is_dir(follow_symlinks=False):
                            found[entry.path] = (0, 0, 0)
                            waiting.append(entry.path)
                        else:
                            found[entry.path] = _signs(entry.stat(follow_symlinks=False))
            except OSError:
                continue  # not there, or not for us: the build has the words for that
        self._pause = max(POLL_SECONDS, _POLL_SHARE * (time.monotonic() - began))
        return found


def _signs(status: os.stat_result) -> Signs:
    return status.st_size, status.st_mtime_ns, status.st_ino


def _is_shown(path: str) -> bool:
    return path.endswith(_SHOWN_AT_A_GLANCE) and not passed_over(os.path.basename(path))
