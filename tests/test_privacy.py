"""Who is not to be named is named nowhere: the test looks through every byte of the site, packed files included."""

import io
import re
import sqlite3
import subprocess
import unicodedata
import zipfile
import zlib

import pytest
from archive import DOCUMENT, Archive, accepted, built, document, refused, warned
from hypothesis import given
from hypothesis import strategies as st
from searching import Searched

from diarium.reading.veil import Veil, words_of

PERSON = "content/people/bjorn-aslund.md"
MINUTES = "content/documents/2017/minutes.md"
OTHER = "content/documents/2017/letter.md"
SETTINGS = "name: Archive\nlanguage: en\nbase-url: https://example.org/\ncontact: archive@example.org\n"
# How a reader could come upon Björn Åslund, once case, accents and the second spelling are out of the way.
NAMED = re.compile(r"aslund")


def entry(level, *lines):
    return "\n".join(["---", "name: Björn Åslund", "aliases: [Bjørn Aaslund, Björn P. Åslund]", f"privacy: {level}", *lines, "---"]) + "\n\nBjörn Åslund was born in Bergen.\n"  # fmt: skip


def papers(level):
    """An archive in which one person stands wherever a name can stand."""
    return {
        "content/archive.yml": SETTINGS,
        PERSON: entry(level, "roles: [{role: Adviser, organisation: Office of Nobody Else}]", "same-as: https://example.com/bjorn-aslund"),
        "content/people/kari-nord.md": "---\nname: Kari Nord\n---\n\nWorked with Björn Åslund.\n",
        "content/index.md": "Welcome, says Björn Åslund.\n",
        "content/pages/about.md": "---\ntitle: About\n---\n\nAsk [[Björn Åslund]] or [him](../people/bjorn-aslund.md) or [him](/people/bjorn-aslund/).\n",
        "content/series/council.md": "---\nname: Council\neditions:\n  - date: 2016-02-01\n    note: Led by Björn Åslund.\n---\n",
        MINUTES: "---\n" + "\n".join([
            "title: Minutes of Björn Åslund’s hearing", "date: 2017-02-23", "type: minutes", "series: Council",
            "case: 12/2017", "officer: BJÖRN ÅSLUND", "signed: [Björn Åslund, Kari Nord]", "organisation: Åslund & Co",
            "meeting: {date: 2017-02-20, place: Hotel Björn Åslund, theme: Björn Åslunds view}",
            "participants:", "  - Björn Åslund, secretary", "  - {name: Bjørn Aaslund, person: bjorn-aslund, role: adviser}",
            "  - Kari Nord, chair", "summary: Björn Åslund spoke.", "source: {note: Typed by B. Åslund}",
            "attachments: [{title: Letter of Björn Åslund, missing: true}]",
            "corrections: [{date: 2017-05-01, note: Björn Åslunds title}]",
            "aliases: [/documents/2017/bjorn-aslund/]", "# ask bjorn.aslund@example.org", "---",
        ]) + """

## Björn Åslund speaks

Björn Åslund and **Björn** *P.* Åslund met [[Björn Åslund]]. Åslund said: “Åslunds view”. BJORN ASLUND agreed with
Björn
Åslund. Åslund, Björn wrote to bjorn.aslund@example.org and björnåslund. See [above](#h-bjorn-aslund-speaks).[^1]

| First | Last |
|---|---|
| Björn | Åslund |

1. Björn Åslund-saken

Björn&nbsp;Åslund
: one who is not named

[^1]: Björn Åslund, orally.
""",
        OTHER: document("Written to Bjo\u0308rn A\u030aslund by [him](../2017/minutes.md#h-bjorn-aslund-speaks).\n", "officer: Kari Nord"),
    }  # fmt: skip


def texts(archive):
    """Everything that is published, packed things unpacked, as (name, folded text)."""
    for path, data in archive.site().items():
        yield from unpacked(path, data)


