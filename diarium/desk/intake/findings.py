"""What was found out about a paper: values of front matter, each with the words it was taken from.

It carries findings; nothing here looks for them or writes them down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Plain = str | dict[str, str]
Value = str | list[Plain] | dict[str, str]


@dataclass(slots=True)
class Found:
    """One field's value, the comments above it, and what is left to do about it."""

    value: Value | None = None
    sources: list[str] = field(default_factory=list)  # one for the field, or one an item of its list
    todos: list[str] = field(default_factory=list)
    suggestion: str | None = None  # a line that could stand here if the editor agrees


@dataclass(slots=True)
class Findings:
    """Everything found, by field of front matter."""

    fields: dict[str, Found] = field(default_factory=dict)
    inner: dict[str, dict[str, str]] = field(default_factory=dict)  # sources of the parts of a group
    settled: set[str] = field(
        default_factory=set
    )  # fields somebody has filled in, where nothing is looked for any more

    def has(self, name: str) -> bool:
        return name in self.fields and self.fields[name].value is not None

    def text(self, name: str) -> str | None:
        value = self.fields[name].value if name in self.fields else None
        return value if isinstance(value, str) else None

    def set(self, name: str, value: Value | None, *sources: str) -> None:
        if value and not self.has(name) and name not in self.settled:
            found = self.fields.setdefault(name, Found())
            found.value = value
            found.sources += sources

    def part(self, group: str, name: str, value: str | None, source: str) -> None:
        """One part of a group such as `meeting`; the first that is found stays."""
        if not value or group in self.settled:
            return
        found = self.fields.setdefault(group, Found())
        if not isinstance(found.value, dict):
            found.value = {}
        if name not in found.value:
            found.value[name] = value
            self.inner.setdefault(group, {})[name] = source

    def get_part(self, group: str, name: str) -> str | None:
        value = self.fields[group].value if group in self.fields else None
        return value.get(name) if isinstance(value, dict) else None

    def add(self, name: str, item: Plain, source: str) -> None:
        """One more item of a list; what is there already is not listed twice, people excepted."""
        if name in self.settled:
            return
        found = self.fields.setdefault(name, Found())
        if not isinstance(found.value, list):
            found.value = []
        if name != "participants" and item in found.value:
            return
        found.value.append(item)
        found.sources.append(source)

    def todo(self, name: str, text: str, suggestion: str | None = None) -> None:
        if name in self.settled:
            return
        found = self.fields.setdefault(name, Found())
        if text not in found.todos:
            found.todos.append(text)
        found.suggestion = found.suggestion or suggestion

    def items(self, name: str) -> list[Plain]:
        value = self.fields[name].value if name in self.fields else None
        return list(value) if isinstance(value, list) else []


def quoted(text: str, limit: int = 150) -> str:
    """Words of the paper for a comment: on one line, not too long, a date or number never cut off unseen."""
    line = " ".join(text.split())
    return f'"{line}"' if len(line) <= limit else f'"{line[:limit].rsplit(" ", 1)[0]} …"'


def around(text: str, start: int, end: int, margin: int = 60) -> str:
    """The words of a longer text around a place in it."""
    left = max(0, start - margin)
    right = min(len(text), end + margin)
    left = text.rfind(" ", 0, left) + 1 if left else 0
    cut = text.find(" ", right)
    right = cut if cut >= 0 and right < len(text) else len(text)
    return quoted(f"{'… ' if left else ''}{text[left:right]}{' …' if right < len(text) else ''}", 260)


def distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
