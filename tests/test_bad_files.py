"""File names and kinds of files that do not travel: refused with both names, or made safe; nothing is ever followed."""

import json
import os
import socket
import sys
import unicodedata

import pytest
from archive import DOCUMENT, Archive, accepted, built, document, published, refused, warned
from cases import cases

FORMATS = ("text", "concise", "json", "github", "gitlab", "sarif")
YEAR = "content/documents/2017"
RIGHT = document()
posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


def named(*names):
    return {f"{YEAR}/{name}.md": RIGHT for name in names}


def shown(text):
    """A name as messages show it: what cannot be printed is spelt out."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


# ---------------------------------------------------------------- 19: two names for one thing


@pytest.mark.parametrize(
    ("one", "other"),
    cases(
        composed_and_decomposed=(unicodedata.normalize("NFC", "Mål"), unicodedata.normalize("NFD", "Mål")),
        capital_and_small=("Report", "report"),
        capital_and_small_beyond_ascii=("Ärende", "ärende"),
        with_and_without_its_accent=("Mål", "Mal"),
        with_a_space_and_with_a_hyphen=("a b", "a-b"),
        Norwegian_and_Swedish_letters=("møte", "möte"),
        with_and_without_an_apostrophe=("dagens", "dagen's"),
    ),
)
def test_two_files_that_would_share_an_address_are_an_error_that_names_both(tmp_path, one, other):
    outcome = refused(tmp_path, named(one, other))
    assert set(outcome.codes) == {"name-collision"}
    for said in outcome.messages:
        paths = {said.path, *(note["path"] for note in said.notes)}
        assert paths == {f"{YEAR}/{one}.md", f"{YEAR}/{other}.md"}
        assert said.help


def test_two_folders_that_are_one_elsewhere_are_an_error(tmp_path):
    nfc, nfd = (unicodedata.normalize(form, "Möten") for form in ("NFC", "NFD"))
    outcome = refused(tmp_path, {f"content/documents/{nfc}/a.md": RIGHT, f"content/documents/{nfd}/b.md": RIGHT})
    assert set(outcome.codes) == {"name-collision"}


def test_the_same_name_in_two_folders_is_an_error_only_within_one_year(tmp_path):
    other = RIGHT.replace("2017-02-23", "2016-02-23")
    accepted(tmp_path / "a", {f"{YEAR}/report.md": RIGHT, "content/documents/2016/report.md": other})
    outcome = refused(tmp_path / "b", {f"{YEAR}/report.md": RIGHT, "content/documents/2016/report.md": RIGHT})
    assert outcome.codes == ["name-collision"]


@pytest.mark.parametrize("folder", ["people", "cities", "series", "organisations", "themes"])
def test_two_entries_that_would_share_an_address_are_an_error(tmp_path, folder):
    entries = {
        f"content/{folder}/mål.md": "---\nname: Mål\n---\n",
        f"content/{folder}/mal.md": "---\nname: Annat\n---\n",
    }
    said = refused(tmp_path, entries).only
    assert said.code == "name-collision"
    assert {said.path, said.notes[0]["path"]} == set(entries)


@pytest.mark.parametrize("name", ["search", "documents", "people", "data", "changes", "years"])
def test_a_page_may_not_stand_where_a_page_of_the_engine_stands(tmp_path, name):
    said = refused(tmp_path, {f"content/pages/{name}.md": "---\ntitle: X\n---\n"}).only
    assert (said.code, said.path) == ("name-collision", f"content/pages/{name}.md")
    assert f"/{name}/" in said.message


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_in_either_form_gives_the_same_page(tmp_path, form):
    archive = built(tmp_path, named(unicodedata.normalize(form, "Møte på Åland")))
    assert "documents/2017/mote-pa-aland/index.html" in archive.site()


def test_a_person_named_in_both_forms_has_one_page(tmp_path):
    lines = ("signed:", f"  - {unicodedata.normalize('NFD', 'Åsa Öberg')}", "officer: Åsa Öberg")
    archive = built(tmp_path, {DOCUMENT: document("Text.\n", *lines)})
    assert sum(path.startswith("people/") and path.endswith("/index.html") for path in archive.site()) == 2
    assert "people/asa-oberg/index.html" in archive.site()


# ---------------------------------------------------------------- 20: names that work on this computer only


@pytest.mark.parametrize(
    "name",
    [
        "CON",
        "con",
        "PRN",
        "aux",
        "nul",
        "COM1",
        "lpt9",
        "con.x",
        "a:b",
        "a?b",
        "a*b",
        "a<b",
        "a>b",
        "a|b",
        'a"b',
        "a\\b",
        "-lead",
        "a\nb",
        "\x01",
    ],
)
@posix_only
def test_a_name_that_not_every_computer_can_have_is_an_error(tmp_path, name):
    outcome = refused(tmp_path, named(name))
    assert outcome.codes == ["bad-file-name"]
    assert outcome.only.path == f"{YEAR}/{shown(name)}.md"
    assert outcome.only.help.startswith("rename")


@pytest.mark.parametrize("name", ["%2e%2e", "a%2fb", "%00", "caf%C3%A9", "x..%2f..%2fetc"])
@posix_only
def test_a_name_that_reads_as_a_code_is_an_error(tmp_path, name):
    said = refused(tmp_path, named(name)).only
    assert (said.code, said.path) == ("bad-file-name", f"{YEAR}/{name}.md")


@pytest.mark.parametrize("name", ["!!!", "–", "+", "€".replace("€", "·"), "()", "_"])
def test_a_name_of_which_no_address_can_be_made_is_an_error(tmp_path, name):
    said = refused(tmp_path, named(name)).only
    assert said.code == "bad-file-name"
    assert "address" in said.message


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("trailing.", "trailing"),
        ("trailing ", "trailing"),
        (" leading", "leading"),
        ("100%", "100"),
        ("a & b", "a-b"),
        ("æ ø å ä ö", "ae-o-a-a-o"),
        ("ÆØÅÄÖ", "aeoaao"),
        ("Straße", "strasse"),
        ("日本", None),
        ("Ελλάδα", None),
        ("a..b", "a-b"),
        ("a/../b".replace("/", "∕"), "a-b"),
        ("__proto__", "proto"),
        ("x" * 251, None),
        ("å" * 125, None),
    ],
)
@posix_only
def test_an_unusual_name_becomes_a_safe_slug(tmp_path, name, slug):
    outcome = Archive(tmp_path, named(name)).build()
    assert (outcome.status, outcome.errors) == (0, []), outcome.err
    found = [p.parent.name for p in (tmp_path / "site" / "documents" / "2017").rglob("index.html")]
    assert len(found) == 1
    assert found[0].isascii()
    assert 0 < len(found[0]) <= 110
    assert slug is None or found == [slug]


@pytest.mark.parametrize(
    "name", ["CON", "nul", "Aux", "com1", "..", ".", "../..", "a/b", "/", "%2e%2e", "x" * 5000, "!"]
)
def test_names_of_people_and_places_never_leave_the_site(tmp_path, name):
    lines = (f"organisation: '{name}'", f"cities: ['{name} by']")
    archive = Archive(tmp_path, {DOCUMENT: document("Text.\n", *lines)})
    outcome = archive.build()
    if outcome.status:
        assert set(outcome.codes) == {"bad-name"}, outcome.err
        return
    for path in archive.site():
        for part in path.lower().split("/"):
            assert part not in ("", ".", "..")
            assert part.partition(".")[0] not in ("con", "prn", "aux", "nul", "com1")
            assert len(part.encode()) <= 255


@posix_only
def test_a_document_whose_name_begins_with_a_full_stop_is_told_of(tmp_path):
    said = warned(tmp_path, {**named(".hidden"), DOCUMENT: RIGHT}).only
    assert (said.code, said.path) == ("hidden-file", f"{YEAR}/.hidden.md")


# ---------------------------------------------------------------- 21: names that cannot be shown


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="this system keeps names in Unicode only")
@pytest.mark.parametrize(
    "path", [b"content/documents/2017/m\xf8te.md", b"content/documents/20\xff17/a.md", b"content/\xe5.pdf"]
)
@pytest.mark.parametrize("format", FORMATS)
def test_a_name_that_is_no_utf_8_is_an_error_that_itself_prints(tmp_path, path, format):
    archive = published(tmp_path, {path: RIGHT, DOCUMENT: RIGHT})
    outcome = archive.run("check", format=format)
    assert outcome.status == 1
    assert "\\x" in outcome.err
    assert "bad-file-name" in outcome.err
    outcome.err.encode("utf-8")


def test_sarif_writes_the_names_of_files_as_addresses(tmp_path):
    """So the format asks (RFC 3986); a name with a blank or an å would else be no valid report."""
    archive = Archive(tmp_path, {f"{YEAR}/mål 1.md": "Text.\n"})
    report = json.loads(archive.run("check", format="sarif").err)
    (location,) = report["runs"][0]["results"][0]["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == f"{YEAR}/m%C3%A5l%201.md"


def test_a_message_about_what_the_settings_lack_shows_none_of_their_lines(tmp_path):
    """The first line of the file has nothing to do with it."""
    outcome = Archive(tmp_path, {"content/archive.yml": "language: nb\n"}).run("check", format="text")
    (place, help) = outcome.err.splitlines()[:2]
    assert place == "content/archive.yml:1:1: error[missing-field]: the field 'name' is missing"
    assert help == "  help: add a line such as: name: Byarkivet"


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\u202e", "RIGHT-TO-LEFT OVERRIDE"),
        ("\u200b", "ZERO WIDTH SPACE"),
        ("\u2066", "ISOLATE"),
        ("\ufeff", "ZERO WIDTH"),
        ("\u3164", "HANGUL FILLER"),
        ("\u2028", "LINE SEPARATOR"),
    ],
)
@posix_only
def test_an_invisible_character_in_a_name_is_an_error(tmp_path, character, name):
    said = refused(tmp_path, named(f"re{character}port")).only
    assert said.code == "bad-file-name"
    assert name in said.message
    assert character.isprintable() or character not in said.path + said.words


@pytest.mark.parametrize(
    ("files", "place"),
    cases(
        of_a_person=({"content/people/a-b.md": "---\nname: Anna\u202e Berg\n---\n"}, (2, 11)),
        of_an_alias=({"content/cities/oslo.md": "---\nname: Oslo\naliases: [Os\u200blo]\n---\n"}, (3, 13)),
        of_a_participant=({DOCUMENT: document("Text.\n", "participants:", "  - Anna\u200b Berg, leder")}, (6, 9)),
        of_the_archive=({"content/archive.yml": "name: Arch\u200bive\n"}, (1, 11)),
        of_a_page=({"content/pages/about.md": "---\ntitle: Ab\u202eout\n---\n"}, (2, 10)),
    ),
)
def test_an_invisible_character_in_a_title_or_a_person_s_name_is_an_error(tmp_path, files, place):
    said = refused(tmp_path, files).only
    assert (said.code, said.place) == ("invisible-character", place)
    assert "U+" in said.message


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_messages_print_on_a_terminal_of_any_encoding(tmp_path, format, locale):
    archive = Archive(tmp_path, {DOCUMENT: document("Text.\n", "språk: \u202e日本 😀")})
    outcome = archive.run_apart("check", format=format, LC_ALL=locale, PYTHONUTF8="0", PYTHONIOENCODING="ascii:strict")
    assert outcome.status == 1, outcome.err
    assert "Traceback" not in outcome.err
    assert "invisible-character" in outcome.err


# ---------------------------------------------------------------- 22: what is no plain file


def make_link(path):
    path.symlink_to("/etc/hostname")


def make_dangling_link(path):
    path.symlink_to("nowhere")


def make_link_to_a_neighbour(path):
    path.symlink_to("report.md")


def make_link_to_a_folder(path):
    path.symlink_to("/etc")


def make_link_to_the_folder_above(path):
    path.symlink_to("..")


def make_fifo(path):
    os.mkfifo(path)


def make_socket(path):
    before = os.getcwd()
    os.chdir(path.parent)  # the path of a socket may have a hundred characters only
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(before)


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (make_link, "symbolic link"),
        (make_dangling_link, "symbolic link"),
        (make_link_to_a_neighbour, "symbolic link"),
        (make_link_to_a_folder, "symbolic link"),
        (make_link_to_the_folder_above, "symbolic link"),
        (make_fifo, "named pipe"),
        (make_socket, "socket"),
    ],
)
@pytest.mark.parametrize("name", ["other.md", "other.pdf", "other"])
@posix_only
def test_what_is_no_plain_file_is_an_error_and_never_followed(tmp_path, make, what, name):
    archive = published(tmp_path, {DOCUMENT: RIGHT})
    make(tmp_path / YEAR / name)
    said = refused(tmp_path, archive).only
    assert (said.code, said.path) == ("not-a-file", f"{YEAR}/{name}")
    assert what in said.message


@posix_only
def test_settings_that_are_a_link_are_not_followed(tmp_path):
    archive = published(tmp_path, {DOCUMENT: RIGHT})
    archive.remove("content/archive.yml")
    (tmp_path / "elsewhere.yml").write_text("name: X\n", encoding="utf-8")
    (tmp_path / "content/archive.yml").symlink_to("../elsewhere.yml")
    assert "not-a-file" in refused(tmp_path, archive).codes


# ---------------------------------------------------------------- versions that were not joined

TWO = "<<<<<<< HEAD\n{}=======\n{}>>>>>>> draft\n"


@pytest.mark.parametrize(
    ("path", "text", "line"),
    cases(
        a_text=(DOCUMENT, document("Text.\n\n" + TWO.format("One.\n", "Two.\n")), 9),
        fields=(
            DOCUMENT,
            "---\ntitle: A\n" + TWO.format("date: 2017\n", "date: 2018\n") + "type: report\n---\n\nText.\n",
            3,
        ),
        an_entry=("content/people/anna.md", "---\nname: Anna\n---\n\n" + TWO.format("", "Chair.\n"), 5),
        settings=("content/archive.yml", "name: A\n" + TWO.format("language: sv\n", "language: en\n"), 2),
    ),
)
def test_two_versions_that_git_left_are_one_error_that_shows_where(tmp_path, path, text, line):
    said = refused(tmp_path, {DOCUMENT: RIGHT, path: text}).only
    assert (said.path, said.code, said.place) == (path, "unmerged", (line, 1))
    assert text.split("\n")[said.notes[0]["line"] - 1] == ">>>>>>> draft"


def test_signs_that_are_no_two_versions_are_a_text(tmp_path):
    accepted(tmp_path, {DOCUMENT: document("Head\n=======\n\n`<<<<<<< x`\n\n>>>>>>> y\n")})