def unpacked(path, data):
    yield path, folded(path)
    if path.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                yield from unpacked(f"{path}/{name}", packed.read(name))
    elif path.endswith(".sqlite"):
        with sqlite3.connect(":memory:") as database:
            database.deserialize(data)
            yield path, folded("\n".join(database.iterdump()))
            names = [row[0] for row in database.execute("select name from sqlite_master where sql like '%fts5%'")]
            for name in names:
                database.execute(f"create virtual table words_{name} using fts5vocab('{name}', 'row')")
                yield path, folded(" ".join(row[0] for row in database.execute(f"select term from words_{name}")))
    if data[:2] == b"\x1f\x8b":
        data = zlib.decompress(data, 31)
    yield path, folded(data.decode("utf-8", "replace"))


def folded(text):
    letters = unicodedata.normalize("NFD", text.lower().replace("ø", "o").replace("aa", "a"))
    return "".join(c for c in letters if not unicodedata.combining(c))


def leaks(archive):
    return [(path, text[max(0, m.start() - 40) : m.end() + 20]) for path, text in texts(archive) if (m := NAMED.search(text))]  # fmt: skip


@pytest.mark.parametrize(("level", "stand_in"), [("hidden", "N.N."), ("initials", "B.Å.")])
def test_nothing_that_is_published_holds_the_name(tmp_path, level, stand_in):
    archive = Archive(tmp_path, papers("full"))
    assert archive.build().status == 0
    assert len(leaks(archive)) > 40  # the search finds what there is to find
    archive.write(PERSON, entry(level))
    outcome = archive.run("build", "--no-search")
    assert outcome.status == 0, outcome.err
    assert leaks(archive) == []
    page = archive.page("documents/2017/minutes")
    assert f"{stand_in}, secretary" in re.sub(r"<[^>]*>", "", page) or stand_in in page
    assert "people/kari-nord/index.html" in archive.site()
    assert not any(
        path.startswith("people/") and "kari" not in path and path != "people/index.html" for path in archive.site()
    )
    with sqlite3.connect(":memory:") as database:
        database.deserialize(archive.site()["data/archive.sqlite"])
        rows = database.execute(
            "select name, person from participations where document = '2017/minutes' and person is null"
        ).fetchall()
    assert rows.count((stand_in, None)) >= 2


def test_the_search_index_does_not_hold_it_either(tmp_path):
    archive = Searched(tmp_path, papers("full"))
    assert archive.build().status == 0
    told = {path.split("/")[1] + path[-9:] for path, text in texts(archive) if "search/" in path and NAMED.search(text)}
    assert any("fragment" in path for path in told)
    assert any("index" in path for path in told)
    archive.write(PERSON, entry("hidden"))
    assert archive.build().status == 0
    assert leaks(archive) == []


# Where a document is shown, its own files and the page of its meeting included, it says what it says.
SHOWN = re.compile(
    r"(data/archive\.zip/[^/]+/)?(documents/2017/[a-z]+|series/council/2017-02-\d+)/[^/]+$|search/(en/fragment|en/index|words)/"
)


