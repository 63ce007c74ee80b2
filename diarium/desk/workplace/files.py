"""All files that prepare an archive for those who work on it, and which of them are renewed.

What follows from the engine alone (forms, the tool the archive carries) is written anew on request; everything else is
the archive's own once it is there, and never touched again.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from diarium.desk.workplace import carried, form, vscode, webeditor
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
        f"{vscode.FOLDER}/tasks.json": vscode.tasks(),
        f"{vscode.FOLDER}/settings.json": vscode.settings(),
        f"{vscode.FOLDER}/extensions.json": vscode.extensions(),
        f"{webeditor.FOLDER}/index.html": webeditor.PAGE_OF_EDITOR,
        **{path: make(kit, None) for path, make in RENEWED.items()},
        **workflows(),
    }
    return dict(sorted(made.items()))


def equip(root: Path, kit: Kit) -> list[str]:
    """Writes what is missing and renews what follows from the engine; the paths of the files it touched."""
    touched = []
    for path, text in texts(kit).items():
        target = root / path
        if create(target, text.encode()) or (
            path in RENEWED and replace(target, RENEWED[path](kit, target.read_text("utf-8")).encode())
        ):
            touched.append(path)
    return sorted([*touched, *(_supply(root) if kit.carries_tool else ())])


def _supply(root: Path) -> list[str]:
    """The tool that builds the archive: given, exchanged for the one that runs now, or left as its owner wants it."""
    lock = root / carried.LOCK
    former = lock.read_text("utf-8", "replace") if lock.is_file() else None
    tool = carried.tool()
    if former is not None and not carried.is_ours(former):
        door = carried.FRONT_DOOR
        return [door] if create(root / door, tool[door]) else []
    touched = [path for path, data in tool.items() if replace(root / path, data)]
    for path in carried.engines_of(former or "") - set(tool):
        (root / path).unlink(missing_ok=True)
    return touched
