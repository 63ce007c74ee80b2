"""A case has one page, however its number is written, and keeps the addresses it had."""

import re

import pytest
from archive import built, document

from diarium.archive.cases import Notations, key

A, B, C = (f"content/documents/2017/{name}.md" for name in "abc")
EARLIER = "date: 2021-01-01"


def paper(*case, body="Text.\n"):
    return document(body, *case, EARLIER, without=("date",))


@pytest.mark.parametrize("written", ["KS2020-00045", "KS 2020/45", "Dnr KS 2020/045", "ks-2020-45", "KS 2020–45"])
def test_spaces_signs_and_noughts_make_no_other_case(written):
    numbers = Notations({"ks-2020-45": "ks-2020-45"}, [key(written), key("KS 2020/46"), key("KS 2020/450")])
    assert numbers.full(key(written)) == "ks-2020-45"


def test_a_number_of_the_registry_comes_first_and_two_entries_stay_two():
    assert Notations({"ks2020-00045": "a"}, ["ks-2020-45"]).full("ks-2020-45") == "ks2020-00045"
    both = Notations({"ks2020-00045": "a", "ks-2020-45": "b"}, ["ks-2020-045"])
    assert [both.full(one) for one in ("ks2020-00045", "ks-2020-45", "ks-2020-045")] == [
        "ks2020-00045",
        "ks-2020-45",
        "ks-2020-045",
    ]


def test_groups_are_not_run_together():
    numbers = Notations({}, ["a-1-23-2016", "a-12-3-2016", "a-123-2016"])
    assert len({numbers.full(one) for one in ("a-1-23-2016", "a-12-3-2016", "a-123-2016")}) == 3


def test_another_notation_moves_a_case_and_its_first_address_leads_on(tmp_path):
    archive = built(tmp_path, {A: paper("case: KS2020-00045")})
    archive.write(B, paper("case: KS 2020/45"))
    archive.write(C, paper(body="Se Dnr KS 2020/0045.\n"))
    built(tmp_path, archive)
    site = archive.root / "site"
    page = (site / "cases/ks-2020-45/index.html").read_text()
    for name in "abc":
        assert f"documents/2021/{name}/" in page
    assert "ks-2020-45/" in (site / "cases/ks2020-00045/index.html").read_text()


def test_an_entry_gathers_the_notations_of_its_name_and_its_aliases(tmp_path):
    entry = "---\nname: KS 2020/45\naliases: [803-0045/2020]\ntitle: The bridge\n---\n"
    files = {"content/cases/bridge.md": entry, A: paper("case: [KS2020-00045, 803-45/2020]")}
    archive = built(tmp_path, files)
    assert [p.name for p in sorted((archive.root / "site/cases").iterdir()) if p.is_dir()] == ["bridge"]


def test_an_entry_without_a_name_is_called_as_the_documents_print_it(tmp_path):
    entry = "---\ntitle: The bridge\n---\n"
    files = {"content/cases/803-45-2020.md": entry, A: paper("case: 45/2020"), B: paper("case: Dnr 803-45/2020")}
    assert "<h1>803-45/2020: The bridge</h1>" in re.sub(
        r"<(h1)[^>]*>", r"<\1>", built(tmp_path, files).page("cases/803-45-2020")
    )
