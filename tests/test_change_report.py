"""`check --since`: what a change does to the published archive, in three forms, from two states of a repository."""

import json
import re
import shutil

import pytest
from archive import Archive, built, document
from repository import commit, git

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no Git on this machine")

REPORT = "content/documents/2017/report.md"
OTHER = "content/documents/2017/other.md"
MINUTES = """---
title: {title}
date: 2017-03-01
type: minutes
participants:
  - Ada Maria Berg, clerk
meeting:
  date: 2017-03-01
  city: Ekhamn
case: 12-1/2017
---

The group met, and little was said of much.
"""


@pytest.fixture
def archive(tmp_path):
    made = Archive(
        tmp_path,
        {
            REPORT: document("Twelve people sat in the hall.\n"),
            OTHER: MINUTES.format(title="Minutes"),
            "content/cities/ekhamn.md": "---\nname: Ekhamn\n---\n",
            ".gitignore": "site/\n.diarium/\n",
        },
    )
    git(tmp_path, "init", "-q", "-b", "main")
    built(None, made)  # addresses are promised
    commit(made)
    return made


def report(archive, since="HEAD", *options):
    outcome = archive.run("check", "--since", since, *options)
    return json.loads(outcome.out)


def paths(listed):
    return [one["path"] for one in listed]


def test_nothing_changed_is_nothing_to_tell(archive):
    found = report(archive)
    assert found["documents"] == found["new"] == found["unpublished"] == []
    assert found["addresses"] == {"appear": [], "end": []}
    assert found["pages"]["new"] == found["pages"]["changed"] == []
    assert found["pages"]["kept"] > 10
    assert found["messages"] == {"new": [], "settled": 0}


def test_a_new_document_with_those_it_brings(archive):
    archive.write("content/documents/2018/new.md", MINUTES.format(title="More").replace("Ada Maria", "Ada").replace("Ekhamn", "Storvik").replace("12-1/2017", "12-9/2017"))  # fmt: skip
    found = report(archive)
    (added,) = found["documents"]
    assert (added["fate"], added["path"], added["words"]["added"]) == ("added", "/documents/2017/new/", 9)
    by_kind = {one["kind"]: one for one in found["new"]}
    assert {kind: one["path"] for kind, one in by_kind.items()} == {
        "person": "/people/ada-berg/",
        "city": "/cities/storvik/",
        "case": "/cases/12-9-2017/",
    }
    assert by_kind["person"]["named_in"] == "content/documents/2018/new.md"
    (doubt,) = by_kind["person"]["looks_like"]
    assert "'Ada Berg' looks like 'Ada Maria Berg'" in doubt["message"]
    assert by_kind["city"]["looks_like"] == []
    assert "/documents/2017/new/" in paths(found["addresses"]["appear"])
    assert "people/" in "".join(paths(found["pages"]["changed"]))
    assert [one["code"] for one in found["messages"]["new"]] == ["looks-alike"]


def test_a_new_city_that_looks_like_one_that_is_there(archive):
    archive.write(
        "content/documents/2018/new.md", document("T.\n", "cities: [Ekhamn kommun]", "organisations: [Ekhamn kommun]")
    )
    by_kind = {one["kind"]: one for one in report(archive)["new"]}
    assert [one["message"] for one in by_kind["city"]["looks_like"]] == ["'Ekhamn kommun' looks like 'Ekhamn'"]
    assert by_kind["organisation"]["looks_like"] == [], "a namesake of another kind is not in doubt"


def test_a_changed_document_with_its_fields_and_words(archive):
    archive.write(REPORT, document("Thirteen people sat in the great hall.\n", "summary: Short."))
    (changed,) = report(archive)["documents"]
    assert (changed["fate"], changed["fields"]) == ("changed", ["summary"])
    assert changed["words"] == {"added": 2, "gone": 1}


