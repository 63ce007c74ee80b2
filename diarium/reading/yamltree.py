"""Front matter text to a tree of nodes with places: every scalar stays the text that stands there.

It constructs nothing: no anchors, tags or guessed types, and it refuses what could grow, before building any of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from diarium.messages import Checked, Message, Note, Span, error, warning
from diarium.reading.decoding import INVISIBLE, character_name

LIMIT_BYTES = 64 * 1024
LIMIT_DEPTH = 8

# libyaml's scanner when it is there: twenty times faster, and the same marks.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    text: str
    span: Span
    plain: bool  # neither quoted nor a block


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Mapping:
    pairs: tuple[tuple[Scalar, Node], ...]
    span: Span


Node = Scalar | Sequence | Mapping


class _Refused(Exception):
    """Ends the walk over events at the first thing that must not be built; carries its message."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text)
        self.message = message


def compose(path: str, lines: tuple[str, ...], first_line: int = 1) -> Checked[Mapping | None]:
    """The mapping these lines hold. `first_line` is where in the file the first of them stands."""
    text = "\n".join(lines) + "\n"
    if len(text.encode()) > LIMIT_BYTES:
        span = Span(path, first_line, 1, 1)
        return Checked(
            None,
            (
                error(
                    "too-large",
                    span,
                    f"the front matter is larger than {LIMIT_BYTES // 1024} KiB",
                    "move the text below the closing ---",
                ),
            ),
        )
    suspicious = _look_at_characters(path, lines, first_line)
    if suspicious:
        return Checked(None, tuple(suspicious))
    reader = _Reader(path, lines, first_line)
    try:
        return reader.read(text)
    except _Refused as refused:
        return Checked(None, (*reader.messages, refused.message))
    except yaml.YAMLError as broken:
        return Checked(None, (_explain(path, lines, first_line, broken),))
    except (ValueError, OverflowError, RecursionError) as broken:  # libyaml's limits arrive as these
        return Checked(
            None, (error("front-matter", Span(path, first_line), f"the front matter cannot be read: {broken}"),)
        )


class _Reader:
    """One walk over the event stream; keeps depth, never recurses."""

    def __init__(self, path: str, lines: tuple[str, ...], first_line: int) -> None:
        self.path, self.lines, self.first_line = path, lines, first_line
        self.messages: list[Message] = []

    def span(self, start: Any, end: Any = None) -> Span:
        line = min(start.line, len(self.lines) - 1) if self.lines else 0
        source = self.lines[line] if self.lines else ""
        length = 1
        if end is not None:
            stop = end.column if end.line == start.line else len(source)
            length = max(1, stop - start.column)
        return Span(self.path, self.first_line + line, start.column + 1, length, source)

    def read(self, text: str) -> Checked[Mapping | None]:
        root: Node | None = None
        documents = 0
        # Each open collection: (where it starts, its finished children).
        stack: list[tuple[Any, bool, list[Node]]] = []
        for event in yaml.parse(text, Loader=_LOADER):
            done: Node | None = None
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Refused(
                        error(
                            "second-document",
                            self.span(event.start_mark),
                            "a second block of front matter begins here",
                            "keep one block between two lines of ---",
                        )
                    )
                if event.tags or event.version:
                    raise _Refused(
                        error(
                            "yaml-feature",
                            self.span(event.start_mark),
                            "directives (%) are not used in front matter",
                            "delete this line",
                        )
                    )
            elif isinstance(event, yaml.AliasEvent):
                raise _Refused(self._feature(event, f"*{event.anchor}", "an alias"))
            elif isinstance(event, yaml.NodeEvent):
                if event.anchor is not None:
                    raise _Refused(self._feature(event, f"&{event.anchor}", "an anchor"))
                if event.tag is not None:
                    raise _Refused(self._feature(event, event.tag, "a tag"))
                if isinstance(event, yaml.ScalarEvent):
                    done = Scalar(event.value, self.span(event.start_mark, event.end_mark), not event.style)
                else:
                    if len(stack) >= LIMIT_DEPTH:
                        raise _Refused(
                            error(
                                "too-deep",
                                self.span(event.start_mark),
                                f"the front matter is nested more than {LIMIT_DEPTH} levels deep",
                                "no field needs more than three levels",
                            )
                        )
                    stack.append((event.start_mark, isinstance(event, yaml.MappingStartEvent), []))
            elif isinstance(event, yaml.CollectionEndEvent):
                mark, is_mapping, children = stack.pop()
                done = self._mapping(mark, children) if is_mapping else Sequence(tuple(children), self.span(mark))
            if done is not None:
                if stack:
                    stack[-1][2].append(done)
                else:
                    root = done
        return self._checked_root(root)

    def _checked_root(self, root: Node | None) -> Checked[Mapping | None]:
        if isinstance(root, Mapping):
            return Checked(root, tuple(self.messages))
        if root is None or (isinstance(root, Scalar) and root.plain and not root.text):
            return Checked(Mapping((), Span(self.path, self.first_line)), tuple(self.messages))
        glued = isinstance(root, Scalar) and _glued_colon(self.path, self.lines, self.first_line)
        if glued:
            return Checked(None, (glued,))
        what = "a list" if isinstance(root, Sequence) else "a single text"
        message = error(
            "front-matter",
            root.span,
            f"the front matter is {what}; it must be fields with values",
            "write one field a line: title: The title",
        )
        return Checked(None, (*self.messages, message))

    def _mapping(self, mark: Any, children: list[Node]) -> Mapping:
        pairs: list[tuple[Scalar, Node]] = []
        seen: dict[str, Scalar] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, Scalar):
                raise _Refused(
                    error(
                        "front-matter",
                        key.span,
                        "a field's name must be a single word",
                        "put the value in quotes if it begins with [ or {",
                    )
                )
            if key.text == "<<":
                raise _Refused(
                    error(
                        "yaml-feature", key.span, "a merge key (<<) is not used in front matter", "write the fields out"
                    )
                )
            if key.text in seen:
                first = seen[key.text].span
                self.messages.append(
                    error(
                        "duplicate-key",
                        key.span,
                        f"the field '{key.text}' stands twice (lines {first.line} and {key.span.line})",
                        "keep one of them, or write its values as a list",
                        [Note("first here", first)],
                    )
                )
            else:
                seen[key.text] = key
                pairs.append((key, value))
        return Mapping(tuple(pairs), self.span(mark))

    def _feature(self, event: Any, shown: str, what: str) -> Message:
        return error(
            "yaml-feature",
            self.span(event.start_mark, event.end_mark),
            f"{what} ({shown}) is not used in front matter",
            "put the value in quotes if the sign belongs to it",
        )


