"""Bytes to clean text: UTF-8, one kind of line ending, composed characters.

It never guesses an encoding and never puts a replacement character into an archive.
"""

from __future__ import annotations

import re
import unicodedata

from diarium.messages import Checked, Message, Span, error

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")

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
INVISIBLE = re.compile("[" + "".join(BIDI) + "".join(ZERO_WIDTH) + "]")


def character_name(character: str) -> str:
    """A name for people: `ZERO WIDTH SPACE (U+200B)`."""
    known = BIDI.get(character) or ZERO_WIDTH.get(character) or unicodedata.name(character, "CONTROL CHARACTER")
    return f"{known} (U+{ord(character):04X})"


def decode(path: str, data: bytes) -> Checked[str | None]:
    """The file's text, or `None` with one message that says where the first wrong byte stands."""
    if data.startswith(_UTF16):
        message = error(
            "not-utf8", Span(path), "this file is UTF-16, not UTF-8", "save it again and choose the encoding UTF-8"
        )
        return Checked(None, (message,))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as broken:
        return Checked(None, (_undecodable(path, data, broken.start),))
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found = CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        start = text.rfind("\n", 0, found.start()) + 1
        end = text.find("\n", start)
        source = text[start : end if end >= 0 else None]
        span = Span(path, line, found.start() - start + 1, 1, source)
        offset = len(text[: found.start()].encode())
        name = f"U+{ord(found.group()):04X}"
        what = "a NUL byte" if found.group() == "\0" else f"the control character {name}"
        message = error(
            "control-character", span, f"{what} stands in the text (byte {offset})", "delete the invisible character"
        )
        return Checked(None, (message,))
    return Checked(unicodedata.normalize("NFC", text))


def _undecodable(path: str, data: bytes, offset: int) -> Message:
    before = data[:offset].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line = before.count(b"\n") + 1
    start = before.rfind(b"\n") + 1
    column = len(before[start:].decode("utf-8", "replace")) + 1
    rest = re.split(rb"[\r\n]", data[offset:], maxsplit=1)[0]
    source = (before[start:] + rest).decode("utf-8", "backslashreplace")
    length = 1 if 0x80 <= data[offset] <= 0xFF and source[column - 1 : column] != "\\" else 4
    looks = "Latin-1" if b"\x00" not in data[:1000] else "UTF-16"
    return error(
        "not-utf8",
        Span(path, line, column, length, source),
        f"byte {offset} (0x{data[offset]:02x}) is not valid UTF-8; the file looks like {looks}",
        "save it again and choose the encoding UTF-8",
    )
