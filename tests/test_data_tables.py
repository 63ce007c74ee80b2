"""The open data: tables, lines and database tell one story, open where people open them, and give nothing away."""

import csv
import hashlib
import io
import json
import sqlite3
import zipfile

import crawl
import pytest
from archive import Archive, document

from diarium.pages.columns import SEPARATOR, TABLES

SETTINGS = "name: Arkivet\nlanguage: sv\nbase-url: https://a.example/x/\nowner: Staden\nlicence: CC BY 4.0\n"
EVIL = ("=1+1", "+46 8", "-2", "@SUM(A1)", 'Svensson, "Bo"', "; DROP", "＝1", 'Rad ett,\nrad "två"')
RICH = document(
    "Text om klimatet.\n",
    "case: 803-1873/2016", "organisation: Stockholms stad", "series: Beredningen", "meeting:", "  date: 2017-02-20",
    "  number: 3/2017", "  city: Oslo", "themes: [Klimat, 'A, \"b\"']", "tabled:", "  - series: Nämnden",
    "    date: 2017-03-01", "    item: 7.1", "participants:", "  - name: Marc Zetterblom", "    role: '=HYPERLINK(\"x\")'",
    "    organisation: '+Staden'", "  - name: Åsa Öberg", "    status: absent", "attachments:", "  - title: '-bilaga'",
    "    missing: true", "summary: '@ början'",
)  # fmt: skip


@pytest.fixture(scope="module")
def rich(tmp_path_factory):
    files = {"content/archive.yml": SETTINGS, "content/documents/2017/report.md": RICH}
    for number, title in enumerate(EVIL):
        files[f"content/documents/2018/evil-{number}.md"] = (
            f"---\ntitle: {json.dumps(title)}\ndate: 2018\ntype: report\n---\n\n{title}\n"
        )
    files["content/cities/oslo.md"] = "---\nname: Oslo\nposition: -59.91, 10.75\nsame-as: https://o.example/\n---\n"
    archive = Archive(tmp_path_factory.mktemp("rich"), files)
    outcome = archive.build()
    assert outcome.status == 0, outcome.err
    return archive


def data(archive, name):
    return (archive.root / "site/data" / name).read_bytes()


def rows(archive, name):
    raw = data(archive, f"{name}.csv")
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\r\n")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def database(archive):
    return sqlite3.connect(f"file:{archive.root}/site/data/archive.sqlite?mode=ro&immutable=1", uri=True)


def plain(text):
    return text[1:] if text.startswith("'") and text[1:2] in tuple("=+-@\t\r＝＋－＠") else text


# ---------------------------------------------------------------- one story


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_tables_and_database_tell_the_same(rich, table):
    with database(rich) as connection:
        stored = connection.execute(f"SELECT {', '.join(table.names)} FROM {table.name} ORDER BY rowid").fetchall()
    listed = rows(rich, table.name)
    assert len(listed) == len(stored)
    for line, row in zip(listed, stored, strict=True):
        for column, value in zip(table.columns, row, strict=True):
            assert plain(line[column.name]) == ("" if value is None else str(value))


def test_lines_and_tables_tell_the_same(rich):
    lines = [json.loads(line) for line in data(rich, "documents.jsonl").decode().splitlines()]
    columns = next(table for table in TABLES if table.name == "documents").columns
    with database(rich) as connection:
        texts = dict(connection.execute("SELECT id, text FROM documents"))
    for record, row in zip(lines, rows(rich, "documents"), strict=True):
        for column in columns:
            said = record[column.name]
            said = SEPARATOR.join(said) if column.many else said
            assert ("" if said is None else str(said)) == plain(row[column.name])
        assert record["text"] == texts[record["id"]]
    people = [(record["id"], person["name"]) for record in lines for person in record["people"]]
    assert people == [(row["document"], row["name"]) for row in rows(rich, "participations")]


def test_no_cell_is_a_formula(rich):
    for table in TABLES:
        numbers = {column.name for column in table.columns if column.type in ("whole", "number", "flag")}
        for row in rows(rich, table.name):
            for name, value in row.items():
                assert name in numbers or not value.startswith(tuple("=+-@\t\r＝＋－＠")), (table.name, name, value)
    assert next(row for row in rows(rich, "cities") if row["id"] == "oslo")["latitude"] == "-59.91"


def test_titles_come_through(rich):
    on_one_line = {" ".join(title.split()) for title in EVIL}
    assert {plain(row["title"]) for row in rows(rich, "documents")} == {"Report", *on_one_line}


# ---------------------------------------------------------------- the database


