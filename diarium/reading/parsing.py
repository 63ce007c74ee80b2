"""Markdown to tokens, with nothing lost and nothing that grows beyond what an archive's machine can carry.

The parser drops some text in silence (see `losses`) and needs quadratic time for some; both become errors. What the
tokens mean is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock, lheading
from markdown_it.rules_block import table as table_rule
from markdown_it.rules_block.table import escapedSplit, getLine
from markdown_it.rules_core import StateCore, normalize
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import image as image_rule
from markdown_it.rules_inline import link as link_rule
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def, footnote_ref

from diarium.messages import Checked, Message, error
from diarium.reading.losses import References, every, lost
from diarium.reading.whereabouts import Places

LIMIT_BODY = 2 * 1024 * 1024
LIMIT_PARAGRAPH = 128 * 1024
LIMIT_NESTING = 100
# The next three bound time and memory; text that people wrote stays far below them, two megabytes of tables included.
LIMIT_SIGNS = 150_000
LIMIT_TOKENS = 600_000
LIMIT_STEPS = 400_000


class _TooMuch(Exception):  # noqa: N818 - not a fault of ours: the text cannot be read within reason
    """Ends the parsing of a text that explodes."""


class _TooDeep(Exception):  # noqa: N818 - likewise
    """Ends the parsing of a text whose blocks lie deeper in each other than the parser goes."""


class _Effort:
    """What the parsing of one text has cost so far, and where it stands."""

    def __init__(self) -> None:
        self.steps = self.tokens = self.row = 0
        self.source = ""
        self.last_bracket = -1

    def step(self) -> None:
        self.steps += 1
        if self.steps > LIMIT_STEPS:
            raise _TooMuch

    def hold(self, tokens: int) -> None:
        if tokens > LIMIT_TOKENS:
            raise _TooMuch

    def closes_after(self, source: str, at: int) -> bool:
        """Whether any bracket closes behind this place: links are tried only where one could end."""
        if source is not self.source:
            self.source, self.last_bracket = source, source.rfind("]")
        return at < self.last_bracket


def parse(text: str, place: Places) -> Checked[tuple[list[Token], dict[str, Any]] | None]:
    """The tokens and what the parser noted beside them; `None` when the text as a whole cannot be read."""
    refusal = _too_large(text, place)
    if refusal:
        return Checked(None, (refusal,))
    effort = _Effort()
    # Whether there can be tables and the like is asked of the text once, not for every line of it.
    env: dict[str, Any] = {
        "effort": effort,
        "references": References(),
        "tables": "|" in text,
        "underlines": _UNDERLINE.search(text) is not None,
        "definitions": _DEFINITION.search(text) is not None,
    }
    try:
        tokens = _parser().parse(text, env)
    except _TooMuch:
        return Checked(None, (_explosive(place, effort.row),))
    except (_TooDeep, RecursionError):
        return Checked(None, (_too_deep(place, [effort.row, effort.row + 1]),))
    if (env["references"] or env["tables"]) and _repeats_endlessly(text, tokens):
        longest: dict[str, Any] = max(
            env["references"].values(), key=lambda one: len(one["href"]) + len(one["title"]), default={}
        )
        sentence = "links repeat long addresses so often that the page would grow without bound"
        where = place.span(longest.get("map"))
        return Checked(
            None, (error("explosive", where, sentence, "shorten this definition, or refer to it less often"),)
        )
    return Checked((tokens, env), tuple(lost(text, tokens, env, place)))


# ---------------------------------------------------------------- limits

_SIGNS = re.compile(r"\*+|_+|`+|[\[\]<&!\\]")


def _too_large(text: str, place: Places) -> Message | None:
    if len(text) < min(LIMIT_PARAGRAPH, LIMIT_SIGNS):
        return None  # as a whole smaller than any of its parts may be
    if len(text) > LIMIT_BODY or len(text.encode()) > LIMIT_BODY:
        return error("too-large", place.span(None), "the text is larger than 2 MB", "split it into several documents")
    length, start = 0, 0
    for row, line in enumerate(place.lines):
        if not line or line.isspace():
            length, start = 0, row + 1
            continue
        length += len(line) + 1
        if length > LIMIT_PARAGRAPH:
            sentence = f"a paragraph, list or table of more than {LIMIT_PARAGRAPH // 1024} KiB begins here"
            return error("too-large", place.at(start, 0, 1), sentence, "part it with empty lines")
    signs = 0
    for row, line in enumerate(place.lines):
        signs += len(_SIGNS.findall(line))
        if signs > LIMIT_SIGNS:
            return _explosive(place, row)
    return None


def _explosive(place: Places, row: int) -> Message:
    sentence = "reading this text would take too long: it has more marks of Markdown than any document needs"
    help = "write signs that are meant as they stand between ` marks, or split the text into several documents"
    return error("explosive", place.at(min(row, len(place.lines) - 1), 0, 1), sentence, help)


def _too_deep(place: Places, block: Sequence[int] | None) -> Message:
    sentence = "lists, quotations or links are nested too deep here; the text inside would be lost"
    return error("too-deep", place.span(block), sentence, "use fewer levels")


def _repeats_endlessly(text: str, tokens: Iterable[Token]) -> bool:
    """Whether definitions of links, used again and again, would make a page out of proportion to its source.

    Only those, and cells of tables, can bring in more than stands there.
    """
    budget = 4 * len(text) + 1_000_000
    for token in every(tokens):
        for value in token.attrs.values():
            budget -= len(str(value))
        if budget < 0:
            return True
    return False


# ---------------------------------------------------------------- the parser


class _Inline(ParserInline):
    def skipToken(self, state: StateInline) -> None:  # noqa: N802 - the parser's own name
        state.env["effort"].step()
        super().skipToken(state)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    options = {"html": False, "linkify": False, "typographer": False, "maxNesting": LIMIT_NESTING}
    md = MarkdownIt()
    md.inline = _Inline()
    md.configure("commonmark", options)
    md.enable("table")
    md.use(deflist_plugin)
    md.use(footnote_plugin, inline=False)
    md.disable(["html_block", "html_inline"])  # they would only look again and again that HTML is not wanted
    md.core.ruler.at("normalize", _normalize)
    md.core.ruler.at("inline", _parse_inline)
    md.core.ruler.before("footnote_tail", "unused_footnotes", _keep_unused_footnotes)
    # The rule of tables is asked first for every block, so this is also where blocks are counted.
    md.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    md.block.ruler.at("footnote_def", _footnote_definition, {"alt": ["paragraph", "reference"]})
    md.block.ruler.at("lheading", _underlined_heading)
    md.block.ruler.after("table", "plain", _Plain(md))
    md.inline.ruler.before("link", "entity_link", _entity_link)
    md.inline.ruler.at("link", _link)
    md.inline.ruler.at("image", _image)
    md.inline.ruler.at("footnote_ref", _footnote_reference)
    # Unsafe addresses must reach us as links, to be errors; the parser would turn them into text in silence.
    # They are methods that the parser means to be exchanged so.
    md.validateLink = _any_address  # type: ignore[method-assign]  # as above
    md.normalizeLink = _keep_address  # type: ignore[method-assign]  # as above
    md.normalizeLinkText = str  # type: ignore[method-assign,assignment]  # as above
    return md


def _any_address(url: str) -> bool:  # noqa: ARG001 - the parser's own signature
    return True


def _keep_address(url: str) -> str:
    """Percent-encodes what an attribute needs encoded; hosts and letters stay readable."""
    return url.replace(" ", "%20")


def _normalize(state: StateCore) -> None:
    """Ends of lines and NUL: files hold neither when they come here."""
    if "\r" in state.src or "\0" in state.src:
        normalize(state)


# What any rule within a line acts upon. A text without it is one token, whatever else it holds.
_ACTS = re.compile(r"[\n\\`*_\[<&]")


def _parse_inline(state: StateCore) -> None:
    effort = state.env["effort"]
    held = len(state.tokens)
    for token in state.tokens:
        if token.type == "inline":
            effort.row = token.map[0] if token.map else effort.row
            if token.content and not _ACTS.search(token.content):
                token.children = [Token("text", "", 0, content=token.content)]
            else:
                token.children = []
                state.md.inline.parse(token.content, state.md, state.env, token.children)
            held += len(token.children)
            effort.hold(held)


class _Plain:
    """A block that begins with a letter, as most do: asked at once of the few rules that such a block can be for."""

    _OTHERS = frozenset("~`>*-_+[#0123456789")  # what the rules that are passed over look for

    def __init__(self, md: MarkdownIt) -> None:
        rules = dict(zip(md.block.ruler.get_active_rules(), md.block.ruler.getRules(""), strict=True))
        self._definitions, self._paragraph = rules["deflist"], rules["paragraph"]

    def __call__(self, state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if silent or state.is_code_block(start) or state.src[state.bMarks[start] + state.tShift[start]] in self._OTHERS:
            return False
        return (
            _underlined_heading(state, start, end, False)
            or (state.env["definitions"] and self._definitions(state, start, end, False))
            or self._paragraph(state, start, end, False)
        )


_DEFINITION = re.compile(r"[:~](?<![^\s>].)[ \t]")  # its mark, where one can begin
_UNDERLINE = re.compile(r"[-=][ \t]*$", re.MULTILINE)


def _underlined_heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The rule itself goes through a whole paragraph to see whether it is underlined, and leaves its mark all the same."""
    if state.env["underlines"]:
        return lheading(state, start, end, silent)
    if not state.is_code_block(start):
        state.parentType = "paragraph"
    return False


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    effort, before = state.env["effort"], len(state.tokens)
    effort.row = start
    effort.hold(before)
    if state.level >= LIMIT_NESTING - 2:  # a list goes down two levels at once
        raise _TooDeep
    if not state.env["tables"] or not table_rule(state, start, end, silent):
        return False
    if not silent:
        columns = 0
        for token in state.tokens[before:]:
            columns += token.type == "th_open"
            if token.type == "thead_close":
                break
        for row in range(start + 2, state.line):
            if getLine(state, row).count("|") >= columns:
                beyond = [cell.strip() for cell in _cells(getLine(state, row))[columns:]]
                if any(beyond):
                    state.env.setdefault("long_rows", []).append((row, columns, next(filter(None, beyond))))
    return True


