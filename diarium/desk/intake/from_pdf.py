"""PDF files to lines: the words of each page where they stand, with columns apart and headings known by their size.

It reads no picture: a page that was only scanned has no words for it, and it says so.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from diarium.desk.intake.from_text import clean
from diarium.desk.intake.originals import PAGE_BREAK, Original, Refused

# A space wider than this many a letter's height sets columns apart.
_COLUMN_GAP = 0.7
_FEW = 25  # letters: a page with fewer has no text worth the name


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float
    bold: bool


def read_pdf(name: str, data: bytes) -> Original:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as broken:
        if "password" in str(broken).lower() or "security" in str(broken).lower() or b"/Encrypt" in data:
            raise Refused(f"{name} is protected by a password; save it without one, then import it again") from None
        raise Refused(f"{name} is a broken PDF: it cannot be opened") from None
    try:
        pages = [_page(document, at) for at in range(len(document))]
    finally:
        document.close()
    letters = [sum(c.isalnum() for line in lines for c in line.text) for lines, _ in pages]
    if sum(letters) < _FEW:
        raise Refused(
            f"{name} holds pictures of {len(pages)} page{'s' if len(pages) != 1 else ''} and no text; "
            "let a program for text recognition (OCR) read it first"
        )
    notes = []
    empty = [str(at) for at, count in enumerate(letters, 1) if not count]
    if empty:
        notes.append(f"page {', '.join(empty)} has no text; if it is a scanned picture, its words are missing here")
    text, more = clean("\n".join(_joined([lines for lines, _ in pages], [links for _, links in pages])))
    return Original(name, tuple(text.split("\n")), (*notes, *more))


def _joined(pages: list[list[_Line]], links: list[list[str]]) -> Iterator[str]:
    """All lines, page by page, headings marked; below each page the addresses its links lead to."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.text)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    larger = sorted({size for size in sizes if size > usual * 1.12}, reverse=True)
    for at, (lines, addresses) in enumerate(zip(pages, links, strict=True)):
        if at:
            yield PAGE_BREAK
        for line in _whole_headings(lines, larger):
            if line.size in larger and len(line.text) < 200 and line.text:
                yield from ("", f"{'#' * min(larger.index(line.size) + 1, 4)} {line.text}", "")
            elif line.bold and line.text and len(line.text) < 120 and "  " not in line.text:
                yield f"**{line.text}**"
            else:
                yield line.text
        if addresses:
            yield from ("", *addresses, "")


def _whole_headings(lines: list[_Line], larger: list[float]) -> Iterator[_Line]:
    """A heading set over two lines is one."""
    waiting: _Line | None = None
    for line in lines:
        goes_on = waiting and waiting.text and waiting.size in larger and line.size == waiting.size and line.text
        if waiting and goes_on and not re.match(r"§|\d", line.text):
            waiting = _Line(f"{waiting.text} {line.text}", waiting.size, waiting.bold)
            continue
        if waiting:
            yield waiting
        waiting = line
    if waiting:
        yield waiting


def _page(document: Any, at: int) -> tuple[list[_Line], list[str]]:
    try:
        page = document[at]
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError:
        return [], []
    try:
        return list(_lines(textpage.raw)), list(dict.fromkeys(_links(document, page)))
    finally:
        textpage.close()
        page.close()


def _lines(page: Any) -> Iterator[_Line]:
    """The page's lines from the top down, as the file orders them, wide gaps shown as two spaces."""
    count = raw.FPDFText_CountChars(page)
    edges = [ctypes.c_double() for _ in range(4)]
    by_reference = [ctypes.byref(edge) for edge in edges]

    def box(at: int) -> tuple[float, float, float]:
        """The left and right edge of a character, and where its line stands."""
        raw.FPDFText_GetCharBox(page, at, *by_reference)
        return edges[0].value, edges[1].value, edges[2].value

    letters: list[str] = []
    first = -1
    previous: tuple[float, float, float] | None = None
    last_ink = -1
    size = 0.0
    high = 0
    bottom: float | None = None
    for at in range(count):
        code = raw.FPDFText_GetUnicode(page, at)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        if code in (0, 0xFFFF):
            continue
        if code in (2, 0xFFFE):  # how the library marks a hyphen that ends a line
            letters.append("-")
        character = "\n" if code in (2, 0xFFFE) else chr(code)
        if character in "\r\n":
            if letters or character == "\n":
                text = "".join(letters).rstrip()
                if text:
                    if bottom is not None and previous and size and bottom - previous[2] > 2.1 * size:
                        yield _Line("", size, False)
                    bottom = previous[2] if previous else bottom
                    yield _Line(text, size, _bold(page, first) and _bold(page, last_ink))
            letters, first, previous = [], -1, None
            continue
        if character == " ":
            if letters and letters[-1] != " ":
                letters.append(" ")
            continue
        if first < 0:
            first = at
            size = round(raw.FPDFText_GetFontSize(page, at) * _scale(page, at), 1)
            previous = box(at)
        elif letters and letters[-1] == " ":
            here = box(at)
            before = box(last_ink)
            if size and here[0] - before[1] > _COLUMN_GAP * size:
                letters[-1] = "  "
        last_ink = at
        letters.append(character)
    text = "".join(letters).rstrip()
    if text:
        if bottom is not None and previous and size and bottom - previous[2] > 2.1 * size:
            yield _Line("", size, False)
        yield _Line(text, size, _bold(page, first) and _bold(page, last_ink))


def _scale(page: Any, at: int) -> float:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFText_GetMatrix(page, at, ctypes.byref(matrix)):
        return 1.0
    scale: float = abs(matrix.d) or abs(matrix.b) or 1.0
    return scale


def _bold(page: Any, at: int) -> bool:
    if at < 0:
        return False
    flags = ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(page, at, None, 0, ctypes.byref(flags))
    buffer = ctypes.create_string_buffer(max(1, length))
    raw.FPDFText_GetFontInfo(page, at, buffer, length, ctypes.byref(flags))
    return b"bold" in buffer.value.lower()


def _links(document: Any, page: Any) -> Iterator[str]:
    """The addresses on the web that the page's links lead to, in their order."""
    position = ctypes.c_int(0)
    link = raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page.raw, ctypes.byref(position), ctypes.byref(link)):
        action = raw.FPDFLink_GetAction(link)
        if not action:
            continue
        length = raw.FPDFAction_GetURIPath(document.raw, action, None, 0)
        if length > 1:
            buffer = ctypes.create_string_buffer(length)
            raw.FPDFAction_GetURIPath(document.raw, action, buffer, length)
            address = buffer.value.decode("utf-8", "replace").strip()
            if address.startswith(("http://", "https://")):
                yield address