# ---------------------------------------------------------------- characters that only look right

_CURLY = "“”„‟«»‘’‚"
_INDENT = re.compile(r"[^\S\n]*")
_KEY_LIKE = re.compile(r"^(\s*(?:-\s+)?)([\w][\w-]*)(\s*)(:)(\S.*)$")
_AFTER_COLON = re.compile(r"^\s*(?:-\s+)?[\w-]+:(?P<gap>\s*)(?P<value>.*)$")


def _look_at_characters(path: str, lines: tuple[str, ...], first_line: int) -> list[Message]:
    """Tabs and look-alike spaces in the structure, curly quotes used as quotes, and anything invisible."""
    found: list[Message] = []
    for number, line in enumerate(lines, first_line):
        indent = _INDENT.match(line)
        assert indent is not None
        if line.isascii() and "\t" not in line:
            continue
        for at, character in enumerate(indent.group()):
            if character != " ":
                found.append(_look_alike(path, number, at, line, character, "the indentation"))
                break
        after = _AFTER_COLON.match(line)
        if after:
            for at, character in enumerate(after["gap"], after.start("gap")):
                if character not in " \t":
                    found.append(_look_alike(path, number, at, line, character, "the space after the colon"))
                    break
            value = after["value"].rstrip()
            if len(value) > 1 and value[0] in _CURLY and value[-1] in _CURLY:
                at = after.start("value")
                found.append(
                    error(
                        "curly-quotes",
                        Span(path, number, at + 1, len(value), line),
                        f"the value stands in curly quotes ({value[0]} {value[-1]}), which are no quotes here",
                        f'use straight quotes: "{value[1:-1]}"',
                    )
                )
        for match in INVISIBLE.finditer(line):
            found.append(
                error(
                    "invisible-character",
                    Span(path, number, match.start() + 1, 1, line),
                    f"the invisible character {character_name(match.group())} stands in the front matter",
                    "delete it, and type the text around it again",
                )
            )
    return found


def _look_alike(path: str, number: int, at: int, line: str, character: str, where: str) -> Message:
    name = "TAB (U+0009)" if character == "\t" else character_name(character)
    return error(
        "wrong-space",
        Span(path, number, at + 1, 1, line),
        f"{where} holds a {name}, not a space",
        "replace it by ordinary spaces",
    )


