"""Runs the Pagefind program on one bundle of records and takes nothing of what it says on trust.

It never touches the site; what is whole is handed over in a folder, anything else is a `SearchFailed`.
"""

from __future__ import annotations

import base64
import errno
import json
import os
import signal
import subprocess
import tempfile
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from diarium.disk import contents
from diarium.messages import SearchFailed
from diarium.model import IndexRecord

SIGNATURE = b"pagefind_dcd"
WORKER_ENDS = b"})();"  # the last bytes of the program that searches; a torn file lacks them
CHUNK_SIZE = "150"  # small pieces of index: a word costs the reader a few kilobytes instead of a hundred
# A run without an answer for this long hangs; indexing speaks after every record.
PATIENCE = float(os.environ.get("DIARIUM_SEARCH_PATIENCE", "120"))
_OWN_GROUP = os.name == "posix"  # elsewhere the service ends with its input

_alive: set[subprocess.Popen[bytes]] = set()


def executable() -> str:
    """The Pagefind in force: the one the environment names, else the installed one."""
    named = os.environ.get("PAGEFIND_BINARY_PATH")
    if named:
        if not os.access(named, os.X_OK) or os.path.isdir(named):
            raise SearchFailed(f"PAGEFIND_BINARY_PATH names {named}, which is no program")
        return named
    try:
        import pagefind_bin  # type: ignore[import-untyped]

        return os.fspath(pagefind_bin.get_executable())  # type: ignore[no-any-return]
    except (ImportError, OSError, RuntimeError) as broken:
        advice = "install pagefind-bin, or build with --no-search"
        raise SearchFailed(f"Pagefind, which makes the search index, is not here ({broken}); {advice}") from None


def index(language: str, records: Iterable[IndexRecord], folder: Path) -> tuple[str, ...]:
    """Fill an empty folder with the index of these records; the addresses in the order Pagefind counts them."""
    wanted = [record.url for record in records]
    messages = _requests(language, records, folder)
    with _running() as (process, complaints):
        answers = _talk(process, messages, len(wanted) + 2)
        order = _settled(process, folder, wanted, answers)
        _hang_up(process)
        said = b"".join(complaints).decode("utf-8", "replace").strip()
    for answer in answers:
        payload = answer.get("payload", {})
        if payload.get("type") == "Error":
            raise _failed(f"Pagefind refused a record: {payload.get('message')}")
    if process.returncode != 0:
        raise _failed(f"Pagefind ended with status {process.returncode}", said)
    if said and not (language == "unknown" and "stemming" in said):
        raise _failed("Pagefind complained", said)
    return order or checked(folder, wanted)


def _settled(
    process: subprocess.Popen[bytes], folder: Path, wanted: list[str], answers: Iterable[dict[str, Any]]
) -> tuple[str, ...] | None:
    """Wait until what Pagefind says it has written is there in full.

    It answers before its last files are written out, and would leave them torn if its input ended now. Nothing comes
    of waiting when it has gone or has refused; then the reasons follow.
    """
    until = time.monotonic() + min(PATIENCE, 30)
    pause = 0.02
    refused = any(answer.get("payload", {}).get("type") == "Error" for answer in answers)
    while not refused and process.poll() is None and time.monotonic() < until:
        try:
            return checked(folder, wanted)
        except SearchFailed:
            time.sleep(pause)
            pause = min(2 * pause, 1.0)
    return None


def _requests(language: str, records: Iterable[IndexRecord], folder: Path) -> Iterator[dict[str, Any]]:
    yield {"type": "NewIndex", "config": {"force_language": language}}
    for record in records:
        yield {"type": "AddFile", "index_id": 0, "url": f"/{record.url}", "file_contents": record.html}
    yield {"type": "WriteFiles", "index_id": 0, "output_path": os.fspath(folder)}


# ---------------------------------------------------------------- the program


