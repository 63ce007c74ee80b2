"""Shows the archive in the browser, and looks at it again whenever a source changes.

It has no way of building or printing of its own, and never changes a file.
"""

from __future__ import annotations

import errno
import os
import threading
import time
import webbrowser
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Protocol

from diarium.preview_handler import Handler
from diarium.preview_server import HOST, Outcome, Overtaken, PreviewServer, Stage, Table
from diarium.preview_watch import LULL_SECONDS, POLL_SECONDS, Watch

__all__ = ["Outcome", "Watch", "serve"]

_PORTS = 20

Glance = Callable[[Collection[str], Sequence[str]], Outcome | None]


class Behind(Protocol):
    """Whole builds behind the pages, of which a newer one overtakes the one before."""

    def begin(self, report: Callable[[Outcome | None], None]) -> None:
        """Start a build; report what came of it, from whatever thread."""

    def rest(self) -> None:
        """Stop the one that is at work for a moment."""

    def give_way(self) -> None:
        """End the one that is at work."""


def serve(
    look: Callable[[Sequence[str]], Outcome],
    site: Path,
    watched: Sequence[Path],
    port: int = 8000,
    open_browser: bool = False,
    *,
    say: Callable[[str], None],
    written: Collection[Path] = (),
    behind: Behind | None = None,
    glance: Glance = lambda _changed, _open_pages: None,
    overtake: Callable[[], None] = lambda: None,
) -> int:
    """Show the archive until Ctrl-C; `written` names what a build itself writes besides the site.

    `look` is given the pages that somebody looks at, and tells what came of it in the terminal; the pages are told
    from its `Outcome`. Where that holds a table, the site is built `behind`. A `glance` at the files that have changed
    comes first, and may tell at once what their pages are, or what is wrong with them; where it cannot, it can
    `overtake` a look at work, which then raises `Overtaken`.
    """
    stage = Stage()
    watch = Watch(watched, (site, *written))

    def finished(outcome: Outcome | None) -> None:
        stage.finished(outcome)
        if outcome is not None and not outcome.ok:
            watch.doubt()

    server = _listen(port, site, stage, say)
    answering = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="preview")
    answering.start()
    try:
        address = f"http://{HOST}:{server.port}/"
        say(f"Preview at {address} (Ctrl-C ends it)")
        if not watch.start():
            say(f"The system tells no changes of files; they are looked for every {POLL_SECONDS:.0f} seconds.")
        if open_browser:
            webbrowser.open(address)
        looking = _Looking(watch, glance, overtake, stage, behind)
        while True:
            looking.again(lambda: _looked(look, stage, say), finished)
    except KeyboardInterrupt:
        return 0
    finally:
        if behind is not None:
            behind.give_way()
        watch.end()
        server.end()
        answering.join()


