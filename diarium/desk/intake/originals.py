"""What an original is once its words are out of its file: lines of loosely marked text, and what was noticed.

It chooses the reader by what the bytes are, not only by the name, and never repairs what it is given.
"""

from __future__ import annotations

from dataclasses import dataclass

PAGE_BREAK = "\f"
SUFFIXES = (".txt", ".text", ".md", ".markdown", ".docx", ".pdf", ".html", ".htm", ".xhtml")


class Refused(Exception):  # noqa: N818 - a refusal, in words for the user
    """Nothing can be made of this file; the sentence says why, and what would help."""


class ToolMissing(Exception):  # noqa: N818 - a refusal, in words for the user
    """The libraries that read this kind of file are not installed."""


@dataclass(frozen=True, slots=True)
class Original:
    """The words of a paper in their order, with whatever marks its format had, as lines of loose Markdown."""

    name: str  # of the file, without its folder
    lines: tuple[str, ...]
    notes: tuple[str, ...] = ()  # what the editor should know about the reading itself


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
