"""The line that would add a name to the aliases of a registry file, in the way that file writes its list.

It changes nothing; where the list is written in a way of its own, it leaves the line to the editor.
"""

from __future__ import annotations

import re

from diarium.messages import Fix
from diarium.reading.document import Parsed
from diarium.reading.yamltree import Scalar, Sequence, compose, quoted
from diarium.reading.yamlwriting import in_brackets, listed, more_in_brackets

_KEY = re.compile(r"aliases:(?=\s|$)")
_REMARK = re.compile(r"\s#.*$")


def alias_line(entry: Parsed, name: str) -> Fix | None:
    """The entry's file with this alias: which line gives way to which."""
    if name in entry.fields.aliases:
        return None
    if ("aliases",) not in entry.spans:
        at = entry.spans.get(("name",))
        if at is None or at.source is None or not _is_whole(at.source, "name:", entry.fields.name):
            return None
        return Fix(entry.path, at.line, at.source, (at.source, "aliases:", *listed([name], "  ")))
    key, known = entry.span("aliases"), entry.fields.aliases
    line = key.source or ""
    rest = _REMARK.sub("", _KEY.sub("", line, count=1)).strip() if _KEY.match(line) else "?"
    if not rest and known:
        last = entry.span("aliases", len(known) - 1)
        indent = re.match(r"\s*", last.source or "")
        if last.source is None or indent is None or not _is_whole(last.source, "-", known[-1]):
            return None
        return Fix(entry.path, last.line, last.source, (last.source, *listed([name], indent.group())))
    if rest.startswith("["):
        longer = more_in_brackets(line, [name])
        whole = longer is not None and _values(longer) == [*known, name]
        return Fix(entry.path, key.line, line, (longer,)) if longer is not None and whole else None
    if "#" in line:
        return None  # a remark in the very line that would change
    if len(known) == 1 and rest == known[0] == in_brackets(rest):
        return Fix(entry.path, key.line, line, (f"aliases: [{rest}, {in_brackets(name)}]",))
    return None


def _values(line: str) -> list[str]:
    """What the list on this line holds, as YAML reads it."""
    tree = compose("", (line,)).value
    node = tree.pairs[0][1] if tree is not None else None
    return [one.text for one in node.items if isinstance(one, Scalar)] if isinstance(node, Sequence) else []


def _is_whole(line: str, sign: str, value: str | None) -> bool:
    """Whether the line holds the sign and the whole of this value, in quotes or not, and nothing more but a remark."""
    if value is None or not line.lstrip().startswith(sign):
        return False
    return _REMARK.sub("", line.strip()[len(sign) :]).strip() in (value, quoted(value), f'"{value}"')
