"""The archive as an earlier build linked it, with the few documents that have changed since put in their places.

Linking is mostly finding out what the front matter of all documents means together; a text has its links from that and
gives next to nothing back, nor does what a document says of itself alone, such as its title. So where nothing else has
changed, what was linked stands, and only those documents are linked again. It opens no file, and where a document may have
become another thing to the rest it answers nothing: then all is linked anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b

from diarium.archive.acceptance import Acceptances, acceptances
from diarium.archive.cases import CaseNumbers
from diarium.archive.content import Content
from diarium.archive.documents import Documents
from diarium.archive.link import Linked, mentions_in
from diarium.archive.mentions import case_numbers_in
from diarium.archive.packed import Texts
from diarium.archive.references import references
from diarium.archive.site import Site
from diarium.messages import Checked, Message, Span
from diarium.reading.document import Parsed
from diarium.reading.whereabouts import Path, Spans
from diarium.schema import DOCUMENT, OF_ITSELF

Read = Mapping[str, Checked[Parsed | None]]  # by file


@dataclass(frozen=True, slots=True)
class Kept:
    """A linked archive in which nobody is hidden, as it can be packed."""

    site: Site  # without its texts, and what they name
    makers: Documents
    own: Mapping[str, tuple[Message, ...]]  # by such a file: what is said of it by itself
    others: tuple[Message, ...]  # what else is said
    accepted: Acceptances
    places: Mapping[str, Spans]  # by such a file that messages about others point into: where its values stood
    today: str

    def with_documents(self, texts: Texts, read: Read) -> Checked[Site] | None:
        """The archive with these files, whose faces are the same, as they are now.

        Nothing where others miss a passage, or where what is said of them points at a line that has moved.
        """
        site, own, anchors = self.site, dict(self.own), dict(self.makers.targets.anchors)
        makers = replace(self.makers, targets=replace(self.makers.targets, anchors=anchors))
        documents, checksums, outlines = dict(site.documents), dict(site.checksums), {}
        living = dict(site.addresses)
        changed = {}
        for path, checked in read.items():
            parsed = checked.value
            assert parsed is not None, "without a face it is not the same"
            if path in self.places and _pointed_at(self.places[path]) != _pointed_at(parsed.spans):
                return None
            address = makers.targets.files[path]
            if address in anchors:
                asked = {anchor for of, anchor in makers.looked if of == address}
                if not asked <= anchors[address] & parsed.body.anchors:  # of one that is missing, the likeliest is told
                    return None
                anchors[address] = parsed.body.anchors
            makers.found = {path: tuple(references(parsed, DOCUMENT))}
            made = makers.document(parsed, address, self.today)
            document, (outlines[address], changed[address], checksums[address]) = made.value
            documents[address], living[address] = (
                document.naming(site.values).packed(),
                (living[address][0], document.title),
            )
            own[path] = (*checked.messages, *made.messages)
        texts = texts.over(changed)
        site = replace(
            site,
            documents=documents,
            outlines=site.outlines.over(outlines),
            texts=texts,
            checksums=checksums,
            mentions=mentions_in((address, texts.mentions(address)) for address in texts),
            addresses=living,
        )
        return Checked(site, (*self.others, *(message for told in own.values() for message in told)))


def kept(content: Content, linked: Linked, read: Read, today: str) -> Kept:
    """`read` are all files of `content`."""
    makers = linked.makers
    targets, registry = makers.targets, makers.registry.answering()
    elsewhere = (message for path, checked in read.items() if path not in linked.own for message in checked.messages)
    published = {path: (parsed, read[path].messages) for path in linked.own if (parsed := read[path].value) is not None}
    own = {path: found for path, (_, told) in published.items() if (found := (*told, *linked.own[path]))}
    others = (*elsewhere, *linked.others)
    return Kept(
        replace(linked.site, texts=Texts(), mentions={}),
        replace(
            makers,
            registry=registry,
            targets=replace(
                targets,
                registry=registry,
                anchors={
                    address: targets.anchors[address] for address, _ in makers.looked if address in targets.anchors
                },
            ),
            book=replace(makers.book, registry=registry, _patterns={}),
            found={},
            pictures={},
            shown=set(),
            cited=set(),
        ),
        own,
        others,
        acceptances(content, linked.site.documents.values()),
        {path: published[path][0].spans for path in _pointed_into(own, others) if path in published},
        today,
    )


def _pointed_into(own: Mapping[str, Iterable[Message]], others: Iterable[Message]) -> set[str]:
    """The files that something points into which is not said of themselves."""
    found = {path for message in others for path in _files(message)}
    return found.union(*(set(_files(message)) - {path} for path, told in own.items() for message in told))


def _files(message: Message) -> Iterator[str]:
    yield message.span.path
    yield from (note.span.path for note in message.notes if note.span is not None)
    if message.fix is not None:
        yield message.fix.path


def _pointed_at(spans: Spans) -> dict[Path, Span]:
    """What others may point at."""
    return {at: span for at, span in spans.items() if at[0] not in OF_ITSELF}


def faces(read: Read, patterns: tuple[str, ...]) -> dict[str, bytes]:
    """By file, what each text is to the rest of the archive; those that cannot be understood have none."""
    numbers = CaseNumbers(patterns)
    return {path: _face(checked.value, numbers) for path, checked in read.items() if checked.value is not None}


def _face(parsed: Parsed, numbers: CaseNumbers) -> bytes:
    """A digest of all that the rest of the archive may follow from.

    Beside those fields that are not of itself alone, that is what stands in a text and means another thing: headings may
    open a theme, a case number makes a case, links lead to a document. Anchors and the places of values are another
    matter: only those that somebody links to or points at are held against what they were.
    """
    body = parsed.body
    links = [(link.kind, link.target, link.fragment, link.text) for link in body.links]
    said = (parsed.path, parsed.slug, parsed.meant, links, body.outline, body.definitions)
    told = repr((*said, tuple(case_numbers_in(body, numbers)), bool(body.digest)))
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).digest()
