"""Two people with one name: running text links the one whom the fields of the document name, and never a wrong one."""

import re

import pytest
from archive import DOCUMENT, built, document

PEOPLE = {f"content/people/kari-nord-{town}.md": "---\nname: Kari Nord\n---\n" for town in ("oslo", "bergen")}
LINKED = re.compile(r'<a class="mention" href="[^"]*people/([a-z-]+)/">([^<]+)</a>')
BODY = "Kari Nord came, and Kari Nords car.\n\n## Later\n\nKari Nord left.\n"


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("participants: [{name: Kari Nord, person: kari-nord-oslo}, Ola Vik]", ["kari-nord-oslo"] * 2),
        ("participants: [{name: Nord, person: kari-nord-bergen}]", ["kari-nord-bergen"] * 2),
        ("participants: [{name: Kari Nord, organisation: Bergen Port}]", ["kari-nord-bergen"] * 2),
        ("officer: Ola Vik", []),
        ("officer: Kari Nord", []),
        ("participants: [{name: Kari Nord, person: kari-nord-oslo}, {name: Kari Nord, person: kari-nord-bergen}]", []),
        ("participants: [{name: Kari Nord, person: kari-nord-oslo}]\nofficer: Kari Nord", []),
    ],
)
def test_of_namesakes_the_one_whom_the_document_names_is_linked(tmp_path, line, meant):
    role = "---\nname: Kari Nord\nroles: [{organisation: Bergen Port}]\n---\n"
    files = {**PEOPLE, "content/people/kari-nord-bergen.md": role, DOCUMENT: document(BODY, line)}
    archive = built(tmp_path, files)
    assert LINKED.findall(archive.page()) == [(one, "Kari Nord") for one in meant]
    archive.write(DOCUMENT, document(BODY.replace("came", "was there"), line))  # the archive is taken up as it was
    assert LINKED.findall(built(tmp_path, archive).page()) == [(one, "Kari Nord") for one in meant]


def test_a_page_tells_which_texts_mention_the_one_who_is_meant(tmp_path):
    files = {**PEOPLE, DOCUMENT: document(BODY, "participants: [{name: Kari Nord, person: kari-nord-oslo}]")}
    archive = built(tmp_path, files)
    assert "documents/2017/report/" in archive.page("people/kari-nord-oslo")
    assert "documents/2017/report/" not in archive.page("people/kari-nord-bergen")


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("participants: [{name: Kari Nord, person: kari-nord-bergen}]", ["kari-nord-bergen"] * 2),
        ("participants: [{name: Kari Nord, person: kari-nord-oslo}]", []),
        ("officer: Ola Vik", []),
    ],
)
def test_the_name_of_somebody_without_a_page_is_not_linked_to_a_namesake(tmp_path, line, meant):
    apart = {"content/people/kari-nord-oslo.md": "---\nname: Kari Nord\nprivacy: no-page\n---\n"}
    archive = built(tmp_path, {**PEOPLE, **apart, DOCUMENT: document(BODY, line)})
    assert LINKED.findall(archive.page()) == [(one, "Kari Nord") for one in meant]


def test_what_is_called_like_somebody_without_a_page_is_not_linked_either(tmp_path):
    files = {
        "content/people/kari-nord.md": "---\nname: Kari Nord\nprivacy: no-page\n---\n",
        "content/organisations/kari-nord.md": "---\nname: Kari Nord\n---\n",
        "content/cities/nord.md": "---\nname: Nord\n---\n",
        DOCUMENT: document("Kari Nord came to Nord.\n", "participants: [Kari Nord]"),
    }
    page = built(tmp_path, files).page()
    assert re.findall(r'class="mention" href="[./]*([^"]+)"', page) == ["cities/nord/"]
    assert 'Kari Nord came to <a class="mention"' in page
