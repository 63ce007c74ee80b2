"""What a command decides about one build or check, and what came of it.

It loads nothing of the engine, so that a build that finds nothing to do need not either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from diarium.messages import Message


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line decides about one build."""

    root: Path
    output: Path
    today: str
    base_url: str | None = None
    drafts: bool = False
    strict: bool = False
    clean: bool = False
    jobs: int | None = None
    cluster: str | None = None  # the address of machines that share the work
    remember: bool = True  # whether this run may leave anything behind in the state folder
    search: bool = True  # whether to make the search index
    threaded: bool = False  # whether other threads run beside this run, so that no process may be forked
    record: bool = True  # addresses shown to the public are promised; a preview promises nothing

    @property
    def state(self) -> Path:
        return self.root / ".diarium"

    @property
    def may_fork(self) -> bool:
        """Whether something may be done in a process of its own beside this one."""
        return self.jobs != 1 and not self.threaded and self.cluster is None


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build: messages, and what was published if nothing was wrong."""

    messages: Sequence[Message]
    pages: int = 0
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    failed: bool = False
    phases: tuple[tuple[str, float], ...] = ()  # where the time went, in seconds
    left: str = ""  # the name under which is remembered how all that is published looks from outside
