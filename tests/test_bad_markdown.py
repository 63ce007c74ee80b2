"""Bodies as they come out of conversions, and as nobody would write them: nothing runs, nothing is lost, nothing hangs."""

import json
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from archive import DOCUMENT, HEAD, REPOSITORY, Archive, Outcome, accepted, built, document, refused, warned
from cases import cases
from patience import PATIENCE

FIRST = 7  # the line of the file in which the body begins


def one_error(root, body, code, place, *words, lines=()):
    said = refused(root, {DOCUMENT: document(body, *lines)}).only
    assert (said.code, said.severity, said.place) == (code, "error", place), said
    for word in words:
        assert word in said.words, said
    assert said.help, "every mistake has a remedy"
    return said


def one_warning(root, body, code, place, *words):
    said = warned(root, {DOCUMENT: document(body)}).only
    assert (said.code, said.severity, said.place) == (code, "warning", place), said
    for word in words:
        assert word in said.words, said
    return said


class _Main(HTMLParser):
    """What stands within `<main>`: its text, and every tag with its attributes."""

    def __init__(self, page):
        super().__init__()
        self.text, self.tags, self.scripts, self.depth = "", [], "", 0
        self.in_script = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "main" or self.depth:
            self.depth += tag == "main"
            self.tags.append((tag, dict(attrs)))
        self.in_script = tag == "script"

    def handle_endtag(self, tag):
        self.in_script = False
        self.depth -= tag == "main"

    def handle_data(self, data):
        if self.in_script:
            self.scripts += data
        elif self.depth:
            self.text += data


def main_of(root, body):
    """What a body becomes."""
    return _Main(built(root, {DOCUMENT: document(body)}).page())


# ---------------------------------------------------------------- 11: HTML is text

HTML = cases(
    a_script=("<script>alert(1)</script>", "<script>"),
    a_script_in_capitals=("<SCRIPT>alert(1)</SCRIPT>", "<SCRIPT>"),
    a_script_over_two_lines=("<script\nsrc=x>alert(1)</script>", "<script"),
    a_handler=("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
    a_handler_after_a_slash=("<svg/onload=alert(1)>", "<svg/onload=alert(1)>"),
    a_tag_that_is_never_closed=("<img src=x onerror=alert(1) x", "<img src=x onerror=alert(1) x"),
    a_paragraph_of_it=("<div class=x>", "<div class=x>"),
    an_emphasis=("A <b>bold</b> word", "<b>"),
    a_line_break=("One<br>two", "<br>"),
    a_line_break_that_closes_itself=("One<br/>two", "<br/>"),
    a_comment=("<!-- hidden -->", "<!--"),
    an_instruction=("<?php evil() ?>", "<?p"),
    a_declaration=("<!DOCTYPE html>", "<!D"),
    a_section_of_characters=("<![CDATA[x]]>", "<![CDATA["),
    a_frame=('<iframe src="https://example.org"></iframe>', "<iframe"),
    an_element_of_its_own=("<x-y z>", "<x-y z>"),
    a_closing_tag_alone=("</main>", "</main>"),
)


@pytest.mark.parametrize(("html", "shown"), HTML)
def test_html_is_shown_as_text_with_a_warning(tmp_path, html, shown):
    archive = Archive(tmp_path, {DOCUMENT: document(f"Before\n\n{html}\n")})
    said = warned(tmp_path, archive).messages[0]
    column = 1 if html.startswith("<") else html.index("<") + 1
    assert (said.code, said.place) == ("html-is-text", (FIRST + 2, column))
    assert shown in said.message
    page = _Main(built(tmp_path, archive).page())
    assert " ".join(html.split()) in " ".join(page.text.split())
    assert "alert" not in page.scripts
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]


@pytest.mark.parametrize(
    "where", ["# {}", "- {}", "> {}", "| a |\n|---|\n| {} |", "[{}](https://example.org)", "*{}*", "t[^1]\n\n[^1]: {}"]
)
def test_html_is_text_wherever_it_stands(tmp_path, where):
    body = where.format("<script>alert(1)</script>") + "\n"
    outcome = warned(tmp_path, {DOCUMENT: document(body)})
    assert [said.code for said in outcome.messages] == ["html-is-text"]


