"""The archive as an earlier build linked it, with the few texts that have changed since put in their places.

Linking is mostly finding out what the front matter of all documents means together; a text has its links from that and
gives next to nothing back. So where nothing but texts has changed, what was linked stands, and only they are linked again.
It opens no file, and where a text may have become another thing to the rest it answers nothing: then all is linked anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b

from diarium.archive.acceptance import Acceptances, acceptances
from diarium.archive.cases import CaseNumbers
from diarium.archive.content import Content
from diarium.archive.documents import Documents
from diarium.archive.link import Linked, mentions_in
from diarium.archive.mentions import case_numbers_in
from diarium.archive.references import references
from diarium.archive.site import Site, Texts
from diarium.messages import Checked, Message
from diarium.reading.document import Parsed
from diarium.schema import DOCUMENT

Read = Mapping[str, Checked[Parsed | None]]  # by file


@dataclass(frozen=True, slots=True)
class Kept:
    """A linked archive in which nobody is hidden, as it can be packed."""

    site: Site  # without its texts, and what they name
    makers: Documents
    own: Mapping[str, tuple[Message, ...]]  # by such a file: what is said of it by itself
    others: tuple[Message, ...]  # what else is said
    accepted: Acceptances
    today: str

    def with_texts(self, texts: Texts, read: Read) -> Checked[Site] | None:
        """The archive with these files, whose faces are the same, as they are now; nothing where others miss a passage."""
        site, own, anchors = self.site, dict(self.own), dict(self.makers.targets.anchors)
        makers = replace(self.makers, targets=replace(self.makers.targets, anchors=anchors))
        documents, outlines, checksums = dict(site.documents), dict(site.outlines), dict(site.checksums)
        changed = {}
        for path, checked in read.items():
            parsed = checked.value
            assert parsed is not None, "without a face it is not the same"
            address = makers.targets.files[path]
            if address in anchors:
                asked = {anchor for of, anchor in makers.looked if of == address}
                if not asked <= anchors[address] & parsed.body.anchors:  # of one that is missing, the likeliest is told
                    return None
                anchors[address] = parsed.body.anchors
            makers.found = {path: tuple(references(parsed, DOCUMENT))}
            made = makers.document(parsed, address, self.today)
            documents[address], (outlines[address], changed[address], checksums[address]) = made.value
            own[path] = (*checked.messages, *made.messages)
        texts = texts.but(changed)
        site = replace(
            site,
            documents=documents,
            outlines=outlines,
            texts=texts,
            checksums=checksums,
            mentions=mentions_in(texts),
        )
        return Checked(site, (*self.others, *(message for told in own.values() for message in told)))


def kept(content: Content, linked: Linked, read: Read, today: str) -> Kept:
    """`read` are all files of `content`."""
    makers = linked.makers
    targets, registry = makers.targets, makers.registry.answering()
    elsewhere = (message for path, checked in read.items() if path not in linked.own for message in checked.messages)
    published = {path: (parsed, read[path].messages) for path in linked.own if (parsed := read[path].value) is not None}
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
        {path: found for path, (_, told) in published.items() if (found := (*told, *linked.own[path]))},
        (*elsewhere, *linked.others),
        acceptances(content, linked.site.documents.values()),
        today,
    )


def faces(read: Read, patterns: tuple[str, ...]) -> dict[str, bytes]:
    """By file, what each text is to the rest of the archive; those that cannot be understood have none."""
    numbers = CaseNumbers(patterns)
    return {path: _face(checked.value, numbers) for path, checked in read.items() if checked.value is not None}


def _face(parsed: Parsed, numbers: CaseNumbers) -> bytes:
    """A digest of all that the rest of the archive may follow from.

    Beside the front matter, with the places messages point at, that is what stands in a text and means another thing:
    headings may open a theme, a case number makes a case, links lead to a document. Anchors are another matter: only
    those that somebody links to are held against what they were.
    """
    body = parsed.body
    links = [(link.kind, link.target, link.fragment, link.text) for link in body.links]
    said = (parsed.path, parsed.slug, parsed.told, parsed.spans.source, links, body.outline, body.definitions)
    told = repr((*said, tuple(case_numbers_in(body, numbers)), bool(body.digest)))
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).digest()
