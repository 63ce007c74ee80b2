"""Inputs nobody would write, made from a number, and what must hold for each: the same number is the same input.

Run as a program it goes on for as long as it is asked to: `python tests/fuzzing.py COUNT [FIRST]` tries so many numbers and
tells what it found. What it finds becomes a case in `test_fuzz.py`.
"""

import html
import io
import json
import random
import re
import sys
import tempfile
import time
import zipfile
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parent.parent), str(Path(__file__).resolve().parent)]

from diarium.archive.addresses import read_lock
from diarium.config import read_config
from diarium.desk.intake.importing import drafted
from diarium.desk.intake.known import Known
from diarium.desk.intake.originals import Refused
from diarium.desk.intake.readers import read_original
from diarium.disk.attached import words_inside
from diarium.messages import in_order, render
from diarium.reading.markdown import read_body
from diarium.reading.places import read_file
from diarium.schema import ARCHIVE, DOCUMENT, KINDS

PATHS = (
    "content/documents/2017/a.md",
    "content/pages/a.md",
    "content/index.md",
    *(f"content/{k.folder}/a.md" for k in KINDS),
)
FIELDS = sorted(
    {field.name for field in (*DOCUMENT, *ARCHIVE)} | {"name", "aliases", "city", "every", "role", "id", "reason"}
)
VALUES = (
    *("2017-02-23", "2017-02-30", "2017", "0000", "2017-02-16/2017-02-17", "9999-99-99", "13:30", "0123", "1e309", "-0", ".inf"),
    *("no", "null", "~", "true", "Null", "", " ", "'", '"', "''", '"\\x00"', '"\\ud800"', "'\u2028'", "[", "]", "[]", "{}", "{", "}"),
    *("[a, b]", "{a: b}", "- a", "? a", "&a x", "*a", "<<: *a", "!!python/object:os.system x", "!x", "|", ">", "%YAML 1.1", "@", "`"),
    *("https://a.b", "javascript:alert(1)", "//a", "../../etc/passwd", "/x/", "a.md", "A B", "A B, ordförande", "803-1966/2016"),
    *("2 years", "1 month", "full", "hidden", "initials", "sv", "xx", "agenda", "minutes", "59.9, 10.7", "ÅÄÖ", "\u0130i", "ß", "\U0001f468\u200d\U0001f469"),
    *("<script>alert(1)</script>", "' onload=alert(1)", "{{ 7*7 }}", "x" * 300, "\u202e", "\u200b", "\u00a0", "\ufeff", "\x00", "\x1b[31m", "\x85"),
)  # fmt: skip
MARKS = (
    *("\n", "\n\n", "  \n", " ", "    ", "\t", "- ", "* ", "1. ", "9999999999. ", "> ", "# ", "#", "###### ", "---\n", "===\n", "```", "~~~\n", "`"),
    *("*", "**", "***", "_", "__", "[", "]", "(", ")", "](", "![", "[[", "]]", "|", " | ", "|-|\n", "\n|-|-|\n", ": ", "\n: ", "<", ">", "<b>", "</b>", "<!--"),
    *("[^1]", "\n\n[^1]: ", "[a]", "\n\n[a]: ", "[a]: <", "\\", "\\[", "&", "&amp;", "&#0;", "&#x41;", "&nbsp;", '"', "'", "!", "{{ x }}", "~~", "$", "^"),
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "](javascript:alert(1))", "](JaVa\nScript:x)", "](data:text/html,x)", "](https://a.b 't')"),
    *("[x](x.md)", "](#a)", "<https://a.b>", "<a@b.se>", "<javascript:x>", "](<", ">)", "\u202e", "\u200b", "\u00a0", "\x00", "\ufffd", "\u2028", "e\u0301"),
)  # fmt: skip
TAGS = (
    "p div b i table tr td ul li h1 h2 a script style svg iframe br img pre code span title head body html meta".split()
)
ACTIVE = re.compile(r"^\s*(?!https?:|mailto:|tel:)[a-z][a-z0-9+.-]*:|^//", re.IGNORECASE)
ALLOWED = frozenset("p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre code em strong a img br hr table thead tbody tr th td div section sup span s".split())  # fmt: skip


class Wrong(AssertionError):  # noqa: N818 - a finding, not a fault
    """Something that must hold does not."""


