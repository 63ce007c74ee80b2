"""What is told of one meeting in several places: told once, nothing of it lost, and said where it does not agree."""

import csv
import json

import pytest
from archive import DOCUMENT, accepted, built, document, warned

SECOND = "content/documents/2017/second.md"
SERIES = "content/series/council.md"


def minutes(city):
    return document("Text.\n", "series: Council", f"meeting: {{date: 2017-02-16, city: {city}}}")


def registered(*editions):
    return "---\nname: Council\neditions:\n" + "".join(f"  - {edition}\n" for edition in editions) + "---\n"


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({DOCUMENT: minutes("Oslo"), SECOND: minutes("Moss")}, SECOND),
        ({DOCUMENT: minutes("Oslo"), SERIES: registered("{date: 2017-02-16, city: Moss}")}, SERIES),
        ({SERIES: registered("{date: 2017-02-16, city: Moss}", "{date: 2017-02-16, city: Oslo}")}, SERIES),
    ],
)
def test_a_meeting_in_two_cities_is_asked_about(tmp_path, files, path):
    said = warned(tmp_path, files).only
    assert (said.code, said.path) == ("meetings-disagree", path)
    assert len(said.notes) == 1


def test_a_meeting_that_was_moved_after_it_was_announced_is_not(tmp_path):
    before = document("Text.\n", "series: Council", "next: {date: 2017-02-16, city: Moss}", "date: 2017-01-02", without=("date",))  # fmt: skip
    built(tmp_path, {DOCUMENT: minutes("Oslo"), SECOND: before}, "--strict")


def test_all_that_the_registry_notes_of_a_meeting_is_shown(tmp_path):
    archive = built(tmp_path, {SERIES: registered("{date: 2017-02-16, note: One.}", "{date: 2017-02-16, note: Two.}")})
    assert "One. Two." in archive.page("series/council/2017-02-16")


@pytest.mark.parametrize("notation", ["{count}/{year}", "{count}"])
def test_minutes_approve_a_number_of_their_own_year_or_of_the_one_before(tmp_path, notation):
    def held(day, count, *lines):
        number = notation.format(count=count, year=day[:4])
        own = f"meeting: {{date: {day}, number: '{number}'}}"
        return document(
            "Text.\n", "series: Council", own, f"date: {day}", "type: minutes", *lines, without=("date", "type")
        )

    days = {("2016-11-01", 1): (), ("2016-12-01", 2): ("approves: 1",), ("2017-01-10", 1): ("approves: 2",)}
    days[("2017-02-10", 2)] = ("approves: [1]",)
    files = {f"content/documents/{day}.md": held(day, count, *lines) for (day, count), lines in days.items()}
    archive = built(tmp_path, files, "--strict")
    for day, approved in [("2016-12-01", "2016-11-01"), ("2017-01-10", "2016-12-01"), ("2017-02-10", "2017-01-10")]:
        assert f"series/council/{approved}/" in archive.page(f"documents/{day[:4]}/{day}")
    assert sorted(p.name for p in (archive.root / "site/series/council").iterdir() if p.is_dir()) == [
        d for d, _ in days
    ]


def tells(archive):
    """What the page of the meeting of 16 March, its calendar, table, structured and council data each tell of it."""
    site = archive.root / "site"
    page = (site / "series/council/2017-03-16/index.html").read_text()
    calendar = (site / "calendar.ics").read_text().partition("DTSTART;VALUE=DATE:20170316")[2]
    with open(site / "data/meetings.csv", encoding="utf-8-sig", newline="") as stream:
        (row,) = [row for row in csv.DictReader(stream) if row["first_day"] == "2017-03-16"]
    council = json.loads((site / "data/oparl/meetings-2017.json").read_text())
    (state,) = [one["meetingState"] for one in council["data"] if one["start"].startswith("2017-03-16")]
    return {
        "page": "<dd>announced</dd>" in page,
        "calendar": "STATUS:TENTATIVE" in calendar.partition("END:VEVENT")[0],
        "structured": "EventScheduled" in page,
        "table": row["status"],
        "council": state,
    }