@pytest.mark.parametrize(
    "text", [r"\<script>", "&lt;script&gt;", "`<script>`", "```\n<script>\n```", "a < b > c", "1<2", "<3", "<a@b.se>"]
)
def test_what_is_written_as_text_or_is_no_html_gives_no_warning(tmp_path, text):
    accepted(tmp_path, {DOCUMENT: document(f"Text {text}\n" if not text.startswith("```") else f"{text}\n")})


# ---------------------------------------------------------------- 12: addresses

UNSAFE = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "javascript:%61lert(1)",
    "%6Aavascript:alert(1)",
    "java%0Ascript:alert(1)",
    "java%09script:alert(1)",
    "%20javascript:alert(1)",
    "data:text/html,x",
    "data:image/svg+xml;base64,PHN2Zz4=",
    "file:///etc/passwd",
    "vbscript:x",
    "search-ms:query=x",
    "ms-word:ofe|u|https://example.org/x.docx",
    "intent:x",
    "blob:https://example.org/x",
    "about:blank",
    "ftp://example.org/x",
    "C:/x",
    "//example.org/x",
    "/%2Fexample.org/x",
    "/\\example.org",
    "http:example.org",
    "https:/example.org",
    "https://",
]
ENCODED = [
    "&#106;avascript:alert(1)",
    "&#x6A;avascript:alert(1)",
    "javascript&colon;alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "&sol;/example.org",
    "javascript\\:alert(1)",
]
HIDDEN = [
    "<java\tscript:alert(1)>",
    "java\u200bscript:alert(1)",
    "\u00a0javascript:alert(1)",
    "java\u00adscript:alert(1)",
]


@pytest.mark.parametrize("address", UNSAFE)
def test_an_unsafe_address_in_a_link_is_an_error_at_the_address(tmp_path, address):
    said = one_error(tmp_path, f"See [this]({address}).\n", "unsafe-address", (FIRST, 12))
    assert "alert" not in said.message, "the kind is named, the program is not repeated"


@pytest.mark.parametrize("address", [*ENCODED, *HIDDEN])
def test_an_unsafe_address_in_disguise_is_an_error(tmp_path, address):
    outcome = refused(tmp_path, {DOCUMENT: document(f"See [this]({address}).\n")})
    assert [(said.code, said.line) for said in outcome.errors] == [("unsafe-address", FIRST)]


@pytest.mark.parametrize(
    ("body", "place"),
    cases(
        a_picture=("![x](javascript:alert(1))", (7, 6)),
        a_picture_with_its_data=("![x](data:image/png;base64,iVBORw0KGgo=)", (7, 6)),
        a_picture_without_a_scheme=("![x](//example.org/x.png)", (7, 6)),
        an_autolink=("<javascript:alert(1)>", (7, 2)),
        an_autolink_to_a_file=("<file:///etc/passwd>", (7, 2)),
        a_definition=("[x]\n\n[x]: javascript:alert(1)", (9, 6)),
        a_definition_in_angle_brackets=("[x][y]\n\n[y]: <JAVASCRIPT:alert(1)>", (9, 7)),
        a_definition_with_a_title=('[x][y]\n\n[y]: data:text/html,x "T"', (9, 6)),
        a_heading=("# [x](javascript:y)", (7, 7)),
        a_list_in_a_quotation=("> - [x](javascript:y)", (7, 9)),
        a_cell=("| a |\n|---|\n| [x](javascript:y) |", (9, 7)),
        a_footnote=("t[^1]\n\n[^1]: [x](javascript:y)", (9, 11)),
        a_definition_list=("Term\n: [x](javascript:y)", (8, 7)),
        a_picture_within_a_link=("[![x](javascript:y)](https://example.org)", (7, 7)),
        the_second_of_two_on_a_line=("[x](https://example.org) [x](javascript:y)", (7, 30)),
        the_second_line_of_a_paragraph=("one\ntwo [x](javascript:y)", (8, 9)),
    ),
)
def test_an_unsafe_address_is_found_wherever_it_stands(tmp_path, body, place):
    one_error(tmp_path, body + "\n", "unsafe-address", place)


def test_the_same_unsafe_address_twice_is_told_twice(tmp_path):
    outcome = refused(tmp_path, {DOCUMENT: document("[a](javascript:x) and [b](javascript:x)\n")})
    assert [said.place for said in outcome.messages] == [(7, 5), (7, 27)]


