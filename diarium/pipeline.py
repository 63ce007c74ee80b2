"""The whole build, top to bottom; it reads like a list and holds no logic of its own.

It never prints and never exits: what happened comes back as a value.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from diarium.archive import addresses
from diarium.archive.checks import FileFacts
from diarium.archive.link import Content, link
from diarium.archive.site import Site
from diarium.config import PATH as CONFIG_PATH
from diarium.config import read_config
from diarium.disk import cache, layouts, lock, publish, sources, writing
from diarium.messages import Checked, Message, has_errors, in_order
from diarium.pages.render import Renderer
from diarium.pages.table import Page, plan
from diarium.reading.document import Parsed, read, read_document, read_front_page, read_page
from diarium.schema import KINDS, entry_fields


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
    sources: sources.Sources
    parsed: Mapping[str, Parsed] = field(default_factory=dict)

    def refused(self, strict: bool) -> bool:
        return has_errors(self.messages) or (strict and bool(self.messages))


def build(options: Options) -> Built:
    """Compile the archive and publish it; with errors, publish nothing."""
    with lock.building(options.state):
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
        writing.replace(options.root / addresses.LOCK, compiled.lock_text.encode())
        html = [path for path in files if path.endswith(".html")]
        return Built(messages, len(html), written.changed, written.removed, memory.notes)


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
    pages = plan(linked.value)
    messages = in_order([*scanned.messages, *content.messages, *linked.messages])
    parsed = {p.path: p for p in content.value.documents}
    lock_text = addresses.written_lock(content.value.lock, linked.value.addresses)
    return Compiled(linked.value, pages, messages, lock_text, scanned.value, parsed)


# ---------------------------------------------------------------- reading


def read_content(found: sources.Sources, options: Options) -> Checked[Content]:
    """Every file of `content/` by what its place says it is."""
    messages: list[Message] = []
    documents: list[Parsed] = []
    entries: dict[str, list[Parsed]] = {kind.id: [] for kind in KINDS}
    pages: list[Parsed] = []
    front: Parsed | None = None
    files: dict[str, FileFacts] = {}
    config_bytes: bytes | None = None
    known: tuple[addresses.Known, ...] = ()
    for source in found.files:
        data = found.read(source)
        kind = next((k for k in KINDS if source.path.startswith(f"content/{k.folder}/")), None)
        markdown = source.path.endswith(".md")
        checked: Checked[Parsed | None]
        if source.path == CONFIG_PATH:
            config_bytes = data
        elif source.path == addresses.LOCK:
            lock_read = addresses.read_lock(data.decode("utf-8", "replace"))
            known = lock_read.value
            messages += lock_read.messages
        elif source.path == "content/index.md":
            checked = read_front_page(source.path, data)
            messages += checked.messages
            front = checked.value
        elif markdown and source.path.startswith("content/documents/"):
            checked = read_document(source.path, data)
            messages += _unless_draft(checked, options.drafts)
            documents += [checked.value] if checked.value else []
        elif markdown and source.path.startswith("content/pages/"):
            checked = read_page(source.path, data)
            messages += checked.messages
            pages += [checked.value] if checked.value and (options.drafts or not checked.value.fields.draft) else []
        elif markdown and kind is not None:
            checked = read(source.path, data, entry_fields(kind))
            messages += checked.messages
            entries[kind.id] += [checked.value] if checked.value else []
        else:
            files[source.path] = FileFacts(len(data), hashlib.sha256(data).hexdigest(), data[:512])
    config = read_config(config_bytes, options.base_url)
    messages += config.messages
    content = Content(
        config.value, tuple(documents), {k: tuple(v) for k, v in entries.items()}, tuple(pages), front, files, known
    )
    return Checked(content, tuple(messages))


def _unless_draft(checked: Checked[Parsed | None], drafts: bool) -> tuple[Message, ...]:
    """An unfinished draft may be as unfinished as it likes."""
    if checked.value is not None and checked.value.fields.draft and not drafts:
        return ()
    return checked.messages


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
        for name, path in layouts.assets(root).items():
            yield f"assets/{name}", path