def _cells(line: str) -> list[str]:
    cells = escapedSplit(line.strip())
    if cells and not cells[0]:
        del cells[0]
    if cells and not cells[-1]:
        del cells[-1]
    return cells


def _link(state: StateInline, silent: bool) -> bool:
    return state.env["effort"].closes_after(state.src, state.pos) and link_rule(state, silent)


def _image(state: StateInline, silent: bool) -> bool:
    return state.env["effort"].closes_after(state.src, state.pos) and image_rule(state, silent)


_ENTITY = re.compile(r"\[\[([^\[\]|\n]{1,200})(?:\|([^\[\]\n]{1,400}))?\]\](?!\()")


def _entity_link(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[[", state.pos):
        return False
    match = _ENTITY.match(state.src, state.pos, state.posMax)
    if not match or not match[1].strip():
        return False
    if not silent:
        token = state.push("entity_link", "", 0)
        token.content = (match[2] or match[1]).strip()
        token.meta = {"name": match[1].strip(), "source": match[0]}
    state.pos = match.end()
    return True


_NOTE = re.compile(r"\[\^([^\]\s]{1,200})\]")


def _footnote_reference(state: StateInline, silent: bool) -> bool:
    """The plugin looks for the end of a reference as far as the paragraph goes."""
    return _NOTE.match(state.src, state.pos, state.posMax) is not None and footnote_ref(state, silent)


def _footnote_definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """No note within a note, which the plugin mixes up, and none defined twice, of which it drops the first."""
    label = _NOTE.match(state.src, state.bMarks[start] + state.tShift[start], state.eMarks[start])
    if label is None:
        return False
    if silent:
        return footnote_def(state, start, end, True)
    if state.env.get("within_note"):
        return False
    known: dict[str, int] = state.env.setdefault("notes_at", {})
    state.env["within_note"] = True
    found = footnote_def(state, start, end, False)
    state.env["within_note"] = False
    if found and known.setdefault(label[1], start) != start:
        state.env.setdefault("notes_twice", []).append((label[1], start))
    return found


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
