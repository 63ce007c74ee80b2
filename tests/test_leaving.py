"""A process whose work is done ends at once, and yet everything is said and put in order that would be otherwise."""

import subprocess
import sys

import pytest
from archive import Archive, document
from conftest import REPOSITORY
from patience import PATIENCE

PROGRAM = """
import atexit, sys, threading
from diarium.disk.leaving import leave
class Held:
    def __del__(self):
        sys.stderr.write("taken down\\n")
held = Held()
held.ring = held
atexit.register(sys.stderr.write, "put in order\\n")
sys.stdout.write("said" * 1000)
%s
sys.exit(leave(3, sys.stdout, None))
"""


def ended(before="", stdout=subprocess.PIPE):
    return subprocess.run([sys.executable, "-c", PROGRAM % before], cwd=REPOSITORY, stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=PATIENCE, check=False)  # fmt: skip


def test_all_is_said_and_put_in_order_and_nothing_taken_down():
    done = ended()
    assert (done.returncode, done.stdout, done.stderr) == (3, "said" * 1000, "put in order\n")


def test_nobody_leaves_while_something_is_at_work():
    # It speaks after the others have ended: whoever does not wait for it would not hear it.
    work = "import time; threading.Thread(target=lambda: (time.sleep(0.3), sys.stderr.write('worked\\n'))).start()"
    done = ended(work)
    assert done.returncode == 3
    assert done.stderr.splitlines() == ["worked", "put in order", "taken down"]


@pytest.mark.skipif(sys.platform != "linux", reason="there is no disk that is always full")
def test_words_that_cannot_be_said_are_no_success():
    with open("/dev/full", "w") as full:
        done = ended(stdout=full)
    assert done.returncode not in (0, 3)
    assert "No space left" in done.stderr


def test_the_command_tells_how_it_ended(tmp_path):
    archive = Archive(tmp_path, {"content/documents/2017/report.md": document()})
    done = archive.run_apart("build", format="text")
    assert (done.status, done.out[:6]) == (0, "Built ")
    archive.write("content/documents/2017/report.md", "nothing")
    done = archive.run_apart("check", format="text")
    assert done.status == 1
    assert "1 error" in done.out