@pytest.mark.parametrize("rule", ["", "privacy:\n  everyone: {after: 5 years, show: no-page}\n"])
def test_who_has_no_page_is_named_by_documents_and_brought_together_nowhere(tmp_path, rule):
    """Every file there is: pages, feeds, calendars, citations, tables, database, council data, search, and the zip."""
    told = [
        "series: Council", "meeting: {date: 2017-02-20, city: Oslo}", "organisation: Office", "case: 12/2017", "themes: Harbour",
        "officer: Björn Åslund", "signed: [Björn Åslund, Kari Nord]",
        "participants: ['Björn Åslund, adviser', {name: Kari Nord, role: chair, organisation: Office}]",
    ]  # fmt: skip
    files = {"content/archive.yml": SETTINGS, DOCUMENT: document("Text.\n", *told), MINUTES: document("Text.\n", *told)}
    full = Searched(tmp_path / "full", files)
    assert full.build().status == 0
    elsewhere = {path for path, _ in leaks(full) if not SHOWN.match(path)}
    assert {
        "people/index.html",
        "feed.xml",
        "data/named.csv",
        "data/popolo.json",
        "search/facets/person.json",
    } <= elsewhere
    if rule:
        files["content/people/kari-nord.md"] = "---\nname: Kari Nord\nprivacy: full\n---\n"
    else:
        files[PERSON] = "---\nname: Björn Åslund\nprivacy: no-page\n---\n"
    archive = Searched(tmp_path / "apart", {**files, "content/archive.yml": SETTINGS + rule})
    assert archive.build().status == 0
    assert [found for found in leaks(archive) if not SHOWN.match(found[0])] == []
    named = {path for path, _ in leaks(archive) if not path.startswith(("search/", "data/"))}
    own = ("index.html", "index.md", "index.json", "cite.bib", "cite.ris", "cite.json")
    assert named == {f"documents/2017/{one}/{name}" for one in ("report", "minutes") for name in own} | {"series/council/2017-02-20/index.html"}  # fmt: skip
    assert "aslund" not in folded("".join(re.findall(r'href="[^"]*"', archive.page())))
    tables = sqlite3.connect(":memory:")
    tables.deserialize(archive.site()["data/archive.sqlite"])
    told = tables.execute("select person, name, role, status from participations where document = '2017/report'")
    assert told.fetchall() == [(None, "N.N.", "adviser", "present"), ("kari-nord", "Kari Nord", "chair", "present")]
    assert tables.execute("select officers from documents").fetchall() == [("N.N.; Kari Nord",)] * 2
    assert tables.execute("select capacity, name from named where kind = 'person' and entity is null").fetchall() == [("officer", "N.N."), ("signed", "N.N.")] * 2  # fmt: skip
    assert tables.execute("select present from attendance").fetchall() == [(2,)]
    tables.close()
    assert b"<author><name>N.N.</name></author>\n<author><name>Kari Nord</name></author>" in archive.site()["feed.xml"]


def test_in_tables_a_name_that_may_be_of_somebody_without_a_page_is_not_told(tmp_path):
    files = {
        "content/people/kari-nord-oslo.md": "---\nname: Kari Nord\nprivacy: no-page\n---\n",
        "content/people/kari-nord-bergen.md": "---\nname: Kari Nord\n---\n",
        "content/people/olav-nes.md": "---\nname: Olav Nes\nprivacy: initials\n---\n",
        DOCUMENT: document("Text.\n", "participants: [{name: Kari Nord, person: kari-nord-bergen}, Olav Nes, A.B.]"),
        OTHER: document("Text.\n", "participants: [Kari Nord]"),
    }
    rows = built(tmp_path, files).site()["data/participations.csv"].decode().split("\r\n")
    names = [",".join(row.split(",")[4:6]) for row in rows[1:-1]]
    assert names == [",N.N.", "kari-nord-bergen,Kari Nord", ",O.N.", "a-b,A.B."]


def test_a_former_address_that_holds_the_name_is_gone_and_one_that_may_be_told_says_why(tmp_path):
    archive = built(tmp_path, {DOCUMENT: document("Text.\n", "officer: [Björn Åslund, Kari Nord]")})
    archive.write(PERSON, entry("hidden"))
    archive.write("content/people/kari-nord.md", "---\nname: Kari Nord\nprivacy: no-page\n---\n")
    site = built(tmp_path, archive).site()
    assert "people/bjorn-aslund/index.html" not in site
    note = site["people/kari-nord/index.html"].decode()
    assert "For the sake of that person" in note
    assert "Kari" not in re.sub(r"<link[^>]*>|<a [^>]*>", "", note)


def test_without_a_page_the_name_is_printed_and_leads_nowhere(tmp_path):
    archive = built(tmp_path, {**papers("no-page"), OTHER: document("By Björn Åslund.\n", "signed: Bjørn Aaslund")})
    page = archive.page("documents/2017/letter")
    assert "Bjørn Aaslund" in page
    assert "people/" not in re.search("<main.*</main>", page, re.DOTALL)[0]
    site = archive.site()
    assert not [path for path in site if path.startswith("people/bjorn")]
    assert "slund" not in site["people/index.html"].decode() + site["data/people.csv"].decode()
    assert "office-of-nobody-else" not in site["sitemap.xml"].decode()  # only the entry of that person named it


