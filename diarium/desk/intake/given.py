"""The front matter an original brings along: what fits a field goes there, and goes before anything found in the text.

It judges no value but dates and types, which have one form here, and loses nothing: all of it is kept as remarks too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from diarium.desk.intake.findings import Findings, Plain, Value, quoted
from diarium.reading.dates import iso_problem, suggest_period
from diarium.reading.nearest import translated
from diarium.reading.yamltree import Mapping, Node, Scalar, compose
from diarium.reading.yamltree import Sequence as Listed
from diarium.schema import DOCUMENT, Field

_FENCE = "---"
_ENDS = ("---", "...")
_OURS = "draft"  # every draft says so of itself
_SOURCE = "the front matter of the original"
_FIELDS = {field.name: field for field in DOCUMENT}


def split(lines: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines between the fences, and the text below; a text that only begins with a rule is all text."""
    start = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    if start < len(lines) and lines[start].rstrip() == _FENCE:
        for end in range(start + 1, len(lines)):
            if lines[end].rstrip() in _ENDS:
                head = tuple(lines[start + 1 : end])
                if compose("", head).value is not None:
                    return head, tuple(lines[end + 1 :])
                break
    return (), tuple(lines)


@dataclass(slots=True)
class _Taken:
    """What becomes of the fields one after the other."""

    findings: Findings
    types: Sequence[str]
    unused: list[str] = field(default_factory=list)

    def take(self, name: str, node: Node) -> None:
        known = _FIELDS.get(name) or _FIELDS.get(translated(name) or "")
        value = _value(node, known) if known is not None and known.name != _OURS else None
        if known is None or value is None:
            if _texts(node) and name != _OURS:
                self.unused.append(name)
            return
        source = _SOURCE if known.name == name else f"{_SOURCE}, '{name}'"
        if isinstance(value, str):
            written, value = value, _in_form(known, value, self.types)
            if value is None:
                why = "no type this archive knows" if known.name == "type" else "no date that can mean only one day"
                self.findings.todo(known.name, f"{_SOURCE} says {quoted(written)}, which is {why}")
                return
            if value != written:
                source = f"{source}: {quoted(written)}"
        self._settle(known.name, value, source)

    def _settle(self, name: str, value: Value, source: str) -> None:
        if isinstance(value, list):
            for item in value:
                self.findings.add(name, item, source)
        elif isinstance(value, dict):
            for part, text in value.items():
                self.findings.part(name, part, text, source)
        else:
            self.findings.set(name, value, source)
        if not isinstance(value, dict):  # of a group, the text may tell parts that nobody gave
            self.findings.settled.add(name)


def given(head: Sequence[str], findings: Findings, types: Sequence[str]) -> tuple[str, ...]:
    """What the head says into the findings; the remarks that keep it as it stood."""
    tree = compose("", tuple(head)).value
    if tree is None:
        return ()
    taken = _Taken(findings, types)
    for key, node in tree.pairs:
        taken.take(key.text, node)
    kept = [f"  | {line}".rstrip() for line in head if line.strip()]
    unused = ", ".join(taken.unused)
    said = [f"TODO fields: {_SOURCE} has what no field here holds: {unused}"] if unused else []
    return (*said, f"{_SOURCE}, as it stood:", *kept) if kept else ()


def _in_form(known: Field, text: str, types: Sequence[str]) -> str | None:
    """The text as this field takes it; nothing where that would be a guess."""
    if known.name == "type":
        return text if text in types else None
    if known.type in ("date", "day"):
        return text if iso_problem(text) is None else suggest_period(text)
    return text


def _value(node: Node, known: Field) -> Value | None:
    """A text, a list or a group, as far as the field can hold it."""
    if isinstance(node, Scalar):
        return node.text.strip() or None
    if isinstance(node, Mapping):
        group = _group(node, known)
        return [group] if known.many and group else group
    items = [_item(one, known) for one in node.items]
    return [one for one in items if one] if known.many and all(items) and items else None


def _item(node: Node, known: Field) -> Plain | None:
    return node.text.strip() or None if isinstance(node, Scalar) else _group(node, known)


def _group(node: Node, known: Field) -> dict[str, str] | None:
    """The parts of a group, if it knows them all and each is a text."""
    parts = {one.name for one in known.fields}
    if not isinstance(node, Mapping):
        return None
    found = {key.text: value.text for key, value in node.pairs if isinstance(value, Scalar) and key.text in parts}
    return {key: text for key, text in found.items() if text.strip()} if len(found) == len(node.pairs) else None


def _texts(node: Node) -> list[str]:
    if isinstance(node, Scalar):
        return [node.text] if node.text.strip() else []
    inner: Iterator[Node] = iter(node.items if isinstance(node, Listed) else [value for _, value in node.pairs])
    return [text for one in inner for text in _texts(one)]
