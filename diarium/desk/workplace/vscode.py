"""Settings for Visual Studio Code: tasks whose messages appear in the file they are about, and rules for the settings.

It knows how messages look on one line and nothing else of them.
"""

from __future__ import annotations

import json
from typing import Any

from diarium.desk.workplace.kit import PROGRAM, Kit
from diarium.pages import rules

FOLDER = ".vscode"
# A message as `--format concise` prints it. Tested against the printer.
MESSAGE = r"^(.+?):(\d+):(\d+): (error|warning)\[([a-z0-9-]+)\]: (.*)$"

_MATCHER: dict[str, Any] = {
    "owner": "diarium",
    "source": "Diarium",
    "fileLocation": ["relative", "${workspaceFolder}"],
    "pattern": {"regexp": MESSAGE, "file": 1, "line": 2, "column": 3, "severity": 4, "code": 5, "message": 6},
}


def tasks() -> str:
    return _json({"version": "2.0.0", "tasks": [_check(), _preview(), _build()]})


def _task(label: str, arguments: str) -> dict[str, Any]:
    return {"label": label, "type": "shell", "command": f"{PROGRAM} {arguments} --format concise --color never"}


def _check() -> dict[str, Any]:
    return {
        **_task("Diarium: check", "check"),
        "group": {"kind": "test", "isDefault": True},
        "presentation": {"reveal": "silent", "panel": "dedicated", "clear": True},
        "problemMatcher": _MATCHER,
    }


def _preview() -> dict[str, Any]:
    """Goes on in the background; each build begins the list of messages anew."""
    watching = {
        "activeOnStart": True,
        "beginsPattern": r"^Building",
        "endsPattern": r"^(Ready: \d|Built \d|Nothing published)",
    }
    return {
        **_task("Diarium: preview", "serve --open"),
        "isBackground": True,
        "presentation": {"reveal": "silent", "panel": "dedicated"},
        "problemMatcher": {**_MATCHER, "background": watching},
    }


def _build() -> dict[str, Any]:
    return {
        **_task("Diarium: build", "build"),
        "group": {"kind": "build", "isDefault": True},
        "presentation": {"panel": "dedicated", "clear": True},
        "problemMatcher": _MATCHER,
    }


def settings() -> str:
    return _json(
        {
            "files.encoding": "utf8",
            "files.eol": "\n",
            "files.insertFinalNewline": True,
            "files.exclude": {"site": True, ".diarium": True},
            "yaml.schemas": {f"./{FOLDER}/archive.schema.json": "content/archive.yml"},
            "[markdown]": {"editor.wordWrap": "on", "files.trimTrailingWhitespace": False},
        }
    )


def extensions() -> str:
    return _json({"recommendations": ["eliostruyf.vscode-front-matter", "redhat.vscode-yaml"]})


def archive_schema(kit: Kit) -> str:
    return rules.text(dict(rules.all_of(kit.types))["archive"])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
