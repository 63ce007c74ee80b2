"""build.py, with stand-ins for every program it starts: no network, no real environment, no real browser."""

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from patience import PATIENCE

REPOSITORY = Path(__file__).resolve().parent.parent
SOURCE = (REPOSITORY / "build.py").read_text(encoding="utf-8")

# One stand-in plays Python (venv, pip, the engine), uv, the browsers and the package managers, told apart by name and
# arguments. Each call goes into the log; a file named `break-WHAT` beside the stand-ins makes WHAT fail.
STAND_IN = r"""#!/bin/sh
PATH=/usr/bin:/bin
fakes='{fakes}'
name=${{0##*/}}
echo "$name $*" >> "$fakes/log"
broken() {{ [ -e "$fakes/break-$1" ] && echo "ERROR: $1 is broken on purpose"; }}
make_venv() {{
    for folder; do :; done
    mkdir -p "$folder/bin" "$folder/{packages}"
    ln -s "$fakes/stand-in" "$folder/bin/python"
}}
case "$name $*" in
    "uv venv "*)             broken venv && exit 1; make_venv "$@" ;;
    "uv pip install "*)      broken uv && exit 1 ;;
    *" -m venv "*)           broken venv && exit 1; make_venv "$@" ;;
    *" -m pip install "*)    broken pip && exit 1 ;;
    *" -c import pip")       broken has-pip && exit 1 ;;
    *" -m playwright "*)     broken playwright && exit 1 ;;
    *"playwright.sync_api"*) echo "$fakes/downloaded" ;;
    "python "*" -m diarium"*|"python -m pytest"*) printf '%s\n' "in $PWD" "prog $DIARIUM_PROG" "$@"; exit 7 ;;
    "apt-get update")        rm -f "$fakes/break-apt-get" ;;
    "apt-get "*install*)     broken apt-get && exit 100; cp "$fakes/stand-in" "$fakes/path/chromium" ;;
    "sudo -n true")          broken sudo && exit 1 ;;
    *" --version")           broken "$name" && exit 1; echo "Stand-in 1.0" ;;
esac
exit 0
"""


