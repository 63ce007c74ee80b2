"""Changes single fields in a file's front matter and leaves every other line as the editor wrote it.

It works on text alone: nothing is read from a disk or written to one, and no value is judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from diarium.reading.yamltree import Mapping, Node, Scalar, compose
from diarium.reading.yamltree import Sequence as Listed
from diarium.reading.yamlwriting import Item, in_brackets, listed, more_in_brackets

FENCE = "---"


@dataclass(slots=True)
class Head:
    """A file taken apart: the lines of its fields, and everything below them."""

    lines: list[str]
    below: list[str]  # from the closing fence on
    newline: str = "\n"

    @classmethod
    def of(cls, text: str) -> Head:
        newline = "\r\n" if "\r\n" in text else "\n"
        lines = text.split(newline)
        end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
        if lines[0].rstrip() != FENCE or end is None:
            raise ValueError("this text has no front matter")
        return cls(lines[1:end], lines[end:], newline)

    def text(self) -> str:
        return self.newline.join([FENCE, *self.lines, *self.below])

    # -- asking

    def fields(self) -> dict[str, Node]:
        tree = compose("", tuple(self.lines)).value
        return {key.text: node for key, node in tree.pairs} if tree is not None else {}

    def block(self, field: str) -> list[str]:
        """The lines of one field, without the empty lines and remarks that stand before the next."""
        first, end = self._where(field)
        return self.lines[first:end]

    def _where(self, field: str) -> tuple[int, int]:
        tree = compose("", tuple(self.lines)).value
        assert tree is not None
        starts = [key.span.line - 1 for key, _ in tree.pairs]
        at = next(i for i, (key, _) in enumerate(tree.pairs) if key.text == field)
        end = starts[at + 1] if at + 1 < len(starts) else len(self.lines)
        while end > starts[at] + 1 and (not self.lines[end - 1].strip() or self.lines[end - 1].startswith("#")):
            end -= 1
        return starts[at], end

    # -- changing

    def append(self, lines: Iterable[str]) -> None:
        """Further fields, last of all."""
        self.lines += lines

    def add(self, field: str, items: Sequence[Item], after: str | None = None) -> None:
        """Further values of a field that takes several; its first ones, below `after`, if it is not there yet."""
        if not items:
            return
        node = self.fields().get(field)
        if node is None:
            at = self._where(after)[1] if after in self.fields() and after is not None else len(self.lines)
            self.lines[at:at] = [f"{field}:", *listed(items, "  ")]
            return
        first, end = self._where(field)
        opening = self.lines[first]
        if isinstance(node, Listed) and not opening.partition(":")[2].lstrip().startswith("["):
            dash = next((line for line in self.lines[first + 1 : end] if line.lstrip().startswith("-")), "  -")
            self.lines[end:end] = listed(items, dash[: len(dash) - len(dash.lstrip())])
        elif isinstance(node, Listed):
            self._into_brackets(first, end, node, items)
        elif isinstance(node, Mapping) and opening.partition(":")[2].strip():  # a group in braces, on its own line
            self.lines[first:end] = [f"{field}:", *listed([_values(node)], "  "), *listed(items, "  ")]
        elif isinstance(node, Mapping):
            inside = [f"    {line.strip()}" for line in self.lines[first + 1 : end]]
            inside[0] = f"  - {inside[0].strip()}"
            self.lines[first:end] = [f"{field}:", *inside, *listed(items, "  ")]
        else:
            written = opening.partition(":")[2].strip()
            alone = [f"  - {written}"] if written and not written.startswith("#") else []
            self.lines[first:end] = [f"{field}:", *alone, *self.lines[first + 1 : end], *listed(items, "  ")]

    def _into_brackets(self, first: int, end: int, node: Listed, items: Sequence[Item]) -> None:
        texts = [item for item in items if isinstance(item, str)]
        longer = more_in_brackets(self.lines[end - 1], texts)
        if len(texts) < len(items) or longer is None:
            field = self.lines[first].partition(":")[0]
            known = [_values(item) if isinstance(item, Mapping) else _text(item) for item in node.items]
            self.lines[first:end] = [f"{field}:", *listed([*known, *items], "  ")]
        elif end - first > 1:  # over several lines, each perhaps with a remark: only the opening bracket is sure
            written = ", ".join(in_brackets(text) for text in texts) + (", " if node.items else "")
            self.lines[first] = self.lines[first].replace("[", f"[{written}", 1)
        else:
            self.lines[first] = longer


def items_of(node: Node | None) -> list[Item]:
    """What stands in a field: its values, one by one."""
    if node is None:
        return []
    if isinstance(node, Listed):
        return [_values(item) if isinstance(item, Mapping) else _text(item) for item in node.items]
    if isinstance(node, Mapping):
        return [_values(node)]
    return [node.text] if node.text else []


def _values(node: Mapping) -> tuple[tuple[str, str], ...]:
    return tuple((key.text, _text(value)) for key, value in node.pairs)


def _text(node: Node) -> str:
    assert isinstance(node, Scalar)
    return node.text
