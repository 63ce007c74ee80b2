"""Bytes to clean text: UTF-8, one kind of line ending, composed characters.

It never guesses an encoding and never puts a replacement character into an archive.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from diarium.messages import Checked, Message, Note, Span, error

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
REPLACEMENT = "\ufffd"
_WRONG = re.compile(f"{CONTROL.pattern}|{REPLACEMENT}")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SAVE_AS = "save it again and choose the encoding UTF-8"
_OURS, _BETWEEN, _THEIRS = "<<<<<<< ", "=======", ">>>>>>> "
_LIMIT_TOLD = 20  # a file with more wrong characters than this was never a text

# Characters nobody sees, by the name an editor can search for. The first group can turn text around.
BIDI = {
    "\u202a": "LEFT-TO-RIGHT EMBEDDING",
    "\u202b": "RIGHT-TO-LEFT EMBEDDING",
    "\u202c": "POP DIRECTIONAL FORMATTING",
    "\u202d": "LEFT-TO-RIGHT OVERRIDE",
    "\u202e": "RIGHT-TO-LEFT OVERRIDE",
    "\u2066": "LEFT-TO-RIGHT ISOLATE",
    "\u2067": "RIGHT-TO-LEFT ISOLATE",
    "\u2068": "FIRST STRONG ISOLATE",
    "\u2069": "POP DIRECTIONAL ISOLATE",
    "\u200e": "LEFT-TO-RIGHT MARK",
    "\u200f": "RIGHT-TO-LEFT MARK",
    "\u061c": "ARABIC LETTER MARK",
}
ZERO_WIDTH = {
    "\u200b": "ZERO WIDTH SPACE",
    "\u200c": "ZERO WIDTH NON-JOINER",
    "\u200d": "ZERO WIDTH JOINER",
    "\u2060": "WORD JOINER",
    "\ufeff": "ZERO WIDTH NO-BREAK SPACE",
    "\u00ad": "SOFT HYPHEN",
    "\u180e": "MONGOLIAN VOWEL SEPARATOR",
    "\u2028": "LINE SEPARATOR",
    "\u2029": "PARAGRAPH SEPARATOR",
}
# Rarer ones: joiners and fillers, invisible operators, annotation marks, and the tags that can carry hidden text.
_RARE = r"\u034f\u115f\u1160\u17b4\u17b5\u2061-\u2065\u206a-\u206f\u3164\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
INVISIBLE = re.compile("[" + "".join(BIDI) + "".join(ZERO_WIDTH) + _RARE + "]")


def character_name(character: str) -> str:
    """A name for people: `ZERO WIDTH SPACE (U+200B)`."""
    known = BIDI.get(character) or ZERO_WIDTH.get(character) or unicodedata.name(character, "CONTROL CHARACTER")
    return f"{known} (U+{ord(character):04X})"


def decode(path: str, data: bytes) -> Checked[str | None]:
    """The file's text, or `None` with messages that say where the wrong bytes stand."""
    if data.startswith(_UTF16) or _every_other_is_nul(data):
        sentence = (
            "this file is UTF-16, not UTF-8 (byte 0)"
            if data.startswith(_UTF16)
            else "this file looks like UTF-16, not UTF-8 (byte 1)"
        )
        return Checked(None, (error("not-utf8", Span(path), sentence, _SAVE_AS),))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as broken:
        return Checked(None, (_undecodable(path, data, broken.start),))
    wrong = tuple(_wrong_characters(path, data)) if _WRONG.search(text) else ()
    if wrong:
        return Checked(None, wrong)
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    unmerged = tuple(islice(_unmerged(path, text), _LIMIT_TOLD)) if _OURS in text else ()
    if unmerged:
        return Checked(None, unmerged)
    return Checked(unicodedata.normalize("NFC", text))


def _unmerged(path: str, text: str) -> Iterator[Message]:
    """Where Git could not join two versions and left both, with marks before, between and behind."""
    begun, both = None, False
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(_OURS):
            begun, both = Span(path, number, 1, len(line), line), False
        elif begun is not None and line == _BETWEEN:
            both = True
        elif begun is not None and both and line.startswith(_THEIRS):
            sentence = "two versions of this text that could not be joined stand here one after the other"
            help = f"keep what is right of both, and delete the lines that begin with {_OURS.strip()}, {_BETWEEN} and {_THEIRS.strip()}"
            yield error(
                "unmerged",
                begun,
                sentence,
                help,
                [Note("the second ends here", Span(path, number, 1, len(line), line))],
            )
            begun = None


def as_published(data: bytes) -> bytes:
    """The same text as every computer writes it: no mark at the beginning, LF at the end of each line, and of the last."""
    text = data.decode("utf-8", "surrogateescape").lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    composed = unicodedata.normalize("NFC", text).rstrip("\n") + "\n"
    return composed.encode("utf-8", "surrogateescape")


def _every_other_is_nul(data: bytes) -> bool:
    """Whether this is mostly Latin text in two bytes a character, without the mark that would say so."""
    head = data[:1000]
    return len(head) >= 4 and max(head[0::2].count(0), head[1::2].count(0)) > len(head) // 4


def _wrong_characters(path: str, data: bytes) -> list[Message]:
    """The first character of each line that no text holds."""
    found: list[Message] = []
    offset = len(_BOM) if data.startswith(_BOM) else 0
    for number, raw in enumerate(_LINE_END.split(data[offset:]), 1):
        line = raw.decode("utf-8")
        match = _WRONG.search(line)
        if match:
            span = Span(path, number, match.start() + 1, 1, line)
            at = f"(byte {offset + len(line[: match.start()].encode())})"
            if match.group() == REPLACEMENT:
                sentence = f"a replacement character, U+FFFD, stands where an earlier conversion lost a letter {at}"
                found.append(error("not-utf8", span, sentence, "write the letter that the original has"))
            else:
                what = "a NUL byte" if match.group() == "\0" else f"the control character U+{ord(match.group()):04X}"
                sentence = f"{what} stands in the text {at}"
                found.append(error("control-character", span, sentence, "delete the invisible character"))
        if len(found) == _LIMIT_TOLD:
            break
        offset += len(raw)
        offset += 2 if data[offset : offset + 2] == b"\r\n" else 1
    return found


def _undecodable(path: str, data: bytes, offset: int) -> Message:
    before = data[:offset].replace(b"\r\n", b"\n").replace(b"\r", b"\n").removeprefix(_BOM)
    line = before.count(b"\n") + 1
    start = before.rfind(b"\n") + 1
    column = len(before[start:].decode("utf-8", "replace")) + 1
    rest = re.split(rb"[\r\n]", data[offset:], maxsplit=1)[0]
    source = (before[start:] + rest).decode("utf-8", "backslashreplace")
    return error(
        "not-utf8",
        Span(path, line, column, 4, source),  # a wrong byte is shown as \xe5
        f"byte {offset} (0x{data[offset]:02x}) is not valid UTF-8; the file looks like Latin-1",
        _SAVE_AS,
    )
