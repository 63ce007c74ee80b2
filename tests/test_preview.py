"""The preview: what it serves, what it refuses, and that open pages learn of every build. Loopback only."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
from patience import PATIENCE, until
from watchdog.events import FileClosedEvent, FileModifiedEvent

from diarium import preview_watch
from diarium.preview import Outcome, Watch, serve
from diarium.preview_server import Overtaken

REPOSITORY = Path(__file__).resolve().parent.parent

PAGE = b"<!doctype html><html><head><title>t</title></HEAD><body>the page</body></html>"
KINDS = [
    ("a.css", "text/css; charset=utf-8"),
    ("a.js", "text/javascript; charset=utf-8"),
    ("a.json", "application/json"),
    ("a.svg", "image/svg+xml"),
    ("feed.xml", "application/xml; charset=utf-8"),
    ("a.ics", "text/calendar; charset=utf-8"),
    ("a.csv", "text/csv; charset=utf-8"),
    ("a.wasm", "application/wasm"),
    ("pagefind/fragment/sv_1.pf_fragment", "application/octet-stream"),
    ("_headers", "text/plain; charset=utf-8"),
]
GOOD = Outcome(True, (), "Built 1 page")
BAD = Outcome(False, ("content/a.md:1:1: error[bad-date]: <b>no</b> such day",), "1 error")


def save(path: Path, text: str) -> None:
    """As most editors save: the file is never seen half written, so that one save is one change."""
    beside = path.with_name(f".{path.name}")
    beside.write_text(text)
    os.replace(beside, path)


@dataclass
class OnePage:
    """A table in which every page is the same."""

    text: bytes

    @property
    def given(self) -> dict[str, bytes]:
        return {"index.html": self.text}

    def __len__(self) -> int:
        return 1

    def find(self, _name: str) -> bytes:
        return self.text

    def shows(self, given: Mapping[str, bytes]) -> bool:
        return given == self.given


class Preview:
    """A preview that runs in a thread, with a site on the disk and builds that do what the test says."""

    def __init__(self, root: Path) -> None:
        self.site = root / "site"
        self.content = root / "content"
        self.content.mkdir()
        self.said: list[str] = []
        self.builds = self.begun = 0
        self.outcome = GOOD
        self.glanced: list[set[str]] = []
        self.at_once: OnePage | Outcome | None = None
        self.overtaken = 0
        self.gate = threading.Event()
        self.gate.set()
        self.on_build: Callable[[], None] = lambda: None
        self.ending = False
        self.result: int | None = None
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        self.result = serve(
            self._build,
            self.site,
            [self.content],
            0,
            say=self.said.append,
            glance=self._glance,
            overtake=self._overtake,
        )

    def _glance(self, changed: Collection[str], _open_pages: Sequence[str]) -> Outcome | None:
        self.glanced.append({Path(path).name for path in changed})
        return Outcome(True, (), "", self.at_once) if isinstance(self.at_once, OnePage) else self.at_once

    def _overtake(self) -> None:
        self.overtaken += 1

    def _build(self, _open_pages: Sequence[str]) -> Outcome:
        if self.ending:
            raise KeyboardInterrupt  # what Ctrl-C does, in a thread that gets no signals
        self.begun += 1
        before = self.overtaken
        until(lambda: self.gate.is_set() or self.overtaken > before, "the test lets it go on")
        if self.overtaken > before:
            raise Overtaken
        self.on_build()
        self.builds += 1
        return self.outcome

    def write(self, files: dict[str, bytes]) -> None:
        for name, data in files.items():
            path = self.site / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def start(self) -> None:
        self._thread.start()
        until(lambda: self.said, "the address is told")

    def edit(self, name: str = "a.md", text: str | None = None) -> None:
        save(self.content / name, text if text is not None else str(time.monotonic_ns()))

    def end(self) -> None:
        self.gate.set()
        self.ending = True
        while self._thread.is_alive():
            self.edit("ending.md")
            self._thread.join(0.2)

    @property
    def port(self) -> int:
        return int(self.said[0].split("127.0.0.1:")[1].split("/")[0])

    def ask(self, target: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """One request, its target sent as it stands."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.putrequest(method, target, skip_host="Host" in named)
            for name, value in named.items():
                connection.putheader(name, value)
            connection.endheaders()
            response = connection.getresponse()
            return response.status, dict(response.headers), response.read()
        finally:
            connection.close()

    @contextmanager
    def listening(self) -> Iterator[Callable[[], dict[str, object]]]:
        """An open page: each call waits for the next state it is told."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", "/.diarium/events")
        response = connection.getresponse()
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/event-stream")

        def state() -> dict[str, object]:
            deadline = time.monotonic() + PATIENCE
            while not (line := response.readline()).startswith(b"data: "):
                assert line, "the channel was closed"
                assert time.monotonic() < deadline, "nothing is told but that the channel is open"
            told: dict[str, object] = json.loads(line[6:])
            return told

        try:
            yield state
        finally:
            response.close()
            connection.close()


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    made = Preview(tmp_path)
    yield made
    made.end()
    assert made.result == 0


@pytest.fixture
def running(preview: Preview) -> Preview:
    """A preview whose site is built and at rest, for a test that changes something."""
    begin(preview)
    return preview


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """The same for the many tests that only ask."""
    made = Preview(tmp_path_factory.mktemp("served"))
    begin(made)
    yield made
    made.end()


def begin(preview: Preview) -> None:
    preview.write(
        {
            "index.html": PAGE,
            "documents/2017/report/index.html": PAGE,
            "documents/2017/report/report.pdf": b"%PDF-1.7" + bytes(200_000),
            "with space/å.txt": "å".encode(),
            "x:y/index.html": PAGE,
            "å/index.html": PAGE,
            **{name: b"x" for name, _ in KINDS},
            ".diarium": b"mark",
            ".secret": b"secret",
            "sub/.git/config": b"secret",
        }
    )
    (preview.site.parent / "outside.txt").write_text("secret")
    preview.start()
    until(lambda: re.search(rb'data-build="\w+-1"', preview.ask("/")[2]), "pages know of the first build")


def until_pages_know_of_a_table(preview: Preview) -> None:
    """They are printed from it a moment before they are told so, and would be told in the middle of what comes next."""
    until(lambda: re.search(rb'data-table="\w+-1"', preview.ask("/")[2]), "the first table")


# ---------------------------------------------------------------- serving


def test_a_page_comes_with_our_script_and_stays_as_it_is_on_the_disk(served: Preview) -> None:
    status, headers, body = served.ask("/")
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert int(headers["Content-Length"]) == len(body)
    before, script, after = body.partition(b'<script src="/.diarium/preview.js" defer')
    assert script
    assert before == b"<!doctype html><html><head>", "no other script runs before"
    assert after.partition(b"</script>")[2] == b"<title>t</title></HEAD><body>the page</body></html>"
    assert (served.site / "index.html").read_bytes() == PAGE


def test_nothing_is_kept_by_the_browser_or_guessed_or_shared(served: Preview) -> None:
    for target in ("/", "/nothing", "/documents", "/.diarium/preview.js", "/%00"):
        _, headers, _ = served.ask(target)
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert not [name for name in headers if name.startswith("Access-Control")]


def test_large_files_arrive_whole(served: Preview) -> None:
    status, headers, body = served.ask("/documents/2017/report/report.pdf")
    assert (status, headers["Content-Type"], len(body)) == (200, "application/pdf", 200_008)


def test_names_are_decoded_once(served: Preview) -> None:
    assert served.ask("/with%20space/%C3%A5.txt")[2] == "å".encode()
    assert served.ask("/with%2520space/%C3%A5.txt")[0] == 404


def test_head_is_answered_without_a_body(served: Preview) -> None:
    for target in ("/", "/documents/2017/report/report.pdf", "/nothing", "/documents"):
        status, headers, body = served.ask(target, "HEAD")
        full = served.ask(target)
        assert body == b""
        assert (status, headers["Content-Length"]) == (full[0], str(len(full[2])))


@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_every_kind_of_file_has_its_type(served: Preview, name: str, kind: str) -> None:
    status, headers, body = served.ask(f"/{name}")
    assert (status, headers["Content-Type"], body) == (200, kind, b"x")


def test_one_connection_serves_several_requests(served: Preview) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
    sockets = set()
    for target in ("/", "/documents", "/documents/2017/report/"):
        connection.request("GET", target)
        response = connection.getresponse()
        response.read()
        assert connection.sock is not None
        sockets.add(connection.sock.getsockname())
    connection.close()
    assert len(sockets) == 1


def test_a_folder_without_its_slash_is_led_there_relatively(served: Preview) -> None:
    for target, location in [
        ("/documents/2017/report", "./report/"),
        ("/documents?q=1", "./documents/?q=1"),
        ("/x:y", "./x%3Ay/"),
        ("/%C3%A5", "./%C3%A5/"),
        ("//documents", "./documents/"),
    ]:
        status, headers, _ = served.ask(target)
        assert (status, headers["Location"]) == (308, location)


def test_an_unknown_address_gets_the_sites_own_page_for_that(running: Preview) -> None:
    status, _, body = running.ask("/nothing/here/")
    assert status == 404
    assert b"preview.js" in body
    running.write({"404.html": b"<head></head>our own words"})
    status, headers, body = running.ask("/nothing/here/")
    assert (status, headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert body.endswith(b"our own words")


def test_our_script_and_styles_need_no_inline_code(served: Preview) -> None:
    for name, kind in (("preview.js", "text/javascript"), ("preview.css", "text/css")):
        status, headers, body = served.ask(f"/.diarium/{name}")
        assert status == 200
        assert headers["Content-Type"].startswith(kind)
        assert body
    assert served.ask("/.diarium/other")[0] == 404
    assert b"innerHTML" not in served.ask("/.diarium/preview.js")[2]


# ---------------------------------------------------------------- refusing


@pytest.mark.parametrize(
    "target",
    [
        "/../outside.txt",
        "/documents/../../outside.txt",
        "/%2e%2e/outside.txt",
        "/.%2e/outside.txt",
        "/%2e%2e%2foutside.txt",
        "/..%5coutside.txt",
        "/..\\outside.txt",
        "/%252e%252e/outside.txt",
        "/documents/%2e%2e/%2e%2e/outside.txt",
        "/./index.html",
        "/index.html%00",
        "/index.html%00.txt",
        "/%0d%0aSet-Cookie:%20a=b",
        "/%ff",
        "/.secret",
        "/.diarium",
        "/.diarium/../index.html",
        "/.diarium/../.secret",
        "/sub/.git/config",
        "/documents//2017/report/",
        "http://127.0.0.1/index.html",
        "index.html",
        "*",
        "/" + "a" * 5000,
        "/" + "a" * 70_000,
    ],
)
def test_what_leads_out_of_the_site_is_refused(served: Preview, target: str) -> None:
    status, headers, body = served.ask(target)
    assert status in (400, 403, 404, 414)
    assert b"secret" not in body
    assert "Set-Cookie" not in headers


@pytest.mark.skipif(os.name != "posix", reason="links and pipes are rare here")
def test_links_out_of_the_site_and_pipes_are_not_followed(running: Preview) -> None:
    (running.site / "leak.txt").symlink_to(running.site.parent / "outside.txt")
    (running.site / "leak").symlink_to(running.site.parent)
    os.mkfifo(running.site / "pipe.txt")
    for target in ("/leak.txt", "/leak/outside.txt", "/leak", "/leak/", "/pipe.txt"):
        status, _, body = running.ask(target)
        assert status == 404
        assert b"secret" not in body


def test_a_site_whose_name_begins_like_ours_is_outside(running: Preview) -> None:
    (running.site.parent / "site-private").mkdir()
    (running.site.parent / "site-private" / "a.txt").write_text("secret")
    (running.site / "leak.txt").symlink_to(running.site.parent / "site-private" / "a.txt")
    assert running.ask("/leak.txt")[0] == 404


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:PORT", "127.0.0.1", "localhost:1", "localhost.evil:PORT", ""]
)
@pytest.mark.parametrize("target", ["/", "/.diarium/events", "/.diarium/preview.js"])
def test_a_foreign_host_is_refused(served: Preview, host: str, target: str) -> None:
    status, _, body = served.ask(target, Host=host.replace("PORT", str(served.port)))
    assert status == 403
    assert b"the page" not in body


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
def test_every_name_of_this_machine_is_taken(served: Preview, host: str) -> None:
    assert served.ask("/", Host=f"{host}:{served.port}")[0] == 200


def test_two_hosts_or_none_are_refused(served: Preview) -> None:
    ours = f"Host: localhost:{served.port}\r\n"
    for hosts in ("", ours * 2, ours + "Host: evil.example\r\n"):
        with socket.create_connection(("127.0.0.1", served.port), PATIENCE) as raw:
            raw.sendall(f"GET / HTTP/1.1\r\n{hosts}\r\n".encode())
            assert raw.recv(4096).startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Origin": "https://127.0.0.1:PORT"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_a_foreign_page_may_not_listen(served: Preview, headers: dict[str, str]) -> None:
    sent = {name: value.replace("PORT", str(served.port)) for name, value in headers.items()}
    assert served.ask("/.diarium/events", **sent)[0] == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_nothing_but_reading_is_allowed(served: Preview, method: str) -> None:
    status, headers, _ = served.ask("/", method)
    assert (status, headers["Allow"]) == (405, "GET, HEAD")


def test_a_body_cannot_pass_for_a_second_request(served: Preview) -> None:
    hidden = f"GET /.diarium/preview.css HTTP/1.1\r\nHost: localhost:{served.port}\r\n\r\n".encode()
    for how in (f"Content-Length: {len(hidden)}", "Transfer-Encoding: chunked"):
        with socket.create_connection(("127.0.0.1", served.port), PATIENCE) as raw:
            raw.sendall(f"GET / HTTP/1.1\r\nHost: localhost:{served.port}\r\n{how}\r\n\r\n".encode() + hidden)
            answer = b""
            with suppress(ConnectionResetError):
                while part := raw.recv(4096):
                    answer += part
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert answer.count(b"HTTP/1.1") == 1


def test_the_server_listens_on_the_loopback_interface_only(served: Preview) -> None:
    assert served.said[0].startswith("Preview at http://127.0.0.1:")
    with suppress(OSError), socket.socket() as probe:
        # Another address of the loopback network reaches what listens everywhere, and nothing that does not.
        probe.settimeout(PATIENCE)
        assert probe.connect_ex(("127.0.0.2", served.port)) != 0


def test_a_busy_port_is_passed_over(tmp_path: Path) -> None:
    with socket.socket() as first:
        first.bind(("127.0.0.1", 0))
        first.listen()
        busy = first.getsockname()[1]
        said: list[str] = []

        def build(_open_pages: Sequence[str]) -> Outcome:
            raise KeyboardInterrupt

        assert serve(build, tmp_path / "site", [], busy, say=said.append) == 0
        port = int(said[0].split("127.0.0.1:")[1].split("/")[0])
        assert busy < port < busy + 20


# ---------------------------------------------------------------- builds and pages


def test_there_is_an_answer_before_there_is_a_site(preview: Preview) -> None:
    preview.gate.clear()
    preview.on_build = lambda: preview.write({"index.html": PAGE})
    preview.start()
    status, _, body = preview.ask("/")
    assert status == 503
    assert b"Building" in body
    assert b"preview.js" in body
    with preview.listening() as state:
        before = state()
        preview.gate.set()
        assert state()["build"] != before["build"]
    assert preview.ask("/")[0] == 200


def test_a_first_build_that_fails_says_why_even_without_a_site(preview: Preview) -> None:
    preview.outcome = BAD
    preview.start()
    until(lambda: preview.builds, "the first build")
    until(lambda: b"no such day" in preview.ask("/")[2].replace(b"&lt;b&gt;no&lt;/b&gt;", b"no"), "the message")
    assert b"<b>" not in preview.ask("/")[2]


def test_an_open_page_is_told_to_reload_after_a_change(running: Preview) -> None:
    with running.listening() as state:
        first = state()
        assert first["failed"] is False
        assert f'data-build="{first["build"]}"'.encode() in running.ask("/")[2]
        running.edit()
        second = state()
        assert second["failed"] is False
        assert second["build"] != first["build"]
        assert f'data-build="{second["build"]}"'.encode() in running.ask("/")[2]


def test_a_failed_build_is_shown_over_the_last_good_page(running: Preview) -> None:
    with running.listening() as state:
        first = state()
        running.outcome = BAD
        running.edit()
        failed = state()
        assert failed == {**first, "failed": True, "lines": list(BAD.lines), "summary": BAD.summary}
        assert running.ask("/")[0] == 200
        # A page that is opened now learns of it, too.
        with running.listening() as late:
            assert late() == failed
        running.outcome = GOOD
        running.edit()
        mended = state()
        assert mended["failed"] is False
        assert mended["build"] != first["build"]


def test_a_full_disk_is_shown_and_survived(running: Preview) -> None:
    def fail() -> None:
        raise OSError(28, "No space left on device")

    with running.listening() as state:
        state()
        running.on_build = fail
        running.edit()
        failed = state()
        assert failed["failed"] is True
        assert "No space left" in str(failed["lines"])
        assert "No space left" in running.said[-1]
        running.on_build = lambda: None
        running.edit()
        assert state()["failed"] is False


def test_a_page_that_stops_reading_does_not_stop_the_builds(running: Preview) -> None:
    with socket.create_connection(("127.0.0.1", running.port), PATIENCE) as deaf:
        deaf.sendall(f"GET /.diarium/events HTTP/1.1\r\nHost: localhost:{running.port}\r\n\r\n".encode())
        running.outcome = Outcome(False, ("x" * 5_000_000,), "far more than any buffer holds")
        for count in (2, 3):
            running.edit()
            until(lambda count=count: running.builds >= count, "another build")
        assert running.ask("/")[0] == 200


def test_the_moment_without_a_site_is_not_seen(running: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diarium.preview_handler._LOOKS", 5000)  # the moment is long when the machine is busy
    away = running.site.with_name("away")

    def exchange() -> None:
        running.site.rename(away)
        time.sleep(0.005)  # a hundred times longer than a real exchange takes
        away.rename(running.site)

    def is_built_and_always_there() -> bool:
        assert running.ask("/")[0] == 200
        return running.builds == 2

    running.on_build = exchange
    running.edit()
    until(is_built_and_always_there, "the second build")


# ---------------------------------------------------------------- at a glance


def test_what_is_saved_during_a_look_is_shown_before_the_look_ends(running: Preview) -> None:
    until(lambda: running.builds, "the first look")
    with running.listening() as state:
        first = state()
        running.gate.clear()
        running.at_once = OnePage(b"<html>first</html>")
        running.edit("a.md")
        until(lambda: b"first" in running.ask("/")[2], "the text, while the look is held up")
        assert state()["table"] != first["table"]
        running.at_once = OnePage(b"<html>second</html>")
        running.edit("b.md")
        until(lambda: b"second" in running.ask("/")[2], "the second text")
        assert {"a.md", "b.md"} in running.glanced, "the look at work has not told of the first yet"
        assert running.builds == 1


def test_a_text_that_events_speak_of_is_shown_before_all_files_are_looked_at(
    running: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With ten thousand files, that takes seconds while the archive is being understood."""
    until(lambda: running.builds, "the first look")
    held = threading.Event()
    own = Watch._look
    monkeypatch.setattr(Watch, "_look", lambda watch: (held.wait(PATIENCE), own(watch))[1])
    try:
        running.at_once = OnePage(b"<html>spoken of</html>")
        running.edit("a.md")
        running.edit("picture.png")
        until(lambda: b"spoken of" in running.ask("/")[2], "the text, while the files are being looked at")
        assert running.glanced[-1] == {"a.md"}
    finally:
        held.set()


