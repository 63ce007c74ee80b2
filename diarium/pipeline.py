"""The whole build, top to bottom; it reads like a list and holds no logic of its own.

It never prints and never exits: what happened comes back as a value.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from diarium.archive import addresses
from diarium.archive.checks import FileFacts
from diarium.archive.content import Content
from diarium.archive.link import link
from diarium.archive.site import Site
from diarium.config import PATH as CONFIG_PATH
from diarium.config import read_config
from diarium.disk import cache, layouts, lock, publish, sources, writing
from diarium.messages import Checked, Message, has_errors, in_order
from diarium.pages.files import files
from diarium.pages.render import Renderer
from diarium.pages.table import Page, plan
from diarium.reading.document import Parsed, read, read_document, read_front_page, read_page
from diarium.schema import KINDS, entry_fields

LOCK = addresses.LOCK


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line decides about one build."""

    root: Path
    output: Path
    today: str
    base_url: str | None = None
    drafts: bool = False
    strict: bool = False
    clean: bool = False
    jobs: int | None = None
    record: bool = True  # addresses shown to the public are promised; a preview promises nothing

    @property
    def state(self) -> Path:
        return self.root / ".diarium"


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build: messages, and what was published if nothing was wrong."""

    messages: tuple[Message, ...]
    pages: int = 0
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Compiled:
    """The archive understood: the site, the pages it will have, and every complaint."""

    site: Site
    pages: tuple[Page, ...]
    messages: tuple[Message, ...]
    lock_text: str

    def refused(self, strict: bool) -> bool:
        return has_errors(self.messages) or (strict and bool(self.messages))


def build(options: Options) -> Built:
    """Compile the archive and publish it; with errors, publish nothing."""
    with lock.building(options.state):
        publish.check_output(options.output, options.root)
        publish.repair(options.output, options.state)
        compiled = compile_archive(options)
        if compiled.refused(options.strict):
            return Built(compiled.messages, failed=True)
        memory = cache.Pages(options.state, options.output, clean=options.clean)
        found, told = layouts.find(options.root)
        printer = _Printer(compiled, Renderer(found, compiled.site), memory, list(told))
        files = dict(printer.files(options.root))
        messages = in_order([*compiled.messages, *printer.messages])
        if has_errors(messages):
            return Built(messages, failed=True)
        written = publish.publish(options.output, options.state, files.items())
        memory.save()
        if options.record and not options.drafts:
            writing.replace(options.root / LOCK, compiled.lock_text.encode())
        html = [path for path in files if path.endswith(".html")]
        return Built(messages, len(html), written.changed, written.removed, tuple(memory.notes))


def check(options: Options) -> Built:
    """Everything `build` would complain about, layouts included; writes nothing."""
    compiled = compile_archive(options)
    found, told = layouts.find(options.root)
    messages = in_order([*compiled.messages, *told])
    if not has_errors(messages):
        renderer = Renderer(found, compiled.site)
        messages = in_order([*messages, *(m for page in compiled.pages for m in renderer.print(page).messages)])
    failed = has_errors(messages) or (options.strict and bool(messages))
    return Built(messages, len(compiled.pages), failed=failed)


def compile_archive(options: Options) -> Compiled:
    """Scan, read, link, plan."""
    scanned = sources.scan(options.root)
    content = read_content(scanned.value, options)
    linked = link(content.value, options.today, options.drafts)
    messages = in_order([*scanned.messages, *content.messages, *linked.messages])
    pages = () if has_errors(messages) else plan(linked.value)  # a site with errors has no pages to speak of
    lock_text = addresses.written_lock(content.value.lock, linked.value.addresses)
    return Compiled(linked.value, pages, messages, lock_text)


# ---------------------------------------------------------------- reading


def read_content(found: sources.Sources, options: Options) -> Checked[Content]:
    """Every file of `content/` by what its place says it is."""
    messages: list[Message] = []
    documents: list[Parsed] = []
    entries: dict[str, list[Parsed]] = {kind.id: [] for kind in KINDS}
    pages: list[Parsed] = []
    front: Parsed | None = None
    files: dict[str, FileFacts] = {}
    unreadable: set[str] = set()
    config_bytes: bytes | None = None
    known: tuple[addresses.Known, ...] = ()
    for source in found.files:
        data = found.read(source)
        place = _place(source.path)
        if source.path == CONFIG_PATH:
            config_bytes = data
        elif source.path == addresses.LOCK:
            lock_read = addresses.read_lock(data.decode("utf-8", "replace"))
            known = lock_read.value
            messages += lock_read.messages
        elif place is None:
            files[source.path] = FileFacts(len(data), hashlib.sha256(data).hexdigest(), data[:512])
        else:
            checked = place.reader(source.path, data)
            parsed = checked.value
            draft = parsed is not None and "draft" in parsed.fields and parsed.fields.draft and not options.drafts
            messages += () if draft else checked.messages  # an unfinished draft may be as unfinished as it likes
            if parsed is None:
                unreadable.add(source.path)
            elif place.what == "document":
                documents.append(parsed)
            elif place.what == "front":
                front = parsed
            elif place.what == "page":
                pages += [] if draft else [parsed]
            else:
                entries[place.what].append(parsed)
    config = read_config(config_bytes, options.base_url)
    messages += config.messages
    content = Content(
        config.value,
        tuple(documents),
        {kind: tuple(listed) for kind, listed in entries.items()},
        tuple(pages),
        front,
        files,
        known,
        frozenset(unreadable),
    )
    return Checked(content, tuple(messages))


@dataclass(frozen=True, slots=True)
class _Place:
    """What a file is by where it lies, and how it is read."""

    what: str  # document, page, front, or a kind of entity
    reader: Callable[[str, bytes], Checked[Parsed | None]]


def _place(path: str) -> _Place | None:
    if not path.endswith(".md"):
        return None
    if path == "content/index.md":
        return _Place("front", read_front_page)
    if path.startswith("content/documents/"):
        return _Place("document", read_document)
    if path.startswith("content/pages/"):
        return _Place("page", read_page)
    for kind in KINDS:
        if path.startswith(f"content/{kind.folder}/"):
            return _Place(kind.id, partial(read, fields=entry_fields(kind)))
    return None


# ---------------------------------------------------------------- printing


@dataclass(slots=True)
class _Printer:
    """Every file of the site: a page that is still as it was is kept, the others are printed."""

    compiled: Compiled
    renderer: Renderer
    memory: cache.Pages
    messages: list[Message]

    def files(self, root: Path) -> Iterator[tuple[str, bytes | Path | None]]:
        site = self.compiled.site
        for page in self.compiled.pages:
            if self.memory.still_good(page.file, self.renderer.key(page), page.parts):
                yield page.file, None
            else:
                printed = self.renderer.print(page)
                self.messages += printed.messages
                yield page.file, printed.data
        for document in site.documents.values():
            for attachment in document.attachments:
                if attachment.path and attachment.source:
                    yield attachment.path, root / attachment.source
        for path, source in site.pictures.items():
            yield path, root / source
        yield from files(site)
        for name, asset in layouts.assets(root).items():
            yield f"assets/{name}", asset
