"""Files of `content/` that nothing reads: those no document lists, and those whose name or folder is not quite right.

It only complains, and of each file, or of a whole folder, once; what a name should be is told by `reading.places`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from diarium.archive import checks
from diarium.archive.content import Content
from diarium.archive.site import Document
from diarium.config import PATH as SETTINGS
from diarium.messages import Message, Span, warning
from diarium.reading.places import TOP, folder_meant, is_text, meant
from diarium.spelling import on_disk


def unread(content: Content, documents: Mapping[str, Document], shown: set[str]) -> Iterator[Message]:
    """`shown` are files that texts show."""
    used = {a.source for document in documents.values() for a in document.attachments} | shown
    lies = content.files.__contains__
    listed = {checks.beside(p, a.file, lies) for p in content.documents for a in p.fields.attachments if a.file}
    alone = sorted(path for path in content.files if path not in used and path not in listed)
    if alone:  # what drafts and withdrawn documents show has its place, too, though it is not published
        pictures = ((p, link.target) for p in content.documents for link in p.body.links if link.kind == "image")
        hung = {checks.beside(p, unquote(target), lies) for p, target in pictures}
        alone = [path for path in alone if path not in hung]
    if not alone:
        return
    read = frozenset(_read(content))
    of_folder: dict[str, list[str]] = defaultdict(list)
    for path in alone:
        of_folder[_unread_folder(path)].append(path)
    for folder, paths in of_folder.items():
        if folder and any(map(is_text, paths)):
            yield from _misnamed_folder(folder, read)
        else:
            yield from (message for path in paths for message in _file(path, read, content))


def _unread_folder(path: str) -> str:
    """The folder right below `content/` this lies in, if it is none that is read."""
    name, inside, _ = path.removeprefix(TOP).partition("/")
    return f"{TOP}{name}" if inside and folder_meant(name) != name else ""


def _misnamed_folder(folder: str, read: frozenset[str]) -> Iterator[Message]:
    right = folder_meant(folder.removeprefix(TOP))
    sentence = "nothing in this folder is read, because of its name"
    if right is None:
        help = f"move its texts to {TOP}documents or {TOP}pages, or to a folder of the registry such as {TOP}people"
    elif any(path.startswith(f"{TOP}{right}/") for path in read):
        if on_disk(folder) == on_disk(f"{TOP}{right}"):
            return  # that both are there was told when they were found
        help = f"move what it holds to {TOP}{right}"
    else:
        help = f"rename it to {TOP}{right}"
    yield warning("misnamed-file", Span(folder), sentence, help)


def _file(path: str, read: frozenset[str], content: Content) -> Iterator[Message]:
    right = meant(path)
    if right is None:
        sentence = "this file belongs to no document, so it is not published"
        yield warning("unlisted-file", Span(path), sentence, "list it under attachments of its document, or delete it")
    elif right == SETTINGS and not content.config.name:
        return  # where the settings are missing that is told, with this file's name
    elif right == path:
        help = f"move it to {TOP}documents or {TOP}pages"
        yield warning("misnamed-file", Span(path), f"no text that lies in {TOP} itself is read, but index.md", help)
    elif right not in read:
        further = ", and put its fields between two lines of ---" if path.endswith((".yml", ".yaml")) else ""
        help = f"rename it to {right}{further * (right != SETTINGS)}"
        yield warning("misnamed-file", Span(path), "this file is not read, because of its name", help)
    elif on_disk(right) != on_disk(path):
        sentence = f"this file is not read, because {right} is"
        yield warning("misnamed-file", Span(path), sentence, "put into that file what only this one says, and delete this one")  # fmt: skip


def _read(content: Content) -> Iterator[str]:
    """The files that are read, whether or not they could be."""
    yield SETTINGS
    yield from content.unreadable
    for texts in (content.documents, content.pages, *content.entries.values()):
        yield from (parsed.path for parsed in texts)
    if content.front is not None:
        yield content.front.path
