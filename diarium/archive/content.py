"""Everything that was read, and the decision which of it is published at which address.

It looks at no name and no text; two files that want one address are an error, never a choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from diarium.archive.addresses import Known
from diarium.archive.filekinds import FileFacts
from diarium.archive.registry import Ref
from diarium.archive.site import Tombstone
from diarium.config import Config
from diarium.messages import Message, Note, Span, error
from diarium.reading.document import Parsed
from diarium.schema import KINDS
from diarium.spelling import on_disk

FIXED_FOLDERS = frozenset(
    {"documents", "years", "search", "changes", "data", "assets", "pagefind", *(kind.folder for kind in KINDS)}
)

UNDATED = "0000"  # stands for the year of a document without a date, which is never published so


def says_nothing(_text: str, by_surname: bool = False) -> bool:  # noqa: ARG001 - asked like one that looks
    """For archives that hide nobody."""
    return False


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that was read, sorted by path."""

    config: Config
    documents: tuple[Parsed, ...]
    entries: Mapping[str, tuple[Parsed, ...]]  # by kind
    pages: tuple[Parsed, ...]
    front: Parsed | None
    files: Mapping[str, FileFacts]  # whatever else lies in content/
    lock: tuple[Known, ...]
    unreadable: frozenset[str] = frozenset()  # files that have a message instead of a meaning
    unlisted: frozenset[Ref] = frozenset()  # people who get no page
    stand_ins: frozenset[Ref] = frozenset()  # what stands for the names of those who are not named, and is nobody
    unspoken: Callable[[str, bool], bool] = says_nothing  # whether a former address or name must not be told any more


def address_of(parsed: Parsed) -> str:
    """Where a document is published; one without a date is never published, but its address is asked for."""
    return f"documents/{(parsed.fields.date or UNDATED)[:4]}/{parsed.slug}/"


@dataclass(frozen=True, slots=True)
class Publication:
    """Which documents are published, at which addresses."""

    published: tuple[Parsed, ...]
    addresses: dict[str, str]  # file → address, tombstones included
    unpublished: dict[str, str]  # file → why
    tombstones: tuple[Tombstone, ...]
    withdrawn: tuple[Parsed, ...]  # what stood there, in the same order
    messages: tuple[Message, ...]


def sort_out(content: Content, today: str, drafts: bool) -> Publication:
    """Leaves out what is not due, sets apart what was withdrawn, and refuses two pages at one address."""
    published: list[Parsed] = []
    found_at: dict[str, str] = {}
    unpublished: dict[str, str] = {}
    tombstones: list[Tombstone] = []
    withdrawn: list[Parsed] = []
    messages: list[Message] = []
    taken: dict[str, Parsed] = {}
    for parsed in content.documents:
        fields = parsed.fields
        if fields.draft and not drafts:
            unpublished[parsed.path] = "is a draft"
            continue
        if fields.publish and fields.publish > today and not drafts:
            unpublished[parsed.path] = f"is not published before {fields.publish}"
            continue
        address = address_of(parsed)
        if address in taken:
            messages += _one_address(parsed, taken[address], f"two documents would have the address /{address}")
            continue
        taken[address] = parsed
        found_at[parsed.path] = address
        if fields.withdrawn:
            lang = fields.lang or content.config.language
            tombstones.append(
                Tombstone(
                    address,
                    fields.title or parsed.slug,
                    lang,
                    fields.withdrawn.date or "",
                    fields.withdrawn.reason or "",
                    fields.type or "",
                )
            )
            withdrawn.append(parsed)
        else:
            published.append(parsed)
    pages: dict[str, Parsed] = {}
    for page in content.pages:
        if page.slug in FIXED_FOLDERS or page.slug in ("index", "404"):
            messages.append(
                error(
                    "name-collision",
                    Span(page.path),
                    f"the address /{page.slug}/ belongs to Diarium's own pages",
                    "rename the file",
                )
            )
        if page.slug in pages:
            messages += _one_address(page, pages[page.slug], f"two pages would have the address /{page.slug}/")
        pages[page.slug] = page
    return Publication(tuple(published), found_at, unpublished, tuple(tombstones), tuple(withdrawn), tuple(messages))


def _one_address(parsed: Parsed, other: Parsed, sentence: str) -> Iterator[Message]:
    """Two files that want one address; those whose paths many disks take for one were told of when they were found."""
    if on_disk(parsed.path) != on_disk(other.path):
        notes = [Note("the other", Span(other.path))]
        yield error("name-collision", Span(parsed.path), sentence, "rename one of the files", notes)
