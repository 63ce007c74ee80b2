"""The part of a build that reads `content/`: every file by what its place says it is, as far as it must be read anew.

It is a list of steps like the pipeline it belongs to and decides nothing: how a file is read stands in `reading`, what is remembered of
one in `disk.readings`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from diarium.archive import addresses
from diarium.archive.content import Content
from diarium.archive.filekinds import FileFacts
from diarium.archive.kept import Read
from diarium.config import PATH as CONFIG_PATH
from diarium.config import Config, read_config
from diarium.disk import heads, layouts, sources
from diarium.disk.readings import Readings
from diarium.disk.workers import workers
from diarium.messages import Checked, Message
from diarium.options import Options
from diarium.reading.document import Parsed
from diarium.reading.places import DOCUMENT, FRONT, PAGE, meant, read_batch, what
from diarium.recorded import Recorded
from diarium.schema import KINDS

Memory = Readings[Checked[Parsed | None]]

_SETTINGS = frozenset({CONFIG_PATH, addresses.LOCK})


def memory_of(options: Options, *, living: bool = False) -> Memory:
    """What was understood of the archive's files before."""
    return Readings(options.state, layouts.engine_stamp(), options.clean, living)


@dataclass(frozen=True, slots=True)
class Gathered:
    """All of `content/` as it is now: what was understood of a text is unpacked for whoever asks."""

    found: sources.Sources
    texts: tuple[sources.SourceFile, ...]
    digests: Mapping[str, bytes]  # of the texts' bytes
    files: Mapping[str, FileFacts]  # whatever else lies there
    settings: Mapping[str, bytes]
    config: Checked[Config]
    lock: Recorded
    options: Options
    memory: Memory

    def read(self, paths: frozenset[str] | None = None) -> Read:
        """What is understood of these texts, or of all, and what is to be said of it."""
        wanted = [file for file in self.texts if paths is None or file.path in paths]
        readings = self.memory.readings(self.found, wanted, partial(_read, self.options))
        return {file.path: self._said(checked) for file, checked in zip(wanted, readings, strict=True)}

    def _said(self, checked: Checked[Parsed | None]) -> Checked[Parsed | None]:
        """An unfinished draft may be as unfinished as it likes; what it says is left to do is told all the same."""
        if not _is_draft(checked.value) or self.options.drafts:
            return checked
        return Checked(checked.value, tuple(message for message in checked.messages if message.code == "todo"))

    def content(self, read: Read) -> Checked[Content]:
        """All of it, given what is understood of every text."""
        messages: list[Message] = []
        sorts: dict[str, list[Parsed]] = defaultdict(list)  # by what they are
        unreadable: set[str] = set()
        for path, checked in read.items():
            parsed = checked.value
            messages += checked.messages
            kind = what(path) or ""
            if parsed is None:
                unreadable.add(path)
            elif not (kind == PAGE and _is_draft(parsed) and not self.options.drafts):
                sorts[kind].append(parsed)
        content = Content(
            config=self.config.value,
            documents=tuple(sorts[DOCUMENT]),
            entries={kind.id: tuple(sorts[kind.id]) for kind in KINDS},
            pages=tuple(sorts[PAGE]),
            front=next(iter(sorts[FRONT]), None),
            files=self.files,
            lock=self.lock.value,
            unreadable=frozenset(unreadable),
        )
        return Checked(content, (*messages, *self.lock.messages, *self.config.messages))


def _is_draft(parsed: Parsed | None) -> bool:
    return parsed is not None and "draft" in parsed.fields and bool(parsed.fields.draft)


def gathered(found: sources.Sources, options: Options, memory: Memory | None = None) -> Gathered:
    """Everything in `content/`; what is given for a `memory` is saved by whoever gave it."""
    saving = options.remember and memory is None
    others = [source for source in found.files if what(source.path) is None and source.path not in _SETTINGS]
    known = heads.held(found, others, options.state, forget=options.clean, remember=saving)
    files = {path: FileFacts(*one) for path, one in known.items()}
    texts = tuple(source for source in found.files if what(source.path) is not None)
    memory = memory or memory_of(options)
    digests = memory.look(found, texts, partial(_read, options), saving=saving)
    if saving:
        memory.save()
    settings = {source.path: found.read(source) for source in found.files if source.path in _SETTINGS}
    misnamed = next((path for path in files if meant(path) == CONFIG_PATH), None)
    return Gathered(
        found,
        texts,
        digests,
        files,
        settings,
        read_config(settings.get(CONFIG_PATH), options.base_url, misnamed),
        Recorded(settings.get(addresses.LOCK, b""), options.state if saving and not options.clean else None),
        options,
        memory,
    )


def read_content(found: sources.Sources, options: Options) -> Checked[Content]:
    """Every file of `content/` by what its place says it is."""
    now = gathered(found, options)
    return now.content(now.read())


def _read(options: Options, anew: Sequence[tuple[str, bytes]]) -> Iterator[bytes]:
    with workers(options.jobs, len(anew), fork=not options.threaded, cluster=options.cluster) as spread:
        yield from spread(read_batch, anew)
