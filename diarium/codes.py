"""Every message code Diarium can print, with what it means and what to do: the source of `docs/messages.md`.

It holds words for documentation only; severities and places are decided where a message is made.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    meaning: str
    remedy: str


CODES: dict[str, Code] = {}
