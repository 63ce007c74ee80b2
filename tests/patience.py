"""Waiting for what is sure to come, for as long as it may take on a machine that is busy with other things.

It is never what a test finds out: a test that has waited in vain for so long has failed.
"""

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 120.0  # seconds
HANGING = 600.0  # seconds that no test takes, with all that it waits for
Found = TypeVar("Found")


def until(condition: Callable[[], Found], what: str) -> Found:
    """What the condition gives, as soon as that is something."""
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline, f"in vain: {what}"
        time.sleep(0.02)  # what is waited for needs the processor, too
    return found
