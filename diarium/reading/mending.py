"""The one way to mend a value, where there is just one: the same line with this piece exchanged.

It proposes and writes nothing; where a value stands in a way that leaves a doubt, it proposes nothing either.
"""

from __future__ import annotations

from diarium.messages import Fix, Span


def replaced(span: Span, text: str, new: str) -> Fix | None:
    """The line with this value exchanged, in the quotes it stands in; nothing when the value is not all there."""
    if span.source is None:
        return None
    start = span.column - 1
    piece = span.source[start : start + span.length].rstrip()
    quote = next((sign for sign in ("", "'", '"') if piece == f"{sign}{text}{sign}"), None)
    if quote is None:
        return None
    line = f"{span.source[:start]}{quote}{new}{quote}{span.source[start + len(piece) :]}"
    return Fix(span.path, span.line, span.source, (line,))
