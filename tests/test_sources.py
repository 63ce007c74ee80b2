"""What the scan finds, what it complains about, and that reading gives one moment's bytes."""

import os
import socket
import stat
import unicodedata
from pathlib import Path

import pytest

from diarium.disk import sources
from diarium.disk.sources import SourceFile, SourceGone, scan
from diarium.messages import render

posix_only = pytest.mark.skipif(os.name != "posix", reason="such files do not exist here")
# Disks that fold case or normalise names cannot hold both of a pair that collides.
COMPOSED, DECOMPOSED = unicodedata.normalize("NFC", "Mål.md"), unicodedata.normalize("NFD", "Mål.md")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    return folder


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8", errors="surrogateescape")


def found(content: Path) -> list[str]:
    return [file.path for file in scan(content.parent).value.files]


def complaints(content: Path) -> list[tuple[str, str, str]]:
    return [(m.severity, m.code, m.span.path) for m in scan(content.parent).messages]


def test_files_come_in_the_order_of_their_paths(content: Path) -> None:
    names = ["b.md", "a/z.md", "a.md", "a-b/c.md", "C.md", "a/b/c/d.pdf"]
    put(content, *names)
    assert found(content) == sorted(f"content/{name}" for name in names)
    assert complaints(content) == []


def test_a_file_is_described_as_the_disk_describes_it(content: Path) -> None:
    put(content, "a.md")
    status = (content / "a.md").stat()
    expected = SourceFile("content/a.md", status.st_size, status.st_mtime_ns, status.st_ino)
    assert scan(content.parent).value.files == (expected,)


def test_the_disks_own_spelling_is_kept(content: Path) -> None:
    put(content, DECOMPOSED)
    listed = os.listdir(content)
    assert found(content) == [f"content/{listed[0]}"]
    assert (content.parent / found(content)[0]).exists()


def test_another_folder_can_be_scanned(content: Path) -> None:
    put(content.parent / "layouts", "page.html")
    assert [file.path for file in scan(content.parent, "layouts").value.files] == ["layouts/page.html"]


def test_a_missing_folder_is_an_error_and_no_exception(tmp_path: Path) -> None:
    assert complaints(tmp_path / "content") == [("error", "missing-folder", "content")]


@posix_only
def test_links_pipes_and_sockets_are_neither_followed_nor_opened(content: Path, monkeypatch) -> None:
    put(content, "real.md", "folder/inner.md")
    (content / "link.md").symlink_to(content / "real.md")
    (content / "broken.md").symlink_to("nowhere")
    (content / "loop").symlink_to(content)
    os.mkfifo(content / "pipe.md")
    monkeypatch.chdir(content)  # a socket's address must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.md")
        result = scan(content.parent)
    assert [file.path for file in result.value.files] == ["content/folder/inner.md", "content/real.md"]
    said = {m.span.path.removeprefix("content/"): m.text for m in result.messages}
    assert {m.code for m in result.messages} == {"not-a-file"}
    assert sorted(said) == ["broken.md", "link.md", "loop", "pipe.md", "socket.md"]
    assert "symbolic link" in said["loop"]
    assert "pipe" in said["pipe.md"]
    assert "socket" in said["socket.md"]


@posix_only
def test_a_content_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "elsewhere", "a.md")
    (tmp_path / "content").symlink_to(tmp_path / "elsewhere")
    assert complaints(tmp_path / "content") == [("error", "not-a-file", "content")]
    assert found(tmp_path / "content") == []


def test_a_name_that_is_no_utf8_is_an_error_that_prints(content: Path) -> None:
    odd = os.fsdecode(b"m\xe5l")
    try:
        put(content, f"{odd}.md", f"{odd}/inner.md")
    except OSError:
        pytest.skip("this disk takes no such names")
    messages = scan(content.parent).messages
    assert [m.code for m in messages] == ["bad-file-name", "bad-file-name"]
    for line in render(messages):
        assert "m\\xe5l" in line
        line.encode("utf-8")
    # Nothing later could put such a name into a page.
    assert found(content) == []


@posix_only
@pytest.mark.parametrize(
    "name",
    [
        "CON",
        "con.md",
        "Nul.tar.gz",
        "lpt1.md",
        "COM9",
        "aux .md",
        "dot.",
        "space ",
        "a:b.md",
        "what?.md",
        "a*b.md",
        "a<b.md",
        "a>b.md",
        "a|b.md",
        'a"b.md',
        "a\\b.md",
        "-rf.md",
        "new\nline.md",
        "bell\x07.md",
        "turned\u202eround.md",
        "zero\u200bwidth.md",
    ],
)
def test_a_name_that_other_computers_refuse_is_an_error_with_help(content: Path, name: str) -> None:
    put(content, name)
    (message,) = scan(content.parent).messages
    assert (message.severity, message.code, message.span.path) == ("error", "bad-file-name", f"content/{name}")
    assert message.help
    assert "\n" not in next(render([message], "concise"))
    # Its content is checked in the same run all the same.
    assert found(content) == [f"content/{name}"]


@posix_only
def test_a_bad_folder_name_is_told_once_and_its_files_are_found(content: Path) -> None:
    put(content, "-old/a.md", "-old/b.md")
    assert complaints(content) == [("error", "bad-file-name", "content/-old")]
    assert found(content) == ["content/-old/a.md", "content/-old/b.md"]


@pytest.mark.parametrize(
    "name",
    ["conference.md", "Møte i København.md", "a.b.c.md", "x-y_z (1).md", "comma, etc.md", "c++.md", "nullius.md"],
)
def test_ordinary_names_pass(content: Path, name: str) -> None:
    put(content, name)
    assert complaints(content) == []


