"""Whatever an editor writes comes out as text or is an error: random bodies, fields and bytes.

A run looks at a moderate number of examples, always the same; `--long` looks at many more, and at new ones each time.
"""

import html
import json
import re
from html.parser import HTMLParser

import pytest
from archive import DOCUMENT, HEAD, Archive
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from diarium.messages import FORMATS, in_order, render
from diarium.reading.body import LINK, ROOT, TEXT_CLOSE, TEXT_OPEN
from diarium.reading.document import read_document, read_front_page
from diarium.reading.markdown import read_body

QUIET = {"suppress_health_check": list(HealthCheck), "database": None}


def examples(count):
    """Settings for a test that looks at so many examples, or at fifty times as many with --long."""

    def decorate(test):
        test.hypothesis_count = count
        return settings(max_examples=count, derandomize=True, **QUIET)(test)

    return decorate


@pytest.fixture(autouse=True)
def many_more(request):
    if request.config.getoption("--long"):
        test = request.function
        count = getattr(test, "hypothesis_count", 100)
        test._hypothesis_internal_use_settings = settings(max_examples=50 * count, derandomize=False, **QUIET)


# ---------------------------------------------------------------- bodies

WORD = "\0"
SIGNS = [
    *(WORD, WORD + " ", " " + WORD, WORD + "\n", WORD, WORD + " " + WORD),
    *("\n", "\n\n", "  \n", "\\\n", " ", "    ", "  ", "\t"),
    *("- ", "* ", "1. ", "7) ", "> ", ">", "# ", "### ", "#", "---\n", "===\n", "***\n", ": "),
    *("|", " | ", "|---|---|\n", "\n|-|\n", "\\|", "`", "``", "```", "```\n", "~~~\n", "``` x y\n"),
    *("*", "**", "_", "__", "~~", "[", "]", "(", ")", "![", "](", "[[", "]]", "<", ">", "<b>", "</b>", "<!--", "-->"),
    *("[^1]", "\n[^1]: ", "\n\n[^2]: ", "[^2]", "[a]", "\n\n[a]: ", "[a][a]", "](x.md)", "](#a)", "](https://a.b 't')"),
    *("&", "&amp;", "&lt;", "&#65;", "&nbsp;", "\\", "\\[", "\\*", '"', "'", "<https://a.b>", "a@b.se", "{{ x }}", "!"),
]


@st.composite
def bodies(draw):
    """Markdown in which every word is one of a kind, and the words."""
    pieces = "".join(draw(st.lists(st.sampled_from(SIGNS), min_size=1, max_size=60)))
    count = pieces.count(WORD)
    for number in range(count):
        pieces = pieces.replace(WORD, f"ord{number}x", 1)
    return pieces, [f"ord{number}x" for number in range(count)]


def labels_in(body):
    """Words that are names of references or notes: they stand for a link, not on the page."""
    found = re.findall(r"\[\^([^\]]*)\]|\]\[([^\]]*)\]|\[([^\]]*)\]:|\[\[([^\]|]*)\|", body)
    return {word for groups in found for word in re.findall(r"ord\d+x", " ".join(groups))}


def printed(body):
    """Everything a body puts on the page, or hands on as the target of a link."""
    pieces = [piece for section in body.sections for piece in (section.heading, section.html)]
    links = [piece for link in body.links for piece in (link.target, link.fragment)]
    return html.unescape("\n".join([*pieces, body.footnotes, *links]))


def errors_of(checked):
    return [message for message in checked.messages if message.severity == "error"]


@given(bodies())
@examples(1500)
def test_every_word_of_a_body_is_on_the_page_or_there_is_an_error(made):
    text, words = made
    checked = read_body(DOCUMENT, text.split("\n"), 1)
    if errors_of(checked):
        return
    page = printed(checked.value)
    missing = [word for word in words if word not in page and word not in labels_in(text)]
    assert not missing, text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\n\t"), max_size=200))
@examples(800)
def test_every_letter_of_any_text_is_on_the_page_or_there_is_an_error(text):
    checked = read_body(DOCUMENT, text.split("\n"), 1)
    if errors_of(checked):
        return
    page = printed(checked.value)
    letters = [character for character in text if character.isalpha()]
    assert all(page.count(character) >= letters.count(character) for character in set(letters)), text