def must(holds, what):
    if not holds:
        raise Wrong(what)


def said_well(messages, lines=None):
    """Each message can be printed in every form, and stands within the file."""
    for message in messages:
        must(
            message.text and message.span.line >= 0 and message.span.column >= 0,
            f"a message without place or words: {message}",
        )
        if lines is not None:
            must(message.span.line <= lines, f"a message behind the end: {message}")
    for format in ("text", "json"):
        for shown in render(in_order(messages), format, False):
            shown.encode("utf-8")
            if format == "json":
                json.loads(shown)
    return [message for message in messages if message.severity == "error"]


def mutated(data, chance):
    """Some bytes gone, doubled, exchanged or changed."""
    data = bytearray(data)
    for _ in range(chance.randrange(1, 6)):
        if not data:
            break
        at, size = chance.randrange(len(data)), chance.choice((1, 1, 2, 8, 64))
        match chance.randrange(5):
            case 0:
                del data[at : at + size]
            case 1:
                data[at:at] = data[at : at + size]
            case 2:
                data[at] = chance.randrange(256)
            case 3:
                data[at:at] = chance.choice(VALUES).encode("utf-8", "surrogatepass")
            case 4:
                other = chance.randrange(len(data))
                data[at : at + size] = data[other : other + size]
    return bytes(data)


# ---------------------------------------------------------------- kinds of input


def yaml_of(chance):
    lines = []
    for _ in range(chance.randrange(1, 12)):
        indent = chance.choice(("", "", "", "  ", "    ", "\t", "  - "))
        key = chance.choice(FIELDS) + chance.choice(("", "", "", "", "s", " "))
        lines.append(f"{indent}{key}{chance.choice((': ', ': ', ': ', ':', ' : '))}{chance.choice(VALUES)}")
    return "\n".join(lines)


def front_matter(chance):
    """A file of any kind of content."""
    head = yaml_of(chance)
    if chance.random() < 0.5:
        head = f"title: T\ndate: 2017-02-23\ntype: report\nname: N\n{head}"
    data = f"---\n{head}\n---\n\nText.\n".encode("utf-8", "surrogatepass")
    if chance.random() < 0.3:
        data = mutated(data, chance)
    checked = read_file(chance.choice(PATHS), data)
    said_well(checked.messages, len(re.split(b"\r\n|\r|\n", data)) + 1)


def settings(chance):
    data = f"name: A\n{yaml_of(chance)}\n".encode("utf-8", "surrogatepass")
    said_well(read_config(mutated(data, chance) if chance.random() < 0.3 else data).messages)


def lock(chance):
    lines = (
        f"{chance.choice(VALUES)}{chance.choice((' ', '  ', chr(9)))}{chance.choice(VALUES)}"
        for _ in range(chance.randrange(6))
    )
    text = "/documents/2017/a/ document A\n" + "\n".join(lines)
    said_well(read_lock(text.encode("utf-8", "replace").decode()).messages)


