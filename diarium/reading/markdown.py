"""A document's Markdown to a `Body`: sections of HTML with permanent anchors, links still to be resolved.

Raw HTML stays text, the text is never changed, and whatever the parser would drop in silence is an error.
What needs the rest of the archive (names in running text, where links lead) is left marked for `archive.weave`.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from diarium.messages import Checked, Message, Span, error
from diarium.reading import items
from diarium.reading.fields import address_problem
from diarium.reading.scars import complaints, unused_footnotes
from diarium.spelling import slug

LIMIT_BODY = 2 * 1024 * 1024
LIMIT_PARAGRAPH = 128 * 1024
LIMIT_NESTING = 100

# Marks inside `Section.html`. Control characters never survive reading, so no text can forge them.
TEXT_OPEN, TEXT_CLOSE = "\x01", "\x02"  # around running text in which names may become links
LINK = "\x03"  # LINK number LINK stands where the address of `Body.links[number]` goes
ROOT = "\x04"  # stands for the way from a page to the site's root

LinkKind = Literal["web", "file", "site", "anchor", "entity", "image"]


@dataclass(frozen=True, slots=True)
class BodyLink:
    """A link as written; where it leads is decided when the whole archive is known."""

    kind: LinkKind
    target: str
    fragment: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """From one heading of the body to the next. The lead before the first heading has level 0."""

    level: int
    title: str
    anchor: str
    item: str | None
    heading: str  # the heading's own HTML, without its tag
    html: str


@dataclass(frozen=True, slots=True)
class Body:
    """What the Markdown holds, apart from the archive it stands in."""

    sections: tuple[Section, ...] = ()
    footnotes: str = ""
    links: tuple[BodyLink, ...] = ()
    anchors: frozenset[str] = frozenset()
    lead: str = ""  # the first paragraph, as plain text
    definitions: tuple[tuple[str, str], ...] = ()
    digest: str = ""

    def __repr__(self) -> str:  # a digest stands for the text wherever views are compared
        return f"Body({self.digest})"


def read_body(path: str, lines: Sequence[str], first_line: int) -> Checked[Body]:
    """The body whose first line is line `first_line` of the file."""
    text = "\n".join(lines)
    if len(text) > LIMIT_BODY or len(text.encode()) > LIMIT_BODY:
        where = Span(path, first_line)
        return Checked(
            Body(), (error("too-large", where, "the text is larger than 2 MB", "split it into several documents"),)
        )
    crowded = _crowded_paragraph(path, lines, first_line)
    if crowded:
        return Checked(Body(), (crowded,))
    place = _Places(path, lines, first_line)
    env: dict[str, Any] = {}
    tokens = _parser().parse(text, env)
    problems = [*_lost(text, tokens, env, place)]
    if problems:
        return Checked(Body(), tuple(problems))
    printer = _Printer(place)
    body = printer.body(tokens, hashlib.blake2b(text.encode(), digest_size=12).hexdigest())
    unused = unused_footnotes(env.get("unused_footnotes", ()), place)
    return Checked(body, (*printer.messages, *complaints(tokens, place), *unused))


class _Places:
    """Finds the line and column of a piece of text inside the block it belongs to."""

    def __init__(self, path: str, lines: Sequence[str], first_line: int) -> None:
        self.path, self.lines, self.first_line = path, lines, first_line

    def span(self, block: Sequence[int] | None, needle: str = "", skip: int = 0) -> Span:
        start, end = (block[0], block[1]) if block else (0, len(self.lines))
        first = needle.split("\n", 1)[0]
        for row in range(start, min(max(end, start + 1), len(self.lines))):
            at = self.lines[row].find(first) if first else len(self.lines[row]) - len(self.lines[row].lstrip())
            while at >= 0 and skip:
                skip -= 1
                at = self.lines[row].find(first, at + 1)
            if at >= 0:
                return Span(self.path, self.first_line + row, at + 1, max(1, len(first)), self.lines[row])
        row = min(start, len(self.lines) - 1)
        source = self.lines[row] if self.lines else ""
        return Span(self.path, self.first_line + max(row, 0), 1, max(1, len(source)), source)


def _crowded_paragraph(path: str, lines: Sequence[str], first_line: int) -> Message | None:
    """Parsers need quadratic time for some paragraphs; no real one is a hundred thousand characters long."""
    length, start = 0, 0
    for row, line in enumerate(lines):
        if not line or line.isspace():
            length, start = 0, row + 1
            continue
        length += len(line) + 1
        if length > LIMIT_PARAGRAPH:
            source = lines[start]
            return error(
                "too-large",
                Span(path, first_line + start, 1, 1, source),
                f"a paragraph of more than {LIMIT_PARAGRAPH // 1024} KiB begins here",
                "part it with empty lines",
            )
    return None


# ---------------------------------------------------------------- the parser


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False, "maxNesting": LIMIT_NESTING})
    md.enable("table")
    md.use(deflist_plugin)
    md.use(footnote_plugin, inline=False)
    md.core.ruler.before("footnote_tail", "unused_footnotes", _keep_unused_footnotes)
    md.inline.ruler.before("link", "entity_link", _entity_link)
    # Unsafe addresses must reach us as links, to be errors; the parser would turn them into text in silence.
    md.validateLink = lambda url: True  # type: ignore[method-assign]
    md.normalizeLink = _keep_address  # type: ignore[method-assign]
    return md


def _keep_address(url: str) -> str:
    """Percent-encodes what an attribute needs encoded; hosts and letters stay readable."""
    return url.replace(" ", "%20")


_ENTITY = re.compile(r"\[\[([^\[\]|\n]{1,200})(?:\|([^\[\]\n]{1,400}))?\]\]")


def _entity_link(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[[", state.pos):
        return False
    match = _ENTITY.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        token = state.push("entity_link", "", 0)
        token.content = (match[2] or match[1]).strip()
        token.meta = {"name": match[1].strip(), "source": match[0]}
    state.pos = match.end()
    return True


def _keep_unused_footnotes(state: StateCore) -> None:
    """The plugin drops notes nobody refers to; their text belongs to the document all the same."""
    notes = state.env.get("footnotes")
    if not notes:
        return
    listed = notes.setdefault("list", {})
    for label, number in notes.get("refs", {}).items():
        if number < 0:
            notes["refs"][label] = len(listed)
            listed[len(listed)] = {"label": label[1:], "count": 0}
            state.env.setdefault("unused_footnotes", []).append(label[1:])


# ---------------------------------------------------------------- nothing may be lost

_WORD = re.compile(r"[^\W_]+")


def _lost(text: str, tokens: list[Token], env: dict[str, Any], place: _Places) -> Iterable[Message]:
    """Errors for whatever stands in the source and would not stand on the page."""
    for token in tokens:
        if token.level >= LIMIT_NESTING - 1:
            yield error(
                "too-deep",
                place.span(token.map),
                "lists or quotations are nested too deep here; the text inside would be lost",
                "use fewer levels",
            )
            return
    printed: list[str] = []
    addresses: set[str] = set()
    budget = 4 * len(text) + 1_000_000
    for token in _every(tokens):
        printed += (token.content, token.info) if token.type != "inline" else ()
        for value in token.attrs.values():
            budget -= len(str(value))
            if budget < 0:
                yield error(
                    "explosive",
                    place.span(None),
                    "links repeat long addresses so often that the page would grow without bound",
                    "shorten the reference definitions",
                )
                return
            printed += (str(value), unquote(str(value)))
        addresses.update(str(token.attrs[name]) for name in ("href", "src") if name in token.attrs)
        if token.meta:
            printed += (str(token.meta.get("label", "")), token.meta.get("source", ""))
    used_labels: set[str] = set()
    for label, reference in env.get("references", {}).items():
        if reference["href"] in addresses:
            used_labels.update(_WORD.findall(label.casefold()))
        else:
            where = next((t for t in place.lines if t.strip().casefold().startswith(f"[{label.casefold()}]")), "")
            yield error(
                "text-lost",
                place.span(None, where),
                f"the reference [{label.lower()}] is defined but nothing refers to it, so its text would be lost",
                "refer to it, or write it without the colon",
            )
            return
    for duplicate in env.get("duplicate_refs", ()):
        yield error(
            "text-lost",
            place.span(duplicate.get("map")),
            f"the reference [{duplicate['label'].lower()}] is defined twice, so one of them would be lost",
            "give them different names",
        )
        return
    source = Counter(_WORD.findall(html.unescape(text)))
    source.subtract(Counter(word for piece in printed for word in _WORD.findall(piece)))
    lost = [w for w, n in source.items() if n > 0 and w.casefold() not in used_labels and not w.isdecimal()]
    if lost:
        everything, written = "".join(printed), html.unescape(text)
        gone = [word for word in lost if everything.count(word) < written.count(word)]
        if gone:
            shown = " ".join(gone[:6])
            yield error(
                "text-lost",
                place.span(None, gone[0]),
                f"these words would not appear on the page: {shown}",
                "a table row with more cells than its header, or a footnote defined twice, hides text",
            )


def _every(tokens: Iterable[Token]) -> Iterable[Token]:
    for token in tokens:
        yield token
        if token.children:
            yield from _every(token.children)


# ---------------------------------------------------------------- tokens to sections


class _Printer:
    """Walks the tokens once; writes HTML, collects links, anchors and complaints about them."""

    def __init__(self, place: _Places) -> None:
        self.place = place
        self.messages: list[Message] = []
        self.links: list[BodyLink] = []
        self.anchors: set[str] = set()
        self.block: Sequence[int] | None = None  # lines of the block being written, for messages
        self.context: list[str] = []  # item numbers of the lists and headings around
        self.note_refs: set[str] = set()

    # -- the whole

    def body(self, tokens: list[Token], digest: str) -> Body:
        shift = 1 if any(t.type == "heading_open" and t.tag == "h1" for t in tokens) else 0
        main, notes = _without_footnotes(tokens)
        self._reserve_heading_items(main)
        sections: list[Section] = []
        level, title, anchor, item, heading = 0, "", "", None, ""
        start = 0
        at = 0
        while at < len(main):
            token = main[at]
            if token.type == "heading_open" and token.level == 0:
                html = self.blocks(main[start:at], item)
                if level or html.strip():
                    sections.append(Section(level, title, anchor, item, heading, html))
                level = min(6, int(token.tag[1]) + shift)
                title, anchor, item, heading = self._heading(main[at + 1])
                at += 3
                start = at
                continue
            at += 1
        html = self.blocks(main[start:], item)
        if level or html.strip():
            sections.append(Section(level, title, anchor, item, heading, html))
        footnotes = self._footnotes(notes)
        return Body(
            tuple(sections),
            footnotes,
            tuple(self.links),
            frozenset(self.anchors),
            _first_paragraph(main),
            tuple(_definitions(main)),
            digest,
        )

    def _anchor(self, wanted: str) -> str:
        anchor, count = wanted, 1
        while anchor in self.anchors:
            count += 1
            anchor = f"{wanted}-{count}"
        self.anchors.add(anchor)
        return anchor

    def _reserve_heading_items(self, tokens: list[Token]) -> None:
        """Numbered headings come before numbered lists when both could be `item-5`."""
        self.heading_items: dict[int, str] = {}
        for at, token in enumerate(tokens):
            if token.type == "inline" and tokens[at - 1].type == "heading_open":
                found = items.of_heading(_plain(token))
                if found:
                    self.heading_items[id(token)] = self._anchor(items.anchor(found[0]))

    def _heading(self, inline: Token) -> tuple[str, str, str | None, str]:
        self.block = inline.map
        plain = _plain(inline)
        html = self.inline(inline.children or [], linkable=False)
        number = items.of_heading(plain)
        item_anchor = self.heading_items.get(id(inline))
        title = plain
        if number and item_anchor:
            sign = escapeHtml(plain[: number[1]])
            if html.startswith(sign):
                html = f'<span class="item" id="{item_anchor}">{sign}</span>{html[len(sign) :]}'
            else:  # the number stands inside emphasis or a link
                html = f'<span class="item" id="{item_anchor}"></span>{html}'
            title = plain[number[1] :].strip() or plain
        anchor = self._anchor("h-" + (slug(title) or "heading"))
        return plain, anchor, (number[0] if number else None), html

    # -- blocks

    def blocks(self, tokens: list[Token], item: str | None = None) -> str:
        out: list[str] = []
        # Numbers of the ordered lists and items around, so that "a" under "10" becomes item-10-a.
        around: list[str] = [item] if item else []
        lists: list[int] = []  # the next number each open ordered list would print by itself
        depth_of_item: list[int] = []
        for at, token in enumerate(tokens):
            if token.map:
                self.block = token.map
            kind = token.type
            if kind == "inline":
                if at and tokens[at - 1].type == "heading_open":  # a heading inside a list or quotation
                    continue
                out.append(self.inline(token.children or []))
            elif kind == "paragraph_open":
                if not token.hidden:
                    words = " ".join(_plain(tokens[at + 1]).split())
                    out.append(f'<p id="{self._anchor("p-" + _content_id(words))}">')
            elif kind == "paragraph_close":
                out.append("</p>\n" if not token.hidden else "")
            elif kind == "heading_open":
                _, anchor, _, html = self._heading(tokens[at + 1])
                out.append(f'<{token.tag} id="{anchor}">{html}')
            elif kind == "ordered_list_open":
                start = int(token.attrs.get("start", 1))
                lists.append(start)
                out.append(f'<ol start="{start}">\n' if start != 1 else "<ol>\n")
            elif kind == "bullet_list_open":
                lists.append(-1)
                out.append("<ul>\n")
            elif kind in ("ordered_list_close", "bullet_list_close"):
                lists.pop()
                out.append("</ol>\n" if kind.startswith("ordered") else "</ul>\n")
            elif kind == "list_item_open":
                out.append(self._list_item(token, tokens, at, lists, around, depth_of_item))
            elif kind == "list_item_close":
                if depth_of_item.pop():
                    around.pop()
                out.append("</li>\n")
            elif kind in ("fence", "code_block"):
                out.append(f"<pre><code>{escapeHtml(_code(token))}</code></pre>\n")
            elif kind == "hr":
                out.append("<hr>\n")
            elif kind in ("th_open", "td_open"):
                align = str(token.attrs.get("style", "")).removeprefix("text-align:")
                scope = ' scope="col"' if kind == "th_open" else ""
                out.append(f"<{token.tag}{scope}{f' class={chr(34)}{align}{chr(34)}' if align else ''}>")
            elif kind == "table_open":
                out.append('<div class="table"><table>\n')
            elif kind == "table_close":
                out.append("</table></div>\n")
            elif token.tag and token.nesting == 1:
                out.append(f"<{token.tag}>" + ("\n" if token.tag in _ROOMY else ""))
            elif token.tag and token.nesting == -1:
                out.append(f"</{token.tag}>\n")
            else:
                raise AssertionError(f"no rule prints {kind!r}")
        return "".join(out).replace(TEXT_CLOSE + TEXT_OPEN, "")

    def _list_item(
        self,
        token: Token,
        tokens: list[Token],
        at: int,
        lists: list[int],
        around: list[str],
        depth_of_item: list[int],
    ) -> str:
        """The opening tag: the number as printed, and an anchor for what has one."""
        attributes = ""
        number: str | None = None
        if lists[-1] >= 0:
            number = token.info.lstrip("0") or "0"
            if int(number) != lists[-1]:
                attributes += f' value="{int(number)}"'
            lists[-1] = int(number) + 1
        else:
            first = next((t for t in tokens[at + 1 : at + 3] if t.type == "inline"), None)
            lettered = items.of_list_item(_plain(first)) if first is not None else None
            number = lettered[0] if lettered else None
        depth_of_item.append(1 if number else 0)
        if number:
            around.append(number)
            attributes = f' id="{self._anchor(items.anchor(*around))}"' + attributes
        return f"<li{attributes}>"

    # -- running text

    def inline(self, tokens: list[Token], linkable: bool = True) -> str:
        out: list[str] = []
        inside_link = 0
        for token in tokens:
            kind = token.type
            if kind in ("text", "text_special"):
                text = escapeHtml(token.content)
                out.append(f"{TEXT_OPEN}{text}{TEXT_CLOSE}" if linkable and not inside_link and text else text)
            elif kind == "softbreak":
                out.append(f"{TEXT_OPEN}\n{TEXT_CLOSE}" if linkable and not inside_link else "\n")
            elif kind == "hardbreak":
                out.append("<br>\n")
            elif kind == "code_inline":
                out.append(f"<code>{escapeHtml(token.content)}</code>")
            elif kind == "link_open":
                inside_link += 1
                closing = tokens.index(token) + 1
                text = _plain_of(tokens[closing : _closing(tokens, closing)])
                out.append(f'<a href="{self._link(str(token.attrs.get("href", "")), text)}"{_title(token)}>')
            elif kind == "link_close":
                inside_link -= 1
                out.append("</a>")
            elif kind == "entity_link":
                text = escapeHtml(token.content)
                span = self.place.span(self.block, token.meta["source"])
                out.append(
                    f'<a href="{self._add(BodyLink("entity", token.meta["name"], "", token.content, span))}">{text}</a>'
                    if linkable and not inside_link
                    else text
                )
            elif kind == "image":
                alt = escapeHtml(_plain_of(token.children or []))
                out.append(
                    f'<img src="{self._link(str(token.attrs.get("src", "")), alt, image=True)}" alt="{alt}"{_title(token)} loading="lazy">'
                )
            elif kind == "footnote_ref":
                out.append(self._footnote_ref(token))
            elif token.tag and token.nesting:
                out.append(f"<{'/' if token.nesting < 0 else ''}{token.tag}>")
            else:
                raise AssertionError(f"no rule prints {kind!r}")
        return "".join(out).replace(TEXT_CLOSE + TEXT_OPEN, "")

    def _add(self, link: BodyLink) -> str:
        self.links.append(link)
        return f"{LINK}{len(self.links) - 1}{LINK}"

    def _link(self, href: str, text: str, image: bool = False) -> str:
        written = unquote(href)
        span = self.place.span(self.block, href if href in "\n".join(self.place.lines) else written)
        problem = address_problem(href)
        if problem:
            self.messages.append(
                error(
                    "unsafe-address",
                    span,
                    problem,
                    "use an address that begins with https://, or the path of a document",
                )
            )
            return "#"
        path, _, fragment = href.partition("#")
        if re.match(r"[A-Za-z][A-Za-z0-9+.\-]*:", href):
            if image:
                self.messages.append(
                    error(
                        "remote-picture",
                        span,
                        "a picture must lie beside the document, not on another site",
                        "save the picture beside this file and link to it there",
                    )
                )
                return "#"
            return self._add(BodyLink("web", href, "", text, span))
        if image:
            return self._add(BodyLink("image", unquote(path), "", text, span))
        if not path:
            return self._add(BodyLink("anchor", "", unquote(fragment), text, span))
        kind: LinkKind = "site" if path.startswith("/") else "file"
        return self._add(BodyLink(kind, unquote(path), unquote(fragment), text, span))

    # -- footnotes

    def _footnote_ref(self, token: Token) -> str:
        label = slug(token.meta["label"]) or "note"
        number = token.meta["id"] + 1
        sub = token.meta["subId"]
        ref = f"fnref-{label}" + (f"-{sub + 1}" if sub else "")
        self.anchors.add(ref)
        return f'<sup class="note-ref"><a id="{ref}" href="#fn-{label}" role="doc-noteref">{number}</a></sup>'

    def _footnotes(self, tokens: list[Token]) -> str:
        if not tokens:
            return ""
        out = ['<section class="footnotes" role="doc-endnotes"><ol>\n']
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.type == "footnote_open":
                end = next(i for i in range(at, len(tokens)) if tokens[i].type == "footnote_close")
                content = [t for t in tokens[at + 1 : end] if t.type != "footnote_anchor"]
                backs = [t for t in tokens[at + 1 : end] if t.type == "footnote_anchor"]
                label = slug(str(token.meta["label"])) or "note"
                out.append(f'<li id="{self._anchor("fn-" + label)}">')
                out.append(self.blocks(content).rstrip())
                for back in backs:
                    ref = f"fnref-{label}" + (f"-{back.meta['subId'] + 1}" if back.meta["subId"] else "")
                    if ref in self.anchors:  # a note nobody refers to has no way back
                        out.append(f' <a href="#{ref}" role="doc-backlink">↩\ufe0e</a>')
                out.append("</li>\n")
                at = end
            at += 1
        out.append("</ol></section>\n")
        return "".join(out)


_ROOMY = frozenset({"blockquote", "dl", "thead", "tbody", "tr"})


def _without_footnotes(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    for at, token in enumerate(tokens):
        if token.type == "footnote_block_open":
            return tokens[:at], tokens[at + 1 : -1]
    return tokens, []


def _closing(tokens: list[Token], start: int) -> int:
    depth = 1
    for at in range(start, len(tokens)):
        depth += (tokens[at].type == "link_open") - (tokens[at].type == "link_close")
        if not depth:
            return at
    return len(tokens)


def _title(token: Token) -> str:
    title = token.attrs.get("title")
    return f' title="{escapeHtml(str(title))}"' if title else ""


def _code(token: Token) -> str:
    """A fence's words after the marks are text too: they stand on the first line."""
    info = token.info.strip()
    return f"{info}\n{token.content}" if token.type == "fence" and info and " " in info else token.content


