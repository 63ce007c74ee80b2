"""`import` as a command: what it writes, what it never overwrites, and one clear sentence for every bad file."""

import hashlib
import io
import re
import sys
import zipfile

import pytest
import yaml
from archive import Archive
from papers import encrypted_pdf, pdf, word

from diarium.schema import DOCUMENT

MINUTES = (
    "Protokoll från Hamngruppen\n\nTid: 3 maj 2019 kl. 9-11\n\nNärvarande:\nAnna Åberg (S)\nBo Öhman (M)\n\n"
    "1. Mötet öppnas\n\nOrdföranden hälsade alla välkomna och det var inte fler som ville säga något.\n"
)
DRAFT = "content/documents/2019/protokoll-fran-hamngruppen-2019-05-03.md"


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path)


def brought(archive, name, data, *options):
    source = archive.root / name
    source.write_bytes(data.encode() if isinstance(data, str) else data)
    return archive.run("import", *options, str(source))


def test_a_draft_lies_by_its_year_and_check_points_to_what_is_left(archive):
    done = brought(archive, "p.txt", MINUTES)
    assert done.status == 0, done.err
    assert done.out.strip().endswith(DRAFT)
    assert (archive.root / DRAFT).is_file()
    checked = archive.run("check")
    assert checked.status == 0
    assert checked.codes == ["todo"]
    assert "date" in checked.only.message
    assert "TODO" in (archive.root / DRAFT).read_text("utf-8").split("\n")[checked.only.line - 1]


def test_answering_the_todo_makes_a_document(archive):
    brought(archive, "p.txt", MINUTES)
    draft = archive.root / DRAFT
    lines = draft.read_text("utf-8").split("\n")
    lines = [line.removeprefix("# ") if line.startswith("# date:") else line for line in lines]
    archive.write(DRAFT, "\n".join(line for line in lines if "TODO" not in line and line != "draft: true"))
    checked = archive.run("check")
    assert checked.codes == []


def test_nothing_is_overwritten(archive):
    brought(archive, "p.txt", MINUTES)
    (archive.root / DRAFT).write_text("mine", "utf-8")
    again = brought(archive, "p.txt", MINUTES)
    assert again.status == 2
    assert "is there already" in again.err
    assert (archive.root / DRAFT).read_text("utf-8") == "mine"


def test_output_and_the_kept_original(archive):
    target = archive.root / "content/documents/2019/own-name.md"
    done = brought(archive, "p.txt", MINUTES, "--output", str(target), "--keep-original")
    assert done.status == 0, done.err
    kept = target.with_name("own-name-original.txt")
    assert kept.read_bytes() == MINUTES.encode()
    text = target.read_text("utf-8")
    assert "file: own-name-original.txt" in text
    assert hashlib.sha256(MINUTES.encode()).hexdigest() in text
    assert archive.run("check", "--drafts").about("missing-attachment") == []


@pytest.mark.parametrize(
    ("name", "paper", "kept"),
    [
        ("p.md", MINUTES, "own-name-original.txt"),
        (
            "p.html",
            "<!doctype html><html><body><h1>Protokoll</h1><p>Mötet öppnades.</p></body></html>",
            "own-name-original.zip",
        ),
    ],
)
def test_a_kept_original_may_be_published(archive, name, paper, kept):
    """A text in Markdown would be a document itself, and a web page may not be published as it came."""
    target = archive.root / "content/documents/2019/own-name.md"
    done = brought(archive, name, paper, "--output", str(target), "--keep-original")
    assert done.status == 0, done.err
    data = target.with_name(kept).read_bytes()
    if kept.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            assert packed.read(name) == paper.encode()
    else:
        assert data == paper.encode()
    assert hashlib.sha256(data).hexdigest() in target.read_text("utf-8")
    codes = archive.run("check", "--drafts").codes
    assert not {"no-front-matter", "missing-attachment", "bad-attachment", "changed-attachment"} & set(codes), codes


def test_known_names_come_first(archive):
    archive.write(
        "content/series/hamn.md",
        "---\nname: Nordiska hamngruppen\naliases: [Hamngruppen]\norganiser: Ekhamns hamn\n---\n",
    )
    archive.write("content/organisations/nk.md", "---\nname: Nedre Kajen\n---\n")
    done = brought(archive, "p.txt", MINUTES + "\nDelegation från Nedre Kajen kom.\n")
    text = (archive.root / DRAFT).read_text("utf-8")
    assert done.status == 0
    assert "series: Hamngruppen\n" in text
    assert "organisation:\n  # from: organiser of Hamngruppen, as the archive knows\n  - Ekhamns hamn\n" in text
    assert "organisations:\n" in text


