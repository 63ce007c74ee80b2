"""Links that lead nowhere, and addresses that were published once: nothing breaks in silence, nothing vanishes."""

import json
import posixpath
import re
import unicodedata
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from archive import DOCUMENT, Archive, accepted, built, document, published, refused, warned
from cases import cases

from diarium.archive.checks import BESIDE_DOCUMENTS

OTHER = "content/documents/2016/other.md"
PDF = b"%PDF-1.4\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
AROUND = {
    OTHER: "---\ntitle: Other\ndate: 2016-01-01\ntype: report\n---\n\n# Head one\n\nText.\n\n## 5. Sak\n",
    "content/pages/about.md": "---\ntitle: About\n---\n\nText.\n",
    "content/cities/oslo.md": "---\nname: Oslo\n---\n\nA town.\n",
    "content/documents/2017/bilaga.pdf": PDF,
    "content/documents/2017/bild.png": PNG,
}
LISTED = ("attachments:", "  - title: Bilaga", "    file: bilaga.pdf")


def with_body(body, *lines):
    """An archive in which everything is in order but what this body says."""
    used = "" if "bild.png" in body.lower() else "\n![Bild](bild.png)\n"
    return {**AROUND, DOCUMENT: document(f"{body}\n{used}", *LISTED, *lines)}


# ---------------------------------------------------------------- 23: links in bodies


@pytest.mark.parametrize(
    "body",
    [
        "[o](../2016/other.md)",
        "[o](../2016/other.md#h-head-one)",
        "[o](../2016/other.md#item-5)",
        "[o](../2016/%6fther.md)",
        "[o](./../2016/../2016/other.md)",
        "[o](/documents/2016/other/)",
        "[o](/documents/2016/other)",
        "[o](/documents/2016/other/#h-head-one)",
        "[o](../../pages/about.md)",
        "[o](../../cities/oslo.md)",
        "[o](/)",
        "[o](report.md)",
        "# Own\n\n[o](#h-own)",
        "[o](bilaga.pdf)",
        "[[Oslo]]",
        "[[oslo|the capital]]",
        "[o][1]\n\n[1]: ../2016/other.md",
    ],
)
def test_a_link_to_what_is_there_passes(tmp_path, body):
    accepted(tmp_path, with_body(body))


@pytest.mark.parametrize(
    ("body", "place", "words"),
    cases(
        a_misspelt_file=("[o](../2016/othr.md)", (10, 5), ["../2016/othr.md", "did you mean '../2016/other.md'?"]),
        a_capital_letter=("[o](../2016/Other.md)", (10, 5), ["did you mean '../2016/other.md'?"]),
        a_capital_ending=("[o](../2016/other.MD)", (10, 5), ["did you mean '../2016/other.md'?"]),
        no_ending=("[o](../2016/other)", (10, 5), ["did you mean '../2016/other.md'?"]),
        the_ending_of_the_page=("[o](../2016/other.html)", (10, 5), ["did you mean '../2016/other.md'?"]),
        backslashes=("[o](..\\2016\\other.md)", (10, 5), ["did you mean '../2016/other.md'?"]),
        a_file_like_no_other=("[o](zzz.md)", (10, 5), ["'zzz.md'", "../2016/other.md"]),
        a_misspelt_anchor=("[o](../2016/other.md#h-head-on)", (10, 5), ["'#h-head-on'", "did you mean 'h-head-one'?"]),
        an_anchor_in_capitals=("[o](../2016/other.md#H-Head-One)", (10, 5), ["did you mean 'h-head-one'?"]),
        an_anchor_like_no_other=("[o](../2016/other.md#zzzzz)", (10, 5), ["'#zzzzz'"]),
        an_anchor_of_its_own=("# Own\n\n[o](#h-ovn)", (12, 5), ["'#h-ovn'", "did you mean 'h-own'?"]),
        an_address=("[o](/documents/2016/othr/)", (10, 5), ["'/documents/2016/othr/'"]),
        an_anchor_at_an_address=("[o](/documents/2016/other/#nope)", (10, 5), ["'#nope'"]),
        a_way_out=("[o](../../../../etc/passwd)", (10, 5), ["leads out of content/"]),
        a_way_out_in_disguise=("[o](..%2f..%2f..%2f..%2fetc/passwd)", (10, 5), ["leads out of content/"]),
        a_site_without_its_scheme=("[o](www.example.org)", (10, 5), ["https://www.example.org"]),
        a_host_without_its_scheme=("[o](example.org/x)", (10, 5), ["https://example.org/x"]),
        a_misspelt_name=("[[Olso]]", (10, 1), ["'Olso'", "did you mean 'Oslo'?"]),
        a_name_that_nobody_knows=("[[Zzzzzz]]", (10, 1), ["'Zzzzzz'"]),
        a_picture=("![b](bold.png) ![c](bild.png)", (10, 6), ["'bold.png'", "did you mean 'bild.png'?"]),
        a_picture_in_capitals=("![b](Bild.PNG) ![c](bild.png)", (10, 6), ["did you mean 'bild.png'?"]),
        in_a_footnote=("a[^1]\n\n[^1]: [o](../2016/othr.md)", (12, 11), ["did you mean"]),
        in_a_definition=("[o][1]\n\n[1]: ../2016/othr.md", (10, 1), ["did you mean"]),
        the_second_on_a_line=("[o](../2016/other.md) [o](../2016/othr.md)", (10, 27), ["did you mean"]),
    ),
)
def test_a_broken_link_is_an_error_that_says_what_was_probably_meant(tmp_path, body, place, words):
    said = refused(tmp_path, with_body(body)).only
    assert (said.code, said.severity, said.path, said.place) == ("broken-link", "error", DOCUMENT, place), said
    for word in words:
        assert word in said.words, said
    assert said.help