class _Tree(HTMLParser):
    """Checks that tags close in order, and collects what could act."""

    VOID = frozenset({"br", "hr", "img", "meta", "link", "input", "wbr", "source"})

    def __init__(self, page):
        super().__init__()
        self.open, self.tags, self.wrong = [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"</{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()


ALLOWED = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre code em strong a img br hr table thead tbody tr th td div "
    "section sup span".split()
)


@given(bodies())
@examples(800)
def test_a_body_becomes_well_formed_markup_with_unique_anchors(made):
    checked = read_body(DOCUMENT, made[0].split("\n"), 1)
    body = checked.value
    pieces = [
        f"<h{section.level} id={section.anchor!r}>{section.heading}</h{section.level}>"
        for section in body.sections
        if section.level
    ]
    page = "".join([*pieces, *(section.html for section in body.sections), body.footnotes])
    tree = _Tree(page)
    assert not tree.wrong, made[0]
    assert not tree.open, made[0]
    assert {tag for tag, _ in tree.tags} <= ALLOWED
    ids = [attributes["id"] for _, attributes in tree.tags if "id" in attributes]
    assert len(set(ids)) == len(ids), made[0]
    assert set(ids) == set(body.anchors), made[0]
    marks = [page.count(mark) for mark in (TEXT_OPEN, TEXT_CLOSE, LINK)]
    assert marks[0] == marks[1]
    assert marks[2] % 2 == 0
    assert ROOT not in page


@given(bodies())
@examples(400)
def test_every_message_about_a_body_has_a_place_in_it(made):
    lines = made[0].split("\n")
    for message in read_body(DOCUMENT, lines, 7).messages:
        assert 7 <= message.span.line < 7 + len(lines)
        assert message.span.source == lines[message.span.line - 7]
        assert 1 <= message.span.column <= len(message.span.source) + 1


# ---------------------------------------------------------------- bytes

HEADS = [
    *(
        "---\n",
        "---",
        "title: ",
        "date: 2017-02-23\n",
        "type: report\n",
        "themes:\n",
        "  - ",
        "- ",
        "meeting:\n  ",
        "city: ",
    ),
    *(
        "'",
        '"',
        "[",
        "]",
        "{",
        "}",
        ",",
        ": ",
        ":",
        " #",
        "#",
        "&a ",
        "*a",
        "!x ",
        "|\n",
        ">\n",
        "%",
        "@",
        "`",
        "? ",
        "<<: ",
    ),
    *(
        "\t",
        "  ",
        " ",
        "\n",
        "\r\n",
        "\u00a0",
        "“",
        "”",
        "\u200b",
        "å",
        "x",
        "Ord",
        "\\",
        "...",
        "\n---\n",
        "...\n",
        "\ufeff",
    ),
    *(
        "2017-02-30",
        "title:x\n",
        "lang: no\n",
        "participants:\n",
        "name: A B\n",
        "draft: ja\n",
        "aliases: [/x/]\n",
        "~",
        "null",
    ),
]


@given(st.lists(st.sampled_from(HEADS), max_size=40))
@examples(1500)
def test_reading_front_matter_never_raises_and_every_message_has_a_place(pieces):
    text = "".join(pieces)
    look_at(f"---\n{text}\n---\nText.\n".encode())


@given(st.binary(max_size=300))
@examples(500)
@example(b"")
@example(b"---\n---")
@example(b"\xef\xbb\xbf---\r---\r")
@example(b"---\n\x00\n---\n")
@example(b"---\ntitle: \xc3\n---\n")
def test_reading_any_bytes_never_raises(data):
    look_at(data)
    look_at(b"---\n" + HEAD.encode() + b"---\n" + data)
    look_at(b"---\n" + data + b"\n---\n")


def look_at(data):
    """Read the bytes in two ways; every message stands within the file and can be printed in every form."""
    lines = re.split("\r\n|\r|\n", data.decode("utf-8", "replace"))
    for reader in (read_document, read_front_page):
        messages = in_order(reader(DOCUMENT, data).messages)
        for message in messages:
            assert 1 <= message.span.line <= len(lines)
            assert message.span.column >= 1
            assert message.text
        show(messages)


