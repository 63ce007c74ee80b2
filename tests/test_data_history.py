"""What the archive says about its own past: from Git where there is one, from corrections where there is none."""

import re
import shutil

import pytest
from archive import DOCUMENT, Archive, built, document
from repository import commit, git

from diarium.pages.history import compare, public_since

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no Git on this machine")

REPORT = "content/documents/2017/report.md"


@pytest.fixture
def archive(tmp_path):
    made = Archive(
        tmp_path / "work", {REPORT: document("Ett stycke som står kvar.\n\nDet var tolv deltagare i salen.\n")}
    )
    git(made.root, "init", "-q", "-b", "main")
    commit(made, "2020-01-01")
    return made


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def build(archive, *options):
    outcome = archive.build(*options)
    assert outcome.status == 0, outcome.err
    return outcome


def test_a_change_is_told_with_its_day_and_words(archive):
    archive.write(REPORT, document("Ett stycke som står kvar.\n\nDet var tretton deltagare i salen.\n"))
    commit(archive, "2021-05-06")
    build(archive)
    page = archive.page("documents/2017/report/versions/")
    assert "<del" in page
    assert "tolv</del>" in page
    assert "tretton</ins>" in page
    assert "står kvar" not in page
    assert '<time datetime="2021-05-06">' in page
    assert "redaktionen" not in page
    assert 'href="versions/"' in archive.page()
    assert "version 2021-05-06 (" in archive.page()
    changes = archive.page("changes/2021-05/")
    assert "1 passage changed" in words(changes)
    assert "Report" in words(archive.page("changes/2020-01/"))
    feed = (archive.root / "site/feed.xml").read_text("utf-8")
    assert "<updated>2021-05-06T00:00:00Z</updated>" in feed
    assert "<published>2020-01-01T00:00:00Z</published>" in feed


def test_a_document_that_never_changed_has_no_page_of_versions(archive):
    build(archive)
    assert not (archive.root / "site/documents/2017/report/versions").exists()
    assert "2020" in words(archive.page("changes/"))


def test_what_is_not_committed_has_no_day(archive):
    archive.write(REPORT, document("Något annat.\n"))
    build(archive)
    assert "version 2017-02-23 (" in archive.page()


def test_a_draft_has_no_past(archive):
    path = "content/documents/2017/later.md"
    archive.write(path, document("Hemligt utkast.\n", "draft: true"))
    commit(archive, "2020-02-02")
    archive.write(path, document("Färdigt.\n"))
    commit(archive, "2020-03-03")
    archive.write(path, document("Färdigt, äntligen.\n"))
    commit(archive, "2020-04-04")
    build(archive)
    assert not any(b"Hemligt" in data for data in archive.site().values())
    page = archive.page("documents/2017/later/versions/")
    assert re.findall(r'datetime="(\d{4}-\d{2}-\d{2})"', page) == ["2020-04-04", "2020-03-03"]


def test_a_renamed_file_keeps_its_past(archive):
    git(archive.root, "mv", REPORT, "content/documents/2017/rapport.md")
    git(archive.root, "commit", "-qm", "x", day="2022-02-02")
    build(archive)
    assert "<published>2020-01-01T00:00:00Z</published>" in (archive.root / "site/feed.xml").read_text("utf-8")


def test_a_shallow_clone_gives_a_warning_and_no_date(archive, tmp_path):
    archive.write(REPORT, document("Ett stycke till.\n"))
    commit(archive, "2021-05-06")
    git(tmp_path, "clone", "-q", "--depth", "1", archive.root.as_uri(), "shallow")
    shallow = Archive.__new__(Archive)
    shallow.root = tmp_path / "shallow"
    outcome = build(shallow)
    assert outcome.codes == ["history-cut-off"]
    assert not any(b"2021-05" in data for data in shallow.site().values())
    assert shallow.check().codes == ["history-cut-off"]


def test_a_second_build_asks_no_more_and_says_the_same(archive):
    archive.write(REPORT, document("Ett stycke till.\n"))
    commit(archive, "2021-05-06")
    build(archive)
    before = archive.site()
    build(archive)
    assert archive.site() == before
    shutil.rmtree(archive.root / ".diarium")
    build(archive)
    assert archive.site() == before


def test_an_archive_in_a_folder_of_a_repository(tmp_path):
    archive = Archive(tmp_path / "repo/archive", {REPORT: document()})
    git(tmp_path / "repo", "init", "-q", "-b", "main")
    git(tmp_path / "repo", "add", ".")
    git(tmp_path / "repo", "commit", "-qm", "x", day="2019-09-09")
    build(archive)
    assert "2019-09-09" in archive.page("changes/")


def test_without_git_corrections_tell(tmp_path):
    text = document("Text.\n", "corrections:", "  - date: 2018-03", "    note: Namnet var fel.")
    archive = Archive(tmp_path, {REPORT: text})
    build(archive)
    assert "Namnet var fel." in words(archive.page("documents/2017/report/versions/"))
    assert "Namnet var fel." in words(archive.page("changes/2018-03/"))


def test_there_is_always_a_page_of_changes(tmp_path):
    archive = Archive(tmp_path)
    build(archive)
    assert "There is nothing here yet." in words(archive.page("changes/"))


# ---------------------------------------------------------------- the difference itself


def test_broken_lines_make_no_difference():
    one = "---\ntitle: A\n---\n\nEtt stycke på\ntvå rader.\n"
    other = "---\ntitle: A\n# en anteckning\npublish: 2020-01-01\n---\nEtt stycke på två rader.\n"
    assert compare(one, other) == ()


def test_long_passages_show_what_is_near():
    before = " ".join(f"ord{n}" for n in range(60))
    (change,) = compare(before, before.replace("ord30", "nytt"))
    assert change == (
        ("=", "… " + " ".join(f"ord{n}" for n in range(22, 30))),
        ("-", "ord30"),
        ("+", "nytt"),
        ("=", " ".join(f"ord{n}" for n in range(31, 39)) + " …"),
    )


@pytest.mark.parametrize(
    ("front", "since"),
    [
        ("", "2020-01-01"),
        ("draft: true\n", ""),
        ("publish: 2021-01-01\n", "2021-01-01"),
        ("withdrawn:\n  date: 2019\n", ""),
    ],
)
def test_which_states_were_public(front, since):
    assert public_since(f"---\ntitle: A\n{front}---\nText.\n", "2020-01-01") == since


def test_everything_withdrawn_stands_on_one_list_with_its_reason(tmp_path):
    gone = "---\ntitle: {0}\ndate: {1}-01-01\ntype: report\nwithdrawn: {{date: {1}-02-03, reason: Because of {0}.}}\n---\n\nSecret.\n"
    files = {f"content/documents/{year}/{name}.md": gone.format(name, year) for name, year in (("one", 2015), ("two", 2019))}  # fmt: skip
    archive = built(tmp_path, {DOCUMENT: document(), **files})
    page = archive.page("changes")
    listed = page[page.index('id="withdrawn"') :]
    assert listed.index("Because of two.") < listed.index("Because of one.")
    assert 'href="../documents/2015/one/"' in listed
    assert "Secret" not in "".join(text.decode("utf-8", "replace") for text in archive.site().values())
