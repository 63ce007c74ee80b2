"""What Diarium says to people about their files: places, messages, checked values, and the one printer.

It never decides what is wrong (the rooms do), and never raises: a user's mistake in a file is a value here.
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from diarium.codes import CODES

T = TypeVar("T")
Severity = Literal["error", "warning"]
Format = Literal["text", "concise", "json", "github", "gitlab", "sarif"]
FORMATS: tuple[Format, ...] = ("text", "concise", "json", "github", "gitlab", "sarif")
WHOLE: frozenset[Format] = frozenset({"gitlab", "sarif"})  # one document, also when there is nothing to say


class Stop(Exception):  # noqa: N818 - not a fault: the command is over
    """Ends a command with one sentence and an exit status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


class SearchFailed(Exception):  # noqa: N818 - a failure of a tool, in words for the user
    """The search's index could not be made; says why in one sentence."""

    def __init__(self, sentence: str, full_disk: bool = False) -> None:
        super().__init__(sentence)
        self.full_disk = full_disk


_COLOR = re.compile("\x1b\\[[0-9;]*m")

# A line of a document can be a whole paragraph; the excerpt shows the neighbourhood of the caret only.
EXCERPT = 110


class Span(NamedTuple):
    """A place in a file: 1-based line and column, the length of the offending text, and the line it stands on."""

    path: str
    line: int = 1
    column: int = 1
    length: int = 1
    source: str | None = None

    def __str__(self) -> str:
        return f"{printable(self.path)}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Note:
    """A further place or fact that belongs to a message."""

    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Fix:
    """How one line of a file would read if it were right; made only where there is just one way to mend it."""

    path: str
    line: int
    old: str
    new: tuple[str, ...]  # several, where lines are added

    @property
    def added(self) -> tuple[str, ...]:
        return tuple(line for line in self.new if line != self.old)


@dataclass(frozen=True, slots=True)
class Message:
    """One plain sentence about one place, with a stable code and, where we know it, the way to mend it."""

    severity: Severity
    code: str
    span: Span
    text: str
    help: str | None = None
    notes: tuple[Note, ...] = ()
    fix: Fix | None = None

    def __post_init__(self) -> None:
        assert self.code in CODES, f"undocumented message code {self.code!r}"
        assert CODES[self.code].level in (self.severity, "either"), f"{self.code!r} is no {self.severity}"


def error(
    code: str, span: Span, text: str, help: str | None = None, notes: Iterable[Note] = (), fix: Fix | None = None
) -> Message:
    return Message("error", code, span, text, help, tuple(notes), fix)


def warning(
    code: str, span: Span, text: str, help: str | None = None, notes: Iterable[Note] = (), fix: Fix | None = None
) -> Message:
    return Message("warning", code, span, text, help, tuple(notes), fix)


@dataclass(frozen=True, slots=True)
class Checked(Generic[T]):
    """A value together with everything there is to say about it."""

    value: T
    messages: tuple[Message, ...] = field(default=())


def in_order(messages: Iterable[Message]) -> tuple[Message, ...]:
    """All messages, by place, none twice."""
    return tuple(
        sorted(
            dict.fromkeys(messages),
            key=lambda m: (m.span.path, m.span.line, m.span.column, m.severity, m.code, m.text),
        )
    )


class Told(Sequence[Message]):
    """Messages with what is printed of them, so that whoever only says them once more makes none of it again."""

    def __init__(self, number: int, errors: int, printed: str, packed: bytes) -> None:
        self.errors = errors
        self._number, self._printed, self._packed = number, printed, packed

    @classmethod
    def of(cls, messages: Sequence[Message]) -> Told:
        told = cls(len(messages), errors_in(messages), "\n".join(render(messages, color=True)), b"")
        told._messages = tuple(messages)
        return told

    @property
    def record(self) -> tuple[int, int, str, bytes]:
        """All of it, plain enough to be remembered."""
        packed = self._packed or marshal.dumps([_plain(message) for message in self._messages])
        return self._number, self.errors, self._printed, packed

    def printed(self, color: bool) -> str:
        """As text. Nothing of a file comes out as a colour, since controls are shown and not sent."""
        return self._printed if color else _COLOR.sub("", self._printed)

    @cached_property
    def _messages(self) -> tuple[Message, ...]:
        return tuple(map(_message, marshal.loads(self._packed)))

    def __len__(self) -> int:
        return self._number

    def __getitem__(self, at: Any) -> Any:
        return self._messages[at]


def _plain(message: Message) -> tuple[Any, ...]:
    severity, code, span, fix = message.severity, message.code, message.span, message.fix
    notes = [(note.text, note.span and tuple(note.span)) for note in message.notes]
    mended = fix and (fix.path, fix.line, fix.old, fix.new)
    return severity, code, tuple(span), message.text, message.help, notes, mended


def _message(plain: tuple[Any, ...]) -> Message:
    severity, code, span, text, help, notes, fix = plain
    noted = tuple(Note(text, where and Span(*where)) for text, where in notes)
    return Message(severity, code, Span(*span), text, help, noted, fix and Fix(*fix))


def has_errors(messages: Iterable[Message]) -> bool:
    if isinstance(messages, Told):
        return messages.errors > 0
    return any(m.severity == "error" for m in messages)


def errors_in(messages: Sequence[Message]) -> int:
    """How many of them are errors; the others are warnings."""
    return messages.errors if isinstance(messages, Told) else sum(m.severity == "error" for m in messages)


def printable(text: str) -> str:
    """Text that any terminal and any encoding can take: undecodable bytes and controls are shown, not sent."""
    if text.isprintable():  # as nearly all of it is; undecodable bytes are not
        return text
    shown = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() or c == " " else _escaped(ord(c)) for c in shown)


