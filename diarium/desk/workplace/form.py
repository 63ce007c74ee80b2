"""Settings for the Front Matter extension of Visual Studio Code: a form for the fields of every sort of file.

Made from the schema alone. A list of groups, such as participants, has no form there; it stays as it is in the text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from diarium.desk.workplace.kit import PROGRAM, Kit
from diarium.schema import DOCUMENT, DOCUMENT_LANGUAGES, KINDS, PAGE, Field, entry_fields

FILE = "frontmatter.json"

_PLAIN = {"text": "string", "day": "datetime", "flag": "boolean"}


def settings(kit: Kit) -> str:
    sorts = list(_sorts(kit))
    made = {
        "frontMatter.framework.id": "other",
        "frontMatter.framework.startCommand": f"{PROGRAM} serve",
        "frontMatter.preview.host": "http://127.0.0.1:8000",
        "frontMatter.templates.prefix": "",
        "frontMatter.taxonomy.frontMatterType": "YAML",
        "frontMatter.taxonomy.dateFormat": "yyyy-MM-dd",
        "frontMatter.content.draftField": {"name": "draft", "type": "boolean"},
        "frontMatter.content.pageFolders": [
            {"title": title, "path": f"[[workspace]]/content/{folder}", "contentTypes": [name], "filePrefix": ""}
            for name, title, folder, _ in sorts
        ],
        "frontMatter.taxonomy.contentTypes": [
            {"name": name, "clearEmpty": True, "filePrefix": "", "fields": list(_fields(fields, kit))}
            for name, _, _, fields in sorts
        ],
    }
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _sorts(kit: Kit) -> Iterator[tuple[str, str, str, tuple[Field, ...]]]:
    yield "document", "Documents", "documents", DOCUMENT
    for kind in KINDS:
        yield kind.id, kind.many[kit.language], kind.folder, entry_fields(kind)
    yield "page", "Pages", "pages", PAGE


def _fields(fields: tuple[Field, ...], kit: Kit) -> Iterator[dict[str, Any]]:
    for one in fields:
        if one.fields and one.many:
            continue
        made: dict[str, Any] = {"title": kit.name(one), "name": one.name, "description": one.help}
        if one.fields:
            made |= {"type": "fields", "fields": list(_fields(one.fields, kit))}
        elif one.name == "draft":
            made["type"] = "draft"
        elif choices := _choices(one, kit):
            made |= {"type": "choice", "choices": choices}
        elif one.many:
            made["type"] = "list"
        else:
            made["type"] = _PLAIN.get(one.type, "string")
            made |= {"single": one.type != "text"} if made["type"] == "string" else {}
            made |= {"dateFormat": "yyyy-MM-dd"} if made["type"] == "datetime" else {}
        yield made | ({"required": True} if one.required else {})


def _choices(one: Field, kit: Kit) -> list[dict[str, str]]:
    if one.name == "lang":
        return [{"id": code, "title": label[kit.language]} for code, label in DOCUMENT_LANGUAGES.items()]
    if one.type == "choice" and not one.choices:
        return [{"id": id, "title": label[kit.language]} for id, label in kit.types.items()]
    return [{"id": choice, "title": choice} for choice in one.choices]
