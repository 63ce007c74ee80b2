"""Pages to bytes: Jinja layouts that see `page` and `site` and nothing else.

The same view, layout and settings always give the same bytes; nothing here reads a file or a clock.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, MutableMapping
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, fields
from functools import cached_property
from threading import Lock
from typing import Any, TypeVar

from jinja2 import (
    BytecodeCache,
    DictLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from diarium.archive.site import Site
from diarium.messages import Message, Span, error
from diarium.model import Layouts
from diarium.pages.completeness import ADDRESS as COMPLETENESS
from diarium.pages.files import CONTENT_SECURITY_POLICY
from diarium.pages.indexes import STATEMENT
from diarium.pages.lines import Lines
from diarium.pages.parts import Link
from diarium.pages.quick import Careful, Quick
from diarium.pages.statement import title as statement_title
from diarium.pages.table import Page, digest, has_statement_of_its_own, navigation
from diarium.pages.wording import Words

E = TypeVar("E", Careful, Quick)

# Parsing every layout only to know what it refers to would cost more than many a build.
_REFERRING = re.compile(r"{%[-+]?\s*(?:extends|include|import|from)\b")
_REFERENCE = re.compile(r"{%[-+]?\s*(?:extends|include|import|from)\s+([\"'])([^\"']+)\1")


@dataclass(frozen=True, slots=True)
class Printed:
    data: bytes
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True)
class SiteFace:
    """What every layout may know of the site: nothing that changes from document to document."""

    name: str
    language: str
    base_url: str
    owner: str
    contact: str
    licence: str
    words: Words
    navigation: tuple[Link, ...]
    pages: tuple[Link, ...]
    policy: str  # what a page may load


class PageFace(Lines):
    """A page as its layout sees it: the view's parts, its own address, and the way to the root."""

    def __init__(self, page: Page, root: str, canonical: str, language: str) -> None:
        self._view = view = page.view
        for field in fields(view):  # found at once then, where __getattr__ takes three steps
            self.__dict__[field.name] = getattr(view, field.name)
        super().__init__(page.path, root)
        # the interface's own language, where the main part is in another one
        self.own = Markup("" if view.head.lang == language else f' lang="{escape(language)}"')
        self.about = page.about
        self.canonical = canonical

    def __getattr__(self, name: str) -> Any:
        return getattr(self._view, name)


class _Compiled(BytecodeCache):
    """Layouts as Jinja compiled them before: that takes longer than to print a hundred pages with them."""

    def __init__(self, known: MutableMapping[str, bytes], sort: str) -> None:
        self.known, self._sort = known, sort

    def _key(self, bucket: Bucket) -> str:
        return f"{self._sort} {bucket.key} {bucket.checksum}"

    def load_bytecode(self, bucket: Bucket) -> None:
        key = self._key(bucket)
        known = self.known.get(key) or _here.get(key)
        if known is not None:
            self.known[key] = known
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        for known in (self.known, _here):
            if len(known) >= _MOST:
                known.clear()
            known[self._key(bucket)] = bucket.bytecode_to_string()


_MOST = 300  # layouts, with what they were before they were edited
_here: dict[str, bytes] = {}  # compiled by this process, which may print more than one archive


