"""Ends a process whose work is done, without taking down piece by piece what it holds in memory: that takes seconds.

Whatever is to be done at the end is done first, and no process is left while anything else is at work in it.
"""

from __future__ import annotations

import atexit
import os
import threading
from typing import TextIO


def leave(status: int, *said: TextIO | None) -> int:
    """End with this status when everything said has gone out; the status again where Python has to end it in its own way."""
    if threading.active_count() == 1:
        atexit._run_exitfuncs()
        try:
            for stream in said:
                if stream is not None:
                    stream.flush()
        except (OSError, ValueError):  # nobody listens any more, or the disk is full: Python knows what to say of it
            return status
        os._exit(status)
    return status