class _Markup(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.open, self.text = [], []
        self.feed(page)
        self.close()
        must(not self.open, f"left open: {self.open}")

    def handle_starttag(self, tag, attrs):
        must(tag in ALLOWED, f"<{tag}>")
        for name, value in attrs:
            must(not name.startswith("on") and name not in ("style", "srcdoc"), f"{name}={value}")
            must(name not in ("href", "src") or not ACTIVE.match(value or ""), f"{name}={value}")
        if tag not in ("br", "hr", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        must(self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}")
        self.open.pop()


def body_holds(text, words=()):
    """What must hold for every body; its words are on the page, or there is an error."""
    checked = read_body("a.md", text.split("\n"), 1)
    errors = said_well(checked.messages, len(text.split("\n")))
    body = checked.value
    pieces = [piece for section in body.sections for piece in (section.heading, section.html)]
    pieces.append(body.footnotes)
    for piece in pieces:
        _Markup(piece)
    if errors:
        return
    for link in body.links:
        must(link.kind != "web" or not ACTIVE.match(link.target), f"a link to {link.target}")
    page = html.unescape("\n".join([*pieces, *(part for link in body.links for part in (link.target, link.fragment))]))
    labels = " ".join(
        "".join(found) for found in re.findall(r"\[\^([^\]]*)\]|\]\[([^\]]*)\]|\[([^\]]*)\]:|\[\[([^\]|]*)\|", text)
    )
    for word in words:
        must(word in page or word in labels, f"{word} is lost")


def markdown(chance):
    count, parts = 0, []
    for _ in range(chance.randrange(1, 30)):
        if chance.random() < 0.4:
            parts.append(f"ord{count}x")
            count += 1
        parts.append(chance.choice(MARKS))
    body_holds("".join(parts), [f"ord{number}x" for number in range(count)])


def original(chance):
    """A paper to import: text, Markdown or a web page; its draft is read without a fault."""
    name = chance.choice(("a.txt", "a.md", "a.html"))
    parts = []
    for _ in range(chance.randrange(1, 25)):
        tag = chance.choice(TAGS)
        more = (
            (f"<{tag}>", f"</{tag}>", f"<{tag} x='", "'>")
            if name == "a.html"
            else ("\n", "\n\n", "Närvarande: ", "Sak 7/23 ", "Møte 16.02.2017\n")
        )
        parts.append(chance.choice((chance.choice(VALUES), chance.choice(MARKS), chance.choice(more), "Ord ord. ")))
    data = "".join(parts).encode("utf-8", "surrogatepass")
    can_be_drafted(name, mutated(data, chance) if chance.random() < 0.3 else data)


@cache
def papers():
    """A PDF, and the parts of a Word file, to be damaged."""
    from papers import pdf, word

    def fill(document):
        document.add_heading("Protokoll 2017-02-23", 1)
        document.add_paragraph("Närvarande: Anna Berg, ordförande")
        document.add_table(2, 2).cell(0, 0).text = "Sak 7/23"
        document.add_paragraph("Budsjett", style="List Number")

    with zipfile.ZipFile(io.BytesIO(word(fill))) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    return pdf(
        ["Protokoll 2017-02-23", "Närvarande: Anna Berg, ordförande"], ["Sak 7/23", [(60, "A"), (300, "B")]]
    ), parts


def paper(chance):
    """A PDF or a Word file with some bytes damaged, or those of one of its parts."""
    whole, parts = papers()
    name, data = chance.choice((("a.pdf", whole), ("a.docx", b""), ("a.docx", b"")))
    if name == "a.docx":
        hit = chance.choice((*parts, "", ""))
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for part, content in parts.items():
                packed.writestr(zipfile.ZipInfo(part), mutated(content, chance) if part == hit else content)
        data = out.getvalue() if hit else mutated(out.getvalue(), chance)
    else:
        data = mutated(data, chance)
    can_be_drafted(name, data)
    with tempfile.TemporaryDirectory(prefix="diarium-fuzz-") as folder:
        beside = Path(folder, name)
        beside.write_bytes(data)
        words_inside(beside)


def can_be_drafted(name, data):
    try:
        found = read_original(name, data)
    except Refused as refusal:
        must(str(refusal), "refused without a word")
        return
    draft = drafted(found, NOTHING_KNOWN).text
    said_well(read_file(PATHS[0], draft.encode("utf-8")).messages)


NOTHING_KNOWN = Known()
PAPERS = 64  # every so many inputs one is a paper, which takes longer
KINDS_OF_INPUT = (front_matter, front_matter, settings, lock, markdown, markdown, markdown, original)


def try_number(number):
    """One input; what was wrong with it, or nothing."""
    chance = random.Random(number)
    kind = paper if number % PAPERS == PAPERS - 1 else KINDS_OF_INPUT[number % len(KINDS_OF_INPUT)]
    try:
        kind(chance)
    except Wrong as wrong:
        return f"{number} ({kind.__name__}): {wrong}"
    except Exception as fault:  # noqa: BLE001 - any exception is a finding
        return f"{number} ({kind.__name__}): {type(fault).__name__}: {fault}"
    return ""


def main():
    count, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    began, found = time.monotonic(), 0
    for number in range(first, first + count):
        wrong = try_number(number)
        if wrong:
            found += 1
            sys.stdout.write(f"{wrong[:300]}\n")
        if (number + 1 - first) % 10_000 == 0:
            sys.stdout.write(f"… {number + 1 - first} inputs, {found} findings, {time.monotonic() - began:.0f} s\n")
            sys.stdout.flush()
    sys.stdout.write(f"{count} inputs from {first} on: {found} findings\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
