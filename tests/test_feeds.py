"""Feeds and calendars as their readers see them, today and after the next build."""

import datetime
import json
import re
from xml.etree import ElementTree

import feedparser
import icalendar
import jsonschema
import pytest
from archive import DOCUMENT, Archive, built, document
from hypothesis import example, given
from hypothesis import strategies as st

from diarium.pages import calendars, feeds

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


def test_a_meeting_on_the_last_day_there_is_has_no_day_after_it(tmp_path):
    archive = built(tmp_path, {DOCUMENT: document("Text.\n", "series: Council", "meeting: {date: 9999-12-31}")})
    (event,) = events(archive, "calendar.ics").values()
    assert (event.decoded("dtstart").isoformat(), "dtend" in event) == ("9999-12-31", False)


def test_a_meeting_of_which_only_the_year_is_known_stands_in_no_calendar(tmp_path):
    text = document("Text.\n", "series: Beredningen", "next:", "  date: 2019")
    archive = made(tmp_path, {"content/documents/2017/report.md": text})
    assert events(archive, "calendar.ics") == {}


SAID = st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=200), max_size=3)


@given(SAID)
@example(["C:\\New, old; and\\", "å" * 80, "^^^" * 40, "\\n\\N"])
def test_any_text_comes_back_from_a_calendar(lines):
    """The library reads what we write, and would fold it in the very same places."""
    text = "\n".join(lines)
    written = calendars.calendar("Arkivet", [calendars.event([("UID", "1"), ("DESCRIPTION", calendars.text(text))])])
    (event,) = icalendar.Calendar.from_ical(written).walk("VEVENT")
    assert str(event.get("description", "")) == text
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    if "\\N" not in text:  # which the library takes for a line break when it writes
        anew = icalendar.Event()
        anew.add("uid", "1")
        anew.add("description", text)
        assert anew.to_ical() in written


def test_every_feed_and_calendar_of_the_sample_parses(sample_site):
    feeds = sorted(sample_site.site.rglob("feed.xml"))
    assert len(feeds) > 100
    for file in feeds[:: max(1, len(feeds) // 40)]:
        assert not feedparser.parse(file.read_bytes()).bozo, file
    for file in sample_site.site.rglob("calendar.ics"):
        icalendar.Calendar.from_ical(file.read_bytes())


# ---------------------------------------------------------------- by the letter of the standards

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")  # RFC 3339
ONE, MAYBE = ("id", "title", "updated"), ("published", "summary", "content", "rights", "subtitle", "generator", "icon", "logo")  # fmt: skip


def against_rfc_4287(root):
    """What the standard asks of a feed, and an entry in it, as sentences about what is wrong."""
    entries = root.findall(f"{ATOM}entry")
    for node in (root, *entries):
        for name in ONE:
            if len(node.findall(ATOM + name)) != 1:
                yield f"not one {name}"
        for name in MAYBE:
            if len(node.findall(ATOM + name)) > 1:
                yield f"more than one {name}"
        for moment in (*node.findall(f"{ATOM}updated"), *node.findall(f"{ATOM}published")):
            if not MOMENT.fullmatch(moment.text or "") or not datetime.datetime.fromisoformat(moment.text):
                yield f"no moment: {moment.text}"
        for link in node.findall(f"{ATOM}link"):
            if not link.get("href"):
                yield "a link to nowhere"
        kinds = [(a.get("type"), a.get("hreflang")) for a in node.findall(f"{ATOM}link") if a.get("rel") == "alternate"]
        if len(kinds) != len(set(kinds)):
            yield "two alternates of one kind"
    authored = root.find(f"{ATOM}author/{ATOM}name") is not None
    for entry in entries:
        if not authored and entry.find(f"{ATOM}author/{ATOM}name") is None:
            yield "an entry that nobody wrote"
        if entry.find(f"{ATOM}content") is None and not any(a.get("rel", "alternate") == "alternate" for a in entry.findall(f"{ATOM}link")):  # fmt: skip
            yield "an entry without content and without a link"
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    if len(ids) != len(set(ids)):
        yield "one id twice"


_ADDRESS = {"type": "string", "pattern": "^https?://"}
_AUTHOR = {"type": "object", "minProperties": 1, "additionalProperties": False,
           "properties": {"name": {"type": "string"}, "url": _ADDRESS, "avatar": _ADDRESS}}  # fmt: skip
_TEXT = {"type": "string"}
_ITEM = {
    "type": "object", "required": ["id"], "anyOf": [{"required": ["content_text"]}, {"required": ["content_html"]}],
    "properties": {
        "id": _TEXT, "url": _ADDRESS, "external_url": _ADDRESS, "title": _TEXT, "content_html": _TEXT,
        "content_text": _TEXT, "summary": _TEXT, "image": _ADDRESS, "banner_image": _ADDRESS, "language": _TEXT,
        "date_published": {"type": "string", "pattern": f"^{MOMENT.pattern}$"},
        "date_modified": {"type": "string", "pattern": f"^{MOMENT.pattern}$"},
        "authors": {"type": "array", "items": _AUTHOR}, "tags": {"type": "array", "items": _TEXT, "uniqueItems": True},
        "attachments": {"type": "array", "items": {"type": "object", "required": ["url", "mime_type"]}},
    },
    "patternProperties": {"^_": {}}, "additionalProperties": False,
}  # fmt: skip
JSON_FEED = {
    "type": "object", "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"}, "title": _TEXT, "home_page_url": _ADDRESS,
        "feed_url": _ADDRESS, "description": _TEXT, "user_comment": _TEXT, "next_url": _ADDRESS, "icon": _ADDRESS,
        "favicon": _ADDRESS, "authors": {"type": "array", "items": _AUTHOR}, "language": _TEXT,
        "expired": {"type": "boolean"}, "hubs": {"type": "array"}, "items": {"type": "array", "items": _ITEM},
    },
    "patternProperties": {"^_": {}}, "additionalProperties": False,
}  # fmt: skip


