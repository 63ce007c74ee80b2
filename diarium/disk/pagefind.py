"""Runs the Pagefind program on one bundle of records and takes nothing of what it says on trust.

It never writes a file; an index that is whole is handed over, anything else is a `SearchFailed`.
"""

from __future__ import annotations

import base64
import errno
import json
import os
import re
import signal
import subprocess
import tempfile
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any

from diarium.disk import contents
from diarium.messages import SearchFailed
from diarium.model import IndexRecord

SIGNATURE = b"pagefind_dcd"
WORKER_ENDS = b"})();"  # the last bytes of the program that searches; a torn file lacks them
CHUNK_SIZE = "150"  # small pieces of index: a word costs the reader a few kilobytes instead of a hundred
# Memory it no longer needs it would keep for ten seconds, which is longer than it runs: a tenth of all it holds.
FRUGAL = "narenas:1,dirty_decay_ms:200,muzzy_decay_ms:0"
# A run without an answer for this long hangs; indexing speaks after every record.
PATIENCE = float(os.environ.get("DIARIUM_SEARCH_PATIENCE", "120"))
_LONG = 1 << 16  # an answer as long as this is the one with the files
_FILE = re.compile(rb'"path":"([^"]*)","content":"([^"]*)"')
_OWN_GROUP = os.name == "posix"  # elsewhere the service ends with its input

_alive: set[subprocess.Popen[bytes]] = set()


@dataclass(frozen=True, slots=True)
class Index:
    """What Pagefind made: the address of each page in the order in which it counts them, and all its files."""

    urls: tuple[str, ...]
    files: Mapping[str, bytes]


def executable() -> str:
    """The Pagefind in force: the one the environment names, else the installed one."""
    named = os.environ.get("PAGEFIND_BINARY_PATH")
    if named:
        if not os.access(named, os.X_OK) or os.path.isdir(named):
            raise SearchFailed(f"PAGEFIND_BINARY_PATH names {named}, which is no program")
        return named
    try:
        import pagefind_bin

        found: str = os.fspath(pagefind_bin.get_executable())
    except (ImportError, OSError, RuntimeError) as broken:
        advice = "install pagefind-bin, or build with --no-search"
        raise SearchFailed(f"Pagefind, which makes the search index, is not here ({broken}); {advice}") from None
    return found


def requests(language: str, records: Iterable[IndexRecord]) -> Iterator[bytes]:
    """All that is said to Pagefind about a bundle, one message after another, so that nobody has to hold them all."""
    yield _message(0, {"type": "NewIndex", "config": {"force_language": language}})
    number = 0
    for number, record in enumerate(records, 1):
        url = f"/{record.url}"
        yield _message(number, {"type": "AddFile", "index_id": 0, "url": url, "file_contents": record.html})
    # Asked to write them itself, it takes twice as long and says that it is ready before it is.
    yield _message(number + 1, {"type": "GetFiles", "index_id": 0})


def _message(number: int, payload: dict[str, Any]) -> bytes:
    return base64.b64encode(json.dumps({"message_id": number, "payload": payload}).encode()) + b","


def index(
    language: str, said: Iterable[bytes], wanted: Sequence[str], given_up: threading.Event | None = None
) -> Index:
    """What Pagefind makes of these `requests` about as many records, proved to be whole."""
    with _running(given_up) as (process, complaints):
        files = _files(_talk(process, said, len(wanted) + 2))
        _hang_up(process)
        complaint = b"".join(complaints).decode("utf-8", "replace").strip()
    if process.returncode != 0:
        raise _failed(f"Pagefind ended with status {process.returncode}", complaint)
    if complaint and not (language == "unknown" and "stemming" in complaint):
        raise _failed("Pagefind complained", complaint)
    if not files:
        raise _failed("Pagefind answered without the files it made")
    return Index(checked(files, wanted), files)


def _files(answer: bytes) -> dict[str, bytes]:
    """The files in the last answer, read where they stand: as JSON all of them would be held three times."""
    found = _FILE.finditer(answer)
    try:
        return {one[1].decode().replace("\\\\", "/"): base64.b64decode(one[2]) for one in found}
    except ValueError:
        return {}


# ---------------------------------------------------------------- the program