class Door:
    """A copy of the front door in a folder of its own, with nothing on the PATH but stand-ins."""

    def __init__(self, folder: Path):
        self.root = folder / "archive"
        self.fakes = folder / "fakes"
        self.path = self.fakes / "path"
        self.path.mkdir(parents=True)
        (self.root / "requirements").mkdir(parents=True)
        shutil.copy(REPOSITORY / "build.py", self.root)
        for kind in ("run", "import", "test"):
            self.change_lock(kind, "one")
        packages = os.path.relpath(sysconfig.get_path("purelib", "venv", {"base": "/b", "platbase": "/b"}), "/b")
        stand_in = self.fakes / "stand-in"
        stand_in.write_text(STAND_IN.format(fakes=self.fakes, packages=packages), encoding="utf-8")
        stand_in.chmod(0o755)
        self.stamp = self.root / ".venv" / "diarium-setup.txt"

    def provide(self, *names):
        for name in names:
            shutil.copy(self.fakes / "stand-in", self.path / name)

    def break_(self, *names):
        for name in names:
            (self.fakes / f"break-{name}").touch()

    def mend(self, *names):
        for name in names:
            (self.fakes / f"break-{name}").unlink()

    def change_lock(self, kind, text):
        (self.root / "requirements" / f"{kind}.txt").write_text(text, encoding="utf-8")

    def calls(self, part=""):
        log = self.fakes / "log"
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        return [line for line in lines if part in line]

    def forget_calls(self):
        (self.fakes / "log").unlink(missing_ok=True)

    def start(self, *arguments, cwd=None):
        """The real thing in a process of its own, set up by the stand-in for uv."""
        self.provide("uv")
        return subprocess.Popen(
            [sys.executable, str(self.root / "build.py"), *arguments],
            cwd=cwd or self.root.parent,
            env={**os.environ, "PATH": str(self.path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def module(self):
        spec = importlib.util.spec_from_file_location("front_door", self.root / "build.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module


@pytest.fixture
def door(tmp_path, monkeypatch):
    if sys.platform == "win32":
        pytest.skip("the stand-ins are shell scripts")
    door = Door(tmp_path)
    monkeypatch.setenv("PATH", str(door.path))
    monkeypatch.setattr(sys, "_base_executable", str(door.fakes / "stand-in"))
    monkeypatch.delenv("DIARIUM_BROWSER", raising=False)
    return door


@pytest.fixture
def build(door, monkeypatch):
    """build.py as a module that notes whom it would hand over to, instead of being replaced by it."""
    build = door.module()
    build.handed_over = []

    def note(command, **variables):
        build.handed_over.append((command[1:], variables))
        return 0

    monkeypatch.setattr(build, "become", note)
    monkeypatch.setattr(build, "USUAL_PLACES", {})
    monkeypatch.setattr(build, "way_to_root", list)
    monkeypatch.chdir(door.root)
    return build


# ── The file itself ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_front_door_parses_on_old_pythons_and_imports_only_the_standard_library():
    tree = ast.parse(SOURCE, feature_version=(3, 6))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module)
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names
    assert "__future__" not in imported, "3.6 does not know `annotations`"


def test_nothing_but_os_and_sys_is_imported_before_there_is_something_to_set_up():
    at_start = [name.name for node in ast.parse(SOURCE).body if isinstance(node, ast.Import) for name in node.names]
    assert at_start == ["os", "sys"]
    assert not [node for node in ast.parse(SOURCE).body if isinstance(node, ast.ImportFrom)]


def test_what_stands_before_the_version_check_runs_on_old_pythons():
    body = ast.parse(SOURCE).body
    check = next(i for i, node in enumerate(body) if ast.unparse(node).startswith("require_python("))
    for node in body[:check]:
        if isinstance(node, ast.FunctionDef):
            annotations = [argument.annotation for argument in node.args.args] + [node.returns]
            assert all(isinstance(each, ast.Name | ast.Constant) for each in annotations), node.name


def test_an_old_python_is_told_so_in_one_sentence(door):
    pretend = "import runpy, sys; sys.version_info = (3, 9, 18, 'final', 0); runpy.run_path(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-c", pretend, str(door.root / "build.py")], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 3
    assert done.stderr.startswith("Diarium needs Python 3.11 or newer; this is Python 3.9 (")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 4), (4, 0, 0)])
def test_newer_pythons_pass_the_version_check(build, version):
    build.require_python(version)


# ── Setting up ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_run_sets_up_and_hands_everything_over(door):
    elsewhere = door.root.parent
    run = door.start("check", "--strict", "a b", cwd=elsewhere)
    out, err = run.communicate(timeout=PATIENCE)
    assert run.returncode == 7, "the engine's own exit status"
    assert err == "Setting up Diarium in .venv (first run, about half a minute) …\n"
    assert out.splitlines() == [
        f"in {elsewhere}", "prog python3 build.py",
        "-P", "-m", "diarium", "--root", str(door.root), "check", "--strict", "a b",
    ]  # fmt: skip


def test_the_second_run_starts_nothing_but_the_engine(door):
    door.start().communicate(timeout=PATIENCE)
    door.forget_calls()
    _, err = door.start().communicate(timeout=PATIENCE)
    assert err == ""
    assert door.calls() == [f"python -P -m diarium --root {door.root}"]


@pytest.mark.parametrize(
    ("arguments", "root_is_added"),
    [
        ([], True),
        (["build", "--root", "x"], False),
        (["--root=x", "build"], False),
        (["new", "letter", "--", "--root"], True),
        (["explain", "--rooted"], True),
    ],
)
def test_a_root_that_the_user_names_is_left_alone(build, door, arguments, root_is_added):
    assert build.main(arguments) == 0
    command, variables = build.handed_over[0]
    assert command == ["-P", "-m", "diarium", *(["--root", str(door.root)] if root_is_added else []), *arguments]
    assert variables == {"DIARIUM_PROG": "python3 build.py"}


