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
from pathlib import Path

import pytest
from archive import DOCUMENT, REPOSITORY, TODAY, Archive, document
from patience import PATIENCE, until

from diarium.disk import lock
from diarium.disk.workers import workers
from diarium.options import Options
from diarium.preview_server import Faulty
from diarium.preview_table import Understanding

REPORT = "/documents/2017/report/"
LONG = "".join(f"Paragraph {number} of a long text.\n\n" for number in range(200))
WRONG = document("Text.\n", without=("date",))


class Serving:
    """`serve` in a process of its own."""

    def __init__(self, archive):
        self.archive = archive
        self.lines = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            wanted = probe.getsockname()[1]
        command = [sys.executable, "-m", "diarium", "serve", "--root", str(archive.root), "--today", TODAY]
        self.process = subprocess.Popen(
            [*command, "--port", str(wanted), "--color", "never"],
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self._listening = threading.Thread(target=self._listen)
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
        status = self.process.wait(PATIENCE)
        self._listening.join()
        assert status == 0, self.lines
        assert not [line for line in self.lines if "Traceback" in line or "fault in Diarium" in line]


@contextmanager
def serving(archive):
    preview = Serving(archive)
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


def test_what_stays_in_mind_makes_the_same_pages_as_a_fresh_look(archive):
    options = Options(archive.root, archive.root / "site", TODAY, search=False)
    staying = Understanding(options)
    assert staying.again().table
    for edit in (
        lambda: archive.write(DOCUMENT, document("Another text about Oslo.\n", "cities: [Oslo]")),
        lambda: archive.write("content/cities/oslo.md", "---\nname: Oslo\naliases: [Christiania]\n---\nA city.\n"),
        lambda: archive.write("layouts/note.html", (REPOSITORY / "layouts/note.html").read_text() + "<!-- ours -->\n"),
        lambda: archive.remove("content/documents/2017/reply.md"),
        lambda: archive.write("content/archive.yml", "name: Renamed\nlanguage: sv\n"),
    ):
        edit()
        again, fresh = staying.again(), Understanding(options).again()
        assert again.messages == fresh.messages
        assert (again.table is None) == (fresh.table is None)
        if again.table is not None:
            names = [name for name in again.table._pages if name.endswith(".html")]
            assert names == list(fresh.table._pages)
            assert [again.table.find(name) for name in names] == [fresh.table.find(name) for name in names]


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


@pytest.fixture
def understanding(archive):
    found = Understanding(Options(archive.root, archive.root / "site", TODAY, search=False))
    assert found.again().table
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
    glanced = understanding.glance([DOCUMENT])
    assert glanced is not None
    shown = {name: glanced.find(f"{REPORT[1:]}{name}") for name in ("index.html", "index.md", "index.json", "cite.bib")}
    whole = understanding.again().table
    assert shown == {name: whole.find(f"{REPORT[1:]}{name}") for name in shown}


def test_what_concerns_more_than_texts_is_left_to_a_whole_look(archive, understanding):
    for text in (
        WRONG,
        document("[nowhere](nowhere.md)\n"),
        document("Text.\n", "cities: [Oslo]"),
        document("Text.\n").replace("2017-02-23", "2018-01-01"),
        "No front matter.\n",
    ):
        archive.write(DOCUMENT, text)
        assert understanding.glance([DOCUMENT]) is None, text
    archive.write(DOCUMENT, document("Text.\n"))
    assert understanding.glance([DOCUMENT]) is not None
    assert understanding.glance([]) is None
    assert understanding.glance([DOCUMENT, "content/archive.yml"]) is None
    archive.remove(DOCUMENT)
    assert understanding.glance([DOCUMENT]) is None


def test_after_a_mistake_nothing_is_shown_at_a_glance(archive, understanding):
    archive.write("content/documents/2017/reply.md", WRONG)
    assert understanding.again().table is None
    archive.write(DOCUMENT, document("Text.\n"))
    assert understanding.glance([DOCUMENT]) is None


def test_a_hidden_name_is_never_shown_at_a_glance(archive):
    archive.write("content/people/elin-sundin.md", "---\nname: Elin Sundin\nprivacy: hidden\n---\n")
    archive.write(DOCUMENT, document("Elin Sundin came.\n"))
    understanding = Understanding(Options(archive.root, archive.root / "site", TODAY, search=False))
    assert b"Elin Sundin" not in understanding.again().table.find(SHOWN)
    archive.write("content/documents/2017/reply.md", document("Elin Sundin went.\n").replace("Report", "Reply"))
    assert understanding.glance(["content/documents/2017/reply.md"]) is None


def test_pages_that_show_the_same_after_the_whole_look_stay_as_they_are(archive, understanding):
    archive.write(DOCUMENT, document("Another text.\n"))
    glanced = understanding.glance([DOCUMENT])
    glanced.find(SHOWN)
    assert understanding.again().table.shows_the_same_as(glanced)
    archive.write(DOCUMENT, document("Another text.\n").replace("title: Report", "title: Another title"))
    glanced = understanding.glance([DOCUMENT])
    glanced.find(SHOWN)
    assert understanding.again().table.shows_the_same_as(glanced)
    archive.write(DOCUMENT, document("Another text.\n").replace("title: Report", "title: A third title"))
    glanced = understanding.glance([DOCUMENT])
    glanced.find("index.html")  # it still has the title from before
    assert not understanding.again().table.shows_the_same_as(glanced)


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
        time.sleep(0.15)
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


OVERLAY = "#diarium-preview"


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
