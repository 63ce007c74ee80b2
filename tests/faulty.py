"""A build whose n-th change to the disk fails, or kills it: in a process of its own, so that nothing else is touched.

Run as a program it serves: one line of JSON asks for a build, one line tells how it ended. Every build is a fork of this
process, which has the engine loaded already; what a build leaves running becomes a child of this process, which tells.
"""

import builtins
import contextlib
import ctypes
import errno
import fcntl
import io
import json
import mmap
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

from patience import PATIENCE

REPOSITORY = Path(__file__).resolve().parent.parent
KILL = "kill"
CALLS = "write rename replace link unlink remove rmdir mkdir chmod fchmod fsync sync ftruncate sendfile".split()
_SUBREAPER = 36
_NUMBER_LENGTH = 8
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


# ---------------------------------------------------------------- asking, from a test


class Builder:
    """The other process, and the builds it makes."""

    def __enter__(self):
        environment = {**os.environ, "PYTHONPATH": f"{REPOSITORY}{os.pathsep}{REPOSITORY / 'tests'}", "NO_COLOR": "1"}
        self._process = subprocess.Popen(
            [sys.executable, __file__], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait(PATIENCE)
        self._process.stdout.close()

    def build(self, root, *options, at=0, how="", after=0.0, beside=True):
        """Build; the change number `at` fails with the error `how`, or the process is killed there, or `after` a while.

        Where the search is not made `beside` the rest, the same build makes the same changes in the same order. Tells `status` (negative: the signal), `said`, `calls` (which changes there were) and `left` (processes).
        """
        wanted = {"root": str(root), "options": options, "at": at, "how": how, "after": after, "beside": beside}
        print(json.dumps(wanted), file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())


# ---------------------------------------------------------------- counting and failing, in the build


class Faults:
    """Counts every change to the disk and every program that is started, and spoils one of them."""

    def __init__(self, at, how, log):
        self.at, self.how, self.log = at, how, log
        self.count = mmap.mmap(-1, _NUMBER_LENGTH)  # all processes of the build count together
        self.in_turn = threading.Lock()
        self.part = ""  # of the build: what comes before the names of its changes
        self.real_write = os.write
        self.owner = os.getpid()

    def met(self, name, half=None):
        """One change; the chosen one is half done, where it can be, and then fails or is the last."""
        if self._number(name) != self.at:
            return
        if half is not None:
            half()
        if self.how == KILL:
            os.kill(self.owner, signal.SIGKILL)
        number = getattr(errno, self.how)
        raise OSError(number, os.strerror(number))

    def _number(self, name):
        """One at a time writes it down; a lock of this sort goes with the process that holds it."""
        with self.in_turn:
            fcntl.lockf(self.log, fcntl.LOCK_EX, 1)
            number = int.from_bytes(self.count[:], "little") + 1
            self.count[:] = number.to_bytes(_NUMBER_LENGTH, "little")
            self.real_write(self.log, f"{self.part}{name}\n".encode())
            fcntl.lockf(self.log, fcntl.LOCK_UN, 1)
        return number

    def install(self):
        from diarium.disk import search, swap

        for name in CALLS:
            if hasattr(os, name):
                setattr(os, name, self._call(name, getattr(os, name)))
        real_open = os.open

        def open_(path, flags, *rest, **more):
            if flags & _WRITING:
                self.met("open")
            return real_open(path, flags, *rest, **more)

        os.open = open_
        io.open = builtins.open = self._opening(io.open)
        search.build, search.ahead = self._part("search-", search.build), self._part("search-", search.ahead)
        swap.exchange = self._call("exchange", swap.exchange)
        real_start = subprocess.Popen._execute_child

        def start(process, *arguments, **more):
            self.met("spawn")
            return real_start(process, *arguments, **more)

        subprocess.Popen._execute_child = start
        real_fork = os.fork

        def fork():
            self.met("fork")
            return real_fork()

        os.fork = fork
        real_connect = sqlite3.connect
        sqlite3.connect = lambda *given, **more: real_connect(*given, **{"factory": self._connection(), **more})

    def _part(self, name, real):
        def build(*given):
            self.part = name
            try:
                return real(*given)
            finally:
                self.part = ""

        return build

    def _call(self, name, real):
        def call(*given, **more):
            def half():
                real(given[0], bytes(given[1])[: len(given[1]) // 2])

            self.met(name, half if name == "write" else None)
            return real(*given, **more)

        return call

    def _opening(self, real):
        """Files that are written count what goes to the system, not what is gathered before: closing may fail, too."""
        faults = self

        class Watched(io.FileIO):
            def write(self, data):
                whole = super().write
                faults.met("write", lambda: whole(bytes(data)[: len(data) // 2]))
                return whole(data)

        def opened(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
            if isinstance(file, int) or not set(mode) & set("wax+"):
                return real(file, mode, buffering, encoding, errors, newline, closefd, opener)
            faults.met("open")
            watched = Watched(file, mode.replace("b", "").replace("t", ""), closefd, opener)
            gathered = (io.BufferedRandom if "+" in mode else io.BufferedWriter)(watched)
            return gathered if "b" in mode else io.TextIOWrapper(gathered, encoding, errors, newline)

        return opened

    def _connection(self):
        faults = self

        def told(number):
            codes = {"ENOSPC": sqlite3.SQLITE_FULL, "EIO": sqlite3.SQLITE_IOERR, "EACCES": sqlite3.SQLITE_CANTOPEN}
            failure = sqlite3.OperationalError("what SQLite says")
            failure.sqlite_errorcode = codes[number]
            return failure

        def spoiled(name):
            def call(connection, *given):
                try:
                    faults.met("sqlite")
                except OSError:
                    raise told(faults.how) from None
                return getattr(sqlite3.Connection, name)(connection, *given)

            return call

        names = ("execute", "executemany", "executescript")
        return type("Spoiled", (sqlite3.Connection,), {name: spoiled(name) for name in names})


def _build_here(wanted, log, said):
    """The child: build with faults, and leave at once."""
    from diarium import cli, indexing

    if not wanted["beside"]:
        indexing.FEW = 0
    os.dup2(said, 1)
    os.dup2(said, 2)
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), write_through=True)
    sys.stderr = io.TextIOWrapper(io.FileIO(2, "w", closefd=False), write_through=True)
    Faults(wanted["at"], wanted["how"], log).install()
    status = 99
    try:
        status = cli.main(["build", "--root", wanted["root"], "--today", "2024-05-01", *wanted["options"]])
    finally:
        os._exit(status)


# ---------------------------------------------------------------- serving


def _answer(wanted, scratch):
    log_path, said_path = scratch / "calls", scratch / "said"
    files = [os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND) for path in (log_path, said_path)]
    child = os.fork()
    if child == 0:
        _build_here(wanted, *files)
    if wanted["after"]:
        time.sleep(wanted["after"])
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    _, result = os.waitpid(child, 0)
    left = _left_running()
    for file in files:
        os.close(file)
    return {
        "status": os.waitstatus_to_exitcode(result),
        "said": said_path.read_text("utf-8", "replace"),
        "calls": log_path.read_text().split(),
        "left": left,
    }


def _left_running():
    """How many processes outlive the build for longer than they need to notice its end."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            ended, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return 0
        if not ended:
            if time.monotonic() > until:
                return len(_children())
            time.sleep(0.01)  # what is waited for needs the processor, too


def _children():
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


def _warm(folder):
    """Have the engine loaded and the layouts compiled before the first build, for all the builds: no change to a disk."""
    import jinja2
    from archive import Archive, document

    compiled, real = {}, jinja2.Environment.compile

    def compile(environment, source, name=None, filename=None, *rest):
        key = (source, name, filename, *rest)
        if key not in compiled:
            compiled[key] = real(environment, source, name, filename, *rest)
        return compiled[key]

    jinja2.Environment.compile = compile
    documents = {
        "report": document("Text.\n", "series: S", "case: 1/2017", "cities: Oslo", "officer: Anna Berg", "themes: T"),
        "letter": document("Text.\n", "withdrawn: {date: 2018-01-01, reason: R}", "organisation: O"),
    }
    archive = Archive(folder, {f"content/documents/2017/{name}.md": text for name, text in documents.items()})
    assert archive.run("build").status == 0


def main():
    import tempfile

    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    os.fsync, os.sync = os.fstat, lambda: None  # no test cuts the power
    with tempfile.TemporaryDirectory(prefix="diarium-faulty-") as scratch:
        _warm(os.path.join(scratch, "warm"))
        for line in sys.stdin:
            sys.stdout.write(json.dumps(_answer(json.loads(line), Path(scratch))) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
