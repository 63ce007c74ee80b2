"""The steps of the ready-made workflows, run in a clone as the platforms would run them: as plain commands of a shell.

What a step uses from elsewhere (fetching the code, putting the site in place) is the platform's; everything we wrote runs.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from archive import REPOSITORY, Archive, document
from repository import commit, git

from diarium.desk.scaffold import new_archive
from diarium.desk.workplace.workflows import CHECK, GITLAB, PUBLISH

pytestmark = pytest.mark.skipif(shutil.which("git") is None or os.name == "nt", reason="steps want Git and a shell")


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    """A fresh machine: a Python with nothing in it, and the packages that a new archive names, where pip finds them.

    They are fetched by the very lock that the archive is given; from then on there is no network.
    """
    folder = tmp_path_factory.mktemp("machine")
    new_archive(folder / "archive")
    subprocess.run([sys.executable, "-m", "venv", folder / "python"], check=True, capture_output=True)
    fetched = subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--no-deps", "--only-binary", ":all:",
         "--requirement", "requirements.txt", "--dest", folder / "packages"],
        cwd=folder / "archive", capture_output=True, text=True, check=False,
    )  # fmt: skip
    if fetched.returncode:
        pytest.skip(f"the packages of the lock cannot be fetched here: {fetched.stderr[-300:]}")
    for engine in (folder / "packages").glob("diarium-*"):
        engine.unlink()  # this one comes with the archive or not at all
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

    def clone(self, branch="main"):
        """Always at the same place of a machine, with what was installed for the clone before it."""
        folder, kept = self.machine / "clone", self.machine / "kept"
        if (folder / ".venv").exists():
            (folder / ".venv").rename(kept)
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run(["git", "clone", "-q", "-b", branch, self.origin, folder], check=True)
        if kept.exists():
            kept.rename(folder / ".venv")
        return folder

    def at_origin(self, path):
        return git(self.origin, "show", f"main:{path}")

    def run(self, script, where, **environment):
        """One step, in the very shell of the platforms."""
        own = {
            "PATH": f"{self.machine}/python/bin:/usr/bin:/bin",
            "HOME": str(self.machine),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.machine / "packages"),
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
    clone = forge.clone("change")
    steps = github_steps(CHECK, "check", clone)
    assert list(steps) == ["Install", "Check"]
    installed = forge.run(steps["Install"][0], clone)
    assert installed.returncode == 0, installed.stderr
    assert re.fullmatch(r"Diarium \S+\n", installed.stdout)
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
    clone = forge.clone()
    steps = github_steps(CHECK, "check", clone)
    forge.run(steps["Install"][0], clone)
    summary = tmp_path / "summary.md"
    done = forge.run(steps["Check"][0], clone, SINCE=since, GITHUB_STEP_SUMMARY=str(summary))
    assert (done.returncode, summary.read_text("utf-8")) == (0, "No errors, no warnings\n")


def test_github_builds_a_preview_with_drafts(forge, tmp_path):
    forge.work.write("content/documents/2018/draft.md", document("T.\n", "draft: true"))
    forge.push("draft")
    clone = forge.clone()
    for script, _ in github_steps(CHECK, "preview", clone).values():
        done = forge.run(script, clone)
        assert done.returncode == 0, done.stderr
    assert (clone / "preview/documents/2017/draft/index.html").is_file()
    assert git(clone, "status", "--porcelain") == "?? preview/", "a preview promises no addresses"


def test_github_publishes_and_records_addresses(forge, tmp_path):
    clone = forge.clone()
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
    clone = forge.clone()
    steps = github_steps(PUBLISH, "build", clone)
    for name in ("Install", "Build"):
        forge.run(steps[name][0], clone, BASE_URL="https://example.org", GITHUB_STEP_SUMMARY=os.devnull)
    hook = forge.origin / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    assert forge.run(steps["Record addresses"][0], clone).returncode != 0


def test_the_tool_in_an_archive_is_the_very_engine_that_made_it(forge, tmp_path):
    """Installed from the archive it finds its own layouts, and gives the next archive the same tool, to the byte."""
    clone = forge.clone()
    assert forge.run("python3 build.py build --no-search", clone).returncode == 0
    held = [path for path in (clone / ".venv").rglob("diarium/*") if path.name == "builtin"]
    assert held, "the engine stands in .venv and nowhere else"
    made = forge.run("python3 build.py init ../next", clone)
    assert made.returncode == 0, made.stderr
    carried = {path.relative_to(clone) for path in (clone / "tools").iterdir()}
    assert len(carried) == 2
    for path in (*carried, Path("requirements.txt"), Path("build.py")):
        assert (forge.machine / "next" / path).read_bytes() == (clone / path).read_bytes()
    again = forge.run("python3 build.py init --tools .", clone)
    assert (again.returncode, again.stdout) == (0, "")
    forge.run("python3 build.py build --no-search --output here", clone)
    elsewhere = subprocess.run(
        [sys.executable, "-m", "diarium", "build", "--no-search", "--output", "there", "--root", clone],
        cwd=clone, env={**os.environ, "PYTHONPATH": str(REPOSITORY)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert elsewhere.returncode == 0, elsewhere.stderr
    shutil.rmtree(forge.machine / "next")
    trees = [
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (clone / "here", clone / "there")
    ]
    assert trees[0] == trees[1]


def gitlab_script(job, root):
    pipeline = yaml.load((Path(root) / GITLAB).read_text("utf-8"), Loader=yaml.BaseLoader)
    return "\n".join(pipeline[job]["script"])


def test_gitlab_checks_a_change(forge, tmp_path):
    base = git(forge.work.root, "rev-parse", "HEAD")
    forge.work.write("content/documents/2018/new.md", document("See [here](../2017/report.md).\n"))
    forge.push("change", "change")
    clone = forge.clone("change")
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
    clone = forge.clone()
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
