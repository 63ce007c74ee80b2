"""What an edit leaves alone of the open data is kept, and what comes out is what a build from nothing makes."""

import errno
import random
import sqlite3
from concurrent.futures import Future
from threading import Event, Timer
from threading import enumerate as enumerate_threads

import pytest
from archive import TODAY, Archive, document
from patience import PATIENCE

from diarium import opendata
from diarium.disk import database, wordindex
from diarium.disk.beside import Beside
from diarium.disk.patchwork import Joined
from diarium.options import Options
from diarium.pages.tables import NUMBERED, Share, Tables
from diarium.pipeline import compile_archive

SETTINGS = "name: Arkivet\nlanguage: sv\nbase-url: https://a.example/\n"


def paper(number, *people, text="Text om båtar"):
    return document(
        f"{text} nummer {number}.\n", "series: Rådet", "meeting:", f"  date: 2017-02-{number + 1:02}", "participants:",
        *(f"  - name: {name}" for name in people or ("Elin Sundin",)), "officer: Marc Zetterblom", "case: 803-1873/2016",
    )  # fmt: skip


def put(archive, number, *people, **more):
    archive.write(f"content/documents/2017/paper-{number:02}.md", paper(number, *people, **more))


@pytest.fixture
def archive(tmp_path, monkeypatch):
    monkeypatch.setattr(wordindex, "ROWS", 3)
    archive = Archive(tmp_path / "archive", {"content/archive.yml": SETTINGS})
    for number in range(11):
        put(archive, number)
    return archive


def made(archive, state, clean=False):
    """The files of the data and what its page shows."""
    holdings = compile_archive(Options(archive.root, archive.root / "site", TODAY, remember=False)).holdings
    with Beside() as beside:
        data = opendata.make(holdings, state, "stamp", beside, clean=clean).done()
    files = {path: one if isinstance(one, bytes) else one.path.read_bytes() for path, one in data.files.items()}
    return files, repr(data.page.view)


EDITS = (
    lambda archive: put(archive, 4, text="Andra ord om 1 2 3"),
    lambda archive: put(archive, 0, "Elin Sundin", "Åsa Öberg"),  # every number after it is another
    lambda archive: put(archive, 10, "Åsa Öberg", "Marc Zetterblom"),
    lambda archive: archive.remove("content/documents/2017/paper-05.md"),
    lambda archive: put(archive, 12),
    lambda archive: [archive.remove(f"content/documents/2017/paper-{number:02}.md") for number in (6, 7, 8, 9)],
    lambda archive: archive.write("content/people/elin.md", "---\nname: Elin Sundin\naliases: [E. Sundin]\n---\n"),
    lambda archive: put(archive, 4, text="!!! … –"),
)


def test_after_every_edit_the_data_are_those_made_from_nothing(archive, tmp_path):
    kept = tmp_path / "kept"
    made(archive, kept)
    for number, edit in enumerate(EDITS):
        edit(archive)
        assert made(archive, kept) == made(archive, tmp_path / f"anew-{number}"), number


class AtOnce(Beside):
    """Nothing is done beside: what is begun is done."""

    def begin(self, work):
        done = Future()
        try:
            done.set_result(work())
        except Exception as broken:  # noqa: BLE001 - told to whoever asks, as it is beside
            done.set_exception(broken)
        return done


@pytest.mark.parametrize("little", [True, False], ids=["all-beside", "step-by-step"])
def test_what_is_given_up_between_two_steps_leaves_nothing_and_spoils_nothing(archive, tmp_path, monkeypatch, little):
    if not little:
        monkeypatch.setattr(opendata, "_FEW", -1)
        monkeypatch.setattr(database, "_FEW", -1)
    kept, whole = tmp_path / "kept", tmp_path / "anew"
    made(archive, kept)
    put(archive, 4, text="Andra ord")
    wanted = made(archive, whole)
    holdings = compile_archive(Options(archive.root, archive.root / "site", TODAY, remember=False)).holdings
    for steps in range(100):
        making = opendata.make(holdings, kept, "stamp", AtOnce())
        for _ in range(steps):
            making.step()
        if making.is_done:
            break
        making.abandon()
        assert not scraps(kept), steps
    assert (0 if little else 5) < steps < 100  # a database that is finished stays
    assert made(archive, kept) == wanted


