"""The reference in docs/: it says what the engine does, no more and no less."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from diarium.codes import CODES, GROUPS
from diarium.config import read_config
from diarium.desk import reference
from diarium.messages import has_errors
from diarium.pages import rules
from diarium.reading.document import read_document
from diarium.reading.fields import typed
from diarium.reading.yamltree import compose
from diarium.schema import ARCHIVE, DOCUMENT, KINDS, Field, entry_fields

REPOSITORY = Path(__file__).resolve().parent.parent

# Codes that are kept for what is decided but not built yet. One that comes into use leaves this list.
RESERVED = {}

# What makes messages, by the name of the function; the code is the first thing it is given.
MAKERS = {"error", "warning", "wrong", "_wrong"}


def codes_in_use() -> dict[str, str]:
    """Every code a message is made with, and a place where that happens."""
    found: dict[str, str] = {}
    for path in sorted((REPOSITORY / "diarium").rglob("*.py")):
        if path.name == "reference.py":
            continue  # its sample message proves nothing
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS and node.args:
                for part in ast.walk(node.args[0]):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        found.setdefault(part.value, f"{path.relative_to(REPOSITORY)}:{node.lineno}")
    return found


# ---------------------------------------------------------------- the files


@pytest.mark.parametrize("path", [reference.MESSAGES, reference.FIELDS, reference.SCHEMA])
def test_each_reference_file_is_what_the_engine_would_write_now(path: str) -> None:
    stands = (REPOSITORY / path).read_text(encoding="utf-8")
    assert stands == reference.files()[path], f"{path} is out of date; renew it with: {reference.COMMAND}"


def test_the_reference_is_written_once_and_left_alone_while_it_is_current(tmp_path: Path) -> None:
    assert set(reference.write_all(tmp_path)) == {reference.MESSAGES, reference.FIELDS, reference.SCHEMA}
    assert reference.write_all(tmp_path) == []


@pytest.mark.parametrize("path", [reference.MESSAGES, reference.FIELDS])
def test_every_heading_has_an_anchor_of_its_own_and_every_link_finds_one(path: str) -> None:
    text = re.sub(r"^```.*?^```", "", reference.files()[path], flags=re.MULTILINE | re.DOTALL)
    anchors = [reference._anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)]
    assert len(anchors) == len(set(anchors))
    for target in re.findall(r"\]\(([^)]+)\)", re.sub(r"`[^`]*`", "", text)):
        file, _, anchor = target.partition("#")
        assert anchor in anchors if not file else (REPOSITORY / "docs" / file).is_file(), target


# ---------------------------------------------------------------- the codes


def test_every_code_that_the_engine_uses_is_explained() -> None:
    unexplained = {code: place for code, place in codes_in_use().items() if code not in CODES}
    assert not unexplained, "explain these in diarium/codes.py"


def test_every_code_that_is_explained_is_used_or_reserved_with_a_reason() -> None:
    used = codes_in_use()
    assert sorted(set(CODES) - set(used) - set(RESERVED)) == [], "delete these from diarium/codes.py"
    assert sorted(set(RESERVED) & set(used)) == [], "these are used now; take them off RESERVED"
    assert set(RESERVED) <= set(CODES)


def test_no_code_stands_in_two_groups_and_each_group_is_in_alphabetical_order() -> None:
    assert sum(len(codes) for codes in GROUPS.values()) == len(CODES)
    for codes in GROUPS.values():
        assert list(codes) == sorted(codes)


def test_every_code_says_in_whole_sentences_what_it_means_and_what_to_do() -> None:
    for code, explained in CODES.items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
        for words in (explained.meaning, explained.remedy):
            assert words[0].isupper() or words[0] == "`", code
            assert words.endswith((".", ".`")), code


def fields_by_name(fields: tuple[Field, ...]) -> Iterator[tuple[str, Field]]:
    for field in fields:
        yield field.name, field
        yield from fields_by_name(field.fields)


def test_every_field_that_a_remedy_shows_would_be_accepted() -> None:
    known: dict[str, list[Field]] = {}
    for table in (DOCUMENT, ARCHIVE, *(entry_fields(kind) for kind in KINDS)):
        for name, field in fields_by_name(table):
            known.setdefault(name, []).append(field)
    shown = [
        (code, line)
        for code, explained in CODES.items()
        for line in re.findall(r"`\s*(?:- )?([a-z-]+: [^`]+)`", explained.remedy)
        if not line.startswith("bulletin:")  # a document type that an archive might add
    ]
    assert len(shown) > 20
    for code, line in shown:
        tree = compose("example", (line,))
        assert tree.value is not None, (code, line)
        assert not tree.messages, (code, line)
        fields = known[line.partition(":")[0]]
        assert any(not has_errors(typed(tree.value, (field,))[1].messages) for field in fields), (code, line)


# ---------------------------------------------------------------- the examples


def test_the_example_of_a_document_can_be_read() -> None:
    assert read_document("content/documents/2017/example.md", reference.EXAMPLE_DOCUMENT.encode()).messages == ()


def test_the_example_of_an_archive_can_be_read() -> None:
    config = read_config(reference.EXAMPLE_ARCHIVE.encode())
    assert config.messages == ()
    assert "bulletin" in config.value.types


# ---------------------------------------------------------------- the schema for editors

AGENDA = """\
title: Innkalling til faggruppe
date: 2023-08-31
type: agenda
lang: no
series: Osloregionens faggruppe
meeting: {date: 2023-08-31, time: 13:30, number: 3, place: Klækken hotel}
approves: 2023-05-23
next: {date: 2024, city: Oslo}
participants:
  - Elin Sundin, borgarrådssekreterare
  - {name: Anne Feltman, organisation: Asker, status: invited}