def test_of_two_namesakes_only_the_one_is_hidden(tmp_path):
    files = {
        "content/people/kari-nord-oslo.md": "---\nname: Kari Nord\nprivacy: hidden\n---\n",
        "content/people/kari-nord-bergen.md": "---\nname: Kari Nord\n---\n",
        DOCUMENT: document("Kari Nord left.\n", "participants: [{name: Kari Nord, person: kari-nord-oslo}]"),
        OTHER: document("Kari Nord came.\n", "participants: [{name: Kari Nord, person: kari-nord-bergen}]"),
    }
    archive = built(tmp_path, files)
    assert "Kari" not in archive.page()
    assert "kari-nord-oslo" not in "".join(path for path, _ in texts(archive))
    assert 'people/kari-nord-bergen/">Kari Nord</a> came' in archive.page("documents/2017/letter")


def test_a_surname_goes_only_where_the_person_is_named(tmp_path):
    files = {
        PERSON: "---\nname: Anna Lund\nprivacy: hidden\n---\n",
        "content/cities/bergen.md": "---\nname: Bergen\n---\n",
        "content/people/olav-bergen.md": "---\nname: Olav Bergen\nprivacy: hidden\n---\n",
        DOCUMENT: document("Anna Lund and Erik Lund met in Bergen. Lund and Berg-Lund spoke, of the lund. Olav Bergen\n", "officer: Erik Lund"),
        OTHER: document("Lund spoke.\n"),
    }  # fmt: skip
    archive = built(tmp_path, files)
    text = archive.site()["documents/2017/report/index.md"].decode()
    assert "N.N. and Erik Lund met in Bergen. N.N. and Berg-Lund spoke, of the lund. N.N.\n" in text
    assert "Lund spoke." in archive.page("documents/2017/letter")


def test_a_surname_that_stands_alone_elsewhere_is_asked_about_where_nobody_else_has_it(tmp_path):
    lund = "---\nname: Anna Lund-Sjö\nprivacy: hidden\n---\n"
    files = {"content/people/anna.md": lund, DOCUMENT: document("Here *Sjö* spoke, and the sjö, and Sjö.\n")}
    said = warned(tmp_path / "alone", files).only
    assert (said.code, said.place) == ("name-may-remain", (7, 7))
    files[DOCUMENT] = document("Here [[Anna Lund-Sjö|Sjö]] spoke, and Sjö. Then Lund-Sjö, A. Lund-Sjö and Lund.\n")
    archive = accepted(tmp_path / "told", files)
    assert "Here N.N. spoke, and N.N. Then N.N., N.N. and N.N.\n" in built(archive.root, archive).site()["documents/2017/report/index.md"].decode()  # fmt: skip
    archive.write(DOCUMENT, document("By [Anna](../../people/anna.md) and [Sjös wife](/people/anna/), then [her](/people/anna/).\n"))  # fmt: skip
    assert "By N.N. and N.N:s wife, then her." in built(archive.root, archive).site()["documents/2017/report/index.md"].decode()  # fmt: skip
    accepted(tmp_path / "other", {**files, OTHER: document("Sjö spoke.\n", "officer: Erik Sjö")})
    erik = Archive(tmp_path / "known", {**files, DOCUMENT: document("Erik Sjö came; Sjö spoke.\n"), OTHER: document("Text.\n", "officer: Erik Sjö")})  # fmt: skip
    assert erik.build().messages == []
    erik.write(OTHER, document("Text.\n", "officer: Olav Nes"))
    assert erik.build().codes == ["name-may-remain"], "nobody else of that name is known any more"
    rule = {"content/archive.yml": RULE.replace("5 years", "1 month"), OTHER: document("Sjö spoke.\n")}
    accepted(tmp_path / "rule", {**rule, DOCUMENT: document("Text.\n", "participants: Anna Sjö")})


