"""The archive's own two pictures, made from its name: the sign in the browser's tab and the card shown when shared.

Equal names give equal bytes on every machine; nothing here reads a font or a setting of the system.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator
from functools import cache, lru_cache
from pkgutil import get_data
from typing import TYPE_CHECKING

from diarium.pages.xmltext import escape

if TYPE_CHECKING:
    from PIL import Image, ImageFont

Colour = tuple[int, int, int]
PAPER: Colour = (0xFC, 0xFD, 0xFC)
LINE: Colour = (0xCB, 0xDB, 0xE3)
RULE: Colour = (0xA5, 0x13, 0x2B)
INK: Colour = (0x1A, 0x23, 0x27)

WIDTH, HEIGHT = 1200, 630
MARGIN = 150  # where the red rule stands
LEADING = 90  # from ruled line to ruled line
SIZES = (84, 68, 54, 42)


def sign(name: str) -> bytes:
    """The favicon: the name's first letter on a ruled page."""
    letter = next((c for c in name if c.isalnum()), "D").upper()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        '<rect width="32" height="32" rx="4" fill="#a5132b"/>'
        '<path d="M5.5 0v32M7.5 0v32" stroke="#fcfdfc" stroke-opacity=".65"/>'
        f'<text x="19.5" y="24.5" font-family="Georgia,serif" font-size="23" text-anchor="middle" fill="#fcfdfc">{escape(letter)}</text>'
        "</svg>\n"
    ).encode()


@lru_cache(maxsize=4)
def card(name: str) -> bytes:
    """The picture that others show beside a link: the name on a ruled page, 1200 by 630."""
    from PIL import Image, ImageDraw

    picture = Image.new("L", (WIDTH, HEIGHT), 0)
    size, lines = _set(name)
    draw = ImageDraw.Draw(picture)
    font = _font(size)
    first = HEIGHT // 2 // LEADING * LEADING - (len(lines) - 1) // 2 * LEADING
    for number, line in enumerate(lines):
        draw.text((MARGIN + 60, first + number * LEADING - 2), line, fill=255, font=font, anchor="ls")
    return _png(_ruled(picture))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    face = get_data("font_source_serif_pro", "files/SourceSerifPro-Regular.ttf")  # a library's own, as its code is
    assert face is not None
    # The plain way of setting letters: the other one depends on what else is installed.
    return ImageFont.truetype(io.BytesIO(face), size, layout_engine=ImageFont.Layout.BASIC)


def _set(name: str) -> tuple[int, list[str]]:
    """The largest size in which the name fits on the lines, and how it breaks there."""
    from anyascii import anyascii  # its tables are for letters that the typeface lacks

    small = _font(SIZES[-1])
    unknown = small.getmask("\uffff").getbbox(), bytes(small.getmask("\uffff"))
    shown = "".join(
        anyascii(c) if not c.isspace() and (small.getmask(c).getbbox(), bytes(small.getmask(c))) == unknown else c
        for c in " ".join(name.split())
    )
    for size in SIZES:
        font = _font(size)
        lines: list[str] = []
        for word in shown.split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and font.getlength(longer) <= WIDTH - MARGIN - 120:
                lines[-1] = longer
            else:
                lines.append(word)
        if len(lines) <= 5 and all(font.getlength(line) <= WIDTH - MARGIN - 120 for line in lines):
            break
    return size, lines[:5]


def _ruled(letters: Image.Image) -> Iterator[bytes]:
    """Rows of palette numbers: 0–15 from paper to ink, 16 the pale line, 17 the red rule."""
    shades = bytes(value >> 4 for value in range(256))
    flat = letters.tobytes()
    for y in range(HEIGHT):
        row = bytearray(flat[y * WIDTH : (y + 1) * WIDTH].translate(shades))
        if y and y % LEADING == 0:
            row = bytearray(row.replace(b"\0", b"\x10"))
        for x in (MARGIN, MARGIN + 1, MARGIN + 9, MARGIN + 10):
            row[x] = 17
        yield bytes(row)


def _png(rows: Iterator[bytes]) -> bytes:
    shades = [tuple(p + (i - p) * step // 15 for p, i in zip(PAPER, INK, strict=True)) for step in range(16)]
    palette = b"".join(bytes(colour) for colour in (*shades, LINE, RULE))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (
            (b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)),
            (b"PLTE", palette),
            (b"IDAT", _deflate(b"".join(_filtered(rows)))),
            (b"IEND", b""),
        )
    )


def _filtered(rows: Iterator[bytes]) -> Iterator[bytes]:
    """Each row as its difference from the one above, which is nothing at all for most of them."""
    above = bytes(WIDTH)
    for row in rows:
        same = row == above
        yield b"\x02" + (bytes(WIDTH) if same else bytes((a - b) & 255 for a, b in zip(row, above, strict=True)))
        above = row


# Compression libraries differ from machine to machine and from release to release in the bytes they write. The picture
# must not, so its runs are written here, in the fixed code of the format (RFC 1951, 3.2.6).
_RUN = re.compile(rb"(.)\1{3,257}", re.DOTALL)


def _deflate(data: bytes) -> bytes:
    bits, count = 0b011, 3  # the last block, of the fixed kind

    def put(value: int, length: int) -> None:
        nonlocal bits, count
        bits |= value << count
        count += length

    out = bytearray(b"\x78\x01")
    at = 0
    for run in (*_RUN.finditer(data), None):
        for byte in data[at : run.start() + 1 if run else len(data)]:
            put(*_LITERAL[byte])
        if run:
            put(*_LENGTH[len(run.group()) - 1])
            put(0, 5)  # one byte back
            at = run.end()
        whole = count // 8
        out += (bits & ((1 << whole * 8) - 1)).to_bytes(whole, "little")
        bits, count = bits >> whole * 8, count % 8
    put(0, 7)
    out += bits.to_bytes((count + 7) // 8, "little")
    return bytes(out) + struct.pack(">I", zlib.adler32(data))


def _mirrored(value: int, length: int) -> int:
    return int(f"{value:0{length}b}"[::-1], 2)


def _literals() -> list[tuple[int, int]]:
    return [(_mirrored(0x30 + b, 8), 8) if b < 144 else (_mirrored(0x190 + b - 144, 9), 9) for b in range(256)]


def _lengths() -> dict[int, tuple[int, int]]:
    """The code of each length from 3 to 258 with its extra bits."""
    found: dict[int, tuple[int, int]] = {}
    length = 3
    for code in range(257, 285):
        extra = max(0, (code - 261) // 4)
        symbol, width = (code - 256, 7) if code < 280 else (0xC0 + code - 280, 8)
        for more in range(1 << extra):
            found[length + more] = (_mirrored(symbol, width) | more << width, width + extra)
        length += 1 << extra
    found[258] = (_mirrored(0xC5, 8), 8)
    return found


_LITERAL, _LENGTH = _literals(), _lengths()
