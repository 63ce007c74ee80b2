"""One build at a time, and no lock that outlives its build."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from diarium.disk.lock import Locked, building

REPOSITORY = Path(__file__).resolve().parent.parent
HOLD = """
import os, sys
from pathlib import Path
from diarium.disk.lock import building
with building(Path(sys.argv[1])):
    if sys.argv[2] == "with-worker" and os.fork() == 0:
        os.write(1, b"%d\\n" % os.getpid())
        sys.stdin.read()
        os._exit(0)
    os.write(1, b"held\\n")
    sys.stdin.read()
"""


@contextmanager
def holder(state: Path, how: str = "alone") -> Iterator[subprocess.Popen[bytes]]:
    """Another process that holds the lock until its input ends or it is killed."""
    command = [sys.executable, "-c", HOLD, os.fspath(state), how]
    with subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        if how == "with-worker":
            first += process.stdout.readline()
        assert b"held" in first
        try:
            yield process
        finally:
            process.kill()


def test_the_state_folder_is_made_when_it_is_missing(tmp_path: Path) -> None:
    with building(tmp_path / "deep" / "state"):
        assert (tmp_path / "deep" / "state" / "lock").read_text().strip() == str(os.getpid())


def test_a_second_build_learns_who_holds_the_lock(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        with pytest.raises(Locked) as refused, building(tmp_path):
            pytest.fail("two builds at once")
        assert refused.value.pid == process.pid
        assert str(process.pid) in str(refused.value)


def test_a_second_build_in_the_same_process_is_refused_too(tmp_path: Path) -> None:
    with building(tmp_path), pytest.raises(Locked) as refused, building(tmp_path):
        pytest.fail("two builds at once")
    assert refused.value.pid == os.getpid()


def test_the_next_build_goes_on_when_the_first_has_ended(tmp_path: Path) -> None:
    for _ in range(2):
        with building(tmp_path):
            pass


def test_a_build_that_fails_lets_the_lock_go(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), building(tmp_path):
        raise ZeroDivisionError
    with building(tmp_path):
        pass


def test_a_refused_build_does_not_free_the_lock_of_the_other(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        for _ in range(2):
            with pytest.raises(Locked) as refused, building(tmp_path):
                pytest.fail("two builds at once")
            assert refused.value.pid == process.pid


def test_a_killed_build_leaves_nothing_to_clear_away(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        process.kill()
        process.wait()
        assert (tmp_path / "lock").read_text().strip() == str(process.pid)
        with building(tmp_path):
            assert (tmp_path / "lock").read_text().strip() == str(os.getpid())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are not forked here")
def test_an_orphaned_worker_of_a_killed_build_does_not_keep_the_lock(tmp_path: Path) -> None:
    with holder(tmp_path, "with-worker") as process:
        process.kill()
        process.wait()
        # The worker still waits for its input here: it ends when the pipe closes.
        with building(tmp_path):
            pass


def test_a_lock_file_that_was_deleted_meanwhile_is_made_anew(tmp_path: Path, monkeypatch) -> None:
    real_open, opened = os.open, []

    def open_then_lose(path, *rest):
        descriptor = real_open(path, *rest)
        if not opened:
            os.unlink(path)
        opened.append(path)
        return descriptor

    monkeypatch.setattr(os, "open", open_then_lose)
    with building(tmp_path):
        assert len(opened) == 2
        assert (tmp_path / "lock").exists()


def test_rubbish_in_the_lock_file_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "lock").write_bytes(b"\xff" * 100)
    with building(tmp_path):
        assert (tmp_path / "lock").read_text().strip() == str(os.getpid())


def test_a_state_folder_that_cannot_be_made_is_a_plain_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"), building(tmp_path / "file" / "state"):
        pytest.fail("built without a lock")
