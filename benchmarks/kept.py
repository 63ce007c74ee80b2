"""What was measured of one engine, kept as it comes: sizes can be measured one at a time, and hours are not lost at the end.

What was measured of another engine is left out, and gone once that size is measured again. It lies in `.measured`, which Git ignores, and says
nothing of where anything lies; it measures nothing itself.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from runs import REPOSITORY, Measured, Run
from tables import Result, Size

PLACE = REPOSITORY / ".measured"
ENGINE = ("diarium", "layouts", "assets", "requirements")  # what is measured follows from these


def engine() -> str:
    """Which engine is measured, by what it is made of."""
    digest = hashlib.sha256()
    for folder in ENGINE:
        for path in sorted((REPOSITORY / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(REPOSITORY).as_posix()}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def keep(result: Result, of: str) -> None:
    """In the place of what there was of this size, as one round less is."""
    size, files_on, generators = result
    PLACE.mkdir(exist_ok=True)
    told = {"engine": of, "size": size, "files on": files_on, "generators": [asdict(one) for one in generators]}
    made = PLACE / f"{size.documents}.new"
    made.write_text(json.dumps(told), "utf-8")
    made.replace(PLACE / f"{size.documents}.json")


def of_engine(wanted: str) -> list[Result]:
    """What is kept of this engine."""
    found = [json.loads(path.read_text("utf-8")) for path in sorted(PLACE.glob("*.json"))]
    return [_result(told) for told in found if told["engine"] == wanted]


def _result(told: dict[str, Any]) -> Result:
    generators = []
    for one in told["generators"]:
        runs = {scenario: [Run(**run) for run in held] for scenario, held in one.pop("runs").items()}
        generators.append(Measured(runs=runs, **one))
    return Size(*told["size"]), told["files on"], generators
