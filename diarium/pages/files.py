"""Files beside the pages that follow from the site alone: one row for each sort.

A new output is a row here; what needs a disk or a program stands in `disk`. Rows give errands, not files: each can be
run in a process of its own and gives its files, path and bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import quote

from diarium.archive.addresses import LASTING_FOLDERS
from diarium.archive.site import Site
from diarium.pages import citations, rules, sharing
from diarium.pages.calendars import calendars
from diarium.pages.council import council
from diarium.pages.feeds import feeds
from diarium.pages.holdings import Holdings
from diarium.pages.opened import document_json, open_search
from diarium.pages.xmltext import escape

# What a page may load: its own files, nothing from elsewhere, nothing inline. Layouts repeat it in a meta tag, for
# hosts that ignore `_headers`.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
)

File = tuple[str, bytes]
Errand = partial[Iterator[File]]


def errands(holdings: Holdings) -> tuple[Errand, ...]:
    """All that is to be made, in an order that follows from the archive."""
    small = [partial(make, holdings.show.site) for make in ROWS]
    whole = [partial(make, holdings) for make in KNOWN]
    return (*small, *whole, *(errand for make in SPREAD for errand in make(holdings)))


def is_large(errand: Errand) -> bool:
    """Whether what it gives grows with the archive."""
    return errand.func in KNOWN or errand.func.__module__ == council.__module__


def _redirects(site: Site) -> Iterator[File]:
    base = site.config.base_path
    lines = (
        f"{base}{quote(path)} {base}{quote(one.target)} 301\n"
        for one in site.redirects
        for path in _asked_for(one.path)
    )
    yield "_redirects", "".join(lines).encode()


def _asked_for(path: str) -> tuple[str, ...]:
    """How browsers ask for a former address; that of a file, such as old.html, has no stroke, though it is a folder now."""
    bare = path.rstrip("/")
    return (bare, path) if "." in bare.rpartition("/")[2] else (path,)


# Of the search's index: files whose names follow from what is in them, so whoever has one never needs to ask again.
FOR_EVER = ("search/:bundle/index/*", "search/:bundle/fragment/*", "search/words/*", "search/engine-*")


def _headers(site: Site) -> Iterator[File]:
    rules = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY + "; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }
    text = "/*\n" + "".join(f"  {name}: {value}\n" for name, value in rules.items())
    for path in FOR_EVER:
        text += f"{site.config.base_path}{path}\n  Cache-Control: public, max-age=31536000, immutable\n"
    yield "_headers", text.encode()


def _robots(site: Site) -> Iterator[File]:
    where = f"Sitemap: {site.config.base_url}sitemap.xml\n" if site.config.base_url else ""
    yield "robots.txt", f"User-agent: *\nAllow: /\n{where}".encode()


SITEMAP_HOLDS = 50_000  # addresses; the protocol allows no more in one file


def _sitemap(holdings: Holdings) -> Iterator[File]:
    """Every page that lasts; the protocol wants whole addresses, so there is none without a base address."""
    site = holdings.show.site
    base = site.config.base_url
    if not base:
        return
    gone = {stone.path for stone in site.tombstones}
    dated = {path: day for path in site.documents if (day := holdings.changed[path])}
    entries = []
    lists = sorted(f"{folder}/" for folder in LASTING_FOLDERS)
    for path in ["", "changes/", "data/", *lists, *(path for path in site.addresses if path not in gone)]:
        changed = f"<lastmod>{dated[path]}</lastmod>" if path in dated else ""
        entries.append(f"<url><loc>{escape(base + quote(path))}</loc>{changed}</url>\n")
    parts = [entries[at : at + SITEMAP_HOLDS] for at in range(0, len(entries), SITEMAP_HOLDS)]
    if len(parts) == 1:
        yield "sitemap.xml", _sitemap_file("urlset", parts[0])
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield name, _sitemap_file("urlset", part)
    places = [f"<sitemap><loc>{escape(base + name)}</loc></sitemap>\n" for name in names]
    yield "sitemap.xml", _sitemap_file("sitemapindex", places)


def _sitemap_file(what: str, entries: list[str]) -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{what} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return (head + "".join(entries) + f"</{what}>\n").encode()


def _search_form(holdings: Holdings) -> Iterator[Errand]:
    yield partial(open_search, holdings)


def _documents(holdings: Holdings) -> Iterator[Errand]:
    for path in holdings.show.site.documents:
        yield partial(beside, holdings, path)


def beside(holdings: Holdings, path: str) -> Iterator[File]:
    """The files beside the page of a document."""
    one = holdings[path]
    yield from citations.files(holdings, one)
    yield document_json(holdings, one)


def _pictures(site: Site) -> Iterator[File]:
    yield "favicon.svg", sharing.sign(site.config.name)
    if site.config.base_url:  # those who show it ask for a whole address
        yield "share.png", sharing.card(site.config.name)


ROWS: tuple[Callable[[Site], Iterator[File]], ...] = (_redirects, _headers, _robots, _pictures, rules.files)
KNOWN: tuple[Callable[[Holdings], Iterator[File]], ...] = (_sitemap, calendars)
# Many of each: council data by the dozen, the others by the thousand.
SPREAD: tuple[Callable[[Holdings], Iterator[Errand]], ...] = (council, _search_form, _documents, feeds)