def test_a_link_to_a_file_that_lies_there_unlisted_says_so(tmp_path):
    files = {**AROUND, DOCUMENT: document("[o](bilaga.pdf) ![b](bild.png)\n")}
    said = refused(tmp_path, files).errors
    assert [(one.code, one.place) for one in said] == [("broken-link", (7, 5))]
    assert "attachments" in said[0].words


@pytest.mark.parametrize(
    ("lines", "why"), [("draft: true", "a draft"), ("publish: 2030-01-01", "not published before 2030-01-01")]
)
def test_a_link_to_what_is_not_published_says_why(tmp_path, lines, why):
    files = with_body("[o](../2016/other.md)")
    files[OTHER] = files[OTHER].replace("type: report\n", f"type: report\n{lines}\n")
    said = refused(tmp_path, files).only
    assert said.code == "broken-link"
    assert why in said.message


def test_a_link_to_a_file_with_mistakes_of_its_own_is_no_second_mistake(tmp_path):
    files = with_body("[o](../2016/other.md) [p](../2016/other.md#h-head-one)")
    files[OTHER] = "title: no fence\n"
    assert refused(tmp_path, files).codes == ["no-front-matter"]


def test_what_is_proposed_for_a_field_is_written_as_fields_are_and_not_as_links(tmp_path):
    files = with_body("Text.", "related: Møte%20nr%204.md")
    files["content/documents/2017/Møte nr 4.md"] = document()
    assert refused(tmp_path, files).only.help == "did you mean 'Møte nr 4.md'?"


@pytest.mark.parametrize(
    ("entry", "column", "words"),
    [
        ("../2016/Other.md", 5, ["did you mean '../2016/other.md'?"]),
        ("nope.md", 5, ["'nope.md'"]),
        ("../../../x.md", 5, ["leads out of content/"]),
        ("../2016/other%2Emd", 5, ["did you mean '../2016/other.md'?"]),
    ],
)
def test_a_related_document_that_is_not_there_is_an_error(tmp_path, entry, column, words):
    said = refused(tmp_path, with_body("Text.", "related:", f"  - {entry}")).only
    assert (said.code, said.place) == ("broken-link", (9, column))
    assert all(word in said.words for word in words)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("Bilaga.pdf", ["did you mean 'bilaga.pdf'?"]),
        ("bilaga.PDF", ["did you mean 'bilaga.pdf'?"]),
        ("bilga.pdf", ["did you mean 'bilaga.pdf'?"]),
        ("zzz.xyz", ["'zzz.xyz'", "missing: true"]),
    ],
)
def test_an_attachment_that_is_not_there_is_an_error(tmp_path, file, words):
    files = {DOCUMENT: document("Text.\n", "attachments:", "  - title: Bilaga", f"    file: {file}")}
    files["content/documents/2017/bilaga.pdf"] = PDF
    said = refused(tmp_path, files).errors
    assert [(one.code, one.place) for one in said] == [("missing-attachment", (7, 11))]
    assert all(word in said[0].words for word in words)