@pytest.mark.parametrize(("whole", "loaded_again"), [(b"<html>same</html>", False), (b"<html>other</html>", True)])
def test_a_page_is_loaded_again_only_when_the_whole_look_shows_it_differently(
    running: Preview, whole: bytes, loaded_again: bool
) -> None:
    until(lambda: running.builds, "the first look")
    running.gate.clear()
    running.at_once = OnePage(b"<html>same</html>")
    running.edit("a.md")
    until(lambda: b"same" in running.ask("/")[2], "the text")
    with running.listening() as state:
        glimpsed = state()["table"]
        running.outcome = Outcome(True, (), "", OnePage(whole))
        running.gate.set()
        assert (state()["table"] != glimpsed) is loaded_again


def test_what_is_saved_during_a_look_stays_shown_when_that_look_ends(running: Preview) -> None:
    """The look knows an older text: nobody must be given that again."""
    running.gate.clear()
    running.at_once = OnePage(b"<html>first</html>")
    running.edit("a.md")
    until(lambda: b"first" in running.ask("/")[2], "the text")
    until(lambda: running.begun == 2, "the look, held up")
    running.at_once = OnePage(b"<html>second</html>")
    running.edit("b.md")
    until(lambda: b"second" in running.ask("/")[2], "the second text")
    running.outcome = Outcome(True, (), "", OnePage(b"<html>first</html>"))
    with running.listening() as state:
        mark = f'data-table="{state()["table"]}"'.encode()
        held = threading.Event()
        running.on_build = lambda: running.begun == 3 and held.wait(PATIENCE)  # the look after this one
        running.gate.set()
        until(lambda: running.builds == 2, "the look that knows the first text only")
        assert b"second" in running.ask("/")[2]
        assert {"b.md"} in running.glanced, "on top of that look"
        running.outcome = Outcome(True, (), "", OnePage(b"<html>second</html>"))
        held.set()
        until(lambda: running.builds == 3, "the look that knows both")
        assert mark in running.ask("/")[2], "nobody was told to load the page again"


