"""The part of a build that takes up the archive as an earlier one linked it, where only a few documents have changed since.

It is a list of steps like the pipeline it belongs to: what may change of a document is decided in `archive.kept`. Here is
looked after that all else is as it was, to the byte: files, settings, the day, the engine.
"""

from __future__ import annotations

import marshal
import pickle
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from diarium.archive import addresses
from diarium.archive.content import Content
from diarium.archive.documents import Documents
from diarium.archive.kept import Kept, Read, faces, kept
from diarium.archive.link import Linked
from diarium.archive.packed import Texts
from diarium.archive.privacy import Privacy
from diarium.archive.reads import ENGINE, Reads
from diarium.archive.site import Document, Site
from diarium.disk import layouts
from diarium.disk.cache import Pages
from diarium.disk.seal import opened, sealed, unpickled
from diarium.gathering import Gathered
from diarium.messages import Message
from diarium.model import Laid
from diarium.recorded import lasting_digest

Origin = tuple[str, dict[str, bytes]]  # a linked archive, and by file a digest of each text that has changed since

MOST = 100  # documents that have changed since; when there are more it is time to link anew, and to remember that


@dataclass(frozen=True, slots=True)
class Standing:
    """A linked archive on its way into the memory, with all that it was linked from."""

    file: Path
    mark: str
    digests: Mapping[str, bytes]  # of the texts of `content/`
    locks: tuple[bytes, ...]  # of lists of addresses: after each of them the archive is the same
    faded: tuple[str, ...]  # addresses whose names are known from there alone
    faces: Mapping[str, bytes]  # of published documents
    kept: Kept
    texts: Texts

    @property
    def origin(self) -> Origin:
        return _name(self.mark, self.digests, self.locks), {}

    def save(self) -> None:
        texts, ends = self.texts.laid.whole
        body = pickle.dumps(self.kept, 5)
        index = {
            "digests": dict(self.digests),
            "locks": self.locks,
            "faded": self.faded,
            "faces": dict(self.faces),
            "texts": list(self.texts),
            "ends": ends,
            "kept": len(body),
        }
        head = marshal.dumps(index)
        sealed(self.file, self.mark, len(head).to_bytes(8), head, body, texts)


@dataclass(frozen=True, slots=True)
class Relinked:
    """A linked archive with the complaints that are left, and what it takes to go on from it."""

    site: Site
    messages: tuple[Message, ...]
    makers: Documents | None  # for who looks again and again
    privacy: Privacy
    texts: Mapping[str, bytes]  # the sources that are not published as they lie in content/
    origin: Origin | None = None  # nothing where it cannot be taken up
    anew: bool = True  # it was not taken up
    forgotten: str = ""  # why it could not be remembered


@dataclass(frozen=True)
class Memory:
    """What is remembered of how these files were linked."""

    now: Gathered

    @cached_property
    def _mark(self) -> str:
        """All that linking follows from but the texts and the list of addresses."""
        options, files = self.now.options, sorted(self.now.files.items())
        settings = {path: data for path, data in self.now.settings.items() if path != addresses.LOCK}
        told = repr((options.today, options.drafts, options.base_url, settings, files))
        return f"linked 3 {layouts.engine_stamp()} {blake2b(told.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}"

    @property
    def _file(self) -> Path:
        return self.now.options.state / "linked"

    def linked(self, told: Iterable[Message]) -> Relinked | None:
        """The archive as it is now, where that can be told from how it was; `told` are complaints from elsewhere."""
        if self.now.options.clean or self.now.lock.messages:
            return None
        data, _ = opened(self._file, self._mark)
        if not data:
            return None
        at = 8 + int.from_bytes(data[:8])
        index = marshal.loads(data[8:at])
        before, digests = index["digests"], self.now.digests
        changed = frozenset(path for path, digest in digests.items() if before.get(path) != digest)
        if (
            before.keys() != digests.keys()
            or len(changed) > MOST
            or self.now.lock.lasting(index["faded"]) not in index["locks"]
        ):
            return None
        read = self.now.read(changed)
        same = faces(read, self._patterns)
        if any(path not in same or index["faces"].get(path) != same[path] for path in changed):
            return None
        known = unpickled(data[at : at + index["kept"]])
        if not isinstance(known, Kept):
            return None
        texts = Texts(index["texts"], Laid.of(data[at + index["kept"] :], index["ends"]))
        site = known.with_documents(texts, read)
        if site is None:
            return None
        accepted = known.accepted.but([parsed for checked in read.values() if (parsed := checked.value) is not None])
        messages = accepted.settled((*told, *self.now.config.messages, *site.messages), site.value.config)
        origin = _name(self._mark, before, index["locks"]), {path: digests[path] for path in changed}
        return Relinked(site.value, messages, known.makers, Privacy(), {}, origin, anew=False)

    @property
    def _patterns(self) -> tuple[str, ...]:
        return self.now.config.value.case_patterns

    def keep(self, content: Content, linked: Linked, read: Read) -> Standing:
        """How to remember what was linked. This very build adds to the list of addresses, mostly without any effect."""
        site, faded = linked.site, tuple(gone.path for gone in linked.site.faded)
        locks = [lasting_digest(content.lock, faded)]
        later = addresses.read_lock(addresses.written_lock(content.lock, site.addresses, site.redirects, site.cited))
        if linked.settle(later.value) == linked.settle(content.lock):
            locks.append(lasting_digest(later.value, faded))
        published = faces({path: read[path] for path in linked.own}, self._patterns)
        made = kept(content, linked, read, self.now.options.today)
        return Standing(self._file, self._mark, self.now.digests, tuple(locks), faded, published, made, site.texts)


def believe(reads: Reads, origin: Origin | None, before: Pages, documents: Mapping[str, Document], anew: bool) -> None:
    """Take for granted what parts of the archive were like, as far as they cannot be others.

    Where it was taken up, that is all but what follows from the few `documents` (by file) that have changed since.
    """
    if origin is None:
        return
    reads.follow(ENGINE, {"": layouts.engine_stamp()}, outside=True)
    changed = None if anew else changed_since(origin, documents, before.origin)
    if changed is None:
        reads.compare(before.former)
    else:
        reads.believe(before.former, changed)


def changed_since(origin: Origin | None, documents: Mapping[str, Document], then: Origin | None) -> list[str] | None:
    """The addresses of the documents (given by file) that are others than then; nothing where more may be."""
    if origin is None or then is None or then[0] != origin[0]:
        return None
    changed = [file for file in {**then[1], **origin[1]} if then[1].get(file) != origin[1].get(file)]
    return [documents[file].path for file in changed]


def _name(mark: str, digests: Mapping[str, bytes], locks: tuple[bytes, ...]) -> str:
    """Of an archive as it was linked."""
    return _digest(repr((mark, sorted(digests.items()), locks)).encode("utf-8", "surrogatepass")).hex()


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()
