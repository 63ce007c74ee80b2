"""The open page that becomes a newer one without being loaded anew: it must be what loading gives. In a real browser."""

import random
import re
import threading
from pathlib import Path

import pytest
from patience import PATIENCE

from diarium.preview_handler import Handler
from diarium.preview_server import Outcome, PreviewServer, Stage

PAGES = 5  # that one page becomes, one after the other
EDITS = 12
KINDS = ("documents/2", "people", "cities", "series", "cases", "organisations", "themes", "years")

# What a reader could tell one page from another by. Which table it was printed from is compared apart.
PAGE = """() => {
    const told = document.scripts[0].dataset.table;
    document.scripts[0].removeAttribute("data-table");
    const page = document.documentElement.outerHTML;
    document.scripts[0].dataset.table = told;
    return page;
}"""


class Shown:
    """A preview whose pages are what the test says, in the site of the sample, and a browser that shows one of them."""

    def __init__(self, site, browser):
        self.site, self.pages = Path(site), {}
        self.given = {}
        self.stage = Stage()
        self.server = PreviewServer(0, Handler, self.site, self.stage, print)
        self.answering = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.1})
        self.answering.start()
        size = {"width": 1000, "height": 700}
        self.context = browser.new_context(viewport=size, permissions=["clipboard-read", "clipboard-write"])
        self.context.set_default_timeout(1000 * PATIENCE)
        self.page, self.other = self.context.new_page(), self.context.new_page()
        self.tell()

    def end(self):
        self.context.close()
        self.server.end()
        self.answering.join(PATIENCE)

    # the table

    def __len__(self):
        return len(self.pages)

    def find(self, name):
        if name in self.pages:
            return self.pages[name]
        path = self.site / name
        return "folder" if path.is_dir() else path if path.is_file() else None

    def shows(self, _given):
        return False

    # what the test does

    def tell(self, texts_only=True):
        self.stage.glimpsed(Outcome(True, (), "", self), texts_only=texts_only)

    def names(self, kind):
        """Pages of a kind that lie equally deep, so that their links lead from the same place."""
        paths = [path.relative_to(self.site).as_posix() for path in sorted(self.site.rglob("index.html"))]
        names = [path for path in paths if path.startswith(kind)]
        return [name for name in names if name.count("/") == max(map(str.count, names, "/" * len(names)))]

    def published(self, name):
        return (self.site / name).read_bytes()

    def open(self, name, data=None, query=""):
        self.pages[name] = data if data is not None else self.published(name)
        self.address = f"http://127.0.0.1:{self.server.port}/{name.removesuffix('index.html')}{query}"
        self.name = name
        self.page.bring_to_front()
        self.page.goto("about:blank")  # or another place on the same page would not be loaded
        self.page.goto(self.address)
        self.page.evaluate("window.stayed = true")

    def becomes(self, data, texts_only=True):
        """Whether the open page did without loading."""
        self.pages[self.name] = data
        self.tell(texts_only)
        edition = self.stage.edition
        shown = "edition => document.readyState === 'complete' && document.scripts[0]?.dataset.table === edition"
        self.page.wait_for_function(shown, arg=edition)
        stayed = self.page.evaluate("Boolean(window.stayed)")
        self.page.evaluate("window.stayed = true")
        return stayed

    def is_as_loaded(self):
        self.other.goto(self.address)
        loaded, here = self.other.evaluate(PAGE), self.page.evaluate(PAGE)
        self.other.goto("about:blank")  # or it would follow, too, and come in the way of the next look
        assert here == loaded, first_difference(here, loaded)


def first_difference(here, loaded):
    at = next(
        (at for at, (one, other) in enumerate(zip(here, loaded, strict=False)) if one != other),
        min(len(here), len(loaded)),
    )
    return f"{here[at - 100 : at + 200]!r} instead of {loaded[at - 100 : at + 200]!r}"


@pytest.fixture(scope="module")
def shown(sample_site, browser):
    made = Shown(sample_site.site, browser)
    yield made
    made.end()


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_that_becomes_another_is_that_other(shown, kind):
    """Of its kind, whatever they have in common; so every piece of it comes, goes and changes."""
    names = shown.names(kind)
    chosen = random.Random(kind).sample(names, min(PAGES, len(names)))
    shown.open(chosen[0])
    stayed = []
    for name in [*chosen[1:], chosen[0]]:
        stayed.append(shown.becomes(shown.published(name)))
        shown.is_as_loaded()
    assert any(stayed)


