"""Exchanges the names of two folders in one step, where the system has such a step.

It knows nothing of sites, and never does half of it.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

_HERE = -100  # paths are taken from the working folder
_EXCHANGE = 2
_UNKNOWN = {errno.EINVAL, errno.ENOSYS, getattr(errno, "ENOTSUP", errno.ENOSYS)}


def exchange(one: Path, other: Path) -> bool:
    """Whether the two have changed places; `False`, and nothing done, where system or disk know no such thing."""
    if os.name != "posix":
        return False
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    if sys.platform == "linux" and hasattr(library, "renameat2"):
        failed = library.renameat2(_HERE, names[0], _HERE, names[1], _EXCHANGE)
    elif sys.platform == "darwin" and hasattr(library, "renamex_np"):
        failed = library.renamex_np(*names, _EXCHANGE)
    else:
        return False
    number = ctypes.get_errno() if failed else 0
    if number and number not in _UNKNOWN:
        raise OSError(number, os.strerror(number), os.fspath(other))
    return not failed
