"""Files stay what they were: sites against their manifest, here and on a server; originals against their checksum."""

import hashlib
import os
import shutil

import pytest
from archive import DOCUMENT, Archive, document, published, refused
from conftest import served

from diarium.disk.bundle import MANIFEST

PAPER = "content/documents/2017/original.txt"
WORDS = b"What stood on the paper.\n"
DIGEST = hashlib.sha256(WORDS).hexdigest()
NAMES = ("plain.txt", "50 # & more.txt", "protokoll-möte.txt")


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """A site whose files have names that need care on their way to a server and into a bag."""
    listed = "".join(f"  - {{title: One, file: '{name}'}}\n" for name in NAMES)
    files = {f"content/documents/2017/{name}": name for name in NAMES}
    made = Archive(tmp_path_factory.mktemp("fixity"), {DOCUMENT: document("Text.\n", f"attachments:\n{listed.rstrip()}"), **files})  # fmt: skip
    outcome = made.build()
    assert outcome.status == 0, outcome.err
    return made


@pytest.fixture
def site(archive, tmp_path):
    return shutil.copytree(archive.root / "site", tmp_path / "site")


def damage(site):
    (site / "robots.txt").write_bytes(b"x")
    (site / "feed.json").unlink()
    (site / "documents/2017/report" / NAMES[1]).write_bytes(b"x")
    (site / "new.txt").write_bytes(b"x")


def test_a_site_as_it_was_published_is_found_whole(archive):
    outcome = archive.run("verify")
    assert outcome.status == 0
    count = len((archive.root / "site" / MANIFEST).read_text().splitlines())
    assert (outcome.out, outcome.err) == (f"{count} files of {count} as published\n", "")


def test_what_was_changed_lost_and_added_is_named(archive, site):
    damage(site)
    (site / "404.html").unlink()
    (site / "404.html").symlink_to(archive.root / "site/404.html")  # the same bytes, but not the file
    (site / "documents/.diarium.html").write_bytes(b"x")  # our own mark stands at the top only
    outcome = archive.run("verify", str(site))
    assert outcome.status == 1
    changed = ["404.html", f"documents/2017/report/{NAMES[1]}", "robots.txt"]
    *named, summary = outcome.out.splitlines()
    assert named == [*(f"changed: {path}" for path in changed), "missing: feed.json", "added: documents/.diarium.html", "added: new.txt"]  # fmt: skip
    count = len((site / MANIFEST).read_text().splitlines())
    assert summary == f"{count - 4} files of {count} as published, 2 more"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_a_pipe_in_the_place_of_a_file_is_a_change_and_not_waited_for(archive, site):
    (site / "404.html").unlink()
    os.mkfifo(site / "404.html")
    outcome = archive.run("verify", str(site))
    assert (outcome.status, outcome.out.splitlines()[:-1]) == (1, ["changed: 404.html"])
    assert archive.run("verify", str(site), "-q").out == "changed: 404.html\n"


@pytest.mark.parametrize("end", ["", MANIFEST])
def test_a_server_is_compared_in_the_same_way(archive, site, end):
    with served(site, "/arkiv/") as address:
        assert archive.run("verify", address + end).status == 0
        damage(site)
        outcome = archive.run("verify", address + end)
    assert outcome.status == 1
    assert outcome.out.splitlines()[:-1] == [f"changed: documents/2017/report/{NAMES[1]}", "changed: robots.txt", "missing: feed.json"]  # fmt: skip


@pytest.mark.parametrize("text", [None, "", "no list\n", "<!doctype html>\n", "abc  index.html\n"])
def test_without_a_list_there_is_nothing_to_compare_with(archive, site, text):
    (site / MANIFEST).unlink()
    if text is not None:
        (site / MANIFEST).write_text(text)
    with served(site) as address:
        for where in (str(site), address):
            outcome = archive.run("verify", where)
            assert (outcome.status, outcome.out) == (2, "")
            assert MANIFEST in outcome.err


def test_a_server_that_cannot_be_asked_is_no_difference(archive, site):
    with served(site) as address:
        pass
    outcome = archive.run("verify", address)
    assert (outcome.status, outcome.out) == (4, "")
    assert "cannot be asked" in outcome.err


# ---------------------------------------------------------------- originals


