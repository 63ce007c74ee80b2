"""Tells where the time of a build went, phase by phase; nothing that is published depends on it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Stopwatch:
    """One phase at a time runs; naming the next ends the one before."""

    phases: dict[str, float] = field(default_factory=dict)
    _running: str = ""
    _since: float = 0.0

    def now(self, phase: str) -> None:
        moment = time.perf_counter()
        if self._running:
            self.phases[self._running] = self.phases.get(self._running, 0.0) + moment - self._since
        self._running, self._since = phase, moment

    def go_on(self, other: Stopwatch) -> None:
        """From where another stands, which has run in the place of this one."""
        self.phases, self._running, self._since = other.phases, other._running, other._since

    def done(self) -> tuple[tuple[str, float], ...]:
        self.now("")
        return tuple(self.phases.items())