def test_a_mistake_is_told_before_the_look_ends_and_so_is_its_end(running: Preview) -> None:
    running.outcome = Outcome(True, (), "", OnePage(b"<html>good</html>"))
    running.edit()
    until_pages_know_of_a_table(running)
    with running.listening() as state:
        assert state()["failed"] is False
        running.gate.clear()
        running.at_once = BAD
        running.edit("a.md")
        mistaken = state()
        assert (mistaken["failed"], mistaken["lines"]) == (True, list(BAD.lines))
        assert b"good" in running.ask("/")[2]
        running.at_once = OnePage(b"<html>mended</html>")
        running.edit("a.md")
        assert state()["failed"] is False
        assert b"mended" in running.ask("/")[2]
        assert running.builds == 2, "all of it while the look is held up"


def test_a_look_that_fails_says_nothing_of_what_has_been_mended_meanwhile(running: Preview) -> None:
    running.outcome = Outcome(True, (), "", OnePage(b"<html>good</html>"))
    running.edit()
    until_pages_know_of_a_table(running)
    running.at_once = OnePage(b"<html>seemingly good</html>")
    running.outcome = BAD
    running.gate.clear()
    running.edit("a.md")
    until(lambda: running.begun == 3, "the look that is going to fail")
    running.at_once = OnePage(b"<html>mended</html>")
    running.edit("a.md")
    until(lambda: b"mended" in running.ask("/")[2], "the text")
    with running.listening() as state:
        assert state()["failed"] is False
        held = threading.Event()
        running.on_build = lambda: running.begun == 4 and held.wait(PATIENCE)
        running.gate.set()
        until(lambda: running.begun == 4, "the next look")
        with running.listening() as late:
            assert late()["failed"] is False
        held.set()


