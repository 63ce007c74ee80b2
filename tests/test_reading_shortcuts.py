"""Reading looks once whether a file can hold something before it looks for it line by line: that must change nothing.

Each of these looks is made to say yes to everything, and what was read must be the same to the last place of a message.
"""

import random
import re
from pathlib import Path

import pytest
from fuzzing import MARKS, PATHS, VALUES, mutated, yaml_of

from diarium.archive.cases import CaseNumbers
from diarium.reading import dates, fields, losses, parsing, scars, yamlfaults, yamltree
from diarium.reading.places import read_file

CONTENT = Path(__file__).resolve().parent.parent / "content"
SAMPLES = tuple((p.relative_to(CONTENT.parent).as_posix(), p.read_bytes()) for p in sorted(CONTENT.rglob("*.md")))
ANYTHING = re.compile("")
ORDINARY, LONG = 400, 40_000
# Pieces that make the looks say yes, and some that only nearly do.
PIECES = (
    *MARKS,
    *VALUES,
    *("torsdag 16.03.2022", "2017-02-16 (fredag)", "KE\u017fKİVİIKKO 1.2.2023", "lördag", "kommunestyretVedtak", "**", "“så”", "”", " # x", "#x"),
    *("a\u2028b", "\\u200b", "e\u0301", "\tx", "-x\n", "x:y\n", "...\n", "%x\n", "? x", "<<: x", "=\n", "- \n", "\n: x", ">: x", "&shy;", "[^1]", "&amp;"),
    *("803-1966/2016", "Dnr 1966/2016", "https://a.b/c%20d", "[a](b 'c')", "<https://a.b>", "| a |\n|--|\n| b | c |", "1. a\n2. b", "~~~ a b\nc\n~~~"),
)  # fmt: skip


class _Everything:
    def __contains__(self, _one):
        return True


def looked_at_closely(patch):
    """Every quick look answers that it may be so."""
    patch.setattr(yamlfaults, "_looks_right", lambda _lines: False)
    patch.setattr(yamltree, "CURLY", ANYTHING)
    patch.setattr(yamltree, "INVISIBLE", ANYTHING)
    patch.setattr(yamltree, "_BETWEEN", ("",))
    for room in (dates, yamltree, fields, scars):
        patch.setattr(room, "may_name_weekday", lambda _text: True)
    patch.setattr(parsing, "_ACTS", ANYTHING)
    patch.setattr(parsing, "_UNDERLINE", ANYTHING)
    patch.setattr(parsing, "_DEFINITION", ANYTHING)
    patch.setattr(parsing._Plain, "_OTHERS", _Everything())
    patch.setattr(scars, "_signs", lambda _text: scars._Signs(True, True, True, True, True, True, True))
    patch.setattr(losses, "_pieces", lambda _text: [object()])
    patch.setattr(CaseNumbers, "may_stand_in", lambda _self, _text: True)


def read(path, data):
    checked = read_file(path, data)
    parsed = checked.value
    if parsed is None:
        return repr(checked)
    body = parsed.body
    said = (body.sections, body.footnotes, body.links, sorted(body.anchors), body.lead, body.definitions, body.digest)
    found = list(CaseNumbers(()).sure(body.lead)), list(CaseNumbers(()).behind_words(body.lead))
    return repr(
        (parsed, said, sorted((str(path), parsed.spans[path]) for path in parsed.spans), checked.messages, found)
    )


def one_input(number):
    """A sample with some pieces put in, or a file made of nothing but such pieces."""
    chance = random.Random(number)
    if number % 3:
        path, data = chance.choice(SAMPLES)
        text = data.decode("utf-8")
        head = text.find("\n---\n", 4)
        for _ in range(chance.choice((1, 1, 2, 4))):
            at = chance.randrange(4, head if chance.random() < 0.5 else len(text))
            text = text[:at] + chance.choice(PIECES) + text[at:]
        data = text.encode("utf-8", "surrogatepass")
    else:
        path = chance.choice(PATHS)
        body = "".join(chance.choice((*PIECES, "ord ", "Ord ", "\n\n")) for _ in range(chance.randrange(1, 25)))
        data = f"---\nname: N\ntitle: T\n{yaml_of(chance)}\n---\n{body}\n".encode("utf-8", "surrogatepass")
    return path, mutated(data, chance) if chance.random() < 0.1 else data


def test_a_quick_look_changes_nothing(request, monkeypatch):
    long = request.config.getoption("--long")
    first = random.SystemRandom().randrange(10**9) if long else 0
    inputs = [*SAMPLES, *map(one_input, range(first, first + (LONG if long else ORDINARY)))]
    quickly = [read(*given) for given in inputs]
    with monkeypatch.context() as patch:
        looked_at_closely(patch)
        closely = [read(*given) for given in inputs]
    differing = [given for given, one, other in zip(inputs, quickly, closely, strict=True) if one != other]
    assert not differing, f"{len(differing)} of {len(inputs)}: {differing[:3]}"


@pytest.mark.parametrize("separator", ["\u2028", "\u2029"])
def test_lines_that_only_the_parser_counts_lead_behind_no_end(separator):
    """YAML takes a separator of lines within a block for a new line, and so counts more lines than the file has."""
    head = f"name: N\nsummary: >\n  some{separator}thing: else\n"
    checked = read_file("content/people/n.md", f"---\n{head}---\n".encode())
    assert max(message.span.line for message in checked.messages) <= len(head.split("\n"))
