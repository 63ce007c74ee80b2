"""Findings and blocks to the text of a draft: front matter in the schema's order, a comment for every inference.

What is unsure becomes a line `# TODO`, which `check` points to; nothing is written that was not found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from diarium.desk.intake.findings import Findings, Found, Plain
from diarium.reading.yamlwriting import value as written
from diarium.schema import DOCUMENT
from diarium.spelling import slug

_ORDER = [field.name for field in DOCUMENT]


IMPORTED = "Made by import: compare each field with the original; the comments say what it was taken from."


def draft(
    findings: Findings,
    body: str,
    furniture: Sequence[str] = (),
    notes: Sequence[str] = (),
    opening: str = IMPORTED,
    remarks: Sequence[str] = (),
) -> str:
    kept = (f"# {remark}" for remark in remarks)
    lines = ["---", *_head(findings, furniture, notes, opening), *kept, "---", "", body]
    return "\n".join(lines).rstrip("\n") + "\n"


def _head(findings: Findings, furniture: Sequence[str], notes: Sequence[str], opening: str) -> Iterator[str]:
    yield f"# {opening}"
    for note in notes:
        yield _todo("text", note)
    for name in _ORDER:
        found = findings.fields.get(name)
        if found is not None:
            yield from _field(name, found, findings)
    yield "# when nothing is left to do, delete the comments and the next line"
    yield "draft: true"
    yield from _furniture(furniture)


def _field(name: str, found: Found, findings: Findings) -> Iterator[str]:
    for todo in found.todos:
        yield _todo(name, todo)
    if found.suggestion and found.value is None:
        yield _comment(f"{name}: {found.suggestion}", "")
    value = found.value
    if value is None:
        return
    if isinstance(value, str):
        yield from (_comment(source) for source in found.sources)
        yield f"{name}: {written(value)}"
    elif isinstance(value, dict):
        yield f"{name}:"
        inner = findings.inner.get(name, {})
        order = [f.name for field in DOCUMENT if field.name == name for f in field.fields]
        for part in sorted(value, key=order.index):
            if part in inner:
                yield f"  {_comment(inner[part])}"
            yield f"  {part}: {written(value[part])}"
    else:
        yield f"{name}:"
        for item, source in zip(value, found.sources, strict=True):
            yield f"  {_comment(source)}"
            yield from _item(item)


def _item(item: Plain) -> Iterator[str]:
    if isinstance(item, str):
        yield f"  - {written(item)}"
        return
    for at, (key, value) in enumerate(item.items()):
        yield f"  {'- ' if not at else '  '}{key}: {written(value)}"


def _comment(text: str, word: str = "from: ") -> str:
    word = "" if text.startswith("note: ") else word
    return f"# {word}{' '.join(text.split())}"


def _todo(field: str, text: str) -> str:
    return f"# TODO {field}: {' '.join(text.split())}"


def _furniture(furniture: Sequence[str]) -> Iterator[str]:
    """Page numbers and running heads, kept here as often as they stood on the paper."""
    if not furniture:
        return
    yield "# page numbers and running heads, taken out of the text:"
    line = ""
    for one in furniture:
        piece = f'"{" ".join(one.split())}"'
        if line and len(line) + len(piece) > 110:
            yield f"#   {line}"
            line = ""
        line = f"{line} {piece}".strip()
    yield f"#   {line}"


_WORDS_THAT_FILL = "in at i på av af og och and of the to til till for för from fra från med with den det a an en et ett samt på om ved vid"
_FILLERS = frozenset(_WORDS_THAT_FILL.split())


def file_name(title: str, kind: str | None, day: str | None) -> str:
    """A short address for a document: the first telling words of its title, and the day where many are alike."""
    words = [word for word in slug(title).split("-") if word]
    kept: list[str] = []
    for word in words:
        if len("-".join([*kept, word])) > 56:
            break
        kept.append(word)
    while kept and kept[-1] in _FILLERS:
        kept.pop()
    made = "-".join(kept) or (kind or "document")
    if day and kind in ("minutes", "agenda") and day not in made:
        made = f"{made}-{day}"
    return made