def test_in_finnish_a_name_goes_with_its_endings(tmp_path):
    body = "Elli Virtasen ja Åke Lundin kirje. Virtaselle ja Lundille, Virtaharju ja Virtaniemi. Åke Lundinin.\n"
    people = {f"content/people/{name.split()[1]}.md": f"---\nname: {name}\nprivacy: hidden\n---\n" for name in ("Elli Virtanen", "Åke Lund")}  # fmt: skip
    text = built(tmp_path, {**people, DOCUMENT: document(body, "lang: fi")}).site()["documents/2017/report/index.md"]
    assert "N.N:n ja N.N:in kirje. N.N:lle ja N.N:ille, Virtaharju ja Virtaniemi. " in text.decode()
    english = built(tmp_path, {**people, DOCUMENT: document("Åke Lund, Åke Lundin.\n")})
    assert "N.N., Åke Lundin." in english.page()


def test_people_without_names_are_counted_and_make_up_no_person(tmp_path):
    held = ("series: Council", "participants: [Anna Lund, Erik Dahl, {name: Kari Nord, role: chair}]")
    files = {
        "content/archive.yml": RULE.replace("after: 5 years, ", ""),
        DOCUMENT: document("Text.\n", *held, "meeting: {date: 2017-02-20}"),
        OTHER: document("Text.\n", *held, "meeting: {date: 2017-02-20}"),
        MINUTES: document("Text.\n", *held, "meeting: {date: 2017-03-20}"),
    }
    archive = built(tmp_path, files)
    said = " ".join(re.sub(r"<[^>]*>", " ", archive.page("series/council/2017-02-20")).split())
    assert "Present 3 A.L. E.D. Kari Nord chair" in said
    assert "A.L." not in archive.page("series/council")
    with sqlite3.connect(":memory:") as database:
        database.deserialize(archive.site()["data/archive.sqlite"])
        assert database.execute("select present from attendance order by first_day").fetchall() == [(3,), (3,)]
    archive.write("content/archive.yml", RULE.replace("after: 5 years, show: initials", "show: hidden"))
    said = " ".join(re.sub(r"<[^>]*>", " ", built(tmp_path, archive).page("series/council/2017-02-20")).split())
    assert "Present 3 N.N. N.N. Kari Nord chair" in said


def test_people_without_names_are_counted_apart_whatever_they_did_at_the_meeting(tmp_path):
    listed = "participants: [Anna Lund, {name: Erik Dahl, status: chair}, {name: Pia Sjö, status: absent}, Olav Vik]"
    held = ("series: Council", "meeting: {date: 2017-02-20}", listed)
    files = {
        "content/archive.yml": RULE.replace("after: 5 years, show: initials", "show: hidden"),
        DOCUMENT: document("Text.\n", *held),
        OTHER: document("Text.\n", *held),  # the same people, or the count would be of papers
    }
    archive = built(tmp_path, files)
    with sqlite3.connect(":memory:") as database:
        database.deserialize(archive.site()["data/archive.sqlite"])
        assert database.execute("select present, invited, absent from attendance").fetchall() == [(3, 0, 1)]


# ---------------------------------------------------------------- rules


def test_a_rule_may_reach_back_further_than_there_are_days(tmp_path):
    rule = RULE.replace("5 years", "999 weeks")
    archive = Archive(
        tmp_path, {"content/archive.yml": rule, DOCUMENT: document("Text.\n", "participants: [Anna Lund]")}
    )
    assert archive.run("build", "--today", "0009-01-01").status == 0
    assert "Anna Lund" in archive.page()


RULE = "name: Archive\nlanguage: en\nprivacy:\n  private-persons: {after: 5 years, show: initials}\n"


def test_a_rule_hides_those_without_an_office_once_the_years_have_passed(tmp_path):
    files = {
        "content/archive.yml": RULE,
        "content/documents/2010/old.md": "---\ntitle: Old\ndate: 2010\ntype: report\nparticipants: [Old Neighbour, 'Old Mayor, mayor', Late Neighbour]\nsigned: Old Clerk\n---\n\nOld Neighbour spoke.\n",
        "content/documents/2019/new.md": "---\ntitle: New\ndate: 2019-05-02\ntype: report\nparticipants: [Late Neighbour]\n---\n",
        "content/people/old-friend.md": "---\nname: Old Friend\nprivacy: full\n---\n",
        "content/documents/2010/friend.md": "---\ntitle: Friend\ndate: 2010\ntype: report\nparticipants: [Old Friend]\n---\n",
    }
    archive = built(tmp_path, files)  # on 2024-05-01
    people = {path.split("/")[1] for path in archive.site() if path.startswith("people/") and path.count("/") == 2}
    assert people == {"old-mayor", "old-clerk", "late-neighbour", "old-friend"}
    assert not [path for path, text in texts(archive) if re.search(r"old[^a-z]*neighbour", text)]
    assert "O.N. spoke" in archive.page("documents/2010/old")
    later = built(tmp_path, archive, "--today", "2024-05-02")
    assert not [path for path, text in texts(later) if re.search(r"late[^a-z]*neighbour", text)]