def _escaped(number: int) -> str:
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


# ---------------------------------------------------------------- the printer


def render(messages: Iterable[Message], format: Format = "text", color: bool = False) -> Iterator[str]:
    """Each message in the chosen form, one string (of one or more lines) at a time, or what was printed of all."""
    if isinstance(messages, Told) and format == "text":
        yield from [messages.printed(color)] if messages else []
        return
    if format in WHOLE:
        yield {"gitlab": _gitlab, "sarif": _sarif}[format](tuple(messages))
        return
    one = {"text": _text, "concise": _concise, "json": _json, "github": _github}[format]
    for message in messages:
        yield one(message, color)


_IN_SHORT = 20


def gist(messages: Sequence[Message]) -> tuple[str, ...]:
    """What is wrong, in short: for the page that lies open, when the whole of it stands in the terminal."""
    wrong = [message for message in messages if message.severity == "error"] or messages
    left = len(wrong) - _IN_SHORT
    return (*render(wrong[:_IN_SHORT]), *([f"and {left} more, in the terminal"] if left > 0 else ()))


def _paint(color: bool, style: str, text: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if color else text


def _concise(m: Message, color: bool) -> str:
    style = "1;31" if m.severity == "error" else "1;33"
    return f"{m.span}: {_paint(color, style, f'{m.severity}[{m.code}]')}: {printable(m.text)}"


def _text(m: Message, color: bool) -> str:
    lines = [_concise(m, color)]
    if m.span.source is not None:
        shown, caret = _excerpt(m.span)
        lines.append(f"{m.span.line:>5} | {shown}")
        lines.append(f"{'':>5} | {_paint(color, '1;32', caret)}")
    for note in m.notes:
        place = f"{note.span}: " if note.span else ""
        lines.append(f"  {_paint(color, '36', 'note')}: {place}{printable(note.text)}")
    if m.help:
        lines.append(f"  {_paint(color, '1;36', 'help')}: {printable(m.help)}")
    return "\n".join(lines)


def _excerpt(span: Span) -> tuple[str, str]:
    """The part of the line around the offence, and a caret line of the same width below it."""
    source = (span.source or "").replace("\t", " ")
    start = max(0, span.column - 1)
    cut = 0 if start + min(span.length, 30) < EXCERPT else start - 40
    before, lead = source[cut:start], "… " if cut else ""
    rest = source[start : cut + EXCERPT]
    tail = " …" if len(source) > cut + EXCERPT else ""
    before, rest_shown = printable(before), printable(rest)
    width = max(1, len(printable(rest[: max(1, span.length)])))
    return f"{lead}{before}{rest_shown}{tail}".rstrip(), " " * (len(lead) + len(before)) + "^" * width


def as_dict(m: Message) -> dict[str, object]:
    return {
        "path": printable(m.span.path),
        "line": m.span.line,
        "column": m.span.column,
        "severity": m.severity,
        "code": m.code,
        "message": printable(m.text),
        "help": printable(m.help) if m.help else None,
        "notes": [
            {
                "message": printable(n.text),
                "path": printable(n.span.path) if n.span else None,
                "line": n.span.line if n.span else None,
                "column": n.span.column if n.span else None,
            }
            for n in m.notes
        ],
    }


def _json(m: Message, _color: bool) -> str:
    import json  # what is printed nearly always needs none of it

    return json.dumps(as_dict(m), ensure_ascii=False)


def _github(m: Message, _color: bool) -> str:
    def escape(value: str) -> str:
        return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def property_(value: str) -> str:
        return escape(value).replace(":", "%3A").replace(",", "%2C")

    body = printable(m.text) + "".join(f"\nnote: {f'{n.span}: ' if n.span else ''}{printable(n.text)}" for n in m.notes)
    body += f"\nhelp: {printable(m.help)}" if m.help else ""
    place = f"file={property_(printable(m.span.path))},line={m.span.line},col={m.span.column}"
    return f"::{m.severity} {place},title={property_(m.code)}::{escape(body)}"


def _gitlab(messages: tuple[Message, ...]) -> str:
    """A code quality report, which GitLab shows in the changed lines; the fingerprint outlives a change of lines."""
    import hashlib
    import json

    report = [
        {
            "description": printable(m.text) + (f" Help: {printable(m.help)}" if m.help else ""),
            "check_name": m.code,
            "fingerprint": hashlib.sha256(printable(f"{m.span.path}\0{m.code}\0{m.text}").encode()).hexdigest(),
            "severity": "major" if m.severity == "error" else "minor",
            "location": {"path": printable(m.span.path), "lines": {"begin": m.span.line}},
        }
        for m in messages
    ]
    return json.dumps(report, ensure_ascii=False, indent=2)


def _sarif(messages: tuple[Message, ...]) -> str:
    import json
    from urllib.parse import quote

    def location(span: Span) -> dict[str, object]:
        return {
            "physicalLocation": {
                "artifactLocation": {"uri": quote(span.path, errors="surrogateescape")},
                "region": {"startLine": span.line, "startColumn": span.column},
            }
        }

    results = [
        {
            "ruleId": m.code,
            "level": m.severity,
            "message": {"text": printable(m.text) + (f" Help: {printable(m.help)}" if m.help else "")},
            "locations": [location(m.span)],
            "relatedLocations": [
                {**location(n.span), "message": {"text": printable(n.text)}} for n in m.notes if n.span
            ],
        }
        for m in messages
    ]
    rules = [
        {"id": code, "shortDescription": {"text": CODES[code].meaning}} for code in sorted({m.code for m in messages})
    ]
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": {"name": "Diarium", "rules": rules}}, "results": results}],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)