@pytest.mark.parametrize(
    ("lines", "place"),
    cases(
        source=("source:\n  url: {}", (6, 8)),
        attachment=("attachments:\n  - title: A\n    url: {}", (7, 10)),
        attached_file=("attachments:\n  - title: A\n    file: {}", (7, 11)),
        related=("related:\n  - {}", (6, 5)),
    ),
)
@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org/x",
        '"java\\tscript:x"',
    ],
)
def test_an_unsafe_address_in_front_matter_is_an_error(tmp_path, lines, place, address):
    one_error(tmp_path, "Text.\n", "unsafe-address", place, lines=(lines.format(address),))


@pytest.mark.parametrize(
    "address", ["javascript:x", "//example.org", "/../x/", "/%2e%2e/x/", "/a\\b/", "/a//b/", "/a?b/", "/a b. /", "x/"]
)
def test_an_unsafe_former_address_is_an_error(tmp_path, address):
    one_error(tmp_path, "Text.\n", "bad-address", (5, 11), lines=(f"aliases: ['{address}']",))


@pytest.mark.parametrize("address", ["javascript:x", "data:,x", "//example.org"])
def test_an_unsafe_address_of_an_entry_or_of_the_archive_is_an_error(tmp_path, address):
    entry = f"---\nname: Anna Berg\nsame-as: {address}\n---\n"
    outcome = refused(
        tmp_path, {"content/people/anna-berg.md": entry, "content/archive.yml": f"name: A\nbase-url: {address}\n"}
    )
    assert [(said.code, said.path, said.place) for said in outcome.messages] == [
        ("unsafe-address", "content/archive.yml", (2, 11)),
        ("unsafe-address", "content/people/anna-berg.md", (3, 10)),
    ]


def test_ordinary_addresses_pass_and_arrive(tmp_path):
    body = "[a](https://example.org/å?b=c&d#e) [b](http://example.org) <mailto:a@b.se> [c](mailto:a@b.se) [d](tel:+4681234) <https://b.org/a%20b>\n"
    links = [
        attributes["href"]
        for tag, attributes in main_of(tmp_path, body).tags
        if tag == "a" and ":" in (attributes.get("href") or "")
    ]
    wanted = [
        "https://example.org/å?b=c&d#e",
        "http://example.org",
        "mailto:a@b.se",
        "mailto:a@b.se",
        "tel:+4681234",
        "https://b.org/a%20b",
    ]
    assert [one for one in links if one in wanted] == wanted


def test_a_quotation_mark_in_an_address_or_a_title_stays_in_it(tmp_path):
    body = (
        '[a](https://x.org/"onmouseover=alert(1)) [b](https://x.org "\'onclick=x") ![c"onload=x](https://x)\n'.replace(
            ' ![c"onload=x](https://x)', ""
        )
    )
    page = main_of(tmp_path, body)
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]


def test_a_picture_elsewhere_is_an_error(tmp_path):
    one_error(tmp_path, "![x](https://example.org/x.png)\n", "remote-picture", (7, 6), "beside")


# ---------------------------------------------------------------- 13: nothing is lost


@pytest.mark.parametrize(
    ("body", "line"),
    cases(
        lists=("".join("  " * n + f"- item {n}\n" for n in range(60)), 55),
        quotations=(">" * 150 + " hidden\n", 7),
        lists_in_quotations=("> - " * 60 + "hidden\n", 7),
        one_line_of_hyphens=("- " * 120 + "hidden\n", 7),
    ),
)
def test_what_is_nested_deeper_than_the_parser_goes_is_an_error(tmp_path, body, line):
    said = refused(tmp_path, {DOCUMENT: document(body)}).only
    assert said.code == "too-deep"
    assert said.line == line
    assert "lost" in said.message or "nested" in said.message


@pytest.mark.parametrize("depth", [10, 20, 45])
def test_lists_of_a_depth_that_people_reach_are_shown_in_full(tmp_path, depth):
    page = main_of(tmp_path, "".join("  " * n + f"- item{n}\n" for n in range(depth)))
    assert all(f"item{n}" in page.text for n in range(depth))


@pytest.mark.parametrize("cell", ["3", "1", "extra", "???", "*x*", "–"])
def test_a_row_with_too_many_cells_is_an_error(tmp_path, cell):
    body = f"| a | b |\n|---|---|\n| 1 | 2 | {cell} |\n"
    one_error(tmp_path, body, "text-lost", (9, 11), cell, "2")


def test_every_row_with_too_many_cells_is_told(tmp_path):
    body = "> | a | b |\n> |---|---|\n> | 1 | 2 | x |\n> | 1 | 2 |\n> | 1 | 2 | 3 | y |\n"
    outcome = refused(tmp_path, {DOCUMENT: document(body)})
    assert [(said.code, said.line) for said in outcome.messages] == [("text-lost", 9), ("text-lost", 11)]


