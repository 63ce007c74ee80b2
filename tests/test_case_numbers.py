"""A case has one page, however its number is written, and keeps the addresses it had."""

import re

import pytest
from archive import built, document, refused

from diarium.archive.cases import Notations, key

A, B, C = (f"content/documents/2017/{name}.md" for name in "abc")
EARLIER = "date: 2021-01-01"


def paper(*case, body="Text.\n"):
    return document(body, *case, EARLIER, without=("date",))


@pytest.mark.parametrize("written", ["KS2020-00045", "KS 2020/45", "Dnr KS 2020/045", "ks-2020-45", "KS 2020–45"])
def test_spaces_signs_and_noughts_make_no_other_case(written):
    numbers = Notations({"ks-2020-45": "ks-2020-45"}, [key(written), key("KS 2020/46"), key("KS 2020/450")])
    assert numbers.full(key(written)) == "ks-2020-45"


@pytest.mark.parametrize(
    "words",
    ["Sag", "Sagsnr.", "J.nr.", "J. nr.", "D.nr", "Dnro", "Dno:", "Diaarinumero", "Asianro", "Asian nro", "Málsnr.", "Sak nr."],
)  # fmt: skip
def test_words_before_a_number_make_no_other_case(words):
    assert key(f"{words} 2016-00345") == "2016-00345"


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


# ---------------------------------------------------------------- documents within a case


def cases_of(archive):
    return sorted(p.name for p in (archive.root / "site/cases").iterdir() if p.is_dir())


