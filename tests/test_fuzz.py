"""Inputs nobody would write: no traceback, no lost text, no active markup, no wrong answer. See `fuzzing.py`.

`--long` tries a hundred thousand new ones; `DIARIUM_FUZZ=COUNT` any number; `python tests/fuzzing.py COUNT FIRST` goes on
without pytest.
"""

import os
import random
import re
import socket
from contextlib import suppress

import pytest
from archive import DOCUMENT, document, refused
from fuzzing import Wrong, _Markup, body_holds, try_number
from odd_archives import try_archive
from patience import PATIENCE
from test_preview import Preview, begin

ORDINARY, LONG = 3000, 100_000
REQUESTS, MANY_REQUESTS = 400, 20_000
ARCHIVES, MANY_ARCHIVES = 8, 2000

# Found once, mended since.
FOUND_IN_BODIES = (
    '<a href="&ouml;">',
    "[x](javascript&colon;alert(1))",
    "[[a|<img src=x onerror=alert(1)>]]",
    "![[x](a)](b)",
)


def test_inputs_nobody_would_write(request):
    given = os.environ.get("DIARIUM_FUZZ")
    long = request.config.getoption("--long")
    count = int(given) if given else LONG if long else ORDINARY
    first = random.SystemRandom().randrange(10**9) if long or given else 0
    findings = [wrong for number in range(first, first + count) if (wrong := try_number(number))]
    assert not findings, f"{len(findings)} of {count}: {findings[:5]}"


def test_archives_nobody_would_make(tmp_path, request):
    """Built, and mended as the messages say, until they can be published: never a fault, and never a promise broken."""
    long = request.config.getoption("--long")
    first = random.SystemRandom().randrange(10**9) if long else 0
    for number in range(first, first + (MANY_ARCHIVES if long else ARCHIVES)):
        wrong = try_archive(tmp_path / str(number), number)
        assert not wrong, wrong


@pytest.mark.parametrize("text", FOUND_IN_BODIES)
def test_what_was_found_once(text):
    body_holds(text)


@pytest.mark.parametrize(
    "page", ["<script>x</script>", "<p onclick=x>y</p>", "<a href='javascript:x'>y</a>", "<p>", "</p>"]
)
def test_what_is_looked_for_would_be_found(page):
    with pytest.raises(Wrong):
        _Markup(page)


# ---------------------------------------------------------------- the preview


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    made = Preview(tmp_path_factory.mktemp("served"))
    begin(made)
    (made.site / "leak.txt").symlink_to(made.site.parent / "outside.txt")
    yield made
    made.end()


TARGETS = (
    *("/", "/index.html", "/documents/2017/report/", "/.diarium", "/.secret", "/.git/config", "/sub/.git/config", "/leak.txt", "/outside.txt"),
    *("..", "../", "/..", "/../", "%2e%2e", "%2e%2e%2f", "..%5c", "..\\", "%252e", "%00", "%0d%0a", "%ff", "//", "/./", "\\", ";", "?", "#", "*"),
    *("http://127.0.0.1/", "http://evil.example/", "file:///etc/passwd", "/.diarium/events", "/.diarium/preview.js", "a" * 3000, "å", " ", "\t", "\x7f"),
)  # fmt: skip
METHODS = ("GET", "GET", "GET", "GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE", "get", "", "G" * 500, "CONNECT")
HEADERS = (
    *("Host: HERE", "Host: HERE", "Host: HERE", "Host: evil.example", "Host:", "Host: localhost", "Host: HERE\r\nHost: HERE", "Host: HERE@evil.example"),
    *("Origin: http://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site", "Range: bytes=0-1,5-", "Range: bytes=-99999999999", "Expect: 100-continue"),
    *("Content-Length: 5", "Content-Length: -1", "Content-Length: x", "Transfer-Encoding: chunked", "Connection: keep-alive", "Upgrade: websocket"),
    *("If-Modified-Since: x", ": x", "x", "X: " + "y" * 9000, " folded", "X:\x00y", "Cookie: a\r\n b", *("A: b" for _ in range(2))),
)  # fmt: skip


def a_request(chance, here):
    target = "".join(chance.choice(TARGETS) for _ in range(chance.randrange(1, 4)))
    version = chance.choice(("HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/9", "", "HTTP/1.1 x"))
    lines = [f"{chance.choice(METHODS)} {target} {version}", *chance.sample(HEADERS, chance.randrange(0, 5))]
    if chance.random() < 0.7:
        lines.insert(1, "Host: HERE")
    data = "\r\n".join([*lines, "Connection: close", "", ""]).replace("HERE", here).encode("utf-8")
    if chance.random() < 0.1:
        data = data[: chance.randrange(1, len(data))]
    if chance.random() < 0.1:
        at = chance.randrange(len(data))
        data = data[:at] + bytes(chance.choices(range(256), k=5)) + data[at:]
    return data


