"""Files beside texts, such as the papers that belong to a meeting: read once, however large, and never published as they were."""

import os
import time

import pytest
from archive import Archive, document

from diarium.disk import bundle, filling, sources

PAPER = "content/documents/2017/files/report.pdf"
FILES = {
    "content/documents/2017/one.md": document(
        "Text.\n", "attachments:", "  - title: Rapport", "    file: files/report.pdf"
    ),
    "content/documents/2017/two.md": document("Mera text.\n"),
}


@pytest.fixture
def archive(tmp_path):
    archive = Archive(tmp_path, FILES)
    put(archive, b"%PDF-1.4\n" + b"one" * 10_000)
    assert archive.build().status == 0
    return archive


def put(archive, data, age=100):
    """A file that has lain there for a while."""
    path = archive.root / PAPER
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (time.time() - age,) * 2)


def edit(archive):
    archive.write("content/documents/2017/two.md", document(f"Text, {time.time_ns()}.\n"))


def published(archive):
    return next(data for path, data in archive.site().items() if path.endswith("report.pdf"))


def test_an_edit_of_a_text_does_not_read_the_papers_again(archive, monkeypatch):
    edit(archive)
    read = []
    own, copy, digest = sources.Sources.read, filling.Filling._copy, bundle.digest_of
    monkeypatch.setattr(sources.Sources, "read", lambda self, one: read.append(one.path) or own(self, one))
    monkeypatch.setattr(
        filling.Filling, "_copy", lambda self, path, file: read.append(str(file)) or copy(self, path, file)
    )
    monkeypatch.setattr(bundle, "digest_of", lambda path: read.append(str(path)) or digest(path))
    assert archive.build().status == 0
    assert "content/documents/2017/two.md" in read
    assert not [path for path in read if path.endswith("report.pdf")]


def test_a_paper_that_was_changed_is_published_as_it_is(archive):
    before = published(archive)
    put(archive, b"%PDF-1.4\n" + b"two" * 10_000, age=50)
    assert archive.build().status == 0
    assert published(archive) == before.replace(b"one", b"two")


def test_a_published_paper_that_somebody_damaged_is_put_right(archive):
    before = published(archive)
    (place,) = (path for path in (archive.root / "site").rglob("report.pdf"))
    place.write_bytes(b"broken")
    edit(archive)
    assert archive.build().status == 0
    assert published(archive) == before


@pytest.mark.parametrize("broken", [b"", b"diarium heads 1\n", b"other", b"\0" * 300])
def test_a_doubtful_memory_is_none(archive, broken):
    before = published(archive)
    (archive.root / ".diarium/heads").write_bytes(broken)
    edit(archive)
    assert archive.build().status == 0
    assert published(archive) == before


def test_what_was_touched_this_moment_is_read_again(archive):
    """Its time could be the same for what is written into it next."""
    put(archive, b"%PDF-1.4\n" + b"two" * 10_000, age=0)
    assert archive.build().status == 0
    stamp = os.stat(archive.root / PAPER).st_mtime_ns
    with open(archive.root / PAPER, "r+b") as file:
        file.write(b"%PDF-1.7")
    os.utime(archive.root / PAPER, ns=(stamp, stamp))
    edit(archive)
    assert archive.build().status == 0
    assert published(archive).startswith(b"%PDF-1.7")
