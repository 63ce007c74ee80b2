"""What an original is once its words are out of its file: lines of loosely marked text, and what was noticed.

It only holds; reading the file is done elsewhere, and nothing is repaired here.
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
    head: tuple[str, ...] = ()  # the lines of its own front matter, if it has any
