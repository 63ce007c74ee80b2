"""What several test files share: the built sample archive, a web server for it, a browser, and two options."""

import functools
import http.server
import os
import shutil
import signal
import sys
import threading
import traceback
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parent.parent
if str(REPOSITORY) not in sys.path:
    sys.path.insert(0, str(REPOSITORY))

from archive import Archive, Outcome  # noqa: E402 - the engine must be found first
from patience import HANGING, PATIENCE  # noqa: E402 - as above

# The ordinary run tries the same inputs every time, so that a red run can be had again; `--long` looks for new ones.
# No input has to be done with in a given time: that a machine is busy is no fault of what is tested.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ordinary", PATIENT, derandomize=True)
settings.register_profile("long", PATIENT, derandomize=False)


BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
BROWSER_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ADVICE = "these tests need a browser: run python3 build.py test, or set DIARIUM_BROWSER to a Chromium, Chrome or Edge"


_ALARMS = 4  # after as many the process is given up
_FRAMES = 15  # of a place are told: what comes before is how tests are run
_LONG = 100  # times as long may a test take that is long anyway


def pytest_addoption(parser):
    parser.addoption("--update", action="store_true", help="accept what comes out as the expected output of the cases")
    parser.addoption("--long", action="store_true", help="run the tests that take minutes, too")


def pytest_configure(config):
    settings.load_profile("long" if config.getoption("--long") else "ordinary")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--long"):
        left_out = pytest.mark.skip(reason="takes minutes; runs with --long")
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(left_out)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """A test that hangs fails and tells where, once more when it hangs while it ends; the run goes on."""
    if not hasattr(signal, "setitimer"):
        return (yield)
    alarms = iter(range(_ALARMS))

    def hangs(_signal, frame):
        if next(alarms, None) is None:
            os._exit(1)
        pytest.fail(f"hangs here:\n{_stack(frame)}\nother threads:\n{_other_stacks()}", pytrace=False)

    before = signal.signal(signal.SIGALRM, hangs)
    seconds = HANGING * (_LONG if item.get_closest_marker("long") else 1)
    signal.setitimer(signal.ITIMER_REAL, seconds, PATIENCE)
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stack(frame):
    return "".join(traceback.format_stack(frame)[-_FRAMES:])


def _other_stacks():
    return "\n".join(
        _stack(frame) for thread, frame in sys._current_frames().items() if thread != threading.get_ident()
    )


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_the_disk():
    """No test cuts the power, and under load waiting until all is on the disk takes longer than all the rest."""
    with pytest.MonkeyPatch.context() as patch:
        wait_for_no_disk(patch)
        yield


def wait_for_no_disk(patch):
    patch.setattr(os, "fsync", os.fstat)
    patch.setattr(os, "sync", lambda: None, raising=False)


# ---------------------------------------------------------------- the sample archive


def copy_of_the_sample(root):
    """The repository's archive in a folder of its own, so that building it leaves the repository as it is."""
    shutil.copytree(REPOSITORY / "content", Path(root) / "content")
    return Path(root)


class Sample:
    """The sample archive, built: the root with its `content/`, its `site/`, and what the build said."""

    def __init__(self, root, outcome):
        self.root = root
        self.site = root / "site"
        self.outcome = outcome

    def text(self, address):
        """The HTML of the page at an address such as `/people/hakon-gjems/`."""
        return (self.site / address.strip("/") / "index.html").read_text("utf-8")


def build_sample(root, *options):
    """Build the archive in this folder without touching its settings, which `Archive` would write."""
    archive = Archive.__new__(Archive)
    archive.root = Path(root)
    outcome = archive.build(*options)
    assert isinstance(outcome, Outcome)
    assert outcome.status == 0, outcome.out + outcome.err
    return Sample(Path(root), outcome)


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory):
    """The sample archive as it would be published at the root of its own domain; to be read, not changed."""
    return build_sample(copy_of_the_sample(tmp_path_factory.mktemp("sample")))


@pytest.fixture(scope="session")
def sample_below_arkiv(tmp_path_factory):
    """The sample archive as it would be published at `/arkiv/` of another site."""
    root = copy_of_the_sample(tmp_path_factory.mktemp("below"))
    return build_sample(root, "--base-url", "https://example.org/arkiv/")


# ---------------------------------------------------------------- a web server


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves one folder below one path, as a plain host does: with `404.html` for whatever is not there."""

    def __init__(self, *arguments, folder, base, **more):
        self.base = base
        super().__init__(*arguments, directory=os.fspath(folder), **more)

    def translate_path(self, path):
        if not path.startswith(self.base):
            return os.path.join(self.directory, "outside the site")
        return super().translate_path("/" + path[len(self.base) :])

    def send_error(self, code, message=None, explain=None):
        page = Path(self.directory, "404.html")
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format, *arguments):
        pass


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = (
        128  # a browser asks for much at once, and what is turned away it asks for again a second later
    )

    def handle_error(self, request, client_address):
        pass  # a browser that hangs up in the middle is no news


@contextmanager
def served(folder, base="/"):
    """A server of this folder on this machine only; gives the address of its front page."""
    server = _Server(("127.0.0.1", 0), functools.partial(_Handler, folder=folder, base=base))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}{base}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="session")
def serve():
    """`with serve(folder, base="/") as address:` serves a folder on the loopback address."""
    return served


@pytest.fixture(scope="session")
def sample_address(sample_site):
    with served(sample_site.site) as address:
        yield address


@pytest.fixture(scope="session")
def arkiv_address(sample_below_arkiv):
    with served(sample_below_arkiv.site, "/arkiv/") as address:
        yield address


# ---------------------------------------------------------------- a browser


def find_browser():
    named = os.environ.get("DIARIUM_BROWSER")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="module")
def browser():
    """A real browser, one for each test file: while it runs, no other test of the process could use asyncio."""
    program = find_browser()
    if program is None:
        pytest.fail(ADVICE, pytrace=False)
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        pytest.fail(f"playwright is not installed; {ADVICE}", pytrace=False)
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(
                executable_path=program, args=[*BROWSER_ARGUMENTS], headless=True, timeout=1000 * PATIENCE
            )
        except Error as refusal:
            pytest.fail(f"{program} does not start ({refusal}); {ADVICE}", pytrace=False)
        yield started
        started.close()
