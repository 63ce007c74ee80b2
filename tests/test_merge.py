"""`merge`: two become one, no fact is lost, no address dies, and in doubt nothing is touched."""

import pytest
from archive import Archive, built
from hypothesis import given
from hypothesis import strategies as st

from diarium.desk.editing import Head, items_of
from diarium.reading.yamltree import compose
from diarium.reading.yamlwriting import in_brackets

MINUTES = """---
title: Minutes {day}
date: {day}
type: minutes
series: {series}
meeting:
  date: {day}
  city: {city}
participants:
  - {person}
---

Text about [them](../../people/bo.md) and [[Bo Ek]].
"""
BO = "---\n# a remark\nname: Bo Ek\nsame-as: https://example.org/bo\n---\n\nBo is a clerk.\n"


def minutes(day="2017-03-01", series="The group", city="Oslo", person="Bo Ek"):
    return MINUTES.format(day=day, series=series, city=city, person=person)


@pytest.fixture
def archive(tmp_path):
    made = Archive(
        tmp_path,
        {
            "content/documents/2017/one.md": minutes(),
            "content/documents/2017/two.md": minutes("2017-04-01", person="Bo Valdemar Ek", city="Christiania").replace(
                " and [[Bo Ek]]", ""
            ),
            "content/people/bo.md": BO,
        },
    )
    built(None, made)
    return made


def merged(archive, *arguments):
    outcome = archive.run("merge", *arguments)
    assert outcome.status == 0, outcome.err
    return outcome


def leads(archive, path):
    """Where a former address leads."""
    rules = dict(line.split()[:2] for line in (archive.root / "site/_redirects").read_text().splitlines())
    return rules[f"/{path}"].removeprefix("/")


def text(archive, path):
    return (archive.root / path).read_bytes().decode()


def test_a_spelling_becomes_an_alias_and_its_page_leads_on(archive):
    merged(archive, "Bo Ek", "Bo Valdemar Ek")
    assert text(archive, "content/people/bo.md") == BO.replace(
        "name: Bo Ek\n", "name: Bo Ek\naliases:\n  - Bo Valdemar Ek\n  - /people/bo-valdemar-ek/\n"
    )
    built(None, archive)
    assert leads(archive, "people/bo-valdemar-ek/") == "people/bo/"
    assert "two/" in archive.page("people/bo/")


def test_two_nobody_registered_get_an_entry(archive):
    outcome = merged(archive, "Oslo", "/cities/christiania/")
    assert outcome.out == "content/cities/oslo.md\n"
    assert text(archive, "content/cities/oslo.md") == (
        "---\nname: Oslo\naliases:\n  - Christiania\n  - /cities/christiania/\n---\n"
    )


def test_a_registered_one_gives_up_its_file_and_no_fact(archive):
    archive.write("content/people/bo-v.md", "---\nname: Bo V. Ek\naliases: [B. V. Ek, /people/older/]\nroles:\n  - role: clerk\n    party: S\nsame-as: [https://example.org/bo, https://example.org/v]\n---\n\nMore of him.\n")  # fmt: skip
    archive.write("content/documents/2017/three.md", minutes("2017-05-01", person="{name: B. V. Ek, person: bo-v}").replace("bo.md", "bo-v.md"))  # fmt: skip
    built(None, archive)
    outcome = merged(archive, "content/people/bo.md", "bo-v")
    assert outcome.out.splitlines() == [
        "content/documents/2017/three.md",
        "content/people/bo.md",
        "content/people/bo-v.md (deleted)",
    ]
    assert text(archive, "content/people/bo.md") == (
        "---\n# a remark\nname: Bo Ek\n"
        "aliases:\n  - Bo V. Ek\n  - B. V. Ek\n  - /people/older/\n  - /people/bo-v/\n"
        "same-as:\n  - https://example.org/bo\n  - https://example.org/v\n"
        "roles:\n  - role: clerk\n    party: S\n"
        "---\n\nBo is a clerk.\n\nMore of him.\n"
    )
    three = text(archive, "content/documents/2017/three.md")
    assert "person: bo}" in three
    assert "(../../people/bo.md)" in three
    built(None, archive)
    assert leads(archive, "people/bo-v/") == "people/bo/"
    assert leads(archive, "people/older/") == "people/bo/"