def test_the_strictest_rule_counts_and_a_rule_may_hold_at_once(tmp_path):
    rules = RULE + "  everyone:\n    show: hidden\n"
    archive = built(tmp_path, {"content/archive.yml": rules, DOCUMENT: document("Text.\n", "officer: Kari Nord")})
    assert "Kari" not in archive.page()


@pytest.mark.parametrize(
    ("rule", "line", "words"),
    [
        ("privacy: hidden", 3, "holds further fields"),
        ("privacy:\n  private-persons: 10 years", 4, "how they are shown"),
        ("privacy:\n  private-persons: {after: 10 years, show: gone}", 4, "how they are shown"),
        ("privacy:\n  private-persons: {after: ten years, show: hidden}", 4, "no length of time"),
        ("privacy:\n  private-persons: {since: 10 years, show: hidden}", 4, "how they are shown"),
        ("privacy:\n  dogs: {show: hidden}", 4, "no rule of privacy for 'dogs'"),
    ],
)
def test_a_rule_that_is_not_understood_stops_the_build(tmp_path, rule, line, words):
    said = refused(tmp_path, {"content/archive.yml": f"name: Archive\nlanguage: en\n{rule}\n"}).only
    assert (said.path, said.line) == ("content/archive.yml", line)
    assert words in said.message


# ---------------------------------------------------------------- in the settings


def test_a_name_in_the_settings_goes_and_the_editor_is_told(tmp_path):
    settings = "name: Archive\nlanguage: en\n# kept by Björn Åslund\nowner: The office\ncontact: 'Ask Björn Åslund, or his heirs.'\naccessibility:\n  status: partly\n  known-issues:\n    - Scans, says bjorn aslund\n"
    files = {"content/archive.yml": settings, PERSON: entry("hidden"), DOCUMENT: document()}
    outcome = warned(tmp_path, files)
    assert [(said.code, said.path, *said.place) for said in outcome.messages] == [
        ("name-in-settings", "content/archive.yml", 5, 10), ("name-in-settings", "content/archive.yml", 9, 7),
    ]  # fmt: skip
    assert "'contact' holds the name" in outcome.messages[0].message
    assert outcome.messages[0].message.endswith("the site says: Ask N.N., or his heirs.")
    archive = built(tmp_path, files)
    assert leaks(archive) == []
    assert "Ask N.N., or his heirs." in archive.page()
    archive.write(OTHER, document("More.\n"))
    assert archive.build().codes == ["name-in-settings"] * 2, "told again, whatever else was edited"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("contact: bjorn.aslund@example.org", (3, 10)),
        ("base-url: https://bjorn-aslund.example/", (3, 11)),
        ("licence: https://example.org/björn-åslund", (3, 10)),
    ],
)
def test_an_address_in_the_settings_that_holds_a_name_stops_the_build(tmp_path, line, place):
    files = {"content/archive.yml": f"name: Archive\nlanguage: en\n{line}\n", PERSON: entry("hidden")}
    said = refused(tmp_path, {**files, DOCUMENT: document()}).only
    assert (said.code, said.path, said.place) == ("name-in-address", "content/archive.yml", place)
    assert "office" in said.help


def test_settings_that_cannot_be_read_and_hold_a_name_are_told_of_as_others_are(tmp_path):
    settings = "name: Archive\nowner: Anna Lund på\n".encode("latin-1")
    said = refused(tmp_path, {"content/archive.yml": settings, "content/people/anna.md": "---\nname: Anna Lund\nprivacy: hidden\n---\n"}).only  # fmt: skip
    assert (said.code, said.line) == ("not-utf8", 2)


