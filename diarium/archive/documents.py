"""Single files in the light of the whole archive: names resolved, links set, meetings and attachments found.

It makes one document, page or description at a time and keeps no memory between them but the pictures to publish and the passages cited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from diarium.archive import bodylinks, checks
from diarium.archive.appearances import Appearance
from diarium.archive.meetings import Meeting
from diarium.archive.mentions import Lexicon, People, Woven, weave
from diarium.archive.references import Reference, appearances
from diarium.archive.registry import PERSON, Ref, Registry
from diarium.archive.site import Document, Written
from diarium.config import Config
from diarium.messages import Checked, Message, warning
from diarium.reading.document import Parsed
from diarium.spelling import fold

Key = tuple[str, str]  # a meeting: series and key


class MeetingsOf:
    """Which meetings each document has to do with."""

    def __init__(self, meetings: Iterable[Meeting]) -> None:
        self.about: dict[str, Key] = {}
        self.announces: dict[str, Key] = {}
        self.approves: dict[str, list[Key]] = defaultdict(list)
        self.tabled: dict[str, list[tuple[str, str, str | None]]] = defaultdict(list)
        for meeting in meetings:
            key = (meeting.series, meeting.key)
            for document in meeting.about:
                self.about.setdefault(document, key)
            for document in meeting.announced_in:
                self.announces.setdefault(document, key)
            for document in meeting.approved_in:
                self.approves[document].append(key)
            for document, item in meeting.tabled:
                self.tabled[document].append((*key, item))


@dataclass(slots=True)
class Documents:
    """Makes the linked form of single files; what that needs of the whole archive stands here once."""

    config: Config
    registry: Registry
    targets: bodylinks.Targets
    book: Lexicon
    meetings: MeetingsOf
    found: Mapping[str, tuple[Reference, ...]]
    pictures: dict[str, str] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)  # files of content/ that texts show
    cited: set[str] = field(default_factory=set)  # passages of other pages that texts link to
    looked: set[tuple[str, str]] = field(default_factory=set)  # addresses, and an anchor each was asked for

    def text(self, parsed: Parsed, address: str, itself: Ref | None = None) -> Checked[Woven]:
        links = bodylinks.resolve(parsed, address, {}, self.targets)
        self._publish_pictures(links.pictures, address)
        self.cited.update(links.cited)
        self.looked.update(links.looked)
        return Checked(weave(parsed.body, links.hrefs, self.book, itself), links.messages)

    def _publish_pictures(self, pictures: Iterable[str], address: str) -> None:
        for source in pictures:
            self.shown.add(source)
            self.pictures[f"{address}{checks.published_name(source)}"] = source

    def document(self, parsed: Parsed, address: str, today: str) -> Checked[tuple[Document, Written]]:
        fields = parsed.fields
        messages: list[Message] = [*checks.kind_of_document(parsed, self.config), *checks.dates(parsed, today)]
        messages += [*checks.case_years(parsed), *checks.unknown_meetings(parsed)]
        named, told = appearances(self.found[parsed.path], address, self.registry)
        messages += told
        attached, complaints = checks.attachments(parsed, address, self.targets.facts)
        messages += complaints
        own_files = {a.source: a.path for a in attached if a.source and a.path}
        links = bodylinks.resolve(parsed, address, own_files, self.targets)
        messages += links.messages
        self._publish_pictures(links.pictures, address)
        self.cited.update(links.cited)
        self.looked.update(links.looked)
        related: list[str] = []
        for file, problem in bodylinks.related(parsed, self.targets):
            if problem:
                messages.append(problem)
            else:
                related.append(self.targets.files[file])
        if fields.approves and not fields.series:
            messages.append(
                warning(
                    "approves-without-series",
                    parsed.span("approves"),
                    "'approves' says nothing without a series",
                    "add the series whose minutes were approved",
                )
            )
        woven = weave(parsed.body, links.hrefs, self.book, people=_people(named))
        title = fields.title or parsed.slug
        document = Document(
            path=address,
            parsed=parsed.front,
            title=title,
            date=fields.date or "",
            type=fields.type or "",
            lang=fields.lang or self.config.language,
            summary=fields.summary or _shortened(parsed.body.lead),
            publish=fields.publish or "",
            corrections=tuple([(one.date or "", one.note or "") for one in fields.corrections]),
            held=fields.meeting.date if fields.meeting is not None else None,
            has_case=bool(fields.case),
            appearances=named,
            attachments=attached,
            meeting=self.meetings.about.get(address),
            tabled=tuple(self.meetings.tabled[address]),
            approves=tuple(self.meetings.approves[address]),
            announces=self.meetings.announces.get(address),
            cites=tuple(dict.fromkeys(self.targets.files[file] for file in links.documents)),
            related=tuple(dict.fromkeys(related)),
        )
        return Checked((document, Written(parsed.body.outline, woven, parsed.digest)), tuple(messages))


def _people(named: Iterable[Appearance]) -> People:
    """Whom a document's fields name. A name of which they do not know whose it is is no help in its text."""
    known = frozenset(a.ref for a in named if a.ref is not None and a.ref.kind == PERSON)
    return People(known, frozenset(fold(a.printed) for a in named if a.ref is None))


def _shortened(text: str, limit: int = 280) -> str:
    """The first sentences of a paragraph, cut between words."""
    if len(text) <= limit:
        return text
    cut = text[:limit].rpartition(" ")[0] or text[:limit]
    stop = max(cut.rfind(". "), cut.rfind("! "), cut.rfind("? "))
    return cut[: stop + 1] if stop > limit // 3 else cut.rstrip(",;:– ") + " …"