def test_without_uv_pip_installs_by_hash_and_only_what_is_locked(build, door):
    build.main([])
    (call,) = door.calls("pip install")
    assert "--require-hashes" in call
    assert "--no-deps" in call
    assert call.endswith(f"--requirement {door.root / 'requirements/run.txt'}")


def test_with_uv_pip_is_not_needed(build, door):
    door.provide("uv")
    door.break_("pip")
    build.main([])
    (call,) = door.calls("uv pip install")
    assert "--require-hashes" in call
    assert "--no-deps" in call
    assert build.handed_over


def test_pip_does_it_where_uv_fails(build, door):
    door.provide("uv")
    door.break_("uv")
    build.main([])
    assert door.calls(" -m pip install")
    assert build.is_ready("run")


def test_the_engine_can_be_imported_from_anywhere_in_the_environment(build, door):
    build.main([])
    (link,) = (door.root / ".venv").rglob("*.pth")
    assert (link.parent / link.read_text(encoding="ascii").strip()).resolve() == door.root.resolve()


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (["import", "a.txt", "b.md"], "run"),
        (["import", "a.txt", "b.PDF"], "import"),
        (["--root", "x", "import", "Protokoll 3.docx"], "import"),
        (["explain", "a.html"], "run"),
    ],
)
def test_what_reads_papers_is_installed_when_a_paper_asks_for_it(build, door, arguments, kind):
    build.main(arguments)
    (call,) = door.calls("pip install")
    assert call.endswith(f"/requirements/{kind}.txt")
    assert build.is_ready("run")
    assert build.is_ready("import") == (kind == "import")


def test_in_an_archive_the_engine_is_one_of_the_locked_packages(door, monkeypatch):
    """No engine stands beside the door there, and there are no tests to run."""
    (door.root / "tools").mkdir()
    for name in ("requirements.txt", "tools/import.txt"):
        (door.root / name).write_text("one", encoding="utf-8")
    shutil.rmtree(door.root / "requirements")
    door.provide("uv")
    run = door.start("test")
    out, err = run.communicate(timeout=PATIENCE)
    assert run.returncode == 7, err
    assert out.splitlines()[-1] == "test", "the engine says that it knows no such command"
    (call,) = door.calls("uv pip install")
    assert call.endswith(f"--requirement {door.root}/requirements.txt")
    assert not list((door.root / ".venv").rglob("*.pth"))
    door.start("import", "a.pdf").communicate(timeout=PATIENCE)
    assert door.calls("uv pip install")[1].endswith(f"--requirement {door.root}/tools/import.txt")


def test_a_failed_installation_says_why_and_leaves_no_stamp(build, door, capsys):
    door.break_("pip")
    with pytest.raises(SystemExit) as stopped:
        build.main([])
    assert stopped.value.code == 3
    assert not door.stamp.exists()
    assert not build.handed_over
    said = capsys.readouterr().err
    assert "requirements/run.txt could not be installed" in said
    assert "ERROR: pip is broken on purpose" in said


def test_a_failed_first_run_is_repaired_by_the_next(build, door, capsys):
    door.break_("pip")
    with pytest.raises(SystemExit):
        build.main([])
    (door.root / ".venv" / "leftover").touch()
    door.mend("pip")
    assert build.main([]) == 0
    assert "anew" in capsys.readouterr().err
    assert not (door.root / ".venv" / "leftover").exists()


def test_a_python_without_venv_leads_to_the_package_that_has_it(build, door, monkeypatch, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit) as stopped:
        build.main([])
    assert stopped.value.code == 3
    assert "apt install python3-venv" in capsys.readouterr().err
    assert not (door.root / ".venv").exists()


def test_ctrl_c_while_setting_up_ends_quietly_and_the_next_run_repairs(build, door, monkeypatch, capsys):
    def interrupt(command):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(build, "failure_of", interrupt)
        assert build.main([]) == 130
    assert "Traceback" not in capsys.readouterr().err
    assert not build.is_ready("run")
    assert build.main([]) == 0
    assert build.is_ready("run")