def about(kind, *lines):
    fields = ("series: Council", "meeting: {date: 2017-03-16}", f"type: {kind}", *lines)
    return document("Text.\n", *fields, "date: 2017-03-01", without=("type", "date"))


@pytest.mark.parametrize("today", ["2017-01-01", "2024-05-01"])
def test_an_agenda_announces_its_meeting_whatever_day_it_is(tmp_path, today):
    archive = built(tmp_path, {DOCUMENT: about("agenda")}, "--today", today)
    announced = dict.fromkeys(("page", "calendar", "structured"), True)
    assert tells(archive) == {**announced, "table": "announced", "council": "eingeladen"}


def test_a_day_that_was_only_set_is_announced_without_an_invitation(tmp_path):
    archive = built(tmp_path, {DOCUMENT: document("Text.\n", "series: Council", "next: {date: 2017-03-16}")})
    assert (tells(archive)["table"], tells(archive)["council"]) == ("announced", "terminiert")


APPROVING = document(
    "Text.\n", "series: Council", "meeting: {date: 2017-05-02}", "approves: 2017-03-16", "date: 2017-05-02", without=("date",)
)  # fmt: skip
TABLED = document("Text.\n", "tabled: {series: Council, date: 2017-03-16}")


@pytest.mark.parametrize(
    "telling",
    [
        {SECOND: about("minutes")},
        {SECOND: about("report")},
        {SECOND: APPROVING},
        {SECOND: TABLED},
        {SERIES: registered("{date: 2017-03-16}")},
        {SERIES: registered("{date: 2017-03-16, status: held}")},
    ],
)
def test_whatever_tells_that_it_was_held_is_told_everywhere(tmp_path, telling):
    archive = built(tmp_path, {DOCUMENT: about("agenda"), **telling})
    not_so = dict.fromkeys(("page", "calendar", "structured"), False)
    assert tells(archive) == {**not_so, "table": "held", "council": "durchgeführt"}


def test_the_registry_may_say_that_what_has_an_agenda_is_announced(tmp_path):
    files = {DOCUMENT: about("agenda"), SERIES: registered("{date: 2017-03-16, status: announced}")}
    assert tells(built(tmp_path, files))["table"] == "announced"


def test_a_meeting_that_was_announced_before_others_were_held_is_not_the_next_one(tmp_path):
    later = document("Text.\n", "series: Council", "meeting: {date: 2017-05-02}", "date: 2017-05-03", "type: minutes", without=("type", "date"))  # fmt: skip
    assert "announced: " in built(tmp_path / "a", {DOCUMENT: about("agenda")}).page("")
    assert "announced: " not in built(tmp_path / "b", {DOCUMENT: about("agenda"), SECOND: later}).page("")


YEARLY = {
    ("2016-11-01", 1): "a", ("2016-12-01", 2): "b", ("2017-01-10", 1): "c", ("2017-02-10", 2): "d",
}  # fmt: skip


def on(day, number, *lines):
    own = f"meeting: {{date: {day}, number: {number}}}"
    return document(
        "Text.\n", "series: Council", own, f"date: {day}", "type: minutes", *lines, without=("date", "type")
    )


@pytest.mark.parametrize("notation", ["{count}/{year}", "{count}"])
@pytest.mark.parametrize(
    ("written", "lines", "meant"),
    [
        ("2016-12-20", ["tabled: {series: Council, number: 1}"], "2017-01-10"),
        ("2017-02-11", ["tabled: {series: Council, number: '2'}"], "2017-02-10"),
        ("2016-11-20", ["tabled: {series: Council, number: nr 2}"], "2016-12-01"),
        ("2016", ["tabled: {series: Council, number: 2}"], "2016-12-01"),
        ("2017-02-20", ["series: Council", "meeting: {number: 2}"], "2017-02-10"),
        ("2017-01-02", ["series: Council", "meeting: {number: 2}"], "2016-12-01"),
        ("2016-11-05", ["series: Council", "meeting: {date: 2016-11-01}", "next: {number: 2}"], "2016-12-01"),
        ("2016-12-05", ["series: Council", "meeting: {date: 2016-12-01}", "next: {number: 1}"], "2017-01-10"),
    ],
)
def test_a_plain_number_means_the_nearest_meeting_and_makes_no_other(tmp_path, notation, written, lines, meant):
    files = {
        f"content/documents/{name}.md": on(day, notation.format(count=count, year=day[:4]))
        for (day, count), name in YEARLY.items()
    }
    files["content/documents/e.md"] = document("Text.\n", *lines, f"date: {written}", without=("date",))
    archive = built(tmp_path, files)
    series = archive.root / "site/series/council"
    assert sorted(p.name for p in series.iterdir() if p.is_dir()) == sorted(day for day, _ in YEARLY)
    assert f"documents/{written[:4]}/e/" in archive.page(f"series/council/{meant}")


