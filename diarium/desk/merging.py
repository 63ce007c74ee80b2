"""`diarium merge`: two entries of the archive become one, its spellings gathered and its former addresses kept.

It says what the files will hold and lets nobody lose a fact: where the two contradict each other it does nothing. What
was printed on documents stays as it stands there.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from diarium.archive.registry import Entity, Ref
from diarium.archive.site import Site
from diarium.desk.editing import Head, items_of
from diarium.desk.intake.importing import linked
from diarium.disk import sources, writing
from diarium.messages import Message, has_errors
from diarium.options import Options
from diarium.pipeline import compile_archive
from diarium.reading.body import Body
from diarium.reading.document import Front
from diarium.reading.places import read_file
from diarium.reading.yamlwriting import Item, listed, value
from diarium.schema import KINDS, Kind, entry_fields, kinds
from diarium.spelling import fold, slug


class NotMerged(Exception):  # noqa: N818 - a refusal, in words for the user
    """The two cannot become one, and nothing was written."""

    def __init__(self, sentence: str, messages: tuple[Message, ...] = ()) -> None:
        super().__init__(sentence)
        self.messages = messages


@dataclass(slots=True)
class Merged:
    """What was done."""

    kept: Entity
    gone: Entity
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def merge(options: Options, keep: str, other: str, kind: str | None = None) -> Merged:
    """Makes `other` a name of `keep`. Raises `NotMerged`; the files are then as they were."""
    options = replace(options, drafts=True, remember=False)
    before = compile_archive(options)
    if has_errors(before.messages):
        raise NotMerged("the archive has errors; mend them first", before.messages)
    site = linked(options)  # with every name as it is written, also of those whom pages do not name
    one, two = _both(site, keep, other, kind)
    done = Merged(one, two)
    texts = dict(_new_texts(options.root, site, one, two))
    gone = two.entry.path if two.entry is not None else None
    former = {
        path: sources.bytes_of(options.root, path) if (options.root / path).exists() else None
        for path in (*texts, *((gone,) if gone else ()))
    }
    for path, text in texts.items():
        writing.replace(options.root / path, text.encode())
    if gone:
        (options.root / gone).unlink()
    after = compile_archive(options)
    if has_errors(after.messages):
        _restore(options.root, former)
        raise NotMerged("the archive would have errors afterwards, so nothing was changed", after.messages)
    done.written = sorted(texts)
    done.removed = [gone] if gone else []
    return done


def _restore(root: Path, former: dict[str, bytes | None]) -> None:
    for path, data in former.items():
        if data is None:
            (root / path).unlink()
        else:
            writing.replace(root / path, data)


# ---------------------------------------------------------------- which two


def _both(site: Site, keep: str, other: str, kind: str | None) -> tuple[Entity, Entity]:
    if kind is not None and kind not in kinds():
        raise NotMerged(f"there is no kind '{kind}'; there are {', '.join(kinds())}")
    found = {name: {ref.kind: ref for ref in _meant(site, name, kind)} for name in (keep, other)}
    for name, refs in found.items():
        if not refs:
            raise NotMerged(f"the archive knows no {kind or 'person, city or series'} '{name}'")
    shared = [one for one in found[keep] if one in found[other]]
    if not shared:
        raise NotMerged(
            f"'{keep}' is a {_either(found[keep])} and '{other}' a {_either(found[other])}; only two of a kind can be one"
        )
    if len(shared) > 1:
        raise NotMerged(f"'{keep}' and '{other}' could be a {_either(shared)}; say which with --kind")
    one, two = (site.entities[found[name][shared[0]]] for name in (keep, other))
    if one.ref == two.ref:
        raise NotMerged(f"'{keep}' and '{other}' are one already: /{one.ref.path}")
    return one, two


def _either(names: Iterator[str] | list[str] | dict[str, Ref]) -> str:
    return " or a ".join(kinds()[name].one.en.lower() for name in names)


def _meant(site: Site, name: str, kind: str | None) -> Iterator[Ref]:
    """What a name, an address, a file or an id can mean; of namesakes only what an address, file or id tells."""
    place = re.sub(r"^[a-z]+://[^/]+", "", name).strip("/").removeprefix("content/").removesuffix(".md")
    folder, _, id = place.rpartition("/")
    for one in KINDS:
        if kind not in (None, one.id):
            continue
        if folder:
            if folder.endswith(one.folder) and Ref(one.id, id) in site.entities:
                yield Ref(one.id, id)
            continue
        ref = site.names.get((one.id, name))
        named = [e.ref for e in site.of_kind(one.id) if fold(name) in {fold(n) for n in (e.name, *e.aliases)}]
        if ref is not None:
            yield ref
        elif len(named) == 1:
            yield named[0]
        elif named:
            paths = " or ".join(f"/{each.path}" for each in named)
            raise NotMerged(f"'{name}' could be {len(named)} entries; say which: {paths}")
        elif Ref(one.id, slug(name)) in site.entities:
            yield Ref(one.id, slug(name))


# ---------------------------------------------------------------- the new texts


def _new_texts(root: Path, site: Site, one: Entity, two: Entity) -> Iterator[tuple[str, str]]:
    kind = kinds()[one.ref.kind]
    path = one.entry.path if one.entry is not None else f"content/{kind.folder}/{one.ref.id}.md"
    head = Head.of(_read(root, path)) if one.entry is not None else Head([f"name: {value(one.name)}"], ["---", ""])
    if two.entry is not None:
        _facts(head, Head.of(_read(root, two.entry.path)), kind, path, two.entry.path)
    head.add("aliases", _aliases(root, one, two, head), after="name")
    yield path, head.text()
    yield from _elsewhere(root, site, one, two, path)


def _read(root: Path, path: str) -> str:
    return sources.bytes_of(root, path).decode("utf-8").removeprefix("\ufeff")


def _facts(head: Head, other: Head, kind: Kind, path: str, other_path: str) -> None:
    """What the other entry knows: its values beside ours, its text below ours."""
    ours, theirs = head.fields(), other.fields()
    for one in entry_fields(kind):
        if one.name not in theirs or one.name in ("name", "aliases"):
            continue
        if one.name not in ours:
            head.append(other.block(one.name))
            continue
        known, more = items_of(ours[one.name]), items_of(theirs[one.name])
        if one.many:
            head.add(one.name, [item for item in more if item not in known])
        elif known != more:
            raise NotMerged(
                f"the two differ in '{one.name}': {_shown(known)} in {path}, {_shown(more)} in {other_path}; "
                "make them equal or delete one, then merge"
            )
    text = "\n".join(other.below[1:]).strip("\n")
    if text:
        while len(head.below) > 1 and not head.below[-1].strip():
            head.below.pop()
        head.below += ["", *text.split("\n"), ""]


def _shown(items: list[Item]) -> str:
    return ", ".join(f"'{item}'" if isinstance(item, str) else " ".join(listed([item], "")) for item in items)


def _aliases(root: Path, one: Entity, two: Entity, head: Head) -> list[Item]:
    """The other's names that ours does not know yet, and its address where it was ever published."""
    theirs = Head.of(_read(root, two.entry.path)).fields().get("aliases") if two.entry is not None else None
    listed_there = [item for item in items_of(theirs) if isinstance(item, str)]
    names = [two.name, *(a for a in listed_there if not a.startswith("/")), *two.spellings]
    known = {fold(name) for name in (one.name, *one.aliases)}
    more: list[Item] = []
    for name in names:
        if fold(name) not in known:
            known.add(fold(name))
            more.append(name)
    more += [alias for alias in listed_there if alias.startswith("/")]
    if _published(root, two.ref.path):
        more.append(f"/{two.ref.path}")
    present = items_of(head.fields().get("aliases"))
    return [alias for alias in more if alias not in present]


