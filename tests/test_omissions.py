"""What a registrar would miss, and what only looks like it."""

import pytest
from archive import accepted, document, warned

AGENDA = document("Text.\n", "series: Board", "meeting: {date: 2017-02-23}").replace("type: report", "type: agenda")
MINUTES = AGENDA.replace("type: agenda", "type: minutes")
PLACE = "content/documents/2017"


def numbered(*numbers):
    return {
        f"{PLACE}/{at}.md": document("Text.\n", "series: Board", f"meeting: {{number: {number}}}")
        for at, number in enumerate(numbers)
    }


def test_minutes_are_missed_after_a_month_and_not_a_day_before(tmp_path):
    accepted(tmp_path / "a", {f"{PLACE}/a.md": AGENDA}, "--today", "2017-03-23")
    assert warned(tmp_path / "b", {f"{PLACE}/a.md": AGENDA}, "--today", "2017-03-24").codes == [
        "agenda-without-minutes"
    ]
    accepted(tmp_path / "c", {f"{PLACE}/a.md": AGENDA, f"{PLACE}/m.md": MINUTES}, "--today", "2017-03-24")


def test_minutes_that_are_here_are_not_missed(tmp_path):
    fields = ("date: 2017-03-20", "series: Board", "approves: 2017-02-23", "meeting: {date: 2017-03-20}")
    approving = document("Text.\n", *fields, without=("date",))
    accepted(tmp_path / "a", {f"{PLACE}/m.md": MINUTES, f"{PLACE}/b.md": approving})
    assert warned(tmp_path / "b", {f"{PLACE}/b.md": approving}).codes == ["minutes-not-held"]
    told = warned(tmp_path / "c", {f"{PLACE}/b.md": approving, f"{PLACE}/c.md": approving}).only
    assert [note["path"] for note in told.notes] == [f"{PLACE}/c.md"], "what is missing once is told once"


@pytest.mark.parametrize(
    ("numbers", "missing"),
    [
        (("1/2017", "2/2017", "4/2017"), ["number 3/2017 of this series is missing before 4/2017"]),
        (("1/2017", "4/2017"), ["the numbers 2/2017 to 3/2017 of this series are missing before 4/2017"]),
        (("1/2017", "2/2018"), ["number 1/2018 of this series is missing before 2/2018"]),
        (("11", "12", "14"), ["number 13 of this series is missing before 14"]),
        (("2/2017", "3/2017"), []),
        (("7/2017",), []),
        (("1/2017", "2/2017", "1/2018"), []),
    ],
)
def test_numbers_left_out_between_those_the_archive_holds(tmp_path, numbers, missing):
    assert [said.message for said in warned(tmp_path, numbered(*numbers)).messages] == missing


def test_what_the_registry_knows_is_not_missing(tmp_path):
    series = "---\nname: Board\neditions:\n  - number: 3/2017\n    note: Called off.\n---\n"
    accepted(tmp_path, {**numbered("1/2017", "2/2017", "4/2017"), "content/series/board.md": series})


def test_a_body_on_whose_agenda_papers_stood_keeps_its_own_numbers(tmp_path):
    papers = {
        f"{PLACE}/{at}.md": document("Text.\n", f"tabled: {{series: Board, number: {at}/2017, date: 2017-0{at}-01}}")
        for at in (2, 5)
    }
    accepted(tmp_path, papers)


@pytest.mark.parametrize(
    ("case", "odd"),
    [
        ("803-1966/2016", False),
        ("803-1966/2017", False),
        ("803-1966/2018", True),
        ("803-1966/1916", True),
        ("2018/123", True),
        ("2016/2018", False),
        ("KS 2019", False),
        ("19/2024", True),
        ("sak 5/20", False),
    ],
)
def test_the_year_of_a_case_and_the_document(tmp_path, case, odd):
    outcome = warned(tmp_path, {f"{PLACE}/a.md": document("Text.\n", f"case: {case}")})
    assert outcome.codes == (["case-year"] if odd else [])


def test_a_paper_of_december_may_begin_a_case_of_january(tmp_path):
    paper = document("Text.\n", "date: 2017-12-20", "case: 803-1966/2018", without=("date",))
    accepted(tmp_path, {f"{PLACE}/a.md": paper})


@pytest.mark.parametrize(
    ("line", "odd"),
    [
        ("Bilaga: Budgeten 2017", True),
        ("**Vedlegg 1:** Budsjettet", True),
        ("Bilagor: –", False),
        ("Vedlegg: Ingen", False),
        ("Bilaga 1 visar budgeten.", False),
        ("Bilaga: [Budgeten](https://example.org/b.pdf)", False),
    ],
)
def test_attachments_that_only_the_text_names(tmp_path, line, odd):
    outcome = warned(tmp_path / "a", {f"{PLACE}/a.md": document(f"{line}\n")})
    assert outcome.codes == (["attachment-unlisted"] if odd else [])
    accepted(tmp_path / "b", {f"{PLACE}/a.md": document(f"{line}\n", "attachments: [{title: B, missing: true}]")})