# ---------------------------------------------------------------- what cannot be hidden is not published


@pytest.mark.parametrize(
    ("code", "files"),
    [
        ("name-in-address", {"content/documents/2017/bjorn-aslund-report.md": document()}),
        ("name-in-address", {DOCUMENT: document("[text](https://example.com/bjorn-aslund)\n")}),
        ("name-in-address", {DOCUMENT: document("Text.\n", "source: {url: https://example.com/BjornAslund}")}),
        ("name-in-address", {DOCUMENT: document("Text.\n", "attachments: [{title: A, file: björn_åslund.txt}]"), "content/documents/2017/björn_åslund.txt": "x"}),
        ("name-not-hidden", {DOCUMENT: document("Bj&ouml;rn Åslund spoke.\n")}),
        ("name-not-hidden", {DOCUMENT: document("Text.\n", 'officer: "Bj\\u00f6rn Åslund"')}),
        ("name-not-hidden", {DOCUMENT: document("Björn Åslund. [Björn](https://example.com/) Åslund.\n")}),
        ("name-in-attachment", {DOCUMENT: document("Björn Åslund.\n", "attachments: [{title: A, file: a.txt}]"), "content/documents/2017/a.txt": "Dear BJÖRN ÅSLUND"}),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_taken_out_stops_the_build(tmp_path, code, files):
    outcome = refused(tmp_path, {PERSON: entry("hidden"), **files})
    assert outcome.codes[0] == code or code in outcome.codes
    assert outcome.messages[0].help


def office_file(text):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("word/document.xml", f"<w:p><w:r>{text[:3]}</w:r><w:r>{text[3:]}</w:r></w:p>")
    return packed.getvalue()


def test_attachments_of_papers_that_name_the_person_are_searched(tmp_path):
    paper = "content/documents/2017/a.docx"
    files = {PERSON: entry("hidden"), DOCUMENT: document("Björn Åslund.\n", "attachments: [{title: A, file: a.docx}]")}
    refused(tmp_path / "named", {**files, paper: office_file("Björn Åslund")})
    accepted(tmp_path / "clean", {**files, paper: office_file("Somebody else")})
    picture = {DOCUMENT: document("Björn Åslund.\n", "attachments: [{title: A, file: a.png}]")}
    scan = {**files, **picture, "content/documents/2017/a.png": b"\x89PNG\r\n\x1a\n" + b"0" * 99}
    assert warned(tmp_path / "scan", scan).only.code == "attachment-not-searched"


def test_attachments_of_papers_that_do_not_name_the_person_are_searched_too(tmp_path):
    lines = ("attachments: [{title: A, file: a.txt}]",)
    paper = "content/documents/2017/a.txt"
    files = {PERSON: entry("hidden"), "content/people/olav-lund.md": "---\nname: Olav Lund\nprivacy: hidden\n---\n", DOCUMENT: document("Those who came are listed.\n", *lines)}  # fmt: skip
    said = refused(tmp_path / "named", {**files, paper: "1. Kari Nord\n2. Aslund, Bjorn"}).only
    assert (said.code, said.place) == ("name-in-attachment", (5, 32))
    archive = accepted(tmp_path / "clean", {**files, paper: "1. Kari Nord\n2. The lund behind the house\n"})
    built(tmp_path, archive)
    archive.write(paper, "1. Kari Nord\n2. Björn Åslund\n")  # the document is as it was, its attachment is not
    assert refused(tmp_path, archive).codes == ["name-in-attachment"]
    archive.write(DOCUMENT, document("Text.\n", *lines, "withdrawn: {date: 2024-01-01, reason: It named somebody.}"))
    assert archive.build().errors == []
    assert leaks(archive) == []


def test_a_damaged_attachment_cannot_be_searched(tmp_path):
    paper = "content/documents/2017/a.docx"
    whole = office_file("Björn Åslund" * 50)
    files = {PERSON: entry("hidden"), DOCUMENT: document("Björn Åslund.\n", "attachments: [{title: A, file: a.docx}]")}
    for number, data in enumerate(
        (whole[:60] + b"\xff" * 30 + whole[90:], whole[:-30], whole.replace(b"PK\1\2", b"PK\1\3"))
    ):
        said = warned(tmp_path / str(number), {**files, paper: data})
        assert said.only.code == "attachment-not-searched"


def git(root, *arguments):
    who = ["-c", "user.name=Editor", "-c", "user.email=editor@example.org"]
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


def test_former_versions_do_not_tell_the_name(tmp_path):
    archive = Archive(tmp_path, {"content/archive.yml": SETTINGS, DOCUMENT: document("Björn Åslund came. Then Åslund left.\n")})  # fmt: skip
    git(tmp_path, "init")
    for body in ("Björn Åslund came. Then Åslund left us.\n", "Somebody came. Then somebody left us.\n"):
        git(tmp_path, "add", "content")
        git(tmp_path, "commit", "-m", "More")
        archive.write(DOCUMENT, document(body))
    git(tmp_path, "commit", "-am", "More")
    assert "Åslund" in archive.site().get("documents/2017/report/versions/index.html", b"").decode() or built(
        tmp_path, archive
    )
    assert leaks(archive)
    archive.write(PERSON, entry("hidden"))
    built(tmp_path, archive)
    assert leaks(archive) == []
    assert "N.N." in archive.page("documents/2017/report/versions")


# ---------------------------------------------------------------- the veil itself

VEIL = Veil({words_of("Björn Åslund"): "N.N."}, {})


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Björn Åslund.", "N.N."),
        ("Björn Åslund...", "N.N...."),
        ("Björn Åslunds brev", "N.N:s brev"),
        ("björn-åslund-saken", "n-n-saken"),
        ("Björn Åslund-Berg", "Björn Åslund-Berg"),
        ("Carl-Björn Åslund", "Carl-Björn Åslund"),
        ("**Björn** Åslund", "**N.N.**"),
        ("Björn [Åslund](x)", "[N.N.](x)"),
        ("| Björn | Åslund |", "| N.N. |  |"),
        ("Björn\n\nÅslund", "Björn\n\nÅslund"),
        ("Björnen Åslund, Björn Åslunden", "Björnen Åslund, Björn Åslunden"),
        ("Bjo\u0308rn&nbsp;A\u030aslund", "N.N."),
        ("Björn Ås\u00adlund", "N.N."),
    ],
)
def test_a_name_is_found_however_it_is_written(text, hidden):
    assert VEIL.text(unicodedata.normalize("NFC", text)) == hidden


