#!/usr/bin/env python3
"""The front door of a Diarium archive: ``python3 build.py [COMMAND] [OPTIONS]``.

It needs nothing but Python. The first run makes a virtual environment in ``.venv`` and installs the locked, hashed
packages there; every run then hands its arguments to the engine (``python -m diarium``) and is gone. It stands beside the
engine in the engine's own repository, and beside the locks that name the engine in every other archive.
``python3 build.py test`` also finds or fetches a browser, and hands over to pytest.

It never touches content, layouts or the site, and knows no command but ``test``: archives are the engine's business.
It installs nothing outside ``.venv``, except a browser for the tests where the machine has none.
"""

# Only these two up here: every command starts through this file, so it imports the rest where it is needed.
import os
import sys

OLDEST_PYTHON = (3, 11)

TYPE_CHECKING = False  # type checkers know this name; importing it from `typing` would cost time on every start
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO, NoReturn


def say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


def stop(sentence: str) -> "NoReturn":
    say(sentence)
    raise SystemExit(3)


def require_python(version: "tuple[int, ...]") -> None:
    if version[:2] < OLDEST_PYTHON:
        stop(f"Diarium needs Python 3.11 or newer; this is Python {version[0]}.{version[1]} ({sys.executable}).")


# Before any definition that an older Python would stumble over; the file as a whole parses as Python 3.6.
require_python(sys.version_info[:3])

ROOT = os.path.dirname(os.path.realpath(__file__))
VENV = os.path.join(ROOT, ".venv")
WINDOWS = sys.platform == "win32"
PYTHON = os.path.join(VENV, "Scripts", "python.exe") if WINDOWS else os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "diarium-setup.txt")
# Each holds all that those before it hold. An archive carries the engine itself as one of the locked packages.
CARRIED = {"run": "requirements.txt", "import": "tools/import.txt"}
BESIDE = {"run": "requirements/run.txt", "import": "requirements/import.txt", "test": "requirements/test.txt"}
LOCKS = CARRIED if os.path.isfile(os.path.join(ROOT, CARRIED["run"])) else BESIDE
READ_BY_LIBRARIES = (".docx", ".pdf", ".html", ".htm")  # what `import` takes more packages for

TEST_HELP = """\
usage: python3 build.py test [PYTEST OPTIONS]

Sets up what the tests need (.venv and a browser) and runs them all, on every processor. The exit status is pytest's.

  --long      also the tests that take minutes
  -n N        in N processes; -n 0 for none beside this one
  -k, -x, …   these and all other options and paths go to pytest as they stand

DIARIUM_BROWSER names the browser to use: a Chromium, Chrome or Edge. Without it an installed one is used; else the
system's package manager is asked for one (as root, or where sudo wants no password); else Playwright downloads one.
"""


def main(arguments: list[str]) -> int:
    try:
        if arguments[:1] == ["test"] and "test" in LOCKS:
            return run_tests(arguments[1:])
        papers = "import" in arguments and any(one.lower().endswith(READ_BY_LIBRARIES) for one in arguments)
        prepare("import" if papers else "run")
        options = arguments[: arguments.index("--")] if "--" in arguments else arguments
        elsewhere = any(option == "--root" or option.startswith("--root=") for option in options)
        root = [] if elsewhere else ["--root", ROOT]
        # -P: a file called yaml.py in the folder where the user stands must not be taken for the library.
        return become([PYTHON, "-P", "-m", "diarium", *root, *arguments], DIARIUM_PROG="python3 build.py")
    except KeyboardInterrupt:
        return 130
    except OSError as problem:
        say(f"Diarium could not be set up or started: {problem}")
        return 4


def run_tests(arguments: list[str]) -> int:
    if "-h" in arguments or "--help" in arguments:
        sys.stdout.write(TEST_HELP)
        return 0
    prepare("test")
    browser = find_browser() or fetch_browser()
    os.chdir(ROOT)
    chosen = any(option.startswith(("-n", "--numprocesses")) for option in arguments)
    spread = [] if chosen else ["-n", "auto"]
    return become([PYTHON, "-m", "pytest", *spread, *arguments], DIARIUM_BROWSER=browser)


def become(command: list[str], **variables: str) -> int:
    """Hand over for good where the system can, so that signals and the exit status are the other program's own."""
    environment = {**os.environ, **variables}
    if not WINDOWS:
        os.execve(command[0], command, environment)
    import subprocess

    return subprocess.call(command, env=environment)


# ── The environment ───────────────────────────────────────────────────────────────────────────────────────────────────
# The stamp is written last and removed first: where it stands, .venv is whole. Its first line says what .venv was made
# for, so a moved folder or another interpreter makes it void; each further line names a lock that is installed.