attachments:
  - {title: Program, file: program.pdf}
  - Kart
"""
REPORT = """\
title: 2017
date: 2017-02
type: bulletin
case: [803-1966/2016, 0123]
meeting:
  date: 2017-02-16/2017-02-17
tabled: {series: Internationella beredningen, item: 7.10}
participants: Elin Sundin
cities: Oslo
related: ../2016/strategi.md
summary:
draft: ja
corrections:
  - {date: 2018, note: Fel år.}
"""
TOMBSTONE = """\
title: Referat
date: 2017
type: minutes
withdrawn: {date: 2020-01-02, reason: Personvern}
source: {url: "https://example.org/", retrieved: 2019-05-01}
publish: 2017-03-01
aliases: [/documents/2016/referat/]
"""
NEEDED = {"title": "title: Rapport\n", "date": "date: 2017\n", "type": "type: report\n"}


class EditorLoader(yaml.SafeLoader):
    """Types what looks like a number or a truth value, as editors do; dates are texts in JSON."""


EditorLoader.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node))


def schema() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(reference.json_schema())
    return loaded


def complaints(front_matter: str, loader: type[Any] = EditorLoader) -> list[str]:
    return [e.message for e in Draft202012Validator(schema()).iter_errors(yaml.load(front_matter, Loader=loader))]


def engine_accepts(front_matter: str) -> bool:
    return not has_errors(read_document("content/documents/x.md", f"---\n{front_matter}---\n".encode()).messages)


def test_the_schema_is_a_valid_json_schema() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("loader", [EditorLoader, yaml.BaseLoader])
@pytest.mark.parametrize("front_matter", [AGENDA, REPORT, TOMBSTONE])
def test_the_schema_accepts_what_the_engine_accepts_however_an_editor_types_it(
    front_matter: str, loader: type[Any]
) -> None:
    assert engine_accepts(front_matter)
    if loader is yaml.BaseLoader:  # it knows no missing value, only an empty text
        front_matter = front_matter.replace("summary:\n", "")
    assert complaints(front_matter, loader) == []


def test_the_schema_accepts_every_document_of_the_sample_archive() -> None:
    documents = sorted((REPOSITORY / "content" / "documents").rglob("*.md"))
    assert documents
    for path in documents:
        assert complaints(path.read_text(encoding="utf-8").split("\n---\n")[0]) == [], path


@pytest.mark.parametrize(
    "wrong",
    [
        "deltagare: Elin Sundin",
        "meeting: {datum: 2017-02-16}",
        "participants: [{name: Elin Sundin, rolle: leder}]",
        "title: [one, two]",
        "lang: de",
        "publish: 2017-02",
        "tabled: {number: 3/2017}",
        "participants: [{name: Elin Sundin, status: late}]",
        "related: /documents/2016/strategi/",
        "draft: perhaps",
        "summary: {text: Kort}",
    ],
)
def test_the_schema_refuses_what_the_engine_refuses(wrong: str) -> None:
    whole = "".join(line for name, line in NEEDED.items() if not wrong.startswith(f"{name}:")) + f"{wrong}\n"
    assert not engine_accepts(whole)
    assert complaints(whole)


@pytest.mark.parametrize("missing", NEEDED)
def test_the_schema_misses_what_is_required(missing: str) -> None:
    whole = "".join(line for name, line in NEEDED.items() if name != missing)
    assert not engine_accepts(whole)
    assert complaints(whole)


@pytest.mark.parametrize("flag", rules.FLAGS)
def test_every_word_the_schema_allows_for_yes_and_no_is_one_the_engine_knows(flag: bool | str) -> None:
    written = str(flag).lower()
    assert engine_accepts("".join(NEEDED.values()) + f"draft: {written}\n")


def test_document_types_are_only_suggested_because_archives_add_their_own() -> None:
    kind = schema()["properties"]["type"]
    assert "enum" not in kind
    assert "minutes" in kind["examples"]


def test_every_field_of_the_schema_is_described() -> None:
    def walk(part: Any) -> Iterator[tuple[str, dict[str, Any]]]:
        if isinstance(part, dict):
            if "properties" in part:
                yield from part["properties"].items()
            for inner in part.values():
                yield from walk(inner)
        elif isinstance(part, list):
            for inner in part:
                yield from walk(inner)

    described = list(walk(schema()))
    assert {name for name, _ in described} == {name for name, _ in fields_by_name(DOCUMENT)}
    assert all(rule["description"] for _, rule in described)