def _glued_colon(path: str, lines: tuple[str, ...], first_line: int) -> Message | None:
    for number, line in enumerate(lines, first_line):
        glued = _KEY_LIKE.match(line)
        if glued and not glued[5].startswith("//"):
            return error(
                "missing-space",
                Span(path, number, glued.start(4) + 1, 1, line),
                f"there is no space after the colon of '{glued[2]}'",
                f"write: {glued[2]}: {glued[5]}",
            )
    return None


# ---------------------------------------------------------------- the parser's complaints, in plain words

_NEEDS_QUOTES = "put the value in quotes"


def _explain(path: str, lines: tuple[str, ...], first_line: int, broken: yaml.YAMLError) -> Message:
    """One plain sentence for what libyaml calls by the names of its tokens."""
    mark = getattr(broken, "problem_mark", None) or getattr(broken, "context_mark", None)
    problem = str(getattr(broken, "problem", "") or broken)
    context = str(getattr(broken, "context", "") or "")
    row = min(mark.line, len(lines) - 1) if mark is not None and lines else 0
    column = mark.column if mark is not None else 0
    glued = _glued_colon(path, lines[: row + 1], first_line)
    if glued and ("could not find expected ':'" in problem or "mapping" in context):
        return glued
    if "quoted scalar" in context:
        start = broken.context_mark  # type: ignore[attr-defined]  # set wherever a context is
        span = Span(
            path, first_line + start.line, start.column + 1, 1, lines[start.line] if start.line < len(lines) else ""
        )
        return error(
            "unbalanced-quotes",
            span,
            "a quotation mark opens here and is never closed, or text follows the closing one",
            "close the quotes, or use the other kind around the whole value",
        )
    line = lines[row] if lines else ""
    if column >= len(line) and row > 0 and not line.strip():
        row -= 1
        line, column = lines[row], 0
    span = Span(path, first_line + row, column + 1, 1, line)
    key = line.split(":", 1)[0].strip().lstrip("- ") if ":" in line else ""
    whose = f" of '{key}'" if re.fullmatch(r"[\w-]+", key or "") else ""
    value = line.split(":", 1)[1].strip() if ":" in line else line.strip()
    quoted = "'" + value.replace("'", "''") + "'"
    advice = f"{_NEEDS_QUOTES}: {key}: {quoted}" if whose else _NEEDS_QUOTES
    if "mapping values are not allowed" in problem:
        return error("needs-quotes", span, f"the value{whose} holds a colon followed by a space", advice)
    if "cannot start any token" in problem:
        sign = line[column : column + 1]
        if sign == "\t":
            return error("wrong-space", span, "a TAB (U+0009) stands where only spaces may", "replace it by spaces")
        return error("needs-quotes", span, f"the value{whose} begins with {sign}", advice)
    if "sequence entries are not allowed" in problem or "block sequence entries" in problem:
        return error("needs-quotes", span, f"the value{whose} begins with a hyphen and a space", advice)
    if "expected alphabetic or numeric" in problem or "alias" in context or "anchor" in context:
        return error(
            "needs-quotes", span, f"the value{whose} begins with {line[column : column + 1] or '* or &'}", advice
        )
    if "flow" in context or "expected <block end>" in problem or "flow" in problem:
        started = value[:1] in "[{\"'"
        reason = (
            f"the value{whose} begins with {value[:1]} and goes on after it"
            if started
            else "the indentation or a bracket here does not fit what stands above"
        )
        return error("needs-quotes", span, reason, advice if started else "let every field begin in the same column")
    if "tag" in context:
        return error("yaml-feature", span, f"the value{whose} begins with !", advice)
    if "could not find expected ':'" in problem:
        return error(
            "front-matter",
            span,
            "this line is no field: it has no colon",
            "write a field as 'name: value', and indent a text that goes on",
        )
    return error("front-matter", span, f"the front matter cannot be read here: {problem}", _NEEDS_QUOTES)


def cut_by_comment(node: Scalar) -> Message | None:
    """A warning when ` #` ends an unquoted value that has more text behind it."""
    source = node.span.source or ""
    rest = source[node.span.column - 1 + node.span.length :] if node.plain else ""
    if node.plain and re.match(r"\s+#", rest):
        at = node.span.column - 1 + node.span.length + rest.index("#")
        span = Span(node.span.path, node.span.line, at + 1, len(source) - at, source)
        return warning(
            "cut-value",
            span,
            "everything after ' #' is a comment and is not part of the value",
            f"put the value in quotes if it belongs to it: '{node.text}{rest.rstrip()}'",
        )
    return None