def prepare(kind: str) -> None:
    """Make sure that .venv holds the packages of a lock: milliseconds when it does."""
    if not is_ready(kind):
        set_up(kind)


def is_ready(kind: str) -> bool:
    stamp = read_stamp()
    return stamp[:1] == [identity()] and lock_line(kind) in stamp and os.path.exists(PYTHON)


def identity() -> str:
    return f"Python {sys.version_info[0]}.{sys.version_info[1]}, {os.path.realpath(PYTHON)}, in {ROOT}"


def lock_line(kind: str) -> str:
    from hashlib import sha256

    with open(os.path.join(ROOT, LOCKS[kind]), "rb") as lock:
        return f"{kind} {sha256(lock.read()).hexdigest()}"


def read_stamp() -> list[str]:
    try:
        with open(STAMP, encoding="utf-8", errors="surrogateescape") as stamp:
            return stamp.read().splitlines()
    except OSError:
        return []


def write_stamp(lines: list[str]) -> None:
    with open(STAMP + ".new", "w", encoding="utf-8", errors="surrogateescape") as stamp:
        stamp.write("\n".join(lines) + "\n")
    os.replace(STAMP + ".new", STAMP)


def set_up(kind: str) -> None:
    turn = wait_for_turn()
    try:
        if not is_ready(kind):  # the run we waited for may have done it
            install(kind)
    finally:
        turn.close()


def install(kind: str) -> None:
    before = read_stamp()
    whole, tools = survey(before)
    # Read before the tools do: a lock that is edited while they work must count as new.
    kinds = list(LOCKS)
    held = [lock_line(each) for each in kinds[: kinds.index(kind) + 1]]
    if whole:
        say(f"Bringing .venv up to date with {LOCKS[kind]} …")
        os.unlink(STAMP)
    elif os.path.lexists(VENV):
        say("Setting up Diarium in .venv anew (it is unfinished, or was made for another place or Python) …")
    else:
        say("Setting up Diarium in .venv (first run, about half a minute) …")

    problem = ""
    for tool in tools:
        problem = (not whole and failure_to_make(tool)) or failure_of(filling(tool, LOCKS[kind]))
        if not problem:
            if LOCKS is BESIDE:
                link_engine()
            write_stamp([identity(), *held])
            return
    if whole:  # both tools fetch everything before they change anything, so what worked before still works
        write_stamp(before)
    stop(f"The packages in {LOCKS[kind]} could not be installed; is there a network? The last words were:\n{problem}")


def survey(stamp: list[str]) -> tuple[bool, list[str]]:
    """Whether .venv can be kept, and the tools that can fill it, in the order to try them."""
    import shutil
    from importlib.util import find_spec

    uv = shutil.which("uv")
    stamped = stamp[:1] == [identity()]
    has_pip = stamped and not failure_of([PYTHON, "-I", "-c", "import pip"])
    whole = has_pip or (stamped and uv is not None and not failure_of([PYTHON, "-I", "-c", ""]))
    tools = [uv] if uv else []
    # pip also where there is uv, because uv does not read what pip was told about mirrors.
    if has_pip or (not whole and find_spec("ensurepip")):
        tools.append("pip")
    if not tools:
        stop("This Python came without its venv module; on Debian and Ubuntu `apt install python3-venv` adds it.")
    return whole, tools


def failure_to_make(tool: str) -> str:
    """Make .venv from nothing. Nothing of an old one stays: what is in it after an interruption, nobody knows."""
    import shutil

    if os.path.isdir(VENV) and not os.path.islink(VENV):
        shutil.rmtree(VENV)
    elif os.path.lexists(VENV):
        os.unlink(VENV)
    # The interpreter beneath, as this one may be the very .venv that was just removed.
    base: str = sys._base_executable or sys.executable  # type: ignore[attr-defined]  # `venv` itself asks it
    if tool == "pip":
        return failure_of([base, "-I", "-m", "venv", VENV])
    return failure_of([tool, "venv", "--quiet", "--no-project", "--python", base, VENV])


def filling(tool: str, lock: str) -> list[str]:
    # --no-deps: the lock is complete, and what it does not name has no hash and must not come in.
    wanted = ["--quiet", "--require-hashes", "--no-deps", "--requirement", os.path.join(ROOT, lock)]
    if tool == "pip":
        # --no-user undoes a habit some keep in pip's configuration, which pip refuses to follow here.
        return [PYTHON, "-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-user", *wanted]
    return [tool, "pip", "install", "--python", PYTHON, *wanted]


def link_engine() -> None:
    """Let every program in .venv import the package beside this file, wherever it is started."""
    from sysconfig import get_path

    packages = get_path("purelib", "venv", {"base": VENV, "platbase": VENV})
    # Relative, hence plain ASCII: in which encoding Python reads this file depends on its version and the locale.
    with open(os.path.join(packages, "diarium.pth"), "w", encoding="ascii") as link:
        link.write(os.path.relpath(ROOT, packages) + "\n")