def with_original(digest, words=WORDS):
    attached = f"attachments:\n  - title: Original\n    file: original.txt\n    sha256: {digest}"
    return {DOCUMENT: document("Text.\n", attached), PAPER: words}


@pytest.mark.parametrize("digest", [DIGEST, DIGEST.upper(), f"sha256:{DIGEST}"])
def test_an_original_that_is_what_it_was_is_published(tmp_path, digest):
    archive = Archive(tmp_path, with_original(digest))
    assert archive.build().status == 0
    assert archive.site()["documents/2017/report/original.txt"] == WORDS
    assert DIGEST in archive.page()


def test_an_original_that_changed_stops_every_build(tmp_path):
    archive = published(tmp_path, with_original(DIGEST))
    assert archive.build().status == 0
    archive.write(PAPER, WORDS + b"!")
    said = refused(tmp_path, archive).only
    assert (said.code, said.path, said.line, said.column) == ("checksum-differs", DOCUMENT, 8, 13)
    assert hashlib.sha256(WORDS + b"!").hexdigest() in said.help
    archive.write(PAPER, WORDS)
    assert archive.build().status == 0


@pytest.mark.parametrize("digest", ["abc", DIGEST[:-1], DIGEST + "0", f"md5:{DIGEST}", DIGEST.replace(DIGEST[0], "g")])
def test_what_is_no_checksum_is_said_to_be_none(tmp_path, digest):
    said = refused(tmp_path, with_original(digest)).only
    assert (said.code, said.line) == ("bad-value", 8)


def test_an_imported_original_keeps_its_checksum(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/letter.txt").write_bytes(b"Letter\n\n23 February 2017\n\nSome words that matter.\n")
    archive = Archive(tmp_path / "archive", {DOCUMENT: document()})
    outcome = archive.run("import", "--keep-original", str(tmp_path / "in/letter.txt"))
    assert outcome.status == 0, outcome.err
    (draft,) = [path for path in (archive.root / "content/documents").rglob("*.md") if path.name != "report.md"]
    (kept,) = (archive.root / "content/documents").rglob("*-original.txt")
    assert f"sha256: {hashlib.sha256(kept.read_bytes()).hexdigest()}\n" in draft.read_text("utf-8")


# ---------------------------------------------------------------- a bag to hand on


def test_a_bag_is_valid_by_the_tool_that_others_use(archive, tmp_path):
    import bagit

    archive.write("content/archive.yml", "name: Archive\nlanguage: en\nowner: The city\ncontact: a@example.org\n")
    assert archive.build().status == 0
    outcome = archive.run("bag", str(tmp_path / "bag"))
    assert outcome.status == 0, outcome.err
    bag = bagit.Bag(str(tmp_path / "bag"))
    bag.validate()
    assert bag.info["Source-Organization"] == "The city"
    assert set(bag.payload_files()) == {f"data/{path}" for path in archive.site() if path != ".diarium"}
    assert (tmp_path / "bag/data" / MANIFEST).read_bytes() == archive.site()[MANIFEST]
    archive.run("bag", str(tmp_path / "again"))
    for path in ("bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"):
        assert (tmp_path / "bag" / path).read_bytes() == (tmp_path / "again" / path).read_bytes()
    (tmp_path / "bag/data/index.html").write_bytes(b"x")
    assert not bag.is_valid()


def test_a_sign_that_the_standard_wants_encoded_is(tmp_path):
    """bagit-python takes `%25` literally, against RFC 8493 (2.1.3); we follow the standard."""
    attached = "attachments: [{title: One, file: '100%.txt'}]"
    archive = Archive(tmp_path / "archive", {DOCUMENT: document("Text.\n", attached), "content/documents/2017/100%.txt": "x"})  # fmt: skip
    assert archive.build().status == 0
    assert archive.run("bag", str(tmp_path / "bag")).status == 0
    listed = (tmp_path / "bag/manifest-sha256.txt").read_text("utf-8")
    assert "  data/documents/2017/report/100%25.txt\n" in listed


def test_only_a_whole_site_is_packed_and_nothing_is_overwritten(archive, site, tmp_path):
    assert archive.run("bag", str(tmp_path)).status == 2
    damage(site)
    outcome = archive.run("bag", str(tmp_path / "bag"), "--site", str(site))
    assert outcome.status == 1
    assert "changed: robots.txt" in outcome.err
    assert not (tmp_path / "bag").exists()
