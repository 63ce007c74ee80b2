"""Files whose names are not quite right: the editor is told once, and what the right name is."""

import unicodedata

import pytest
from archive import DOCUMENT, Archive, accepted, document, refused, warned

OSLO = "---\nname: Oslo\n---\n"


@pytest.mark.parametrize(
    ("path", "place", "help"),
    [
        ("content/documents/b.markdown", "content/documents/b.markdown", "rename it to content/documents/b.md"),
        ("content/documents/2017/B.MD", "content/documents/2017/B.MD", "rename it to content/documents/2017/B.md"),
        ("content/documents/b.yaml", "content/documents/b.yaml", "rename it to content/documents/b.md, and put its fields between two lines of ---"),
        ("content/cities/oslo.yml", "content/cities/oslo.yml", "rename it to content/cities/oslo.md, and put its fields between two lines of ---"),
        ("content/pages/om.Md", "content/pages/om.Md", "rename it to content/pages/om.md"),
        ("content/INDEX.md", "content/INDEX.md", "rename it to content/index.md"),
        ("content/archive.yaml", "content/archive.yaml", "put into that file what only this one says, and delete this one"),
        ("content/brev.md", "content/brev.md", "move it to content/documents or content/pages"),
        ("content/document/a.md", "content/document", "move what it holds to content/documents"),
        ("content/Dokumenter/2017/a.md", "content/Dokumenter", "move what it holds to content/documents"),
        ("content/People/a.md", "content/People", "rename it to content/people"),
        ("content/person/a.md", "content/person", "rename it to content/people"),
        ("content/städer/oslo.md", "content/städer", "rename it to content/cities"),
        ("content/saker/a.md", "content/saker", "rename it to content/cases"),
        ("content/organizations/a.md", "content/organizations", "rename it to content/organisations"),
        ("content/seires/a.md", "content/seires", "rename it to content/series"),
        ("content/2017/a.md", "content/2017", "move its texts to content/documents or content/pages, or to a folder of the registry such as content/people"),
    ],
)  # fmt: skip
def test_what_is_not_read_because_of_its_name_is_told_with_the_right_one(tmp_path, path, place, help):
    said = warned(tmp_path, {DOCUMENT: document(), path: OSLO}).only
    assert (said.code, said.path, said.help) == ("misnamed-file", place, help)


def test_a_folder_is_told_of_once_with_all_that_lies_in_it(tmp_path):
    files = {f"content/document/{name}": document() for name in ("a.md", "2017/b.md", "plan.txt")}
    said = warned(tmp_path, files).only
    assert (said.path, said.help) == ("content/document", "rename it to content/documents")


def test_a_folder_of_files_alone_is_no_misnamed_one(tmp_path):
    papers = document("Text.\n", "attachments: [{title: Plan, file: ../../files/plan.txt}]")
    files = {DOCUMENT: papers, "content/files/plan.txt": "Plan.\n", "content/files/other.txt": "Other.\n"}
    said = warned(tmp_path, files).only
    assert (said.code, said.path) == ("unlisted-file", "content/files/other.txt")


def test_a_text_that_is_an_attachment_may_be_called_as_it_is(tmp_path):
    listed = "attachments: [{title: Draft, file: utkast.markdown}]"
    accepted(tmp_path, {DOCUMENT: document("Text.\n", listed), "content/documents/2017/utkast.markdown": "Draft.\n"})


@pytest.mark.parametrize("name", ["archive.yaml", "Archive.yml", "ARCHIVE.YAML"])
def test_where_the_settings_are_missing_the_file_that_was_meant_is_named(tmp_path, name):
    archive = Archive(tmp_path, {DOCUMENT: document(), f"content/{name}": "name: Archive\n"})
    archive.remove("content/archive.yml")
    said = archive.check().only
    assert (said.code, said.help) == ("no-archive", f"rename content/{name} to content/archive.yml")


@pytest.mark.parametrize("name", [".md", "..md", "...md", ".utkast.md"])
def test_a_hidden_document_is_not_passed_over_without_a_word(tmp_path, name):
    said = warned(tmp_path, {DOCUMENT: document(), f"content/documents/{name}": document()}).only
    assert (said.code, said.path) == ("hidden-file", f"content/documents/{name}")


@pytest.mark.parametrize("name", [".#a.md", "._a.md", "a.md~", "#a.md#", ".DS_Store"])
def test_what_programs_leave_lying_is(tmp_path, name):
    accepted(tmp_path, {DOCUMENT: document(), f"content/documents/{name}": document()})


# ---------------------------------------------------------------- two names that are one elsewhere


@pytest.mark.parametrize(
    ("folder", "text"),
    [("documents/2017", document()), ("cities", OSLO), ("pages", "---\ntitle: Om\n---\n"), ("cases", OSLO)],
)
@pytest.mark.parametrize(
    ("one", "other"),
    [("Mote", "mote"), (unicodedata.normalize("NFC", "möte"), unicodedata.normalize("NFD", "möte"))],
)
def test_files_that_many_disks_take_for_one_are_told_of_once(tmp_path, folder, text, one, other):
    said = refused(tmp_path, {f"content/{folder}/{name}.md": text for name in (one, other)}).only
    assert (said.code, len(said.notes)) == ("name-collision", 1)


def test_so_are_folders(tmp_path):
    said = refused(tmp_path, {f"content/documents/{folder}/a.md": document() for folder in "Aa"}).only
    assert (said.code, said.path) == ("name-collision", "content/documents/a")


@pytest.mark.parametrize("folders", [("2017", "2018"), ("Å", "A")])
def test_two_documents_of_one_address_that_no_disk_mixes_up_are_told_of(tmp_path, folders):
    said = refused(tmp_path, {f"content/documents/{folder}/a.md": document() for folder in folders}).only
    assert (said.code, said.message) == ("name-collision", "two documents would have the address /documents/2017/a/")
