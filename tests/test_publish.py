"""Publishing: the site is wholly old or wholly new, whatever fails and whenever."""

import errno
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from diarium.disk import filling, swap
from diarium.disk.exchange import exchange
from diarium.disk.listing import listing
from diarium.disk.publish import MARK, NotOurs, Written, check_output, publish, repair
from diarium.disk.sources import SourceGone

REPOSITORY = Path(__file__).resolve().parent.parent

# Two sites that differ in every way two sites can: kept, changed, new and gone files, a page that becomes a folder and
# a folder that becomes a page.
OLD = {
    "index.html": b"old front",
    "kept/index.html": b"kept",
    "kept/deep/er/data.json": b"{}",
    "gone/index.html": b"gone",
    "page": b"a file",
    "folder/index.html": b"a page in a folder",
    "empty.txt": b"",
}
NEW = {
    "index.html": b"new front",
    "kept/index.html": b"kept",
    "kept/deep/er/data.json": b"{}",
    "added/here/index.html": b"added",
    "page/index.html": b"now a folder",
    "folder": b"now a file",
    "empty.txt": b"",
}

Site = dict[str, bytes]


class Archive:
    """An archive's root with a site, and the publishing of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.state = root / ".diarium"
        self.output = root / "site"
        (root / "content").mkdir(parents=True)

    def publish(self, site: Site) -> Written:
        written = publish(self.output, self.state, site.items())
        assert written.lying in (None, listing(self.output)), "what is known without a look is what there is"
        return written

    def repair(self) -> None:
        repair(self.output, self.state)

    def published(self) -> Site:
        return files_of(self.output)

    def scraps(self) -> set[str]:
        """What lies about besides the site and what the next build uses."""
        beside = {name for name in os.listdir(self.output.parent) if name.startswith(".") and name != ".diarium"}
        inside = {name for name in os.listdir(self.state) if name != "next"} if self.state.exists() else set()
        within = {name for name in os.listdir(self.output) if name.startswith(".") and name != MARK}
        return beside | inside | within


def files_of(folder: Path) -> Site:
    found = {}
    for here, _, names in os.walk(folder):
        for name in names:
            path = Path(here, name)
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
    found.pop(MARK, None)
    return found


@pytest.fixture
def archive(tmp_path: Path, monkeypatch) -> Archive:
    monkeypatch.setattr(
        os, "fsync", os.fstat
    )  # no test cuts the power, and waiting for the disk takes most of the time
    # As on a system that cannot exchange two names at once, which is where most can go wrong.
    monkeypatch.setattr(swap, "exchange", lambda one, other: False)
    return Archive(tmp_path / "archive")


@pytest.fixture(params=["renamed", "file by file"])
def any_archive(request, archive: Archive, monkeypatch) -> Archive:
    """Once on a disk that renames the output, once on one that refuses it, as for a mount point."""
    if request.param == "file by file":
        refuse_to_rename(archive.output, monkeypatch)
    return archive


def refuse_to_rename(output: Path, monkeypatch, number: int = errno.EBUSY) -> None:
    real = os.rename

    def rename(source, target):
        if output in (Path(source), Path(target)):
            raise OSError(number, os.strerror(number), str(source))
        real(source, target)

    monkeypatch.setattr(os, "rename", rename)


# ---------------------------------------------------------------- what is published


def test_the_output_holds_exactly_what_was_given(any_archive: Archive) -> None:
    for site in (OLD, NEW, OLD):
        any_archive.publish(site)
        assert any_archive.published() == site
        assert any_archive.scraps() == set()


def test_what_was_done_is_reported(any_archive: Archive) -> None:
    assert any_archive.publish(OLD) == Written(7, tuple(sorted(OLD)), ())
    assert any_archive.publish(NEW) == Written(
        7,
        ("added/here/index.html", "folder", "index.html", "page/index.html"),
        ("folder/index.html", "gone/index.html", "page"),
    )
    assert any_archive.publish(NEW) == Written(7, (), ())


def test_folders_that_became_empty_go_too(any_archive: Archive) -> None:
    any_archive.publish(OLD)
    any_archive.publish(NEW)
    assert sorted(path.name for path in any_archive.output.iterdir() if path.is_dir()) == ["added", "kept", "page"]


def test_taking_files_away_is_a_change_of_its_own(any_archive: Archive) -> None:
    any_archive.publish(OLD)
    fewer = {path: data for path, data in OLD.items() if path != "gone/index.html"}
    assert any_archive.publish(fewer) == Written(6, (), ("gone/index.html",))
    assert any_archive.published() == fewer


def test_a_site_without_pages_is_a_site(archive: Archive) -> None:
    archive.publish(OLD)
    archive.publish({})
    assert archive.published() == {}
    assert (archive.output / MARK).is_file()


def test_what_was_taken_away_lies_nowhere_in_the_engines_own_folder_either(archive: Archive) -> None:
    archive.publish({"secret/index.html": b"a withdrawn name", "index.html": b"that names it"})
    archive.publish({"index.html": b"that does not"})
    left = files_of(archive.state)
    assert not [path for path, data in left.items() if b"withdrawn" in data or b"names it" in data]


def test_the_mark_says_who_writes_the_folder(archive: Archive) -> None:
    archive.publish(OLD)
    assert "Diarium" in (archive.output / MARK).read_text(encoding="ascii")


def test_what_somebody_else_put_there_is_gone_after_the_next_change(any_archive: Archive) -> None:
    any_archive.publish(OLD)
    (any_archive.output / "notes.txt").write_text("mine")
    (any_archive.output / "link").symlink_to(any_archive.root)
    written = any_archive.publish(OLD)
    assert written == Written(7, (), ("link", "notes.txt"))
    assert any_archive.published() == OLD
    assert (any_archive.root / "content").is_dir()


def test_a_link_in_the_place_of_a_page_is_replaced_and_not_followed(any_archive: Archive, tmp_path: Path) -> None:
    any_archive.publish(OLD)
    (tmp_path / "victim").write_bytes(OLD["index.html"])
    (any_archive.output / "index.html").unlink()
    (any_archive.output / "index.html").symlink_to(tmp_path / "victim")
    any_archive.publish(NEW)
    assert not (any_archive.output / "index.html").is_symlink()
    assert (tmp_path / "victim").read_bytes() == OLD["index.html"]
    assert any_archive.published() == NEW


# ---------------------------------------------------------------- what stays as it is


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in [folder, *folder.rglob("*")]
    }


def test_unchanged_files_keep_inode_and_time(any_archive: Archive) -> None:
    any_archive.publish(OLD)
    before = stamps(any_archive.output)
    for site in (NEW, OLD, NEW):
        any_archive.publish(site)
        after = stamps(any_archive.output)
        for path in ("kept/index.html", "kept/deep/er/data.json", "empty.txt", MARK):
            assert after[path] == before[path]


def test_a_second_publication_touches_nothing(any_archive: Archive) -> None:
    any_archive.publish(OLD)
    before, folders = stamps(any_archive.output), stamps(any_archive.root)
    assert any_archive.publish(OLD).changed == ()
    assert publish(any_archive.output, any_archive.state, [(path, None) for path in OLD]).changed == ()
    assert stamps(any_archive.output) == before
    assert stamps(any_archive.root) == folders


def test_kept_files_are_not_read(archive: Archive, monkeypatch) -> None:
    archive.publish(OLD)
    monkeypatch.setattr(filling.Filling, "_holds", lambda *_: pytest.fail("compared"))
    monkeypatch.setattr(filling.Filling, "take", only_compare_the_mark(filling.Filling.take))
    assert publish(archive.output, archive.state, [(path, None) for path in OLD]) == Written(7, (), ())


def only_compare_the_mark(take: Callable[..., None]) -> Callable[..., None]:
    return lambda self, path, content: take(self, path, None if path == MARK else content)


def test_a_kept_file_that_has_vanished_is_a_failure_with_its_name(archive: Archive) -> None:
    archive.publish(OLD)
    with pytest.raises(FileNotFoundError) as failure:
        publish(archive.output, archive.state, [("never.html", None), ("index.html", b"x")])
    assert failure.value.filename == str(archive.output / "never.html")
    assert archive.published() == OLD


def test_files_that_stay_are_taken_together(any_archive: Archive) -> None:
    any_archive.publish(OLD)
    files = [filling.Standing(list(OLD)[:-1]), (list(OLD)[-1], b"other")]
    assert publish(any_archive.output, any_archive.state, files).changed == (list(OLD)[-1],)
    assert any_archive.published() == {**OLD, list(OLD)[-1]: b"other"}


@pytest.mark.parametrize("twice", [("index.html", b"x"), ("index.html/below", b"x"), filling.Standing(["index.html"])])
def test_what_stays_has_its_place_to_itself(archive: Archive, twice) -> None:
    archive.publish(OLD)
    for files in ([filling.Standing(list(OLD)), twice], [twice, filling.Standing(list(OLD))]):
        with pytest.raises(AssertionError):
            publish(archive.output, archive.state, files)
        assert archive.published() == OLD


def test_what_was_to_stay_and_has_vanished_is_a_failure_with_its_name(archive: Archive) -> None:
    archive.publish(OLD)
    with pytest.raises(FileNotFoundError) as failure:
        publish(archive.output, archive.state, [filling.Standing(["index.html", "never.html"])])
    assert failure.value.filename == str(archive.output / "never.html")
    assert archive.published() == OLD


def test_only_the_difference_is_linked_the_third_time(archive: Archive, monkeypatch) -> None:
    for site in (OLD, NEW):
        archive.publish(site)
    linked = []
    real = os.link
    monkeypatch.setattr(os, "link", lambda source, target: (linked.append(target), real(source, target)))
    archive.publish({**NEW, "index.html": b"third front"})
    assert len(linked) == 4  # what the second publication had changed
    linked.clear()
    archive.publish({**NEW, "index.html": b"fourth front"})
    assert len(linked) == 1


def test_a_forged_twin_is_not_believed(archive: Archive) -> None:
    archive.publish(OLD)
    archive.publish(NEW)
    twin = archive.state / "next" / "kept" / "index.html"
    status = (archive.output / "kept/index.html").stat()
    twin.unlink()
    twin.write_bytes(b"KEPT")
    os.utime(twin, ns=(status.st_atime_ns, status.st_mtime_ns))
    (archive.state / "next" / "planted" / "x").mkdir(parents=True)
    (archive.state / "next" / "planted" / "x" / "y.html").write_text("planted")
    archive.publish({**NEW, "index.html": b"third front"})
    assert archive.published() == {**NEW, "index.html": b"third front"}
    assert not (archive.output / "planted").exists()


def test_without_hard_links_files_are_copied_and_keep_their_time(archive: Archive, monkeypatch) -> None:
    def refuse(source, target):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    archive.publish(OLD)
    before = (archive.output / "kept/index.html").stat().st_mtime_ns
    archive.publish(NEW)
    assert archive.published() == NEW
    assert (archive.output / "kept/index.html").stat().st_mtime_ns == before
    assert not (archive.state / "next").exists()  # a second copy of everything is no use to anyone


# ---------------------------------------------------------------- copies of files


def test_a_path_is_copied_and_left_alone_while_it_is_the_same(any_archive: Archive, tmp_path: Path) -> None:
    source = tmp_path / "report.pdf"
    source.write_bytes(os.urandom(3_000_000))
    files = [("a/report.pdf", source)]
    assert publish(any_archive.output, any_archive.state, files).changed == ("a/report.pdf",)
    assert (any_archive.output / "a/report.pdf").read_bytes() == source.read_bytes()
    assert not (any_archive.output / "a/report.pdf").samefile(source)
    before = stamps(any_archive.output)
    os.utime(source)
    assert publish(any_archive.output, any_archive.state, files).changed == ()
    assert stamps(any_archive.output) == before
    changed = bytearray(source.read_bytes())
    changed[-1] ^= 1
    source.write_bytes(changed)
    assert publish(any_archive.output, any_archive.state, files).changed == ("a/report.pdf",)
    assert (any_archive.output / "a/report.pdf").read_bytes() == changed


def test_a_source_that_vanished_is_gone_and_nothing_is_published(archive: Archive, tmp_path: Path) -> None:
    archive.publish(OLD)
    with pytest.raises(SourceGone):
        publish(archive.output, archive.state, [("index.html", b"new"), ("a.pdf", tmp_path / "missing.pdf")])
    assert archive.published() == OLD


def test_a_source_that_changes_while_it_is_copied_is_copied_again(
    archive: Archive, tmp_path: Path, monkeypatch
) -> None:
    source = tmp_path / "growing.csv"
    source.write_bytes(b"1")
    real, calls = filling.stamp, []

    def disturbed(descriptor: int) -> tuple[int, int, int]:
        calls.append(descriptor)
        if len(calls) == 2:
            source.write_bytes(b"12")
        return real(descriptor)

    monkeypatch.setattr(filling, "stamp", disturbed)
    written = publish(archive.output, archive.state, [("growing.csv", source)])
    assert written.changed == ("growing.csv",)
    assert archive.published() == {"growing.csv": b"12"}


# ---------------------------------------------------------------- modes


@pytest.mark.skipif(os.name != "posix", reason="modes are of another kind here")
@pytest.mark.parametrize("umask", [0o077, 0o000, 0o022])
def test_a_web_server_can_read_everything_whatever_the_umask(any_archive: Archive, tmp_path: Path, umask: int) -> None:
    source = tmp_path / "private.pdf"
    source.write_bytes(b"%PDF")
    source.chmod(0o600)
    before = os.umask(umask)
    try:
        for site in (OLD, NEW):
            publish(any_archive.output, any_archive.state, [*site.items(), ("new/private.pdf", source)])
    finally:
        os.umask(before)
    for path in any_archive.output.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o755 if path.is_dir() else 0o644), path
    assert stat.S_IMODE(any_archive.output.stat().st_mode) == 0o755


# ---------------------------------------------------------------- our own mistakes


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../out",
        "a/../../out",
        "a//b",
        "a/",
        "./a",
        "a/.",
        "nul\0l",
        "a\\b",
        MARK,
        f"{MARK}/x",
        ".diarium-next/0",
    ],
)
def test_a_path_that_leaves_the_site_is_our_own_bug(archive: Archive, path: str) -> None:
    archive.publish(OLD)
    with pytest.raises(AssertionError):
        publish(archive.output, archive.state, [("index.html", b"new"), (path, b"x")])
    assert archive.published() == OLD
    assert archive.scraps() == set()


@pytest.mark.parametrize(("one", "other"), [("a", "a"), ("a", "a/b"), ("a/b", "a"), ("a/b/c", "a"), ("page", "page/x")])
def test_two_files_for_one_place_are_our_own_bug(archive: Archive, one: str, other: str) -> None:
    archive.publish(OLD)
    with pytest.raises(AssertionError):
        publish(archive.output, archive.state, [(one, b"x"), (other, b"y")])
    assert archive.published() == OLD


def test_a_page_that_cannot_be_printed_leaves_the_site_alone(any_archive: Archive) -> None:
    any_archive.publish(OLD)

    def pages() -> Iterator[tuple[str, bytes]]:
        yield from list(NEW.items())[:4]
        raise RuntimeError

    before = stamps(any_archive.output)
    with pytest.raises(RuntimeError):
        publish(any_archive.output, any_archive.state, pages())
    assert stamps(any_archive.output) == before
    assert any_archive.scraps() == set()
    any_archive.publish(NEW)
    assert any_archive.published() == NEW


# ---------------------------------------------------------------- whose folder


def refused(archive: Archive, output: Path) -> str:
    """Why the output is refused; nothing below the archive may have changed."""
    before = files_of(archive.root)
    with pytest.raises(NotOurs) as refusal:
        publish(output, archive.state, OLD.items())
    assert files_of(archive.root) == before
    return str(refusal.value)


def test_a_folder_with_foreign_files_is_refused(archive: Archive) -> None:
    archive.output.mkdir()
    (archive.output / "thesis.txt").write_text("years of work")
    assert "did not write" in refused(archive, archive.output)


@pytest.mark.parametrize("mark", ["something else", ""])
def test_a_mark_that_is_not_ours_does_not_count(archive: Archive, mark: str) -> None:
    archive.output.mkdir()
    (archive.output / MARK).write_text(mark)
    assert "did not write" in refused(archive, archive.output)


def test_another_archives_root_does_not_pass_for_a_site(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "other" / ".diarium").mkdir(parents=True)
    (tmp_path / "other" / "content").mkdir()
    assert "did not write" in refused(archive, tmp_path / "other")


def test_an_empty_folder_is_taken(archive: Archive) -> None:
    archive.output.mkdir()
    archive.publish(OLD)
    assert archive.published() == OLD


def test_folders_above_a_new_output_are_made(archive: Archive, tmp_path: Path) -> None:
    publish(tmp_path / "far" / "away" / "site", archive.state, OLD.items())
    assert files_of(tmp_path / "far" / "away" / "site") == OLD


def test_a_git_repository_is_refused_even_with_our_mark(archive: Archive) -> None:
    archive.publish(OLD)
    (archive.output / ".git").mkdir()
    (archive.output / ".git" / "HEAD").write_text("ref: refs/heads/pages")
    assert "Git" in refused(archive, archive.output)


def test_a_file_in_the_place_of_the_output_is_refused(archive: Archive) -> None:
    archive.output.write_text("a file")
    assert "is a file" in refused(archive, archive.output)


@pytest.mark.parametrize(
    "where", [".", "..", "content", "content/site", "layouts", "assets/x", ".diarium", ".diarium/x"]
)
def test_the_archives_own_folders_are_refused(archive: Archive, where: str) -> None:
    refused(archive, archive.root / where)


def test_the_whole_disk_and_the_home_folder_are_refused(archive: Archive, tmp_path: Path, monkeypatch) -> None:
    assert "whole disk" in refused(archive, Path(archive.root.anchor))
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "home" / "me"))
    (tmp_path / "home" / "me").mkdir(parents=True)
    for output in (tmp_path / "home" / "me", tmp_path / "home"):
        assert "home" in refused(archive, output)
    check_output(tmp_path / "home" / "me" / "site", archive.root)


def test_a_link_does_not_hide_what_it_leads_to(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "innocent").symlink_to(archive.root / "content")
    refused(archive, tmp_path / "innocent")


def test_an_output_that_is_a_link_is_published_where_it_leads(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    archive.output.symlink_to(tmp_path / "www")
    for site in (OLD, NEW):
        archive.publish(site)
    assert archive.output.is_symlink()
    assert files_of(tmp_path / "www") == NEW


# ---------------------------------------------------------------- other disks


def test_an_output_on_another_disk_is_filled_beside_itself(archive: Archive, monkeypatch, tmp_path: Path) -> None:
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK) or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second disk here")
    elsewhere = memory / f"diarium-test-{os.getpid()}"
    archive.output = elsewhere / "site"
    try:
        for site in (OLD, NEW, OLD):
            archive.publish(site)
            assert archive.published() == site
            assert os.listdir(elsewhere) == ["site"]
        before = stamps(archive.output)
        archive.publish(NEW)
        assert stamps(archive.output)["kept/index.html"] == before["kept/index.html"]
        # Where nothing may be made beside it, it is written file by file.
        monkeypatch.setattr(swap.os, "access", lambda path, mode: False)
        archive.publish(OLD)
        assert archive.published() == OLD
        assert archive.scraps() == set()
    finally:
        shutil.rmtree(elsewhere)


def test_two_outputs_of_one_archive_do_not_disturb_each_other(archive: Archive, tmp_path: Path) -> None:
    archive.publish(OLD)
    publish(tmp_path / "other", archive.state, NEW.items())
    archive.publish({**OLD, "index.html": b"x"})
    assert files_of(tmp_path / "other") == NEW
    assert archive.published() == {**OLD, "index.html": b"x"}


def test_a_crash_of_one_output_is_not_mended_into_another(archive: Archive, tmp_path: Path, monkeypatch) -> None:
    archive.publish(OLD)
    die_at(monkeypatch, lambda: archive.publish(NEW), call_to="rename", number=2)
    assert not archive.output.exists()
    publish(tmp_path / "other", archive.state, [("only.html", b"other")])
    assert files_of(tmp_path / "other") == {"only.html": b"other"}
    assert archive.published() == OLD


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EXDEV, errno.EACCES])
def test_a_refused_rename_is_not_a_failure(archive: Archive, monkeypatch, number: int) -> None:
    archive.publish(OLD)
    refuse_to_rename(archive.output, monkeypatch, number)
    archive.publish(NEW)
    assert archive.published() == NEW
    assert archive.scraps() == set()


# ---------------------------------------------------------------- failures and crashes at every step

_CHANGING = ("rename", "replace", "link", "unlink", "rmdir", "mkdir", "chmod", "fchmod", "write", "open", "fsync")


class Dead(BaseException):
    """A process that was killed does nothing more, not even clean up."""


def counted(monkeypatch, hit: Callable[[int, str], None], only: str | None = None) -> list[str]:
    """Let every call that changes the disk be counted, and `hit` decide whether it happens."""
    calls: list[str] = []

    def watched(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*args, **kwargs):
            if name == "open" and not args[1] & (os.O_CREAT | os.O_RDWR):
                return real(*args, **kwargs)
            if only in (None, name):
                calls.append(name)
                hit(len(calls), name)
            return real(*args, **kwargs)

        return call

    for name in _CHANGING:
        if hasattr(os, name):
            monkeypatch.setattr(os, name, watched(name, getattr(os, name)))
    return calls


def die_at(monkeypatch, action: Callable[[], object], number: int, call_to: str | None = None) -> bool:
    """Do it, dying at the given call; `False` when it ended before."""

    def hit(count: int, name: str) -> None:
        if count >= number:
            raise Dead

    with monkeypatch.context() as patches:
        counted(patches, hit, call_to)
        try:
            action()
        except Dead:
            return True
    return False


def fail_at(monkeypatch, action: Callable[[], object], number: int) -> str:
    """Do it, one call failing for want of space; what came of it: a failure, a success in spite of it, or the end."""
    met = []

    def hit(count: int, name: str) -> None:
        if count == number:
            met.append(name)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patches:
        counted(patches, hit)
        try:
            action()
        except OSError as failure:
            if failure.errno != errno.ENOSPC:
                raise
            return "failed"
    return "survived" if met else "untroubled"


def histories(archive: Archive) -> Iterator[str]:
    """Three ways to come to the old site: as the first one, with a twin at hand, and with a stale one."""
    for history in ("first", "with a twin", "with another twin"):
        shutil.rmtree(archive.root)
        (archive.root / "content").mkdir(parents=True)
        if history == "with another twin":
            archive.publish(NEW)
        if history != "first":
            archive.publish({**OLD, "index.html": b"older front"})
        archive.publish(OLD)
        yield history


def test_a_full_disk_at_any_step_leaves_a_whole_site_and_the_next_build_succeeds(archive: Archive, monkeypatch) -> None:
    steps, outcomes = 0, {"failed"}
    while "untroubled" not in outcomes:
        steps += 1
        outcomes = set()
        for history in histories(archive):
            before = stamps(archive.output)
            outcome = fail_at(monkeypatch, lambda: archive.publish(NEW), steps)
            outcomes.add(outcome)
            if outcome == "failed":
                # No repair was needed to have a whole site, and the old one was not even touched.
                assert archive.published() in (OLD, NEW), (steps, history)
                assert archive.published() == NEW or stamps(archive.output)["index.html"] == before["index.html"]
            else:
                assert archive.published() == NEW, (steps, history)
            archive.publish(NEW)
            assert archive.published() == NEW, (steps, history)
            assert archive.scraps() == set()
    assert steps > 30


def test_a_kill_at_any_step_leaves_a_whole_site_after_repair_and_the_next_build_succeeds(
    archive: Archive, monkeypatch
) -> None:
    steps, killed = 0, True
    while killed:
        steps += 1
        killed = False
        for history in histories(archive):
            killed |= die_at(monkeypatch, lambda: archive.publish(NEW), steps)
            if archive.output.exists():
                assert archive.published() in (OLD, NEW), (steps, history)
            archive.repair()
            assert archive.published() in (OLD, NEW), (steps, history)
            archive.repair()
            assert archive.scraps() == set()
            archive.publish(NEW)
            assert archive.published() == NEW, (steps, history)
    assert steps > 30


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="names are exchanged in two steps here")
def test_where_two_names_can_be_exchanged_there_is_a_whole_site_at_every_moment(archive: Archive, monkeypatch) -> None:
    steps, going_on = 0, True
    while going_on:
        steps += 1
        going_on = False
        for history in histories(archive):
            with monkeypatch.context() as patches:
                patches.setattr(swap, "exchange", exchange)
                going_on |= die_at(monkeypatch, lambda: archive.publish(NEW), steps)
                assert archive.published() in (OLD, NEW), (steps, history)
                archive.publish(NEW)
                assert archive.published() == NEW, (steps, history)
                assert archive.scraps() == set()
    assert steps > 30


def test_a_kill_during_the_repair_is_mended_by_the_next_repair(archive: Archive, monkeypatch) -> None:
    number, killed = 0, True
    while killed:
        number += 1
        for _ in histories(archive):
            die_at(monkeypatch, lambda: archive.publish(NEW), call_to="rename", number=2)
            killed = die_at(monkeypatch, archive.repair, number)
            archive.repair()
            assert archive.published() == OLD
            break
    assert number > 1


@pytest.mark.parametrize("how", ["killed", "failed"])
def test_file_by_file_too_the_site_is_whole_after_repair(archive: Archive, monkeypatch, how: str) -> None:
    steps, going_on = 0, True
    while going_on:
        steps += 1
        going_on = False
        for history in histories(archive):
            with monkeypatch.context() as patches:
                refuse_to_rename(archive.output, patches)
                if how == "killed":
                    going_on |= die_at(monkeypatch, lambda: archive.publish(NEW), steps)
                else:
                    going_on |= fail_at(monkeypatch, lambda: archive.publish(NEW), steps) != "untroubled"
                archive.repair()
                assert archive.published() in (OLD, NEW), (steps, history)
                assert archive.scraps() == set()
                archive.publish(NEW)
                assert archive.published() == NEW, (steps, history)
    assert steps > 30


def test_a_first_publication_that_is_killed_leaves_nothing_or_everything(archive: Archive, monkeypatch) -> None:
    number, killed = 0, True
    while killed:
        number += 1
        shutil.rmtree(archive.root)
        (archive.root / "content").mkdir(parents=True)
        killed = die_at(monkeypatch, lambda: archive.publish(OLD), number)
        assert archive.published() in ({}, OLD), number
        archive.publish(OLD)
        assert archive.published() == OLD
    assert number > 20


def test_an_archive_that_was_moved_after_a_crash_is_mended_where_it_is(archive: Archive, monkeypatch) -> None:
    archive.publish(OLD)
    die_at(monkeypatch, lambda: archive.publish(NEW), call_to="rename", number=2)
    moved = archive.root.with_name("moved")
    archive.root.rename(moved)
    repair(moved / "site", moved / ".diarium")
    assert files_of(moved / "site") == OLD


def test_repair_of_what_is_not_broken_does_nothing(archive: Archive) -> None:
    archive.repair()
    assert not archive.state.exists()
    archive.publish(OLD)
    before = stamps(archive.root)
    archive.repair()
    assert stamps(archive.root) == before


PUBLISH_FOR_EVER = """
import sys
from pathlib import Path
from diarium.disk.publish import publish
root = Path(sys.argv[1])
def site(name):
    yield "index.html", name
    for number in range(40):
        yield f"{name.decode()}/{number}/index.html", name * 100
        yield f"both/{number}/index.html", name
        yield f"same/{number}/index.html", b"same"
