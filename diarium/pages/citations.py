"""How to cite a document: the sentence in three languages, files for reference managers, and tags for their readers.

A citation says what was printed on the document and which version of it was read; it never guesses an author.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from diarium.model import LANGUAGES, Label, brief
from diarium.pages.holdings import Holding, Holdings, compact
from diarium.pages.wording import Words

CASE = Label("dnr", "saksnr.", "case no.")
VERSION = Label("version", "versjon", "version")
PARAGRAPH = Label("stycke", "avsnitt", "paragraph")
NOTE = re.compile(r"\s+")


@brief
class Sentence(NamedTuple):
    """A citation ready to copy: what stands before the place in the document, what after it, and the address."""

    lang: str
    before: str
    after: str
    url: str
    item: str  # the words for a numbered item and for a paragraph, for whoever cites less than the whole
    paragraph: str

    def whole(self) -> str:
        return f"{self.before}{self.after}{self.url}"


@brief
class Place(NamedTuple):
    """A part of a document that can be cited by itself."""

    text: str
    anchor: str
    said: str  # `punkt 10 a`
    item: str = ""  # `10 a`


@brief
class Citation(NamedTuple):
    """What the cite box of a page shows."""

    sentences: tuple[Sentence, ...]
    places: tuple[Place, ...]
    files: tuple[tuple[str, str], ...]  # name of the format, file
    version: str
    day: str
    checksum: str


FILES = (("BibTeX", "cite.bib"), ("RIS", "cite.ris"), ("CSL-JSON", "cite.json"))


def citation(holdings: Holdings, one: Holding) -> Citation:
    words = holdings.show.words
    places = []
    for section in holdings.show.site.outlines[one.path]:
        if section.level and section.anchor:
            said = f"{words.item} {section.item}" if section.item else f"”{section.title}”"
            places.append(Place(section.title, section.short_anchor, said, section.item or ""))
    return Citation(
        tuple(sentence(holdings, one, language) for language in LANGUAGES),
        tuple(places),
        FILES,
        holdings.version(one),
        words.date(one.changed),
        holdings.checksum(one),
    )


def sentence(holdings: Holdings, one: Holding, language: str) -> Sentence:
    """`Stockholms stad: ”Reserapport Oslo”, reserapport, 9 januari 2017, dnr 803-1873/2016. …`"""
    words, config = Words(language), holdings.show.site.config
    by = ", ".join(one.institutions or one.authors)
    label = config.types.get(one.document.type)
    kind = (label[language] if label else one.document.type).lower()
    said = [f"{quoted(one.document.title, language)}", kind, words.date(one.document.date)]
    if one.cases:
        said.append(f"{CASE[language]} {', '.join(one.cases)}")
    before = (f"{by}: " if by else "") + ", ".join(said)
    version = f"{VERSION[language]} {one.changed} ({holdings.version(one)})"
    after = f". {config.name}, {version}. "
    url = one.url if config.base_url else f"/{one.path}"
    return Sentence(language, before, after, url, words.item, PARAGRAPH[language])


def quoted(text: str, language: str) -> str:
    """In the quotation marks of the language."""
    first, last = {"sv": ("”", "”"), "nb": ("«", "»"), "en": ("“", "”")}[language]
    return f"{first}{text}{last}"


def files(holdings: Holdings, one: Holding) -> Iterator[tuple[str, bytes]]:
    """The citation in the formats that reference managers read."""
    yield f"{one.path}cite.bib", bibtex(holdings, one).encode()
    yield f"{one.path}cite.ris", ris(holdings, one).encode()
    yield f"{one.path}cite.json", compact([csl(holdings, one)])


def key(one: Holding) -> str:
    """How the citation is called in a bibliography; its own in the whole archive."""
    return one.id.replace("/", "-")


def named(name: str) -> tuple[str, str]:
    """Family name and given names, as far as a printed name tells: the last word, and what stands before it."""
    given, _, family = flat(name).rpartition(" ")
    return family, given


_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def flat(text: str) -> str:
    """On one line, without control characters."""
    if text.isprintable() and "  " not in text:  # nearly always, and seen at a glance
        return text.strip()
    return NOTE.sub(" ", _CONTROL.sub(" ", text)).strip()


def _date_parts(date: str) -> list[int]:
    return [int(part) for part in date.split("-")] if date else []


def _remark(holdings: Holdings, one: Holding) -> str:
    return f"{holdings.site_name}, {VERSION[holdings.show.language]} {one.changed}, SHA-256 {holdings.checksum(one)}"


# ---------------------------------------------------------------- CSL-JSON


def csl(holdings: Holdings, one: Holding) -> dict[str, object]:
    document = one.document
    item: dict[str, object] = {"id": key(one), "type": "report", "title": document.title, "genre": one.type}
    authors: list[dict[str, str]] = []
    for name in one.authors:
        family, given = named(name)
        authors.append({"family": family, "given": given} if given else {"literal": family})
    authors = authors or [{"literal": flat(name)} for name in one.institutions]
    if authors:
        item["author"] = authors
    if one.institutions:
        item["publisher"] = ", ".join(one.institutions)
    if one.cases:
        item["number"] = ", ".join(one.cases)
    if one.series:
        item["collection-title"] = holdings.name(one.series)
    if document.date:
        item["issued"] = {"date-parts": [_date_parts(document.date)]}
    item |= {"language": document.lang, "archive": holdings.site_name}
    if holdings.show.site.config.base_url:
        item["URL"] = one.url
    if document.summary:
        item["abstract"] = document.summary
    if one.themes:
        item["keyword"] = ", ".join(holdings.name(theme) for theme in one.themes)
    item |= {"version": f"{one.changed} {holdings.version(one)}", "note": _remark(holdings, one)}
    return item


# ---------------------------------------------------------------- BibTeX

# Letters stay as they are (every reader of today takes UTF-8); what TeX would act upon does not.
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
_TEX_SIGNS = re.compile(r"[\\{}~^&%$#_]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bibtex(holdings: Holdings, one: Holding) -> str:
    document = one.document
    parts = document.date.split("-")
    year, month = parts[0], parts[1] if len(parts) > 1 else ""
    authors = [", ".join(_tex(part) for part in named(name) if part) for name in one.authors]
    authors = authors or [f"{{{_tex(name)}}}" for name in one.institutions]
    fields = {
        "author": " and ".join(authors),
        "title": f"{{{_tex(document.title)}}}",
        "institution": f"{{{_tex(', '.join(one.institutions) or holdings.site_name)}}}",
        "type": _tex(one.type),
        "number": _tex(", ".join(one.cases)),
        "year": year,
        "date": document.date,
        "url": _tex_url(one.url) if holdings.show.site.config.base_url else "",
        "language": document.lang,
        "keywords": _tex(", ".join(holdings.name(theme) for theme in one.themes)),
        "version": f"{one.changed} {holdings.version(one)}",
        "note": _tex(_remark(holdings, one)),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    if month:
        lines.append(f"  month = {_MONTHS[int(month) - 1]},\n")
    return f"@techreport{{{key(one)},\n{''.join(lines)}}}\n"


def _tex(text: str) -> str:
    return _TEX_SIGNS.sub(lambda sign: _TEX[sign[0]], flat(text))


def _tex_url(url: str) -> str:
    return url.replace("%", r"\%").replace("#", r"\#")


# ---------------------------------------------------------------- RIS


def ris(holdings: Holdings, one: Holding) -> str:
    document = one.document
    lines = [("TY", "RPRT"), ("TI", document.title)]
    lines += [("AU", ", ".join(part for part in named(name) if part)) for name in one.authors]
    if not one.authors:
        lines += [("AU", f"{name},") for name in one.institutions]  # the comma says: one name, not two
    lines += [("PB", ", ".join(one.institutions)), ("SN", ", ".join(one.cases)), ("M3", one.type)]
    if document.date:
        year, month, day = (*document.date.split("-"), "", "")[:3]
        lines += [("PY", year), ("DA", f"{year}/{month}/{day}/")]
    if one.series:
        lines.append(("T3", holdings.name(one.series)))
    lines += [("LA", document.lang), ("AB", document.summary)]
    lines += [("KW", holdings.name(theme)) for theme in one.themes]
    if holdings.show.site.config.base_url:
        lines.append(("UR", one.url))
    lines += [
        ("DB", holdings.site_name),
        ("ET", f"{one.changed} {holdings.version(one)}"),
        ("N1", _remark(holdings, one)),
    ]
    body = "".join(f"{tag}  - {flat(value)}\r\n" for tag, value in lines if flat(value))
    return f"{body}ER  - \r\n"


# ---------------------------------------------------------------- tags in the head of a page


def tags(holdings: Holdings, one: Holding) -> Iterator[tuple[str, str]]:
    """What Zotero and other collectors read, and Dublin Core; each says only what stands on the document."""
    document = one.document
    yield "citation_title", document.title
    for name in one.authors:
        yield "citation_author", ", ".join(part for part in named(name) if part)
    if document.date:
        yield "citation_publication_date", document.date.replace("-", "/")
    yield "citation_technical_report_institution", ", ".join(one.institutions) or holdings.site_name
    if one.cases:
        yield "citation_technical_report_number", ", ".join(one.cases)
    yield "citation_language", document.lang
    if holdings.show.site.config.base_url:
        yield "citation_public_url", one.url
    if document.summary:
        yield "citation_abstract", flat(document.summary)
    if one.themes:
        yield "citation_keywords", "; ".join(holdings.name(theme) for theme in one.themes)
    yield "DC.title", document.title
    for name in one.authors:
        yield "DC.creator", ", ".join(part for part in named(name) if part)
    if not one.authors:
        for name in one.institutions:
            yield "DC.creator", f"{name},"  # without a comma, readers would take the last word for a family name
    for name in one.institutions:
        yield "DC.publisher", name
    if document.date:
        yield "DC.date", document.date
    yield "DC.type", one.type
    yield "DC.language", document.lang
    for case in one.cases:
        yield "DC.identifier", case
    for theme in one.themes:
        yield "DC.subject", holdings.name(theme)
    if document.summary:
        yield "DC.description", flat(document.summary)
    yield "DC.format", "text/html"
    if holdings.show.site.config.licence:
        yield "DC.rights", holdings.show.site.config.licence
    yield "DCTERMS.modified", one.changed
    yield "DCTERMS.hasVersion", f"{one.changed} SHA-256 {holdings.checksum(one)}"
