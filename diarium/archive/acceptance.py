"""What editors have looked into and found all right: messages that a file accepts, with a reason, are not repeated.

It takes messages away, makes one of its own for an acceptance that accepts nothing, and finds nothing out itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from diarium.archive.content import Content
from diarium.archive.site import Site
from diarium.codes import CODES
from diarium.config import Config
from diarium.messages import Message, Span, in_order, warning
from diarium.reading.document import Parsed

_Key = tuple[str, str]  # the path of a file, and a rule


def settled(messages: Iterable[Message], content: Content, site: Site) -> tuple[Message, ...]:
    """The messages that are left, by place; what is accepted without need is a message too."""
    accepted = _accepted([*content.documents, *_always_public(content)])
    used: set[_Key] = set()
    left = list(_unsettled(messages, content, accepted, used))
    public = (*(document.parsed for document in site.documents.values()), *_always_public(content))
    judged = {parsed.path for parsed in public}
    left += (_needless(key[1], span) for key, span in accepted.items() if key not in used and key[0] in judged)
    return in_order(left)


def unsettled(messages: Iterable[Message], content: Content) -> Iterator[Message]:
    """The messages that no file accepts."""
    return _unsettled(messages, content, _accepted([*content.documents, *_always_public(content)]), set())


def _unsettled(
    messages: Iterable[Message], content: Content, accepted: Mapping[_Key, Span], used: set[_Key]
) -> Iterator[Message]:
    taken_back = {parsed.path: parsed for parsed in content.documents if parsed.fields.withdrawn}
    for message in messages:
        if message.code in _PERSONAL and _is_public_or_gone(message, content.config, taken_back):
            continue
        by = [key for key in _places(message) if key in accepted] if accepted else []
        used.update(by)
        if not by or not _may_be_accepted(message):
            yield message


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


def _is_public_or_gone(message: Message, config: Config, taken_back: Mapping[str, Parsed]) -> bool:
    """Whether the archive gives it out itself, or took it back: all that is printed of a withdrawn document is why."""
    gone = taken_back.get(message.span.path)
    if gone is not None and message.span.line not in (gone.span("title").line, gone.span("withdrawn", "reason").line):
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