def changed(data, dice):
    """Some lines gone, doubled, or with other words; a line of a page mostly holds an element, and at times half of it."""
    lines = data.decode().splitlines(keepends=True)
    first = lines.index("<body>\n") + 1
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(first, len(lines) - 2)
        one = lines[at]
        lines[at] = dice.choice(
            ("", one + one, one.replace(" ", " other ", 2), one.replace("e", "é"), f"<p>One more.</p>\n{one}")
        )
    if dice.random() < 0.3:
        lines = [
            line.replace("<title>", "<title>Now: ").replace(
                '<meta name="desc', '<meta name="one-more">\n<meta name="desc'
            )
            for line in lines
        ]
    return "".join(lines).encode()


@pytest.mark.parametrize("kind", ["documents/2", "people", "series", "documents/index"])
def test_a_page_that_is_edited_at_random_is_what_loading_gives(shown, kind):
    """Also where what is edited is no proper page any more."""
    dice = random.Random(f"edits of {kind}")
    data = shown.published(dice.choice(shown.names(kind)))
    shown.open(shown.names(kind)[0], data)
    stayed = []
    for _ in range(EDITS):
        shown.tell()  # from where it is left by what could not be exchanged
        stayed.append(shown.becomes(changed(data, dice)))
        shown.is_as_loaded()
    assert any(stayed)


# ---------------------------------------------------------------- what somebody is about

LONG = """<!doctype html>
<html lang="en"><head><title>Long</title>
<script src="../../../assets/theme.js"></script>
<script defer src="../../../assets/site.js" data-copy="Copy" data-copied="Copied" data-paragraph="Link" data-paragraphs="Links" data-print="Print"></script>
<link rel="stylesheet" href="../../../assets/site.css">
</head><body><div class="sheet"><main id="main"><article class="document"><h1>Long</h1>
<p class="filter"><input type="search" id="filter"> <span role="status" data-none="none"></span></p>
<div class="reading"><div class="prose">
%s
<details><summary>More</summary><p>What is folded away.</p></details>
</div></div>
</article></main></div></body></html>
"""


def long(text="as it was", more=0):
    lines = [f'<p id="p-new-{number}">Something new above.</p>' for number in range(more)]
    lines += [f'<p id="p-{number}">Paragraph {number}, <a href="#p-{number}">here</a>.</p>' for number in range(90)]
    lines += [
        f'<p id="p-last">The end is {text}.</p>',
        '<div class="table" id="wide"><table><tr><td>' + "wide" * 200 + "</table></div>",
    ]
    return (LONG % "\n".join(lines)).encode()


TEXT = "documents/2017/long/index.html"


def test_what_somebody_is_about_goes_on(shown):
    shown.open(TEXT, long())
    page = shown.page
    page.locator("summary").click()
    assert page.locator("#wide").evaluate("one => (one.scrollLeft = 150, one.scrollLeft)") == 150
    page.locator("#p-40 a:not(.sign)").focus()
    page.evaluate("""() => {
        const [start, end] = [document.querySelector("#p-41").childNodes[1], document.querySelector("#p-42").childNodes[1]];
        getSelection().setBaseAndExtent(start, 2, end, 4);
        document.querySelector("#p-40").scrollIntoView({ behavior: "instant" });
    }""")
    top = "document.querySelector('#p-40').getBoundingClientRect().top"
    before, selected = page.evaluate(top), page.evaluate("String(getSelection())")
    assert selected.startswith("ragraph 41")
    assert shown.becomes(long("another", more=7))
    assert page.get_by_text("The end is another.").count() == 1
    assert page.evaluate("document.activeElement.hash") == "#p-40"
    assert page.evaluate("String(getSelection())") == selected
    assert page.locator("details").get_attribute("open") is not None
    assert page.locator("#wide").evaluate("one => one.scrollLeft") == 150
    assert abs(page.evaluate(top) - before) < 2
    page.locator("summary").click()
    assert shown.becomes(long())
    assert page.locator("details").get_attribute("open") is None


def test_the_place_that_the_address_names_is_still_marked(shown):
    shown.open(TEXT, long(), "#p-30")
    before = shown.page.evaluate("scrollTo({ top: scrollY + 25, behavior: 'instant' }), scrollY")
    assert before > 1000
    assert shown.becomes(long("another"))
    assert shown.page.evaluate("document.querySelector(':target').id") == "p-30"
    assert abs(shown.page.evaluate("scrollY") - before) < 2
    shown.is_as_loaded()