def _published(root: Path, path: str) -> bool:
    lock = root / "content" / "addresses.lock"
    return lock.is_file() and f"\n/{path}\t" in lock.read_text("utf-8", "replace")


# ---------------------------------------------------------------- files that point at the other's file


def _elsewhere(root: Path, site: Site, one: Entity, two: Entity, path: str) -> Iterator[tuple[str, str]]:
    """Documents and texts that name the other by its id or link to its file."""
    fronts: list[Front] = [document.parsed for document in site.documents.values()]
    fronts += [page.parsed for page in (*site.text_pages, site.front) if page.parsed is not None]
    fronts += [e.entry for e in site.entities.values() if e.entry is not None and e.ref not in (one.ref, two.ref)]
    for front in fronts:
        text = _read(root, front.path)
        changed = _ids(text, front, one, two)
        if two.entry is not None and posixpath.basename(two.entry.path) in text:
            parsed = read_file(front.path, text.encode()).value
            if parsed is not None:
                changed = _links(changed, posixpath.dirname(front.path), parsed.body, two.entry.path, path)
        if changed != text:
            yield front.path, changed


def _ids(text: str, parsed: Front, one: Entity, two: Entity) -> str:
    people = parsed.fields.participants if "participants" in parsed.fields else ()
    lines = text.split("\n")
    for at, person in enumerate(people):
        if two.ref.kind == "person" and person.person is not None and slug(person.person) == two.ref.id:
            span = parsed.span("participants", at, "person")
            line = lines[span.line - 1]
            start = span.column - 1
            lines[span.line - 1] = line[:start] + one.ref.id + line[start + span.length :]
    return "\n".join(lines)


def _links(text: str, folder: str, body: Body, former: str, path: str) -> str:
    for link in body.links:
        if link.kind == "file" and posixpath.normpath(posixpath.join(folder, link.target)) == former:
            target = posixpath.relpath(path, folder)
            text = re.sub(rf"(?<=[(<\s]){re.escape(link.target)}(?=[)>\s#\"]|$)", target, text)
    return text