@contextmanager
def _running(given_up: threading.Event | None) -> Iterator[tuple[subprocess.Popen[bytes], list[bytes]]]:
    """Pagefind as a service in a process group of its own, ended whatever happens."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
    kept["PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE"] = CHUNK_SIZE
    kept.setdefault("_RJEM_MALLOC_CONF", FRUGAL)
    with tempfile.TemporaryDirectory(prefix="diarium-") as neutral:  # it would read pagefind.toml where it stands
        try:
            process = subprocess.Popen(
                [executable(), "--service"],
                cwd=neutral,
                env=kept,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=_OWN_GROUP,
            )
        except OSError as broken:
            raise SearchFailed(f"Pagefind cannot be started: {broken.strerror or broken}") from None
        _alive.add(process)
        if given_up is not None and given_up.is_set():  # while it was started, so that `end_all` did not know it yet
            _end(process)
        complaints: list[bytes] = []
        assert process.stderr is not None
        listener = threading.Thread(target=_collect, args=(process.stderr, complaints), daemon=True)
        listener.start()
        try:
            yield process, complaints
        finally:
            _end(process)
            listener.join(5)
            for stream in (process.stdin, process.stdout, process.stderr):
                if stream is not None:
                    with suppress(OSError):
                        stream.close()


def _collect(stream: IO[bytes], into: list[bytes]) -> None:
    with suppress(OSError, ValueError):
        into.extend(stream)


def _talk(process: subprocess.Popen[bytes], messages: Iterable[bytes], expected: int) -> bytes:
    """Send everything while reading the answers, each of which has to come within the patience there is; the last."""
    assert process.stdin is not None
    assert process.stdout is not None
    stdin, stdout = process.stdin, process.stdout
    trouble: list[BaseException] = []

    def send() -> None:
        try:
            for message in messages:
                stdin.write(message)
            stdin.flush()
        except (OSError, ValueError):
            pass  # it has gone; its status and its last words say more
        except BaseException as broken:  # noqa: BLE001 - carried over to the thread that waits
            trouble.append(broken)
            _end(process)

    sender = threading.Thread(target=send, daemon=True)
    sender.start()
    answer = b""
    answered = 0
    with _Patience(process) as patience:
        for answer in _answers(stdout, patience):
            answered += 1
            if len(answer) < _LONG:
                _no_refusal(answer)
            if answered == expected:
                break
    sender.join(1)
    if trouble:
        raise trouble[0]
    if patience.at_an_end:
        raise _failed(f"Pagefind said nothing for {PATIENCE:.0f} seconds and was ended")
    if answered < expected:
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        raise _failed(f"Pagefind stopped in the middle (status {process.returncode})")
    return answer


def _no_refusal(answer: bytes) -> None:
    try:
        payload = json.loads(answer)["payload"]
        kind, said = payload["type"], payload.get("message")
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _failed("Pagefind answered with something that is no answer") from None
    if kind == "Error":
        raise _failed(f"Pagefind refused a record: {said}")


def _answers(stdout: IO[bytes], patience: _Patience) -> Iterator[bytes]:
    """Everything it says until it falls silent; the last answer, with all files in it, is some megabytes long."""
    begun, rest = bytearray(), b""
    while chunk := stdout.read1(1 << 16):  # type: ignore[attr-defined]  # pipes have it, whatever their type says
        patience.begins_anew()
        *ends, rest = (rest + chunk).split(b",")
        try:
            for end in ends:
                begun += base64.b64decode(end, validate=True)
                yield bytes(begun)
                begun = bytearray()
            whole = len(rest) // 4 * 4
            begun += base64.b64decode(rest[:whole], validate=True)
            rest = rest[whole:]
        except ValueError:
            raise _failed("Pagefind answered with something that is no answer") from None


class _Patience:
    """Ends a program that has said nothing for too long."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.at_an_end = False
        self._process, self._over, self._heard = process, threading.Event(), time.monotonic()
        self._watch = threading.Thread(target=self._wait, daemon=True)

    def __enter__(self) -> _Patience:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watch.join()

    def begins_anew(self) -> None:
        self._heard = time.monotonic()

    def _wait(self) -> None:
        while (left := self._heard + PATIENCE - time.monotonic()) > 0:
            if self._over.wait(left):
                return
        self.at_an_end = True
        _end(self._process)


def _hang_up(process: subprocess.Popen[bytes]) -> None:
    """Let it end by itself, so that its status says how it fared."""
    assert process.stdin is not None
    with suppress(OSError):
        process.stdin.close()
    with suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)


def end_all() -> None:
    """End every run there is: the build is over before they are. Those about to start learn it as `given_up`."""
    for process in tuple(_alive):
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    _alive.discard(process)
    if process.poll() is not None:
        return
    with suppress(OSError):
        if _OWN_GROUP:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    with suppress(subprocess.TimeoutExpired):
        process.wait(5)


def _failed(sentence: str, said: str = "") -> SearchFailed:
    full = "No space left" in said or "StorageFull" in said or f"os error {errno.ENOSPC})" in said
    first = f": {said.splitlines()[-1][:300]}" if said else ""
    return SearchFailed(f"{sentence}{first}", full)


# ---------------------------------------------------------------- what it wrote


def checked(files: Mapping[str, bytes], wanted: Sequence[str]) -> tuple[str, ...]:
    """The addresses in Pagefind's own order, after every file has proved to be whole."""
    try:
        entry = json.loads(files["pagefind-entry.json"])
        [(_, described)] = entry["languages"].items()
        order = [page for page, _ in contents.read(unpacked(files[f"pagefind.{described['hash']}.pf_meta"])).pages]
        by_hash = {}
        for name, data in files.items():
            folder, _, file = name.rpartition("/")
            if folder == "fragment":
                by_hash[file.partition(".")[0]] = json.loads(unpacked(data))["url"]
            elif folder == "index" or file.startswith("wasm."):
                unpacked(data)
        if not files["pagefind-worker.js"].rstrip().endswith(WORKER_ENDS):
            raise ValueError("pagefind-worker.js lacks its end")
        found = [by_hash[one].removeprefix("/") for one in order]
    except (ValueError, KeyError, zlib.error, TypeError) as broken:
        raise SearchFailed(f"Pagefind made an index that is not whole ({broken})") from None
    if described["page_count"] != len(wanted) or sorted(found) != sorted(wanted):
        raise SearchFailed(f"Pagefind indexed {described['page_count']} of {len(wanted)} records")
    return tuple(found)


def unpacked(data: bytes) -> bytes:
    plain = zlib.decompress(data, wbits=31)
    if not plain.startswith(SIGNATURE):
        raise ValueError("a file lacks its signature")
    return plain[len(SIGNATURE) :]
