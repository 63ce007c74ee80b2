"""Web pages to lines: headings, lists, tables and links as loose Markdown.

It keeps every word a reader would see, menus too, and never follows a link.
"""

from __future__ import annotations

import codecs
import re
import warnings
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector
from bs4.element import Comment, Declaration, Doctype, NavigableString, PageElement, ProcessingInstruction, Tag
from bs4.exceptions import ParserRejectedMarkup

from diarium.desk.intake.from_text import clean, decoded
from diarium.desk.intake.originals import Original, Refused

_UNSEEN = {"script", "style", "template", "head", "noscript", "iframe", "svg", "object", "button", "input", "select"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "ul",
}  # fmt: skip
_NOT_TEXT = (Comment, Declaration, Doctype, ProcessingInstruction)


def read_html(name: str, data: bytes) -> Original:
    page, doubts = _decoded(name, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", UserWarning
            )  # of what is perhaps another kind of file: its words come through
            soup = BeautifulSoup(page, "html.parser")
    except ParserRejectedMarkup:
        raise Refused(f"{name} holds marks that are no HTML; open it in a browser and save it as text") from None
    lines = list(_blocks(soup.body or soup))
    if not lines:
        lines = [soup.get_text(" ")]
    text, notes = clean("\n".join(lines))
    return Original(name, tuple(text.split("\n")), (*doubts, *notes))