@pytest.mark.parametrize("row", ["| 1 |", "| 1 | 2 | |", "1 | 2", r"| 1 | 2 \| 3 |", "| 1 | `2 \\| 3` |", "|||"])
def test_a_row_of_another_form_passes(tmp_path, row):
    accepted(tmp_path, {DOCUMENT: document(f"| a | b |\n|---|---|\n{row}\n")})


@pytest.mark.parametrize("note", ["Second note.", "First.", "1", "…"])
def test_a_footnote_defined_twice_is_an_error_with_both_places(tmp_path, note):
    said = one_error(tmp_path, f"A[^1] b.\n\n[^1]: First.\n\n[^1]: {note}\n", "text-lost", (11, 1), "[^1]", "twice")
    assert [place["line"] for place in said.notes] == [9]


def test_a_reference_that_nobody_uses_is_an_error(tmp_path):
    one_error(tmp_path, 'Text.\n\n[foo]: https://example.org/ "A title"\n', "text-lost", (9, 1), "[foo]")


def test_a_comment_written_as_a_reference_is_an_error(tmp_path):
    one_error(tmp_path, "Text.\n\n[//]: # (This would vanish)\n", "text-lost", (9, 1), "[//]")


def test_every_unused_reference_is_told_although_another_has_the_same_address(tmp_path):
    body = "[a]\n\n[a]: https://example.org\n[b]: https://example.org\n[c]: https://example.com\n"
    outcome = refused(tmp_path, {DOCUMENT: document(body)})
    assert [(said.code, said.line) for said in outcome.messages] == [("text-lost", 10), ("text-lost", 11)]


def test_a_reference_defined_twice_is_an_error_with_both_places(tmp_path):
    body = "[foo]\n\n[foo]: https://example.org/\n[foo]: https://example.com/\n"
    said = one_error(tmp_path, body, "text-lost", (10, 1), "[foo]", "twice")
    assert [place["line"] for place in said.notes] == [9]


@pytest.mark.parametrize("code", ["&#0;", "&#1;", "&#xFFFD;", "&#x3;", "&#xD800;", "&#x110000;", "&#12;"])
def test_the_code_of_a_character_that_no_page_can_hold_is_an_error(tmp_path, code):
    one_error(tmp_path, f"a {code} b\n", "text-lost", (7, 3), code)


@pytest.mark.parametrize(
    ("body", "text"),
    cases(
        a_note_right_after_another=("a[^1] b[^2]\n\n[^1]: one\n[^2]: two\n", "two"),
        words_after_a_fence=("``` Bilaga till protokollet\nkod\n```\n", "Bilaga till protokollet"),
        a_title_of_a_link=('[a](https://example.org "A title")\n', None),
        a_heading_in_a_list=("- # Heading\n- text\n", "Heading"),
        an_escaped_number=("2017\\. Ord\n", "2017. Ord"),
        a_bracketed_link_text=("[[1]](https://example.org)\n", "[1]"),
        a_note_of_the_editor=("fel [sic] ord\n", "fel [sic] ord"),
    ),
)
def test_text_in_an_unusual_place_arrives(tmp_path, body, text):
    archive = built(tmp_path, {DOCUMENT: document(body)})
    if text is None:
        assert 'title="A title"' in archive.page()
    else:
        assert text in " ".join(_Main(archive.page()).text.split())


def test_a_footnote_within_a_footnote_is_an_error(tmp_path):
    one_error(tmp_path, "a[^1]\n\n[^1]: outer\n\n    [^2]: inner\n", "text-lost", (11, 5), "[^2]")


def test_the_number_of_a_list_stays_as_printed(tmp_path):
    page = built(tmp_path, {DOCUMENT: document("5. fem\n6. sex\n9. nio\n")}).page()
    assert re.search(r'<ol start="5">.*value="9"', page, re.DOTALL)


# ---------------------------------------------------------------- 14: what explodes

K, M = 1024, 1024 * 1024


