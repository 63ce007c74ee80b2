"""What the prepared files must know of the archive they are made for.

It holds facts and makes no file; nothing in it depends on the machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from diarium.model import Label
from diarium.schema import DOCUMENT_TYPES, Field

PROGRAM = "python3 build.py"  # the command as it is typed in every archive: it needs nothing that is not there


@dataclass(frozen=True, slots=True)
class Kit:
    carries_tool: bool = True  # as every archive does but the engine's own repository, where the tool is at hand
    language: str = "en"
    types: Mapping[str, Label] = field(default_factory=lambda: dict(DOCUMENT_TYPES))

    def name(self, of: Field) -> str:
        """What a form calls a field."""
        return of.label[self.language].capitalize() if of.label is not None else of.name.replace("-", " ").capitalize()