def show(messages):
    for format in FORMATS:
        for color in (False, True):
            for shown in render(messages, format, color):
                shown.encode("utf-8")
                assert all(c.isprintable() or c in "\n\x1b" for c in shown)
                if format in ("json", "gitlab", "sarif"):
                    json.loads(shown)
                if format in ("concise", "json", "github"):
                    assert "\n" not in shown


@given(st.text(max_size=60))
@examples(300)
def test_a_title_of_any_characters_is_kept_or_is_an_error(text):
    data = f"---\ntitle: {json.dumps(text)}\ndate: 2017-02-23\ntype: report\n---\n".encode("utf-8", "surrogatepass")
    checked = read_document(DOCUMENT, data)
    show(checked.messages)
    if not errors_of(checked):
        import unicodedata

        assert checked.value.fields.title == " ".join(unicodedata.normalize("NFC", text).split())


# ---------------------------------------------------------------- pages

ACTIVE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "javascript:alert(1)",
    "{{ 7*7 }}{% raw %}",
    "]]><!-- --><svg/onload=alert(1)>",
    "&lt;script&gt;&quot;",
    "\\u003cscript\\u003e",
    "<a href=javascript:alert(1)>x</a>",
    "`${alert(1)}`",
]
SCHEMES = ("https:", "http:", "mailto:", "tel:")


@st.composite
def archives(draw):
    """An archive with text that wants to act in as many of its fields as hold text."""
    texts = st.one_of(
        st.sampled_from(ACTIVE), st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=30)
    )

    def value():
        return json.dumps(f"A{draw(texts)}")

    name = value()
    lines = [
        f"title: {value()}",
        "date: 2017-02-23",
        "type: report",
        f"case: {value()}",
        f"series: {name}",
        "meeting:",
        "  date: 2017-02-16",
        *(f"  {field}: {value()}" for field in ("time", "number", "city", "place", "theme")),
        "participants:",
        *(f"  - {{name: {value()}, role: {value()}, party: {value()}, organisation: {value()}}}" for _ in range(2)),
        f"officer: {value()}",
        f"recipient: {value()}",
        f"cities: [{value()}]",
        f"themes: [{value()}]",
        "attachments:",
        f"  - {{title: {value()}, missing: true}}",
        f"summary: {value()}",
        "source:",
        f"  note: {value()}",
        "corrections:",
        f"  - {{date: 2018-01-01, note: {value()}}}",
    ]
    body = "\n\n".join(draw(st.lists(texts, max_size=4))) + f"\n\n# {draw(texts)}\n"
    return {
        "content/archive.yml": f"name: {value()}\nlanguage: en\nowner: {value()}\ncontact: {value()}\nlicence: {value()}\n",
        DOCUMENT: "---\n" + "\n".join(lines) + "\n---\n\n" + body,
        "content/series/a.md": f"---\nname: {name}\n---\n\n{draw(texts)}\n",
        "content/pages/about.md": f"---\ntitle: {value()}\n---\n\n{draw(texts)}\n",
    }


@given(archives())
@examples(12)
def test_no_text_in_any_field_becomes_active(tmp_path_factory, files):
    archive = Archive(tmp_path_factory.mktemp("active"), files)
    outcome = archive.build()
    assert outcome.status in (0, 1), outcome.err
    assert "fault in Diarium" not in outcome.err
    if outcome.status:
        return
    site = archive.site()
    scripts = re.compile(r"alert\(1\)")
    for path, data in site.items():
        if path.endswith((".xml", ".html")):
            assert b"<script>alert" not in data, path
        if not path.endswith(".html"):
            continue
        for tag, attributes in _Tree(data.decode()).tags:
            assert not [name for name in attributes if name.startswith("on")], path
            for name in ("href", "src", "action", "formaction", "data"):
                address = (attributes.get(name) or "").strip().lower()
                if re.match(r"[a-z][a-z0-9+.-]*:", address):
                    assert address.startswith(SCHEMES), f"{path}: <{tag} {name}={address}>"
                assert not address.startswith("//"), path
        for script in re.findall(r"<script\b[^>]*>(.*?)</script>", data.decode(), re.DOTALL):
            if scripts.search(script):
                json.loads(script)  # text in a block of data is data