def _decoded(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    """A page in the encoding that it names, where all of it can be read so; else as any other text.

    The library would guess, and by what else is installed.
    """
    try:
        named = codecs.lookup(EncodingDetector.find_declared_encoding(data, is_html=True) or "").name
        # What is read as Latin-1 by browsers has long been more than that, and two bytes a letter would hide the name.
        encoding = {"iso8859-1": "cp1252", "ascii": "cp1252"}.get(named, named)
        if not encoding.startswith(("utf-16", "utf-32")):
            return data.decode(encoding), ()
    except (LookupError, ValueError):
        pass  # it names none, or one that is not its own: the doubt is told with what it is read as
    return decoded(name, data)


def _blocks(tag: Tag, depth: int = 0) -> Iterator[str]:
    """The lines of everything inside a tag; runs of words between blocks are paragraphs of their own."""
    run: list[PageElement] = []
    for child in tag.children:
        if isinstance(child, Tag) and child.name in _UNSEEN:
            continue
        if isinstance(child, Tag) and (child.name in _BLOCKS or _holds_blocks(child)):
            yield from _paragraph(run)
            run = []
            yield from _block(child, depth)
        else:
            run.append(child)
    yield from _paragraph(run)


def _holds_blocks(tag: Tag) -> bool:
    return tag.find(lambda inner: inner.name in _BLOCKS) is not None


def _paragraph(run: list[PageElement]) -> Iterator[str]:
    text = _inline(run)
    if text:
        yield from (line.strip() for line in text.split("\n"))
        yield ""


def _block(tag: Tag, depth: int) -> Iterator[str]:
    if re.fullmatch("h[1-6]", tag.name):
        text = _inline(tag.children).replace("\n", " ").replace("**", "")
        yield from ("", f"{'#' * int(tag.name[1])} {text}", "") if text else ()
    elif tag.name in ("ul", "ol"):
        yield from _list(tag, depth)
        if not depth:
            yield ""
    elif tag.name == "table":
        yield from _table(tag)
    elif tag.name == "pre":
        yield from (*tag.get_text().split("\n"), "")
    else:
        yield from _blocks(tag, depth)


def _list(tag: Tag, depth: int) -> Iterator[str]:
    number = int(start) if (start := str(tag.get("start", "1"))).isdigit() else 1
    style = str(tag.get("type", "1"))
    for item in tag.find_all("li", recursive=False):
        value = str(item.get("value", ""))
        number = int(value) if value.isdigit() else number
        marker = "-" if tag.name == "ul" else f"{numeral(number, style)}."
        number += 1
        inner = [line for line in _blocks(item, depth + 1) if line.strip()]
        first = inner[0] if inner else ""
        starts_list = bool(re.match(r"\s+(?:-|\w+\.) ", first))
        yield f"{'   ' * depth}{marker} {'' if starts_list else first}".rstrip()
        for line in inner if starts_list else inner[1:]:
            yield line if line.startswith("   ") else f"{'   ' * (depth + 1)}{line}"
    for child in tag.find_all(["ul", "ol"], recursive=False):  # a list straight inside a list, as old editors wrote
        yield from _list(child, depth + 1)


def numeral(number: int, style: str) -> str:
    """A list's number in the style of HTML or Word: `1`, `a`, `A`, `i`, `I`."""
    if style in ("a", "A") and 1 <= number <= 26:
        return chr(ord(style) + number - 1)
    if style in ("i", "I") and 1 <= number <= 39:
        made = "x" * (number // 10) + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[number % 10]
        return made if style == "i" else made.upper()
    return str(number)


def _table(tag: Tag) -> Iterator[str]:
    rows = [row for row in tag.find_all("tr") if row.find_parent("table") is tag]
    cells = [row.find_all(["td", "th"], recursive=False) for row in rows]
    laid_out = any(cell.find(["table", "ul", "ol", "h1", "h2", "h3", "h4"]) for row in cells for cell in row)
    caption = tag.find("caption")
    if caption is not None:
        yield from _paragraph(list(caption.children))
    if laid_out or max((len(row) for row in cells), default=0) < 2:
        for row in cells:
            for cell in row:
                yield from _blocks(cell)
        return
    yield ""
    headed = len(cells) > 1 and bool(cells[0]) and all(cell.name == "th" for cell in cells[0])
    texts = [[" ".join(line for line in _blocks(cell) if line) for cell in row] for row in cells]
    yield from table_lines(texts, headed)
    yield ""


def table_lines(rows: list[list[str]], headed: bool = False) -> Iterator[str]:
    """A table's rows with tabs between their cells; with bars, where a head, an empty cell or a lone sign would be lost."""
    plain = [[" ".join(cell.split()) for cell in row] for row in rows if any(cell.strip() for cell in row)]
    lost = any(not cell or re.match(r"[-–—*+•]", cell) for row in plain for cell in row)
    barred = len(plain) > 1 and (headed or lost)
    for at, row in enumerate(plain):
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" if barred else "\t".join(row)
        if headed and barred and not at:
            yield f"|{' --- |' * len(row)}"


def _inline(run: object) -> str:
    """Words with their marks; a line break only where the page has one."""
    made = "".join(_pieces(run))
    made = re.sub(r"[ \t\r\f]*\n[ \t\r\f]*", "\n", made)
    made = re.sub(r"[ \t\r\f]+", " ", made)
    return made.strip()


def _pieces(run: object) -> Iterator[str]:
    assert hasattr(run, "__iter__")
    for one in run:
        if isinstance(one, NavigableString):
            if not isinstance(one, _NOT_TEXT):
                yield re.sub(r"\s+", " ", str(one)).replace("*", r"\*").replace("`", r"\`")
        elif isinstance(one, Tag) and one.name not in _UNSEEN:
            yield from _marked(one)


def _marked(tag: Tag) -> Iterator[str]:
    if tag.name == "br":
        yield "\n"
        return
    if tag.name == "img":
        alt = str(tag.get("alt", "")).strip()
        yield f" {alt} " if alt else ""
        return
    inner = "".join(_pieces(tag.children))
    words = inner.strip()
    if not words:
        yield inner
        return
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    if tag.name in ("b", "strong") and "**" not in words:
        words = "\n".join(f"**{line.strip()}**" if line.strip() else "" for line in words.split("\n"))
    elif tag.name in ("em", "i") and "*" not in words and "\n" not in words:
        words = f"*{words}*"
    elif tag.name == "a" and tag.get("href"):
        target = str(tag.get("href")).strip().replace(" ", "%20").replace(")", "%29").replace("(", "%28")
        words = f"<{words}>" if words == target else f"[{words}]({target})"
    yield f"{before}{words}{after}"
