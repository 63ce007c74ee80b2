"""Reads a built site as a browser would: every page's links, ids and landmarks, for the tests to ask about."""

from __future__ import annotations

import posixpath
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


class Html(HTMLParser):
    """One parsed page; complains about what a browser would have to repair."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.ids: list[str] = []
        self.faults: list[str] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        if self._open:
            self.faults.append(f"never closed: {self._open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        names = [name for name, _ in attrs]
        if len(set(names)) != len(names):
            self.faults.append(f"<{tag}> has an attribute twice: {names}")
        for name in ("href", "src"):
            if found.get(name) is not None:
                self.links.append(found[name] or "")
        if "id" in found:
            self.ids.append(found["id"] or "")
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self._open[-3:]}")
            if tag in self._open:
                while self._open and self._open.pop() != tag:
                    pass
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join("".join(self.text).split())


def pages(site: Path) -> dict[str, Html]:
    """Every page by its address, `/documents/2017/slug/`."""
    found = {}
    for file in sorted(site.rglob("*.html")):
        address = "/" + file.relative_to(site).as_posix().removesuffix("index.html")
        found[address] = Html(file.read_text("utf-8"))
    return found


def broken_links(site: Path, base: str = "/") -> list[str]:
    """Links and anchors that lead nowhere when the site is served below `base`; empty when all is well."""
    found = pages(site)
    files = {"/" + file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()}
    broken = []
    for address, page in found.items():
        here = f"http://host{base.rstrip('/')}{address}"
        for link in page.links:
            target = urlsplit(urljoin(here, link))
            if target.scheme not in ("http", "https") or target.netloc != "host":
                continue
            path = unquote(target.path)
            if address != "/404.html" and link.startswith("/"):
                broken.append(f"{address}: {link} is not relative")
            if not path.startswith(base.rstrip("/") + "/"):
                broken.append(f"{address}: {link} leaves the site")
                continue
            inside = path[len(base.rstrip("/")) :]
            page_there = found.get(inside) or found.get(inside.removesuffix("index.html"))
            if page_there is None and inside not in files:
                broken.append(f"{address}: {link} leads nowhere")
            elif page_there is None and posixpath.splitext(inside)[1] == "":
                broken.append(f"{address}: {link} lacks its closing slash")
            elif target.fragment and page_there is not None and unquote(target.fragment) not in page_there.ids:
                broken.append(f"{address}: {link} has no such anchor")
    return broken


def faults(site: Path) -> list[str]:
    """Badly nested tags, ids used twice."""
    found = []
    for address, page in pages(site).items():
        found += [f"{address}: {fault}" for fault in page.faults]
        twice = {one for one in page.ids if page.ids.count(one) > 1}
        found += [f"{address}: id used twice: {one}" for one in sorted(twice)]
    return found