# ---------------------------------------------------------------- 26: files that are not what they say

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 12345\n"
WINDOWS = b"MZ\x90\x00\x03" + b"\0" * 60
SCRIPTED = b'<?xml version="1.0"?>\n<!-- a --><!-- b -->\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"\xef\xbb\xbf\n<!DOCTYPE html><script>alert(1)</script>"
RIGHT = ["put the right file there"]
NOT_WHAT_THEY_SAY = cases(
    nothing_in_it=("a.pdf", b"", ["is empty", *RIGHT]),
    a_pointer_of_Git_LFS=("a.pdf", POINTER, ["only a pointer of Git LFS", "git lfs pull"]),
    a_pointer_as_a_picture=("a.png", POINTER, ["only a pointer of Git LFS", "git lfs pull"]),
    a_pointer_under_any_name=("a.bin", POINTER, ["only a pointer of Git LFS", "git lfs pull"]),
    a_program_named_pdf=("a.pdf", WINDOWS, ["is a Windows program", *RIGHT]),
    a_program_of_Linux=("a.pdf", b"\x7fELF\x02\x01", ["is a program", *RIGHT]),
    a_program_of_a_Mac=("a.doc", b"\xcf\xfa\xed\xfe", ["is a program", *RIGHT]),
    a_shortcut=("a.docx", b"L\0\0\0\x01\x14\x02\0", ["is a shortcut of Windows", *RIGHT]),
    a_script_named_txt=("a.txt", b"#!/bin/sh\nrm -rf ~\n", ["is a script", *RIGHT]),
    a_program_without_an_ending=("a", WINDOWS, ["is a Windows program", *RIGHT]),
    a_program_that_says_so=("a.exe", WINDOWS, ["(.exe)", "can run", "save it as PDF"]),
    a_program_in_capitals=("a.EXE", WINDOWS, ["(.exe)", "can run"]),
    a_page_named_pdf=("a.pdf", b"\n <html><body>", ["is a web page", *RIGHT]),
    a_page_behind_a_mark=("a.csv", PAGE, ["is a web page", *RIGHT]),
    a_page_behind_remarks=("a.txt", b"<!---->" * 40 + b"<body onload=alert(1)>", ["is a web page", *RIGHT]),
    a_page_that_says_so=("a.html", PAGE, ["(.html)", "can run", "save it as PDF"]),
    a_page_for_a_server=("a.php", b"<?php system($_GET[1]);", ["(.php)", "can run"]),
    elements_that_act=("a.xml", b"<x xmlns:h='http://www.w3.org/1999/xhtml'><h:script>1</h:script></x>", ["(.xml)", "pack data"]),
    a_drawing_with_a_script=("a.svg", SCRIPTED, ["(.svg)", "can run"]),
    a_drawing_named_png=("a.png", SCRIPTED, ["is an SVG drawing", *RIGHT]),
    a_drawing_named_txt=("a.txt", SCRIPTED, ["is an SVG drawing", *RIGHT]),
    another_picture=("a.png", b"\xff\xd8\xff\xe0", ["is no PNG file", *RIGHT]),
    a_sound_named_webp=("a.webp", b"RIFF\0\0\0\0WAVEfmt ", ["is no WEBP file", *RIGHT]),
    a_film_named_avif=("a.avif", b"\0\0\0 ftypisom\0\0\2\0mp41", ["is no AVIF file", *RIGHT]),
    a_text_named_pdf=("a.pdf", b"Dear sirs,", ["is no PDF file", *RIGHT]),
    a_text_named_docx=("a.docx", b"Dear sirs,", ["is no DOCX file", *RIGHT]),
)  # fmt: skip


@pytest.mark.parametrize(("name", "data", "words"), NOT_WHAT_THEY_SAY)
def test_an_attachment_that_is_not_what_it_says_is_one_error(tmp_path, name, data, words):
    lines = ("attachments:", "  - title: Bilaga", f"    file: {name}")
    files = {DOCUMENT: document("Text.\n", *lines), f"content/documents/2017/{name}": data}
    said = refused(tmp_path, files).only
    assert (said.code, said.path, said.place) == ("bad-attachment", DOCUMENT, (7, 11))
    assert all(word in said.words for word in [f"'{name}'", *words, "missing: true"])


@pytest.mark.parametrize(("name", "data", "words"), NOT_WHAT_THEY_SAY)
def test_a_picture_that_is_not_what_it_says_is_one_error(tmp_path, name, data, words):
    files = {DOCUMENT: document(f"![Bild]({name})\n"), f"content/documents/2017/{name}": data}
    said = refused(tmp_path, files).only
    assert (said.code, said.path, said.place) == ("bad-attachment", DOCUMENT, (7, 9))
    assert f"'{name}'" in said.message
    assert said.help
    assert "missing" not in said.help  # a picture in the text has no such field
    if name.endswith((".png", ".webp", ".avif")):
        assert all(word in said.words for word in words)


