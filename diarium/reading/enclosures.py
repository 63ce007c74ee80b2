"""Attachments that the text of a document speaks of.

It looks for the lines that papers end with, not for every mention; where the attachments are is said in front matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from diarium.messages import Message, Span, warning

_LINE = re.compile(
    r"(?:[-*] )?[*_]{0,3}(?P<word>Bilag(?:a|or|e|er)?|Vedlegg|Attachments?|Enclosures?|Annex(?:es)?|Liite|Liitteet)"
    r"(?: ?(?:nr\.? ?)?[0-9]{1,2})?[*_]{0,3} ?[:–—][*_]{0,3} *(?P<what>[^\s].*)"
)
_WORD = re.compile(r"Bilag|Vedlegg|Attachment|Enclosure|Annex|Liit")
_NONE = re.compile(r"(?:ingen|inga|ingenting|none|no|nei|nej|ei|–|—|-)\b.*|\W*", re.IGNORECASE)


def attachments_spoken_of(path: str, lines: Sequence[str], first_line: int) -> Iterator[Message]:
    """For a document that lists no attachment: the first line that names one."""
    if not _WORD.search("\n".join(lines)):
        return
    for number, line in enumerate(lines, first_line):
        match = _LINE.match(line)
        if match and "](" not in line and not _NONE.fullmatch(match["what"]):
            span = Span(path, number, match.start("word") + 1, len(match["word"]), line)
            sentence = "the text names an attachment, but the document lists none"
            help = "list it under attachments, with file, url or missing: true"
            yield warning("attachment-unlisted", span, sentence, help)
            return
