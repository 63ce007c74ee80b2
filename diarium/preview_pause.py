"""What is at work behind the pages rests for a moment when something was saved: the browser needs the processors.

It stops processes and lets them go on; it never ends one.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable

_MOMENT_SECONDS = 0.3  # until the browser shows what was saved
_MOST_SECONDS = 2.0  # at a stretch, or who saves all the time would never see the rest

Signal = Callable[[int], None]


class Pause:
    """Of one process, and of all that it has started; now there is one, now there is none."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._signal: Signal | None = None
        self._resting = False
        self._until = self._most = 0.0

    def begins(self, send: Signal) -> None:
        """It is at work from now on, and told by `send`; in the middle of a pause it waits for the end of that."""
        with self._guard:
            self._signal = send
            if self._resting:
                send(signal.SIGSTOP)

    def ends(self) -> None:
        """Nothing is at work any more that should ever be stopped."""
        with self._guard:
            before, self._signal = self._signal, None
            if before is not None and self._resting:
                before(signal.SIGCONT)

    def rest(self) -> None:
        with self._guard:
            now = time.monotonic()
            if not self._resting:
                self._resting, self._most = True, now + _MOST_SECONDS
                if self._signal is not None:
                    self._signal(signal.SIGSTOP)
                self._look_again_in(_MOMENT_SECONDS)
            self._until = min(now + _MOMENT_SECONDS, self._most)

    def over(self) -> None:
        """Go on at once: it is what somebody waits for."""
        with self._guard:
            self._go_on()

    def _go_on(self) -> None:
        if self._resting and self._signal is not None:
            self._signal(signal.SIGCONT)
        self._resting = False

    def _when_quiet(self) -> None:
        with self._guard:
            left = self._until - time.monotonic()
            if self._resting and left > 0:  # something else was saved meanwhile
                self._look_again_in(left)
            else:
                self._go_on()

    def _look_again_in(self, seconds: float) -> None:
        later = threading.Timer(seconds, self._when_quiet)
        later.daemon = True
        later.start()
