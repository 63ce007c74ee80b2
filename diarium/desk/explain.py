"""Answers for an editor: why does this page exist, what was it made from, why was it printed or not.

It compiles the archive to know, and writes nothing.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from diarium.disk import cache
from diarium.messages import Checked, has_errors, printable
from diarium.options import Options
from diarium.pages.table import Page
from diarium.pipeline import Compiled, compile_archive


def explain(options: Options, what: str) -> Checked[tuple[str, ...] | None]:
    """Lines about the page at an address, or about every page a file has a part in; `None` if there is none.

    An archive with errors has no pages; then only those errors come back.
    """
    compiled = compile_archive(options)
    if has_errors(compiled.messages):
        return Checked(None, tuple(message for message in compiled.messages if message.severity == "error"))
    return Checked(tuple(_told(compiled, options, what)) or None)


def _told(compiled: Compiled, options: Options, what: str) -> Iterator[str]:
    memory = cache.Pages(options.state, options.output)
    address = _address(what, options, compiled.site.config.base_path)
    pages = (*compiled.pages, compiled.data_page)
    page = next((p for p in pages if p.path in (address, f"{address}/", address.rstrip("/"))), None)
    if page is not None:
        # What the page of open data shows is known only when the database is made.
        yield from _about_page(page, memory, foreseen=page is not compiled.data_page)
        return
    file = _file(what, options)
    made = [p for p in pages if file in p.sources]
    redirect = next((r for r in compiled.site.redirects if r.path.rstrip("/") == address.rstrip("/")), None)
    if made:
        yield from _about_file(file, made, memory)
    elif redirect is not None:
        yield f"/{redirect.path} leads to /{redirect.target}"
    elif address in memory.before:
        yield from _about_published(address, pages, memory)


def _address(what: str, options: Options, base_path: str) -> str:
    """The path on the site: of an address, with or without the folder of a server it lies in, or of a published file."""
    from_here = Path(os.path.abspath(what)).as_posix()  # as a shell completes a path, wherever the archive lies
    if PurePosixPath(from_here).is_relative_to(options.output.as_posix()):
        what = from_here
    for site in (options.output, _from_root(options.output, options.root)):
        if PurePosixPath(what).is_relative_to(site.as_posix()):
            return PurePosixPath(what).relative_to(site.as_posix()).as_posix().removesuffix("index.html")
    path = unquote(re.sub(r"^[a-z]+://[^/]+", "", what).partition("#")[0].partition("?")[0])
    path = f"/{path.lstrip('/')}"
    return path.removeprefix(unquote(base_path)).removesuffix("index.html").lstrip("/")


def _from_root(output: Path, root: Path) -> Path:
    return output.relative_to(root) if output != root and output.is_relative_to(root) else output


def _file(what: str, options: Options) -> str:
    path = PurePosixPath(what.replace("\\", "/"))
    root = PurePosixPath(options.root.as_posix())
    from_here = PurePosixPath(Path(os.path.abspath(what)).as_posix())
    if from_here.is_relative_to(root / "content"):
        path = from_here.relative_to(root)
    text = str(path)
    return text if text.startswith("content/") else f"content/{text}"


def _about_page(page: Page, memory: cache.Pages, foreseen: bool = True) -> Iterator[str]:
    yield f"/{page.path}"
    yield f"  exists because {printable(page.because)}"
    yield f"  is printed with {page.layouts[0]}"
    yield from _sources(page, "is made from")
    yield from _looked_at(page, memory)
    yield f"  last build: {_last(page, memory, foreseen)}"
    yield from _lies(page.file, memory)


def _sources(page: Page, words: str) -> Iterator[str]:
    if page.sources:
        yield f"  {words}"
        yield from (f"    {printable(source)}" for source in page.sources)


def _lies(file: str, memory: cache.Pages) -> Iterator[str]:
    known = memory.before.get(file)
    if known is not None:
        state = "as the build left it" if memory.lies(file) else "not as the build left it"
        yield f"  the published file: {known.stamp[0]} bytes, {state}, SHA-256 {known.sha256}"


def _about_published(file: str, pages: Sequence[Page], memory: cache.Pages) -> Iterator[str]:
    """A file that is no page: a feed, a citation, data. Most stand beside the page they belong to."""
    yield f"/{printable(file)}"
    beside = next((p for p in pages if p.path == file[: file.rfind("/") + 1]), None)
    if beside is not None:
        yield f"  stands beside the page /{beside.path}"
        yield f"  which exists because {printable(beside.because)}"
        yield from _sources(beside, "and is made from")
    yield from _lies(file, memory)


def _looked_at(page: Page, memory: cache.Pages) -> Iterator[str]:
    """What the page was made from, when it was last made."""
    counted = Counter(name for name, _ in memory.made_from(page.file))
    if not counted:
        return
    named = [(counted.pop(name, 0), said) for name, said in _PIECES.items()]
    yield "  looked at"
    yield from (f"    {said}: {count}" for count, said in named if count)
    rest = sum(count for name, count in counted.items() if name != "archive")
    if rest:
        yield f"    what else follows from the archive: {rest}"


# What is remembered under these names, in words.
_PIECES = {
    "documents": "documents, for what their front matter says",
    "texts": "documents, for their text",
    "entities": "people, places and other entries",
    "appearances": "lists of the documents that name somebody or something",
    "mentions": "lists of the texts that mention somebody or something",
    "meeting_at": "meetings",
}


def _last(page: Page, memory: cache.Pages, foreseen: bool = True) -> str:
    known = memory.before.get(page.file)
    if known is None:
        return "it was not there"
    now = dict(page.parts if foreseen else known.parts)
    waiting = [name for name, part in known.parts if now.get(name) != part]
    told = f"printed, because {known.reason}" if known.reason else "kept, because nothing it shows had changed"
    return f"{told}; the next will print it, because its {', '.join(waiting)} changed since" if waiting else told


def _about_file(file: str, pages: list[Page], memory: cache.Pages) -> Iterator[str]:
    yield f"{printable(file)} has a part in {len(pages)} page{'' if len(pages) == 1 else 's'}"
    for page in pages:
        yield f"  /{page.path}: {_last(page, memory)}"