def test_a_series_takes_its_meetings_along(archive):
    archive.write("content/documents/2017/three.md", minutes("2017-06-01", series="Group"))
    archive.write("content/series/the-group.md", "---\nname: The group\n---\n")
    built(None, archive)
    merged(archive, "The group", "Group")
    built(None, archive)
    assert leads(archive, "series/group/2017-06-01/") == "series/the-group/2017-06-01/"
    assert leads(archive, "series/group/") == "series/the-group/"


def test_drafts_that_name_the_other_follow(archive):
    archive.write("content/people/bo-v.md", "---\nname: Bo V. Ek\n---\n")
    archive.write("content/documents/2018/draft.md", minutes("2018-05-01", person="{name: B. V. Ek, person: bo-v}").replace("type:", "draft: true\ntype:"))  # fmt: skip
    merged(archive, "bo", "bo-v")
    assert "person: bo}" in text(archive, "content/documents/2018/draft.md")


def test_a_person_shown_by_initials_keeps_the_whole_name_in_the_registry(archive):
    archive.write("content/people/bo.md", BO.replace("name: Bo Ek\n", "name: Bo Ek\nprivacy: no-page\n"))
    merged(archive, "Bo Ek", "Bo Valdemar Ek")
    archive.write("content/people/bo.md", text(archive, "content/people/bo.md").replace("no-page", "initials"))
    archive.write("content/addresses.lock", "")
    archive.write("content/people/bo.md", text(archive, "content/people/bo.md").replace("  - /people/bo-valdemar-ek/\n", ""))  # fmt: skip
    archive.write("content/documents/2017/three.md", minutes("2017-05-01", person="B. Ek").replace("[them](../../people/bo.md) and [[Bo Ek]]", "it"))  # fmt: skip
    merged(archive, "content/people/bo.md", "B. Ek")
    entry = text(archive, "content/people/bo.md")
    assert "name: Bo Ek\n" in entry
    assert "  - Bo Valdemar Ek\n  - B. Ek\n" in entry


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("Bo Ek", "Nobody"), "knows no person, city or series 'Nobody'"),
        (("Bo Ek", "Oslo"), "only two of a kind"),
        (("Bo Ek", "bo ek"), "are one already"),
        (("Bo Ek", "Oslo", "--kind", "ship"), "no kind 'ship'"),
    ],
)
def test_what_it_refuses(archive, arguments, says):
    before = {p: p.read_bytes() for p in archive.root.rglob("content/**/*") if p.is_file()}
    outcome = archive.run("merge", *arguments)
    assert outcome.status == 2
    assert says in outcome.err
    assert {p: p.read_bytes() for p in archive.root.rglob("content/**/*") if p.is_file()} == before


def test_a_contradiction_is_left_to_people(archive):
    archive.write("content/cities/oslo.md", "---\nname: Oslo\ncountry: Norway\n---\n")
    archive.write("content/cities/christiania.md", "---\nname: Christiania\ncountry: Denmark\n---\n")
    outcome = archive.run("merge", "Oslo", "Christiania")
    assert outcome.status == 2
    assert "differ in 'country': 'Norway' in content/cities/oslo.md, 'Denmark' in" in outcome.err
    assert (archive.root / "content/cities/christiania.md").exists()