def test_the_database_is_sound_and_answers(rich):
    with database(rich) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA foreign_key_list(participations)").fetchall()
        search = "SELECT id FROM documents WHERE nr IN (SELECT rowid FROM documents_fts WHERE documents_fts MATCH ?)"
        assert connection.execute(search, ("klimat*",)).fetchall() == [("2017/report",)]
        assert connection.execute('SELECT what, date FROM case_history WHERE "case" = ? ORDER BY date', ("803-1873-2016",)).fetchall() == [
            ("meeting", "2017-02-20"), ("document", "2017-02-23"), ("tabled", "2017-03-01"),
        ]  # fmt: skip
        attendance = connection.execute(
            "SELECT present, absent FROM attendance WHERE first_day = '2017-02-20'"
        ).fetchall()
        assert attendance == [(1, 1)]
        (made,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'documents_fts'").fetchone()
        assert 'content="documents"' in made  # by which Datasette knows that the table can be searched
        views = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
        for view in views:
            connection.execute(f"SELECT * FROM {view} LIMIT 5").fetchall()


def test_who_met_whom_counts_occasions_not_papers(tmp_path):
    both = ("participants:", "  - name: Marc Zetterblom", "  - name: Elin Sundin")
    meeting = ("series: Beredningen", "meeting:", "  date: 2017-02-20")
    files = {
        "content/documents/2017/one.md": document("Text.\n", *meeting, *both),
        "content/documents/2017/two.md": document("Text.\n", *meeting, *both),
        "content/documents/2017/three.md": document("Text.\n", *both),
    }
    archive = Archive(tmp_path, files)
    assert archive.build().status == 0
    with database(archive) as connection:
        found = connection.execute("SELECT name, other_name, times FROM who_met_whom ORDER BY name").fetchall()
    assert found == [("Elin Sundin", "Marc Zetterblom", 2), ("Marc Zetterblom", "Elin Sundin", 2)]


def test_the_page_shows_what_the_database_answers(sample_site):
    page = sample_site.text("/data/")
    assert '<th scope="col">times</th>' in page
    assert "Vilka har Elin Sundin oftast träffat?" in page
    assert "<td>Marc Zetterblom</td><td>2</td>" in page
    for table in TABLES:
        for column in table.columns:
            assert f"<code>{column.name}</code>" in page


# ---------------------------------------------------------------- description, checksums, the whole


def test_the_package_describes_every_column(rich):
    package = json.loads(data(rich, "datapackage.json"))
    for resource, table in zip(package["resources"], TABLES, strict=True):
        raw = data(rich, resource["path"])
        assert resource["bytes"] == len(raw)
        assert resource["hash"] == f"sha256:{hashlib.sha256(raw).hexdigest()}"
        header = raw.decode("utf-8-sig").split("\r\n", 1)[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header == list(table.names)
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_every_reference_finds_its_row(rich):
    ids = {table.name: {row["id"] for row in rows(rich, table.name)} for table in TABLES if table.key == ("id",)}
    for table in TABLES:
        for row in rows(rich, table.name):
            for column in table.columns:
                if column.table and row[column.name]:
                    assert row[column.name] in ids[column.table]


def test_the_package_validates_with_its_own_tool(rich, sample_site):
    frictionless = pytest.importorskip("frictionless", reason="takes a second set of tools: pip install frictionless")
    for folder in (rich.root / "site/data", sample_site.site / "data"):
        report = frictionless.validate(str(folder / "datapackage.json"))
        assert report.valid, report.flatten(["type", "note"])


@pytest.mark.long
def test_datasette_serves_every_table_and_view(rich):
    """Its pages for people and its answers for programs, asked in one process; no page may hold its error text."""
    app = pytest.importorskip("datasette.app", reason="takes a second set of tools: pip install datasette")
    import asyncio

    views = ("who_met_whom", "attendance", "case_history")
    names = [*(table.name for table in TABLES), *views]
    pages = ["/", "/archive", *(f"/archive/{name}" for name in names), "/archive/documents/1", "/archive/documents/1.json",
             "/archive/documents?_search=klimatet", "/archive/documents?_facet=type"]  # fmt: skip
    answers = ["/archive.json", *(f"/archive/{name}.json?_shape=objects" for name in names),
               "/archive/documents.json?_search=klimatet&_shape=objects"]  # fmt: skip

    async def asked():
        served = app.Datasette(immutables=[str(rich.root / "site/data/archive.sqlite")])
        return {path: await served.client.get(path, follow_redirects=True) for path in (*pages, *answers)}

    found = asyncio.run(asked())
    assert {path: answer.status_code for path, answer in found.items() if answer.status_code != 200} == {}
    assert [path for path in pages if "message-error" in found[path].text] == []
    assert len(found["/archive/documents.json?_shape=objects"].json()["rows"]) == 1 + len(EVIL)
    assert [row["id"] for row in found[answers[-1]].json()["rows"]] == ["2017/report"]
    assert "2017/report" in found["/archive/documents/1"].text


def test_checksums_hold(rich):
    for line in data(rich, "SHA256SUMS.txt").decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(data(rich, name)).hexdigest() == digest


def test_the_whole_opens_without_a_server(rich, tmp_path):
    with zipfile.ZipFile(rich.root / "site/data/archive.zip") as packed:
        assert packed.testzip() is None
        packed.extractall(tmp_path)
    (top,) = tmp_path.iterdir()
    assert crawl.broken_links(top) == []
    for address, page in crawl.pages(top).items():
        for link in page.links:
            path = link.partition("#")[0]
            assert not path.endswith("/") or "://" in path or path.startswith("mailto:"), (address, link)
    assert (top / "data/documents.csv").read_bytes() == data(rich, "documents.csv")


def test_what_is_unchanged_is_not_packed_again_and_the_bytes_are_the_same(tmp_path):
    files = {"content/archive.yml": SETTINGS, "content/documents/2017/report.md": RICH}
    files |= {f"content/documents/2018/d{n}.md": document(f"Text {n}.\n") for n in range(5)}
    archive = Archive(tmp_path / "one", files)
    assert archive.build().status == 0
    changed = {**files, "content/documents/2018/d3.md": document("Något helt annat.\n")}
    archive.write("content/documents/2018/d3.md", changed["content/documents/2018/d3.md"])
    archive.remove("content/documents/2018/d4.md")
    archive.remove("content/addresses.lock")
    del changed["content/documents/2018/d4.md"]
    assert archive.build().status == 0
    clean = Archive(tmp_path / "two", changed)
    assert clean.build().status == 0
    assert archive.site() == clean.site()


# ---------------------------------------------------------------- what nobody may see


def test_nothing_unpublished_leaks_into_any_file(tmp_path):
    secret = "Hemligheten"
    files = {
        "content/archive.yml": SETTINGS,
        "content/documents/2017/report.md": document(),
        "content/documents/2017/draft.md": document(f"{secret}\n", f"officer: {secret} Ek", "draft: true"),
        "content/documents/2017/later.md": document(f"{secret}\n", f"officer: {secret} Ek", "publish: 2099-01-01"),
        "content/documents/2017/gone.md": document(f"{secret}\n", f"officer: {secret} Ek", "withdrawn:", "  date: 2018-01-01", "  reason: Fel."),
    }  # fmt: skip
    archive = Archive(tmp_path, files)
    outcome = archive.build()
    assert outcome.status == 0, outcome.err
    for path, content in archive.site().items():
        if path.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                content = b"".join(packed.read(name) for name in packed.namelist())
        assert secret.encode() not in content, path
    assert not (archive.root / "site/documents/2017/gone/index.md").exists()
    assert rows(archive, "documents")[0]["id"] == "2017/report"


def test_what_was_withdrawn_is_related_to_nothing(tmp_path):
    files = {
        "content/documents/2017/report.md": document("Se [den andra](other.md).\n", "related: other.md"),
        "content/documents/2017/other.md": document("Text.\n"),
    }
    archive = Archive(tmp_path, files)
    assert archive.build().status == 0
    opened = json.loads((archive.root / "site/documents/2017/report/index.json").read_bytes())
    assert [one["url"] for one in opened["related"]] == ["/documents/2017/other/"]
    archive.write("content/documents/2017/other.md", document("", "withdrawn:", "  date: 2018-01-01", "  reason: Fel."))
    outcome = archive.build()
    assert outcome.status == 0, outcome.err
    assert json.loads((archive.root / "site/documents/2017/report/index.json").read_bytes())["related"] == []


@pytest.mark.long
def test_ten_thousand_appearances_of_one_person(tmp_path):
    files = {
        f"content/documents/{1900 + n % 100}/d{n}.md": f"---\ntitle: D{n}\ndate: {1900 + n % 100}\ntype: report\nofficer: Marc Zetterblom\n---\n"
        for n in range(10_000)
    }
    archive = Archive(tmp_path, files)
    outcome = archive.build()
    assert outcome.status == 0, outcome.err[:2000]
    (person,) = rows(archive, "people")
    assert person["documents"] == "10000"
    assert (archive.root / "site/people/marc-zetterblom/feed.xml").stat().st_size < 200_000


def test_an_empty_archive_has_empty_tables(tmp_path):
    archive = Archive(tmp_path, {"content/archive.yml": SETTINGS})
    assert archive.build().status == 0
    assert all(rows(archive, table.name) == [] for table in TABLES)
    assert "data/archive.zip" in archive.site()
