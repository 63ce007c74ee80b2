"""Repairs inside a line: bold that opens without closing, lines and sentences glued together, stray marks.

It adds and takes away marks, spaces and line breaks only, never a letter or a digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LOWER = "a-zåäöæøéü"
_UPPER = "A-ZÅÄÖÆØÉÜ"
# Two lines that lost the break between them: a long word, then a capital inside it.
_GLUED_WORDS = re.compile(rf"(?<=[{_LOWER}]{{6}})(?=[{_UPPER}][{_LOWER}]+(?:[-\s]|$))")
_GLUED_SENTENCES = re.compile(rf"(?<=[{_LOWER}]{{3}}[.!?])(?=[{_UPPER}][{_LOWER}]+\s)")
_BOLD_SPAN = re.compile(r"\*\*(?=\S)(?:(?!\*\*).)*?\S\*\*")
_LONGEST = 20_000  # no line a person wrote is longer
_ADDRESS = re.compile(r"<?(?:https?://|www\.)\S+|\S+@\S+|\]\([^)]*\)")


def mended(line: str) -> Iterator[str]:
    """The line, or the lines that were glued into it, each with its marks in order."""
    if len(line) > _LONGEST:
        yield line
        return
    for piece in _parted_at_bold(_joined_marks(line)):
        for part in _parted_words(piece):
            yield _balanced(part)


def _joined_marks(line: str) -> str:
    """`__x__` is `**x**`; spaces inside the marks stand outside; bold that holds nothing is no bold."""
    line = re.sub(r"(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)", r"**\1**", line)
    line = re.sub(r"\*{4,}", "****", line)
    return re.sub(r"\*\*(\s+)\*\*", r"\1", line)


def _parted_at_bold(line: str) -> Iterator[str]:
    """A bold label that begins straight after other words began a line of its own: `000 00**Till**`."""
    if "**" not in line:
        yield line
        return
    line = line.replace("****", "**\n\n**")
    out: list[str] = []
    end = 0
    for span in _BOLD_SPAN.finditer(line):
        before = line[end : span.start()]
        inner = span.group()[2:-2]
        out.append(before)
        glued = before and not before[-1].isspace() and before[-1] not in "([{«„“\"'/-–_>"
        if glued and re.match(rf"[{_UPPER}\d]", inner):
            out.append("\n\n")
        out.append(span.group())
        end = span.end()
    out.append(line[end:])
    yield from "".join(out).split("\n")


def _parted_words(line: str) -> Iterator[str]:
    if _ADDRESS.search(line):
        yield line
        return
    line = _GLUED_SENTENCES.sub(" ", line)
    cuts = [m.start() for m in _GLUED_WORDS.finditer(line)]
    start = 0
    for cut in cuts:
        after = re.match(rf"[{_UPPER}][{_LOWER}]+", line[cut:])
        if after is None or len(after.group()) < 3 or _one_name(line[:cut], after.group()):
            continue
        yield line[start:cut]
        start = cut
    yield line[start:]


def _one_name(before: str, after: str) -> bool:
    """Whether a capital inside a word belongs to a name such as a product's: `PowerPoint`, `eLæring`, `McDonald`."""
    word = re.search(rf"[{_LOWER}{_UPPER}]+$", before)
    first = word.group() if word else ""
    return len(first) < 8 and first[:1].isupper() and len(after) < 8


def _balanced(line: str) -> str:
    """Without a bold mark whose partner is missing, and with the others close to their words."""
    if "**" not in line:
        return line
    pieces = re.split(r"(?<!\\)\*\*", line)
    if len(pieces) % 2 == 0:  # one too many: the one that has no partner close to its words
        spans = list(_BOLD_SPAN.finditer(line))
        kept = "".join(span.group() for span in spans)
        if kept.count("**") % 2 == 0 and spans:
            out, end = [], 0
            for span in spans:
                out += [line[end : span.start()].replace("**", ""), span.group()]
                end = span.end()
            return "".join([*out, line[end:].replace("**", "")])
        if line.lstrip().startswith("**") and re.match(r"\s*\*\*[^*]{1,60}:", line):
            return re.sub(r"(\*\*[^*]{1,60}:)", r"\1**", line, count=1)  # `**Beslut: text`
        return line.replace("**", "")
    for at in range(1, len(pieces), 2):
        inner = pieces[at]
        if not inner.strip():
            continue
        before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
        pieces[at - 1] += before
        pieces[at] = inner.strip()
        pieces[at + 1] = after + pieces[at + 1]
    return "**".join(pieces)