def failure_of(command: list[str]) -> str:
    """Run a program quietly: nothing when it succeeded, else the end of what it said."""
    import subprocess

    try:
        # In ROOT, because a lock names the engine's own package by where it lies from there.
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, cwd=ROOT
        )
    except OSError as problem:
        return str(problem)
    if done.returncode == 0:
        return ""
    said = done.stdout.decode("utf-8", "replace").strip().splitlines()
    return "\n".join(said[-12:]) or f"{command[0]} ended with status {done.returncode}"


def wait_for_turn() -> "IO[bytes]":
    """One set-up at a time. The turn lasts until the file is closed, so a run that is killed gives it back."""
    import time

    folder = os.path.join(ROOT, ".diarium")  # not .venv, which may have to go
    os.makedirs(folder, exist_ok=True)
    turn = open(os.path.join(folder, "setup.lock"), "ab")  # noqa: SIM115 - it stays open for as long as the turn lasts
    if not takes(turn):
        say("Another run is setting up; waiting for it …")
        while not takes(turn):
            time.sleep(0.1)
    return turn


def takes(turn: "IO[bytes]") -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(turn.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True  # a disk that knows no locks: better unguarded than never
    return True


# ── The browser, for the tests ────────────────────────────────────────────────────────────────────────────────────────

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
USUAL_PLACES = {
    "darwin": [
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ],
    "win32": [
        os.path.join(os.environ.get(base, ""), place)
        for base in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        for place in (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")
    ],
}
# What to ask of a package manager, one after the other until there is a browser: the lists of apt are often there
# already. (Alpine's apk is missing because Playwright, which drives the browser, is: it has no build for musl.)
APT_INSTALL = "-o DPkg::Lock::Timeout=300 install -y --no-install-recommends chromium"
MANAGERS = {
    "apt-get": [APT_INSTALL, "update", APT_INSTALL],
    "dnf": ["install -y chromium"],
    "pacman": ["-S --noconfirm --needed chromium"],
    "brew": ["install --cask google-chrome"],
}
ASK_PLAYWRIGHT = "from playwright.sync_api import *\nwith sync_playwright() as p: print(p.chromium.executable_path)"


def find_browser() -> str | None:
    import shutil

    named = os.environ.get("DIARIUM_BROWSER")
    if named:
        path = shutil.which(named)
        if not (path and starts(path)):
            stop(f"DIARIUM_BROWSER names {named}, which does not start. Name a Chromium, Chrome or Edge, or unset it.")
        return os.path.abspath(path)
    return next((os.path.abspath(path) for path in browsers_here() if starts(path)), None)


def browsers_here() -> "Iterator[str]":
    """The places where a browser may be, the quickest to look at first."""
    import shutil
    import subprocess

    for name in BROWSERS:
        yield shutil.which(name) or ""
    yield from USUAL_PLACES.get(sys.platform, [])
    asked = subprocess.run([PYTHON, "-c", ASK_PLAYWRIGHT], capture_output=True, check=False)
    yield os.fsdecode(asked.stdout.strip())


def starts(browser: str) -> bool:
    """Being there is not enough: some distributions put a script there that only tells how to install a browser."""
    if WINDOWS:  # where --version would open a window, and browsers come whole
        return os.path.isfile(browser)
    return not failure_of([browser, "--version"])


def fetch_browser() -> str:
    import shutil

    as_root = way_to_root()
    for manager, requests in MANAGERS.items():
        prefix = [] if manager == "brew" else as_root  # brew refuses to be root
        if prefix is None or not shutil.which(manager):
            continue
        say(f"The tests need a browser: installing one with {manager} …")
        for request in requests:
            browser = None if failure_of([*prefix, manager, *request.split()]) else find_browser()
            if browser:
                return browser

    say("The tests need a browser: downloading one with Playwright …")
    libraries = ["--with-deps"] if as_root is not None and shutil.which("apt-get") else []
    problem = failure_of([PYTHON, "-m", "playwright", "install", *libraries, "chromium"])
    browser = find_browser()
    if not browser:
        advice = "Install Chromium, Chrome or Edge, or name one in DIARIUM_BROWSER"
        stop(f"The tests need a browser, and none could be installed. {advice}. The last words were:\n{problem}")
    return browser


def way_to_root() -> list[str] | None:
    """What to put before a command that must run as root; None where that would take a password."""
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if sys.platform == "win32":
        return None
    if os.geteuid() == 0:
        return quiet
    return None if failure_of(["sudo", "-n", "true"]) else ["sudo", "-n", *quiet]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
