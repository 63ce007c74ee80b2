"""Feeds and calendars as their readers see them, today and after the next build."""

import datetime
import json

import feedparser
import icalendar
import pytest
from archive import Archive, document

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

SETTINGS = "name: Arkivet\nlanguage: sv\nbase-url: https://a.example/x/\nowner: Staden\ncontact: a@b.example\n"
FULL = (
    "case: 803-1873/2016", "organisation: Stockholms stad", "officer: Marc Zetterblom", "series: Beredningen",
    "meeting:", "  date: 2017-02-20/2017-02-21", "  number: 3/2017", "  city: Oslo", "next:", "  date: 2017-03-22",
    "themes: Klimat",
)  # fmt: skip
PATHS = (
    "", "series/beredningen/", "cases/803-1873-2016/", "people/marc-zetterblom/", "cities/oslo/",
    "organisations/stockholms-stad/", "themes/klimat/", "documents/type/report/",
)  # fmt: skip


def made(tmp_path, files=None):
    archive = Archive(
        tmp_path,
        {
            "content/archive.yml": SETTINGS,
            **(files or {"content/documents/2017/report.md": document("Text.\n", *FULL)}),
        },
    )
    outcome = archive.build()
    assert outcome.status == 0, outcome.err
    return archive


def read(archive, path):
    data = (archive.root / "site" / path).read_bytes()
    return json.loads(data) if path.endswith(".json") else data


def parsed(archive, path=""):
    feed = feedparser.parse(read(archive, f"{path}feed.xml"))
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


@pytest.mark.parametrize("path", PATHS)
def test_everything_has_feeds_that_parse(tmp_path, path):
    archive = made(tmp_path)
    feed = parsed(archive, path)
    assert feed.feed.id == f"tag:a.example,2024:/x/{path}feed.xml"
    assert feed.feed.links[0].href == f"https://a.example/x/{path}feed.xml"
    (entry,) = feed.entries
    assert entry.id == "tag:a.example,2024:/x/documents/2017/report/"
    assert entry.link == "https://a.example/x/documents/2017/report/"
    assert entry.updated == "2017-02-23T00:00:00Z"
    twin = read(archive, f"{path}feed.json")
    assert twin["version"] == "https://jsonfeed.org/version/1.1"
    assert twin["feed_url"] == f"https://a.example/x/{path}feed.json"
    assert [item["id"] for item in twin["items"]] == [entry.id]
    assert all(item["content_text"] and item["url"] and item["date_published"] for item in twin["items"])


def test_nothing_moves_when_it_is_built_again(tmp_path):
    archive = made(tmp_path)
    before = archive.site()
    assert archive.build("--clean").status == 0
    assert archive.site() == before


def test_changes_and_withdrawals_are_told(tmp_path):
    archive = made(tmp_path)
    archive.write("content/documents/2017/other.md", document("Text.\n", *FULL))
    changed = document(
        "Text.\n", *FULL, "corrections:", "  - date: 2019-01-02", "    note: 'Namnet, \"rättat\" & <klart>.'"
    )
    archive.write("content/documents/2017/report.md", changed)
    assert archive.build().status == 0
    archive.write(
        "content/documents/2017/other.md",
        document("HEMLIGT\n", *FULL, "withdrawn:", "  date: 2020-03-04", "  reason: Sekretess."),
    )
    outcome = archive.build()
    assert outcome.status == 0, outcome.err
    for path in PATHS:
        entries = parsed(archive, path).entries
        assert [entry.title for entry in entries] == ["Återkallat: Report", "Ändrat: Report", "Report"]
        assert [entry.id.partition("/documents/")[2] for entry in entries] == [
            "2017/other/#withdrawn",
            "2017/report/#changed-2019-01-02",
            "2017/report/",
        ]
        assert [entry.summary for entry in entries[:2]] == ["Sekretess.", 'Namnet, "rättat" & <klart>.']
        assert [item["title"] for item in read(archive, f"{path}feed.json")["items"]] == [e.title for e in entries]
    assert not any(b"HEMLIGT" in data for data in archive.site().values())


def test_many_appearances_make_no_long_feed(tmp_path):
    files = {f"content/documents/2017/d{n}.md": document("Text.\n", "officer: Marc Zetterblom") for n in range(120)}
    archive = made(tmp_path, files)
    entries = parsed(archive, "people/marc-zetterblom/").entries
    assert len(entries) == 100
    assert len({entry.id for entry in entries}) == 100


def test_a_year_is_its_first_moment(tmp_path):
    text = "---\ntitle: Report\ntype: report\ndate: 2017\n---\n\nText.\n"
    archive = made(tmp_path, {"content/documents/2017/report.md": text})
    assert parsed(archive).entries[0].updated == "2017-01-01T00:00:00Z"


def test_without_an_address_there_are_feeds_all_the_same(tmp_path):
    archive = Archive(tmp_path, {"content/documents/2017/report.md": document()})
    assert archive.build().status == 0
    assert parsed(archive).entries[0].id == "tag:diarium.invalid,2024:/documents/2017/report/"


def test_an_empty_archive_has_an_empty_feed(tmp_path):
    archive = Archive(tmp_path, {"content/archive.yml": SETTINGS})
    assert archive.build().status == 0
    assert parsed(archive).entries == []


# ---------------------------------------------------------------- calendars


def events(archive, path):
    data = read(archive, path)
    calendar = icalendar.Calendar.from_ical(data)
    assert icalendar.Calendar.from_ical(calendar.to_ical()) == calendar
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


@pytest.mark.parametrize("path", ["calendar.ics", "series/beredningen/calendar.ics"])
def test_calendars_hold_what_was_held_and_what_is_announced(tmp_path, path):
    archive = made(tmp_path)
    found = events(archive, path)
    held = found["beredningen.2017-02-20@a.example"]
    assert (held.decoded("dtstart"), held.decoded("dtend")) == (datetime.date(2017, 2, 20), datetime.date(2017, 2, 22))
    assert str(held["location"]) == "Oslo"
    assert str(held["status"]) == "CONFIRMED"
    assert str(held["url"]) == "https://a.example/x/series/beredningen/2017-02-20/"
    coming = found["beredningen.2017-03-22@a.example"]
    assert str(coming["status"]) == "TENTATIVE"
    assert coming.decoded("dtstamp").isoformat() == "2017-02-23T00:00:00+00:00"
    # The numbers before the third are known to be missing, but not their days.
    assert len(found) == 2


def test_a_meeting_of_which_only_the_year_is_known_stands_in_no_calendar(tmp_path):
    text = document("Text.\n", "series: Beredningen", "next:", "  date: 2019")
    archive = made(tmp_path, {"content/documents/2017/report.md": text})
    assert events(archive, "calendar.ics") == {}


def test_every_feed_and_calendar_of_the_sample_parses(sample_site):
    feeds = sorted(sample_site.site.rglob("feed.xml"))
    assert len(feeds) > 100
    for file in feeds[:: max(1, len(feeds) // 40)]:
        assert not feedparser.parse(file.read_bytes()).bozo, file
    for file in sample_site.site.rglob("calendar.ics"):
        icalendar.Calendar.from_ical(file.read_bytes())