def test_a_look_at_a_mistake_that_is_mended_is_overtaken(running: Preview) -> None:
    running.outcome = Outcome(True, (), "", OnePage(b"<html>good</html>"))
    running.edit()
    until_pages_know_of_a_table(running)
    running.gate.clear()
    running.at_once = BAD
    running.edit("a.md")
    until(lambda: running.begun == 3, "the look at the mistake")
    running.at_once = OnePage(b"<html>mended</html>")
    running.edit("a.md")
    until(lambda: running.begun == 4, "a look at what is mended")
    assert (running.overtaken, running.builds) == (1, 2)


def test_after_a_look_that_failed_a_glance_is_at_all_that_has_changed(running: Preview) -> None:
    running.outcome = BAD
    running.edit("a.md")
    until(lambda: running.builds == 2, "the look that fails")
    running.edit("b.md")
    until(lambda: running.builds == 3, "the next")
    assert {"a.md", "b.md"} in running.glanced


def test_a_look_is_overtaken_once_by_what_cannot_be_shown_at_a_glance(running: Preview) -> None:
    running.outcome = Outcome(True, (), "", OnePage(b"<html>known</html>"))
    running.edit("a.md")
    until_pages_know_of_a_table(running)
    builds = running.builds
    running.gate.clear()
    running.edit("a.md")
    until(lambda: running.begun == builds + 1, "the look, held up")
    running.edit("b.md")
    until(lambda: running.begun == builds + 2, "another look in its place")
    assert (running.overtaken, running.builds) == (1, builds)
    running.edit("c.md")
    until(lambda: {"a.md", "b.md", "c.md"} in running.glanced, "a glance at what neither has told of")
    running.gate.set()
    until(lambda: running.builds > builds, "the second look is let come to its end")
    assert running.overtaken == 1