@contextmanager
def _running() -> Iterator[tuple[subprocess.Popen[bytes], list[bytes]]]:
    """Pagefind as a service in a process group of its own, ended whatever happens."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
    kept["PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE"] = CHUNK_SIZE
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


def _talk(process: subprocess.Popen[bytes], messages: Iterable[dict[str, Any]], expected: int) -> list[dict[str, Any]]:
    """Send everything while reading the answers; each has to come within the patience there is."""
    assert process.stdin is not None
    assert process.stdout is not None
    stdin, stdout = process.stdin, process.stdout
    answers: list[dict[str, Any]] = []
    trouble: list[BaseException] = []

    def send() -> None:
        try:
            for number, payload in enumerate(messages, 1):
                text = json.dumps({"message_id": number, "payload": payload}).encode()
                stdin.write(base64.b64encode(text) + b",")
            stdin.flush()
        except (OSError, ValueError):
            pass  # it has gone; its status and its last words say more
        except BaseException as broken:  # noqa: BLE001 - carried over to the thread that waits
            trouble.append(broken)
            _end(process)

    def give_up() -> None:
        silent.append(True)
        _end(process)

    silent: list[bool] = []
    sender = threading.Thread(target=send, daemon=True)
    sender.start()
    rest = b""
    while len(answers) < expected:
        watch = threading.Timer(PATIENCE, give_up)
        watch.daemon = True
        watch.start()
        try:
            chunk = stdout.read1(1 << 16)  # type: ignore[attr-defined]
        finally:
            watch.cancel()
        if not chunk:
            break
        *whole, rest = (rest + chunk).split(b",")
        try:
            answers += [json.loads(base64.b64decode(one)) for one in whole]
        except ValueError:
            raise _failed("Pagefind answered with something that is no answer") from None
    sender.join(1)
    if trouble:
        raise trouble[0]
    if silent:
        raise _failed(f"Pagefind said nothing for {PATIENCE:.0f} seconds and was ended")
    if len(answers) < expected:
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        raise _failed(f"Pagefind stopped in the middle (status {process.returncode})")
    return answers


def _hang_up(process: subprocess.Popen[bytes]) -> None:
    """Let it end by itself, which is when its last files are written out."""
    assert process.stdin is not None
    with suppress(OSError):
        process.stdin.close()
    with suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)


def end_all() -> None:
    """End every run there is: the build is over before they are."""
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


def checked(folder: Path, wanted: list[str]) -> tuple[str, ...]:
    """The addresses in Pagefind's own order, after every file has proved to be whole."""
    try:
        entry = json.loads((folder / "pagefind-entry.json").read_bytes())
        [(_, described)] = entry["languages"].items()
        meta = unpacked(folder / f"pagefind.{described['hash']}.pf_meta")
        order = [page for page, _ in contents.read(meta).pages]
        by_hash = {}
        for path in (folder / "fragment").iterdir():
            by_hash[path.name.partition(".")[0]] = json.loads(unpacked(path))["url"]
        for path in (folder / "index").iterdir():
            unpacked(path)
        for path in folder.glob("wasm.*"):
            unpacked(path)
        if not (folder / "pagefind-worker.js").read_bytes().rstrip().endswith(WORKER_ENDS):
            raise ValueError("pagefind-worker.js lacks its end")
        found = [by_hash[one].removeprefix("/") for one in order]
    except OSError as broken:
        raise SearchFailed(
            f"Pagefind's files cannot be read: {broken.strerror}", broken.errno == errno.ENOSPC
        ) from None
    except (ValueError, KeyError, zlib.error, TypeError) as broken:
        raise SearchFailed(f"Pagefind wrote an index that is not whole ({broken})") from None
    if described["page_count"] != len(wanted) or sorted(found) != sorted(wanted):
        raise SearchFailed(f"Pagefind indexed {described['page_count']} of {len(wanted)} records")
    return tuple(found)


def unpacked(path: Path) -> bytes:
    data = zlib.decompress(path.read_bytes(), wbits=31)
    if not data.startswith(SIGNATURE):
        raise ValueError(f"{path.name} lacks its signature")
    return data[len(SIGNATURE) :]
