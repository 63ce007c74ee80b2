"""The sitemap: the lists and what lasts, none of what was taken back, and no file longer than the protocol allows."""

import re

from archive import built, document

from diarium.pages import files

SETTINGS = {"content/archive.yml": "name: A\nbase-url: https://example.org/a/\n"}
PAPERS = {f"content/documents/2017/{n}.md": document(f"Text {n}.\n", "officer: Bo Dal") for n in range(6)}
BACK = {"content/documents/2017/back.md": document("Text.\n", "withdrawn: {date: 2018-01-01, reason: Wrong}")}


def listed(text):
    return re.findall("<loc>https://example.org/a/([^<]*)</loc>", text)


def test_it_holds_the_lists_and_what_lasts(tmp_path):
    found = listed((built(tmp_path, SETTINGS | PAPERS | BACK).root / "site/sitemap.xml").read_text())
    for path in ("", "documents/", "people/", "years/", "people/bo-dal/", "years/2017/", "documents/2017/3/"):
        assert found.count(path) == 1, path
    assert "documents/2017/back/" not in found
    assert "search/" not in found


def test_one_that_is_too_long_is_several_files_and_a_list_of_them(tmp_path, monkeypatch):
    whole = listed((built(tmp_path / "one", SETTINGS | PAPERS).root / "site/sitemap.xml").read_text())
    monkeypatch.setattr(files, "SITEMAP_HOLDS", 8)
    site = built(tmp_path / "parts", SETTINGS | PAPERS).root / "site"
    index = (site / "sitemap.xml").read_text()
    parts = listed(index)
    assert "<sitemapindex" in index
    assert parts == [f"sitemap-{number}.xml" for number in range(1, len(whole) // 8 + 2)]
    assert [path for part in parts for path in listed((site / part).read_text())] == whole
