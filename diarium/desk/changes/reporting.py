"""`diarium check --since REV`: the steps of a change report, in their order.

It holds no rule of its own.
"""

from __future__ import annotations

from diarium.desk.changes import sides
from diarium.desk.changes.comparing import comparison
from diarium.desk.changes.telling import Form, tell
from diarium.disk.repository import revision
from diarium.options import Options


def report(options: Options, since: str, form: Form) -> str:
    """What the archive as it lies here changes in what was there at a revision; raises `NoRevision`."""
    found = revision(options.root, since)
    return tell(comparison(sides.then(options, found), sides.now(options)), found, form)