def test_scripts_work_on_parts_that_came_later(shown):
    shown.open(TEXT, long())
    page = shown.page
    assert shown.becomes(long("another", more=1))
    assert shown.becomes(long("a third", more=2))
    assert page.locator(".tools").count() == 1
    page.get_by_role("button", name="Links").click()
    assert page.locator(".reading.signed").count() == 1
    page.locator("#p-new-1 .sign").click()
    assert page.evaluate("navigator.clipboard.readText()").endswith("/documents/2017/long/#p-new-1")
    page.locator("#p-new-1 .sign[data-said]").wait_for()
    listed = next(name for name in shown.names("people/index"))
    data = shown.published(listed)
    shown.open(listed, data)
    assert page.locator("main .rows > li").count() > 12
    page.locator("#filter").fill("zzzzz")
    assert page.locator("main .rows > li:visible").count() == 0
    row = re.search(rb'<ul class="rows">\s*(<li.*?</li>)', data, re.DOTALL)[1]
    assert shown.becomes(data.replace(row, row + b"<li>A zzzzz more</li>", 1))
    assert page.locator("#filter").input_value() == "zzzzz"
    assert page.locator("main .rows > li:visible").all_inner_texts() == ["A zzzzz more"]
    page.locator("#filter").fill("")
    assert page.locator("main .rows > li:visible").count() > 12


# ---------------------------------------------------------------- what is left to loading


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            b'<link rel="stylesheet"',
            b'<link rel="stylesheet" href="../../../assets/pages.css"><link rel="stylesheet"',
            id="another style sheet",
        ),
        pytest.param(b"</head>", b'<script defer src="../../../assets/cite.js"></script></head>', id="another script"),
        pytest.param(b'data-copy="Copy"', b'data-copy="Copy it"', id="another word for a script"),
        pytest.param(b'lang="en"', b'lang="sv"', id="another language"),
        pytest.param(b"<body>", b'<body class="wide">', id="another body"),
        pytest.param(b"<h1>", b'<form role="search"><input name="q"></form><h1>', id="a field"),
    ],
)
def test_what_cannot_be_exchanged_is_loaded(shown, old, new):
    shown.open(TEXT, long())
    assert old in long()
    assert not shown.becomes(long().replace(old, new, 1))
    shown.is_as_loaded()
    assert not shown.becomes(long("another"))
    shown.is_as_loaded()


def test_a_page_is_loaded_where_something_else_than_its_text_may_be_another(shown):
    shown.open(TEXT, long())
    assert not shown.becomes(long("another"), texts_only=False)
    assert shown.becomes(long("a third"))
    shown.open(TEXT, long(), "?q=paragraph")
    assert not shown.becomes(long("another"))


def test_a_page_with_a_script_that_says_nothing_of_later_parts_is_loaded(shown):
    data = long().replace(b"<article", b'<script src="../../../assets/search/field.js"></script><article')
    shown.open(TEXT, data)
    assert not shown.becomes(data.replace(b"as it was", b"another"))


def test_what_is_wrong_lies_over_the_page_whatever_is_exchanged(shown):
    shown.open(TEXT, long())
    overlay = shown.page.locator("#diarium-preview")
    wrong = Outcome(False, ("content/a.md:1:1: error: wrong",), "1 error")
    shown.stage.glimpsed(wrong)
    overlay.wait_for()
    same = overlay.element_handle()
    shown.stage.glimpsed(wrong)
    shown.pages[TEXT] = long("another")
    with shown.stage._changed:  # a newer table and a mistake in what came after it
        shown.stage._tables += 1
        shown.stage._tell()
    shown.page.get_by_text("The end is another.").wait_for(state="attached")
    assert same.evaluate("one => one.isConnected"), "it is not read aloud once more"
    assert shown.becomes(long("a third"))
    overlay.wait_for(state="detached")
    shown.is_as_loaded()


def test_an_address_that_is_gone_or_moved_is_loaded(shown):
    shown.open(TEXT, long())
    del shown.pages[TEXT]
    shown.tell()
    shown.page.wait_for_function("() => !window.stayed && document.readyState === 'complete'")
    assert shown.page.get_by_text("Paragraph 1,").count() == 0
