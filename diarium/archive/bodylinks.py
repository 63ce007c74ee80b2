"""Links written in bodies: which page, heading or file each means.

It resolves and complains; where nothing fits it says what was probably meant, and never links to a guess.
"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from diarium.archive.addresses import OWN_FILES
from diarium.archive.checks import beside, published_name
from diarium.archive.filekinds import FileFacts, problem_of
from diarium.archive.registry import Ambiguous, Named, Ref, Registry
from diarium.messages import Message, Span, error, warning
from diarium.reading.body import ROOT, BodyLink
from diarium.reading.document import Parsed
from diarium.reading.nearest import did_you_mean
from diarium.schema import KINDS

_SEE_ANCHORS = "the published page shows its anchors: point at a heading or a paragraph, and copy the link"
_LOOKS_LIKE_HOST = re.compile(r"www\.|[\w-]+(?:\.[\w-]+)*\.(?:com|dk|eu|fi|int|is|net|no|org|se)(?:/|$)")


@dataclass(frozen=True, slots=True)
class Targets:
    """Everything a link can lead to."""

    files: Mapping[str, str]  # a file of content/ → its address
    unpublished: Mapping[str, str]  # a file of content/ → why it has no page
    unreadable: frozenset[str]  # files with errors of their own; a link to one is not a second error
    anchors: Mapping[str, frozenset[str]]  # an address → the anchors its page has; absent: not checked
    addresses: frozenset[str]
    registry: Registry
    facts: Mapping[str, FileFacts]
    cited: frozenset[str] = frozenset()  # anchors that a published text has linked to before: address#anchor

    def lies(self, path: str) -> bool:
        """Whether this is a file of content/, published or not."""
        return path in self.files or path in self.facts or path in self.unpublished or path in self.unreadable


@dataclass(frozen=True, slots=True)
class Resolved:
    """The addresses of a body's links, in their order, and what they lead to."""

    hrefs: tuple[str, ...]
    documents: tuple[str, ...]  # files of content/ linked to
    entities: tuple[Ref, ...]
    pictures: tuple[str, ...]
    cited: tuple[str, ...]  # anchors of other pages: address#anchor
    looked: tuple[tuple[str, str], ...]  # addresses, and an anchor each was asked for
    messages: tuple[Message, ...]


def resolve(parsed: Parsed, address: str, attached: Mapping[str, str], targets: Targets) -> Resolved:
    """`attached` are the document's own attachments: file of content/ → address."""
    walk = _Walk(parsed, address, attached, targets)
    hrefs = tuple(walk.one(link) for link in parsed.body.links)
    return Resolved(
        hrefs,
        documents=tuple(walk.documents),
        entities=tuple(walk.entities),
        pictures=tuple(walk.pictures),
        cited=tuple(walk.cited),
        looked=tuple(walk.looked),
        messages=tuple(walk.messages),
    )