def test_a_year_is_a_date_and_no_number(tmp_path):
    files = {
        "content/documents/a.md": on("2002-05-06", 2),
        "content/documents/b.md": on("2003-04-01", 3, "approves: 2002"),
    }
    archive = built(tmp_path, files, "--strict")
    assert "series/council/2002-05-06/" in archive.page("documents/2003/b")
    assert not (archive.root / "site/series/council/2002").exists()


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({DOCUMENT: on("2017-02-16", 3), SECOND: on("2017-02-16", 4)}, SECOND),
        ({DOCUMENT: on("2017-02-16", "3/2017"), SERIES: registered("{date: 2017-02-16, number: 2}")}, SERIES),
    ],
)
def test_two_numbers_for_one_day_are_asked_about(tmp_path, files, path):
    (said,) = warned(tmp_path, files).about("meetings-disagree")
    assert (said.path, len(said.notes)) == (path, 1)


def test_one_number_written_in_two_ways_is_not(tmp_path):
    files = {DOCUMENT: on("2017-02-16", "3/2017"), SECOND: on("2017-02-16", "nr 3")}
    accepted(tmp_path, {**files, SERIES: registered("{date: 2017-02-16, number: 2017:3}")})


@pytest.mark.parametrize(
    ("path", "text", "place"),
    [
        (DOCUMENT, document("Text.\n", "tabled: {series: Council, item: 3}"), (5, 9)),
        (DOCUMENT, document("Text.\n", "series: Council", "meeting: {place: Hall}"), (6, 10)),
        (DOCUMENT, document("Text.\n", "series: Council", "next: {city: Oslo}"), (6, 7)),
        (SERIES, registered("{city: Oslo}"), (4, 5)),
    ],
)
def test_a_meeting_of_which_nobody_can_tell_which_it_is_is_asked_about(tmp_path, path, text, place):
    said = warned(tmp_path, {path: text}).only
    assert (said.code, said.place) == ("meeting-unknown", place)


@pytest.mark.parametrize(
    "lines", [["meeting: {place: Hall}"], ["next: {city: Oslo}"], ["series: Council", "meeting: {date: 2017}"]]
)
def test_one_outside_a_series_and_one_of_which_the_year_is_known_are_not(tmp_path, lines):
    accepted(tmp_path, {DOCUMENT: document("Text.\n", *lines)})


@pytest.mark.parametrize(
    ("date", "asked"),
    [
        ("2017-02-15", True),
        ("2017-01", True),
        ("2016", True),
        ("2017", False),
        ("2017-02", False),
        ("2017-03-01", False),
    ],
)
def test_a_next_meeting_that_lies_before_is_asked_about(tmp_path, date, asked):
    paper = document("Text.\n", "series: Council", "meeting: {date: 2017-02-16}", f"next: {{date: {date}}}")
    assert ("next-not-later" in warned(tmp_path, {DOCUMENT: paper}).codes) == asked


def test_a_meeting_that_comes_a_year_late_leaves_no_gap(tmp_path):
    series = registered("{date: 2016}", "{date: 2022}", "{date: 2026, status: announced}").replace(
        "---\nname", "---\nevery: 3 years\nname"
    )
    page = built(tmp_path, {DOCUMENT: document("Text.\n"), SERIES: series}).page("series/council")
    assert ">2019 <span" in page, "between the two others a third is lacking"
    assert "2025" not in page, "it was postponed"
