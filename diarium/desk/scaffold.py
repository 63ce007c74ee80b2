"""Makes what editors begin with: a new, empty archive.

It never writes over a file, and publishes nothing.
"""

from __future__ import annotations

from pathlib import Path

from diarium.disk.writing import create


class Occupied(Exception):  # noqa: N818 - a refusal, in words for the user
    """The folder holds an archive already."""


_FILES = {
    "content/archive.yml": """\
# What this archive is called, and where it will be published. Only the name is needed.
name: Our archive
# The language of the interface: sv, nb or en. Documents keep their own.
language: en
# base-url: https://example.org/archive/
# owner: Who is responsible
# contact: archive@example.org
# licence: CC BY 4.0
""",
    "content/index.md": """\
---
title: Our archive
---

Welcome. Write here, in a few sentences, what this archive holds.
""",
    "content/pages/about.md": """\
---
title: About
---

Who keeps this archive, what it holds, and how to report an error.
""",
    "content/documents/.gitkeep": "",
    "README.md": """\
# Our archive

Every document is a file in `content/documents/`, such as `content/documents/2017/travel-report-oslo.md`:

    ---
    title: Travel report Oslo
    date: 2017-02-23
    type: travel-report
    ---

    The text, in Markdown.

`diarium serve` shows the archive, `diarium check` says what is wrong, `diarium build` makes the site.
""",
    ".gitignore": """\
site/
.diarium/
.venv/
""",
    ".gitattributes": """\
content/addresses.lock merge=union
""",
}


def new_archive(folder: Path) -> list[str]:
    """The files of a new archive; those already there are left alone."""
    if (folder / "content" / "archive.yml").exists():
        raise Occupied(f"{folder} is an archive already")
    made = []
    for name, text in _FILES.items():
        if create(folder / name, text.encode()):
            made.append(str(folder / name))
    return made
