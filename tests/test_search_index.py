"""The making of the index: what gets in, what never does, and what happens when Pagefind fails."""

import _thread
import contextlib
import json
import os
import re
import signal
import stat
import subprocess
import sys
import threading
import unicodedata
import zlib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from archive import TODAY, document
from patience import PATIENCE, until
from searching import Searched, built

from diarium import indexing
from diarium.disk import pagefind, search
from diarium.model import IndexBundle, IndexRecord
from diarium.pages import numbers, records, shadow
from diarium.pages.compounds import splitter

REPORT = "content/documents/2017/report.md"


def texts(site):
    """All that a search could find: the text of every fragment of the index."""
    found = {}
    for path in sorted(Path(site).glob("search/*/fragment/*")):
        fragment = json.loads(zlib.decompress(path.read_bytes(), wbits=31)[len(pagefind.SIGNATURE) :])
        found[fragment["url"].strip("/")] = fragment["content"]
    return found


# ---------------------------------------------------------------- forms of words


@pytest.mark.parametrize(
    ("printed", "forms"),
    [
        ("Haakon", {"hakon"}),
        ("Østergaard", {"ostergard"}),
        ("Michael", {"michal"}),
        ("Þorsteinn", {"torsteinn"}),
        ("Kjær,", {"kjar"}),
        ("Helsingfors", {"helsinki"}),
        ("Helsingfors'", {"helsinki"}),
    ],
)
def test_other_forms_stand_before_the_printed_one(printed, forms):
    *others, last = shadow.Shadows(HELSINKI, lambda word: (word,)).names(printed).split("^")
    assert last == shadow.written(printed)
    assert forms <= {other.lower() for other in others}


HELSINKI = shadow.exonyms([("Helsingfors", "Helsinki")])


def test_letters_that_pagefind_does_not_fold_are_written_so_that_it_does():
    made = shadow.Shadows({}, lambda word: (word,)).text("han Øyvind næring þórður Łódź Straße Sąd IIA")
    plain = "".join(c for c in unicodedata.normalize("NFD", made) if not unicodedata.combining(c))
    assert plain == "han Oyvind naering thordur Lodz Strasse Sad IIA"


def test_the_capital_of_a_sentence_makes_no_name():
    made = shadow.Shadows({}, lambda word: (word,)).text("Boende och Haakon. Poeten kom. Se Aa: Boet.")
    assert made == "Boende och hakon^Haakon. Poeten kom. Se a^Aa: Boet."


@pytest.mark.parametrize(
    ("printed", "forms"),
    [
        ("803-1873/2016", {"803 1873 2016", "1873 2016", "803 1873 16", "1873 16"}),
        ("803–1873/16", {"803 1873 16", "803 1873 2016"}),
        ("16/01234-5", {"16 1234 5", "2016 1234 5"}),
        ("KS-2019/00123", {"ks 2019 123", "2019 123", "ks 19 123", "19 123"}),
        ("U2018/04567/RS", {"u 2018 4567 rs", "2018 4567 rs"}),
        ("SOU-2016:45", {"sou 2016 45", "2016 45"}),
        ("7.10", set()),
        ("09:30", set()),
        ("C40", set()),
        ("A4-ark", set()),
    ],
)
def test_a_number_is_known_by_all_its_notations(printed, forms):
    found = {" ".join(form) for form in numbers.forms(printed)}
    assert forms <= found
    assert bool(forms) == bool(found)


def test_the_code_of_a_number_has_no_digits_and_no_two_are_equal():
    coded = [
        numbers.code(numbers.groups(text)) for text in ("803-1873/2016", "803-18732/016", "8-031873/2016", "ks 1/2")
    ]
    assert len(set(coded)) == len(coded)
    assert all(code.isascii() and code.isalpha() and code.endswith("z") for code in coded)


def test_the_marks_cannot_be_forged_and_text_is_composed():
    made = shadow.Shadows({}, lambda word: (word,)).text(shadow.clean("a^b c~d Ha\u030akan ta\u00adla \x01zzdolt"))
    assert made.split()[:4] == ["a", "b", "c", "d"]
    assert made.split()[4].endswith("Håkan")
    assert "tala" in made


