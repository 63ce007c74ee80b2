"""What editors have looked into and found all right: messages that a file accepts, with a reason, are not repeated.

It takes messages away, makes one of its own for an acceptance that accepts nothing, and finds nothing out itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from diarium.archive.content import Content
from diarium.archive.site import Document
from diarium.codes import CODES
from diarium.config import Config
from diarium.messages import Message, Span, in_order, warning
from diarium.reading.document import Parsed
from diarium.reading.personal import unrepeated

_Key = tuple[str, str]  # the path of a file, and a rule


@dataclass(frozen=True, slots=True)
class Acceptances:
    """What the files of an archive accept, and of which of them it can be asked whether they need to."""

    accepted: Mapping[_Key, Span]
    judged: frozenset[str]
    taken_back: Mapping[str, frozenset[int]]  # withdrawn files: the lines of which something is printed

    def but(self, changed: Collection[Parsed]) -> Acceptances:
        """The same with these files as they are now."""
        paths = {parsed.path for parsed in changed}
        kept = {key: span for key, span in self.accepted.items() if key[0] not in paths}
        return replace(self, accepted={**kept, **_accepted(changed)})

    def settled(self, messages: Iterable[Message], config: Config) -> tuple[Message, ...]:
        """The messages that are left, by place; what is accepted without need is a message too."""
        used: set[_Key] = set()
        left = list(self.unsettled(unrepeated(tuple(messages)), config, used))
        needless = (key for key in self.accepted if key not in used and key[0] in self.judged)
        left += (_needless(key[1], self.accepted[key]) for key in needless)
        return in_order(left)

    def unsettled(self, messages: Iterable[Message], config: Config, used: set[_Key]) -> Iterator[Message]:
        """The messages that no file accepts; what accepts one is added to the `used`."""
        for message in messages:
            if message.code in _PERSONAL and _is_public_or_gone(message, config, self.taken_back):
                continue
            by = [key for key in _places(message) if key in self.accepted] if self.accepted else []
            used.update(by)
            if not by or not _may_be_accepted(message):
                yield message


def acceptances(content: Content, documents: Iterable[Document] = ()) -> Acceptances:
    """`documents` are those that are published."""
    always = list(_always_public(content))
    return Acceptances(
        _accepted([*content.documents, *always]),
        frozenset([*(document.parsed.path for document in documents), *(parsed.path for parsed in always)]),
        {
            parsed.path: frozenset((parsed.span("title").line, parsed.span("withdrawn", "reason").line))
            for parsed in content.documents
            if parsed.fields.withdrawn
        },
    )


def unsettled(messages: Iterable[Message], content: Content) -> Iterator[Message]:
    """The messages that no file accepts."""
    return acceptances(content).unsettled(messages, content.config, set())


def _always_public(content: Content) -> Iterator[Parsed]:
    for entries in content.entries.values():
        yield from entries
    yield from content.pages


def _accepted(files: Iterable[Parsed]) -> Mapping[_Key, Span]:
    return {
        (parsed.path, one.rule): parsed.span("accepted", at, "rule")
        for parsed in files
        for at, one in enumerate(parsed.fields.accepted)
        if one.rule and one.reason
    }


def _places(message: Message) -> Iterator[_Key]:
    """Where a message can be accepted: in the file it is about, and in the others it names."""
    yield message.span.path, message.code
    yield from ((note.span.path, message.code) for note in message.notes if note.span is not None)


def _may_be_accepted(message: Message) -> bool:
    code = CODES[message.code]
    return code.acceptable and (message.severity == "warning" or code.level == "error")


def _needless(rule: str, span: Span) -> Message:
    sentence = f"'{rule}' is accepted here, but there is no such message to accept"
    return warning("nothing-to-accept", span, sentence, "delete this entry, or correct the rule's name")


# ---------------------------------------------------------------- personal data that is none of our concern

_PERSONAL = frozenset({"identity-number", "private-email", "private-phone"})
_NOT_A_DIGIT = re.compile(r"[^0-9]")


def _is_public_or_gone(message: Message, config: Config, taken_back: Mapping[str, frozenset[int]]) -> bool:
    """Whether the archive gives it out itself, or took it back: all that is printed of a withdrawn document is why."""
    gone = taken_back.get(message.span.path)
    if gone is not None and message.span.line not in gone:
        return True
    found = (message.span.source or "")[message.span.column - 1 :][: message.span.length]
    told = " ".join([config.contact, config.owner, repr(config.accessibility)])
    match message.code:
        case "private-email":
            return found.lower() in told.lower()
        case "private-phone":
            return _NOT_A_DIGIT.sub("", found)[-8:] in _NOT_A_DIGIT.sub("", told)
        case _:
            return False
