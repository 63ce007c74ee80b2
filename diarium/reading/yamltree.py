"""Front matter text to a tree of nodes with places: every scalar stays the text that stands there.

It constructs nothing: no anchors, tags or guessed types, and it refuses what could grow, before building any of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from diarium.messages import Checked, Fix, Message, Note, Span, error, warning
from diarium.reading.decoding import CONTROL
from diarium.reading.yamlfaults import Fault, curly_quoted, fault, look_alikes, structure, wears_curly_quotes

LIMIT_BYTES = 64 * 1024
LIMIT_DEPTH = 8
LIMIT_FAULTS = 40  # a file with more than this is no front matter

# libyaml's scanner when it is there: twenty times faster, and the same marks.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    text: str
    span: Span
    plain: bool  # neither quoted nor a block
    cut: Span | None = None  # the comment that ends an unquoted text


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Mapping:
    pairs: tuple[tuple[Scalar, Node], ...]
    span: Span


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Composed:
    """A tree, and how far it is the editor's: lines that had to be mended so that the others could be read."""

    tree: Mapping | None
    messages: tuple[Message, ...] = ()
    mended: frozenset[int] = field(default=frozenset())  # numbers of lines in the file
    torn: bool = False  # something had to be left out


class _Refused(Exception):  # noqa: N818 - not a fault of ours: it ends the walk
    """Ends the walk over events at the first thing that must not be built; carries its message."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text)
        self.message = message


def compose(path: str, lines: tuple[str, ...], first_line: int = 1) -> Checked[Mapping | None]:
    """The mapping these lines hold, or `None` when any of them is no front matter."""
    composed = compose_as_far_as_possible(path, lines, first_line)
    return Checked(None if composed.mended else composed.tree, composed.messages)


def compose_as_far_as_possible(path: str, lines: tuple[str, ...], first_line: int = 1) -> Composed:
    """The mapping these lines hold; a faulty line is told of and mended, so that all faults are found in one run.

    `first_line` is where in the file the first of them stands.
    """
    text = "\n".join(lines) + "\n"
    if len(text.encode()) > LIMIT_BYTES:
        span = Span(path, first_line, 1, 1, lines[0])
        sentence = f"the front matter is larger than {LIMIT_BYTES // 1024} KiB"
        return Composed(None, (error("too-large", span, sentence, "move the text below the closing ---"),))
    faults = look_alikes(path, lines, first_line)
    current = [line if line.strip() else "" for line in lines]  # a line of blanks is an empty line
    for found in faults:
        current[found.row] = found.fixed or ""
    torn = any(found.fixed is None for found in faults)
    tree: Mapping | None = None
    messages: list[Message] = []
    for _ in range(LIMIT_FAULTS):
        reader = _Reader(path, tuple(current), first_line)
        try:
            tree = reader.read()
        except _Refused as refused:
            messages = [*reader.messages, refused.message]
        except yaml.YAMLError as broken:
            one_more = fault(path, current, first_line, broken, {found.row for found in faults})
            if one_more is not None:
                faults.append(one_more)
                if one_more.row >= 0:
                    current[one_more.row] = one_more.fixed or ""
                    torn = torn or one_more.fixed is None or one_more.message.code == "unbalanced-quotes"
                    continue
        except (ValueError, OverflowError, RecursionError) as broken:  # libyaml's limits arrive as these
            span = Span(path, first_line, 1, 1, lines[0])
            messages = [error("front-matter", span, f"the front matter cannot be read: {broken}")]
        else:
            messages = reader.messages
        break
    mended = frozenset(first_line + found.row for found in faults)
    rest = (message for message in messages if message.span.line not in mended)
    return Composed(tree, (*_with_fixes(faults, lines, first_line), *rest), mended, torn)


def _with_fixes(faults: Iterable[Fault], lines: tuple[str, ...], first_line: int) -> Iterator[Message]:
    """What is said of the faults, with the line as it should be wherever nothing else can have been meant."""
    doubtful = {found.row for found in faults if not found.certain}
    for found in faults:
        if found.fixed is None or found.row in doubtful:
            yield found.message
        else:
            old, line = lines[found.row], first_line + found.row
            yield replace(found.message, fix=Fix(found.message.span.path, line, old, (found.fixed,)))


class _Reader:
    """One walk over the event stream; keeps depth, never recurses."""

    def __init__(self, path: str, lines: tuple[str, ...], first_line: int) -> None:
        self.path, self.lines, self.first_line = path, lines, first_line
        self.messages: list[Message] = []

    def span(self, start: Any, end: Any = None) -> Span:
        line = max(0, min(start.line, len(self.lines) - 1))
        source = self.lines[line] if self.lines else ""
        length = 1
        if end is not None:
            stop = end.column if end.line == start.line else len(source)
            length = max(1, stop - start.column)
        return Span(self.path, self.first_line + line, start.column + 1, length, source)

    def read(self) -> Mapping | None:
        self._refuse_directives()
        root: Node | None = None
        documents = 0
        # Each open collection: (where it starts, whether it is a mapping, its finished children).
        stack: list[tuple[Any, bool, list[Node]]] = []
        for event in yaml.parse("\n".join(self.lines) + "\n", Loader=_LOADER):
            done: Node | None = None
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Refused(self._second(self.span(event.start_mark)))
            elif isinstance(event, yaml.AliasEvent):
                raise _Refused(self._feature(event, f"*{event.anchor}", "an alias"))
            elif isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)):
                if event.anchor is not None:
                    raise _Refused(self._feature(event, f"&{event.anchor}", "an anchor"))
                if event.tag is not None:
                    raise _Refused(self._feature(event, self._written_tag(event), "a tag"))
                if isinstance(event, yaml.ScalarEvent):
                    done = self._scalar(event)
                else:
                    if len(stack) >= LIMIT_DEPTH:
                        sentence = f"the front matter is nested more than {LIMIT_DEPTH} levels deep"
                        help = "no field needs more than three levels"
                        raise _Refused(error("too-deep", self.span(event.start_mark), sentence, help))
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

    def _refuse_directives(self) -> None:
        """What belongs between documents, not into one: `%YAML`, `...`."""
        for row in structure(self.lines):
            line = self.lines[row]
            if line.startswith("%"):
                span = Span(self.path, self.first_line + row, 1, len(line), line)
                sentence = f"a directive ({line.split()[0]}) is not used in front matter"
                raise _Refused(error("yaml-feature", span, sentence, "delete this line"))
            if line == "..." or line.startswith("... "):
                raise _Refused(self._second(Span(self.path, self.first_line + row, 1, 3, line)))

    def _second(self, span: Span) -> Message:
        ends = (span.source or "").startswith("...")
        sentence = (
            "three full stops end the front matter here" if ends else "a second block of front matter begins here"
        )
        help = "end the front matter with a line ---" if ends else "keep one block between two lines of ---"
        return error("second-document", span, sentence, help)

    def _checked_root(self, root: Node | None) -> Mapping | None:
        if isinstance(root, Mapping):
            return root
        if root is None or (isinstance(root, Scalar) and root.plain and not root.text):
            return Mapping((), Span(self.path, self.first_line))
        what = "a list" if isinstance(root, Sequence) else "a single text"
        sentence = f"the front matter is {what}; it must be fields with values"
        raise _Refused(error("front-matter", root.span, sentence, "write one field a line: title: The title"))

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        plain = not event.style  # libyaml's binding says '' where the loader in Python says None
        text = unicodedata.normalize("NFC", event.value)
        span = self.span(event.start_mark, event.end_mark)
        hidden = CONTROL.search(text)
        if hidden:  # an escape such as "\0" in double quotes
            name = f"U+{ord(hidden.group()):04X}"
            sentence = f"the value holds the control character {name}, written as an escape"
            self.messages.append(error("control-character", span, sentence, "delete the escape"))
        if plain and text and self.lines:
            self._look_at_plain(event, text, span)
        return Scalar(text, span, plain, self._comment_after(event) if plain else None)

    def _look_at_plain(self, event: Any, text: str, span: Span) -> None:
        if wears_curly_quotes(text):
            self.messages.append(curly_quoted(text, span))
        for row in range(event.start_mark.line + 1, min(event.end_mark.line + 1, len(self.lines))):
            line = self.lines[row]
            inner = len(line) - len(line.lstrip())
            if line[inner:].startswith("- ") and (row < event.end_mark.line or event.end_mark.column > inner):
                where = Span(self.path, self.first_line + row, inner + 1, 1, line)
                sentence = "this list item goes on with the text above, because it is indented further"
                self.messages.append(error("front-matter", where, sentence, "let all items begin in the same column"))
                return

    def _comment_after(self, event: Any) -> Span | None:
        row = event.end_mark.line
        if row >= len(self.lines):
            return None
        line = self.lines[row]
        rest = line[event.end_mark.column :]
        if not rest.lstrip().startswith("#"):
            return None
        at = len(line) - len(rest.lstrip())
        return Span(self.path, self.first_line + row, at + 1, len(line) - at, line)

    def _mapping(self, mark: Any, children: list[Node]) -> Mapping:
        pairs: list[tuple[Scalar, Node]] = []
        seen: dict[str, Scalar] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            before = (key.span.source or "")[: key.span.column - 1].rstrip()
            if before.endswith("?"):
                sentence = "a key that begins with ? is not used in front matter"
                raise _Refused(error("yaml-feature", key.span, sentence, "write the field as 'name: value'"))
            if not isinstance(key, Scalar):
                sentence, help = "a field's name must be a word", "put the value in quotes if it begins with [ or {"
                raise _Refused(error("front-matter", key.span, sentence, help))
            if key.text == "<<":
                sentence = "a merge key (<<) is not used in front matter"
                raise _Refused(error("yaml-feature", key.span, sentence, "write the fields out"))
            if key.text in seen:
                first = seen[key.text].span
                sentence = f"the field '{key.text}' stands twice (lines {first.line} and {key.span.line})"
                help = "keep one of them, or write its values as a list"
                self.messages.append(error("duplicate-key", key.span, sentence, help, [Note("first here", first)]))
            else:
                seen[key.text] = key
                pairs.append((key, value))
        return Mapping(tuple(pairs), self.span(mark))

    def _feature(self, event: Any, shown: str, what: str) -> Message:
        span = self.span(event.start_mark, event.end_mark)
        source = span.source or ""
        behind = source[: span.column - 1].rstrip()
        help = "put the value in quotes if the sign belongs to it"
        if behind.endswith((":", "-")):
            help += f": {quoted(source[span.column - 1 :].rstrip())}"
        return error("yaml-feature", span, f"{what} ({shown}) is not used in front matter", help)

    def _written_tag(self, event: Any) -> str:
        source = self.lines[event.start_mark.line][event.start_mark.column :]
        return source.split()[0] if source.startswith("!") else str(event.tag)


def quoted(text: str) -> str:
    """The text as a quoted value."""
    return "'" + text.replace("'", "''") + "'"


def cut_by_comment(node: Scalar) -> Message | None:
    """A warning when ` #` ends an unquoted value that has more text behind it."""
    if node.cut is None:
        return None
    rest = (node.cut.source or "")[node.cut.column - 1 :].rstrip()
    whole = f"{node.text} {rest}".strip()
    if not re.search(r"\w", rest):
        return None
    sentence = f"everything from ' #' on is a comment and is not part of the value: {rest}"
    return warning("cut-value", node.cut, sentence, f"put the value in quotes if it belongs to it: {quoted(whole)}")
