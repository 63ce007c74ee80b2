"""Answers for an editor: why does this page exist, what was it made from, why was it printed or not.

It compiles the archive to know, and writes nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from diarium.disk import cache
from diarium.messages import printable
from diarium.options import Options
from diarium.pages.table import Page
from diarium.pipeline import compile_archive


def explain(options: Options, what: str) -> list[str] | None:
    """Lines about the page at an address, or about every page a file has a part in; `None` if there is none."""
    compiled = compile_archive(options)
    memory = cache.Pages(options.state, options.output)
    address = _address(what)
    page = next((p for p in compiled.pages if p.path in (address, f"{address}/", address.rstrip("/"))), None)
    if page is not None:
        return list(_about_page(page, memory))
    file = _file(what, options)
    made = [p for p in compiled.pages if file in p.sources]
    if made:
        return list(_about_file(file, made, memory))
    redirect = next((r for r in compiled.site.redirects if r.path.rstrip("/") == address.rstrip("/")), None)
    return [f"/{redirect.path} leads to /{redirect.target}"] if redirect else None


def _address(what: str) -> str:
    path = re.sub(r"^[a-z]+://[^/]+", "", what).partition("#")[0].partition("?")[0]
    return path.removesuffix("index.html").lstrip("/")


def _file(what: str, options: Options) -> str:
    path = PurePosixPath(what.replace("\\", "/"))
    root = PurePosixPath(options.root.as_posix())
    if path.is_absolute() and path.is_relative_to(root):
        path = path.relative_to(root)
    text = str(path)
    return text if text.startswith("content/") else f"content/{text}"


def _about_page(page: Page, memory: cache.Pages) -> Iterator[str]:
    yield f"/{page.path}"
    yield f"  exists because {printable(page.because)}"
    yield f"  is printed with {page.layouts[0]}"
    if page.sources:
        yield "  is made from"
        yield from (f"    {printable(source)}" for source in page.sources)
    yield from _looked_at(page, memory)
    yield f"  last build: {_last(page, memory)}"
    known = memory.before.get(page.file)
    if known is not None:
        state = "as the build left it" if memory.lies(page.file) else "not as the build left it"
        yield f"  the published file: {known.stamp[0]} bytes, {state}, SHA-256 {known.sha256}"


def _looked_at(page: Page, memory: cache.Pages) -> Iterator[str]:
    """What the page was made from, when it was last made."""
    done = memory.works.get(page.file)
    if done is None:
        return
    counted = Counter(memory.pieces[number][0] for number in memory.read(done))
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


def _last(page: Page, memory: cache.Pages) -> str:
    known = memory.before.get(page.file)
    if known is None:
        return "it was not there"
    now = dict(page.parts)
    waiting = [name for name, part in known.parts if now.get(name) != part]
    told = f"printed, because {known.reason}" if known.reason else "kept, because nothing it shows had changed"
    return f"{told}; the next will print it, because its {', '.join(waiting)} changed since" if waiting else told


def _about_file(file: str, pages: list[Page], memory: cache.Pages) -> Iterator[str]:
    yield f"{printable(file)} has a part in {len(pages)} page{'' if len(pages) == 1 else 's'}"
    for page in pages:
        yield f"  /{page.path}: {_last(page, memory)}"