# ---------------------------------------------------------------- watching


@contextmanager
def watching(*folders: Path, ignored: tuple[Path, ...] = ()) -> Iterator[Callable[[], int]]:
    """A watch in a thread; the call says how often it has seen a change."""
    watch, seen, ending = Watch(folders, ignored), [], threading.Event()

    def run() -> None:
        while not ending.is_set():
            watch.wait()
            seen.append(time.monotonic())

    assert watch.start()
    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield lambda: len(seen)
    finally:
        ending.set()
        while thread.is_alive():
            (folders[0] / f"ending-{time.monotonic_ns()}").write_text("")
            thread.join(0.2)
        watch.end()


def test_an_editors_atomic_save_is_one_change(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("one")
    with watching(tmp_path) as seen:
        (tmp_path / ".a.md.swp").write_text("swap")
        (tmp_path / "a.md~").write_text("two")
        os.replace(tmp_path / "a.md~", tmp_path / "a.md")
        until(lambda: seen() == 1, "the change")
        time.sleep(0.3)  # a second one would come by then
        assert seen() == 1


def test_a_checkout_of_many_files_is_one_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "old").mkdir()
    begun, over = threading.Event(), threading.Event()

    # The first look comes in the middle, the next when all is over.
    monkeypatch.setattr("diarium.preview_watch.time", SimpleNamespace(monotonic=lambda: 0.0))
    monkeypatch.setattr(Watch, "_breathe", lambda _: begun.wait(PATIENCE))
    monkeypatch.setattr(Watch, "_rest", lambda _: over.wait(PATIENCE))
    with watching(tmp_path) as seen:
        for number in range(2000):
            (tmp_path / f"{number}.md").write_text("x")
            if number == 100:
                begun.set()
        (tmp_path / "old").rmdir()
        over.set()
        until(seen, "the change")
        time.sleep(0.3)  # a second one would come by then
        assert seen() == 1


