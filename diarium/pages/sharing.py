"""The archive's own two pictures, made from its name: the sign in the browser's tab and the card shown when shared.

Equal names give equal bytes on every machine; nothing here reads a font or a setting of the system.
"""

from __future__ import annotations

import io
import zlib
from xml.sax.saxutils import escape

PAPER, LINE, ACCENT, INK = (0xFC, 0xFD, 0xFC), (0xCB, 0xDB, 0xE3), (0xA5, 0x13, 0x2B), (0x1A, 0x23, 0x27)