def answer_to(data, port):
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as raw:
        raw.settimeout(PATIENCE)
        answer = b""
        with suppress(ConnectionResetError, BrokenPipeError):
            raw.sendall(data)
            with suppress(OSError):  # it may have answered and hung up already
                raw.shutdown(socket.SHUT_WR)
            while part := raw.recv(65536):
                answer += part
                if b"text/event-stream" in answer:
                    break
        return answer


def test_requests_nobody_would_send(served, request):
    """Nothing hidden is told, nothing foreign is let in, and an ordinary request is answered as before."""
    long = request.config.getoption("--long")
    chance, here = random.Random(None if long else 36), f"127.0.0.1:{served.port}"
    hosts = {here, f"localhost:{served.port}", f"[::1]:{served.port}"}
    for _ in range(MANY_REQUESTS if long else REQUESTS):
        data = a_request(chance, here)
        answer = answer_to(data, served.port)
        assert b"secret" not in answer, data
        assert b"Access-Control" not in answer, data
        assert b"Traceback" not in answer, data
        status = re.match(rb"HTTP/1\.[01] (\d{3}) ", answer)
        assert not answer or status, (data, answer[:200])
        if not status or status[1] not in (b"200", b"308"):
            continue
        named = [
            line.partition(b":")[2].strip().decode("latin-1").lower()
            for line in re.split(rb"\r?\n", data)
            if line.lower().startswith(b"host:")
        ]
        assert len(named) == 1, (data, answer[:200])
        assert named[0] in hosts, (data, answer[:200])
        assert data.split(b" ")[0] in (b"GET", b"HEAD"), (data, answer[:200])
    assert served.ask("/")[0] == 200


def test_slow_and_endless_requests_do_not_stop_the_others(served):
    """Forty that never finish, and one that never ends: an ordinary reader does not notice."""
    slow = [socket.create_connection(("127.0.0.1", served.port), PATIENCE) for _ in range(40)]
    try:
        for number, one in enumerate(slow):
            one.sendall(b"GET / HTTP/1.1\r\nHost: x"[: number % 24 + 1])
        with socket.create_connection(("127.0.0.1", served.port), PATIENCE) as endless:
            endless.settimeout(PATIENCE)
            ended = b""
            with suppress(ConnectionResetError, BrokenPipeError):
                endless.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n".encode())
                for _ in range(200):
                    endless.sendall(b"X: " + b"y" * 8000 + b"\r\n")
                ended = endless.recv(100)
            assert not ended or ended.startswith(b"HTTP/1.1 4")
        assert served.ask("/")[0] == 200
    finally:
        for one in slow:
            one.close()


@pytest.mark.parametrize("number", [47])
def test_what_an_archive_found_once(tmp_path, number):
    """A former address whose entry is gone led on to a page that is only mentioned, and could not be read again."""
    assert not try_archive(tmp_path, number)


def test_nothing_hides_behind_a_line_that_is_no_header(served):
    host = f"Host: 127.0.0.1:{served.port}\r\n"
    answer = answer_to(f"GET / HTTP/1.1\r\n{host}x\r\n{host}\r\n".encode(), served.port)
    assert answer.startswith(b"HTTP/1.1 400 ")


def test_a_request_that_is_none_is_not_repeated(served):
    assert b"secret" not in answer_to(b" /.secret HTTP/1.1\r\nHost: x\r\n\r\n", served.port)


# The numbers of inputs that were findings: web pages that the library gives up on, addresses with a lone bracket,
# damaged attachments.
@pytest.mark.parametrize("number", [501815, 508295, 15695, 18439, 91913, 1535, 12031, 14527, 10367])
def test_what_a_number_found_once(number):
    assert not try_number(number)


@pytest.mark.parametrize("address", ["https://[x", "https://[::1", "https://a.b:x"])
def test_an_address_whose_computer_cannot_be_named_is_an_error(tmp_path, address):
    lines = ("source:", f"  url: '{address}'")
    outcome = refused(tmp_path, {DOCUMENT: document(f"[a paper]({address}) and <{address}>.\n", *lines)})
    assert len(outcome.errors) >= 2
    assert "fault in Diarium" not in outcome.err