def torn(rubbish):
    """A Word file in the midst of whose packed text something else stands."""
    data = word(lambda made: made.add_paragraph("Närvarande: Anna Åberg, Bo Öhman och några till."))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        part = packed.getinfo("word/document.xml")
    middle = part.header_offset + 30 + len(part.filename) + part.compress_size // 2
    return data[:middle] + rubbish + data[middle + len(rubbish) :]


def folded_up():
    """A Word file of some hundred kilobytes that promises two hundred megabytes."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made,
        made.open("word/document.xml", "w") as part,
    ):
        for _ in range(201):
            part.write(bytes(1_000_000))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\n", "is empty"),
        ("a.txt", b"a\0b\0\0\0c" * 9, "no text file"),
        ("a.docx", b"PK\x03\x04 torn", "broken"),
        ("a.docx", b"words only", "no Word document"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Word file"),
        ("a.pdf", b"%PDF-1.4 torn", "broken PDF"),
        ("a.pdf", b"no pdf at all", "no PDF"),
        ("a.pdf", pdf([]), "no text"),
        ("a.pdf", encrypted_pdf(), "password"),
        ("a.odt", b"PK\x03\x04", "import reads"),
        ("a.xyz", b"words", "import does not know"),
        ("a.html", b"<html><script>x</script></html>", "no text"),
        ("a.html", b"<div>" * 50_000 + b"words", "nested too deeply"),
        ("a.txt", b"words " * 400_000, "more than 2 million letters"),
        ("a.docx", folded_up(), "unfolds to more than 200 MB"),
        ("a.docx", torn(b"\xff" * 9), "broken"),
        ("a.docx", torn(b"\0" * 9), "broken"),
    ],
)  # fmt: skip
def test_a_bad_file_is_one_sentence(archive, name, data, says):
    done = brought(archive, name, data)
    assert done.status == 2
    assert says in done.err
    assert len(done.err.strip().split("\n")) == 1
    assert not list(archive.root.glob("content/documents/**/*.md"))


def test_the_others_are_imported_all_the_same(archive):
    (archive.root / "empty.txt").write_bytes(b"")
    (archive.root / "p.txt").write_text(MINUTES, "utf-8")
    done = archive.run("import", str(archive.root / "empty.txt"), str(archive.root / "p.txt"))
    assert done.status == 2
    assert (archive.root / DRAFT).is_file()


def test_latin_1_is_read_and_told(archive):
    brought(archive, "p.txt", MINUTES.encode("latin-1"))
    text = (archive.root / DRAFT).read_text("utf-8")
    assert "Anna Åberg" in text
    assert "read as Latin-1" in text


HEADED = """\
---
# seen by Ada
Titel: "Hamngruppens möte"
date: 16.03.2023   # of the paper
type: blogpost
author: Kari Nordmann
tags: [hamn, kaj]
meeting: {time: 14.30}
participants:
  - Ola Hansen, ordförande
  - {name: Per Olsen, status: secretary}
attachments:
  - {title: Karta, file: {sv: karta.pdf}}
summary: >
  Två
  rader.
---