def scraps(state):
    return [path for path in (state / "data").iterdir() if path.suffix in (".new", ".working")]


@pytest.mark.parametrize("moment", ["filled", "finished"])
def test_what_is_given_up_while_others_are_at_work_on_it_waits_for_them(archive, tmp_path, monkeypatch, moment):
    kept = tmp_path / "kept"
    made(archive, kept)
    put(archive, 4, text="Andra ord")
    wanted = made(archive, tmp_path / "anew")
    at_work, go_on, real = Event(), Event(), getattr(database._Database, moment)

    def slowly(*given):
        at_work.set()
        assert go_on.wait(PATIENCE)
        return real(*given)

    monkeypatch.setattr(database._Database, moment, slowly)
    holdings = compile_archive(Options(archive.root, archive.root / "site", TODAY, remember=False)).holdings
    beside = Beside()
    making = opendata.make(holdings, kept, "stamp", beside)
    try:
        assert at_work.wait(PATIENCE)
        making.step()  # holds nobody up
        assert not making.is_done
    finally:
        Timer(0.05, go_on.set).start()
        making.abandon()
    assert go_on.is_set()
    assert not scraps(kept)
    assert not [thread for thread in enumerate_threads() if thread.name.startswith("ThreadPool")]
    monkeypatch.undo()
    monkeypatch.setattr(wordindex, "ROWS", 3)
    assert made(archive, kept) == wanted


@pytest.mark.parametrize("little", [True, False], ids=["all-beside", "step-by-step"])
def test_trouble_beside_is_told_to_whoever_waits(archive, tmp_path, monkeypatch, little):
    if not little:
        monkeypatch.setattr(opendata, "_FEW", -1)
        monkeypatch.setattr(database, "_FEW", -1)
    kept = tmp_path / "kept"
    made(archive, kept)
    put(archive, 4, text="Andra ord")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(database, "sealed", full)
    with pytest.raises(OSError, match="No space left"):
        made(archive, kept)
    assert not scraps(kept)
    monkeypatch.undo()
    monkeypatch.setattr(wordindex, "ROWS", 3)
    assert made(archive, kept) == made(archive, tmp_path / "anew")


@pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: path.write_bytes(b"torn")])
def test_the_database_that_is_changed_need_not_be_as_it_was_left(archive, tmp_path, spoil):
    for edit in EDITS[:3]:
        made(archive, tmp_path / "kept")
        spoil(tmp_path / "kept/data/archive.sqlite.untidy")
        edit(archive)
    assert made(archive, tmp_path / "kept") == made(archive, tmp_path / "anew")