print("ready", flush=True)
while True:
    for name in (b"one", b"two"):
        publish(root / "site", root / ".diarium", site(name))
"""


def generation(site: Site) -> str | None:
    """Which of the two sites of the script this is, if it is one of them in full."""
    name = site.get("index.html", b"").decode()
    whole = {"index.html": name.encode()}
    for number in range(40):
        whole[f"{name}/{number}/index.html"] = name.encode() * 100
        whole[f"both/{number}/index.html"] = name.encode()
        whole[f"same/{number}/index.html"] = b"same"
    return name if site == whole else None


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="processes are ended differently here")
def test_random_kills_never_leave_a_mixture(archive: Archive) -> None:
    chance = random.Random(20170223)
    for kill in range(25):
        command = [sys.executable, "-c", PUBLISH_FOR_EVER, os.fspath(archive.root)]
        with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0.005, 0.06))  # anywhere in one or the other of two publishings
            process.kill()
        if archive.output.exists():
            assert generation(archive.published()), kill
        archive.repair()
        assert not archive.output.exists() or generation(archive.published()), kill
    archive.publish(NEW)
    assert archive.published() == NEW


# ---------------------------------------------------------------- lasting


def test_few_files_are_flushed_one_by_one_and_many_at_once(archive: Archive, monkeypatch) -> None:
    flushed: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: flushed.append("file"))
    monkeypatch.setattr(os, "sync", lambda: flushed.append("all"), raising=False)
    archive.publish({"a.html": b"a"})
    assert "all" not in flushed
    assert flushed.count("file") >= 2
    archive.publish({f"{number}.html": b"a" for number in range(500)})
    assert flushed.count("all") == 1
    assert flushed.count("file") < 20