def test_a_folder_that_cannot_be_written_is_a_sentence_and_status_4(build, door, capsys):
    (door.root / ".diarium").write_text("a file where a folder should be", encoding="utf-8")
    assert build.main([]) == 4
    assert ".diarium" in capsys.readouterr().err


# ── What the stamp promises ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_changed_lock_is_installed_into_the_environment_that_is_there(build, door, capsys):
    build.main([])
    door.forget_calls()
    door.change_lock("run", "two")
    build.main([])
    assert door.calls("pip install")
    assert not door.calls("venv ")
    assert "Bringing .venv up to date with requirements/run.txt" in capsys.readouterr().err


def test_the_environment_of_the_tests_serves_the_archive_too(build, door):
    build.prepare("test")
    door.forget_calls()
    build.prepare("run")
    assert door.calls() == []


def test_the_environment_of_the_archive_does_not_serve_the_tests(build, door):
    build.prepare("run")
    assert not build.is_ready("test")
    build.prepare("test")
    assert build.is_ready("test")
    assert build.is_ready("run")


def test_a_failed_update_leaves_what_worked_before(build, door):
    build.prepare("run")
    door.break_("pip")
    with pytest.raises(SystemExit):
        build.prepare("test")
    assert build.is_ready("run")
    assert not build.is_ready("test")


def test_an_update_that_is_killed_leaves_no_promise(build, door, monkeypatch):
    build.prepare("run")
    door.change_lock("run", "two")

    def killed(tool, lock):
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "filling", killed)
    with pytest.raises(KeyboardInterrupt):
        build.prepare("run")
    door.change_lock("run", "one")
    assert not build.is_ready("run")


def damage_stamp(door):
    door.stamp.write_bytes(b"\xff\x00 half a st")


def empty_stamp(door):
    door.stamp.write_bytes(b"")


def remove_interpreter(door):
    (door.root / ".venv/bin/python").unlink()


def dangle_interpreter(door):
    remove_interpreter(door)
    (door.root / ".venv/bin/python").symlink_to("/nowhere/python3")


def exchange_interpreter(door):
    other = door.root.parent / "another-python"
    shutil.copy(door.fakes / "stand-in", other)
    remove_interpreter(door)
    (door.root / ".venv/bin/python").symlink_to(other)


def put_a_file_there(door):
    shutil.rmtree(door.root / ".venv")
    (door.root / ".venv").write_text("", encoding="utf-8")


@pytest.mark.parametrize(
    "damage",
    [damage_stamp, empty_stamp, remove_interpreter, dangle_interpreter, exchange_interpreter, put_a_file_there],
)
def test_a_damaged_environment_is_made_anew_unaided(build, door, damage):
    build.prepare("run")
    damage(door)
    door.forget_calls()
    assert not build.is_ready("run")
    build.prepare("run")
    assert door.calls(" -m venv ")
    assert build.is_ready("run")


def test_a_python_that_was_uninstalled_is_noticed(build, door):
    build.prepare("run")
    (door.fakes / "stand-in").rename(door.fakes / "gone")
    assert not build.is_ready("run")


def test_a_moved_folder_gets_an_environment_for_its_new_place(build, door):
    build.prepare("run")
    moved = door.root.rename(door.root.with_name("moved"))
    door.root = moved
    again = door.module()
    assert not again.is_ready("run")
    again.prepare("run")
    assert again.is_ready("run")


def test_another_python_gets_an_environment_of_its_own(build, monkeypatch):
    build.prepare("run")
    monkeypatch.setattr(sys, "version_info", (3, sys.version_info[1] + 1, 0, "final", 0))
    assert not build.is_ready("run")


def test_an_environment_that_only_uv_can_fill_is_made_anew_when_uv_is_gone(build, door):
    door.provide("uv")
    door.break_("has-pip")
    build.prepare("run")
    (door.path / "uv").unlink()
    door.change_lock("run", "two")
    door.forget_calls()
    build.prepare("run")
    assert door.calls(" -m venv ")
    assert build.is_ready("run")


