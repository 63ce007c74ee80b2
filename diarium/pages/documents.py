"""The page of a document: what it is, who took part, what it says, and what it belongs to.

It shows one document; lists of documents are made elsewhere.
"""

from __future__ import annotations

import html
import posixpath
import re
from urllib.parse import quote

from diarium.archive.site import Attachment, Document
from diarium.pages.parts import Block, Fact, Head, Link, Outline, Row, Text
from diarium.pages.pictures import hanging
from diarium.pages.showing import Showing, related_reason
from diarium.pages.statement import is_address
from diarium.pages.views import DocumentView, FileLink
from diarium.reading.body import ROOT
from diarium.schema import DOCUMENT, MEETING

_NO_LETTERS = re.compile(r"[^\w.~:/-]+")


def document_view(show: Showing, path: str) -> DocumentView:
    document = show.site.documents[path]
    fields = document.parsed.fields
    words = show.words
    participants = [a for a in document.appearances if a.capacity == "participants.name"]
    lang = show.lang(document.lang)
    headings = show.site.outlines[document.path]
    text = show.text(headings, show.site.texts[document.path], document.lang)
    return DocumentView(
        head=Head(
            document.title,
            document.lang,
            (Link(words.documents, "documents/"), Link(document.date[:4], f"years/{document.date[:4]}/")),
            document.summary,
            show.type(document),
            True,
            _stamp(show, document),
        ),
        lead=_lead(show, document),
        summary=fields.summary or "",
        facts=_facts(show, document),
        groups=show.groups(participants),
        outline=tuple(Outline(s.level, s.title, s.short_anchor) for s in headings if s.level),
        text=text,
        attachments=tuple(_attachment(show, a) for a in document.attachments),
        corrections=tuple(Row(Link(note, None, lang), words.date(day), day) for day, note in document.corrections),
        source=_source(show, document),
        previous=_beside(show, document, -1),
        next=_beside(show, document, 1),
        related=_related(show, document),
        cases=tuple(a.printed for a in document.appearances if a.capacity == "case"),
        report=_report(show, document),
        pictures=hanging.on_document(show, document),
        targets=_targets(show, text),
    )


# What the writer of a text linked. Mentions and notes carry a class, and what leads within the page needs no address.
_TARGET = re.compile(r'<a href="([^"#][^"]*)"')


def _targets(show: Showing, text: Text) -> tuple[str, ...]:
    pieces = [piece for part in text.parts for piece in (part.heading, part.html)]
    found = []
    for target in _TARGET.findall("".join((*pieces, text.footnotes))):
        address = html.unescape(target).removeprefix("mailto:")
        found.append(address.replace(ROOT, show.site.config.base_url or "/", 1))
    return tuple(found)


def _stamp(show: Showing, document: Document) -> tuple[str, ...]:
    """What a registrar's stamp says: the day, the year, the number."""
    cases = [a.printed for a in document.appearances if a.capacity == "case"]
    return (*show.day_and_year(document.date), *cases[:1])


def _report(show: Showing, document: Document) -> Link | None:
    """A letter to the archive with the title and the address already in it, where the contact is an address."""
    config = show.site.config
    if not is_address(config.contact):
        return None
    subject = _said_in_address(show.words("report_subject", document.title))
    body = _said_in_address(f"{config.base_url or '/'}{document.path}\n\n")
    return Link(
        show.words.report_error, None, None, f"mailto:{quote(config.contact, '@')}?subject={subject}&body={body}"
    )


def _said_in_address(words: str) -> str:
    """Words as a part of an address. Letters stay as they are: browsers see to them, and so they pack to little."""
    return _NO_LETTERS.sub(lambda match: quote(match[0], ":/"), words)


def _lead(show: Showing, document: Document) -> tuple[Link, ...]:
    """Type, issuer, date, place, case: the document in one line."""
    found = [Link(show.type(document))]
    for capacity in ("organisation", "meeting.city", "case"):
        appearance = next((a for a in document.appearances if a.capacity == capacity), None)
        if appearance is not None:
            found.append(show.printed(appearance, show.lang(document.lang)))
        if capacity == "organisation":
            found.append(Link(show.words.date(document.date)))
    return tuple(found)


