"""The part of a build that takes out the names of people who are not to be named, before the archive is linked.

It is a list of steps like the pipeline it belongs to: who is hidden is decided in `archive.privacy`, how a name is
found in `reading.veil`. After it, nothing in memory that is meant for the site holds such a name.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from diarium.archive.checks import beside
from diarium.archive.content import Content
from diarium.archive.filekinds import FileFacts
from diarium.archive.leaks import as_it_was, in_addresses, in_attachment, in_doubt, in_settings, proven
from diarium.archive.privacy import Privacy, privacy
from diarium.archive.registry import Ref
from diarium.config import PATH as CONFIG_PATH
from diarium.config import Config, read_config
from diarium.disk import attached, sources
from diarium.disk.seal import sealed, unsealed
from diarium.messages import Checked, Message
from diarium.reading.decoding import as_published
from diarium.reading.document import Parsed
from diarium.reading.places import read_file


@dataclass(frozen=True, slots=True)
class Veiled:
    """The content as it may be linked and published."""

    content: Content
    privacy: Privacy
    texts: Mapping[str, bytes]  # the sources that differ from what lies in content/


def veiled(content: Content, root: Path, today: str, drafts: bool, memory: Memory) -> Checked[Veiled]:
    """All content with nobody in it who is to be hidden. What cannot be hidden is an error."""
    asked = privacy(content, today, drafts)
    if not asked:
        return Checked(Veiled(content, asked, {}))
    known = memory.known(asked.key)
    work = _Work(asked, root, known, content.files)
    content = replace(
        content,
        config=work.settings(content.config),
        documents=tuple(work.file(parsed) for parsed in content.documents),
        entries={
            kind: tuple(work.file(parsed) for parsed in entries if not work.is_secret(kind, parsed))
            for kind, entries in content.entries.items()
        },
        pages=tuple(work.file(parsed) for parsed in content.pages),
        front=work.file(content.front) if content.front is not None else None,
        unlisted=asked.unlisted,
        stand_ins=asked.stand_ins,
        unspoken=asked.unspoken,
    )
    memory.keep(asked.key, work.clean)
    return Checked(Veiled(content, asked, work.texts), tuple(work.messages))


@dataclass(frozen=True, slots=True)
class Memory:
    """Which texts were looked through and named nobody who is to be hidden, so that they need no second look."""

    state: Path | None  # nowhere: nothing is remembered
    stamp: str

    def known(self, key: str) -> frozenset[str]:
        if self.state is None:
            return frozenset()
        found, _ = unsealed(self.state / "veiled", self._mark(key))
        return frozenset(found.get("clean", ()))

    def keep(self, key: str, clean: set[str]) -> None:
        if self.state is not None and clean != self.known(key):
            sealed(self.state / "veiled", self._mark(key), marshal.dumps({"clean": sorted(clean)}))

    def _mark(self, key: str) -> str:
        return f"veiled 1 {self.stamp} {key}"


@dataclass(slots=True)
class _Work:
    """One file after the other, read again where a name had to go."""

    asked: Privacy
    root: Path
    known: frozenset[str]
    files: Mapping[str, FileFacts]
    clean: set[str] = field(default_factory=set)
    texts: dict[str, bytes] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)

    def is_secret(self, kind: str, entry: Parsed) -> bool:
        return Ref(kind, entry.slug) in self.asked.secrets

    def file(self, parsed: Parsed) -> Parsed:
        beside_it = dict(self._attached(parsed))
        held = (self.files[source].sha256 for source in beside_it.values() if source in self.files)
        mark = " ".join([parsed.path, f"{parsed.digest}", *held])
        if mark in self.known:
            self.clean.add(mark)
            return parsed
        before = len(self.messages)
        self.messages += in_addresses(parsed, self.asked)
        text = as_published(sources.bytes_of(self.root, parsed.path)).decode("utf-8", "surrogateescape")
        unlinked = self.asked.unlinked(parsed.path, text)
        veil = self.asked.veil(parsed.path, text)
        hidden = veil.text(unlinked)
        after: Parsed | None = parsed
        if hidden != text:
            self.texts[parsed.path] = hidden.encode("utf-8", "surrogateescape")
            after = read_file(parsed.path, self.texts[parsed.path]).value
        for at, source in beside_it.items():
            self.messages += self._attachment(parsed, at, source, text, hidden != text)
        self.messages += proven(parsed, text, after, self.asked)
        self.messages += in_doubt(parsed.path, text, self.asked)
        if after is parsed and len(self.messages) == before:
            self.clean.add(mark)
        return as_it_was(parsed, after) if after is not None else parsed

    def settings(self, config: Config) -> Config:
        """The settings, should they name somebody, too."""
        data = sources.bytes_of(self.root, CONFIG_PATH)
        text = as_published(data).decode("utf-8", "surrogateescape")
        hidden = self.asked.everywhere.text(text)
        if hidden == text:
            return config
        self.messages += in_settings(data, self.asked)
        return read_config(hidden.encode("utf-8", "surrogateescape"), config.base_url).value

    def _attached(self, parsed: Parsed) -> Iterator[tuple[int, str]]:
        fields = parsed.fields
        published = "attachments" in fields and not ("withdrawn" in fields and fields.withdrawn)
        for at, listed in enumerate(fields.attachments if published else ()):
            source = beside(parsed, listed.file, self._lies) if listed.file else None
            if source is not None and self._lies(source):
                yield at, source

    def _lies(self, source: str) -> bool:
        return (self.root / source).is_file()

    def _attachment(self, parsed: Parsed, at: int, source: str, text: str, named: bool) -> Iterator[Message]:
        """Whether what lies beside a document names somebody who is not to be named, there or in the document."""
        words = attached.words_inside(self.root / source)
        if named or words is not None:
            veil = self.asked.veil(parsed.path, f"{text}\n{words or ''}")
            yield from in_attachment(parsed.span("attachments", at, "file"), words, veil)