@pytest.mark.parametrize(
    ("language", "word", "parts"),
    [
        ("sv", "kollektivtrafik", ("kollektiv", "trafik")),
        ("sv", "kollektivtrafiken", ("kollektiv", "trafiken")),
        ("sv", "huvudstadskonferensen", ("huvudstads", "konferensen")),
        ("nb", "næringssamarbeid", ("nærings", "samarbeid")),
        ("nb", "kollektivtrafikken", ("kollektiv", "trafikken")),
        ("nb", "arbeidsinnvandring", ("arbeids", "innvandring")),
        ("sv", "klimathandlingsplanen", ("klimat", "handlings", "planen")),
        ("sv", "cykelvägar", ("cykel", "vägar")),
        ("sv", "isbrytarna", ("is", "brytarna")),
        ("nb", "bussrutene", ("buss", "rutene")),
        ("da", "byudvikling", ("by", "udvikling")),
        ("da", "børnehaverne", ("børne", "haverne")),
        ("sv", "internationella", ("internationella",)),
        ("sv", "ledamöterna", ("ledamöterna",)),
        ("sv", "bostaden", ("bostaden",)),
        ("sv", "bestämmelse", ("bestämmelse",)),
        ("sv", "verksamhet", ("verksamhet",)),
        ("sv", "rapporten", ("rapporten",)),
        ("en", "networking", ("networking",)),
        ("fi", "kaupunginhallitus", ("kaupunginhallitus",)),
    ],
)
def test_compounds_are_taken_apart_with_care(language, word, parts):
    assert splitter(language, ())(word) == parts


# ---------------------------------------------------------------- what gets in


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return built(
        Searched(
            tmp_path_factory.mktemp("index"),
            {
                REPORT: document("Första stycket.\n\n## Avsnitt\n\nAndra *stycket* <b>rått</b>.\n", "lang: sv"),
                "content/documents/2017/withdrawn.md": document(
                    "Hemligt.\n", "withdrawn:", "  date: 2018-01-01", "  reason: fel"
                ),
                "content/documents/2017/draft.md": document("Utkast.\n", "draft: true"),
                "content/documents/2017/later.md": document("Framtid.\n", "publish: 2099-01-01"),
                "content/documents/2017/long.md": document(
                    "".join(f"## Rubrik {n}\n\n" + "ord " * 400 + f"sista{n}\n\n" for n in range(16)), "lang: sv"
                ),
                "content/documents/2018/norsk.md": document("Møtet.\n", "lang: nn").replace("2017-02-23", "2018-02-23"),
                "content/documents/2018/islenska.md": document("Fundur.\n", "lang: is"),
            },
        )
    )


def test_only_living_documents_are_found(archive):
    found = texts(archive.root / "site")
    everything = " ".join(found.values())
    assert "Första" in everything
    for hidden in ("Hemligt", "Utkast", "Framtid"):
        assert hidden not in everything


def test_long_documents_are_records_by_section(archive):
    found = texts(archive.root / "site")
    parts = [url for url in found if url.startswith("documents/2017/long")]
    assert len(parts) > 1
    page = archive.page("documents/2017/long/")
    for url in parts:
        _, _, anchor = url.partition("#")
        assert not anchor or f'id="{anchor}"' in page
    assert sum(len(re.findall(r"\bsista\d+\b", found[url])) for url in parts) == 16


def test_markup_is_text(archive):
    assert "<b>rått</b>" in texts(archive.root / "site")["documents/2017/report"]


def test_each_language_has_its_bundle_and_its_stemmer(archive):
    manifest = json.loads(archive.site()["search/index.json"])
    assert {bundle["name"]: bundle["language"] for bundle in manifest["bundles"]} == {
        "en": "en",
        "nb": "nb",
        "sv": "sv",
        "unknown": "unknown",
    } or {bundle["name"] for bundle in manifest["bundles"]} == {"nb", "sv", "unknown"}


def test_nothing_unneeded_is_published_and_the_licence_is(archive):
    paths = [path for path in archive.site() if path.startswith("search/")]
    names = {path.rpartition("/")[2] for path in paths}
    assert "LICENSE.txt" in names
    assert not [name for name in names if "ui" in name.split(".")[0] or "highlight" in name or name == "pagefind.js"]


def test_no_search_leaves_all_of_it_out(tmp_path):
    archive = Searched(tmp_path, {REPORT: document()})
    built(archive, "--no-search")
    paths = {path for path in archive.site() if path.startswith("search/")}
    assert paths == {"search/index.html", "search/index.json"}
    assert json.loads(archive.site()["search/index.json"])["off"]
    assert "no search" in archive.page("search/")
    assert 'href="../years/"' in archive.page("search/")


# ---------------------------------------------------------------- the same bytes, and only what changed


def test_two_builds_give_the_same_bytes(tmp_path):
    documents = {f"content/documents/2017/d{n}.md": document(f"Ord{n} är här.\n", "lang: sv") for n in range(30)}
    one = built(Searched(tmp_path / "one", documents))
    other = built(Searched(tmp_path / "other", dict(reversed(documents.items()))))
    assert one.site() == other.site()