@pytest.mark.parametrize(
    ("whole", "within"),
    [
        ("16/345", "16/00345-3"),
        ("2016/345", "Saksnr. 2016/345 - 12"),
        ("KS 2016/45", "KS 2016/00045–7"),
        ("345/2016", "345/2016-3"),
        ("803-45/2020", "Dnr 803-45/2020-1"),
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_the_number_of_a_document_within_a_case_leads_to_the_case(tmp_path, whole, within, order):
    first, second = (whole, within)[::order]
    archive = built(tmp_path, {A: paper(f"case: {first}"), B: paper(f"case: {second}"), C: paper(f"case: {within}")})
    (case,) = cases_of(archive)
    page = archive.page(f"cases/{case}")
    assert all(f"documents/2021/{name}/" in page for name in "abc")
    assert within.partition(" - ")[0] in archive.page("documents/2021/c"), "what was printed stays"


def test_two_documents_of_a_case_meet_in_it_though_nobody_names_it_alone(tmp_path):
    archive = built(tmp_path, {A: paper("case: 16/345-3"), B: paper("case: 16/00345-11")})
    assert cases_of(archive) == ["16-345"]
    assert re.search(r"<h1[^>]*>16/345<", archive.page("cases/16-345"))


def test_a_number_that_the_registry_has_with_its_end_is_a_case_of_its_own(tmp_path):
    entry = "---\nname: 16/345-3\n---\n"
    files = {"content/cases/own.md": entry, A: paper("case: 16/00345-3"), B: paper("case: 16/345"), C: paper("case: 16/345-4")}  # fmt: skip
    archive = built(tmp_path, files)
    assert cases_of(archive) == ["16-345", "own"]
    assert "documents/2021/a/" in archive.page("cases/own")
    assert "documents/2021/c/" in archive.page("cases/16-345")


@pytest.mark.parametrize(("number", "was"), [("16/345-3", "16-345-3"), ("Sag 16/345", "sag-16-345")])
def test_the_address_that_such_a_number_had_leads_on(tmp_path, number, was):
    archive = built(tmp_path, {A: paper("case: 16/345")})
    lock = archive.root / "content/addresses.lock"
    lock.write_text(lock.read_text() + f"/cases/{was}/\tcase\t{number}\n")
    archive.write(B, paper(f"case: {number}"))
    built(tmp_path, archive)
    assert "16-345/" in (archive.root / f"site/cases/{was}/index.html").read_text()


# ---------------------------------------------------------------- running text


LINKED = re.compile(r'<a class="mention" href="[^"]*cases/([^/"]+)/">([^<]+)</a>')


@pytest.mark.parametrize(
    ("case", "text", "linked"),
    [
        ("KS 2019:7", "Enligt KS 2019:7 ska så ske.", "KS 2019:7"),
        ("KS 2019:7", "Enligt KS2019/00007, punkt 3.", "KS2019/00007"),
        ("KS 2019:7", "Se (dnr KS 2019:7).", "KS 2019:7"),
        ("2019:7", "Se ärende nr 2019:7.", "2019:7"),
        ("2016-345", "Se sagsnr. 2016-00345 (J.nr. 2016-345).", "2016-00345"),
        ("12/2016", "Asiassa (dnro 12/2016) päätettiin.", "12/2016"),
        ("16/345", "Vist til 16/00345-3 om havnen.", "16/00345-3"),
        ("16/345", "Vist til saksnr. 16/345-3 om havnen.", "16/345-3"),
        ("2016/00345", "Jf. 2016/345.", "2016/345"),
        ("12345/2016", "jfr 12345/2016;", "12345/2016"),
        ("803-45/2020", "Bilaga till 803-45/2020-2.", "803-45/2020-2"),
    ],
)
def test_a_case_of_front_matter_is_known_in_running_text(tmp_path, case, text, linked):
    archive = built(tmp_path, {A: paper(f"case: {case}"), B: paper(body=f"{text}\n")})
    assert [found[1] for found in LINKED.findall(archive.page("documents/2021/b"))] == [linked]


@pytest.mark.parametrize(
    ("case", "text"),
    [
        ("KS 2019:7", "Enligt SFS 2019:7 och lagen (2019:7)."),
        ("KS 2019:7", "Se KS 2019:70, XKS 2019:7, KS 2019:7a och 2019:7."),
        ("12/16", "Møtet var 12/16, eller 12/2016."),
        ("16/345", "Fra 16/3456, 116/345, 16/345/2 og 1,16/345."),
        ("2016/17", "Läsåret 2016/17 började."),
    ],
)
def test_what_only_looks_like_it_is_not_linked(tmp_path, case, text):
    archive = built(tmp_path, {A: paper(f"case: {case}"), B: paper(body=f"{text}\n")})
    assert LINKED.findall(archive.page("documents/2021/b")) == []


# ---------------------------------------------------------------- patterns of the archive's own


def settings(*patterns):
    return "\n".join(["name: A", "language: en", "case-patterns:", *(f"  - '{one}'" for one in patterns)]) + "\n"


def test_a_pattern_of_the_archive_finds_numbers_in_running_text(tmp_path):
    files = {
        "content/archive.yml": settings(r"KS-\d+", r"([AB])\1-\d+", r"(?i:bn)\s(?P<year>\d{4})/(?P=year)"),
        B: paper(body="Se KS-7, bn 2016/2016, bn 2016/2017, AA-1 och AB-1.\n"),
    }
    assert [found[1] for found in LINKED.findall(built(tmp_path, files).page("documents/2021/b"))] == [
        "KS-7",
        "bn 2016/2016",
        "AA-1",
    ]


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("[", "no regular expression: unterminated character set"),
        ("KS-x{99999999999}", "no regular expression: the repetition number is too large"),
        ("(" * 3000 + "x" + ")" * 3000, "no regular expression: maximum recursion depth exceeded"),
        (r"[[KS]-\d+", "no regular expression: Possible nested set"),
        (r"(?i)ks-\d+", "together with others: global flags not at the start"),
        (r"(?P<first>\d)", "together with others: redefinition of group name 'first'"),
        (r"(KS)-\d+-\1", "means one of its groups by a number, which another pattern has taken"),
        (r"(KS)?-\d+(?(1)/\d+|x)", "means one of its groups by a number, which another pattern has taken"),
        (".*", "matches the empty text"),
        ("KS {number}/{year}", "would find '{number}' by these very signs"),
    ],
)
def test_a_pattern_that_would_not_work_is_an_error_that_points_to_it(tmp_path, pattern, said):
    files = {"content/archive.yml": settings(r"AB-(?P<first>\d+)", pattern), B: paper()}
    only = refused(tmp_path, files).only
    assert (only.path, only.place, only.code) == ("content/archive.yml", (5, 5), "bad-value")
    assert said in only.message