def _content_id(words: str) -> str:
    return hashlib.blake2b(words.encode(), digest_size=4).hexdigest()


def _plain(inline: Token) -> str:
    return _plain_of(inline.children or []).strip()


def _plain_of(tokens: Iterable[Token]) -> str:
    parts: list[str] = []
    for token in tokens:
        if token.type in ("text", "text_special", "code_inline", "entity_link"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "image":
            parts.append(_plain_of(token.children or []))
    return "".join(parts)


def _first_paragraph(tokens: list[Token]) -> str:
    for at, token in enumerate(tokens):
        if token.type == "paragraph_open" and token.level == 0:
            return " ".join(_plain(tokens[at + 1]).split())
    return ""


def _definitions(tokens: list[Token]) -> Iterable[tuple[str, str]]:
    """Terms and explanations of definition lists, as plain text."""
    terms: list[str] = []
    explained = False
    for at, token in enumerate(tokens):
        if token.type == "dt_open":
            if explained:
                terms, explained = [], False
            terms.append(_plain(tokens[at + 1]))
        elif token.type == "dd_open":
            explained = True
            inner = next((t for t in tokens[at + 1 :] if t.type == "inline"), None)
            if inner is not None:
                for term in terms:
                    yield term, " ".join(_plain(inner).split())