# ── Two at once ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_run_waits_while_another_sets_up(door):
    module = door.module()
    turn = module.wait_for_turn()
    run = door.start()
    try:
        assert run.stderr.readline() == "Another run is setting up; waiting for it …\n"
        assert door.calls() == []
    finally:
        turn.close()
    run.communicate(timeout=PATIENCE)
    assert run.returncode == 7
    assert door.calls("uv venv")


def test_of_several_first_runs_at_once_one_sets_up_and_all_succeed(door):
    runs = [door.start() for _ in range(3)]
    for run in runs:
        run.communicate(timeout=PATIENCE)
    assert [run.returncode for run in runs] == [7, 7, 7]
    assert len(door.calls("uv venv")) == 1
    assert len(door.calls("uv pip install")) == 1


# ── The tests and their browser ───────────────────────────────────────────────────────────────────────────────────────


def test_the_test_command_runs_pytest_from_the_root_with_a_browser(build, door, monkeypatch):
    door.provide("google-chrome")
    monkeypatch.chdir(door.root.parent)
    assert build.main(["test", "--long", "-k", "x"]) == 0
    assert build.is_ready("test")
    assert Path.cwd() == door.root
    browser = str(door.path / "google-chrome")
    assert build.handed_over == [
        (["-m", "pytest", "-n", "auto", "--long", "-k", "x"], {"DIARIUM_BROWSER": browser})
    ]  # fmt: skip


@pytest.mark.parametrize("option", [["-n", "0"], ["-n4"], ["--numprocesses=2"]])
def test_a_given_number_of_processes_is_respected(build, door, option):
    door.provide("chromium")
    build.main(["test", *option])
    assert build.handed_over[0][0] == ["-m", "pytest", *option]


def test_help_for_the_tests_sets_nothing_up(build, door, capsys):
    assert build.main(["test", "--help"]) == 0
    assert "DIARIUM_BROWSER" in capsys.readouterr().out
    assert not (door.root / ".venv").exists()


def test_browsers_are_looked_for_in_order_and_one_that_does_not_start_is_passed_over(build, door):
    door.provide("microsoft-edge", "chromium-browser", "google-chrome")
    assert build.find_browser() == str(door.path / "chromium-browser")
    door.break_("chromium-browser")
    assert build.find_browser() == str(door.path / "google-chrome")


def test_the_usual_places_come_after_the_path(build, door, monkeypatch):
    installed = door.root / "Browser.app"
    shutil.copy(door.fakes / "stand-in", installed)
    monkeypatch.setattr(build, "USUAL_PLACES", {sys.platform: [str(door.root / "absent"), str(installed)]})
    assert build.find_browser() == str(installed)
    door.provide("microsoft-edge")
    assert build.find_browser() == str(door.path / "microsoft-edge")


def test_a_browser_that_playwright_once_downloaded_is_found(build, door):
    build.prepare("test")
    assert build.find_browser() is None
    shutil.copy(door.fakes / "stand-in", door.fakes / "downloaded")
    assert build.find_browser() == str(door.fakes / "downloaded")


def test_the_browser_that_the_user_names_wins(build, door, monkeypatch):
    door.provide("chromium", "brave")
    monkeypatch.setenv("DIARIUM_BROWSER", "brave")
    assert build.find_browser() == str(door.path / "brave")


@pytest.mark.parametrize("named", ["nowhere", "chromium"])
def test_a_named_browser_that_does_not_start_is_not_silently_replaced(build, door, monkeypatch, capsys, named):
    door.provide("chromium", "google-chrome")
    door.break_("chromium")
    monkeypatch.setenv("DIARIUM_BROWSER", named)
    with pytest.raises(SystemExit) as stopped:
        build.find_browser()
    assert stopped.value.code == 3
    assert f"DIARIUM_BROWSER names {named}, which does not start" in capsys.readouterr().err


