"""Whether a file may be published under the name it has: what it is, by its ending and by its first bytes.

It reads nothing itself and complains of nothing: it says what is the matter, and others say where.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What must be known of a file that is published as it is."""

    size: int
    sha256: str
    head: bytes


class Problem(NamedTuple):
    """Why a file may not be published, as the end of a sentence that begins with its name, and what to do."""

    words: str
    help: str


# What acts when somebody opens it: in a browser (XML does, by the names of its elements), on a reader's machine, and on
# a server that runs whatever is called so.
_IN_BROWSERS = "hta htc htm html js mht mhtml mjs shtm shtml svg svgz swf wasm xht xhtml xml xsl xslt"
_ON_MACHINES = (
    "apk app appimage bat chm class cmd com cpl deb desktop dll dmg exe gadget inf jar jse lnk msc msi msp pif pkg "
    "ps1 psm1 reg rpm scf scr sh so sys url vb vbe vbs ws wsf wsh"
)
_ON_SERVERS = "asp aspx cgi jsp php php3 php4 php5 phar phtml pl"
_REFUSED = frozenset(f".{ending}" for ending in f"{_IN_BROWSERS} {_ON_MACHINES} {_ON_SERVERS}".split())

_PACKED = re.compile(rb"PK\x03\x04")
_OLE = re.compile(rb"\xd0\xcf\x11\xe0")
_JPEG = re.compile(rb"\xff\xd8\xff")
_BEGINS = {
    ".pdf": re.compile(rb"%PDF-"),
    ".png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".gif": re.compile(rb"GIF8"),
    ".webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    ".avif": re.compile(rb"....ftyp.*?avi[fs]", re.DOTALL),
    **dict.fromkeys((".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub"), _PACKED),
    ".zip": re.compile(rb"PK(?:\x03\x04|\x05\x06)"),
    **dict.fromkeys((".doc", ".xls", ".ppt"), _OLE),
}
PICTURES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp")

_POINTER = re.compile(rb"version https://git-lfs")
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+)?(html|head|body|script|iframe|svg)\b",
    re.DOTALL | re.IGNORECASE,
)
_PROGRAMS = (
    (re.compile(rb"MZ[^\0]*\0", re.DOTALL), "a Windows program"),
    (re.compile(rb"\x7fELF"), "a program"),
    (re.compile(rb"\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\xfe\xed\xfa[\xce\xcf]"), "a program"),
    (re.compile(rb"L\0\0\0\x01\x14\x02\0"), "a shortcut of Windows"),
    (re.compile(rb"#! ?/"), "a script"),
)

_RIGHT_FILE = "put the right file there"


def problem_of(source: str, facts: FileFacts, picture: bool = False) -> Problem | None:
    """Why a file may not be published under this name, or `None`."""
    ending = posixpath.splitext(source)[1].lower()
    if not facts.size:
        return Problem("is empty", _RIGHT_FILE)
    if _POINTER.match(facts.head):
        return Problem("is only a pointer of Git LFS, not the file itself", "fetch the file with git lfs pull")
    if ending in _REFUSED:
        return Problem(
            f"is of a kind ({ending}) that can run in a reader's browser or machine",
            "save it as a picture (PNG)" if picture else "save it as PDF, or pack data into a .zip",
        )
    if picture and ending not in PICTURES:
        return Problem(f"is no picture of a kind browsers show ({', '.join(PICTURES)})", "save it as PNG or JPEG")
    begins = _BEGINS.get(ending)
    if begins and begins.match(facts.head):
        return None
    markup = _MARKUP.match(facts.head)
    if markup:
        what = "an SVG drawing" if markup[1].lower() == b"svg" else "a web page"
        return Problem(f"is {what}, whatever its name says", _RIGHT_FILE)
    for sign, what in _PROGRAMS:
        if sign.match(facts.head):
            return Problem(f"is {what}, whatever its name says", _RIGHT_FILE)
    if begins:
        return Problem(f"is no {ending[1:].upper()} file, whatever its name says", _RIGHT_FILE)
    return None
