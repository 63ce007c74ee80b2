"""Text files to lines, whatever encoding they were saved in.

A doubtful encoding is told to the editor; a byte is never thrown away.
"""

from __future__ import annotations

import re
import unicodedata

from diarium.desk.intake.given import split
from diarium.desk.intake.originals import Original, Refused

# What Nordic offices saved text in before UTF-8; the one that gives most Nordic letters is the one.
_OLDER = ("cp1252", "mac_roman", "cp850")
_NORDIC = re.compile("[åäöæøéüÅÄÖÆØ]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\u180e\ufeff]")
LOST = "[?]"


def read_text(name: str, data: bytes) -> Original:
    text, notes = decoded(name, data)
    head, lines = split(text.split("\n"))
    return Original(name, lines, notes, head)


def decoded(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text, with what is unsure about it; `Refused` for what is no text at all."""
    encoding = _marked(data)
    if encoding:
        return clean(data.decode(encoding, "replace"))
    if b"\0" in data:
        raise Refused(f"{name} is no text file")
    try:
        return clean(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        readings = {one: _forgiving(data, one) for one in _OLDER}
        best = max(_OLDER, key=lambda one: (len(_NORDIC.findall(readings[one])), -_OLDER.index(one)))
        text, notes = clean(readings[best])
        said = {"cp1252": "Latin-1", "mac_roman": "the old Macintosh encoding", "cp850": "the old DOS encoding"}[best]
        return text, (
            f"the file is not UTF-8 and was read as {said}; compare å, ä, ö, æ and ø with the original",
            *notes,
        )


def _forgiving(data: bytes, encoding: str) -> str:
    """Bytes this encoding has no sign for are read as Latin-1 reads them, so that none is lost."""
    parts: list[str] = []
    while data:
        try:
            parts.append(data.decode(encoding))
            break
        except UnicodeDecodeError as broken:
            parts.append(data[: broken.start].decode(encoding) + data[broken.start : broken.end].decode("latin-1"))
            data = data[broken.end :]
    return "".join(parts)


def _marked(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = data[: 1000 if len(data) > 1000 else len(data) // 2 * 2]
    for half, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(head) >= 4 and head[half::2].count(0) > len(head) // 4:
            letters = head.decode(encoding, "replace")
            return encoding if sum(c < "\u0250" for c in letters) > 0.8 * len(letters) else None
    return None


def clean(text: str) -> tuple[str, tuple[str, ...]]:
    """Composed letters, one kind of line ending, no character that nobody sees; and what had been lost before."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\x85", "\n" if "\n" not in text else "…")
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    for ligature, letters in (("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬀ", "ff"), ("ﬃ", "ffi"), ("ﬄ", "ffl")):
        text = text.replace(ligature, letters)
    text = _CONTROL.sub(" ", re.sub("[\u00a0\u2000-\u200a\u202f\u205f\u3000]", " ", text))
    lost = text.count("\ufffd")
    if not lost:
        return text, ()
    note = f"an earlier conversion lost {lost} letter{'s' if lost > 1 else ''}; they are marked {LOST} in the text"
    return text.replace("\ufffd", LOST), (note,)