def _facts(show: Showing, document: Document) -> tuple[Fact, ...]:
    fields = document.parsed.fields
    words = show.words
    shown = {fact.label: fact for fact in show.facts(document.parsed, DOCUMENT, document.appearances)}
    by_name = {field.name: words.label(field.label) for field in DOCUMENT if field.label}
    type_label, lang_label = by_name["type"], by_name["lang"]
    shown[type_label] = Fact(type_label, (Link(show.type(document)),))
    shown[lang_label] = Fact(lang_label, (Link(words.language_name(document.lang)),))
    facts = []
    for field in DOCUMENT:
        label = by_name.get(field.name, "")
        if field.name == "meeting" and fields.meeting:
            facts += _meeting(show, document, label)
        elif field.name == "tabled" and document.tabled:
            facts.append(Fact(label, tuple(_tabled(show, *one) for one in document.tabled)))
        elif field.name == "approves" and document.approves:
            facts.append(
                Fact(
                    label, tuple(show.meeting(show.site.meeting(*one), with_series=False) for one in document.approves)
                )
            )
        elif field.name == "next" and fields.next:
            facts.append(Fact(label, (_next(show, document),)))
        elif label in shown:
            facts.append(shown.pop(label))
    return tuple(facts)


def _meeting(show: Showing, document: Document, label: str) -> list[Fact]:
    group = document.parsed.fields.meeting
    words = show.words
    values: list[Link] = []
    if document.meeting:
        values.append(show.meeting(show.site.meeting(*document.meeting), with_series=False))
    elif group.date or group.number:
        values.append(Link(", ".join(filter(None, (group.number, words.period(group.date) if group.date else "")))))
    facts = [Fact(label, tuple(values))] if values else []
    return [*facts, *show.group_facts(group, MEETING, show.lang(document.lang))]


def _tabled(show: Showing, series: str, key: str, item: str | None) -> Link:
    meeting = show.site.meeting(series, key)
    link = show.meeting(meeting)
    return Link(f"{link.text}, {show.words.item} {item}" if item else link.text, link.path)


def _next(show: Showing, document: Document) -> Link:
    group = document.parsed.fields.next
    said = ", ".join(filter(None, (group.number, show.words.period(group.date) if group.date else "", group.city)))
    return Link(said, show.site.meeting(*document.announces).path if document.announces else None)


def _source(show: Showing, document: Document) -> tuple[Link, ...]:
    source = document.parsed.fields.source
    if source is None:
        return ()
    found = []
    if source.note:
        found.append(Link(source.note, None, show.lang(document.lang)))
    if source.url:
        when = f", {show.words.retrieved} {show.words.date(source.retrieved)}" if source.retrieved else ""
        found.append(Link(show.words.original, None, None, source.url, when))
    return tuple(found)


def _attachment(show: Showing, attachment: Attachment) -> FileLink:
    link = None
    if attachment.path:
        link = Link(attachment.title, quote(attachment.path))  # a name may hold # or %
    elif attachment.url:
        link = Link(attachment.title, None, None, attachment.url)
    ending = posixpath.splitext(attachment.path or "")[1].lstrip(".").upper()
    size = file_size(attachment.size, show.language) if attachment.size is not None else ""
    return FileLink(attachment.title, link, ending, size, attachment.sha256 or "", attachment.missing and link is None)


def file_size(size: int, language: str) -> str:
    """`12 kB`, `3,4 MB`."""
    if size < 1000:
        return f"{size} B"
    number = f"{size / 1e6:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"
    return number if language == "en" else number.replace(".", ",")


def _beside(show: Showing, document: Document, step: int) -> Row | None:
    """The meeting before or after this one in its series, also when no document of it is here."""
    if document.meeting is None:
        return None
    around = show.relations.neighbours(show.site.meeting(*document.meeting))
    meeting = around[0] if step < 0 else around[1]
    return show.meeting_row(meeting) if meeting else None


def _related(show: Showing, document: Document) -> Block:
    rows = []
    for relation in show.relations.of(document):
        said: dict[str, list[str]] = {}
        for reason in relation.reasons:  # `samma tema: Profilering, Samverkan`, not the same words twice
            said.setdefault(reason.code, []).append(reason.said)
        reasons = tuple(
            related_reason(show.words, code, ", ".join(dict.fromkeys(filter(None, what))))
            for code, what in said.items()
        )
        rows.append(show.document_row(relation.document, reasons))
    return Block("related", show.words.related, tuple(rows))
