"""Settings for a git-based editor in the browser (Sveltia CMS or Decap CMS, which read the same): a form for every field.

Made from the schema alone; what comes before the forms (where the repository lies) is the publisher's and never touched
again. The editor itself is somebody else's program, fetched from nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from diarium.desk.workplace.kit import Kit
from diarium.schema import DOCUMENT, DOCUMENT_LANGUAGES, FRONT_PAGE, KINDS, PAGE, Field, entry_fields

FOLDER = "web-editor"
FORMS = "# The forms below are made from Diarium's schema; `init --tools` renews them.\n"

HEAD = """\
# Settings of the editor in the browser. Where the repository lies is yours to say; docs: publishing.
backend:
  name: github
  repo: owner/name
  branch: main
publish_mode: simple
media_folder: content/documents
public_folder: ""
slug:
  encoding: ascii
  clean_accents: true
"""

PAGE_OF_EDITOR = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Editor</title>
</head>
<body>
<!-- Put the editor's program beside this page under this name. Nothing is fetched from elsewhere. -->
<script src="sveltia-cms.js"></script>
</body>
</html>
"""


class _Dumper(yaml.SafeDumper):
    """Lists stand indented under their key, and nothing is written as a reference to something above."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - the base class asks so
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - as above
        return True


def settings(kit: Kit, former: str | None = None) -> str:
    """The whole file; of a former one everything above its forms is kept."""
    head = former.partition(FORMS)[0] if former is not None and FORMS in former else HEAD
    made = {"collections": list(_collections(kit))}
    return head + FORMS + yaml.dump(made, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


def _collections(kit: Kit) -> Iterator[dict[str, Any]]:
    yield {
        **_folder("document", "Documents", "documents", DOCUMENT, kit),
        "path": "{{fields.date | date('YYYY')}}/{{slug}}",
        "slug": "{{title}}",
        "summary": "{{date}} · {{title}}",
    }
    for kind in KINDS:
        fields = entry_fields(kind)
        yield {
            **_folder(kind.id, kind.many[kit.language], kind.folder, fields, kit),
            "identifier_field": "name",
            "slug": "{{name}}",
        }
    yield {**_folder("page", "Pages", "pages", PAGE, kit), "slug": "{{title}}"}
    yield {
        "name": "front",
        "label": "Front page",
        "files": [
            {"name": "index", "label": "Front page", "file": "content/index.md", "fields": _form(FRONT_PAGE, kit)}
        ],
    }


def _folder(name: str, label: str, folder: str, fields: tuple[Field, ...], kit: Kit) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "folder": f"content/{folder}",
        "extension": "md",
        "format": "frontmatter",
        "create": True,
        "fields": _form(fields, kit),
    }


def _form(fields: tuple[Field, ...], kit: Kit) -> list[dict[str, Any]]:
    text = {"name": "body", "label": "Text", "widget": "markdown", "required": False}
    return [*(_field(one, kit) for one in fields), text]


def _field(one: Field, kit: Kit) -> dict[str, Any]:
    made: dict[str, Any] = {"name": one.name, "label": kit.name(one), "hint": one.help, "required": one.required}
    inner = [_field(each, kit) for each in one.fields]
    if one.many and inner:
        return {**made, "widget": "list", "fields": inner, "summary": f"{{{{fields.{one.fields[0].name}}}}}"}
    if inner:
        return {**made, "widget": "object", "collapsed": True, "fields": inner}
    if one.many:
        return {**made, "widget": "list", "field": {"name": "value", "label": kit.name(one), "widget": "string"}}
    return {**made, **_widget(one, kit)}


def _widget(one: Field, kit: Kit) -> dict[str, Any]:
    if one.name == "lang":
        options = [{"label": label[kit.language], "value": code} for code, label in DOCUMENT_LANGUAGES.items()]
        return {"widget": "select", "options": options}
    if one.type == "choice":
        known = {id: label[kit.language] for id, label in kit.types.items()} if not one.choices else {}
        options = [{"label": known.get(id, id), "value": id} for id in one.choices or known]
        return {"widget": "select", "options": options}
    if one.type == "flag":
        return {"widget": "boolean"}
    if one.type == "tree":  # whatever stands there stays as it is
        return {"widget": "hidden"}
    return {"widget": "text" if one.type == "text" else "string"}