"""


def test_front_matter_an_original_has_goes_before_what_is_found(archive):
    done = brought(archive, "o.md", HEADED + MINUTES)
    assert done.status == 0, done.err
    (path,) = archive.root.glob("content/documents/2023/*.md")
    draft = path.read_text("utf-8")
    head, _, below = draft.partition("\n---\n")
    front = yaml.load(head, Loader=yaml.BaseLoader)
    assert front["title"] == "Hamngruppens möte"
    assert front["date"] == "2023-03-16"
    assert front["summary"] == "Två rader."
    assert front["participants"] == ["Ola Hansen, ordförande", {"name": "Per Olsen", "status": "secretary"}]
    assert front["meeting"] == {"date": "2019-05-03", "time": "14.30"}, "what was not given may still be found"
    assert front["type"] == "minutes", "what cannot stand there gives way, and is told"
    assert set(front) <= {field.name for field in DOCUMENT}
    for line in HEADED.strip().split("\n")[1:-1]:
        assert f"#   | {line}" in head, "nothing is lost"
    assert "Anna Åberg" in below
    told = " ".join(said.message for said in archive.run("check").warnings)
    assert '"blogpost"' in told
    assert "author, tags, attachments" in told


@pytest.mark.parametrize(
    "start", ["---\n\n", "---\nA rule above, and no end\n\n", "---\nonly words\n---\n\n", "---\na: [b\n---\n"]
)
def test_a_rule_is_no_front_matter(archive, start):
    done = brought(archive, "p.md", start + MINUTES)
    assert done.status == 0, done.err
    (draft,) = archive.root.glob("content/documents/*/*.md")
    text = draft.read_text("utf-8")
    assert "as it stood" not in text
    for said in re.findall(r"\w+", start):
        assert said in text.split("draft: true", 1)[1]


@pytest.mark.parametrize(("code", "words"), [("cp850", "DOS"), ("mac_roman", "Macintosh"), ("utf-16", None)])
def test_older_encodings(archive, code, words):
    brought(archive, "p.txt", MINUTES.encode(code))
    text = (archive.root / DRAFT).read_text("utf-8")
    assert "Bo Öhman" in text
    assert words is None or words in text


@pytest.mark.parametrize("named", ["", "utf-8", "no-such", "utf-16"])
@pytest.mark.parametrize(("code", "words"), [("latin-1", "Latin-1"), ("cp850", "DOS"), ("mac_roman", "Macintosh")])
def test_a_web_page_in_an_older_encoding_than_it_names_is_read_like_any_text_and_told(archive, code, words, named):
    page = f"<html><head><meta charset='{named}'></head><body><h1>Blåbær</h1><p>Kåre Sæther</p></body></html>"
    brought(archive, "p.html", page.encode(code))
    text = next(archive.root.glob("content/documents/**/*.md")).read_text("utf-8")
    assert "## Blåbær\n\nKåre Sæther\n" in text
    assert words in text


@pytest.mark.parametrize(("code", "named"), [("latin-1", "iso-8859-1"), ("cp850", "cp850"), ("utf-8-sig", "utf-8")])
def test_a_web_page_that_names_its_encoding_is_read_in_it_without_a_doubt(archive, code, named):
    page = f"<html><head><meta charset='{named}'></head><body><h1>Blåbær – grønt</h1></body></html>"
    brought(archive, "p.html", page.encode(code, "xmlcharrefreplace"))
    text = next(archive.root.glob("content/documents/**/*.md")).read_text("utf-8")
    assert "title: Blåbær – grønt" in text
    assert "compare å" not in text


@pytest.mark.parametrize("page", ["https://example.org/page.html", '<?xml version="1.0"?><paper>Text</paper>'])
def test_a_web_page_that_is_perhaps_none_comes_through_without_a_word_of_the_library(archive, page):
    done = brought(archive, "p.html", page)
    assert done.status == 0, done.err
    assert "Warning" not in done.err


def test_a_fifth_language_says_what_it_could_not_know(archive):
    done = brought(
        archive, "x.txt", "Bericht\n\nDas ist ein Text über die Stadt und die Häuser, die nicht von der Bank sind.\n"
    )
    assert done.status == 0
    text = next(archive.root.glob("content/documents/**/*.md")).read_text("utf-8")
    assert "# TODO lang:" in text
    assert "# TODO type:" in text
    assert "fill them in by hand" in text
    assert archive.run("check").status == 0


def test_without_the_libraries_there_is_a_clear_message(archive, monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    monkeypatch.delitem(sys.modules, "diarium.desk.intake.from_pdf", raising=False)
    done = brought(archive, "a.pdf", pdf(["Text"]))
    assert done.status == 3
    assert "pypdfium2" in done.err
    assert "diarium[import]" in done.err


def test_a_page_without_words_among_others_is_told(archive):
    brought(archive, "a.pdf", pdf(["Rapport om hamnar", "Det är en text som är lång nog för att räknas."], []))
    assert "page 2 has no text" in next(archive.root.glob("content/documents/**/*.md")).read_text("utf-8")


def test_thirty_and_two_hundred_pages(archive):
    page = ["Rapporten handlar om hamnarna och det som staden ska göra för dem i år."] * 45
    assert brought(archive, "a.pdf", pdf(["Rapport om hamnar"], *[page] * 29)).status == 0
    assert brought(archive, "b.pdf", pdf(["Rapport om kajer"], *[page] * 199)).status == 0


def test_usage(archive):
    assert archive.run("import").status == 2
    assert archive.run("import", "--output", "x.md", "a.txt", "b.txt").status == 2
    assert "no file" in archive.run("import", "missing.txt").err
