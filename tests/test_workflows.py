"""The steps of the ready-made workflows, run in a clone as the platforms would run them: as plain commands of a shell.

What a step uses from elsewhere (fetching the code, putting the site in place) is the platform's; everything we wrote runs.
"""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml
from archive import REPOSITORY, TODAY, Archive, document
from repository import commit, git

from diarium import __version__
from diarium.desk.scaffold import new_archive
from diarium.desk.workplace.workflows import CHECK, GITLAB, PUBLISH

pytestmark = pytest.mark.skipif(shutil.which("git") is None or os.name == "nt", reason="steps want Git and a shell")

PROGRAM = f"""
import os, subprocess, sys
def main():
    environment = {{**os.environ, "PYTHONPATH": {str(REPOSITORY)!r}}}
    more = ["--today", {TODAY!r}, *(["--no-search"] if sys.argv[1] == "build" else [])]
    sys.exit(subprocess.run([{sys.executable!r}, "-m", "diarium", *sys.argv[1:], *more], env=environment).returncode)
"""


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    """A fresh machine: a Python with nothing in it, and a package of this engine that it can install without a network."""
    folder = tmp_path_factory.mktemp("machine")
    subprocess.run([sys.executable, "-m", "venv", folder / "python"], check=True, capture_output=True)
    about = f"diarium-{__version__}.dist-info"
    with zipfile.ZipFile(folder / f"diarium-{__version__}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("diarium_of_this_test.py", PROGRAM)
        wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: diarium\nVersion: {__version__}\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/entry_points.txt", "[console_scripts]\ndiarium = diarium_of_this_test:main\n")
        wheel.writestr(f"{about}/RECORD", "")
    return folder


class Forge:
    """A repository on a platform, and somebody's clone of it."""

    def __init__(self, folder, machine):
        self.machine = machine
        self.origin = folder / "origin.git"
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", self.origin], check=True)
        self.work = Archive.__new__(Archive)
        self.work.root = folder / "work"
        new_archive(self.work.root)
        self.work.write("content/documents/2017/report.md", document())
        git(self.work.root, "init", "-q", "-b", "main")
        git(self.work.root, "remote", "add", "origin", str(self.origin))
        self.push("first")

    def push(self, message, branch="main"):
        commit(self.work, message=message)
        git(self.work.root, "push", "-q", "origin", f"HEAD:{branch}")
        return git(self.work.root, "rev-parse", "HEAD")

    def clone(self, folder, branch="main"):
        subprocess.run(["git", "clone", "-q", "-b", branch, self.origin, folder], check=True)
        return folder

    def at_origin(self, path):
        return git(self.origin, "show", f"main:{path}")

    def run(self, script, where, **environment):
        """One step, in the very shell of the platforms."""
        own = {
            "PATH": f"{self.machine}/python/bin:/usr/bin:/bin",
            "HOME": str(self.machine),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.machine),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "NO_COLOR": "1",
        }
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        return subprocess.run(
            command, cwd=where, env={**own, **environment}, capture_output=True, text=True, check=False
        )


@pytest.fixture
def forge(tmp_path, machine):
    return Forge(tmp_path, machine)


def github_steps(path, job, root):
    """The commands of a job, in order, with the variables each is given."""
    workflow = yaml.load((Path(root) / path).read_text("utf-8"), Loader=yaml.BaseLoader)
    steps = [step for step in workflow["jobs"][job]["steps"] if "run" in step]
    for step in steps:
        assert "${{" not in step["run"], "what comes from outside reaches a command only as a variable"
    return {step.get("name"): (step["run"], set(step.get("env", ()))) for step in steps}


