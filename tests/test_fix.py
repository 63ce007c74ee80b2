"""`check --fix`: what is certain is mended, the rest of a file stays as it is to the byte, and once is enough."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from archive import REPOSITORY, Archive, document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from patience import PATIENCE

PAPER = "content/documents/2017/report.md"
ENTRY = "content/people/hakon-gjems.md"


def fixed(root, files, *options):
    archive = Archive(root, files)
    return archive, archive.run("check", "--fix", *options)


def mended(tmp_path, *lines):
    """What becomes of these lines of front matter."""
    archive, _ = fixed(tmp_path, {PAPER: document("Text.\n", *lines)})
    text = (archive.root / PAPER).read_bytes().decode()
    return text.split("---\n")[1].splitlines()[3:]


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("lang: no", "lang: nb"),
        ("lang:  'no'   # as she wrote", "lang:  'nb'   # as she wrote"),
        ("publish: 2017/02/23", "publish: 2017-02-23"),
        ('publish: "23.02.2017"', 'publish: "2017-02-23"'),
        ("publish: den 23 februari 2017", "publish: 2017-02-23"),
        ("publish: torsdag 23.02.2017", "publish: 2017-02-23"),
        ("publish: 20170223", "publish: 2017-02-23"),
        ("meeting: {date: 16.–17. mars 2017}", "meeting: {date: 2017-03-16/2017-03-17}"),
        ("meeting: {date: 2017-03-16--2017-03-17}", "meeting: {date: 2017-03-16/2017-03-17}"),
        ("summary: Møte: budsjett", "summary: 'Møte: budsjett'"),
        ("summary: it's: so", "summary: 'it''s: so'"),
        ("summary: [Utkast] Plan", "summary: '[Utkast] Plan'"),
        ("summary: @stadshuset", "summary: '@stadshuset'"),
        ("summary:Plan", "summary: Plan"),
        ("summary:\u00a0Plan", "summary: Plan"),
        ("summary: Pl\u200ban", "summary: Plan"),
        ("sammanfattning: Plan", "summary: Plan"),
        ("deltakere: [Anna Berg]", "participants: [Anna Berg]"),
    ],
)
def test_what_is_certain_is_mended(tmp_path, line, right):
    assert mended(tmp_path, line) == [right]


@pytest.mark.parametrize(
    "line",
    [
        "publish: 02/03/2017",  # February or March
        "publish: 23.02.17",  # which century
        "publish: fredag 23.02.2017",  # it was a Thursday
        "publish: 31.02.2017",
        "publish: around 23.02.2017",
        "meeting: {date: 17.–16. mars 2017}",
        "participants: [{name: Anna role: chair}]",
        "summary: title: Plan",  # perhaps two fields
        "summary: Plan: two #2",
        "summary: “Plan”",  # the marks may belong to it
        "summary: 'Plan' and more",
        "sumary: Plan",  # likely, not certain
        "datum: 2017-02-23",  # there is a date already
        "\tsummary: Plan",
    ],
)
def test_what_is_only_likely_is_left_to_the_editor(tmp_path, line):
    assert mended(tmp_path, line) == [line]


@pytest.mark.parametrize(
    ("entry", "after"),
    [
        ("name: Håkon Gjems\n# remark\n", "name: Håkon Gjems\naliases:\n  - Haakon Gjems\n# remark\n"),
        (
            "aliases: # spellings\n- H. G. # signed\nname: Håkon Gjems\n",
            "aliases: # spellings\n- H. G. # signed\n- Haakon Gjems\nname: Håkon Gjems\n",
        ),
        ("name: Håkon Gjems\naliases: ['H, G']\n", "name: Håkon Gjems\naliases: ['H, G', Haakon Gjems]\n"),
        (
            "name: Håkon Gjems\naliases: [H. G., 'H #1'] # both [signed]\n",
            "name: Håkon Gjems\naliases: [H. G., 'H #1', Haakon Gjems] # both [signed]\n",
        ),
        ("name: Håkon Gjems\naliases: H. G.\n", "name: Håkon Gjems\naliases: [H. G., Haakon Gjems]\n"),
    ],
)
def test_a_spelling_of_the_same_letters_becomes_an_alias(tmp_path, entry, after):
    files = {PAPER: document("Text.\n", "officer: Haakon Gjems"), ENTRY: f"---\n{entry}---\n"}
    archive, outcome = fixed(tmp_path, files)
    assert (archive.root / ENTRY).read_text("utf-8") == f"---\n{after}---\n"
    assert not [said for said in outcome.messages if said.code == "looks-alike"]


@pytest.mark.parametrize("aliases", ["[H. G., 'H] #1']", "[H. G., # one\n  H]", "H. G. # signed", "{a: b}"])
def test_a_list_written_in_a_way_of_its_own_is_left_to_the_editor(tmp_path, aliases):
    entry = f"---\nname: Håkon Gjems\naliases: {aliases}\n---\n"
    archive, _ = fixed(tmp_path, {PAPER: document("Text.\n", "officer: Haakon Gjems"), ENTRY: entry})
    after = (archive.root / ENTRY).read_text("utf-8")
    assert after in (entry, entry.replace("'H] #1']", "'H] #1', Haakon Gjems]"))


def test_a_likeness_that_may_be_two_people_or_was_accepted_is_left_alone(tmp_path):
    papers = {PAPER: document("Text.\n", "officer: Hoff Maria", "signed: Gjems Haakon")}
    entries = {
        "content/people/maria.md": "---\nname: Maria Lie Hoff\n---\n",
        ENTRY: "---\nname: Håkon Gjems\n---\n",
    }
    _, outcome = fixed(tmp_path / "a", {**papers, **entries})
    assert "Nothing to mend" in outcome.out
    accepted = ["accepted: [{rule: looks-alike, reason: Two people.}]", "officer: Haakon Gjems"]
    _, outcome = fixed(tmp_path / "b", {PAPER: document("Text.\n", *accepted), ENTRY: entries[ENTRY]})
    assert "Nothing to mend" in outcome.out


# ---------------------------------------------------------------- every other byte


PIECES = (
    "lang: no",
    "summary: Møte: budsjett",
    "# a remark, with: a colon",
    "",
    "publish: 23.02.2017   # printed so",
    "cities:  [ 'Oslo' , \"Bergen\" ]",
    "deltagare:\n  # who came\n  - Haakon Gjems, chair\n  -  name:  Lina-Maria Linge\n     rolle: @sekretær",
    "meeting:\n    date: 16.–17. mars 2017\n    place: 'Rådhuset: salen'",
    "case: [ 803-1966/2016 ]",
    "source: {note: 'x',   url: https://example.org/}",
    "unknown: kept",
    "approves: 02/03/2017",
)
_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


def applied(before, diff):
    """The lines that the diff makes of these."""
    out, at, hunk = [], 0, False
    for line in diff:
        start = _HUNK.match(line)
        if start:
            hunk = True
            first = int(start[1]) - 1
            out += before[at:first]
            at = first
        elif hunk and line.startswith(" "):
            assert before[at] == line[1:]
            out.append(before[at])
            at += 1
        elif hunk and line.startswith("-"):
            assert before[at] == line[1:]
            at += 1
        elif hunk and line.startswith("+"):
            out.append(line[1:])
    return out + before[at:]


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(st.permutations(PIECES), st.integers(0, len(PIECES)), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_a_file_differs_only_in_the_lines_shown_and_mending_it_twice_changes_nothing(pieces, count, ending, marked):
    head = "\n".join(["title: T", "date: 2017-02-23", "type: report", *pieces[:count]])
    text = f"---\n{head}\n---\n\nlang: no\n\ttab  \n\nend".replace("\n", ending)
    data = (b"\xef\xbb\xbf" if marked else b"") + text.encode()
    entry = f"---{ending}name: Håkon Gjems{ending}---"
    with tempfile.TemporaryDirectory() as folder:
        archive, outcome = fixed(folder, {PAPER: data, ENTRY: entry})
        after = (archive.root / PAPER).read_bytes()
        shown = outcome.out.split(f"--- a/{PAPER}\n+++ b/{PAPER}\n")
        diff = re.split(r"^--- a/|^Mended|^Nothing", shown[1], flags=re.MULTILINE)[0].splitlines() if shown[1:] else []
        lines = data.decode().split(ending)
        assert [line.replace("\ufeff", "\\ufeff") for line in after.decode().split(ending)] == applied(
            [line.replace("\ufeff", "\\ufeff") for line in lines], diff
        )
        assert after.count(b"\n") == after.count(ending.encode()), "every line keeps its ending"
        for kept in (b"# a remark, with: a colon", b"cities:  [ 'Oslo' , \"Bergen\" ]", b"unknown: kept"):
            assert (kept in after) == (kept in data)
        before = {path: path.read_bytes() for path in Path(folder).rglob("*.md")}
        again = archive.run("check", "--fix")
        assert again.out.startswith("Nothing to mend")
        assert {path: path.read_bytes() for path in Path(folder).rglob("*.md")} == before


# ---------------------------------------------------------------- showing and asking

FAULTY = {PAPER: document("Text.\n", "lang: no")}


def test_a_dry_run_shows_and_writes_nothing(tmp_path):
    archive, outcome = fixed(tmp_path, FAULTY, "--dry-run")
    assert "-lang: no\n+lang: nb\n" in outcome.out
    assert (archive.root / PAPER).read_text("utf-8") == FAULTY[PAPER]


def test_the_options_belong_together(tmp_path):
    for option in ("--yes", "--dry-run"):
        assert Archive(tmp_path, FAULTY).run("check", option).status == 2


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals on Windows")
@pytest.mark.parametrize(("answer", "lang"), [("\n", "no"), ("ja\n", "nb")])
def test_on_a_terminal_it_shows_first_and_asks(tmp_path, answer, lang):
    import pty

    Archive(tmp_path, FAULTY)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "diarium", "check", "--fix", "--root", str(tmp_path)]
    there = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=there) as process:
        os.close(theirs)
        said = b""
        while b"[y/N]" not in said:
            said += os.read(ours, 1000)
        assert b"+lang: nb" in said
        assert b"lang: no\n" in (tmp_path / PAPER).read_bytes()
        os.write(ours, answer.encode())
        try:
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()
    os.close(ours)
    assert f"lang: {lang}\n" in (tmp_path / PAPER).read_text("utf-8")