def test_pages_that_will_change_are_those_a_build_prints(archive):
    """The report's promise, kept: what it names is what the next build prints, and nothing else."""
    built(None, archive)
    archive.write(REPORT, document("Thirteen people sat in the hall.\n"))
    archive.write(OTHER, MINUTES.format(title="Minutes of the group"))
    commit(archive, "2020-02-02")
    before = archive.site()
    found = report(archive, "HEAD~1")
    built(None, archive)
    after = archive.site()
    # the page of the open data shows the size of each of its files, so whatever changes anything changes it
    pages = {name for name in after if name.endswith(".html")} - {"data/index.html"}
    assert {f"/{name.removesuffix('index.html')}" for name in pages if name not in before} == set(found["pages"]["new"])
    assert {f"/{name.removesuffix('index.html')}" for name in pages if name in before and before[name] != after[name]} == set(paths(found["pages"]["changed"]))  # fmt: skip


def test_a_layout_of_its_own_changes_the_pages_it_prints(archive):
    archive.write(
        "layouts/text.html", '{% extends "base.html" %}{% block main %}<h1>{{ page.head.title }}</h1>{% endblock %}'
    )
    archive.write("content/pages/about.md", "---\ntitle: About\n---\n")
    commit(archive)
    archive.write(
        "layouts/text.html", '{% extends "base.html" %}{% block main %}<h1>{{ page.head.title }}!</h1>{% endblock %}'
    )
    found = report(archive)
    assert found["pages"]["changed"] == [{"path": "/about/", "parts": []}]


def test_moved_withdrawn_and_removed(archive):
    archive.remove(REPORT)
    archive.write("content/documents/2017/renamed.md", document("Twelve people sat in the hall.\n", "aliases: /documents/2017/report/"))  # fmt: skip
    archive.write(OTHER, MINUTES.format(title="Minutes").replace("type:", "withdrawn:\n  date: 2024-01-01\n  reason: Private.\ntype:"))  # fmt: skip
    found = report(archive)
    moved, withdrawn = found["documents"]
    assert (moved["fate"], moved["path"], moved["was"]) == (
        "moved",
        "/documents/2017/renamed/",
        "/documents/2017/report/",
    )
    assert (withdrawn["fate"], withdrawn["reason"]) == ("withdrawn", "Private.")
    ends = {one["path"]: (one["how"], one["target"]) for one in found["addresses"]["end"]}
    assert ends["/documents/2017/report/"] == ("moved", "/documents/2017/renamed/")
    assert ends["/documents/2017/other/"] == ("withdrawn", None)
    assert ends["/people/ada-maria-berg/"] == ("note", None)


def test_what_vanishes_is_named_and_pages_are_not_guessed(archive):
    archive.remove(REPORT)
    found = report(archive)
    assert found["documents"][0]["fate"] == "removed"
    assert found["addresses"]["end"][0]["how"] == "gone"
    assert found["pages"] is None
    assert found["sound"] == {"then": True, "now": False}
    assert [one["code"] for one in found["messages"]["new"]] == ["address-gone"]
    assert "cannot be told, because the archive has errors now" in archive.run("check", "--since", "HEAD", format="text").out  # fmt: skip


def test_a_date_that_could_not_be_read_had_no_address_to_lose(archive):
    path = "content/documents/2018/torn.md"
    archive.write(
        path, MINUTES.format(title="Torn").replace("date: 2017-03-01\ntype", "date: the first of March\ntype")
    )
    assert "date: the first" in (archive.root / path).read_text("utf-8")
    commit(archive)
    archive.write(path, MINUTES.format(title="Torn"))
    found = report(archive)
    assert [(one["fate"], one["path"]) for one in found["documents"]] == [("added", "/documents/2017/torn/")]
    assert found["addresses"]["end"] == []


def test_markdown_folds_only_what_holds_something(archive):
    told = archive.run("check", "--since", "HEAD", "--report", "markdown").out
    assert "<summary>" not in re.sub(r"<details>\n<summary>.*</summary>\n\n- ", "", told)


def test_a_draft_is_told_and_not_counted(archive):
    archive.write("content/documents/2018/draft.md", document("T.\n", "draft: true"))
    found = report(archive)
    assert found["unpublished"] == ["content/documents/2018/draft.md"]
    assert found["documents"] == []