def test_an_older_sqlite_tidies_in_place(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(database, "_INTO", False)
    made(archive, tmp_path / "kept")
    EDITS[0](archive)
    assert made(archive, tmp_path / "kept") == made(archive, tmp_path / "anew")
    assert not list((tmp_path / "kept/data").glob("*.new")) + list((tmp_path / "kept/data").glob("*.working"))


def test_edits_in_any_order(archive, tmp_path):
    chance, kept = random.Random(7), tmp_path / "kept"
    for number in range(12):
        for _ in range(chance.randrange(3)):
            one = chance.randrange(14)
            path = f"content/documents/2017/paper-{one:02}.md"
            if chance.random() < 0.3 and (archive.root / path).exists():
                archive.remove(path)
            else:
                put(archive, one, *chance.sample(["Åsa Öberg", "Elin Sundin", "Bo Ek"], chance.randrange(1, 4)))
        assert made(archive, kept) == made(archive, tmp_path / f"anew-{number}"), number


def test_an_edit_of_a_text_makes_the_rows_of_one_document(archive, tmp_path, monkeypatch):
    made(archive, tmp_path / "kept")
    asked, indexed, questions = [], [], []
    real, add, ask = Share.rows.func, wordindex._add, database.ask
    monkeypatch.setattr(Share, "rows", property(lambda share: asked.append(share.one.id) or real(share)))
    monkeypatch.setattr(wordindex, "_add", lambda *given: indexed.append(given[2:]) or add(*given))
    monkeypatch.setattr(database, "ask", lambda *given: questions.append(given[1]) or ask(*given))
    put(archive, 4, text="Andra ord")
    made(archive, tmp_path / "kept")
    assert set(asked) == {"2017/paper-04"}
    assert indexed == [(1, 4, 6)]
    assert not any("who_met_whom" in sql or "attendance" in sql for sql in questions)
    assert any("case_history" in sql for sql in questions)
    asked.clear()
    made(archive, tmp_path / "kept")
    assert not asked
    made(archive, tmp_path / "kept", clean=True)
    assert len(set(asked)) == 11


def test_the_index_of_words_is_laid_out_as_sqlite_does_it(archive, tmp_path):
    archive.write(
        "content/documents/2018/none.md", "---\ntitle: '–'\ndate: 2018\ntype: report\nsummary: '–'\n---\n\n!!!\n"
    )
    made(archive, tmp_path / "kept")
    plan = opendata._plan().words
    with sqlite3.connect(tmp_path / "kept/data/archive.sqlite", isolation_level=None) as ours:
        (count,) = ours.execute("SELECT count(*) FROM documents").fetchone()
        assert count == 12
        ours.execute(f"INSERT INTO {plan.name} ({plan.name}) VALUES ('integrity-check')")
        theirs = sqlite3.connect(":memory:", isolation_level=None)
        theirs.execute("CREATE TABLE documents (nr INTEGER PRIMARY KEY, title, summary, text)")
        theirs.executemany(
            "INSERT INTO documents VALUES (?, ?, ?, ?)", ours.execute("SELECT nr, title, summary, text FROM documents")
        )
        theirs.execute(ours.execute("SELECT sql FROM sqlite_master WHERE name = ?", (plan.name,)).fetchone()[0])
        theirs.execute(f"INSERT INTO {plan.name} ({plan.name}, rank) VALUES ('automerge', 0)")
        for at in range(1, count + 1, wordindex.ROWS):
            theirs.execute(
                f"INSERT INTO {plan.name} (rowid, title, summary, text) "
                "SELECT nr, title, summary, text FROM documents WHERE nr BETWEEN ? AND ?",
                (at, at + wordindex.ROWS - 1),
            )
        for part in ("data", "idx", "docsize", "config"):
            every = f"SELECT * FROM {plan.name}_{part} ORDER BY 1, 2"
            assert ours.execute(every).fetchall() == theirs.execute(every).fetchall(), part


def _other_layout(monkeypatch, name):
    monkeypatch.setattr(wordindex, "_numbers", lambda data: [9] * 9)


def _nobody_may_write(monkeypatch, name):
    def refuse(*given):
        raise sqlite3.OperationalError(f"table {name}_data may not be modified")

    monkeypatch.setattr(wordindex, "_remove", refuse)


@pytest.mark.parametrize("otherwise", [_other_layout, _nobody_may_write])
def test_another_sqlite_makes_the_index_by_itself(archive, tmp_path, monkeypatch, otherwise):
    name, kept = opendata._plan().words.name, tmp_path / "kept"
    otherwise(monkeypatch, name)
    made(archive, kept)
    put(archive, 4, text="Andra ord")
    assert made(archive, kept) == made(archive, tmp_path / "anew")
    with sqlite3.connect(kept / "data/archive.sqlite", isolation_level=None) as ours:
        ours.execute(f"INSERT INTO {name} ({name}) VALUES ('integrity-check')")
        found = ours.execute(f"SELECT rowid FROM {name} WHERE {name} MATCH 'andra'").fetchall()
    assert len(found) == 1


def test_a_full_disk_is_no_other_sqlite(archive, tmp_path, monkeypatch):
    def refuse(*given):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(wordindex, "_remove", refuse)
    with pytest.raises(sqlite3.OperationalError):
        made(archive, tmp_path / "kept")


def test_what_rows_are_made_from_is_in_their_key(archive):
    """Everything that is read for a document's rows is what it is known by, its text, or the settings."""
    holdings = compile_archive(Options(archive.root, archive.root / "site", TODAY, remember=False)).holdings
    tables = Tables(holdings)
    for one in holdings:
        with holdings.show.reads.noting() as noted:
            share = Share(tables, one.path)
            assert share.counts == tuple(len(share.rows[name]) for name in NUMBERED)
            assert share.text
        known = {(name, one.path) for name in ("holdings", "checksums", "texts", "outlines")}
        assert set(noted) <= known | {("archive", "config")}


def test_a_build_from_nothing_holds_the_rows_of_few_documents(archive, tmp_path, monkeypatch):
    wanted = made(archive, tmp_path / "at-once")
    held, share = [], opendata._Rows.share

    def counted(rows, at):
        found = share(rows, at)
        held.append(len(rows._shares))
        return found

    monkeypatch.setattr(opendata, "_AT_A_TIME", 2)
    monkeypatch.setattr(opendata._Rows, "share", counted)
    assert made(archive, tmp_path / "kept") == wanted
    assert max(held) <= 2
    (tmp_path / "kept/data/documents.jsonl").unlink()
    assert made(archive, tmp_path / "kept") == wanted


NAMES = ("Elin Sundin", "Marc Zetterblom", "Åsa Öberg", "803-1873/2016", "Rådet", "ingen")


def test_tables_of_things_taken_up_are_those_made_from_nothing(archive):
    """Other texts name other people, as often as before or not; and the same people in other documents."""
    chance, kept = random.Random(3), None
    put(archive, 10, "Åsa Öberg", "Elin Sundin")
    for number in range(40):
        changed = chance.sample(range(10), chance.randrange(3))
        for one in changed:
            put(archive, one, text=f"Text {number} om {' och '.join(chance.choices(NAMES, k=3))}")
        holdings = compile_archive(Options(archive.root, archive.root / "site", TODAY, remember=False)).holdings
        anew, taken_up = Tables(holdings), Tables(holdings)
        if kept is not None:
            files = [f"content/documents/2017/paper-{one:02}.md" for one in changed]
            taken_up.take_up(*kept, [one.path for one in holdings if one.document.parsed.path in files])
        assert taken_up.packed == anew.packed, number
        assert all(taken_up.things(table) == anew.things(table) for table in anew.packed)
        kept = taken_up.packed, taken_up.times_named


def test_an_edit_of_a_text_tells_anew_only_of_those_it_names(archive, monkeypatch):
    put(archive, 4, text="Om Åsa Öberg")
    put(archive, 5, "Åsa Öberg")
    building = ("--no-search", "--jobs", "1", "--today", TODAY)
    assert archive.build(*building).status == 0
    assert archive.build(*building).status == 0  # the list of addresses is written by now
    told, real = [], Tables._counted
    monkeypatch.setattr(Tables, "_counted", lambda tables, ref: told.append(ref.id) or real(tables, ref))
    put(archive, 4, text="Om Elin Sundin")
    assert archive.build(*building).status == 0
    assert set(told) == {"asa-oberg", "elin-sundin"}
    told.clear()
    put(archive, 4, "Åsa Öberg")
    assert archive.build(*building).status == 0
    assert "marc-zetterblom" in told


def test_an_archive_without_documents_has_data(tmp_path):
    archive = Archive(tmp_path / "archive", {"content/archive.yml": SETTINGS})
    files, _ = made(archive, tmp_path / "state")
    assert files["data/documents.jsonl"] == b""
    with sqlite3.connect(tmp_path / "state/data/archive.sqlite") as connection:
        connection.execute("INSERT INTO documents_fts (documents_fts) VALUES ('integrity-check')")


def test_a_file_of_pieces_is_copied_where_it_is_the_same(tmp_path):
    def joined(*pieces):
        one = Joined(tmp_path, "file", "mark")
        made = []
        for _ in one.take(pieces, lambda at: made.append(pieces[at]) or pieces[at] * 700_000):
            pass
        finished = one.done()
        return finished, b"".join(made)

    first, asked = joined(b"a", b"b", b"c")
    assert asked == b"abc"
    inode = first.path.stat().st_ino
    again, asked = joined(b"a", b"b", b"c")
    assert (again, asked) == (first, b"")
    assert first.path.stat().st_ino == inode  # published under a second name, it is not written again
    other, asked = joined(b"c", b"a", b"x", b"b")
    assert asked == b"x"
    assert other.path.read_bytes() == b"".join(piece * 700_000 for piece in (b"c", b"a", b"x", b"b"))
    other.path.write_bytes(b"touched")
    assert joined(b"c", b"a")[1] == b"ca"
    empty, _ = joined()
    assert empty.path.read_bytes() == b""