def test_another_language_of_the_archive_makes_the_index_anew(tmp_path):
    """Documents that state none have that of the archive: its stemmer, and its words for the parts of a page."""
    settings, documents = (
        "name: Archive\nlanguage: {}\n",
        {REPORT: document("Husene og husets tak.[^1]\n\n[^1]: Note.\n")},
    )
    archive = built(Searched(tmp_path / "edited", {**documents, "content/archive.yml": settings.format("en")}))
    archive.write("content/archive.yml", settings.format("nb"))
    clean = Searched(tmp_path / "clean", {**documents, "content/archive.yml": settings.format("nb")})
    assert built(archive).site() == built(clean).site()


def test_a_bundle_without_changes_is_not_made_again(tmp_path, monkeypatch):
    archive = Searched(
        tmp_path,
        {REPORT: document("Hej.\n", "lang: sv"), "content/documents/2018/norsk.md": document("Hei.\n", "lang: nb")},
    )
    made = []
    plain = pagefind.index
    monkeypatch.setattr(indexing, "FEW", 0)  # made in this process, where it is counted
    monkeypatch.setattr(pagefind, "index", lambda *given: made.append(given[0]) or plain(*given))
    built(archive)
    assert sorted(made) == ["nb", "sv"]
    before = archive.site()
    made.clear()
    built(archive)
    assert made == []
    archive.write(REPORT, document("Hej igen.\n", "lang: sv"))
    built(archive)
    assert made == ["sv"]
    kept = [path for path in before if path.startswith("search/nb/")]
    assert kept
    assert all(archive.site()[path] == before[path] for path in kept)


def test_groups_of_years_stay_when_another_year_grows(tmp_path, monkeypatch):
    monkeypatch.setattr(records, "BUNDLE", 4_000)
    files = {
        f"content/documents/{year}/d{n}.md": document("ord " * 200, "lang: sv").replace("2017-02-23", f"{year}-02-0{n}")
        for year in (2010, 2014, 2019)
        for n in (1, 2, 3)
    }
    archive = built(Searched(tmp_path, files))

    def digests():
        bundles = json.loads(archive.site()["search/index.json"])["bundles"]
        return {bundle["name"]: bundle["digest"] for bundle in bundles}

    def covers(name, year):
        first, last = (moment[:4] for moment in name.split("-")[1:])
        return first <= year <= last

    for number in range(1, 7):  # the bundle it falls in grows, and is parted when it has become too large
        before = digests()
        growing = {name for name in before if covers(name, "2019")}
        assert len(before.keys() - growing) >= 2
        new = document("nytt " * 200, "lang: sv").replace("2017-02-23", f"2019-0{number}-01")
        archive.write(f"content/documents/2019/new{number}.md", new)
        built(archive)
        after = digests()
        assert {name for name in before if before[name] != after.get(name)} <= growing
        assert all(covers(name, "2019") for name in after.keys() - before.keys())
    assert len([name for name in after if covers(name, "2019")]) > 1


# ---------------------------------------------------------------- when Pagefind fails