@pytest.mark.parametrize(
    ("one", "other", "how"), [("Rapport.md", "rapport.md", "capital"), (COMPOSED, DECOMPOSED, "accented")]
)
def test_names_that_another_disk_would_take_for_one_are_both_named(
    content: Path, one: str, other: str, how: str
) -> None:
    put(content, one, other)
    if len(os.listdir(content)) == 1:
        pytest.skip("this disk folds such names itself")
    first, second = sorted([one, other])
    (message,) = scan(content.parent).messages
    assert (message.severity, message.code, message.span.path) == ("error", "name-collision", f"content/{second}")
    assert first in message.text
    assert second in message.text
    assert how in message.text
    (note,) = message.notes
    assert note.span is not None
    assert note.span.path == f"content/{first}"


def test_folders_collide_too_but_only_within_one_folder(content: Path) -> None:
    put(content, "a/Mote.md", "b/mote.md", "år/x.md", "År/y.md")
    if "År" not in os.listdir(content) or "år" not in os.listdir(content):
        pytest.skip("this disk folds such names itself")
    assert complaints(content) == [("error", "name-collision", "content/år")]


def test_hidden_things_and_editors_leavings_are_passed_over(content: Path) -> None:
    put(content, "a.md", "a.md~", ".a.md.swp", "#a.md#", ".#a.md", "Thumbs.db", ".DS_Store", "~$report.docx", "._a.md")
    put(content, ".git/config", ".drafts/b.md", "b.swp")
    assert found(content) == ["content/a.md"]
    assert complaints(content) == []


def test_a_hidden_document_is_warned_about(content: Path) -> None:
    put(content, "sub/.forgotten.md")
    assert found(content) == []
    assert complaints(content) == [("warning", "hidden-file", "content/sub/.forgotten.md")]


@posix_only
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="the superuser may read everything")
def test_an_unreadable_folder_raises_with_its_name(content: Path) -> None:
    put(content, "closed/a.md")
    (content / "closed").chmod(0)
    try:
        with pytest.raises(PermissionError) as refused:
            scan(content.parent)
    finally:
        (content / "closed").chmod(stat.S_IRWXU)
    assert refused.value.filename == str(content / "closed")


def test_a_refused_file_raises_with_its_name(content: Path, monkeypatch) -> None:
    put(content, "a.md")
    result = scan(content.parent).value

    def refuse(path, *rest):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(sources.os, "open", refuse)
    with pytest.raises(PermissionError) as refused:
        result.read(result.files[0])
    assert refused.value.filename == str(content / "a.md")


def test_a_folder_that_vanishes_during_the_scan_is_no_failure(content: Path, monkeypatch) -> None:
    put(content, "a.md", "going/b.md")
    listdir = os.listdir

    def vanish(path):
        if str(path).endswith("going"):
            raise FileNotFoundError(2, "No such file or directory", path)
        return listdir(path)

    monkeypatch.setattr(sources.os, "listdir", vanish)
    assert found(content) == ["content/a.md"]


def test_reading_gives_the_bytes_untranslated(content: Path) -> None:
    (content / "a.md").write_bytes(b"one\r\ntwo\x1athree\x00")
    result = scan(content.parent).value
    assert result.read(result.files[0]) == b"one\r\ntwo\x1athree\x00"


def test_a_file_that_vanished_is_said_to_be_gone(content: Path) -> None:
    put(content, "a.md", "sub/b.md")
    result = scan(content.parent).value
    (content / "a.md").unlink()
    (content / "sub/b.md").unlink()
    (content / "sub").rmdir()
    (content / "sub").write_text("now a file")
    for file in result.files:
        with pytest.raises(SourceGone) as gone:
            result.read(file)
        assert gone.value.path == file.path


@posix_only
def test_what_became_a_link_or_a_pipe_after_the_scan_is_gone(content: Path) -> None:
    put(content, "a.md", "b.md")
    result = scan(content.parent).value
    (content / "a.md").unlink()
    (content / "a.md").symlink_to("/etc/passwd")
    (content / "b.md").unlink()
    os.mkfifo(content / "b.md")
    for file in result.files:
        with pytest.raises(SourceGone):
            result.read(file)


def writes_while_read(monkeypatch, path: Path, times: int) -> None:
    """Let somebody write into the file between the reading and the second look at it, so many times."""
    stamp, calls = sources.stamp, []

    def disturbed(descriptor: int) -> tuple[int, int, int]:
        calls.append(descriptor)
        if len(calls) % 2 == 0 and len(calls) // 2 <= times:
            path.write_bytes(b"x" * (1000 + len(calls)))
        return stamp(descriptor)

    monkeypatch.setattr(sources, "stamp", disturbed)


def test_a_file_that_changes_while_it_is_read_is_read_again(content: Path, monkeypatch) -> None:
    put(content, "a.md")
    result = scan(content.parent).value
    writes_while_read(monkeypatch, content / "a.md", times=2)
    assert result.read(result.files[0]) == b"x" * 1004


def test_a_file_that_never_rests_is_given_up_with_its_name(content: Path, monkeypatch) -> None:
    put(content, "a.md")
    result = scan(content.parent).value
    monkeypatch.setattr(sources.time, "sleep", lambda seconds: None)
    writes_while_read(monkeypatch, content / "a.md", times=99)
    with pytest.raises(OSError, match="keeps changing") as failure:
        result.read(result.files[0])
    assert failure.value.filename == str(content / "a.md")
