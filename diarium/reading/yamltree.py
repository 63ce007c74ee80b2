"""Front matter text to a tree of nodes with places: every scalar stays the text that stands there.

It constructs nothing: no anchors, tags or guessed types, and it refuses what could grow, before building any of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, cast

import yaml

from diarium.messages import Checked, Fix, Message, Note, Span, error, warning
from diarium.reading.dates import may_name_weekday
from diarium.reading.decoding import CONTROL, INVISIBLE
from diarium.reading.whereabouts import Lines, Place
from diarium.reading.yamlfaults import CURLY, Fault, curly_quoted, fault, look_alikes, structure, wears_curly_quotes

LIMIT_BYTES = 64 * 1024
LIMIT_DEPTH = 8
LIMIT_FAULTS = 40  # a file with more than this is no front matter

# libyaml's scanner when it is there: twenty times faster, and the same marks.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_BETWEEN = ("%", "...")  # begins a line that belongs between documents


class Scalar:
    __slots__ = ("cut", "lines", "place", "plain", "text")

    def __init__(self, text: str, lines: Lines, place: Place, plain: bool, cut: Span | None = None) -> None:
        self.text = text
        self.lines = lines
        self.place = place
        self.plain = plain  # neither quoted nor a block
        self.cut = cut  # the comment that ends an unquoted text

    @property
    def span(self) -> Span:
        return self.lines.span(self.place)


class Sequence:
    __slots__ = ("items", "lines", "place")

    def __init__(self, items: tuple[Node, ...], lines: Lines, place: Place) -> None:
        self.items, self.lines, self.place = items, lines, place

    @property
    def span(self) -> Span:
        return self.lines.span(self.place)


class Mapping:
    __slots__ = ("lines", "pairs", "place")

    def __init__(self, pairs: tuple[tuple[Scalar, Node], ...], lines: Lines, place: Place) -> None:
        self.pairs, self.lines, self.place = pairs, lines, place

    @property
    def span(self) -> Span:
        return self.lines.span(self.place)


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
    if len(text) > LIMIT_BYTES // 4 and len(text.encode()) > LIMIT_BYTES:
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
    """One walk over the event stream; keeps depth, never recurses.

    What a value can only hold when it stands somewhere in the text is looked for in the text once: most have none of it.
    """

    def __init__(self, path: str, lines: tuple[str, ...], first_line: int) -> None:
        self.path, self.lines, self.first_line = path, lines, first_line
        self.messages: list[Message] = []
        self.text = text = "\n".join(lines) + "\n"
        hides = "\\" in text or INVISIBLE.search(text) is not None  # as such, or as an escape
        self.places = Lines(path, text[:-1], first_line, hides, may_name_weekday(text))
        self._escapes = "\\" in text or not unicodedata.is_normalized("NFC", text) or bool(CONTROL.search(text))
        self._curly = CURLY.search(text) is not None
        self._remarks = "#" in text
        self._questions = "?" in text

    def span(self, start: Any, end: Any = None) -> Span:
        return self.places.span(self._place(start, end))

    def _place(self, start: Any, end: Any = None) -> Place:
        row, column = start.line, start.column
        if row >= len(self.lines):  # what is empty may be noticed behind the last line
            row = max(0, len(self.lines) - 1)
        if end is None:
            return row, column, 1
        stop = end.column if end.line == start.line else len(self.lines[row]) if self.lines else 0
        return row, column, max(1, stop - column)

    def read(self) -> Mapping | None:
        self._refuse_directives()
        root: Node | None = None
        documents = 0
        # Each open collection: (where it starts, whether it is a mapping, its finished children).
        stack: list[tuple[Any, bool, list[Node]]] = []
        done: Node
        # Where values hold none of it, one on a line of its own, unquoted, is all that its event says of it.
        plainly = not (self._escapes or self._curly or self._remarks)
        count = len(self.lines)  # the parser counts more where a separator of lines stands within one
        loader = _LOADER(self.text)
        try:
            while (event := loader.get_event()) is not None:
                kind = type(event)
                if kind is yaml.ScalarEvent:
                    if event.anchor is not None or event.tag is not None:
                        raise _Refused(self._marked(event))
                    start, end = event.start_mark, event.end_mark
                    row, column = start.line, start.column
                    if plainly and not event.style and end.line == row < count and end.column > column:
                        done = Scalar(event.value, self.places, (row, column, end.column - column), True)
                    else:
                        done = self._scalar(event)
                elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                    if event.anchor is not None or event.tag is not None:
                        raise _Refused(self._marked(event))
                    if len(stack) >= LIMIT_DEPTH:
                        sentence = f"the front matter is nested more than {LIMIT_DEPTH} levels deep"
                        help = "no field needs more than three levels"
                        raise _Refused(error("too-deep", self.span(event.start_mark), sentence, help))
                    stack.append((event.start_mark, kind is yaml.MappingStartEvent, []))
                    continue
                elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                    mark, is_mapping, children = stack.pop()
                    done = (
                        self._mapping(mark, children)
                        if is_mapping
                        else Sequence(tuple(children), self.places, self._place(mark))
                    )
                elif kind is yaml.DocumentStartEvent:
                    documents += 1
                    if documents > 1:
                        raise _Refused(self._second(self.span(event.start_mark)))
                    continue
                elif kind is yaml.AliasEvent:
                    raise _Refused(self._feature(event, f"*{event.anchor}", "an alias"))
                else:
                    continue
                if stack:
                    stack[-1][2].append(done)
                else:
                    root = done
        finally:
            loader.dispose()
        return self._checked_root(root)

    def _marked(self, event: Any) -> Message:
        if event.anchor is not None:
            return self._feature(event, f"&{event.anchor}", "an anchor")
        return self._feature(event, self._written_tag(event), "a tag")

    def _refuse_directives(self) -> None:
        """What belongs between documents, not into one: `%YAML`, `...`."""
        if not (self.text.startswith(_BETWEEN) or any(f"\n{sign}" in self.text for sign in _BETWEEN)):
            return
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
            return Mapping((), Lines(self.path, None, self.first_line), (0, 0, 1))
        what = "a list" if isinstance(root, Sequence) else "a single text"
        sentence = f"the front matter is {what}; it must be fields with values"
        raise _Refused(error("front-matter", root.span, sentence, "write one field a line: title: The title"))

    def _scalar(self, event: Any) -> Scalar:
        plain = not event.style  # libyaml's binding says '' where the loader in Python says None
        text = event.value
        start, end = event.start_mark, event.end_mark
        place = self._place(start, end)
        if self._escapes:
            text = unicodedata.normalize("NFC", text)
            self._look_at_escapes(text, place)
        if not plain:
            return Scalar(text, self.places, place, plain)
        if text and self._curly and wears_curly_quotes(text):
            self.messages.append(curly_quoted(text, self.places.span(place)))
        if text and start.line != end.line:
            self._look_at_rows(start, end)
        return Scalar(text, self.places, place, plain, self._comment_after(end) if self._remarks else None)

    def _look_at_escapes(self, text: str, place: Place) -> None:
        hidden = CONTROL.search(text)
        if hidden:  # an escape such as "\0" in double quotes
            name = f"U+{ord(hidden.group()):04X}"
            sentence = f"the value holds the control character {name}, written as an escape"
            self.messages.append(error("control-character", self.places.span(place), sentence, "delete the escape"))

    def _look_at_rows(self, start: Any, end: Any) -> None:
        for row in range(start.line + 1, min(end.line + 1, len(self.lines))):
            line = self.lines[row]
            inner = len(line) - len(line.lstrip())
            if line[inner:].startswith("- ") and (row < end.line or end.column > inner):
                where = Span(self.path, self.first_line + row, inner + 1, 1, line)
                sentence = "this list item goes on with the text above, because it is indented further"
                self.messages.append(error("front-matter", where, sentence, "let all items begin in the same column"))
                return

    def _comment_after(self, end: Any) -> Span | None:
        row = end.line
        if row >= len(self.lines):
            return None
        line = self.lines[row]
        rest = line[end.column :]
        if not rest.lstrip().startswith("#"):
            return None
        at = len(line) - len(rest.lstrip())
        return Span(self.path, self.first_line + row, at + 1, len(line) - at, line)

    def _mapping(self, mark: Any, children: list[Node]) -> Mapping:
        keys = children[::2]
        names = {key.text for key in keys if isinstance(key, Scalar)}
        if len(names) == len(keys) and "<<" not in names and not self._questions:
            pairs_as_written = cast("tuple[tuple[Scalar, Node], ...]", tuple(zip(keys, children[1::2], strict=True)))
            return Mapping(pairs_as_written, self.places, self._place(mark))  # as many names as keys: all are scalars
        pairs: list[tuple[Scalar, Node]] = []
        seen: dict[str, Scalar] = {}
        for key, value in zip(keys, children[1::2], strict=True):
            if self._questions and (key.span.source or "")[: key.span.column - 1].rstrip().endswith("?"):
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
        return Mapping(tuple(pairs), self.places, self._place(mark))

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
