"""An original's bytes to its words, by the reader for what the bytes are.

The name of a file is only a hint, and what comes out is never repaired here.
"""

from __future__ import annotations

from diarium.desk.intake.originals import SUFFIXES, Original, Refused, ToolMissing

LONGEST = 2_000_000  # letters: what the body of a document may hold


def read_original(name: str, data: bytes) -> Original:
    """The text of a file, or `Refused` with one plain sentence."""
    if not data.strip():
        raise Refused(f"{name} is empty")
    kind = _kind(name, data)
    try:
        if kind == "pdf":
            from diarium.desk.intake.from_pdf import read_pdf

            found = read_pdf(name, data)
        elif kind == "docx":
            from diarium.desk.intake.from_docx import read_docx

            found = read_docx(name, data)
        elif kind == "html":
            from diarium.desk.intake.from_html import read_html

            found = read_html(name, data)
        else:
            from diarium.desk.intake.from_text import read_text

            found = read_text(name, data)
    except ModuleNotFoundError as missing:
        what = {"pdf": "PDF files", "docx": "Word documents", "html": "web pages"}[kind]
        raise ToolMissing(
            f"{what} are read with the library {missing.name}, which is not installed; install diarium[import]"
        ) from None
    except RecursionError:
        raise Refused(
            f"{name} is nested too deeply to be a text; save it anew from the program it was made with"
        ) from None
    if sum(map(len, found.lines)) > LONGEST:
        raise Refused(
            f"{name} holds more than {LONGEST // 1_000_000} million letters, more than one document may; split it"
        )
    if not any(character.isalnum() for line in found.lines for character in line):
        raise Refused(f"{name} holds no text")
    return found


_WORD_BINARY = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _kind(name: str, data: bytes) -> str:
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(_WORD_BINARY):
        raise Refused(f"{name} is an old Word file or one protected by a password; save it as .docx without a password")
    if data.startswith(b"PK"):
        if suffix == ".docx":
            return "docx"
        raise Refused(f"{name} is a packed file of another kind; import reads .txt, .md, .docx, .pdf and .html")
    if suffix == ".pdf":
        raise Refused(f"{name} is no PDF, whatever its name says")
    if suffix == ".docx":
        raise Refused(f"{name} is no Word document, or a broken one; open it in a word processor and save it again")
    if data.startswith(b"{\\rtf"):
        raise Refused(f"{name} is an RTF file; save it as .docx")
    start = data[:2048].replace(b"\0", b"").lower()
    if suffix in (".html", ".htm", ".xhtml") or b"<!doctype html" in start or b"<html" in start:
        return "html"
    if suffix not in SUFFIXES:
        raise Refused(f"{name} is of a kind import does not know; it reads .txt, .md, .docx, .pdf and .html")
    return "text"