def test_what_is_saved_while_the_watch_looks_is_hinted_at_before_it_has_seen_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "old.md").write_text("old")
    watch, came, looked = Watch([tmp_path], []), list[str](), list[str]()
    signs = preview_watch._signs

    def slowly(status: os.stat_result) -> tuple[int, int, int]:
        looked.append("a file")
        if len(looked) == 1:
            (tmp_path / "new.md").write_text("new")
            until(watch._news.is_set, "the event")
        return signs(status)

    monkeypatch.setattr(preview_watch, "_signs", slowly)
    assert watch.start()
    try:
        watch._woken.set()
        watch.wait(lambda paths: came.extend(f"{Path(path).name} after {len(looked)}" for path in paths))
        assert came[0] == "new.md after 2", "one that was looked at, and itself"
    finally:
        watch.end()


def test_reading_is_no_change(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("one")
    with watching(tmp_path) as seen:
        for _ in range(20):
            (tmp_path / "a.md").read_text()
            list(tmp_path.iterdir())
        time.sleep(0.3)  # it would come by then
        assert seen() == 0


def test_our_own_writing_is_no_change(tmp_path: Path) -> None:
    for name in ("site", ".diarium", "content"):
        (tmp_path / name).mkdir()
    own = (tmp_path / "site", tmp_path / "content" / "addresses.lock")
    with watching(tmp_path, ignored=own) as seen:
        (tmp_path / "site" / "index.html").write_text("x")
        (tmp_path / ".diarium" / "lock").write_text("1")
        (tmp_path / "content" / "addresses.lock").write_text("/a/")
        time.sleep(0.3)  # it would come by then
        assert seen() == 0
        (tmp_path / "content" / "a.md").write_text("x")
        until(seen, "a real change")


def test_a_change_without_an_event_is_found_by_looking(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(Watch, "on_any_event", lambda self, event: None)
    monkeypatch.setattr("diarium.preview_watch.POLL_SECONDS", 0.05)
    with watching(tmp_path) as seen:
        (tmp_path / "a.md").write_text("x")
        until(seen, "the change")


def test_a_doubt_is_looked_into_once(tmp_path: Path) -> None:
    """A build may have seen a file that came and went before the watch looked."""
    watch = Watch((tmp_path,), ())
    for _ in range(2):
        watch.doubt()
        watch.wait()
        watch.doubt()
        waiting = threading.Thread(target=watch.wait)
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive(), "what stays wrong is not looked at for ever"
        save(tmp_path / f"{time.monotonic_ns()}.md", "a change")
        watch.on_any_event(FileModifiedEvent(str(tmp_path / "a.md")))
        waiting.join(PATIENCE)
        assert not waiting.is_alive()


def test_a_late_event_of_what_was_seen_already_is_no_news(tmp_path: Path) -> None:
    """It would have a page that is open loaded again for nothing."""
    watch, hints, files = Watch((tmp_path,), ()), [], [tmp_path / "a.md", tmp_path / "b.md"]
    for file in files:
        save(file, "text")
        for late in files:
            watch.on_any_event(FileModifiedEvent(str(late)))
        assert watch.wait(hints.append) == {str(file)}
    assert hints == [{str(file)} for file in files]


def test_all_files_are_looked_at_when_what_is_shown_has_been_drawn(tmp_path: Path, monkeypatch) -> None:
    """And what is saved until then is hinted at, once each, until there is something that a hint cannot show."""
    watch, hints, looks = Watch((tmp_path,), ()), list[str](), list[int]()
    files = [tmp_path / f"{name}.md" for name in "abc"]
    look = watch._look
    monkeypatch.setattr(watch, "_look", lambda: (looks.append(len(hints)), look())[1])
    monkeypatch.setattr(preview_watch, "LULL_SECONDS", PATIENCE)
    monkeypatch.setattr(preview_watch, "_BURST_SECONDS", PATIENCE)

    def speak(file: Path) -> None:
        for event in (FileModifiedEvent, FileClosedEvent, FileModifiedEvent):
            watch.on_any_event(event(str(file)))

    def hint(paths: frozenset[str]) -> bool:
        hints.extend(Path(path).name for path in paths)
        if len(hints) < len(files):
            save(files[len(hints)], "text")
            speak(files[len(hints) - 1])  # late
            speak(files[len(hints)])
        return len(hints) < len(files)

    save(files[0], "text")
    speak(files[0])
    assert watch.wait(hint) == {str(file) for file in files}
    assert hints == ["a.md", "b.md", "c.md"]
    assert looks == [3]


def test_a_folder_that_comes_later_is_watched(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "content").mkdir()
    monkeypatch.setattr("diarium.preview_watch.POLL_SECONDS", 0.05)
    with watching(tmp_path / "content", tmp_path / "layouts") as seen:
        (tmp_path / "layouts").mkdir()
        (tmp_path / "layouts" / "page.html").write_text("x")
        until(seen, "the change")


# ---------------------------------------------------------------- ending

# Nothing ends by itself because it has been idle for long.
SERVE = """
import sys
from pathlib import Path
from diarium import preview_handler, preview_server
from diarium.preview import Outcome, serve

preview_server._HEARTBEAT_SECONDS = preview_handler.Handler.timeout = 86_400

def say(line):
    print(line, flush=True)

def build(open_pages):
    say("built")
    return Outcome(True, (), "")

root = Path(sys.argv[1])
sys.exit(serve(build, root / "site", [root / "content"], 0, say=say))
"""


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C reaches processes differently here")
def test_ctrl_c_ends_it_at_once_and_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    command = [sys.executable, "-c", SERVE, str(tmp_path)]
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().split("127.0.0.1:")[1].split("/")[0])
        assert process.stdout.readline() == "built\n"
        with (
            socket.create_connection(("127.0.0.1", port), PATIENCE) as idle,
            socket.create_connection(("127.0.0.1", port), PATIENCE) as page,
        ):
            page.sendall(f"GET /.diarium/events HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
            assert page.recv(100)
            process.send_signal(signal.SIGINT)
            try:
                _, complaints = process.communicate(timeout=PATIENCE)
            finally:
                process.kill()
            assert idle.fileno() > 0
        assert process.returncode == 0
        assert complaints == ""