@pytest.mark.parametrize(
    ("name", "data"),
    cases(
        a_paper=("a.pdf", PDF),
        a_paper_in_capitals=("A.PDF", PDF),
        a_picture=("a.png", PNG),
        a_photograph=("a.jpeg", b"\xff\xd8\xff\xe0"),
        a_photograph_of_the_web=("a.webp", b"RIFF\x1a\0\0\0WEBPVP8L"),
        a_photograph_of_today=("a.avif", b"\0\0\0 ftypavif\0\0\0\0avifmif1"),
        one_that_calls_itself_many=("a.avif", b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf"),
        a_letter=("a.docx", b"PK\x03\x04\x14\0"),
        an_old_letter=("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        a_table=("a.csv", b"MZ;1\n#!;2\n"),
        a_text=("a.txt", b"<b>or not</b> #!/bin/sh\n"),
        of_another_kind=("a.xyz", b"\0\1\2"),
    ),
)
def test_an_attachment_that_is_what_it_says_passes(tmp_path, name, data):
    lines = ("attachments:", "  - title: Bilaga", f"    file: {name}")
    accepted(tmp_path, {DOCUMENT: document("Text.\n", *lines), f"content/documents/2017/{name}": data})


PICTURE = {"content/documents/2017/a/p.png": PNG, "content/documents/2017/b/P.png": PNG + b"other"}


@pytest.mark.parametrize(
    ("files", "place"),
    cases(
        two_pictures=({DOCUMENT: document("![x](a/p.png) ![y](b/P.png)\n")}, (7, 20)),
        a_picture_and_an_attachment=({DOCUMENT: document("![x](a/p.png)\n", "attachments: [{title: A, file: b/P.png}]")}, (8, 6)),
        two_attachments=({DOCUMENT: document("T.\n", "attachments: [{title: A, file: a/p.png}, {title: B, file: b/P.png}]")}, (5, 59)),
        two_pictures_on_a_page=({DOCUMENT: document(), "content/pages/about.md": "---\ntitle: T\n---\n\n![x](../documents/2017/a/p.png) ![y](../documents/2017/b/P.png)\n"}, (5, 38)),
        the_picture_of_the_whole_site=({DOCUMENT: document("![x](b/P.png)\n"), "content/index.md": "![x](documents/2017/a/p.png)\n\n![y](share.png)\n", "content/share.png": PNG}, (3, 6)),
    ),
)  # fmt: skip
def test_two_files_that_would_be_published_in_one_place_are_an_error(tmp_path, files, place):
    said = refused(tmp_path, {**PICTURE, **files}).only
    assert (said.code, said.place) == ("name-collision", place)


@pytest.mark.parametrize("name", sorted(BESIDE_DOCUMENTS - {"index.html"}))
def test_an_attachment_cannot_take_the_place_of_a_file_of_ours(tmp_path, name):
    lines = ("attachments:", "  - title: Bilaga", f"    file: files/{name}")
    files = {DOCUMENT: document("Text.\n", *lines), f"content/documents/2017/files/{name}": "text"}
    if name.endswith(".md"):
        return  # in content/ every such file is a document
    assert refused(tmp_path, files).codes == ["name-collision"]


def test_the_files_of_ours_beside_a_document_are_known(tmp_path):
    site = built(tmp_path, {DOCUMENT: document()}).site()
    beside = {name.removeprefix("documents/2017/report/") for name in site if name.startswith("documents/2017/report/")}
    assert beside == BESIDE_DOCUMENTS - {"versions"}


def test_a_picture_that_is_an_attachment_too_is_published_once(tmp_path):
    archive = built(tmp_path, {DOCUMENT: document("![x](bild.png)\n", "attachments: [{title: A, file: bild.png}]"), "content/documents/2017/bild.png": PNG})  # fmt: skip
    assert archive.site()["documents/2017/report/bild.png"] == PNG
    assert 'src="../../../documents/2017/report/bild.png"' in archive.page()


def test_an_attachment_that_is_listed_twice_is_a_warning(tmp_path):
    said = warned(tmp_path, with_body("Text.", "  - title: Samma", "    file: ./bilaga.pdf")).only
    assert (said.code, said.place) == ("attachment-twice", (9, 11))
    assert [note["line"] for note in said.notes] == [7]


@pytest.mark.parametrize("data", [PDF, POINTER, SCRIPTED])
def test_a_file_that_nobody_lists_is_a_warning_and_not_published(tmp_path, data):
    archive = Archive(tmp_path, {DOCUMENT: document(), "content/documents/2017/alone.svg": data})
    said = warned(tmp_path, archive).only
    assert (said.code, said.path) == ("unlisted-file", "content/documents/2017/alone.svg")
    assert archive.build().status == 0
    assert not [path for path in archive.site() if "alone" in path]


@pytest.mark.parametrize(
    "line", ["draft: true", "withdrawn: {date: 2024-01-01, reason: A mistake.}", "publish: 2030-01-01"]
)
def test_a_picture_of_a_document_that_is_not_shown_lies_there_with_right(tmp_path, line):
    picture = {"content/documents/2017/a b.png": b"\x89PNG\r\n\x1a\n" + b"0" * 99}
    archive = accepted(tmp_path, {DOCUMENT: document("![A house](a%20b.png)\n", line), **picture})
    assert not [path for path in built(tmp_path, archive).site() if "documents/" in path and path.endswith(".png")]


# ---------------------------------------------------------------- 23: links that say nothing


@pytest.mark.parametrize(
    ("body", "code", "column"),
    cases(
        to_nowhere=("[here](#)", "empty-link", 1),
        to_an_empty_address=("Les [mer om saken]()", "empty-link", 5),
        without_a_text=("Se [](https://example.org)", "empty-link", 4),
        her=("Les [her](https://example.org)", "vague-link", 5),
        här=("Läs [här](https://example.org).", "vague-link", 5),
        here=("See [here](https://example.org)", "vague-link", 5),
        dansk=("Se [klik her](https://example.org)", "vague-link", 4),
        suomeksi=("Lue [tästä](https://example.org)", "vague-link", 5),
        in_capitals=("[HERE](https://example.org)", "vague-link", 1),
        with_a_full_stop=("[Klikk her.](https://example.org)", "vague-link", 1),
        with_an_arrow=("[Läs mer »](https://example.org)", "vague-link", 1),
        with_spaces=("[ klicka  här ](https://example.org)", "vague-link", 1),
        as_a_reference=("[her][1]\n\n[1]: https://example.org", "vague-link", 1),
        to_a_document=("[here](../2016/other.md)", "vague-link", 1),
        in_a_list=("- [her](https://example.org)", "vague-link", 3),
    ),
)
def test_a_link_that_does_not_say_where_it_leads_is_a_warning(tmp_path, body, code, column):
    said = warned(tmp_path, with_body(body)).only
    assert (said.code, said.severity, said.place) == (code, "warning", (10, column))
    assert said.help


def test_a_vague_link_in_bold_is_found(tmp_path):
    assert warned(tmp_path, with_body("[**her**](https://example.org)")).codes == ["vague-link"]


@pytest.mark.parametrize("words", ["her i landet", "Herøy", "linken til referatet", "hit og dit", "Saken her"])
def test_a_link_that_says_where_it_leads_passes(tmp_path, words):
    accepted(tmp_path, with_body(f"[{words}](https://example.org)"))


# ---------------------------------------------------------------- 24: addresses for ever

LOCK = "content/addresses.lock"
LOST = "/documents/2015/lost/\tdocument\tThe lost report\n"


def test_an_address_that_is_gone_is_an_error_at_its_line(tmp_path):
    said = refused(tmp_path, {DOCUMENT: document(), LOCK: f"# head\n{LOST}"}).only
    assert (said.code, said.path, said.place) == ("address-gone", LOCK, (2, 1))
    assert "The lost report" in said.message
    assert "/documents/2015/lost/" in said.message
    assert "aliases" in said.help
    assert "withdrawn" in said.help


def test_a_page_that_moved_is_no_error_and_leads_on(tmp_path):
    archive = Archive(tmp_path, {DOCUMENT: document("Text.\n", "aliases: [/documents/2015/lost/]"), LOCK: LOST})
    built(tmp_path, archive)
    assert "../../../documents/2017/report/" in archive.page("documents/2015/lost/")


def test_a_former_address_that_nothing_claims_any_more_is_missed(tmp_path):
    archive = built(tmp_path, {DOCUMENT: document("Text.\n", "aliases: [/arkiv/sak.asp]"), "content/cities/oslo.md": "---\nname: Oslo\naliases: [/byer/oslo.html]\n---\n"})  # fmt: skip
    lines = (archive.root / LOCK).read_text("utf-8")
    assert "/arkiv/sak.asp/\tdocument-former\tReport\n" in lines
    archive.write(DOCUMENT, document())
    said = refused(tmp_path, archive).only
    assert (said.code, said.path) == ("address-gone", LOCK)
    assert "/arkiv/sak.asp/ led to the document 'Report'" in said.message
    archive.write(DOCUMENT, document("Text.\n", "aliases: [/arkiv/sak.asp]"))
    archive.write("content/cities/oslo.md", "---\nname: Kristiania\naliases: [Oslo]\n---\n")
    assert archive.build().messages == []  # an entry leads on by its name
    assert "../../cities/oslo/" in archive.page("byer/oslo.html/")
    rules = archive.site()["_redirects"].decode()  # the address of a file is asked for without a stroke
    assert "/byer/oslo.html /cities/oslo/ 301\n/byer/oslo.html/ /cities/oslo/ 301\n" in rules
    assert (archive.root / LOCK).read_text("utf-8") == lines.replace("Oslo", "Kristiania")


def test_an_old_address_that_ended_in_index_is_that_of_its_folder(tmp_path):
    archive = built(tmp_path, {DOCUMENT: document("Text.\n", "aliases: [/old/, /old/index.html]")})
    assert archive.site()["_redirects"] == b"/old/ /documents/2017/report/ 301\n"
    assert "../documents/2017/report/" in archive.page("old/")


def test_a_page_that_was_withdrawn_is_no_error_and_says_why(tmp_path):
    lost = "---\ntitle: The lost report\ndate: 2015-01-01\ntype: report\nwithdrawn:\n  date: 2016-01-01\n  reason: It was wrong.\n---\n\nOld text.\n"
    archive = Archive(tmp_path, {DOCUMENT: document(), "content/documents/2015/lost.md": lost, LOCK: LOST})
    built(tmp_path, archive)
    assert "It was wrong." in archive.page("documents/2015/lost/")
    assert "Old text" not in archive.page("documents/2015/lost/")


def test_what_was_published_is_missed_after_its_file_is_deleted(tmp_path):
    archive = built(tmp_path, {DOCUMENT: document(), OTHER: AROUND[OTHER]})
    archive.remove(OTHER)
    assert [(said.code, said.path) for said in refused(tmp_path, archive).messages] == [("address-gone", LOCK)]
    archive.write(DOCUMENT, document("Text.\n", "aliases: [/documents/2016/other/]"))
    assert archive.build().status == 0
    archive.write(DOCUMENT, document())
    assert "address-gone" in refused(tmp_path, archive).codes


def test_what_was_only_mentioned_may_go(tmp_path):
    archive = built(tmp_path, {DOCUMENT: document("Text.\n", "officer: Anna Berg")})
    archive.write(DOCUMENT, document("Text.\n", "officer: Anne Berg"))
    assert archive.build().errors == []
    assert "people/anna-berg/index.html" in archive.site()


@pytest.mark.parametrize("alias", ["/documents/2017/report/", "/documents/2017/report", "//documents/2017/report/"[1:]])
def test_an_alias_of_the_page_itself_is_an_error(tmp_path, alias):
    said = refused(tmp_path, {DOCUMENT: document("Text.\n", f"aliases: [{alias}]")}).only
    assert (said.code, said.place) == ("redirect-loop", (5, 11))


@pytest.mark.parametrize(
    "alias",
    [
        "/documents/2016/other/",
        "/documents/2016/other",
        "/Documents/2016/Other/",
        "/documents/2016/other/index.html",
        "/documents/2016/other/index.md/",
        "/cities/oslo/",
        "/about/",
        "/documents/",
        "/people/",
        "/search/",
        "/data/",
        "/data/documents.csv",
        "/changes/",
        "/assets/",
        "/assets/x/",
        "/index.html",
        "/robots.txt",
        "/",
    ],
)
def test_an_alias_over_a_living_page_is_an_error(tmp_path, alias):
    said = refused(tmp_path, with_body("Text.", f"aliases: ['{alias}']")).only
    assert (said.code, said.path, said.place) == ("redirect-over-page", DOCUMENT, (8, 11))


def test_an_alias_claimed_by_two_pages_is_an_error_with_both_places(tmp_path):
    files = {
        DOCUMENT: document("Text.\n", "aliases: [/old/]"),
        OTHER: AROUND[OTHER].replace("---\n\n", "aliases: [/old/]\n---\n\n"),
    }
    said = refused(tmp_path, files).only
    assert said.code == "redirect-twice"
    assert {said.path, said.notes[0]["path"]} == {DOCUMENT, OTHER}


def test_two_pages_that_lead_to_each_other_are_errors(tmp_path):
    files = {
        DOCUMENT: document("Text.\n", "aliases: [/documents/2016/other/]"),
        OTHER: AROUND[OTHER].replace("---\n\n", "aliases: [/documents/2017/report/]\n---\n\n"),
    }
    outcome = refused(tmp_path, files)
    assert [(said.code, said.path) for said in outcome.messages] == [
        ("redirect-over-page", OTHER),
        ("redirect-over-page", DOCUMENT),
    ]


def test_after_two_moves_both_former_addresses_lead_straight_to_the_page(tmp_path):
    files = {
        DOCUMENT: document("Text.\n", "aliases: [/a/, /b/]"),
        LOCK: "/a/\tdocument\tReport\n/b/\tdocument\tReport\n",
    }
    archive = built(tmp_path, files)
    for old in ("a/", "b/"):
        assert "../documents/2017/report/" in archive.page(old)


def test_two_former_addresses_that_many_computers_take_for_one_are_an_error(tmp_path):
    said = refused(tmp_path, {DOCUMENT: document("Text.\n", "aliases: [/old/page/, /Old/Page/]")}).only
    assert (said.code, said.place) == ("redirect-twice", (5, 23))
    assert [note["column"] for note in said.notes] == [11]


def test_no_file_of_a_site_can_be_claimed_nor_anything_below_it(tmp_path):
    bare = with_body("![Bild](bild.png)")
    archive = built(tmp_path, bare)
    names = sorted(name for name in archive.site() if not name.startswith((".", "assets/")))
    claimed = [f"/{name}{below}" for name in names for below in ("", "/x/", "/x.html")]
    lines = [f"  - {json.dumps(claim)}" for claim in claimed]
    archive.write(DOCUMENT, with_body("![Bild](bild.png)", "aliases:", *lines)[DOCUMENT])
    told = {said.line - 9: said.code for said in refused(tmp_path, archive).errors}
    own = "/documents/2017/report/index.html"
    assert {claim: told.get(at) for at, claim in enumerate(claimed)} == {
        claim: "redirect-loop" if claim == own else "redirect-over-page" for claim in claimed
    }


@pytest.mark.parametrize(
    "alias",
    [
        "/../../x/",
        "/a\\b/",
        "/a/../b/",
        "/%2e%2e/x/",
        "/.git/",
        "/.diarium/",
        "/.diarium-next/x/",
        "/a/.hidden/",
        f"/{'å' * 128}/",
    ],
)
def test_a_former_address_of_an_entry_cannot_leave_the_site(tmp_path, alias):
    entry = f"---\nname: Oslo\naliases: ['{alias}']\n---\n"
    said = refused(tmp_path, {"content/cities/oslo.md": entry}).only
    assert (said.code, said.place) == ("bad-address", (3, 11))


@pytest.mark.parametrize("alias", ["/old.html", "/x/y.asp", "/arkiv/møte/", "/arkiv/m%C3%B8te/", "/a-b_c~d/"])
def test_former_addresses_of_other_sites_lead_on(tmp_path, alias):
    archive = built(tmp_path, {DOCUMENT: document("Text.\n", f"aliases: [{alias}]")})
    assert unquote(alias).strip("/") + "/index.html" in archive.site()


@pytest.mark.parametrize(
    "line",
    [
        "<<<<<<< HEAD",
        "=======",
        "/documents/2015/x/\tdocument",
        "documents/2015/x/\tdocument\tX",
        "/../../x/\tdocument\tX",
        "/../x/\tperson-mentioned\tX",
        "/a\\b/\tperson-mentioned\tX",
        "nonsense",
    ],
)
def test_a_damaged_line_of_the_list_of_addresses_is_an_error(tmp_path, line):
    lock = f"# head\n/documents/2017/report/\tdocument\tReport\n{line}\n"
    said = refused(tmp_path, {DOCUMENT: document(), LOCK: lock}).only
    assert (said.code, said.path, said.place) == ("bad-lock", LOCK, (3, 1))


@pytest.mark.parametrize("data", [b"\xff\xfe\0", b"/a/\tdocument\tM\xf8te\n", b"\0\0\0"])
def test_a_list_of_addresses_that_is_no_text_is_an_error(tmp_path, data):
    assert set(refused(tmp_path, {DOCUMENT: document(), LOCK: data}).codes) == {"bad-lock"}


def test_a_list_of_addresses_with_other_line_endings_is_read(tmp_path):
    accepted(tmp_path, {DOCUMENT: document(), LOCK: "# head\r\n/documents/2017/report/\tdocument\tReport\r\n"})


# ---------------------------------------------------------------- 25: at the root and below a path


class _Links(HTMLParser):
    """Every address a page refers to."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.found.append((tag, value))


@pytest.mark.parametrize("base", ["", "https://example.org/", "https://example.org/arkiv/", "https://example.org/a/b"])
def test_every_link_resolves_at_the_root_and_below_a_path(tmp_path, base):
    body = "# Own\n\n[o](../2016/other.md#h-head-one) [p](/about/) [q](bilaga.pdf) [[Oslo]] [r](#h-own) a[^1]\n\n[^1]: Note."
    archive = built(tmp_path, with_body(body, "aliases: [/old/deep/address/]"), *(["--base-url", base] if base else []))
    path = (urlsplit(base).path.strip("/") + "/").lstrip("/")
    site = archive.site()
    for name, data in site.items():
        if not name.endswith(".html"):
            continue
        here = f"http://x/{path}{name.removesuffix('index.html')}"
        for tag, address in _Links(data.decode()).found:
            there = urlsplit(urljoin(here, address))
            if (tag == "link" and "://" in address) or there.scheme != "http" or there.netloc != "x":
                continue
            assert there.path.startswith(f"/{path}"), f"{name} leads out of the site: {address}"
            target = unquote(there.path.removeprefix(f"/{path}"))
            file = posixpath.join(target, "index.html") if target.endswith("/") or not target else target
            known = file in site or file.startswith("search/") or "pagefind" in file
            assert known, f"{name} leads nowhere: {address}"


@pytest.mark.parametrize("given", ["base-url: https://arkiv.blåhavn.example:8080/møter\n", ""])
def test_an_address_with_letters_of_a_language_is_published_as_it_is_sent(tmp_path, given):
    """Site maps, feeds and redirects may hold no other letters (RFC 3986)."""
    files = with_body("Text.", "aliases: [/old/]", "officer: Bo Dal") | {
        "content/archive.yml": f"name: A\nlanguage: en\n{given}"
    }
    options = [] if given else ["--base-url", "https://arkiv.blåhavn.example:8080/møter/"]
    site = built(tmp_path, files, *options).site()
    base = b"https://arkiv.xn--blhavn-jua.example:8080/m%C3%B8ter/"
    assert b"<loc>" + base + b"people/bo-dal/</loc>" in site["sitemap.xml"]
    assert b'<link rel="canonical" href="' + base in site["documents/2017/report/index.html"]
    assert site["_redirects"].startswith(b"/m%C3%B8ter/old/ /m%C3%B8ter/documents/2017/report/ 301\n")
    assert b'href="/m%C3%B8ter/' in site["404.html"]
    for name in ("sitemap.xml", "_redirects", "feed.xml", "robots.txt", "data/documents.csv"):
        assert "møter" not in site[name].decode(), name
        assert b"%25C3" not in site[name], name
    told = Archive(tmp_path, {}, **{"content/archive.yml": files["content/archive.yml"]}).run(
        "explain", *options, "https://arkiv.blåhavn.example:8080/møter/documents/2017/report/"
    )
    assert told.status == 0
    assert "documents/2017/report/" in told.out


def test_an_archive_with_a_broken_link_is_not_published_over_the_one_before(tmp_path):
    archive = published(tmp_path, with_body("[o](nope.md)"))
    before = archive.site()
    assert archive.build().status == 1
    assert archive.site() == before


def test_a_passage_that_is_linked_to_and_vanishes_is_a_warning(tmp_path):
    linked = {DOCUMENT: document("[passage](../2016/other.md#h-head)\n"), OTHER: "---\ntitle: Other\ndate: 2016-01-01\ntype: report\n---\n\n## Head\n\nText.\n"}  # fmt: skip
    archive = built(tmp_path, linked)
    assert "/documents/2016/other/#h-head\tanchor\tOther\n" in (archive.root / LOCK).read_text("utf-8")
    archive.write(OTHER, linked[OTHER].replace("## Head", "## Heading"))
    outcome = archive.build()
    assert (outcome.status, outcome.codes) == (0, ["anchor-gone"])
    assert (outcome.only.path, outcome.only.place) == (DOCUMENT, (7, 11))
    assert "h-heading" in outcome.only.help
    assert '/documents/2016/other/">passage' in archive.page()
    archive.write(OTHER, linked[OTHER])
    assert archive.build().messages == []
    assert '/documents/2016/other/#h-head">passage' in archive.page()
    archive.remove(LOCK)
    archive.write(OTHER, linked[OTHER].replace("## Head", "## Heading"))
    assert archive.check().codes == ["broken-link"]  # what never was is no loss but a mistake


def test_an_edit_elsewhere_moves_no_anchor(tmp_path):
    """Headings, items and paragraphs keep their anchors when something is written before, between and after them."""
    body = "## One\n\nFirst words.\n\n10. An item\n\n    - a. A lettered one\n\nA note.[^1]\n\n[^1]: Its words.\n"
    archive = built(tmp_path, {DOCUMENT: document(body)})
    anchors = set(re.findall(r' id="((?:h|p|item|fn)-[^"]*)"', archive.page()))
    assert len(anchors) >= 7
    more = "New words at the top.\n\n## Nought\n\n" + body.replace("First words.", "Words between.\n\nFirst words.") + "\n## Last\n\nLast words.\n"  # fmt: skip
    archive.write(DOCUMENT, document(more))
    assert archive.build().status == 0
    assert anchors < set(re.findall(r' id="((?:h|p|item|fn)-[^"]*)"', archive.page()))


ODD_NAMES = ("Plan #2.pdf", "Plan 50%.pdf", "50%20.pdf", "a+b & c.pdf", "Bilagå (1).pdf")


def test_an_attachment_is_reached_under_its_address_whatever_its_name_holds(tmp_path):
    listed = [line for at, name in enumerate(ODD_NAMES) for line in (f"  - title: t{at}", f'    file: "{name}"')]
    files = {f"content/documents/2017/{name}": PDF for name in ODD_NAMES}
    archive = built(tmp_path, {**files, DOCUMENT: document("Text.\n", "attachments:", *listed)})
    page = archive.root / "site/documents/2017/report"
    here = "/documents/2017/report/"
    printed = re.findall(r'href="([^"]+\.pdf)"', (page / "index.html").read_text())
    told = [one["url"] for one in json.loads((page / "index.json").read_text())["attachments"]]
    for addresses in (printed, told):
        led = [urlsplit(urljoin(here, address)) for address in addresses]
        assert [(unquote(one.path), one.fragment, one.query) for one in led] == [(here + n, "", "") for n in ODD_NAMES]


def test_a_link_that_was_probably_meant_is_shown_as_it_must_be_written(tmp_path):
    files = {**AROUND, "content/documents/2017/Plan #2.pdf": PDF}
    listed = (*LISTED, "  - title: Plan", '    file: "Plan #2.pdf"')
    said = refused(tmp_path, files | {DOCUMENT: document("[o](<Plan #2.pdf>) ![b](bild.png)\n", *listed)}).only
    assert said.help == "did you mean 'Plan%20%232.pdf'?"


def apart(text):
    return unicodedata.normalize("NFD", text)


def test_a_name_that_is_stored_with_its_accents_apart_is_found(tmp_path):
    """As some computers store every name; published it is the same from all of them."""
    report = document(
        "[o](../Mål/ö.md#h-head-one) [b](bilagå.pdf) ![b](bildå.png)\n",
        "related: ../Mål/ö.md",
        "attachments:",
        "  - title: Bilaga",
        "    file: bilagå.pdf",
    )
    archive = built(
        tmp_path,
        {
            DOCUMENT: report,
            apart("content/documents/Mål/ö.md"): AROUND[OTHER],
            apart("content/documents/2017/bilagå.pdf"): PDF,
            apart("content/documents/2017/bildå.png"): PNG,
        },
    )
    assert not archive.check().messages
    site = archive.site()
    assert {"documents/2017/report/bilagå.pdf", "documents/2017/report/bildå.png"} <= site.keys()
    page = archive.page("documents/2017/report")
    assert page.count("documents/2016/o/") >= 2
    assert page.count('"../../../documents/2017/report/bilag%C3%A5.pdf"') == 2


def test_a_name_in_such_a_file_is_found_too(tmp_path):
    hidden = "---\nname: Hilda Dal\nprivacy: hidden\n---\n"
    text = {apart("content/documents/2017/bilagå.txt"): "Hilda Dal came.\n", "content/people/hilda-dal.md": hidden}
    lines = ("attachments:", "  - title: Bilaga", "    file: bilagå.txt")
    assert "name-in-attachment" in refused(tmp_path, {DOCUMENT: document("Text.\n", *lines)} | text).codes


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_list_of_addresses_may_be_saved_by_any_editor(tmp_path, mark, end):
    archive = built(tmp_path, {DOCUMENT: document()})
    whole = (archive.root / LOCK).read_bytes()
    (archive.root / LOCK).write_bytes((mark + whole.decode().replace("\n", end)).encode())
    built(tmp_path, archive)
    assert (archive.root / LOCK).read_bytes() == whole