def test_github_checks_a_change(forge, tmp_path):
    base = git(forge.work.root, "rev-parse", "HEAD")
    forge.work.write("content/documents/2018/new.md", document("See [here](../2017/report.md).\n"))
    forge.push("change", "change")
    clone = forge.clone(tmp_path / "clone", "change")
    steps = github_steps(CHECK, "check", clone)
    assert list(steps) == ["Install", "Check"]
    installed = forge.run(steps["Install"][0], clone)
    assert installed.returncode == 0, installed.stderr
    script, variables = steps["Check"]
    assert variables == {"SINCE"}
    summary = tmp_path / "summary.md"
    done = forge.run(script, clone, SINCE=base, GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 0, done.stderr
    assert "## What this change does" in summary.read_text("utf-8")
    assert "/documents/2017/new/" in summary.read_text("utf-8")
    assert re.search(r"^::warning file=content/documents/2018/new\.md,line=\d+,col=\d+,title=[a-z-]+::", done.stderr, re.MULTILINE)  # fmt: skip

    (clone / "content/documents/2018/new.md").write_text(document("T.\n", "deltagare: Ada"), "utf-8")
    broken = forge.run(script, clone, SINCE=base, GITHUB_STEP_SUMMARY=str(summary))
    assert broken.returncode == 1
    assert "::error file=content/documents/2018/new.md,line=5" in broken.stderr
    assert "cannot be told, because the archive has errors now" in summary.read_text("utf-8")


@pytest.mark.parametrize("since", ["", "0" * 40])
def test_github_checks_the_first_push_of_a_branch(forge, tmp_path, since):
    clone = forge.clone(tmp_path / "clone")
    steps = github_steps(CHECK, "check", clone)
    forge.run(steps["Install"][0], clone)
    summary = tmp_path / "summary.md"
    done = forge.run(steps["Check"][0], clone, SINCE=since, GITHUB_STEP_SUMMARY=str(summary))
    assert (done.returncode, summary.read_text("utf-8")) == (0, "No errors, no warnings\n")


def test_github_builds_a_preview_with_drafts(forge, tmp_path):
    forge.work.write("content/documents/2018/draft.md", document("T.\n", "draft: true"))
    forge.push("draft")
    clone = forge.clone(tmp_path / "clone")
    for script, _ in github_steps(CHECK, "preview", clone).values():
        done = forge.run(script, clone)
        assert done.returncode == 0, done.stderr
    assert (clone / "preview/documents/2017/draft/index.html").is_file()
    assert git(clone, "status", "--porcelain") == "?? preview/", "a preview promises no addresses"


def test_github_publishes_and_records_addresses(forge, tmp_path):
    clone = forge.clone(tmp_path / "clone")
    steps = github_steps(PUBLISH, "build", clone)
    assert list(steps) == ["Install", "Build", "Record addresses"]
    summary = tmp_path / "summary.md"
    environment = {"BASE_URL": "https://example.org/arkiv", "GITHUB_STEP_SUMMARY": str(summary)}
    for name in ("Install", "Build"):
        done = forge.run(steps[name][0], clone, **environment)
        assert done.returncode == 0, done.stderr
    assert "https://example.org/arkiv/documents/2017/report/" in (clone / "site/sitemap.xml").read_text("utf-8")
    assert summary.read_text("utf-8").startswith("Built ")

    # meanwhile somebody publishes something else
    forge.work.write("content/documents/2017/other.md", document())
    forge.work.build()
    forge.push("meanwhile")
    assert "/documents/2017/report/" in forge.at_origin("content/addresses.lock")
    recorded = forge.run(steps["Record addresses"][0], clone)
    assert recorded.returncode == 0, recorded.stderr
    lock = forge.at_origin("content/addresses.lock")
    assert "/documents/2017/report/" in lock
    assert "/documents/2017/other/" in lock
    assert "<<<<" not in lock
    count = git(forge.origin, "rev-list", "--count", "main")
    again = forge.run(steps["Record addresses"][0], clone)
    assert again.returncode == 0
    assert git(forge.origin, "rev-list", "--count", "main") == count, "nothing new is no commit"


def test_github_publishes_nothing_whose_addresses_cannot_be_recorded(forge, tmp_path):
    clone = forge.clone(tmp_path / "clone")
    steps = github_steps(PUBLISH, "build", clone)
    for name in ("Install", "Build"):
        forge.run(steps[name][0], clone, BASE_URL="https://example.org", GITHUB_STEP_SUMMARY=os.devnull)
    hook = forge.origin / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    assert forge.run(steps["Record addresses"][0], clone).returncode != 0


def gitlab_script(job, root):
    pipeline = yaml.load((Path(root) / GITLAB).read_text("utf-8"), Loader=yaml.BaseLoader)
    return "\n".join(pipeline[job]["script"])


def test_gitlab_checks_a_change(forge, tmp_path):
    base = git(forge.work.root, "rev-parse", "HEAD")
    forge.work.write("content/documents/2018/new.md", document("See [here](../2017/report.md).\n"))
    forge.push("change", "change")
    clone = forge.clone(tmp_path / "clone", "change")
    script = gitlab_script("check", clone)
    done = forge.run(script, clone, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert done.returncode == 0, done.stderr
    assert "/documents/2017/new/" in (clone / "change-report.md").read_text("utf-8")
    assert "## What this change does" in done.stdout
    (found,) = yaml.safe_load((clone / "code-quality.json").read_text("utf-8"))
    assert found["location"]["path"] == "content/documents/2018/new.md"
    assert set(found) == {"description", "check_name", "fingerprint", "severity", "location"}

    (clone / "content/documents/2018/new.md").write_text(document("T.\n", "deltagare: Ada"), "utf-8")
    broken = forge.run(script, clone, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert broken.returncode == 1
    assert "error[unknown-field]" in broken.stderr
    (found,) = yaml.safe_load((clone / "code-quality.json").read_text("utf-8"))
    assert found["severity"] == "major"


def test_gitlab_previews_and_publishes(forge, tmp_path):
    clone = forge.clone(tmp_path / "clone")
    preview = forge.run(gitlab_script("preview", clone), clone)
    assert preview.returncode == 0, preview.stderr
    assert (clone / "preview/index.html").is_file()
    git(clone, "checkout", "-q", "--detach")  # as its runners do
    git(clone, "remote", "set-url", "origin", "/nowhere")  # they may not push there
    git(forge.origin, "config", "receive.advertisePushOptions", "true")
    environment = {
        "CI_PAGES_URL": "https://example.org/arkiv",
        "CI_DEFAULT_BRANCH": "main",
        "PUSH_TO": str(forge.origin),
        "GITLAB_USER_NAME": "Ada Berg",
        "GITLAB_USER_EMAIL": "ada@example.org",
    }
    done = forge.run(gitlab_script("pages", clone), clone, **environment)
    assert done.returncode == 0, done.stderr
    assert (clone / "public/index.html").is_file()
    assert "/documents/2017/report/" in forge.at_origin("content/addresses.lock")
    assert git(forge.origin, "log", "-1", "--format=%an %s", "main") == "Ada Berg Record published addresses"
