"""What is made for every archive from its settings: the statement, the two pictures, the letter, the folds."""

import importlib.util
import io
import sys
import zlib

import pytest
from archive import REPOSITORY, Archive, document
from dom import parse

from diarium.config import Config
from diarium.model import LANGUAGES, Record
from diarium.pages import sharing
from diarium.pages.parts import Link, Person
from diarium.pages.showing import folded
from diarium.pages.statement import statement

SAID = {
    "status": "partly",
    "tested": "2026-11-20",
    "updated": "2026-11-21",
    "method": "Egenkontroll",
    "feedback": "hjalp@example.org",
    "response": "två dagar",
    "known-issues": ("Kartan saknar text.",),
    "burden": ("Äldre pdf-filer.",),
    "outside": ("Inbäddad film.",),
    "alternatives": ("Ring oss.",),
    "something-else": "som det står",
}


def told(language, **said):
    config = Config("Arkivet", language, owner="Staden", accessibility=Record({**SAID, **said}))
    passages = statement(config)
    texts = [piece for p in passages for line in p.paragraphs for piece in line]
    texts += [piece for p in passages for piece in p.items]
    texts += [value for p in passages for fact in p.facts for value in fact.values]
    return passages, " ".join(piece.text for piece in texts), [piece.url for piece in texts if piece.url]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statement_says_all_that_the_settings_say(language):
    _, text, urls = told(language)
    for said in ("Staden", "Arkivet", "Egenkontroll", "två dagar", "Kartan saknar text.", "Äldre pdf-filer."):
        assert said in text
    for said in ("Inbäddad film.", "Ring oss.", "som det står", "2026"):
        assert said in text
    assert "mailto:hjalp@example.org" in urls


def test_a_swedish_statement_asks_what_the_act_asks():
    _, text, urls = told("sv")
    assert "delvis förenlig med lagen om tillgänglighet till digital offentlig service" in text
    assert "https://www.digg.se/tdosanmalan" in urls


def test_a_norwegian_statement_names_the_tribunal_and_the_national_statement():
    _, text, urls = told("nb", **{"statement-url": "https://uustatus.no/nb/erklaringer/publisert/x"})
    assert "delvis i samsvar med forskrift om universell utforming av IKT-løsninger" in text
    assert "https://www.diskrimineringsnemnda.no/" in urls
    assert "https://uustatus.no/nb/erklaringer/publisert/x" in urls


def test_the_country_decides_whose_rules_hold_whatever_the_language():
    _, text, urls = told("en", country="no")
    assert "Norwegian regulation" in text
    assert "https://www.digg.se/tdosanmalan" not in urls
    _, text, _ = told("en")
    assert "EN 301 549" in text


def test_a_statement_claims_nothing_that_was_not_said():
    passages, text, _ = told("sv", status="nobody knows")
    assert "Ingen har ännu bedömt" in text
    assert "förenlig" not in text
    assert statement(Config("Arkivet")) == ()
    assert len({p.id for p in passages}) == len(passages)


def test_settings_alone_make_the_page_and_the_way_to_it(tmp_path):
    archive = Archive(tmp_path, {"content/documents/2017/report.md": document()})
    archive.write("content/archive.yml", "name: Archive\nlanguage: en\naccessibility:\n  status: full\n")
    assert archive.build().status == 0
    assert "fully compliant" in archive.page("accessibility")
    footer = parse(archive.page("")).only("footer")
    assert "accessibility/" in [link["href"] for link in footer.every("a")]


# ---------------------------------------------------------------- the two pictures


def test_the_card_is_a_png_that_others_can_read():
    from PIL import Image

    data = sharing.card("Nordiska mötesarkivet")
    picture = Image.open(io.BytesIO(data))
    picture.load()
    assert picture.size == (1200, 630)
    colours = {colour for _, colour in picture.convert("RGB").getcolors()}
    assert {sharing.PAPER, sharing.LINE, sharing.RULE, sharing.INK} <= colours
    assert len(data) < 60_000


@pytest.mark.parametrize("data", [b"", b"a", b"aaaa", b"\xff" * 1000, bytes(range(256)) * 3, b"ab" * 500 + b"\0" * 777])
def test_what_is_packed_here_is_what_every_library_unpacks(data):
    assert zlib.decompress(sharing._deflate(data)) == data


@pytest.mark.parametrize(
    "name", ["A", "Å" * 200, "ett långt namn " * 30, "архив", "档案馆", "محفوظات", "🎉", "…", "a\u0301 b"]
)
def test_every_name_has_its_pictures_and_always_the_same(name):
    first = sharing.card(name)
    sharing.card.cache_clear()
    assert sharing.card(name) == first
    assert sharing.sign(name).startswith(b"<svg ")


def test_a_name_is_text_in_the_sign():
    assert b"<script" not in sharing.sign("<script>")
    assert b">&lt;<" not in sharing.sign("<b")


# ---------------------------------------------------------------- small things of the document page


