"""`content/archive.yml` to a frozen `Config`: the archive's name, language, address and its own vocabulary.

It never looks beyond that one file, and no room asks the environment or the clock for anything that stands here.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from diarium.messages import Checked, Message, Span, error
from diarium.model import LANGUAGES, Label, Record
from diarium.reading.decoding import decode
from diarium.reading.fields import typed
from diarium.reading.scalars import cadence
from diarium.reading.targets import as_sent, can_be_published_at
from diarium.reading.whereabouts import Spans
from diarium.reading.yamltree import Node, Scalar, Sequence, compose
from diarium.schema import ARCHIVE, DOCUMENT_TYPES, PRIVACY
from diarium.spelling import slug

PATH = "content/archive.yml"
_BY_NUMBER = re.compile(r"(?<!\\)(?:\\\\)*(?:\\|\(\?\()[1-9]")  # what means a group of a pattern by counting them


# Whom a rule of privacy is for: those whom no paper and no entry gives an office, or all.
PRIVATE, EVERYONE = "private-persons", "everyone"


# How far the accessibility requirements are met, by the words people write for it.
STATUS = {"full": "full", "fully": "full", "partly": "partly", "partially": "partly", "none": "none", "not": "none"}


@dataclass(frozen=True, slots=True)
class Rule:
    """How people are shown once so much time has passed since the last document that names them."""

    who: str
    show: str
    after: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Config:
    name: str
    language: str = "en"
    base_url: str = ""
    owner: str = ""
    contact: str = ""
    licence: str = ""
    types: dict[str, Label] = field(default_factory=lambda: dict(DOCUMENT_TYPES))
    case_patterns: tuple[str, ...] = ()
    privacy: tuple[Rule, ...] = ()
    accessibility: Record | None = None

    @property
    def base_path(self) -> str:
        """The path part of the base address, with a slash at both ends."""
        path = re.sub(r"^\w+://[^/]*", "", self.base_url)
        return f"/{path.strip('/')}/" if path.strip("/") else "/"


def read_config(data: bytes | None, base_url: str | None = None, misnamed: str | None = None) -> Checked[Config]:
    """The archive's settings; what is wrong in the file is a message, and a default takes its place.

    `misnamed` is a file that may have been meant, where there is none of the right name.
    """
    if data is None:
        message = error(
            "no-archive",
            Span(PATH),
            "this folder has no content/archive.yml, so it is no archive",
            f"rename {misnamed} to {PATH}"
            if misnamed
            else "write one with a line such as: name: The city's archive, or begin with: diarium init DIR",
        )
        return Checked(Config(""), (message,))
    decoded = decode(PATH, data)
    if decoded.value is None:
        return Checked(Config(""), decoded.messages)
    lines = tuple(decoded.value.rstrip("\n").split("\n"))
    tree = compose(PATH, lines)
    if tree.value is None:
        return Checked(Config(""), tree.messages)
    record, values = typed(tree.value, ARCHIVE, Span(PATH))  # of what is missing, no line of the file tells anything
    messages = [*tree.messages, *values.messages]
    types, more = _types(record.types, values.spans)
    messages += more
    patterns: list[str] = []
    for at, pattern in enumerate(record.case_patterns):
        fault = _no_pattern(pattern, patterns)
        if fault is None:
            patterns.append(pattern)
        else:
            messages.append(error("bad-value", values.spans.get(("case-patterns", at), Span(PATH)), *fault))
    rules, more = _rules(record.privacy, values.spans)
    messages += more
    messages += _statement(record.accessibility, values.spans)
    if record.base_url and not can_be_published_at(record.base_url):
        sentence = f"the site cannot be published at '{record.base_url}': addresses of pages are made by adding to it"
        help = "write the scheme, the host and the folder alone, such as https://example.org/archive/"
        messages.append(error("bad-address", values.spans.get(("base-url",), Span(PATH)), sentence, help))
    address = as_sent((base_url if base_url is not None else record.base_url) or "")
    config = Config(
        name=record.name or "",
        language=record.language or "en",
        base_url=address.rstrip("/") + "/" if address else "",
        owner=record.owner or "",
        contact=record.contact or "",
        licence=record.licence or "",
        types=types,
        case_patterns=tuple(patterns),
        privacy=rules,
        accessibility=record.accessibility if isinstance(record.accessibility, Record) else None,
    )
    return Checked(config, tuple(messages))


def _no_pattern(text: str, others: list[str]) -> tuple[str, str] | None:
    """What is wrong with a pattern of case numbers, and what to do about it."""
    described = "describe the number with \\d for a digit, such as KS-\\d+/\\d{4}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # of what may mean another thing one day
            compiled = re.compile(text)
    except (re.error, OverflowError, RecursionError, Warning) as broken:
        return f"this is no regular expression: {broken}", described
    try:
        re.compile("|".join(f"(?:{one})" for one in (*others, text)))
    except re.error as broken:
        sentence = f"this pattern cannot be looked for together with others: {broken.msg}"
        return sentence, "write flags around what they are for, (?i:KS-\\d+), and name no two groups alike"
    if _BY_NUMBER.search(text) and any(re.compile(one).groups for one in others):
        sentence = "this pattern means one of its groups by a number, which another pattern has taken"
        return sentence, "name the group instead: (?P<year>\\d{4}), and (?P=year) where it comes again"
    if compiled.match(""):
        sentence = "this pattern matches the empty text, so it would find case numbers everywhere"
        return sentence, "let it ask for at least one digit: \\d+"
    if named := re.search(r"(?<!\\)\{[^\W\d]\w*\}", text):
        return f"this pattern would find '{named[0]}' by these very signs, and no number in their place", described
    return None


def published_settings(data: bytes) -> Iterator[tuple[Scalar, str]]:
    """Every value of the settings that readers get to see, and the field it belongs to."""
    text = decode(PATH, data).value
    tree = compose(PATH, tuple(text.rstrip("\n").split("\n"))).value if text is not None else None
    for key, node in tree.pairs if tree is not None else ():
        if key.text not in ("case-patterns", "privacy"):
            yield from ((one, key.text) for one in _scalars(node))


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
        return
    for one in node.items if isinstance(node, Sequence) else (value for _, value in node.pairs):
        yield from _scalars(one)


def _statement(declared: Any, spans: Spans) -> list[Message]:
    """What the accessibility statement is made from has to say how far the requirements are met in a known word."""
    if declared is None or declared == "":
        return []
    where = spans.get(("accessibility",), Span(PATH))
    if not isinstance(declared, Record):
        sentence = "'accessibility' holds further fields: what the statement says"
        return [error("wrong-shape", where, sentence, "write them below it, indented, such as: status: partly")]
    status = declared.status if "status" in declared else None
    if status is None or (isinstance(status, str) and status.lower() in STATUS):
        return []
    span = spans.get(("accessibility", "status"), where)
    return [error("bad-value", span, "'status' does not say how far the requirements are met", "choose one of: full, partly, none")]  # fmt: skip


def _types(declared: Any, spans: Spans) -> tuple[dict[str, Label], list[Message]]:
    """The built-in document types and the archive's own: a label for all languages, or one a language."""
    types = dict(DOCUMENT_TYPES)
    messages: list[Message] = []
    if declared is None or declared == "":
        return types, messages
    where = spans.get(("types",), Span(PATH))
    advice = "write the id, then a label a language, such as: bulletin: {sv: Bulletin, nb: Bulletin, en: Bulletin}"
    if not isinstance(declared, Record):
        return types, [error("wrong-shape", where, "'types' holds further fields: an id and its labels", advice)]
    for id in declared:
        labels = declared[id]
        name = id.replace("_", "-")  # records keep names with underscores
        span = spans.get(("types", name)) or spans.get(("types", id)) or where
        if isinstance(labels, str) and labels:
            types[name] = Label(labels, labels, labels)
        elif isinstance(labels, Record) and any(language in labels for language in LANGUAGES):
            known = {language: labels[language] for language in LANGUAGES if language in labels}
            first = next(iter(known.values()))
            types[name] = Label(*(str(known.get(language, first)) for language in LANGUAGES))
        else:
            messages.append(error("wrong-shape", span, f"the type '{name}' has no label", advice))
        if slug(name) != name:
            messages.append(
                error(
                    "bad-value", span, f"'{name}' is no id of a document type", "use small letters, digits and hyphens"
                )
            )
    return types, messages


