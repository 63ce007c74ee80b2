"""The preview of a real archive: pages on demand, saves, mistakes, and the builds behind; some of it in a browser."""

import gc
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import weakref
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from archive import DOCUMENT, REPOSITORY, TODAY, Archive, document
from patience import PATIENCE, until

from diarium import preview_pause
from diarium.disk import lock
from diarium.disk.workers import workers
from diarium.options import Options
from diarium.preview_pause import Pause
from diarium.preview_server import Faulty
from diarium.preview_table import Understanding

REPORT = "/documents/2017/report/"
LONG = "".join(f"Paragraph {number} of a long text.\n\n" for number in range(200))
OVERLAY = "#diarium-preview"
WRONG = document("Text.\n", without=("date",))


class Serving:
    """`serve` in a process of its own."""

    def __init__(self, archive, prepared=None):
        self.archive = archive
        self.lines = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            wanted = probe.getsockname()[1]
        command = [sys.executable, "-m", "diarium", "serve", "--root", str(archive.root), "--today", TODAY]
        self.process = subprocess.Popen(
            [*command, "--port", str(wanted), "--color", "never"],
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(filter(None, (prepared and str(prepared), str(REPOSITORY)))),
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()
        self.address = until(lambda: self.said(r"Preview at (http://\S+)/ "), "the address")[0]

    def _listen(self):
        with self.process.stderr as said:
            for line in said:
                self.lines.append(line.rstrip("\n"))

    def said(self, pattern):
        return [found[found.re.groups and 1] for line in list(self.lines) if (found := re.match(pattern, line))]

    def get(self, path):
        try:
            with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()

    def shows(self, path, text):
        return until(lambda: text.encode() in self.get(path)[1], f"{text!r} at {path}")

    def state(self):
        """What a page that is opened now is told."""
        with urllib.request.urlopen(f"{self.address}/.diarium/events", timeout=PATIENCE) as events:
            while not (line := events.readline()).startswith(b"data: "):
                assert line
        return json.loads(line[6:])

    def builds(self):
        return len(self.said(r"Built \d"))

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            status = self.process.wait(PATIENCE)
        finally:
            self.process.kill()
        self._listening.join(PATIENCE)
        assert not self._listening.is_alive(), "a process that outlives the preview has its error output"
        assert status == 0, self.lines
        assert not [line for line in self.lines if "Traceback" in line or "fault in Diarium" in line]


@contextmanager
def serving(archive, prepared=None):
    preview = Serving(archive, prepared)
    try:
        yield preview
    finally:
        preview.end()


def small(root):
    other = document("See [the report](report.md).\n").replace("title: Report", "title: Reply")
    return Archive(root, {DOCUMENT: document(LONG), "content/documents/2017/reply.md": other})


@pytest.fixture
def archive(tmp_path):
    return small(tmp_path)


# ---------------------------------------------------------------- the table


def test_a_page_on_demand_is_the_page_that_a_build_publishes(sample_site):
    """And so is every file beside the pages that the table has."""
    options = Options(sample_site.root, sample_site.site, TODAY, search=False)
    table = Understanding(options).again().table
    left = set()
    for path in sample_site.site.rglob("*"):
        name = path.relative_to(sample_site.site).as_posix()
        if path.is_file() and name != ".diarium":
            made = table.find(name)
            if isinstance(made, Path):
                made = made.read_bytes()
            if made is None:
                left.add(name)
            else:
                assert made == path.read_bytes(), name
    assert {name for name in left if name.endswith(".html")} == {"data/index.html"}
    assert not [name for name in left if name.startswith(("documents/2", "assets/")) and not name.endswith("/feed.xml")]
    assert table.find("documents") == "folder"
    assert table.find("documents/nothing.html") is None


@pytest.mark.parametrize("built", [False, True])
def test_what_stays_in_mind_makes_the_same_pages_as_a_fresh_look(archive, built):
    """Be it linked anew or, for as long as that is possible, taken up as a build has linked it."""
    options = Options(archive.root, archive.root / "site", TODAY, search=False)
    if built:
        assert archive.build().status == 0
    staying, options = Understanding(options), replace(options, remember=False)
    assert staying.again().table
    taken_up = []
    for edit in (
        lambda: archive.write(DOCUMENT, document("Another text.\n")),
        lambda: archive.write(DOCUMENT, document("A third text.\n").replace("title: Report", "title: Another title")),
        lambda: archive.write(DOCUMENT, document("Another text about Oslo.\n", "cities: [Oslo]")),
        lambda: archive.write("content/cities/oslo.md", "---\nname: Oslo\naliases: [Christiania]\n---\nA city.\n"),
        lambda: archive.write("layouts/note.html", (REPOSITORY / "layouts/note.html").read_text() + "<!-- ours -->\n"),
        lambda: archive.remove("content/documents/2017/reply.md"),
        lambda: archive.write("content/archive.yml", "name: Renamed\nlanguage: sv\n"),
    ):
        edit()
        again, fresh = staying.again(), Understanding(options).again()
        taken_up.append(staying._compiled.origin is not None)
        assert again.messages == fresh.messages
        assert (again.table is None) == (fresh.table is None)
        if again.table is not None:
            names = [name for name in again.table._pages if name.endswith(".html")]
            assert names == list(fresh.table._pages)
            assert [again.table.find(name) for name in names] == [fresh.table.find(name) for name in names]
    assert taken_up[:3] == [built, built, False]


def test_an_archive_that_is_no_longer_shown_goes_by_itself(archive):
    """Nobody looks for what may go: that would take seconds. So nothing may hold itself."""
    staying = Understanding(Options(archive.root, archive.root / "site", TODAY, search=False))
    table = staying.again().table
    for name in list(table._pages):
        table.find(name)
    gc.collect()
    gc.disable()
    try:
        holdings = staying._compiled.holdings
        former = [weakref.ref(one) for one in (holdings, holdings.show, holdings.show.relations, holdings.show.reads)]
        archive.write(DOCUMENT, document("Another text.\n"))
        assert staying.glance([DOCUMENT]) is not None
        table = staying.again().table
        assert table is not None
        del holdings
        assert [one() for one in former] == [None] * 4
    finally:
        gc.enable()


def test_a_state_with_a_mistake_gives_no_table_and_says_why(archive):
    staying = Understanding(Options(archive.root, archive.root / "site", TODAY, search=False))
    assert staying.again().table is not None
    archive.write(DOCUMENT, WRONG)
    wrong = staying.again()
    assert wrong.table is None
    assert [message.span.path for message in wrong.messages if message.severity == "error"] == [DOCUMENT]
    archive.write(DOCUMENT, document("Right again.\n"))
    assert staying.again([REPORT[1:]]).table is not None
    archive.write("layouts/document.html", "{{ page.nothing }}")
    assert staying.again([""]).table is not None, "nobody looks at a page with that layout"
    table = staying.again([""]).table
    with pytest.raises(Faulty) as fault:
        table.find(f"{REPORT[1:]}index.html")
    assert "layouts/document.html:1:" in "".join(fault.value.lines)
    assert b"Right again." in fault.value.last
    broken = staying.again([REPORT[1:]])
    assert broken.table is None
    assert [message.code for message in broken.messages if message.severity == "error"] == ["template-error"]


# ---------------------------------------------------------------- at a glance

SHOWN = f"{REPORT[1:]}index.html"


@pytest.fixture(params=["linked anew", "as a build has linked it"])
def understanding(archive, request):
    taken_up = request.param != "linked anew"
    if taken_up:
        assert archive.build().status == 0
    found = Understanding(Options(archive.root, archive.root / "site", TODAY, search=False))
    assert found.again().table
    assert (found._compiled.origin is not None) == taken_up
    return found


@pytest.mark.parametrize(
    "text",
    [
        document("Another text, with a [link](reply.md) and a list:\n\n- one\n- two\n"),
        document("Text.\n").replace("title: Report", "title: Another title"),
        document("Text.\n", "summary: In short"),
    ],
)
def test_a_saved_text_is_shown_at_once_as_a_whole_look_would_show_it(archive, understanding, text):
    archive.write(DOCUMENT, text)
    glanced = understanding.glance([DOCUMENT]).table
    shown = {name: glanced.find(f"{REPORT[1:]}{name}") for name in ("index.html", "index.md", "index.json", "cite.bib")}
    whole = understanding.again().table
    assert shown == {name: whole.find(f"{REPORT[1:]}{name}") for name in shown}


@pytest.mark.parametrize(
    "text",
    [WRONG, document("[nowhere](nowhere.md)\n"), document("Text.\n", "next: [1"), "No front matter.\n"],
)
def test_a_mistake_is_told_at_a_glance_as_a_whole_look_would_tell_it_and_so_is_its_end(archive, understanding, text):
    archive.write(DOCUMENT, text)
    glanced, whole = understanding.glance([DOCUMENT]), understanding.again()
    errors = [message for message in glanced.messages if message.severity == "error"]
    assert glanced.table is None
    assert errors
    assert errors == [message for message in whole.messages if message.severity == "error"]
    archive.write(DOCUMENT, document("All is well again.\n"))
    assert b"All is well again." in understanding.glance([DOCUMENT]).table.find(SHOWN)


def test_names_in_the_front_matter_are_shown_at_a_glance_as_far_as_they_are_known(archive):
    archive.write("content/cities/oslo.md", "---\nname: Oslo\n---\n")
    understanding = Understanding(Options(archive.root, archive.root / "site", TODAY, search=False))
    assert understanding.again().table
    facts = (
        "absent-cities: [Malmö]",
        "cities: [Oslo, Bergen]",
        "participants:\n  - Elin Sundin, strateg",
        "themes: [Mobility]",
    )
    archive.write(DOCUMENT, document("Text.\n", *facts))
    glanced = understanding.glance([DOCUMENT]).table.find(SHOWN)
    for name in ("Oslo", "Bergen", "Malmö", "Elin Sundin", "Mobility"):
        assert name.encode() in glanced
    assert b'cities/oslo/"' in glanced
    assert b"cities/bergen/" not in glanced, "there is no such page yet"
    assert b"cities/bergen/" in understanding.again().table.find(SHOWN)


NEW = "content/documents/2018/new.md"
NEW_SHOWN = "documents/2018/new/index.html"


@pytest.mark.parametrize(
    "facts",
    [
        (),
        ("cities: [Oslo]", "themes: [Mobility]", "related: [../2017/report.md]"),
        ("series: Board", "meeting:", "  number: 3/2018"),
    ],
)
def test_a_new_document_is_shown_at_a_glance(archive, facts):
    archive.write("content/cities/oslo.md", "---\nname: Oslo\n---\n")
    archive.write("content/themes/mobility.md", "---\nname: Mobility\n---\n")
    archive.write(DOCUMENT, document(LONG, "series: Board", "themes: [Mobility]"))
    understanding = Understanding(Options(archive.root, archive.root / "site", TODAY, search=False))
    assert understanding.again().table
    text = document("On [the report](../2017/report.md).\n", *facts).replace("2017-02-23", "2018-02-23")
    archive.write(NEW, text.replace("title: Report", "title: Anew"))
    changed = [NEW, "content/documents/2018", "content/documents/2018/came-and-went.md"]
    glanced = understanding.glance(changed).table
    page = glanced.find(NEW_SHOWN)
    assert glanced.find("documents/2018/new") == "folder"
    whole = understanding.again().table.find(NEW_SHOWN)
    assert b"Anew" in page
    for known in (b'cities/oslo/"', b'themes/mobility/"', b'series/board/"'):
        assert (known in page) == (known in whole)
    assert facts or page == whole, "else there is more to be found out by a whole look: meetings, what else is related"


def test_a_saved_text_may_lead_to_a_new_document(archive, understanding):
    archive.write(DOCUMENT, document("See [the new one](../2018/new.md).\n"))
    assert understanding.glance([DOCUMENT]).table is None, "there is no such file"
    archive.write(NEW, document("[Back](../2017/report.md)\n").replace("2017-02-23", "2018-02-23"))
    glanced = understanding.glance([DOCUMENT, NEW]).table
    assert b"../../../documents/2018/new/" in glanced.find(SHOWN)
    assert b"../../../documents/2017/report/" in glanced.find(NEW_SHOWN)
    archive.write(NEW, WRONG)
    assert {message.span.path for message in understanding.glance([DOCUMENT, NEW]).messages} >= {NEW}


def test_what_is_not_simply_a_new_document_is_left_to_a_whole_look(archive, understanding):
    new = document("Text.\n").replace("2017-02-23", "2018-02-23")
    archive.write("content/documents/2018/report.md", new.replace("2018-02-23", "2017-03-01"))
    assert understanding.glance(["content/documents/2018/report.md"]) is None, "its address is taken"
    for line in ("draft: true", "publish: 2999-01-01", "aliases: [/documents/2017/report/]"):
        archive.write(NEW, new.replace("title:", f"{line}\ntitle:"))
        assert understanding.glance([NEW]) is None, line
    archive.write("content/people/ada.md", "---\nname: Ada\n---\n")
    assert understanding.glance(["content/people/ada.md"]) is None
    assert understanding.glance(["content/archive.yml"]) is None
    assert understanding.glance(["content/people/gone.md"]) is None


def test_a_layout_and_a_style_sheet_are_shown_at_a_glance_as_a_whole_look_would_show_them(archive, understanding):
    layout = (REPOSITORY / "layouts/document.html").read_text()
    archive.write("layouts/document.html", layout.replace("<article", '<article data-edit="1"', 1) + "{# one #}")
    archive.write("assets/own.css", "p { color: red }")
    archive.write(DOCUMENT, document("Another text.\n"))
    changed = ["layouts/document.html", "assets/own.css", DOCUMENT]
    glanced = understanding.glance(changed, [REPORT[1:]]).table
    names = (SHOWN, "index.html", "documents/2017/reply/index.html", "assets/own.css")
    shown = {name: glanced.find(name) for name in names}
    assert b"Another text." in shown[SHOWN]
    whole = understanding.again().table
    assert shown == {name: whole.find(name) for name in shown}
    archive.write("layouts/document.html", "{{ page.nothing }}")
    broken = understanding.glance(["layouts/document.html"], [REPORT[1:]])
    assert broken.table is None
    assert [message.code for message in broken.messages] == ["template-error"]


def test_what_concerns_more_than_its_own_page_is_left_to_a_whole_look(archive, understanding):
    for text in (
        document("Text.\n").replace("2017-02-23", "2018-01-01"),
        document("Text.\n", "series: Board"),
        document("Text.\n", "withdrawn:", "  date: 2020-01-01", "  reason: Wrong."),
        document("[nowhere](nowhere.md)\n", "draft: true"),
    ):
        archive.write(DOCUMENT, text)
        assert understanding.glance([DOCUMENT]) is None, text
    archive.write(DOCUMENT, document("Text.\n"))
    assert understanding.glance([DOCUMENT]) is not None
    assert understanding.glance([]) is None
    assert understanding.glance([DOCUMENT, "content/archive.yml"]) is None
    archive.remove(DOCUMENT)
    assert understanding.glance([DOCUMENT]) is None


def test_a_mistake_elsewhere_is_still_told_at_a_glance(archive, understanding):
    archive.write("content/documents/2017/reply.md", WRONG)
    assert understanding.again().table is None
    archive.write(DOCUMENT, document("Text.\n"))
    glanced = understanding.glance(["content/documents/2017/reply.md", DOCUMENT])
    assert glanced.table is None
    assert {message.span.path for message in glanced.messages} == {"content/documents/2017/reply.md"}


def test_a_hidden_name_is_never_shown_at_a_glance(archive):
    archive.write("content/people/elin-sundin.md", "---\nname: Elin Sundin\nprivacy: hidden\n---\n")
    archive.write(DOCUMENT, document("Elin Sundin came.\n"))
    understanding = Understanding(Options(archive.root, archive.root / "site", TODAY, search=False))
    assert b"Elin Sundin" not in understanding.again().table.find(SHOWN)
    archive.write("content/documents/2017/reply.md", document("Elin Sundin went.\n").replace("Report", "Reply"))
    assert understanding.glance(["content/documents/2017/reply.md"]) is None


def test_pages_that_show_the_same_after_the_whole_look_stay_as_they_are(archive, understanding):
    archive.write(DOCUMENT, document("Another text.\n"))
    glanced = understanding.glance([DOCUMENT]).table
    glanced.find(SHOWN)
    assert understanding.again().table.shows(glanced.given)
    archive.write(DOCUMENT, document("Another text.\n").replace("title: Report", "title: Another title"))
    glanced = understanding.glance([DOCUMENT]).table
    glanced.find(SHOWN)
    assert understanding.again().table.shows(glanced.given)
    archive.write(DOCUMENT, document("Another text.\n").replace("title: Report", "title: A third title"))
    glanced = understanding.glance([DOCUMENT]).table
    glanced.find("index.html")  # it still has the title from before
    assert not understanding.again().table.shows(glanced.given)


def test_work_is_shared_where_nothing_can_be_forked():
    with workers(2, 200, fork=False) as spread:
        assert list(spread(_doubled, range(120))) == [2 * number for number in range(120)]


def _doubled(numbers):
    return [2 * number for number in numbers]


# ---------------------------------------------------------------- behind the pages


def test_pages_are_there_before_a_build_and_without_one(archive):
    """While another process holds the archive, nothing can be built; pages are shown and follow saves all the same."""
    with lock.building(archive.root / ".diarium"), serving(archive) as preview:
        preview.shows(REPORT, "Paragraph 7 of")
        until(lambda: preview.said("diarium: another build is at work"), "the line about the other build")
        assert not (archive.root / "site").exists()
        assert preview.get(f"{REPORT}index.json")[0] == 200
        assert preview.get("/documents/2018/nothing/")[0] == 404
        assert preview.get("/assets/../content/archive.yml")[0] == 404
        assert preview.state()["failed"] is False
        archive.write(DOCUMENT, document("A new text.\n"))
        preview.shows(REPORT, "A new text.")
        assert not (archive.root / "site").exists()


def test_saves_that_follow_one_another_end_with_the_last_and_promise_no_address(archive):
    with serving(archive) as preview:
        until(preview.builds, "the first build")
        before = preview.state()
        archive.write(DOCUMENT, document("The first of two.\n"))
        time.sleep(0.15)  # so that the look at the first has begun
        archive.write(DOCUMENT, document("The second of two.\n"))
        preview.shows(REPORT, "The second of two.")
        assert preview.state()["table"] != before["table"]

        def published():
            with suppress(FileNotFoundError):  # not every disk can exchange two folders at once
                return b"The second of two." in (archive.root / f"site{REPORT}index.html").read_bytes()

        until(published, "the site follows")
        until(lambda: preview.state()["build"] != before["build"], "open pages learn of the build")
        assert b"data-build" in preview.get("/data/")[1]
    assert not (archive.root / "content/addresses.lock").exists()


def test_a_burst_of_files_is_taken_in(archive):
    with serving(archive) as preview:
        preview.shows(REPORT, "Paragraph 7 of")
        for number in range(500):
            text = document(f"Text {number}.\n").replace("title: Report", f"title: Number {number}")
            archive.write(f"content/documents/2016/number-{number}.md", text.replace("2017-02-23", "2016-02-23"))
        preview.shows("/documents/2016/number-499/", "Text 499.")
        preview.shows("/documents/2016/number-0/", "Text 0.")
        shutil.rmtree(archive.root / "content/documents/2016")
        until(lambda: preview.get("/documents/2016/number-499/")[0] == 404, "they are gone again")
        preview.shows(REPORT, "Paragraph 7 of")
        assert preview.state()["failed"] is False


def _children(pid):
    """Processes that a process has started."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                yield int(folder.name)
        except OSError:
            continue


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="children are found by Linux's own list")
def test_a_build_that_is_killed_is_only_a_line(archive):
    for number in range(150):  # enough for a build to be caught at work
        text = document(LONG).replace("title: Report", f"title: Number {number}")
        archive.write(f"content/documents/2017/number-{number}.md", text)
    with serving(archive) as preview:
        child = until(lambda: list(_children(preview.process.pid)), "the build behind")[0]
        preview.shows(REPORT, "Paragraph 7 of")
        child = until(lambda: list(_children(preview.process.pid)), "the build behind")[0]
        os.kill(child, signal.SIGKILL)
        until(lambda: preview.said("diarium: The build behind the preview was ended"), "the line")
        assert preview.state()["failed"] is False
        archive.write(DOCUMENT, document("After the accident.\n"))
        preview.shows(REPORT, "After the accident.")
        until(preview.builds, "the next save builds")
        archive.write(DOCUMENT, document("Before the terminal is closed.\n"))
        child = until(lambda: list(_children(preview.process.pid)), "the build behind")[0]
        preview.process.send_signal(signal.SIGTERM)
        preview.process.wait(PATIENCE)
        until(lambda: not Path(f"/proc/{child}").exists(), "it goes with the preview")


# ---------------------------------------------------------------- resting


def test_what_is_at_work_rests_from_a_save_until_all_is_quiet(monkeypatch):
    clock, sent, alarms = [100.0], [], []
    monkeypatch.setattr(preview_pause.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(Pause, "_look_again_in", lambda pause, seconds: alarms.append((clock[0] + seconds, pause)))

    def until_quiet():
        while alarms:
            clock[0], pause = alarms.pop(0)
            pause._when_quiet()
        return clock[0]

    pause = Pause()
    pause.rest()
    pause.begins(sent.append)
    assert sent == [signal.SIGSTOP], "it began in the middle of a pause"
    clock[0] = 100.2
    pause.rest()
    assert until_quiet() == pytest.approx(100.5), "something else was saved"
    assert sent == [signal.SIGSTOP, signal.SIGCONT]
    pause.rest()
    pause.ends()
    assert sent[2:] == [signal.SIGSTOP, signal.SIGCONT], "what has ended is not left lying"
    assert until_quiet() == pytest.approx(100.8)
    assert len(sent) == 4
    pause.begins(sent.append)
    for step in range(100):  # somebody saves all the time
        clock[0] = 110 + step / 10
        pause.rest()
        while alarms and alarms[0][0] <= clock[0]:
            alarms.pop(0)[1]._when_quiet()
    assert 4 <= sent[4:].count(signal.SIGCONT) <= 6
    until_quiet()
    before = len(sent)
    pause.rest()
    pause.over()
    assert sent[before:] == [signal.SIGSTOP, signal.SIGCONT], "somebody waits for it"
    until_quiet()
    assert len(sent) == before + 2


@pytest.mark.parametrize("text", [document("Another text.\n"), WRONG, None])
def test_a_rehearsal_shows_nothing_and_changes_nothing(archive, text):
    """It makes the page as it is saved, for nobody; what is wrong with it is told when somebody asks."""
    staying = Understanding(Options(archive.root, archive.root / "site", TODAY, search=False))
    staying.rehearse([REPORT[1:]])
    table = staying.again().table
    before = table.find(REPORT[1:] + "index.html")
    archive.write(DOCUMENT, text) if text else archive.remove(DOCUMENT)
    staying.rehearse([REPORT[1:]])
    staying.rehearse(["", "cities/nowhere/"])
    assert staying._shown is table
    assert table.find(REPORT[1:] + "index.html") == before
    glanced = staying.glance([DOCUMENT])
    staying.rehearse([])
    if text == WRONG:
        assert (glanced.table, bool(glanced.messages)) == (None, True)
    elif text:
        assert b"Another text." in glanced.table.find(REPORT[1:] + "index.html")
        assert staying._shown is glanced.table


def test_a_page_that_is_open_must_be_without_fault_before_any_page_is_another(archive):
    with serving(archive) as preview:
        until(preview.builds, "the first build")
        with urllib.request.urlopen(f"{preview.address}/.diarium/events?page={REPORT}", timeout=PATIENCE) as events:

            def told():
                line = events.readline()
                assert line
                return json.loads(line[6:]) if line.startswith(b"data: ") else {}

            before = until(told, "how all is")
            archive.write("layouts/document.html", "{{ page.nothing_of_the_kind }}\n")
            wrong = until(lambda: (now := told()).get("failed") and now, "the mistake")
            assert wrong["table"] == before["table"], "over the same pages"


# ---------------------------------------------------------------- looking apart

# Runs at the start of every process that the preview consists of.
PREPARED = """
import os, time
{first}
from diarium import preview_table
look = preview_table.Understanding.again
def held_up(*given):
    while os.path.exists({held!r}):
        time.sleep(0.01)
    return look(*given)
preview_table.Understanding.again = held_up
"""


class Held:
    """A preview whose looks at the whole archive wait for as long as there is a certain file."""

    def __init__(self, archive, first):
        self.file = archive.root / "held"
        self.prepared = archive.root / "prepared"
        self.prepared.mkdir()
        text = PREPARED.format(first=first, held=str(self.file))
        (self.prepared / "sitecustomize.py").write_text(text, "utf-8")

    @contextmanager
    def up(self):
        self.file.touch()
        try:
            yield
        finally:
            self.file.unlink()


def _family(held):
    """All processes of a preview, whoever their parents are."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.fsencode(held.prepared) in (folder / "environ").read_bytes():
                found.add(int(folder.name))
    return found


def _lives(pid):
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.parametrize("first", [pytest.param("", id="forked"), pytest.param("del os.fork", id="no fork")])
def test_what_is_saved_is_on_the_screen_before_the_look_ends(archive, browser, first):
    held = Held(archive, first)
    with serving(archive, held.prepared) as preview:
        until(preview.builds, "the first build")
        page = browser.new_page()
        page.set_default_timeout(1000 * PATIENCE)
        page.goto(preview.address + REPORT)
        looks = len(preview.said("Ready"))
        with held.up():
            for text in ("The first of three.", "The second of three."):
                archive.write(DOCUMENT, document(f"{text}\n"))
                page.get_by_text(text).wait_for()
            archive.write(DOCUMENT, WRONG)
            page.locator(OVERLAY).wait_for()
            assert page.get_by_text("The second of three.").count() == 1
            archive.write(DOCUMENT, document("The third of three.\n").replace("title: Report", "title: Memoir"))
            page.get_by_text("The third of three.").wait_for()
            page.locator(OVERLAY).wait_for(state="detached")
            assert "Memoir" in page.title()
            assert len(preview.said("Ready")) == looks, "no look has ended"
        preview.shows("/documents/", "Memoir")
        page.get_by_text("The third of three.").wait_for()
        page.close()


# A look is at work for a while before the preview is told so.
FORKS_LATE = "fork = os.fork\nos.fork = lambda: (number := fork()) and (time.sleep(0.5), number)[1]"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found by Linux's own list")
@pytest.mark.parametrize("first", [pytest.param("", id="at work"), pytest.param(FORKS_LATE, id="not yet known")])
def test_no_process_is_left_whenever_it_ends(archive, first):
    held = Held(archive, first)
    with serving(archive, held.prepared) as preview:
        until(preview.builds, "the first build")
        with held.up():
            family = _family(held)
            archive.write(DOCUMENT, document("Text.\n"))
            until(lambda: _family(held) - family, "a look at work")
            family |= _family(held)
            preview.end()
            until(lambda: not list(filter(_lives, family)), "all are gone")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found by Linux's own list")
def test_a_look_that_is_killed_is_made_up_for_by_the_next(archive):
    held = Held(archive, "")
    with serving(archive, held.prepared) as preview:
        until(preview.builds, "the first build")
        with held.up():
            before = _family(held)
            archive.write(DOCUMENT, document("Text.\n"))
            for look in until(lambda: _family(held) - before, "a look at work"):
                os.kill(look, signal.SIGKILL)
            until(lambda: preview.said("Reading or writing failed: the process that looks"), "the line")
            preview.shows(REPORT, "Text.")
        archive.write(DOCUMENT, document("Another text.\n"))
        preview.shows(REPORT, "Another text.")
        until(lambda: not preview.state()["failed"], "all is well")
        for known in _family(held) - {preview.process.pid}:
            os.kill(known, signal.SIGKILL)
        assert b"Another text." in preview.get(REPORT)[1], "as it was last given"
        archive.write(DOCUMENT, document("After the accident.\n"))
        preview.shows(REPORT, "After the accident.")
        until(lambda: not preview.state()["failed"], "all is well again")


# ---------------------------------------------------------------- in a browser


@pytest.fixture(scope="module")
def shown(tmp_path_factory, browser):
    """One preview and one page of it for the tests that look."""
    archive = small(tmp_path_factory.mktemp("shown"))
    with serving(archive) as preview:
        until(preview.builds, "the first build")
        page = browser.new_page(viewport={"width": 900, "height": 700})
        page.set_default_timeout(1000 * PATIENCE)
        yield archive, preview, page
        page.close()


def test_a_save_reloads_the_open_page_where_it_was(shown):
    archive, preview, page = shown
    archive.write(DOCUMENT, document(LONG))
    preview.shows(REPORT, "Paragraph 150 of")
    page.goto(preview.address + REPORT)
    page.get_by_text("Paragraph 150 of").scroll_into_view_if_needed()
    before = page.wait_for_function("window.scrollY").json_value()
    assert before > 1000
    archive.write(DOCUMENT, document(LONG.replace("Paragraph 190 of", "Paragraph changed in")))
    page.get_by_text("Paragraph changed in").wait_for(state="attached")
    page.wait_for_function("before => Math.abs(window.scrollY - before) < 5", arg=before)


def test_a_mistake_lies_over_the_last_good_page_until_it_is_mended(shown):
    archive, preview, page = shown
    page.goto("about:blank")
    archive.write(DOCUMENT, document("All is well.\n"))
    page.goto(preview.address + REPORT)
    page.get_by_text("All is well.").wait_for()
    archive.write(DOCUMENT, WRONG)
    page.locator(f"{OVERLAY} pre", has_text="error[missing-field]").filter(has_text=f"{DOCUMENT}:").wait_for()
    page.get_by_text("All is well.").wait_for()
    archive.write(DOCUMENT, document("All is well again.\n"))
    page.locator(OVERLAY).wait_for(state="detached")
    page.get_by_text("All is well again.").wait_for()
    archive.write("layouts/document.html", "{% if %}")  # at once, so that the page may not be listening yet
    page.locator(f"{OVERLAY} pre", has_text="layouts/document.html:1:").wait_for()
    page.get_by_text("All is well again.").wait_for()
    archive.remove("layouts/document.html")
    page.locator(OVERLAY).wait_for(state="detached")


def test_the_search_follows_behind(shown):
    archive, preview, page = shown
    page.goto(f"{preview.address}/search/?q=hummingbird")
    archive.write(DOCUMENT, document("A hummingbird was seen in the archive.\n"))
    page.locator("main a", has_text="Report").first.wait_for()