class Renderer:
    def __init__(self, layouts: Layouts, site: Site, compiled: MutableMapping[str, bytes] | None = None) -> None:
        """`compiled` are layouts by their digests, from earlier builds; it is added to."""
        self._layouts = layouts
        self._take(site)
        self._compiled = compiled if compiled is not None else {}
        self._quick = self._environment(Quick)
        self._in_turn = Lock()
        self._delicate: set[str] = set()  # layouts that ask whether something is there, which only care can tell
        self._fingerprints: dict[str, str] = {}
        self._chosen: dict[tuple[str, ...], str] = {}
        self._shared: dict[tuple[str, ...], str] = {}

    def _environment(self, sort: type[E]) -> E:
        made = sort(
            loader=DictLoader(dict(self._layouts.texts)),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            bytecode_cache=_Compiled(self._compiled, f"{sort.__name__} {self._layouts.stamp}"),
        )
        made.globals.clear()
        return made

    @cached_property
    def _careful(self) -> Careful:
        return self._environment(Careful)

    def _take(self, site: Site) -> None:
        self._site = face(site)
        self._config = site.config
        self._base_url = site.config.base_url
        self._base_path = site.config.base_path

    def for_site(self, site: Site) -> Renderer:
        """The same layouts, read already, for the archive as it is now."""
        other = copy(self)
        other._shared = {}
        for known in ("_site_digest", "surroundings"):
            other.__dict__.pop(known, None)
        other._take(site)
        return other

    def get_ready(self, pages: Iterable[Page]) -> None:
        """Have the layouts of these pages compiled; who prints them says what is wrong with one."""
        chosen = dict.fromkeys(self._choose(page.layouts) for page in pages)
        for name in sorted({reached for one in chosen for reached in self._reached(one)}):
            with suppress(TemplateError):
                self._quick.get_template(name)

    def key(self, page: Page) -> str:
        """What a page's bytes follow from; equal keys are equal bytes."""
        layout = self._choose(page.layouts)
        parts = "".join(part for _, part in page.parts)
        return digest(f"{page.path}\0{parts}\0{self._fingerprint(layout)}\0{self._site_digest}\0{self._layouts.stamp}")

    def base(self, page: Page) -> str:
        """All that a page follows from but what it reads of the archive; nothing where that cannot be told."""
        given = page.given
        return given and f"{self._laid_out(page.layouts)} {given}"

    def _laid_out(self, layouts: tuple[str, ...]) -> str:
        """A digest of all that a page printed with one of these layouts shares with the others."""
        made = self._shared.get(layouts)
        if made is None:
            made = digest(f"{self._fingerprint(self._choose(layouts))}\0{self.surroundings}")
            self._shared[layouts] = made
        return made

    def frame(self, layouts: Iterable[tuple[str, ...]]) -> str:
        """A digest of all that pages share, each with the others that are printed with the same layouts."""
        return digest("\0".join([self.surroundings, *map(self._laid_out, sorted(layouts))]))

    @cached_property
    def surroundings(self) -> str:
        """What everything that is made follows from: settings, words, the engine itself."""
        return digest(f"{self._site_digest}\0{self._config!r}\0{self._layouts.stamp}")

    def print(self, page: Page) -> Printed:
        name = self._choose(page.layouts)
        root = self._base_path if page.path == "404.html" else page.root
        canonical = f"{self._base_url}{page.path}" if self._base_url else ""
        face = PageFace(page, root, canonical, self._site.language)
        if name in self._delicate:
            return self._printed_with_care(name, face)
        try:
            with self._in_turn:
                return Printed(self._quick.text(name, face, self._site).encode())
        except Exception:  # noqa: BLE001 - whatever it is, it is found out now
            return self._printed_with_care(name, face)

    def _printed_with_care(self, name: str, face: PageFace) -> Printed:
        """The page printed by Jinja's own rules, or what is wrong with its layout."""
        try:
            text = self._careful.get_template(name).render(page=face, site=self._site)
        except TemplateSyntaxError as broken:
            return Printed(b"", (self._complaint(broken.name or name, broken.lineno, str(broken.message)),))
        except TemplateNotFound as broken:
            return Printed(b"", (self._complaint(name, 1, f"there is no layout '{broken.name}'"),))
        except RecursionError as endless:
            where, line = self._place(endless, name)
            return Printed(b"", (self._complaint(where, line, "it includes or calls itself without end"),))
        except (TemplateError, TypeError, ValueError, AttributeError, KeyError, ArithmeticError, LookupError) as broken:
            where, line = self._place(broken, name)
            return Printed(b"", (self._complaint(where, line, f"{broken} (while printing /{face.path})"),))
        self._delicate.add(name)
        return Printed(text.encode())

    def _complaint(self, name: str, line: int, sentence: str) -> Message:
        lines = self._layouts.texts.get(name, "").split("\n")
        source = lines[line - 1] if 0 < line <= len(lines) else ""
        column = len(source) - len(source.lstrip()) + 1
        path = self._layouts.paths.get(name, f"layouts/{name}")
        return error(
            "template-error",
            Span(path, line, column, max(1, len(source.strip())), source),
            f"this layout cannot be printed: {sentence}",
            "a layout knows `page` and `site`, and only what their views hold",
        )

    def _place(self, broken: BaseException, name: str) -> tuple[str, int]:
        """The innermost line of a layout in the traceback."""
        for frame in reversed(traceback.extract_tb(broken.__traceback__)):
            if frame.filename in self._layouts.texts:
                return frame.filename, frame.lineno or 1
            if frame.filename == "<template>":
                return name, frame.lineno or 1
        return name, 1

    def _choose(self, candidates: tuple[str, ...]) -> str:
        chosen = self._chosen.get(candidates)
        if chosen is None:
            chosen = next((name for name in candidates if name in self._layouts.texts), candidates[-1])
            self._chosen[candidates] = chosen
        return chosen

    def _fingerprint(self, name: str) -> str:
        """A digest of a layout and of all it extends, includes and imports."""
        made = self._fingerprints.get(name)
        if made is None:
            texts = self._layouts.texts
            made = digest("\0".join(f"{one}\0{texts.get(one)}" for one in sorted(self._reached(name))))
            self._fingerprints[name] = made
        return made

    def _reached(self, name: str) -> set[str]:
        """A layout and all it extends, includes and imports."""
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            text = self._layouts.texts.get(one, "")
            referenced = [match[2] for match in _REFERENCE.finditer(text)]
            computed = len(referenced) < len(_REFERRING.findall(text))
            # a name worked out at run time could be any layout
            waiting += list(self._layouts.texts) if computed else referenced
        return seen

    @cached_property
    def _site_digest(self) -> str:
        return digest(repr(self._site) + self._base_path)


def face(site: Site) -> SiteFace:
    config = site.config
    words = Words(config.language)
    links = [
        Link(words.documents, "documents/"),
        *(Link(text, path) for text, path in navigation(site)),
        Link(words.years, "years/"),
    ]
    pages = [
        Link(page.title, page.path, page.lang if page.lang != config.language else None) for page in site.text_pages
    ]
    if has_statement_of_its_own(site):
        pages.append(Link(statement_title(config.language), STATEMENT))
    pages += [Link(words.changes, "changes/"), Link(words.data, "data/"), Link(words.completeness, COMPLETENESS)]
    return SiteFace(
        name=config.name,
        language=config.language,
        base_url=config.base_url,
        owner=config.owner,
        contact=config.contact,
        licence=config.licence,
        words=words,
        navigation=tuple(links),
        pages=tuple(pages),
        policy=CONTENT_SECURITY_POLICY,
    )