def _rules(declared: Any, spans: Spans) -> tuple[tuple[Rule, ...], list[Message]]:
    """Rules of privacy; one that cannot be understood is an error, never passed over."""
    if declared is None or declared == "":
        return (), []
    where = spans.get(("privacy",), Span(PATH))
    advice = f"write for whom, and how, such as: {PRIVATE}: {{after: 10 years, show: initials}}"
    if not isinstance(declared, Record):
        return (), [error("wrong-shape", where, "'privacy' holds further fields: for whom, and how", advice)]
    rules: list[Rule] = []
    messages: list[Message] = []
    for key in declared:
        who, said = key.replace("_", "-"), declared[key]  # records keep names with underscores
        span = spans.get(("privacy", who)) or where
        if who not in (PRIVATE, EVERYONE):
            sentence = f"there is no rule of privacy for '{who}'"
            messages.append(error("bad-value", span, sentence, f"choose one of: {PRIVATE}, {EVERYONE}"))
            continue
        known = isinstance(said, Record) and set(said) <= {"show", "after"}
        show = said.show if known and "show" in said else None
        after = said.after if known and "after" in said else None
        if not known or show not in PRIVACY:
            sentence = f"the rule for '{who}' does not say how they are shown"
            messages.append(error("bad-value", span, sentence, f"{advice}; show is one of: {', '.join(PRIVACY)}"))
        elif after is not None and cadence(after) is None:
            span = spans.get(("privacy", who, "after")) or span
            messages.append(error("bad-value", span, f"'{after}' is no length of time", "write it as: after: 10 years"))
        else:
            rules.append(Rule(who, show, cadence(after) if after is not None else None))
    return tuple(rules), messages
