"""The whole build, top to bottom; it reads like a list and holds no logic of its own.

It never prints and never exits: what happened comes back as a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain
from pathlib import Path

from diarium import indexing, opendata, relinking, takeaway, veiling
from diarium.archive import addresses
from diarium.archive.acceptance import acceptances
from diarium.archive.documents import Documents
from diarium.archive.filekinds import FileFacts
from diarium.archive.link import link
from diarium.archive.privacy import Privacy
from diarium.archive.site import Document, Site
from diarium.disk import cache, history, layouts, publish, sources, writing
from diarium.disk.beside import Beside
from diarium.disk.filling import Standing
from diarium.disk.forked import apart
from diarium.disk.listing import listing
from diarium.disk.lying import Lying
from diarium.disk.rows import Stretch
from diarium.disk.stopwatch import Stopwatch
from diarium.disk.workers import give_back
from diarium.gathering import Gathered, Memory, gathered
from diarium.messages import Checked, Message, Note, Span, has_errors, in_order, warning
from diarium.model import Layouts
from diarium.options import Built, Options
from diarium.pages.history import compare, public_since
from diarium.pages.holdings import Holdings
from diarium.pages.render import Renderer
from diarium.pages.showing import Showing
from diarium.pages.table import Page, plan
from diarium.printing import Press, Work
from diarium.uncollected import uncollected

LOCK = addresses.LOCK
History = Callable[[Privacy], Checked[history.History]]


@dataclass(frozen=True)
class Compiled:
    """The archive understood: the site, the pages it will have, and every complaint."""

    site: Site
    makers: Documents | None  # kept for who looks again and again; they hold every name and where it stands
    messages: tuple[Message, ...]
    lock: bytes  # the list of addresses as it should stand
    holdings: Holdings
    texts: Mapping[str, bytes]  # the sources that are not published as they lie in content/
    files: Mapping[str, FileFacts]  # what lies there beside texts
    origin: relinking.Origin | None = None
    anew: bool = True  # nothing is known of how parts of the archive were
    notes: tuple[str, ...] = ()

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """None where there are errors: a site with errors has no pages to speak of."""
        return () if has_errors(self.messages) else plan(self.holdings)

    @cached_property
    def data_page(self) -> Page:
        """The page of open data as it is before the database was made."""
        return opendata.unasked(self.holdings)

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """By the file each was read from."""
        return {document.parsed.path: document for document in self.site.documents.values()}

    def refused(self, strict: bool) -> bool:
        return has_errors(self.messages) or (strict and bool(self.messages))


class _Refused(Exception):  # noqa: N818 - what was printed has faults, so nothing of it is published
    """Carries the complaints out of the publication."""


def build(options: Options, lying: Lying) -> Built:
    """Compile the archive and publish it; with errors, publish nothing. The caller holds the lock."""
    with uncollected():
        return sources.in_peace(lambda: _build(options, lying))


def _build(options: Options, lying: Lying) -> Built:
    watch = Stopwatch()
    compiled = compile_archive(options, watch=watch)
    if compiled.refused(options.strict):
        return Built(compiled.messages, failed=True)
    memory = cache.Pages(options.state, options.output, clean=options.clean)
    memory.lying, twin = lying.found
    memory.known_as = lying.known_as
    reads = compiled.holdings.show.reads
    watch.now("planning")
    if compiled.pages:  # now all is known that comes from elsewhere
        relinking.believe(reads, compiled.origin, memory, compiled.documents, compiled.anew)
    memory.notes.extend(compiled.notes)
    found, told = layouts.find(options.root)
    complaints = list(told)
    try:
        with writing.taken_back_on_failure(options.root / LOCK), Beside() as beside:
            site = _site(compiled, options, found, memory, complaints, watch, beside)
            lock = _lock(options, compiled.lock)
            written = publish.publish(options.output, options.state, chain(site, lock), memory.lying, twin)
    except _Refused:
        return Built(in_order([*compiled.messages, *each_once(complaints)]), failed=True)
    watch.now("remembering")
    left = ""
    try:
        memory.lying = written.lying or listing(options.output)
        if options.remember:
            left = lying.keep(memory.lying, written.touched)
        origin = compiled.origin
        state = cache.State(origin, reads.told, reads.outside, left)
        memory.save(state, stayed=written.lying is not None)
    except OSError as refused:  # the site stands; what is not remembered is made anew
        memory.notes.append(_forgotten(refused))
    messages = in_order([*compiled.messages, *each_once(complaints)])
    notes = tuple(dict.fromkeys(memory.notes))  # a full disk refuses more than one memory
    return Built(messages, memory.pages, written.changed, written.removed, notes, phases=watch.done(), left=left)


def _forgotten(refused: OSError) -> str:
    return f"this build cannot be remembered, so the next one takes longer: {refused.strerror}"


def each_once(complaints: Iterable[Message]) -> Iterator[Message]:
    """A mistake in a layout spoils every page that is printed with it: it is told once, with their number."""
    found: dict[tuple[str, Span], list[Message]] = {}
    for complaint in complaints:
        found.setdefault((complaint.code, complaint.span), []).append(complaint)
    for first, *more in found.values():
        told = Note(f"and on {len(more)} more {'page' if len(more) == 1 else 'pages'}")
        yield replace(first, notes=(*first.notes, told)) if more else first


def _lock(options: Options, data: bytes) -> Iterator[publish.File]:
    """Comes after the last file of the site: its addresses are written down before anybody can rely on them."""
    if options.record and not options.drafts:
        writing.replace(options.root / LOCK, data)
    yield from ()


def _site(
    compiled: Compiled,
    options: Options,
    found: Layouts,
    memory: cache.Pages,
    complaints: list[Message],
    watch: Stopwatch,
    beside: Beside,
) -> Iterator[publish.File]:
    """Every file of the site as it is made, none of it twice; complaints about layouts are gathered on the way."""
    watch.now("search")
    index = indexing.Indexing(compiled.holdings, options)
    watch.now("open data")
    whole = takeaway.Whole(compiled.site.config, options.state, found.stamp, beside)
    since = partial(relinking.changed_since, compiled.origin, compiled.documents)
    told = (whole.expect, options.clean, compiled.origin, since)
    data = opendata.make(compiled.holdings, options.state, found.stamp, beside, *told)
    watch.now("planning")

    def more_data() -> None:
        watch.now("open data")
        data.step()
        watch.now("printing")

    def data_page() -> tuple[Page]:
        watch.now("open data")
        return (data.done().page,)

    given = (compiled.holdings, compiled.pages, compiled.texts, options.root, found, memory)
    press = Press(*given, data_page, more_data, beside.rest, partial(watch.now, "printing"))

    def copied(files: Iterable[tuple[str, takeaway.Given]]) -> Iterator[tuple[str, publish.Content]]:
        for path, content in files:
            watch.now("copies")
            whole.add(path, content)
            memory.note(path, whole.digests[path])
            yield path, content

    def lying() -> Iterator[publish.File]:
        """Of those that lie in content/ is known what they hold: nobody reads them again, large as they may be."""
        facts = {options.root / path: known for path, known in compiled.files.items()}
        for path, content in lying_about(compiled.site, options.root):
            known = facts.get(content) if isinstance(content, Path) else None
            if known is not None and memory.lies(path) and memory.before[path].sha256 == known.sha256:
                number = memory.before.numbers[path]
                yield from standing(Stretch(range(0), range(number, number + 1)))
            else:
                yield from copied([(path, content)])

    def standing(stretch: Stretch) -> Iterator[publish.File]:
        watch.now("packing")
        memory.stay(stretch)
        first, last = stretch.files.start, stretch.files.stop
        paths = memory.before.paths[first:last]
        whole.stay(paths, memory.before.sums[first:last], options.output)
        watch.now("writing")
        if paths:
            yield Standing(paths)

    def anew(work: Work) -> Iterator[publish.File]:
        memory.keep(work.name, work.base, work.read, len(work.files))
        for printed in work.files:
            watch.now("packing")
            complaints.extend(printed.messages)
            memory.note(printed.path, printed.sha256, printed.key, printed.parts, printed.reason)
            whole.take(printed, options.output)
            watch.now("writing")
            yield printed.path, printed.data

    try:
        for work in press.all(options.jobs, options.cluster):
            yield from standing(work) if isinstance(work, Stretch) else anew(work)
            if memory.last == opendata.PAGE:  # feeds and the like are made by others now
                yield from copied(data.done().files.items())
                yield from lying()
            watch.now("printing")
        if has_errors(complaints):
            raise _Refused
        feeds = frozenset(path for path in whole.digests if path.endswith("/feed.xml"))
        watch.now("search")
        yield from copied(index.files(feeds))
        watch.now("packing")
        yield from whole.done()
        watch.now("putting in place")
    except BaseException:
        data.abandon()
        whole.abandon()
        raise
    finally:
        index.end()


def lying_about(site: Site, root: Path) -> Iterator[tuple[str, bytes | Path]]:
    """What is published as it lies there: attachments, pictures, assets."""
    for document in site.documents.values():
        for attachment in document.attachments:
            if attachment.path and attachment.source:
                yield attachment.path, root / attachment.source
    for path, source in site.pictures.items():
        yield path, root / source
    for name, asset in layouts.assets(root):
        yield f"assets/{name}", asset


def check(options: Options) -> Built:
    """Everything `build` would complain about; layouts are tried out where the archive brings some of its own."""
    compiled = sources.in_peace(lambda: compile_archive(options))
    found, told = layouts.find(options.root)
    messages = in_order([*compiled.messages, *told])
    if not has_errors(messages) and layouts.has_own(options.root):
        renderer = Renderer(found, compiled.site)
        pages = (*compiled.pages, compiled.data_page)
        misprinted = (m for page in pages for m in renderer.print(page).messages)
        messages = in_order([*messages, *each_once(misprinted)])
    failed = has_errors(messages) or (options.strict and bool(messages))
    return Built(messages, len(compiled.pages), failed=failed)


def compile_archive(
    options: Options,
    history_of: History | None = None,
    watch: Stopwatch | None = None,
    readings: Memory | None = None,
    taking_up: bool = False,
) -> Compiled:
    """Scan, read, link.

    `history_of` is given by whoever knows the history of files that lie elsewhere; `readings` by whoever compiles
    again and again, keeps them in mind and saves them when it suits. Such a one may also be `taking_up` the archive as
    a build has linked it; what was linked is never remembered on its behalf.
    """
    with uncollected():
        return _compile_archive(options, history_of, watch or Stopwatch(), readings, taking_up)


def _compile_archive(
    options: Options, history_of: History | None, watch: Stopwatch, readings: Memory | None, taking_up: bool
) -> Compiled:
    watch.now("looking")
    scanned = sources.scan(options.root)
    watch.now("reading")
    all = gathered(scanned.value, options, readings)
    building = readings is None
    memory = relinking.Memory(all) if options.remember and (building or taking_up) else None
    watch.now("linking")
    linked = memory and memory.linked(scanned.messages)
    if not linked:
        work = partial(_linked, all, scanned.messages, memory if building else None, watch)
        alone = building and memory is not None and options.may_fork
        linked, ran = apart(work) if alone else work()
        watch.go_on(ran)
    watch.now("history")
    past = (history_of or partial(read_history, options))(linked.privacy)
    messages = in_order([*linked.messages, *past.messages])
    site = linked.site
    holdings = Holdings(Showing(site, options.search), past.value.versions)
    lock = all.lock.written(site.addresses, site.redirects, site.cited)
    all.lock.save()
    notes = (linked.forgotten,) if linked.forgotten else ()
    return Compiled(
        site,
        None if building else linked.makers,
        messages,
        lock,
        holdings,
        linked.texts,
        all.files,
        linked.origin,
        linked.anew,
        notes,
    )


def _linked(
    all: Gathered, told: Iterable[Message], memory: relinking.Memory | None, watch: Stopwatch
) -> tuple[relinking.Relinked, Stopwatch]:
    """The archive linked anew, and how written down at once: when nobody holds any longer what it was linked from."""
    made, standing = _understood(all, told, memory, watch)
    give_back()
    if standing is not None:
        watch.now("remembering")
        try:
            standing.save()
        except OSError as refused:
            made = replace(made, forgotten=_forgotten(refused))
    return made, watch


def _understood(
    all: Gathered, told: Iterable[Message], memory: relinking.Memory | None, watch: Stopwatch
) -> tuple[relinking.Relinked, relinking.Standing | None]:
    """The archive linked anew, and how to remember that, where it can be remembered."""
    options = all.options
    watch.now("reading")
    read = all.read()
    content = all.content(read)
    watch.now("privacy")
    known = veiling.Memory(options.state if options.remember else None, layouts.engine_stamp())
    veiled = veiling.veiled(content.value, options.root, options.today, options.drafts, known)
    watch.now("linking")
    linked = link(veiled.value.content, options.today, options.drafts)
    told = [*told, *content.messages, *veiled.messages, *linked.messages]
    site = linked.value.site
    messages = acceptances(content.value, site.documents.values()).settled(told, site.config)
    makers, asked = linked.value.makers, veiled.value
    made = relinking.Relinked(site, messages, makers, asked.privacy, asked.texts)
    if memory is None:
        return made, None
    made = replace(made, site=site.packed, makers=None)
    if asked.privacy or has_errors(told):
        return made, None
    standing = memory.keep(content.value, replace(linked.value, site=made.site), read)
    return replace(made, origin=standing.origin), standing


def read_history(options: Options, privacy: Privacy, revision: str = "HEAD") -> Checked[history.History]:
    """When documents came and how they changed, where the archive lies in a repository."""
    stamp = f"{layouts.engine_stamp()} {privacy.key}"
    state = options.state if options.remember and revision == "HEAD" else None
    found = history.read(
        options.root,
        state,
        stamp,
        public_since,
        lambda path, old, new: compare(privacy.text(path, old), privacy.text(path, new)),
        revision=revision,
    )
    if not found.cut_off:
        return Checked(found)
    text = "the repository was fetched without its history, so the site cannot tell when documents came or changed"
    advice = "fetch all of it: git fetch --unshallow, or fetch-depth: 0 in a workflow"
    return Checked(found, (warning("history-cut-off", Span("content/documents"), text, advice),))