def test_a_letter_about_a_mistake_carries_title_and_address(tmp_path):
    archive = Archive(tmp_path, {"content/documents/2017/report.md": document("Text.\n")})
    archive.write(
        "content/archive.yml", "name: A\nlanguage: en\ncontact: a@example.org\nbase-url: https://example.org/\n"
    )
    assert archive.build().status == 0
    letter = next(
        a["href"] for a in parse(archive.page()).every("a") if (a["href"] or "").startswith("mailto:a@example.org?")
    )
    assert "subject=Mistake%20in:%20Report&body=https://example.org/documents/2017/report/%0A%0A" in letter
    archive.write(
        "content/documents/2017/report.md", document("Text.\n", "title: 'Møte: 50 % & #1?'", without=["title"])
    )
    assert archive.build().status == 0
    letter = next(parse(archive.page()).only(cls="report").every("a"))["href"]
    assert "subject=Mistake%20in:%20Møte:%2050%20%25%20%26%20%231%3F&body=" in letter, "letters as they are"
    archive.write("content/archive.yml", "name: A\nlanguage: en\ncontact: Ask at the desk.\n")
    assert archive.build().status == 0
    assert "mailto:" not in archive.page()


def people(count, start=0):
    return [Person(Link(str(n)), "", "", None) for n in range(start, start + count)]


@pytest.mark.parametrize(
    ("sizes", "seen"),
    [([12], [12]), ([14], [14]), ([15], [12]), ([1, 19, 3], [1, 11, 3]), ([30, 30], [12, 0]), ([400], [12]), ([], [])],
)
def test_a_fold_begins_after_twelve_and_hides_nobody_for_one_or_two(sizes, seen):
    groups = folded([(str(at), "", people(size)) for at, size in enumerate(sizes)])
    assert [len(group.people) for group in groups] == seen
    assert [len(group.people) + len(group.folded) for group in groups] == sizes


def test_documents_are_found_by_year_and_by_type_without_scripts(tmp_path):
    archive = Archive(tmp_path)
    for at, (year, type) in enumerate([(2016, "minutes"), (2017, "minutes"), (2017, "report"), (2017, "agenda")]):
        archive.write(
            f"content/documents/{year}/d{at}.md", f"---\ntitle: D{at}\ndate: {year}-01-0{at + 1}\ntype: {type}\n---\n"
        )
    assert archive.build().status == 0
    index = parse(archive.page("documents"))
    links = {link["href"] for link in index.only("main").every("a")}
    assert {"../documents/type/minutes/", "../years/2017/", "#year-2016"} <= links
    minutes = parse(archive.page("documents/type/minutes")).only("main")
    assert [a.words for a in minutes.every("a") if a.words.startswith("D")] == ["D1", "D0"]
    year = parse(archive.page("years/2017")).only("main")
    assert [h.words for h in year.every("h2")][:3] == ["Agenda", "Minutes", "Report"]


def test_an_index_of_very_many_documents_is_one_of_years(tmp_path):
    archive = Archive(tmp_path)
    for at in range(401):
        archive.write(
            f"content/documents/{2000 + at % 4}/d{at}.md",
            f"---\ntitle: D{at}\ndate: {2000 + at % 4}-01-01\ntype: report\n---\n",
        )
    assert archive.build().status == 0
    main = parse(archive.page("documents")).only("main")
    assert [a["href"] for a in main.every("a")][-4:] == [f"../years/{year}/" for year in (2003, 2002, 2001, 2000)]
    assert len(list(main.every("a"))) < 20


def test_a_document_page_is_light(sample_site):
    """The budget of the benchmark, on every document of the sample."""
    spec = importlib.util.spec_from_file_location("pages_benchmark", REPOSITORY / "benchmarks" / "pages.py")
    pages = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = pages
    spec.loader.exec_module(pages)
    for name, path in pages.PAGES.items():
        if name.startswith("document"):
            weight = pages.weigh(sample_site.site, path)
            assert weight.first <= weight.whole <= pages.FIRST_PAINT, name
            assert weight.js <= pages.SCRIPTS, name


@pytest.mark.parametrize(
    ("language", "letters"),
    [("sv", ["A", "Z", "Å", "Ä", "Ö"]), ("nb", ["A", "Z", "Æ", "Ø", "Å"]), ("en", ["A", "O", "Z"])],
)
def test_an_index_keeps_the_alphabet_of_its_language(tmp_path, language, letters):
    cities = ["Arendal", "Zürich", "Ålesund", "Ängelholm", "Örebro"]
    cities += ["Aabenraa"] if language == "nb" else []
    listed = "".join(f"  - {city}\n" for city in reversed(cities))
    archive = Archive(
        tmp_path, {"content/documents/2017/report.md": document("Text.\n", f"cities:\n{listed}".rstrip())}
    )
    archive.write("content/archive.yml", f"name: A\nlanguage: {language}\n")
    assert archive.build().status == 0
    main = parse(archive.page("cities")).only("main")
    assert [h.words for h in main.every("h2")] == letters
    for nav in main.every("nav", cls="letters"):
        assert [a.words for a in nav.every("a")] == letters
    ids = [h["id"] for h in main.every("h2")]
    assert len(set(ids)) == len(ids)
    if language == "nb":
        last = list(main.every("section"))[-1]
        assert [a.words for a in last.every("a")] == ["Aabenraa", "Ålesund"]
