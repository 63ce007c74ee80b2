"""A tiny archive in a folder of its own, and what the command says about it."""

import contextlib
import functools
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from patience import PATIENCE

from diarium import cli

REPOSITORY = Path(__file__).resolve().parent.parent
TODAY = "2024-05-01"
DOCUMENT = "content/documents/2017/report.md"
HEAD = "title: Report\ndate: 2017-02-23\ntype: report\n"


def front(*lines, without=()):
    """Front matter that is right, with further lines, and without some of its own three fields."""
    own = "".join(line + "\n" for line in HEAD.splitlines() if line.partition(":")[0] not in without)
    return f"---\n{own}" + "".join(line + "\n" for line in lines) + "---\n"


def document(body="Text.\n", *lines, without=()):
    """A document that is right as long as its body and its further lines of front matter are."""
    return f"{front(*lines, without=without)}\n{body}"


@dataclass(frozen=True)
class Said:
    """One message, as `--format json` gives it."""

    path: str
    line: int
    column: int
    severity: str
    code: str
    message: str
    help: str | None
    notes: list = field(default_factory=list)

    @property
    def place(self):
        return self.line, self.column

    @property
    def words(self):
        """Everything a reader gets to see, apart from the place."""
        return "\n".join([self.message, self.help or "", *(note["message"] for note in self.notes)])


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def messages(self):
        return [Said(**json.loads(line)) for line in self.err.splitlines() if line.startswith("{")]

    @property
    def errors(self):
        return [said for said in self.messages if said.severity == "error"]

    @property
    def warnings(self):
        return [said for said in self.messages if said.severity == "warning"]

    @property
    def codes(self):
        return [said.code for said in self.messages]

    @property
    def only(self):
        """The one message there is."""
        assert len(self.messages) == 1, f"{len(self.messages)} messages:\n{self.err}"
        return self.messages[0]

    def about(self, code):
        """The messages with this code."""
        return [said for said in self.messages if said.code == code]


class Archive:
    """A folder with `content/`, made from a mapping of paths to texts or bytes."""

    def __init__(self, root, files=(), **more):
        self.root = Path(root)
        self.write("content/archive.yml", "name: Archive\nlanguage: en\n")
        for path, content in {**dict(files), **more}.items():
            self.write(path, content)

    def write(self, path, content):
        """A file, in the very bytes of the text: no line ending is translated."""
        full = os.path.join(os.fsencode(self.root), os.fsencode(path))
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as stream:
            stream.write(content.encode() if isinstance(content, str) else content)

    def remove(self, path):
        (self.root / path).unlink()

    def run(self, command, *options, format="json"):
        """Run the command in this process, with streams as strict as a terminal's can be."""
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="strict") for _ in range(2))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = cli.main(self._arguments(command, options, format))
        return Outcome(status, _read(out), _read(err))

    def run_apart(self, command, *options, format="json", timeout=PATIENCE, **environment):
        """Run the command in a process of its own."""
        given = {**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1", **environment}
        arguments = [sys.executable, "-m", "diarium", *self._arguments(command, options, format)]
        done = subprocess.run(arguments, env=given, capture_output=True, timeout=timeout, check=False)
        return Outcome(
            done.returncode, *(text.decode("utf-8", "backslashreplace") for text in (done.stdout, done.stderr))
        )

    def _arguments(self, command, options, format):
        quick = ["--no-search"] if command == "build" else []
        clock = [] if command in ("verify", "bag") else ["--today", TODAY]
        return [command, "--root", str(self.root), *clock, "--format", format, *quick, *options]

    def check(self, *options):
        return self.run("check", *options)

    def build(self, *options):
        return self.run("build", *options)

    def site(self):
        """Every published file, by path, with its bytes."""
        top = self.root / "site"
        return {path.relative_to(top).as_posix(): path.read_bytes() for path in top.rglob("*") if path.is_file()}

    def page(self, path="documents/2017/report/"):
        return (self.root / "site" / path / "index.html").read_text(encoding="utf-8")


def _read(stream):
    stream.flush()
    return stream.buffer.getvalue().decode("utf-8", "surrogateescape")


@functools.cache
def _published():
    """A site and the engine's state beside it, made once a process; the folder goes away with the process."""
    folder = tempfile.TemporaryDirectory(prefix="diarium-")
    archive = Archive(folder.name, {DOCUMENT: document("What stood here before.\n")})
    outcome = archive.build()
    assert outcome.status == 0, outcome.out + outcome.err
    return folder


def published(root, files=()):
    """An archive with these files in which another one was published before, so that there is something to spoil."""
    archive = Archive(root, files)
    for name in ("site", ".diarium"):
        shutil.copytree(Path(_published().name, name), archive.root / name)
    return archive


def refused(root, files, *options):
    """What a build says that must publish nothing: exit 1, no traceback, the site as it was, and `check` agrees."""
    archive = files if isinstance(files, Archive) else published(root, files)
    before = archive.site()
    outcome = archive.build(*options)
    assert outcome.status == 1, outcome.out + outcome.err
    assert outcome.errors, outcome.err
    assert "Traceback" not in outcome.err
    assert archive.site() == before
    assert archive.check(*options).messages == outcome.messages
    return outcome


def warned(root, files, *options):
    """What `check` says of an archive that may be published: exit 0, and 1 with --strict."""
    archive = files if isinstance(files, Archive) else Archive(root, files)
    outcome = archive.check(*options)
    assert outcome.status == 0, outcome.out + outcome.err
    assert not outcome.errors
    assert archive.check("--strict", *options).status == (1 if outcome.messages else 0)
    return outcome


def accepted(root, files, *options):
    """An archive of which there is nothing to say."""
    archive = files if isinstance(files, Archive) else Archive(root, files)
    outcome = archive.check(*options)
    assert (outcome.status, outcome.messages) == (0, []), outcome.out + outcome.err
    return archive


def built(root, files, *options):
    """An archive that was published, whatever warnings there were."""
    archive = files if isinstance(files, Archive) else Archive(root, files)
    outcome = archive.build(*options)
    assert outcome.status == 0, outcome.out + outcome.err
    return archive
