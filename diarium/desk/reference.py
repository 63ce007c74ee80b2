"""Writes the reference pages of `docs/` from the tables the engine itself runs on, so that they cannot lag behind.

It never holds a word about a field or a message that could stand in those tables, and never reads an archive.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from diarium.codes import GROUPS
from diarium.desk.scaffold import renewed_tools
from diarium.disk.writing import replace
from diarium.messages import Span, error, render
from diarium.pages import rules
from diarium.schema import (
    ACCEPTED,
    ARCHIVE,
    COMMON_ENTRY,
    DOCUMENT,
    DOCUMENT_LANGUAGES,
    DOCUMENT_TYPES,
    FRONT_PAGE,
    KINDS,
    LANGUAGE_SYNONYMS,
    PAGE,
    Field,
    Kind,
    entry_fields,
    kinds,
    name_paths,
)

COMMAND = "python -m diarium.desk.reference"
MESSAGES = "docs/messages.md"
FIELDS = "docs/front-matter.md"
SCHEMA = "docs/front-matter.schema.json"


def _opening(title: str, source: str) -> list[str]:
    return [f"<!-- Made from {source} by: {COMMAND} -->", "", f"# {title}", ""]


def _anchor(heading: str) -> str:
    """The anchor that GitHub and its like give a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def _page(lines: Sequence[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"


# ---------------------------------------------------------------- the messages

_SAMPLE = error(
    "unknown-field",
    Span("content/documents/2017/minutes-14.md", 7, 1, 9, "deltagare:"),
    "there is no field 'deltagare'",
    "did you mean 'participants'?",
)
_HOW_TO_READ = """\
When something in a file needs your attention, Diarium says so like this:

```
{sample}
```

- **Where**: the file, the line and the column. Below stands that line itself, with `^` under the place.
- **How serious**: an `error` must be mended before anything is published; until then the published site stays
  exactly as it was. A `warning` is a doubt: look at it, and leave it if the original is like that. A build with
  `--strict` treats warnings as errors.
- **Which**: the word in square brackets. It never changes its meaning; look it up below.
- **What**: one sentence. Lines that begin with `note` name other places that belong to it.
- **What to do**: the line that begins with `help`.

## Accepting a message

Where the original itself is odd, or you have looked into a matter and it is all right, say so in the file, with the
reason for whoever comes after you. The message is then left out for this file only:

```yaml
accepted:
  - rule: older-than-event
    reason: The original is dated three days before the meeting.
```

`rule` is the word in square brackets. Where a message names two files, either may accept it. An acceptance that no
longer meets a message is reported, so that it cannot hide the next one.

## All of them at once

All messages of all files come in one run, so you can mend them one after the other and run the command again:
`diarium check` looks at everything and writes nothing.
"""


_LEVELS = {"error": "*Error.*", "warning": "*Warning.*", "either": "*Error or warning.*"}


def messages_page() -> str:
    """Every code, with what it means and what to do."""
    lines = _opening("Messages", "diarium/codes.py")
    lines += [_HOW_TO_READ.format(sample="\n".join(render([_SAMPLE]))), "## All messages", ""]
    for group, codes in GROUPS.items():
        listed = ", ".join(f"[{code}](#{_anchor(code)})" for code in sorted(codes))
        lines.append(f"- [{group}](#{_anchor(group)}): {listed}")
    for group, codes in GROUPS.items():
        lines += ["", f"## {group}"]
        for code in sorted(codes):
            said = codes[code]
            level = _LEVELS[said.level] + (" It can be [accepted](#accepting-a-message)." if said.acceptable else "")
            lines += ["", f"### {code}", "", f"{level} {said.meaning}", "", f"**What to do:** {said.remedy}"]
    return _page(lines)


# ---------------------------------------------------------------- the fields

VOCABULARY = "Document types and languages"
_TYPE_IN_WORDS: Mapping[str, str] = {
    "line": "text",
    "text": "text, several lines if need be",
    "day": "a day: `2017-02-23`",
    "date": "a day, month or year: `2017-02-23`, `2017-02`, `2017`",
    "period": "a day, month or year, or from one day to another: `2017-02-16/2017-02-17`",
    "flag": "`true` or `false`",
    "web": "an address on the web: `https://…`",
    "file": "the name of a file beside this one",
    "document": "the path of another document, from this file",
    "address": "an address on this site: `/documents/…/`",
    "position": "latitude, longitude",
    "cadence": "a number with `years`, `months` or `weeks`",
    "checksum": "64 digits, as `sha256sum` prints them",
    "tree": "further lines, indented below it",
}
# Where neither the field nor the kind of thing it names has an example of its own.
_EXAMPLES: Mapping[str, str] = {
    "day": "2017-02-23",
    "date": "2017-02-23",
    "flag": "true",
    "web": "https://example.org/plan",
    "file": "plan.pdf",
    "address": "/old-name/",
}

_FIELDS_INTRO = """\
Every document begins with a block of fields, its *front matter*, between two lines of three hyphens; the text
follows below:

```
{example}
```

- What you write is kept as you write it: `7.10` stays `7.10`, and `no` stays `no`. Only dates have a fixed form.
- A value that holds a colon followed by a space, or begins with a sign such as `[` or `*`, stands in quotes.
- Several values make a list, `[one, two]`, or one value a line, each after a hyphen: `- one`.
- Names stay on the page as they are printed on the document. That different spellings mean the same thing is said
  once, in the registry.
- A field marked **required** must be there; every other one may be left out.

An editor that can check fields while you write finds the rules for documents in
[front-matter.schema.json](front-matter.schema.json). What goes wrong is explained in [messages.md](messages.md).
"""
EXAMPLE_DOCUMENT = """\
---
title: "Reserapport: studiebesök i Oslo"
date: 2017-02-23
type: travel-report
case: [803-1966/2016, 803-1873/2016]
meeting:
  date: 2017-02-16/2017-02-17
  city: Oslo
participants:
  - Elin Sundin, borgarrådssekreterare
  - name: Anne Solheim
    organisation: Oslo kommune
---

Texten, i Markdown."""
EXAMPLE_ARCHIVE = """\
name: Nordiska mötesarkivet
language: sv
base-url: https://example.org/arkiv/
owner: Stadsarkivet
contact: arkivet@example.org
types:
  bulletin: {sv: Informationsblad, nb: Informasjonsblad, en: Bulletin}
case-patterns:
  - KS-\\d+/\\d{4}"""


def fields_page() -> str:
    """Every field of every kind of file, in tables."""
    lines = _opening("Front matter", "diarium/schema.py")
    chapters: list[tuple[str, list[str]]] = [
        ("Documents", ["`content/documents/**/*.md`", "", *_tables(DOCUMENT)]),
        (VOCABULARY, _vocabulary()),
        ("The registry", _registry()),
        (
            "Pages",
            [
                "`content/pages/*.md`: about the archive, its accessibility and the like.",
                "",
                *_tables(PAGE),
                "",
                "`content/index.md`, the text of the front page, may do without a block of fields.",
                "",
                *_tables(FRONT_PAGE),
            ],
        ),
        (
            "The archive: archive.yml",
            [
                "`content/archive.yml` holds what is true of the whole archive. It has no lines of hyphens:",
                "",
                *("```", EXAMPLE_ARCHIVE, "```", ""),
                *_tables(ARCHIVE),
            ],
        ),
    ]
    lines.append(_FIELDS_INTRO.format(example=EXAMPLE_DOCUMENT))
    lines += [f"- [{title}](#{_anchor(title)})" for title, _ in chapters]
    for title, content in chapters:
        lines += ["", f"## {title}", "", *content]
    return _page(lines)


def _vocabulary() -> list[str]:
    lines = [
        "These document types are built in; an archive adds its own under `types` in `content/archive.yml`.",
        "",
        *_table(("`type`", "in English", "in Swedish", "in Norwegian")),
        *(_row((f"`{id}`", label.en, label.sv, label.nb)) for id, label in DOCUMENT_TYPES.items()),
        "",
        "These are the languages of documents.",
        "",
        *_table(("`lang`", "language")),
    ]
    for code, label in DOCUMENT_LANGUAGES.items():
        also = ", ".join(f"`{one}`" for one, meant in LANGUAGE_SYNONYMS.items() if meant == code)
        lines.append(_row((f"`{code}`", f"{label.en} (also written {also})" if also else label.en)))
    return lines


def _registry() -> list[str]:
    lines = [
        "Whatever a document names exists in the archive without further ado. A file of its own, a *registry entry*,",
        "gathers its spellings and says what is known of it besides; the text below the fields describes it.",
        "The file's name becomes the address, and is the id where a field asks for one.",
    ]
    for kind in KINDS:
        lines += ["", f"### {kind.many.en}", "", f"`content/{kind.folder}/*.md`", "", *_tables(_entry(kind))]
    return lines


def _entry(kind: Kind) -> tuple[Field, ...]:
    """The fields of an entry; what all kinds share keeps its examples only where they are of this kind."""
    name, *rest = entry_fields(kind)
    own = _named_examples().get(kind.id, "")
    if name.example != own:
        rest = [dataclasses.replace(field, example="") if field in COMMON_ENTRY else field for field in rest]
    return (dataclasses.replace(name, example=own), *rest)


def _tables(fields: tuple[Field, ...]) -> list[str]:
    """The table of these fields, and below it one for each group inside."""
    lines = [*_table(("field", "holds", "what it is", "example"))]
    for field in fields:
        name = f"`{field.name}`" + (" **required**" if field.required else "")
        example = _example(field)
        lines.append(_row((name, _in_words(field), field.help, f"`{example}`" if example else "")))
    for field in fields:
        if field.fields and (
            field.fields is not ACCEPTED.fields or fields is DOCUMENT
        ):  # the same everywhere: explained once
            lines += ["", f"#### {_inside(field)}", "", *_tables(field.fields)]
    return lines


def _example(field: Field) -> str:
    named = _named_examples().get(field.kind, "") if field.kind is not None else ""
    return field.example or named or (field.choices[0] if field.choices else _EXAMPLES.get(field.type, ""))


@cache
def _named_examples() -> dict[str, str]:
    """An example of each kind of thing that documents name."""
    found: dict[str, str] = {}
    for place in name_paths(DOCUMENT):
        if place.field.kind is not None and place.field.example:
            found.setdefault(place.field.kind, place.field.example)
    return found


def _inside(group: Field) -> str:
    return f"Inside {group.name}"


def _in_words(field: Field) -> str:
    """What a field holds, for people who never saw a data type."""
    if field.fields:
        shown = f"[further fields](#{_anchor(_inside(field))})"
        said = f"{shown}, or the text `{', '.join(field.shorthand)}`" if field.shorthand else shown
    elif field.kind is not None:
        said = _named(kinds()[field.kind])
    elif field.choices:
        said = "one of " + ", ".join(f"`{choice}`" for choice in field.choices)
    elif field.type == "choice" or field.name == "lang":
        said = f"[one of these](#{_anchor(VOCABULARY)})"
    else:
        said = _TYPE_IN_WORDS[field.type]
    return f"{said}; one or a list" if field.many else said


def _named(kind: Kind) -> str:
    word = kind.one.en.lower()
    article = "an" if word[0] in "aeiou" else "a"
    return f"{'the number' if kind.mention == 'number' else 'the name'} of {article} {word}"


def _table(heads: Sequence[str]) -> Iterator[str]:
    yield _row(heads)
    yield _row(["---"] * len(heads))


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


# ---------------------------------------------------------------- the files


def json_schema() -> str:
    """The rules for documents of any archive."""
    return rules.text({"$comment": f"Made from diarium/schema.py by: {COMMAND}", **rules.of_documents()})


def files() -> dict[str, str]:
    """What the reference consists of: paths within the repository, and their text."""
    return {MESSAGES: messages_page(), FIELDS: fields_page(), SCHEMA: json_schema()}


def write_all(root: Path) -> list[str]:
    """Bring the files up to date; returns those that were not."""
    return [path for path, text in files().items() if replace(root / path, text.encode())]


def main() -> None:
    """The reference, and what else in this repository follows from the schema."""
    root = Path(__file__).resolve().parents[2]
    write_all(root)
    renewed_tools(root)


if __name__ == "__main__":
    main()
