"""Several commands at once over one archive: one works, the others say who does, and the site is whole."""

import os
import signal
import socket
import subprocess
import sys

import pytest
from archive import DOCUMENT, TODAY, Archive, document
from conftest import REPOSITORY
from patience import PATIENCE, until

from diarium.disk.lock import building


def started(archive, command, *options):
    arguments = [sys.executable, "-m", "diarium", command, "--root", str(archive.root), "--today", TODAY, *options]
    given = {**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"}
    return subprocess.Popen(arguments, env=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def archive(tmp_path):
    made = Archive(tmp_path, {DOCUMENT: document("Text.\n")})
    assert made.build().status == 0
    return made


def test_a_second_build_ends_with_75_and_names_the_first(archive):
    before = archive.site()
    archive.write(DOCUMENT, document("Other text.\n"))
    with building(archive.root / ".diarium"):
        outcome = archive.run_apart("build")
        assert outcome.status == 75
        assert str(os.getpid()) in outcome.err
        assert archive.site() == before
        assert archive.check().status == 0, "looking needs no lock"
    assert archive.build().status == 0


def test_builds_that_start_together_leave_a_whole_site(archive):
    archive.write(DOCUMENT, document("Other text.\n"))
    ends = []
    for process in [started(archive, "build", "--no-search") for _ in range(3)]:
        process.communicate(timeout=PATIENCE)
        ends.append(process.returncode)
    assert 0 in ends
    assert set(ends) <= {0, 75}
    seen = archive.site()
    assert archive.build("--clean").status == 0
    assert archive.site() == seen


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C reaches processes differently here")
def test_a_build_during_the_preview_is_a_build_like_any_other(archive):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serving = started(archive, "serve", "--port", str(port))
    try:
        ends = []
        for number in range(3):
            archive.write(DOCUMENT, document(f"Text {number}.\n"))
            ends.append(archive.run_apart("build", "--no-search").status)

        def built():
            ends.append(archive.run_apart("build").status)
            return ends[-1] == 0

        until(built, "a build between those of the preview")
        assert set(ends) <= {0, 75}
        assert serving.poll() is None
        assert "Text 2." in archive.page()
    finally:
        serving.send_signal(signal.SIGINT)
        _, said = serving.communicate(timeout=PATIENCE)
    assert "Traceback" not in said
