"""Answers for an editor: why does this page exist, what was it made from, why was it printed or not.

It compiles the archive to know, and writes nothing.
"""

from __future__ import annotations

import re
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
    yield f"  last build: {_last(page, memory)}"


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
