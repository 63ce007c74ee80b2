"""The tool an archive carries: the engine as a wheel, the locks that name it, and the front door that installs them.

All of it follows from the engine at hand and is written anew as a whole. It never speaks for an archive whose owner has
taken away the first line of `requirements.txt`: then what builds it is theirs to say.
"""

from __future__ import annotations

from diarium.disk.layouts import built_in
from diarium.disk.wheel import wheel

FOLDER = "tools"
LOCK = "requirements.txt"
FRONT_DOOR = "build.py"

_FIRST = "# Made by `init`, which also renews it; take this line away to keep the file as you write it."
_LOCKS = {
    LOCK: ("run", "# What builds this archive, to the byte: Diarium itself, as the file it names, and what it stands on."),
    f"{FOLDER}/import.txt": ("import", "# The same, and what `import` reads Word documents, PDF files and web pages with."),
}  # fmt: skip


def tool() -> dict[str, bytes]:
    """Every file, by path in the archive."""
    engine = wheel()
    made = {FRONT_DOOR: built_in(FRONT_DOOR).read_bytes(), f"{FOLDER}/{engine.name}": engine.data}
    itself = f"./{FOLDER}/{engine.name} \\\n    --hash=sha256:{engine.digest}\n"
    for path, (name, what) in _LOCKS.items():
        lock = built_in(f"requirements/{name}.txt").read_text("utf-8").split("\n")
        pins = "\n".join(line for line in lock if not line.startswith("#"))
        made[path] = f"{_FIRST}\n{what}\n{itself}{pins}".encode()
    return made


def is_ours(lock: str) -> bool:
    return lock.startswith(_FIRST)


def engines_of(lock: str) -> set[str]:
    """The wheels a former lock names, so that none of them is left behind."""
    start = f"./{FOLDER}/diarium-"
    return {line.split()[0].removeprefix("./") for line in lock.splitlines() if line.startswith(start)}