def filled(piece, size):
    return (piece * (size // len(piece) + 1))[:size]


def paragraphs(piece, size, total):
    return (filled(piece, size) + "\n\n") * (total // (size + 2))


# One of each family always runs; its many cousins run with --long.
LONG = frozenset(
    {
        "ten megabytes of words",
        "references that repeat a long title",
        "paragraphs of links never closed",
        "paragraphs of pictures never closed",
        "paragraphs of underscores",
        "paragraphs of ampersands",
        "lists in lists",
        "pictures never closed",
        "opening brackets on lines of their own",
        "asterisks and underscores",
        "tags never closed",
        "ampersands",
        "two million blank lines",
        "equal footnotes",
        "unused definitions",
        "wrong weekdays",
    }
)


def families(found):
    return [pytest.param(*one.values, id=one.id, marks=[pytest.mark.long] if one.id in LONG else []) for one in found]


EXPLOSIVE = cases(
    ten_megabytes_on_one_line=("x" * 10_000_000, "too-large"),
    ten_megabytes_of_words=(filled("ord og atter ord ", 10_000_000), "too-large"),
    three_megabytes_of_paragraphs=(paragraphs("ord ", 400, 3 * M), "too-large"),
    a_paragraph_of_200_KiB=(filled("ord ", 200 * K), "too-large"),
    a_table_of_one_megabyte=("|a|b|\n|-|-|\n" + "|ett|to|\n" * 110_000, "too-large"),
    references_that_repeat_a_long_address=("[a]: " + "x" * 40_000 + "\n\n" + "[a] " * 10_000, "explosive"),
    references_that_repeat_a_long_title=('[a]: x "' + "t" * 40_000 + '"\n\n' + "[a] " * 10_000, "explosive"),
    opening_brackets_with_one_that_closes=(filled("[", 126 * K) + "]", "explosive"),
    paragraphs_of_opening_brackets=(paragraphs("[", 100, 2 * M - K), "explosive"),
    paragraphs_of_links_never_closed=(paragraphs("[a](", 100, 2 * M - K), "explosive"),
    paragraphs_of_pictures_never_closed=(paragraphs("![", 100, 2 * M - K), "explosive"),
    paragraphs_of_asterisks=(paragraphs("*a ", 100, 2 * M - K), "explosive"),
    paragraphs_of_underscores=(paragraphs("_a ", 60 * K, 2 * M - 64 * K), "explosive"),
    paragraphs_of_ampersands=(paragraphs("&", 100, 2 * M - K), "explosive"),
    paragraphs_of_angle_brackets=(paragraphs("<", 60 * K, 2 * M - 64 * K), "explosive"),
    tables_that_fill_themselves=(
        ("|" + "a|" * 1000 + "\n|" + "-|" * 1000 + "\n" + "|x\n" * 1000 + "\n") * 60,
        "explosive",
    ),
    quotations_in_quotations=((">" * 90 + " a\n\n") * 20_000, "explosive"),
    lists_in_lists=(("- " * 45 + "a\n\n") * 20_000, "explosive"),
    four_hundred_thousand_headings=("# a\n\n" * 400_000, "explosive"),
)
HEAVY = cases(
    opening_brackets=(filled("[", 126 * K),),
    opening_brackets_on_lines_of_their_own=(filled("[\n", 126 * K),),
    pictures_never_closed=(filled("![", 126 * K),),
    asterisks_and_letters=(filled("*a ", 126 * K),),
    asterisks_and_underscores=(filled("*a_ ", 126 * K),),
    asterisks=("*" * (126 * K),),
    grave_accents_of_all_lengths=(" ".join("`" * n for n in range(1, 490)),),
    angle_brackets=(filled("<", 126 * K),),
    tags_never_closed=(filled("<a ", 126 * K),),
    ampersands=(filled("&", 126 * K),),
    long_footnote_labels=(filled("[^a", 126 * K) + "\n\n[^x]: y\n",),
    links_with_titles_never_closed=(filled('[a](b "', 126 * K),),
    deep_quotations=("\n".join(">" * n + " a" for n in range(1, 90)),),
    a_lazy_quotation=("> a\n" + "b\n" * 60_000,),
    blank_lines_within_a_list=("- a" + "\n" * 1_900_000 + "  b\n",),
    pictures_in_pictures=("![" * 5_000 + "a" + "](x.png)" * 5_000 + "\n",),
    links_in_links=("[" * 5_000 + "a" + "](x.md)" * 5_000 + "\n",),
    one_long_lower_case_word=("a" * (126 * K),),
    two_million_blank_lines=("\n" * 2_000_000,),
    invisible_characters=(filled("\u200b\n", 60 * K),),
    wrong_weekdays=(paragraphs("torsdag 16.03.2022 ", 60 * K, 1_500_000),),
    equal_footnotes=("".join(f"[^{n}]: x\n\n" for n in range(20_000)),),
    unused_definitions=("".join(f"[a{n}]: x{n}\n\n" for n in range(50_000)),),
)

MEASURED = """
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_DATA, (500 * 2**20, 500 * 2**20))
from diarium import cli
start = time.process_time()
status = cli.main(["check", "--root", sys.argv[1], "--format", "json", "--jobs", "1"])
print(json.dumps([status, time.process_time() - start]))
"""


def measured(archive):
    """The outcome of a check in a process that may use 500 MB, and how many seconds of a processor it took."""
    arguments = [sys.executable, "-c", MEASURED, str(archive.root)]
    done = subprocess.run(
        arguments,
        env={"PYTHONPATH": str(REPOSITORY), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert "MemoryError" not in done.stderr
    status, seconds = json.loads(done.stdout.splitlines()[-1])
    return Outcome(status, "", done.stderr), seconds


@pytest.mark.parametrize(("body", "code"), families(EXPLOSIVE))
def test_a_text_that_explodes_is_an_error_within_five_seconds_and_500_mb(tmp_path, body, code):
    other = f"---\n{HEAD}lang: xx\n---\n"
    archive = Archive(tmp_path, {DOCUMENT: document(body), "content/documents/2016/other.md": other})
    outcome, seconds = measured(archive)
    assert outcome.status == 1
    assert [(said.path.rpartition("/")[2], said.code) for said in outcome.errors] == [
        ("other.md", "bad-value"),
        ("report.md", code),
    ]
    assert outcome.errors[1].line >= FIRST - 1
    assert outcome.errors[1].help
    assert seconds < 5


@pytest.mark.parametrize("body", families(HEAVY))
def test_a_heavy_text_is_answered_within_five_seconds_and_500_mb(tmp_path, body):
    outcome, seconds = measured(Archive(tmp_path, {DOCUMENT: document(body)}))
    assert outcome.status in (0, 1)
    assert "fault in Diarium" not in outcome.err
    assert seconds < 5


def test_a_document_of_two_megabytes_is_published(tmp_path):
    sentence = "Møtet i [Oslo](https://example.org/oslo) behandlet *saken* og vedtok **uttalelsen** mot en stemme. "
    body = "".join(f"## Punkt {n}\n\n{sentence * 8}\n\n" for n in range(2_300))
    assert 1_800_000 < len(body.encode()) < 2 * M
    outcome = Archive(tmp_path, {DOCUMENT: document(body)}).build()
    assert (outcome.status, outcome.errors) == (0, [])


def test_a_long_table_and_a_long_list_are_published(tmp_path):
    table = "| Navn | Rolle |\n|---|---|\n" + "| Anna Berg Nordmann | rådgiver |\n" * 3_000
    names = "- Anna Berg Nordmann, rådgiver\n" * 3_500
    accepted(tmp_path, {DOCUMENT: document(f"{table}\n{names}\n")})


def test_of_many_messages_of_one_kind_the_first_are_told_and_the_rest_are_counted(tmp_path):
    outcome = refused(tmp_path, {DOCUMENT: document("[a](javascript:x)\n\n" * 1_000)})
    assert len(outcome.messages) == 200
    assert [note["message"] for note in outcome.messages[-1].notes] == ["and 800 more of this kind in this file"]


# ---------------------------------------------------------------- 15: templates are text


@pytest.mark.parametrize(
    "text", ["{{ 7*7 }}", "{% include 'base.html' %}", "{# gone #}", "{{ page.site }}", "${7*7}", "{{ '}}' }}"]
)
@pytest.mark.parametrize("where", ["body", "title", "heading", "link"])
def test_a_template_in_content_stays_text(tmp_path, text, where):
    body = {"body": text, "title": "Text.", "heading": f"# {text}", "link": f"[{text}](https://example.org)"}[where]
    title = "'" + text.replace("'", "''") + "'" if where == "title" else "Report"
    files = {DOCUMENT: f"---\ntitle: {title}\ndate: 2017-02-23\ntype: report\n---\n\n{body}\n"}
    page = _Main(built(tmp_path, files).page())
    assert text in page.text


# ---------------------------------------------------------------- 16: headings and anchors


def ids_of(page):
    return [attributes["id"] for _, attributes in page.tags if "id" in attributes]


def test_three_hundred_equal_headings_have_three_hundred_anchors(tmp_path):
    page = main_of(tmp_path, "## Sak\n\nText\n\n" * 300)
    found = [one for one in ids_of(page) if one.startswith("h-sak")]
    assert found[:3] == ["h-sak", "h-sak-2", "h-sak-3"]
    assert len(set(found)) == 300
    assert len(set(ids_of(page))) == len(ids_of(page))


@pytest.mark.parametrize(
    "name", ["search", "constructor", "\\_\\_proto\\_\\_", "toString", "main", "top", "content", "h-search", "p-1"]
)
def test_a_heading_of_any_name_has_an_anchor_of_its_own(tmp_path, name):
    page = main_of(tmp_path, f"## {name}\n\nText\n\n## {name}\n")
    assert len(set(ids_of(page))) == len(ids_of(page))
    assert sum(one.startswith("h-") for one in ids_of(page)) >= 2


@pytest.mark.parametrize("heading", ["2", "Å", "a b", "日本", "!!!", "😀", "x" * 5000])
def test_an_anchor_is_short_ascii_with_its_prefix(tmp_path, heading):
    page = main_of(tmp_path, f"## {heading}\n")
    (anchor,) = [one for one in ids_of(page) if one.startswith("h-")]
    assert re.fullmatch(r"h-[a-z0-9-]{1,110}", anchor)


def test_anchors_do_not_change_when_text_is_added_below(tmp_path):
    body = "## Sak\n\nEn.\n\n## Sak\n\nTo.\n"
    before = ids_of(main_of(tmp_path / "a", body))
    after = ids_of(main_of(tmp_path / "b", body + "\n## Sak\n\nTre.\n"))
    assert [one for one in after if one in before] == before


def test_two_first_headings_are_both_shown(tmp_path):
    page = main_of(tmp_path, "# One\n\nText\n\n# Two\n")
    assert "One" in page.text
    assert "Two" in page.text
    assert [tag for tag, _ in page.tags].count("h1") == 1


@pytest.mark.parametrize(
    ("body", "line", "word"),
    cases(
        after_the_first=("# One\n\n### Three\n", 9, "use ## here"),
        at_the_beginning=("### Three\n", 7, "use ## here"),
        further_down=("## Two\n\n### Three\n\n##### Five\n", 11, "use #### here"),
        underlined=("One\n===\n\n### Three\n", 10, "use ## here"),
    ),
)
def test_a_skipped_level_is_a_warning(tmp_path, body, line, word):
    one_warning(tmp_path, body, "skipped-level", (line, 1), word)


@pytest.mark.parametrize("body", ["## Two\n\n### Three\n\n## Two\n", "# One\n\n## Two\n\n# One\n"])
def test_levels_in_order_pass(tmp_path, body):
    accepted(tmp_path, {DOCUMENT: document(body)})


def test_an_empty_heading_is_a_warning(tmp_path):
    one_warning(tmp_path, "## Two\n\n##\n", "empty-heading", (9, 1))


# ---------------------------------------------------------------- 17: footnotes, and links nobody wrote


def test_a_footnote_that_nobody_uses_is_a_warning_and_is_shown(tmp_path):
    body = "A b.\n\n[^1]: Unused words.\n"
    one_warning(tmp_path, body, "unused-footnote", (9, 1), "[^1]")
    assert "Unused words." in main_of(tmp_path / "built", body).text


def test_a_footnote_that_is_not_there_is_a_warning(tmp_path):
    one_warning(tmp_path, "A b[^x] c.\n", "undefined-footnote", (7, 4), "[^x]")


def test_the_second_reference_to_a_missing_footnote_has_its_own_place(tmp_path):
    outcome = warned(tmp_path, {DOCUMENT: document("A[^x] b[^x]\nc[^x]\n")})
    assert [said.place for said in outcome.messages] == [(7, 2), (7, 8), (8, 2)]


def test_footnotes_whose_names_look_alike_lead_to_their_own_notes(tmp_path):
    page = main_of(
        tmp_path, "A[^å] b[^a] c[^?] d[^a-2] e[^a]\n\n[^å]: One\n\n[^a]: Two\n\n[^?]: Three\n\n[^a-2]: Four\n"
    )
    found = ids_of(page)
    assert len(set(found)) == len(found)
    leads = [
        attributes["href"].removeprefix("#") for tag, attributes in page.tags if attributes.get("role") == "doc-noteref"
    ]
    assert len(leads) == 5
    assert len(set(leads)) == 4
    assert set(leads) <= set(found)


@pytest.mark.parametrize(
    "text", ["her.Se", "rapport.md", "www.example.org", "http://example.org", "a@b.se", "§ 3.no", '(c) -- ... "x"']
)
def test_running_text_makes_no_links_and_stays_as_it_is(tmp_path, text):
    page = built(tmp_path, {DOCUMENT: document(f"Se {text} nå.\n")}).page()
    paragraph = re.search(r'<p id="p-[^"]*">(.*?)</p>', page, re.DOTALL)[1]
    assert "<a" not in paragraph.replace('<a class="here"', "").split(text.split()[0])[0]
    assert f"Se {text} nå." in _Main(page).text
    assert "href" not in paragraph


# ---------------------------------------------------------------- 18: scars of conversion


@pytest.mark.parametrize(
    ("body", "code", "place"),
    cases(
        words_glued_together=("Møtet hadde tidligereSaker på kartet.\n", "glued-words", (7, 13)),
        a_sentence_split_by_an_empty_line=(
            "Dette er en ganske lang setning som ikke er ferdig\n\nmen går videre her.\n",
            "split-sentence",
            (9, 1),
        ),
        a_table_of_tabs=("Navn\tRolle\nAnna\tleder\nBo\tsekretær\n", "tab-table", (7, 1)),
        a_table_of_spaces=("Navn    Rolle\nAnna    leder\nBo      sekretær\n", "space-table", (7, 1)),
        half_open_bold=("Dette er **viktig\n", "half-open-bold", (7, 10)),
        bold_with_a_space_before_its_end=("Dette er ** viktig** nå\n", "half-open-bold", (7, 10)),
        a_page_number=("Side 2 av 5\n", "page-footer", (7, 1)),
        a_numbering_that_begins_anew=("1. en\n\nText.\n\n1. to\n", "restarted-numbering", (11, 1)),
    ),
)
def test_a_scar_is_a_warning_and_nothing_is_lost(tmp_path, body, code, place):
    said = one_warning(tmp_path, body, code, place)
    assert said.help
    page = main_of(tmp_path / "built", body)
    assert all(word in page.text for word in re.findall(r"\w{2,}", body))


def test_the_same_scar_twice_on_a_line_has_two_places(tmp_path):
    body = "En tidligereSak og en tidligereSak.\n"
    outcome = warned(tmp_path, {DOCUMENT: document(body)})
    assert [said.place for said in outcome.messages] == [(7, 4), (7, 23)]


# ---------------------------------------------------------------- 21, in bodies


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\u202e", "RIGHT-TO-LEFT OVERRIDE"),
        ("\u200b", "ZERO WIDTH SPACE"),
        ("\u2028", "LINE SEPARATOR"),
        ("\u00ad", "SOFT HYPHEN"),
    ],
)
def test_an_invisible_character_in_a_body_is_a_warning(tmp_path, character, name):
    one_warning(tmp_path, f"Første\n\nDet{character} er.\n", "invisible-character", (9, 4), name)


@pytest.mark.parametrize("code", ["&#x202e;", "&#8203;", "&ZeroWidthSpace;", "&shy;"])
def test_an_invisible_character_written_as_a_code_is_a_warning(tmp_path, code):
    outcome = warned(tmp_path, {DOCUMENT: document(f"Det {code}er.\n")})
    assert [(said.code, said.place) for said in outcome.messages] == [("invisible-character", (7, 5))]


def test_a_picture_of_several_joined_characters_passes(tmp_path):
    accepted(tmp_path, {DOCUMENT: document("En familie: 👩\u200d👧\n")})


@pytest.mark.parametrize("address", ["https://ex.org/a?b", "'https://ex.org/#b'", "https://name:word@ex.org/"])
def test_an_address_that_no_page_can_lie_under_is_no_place_for_the_site(tmp_path, address):
    said = refused(tmp_path, {"content/archive.yml": f"name: A\nbase-url: {address}\n"}).only
    assert (said.code, said.path, said.place) == ("bad-address", "content/archive.yml", (2, 11))


@pytest.mark.parametrize("address", ["https://ex.org/a b", "https://ex.org/?b", "https://n@ex.org/", "ex.org", ""])
def test_nor_can_the_command_line_name_one(tmp_path, address):
    assert Archive(tmp_path).run("build", "--base-url", address).status == 2
