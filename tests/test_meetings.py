"""What is told of one meeting in several places: told once, nothing of it lost, and said where it does not agree."""

import pytest
from archive import DOCUMENT, built, document, warned

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