def program(tmp_path, text, language=sys.executable):
    """A stand-in for Pagefind."""
    path = tmp_path / "pagefind"
    path.write_text(f"#!{language}\n{text}", "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


FAILURES = {
    "crashes": "import sys; sys.exit(101)",
    "speaks nonsense": "print('Hello, I am no Pagefind,', flush=True); import sys; sys.stdin.read()",
    "dies in the middle": "import sys, os; sys.stdin.buffer.read(200); os.abort()",
    "hangs": "import time; time.sleep(600)",
    "says all is well and writes nothing": """
import base64, json, sys
for one in sys.stdin.buffer.read().split(b","):
    if one.strip():
        id = json.loads(base64.b64decode(one))["message_id"]
        sys.stdout.buffer.write(base64.b64encode(json.dumps({"message_id": id, "payload": {"type": "ok"}}).encode()) + b",")
        sys.stdout.flush()
""",
}


@pytest.mark.skipif(os.name != "posix", reason="stands in for the program with a script")
@pytest.mark.parametrize("failure", FAILURES)
def test_a_failing_pagefind_publishes_nothing(tmp_path, monkeypatch, failure):
    archive = built(Searched(tmp_path / "archive", {REPORT: document()}))
    before = archive.site()
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", os.fspath(program(tmp_path, FAILURES[failure])))
    monkeypatch.setattr(pagefind, "PATIENCE", 1.0)
    archive.write(REPORT, document("Something else.\n"))
    outcome = archive.run("build")
    assert outcome.status == 3, outcome.err
    assert "agefind" in outcome.err
    assert "Traceback" not in outcome.err
    assert len([line for line in outcome.err.splitlines() if line.startswith("diarium:")]) == 1
    assert archive.site() == before
    monkeypatch.delenv("PAGEFIND_BINARY_PATH")
    built(archive)
    assert "Something" in " ".join(texts(archive.root / "site").values())


@pytest.mark.skipif(os.name != "posix", reason="stands in for the program with a script")
def test_after_one_failure_pagefind_is_not_started_for_the_other_bundles(tmp_path, monkeypatch):
    started = tmp_path / "started"
    counting = f"printf x >> '{started}'; exec sleep 600"
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", os.fspath(program(tmp_path, counting, "/bin/sh")))
    monkeypatch.setattr(pagefind, "PATIENCE", 4.0)  # a shell is started in that time on any machine
    given = (IndexRecord("documents/a/", "<html><body><p>Hej</p></body></html>"),)
    bundles = [IndexBundle(language, language, language, lambda: given) for language in ("da", "en", "nb", "sv")]
    with pytest.raises(pagefind.SearchFailed, match="said nothing"):
        search.build(bundles, tmp_path / "state")
    assert started.read_text() == "x"


def test_the_bundle_that_failed_says_why_whoever_was_asked_first(tmp_path, monkeypatch):
    failed = threading.Event()

    def told(bundle, version, waiting):
        if bundle.name == "da":
            failed.wait(PATIENCE)  # so the second one is indexed before the first
        return bundle.name, ["documents/a/"]

    def index(language, *_given):
        try:
            raise pagefind.SearchFailed(f"no room for {language}")
        finally:
            failed.set()

    monkeypatch.setattr(search, "_told", told)
    monkeypatch.setattr(search, "_ONE_BUNDLE_OF_RECORDS", contextlib.nullcontext())
    monkeypatch.setattr(pagefind, "index", index)
    bundles = [IndexBundle(language, language, language, tuple) for language in ("da", "en")]
    with pytest.raises(pagefind.SearchFailed, match="no room for en"):
        search.build(bundles, tmp_path / "state")


def test_a_missing_pagefind_is_a_missing_tool(tmp_path, monkeypatch):
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", os.fspath(tmp_path / "nowhere"))
    archive = Searched(tmp_path / "archive", {REPORT: document()})
    outcome = archive.run("build")
    assert outcome.status == 3
    assert "PAGEFIND_BINARY_PATH" in outcome.err
    assert archive.site() == {} if (archive.root / "site").exists() else True


def test_settings_around_do_not_reach_pagefind(tmp_path, monkeypatch):
    monkeypatch.setenv("PAGEFIND_SITE", "/nowhere")
    monkeypatch.setenv("PAGEFIND_OUTPUT_PATH", "/nowhere")
    (tmp_path / "pagefind.toml").write_text('site = "/nowhere"\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    built(Searched(tmp_path / "archive", {REPORT: document()}))


def test_a_full_disk_is_told_as_one(tmp_path, monkeypatch):
    def full(*_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pagefind, "index", full)
    outcome = Searched(tmp_path, {REPORT: document()}).run("build")
    assert outcome.status == 4
    assert "space" in outcome.err


@pytest.mark.parametrize(
    "kind", ["index/*", "fragment/*", "*.pf_meta", "wasm.sv.*", "pagefind-worker.js", "pagefind-entry.json"]
)
@pytest.mark.parametrize("left", [0, 0.6, -20])
def test_a_damaged_index_is_noticed(whole_bundle, kind, left):
    assert pagefind.checked(whole_bundle, ["documents/a/"]) == ("documents/a/",)
    torn = next(name for name in whole_bundle if fnmatch(name, kind))
    data = whole_bundle[torn]
    with pytest.raises(pagefind.SearchFailed):
        pagefind.checked({**whole_bundle, torn: data[: int(len(data) * left) if left >= 0 else left]}, ["documents/a/"])


@pytest.mark.parametrize("kind", ["fragment/*", "*.pf_meta", "pagefind-worker.js", "pagefind-entry.json"])
def test_an_index_without_one_of_its_files_is_noticed(whole_bundle, kind):
    left = {name: data for name, data in whole_bundle.items() if not fnmatch(name, kind)}
    assert len(left) < len(whole_bundle)
    with pytest.raises(pagefind.SearchFailed):
        pagefind.checked(left, ["documents/a/"])


def test_a_record_that_is_not_in_the_index_is_noticed(whole_bundle):
    with pytest.raises(pagefind.SearchFailed, match="1 of 2 records"):
        pagefind.checked(whole_bundle, ["documents/a/", "documents/b/"])


@pytest.fixture(scope="module")
def whole_bundle():
    given = (IndexRecord("documents/a/", "<html><body><p>Hej</p></body></html>"),)
    made = pagefind.index("sv", pagefind.requests("sv", given), ["documents/a/"])
    assert made.urls == ("documents/a/",)
    return dict(made.files)


def test_a_damaged_memory_is_made_anew(tmp_path):
    bundle = IndexBundle(
        "sv", "sv", "key", lambda: (IndexRecord("documents/a/", "<html><body><p>Hej</p></body></html>"),)
    )
    assert search.build([bundle], tmp_path).made == 1
    assert search.build([bundle], tmp_path).made == 0
    (tmp_path / "search/known.json").write_text("{nonsense", "utf-8")
    assert search.build([bundle], tmp_path).bundles[0].urls == ("documents/a/",)
    next(iter((tmp_path / "search").glob("*/fragment/*"))).unlink()
    assert search.build([bundle], tmp_path).bundles[0].urls == ("documents/a/",)
    assert len(list((tmp_path / "search").glob("*/fragment/*"))) == 1


@pytest.mark.skipif(os.name != "posix", reason="stands in for the program with a script")
def test_a_run_that_is_only_starting_when_all_are_ended_is_ended_too(tmp_path, monkeypatch):
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", os.fspath(program(tmp_path, "exec sleep 600", "/bin/sh")))
    monkeypatch.setattr(pagefind, "PATIENCE", 20.0)
    given_up, start = threading.Event(), subprocess.Popen

    def started(*given, **more):
        process = start(*given, **more)
        given_up.set()
        pagefind.end_all()
        return process

    monkeypatch.setattr(subprocess, "Popen", started)
    with pytest.raises(pagefind.SearchFailed, match="stopped in the middle"):
        pagefind.index("sv", (), ["documents/a/"], given_up)


@pytest.mark.skipif(os.name != "posix", reason="stands in for the program with a script")
def test_ctrl_c_ends_the_runs_while_the_work_is_still_being_given_out(tmp_path, monkeypatch):
    mark, futures = tmp_path / "started", []
    hanging = program(tmp_path, f"touch '{mark}'; exec sleep 600", "/bin/sh")
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", os.fspath(hanging))
    monkeypatch.setattr(pagefind, "PATIENCE", 20.0)

    class Interrupted(search.ThreadPoolExecutor):
        def submit(self, *given):
            futures.append(super().submit(*given))
            until(mark.exists, "the stand-in runs")
            raise KeyboardInterrupt

    monkeypatch.setattr(search, "ThreadPoolExecutor", Interrupted)
    given = (IndexRecord("documents/a/", "<html><body><p>Hej</p></body></html>"),)
    with pytest.raises(KeyboardInterrupt):
        search.build([IndexBundle("sv", "sv", "sv", lambda: given)], tmp_path / "state")
    assert "stopped in the middle" in str(futures[0].exception())


def test_ctrl_c_in_the_moment_before_a_wait_is_seen_soon(tmp_path, monkeypatch):
    seen = []

    def index(_language, _said, _wanted, given_up):
        _thread.interrupt_main()  # which wakes nobody who waits already
        seen.append(given_up.wait(20))
        raise pagefind.SearchFailed("ended")

    monkeypatch.setattr(pagefind, "index", index)
    given = (IndexRecord("documents/a/", "<html><body><p>Hej</p></body></html>"),)
    with pytest.raises(KeyboardInterrupt):
        search.build([IndexBundle("sv", "sv", "sv", lambda: given)], tmp_path / "state")
    assert until(lambda: seen, "the run hears of it, perhaps after the build") == [True]


@pytest.mark.skipif(os.name != "posix", reason="process groups")
def test_ctrl_c_leaves_no_process_behind(tmp_path):
    mark = tmp_path / "pid"
    stand_in = program(tmp_path, f"import os, time\nopen({str(mark)!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)")
    archive = Searched(tmp_path / "archive", {REPORT: document()})
    environment = {**os.environ, "PAGEFIND_BINARY_PATH": os.fspath(stand_in), "PYTHONPATH": os.getcwd()}
    command = [sys.executable, "-m", "diarium", "build", "--root", os.fspath(archive.root), "--today", TODAY]
    running = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    until(lambda: mark.exists() and mark.read_text(), "the stand-in runs")
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=PATIENCE)
    assert running.returncode == 130
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)