class _Walk:
    def __init__(self, parsed: Parsed, address: str, attached: Mapping[str, str], targets: Targets) -> None:
        self.parsed, self.address, self.attached, self.targets = parsed, address, attached, targets
        self.documents: list[str] = []
        self.entities: list[Ref] = []
        self.pictures: list[str] = []
        self.names = {posixpath.basename(path).casefold(): source for source, path in attached.items()}
        self.cited: list[str] = []
        self.looked: list[tuple[str, str]] = []
        self.messages: list[Message] = []

    def one(self, link: BodyLink) -> str:
        match link.kind:
            case "web":
                return link.target
            case "anchor":
                if link.fragment and link.fragment not in self.parsed.body.anchors:
                    self.broken(
                        link.span,
                        f"there is no heading or paragraph '#{link.fragment}' in this document",
                        did_you_mean(link.fragment, self.parsed.body.anchors) or _SEE_ANCHORS,
                    )
                return "#" + quote(link.fragment)
            case "entity":
                return self.entity(link)
            case "image":
                return self.picture(link)
            case "site":
                return self.on_site(link)
            case _:
                return self.file(link)

    def broken(self, span: Span, sentence: str, help: str | None = None) -> None:
        self.messages.append(error("broken-link", span, sentence, help))

    def entity(self, link: BodyLink) -> str:
        for kind in KINDS:
            found = self.targets.registry.resolve(Named(kind.id, link.target, link.span))
            if isinstance(found, Ambiguous):
                self.broken(
                    link.span,
                    f"'{link.target}' could mean {len(found)} entries",
                    "use a name or an alias that only one of them has",
                )
                return "#"
            if found is not None:
                self.entities.append(found)
                return f"{ROOT}{found.path}"
        names = [entity.name for entity in self.targets.registry.entities.values()]
        self.broken(
            link.span, f"nothing in the archive is called '{link.target}'", did_you_mean_name(link.target, names)
        )
        return "#"

    def picture(self, link: BodyLink) -> str:
        source = beside(self.parsed, link.target, self.targets.facts.__contains__)
        facts = self.targets.facts.get(source) if source else None
        if source is None or facts is None:
            same = self.likely(source, list(self.targets.facts)) if source else None
            help = f"did you mean '{same}'? Capital letters count" if same else "put it there"
            self.broken(link.span, f"there is no picture '{link.target}' beside this document", help)
            return "#"
        if source in self.attached:
            return f"{ROOT}{quote(self.attached[source])}"
        self.pictures.append(source)  # whatever is the matter with it, it belongs here
        problem = problem_of(source, facts, picture=True)
        if problem:
            sentence = f"'{link.target}' {problem.words}"
            self.messages.append(error("bad-attachment", link.span, sentence, problem.help))
            return "#"
        name = published_name(source)
        if self.names.setdefault(name.casefold(), source) != source or (not self.address and name in OWN_FILES):
            sentence = f"another file beside this page is published as '{name}' too"
            self.messages.append(error("name-collision", link.span, sentence, "rename one of them"))
            return "#"
        return f"{ROOT}{self.address}{quote(name)}"

    def on_site(self, link: BodyLink) -> str:
        path = link.target.strip("/")
        path = f"{path}/" if path and "." not in path.rsplit("/", 1)[-1] else path
        if path not in self.targets.addresses:
            self.broken(
                link.span,
                f"there is no page '/{path}' in this archive",
                "link to a document by its file: ../2016/other.md",
            )
            return "#"
        return self.with_fragment(f"{ROOT}{quote(path)}", path, link)

    def file(self, link: BodyLink, in_text: bool = True) -> str:
        source = beside(self.parsed, link.target, self.targets.lies)
        if source is None:
            self.broken(
                link.span, f"'{link.target}' leads out of content/", "link to a document by its file: ../2016/other.md"
            )
            return "#"
        if source in self.attached:
            return f"{ROOT}{quote(self.attached[source])}"
        address = self.targets.files.get(source)
        if address is not None:
            self.documents.append(source)
            return self.with_fragment(f"{ROOT}{quote(address)}", address, link)
        if source in self.targets.unreadable:
            return "#"
        if source in self.targets.unpublished:
            self.broken(
                link.span, f"'{link.target}' {self.targets.unpublished[source]}", "publish it, or take the link away"
            )
        elif source in self.targets.facts:
            self.broken(
                link.span,
                f"'{link.target}' lies there but is not listed under attachments",
                "list it there, so that it is published",
            )
        else:
            relative = self.likely(source, [*self.targets.files, *self.targets.facts])
            if _LOOKS_LIKE_HOST.match(link.target):
                help = f"write it with https:// if it lies elsewhere: https://{link.target}"
            elif relative:
                help = f"did you mean '{relative.translate(_IN_A_LINK) if in_text else relative}'?"
            else:
                help = "write the path from this file, such as ../2016/other.md"
            self.broken(link.span, f"there is no file '{link.target}'", help)
        return "#"

    def likely(self, source: str, everything: list[str]) -> str | None:
        """The path from this file to the file that was probably meant."""
        others = [path for path in everything if path != self.parsed.path]
        near = next((path for path in others if path.casefold() == source.casefold()), None) or _nearest(source, others)
        return posixpath.relpath(near, posixpath.dirname(self.parsed.path)) if near else None

    def with_fragment(self, href: str, address: str, link: BodyLink) -> str:
        if not link.fragment:
            return href
        self.looked.append((address, link.fragment))
        anchors = self.targets.anchors.get(address)
        cited = f"{address}#{link.fragment}"
        if anchors is not None and link.fragment in anchors:
            self.cited.append(cited)
        elif anchors is not None and cited in self.targets.cited:
            self.messages.append(
                warning(
                    "anchor-gone",
                    link.span,
                    f"the passage '#{link.fragment}' of '{link.target}' was changed, so this link leads to the whole text",
                    did_you_mean(link.fragment, anchors) or "look for the passage, and copy its link anew",
                )
            )
            return href
        elif anchors is not None:
            self.broken(
                link.span,
                f"'{link.target}' has no heading or paragraph '#{link.fragment}'",
                did_you_mean(link.fragment, anchors) or _SEE_ANCHORS,
            )
        return f"{href}#{quote(link.fragment)}"


# What a path cannot hold in a link as it stands, and how it is written there.
_IN_A_LINK = str.maketrans({"%": "%25", "#": "%23", "?": "%3F", " ": "%20"})


def _nearest(source: str, everything: list[str]) -> str | None:
    found = difflib.get_close_matches(source, everything, n=1, cutoff=0.75)
    return found[0] if found else None


def did_you_mean_name(text: str, names: list[str]) -> str:
    found = difflib.get_close_matches(text, names, n=1, cutoff=0.7)
    return f"did you mean '{found[0]}'?" if found else "write a name as it stands in a document or in the registry"


def related(parsed: Parsed, targets: Targets) -> Iterator[tuple[str, Message | None]]:
    """The `related` field: the file each entry means, or what is wrong with it."""
    for at, written in enumerate(parsed.fields.related):
        span = parsed.span("related", at)
        walk = _Walk(parsed, "", {}, targets)
        walk.file(BodyLink("file", written, "", written, span), in_text=False)
        if walk.messages:
            yield "", walk.messages[0]
        elif walk.documents[:1] == [parsed.path]:
            sentence = "'related' names this document itself"
            yield "", warning("leads-to-itself", span, sentence, "delete it, or name another one")
        elif walk.documents:
            yield walk.documents[0], None
