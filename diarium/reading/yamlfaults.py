"""What is wrong with a line of front matter, in plain words, and how the line would read if it were right.

The parser says that something is wrong and where it noticed; here the line that caused it is found. A mended line
serves only to find the faults behind it in the same run: it is never published.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import yaml

from diarium.messages import Message, Span, error
from diarium.reading.decoding import BIDI, INVISIBLE, character_name
from diarium.schema import field_names, list_names


@dataclass(frozen=True, slots=True)
class Fault:
    """A message about one line. Without a row it is about none that could be mended."""

    message: Message
    row: int = -1
    fixed: str | None = None
    certain: bool = False  # nothing else can have been meant


# ---------------------------------------------------------------- lines

_BLOCK = re.compile(r"(?:[:\-]\s+)[|>][+-]?[0-9]?[+-]?\s*(?:\s#.*)?$")
_DASHES = r"(?:-[ \t]+)*"
_FIELD = re.compile(
    rf"(?P<lead>\s*{_DASHES})(?P<key>[^\s:#'\"\[\]{{}}][^:#]*?)(?P<gap>\s*):(?:\s+(?P<value>\S.*?))?\s*$"
)
_ITEM = re.compile(r"(?P<lead>\s*(?:-\s+)+)(?P<value>\S.*?)\s*$")
_GLUED = re.compile(rf"(?P<lead>\s*{_DASHES})(?P<key>[\w-]+):(?P<value>[^\s/].*)$")
_GLUED_ITEM = re.compile(r"(?P<lead>\s*)-(?P<value>[^\s-].*)$")
_PRECEDES_LIST = re.compile(r"\s*(?P<key>[\w-]+):\s*$")
_MARKED = r"[^\S\n]*[–—‐‑−•·▪◦●][^\S\n]"  # what word processors make of a hyphen
_MARKED_ITEM = re.compile(r"(?P<lead>\s*)(?P<mark>[–—‐‑−•·▪◦●])\s+(?P<value>\S.*)$")
_REST = re.compile(r"\s*(?:\s#.*)?")  # what may follow a closing quotation mark or bracket
_LOOKS_BACK = 60


def structure(lines: Sequence[str]) -> Iterator[int]:
    """The rows that hold fields and items, not the text of a block that begins with | or >."""
    inside: int | None = None
    for row, line in enumerate(lines):
        if not line.strip():
            continue
        indent = len(line) - len(line.lstrip())
        if inside is not None and indent > inside:
            continue
        inside = indent if _BLOCK.search(line) else None
        yield row


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# ---------------------------------------------------------------- characters that only look right

_CURLY = "“”„‟«»‘’‚"
CURLY = re.compile(f"[{_CURLY}]")
_SPACES = re.compile(r"[^\S\n]+")
_ODD_BEFORE_COLON = re.compile(rf"\s*{_DASHES}[\w-]+(?P<odd>[^\S ]+) *:(?:\s|$)")
_ODD_AFTER = re.compile(rf"\s*{_DASHES}(?:[\w-]+:|-)(?P<gap>[^\S\n]*)(?P<value>.*?)(?P<end>[^\S\n]*)$")


# Without any of these in the whole of it, no line can have one of the faults that are looked for line by line.
_ODD = re.compile(
    r"[\t\v\f\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000" + INVISIBLE.pattern[1:]
)  # spaces that are none
_CURLY_AT_END = re.compile(rf"[{_CURLY}][^\S\n]*(?:\n|$)")
_GLUED_AT_START = re.compile(rf"\n(?:[^\S\n]*-[^\s-]|[\w-]+:[^\s/]|{_MARKED})")


def _looks_right(lines: Sequence[str]) -> bool:
    text = "\n" + "\n".join(lines)
    return not (_GLUED_AT_START.search(text) or _CURLY_AT_END.search(text) or _ODD.search(text))


def look_alikes(path: str, lines: Sequence[str], first_line: int) -> list[Fault]:
    """Spaces that are none, curly quotes used as quotes, anything invisible, and items without a hyphen and a space."""
    found: list[Fault] = []
    if _looks_right(lines):
        return found
    previous, in_marked = "", False
    for row in structure(lines):
        line = lines[row]
        messages = list(_odd_characters(path, line, first_line + row))
        fixed = line
        if messages:
            fixed = _SPACES.sub(lambda m: " " * len(m.group()), INVISIBLE.sub("", line))
        dressed = _ODD_AFTER.match(fixed)
        if dressed and wears_curly_quotes(dressed["value"]):
            at = dressed.start("value")
            messages.append(
                curly_quoted(dressed["value"], Span(path, first_line + row, at + 1, len(dressed["value"]), line))
            )
            fixed = fixed[:at] + _quoted(dressed["value"][1:-1])
        glued = _GLUED_ITEM.match(fixed)
        if glued and (_PRECEDES_LIST.match(previous) or _GLUED_ITEM.match(previous)) and not fixed.startswith("---"):
            span = Span(path, first_line + row, glued.end("lead") + 1, 1, line)
            help = f"write: - {glued['value']}"
            messages.append(error("missing-space", span, "there is no space after the hyphen of this item", help))
            fixed = f"{glued['lead']}- {glued['value']}"
        marked, list_begins = _MARKED_ITEM.match(fixed), _PRECEDES_LIST.match(previous)
        if marked and (in_marked or (list_begins and list_begins["key"] in list_names())):
            span = Span(path, first_line + row, marked.start("mark") + 1, 1, line)
            sentence = f"this item begins with {character_name(marked['mark'])}, not with a hyphen"
            messages.append(error("wrong-hyphen", span, sentence, f"write: - {marked['value']}"))
            fixed = f"{marked['lead']}- {marked['value']}"
            in_marked = True
        else:
            in_marked = False
        glued = _GLUED.match(fixed)
        known = True
        if glued and not glued["lead"] and not _BLOCK.search(previous):
            known = glued["key"] in field_names()
            messages.append(_no_space(path, first_line + row, line, glued))
            fixed = _spaced(fixed, glued)
        previous = line
        certain = known and all(message.code in _SURE for message in messages)
        certain = certain and not ("\t" in line or _TURNING.search(line))
        found += (Fault(message, row, fixed, certain) for message in messages)
    return found


_TURNING = re.compile("[" + "".join(BIDI) + "]")
# Letters nobody sees and spaces that are none can be made right; curly quotes may be meant.
_SURE = frozenset({"invisible-character", "wrong-space", "wrong-hyphen", "missing-space"})


def _no_space(path: str, number: int, line: str, glued: re.Match[str]) -> Message:
    key, value = glued["key"], glued["value"].strip()
    span = Span(path, number, glued.end("key") + 1, 1, line)
    return error("missing-space", span, f"there is no space after the colon of '{key}'", f"write: {key}: {value}")


def _spaced(line: str, glued: re.Match[str]) -> str:
    colon = glued.end("key")
    return f"{line[: colon + 1]} {line[colon + 1 :]}"


def _odd_characters(path: str, line: str, number: int) -> Iterator[Message]:
    if line.isascii() and "\t" not in line:
        return
    indent = len(line) - len(line.lstrip())
    told: set[int] = set()
    places = [("the indentation", 0, indent)]
    if before := _ODD_BEFORE_COLON.match(line):
        places.append(("the place before the colon", *before.span("odd")))
    if after := _ODD_AFTER.match(line):
        places.append(("the space before the value", *after.span("gap")))
        places.append(("the end of the line", *after.span("end")))
    for where, start, end in places:
        tab_is_fine = where not in ("the indentation", "the place before the colon")
        for at in range(start, end):
            if at not in told and line[at] != " " and not (tab_is_fine and line[at] == "\t"):
                told.add(at)
                name = "TAB (U+0009)" if line[at] == "\t" else character_name(line[at])
                span = Span(path, number, at + 1, 1, line)
                yield error(
                    "wrong-space", span, f"{where} holds a {name}, not a space", "replace it by ordinary spaces"
                )
                break
    for match in INVISIBLE.finditer(line):
        span = Span(path, number, match.start() + 1, 1, line)
        sentence = f"the invisible character {character_name(match.group())} stands in the front matter"
        if match.start() not in told:
            yield error("invisible-character", span, sentence, "delete it, and type the text around it again")


def wears_curly_quotes(value: str) -> bool:
    """Whether a value stands in curly quotes as a whole, as “this”, and not as “this” and “that”."""
    if len(value) < 2 or value[0] not in _CURLY or value[-1] not in _CURLY:
        return False
    inner = re.sub(r"(?<=\w)’(?=\w)", "", value[1:-1])
    return not any(c in _CURLY for c in inner)


def curly_quoted(value: str, span: Span) -> Message:
    sentence = f"the value stands in curly quotes ({value[0]} {value[-1]}), which are no quotes here"
    help = f"use straight quotes: \"{value[1:-1]}\", or add them if the curly ones are part of the text: '{value}'"
    return error("curly-quotes", span, sentence, help)


# ---------------------------------------------------------------- the parser's complaints, in plain words


def fault(
    path: str, lines: Sequence[str], first_line: int, broken: yaml.YAMLError, known: Collection[int]
) -> Fault | None:
    """What the parser stumbled over; `None` when it only stumbled over a line that was mended already."""
    look = _Look(path, lines, first_line)
    problem = str(getattr(broken, "problem", None) or broken)
    context = str(getattr(broken, "context", None) or "")
    mark = getattr(broken, "problem_mark", None) or getattr(broken, "context_mark", None)
    began = getattr(broken, "context_mark", None)
    row, column = (min(mark.line, len(lines) - 1), mark.column) if mark is not None else (0, 0)
    before = look.before(row)
    rows: list[int] = []
    if began is not None and began.line < len(lines) and "block mapping" not in context:
        rows.append(began.line)  # a quotation mark or a bracket opens there
    if "mapping values" in problem and _first_colon(lines[row]) == column:
        rows += [before] if before is not None else []
        found = next((f for one in rows if one not in known and (f := look.line(one))), None)
        found = found or look.torn(row, before)
    else:
        opened = look.opened(row)
        rows += [row, *([before] if before is not None else [])]
        if opened is not None and opened not in known:
            found = look.line(opened) or look.open_quote(opened, look.value_at(opened), problem)
        else:
            found = next((f for one in rows if one not in known and (f := look.line(one))), None)
        if found is None and "could not find expected ':'" in problem and began is not None:
            found = look.no_colon(min(began.line, len(lines) - 1))
        if found is None and began is not None and "quoted scalar" in context:
            found = look.open_quote(min(began.line, len(lines) - 1), began.column, problem)
    if found is not None:
        return found if found.row not in known else None
    if known:
        return None
    return look.unknown(row, column, problem)


def _first_colon(line: str) -> int:
    match = re.search(r":(?:\s|$)", line)
    return match.start() if match else -1


class _Look:
    """Looks at single lines for what an editor may have meant."""

    def __init__(self, path: str, lines: Sequence[str], first_line: int) -> None:
        self.path, self.lines, self.first_line = path, lines, first_line
        self.rows = list(structure(lines))

    def span(self, row: int, at: int, length: int = 1) -> Span:
        return Span(self.path, self.first_line + row, at + 1, max(1, length), self.lines[row])

    def before(self, row: int) -> int | None:
        return max((one for one in self.rows if one < row), default=None)

    def opened(self, row: int) -> int | None:
        """The nearest line from here up that opens a quotation mark or a bracket which is not closed as it should be."""
        for one in reversed([r for r in self.rows if row - _LOOKS_BACK <= r <= row]):
            found = self._value(one)
            if found is None or found[2][0] not in "'\"[{" or _end_of_quoted(found[2]) is not None:
                continue
            onwards = "\n".join([found[2], *self.lines[one + 1 : row + 2]])
            end = _end_of_quoted(onwards)
            if end is None or not _REST.fullmatch(onwards[end:].split("\n", 1)[0]):
                return one
        return None

    def _value(self, row: int) -> tuple[str, int, str] | None:
        """The name of the field, where its value begins, and the value."""
        line = self.lines[row]
        match = _FIELD.match(line) or _ITEM.match(line)
        if match is None or match["value"] is None:
            return None
        return match.groupdict().get("key") or "", match.start("value"), match["value"]

    def value_at(self, row: int) -> int:
        found = self._value(row)
        return found[1] if found else 0

    def line(self, row: int) -> Fault | None:
        """The fault of this line, if it has one by itself."""
        line = self.lines[row]
        glued = _GLUED.match(line)
        if glued and row in self.rows:
            known = glued["key"] in field_names()
            return Fault(_no_space(self.path, self.first_line + row, line, glued), row, _spaced(line, glued), known)
        found = self._value(row)
        if found is None:
            return None
        key, at, value = found
        sentence, offset, code = _fault_of_value(value)
        if not sentence:
            return None
        whose = f"the value of '{key}'" if key else "this item"
        if code == "front-matter":
            return Fault(error(code, self.span(row, at + offset), f"{whose} {sentence}", "take one comma away"), row)
        advice = f"put the value in quotes: {key + ': ' if key else '- '}{_quoted(value)}"
        if code == "unbalanced-quotes":
            advice = f"put the whole value in the other kind of quotes, or double the marks within it: {_quoted(value[1:-1] if value[-1] == value[0] else value)}"
        message = error(code, self.span(row, at + offset), f"{whose} {sentence}", advice)
        certain = code == "needs-quotes" and _wants_quotes(value)
        return Fault(message, row, f"{line[:at]}{_quoted(value)}", certain)

    def torn(self, row: int, before: int | None) -> Fault:
        """A field that cannot be one because of the line above it."""
        line = self.lines[row]
        inner = len(line) - len(line.lstrip())
        if before is not None:
            above = self.lines[before]
            if not _FIELD.match(above) and not _ITEM.match(above):
                return self.no_colon(before)
            if inner > len(above) - len(above.lstrip()):
                sentence = "this field is indented further than the one above, so it seems to go on with its value"
                return Fault(error("front-matter", self.span(row, inner), sentence, "begin it in the same column"), row)
        return self.unknown(row, inner, "a colon is not expected")

    def no_colon(self, row: int) -> Fault:
        line = self.lines[row]
        inner = len(line) - len(line.lstrip())
        word = line.split()[0].rstrip("=") if line.strip() else ""
        sentence = f"this line is no field: there is no colon after '{word}'"
        help = "write a field as 'name: value', and indent a text that goes on"
        return Fault(error("front-matter", self.span(row, inner, len(line) - inner), sentence, help), row)

    def open_quote(self, row: int, at: int, problem: str) -> Fault:
        line = self.lines[row]
        sign = line[at : at + 1]
        if "escape" in problem or "hexdecimal" in problem:
            sentence = "a backslash in double quotes has a meaning of its own, and this one has none"
            help = f"use single quotes: {_quoted(line[at:].strip().strip(sign))}"
            return Fault(error("needs-quotes", self.span(row, at, len(line) - at), sentence, help), row)
        curly = " (a curly one does not close it)" if line.rstrip()[-1:] in _CURLY else ""
        sentence = f"the quotation mark {sign} opens here and is never closed{curly}"
        help = f"close it at the end of the value: {line[at:].rstrip()}{sign}"
        fixed = f"{line[:at]}{_quoted(line[at:].strip().strip(sign))}"
        return Fault(error("unbalanced-quotes", self.span(row, at), sentence, help), row, fixed)

    def unknown(self, row: int, column: int, problem: str) -> Fault:
        line = self.lines[row] if self.lines else ""
        inner = len(line) - len(line.lstrip())
        if re.search(r"expected key|expected '-'|expected <document start>|block end", problem):
            kind = "item" if line.lstrip().startswith("- ") else "field"
            sentence = f"the indentation of this {kind} does not fit what stands above"
            help = f"let every {kind} begin in the same column"
            return Fault(error("front-matter", self.span(row, inner), sentence, help))
        sign = line[column : column + 1]
        if "cannot start any token" in problem and sign == "\t":
            sentence = "a TAB (U+0009) stands where only spaces may"
            return Fault(error("wrong-space", self.span(row, column), sentence, "replace it by spaces"))
        if "cannot start any token" in problem and sign:
            sentence = f"no text can begin with {sign} unless it is in quotes"
            return Fault(error("needs-quotes", self.span(row, column), sentence, "put the value in quotes"))
        sentence = f"the front matter cannot be read here: {problem}"
        return Fault(error("front-matter", self.span(row, min(column, len(line))), sentence, "put the value in quotes"))


_FIELD_WITHIN = re.compile(r"(?:^|[\s,;{])([\w-]+):(?:\s|$)")


def _wants_quotes(value: str) -> bool:
    """Whether quotes around the value say what its editor meant, and not a second field, a list or a remark."""
    if re.search(r"\s#", value) or any(name in field_names() for name in _FIELD_WITHIN.findall(value)):
        return False
    if value[0] in "[{":
        end = _end_of_quoted(value)
        return end is not None and bool(re.match(r"\s+\w", value[end:]))
    return value[0] in "@`%" or (value[0] == "*" and "*" in value[1:]) or value[0].isalnum()


def _fault_of_value(value: str) -> tuple[str, int, str]:
    """What is wrong with an unquoted value or its quotes, where in it, and the code; an empty sentence if nothing is."""
    first = value[0]
    needs = "needs-quotes"
    if first in "@`%":
        return f"begins with {first}", 0, needs
    if first in "*&!":
        return f"begins with {first}", 0, needs
    if first in "|>" and not re.fullmatch(r"[|>][+-]?[0-9]?[+-]?(?:\s+#.*)?", value):
        return f"begins with {first}", 0, needs
    if re.match(r"[-?:](?:\s|$)", value):
        name = {"-": "a hyphen", "?": "a question mark", ":": "a colon"}[first]
        return f"begins with {name} and a space", 0, needs
    if first in "'\"":
        end = _end_of_quoted(value)
        if end is not None and not _REST.fullmatch(value[end:]):
            return f"goes on after the closing quotation mark {first}", end, "unbalanced-quotes"
        return "", 0, ""
    if first in "[{":
        end = _end_of_quoted(value)
        shut = "]" if first == "[" else "}"
        if end is None:
            return (f"begins with {first}, and no {shut} follows", 0, needs)
        if not _REST.fullmatch(value[end:]):
            return f"begins with {first} and goes on after {shut}", 0, needs
        nothing = re.search(r"[\[,]\s*,", value)
        return ("has nothing between two commas", nothing.end() - 1, "front-matter") if nothing else ("", 0, "")
    colon = re.search(r":(?:\s|$)", value)
    comment = re.search(r"\s#", value)
    if colon and not (comment and comment.start() < colon.start()):
        return "holds a colon followed by a space", colon.start(), needs
    return "", 0, ""


def _end_of_quoted(value: str) -> int | None:
    """Where the quotation marks or brackets that open a value are closed again, or `None`."""
    if value[0] in "'\"":
        pattern = r"'(?:[^']|'')*'" if value[0] == "'" else r'"(?:[^"\\]|\\.)*"'
        match = re.match(pattern, value)
        return match.end() if match else None
    depth = 0
    for at, character in enumerate(value):
        depth += (character in "[{") - (character in "]}")
        if not depth:
            return at + 1
    return None