def test_commits_of_others_since_are_not_ours(archive):
    """The report is about what the work at hand adds, also when the branch it began from has gone on."""
    git(archive.root, "checkout", "-q", "-b", "mine")
    archive.write(REPORT, document("Thirteen.\n"))
    commit(archive)
    git(archive.root, "checkout", "-q", "main")
    archive.write("content/documents/2017/theirs.md", document("Theirs.\n"))
    commit(archive)
    git(archive.root, "checkout", "-q", "mine")
    found = report(archive, "main")
    assert found["since"]["parted"]
    assert [(one["fate"], one["path"]) for one in found["documents"]] == [("changed", "/documents/2017/report/")]


def test_before_there_was_an_archive_all_is_new(tmp_path):
    (tmp_path / "note.txt").write_text("x")
    git(tmp_path, "init", "-q", "-b", "main")
    made = Archive(tmp_path)
    git(tmp_path, "add", "note.txt")
    git(tmp_path, "commit", "-qm", "first")
    made.write(REPORT, document())
    found = report(made)
    assert [one["fate"] for one in found["documents"]] == ["added"]
    assert found["messages"] == {"new": [], "settled": 0}
    assert "/" in found["pages"]["new"]


def test_an_archive_in_a_folder_of_its_repository(tmp_path):
    made = Archive(tmp_path / "sub" / "arkiv å", {REPORT: document()})
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "first")
    made.write(REPORT, document("Other words.\n"))
    assert [one["fate"] for one in report(made)["documents"]] == ["changed"]


def test_nothing_of_the_repository_runs_or_changes(archive):
    """Neither hooks nor filters of the repository take part, and its files stay as they are."""
    sign = archive.root / "it-ran"
    for hook in ("post-checkout", "pre-commit", "fsmonitor"):
        path = archive.root / ".git" / "hooks" / hook
        path.write_text(f"#!/bin/sh\ntouch '{sign}'\n")
        path.chmod(0o755)
    git(archive.root, "config", "core.fsmonitor", ".git/hooks/fsmonitor")
    git(archive.root, "config", "filter.x.smudge", f"touch '{sign}'; cat")
    git(archive.root, "config", "filter.x.clean", "cat")
    archive.write(".gitattributes", "*.md filter=x export-ignore\n")
    commit(archive)
    sign.unlink(missing_ok=True)
    archive.write(REPORT, document("Other.\n"))

    def everything():
        return {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in archive.root.rglob("*") if p.is_file()}

    before = everything()
    assert [one["fate"] for one in report(archive)["documents"]] == ["changed"]
    assert everything() == before
    assert not sign.exists()


def test_markdown_cannot_be_broken_out_of(archive):
    nasty = "A | *b* <script> `c` [d](http://e) #1 @f </details>"
    archive.write("content/documents/2018/nasty.md", document().replace("Report", f"'{nasty}'"))
    outcome = archive.run("check", "--since", "HEAD", "--report", "markdown")
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark").render(outcome.out)
    assert "<script" not in html
    assert "href" not in html
    assert "<em>b" not in html
    assert html.count("</details>") == html.count("<details>") > 0
    assert re.search(r"@\S*f", html)
    assert "@f" not in html, "the platform would write to somebody"
    assert outcome.err == "", "messages for programs are all there is on the other stream"


def test_three_forms_tell_the_same(archive):
    archive.write(REPORT, document("Thirteen.\n"))
    text = archive.run("check", "--since", "HEAD", format="text").out
    markdown = archive.run("check", "--since", "HEAD", "--report", "markdown", format="github").out
    for said in ("Documents: 1 changed", "Addresses: 0 appear", "/documents/2017/report/"):
        assert said in text
        assert said in markdown


@pytest.mark.parametrize("name", ["no-such", "--output=x", "HEAD:content", ""])
def test_a_revision_that_is_none(archive, name):
    outcome = archive.run("check", f"--since={name}")
    assert outcome.status == 2
    assert "knows no revision" in outcome.err


def test_without_a_repository_it_says_so(tmp_path):
    outcome = Archive(tmp_path).run("check", "--since", "HEAD")
    assert outcome.status == 2
    assert "does not lie in a Git repository" in outcome.err


def test_a_form_wants_a_revision(tmp_path):
    outcome = Archive(tmp_path).run("check", "--report", "json")
    assert outcome.status == 2
    assert "--since" in outcome.err
