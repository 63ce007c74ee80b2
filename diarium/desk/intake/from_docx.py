"""Word documents to lines: headings, the numbers Word counts by itself, tables, notes, page heads and text boxes.

It keeps what stands on the paper, and leaves out what was struck by tracked changes; it never runs a field.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from diarium.desk.intake.from_html import numeral, table_lines
from diarium.desk.intake.from_text import clean
from diarium.desk.intake.originals import PAGE_BREAK, Original, Refused

_STYLES = {"decimal": "1", "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_NOTES = {"footnotes": "footnote", "endnotes": "endnote"}


UNPACKED = 200_000_000  # bytes of all parts together; a packed file can promise any size


def read_docx(name: str, data: bytes) -> Original:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED:
                raise Refused(f"{name} unfolds to more than {UNPACKED // 1_000_000} MB, which no text is")
        document = docx.Document(io.BytesIO(data))
        reader = _Reader(document)
        lines = [*reader.page_heads(), *reader.blocks(document.element.body), *reader.notes(), *reader.page_feet()]
    except (Refused, RecursionError):
        raise
    except Exception as broken:  # the library promises nothing of what a damaged file raises
        raise Refused(
            f"{name} is no Word document, or a broken one; open it in a word processor and save it again"
        ) from broken
    text, notes = clean("\n".join(lines))
    return Original(name, tuple(text.split("\n")), notes)


@dataclass(slots=True)
class _Reader:
    """One document, with the counters of its numbered lists."""

    document: Any
    counted: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    boxes: list[Any] = field(default_factory=list)

    # -- the pages' heads and feet

    def page_heads(self) -> Iterator[str]:
        yield from self._once(part for s in self.document.sections for part in (s.first_page_header, s.header))

    def page_feet(self) -> Iterator[str]:
        yield from self._once(part for s in self.document.sections for part in (s.first_page_footer, s.footer))

    def _once(self, parts: Iterable[Any]) -> Iterator[str]:
        seen: set[str] = set()
        for part in parts:
            if part.is_linked_to_previous:
                continue
            lines = [line for line in self.blocks(part._element) if line.strip()]
            if lines and "\n".join(lines) not in seen:
                seen.add("\n".join(lines))
                yield from (*lines, "")

    # -- blocks

    def blocks(self, parent: Any) -> Iterator[str]:
        for element in parent:
            if element.tag == qn("w:p"):
                yield from self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                yield from self._table(element)
            elif element.tag in (qn("w:sdt"), qn("w:ins"), qn("w:customXml")):
                inner = element.find(qn("w:sdtContent"))
                yield from self.blocks(element if inner is None else inner)
            while self.boxes:
                yield from self.blocks(self.boxes.pop(0))

    def _paragraph(self, element: Any) -> Iterator[str]:
        level = self._heading(element)
        text = "".join(self._pieces(element, bold=level == 0)).strip(" \n")
        text = re.sub(r"\*\*(\s*)\*\*", r"\1", text)
        label, depth = self._number(element)
        if not text and not label:
            return
        if level:
            plain = text.replace("**", "").replace("\n", " ").replace("\t", " ")
            yield from ("", f"{'#' * level} {label + ' ' if label and label != '-' else ''}{plain}", "")
        elif label:
            yield f"{'   ' * depth}{label} {text}"
        else:
            yield from (*text.split("\n"), "")

    def _heading(self, element: Any) -> int:
        style = self._style(element)
        while style is not None:
            name = (style.name or "").lower()
            if name in ("title", "rubrik", "tittel", "titel"):
                return 1
            match = re.match(r"(?:heading|rubrik|overskrift) ?([1-6])$", name)
            if match:
                return int(match[1])
            style = style.base_style
        return 0

    def _style(self, element: Any) -> Any:
        found = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        id = found.get(qn("w:val")) if found is not None else None
        if id is None:
            return None
        return next((style for style in self.document.styles if style.style_id == id), None)

    # -- the numbers Word counts

    def _number(self, element: Any) -> tuple[str, int]:
        """What Word prints before this paragraph: `1.`, `a)`, `-`; and how deep it stands."""
        found = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        style = self._style(element)
        while found is None and style is not None:
            found = style.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            style = style.base_style
        if found is None:
            return "", 0
        id, level = (self._value(found, tag) for tag in ("w:numId", "w:ilvl"))
        depth = int(level or 0)
        definition = self._definition(id, depth) if id and id != "0" else None
        if definition is None:
            return "", 0
        kind, pattern, start, family = definition
        if kind == "bullet":
            return "-", depth
        if kind == "none":
            return "", 0
        self.counted[family, depth] = self.counted.get((family, depth), start - 1) + 1
        for deeper in [key for key in self.counted if key[0] == family and key[1] > depth]:
            del self.counted[deeper]

        def printed(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            other = self._definition(id or "", at)
            return numeral(
                self.counted.get((family, at), other[2] if other else 1), _STYLES.get(other[0], "1") if other else "1"
            )

        return re.sub(r"%([1-9])", printed, pattern) or "-", depth

    @staticmethod
    def _value(parent: Any, tag: str) -> str | None:
        child = parent.find(qn(tag))
        return None if child is None else child.get(qn("w:val"))

    def _definition(self, id: str, depth: int) -> tuple[str, str, int, str] | None:
        """Of one level of one list: its kind of number, its pattern, where it starts, whose counter it uses."""
        try:
            root = self.document.part.numbering_part.element
        except (KeyError, NotImplementedError):  # so the library tells of a document without lists
            return None
        for num in root.findall(qn("w:num")):
            if num.get(qn("w:numId")) != id:
                continue
            family = self._value(num, "w:abstractNumId") or ""
            over = [o for o in num.findall(qn("w:lvlOverride")) if o.get(qn("w:ilvl")) == str(depth)]
            starts = [self._value(o, "w:startOverride") for o in over]
            for abstract in root.findall(qn("w:abstractNum")):
                if abstract.get(qn("w:abstractNumId")) != family:
                    continue
                for level in abstract.findall(qn("w:lvl")):
                    if level.get(qn("w:ilvl")) == str(depth):
                        start = next((s for s in starts if s), None) or self._value(level, "w:start") or "1"
                        owner = f"{family}/{id}" if any(starts) else family
                        kind = self._value(level, "w:numFmt") or "decimal"
                        return kind, self._value(level, "w:lvlText") or "", int(start), owner
        return None

    # -- words

    def _pieces(self, parent: Any, bold: bool) -> Iterator[str]:
        for child in parent:
            if child.tag == qn("w:r"):
                yield from self._run(child, bold)
            elif child.tag == qn("w:hyperlink"):
                words = "".join(self._pieces(child, bold=False)).strip()
                target = self._target(child)
                yield f"[{words}]({target})" if words and target else words
            elif child.tag in (qn("w:ins"), qn("w:smartTag"), qn("w:sdt"), qn("w:sdtContent"), qn("w:fldSimple")):
                yield from self._pieces(child, bold)

    def _target(self, link: Any) -> str:
        id = link.get(qn("r:id"))
        if id is None or id not in self.document.part.rels:
            return ""
        return str(self.document.part.rels[id].target_ref).replace(" ", "%20").replace(")", "%29")

    def _run(self, run: Any, bold: bool) -> Iterator[str]:
        words = "".join(self._words(run))
        mark = run.find(f"{qn('w:rPr')}/{qn('w:b')}") if bold else None
        if mark is None or mark.get(qn("w:val")) in ("0", "false") or not words.strip():
            yield words
            return
        before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
        yield (
            before
            + "\n".join(f"**{line.strip()}**" if line.strip() else "" for line in words.strip().split("\n"))
            + after
        )

    def _words(self, run: Any) -> Iterator[str]:
        for child in run:
            tag = child.tag.rpartition("}")[2]
            if tag == "t":
                yield (child.text or "").replace("*", r"\*").replace("`", r"\`")
            elif tag in ("tab", "ptab"):
                yield "\t"
            elif tag in ("br", "cr"):
                yield f"\n{PAGE_BREAK}\n" if child.get(qn("w:type")) == "page" else "\n"
            elif tag == "noBreakHyphen":
                yield "-"
            elif tag in ("footnoteReference", "endnoteReference"):
                yield f"[^{tag[0]}{child.get(qn('w:id'))}]"
            elif tag in ("drawing", "pict", "AlternateContent"):
                self.boxes += _text_boxes(child)

    def notes(self) -> Iterator[str]:
        """Footnotes and endnotes, each with the sign the text refers to."""
        for relation in self.document.part.rels.values():
            kind = relation.reltype.rpartition("/")[2]
            if kind not in _NOTES or relation.is_external:
                continue
            root = parse_xml(relation.target_part.blob)
            for note in root.findall(qn(f"w:{_NOTES[kind]}")):
                text = " ".join(line for line in self.blocks(note) if line.strip())
                if text and note.get(qn("w:type")) is None:
                    yield from ("", f"[^{kind[0]}{note.get(qn('w:id'))}]: {text}", "")

    def _table(self, table: Any) -> Iterator[str]:
        rows = [
            [list(self._cell(c)) for c in row.iter(qn("w:tc")) if _row_of(c) is row]
            for row in table.findall(qn("w:tr"))
        ]
        laid_out = any(len(cell) > 1 for row in rows for cell in row) or max(map(len, rows), default=0) < 2
        yield ""
        if laid_out:
            yield from (line for row in rows for cell in row for line in (*cell, ""))
        else:
            yield from table_lines([[cell[0] if cell else "" for cell in row] for row in rows])
        yield ""

    def _cell(self, cell: Any) -> Iterator[str]:
        yield from (line for line in self.blocks(cell) if line.strip())


def _row_of(cell: Any) -> Any:
    parent = cell.getparent()
    while parent is not None and parent.tag != qn("w:tr"):
        parent = parent.getparent()
    return parent


def _text_boxes(element: Any) -> list[Any]:
    """The texts of boxes; of an alternative that older programs would show, nothing, for it is the same again."""
    found = []
    for box in element.iter(qn("w:txbxContent")):
        parents = [p.tag.rpartition("}")[2] for p in box.iterancestors()]
        if "Fallback" not in parents[: parents.index("r") if "r" in parents else None]:
            found.append(box)
    return found
