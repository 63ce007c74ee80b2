"""What `init` prepares for editors: valid for the programs it is written for, true to the schema and to our messages."""

import contextlib
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml
from archive import REPOSITORY, Archive, document
from jsonschema import Draft7Validator, Draft202012Validator
from repository import git

from diarium import cli
from diarium.config import read_config
from diarium.desk.scaffold import new_archive, renewed_tools
from diarium.desk.workplace import form, vscode, webeditor
from diarium.desk.workplace.files import RENEWED, WEB_EDITOR
from diarium.desk.workplace.kit import Kit
from diarium.disk.wheel import wheel
from diarium.schema import ARCHIVE, DOCUMENT, FRONT_PAGE, KINDS, PAGE, Field, entry_fields

TOOLS = Path(sys.executable).parent


def tool(name, *arguments, cwd):
    done = subprocess.run([TOOLS / name, *arguments], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A new archive."""
    root = tmp_path_factory.mktemp("fresh")
    new_archive(root)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    return root


# ---------------------------------------------------------------- the files as a whole


def test_a_new_archive_has_nothing_to_complain_of(fresh):
    outcome = Archive.__new__(Archive)
    outcome.root = fresh
    checked = outcome.run("check")
    assert (checked.status, checked.messages) == (0, [])


def test_our_own_repository_stands_as_init_would_make_it(tmp_path):
    """What it prepares for others is what we work with ourselves."""
    (tmp_path / "content").mkdir()
    (tmp_path / "diarium").mkdir()
    for name in ("content/archive.yml", "build.py"):
        shutil.copyfile(REPOSITORY / name, tmp_path / name)
    for path in renewed_tools(tmp_path):
        name = Path(path).relative_to(tmp_path)
        assert (REPOSITORY / name).read_text("utf-8") == Path(path).read_text("utf-8"), f"renew {name} with: python -m diarium.desk.reference"  # fmt: skip


def test_tools_come_back_and_what_is_yours_stays(tmp_path, capsys):
    archive = Archive(tmp_path)
    archive.write("content/archive.yml", "name: A\nlanguage: nb\ntypes:\n  bulletin: {nb: Nyhetsbrev}\n")
    archive.write(".vscode/tasks.json", "{}")
    archive.write(WEB_EDITOR, "backend:\n  name: gitlab\n  repo: ours\n" + webeditor.FORMS + "collections: []\n")
    assert cli.main(["init", "--tools", str(tmp_path)]) == 0
    assert str(tmp_path / WEB_EDITOR) in capsys.readouterr().out
    assert (tmp_path / ".vscode/tasks.json").read_text() == "{}"
    config = (tmp_path / WEB_EDITOR).read_text("utf-8")
    assert config.startswith("backend:\n  name: gitlab\n  repo: ours\n" + webeditor.FORMS)
    assert "label: Nyhetsbrev\n            value: bulletin" in config
    assert cli.main(["init", "--tools", str(tmp_path)]) == 0
    assert capsys.readouterr().out == ""


def carried(root):
    return sorted(path.name for path in (root / "tools").iterdir())


def test_the_tool_of_an_archive_is_exchanged_for_the_one_that_runs(tmp_path, capsys):
    archive = Archive(tmp_path)
    assert cli.main(["init", "--tools", str(tmp_path)]) == 0
    now = carried(tmp_path)
    lock = (tmp_path / "requirements.txt").read_text("utf-8")
    (engine,) = (name for name in now if name.endswith(".whl"))
    assert f"./tools/{engine} \\\n    --hash=sha256:" in lock

    (tmp_path / "tools" / engine).rename(tmp_path / "tools/diarium-0.0.9-py3-none-any.whl")
    archive.write("requirements.txt", lock.replace(engine, "diarium-0.0.9-py3-none-any.whl"))
    archive.write("tools/diarium-mine.whl", "the owner's own")
    capsys.readouterr()
    assert cli.main(["init", "--tools", str(tmp_path)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [str(tmp_path / "requirements.txt"), str(tmp_path / "tools" / engine)]
    assert carried(tmp_path) == sorted([*now, "diarium-mine.whl"])
    assert (tmp_path / "requirements.txt").read_text("utf-8") == lock


def test_a_lock_the_owner_writes_stays(tmp_path, capsys):
    archive = Archive(tmp_path)
    archive.write("requirements.txt", "diarium==9 --hash=sha256:00\n")
    assert cli.main(["init", "--tools", str(tmp_path)]) == 0
    assert (tmp_path / "requirements.txt").read_text("utf-8") == "diarium==9 --hash=sha256:00\n"
    assert not (tmp_path / "tools").exists()
    assert (tmp_path / "build.py").is_file()


def test_the_wheel_holds_the_engine_and_all_it_prints_with(tmp_path):
    made = wheel()
    assert made == wheel(), "the same bytes each time"
    (tmp_path / made.name).write_bytes(made.data)
    with zipfile.ZipFile(tmp_path / made.name) as packed:
        assert packed.testzip() is None
        names = packed.namelist()
        listed = packed.read(next(name for name in names if name.endswith("/RECORD"))).decode().splitlines()
    assert [line.split(",")[0] for line in listed] == names
    kept = git(REPOSITORY, "ls-files", "-co", "--exclude-standard", "diarium", "layouts", "assets").splitlines()
    inside = {name if name.startswith("diarium/") else f"diarium/builtin/{name}" for name in kept}
    alone = {"LICENSE", "build.py", "pyproject.toml", "requirements/run.txt", "requirements/import.txt"}
    assert {name for name in names if "dist-info" not in name} == inside | {f"diarium/builtin/{name}" for name in alone}


def test_tools_are_for_an_archive(tmp_path, capsys):
    assert cli.main(["init", "--tools", str(tmp_path)]) == 2
    assert "is no archive yet" in capsys.readouterr().err


# ---------------------------------------------------------------- rules in the form editors understand


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    archive = Archive(tmp_path_factory.mktemp("rules"), {"content/documents/2017/report.md": document()})
    archive.write("content/archive.yml", "name: A\nbase-url: https://example.org/a/\ntypes: {bulletin: Bulletin}\n")
    assert archive.build().status == 0
    return {
        path.stem: json.loads(path.read_text("utf-8")) for path in (archive.root / "site/data/schema").glob("*.json")
    }


def test_every_sort_of_file_has_rules_at_an_address_that_lasts(rules):
    assert set(rules) == {"document", "page", "archive", *(kind.id for kind in KINDS)}
    for name, schema in rules.items():
        Draft202012Validator.check_schema(schema)
        assert schema["$id"] == f"https://example.org/a/data/schema/{name}.json"


def test_the_archives_own_types_are_among_the_rules(rules):
    complaints = Draft202012Validator(rules["document"]).iter_errors
    assert not list(complaints({"title": "T", "date": "2017", "type": "bulletin"}))
    assert [e.json_path for e in complaints({"title": "T", "date": "2017", "type": "letter"})] == ["$.type"]


class EditorLoader(yaml.SafeLoader):
    """Types what looks like a number, as editors do; dates are texts in JSON."""


EditorLoader.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node))


def test_the_sample_archive_keeps_the_rules(rules):
    folders = {kind.folder: kind.id for kind in KINDS} | {"pages": "page"}
    files = [(path, folders[path.parent.name]) for path in (REPOSITORY / "content").glob("*/*.md")]
    assert len(files) > 50
    for path, name in files:
        front = yaml.load(path.read_text("utf-8").split("\n---\n")[0], Loader=EditorLoader)
        assert not list(Draft202012Validator(rules[name]).iter_errors(front)), path
    settings = yaml.load((REPOSITORY / "content/archive.yml").read_text("utf-8"), Loader=EditorLoader)
    assert not list(Draft202012Validator(rules["archive"]).iter_errors(settings))


# ---------------------------------------------------------------- Visual Studio Code


@pytest.mark.parametrize("name", ["tasks.json", "settings.json", "extensions.json", "archive.schema.json"])
def test_the_editors_files_are_json(fresh, name):
    assert json.loads((fresh / ".vscode" / name).read_text("utf-8"))


@pytest.mark.parametrize(("wish", "coloured"), [({}, True), ({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])  # fmt: skip
def test_colours_are_left_out_where_somebody_asks_for_it(tmp_path, monkeypatch, wish, coloured):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in wish.items():
        monkeypatch.setenv(name, value)
    Archive(tmp_path, {"content/documents/2017/report.md": "no front matter\n"})
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    with contextlib.redirect_stderr(terminal):
        assert cli.main(["check", "--root", str(tmp_path)]) == 1
    assert ("\x1b[" in terminal.getvalue()) is coloured


def test_the_problem_matcher_reads_our_messages(tmp_path):
    """Every message of an archive full of mistakes is found, with its place, whatever its file is called."""
    files = shutil.copytree(REPOSITORY / "tests/cases/many-errors/content", tmp_path / "content")
    (files / "documents/2017/a b å (1).md").write_text("no front matter\n", "utf-8")
    archive = Archive.__new__(Archive)
    archive.root = tmp_path
    wanted = archive.run("check").messages
    told = archive.run("check", "--color", "never", format="concise").err.splitlines()
    assert len(wanted) > 10
    pattern = json.loads(vscode.tasks())["tasks"][0]["problemMatcher"]["pattern"]
    found = []
    for line in told:
        match = re.search(pattern["regexp"], line)
        assert match, line
        found.append(tuple(match[pattern[part]] for part in ("file", "line", "column", "severity", "code", "message")))
    assert found == [(m.path, str(m.line), str(m.column), m.severity, m.code, m.message) for m in wanted]


def test_the_previews_task_knows_when_a_build_begins_and_ends():
    """The two patterns fit what the preview says, and no message."""
    background = json.loads(vscode.tasks())["tasks"][1]["problemMatcher"]["background"]
    assert re.search(background["beginsPattern"], "Building")
    for said in (
        "Built 312 pages (14 changed) in 0.8 s → site/ · 2 warnings",
        "Nothing published: 2 errors",
        "Ready: 312 pages in 0.14 s",
    ):
        assert re.search(background["endsPattern"], said)
        assert not re.search(background["beginsPattern"], said)
    assert 'say("Building")' in (REPOSITORY / "diarium/cli.py").read_text("utf-8")


# ---------------------------------------------------------------- forms made from the schema


def names(fields, prefix=""):
    """Every field, with the groups it stands in."""
    for one in fields:
        yield f"{prefix}{one.name}"
        yield from names(one.fields, f"{prefix}{one.name}.")


def form_names(fields, prefix=""):
    for one in fields:
        if one["name"] != "body":
            yield f"{prefix}{one['name']}"
        yield from form_names(one.get("fields", ()), f"{prefix}{one['name']}.")


SORTS = {"document": DOCUMENT, "page": PAGE, **{kind.id: entry_fields(kind) for kind in KINDS}}


@pytest.mark.parametrize("sort", SORTS)
def test_the_web_editor_has_every_field_of_the_schema(sort):
    collections = {one["name"]: one for one in yaml.safe_load(webeditor.settings(Kit()))["collections"]}
    assert list(form_names(collections[sort]["fields"])) == list(names(SORTS[sort]))
    assert collections[sort]["folder"].startswith("content/")
    assert [f["name"] for f in collections["front"]["files"][0]["fields"]] == [*(f.name for f in FRONT_PAGE), "body"]


@pytest.mark.parametrize("sort", SORTS)
def test_the_form_has_every_field_that_can_be_edited_in_one(sort):
    types = {one["name"]: one for one in json.loads(form.settings(Kit()))["frontMatter.taxonomy.contentTypes"]}
    lists_of_groups = {one.name for one in SORTS[sort] if one.fields and one.many}
    wanted = [name for name in names(SORTS[sort]) if name.split(".")[0] not in lists_of_groups]
    assert list(form_names(types[sort]["fields"])) == wanted


@pytest.mark.parametrize("kit", [Kit(), Kit(language="sv"), Kit(language="nb")])
def test_a_new_field_reaches_every_form_by_itself(kit):
    fresh = Field("weather", "choice", "The weather.", choices=("sun", "rain"))
    assert next(form._fields((fresh,), kit))["choices"][1]["id"] == "rain"
    assert webeditor._form((fresh,), kit)[0]["options"][0]["value"] == "sun"


# What both web editors know; the whole of one of them is asked in the long test below.
WIDGETS = {"string", "text", "boolean", "select", "list", "object", "markdown", "hidden"}


def test_the_web_editors_settings_are_in_its_terms():
    config = yaml.safe_load(webeditor.settings(Kit()))
    assert {"backend", "media_folder", "collections"} <= set(config)

    def walk(fields):
        assert len({one["name"] for one in fields}) == len(fields)
        for one in fields:
            assert one["widget"] in WIDGETS
            assert one["label"]
            assert ("options" in one) == (one["widget"] == "select")
            assert one["widget"] in ("list", "object") or "fields" not in one
            walk(one.get("fields", []))

    for collection in config["collections"]:
        walk(collection.get("fields", []))


@pytest.mark.long
def test_the_web_editor_itself_takes_the_settings(tmp_path):
    """Against the rules that come with the editor's own package."""
    if shutil.which("npm") is None:
        pytest.skip("there is no npm on this machine")
    done = subprocess.run(["npm", "pack", "--silent", "@sveltia/cms"], cwd=tmp_path, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("the package cannot be had here")
    (packed,) = tmp_path.glob("*.tgz")
    shutil.unpack_archive(packed, tmp_path)
    schema = json.loads((tmp_path / "package/schema/sveltia-cms.json").read_text("utf-8"))
    config = yaml.load(webeditor.settings(Kit()), Loader=yaml.SafeLoader)
    assert not [error.message for error in Draft7Validator(schema).iter_errors(config)]


def test_the_web_editors_page_fetches_nothing_from_elsewhere(fresh):
    assert "//" not in (fresh / "web-editor/index.html").read_text("utf-8")


# ---------------------------------------------------------------- workflows and hooks, judged by others


@pytest.mark.parametrize("root", ["fresh", "ours"])
def test_workflows_are_what_the_platforms_understand(root, fresh):
    where = fresh if root == "fresh" else REPOSITORY
    workflows = sorted(str(path) for path in (where / ".github/workflows").glob("*.yml"))
    assert len(workflows) == 2
    tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows, cwd=where)
    tool("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", ".gitlab-ci.yml", cwd=where)
    said = tool("zizmor", "--offline", "--no-progress", "--pedantic", *workflows, cwd=where)
    assert "No findings to report" in said


def test_the_hook_is_understood_and_runs(tmp_path):
    new_archive(tmp_path)
    git(tmp_path, "init", "-q", "-b", "main")
    archive = Archive(tmp_path)
    archive.write("content/documents/2017/report.md", document("Text.\n", "deltagare: Ada"))
    git(tmp_path, "add", "-A")
    tool("pre-commit", "validate-config", ".pre-commit-config.yaml", cwd=tmp_path)
    tool("pre-commit", "validate-manifest", str(REPOSITORY / ".pre-commit-hooks.yaml"), cwd=tmp_path)
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin/python3"  # what build.py would have installed
    program.write_text(f'#!/bin/sh\nshift\nPYTHONPATH="{REPOSITORY}" exec "{sys.executable}" -m diarium "$@"\n')
    program.chmod(0o755)
    environment = {"PATH": f"{tmp_path}/bin:/usr/bin:/bin", "HOME": str(tmp_path), "PRE_COMMIT_HOME": str(tmp_path / "pc")}  # fmt: skip

    def run():
        command = [TOOLS / "pre-commit", "run", "--all-files"]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    done = run()
    assert done.returncode == 1
    assert "error[unknown-field]: there is no field 'deltagare'" in done.stdout
    archive.write("content/documents/2017/report.md", document())
    git(tmp_path, "add", "-A")
    assert run().returncode == 0


def test_every_file_that_is_renewed_is_made_from_the_archives_settings(tmp_path):
    config = read_config(b"name: A\nlanguage: sv\ntypes: {brev: Brev}\n").value
    for path, make in RENEWED.items():
        assert ("brev" in make(Kit(language="sv", types=config.types), None)) == (path != ".vscode/archive.schema.json")
    assert [f.name for f in ARCHIVE] == list(json.loads(vscode.archive_schema(Kit()))["properties"])
