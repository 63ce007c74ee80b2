"""The engine itself as a wheel, so that an archive can carry the tool that builds it.

The same bytes from a checkout and from an installed engine, on every machine; made without a network and without a
build backend. What belongs in it stands in `pyproject.toml`, which travels along. It installs nothing.
"""

from __future__ import annotations

import base64
import hashlib
import io
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diarium.disk.layouts import PACKAGE, built_in

_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows


@dataclass(frozen=True, slots=True)
class Wheel:
    name: str
    data: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def wheel() -> Wheel:
    project = tomllib.loads(built_in("pyproject.toml").read_text("utf-8"))
    files = dict(sorted(_files(project)))
    # Two states of the engine between two releases must not pass for one: pip leaves alone what has the same version.
    source = hashlib.sha256()
    for name, data in files.items():
        source.update(f"{name}\0{len(data)}\0".encode() + data)
    version = f"{project['project']['version']}+s{source.hexdigest()[:8]}"
    about = f"diarium-{version}.dist-info"
    files[f"{about}/METADATA"] = _metadata(project["project"], version).encode()
    files[f"{about}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: diarium\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    scripts = "".join(f"{name} = {target}\n" for name, target in project["project"]["scripts"].items())
    files[f"{about}/entry_points.txt"] = f"[console_scripts]\n{scripts}".encode()
    files[f"{about}/licenses/LICENSE"] = built_in("LICENSE").read_bytes()
    files[f"{about}/RECORD"] = _record(files, f"{about}/RECORD")
    return Wheel(f"diarium-{version}-py3-none-any.whl", _zipped(files))


def _files(project: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """The package, and what lies beside it in the repository, at its place inside the package."""
    yield from _below(PACKAGE, "diarium", skip="builtin")
    for source, target in project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"].items():
        found = built_in(source)
        yield from _below(found, target) if found.is_dir() else ((target, found.read_bytes()),)


def _below(folder: Path, target: str, skip: str = "") -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if parts[0] != skip and not any(part.startswith((".", "__pycache__")) for part in parts) and path.is_file():
            yield "/".join((target, *parts)), path.read_bytes()


def _metadata(project: Mapping[str, Any], version: str) -> str:
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {project['name']}",
        f"Version: {version}",
        f"Summary: {project['description']}",
        f"License-Expression: {project['license']}",
        "License-File: LICENSE",
        f"Requires-Python: {project['requires-python']}",
        *(f"Requires-Dist: {one}" for one in project["dependencies"]),
    ]
    for extra, wanted in project["optional-dependencies"].items():
        lines += [f"Provides-Extra: {extra}", *(f'Requires-Dist: {one}; extra == "{extra}"' for one in wanted)]
    return "\n".join(lines) + "\n"


def _record(files: Mapping[str, bytes], own: str) -> bytes:
    def digest(data: bytes) -> str:
        return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")

    rows = [f"{name},sha256={digest(data)},{len(data)}" for name, data in files.items()]
    return "\n".join([*rows, f"{own},,", ""]).encode()


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """Not squeezed: libraries that squeeze write other bytes on other machines, and a repository squeezes by itself."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as packed:
        for name, data in files.items():
            member = zipfile.ZipInfo(name, _NO_TIME)
            member.create_system = 3  # or it would tell on which system it was made
            member.external_attr = 0o100644 << 16
            packed.writestr(member, data)
    return made.getvalue()
