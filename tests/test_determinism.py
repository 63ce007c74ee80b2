"""The same archive gives the same bytes: on any machine, in any order, at once or edit by edit."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from archive import TODAY
from conftest import REPOSITORY, build_sample, copy_of_the_sample

CONTENT = REPOSITORY / "content"


def copy_in_order(root, files):
    """The sample's content, its files made one by one in this order, so that a listing of a folder follows it."""
    for file in files:
        target = root / "content" / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CONTENT / file, target)
    return root


def tree(folder):
    """Every file and folder: what it holds, and what others may do with it."""
    found = {}
    for path in sorted(Path(folder).rglob("*")):
        found[path.relative_to(folder).as_posix()] = (
            path.stat().st_mode & 0o777,
            path.read_bytes() if path.is_file() else None,
        )
    return found


def looks(folder):
    """What changes when a file is written again, though the bytes be the same."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file()
    }


def same(one, other):
    """A short answer even when whole trees differ."""
    differing = sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))
    assert not differing, differing[:10]


def build_apart(root, umask="022", **environment):
    """Build in a process of its own, with an environment of its own."""
    given = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "TZ", "PYTHON"))}
    given |= {"PYTHONPATH": str(REPOSITORY), **environment}
    command = [sys.executable, "-m", "diarium", "build", "--root", str(root), "--no-search"]
    command += [] if "DIARIUM_NO_TODAY" in environment else ["--today", TODAY]
    line = f'umask {umask} && exec "$@"'
    done = subprocess.run(["sh", "-c", line, "sh", *command], env=given, capture_output=True, cwd=root, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")


@pytest.mark.skipif(sys.platform == "win32", reason="a umask needs a POSIX shell")
def test_the_machine_leaves_no_trace_in_the_site(tmp_path):
    files = sorted(path.relative_to(CONTENT) for path in CONTENT.rglob("*") if path.is_file())
    there = tmp_path / "another" / "place, with a long name" / "räksmörgås"
    shuffled = random.Random(17).sample(files, len(files))
    one = copy_in_order(tmp_path / "here", files)
    other = copy_in_order(there, shuffled)
    build_apart(one, PYTHONHASHSEED="1", TZ="Pacific/Kiritimati", LC_ALL="C", LANG="C")
    build_apart(
        other, umask="077", PYTHONHASHSEED="4711", TZ="America/Los_Angeles", LC_ALL="C.UTF-8", HOME=str(tmp_path)
    )
    same(tree(one / "site"), tree(other / "site"))
    assert (one / "content/addresses.lock").read_bytes() == (other / "content/addresses.lock").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="a umask needs a POSIX shell")
def test_the_search_index_is_in_the_same_bytes_on_every_machine(tmp_path):
    """Hash seed, time zone, locale, umask, path, order of files and jobs, the index included."""
    seen = []
    files = sorted(path.relative_to(CONTENT) for path in CONTENT.rglob("*") if path.is_file())
    for number, given in enumerate(
        (
            {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "jobs": "1", "umask": "022"},
            {"PYTHONHASHSEED": "99", "TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "jobs": "3", "umask": "077"},
        )
    ):
        order = random.Random(number).sample(files, len(files))
        root = copy_in_order(tmp_path / ("ö" * number) / f"place {number}", order)
        environment = {name: value for name, value in given.items() if name.isupper()}
        line = f'umask {given["umask"]} && exec "$@"'
        command = [
            sys.executable,
            "-m",
            "diarium",
            "build",
            "--root",
            str(root),
            "--today",
            TODAY,
            "--jobs",
            given["jobs"],
        ]
        done = subprocess.run(
            ["sh", "-c", line, "sh", *command],
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        seen.append(tree(root / "site"))
    assert any(path.endswith(".pf_index") for path in seen[0])
    same(*seen)


def test_the_sites_bytes_do_not_depend_on_the_day_it_is_built(tmp_path, sample_site):
    """As long as nothing falls due; the clock decides what is published, and never what a page says."""
    root = copy_of_the_sample(tmp_path)
    build_sample(root, "--today", "2031-12-31")
    same(tree(root / "site"), tree(sample_site.site))


def test_another_folder_for_the_output_makes_no_difference(tmp_path, sample_site):
    root = copy_of_the_sample(tmp_path / "archive")
    build_sample(root, "--output", str(tmp_path / "elsewhere" / "public"))
    same(tree(tmp_path / "elsewhere" / "public"), tree(sample_site.site))
    assert not (root / "site").exists()


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_the_number_of_processes_makes_no_difference(tmp_path, sample_site, jobs):
    root = copy_of_the_sample(tmp_path)
    build_sample(root, "--jobs", jobs)
    same(tree(root / "site"), tree(sample_site.site))


def test_times_of_files_make_no_difference(tmp_path, sample_site):
    root = copy_of_the_sample(tmp_path)
    for number, file in enumerate(sorted(root.rglob("*.md"))):
        os.utime(file, (number * 86400, number * 86400))
    build_sample(root)
    same(tree(root / "site"), tree(sample_site.site))


# ---------------------------------------------------------------- the second build


def test_a_second_build_writes_nothing(tmp_path):
    root = copy_of_the_sample(tmp_path)
    build_sample(root)
    before, state = looks(root / "site"), looks(root / "content")
    outcome = build_sample(root).outcome
    same(looks(root / "site"), before)
    same(looks(root / "content"), state)
    assert "(0 changed)" in outcome.out


def test_a_clean_build_of_what_is_published_writes_nothing_either(tmp_path):
    """It prints every page anew, and finds each to be what is published."""
    root = copy_of_the_sample(tmp_path)
    build_sample(root)
    before = looks(root / "site")
    build_sample(root, "--clean")
    same(looks(root / "site"), before)


def test_a_page_that_was_changed_by_hand_is_mended(tmp_path, sample_site):
    root = copy_of_the_sample(tmp_path)
    build_sample(root)
    page = root / "site/people/hakon-gjems/index.html"
    page.write_text("hand-made", "utf-8")
    (root / "site/series/index.html").unlink()
    (root / "site/stray.html").write_text("stray", "utf-8")
    build_sample(root)
    same(tree(root / "site"), tree(sample_site.site))


def test_touching_every_source_rewrites_no_page(tmp_path):
    root = copy_of_the_sample(tmp_path)
    build_sample(root)
    before = looks(root / "site")
    for file in (root / "content").rglob("*"):
        os.utime(file)
    build_sample(root)
    same(looks(root / "site"), before)


# ---------------------------------------------------------------- edit by edit


def change(path, old, new, times=1):
    text = path.read_text("utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, times), "utf-8")


def edit_a_body(content):
    change(content / "documents/2017/reserapport-oslo.md", "Omkring 80 företrädare", "Omkring 90 företrädare i Moss")


def edit_a_title(content):
    change(content / "documents/2023/referat-2023-03-16.md", "title: Referat fra møte", "title: Møtereferat")


def rename_a_person(content):
    change(content / "people/marc-zetterblom.md", "name: Marc Zetterblom", "name: Mark Zetterblom")
    change(content / "people/marc-zetterblom.md", "roles:", "aliases:\n  - Marc Zetterblom\nroles:")


def add_a_document(content):
    text = (
        "---\ntitle: Nytt möte i Moss\ndate: 2018-04-05\ntype: minutes\nseries: Nordisk huvudstadskonferens\n"
        "meeting:\n  date: 2018-04-05\n  city: Moss\ncase: Dnr 803-1966/2016\nparticipants:\n  - Elin Sundin\n"
        "  - Ny Person, ordförande\nthemes: Samverkan\n---\n\n## Samverkan\n\nFreddy Grip talade om Københavns hamn.\n"
    )
    (content / "documents/2018").mkdir()
    (content / "documents/2018/moss.md").write_text(text, "utf-8")


def delete_it_before_anybody_relied_on_it(content):
    (content / "documents/2018/moss.md").unlink()
    kept = (content / "addresses.lock").read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in kept if "2018" not in line and "ny-person" not in line]
    (content / "addresses.lock").write_text("".join(kept), "utf-8")


def withdraw_a_document(content):
    reason = "type: statement\nwithdrawn:\n  date: 2024-01-02\n  reason: Innehöll fel.\n"
    change(content / "documents/2016/svar-pa-remiss-internationell-strategi.md", "type: statement\n", reason)


def bring_it_back(content):
    file = content / "documents/2016/svar-pa-remiss-internationell-strategi.md"
    change(file, "withdrawn:\n  date: 2024-01-02\n  reason: Innehöll fel.\n", "")


def add_an_alias(content):
    change(content / "cities/oslo.md", "name: Oslo\n", "name: Oslo\naliases:\n  - Christiania\n")


def rename_a_document(content):
    old = content / "documents/2017/reserapport-oslo.md"
    change(old, "type: travel-report\n", "type: travel-report\naliases: /documents/2017/reserapport-oslo/\n")
    old.rename(old.with_name("resa-till-oslo.md"))
    for file in sorted(content.rglob("*.md")):
        if f"/{old.name}" in file.read_text("utf-8"):
            change(file, f"/{old.name}", "/resa-till-oslo.md", 9)


def change_the_interface(content):
    change(content / "archive.yml", "language: sv", "language: nb")


def override_a_layout(content):
    layout = content.parent / "layouts" / "note.html"
    layout.parent.mkdir()
    layout.write_text((REPOSITORY / "layouts/note.html").read_text("utf-8").replace("<p>", "<p class='note'>"), "utf-8")


def add_a_picture_and_an_attachment(content):
    folder = content / "documents/2017"
    (folder / "bild.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    (folder / "bilaga.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    file = folder / "reserapport-nordisk-huvudstadskonferens.md"
    change(file, "summary:", "attachments:\n  - title: Bilaga\n    file: bilaga.pdf\nsummary:")
    change(file, "## Bakgrund\n", "## Bakgrund\n\n![En bild](bild.png)\n")


EDITS = (
    edit_a_body,
    edit_a_title,
    rename_a_person,
    add_a_document,
    add_an_alias,
    withdraw_a_document,
    delete_it_before_anybody_relied_on_it,
    bring_it_back,
    rename_a_document,
    add_a_picture_and_an_attachment,
    override_a_layout,
    change_the_interface,
)


def clean_copy(root, place):
    """The archive as it stands, without a memory of earlier builds and without a site."""
    place.mkdir()
    for folder in ("content", "layouts"):
        if (root / folder).is_dir():
            shutil.copytree(root / folder, place / folder)
    return place


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.long)])
def test_after_any_edits_the_site_is_what_a_clean_build_would_make(tmp_path, every):
    """Compared after every fourth edit, and in long runs after each."""
    root = copy_of_the_sample(tmp_path / "edited")
    build_sample(root)
    for number, edit in enumerate(EDITS, 1):
        edit(root / "content")
        if number % every:
            build_sample(root)
            continue
        fresh = clean_copy(root, tmp_path / f"clean-{number}")
        build_sample(root)
        build_sample(fresh)
        try:
            same(tree(root / "site"), tree(fresh / "site"))
        except AssertionError as difference:
            raise AssertionError(f"after {edit.__name__}: {difference}") from None
        lists = [(place / "content/addresses.lock").read_bytes() for place in (root, fresh)]
        assert lists[0] == lists[1], f"after {edit.__name__}"
        shutil.rmtree(fresh)


def test_an_edit_of_one_text_rewrites_no_page_that_does_not_show_it(tmp_path):
    root = copy_of_the_sample(tmp_path)
    build_sample(root)
    before = looks(root / "site")
    change(root / "content/documents/2023/referat-2023-03-16.md", "Vi bør utfordre oss selv", "Vi må utfordre oss selv")
    build_sample(root)
    after = looks(root / "site")
    rewritten = {path for path in after if after[path] != before.get(path) and path.endswith(".html")}
    assert rewritten == {"documents/2023/referat-2023-03-16/index.html"}


def test_an_edit_taken_back_gives_the_site_back(tmp_path, sample_site):
    root = copy_of_the_sample(tmp_path)
    build_sample(root)
    kept = (root / "content/documents/2023/referat-2023-03-16.md").read_text("utf-8")
    edit_a_title(root / "content")
    build_sample(root)
    assert tree(root / "site") != tree(sample_site.site)
    (root / "content/documents/2023/referat-2023-03-16.md").write_text(kept, "utf-8")
    build_sample(root)
    same(tree(root / "site"), tree(sample_site.site))
