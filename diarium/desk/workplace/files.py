"""All files that prepare an archive for those who work on it, and which of them are renewed.

What is made from the schema alone is written anew on request; everything else is the archive's own once it is there,
and never touched again.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from diarium.desk.workplace import form, vscode, webeditor
from diarium.desk.workplace.kit import Kit
from diarium.desk.workplace.workflows import workflows
from diarium.disk.writing import create, replace

WEB_EDITOR = f"{webeditor.FOLDER}/config.yml"

# Made from the schema alone: by path, from the kit and the former text.
RENEWED: dict[str, Callable[[Kit, str | None], str]] = {
    form.FILE: lambda kit, _former: form.settings(kit),
    f"{vscode.FOLDER}/archive.schema.json": lambda kit, _former: vscode.archive_schema(kit),
    WEB_EDITOR: webeditor.settings,
}


def texts(kit: Kit) -> dict[str, str]:
    """Every file, as a new archive gets it."""
    made = {
        f"{vscode.FOLDER}/tasks.json": vscode.tasks(kit),
        f"{vscode.FOLDER}/settings.json": vscode.settings(),
        f"{vscode.FOLDER}/extensions.json": vscode.extensions(),
        f"{webeditor.FOLDER}/index.html": webeditor.PAGE_OF_EDITOR,
        **{path: make(kit, None) for path, make in RENEWED.items()},
        **workflows(kit),
    }
    if kit.requirement:
        made["requirements.txt"] = (
            f"# What builds this archive; wherever it is built, this very version is used.\n{kit.requirement}\n"
        )
    return dict(sorted(made.items()))


def equip(root: Path, kit: Kit) -> list[str]:
    """Writes what is missing and renews what follows from the schema; the paths of the files it touched."""
    touched = []
    for path, text in texts(kit).items():
        target = root / path
        if create(target, text.encode()) or (
            path in RENEWED and replace(target, RENEWED[path](kit, target.read_text("utf-8")).encode())
        ):
            touched.append(path)
    return touched