class _Looking:
    """Looks at the whole archive whenever something has changed, while glances at what was saved come in between.

    A glance is always at everything that has changed since the last look that gave a table. What was saved after a look
    began is not in it, so it is glanced at once more on top of what came of the look.
    """

    def __init__(
        self, watch: Watch, glance: Glance, overtake: Callable[[], None], stage: Stage, behind: Behind | None
    ) -> None:
        self._watch, self._glance, self._stage, self._behind = watch, glance, stage, behind
        self._overtake = overtake
        self._told = threading.Condition()
        self._asked = True
        self._at_work = self._overtaken = False
        self._pressing = False  # somebody waits for what only a look can tell
        self._mistaken = self._looks_at_mistake = False  # what a glance has told last, and before the look at work
        self._waiting: frozenset[str] = frozenset()  # what has changed since the last look began
        self._inside: frozenset[str] = frozenset()  # what the look at work has to tell of
        self._shown: frozenset[str] = frozenset()  # shown on a hint, and not yet known to have changed
        self._untold: frozenset[str] = frozenset()  # what is no text and has changed, and no table was told with it yet
        self._at_once: Table | None = None
        self._drawn = 0.0  # when what was shown last is on the screen
        self._failure: BaseException | None = None
        threading.Thread(target=self._follow, name="following", daemon=True).start()

    def _follow(self) -> None:
        try:
            while (changed := self._watch.wait(self._hinted)) is not None:
                if self._behind is not None:
                    self._behind.give_way()  # all the machine for the pages that wait
                with self._told:
                    self._changed(changed)
                    self._told.notify()
        except BaseException as failure:  # noqa: BLE001 - it is raised again, where the look would have raised it
            with self._told:
                self._failure = failure
                self._told.notify()

    def _changed(self, changed: frozenset[str]) -> None:
        self._asked = True
        shown = bool(changed) and changed <= self._shown
        self._waiting |= changed
        self._untold |= _besides_texts(changed - self._shown)
        self._shown -= changed  # another hint may have come since these were seen
        self._pressing = not shown and not self._glimpse(self._inside | self._waiting)
        in_vain = self._pressing or (self._looks_at_mistake and not self._mistaken)
        if in_vain and self._at_work and not self._overtaken and self._stage.table is not None:
            self._overtaken = True  # not twice, or somebody who saves often would never see what came of it
            self._overtake()

    def _hinted(self, paths: frozenset[str]) -> bool:
        """What seems to have changed is shown before it is known: walking through all files takes a while.

        What is wrong is told only when it is known: it may be half a file that somebody is writing.
        """
        if self._behind is not None:
            self._behind.rest()
        with self._told:
            hinted = paths | self._shown
            found = self._glimpse(self._inside | self._waiting | hinted, hinted)
            self._shown = hinted if found else self._shown - paths  # what was shown of these is not what they are now
            return found

    def _glimpse(self, paths: frozenset[str], hinted: frozenset[str] = frozenset()) -> bool:
        found = self._glance(paths, self._stage.open_pages()) if paths else None
        if found is None or (hinted and not found.ok):
            return False
        self._at_once = found.table or self._at_once
        self._mistaken = not found.ok
        untold = self._untold | _besides_texts(hinted)
        if found.table is not None:
            self._untold = frozenset()
            self._drawn = time.monotonic() + LULL_SECONDS
        self._stage.glimpsed(found, texts_only=not untold)
        return True

    def again(self, look: Callable[[], Outcome], finished: Callable[[Outcome | None], None]) -> None:
        """Wait until there is reason to look, and tell the pages what came of it."""
        with self._told:
            # Not for ever at a stretch: there are systems where Ctrl-C would not end that.
            while not self._told.wait_for(lambda: self._asked or self._failure is not None, POLL_SECONDS):
                continue
            lull = self._drawn - time.monotonic()
            if lull > 0:  # nobody waits for the rest, but the browser needs the machine
                self._told.wait_for(lambda: self._pressing or self._failure is not None, lull)
            if self._failure is not None:
                raise self._failure
            self._asked = False
            self._at_work, self._looks_at_mistake = True, self._mistaken
            self._inside, self._waiting = self._inside | self._waiting, frozenset()
        try:
            outcome = look()
        except Overtaken:
            with self._told:
                self._at_work = False
                self._asked = True
            return
        with self._told:
            self._at_work = self._overtaken = False
            if outcome.table is None:
                # What a glance has shown since is newer, and the next look is about to tell whether it is right.
                if self._pressing or not self._waiting | self._shown:
                    self._stage.finished(outcome)
                return
            self._inside = frozenset()
            self._understood(outcome)
            if not self._asked and self._behind is not None:
                self._behind.begin(finished)

    def _understood(self, outcome: Outcome) -> None:
        """What was saved meanwhile comes on top before anybody is told, so that no page goes back to what it was."""
        later = self._waiting | self._shown
        on_top = self._glance(later, self._stage.open_pages()) if later else None
        if on_top is not None and not on_top.ok and self._stage.table is not None:
            self._stage.glimpsed(on_top)  # what is shown is newer than this look, but for the mistake
            return
        before, self._at_once = self._at_once, on_top.table if on_top is not None else None
        texts_only = not self._untold
        self._untold = frozenset() if self._at_once is not None else self._untold & later
        self._stage.understood(on_top if on_top is not None and on_top.ok else outcome, before, texts_only=texts_only)


def _looked(look: Callable[[Sequence[str]], Outcome], stage: Stage, say: Callable[[str], None]) -> Outcome:
    stage.building = True
    try:
        return look(stage.open_pages())
    except OSError as failure:  # a full disk is no reason to stop watching; the next save may come after some cleaning
        say(f"Reading or writing failed: {failure}")
        return Outcome(False, (str(failure),), "Reading or writing failed.")


def _listen(port: int, site: Path, stage: Stage, say: Callable[[str], None]) -> PreviewServer:
    """A server on this port, or on the next one that is free."""
    for candidate in range(port, min(port + _PORTS, 65536)):
        try:
            return PreviewServer(candidate, Handler, site, stage, say)
        except OSError as refused:
            if refused.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, f"no port from {port} to {port + _PORTS - 1} is free")


def _besides_texts(paths: Collection[str]) -> frozenset[str]:
    """What pages may load, or be laid out with: all but texts and folders."""
    return frozenset(path for path in paths if not path.endswith(".md") and not os.path.isdir(path))
