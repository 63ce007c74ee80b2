"""`new`: a document that knows what its series makes likely, asks on a terminal only, and overwrites nothing."""

import pytest
from archive import Archive

from diarium.desk.scaffold import NotYet, new_document
from diarium.options import Options

SERIES = "---\nname: Hamngruppen\nevery: 1 month\n---\n"
PEOPLE = "participants:\n  - name: Ada Berg\n    organisation: Ekhamn\n  - name: Bo Carlsen\n    status: chair\n"


def minutes(day, number, people=PEOPLE, kind="minutes"):
    return f"---\ntitle: M {day}\ndate: {day}\ntype: {kind}\nseries: Hamngruppen\nmeeting:\n  date: {day}\n  number: {number}\n{people}---\n\nText.\n"


@pytest.fixture
def archive(tmp_path):
    made = Archive(tmp_path, {"content/series/hamngruppen.md": SERIES})
    made.write("content/documents/2024/m1.md", minutes("2024-01-11", "1/2024"))
    made.write("content/documents/2024/m2.md", minutes("2024-02-15", "2/2024", PEOPLE + "  - name: Eva Dahl\n"))
    return made


def made(archive, *arguments):
    done = archive.run("new", *arguments, "--today", "2024-03-01")
    assert done.status == 0, done.err
    return next(archive.root.glob("content/documents/*/" + done.out.strip().rpartition("/")[2])).read_text("utf-8")


def test_the_next_number_month_and_the_usual_people(archive):
    text = made(archive, "agenda", "Kallelse till mars", "--series", "Hamngruppen")
    assert "  number: 3/2024\n" in text
    assert "  date: 2024-03\n" in text
    assert "  - name: Ada Berg\n    organisation: Ekhamn\n    status: invited\n" in text
    assert "Eva Dahl" not in text, "once is not usual"
    assert "# TODO meeting: on which day is the meeting?\nmeeting:\n" in text, "a month is no day"
    assert "date: 2024-03-01\n" in text
    assert "draft: true" in text


def test_an_announced_meeting_comes_before_the_cadence(archive):
    archive.write("content/documents/2024/m3.md", minutes("2024-02-29", "3/2024", "next:\n  date: 2024-04-18\n"))
    text = made(archive, "agenda", "Kallelse", "--series", "Hamngruppen")
    assert "  date: 2024-04-18\n" in text
    assert "TODO meeting" not in text
    assert "  number: 4/2024\n" in text


def test_an_announced_meeting_brings_its_city(archive):
    archive.write("content/documents/2024/m3.md", minutes("2024-02-29", "3/2024", "next:\n  date: 2024-04\n  city: Ekhamn\n"))  # fmt: skip
    text = made(archive, "agenda", "Kallelse", "--series", "Hamngruppen")
    assert "  date: 2024-04\n" in text
    assert "  # from: announced, as the archive knows\n  city: Ekhamn\n" in text
    given = made(archive, "agenda", "Kallelse igen", "--series", "Hamngruppen", "--city", "Storvik")
    assert "  city: Storvik\n" in given
    assert "Ekhamn\n  number" not in given


def test_minutes_follow_the_agenda_that_waits_for_them(archive):
    archive.write("content/documents/2024/a3.md", minutes("2024-03-14", "3/2024", kind="agenda"))
    text = made(archive, "minutes", "Protokoll", "--series", "Hamngruppen")
    assert "  date: 2024-03-14\n" in text
    assert "  number: 3/2024\n" in text


def test_what_is_given_wins(archive):
    options = (
        "--series",
        "Hamngruppen",
        "--meeting",
        "9 april 2024",
        "--number",
        "7",
        "--city",
        "Oslo",
        "--case",
        "1-2/2024",
    )
    text = made(archive, "agenda", "Kallelse", *options)
    assert "  date: 2024-04-09\n" in text
    assert "  number: 7\n" in text
    assert "  city: Oslo\n" in text
    assert "  - 1-2/2024\n" in text


def test_it_can_be_checked_and_what_is_open_is_told(archive):
    made(archive, "minutes", "Möte om något")
    checked = archive.run("check")
    assert checked.status == 0
    assert set(checked.codes) == {"todo"}
    assert archive.run("check", "--drafts").errors == []


def test_it_overwrites_nothing(archive):
    assert archive.run("new", "report", "Same title").status == 0
    again = archive.run("new", "report", "Same title")
    assert again.status == 2
    assert "is there already" in again.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("letter", "T"), "no document type 'letter'"),
        (("report",), "needs a title"),
        (("report", "T", "--date", "someday"), "is not a date"),
    ],
)
def test_wrong_usage(archive, arguments, says):
    done = archive.run("new", *arguments)
    assert done.status == 2
    assert says in done.err


def test_a_terminal_is_asked_for_what_is_missing(archive):
    asked = []

    def ask(question, suggestion):
        asked.append((question, suggestion))
        return suggestion or "Answer"

    options = Options(root=archive.root, output=archive.root / "site", today="2024-03-01", remember=False)
    text = new_document(options, {"type": "agenda"}, ask, None).read_text("utf-8")
    assert [question for question, _ in asked] == [
        "Title",
        "Series (the body that meets)",
        "Date written on the document",
        "Day of the meeting",
    ]
    assert ("Series (the body that meets)", "Hamngruppen") in asked
    assert "title: Answer\n" in text
    with pytest.raises(NotYet):
        new_document(options, {"type": "agenda"}, None, None)
