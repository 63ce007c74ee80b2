"""Once installed, the engine needs no network: a build in which every call of the network is refused is the same build."""

import os
import re
import subprocess
import sys

import pytest
from archive import REPOSITORY
from conftest import copy_of_the_sample
from test_determinism import same, tree

# Runs before the engine: whoever opens a socket to anything but a file of this machine ends the build, loudly.
NO_NETWORK = """
import socket, sys
def refused(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind", "urllib.Request", "ftplib.connect"):
        sys.stderr.write(f"NETWORK {event} {arguments}\\n")
        raise PermissionError("no network here")
sys.addaudithook(refused)
"""


def test_a_build_asks_no_network(tmp_path, sample_site):
    root = copy_of_the_sample(tmp_path / "archive")
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook" / "sitecustomize.py").write_text(NO_NETWORK)
    # Nor does any name lead anywhere for programs that are started: what they are told of proxies is a dead end.
    dead = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")
    paths = os.pathsep.join([str(tmp_path / "hook"), str(REPOSITORY)])
    command = [sys.executable, "-m", "diarium", "build", "--root", str(root), "--today", "2024-05-01"]
    done = subprocess.run(
        command, env={**os.environ, **dead, "PYTHONPATH": paths}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "NETWORK" not in done.stderr
    assert (root / "site" / "search" / "index.html").is_file()
    ours, theirs = tree(root / "site"), tree(sample_site.site)
    assert {path for path in theirs if path.startswith("documents/")} <= set(ours)


@pytest.mark.skipif(sys.platform != "linux", reason="a machine without any network is made in the way of Linux")
def test_pagefind_and_all_in_a_room_without_network(tmp_path):
    """Where the system lets us take the network away altogether, search index and all are made without it."""
    if subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let anybody take the network away")
    roots = [copy_of_the_sample(tmp_path / name) for name in ("with", "without")]
    for root, prefix in zip(roots, ([], ["unshare", "-rn"]), strict=True):
        command = [*prefix, sys.executable, "-m", "diarium", "build", "--root", str(root), "--today", "2024-05-01"]
        done = subprocess.run(
            command, env={**os.environ, "PYTHONPATH": str(REPOSITORY)}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    same(*(tree(root / "site") for root in roots))


def test_no_page_loads_anything_from_elsewhere(sample_site):
    """Links may lead elsewhere; what a page is made of lies beside it."""
    loaded = re.compile(
        rb"<(?:script|img|iframe|source|video|audio|object|embed)\b[^>]*?\s(?:src|srcset|data)=[\"']?(?:https?:)?//"
    )
    styles = re.compile(
        rb"<link\b(?=[^>]*rel=[\"']?(?:stylesheet|preload|icon|modulepreload|prefetch|preconnect))[^>]*href=[\"']?(?:https?:)?//"
    )
    for path in sample_site.site.rglob("*"):
        if path.suffix in {".html", ".svg"}:
            data = path.read_bytes()
            assert not loaded.search(data), path
            assert not styles.search(data), path
        if path.suffix == ".css":
            assert not re.search(rb"url\([\"']?(?:https?:)?//|@import", path.read_bytes()), path