def test_every_feed_keeps_to_the_letter_of_its_standard(sample_below_arkiv):
    checker = jsonschema.Draft202012Validator(JSON_FEED)
    feeds = sorted(sample_below_arkiv.site.rglob("feed.xml"))
    assert len(feeds) > 100
    for path in feeds:
        assert list(against_rfc_4287(ElementTree.parse(path).getroot())) == [], path
        twin = json.loads(path.with_name("feed.json").read_text("utf-8"))
        assert [error.message for error in checker.iter_errors(twin)] == [], path
        assert len({item["id"] for item in twin["items"]}) == len(twin["items"])


def test_the_rules_find_what_is_wrong():
    wrong = '<feed xmlns="http://www.w3.org/2005/Atom"><title/><updated>2017-02-23</updated><entry><id>x</id></entry></feed>'  # fmt: skip
    assert set(against_rfc_4287(ElementTree.fromstring(wrong))) == {
        "not one id", "not one title", "not one updated", "no moment: 2017-02-23", "an entry that nobody wrote",
        "an entry without content and without a link",
    }  # fmt: skip


def test_a_feed_with_room_for_few_holds_the_latest(tmp_path, monkeypatch):
    """Of those who do not stand in it only the days are asked; so these must choose as the entries themselves would."""
    notes = {1: ["2019-05-01", "2019-05-01", "2018-01-02"], 3: ["2019"], 4: ["2019-05-02"]}
    files = {
        f"content/documents/2017/report-{number}.md": document(
            "Text.\n",
            *FULL,
            *([f"corrections: [{', '.join(map(_corrected, notes[number]))}]"] if number in notes else []),
            *(["withdrawn: {date: 2018-03-01, reason: Fel}"] if number == 5 else []),
        )
        for number in range(7)
    }
    all = [item["id"] for item in read(made(tmp_path / "all", files), "feed.json")["items"]]
    assert len(all) == 11
    for room in (1, 3, 5, 6, 10):
        monkeypatch.setattr(feeds, "LONGEST", room)
        archive = made(tmp_path / str(room), files)
        for path in ("", "people/marc-zetterblom/", "documents/type/report/"):
            assert [item["id"] for item in read(archive, f"{path}feed.json")["items"]] == all[:room], (path, room)


def _corrected(day):
    return f"{{date: {day}, note: Rättat}}"
