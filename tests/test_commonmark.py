"""The examples of the CommonMark specification: each comes out as it says, or stands in a list with the reason.

`commonmark/spec.txt` is the specification as its author published it, under a licence of its own beside it.
"""

import functools
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from conftest import REPOSITORY

from diarium.reading.body import LINK, TEXT_CLOSE, TEXT_OPEN
from diarium.reading.markdown import read_body

FOLDER = REPOSITORY / "tests" / "commonmark"
EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.DOTALL | re.MULTILINE)
# What differs from the specification by design wherever it occurs, and is therefore no difference of an example: the
# levels of headings follow from the page they stand on; paragraphs have anchors; pictures wait until they are looked at.
OURS = {"id", "loading", "tabindex"}
ADDRESSES = {"href", "src"}
EMPTY = {"br", "hr", "img"}


@functools.cache
def examples():
    text = (FOLDER / "spec.txt").read_text("utf-8").replace("→", "\t")
    return EXAMPLE.findall(text)


@functools.cache
def listed():
    """The differences: number of the example → the kind of difference."""
    lines = (FOLDER / "differences.txt").read_text("utf-8").splitlines()
    pairs = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    assert len({number for number, _ in pairs}) == len(pairs)
    return {int(number): kind for number, kind in pairs}


class Seen(HTMLParser):
    """HTML as a reader has it: elements with what they say, and text in which only preformatted space counts."""

    def __init__(self, page):
        super().__init__()
        self.parts, self.text, self.kept = [], "", 0
        self.feed(page)
        self.close()
        self.flush()

    def flush(self):
        text = self.text if self.kept else " ".join(self.text.split())
        if text:
            self.parts.append(text.rstrip("\n") if self.kept else text)
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.flush()
        said = {name: unquote(value or "") if name in ADDRESSES else value for name, value in attrs if name not in OURS}
        self.parts.append((re.sub("^h[1-6]$", "heading", tag), tuple(sorted(said.items()))))
        self.kept += tag == "pre"

    def handle_endtag(self, tag):
        self.flush()
        self.kept -= tag == "pre"
        if tag not in EMPTY:
            self.parts.append("/heading" if re.fullmatch("h[1-6]", tag) else f"/{tag}")

    def handle_data(self, data):
        self.text += data


def ours(markdown):
    """What our reading makes of it, with addresses as they are written, and the codes of what it says."""
    checked = read_body("a.md", markdown.split("\n"), 1)
    body = checked.value
    pieces = []
    for section in body.sections:
        if section.level:
            pieces.append(f"<h{section.level}>{section.heading}</h{section.level}>\n")
        pieces.append(section.html)
    page = "".join([*pieces, body.footnotes]).replace(TEXT_OPEN, "").replace(TEXT_CLOSE, "")

    def address(match):
        link = body.links[int(match[1])]
        full = link.target + (f"#{link.fragment}" if link.fragment else "")
        return full.replace("&", "&amp;").replace('"', "&quot;")

    return re.sub(f"{LINK}(\\d+){LINK}", address, page), checked.messages


def difference(markdown, wanted):
    """The kind of difference there is: an error that keeps it from being published, HTML as text, or another one."""
    page, messages = ours(markdown)
    errors = sorted({message.code for message in messages if message.severity == "error"})
    if errors:
        return f"error {' '.join(errors)}"
    if Seen(page).parts == Seen(wanted).parts:
        return ""
    return "html" if "html-is-text" in {message.code for message in messages} else "other"


def test_all_examples_are_there():
    assert len(examples()) == 652


@pytest.mark.parametrize("number", range(1, 653))
def test_an_example_comes_out_as_the_specification_says_or_stands_in_the_list(number):
    markdown, wanted = examples()[number - 1]
    assert difference(markdown, wanted) == listed().get(number, "").partition(":")[0]