def test_namesakes_are_told_apart_by_their_files(archive):
    for place in ("moss", "oslo"):
        archive.write(f"content/people/ann-by-{place}.md", f"---\nname: Ann By\nroles: {{role: clerk, organisation: {place}}}\n---\n")  # fmt: skip
    outcome = archive.run("merge", "Ann By", "Bo Ek")
    assert outcome.status == 2
    assert "say which: /people/ann-by-moss/ or /people/ann-by-oslo/" in outcome.err
    merged(archive, "/people/ann-by-moss/", "/people/ann-by-oslo/")
    assert text(archive, "content/people/ann-by-moss.md") == (
        "---\nname: Ann By\nroles:\n  - role: clerk\n    organisation: moss\n  - role: clerk\n    organisation: oslo\n---\n"
    )


def test_an_archive_with_errors_is_left_alone(archive):
    archive.write("content/documents/2017/bad.md", "---\ntitle: X\n---\n")
    outcome = archive.run("merge", "Bo Ek", "Bo Valdemar Ek")
    assert outcome.status == 1
    assert {"missing-field"} <= set(outcome.codes)


def test_what_would_break_is_put_back(archive):
    """Where the archive would have errors afterwards, every file is as it was."""
    archive.write("content/people/bo-v.md", "---\nname: Bo V. Ek\n---\n")
    archive.write("content/documents/2017/two.md", minutes("2017-04-01", person="Bo V. Ek").replace("[them](../../people/bo.md)", "[x](../../people/b%6F-v.md)"))  # fmt: skip
    before = {p: p.read_bytes() for p in archive.root.rglob("content/**/*") if p.is_file()}
    outcome = archive.run("merge", "Bo Ek", "Bo V. Ek")
    after = {p: p.read_bytes() for p in archive.root.rglob("content/**/*") if p.is_file()}
    assert outcome.status == 1
    assert "nothing was changed" in outcome.err
    assert after == before


# ---------------------------------------------------------------- editing front matter

FORMS = [
    "aliases: Helsinki",
    "aliases: 'Hel: sinki'  # as in Finnish",
    "aliases: [Helsinki]",
    "aliases: [Helsinki, 'a, b']  # two",
    "aliases: []",
    "aliases:",
    "aliases:\n  - Helsinki",
    "aliases:\n- Helsinki\n- Hfors # a remark",
    "aliases: [\n  Helsinki,\n  Hfors,\n]",
]


@pytest.mark.parametrize("form", FORMS)
@given(new=st.lists(st.sampled_from(["Åbo", "a, b", "x: y", "[z]", "- q", "'", "#5", "{k}", "no", "1", "@a"]), min_size=1, unique=True))  # fmt: skip
def test_values_are_added_to_every_form_of_a_list(form, new):
    head = Head.of(f"---\nname: Helsingfors\n# before\n{form}\n\n# after\ncountry: Finland # yes\n---\n\nText.\n")
    before = items_of(head.fields()["aliases"])
    head.add("aliases", new)
    again = Head.of(head.text())
    assert sorted(items_of(again.fields()["aliases"])) == sorted([*before, *new])
    assert "# before" in again.lines
    assert "# after" in again.lines
    assert again.lines[0] == "name: Helsingfors"
    assert again.lines[-1] == "country: Finland # yes"
    assert head.text().endswith("---\n\nText.\n")
    for remark in ("# as in Finnish", "# two", "# a remark"):
        assert (remark in form) == (remark in head.text())


def test_line_endings_stay():
    head = Head.of("---\r\nname: A\r\n---\r\n\r\nText.\r\n")
    head.add("aliases", ["B"], after="name")
    assert head.text() == "---\r\nname: A\r\naliases:\r\n  - B\r\n---\r\n\r\nText.\r\n"


@given(st.text("aå ,[]{}:#'\"-@*&!|>%`?~=<.", min_size=1).map(lambda t: " ".join(t.split())).filter(bool))
def test_any_text_survives_in_brackets(value):
    tree = compose("", (f"a: [x, {in_brackets(value)}]",)).value
    assert tree is not None
    assert items_of(tree.pairs[0][1]) == ["x", value]
