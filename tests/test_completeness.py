"""The page that says what the archive does not have: every lack counted and listed, and nothing else."""

import csv
import io
from urllib.parse import urljoin

import pytest
from archive import DOCUMENT, built, document, refused
from dom import Walk

PAGE = "/about/completeness/"
PLACE = "content/documents/2017"
PAPERS = {
    f"{PLACE}/a.md": document(
        "Text.\n",
        "case: 1/2017",
        "series: Board",
        "meeting: {number: 1/2017}",
        "participants: [Anna Berg, Bo Dal]",
        "attachments: [{title: Budget, missing: true}, {title: Plan, url: https://example.org/plan}]",
    ),
    f"{PLACE}/b.md": document(
        "Text.\n",
        "series: Board",
        "meeting: {number: 4/2017}",
        "tabled: {series: Council, date: 2017-03-01}",
        "participants: [Anna Berg]",
    ),
    "content/series/yearly.md": "---\nname: Yearly\nevery: 1 year\neditions:\n  - date: 2011\n  - date: 2013\n---\n",
}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    archive = built(tmp_path_factory.mktemp("lacks"), PAPERS)
    return Walk(archive.root / "site").pages[PAGE].main


def links(page):
    return {urljoin(PAGE, link["href"]) for link in page.every("a")}


def test_it_counts(page):
    for line in (
        "Documents without a case number1 of 2",
        "Attachments that are missing1 of 2",
        "Meetings without documents3 of 5",
        "Meeting series with gaps2 of 3",
        "People named once1 of 2",
    ):
        assert line in page.words, page.words


def test_it_lists_what_is_missing_and_leads_there(page):
    assert "/documents/2017/b/" in links(page)
    assert "Budget" in page.words
    assert "Plan" not in page.words
    assert {"/series/board/2-2017/", "/series/board/3-2017/", "/series/council/2017-03-01/"} <= links(page)
    assert "Yearly 2012" in page.words
    assert "/people/bo-dal/" in links(page)
    assert "/people/anna-berg/" not in links(page)


def test_it_is_in_no_search(tmp_path):
    archive = built(tmp_path, {**PAPERS, "content/archive.yml": "name: A\nbase-url: https://example.org/\n"})
    assert 'name="robots" content="noindex' in archive.page("about/completeness")
    site = archive.site()
    assert b"about/completeness" not in site["sitemap.xml"]
    assert "about/completeness" not in (archive.root / "content/addresses.lock").read_text("utf-8")


def test_a_long_list_leads_to_the_table_that_holds_it_all(tmp_path):
    names = ", ".join(f"Given{n} Family{n}" for n in range(203))
    archive = built(tmp_path, {DOCUMENT: document("Text.\n", f"officer: [{names}]")})
    text = archive.page("about/completeness")
    assert "203 of 203" in text
    assert "3 more are in the table" in text
    assert 'href="../../data/people.csv"' in text
    rows = csv.DictReader(io.StringIO((archive.root / "site/data/people.csv").read_text("utf-8-sig")))
    assert sum(1 for _ in rows) == 203


def test_an_archive_that_lacks_nothing_says_so(tmp_path):
    archive = built(tmp_path, {DOCUMENT: document("Text.\n", "case: 1/2017")})
    text = archive.page("about/completeness")
    assert "0 of 1" in text
    assert text.count('class="block') == 1, "the summary alone"


def test_no_former_address_stands_in_its_place(tmp_path):
    outcome = refused(tmp_path, {DOCUMENT: document("Text.\n", "aliases: /about/completeness/")})
    assert outcome.only.code == "redirect-over-page"
