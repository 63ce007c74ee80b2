"""What names itself where another one belongs, and what is said of one thing in two ways that cannot both be."""

import pytest
from archive import DOCUMENT, accepted, document, refused, warned

SECOND = "content/documents/2017/second.md"


def city(name, *lines):
    return "---\n" + "".join(f"{line}\n" for line in (f"name: {name}", *lines)) + "---\n"


# ---------------------------------------------------------------- minutes


def minutes(approves, *lines, meeting="{date: 2017-02-16, number: 3/2017}"):
    return document("Text.\n", "series: Council", f"meeting: {meeting}", f"approves: {approves}", *lines)


@pytest.mark.parametrize(
    ("approves", "which"),
    [
        ("2017-02-16", "which is this very meeting"),
        ("3/2017", "which is this very meeting"),
        ("2017-03-16", "which is a later one"),
        ("2017-03", "which is a later one"),
        ("4/2017", "which is a later one"),
        ("1/2018", "which is a later one"),
    ],
)
def test_minutes_that_approve_their_own_or_later_ones_are_asked_about(tmp_path, approves, which):
    (said,) = warned(tmp_path, {DOCUMENT: minutes(approves)}).about("approves-not-earlier")
    assert said.message == f"'approves' names the meeting {approves}, {which}"
    assert said.line == 7


def test_without_a_meeting_of_its_own_the_day_of_the_document_counts(tmp_path):
    papers = document("Text.\n", "series: Council", "approves: [2017-02-22, 2017-02-24]")
    (said,) = warned(tmp_path, {DOCUMENT: papers}).about("approves-not-earlier")
    assert "2017-02-24" in said.message


@pytest.mark.parametrize("approves", ["2017-01-16", "2/2017", "2016-12", "4/2016", "[1/2017, 2/2017]"])
def test_minutes_that_approve_earlier_ones_are_not(tmp_path, approves):
    assert not warned(tmp_path, {DOCUMENT: minutes(approves)}).about("approves-not-earlier")


def test_a_paper_that_has_it_so_can_say_so(tmp_path):
    lines = ("accepted: [{rule: approves-not-earlier, reason: So in the original.}]", "type: minutes")
    accepted(tmp_path, {DOCUMENT: minutes("2017-02-16", *lines).replace("type: report\n", "")})


# ---------------------------------------------------------------- the registry


def test_a_city_is_no_part_of_itself_whatever_it_is_called(tmp_path):
    entry = city("Helsingfors", "aliases: [Helsinki]", "part-of: Helsinki")
    said = warned(tmp_path, {"content/cities/helsingfors.md": entry}).only
    assert (said.code, said.line, said.message) == ("leads-to-itself", 4, "'part-of' names this city itself")


def test_a_ring_of_cities_is_told_once_with_all_its_places(tmp_path):
    files = {f"content/cities/{one.lower()}.md": city(one, f"part-of: {of}") for one, of in ("AB", "BC", "CA", "DA")}
    said = warned(tmp_path, files).only
    assert (said.code, said.path, said.place) == ("leads-to-itself", "content/cities/a.md", (3, 10))
    assert said.message == "'part-of' leads in a ring, back to this city: B, C, A"
    assert [note["path"] for note in said.notes] == ["content/cities/b.md", "content/cities/c.md"]


def test_a_part_of_a_part_is_no_ring(tmp_path):
    accepted(tmp_path, {f"content/cities/{a.lower()}.md": city(a, f"part-of: {b}") for a, b in ("AB", "BC")})


def test_a_case_is_not_related_to_itself(tmp_path):
    case = city("16/345", "related: [16/346, Saksnr. 16/345]")
    said = warned(tmp_path, {"content/cases/16-345.md": case}).only
    assert (said.code, said.place) == ("leads-to-itself", (3, 19))


def test_a_document_is_not_related_to_itself(tmp_path):
    files = {DOCUMENT: document("Text.\n", "related: [second.md, ../2017/report.md]"), SECOND: document()}
    said = warned(tmp_path, files).only
    assert (said.code, said.place) == ("leads-to-itself", (5, 22))


@pytest.mark.parametrize("name", ["803-45/2020", "Dnr 803-45/2020", "803–45 / 2020"])
@pytest.mark.parametrize("other", ["---\ntitle: The bridge\n---\n", "---\nname: 803-45/2020\n---\n"])
def test_two_entries_cannot_have_one_case_number(tmp_path, name, other):
    files = {"content/cases/bridge.md": city(name), "content/cases/803-45-2020.md": other}
    said = refused(tmp_path, files).only
    assert (said.code, len(said.notes)) == ("alias-claimed-twice", 1)


def test_two_people_can_have_one_name(tmp_path):
    accepted(tmp_path, {f"content/people/{one}.md": city("Anne Solheim") for one in ("a", "b")})


# ---------------------------------------------------------------- attachments


def test_what_is_here_is_not_missing(tmp_path):
    papers = document("Text.\n", "attachments:", "  - title: Plan", "    file: plan.txt", "    missing: true")
    said = warned(tmp_path, {DOCUMENT: papers, "content/documents/2017/plan.txt": "The plan.\n"}).only
    assert (said.code, said.line) == ("attachment-not-missing", 8)


def test_where_it_lay_may_be_told_of_what_is_missing(tmp_path):
    papers = document("Text.\n", "attachments:", "  - {title: Plan, url: https://a.example/p.pdf, missing: true}")
    accepted(tmp_path, {DOCUMENT: papers})