def test_a_missing_browser_comes_from_the_package_manager_after_an_update_if_need_be(build, door, capsys):
    build.prepare("test")
    door.provide("apt-get")
    (door.path / "env").symlink_to("/usr/bin/env")
    door.break_("apt-get")  # until its lists are updated
    assert build.fetch_browser() == str(door.path / "chromium")
    assert [call.split()[-1] for call in door.calls("apt-get")] == ["chromium", "update", "chromium"]
    assert "installing one with apt-get" in capsys.readouterr().err


def test_no_package_manager_is_asked_where_it_would_take_a_password(build, door, monkeypatch):
    build.prepare("test")
    door.provide("apt-get")
    shutil.copy(door.fakes / "stand-in", door.fakes / "downloaded")
    monkeypatch.setattr(build, "way_to_root", lambda: None)
    assert build.fetch_browser() == str(door.fakes / "downloaded")
    assert not door.calls("apt-get")
    assert door.calls("playwright install chromium")


@pytest.mark.parametrize(
    ("user", "sudo", "way"),
    [
        (0, "missing", ["env", "DEBIAN_FRONTEND=noninteractive"]),
        (1000, "open", ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"]),
        (1000, "wants a password", None),
        (1000, "missing", None),
    ],
)
def test_root_is_used_only_where_it_is_free(door, monkeypatch, user, sudo, way):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    if sudo != "missing":
        door.provide("sudo")
    if sudo == "wants a password":
        door.break_("sudo")
    assert door.module().way_to_root() == way


def test_when_every_way_to_a_browser_fails_there_is_advice(build, door, capsys):
    build.prepare("test")
    door.break_("playwright")
    with pytest.raises(SystemExit) as stopped:
        build.fetch_browser()
    assert stopped.value.code == 3
    said = capsys.readouterr().err
    assert "Install Chromium, Chrome or Edge, or name one in DIARIUM_BROWSER" in said
    assert "ERROR: playwright is broken on purpose" in said


# ── The locks ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def locked(kind):
    """Each requirement of a lock, and how many hashes stand under it."""
    found = {}
    requirement = None
    for line in (REPOSITORY / "requirements" / f"{kind}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("    --hash=sha256:"):
            found[requirement] += 1
        elif not line.startswith("#"):
            requirement = line.rstrip(" \\")
            found[requirement] = 0
    return found


@pytest.mark.parametrize("kind", ["run", "import", "cluster", "test"])
def test_every_locked_requirement_is_pinned_and_hashed(kind):
    assert locked(kind)
    for requirement, hashes in locked(kind).items():
        assert re.match(r"[\w.-]+==[\w.]+( ; .+)?$", requirement)
        assert hashes, requirement


@pytest.mark.parametrize("kind", ["run", "import", "cluster", "test"])
def test_locks_name_no_hosts_and_no_folders_of_the_machine_that_made_them(kind):
    text = (REPOSITORY / "requirements" / f"{kind}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        assert "://" not in line
        assert not re.search(r"(^|[\s='\"])(/|~|file:|[A-Za-z]:\\)", line), line
        assert not re.search(r"--(extra-)?(index|find|trusted|default)", line), line
    assert re.fullmatch(rf"#    uv pip compile .+ -o requirements/{kind}\.txt", text.splitlines()[1])


@pytest.mark.parametrize(("small", "large"), [("run", "import"), ("run", "cluster"), ("import", "test"), ("cluster", "test")])  # fmt: skip
def test_a_lock_holds_the_whole_of_those_before_it(small, large):
    """What one asks for on some Pythons only, the next may ask for on all."""
    more = locked(large)
    for requirement, hashes in locked(small).items():
        everywhere = requirement.partition(" ;")[0]
        assert more.get(requirement, more.get(everywhere)) == hashes, requirement


@pytest.mark.parametrize("kind", ["run", "import", "cluster", "test"])
def test_the_locks_fulfil_what_the_project_asks_for(kind):
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"].get(kind, [])
    pins = dict(requirement.partition(" ;")[0].split("==") for requirement in locked(kind))
    for text in wanted:
        requirement = Requirement(text)
        version = pins.get(requirement.name.lower())
        assert version, f"{requirement.name} is not in requirements/{kind}.txt"
        assert requirement.specifier.contains(version), text
