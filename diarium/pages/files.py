"""Files beside the pages that follow from the site alone: one row for each, path and what makes its bytes.

A new output is a row here; what needs a disk or a program stands in `disk`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote
from xml.sax.saxutils import escape

from diarium.archive.site import Site

# What a page may load: its own files, nothing from elsewhere, nothing inline. Layouts repeat it in a meta tag, for
# hosts that ignore `_headers`.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
)

File = tuple[str, bytes]


def files(site: Site) -> tuple[File, ...]:
    return tuple(sorted(file for make in ROWS for file in make(site)))


def _redirects(site: Site) -> Iterator[File]:
    base = site.config.base_path
    lines = [f"{base}{quote(r.path)} {base}{quote(r.target)} 301\n" for r in site.redirects]
    yield "_redirects", "".join(lines).encode()


def _headers(_site: Site) -> Iterator[File]:
    rules = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY + "; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }
    yield "_headers", ("/*\n" + "".join(f"  {name}: {value}\n" for name, value in rules.items())).encode()


def _robots(site: Site) -> Iterator[File]:
    where = f"Sitemap: {site.config.base_url}sitemap.xml\n" if site.config.base_url else ""
    yield "robots.txt", f"User-agent: *\nAllow: /\n{where}".encode()


def _sitemap(site: Site) -> Iterator[File]:
    """Every page that lasts; the protocol wants whole addresses, so there is none without a base address."""
    base = site.config.base_url
    if not base:
        return
    gone = {stone.path for stone in site.tombstones}
    dated = {path: document.date for path, document in site.documents.items() if len(document.date) == 10}
    entries = []
    for path in ["", *(path for path in site.addresses if path not in gone)]:
        changed = f"<lastmod>{dated[path]}</lastmod>" if path in dated else ""
        entries.append(f"<url><loc>{escape(base + quote(path))}</loc>{changed}</url>\n")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    yield "sitemap.xml", (head + "".join(entries) + "</urlset>\n").encode()


ROWS: tuple[Callable[[Site], Iterator[File]], ...] = (_redirects, _headers, _robots, _sitemap)
