"""The words inside an attachment, as far as a program can read them: plain text, office documents, PDF with text.

It only reads, never recognises letters in pictures, and says so when a file keeps its words to itself.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

_PART = re.compile(r".*\.(?:xml|rels|txt|html?|json|csv|md)", re.IGNORECASE)
_PARAGRAPH = re.compile(r"</(?:w:p|a:p|text:p|text:h|si|p|tr|div|li)>")
_TAG = re.compile(r"<[^>]*>")
_PLAIN = (".txt", ".csv", ".md", ".json", ".xml", ".ics", ".eml", ".rtf", ".tsv")
LARGEST = 1 << 28  # bytes of text that one file may unfold to; a zip that holds more was made to do harm


def words_inside(path: Path) -> str | None:
    """All text of a file; nothing where no text can be had, such as from a scanned page."""
    ending = path.suffix.lower()
    if ending in _PLAIN:
        data = path.read_bytes()
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", "replace")
    try:
        if zipfile.is_zipfile(path):
            return "\n\n".join(_parts(path)) or None
        return _of_pdf(path) if ending == ".pdf" else None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError):
        return None  # damaged, locked with a password (that is a RuntimeError), or packed in a way nobody knows


def _parts(path: Path) -> Iterator[str]:
    left = LARGEST
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as packed:
        for member in packed.infolist():
            yield member.filename
            if _PART.fullmatch(member.filename) and member.file_size <= left:
                left -= member.file_size
                text = packed.read(member).decode("utf-8", "replace")
                yield html.unescape(_TAG.sub("", _PARAGRAPH.sub("\n\n", text)))


def _of_pdf(path: Path) -> str | None:
    try:
        import pypdfium2
    except ImportError:  # only who imports papers has it
        return None
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return None
    try:
        pages = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
        about = document.get_metadata_dict().values()
    finally:
        document.close()
    return "\n\n".join([*pages, *about]) if any(page.strip() for page in pages) else None
