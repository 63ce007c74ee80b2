"""A document's Markdown to a `Body`: sections of HTML with permanent anchors, links still to be resolved.

Raw HTML stays text, the text is never changed, and whatever the parser would drop in silence is an error.
What needs the rest of the archive (names in running text, where links lead) is left marked for `archive.mentions`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import unquote

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from diarium.messages import Checked, Message, error
from diarium.reading import items
from diarium.reading.body import LINK, TEXT_CLOSE, TEXT_OPEN, Body, BodyLink, LinkKind, Section
from diarium.reading.parsing import parse
from diarium.reading.scars import complaints, unused_footnotes
from diarium.reading.targets import address_problem
from diarium.reading.whereabouts import Places
from diarium.spelling import slug
from diarium.uncollected import uncollected


def read_body(path: str, lines: Sequence[str], first_line: int) -> Checked[Body]:
    """The body whose first line is line `first_line` of the file."""
    place = Places(path, lines, first_line)
    text = place.text
    with uncollected():
        parsed = parse(text, place)
        if parsed.value is None:
            return Checked(Body(), parsed.messages)
        tokens, env = parsed.value
        printer = _Printer(place, env)
        try:
            body = printer.body(tokens, hashlib.blake2b(text.encode(), digest_size=12).hexdigest())
        except RecursionError:  # pictures within pictures within pictures
            sentence = "links or pictures are nested too deep in this text"
            return Checked(Body(), (error("too-deep", place.span(None), sentence, "use fewer levels"),))
        unused = unused_footnotes(env.get("unused_footnotes", ()), place)
        return Checked(body, (*parsed.messages, *printer.messages, *complaints(tokens, place), *unused))


# ---------------------------------------------------------------- tokens to sections


class _Printer:
    """Walks the tokens once; writes HTML, collects links, anchors and complaints about them."""

    def __init__(self, place: Places, env: dict[str, Any]) -> None:
        self.place = place
        self.messages: list[Message] = []
        self.links: list[BodyLink] = []
        self.anchors: set[str] = set()
        self.block: Sequence[int] | None = None  # lines of the block being written, for messages
        self.finder = place.finder(None)  # of the links in it
        self.notes: dict[str, str] = {}  # label of a footnote → its anchor
        self.note_refs: dict[tuple[str, int], str] = {}
        self._taken: dict[str, int] = {}  # a wanted anchor → the last number it was given
        self._defined = {r["href"]: r.get("map") for r in env["references"].values()}

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
        anchor, count = wanted, self._taken.get(wanted, 1)
        while anchor in self.anchors:
            count += 1
            anchor = f"{wanted}-{count}"
        self._taken[wanted] = count
        self.anchors.add(anchor)
        return anchor

    def _reserve_heading_items(self, tokens: list[Token]) -> None:
        """Numbered headings come before numbered lists when both could be `item-5`."""
        self.heading_items: dict[int, str] = {}
        for at, token in enumerate(tokens):
            if token.type == "inline" and tokens[at - 1].type == "heading_open":
                found = items.of_heading(_plain(token)) or items.in_words(_plain(token))
                if found:
                    self.heading_items[id(token)] = self._anchor(items.anchor(found[0]))

    def _heading(self, inline: Token) -> tuple[str, str, str | None, str]:
        self.block = inline.map
        plain = _plain(inline)
        html = self.inline(inline.children or [], linkable=False)
        worded = items.in_words(plain)
        number = items.of_heading(plain) or worded
        item_anchor = self.heading_items.get(id(inline))
        title = plain
        if number and item_anchor:
            sign = escapeHtml(plain[: number[1]])
            if html.startswith(sign):
                html = f'<span class="item" id="{item_anchor}">{sign}</span>{html[len(sign) :]}'
            else:  # the number stands inside emphasis or a link
                html = f'<span class="item" id="{item_anchor}"></span>{html}'
            title = plain if worded else plain[number[1] :].strip() or plain  # a word belongs to its heading's anchor
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
                out.append(f"<pre><code{_code_language(token)}>{escapeHtml(_code(token))}</code></pre>\n")
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
            words = _plain(first) if first is not None else ""
            numbered = items.of_list_item(words) or items.in_words(words)
            number = numbered[0] if numbered else None
        depth_of_item.append(1 if number else 0)
        if number:
            around.append(number)
            attributes = f' id="{self._anchor(items.anchor(*around))}"' + attributes
        return f"<li{attributes}>"

    # -- running text

    def inline(self, tokens: list[Token], linkable: bool = True) -> str:
        if len(tokens) == 1 and tokens[0].type == "text" and tokens[0].content:
            text = escapeHtml(tokens[0].content)
            return f"{TEXT_OPEN}{text}{TEXT_CLOSE}" if linkable else text
        out: list[str] = []
        inside_link = 0
        ends = (0, 0)
        self.finder = self.place.finder(self.block)
        for at, token in enumerate(tokens):
            kind = token.type
            if kind in ("text", "text_special"):
                text = escapeHtml(token.content)
                out.append(f"{TEXT_OPEN}{text}{TEXT_CLOSE}" if linkable and not inside_link and text else text)
            elif kind == "softbreak":
                self.finder.down()
                out.append(f"{TEXT_OPEN}\n{TEXT_CLOSE}" if linkable and not inside_link else "\n")
            elif kind == "hardbreak":
                self.finder.down()
                out.append("<br>\n")
            elif kind == "code_inline":
                out.append(f"<code>{escapeHtml(token.content)}</code>")
            elif kind == "link_open":
                inside_link += 1
                began = self.finder.mark()
                text = _plain_of(tokens[at + 1 : _closing(tokens, at + 1)])
                out.append(f'<a href="{self._link(str(token.attrs.get("href", "")), text)}"{_title(token)}>')
                ends = self.finder.mark()
                self.finder.go_to(began)  # a picture in the link's text stands before its address
            elif kind == "link_close":
                inside_link -= 1
                self.finder.go_to(max(ends, self.finder.mark()))
                out.append("</a>")
            elif kind == "entity_link":
                out.append(self._entity(token) if linkable and not inside_link else escapeHtml(token.content))
            elif kind == "image":
                text = _plain_of(token.children or [])
                alt = escapeHtml(text)
                source = self._link(str(token.attrs.get("src", "")), text, image=True)
                out.append(f'<img src="{source}" alt="{alt}"{_title(token)} loading="lazy">')
            elif kind == "footnote_ref":
                out.append(self._footnote_ref(token))
            elif token.tag and token.nesting:
                out.append(f"<{'/' if token.nesting < 0 else ''}{token.tag}>")
            else:
                raise AssertionError(f"no rule prints {kind!r}")
        return "".join(out).replace(TEXT_CLOSE + TEXT_OPEN, "")

    def _entity(self, token: Token) -> str:
        span = self.finder.find(token.meta["source"]) or self.finder.here()
        link = BodyLink("entity", token.meta["name"], "", token.content, span)
        return f'<a href="{self._add(link)}">{escapeHtml(token.content)}</a>'

    def _add(self, link: BodyLink) -> str:
        self.links.append(link)
        return f"{LINK}{len(self.links) - 1}{LINK}"

    def _link(self, href: str, text: str, image: bool = False) -> str:
        written = f"[{text[:40]}" if text else "]("
        span = self.finder.find(href, unquote(href), written) or self.finder.here()
        problem = address_problem(href)
        if problem:
            if href not in (span.source or "") and self._defined.get(href):
                span = self.place.span(self._defined[href], href)
            help = "use an address that begins with https://, or the path of a document"
            self.messages.append(error("unsafe-address", span, problem, help))
            return "#"
        path, _, fragment = href.partition("#")
        if re.match(r"[A-Za-z][A-Za-z0-9+.\-]*:", href):
            if image:
                sentence = "a picture must lie beside the document, not on another site"
                help = "save the picture beside this file and link to it there"
                self.messages.append(error("remote-picture", span, sentence, help))
                return "#"
            return self._add(BodyLink("web", href, "", text, span))
        if image:
            return self._add(BodyLink("image", unquote(path), unquote(fragment), text, span))
        if not path:
            return self._add(BodyLink("anchor", "", unquote(fragment), text, span))
        kind: LinkKind = "site" if path.startswith("/") else "file"
        return self._add(BodyLink(kind, unquote(path), unquote(fragment), text, span))

    # -- footnotes

    def _note(self, label: str) -> str:
        """The anchor of a footnote, the same wherever it is asked for."""
        if label not in self.notes:
            self.notes[label] = self._anchor("fn-" + (slug(label) or "note"))
        return self.notes[label]

    def _footnote_ref(self, token: Token) -> str:
        label, sub = str(token.meta["label"]), int(token.meta["subId"])
        note = self._note(label)
        ref = self._anchor(f"fnref-{note.removeprefix('fn-')}" + (f"-{sub + 1}" if sub else ""))
        self.note_refs[label, sub] = ref
        number = token.meta["id"] + 1
        return f'<sup class="note-ref"><a id="{ref}" href="#{note}" role="doc-noteref">{number}</a></sup>'

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
                label = str(token.meta["label"])
                out.append(f'<li id="{self._note(label)}">')
                out.append(self.blocks(content).rstrip())
                for back in backs:
                    ref = self.note_refs.get((label, back.meta["subId"]))
                    if ref is not None:  # a note nobody refers to has no way back
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
    return f"{info}\n{token.content}" if " " in info else token.content


def _code_language(token: Token) -> str:
    """A single word after a fence's marks names a language."""
    info = token.info.strip()
    return f' class="language-{escapeHtml(info)}"' if info and " " not in info else ""


def _content_id(words: str) -> str:
    return hashlib.blake2b(words.encode(), digest_size=4).hexdigest()


def _plain(inline: Token) -> str:
    children = inline.children or []
    alone = len(children) == 1 and children[0].type == "text"
    return (children[0].content if alone else _plain_of(children)).strip()


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
    explained = wanted = False
    for at, token in enumerate(tokens):
        if token.type == "dt_open":
            if explained:
                terms, explained = [], False
            terms.append(_plain(tokens[at + 1]))
        elif token.type == "dd_open":
            explained = wanted = True
        elif wanted and token.type == "inline":
            wanted = False
            for term in terms:
                yield term, " ".join(_plain(token).split())