@given(st.text(alphabet="BbjJöÖornN åÅaslund-.*_|&;\n'’s", max_size=60))
def test_what_was_hidden_once_is_hidden(text):
    assert not VEIL.holds(VEIL.text(text))


def test_what_was_looked_through_is_looked_through_again_when_somebody_else_is_hidden(tmp_path):
    files = {PERSON: entry("hidden"), DOCUMENT: document("Kari Nord came.\n"), OTHER: document("Nobody came.\n")}
    archive = built(tmp_path, files)
    assert built(tmp_path, archive).page() == archive.page()
    archive.write("content/people/kari-nord.md", "---\nname: Kari Nord\nprivacy: hidden\n---\n")
    assert "Kari" not in built(tmp_path, archive).page()
    archive.write(OTHER, document("Björn Åslund and Kari Nord came.\n"))
    assert "N.N. and N.N. came" in built(tmp_path, archive).page("documents/2017/letter")


def test_a_name_that_arises_from_two_entries_of_a_list_is_no_crash(tmp_path):
    """`[Åslund, Björn]` reads as one name turned round; in doubt it goes."""
    other = "---\nname: Kari Nord\naliases: [Åslund, Björn, /people/kari/]\n---\n"
    archive = built(tmp_path, {PERSON: entry("hidden"), "content/people/kari-nord.md": other, DOCUMENT: document()})
    assert leaks(archive) == []
    assert "people/kari/index.html" in archive.site()
