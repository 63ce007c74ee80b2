"""The sample in a real browser: clicked through, without JavaScript, with the keyboard, on a narrow screen, from a disk."""

from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from looking import follow

FRONT = ""
KINDS = {
    "front page": FRONT,
    "index": "organisations/",
    "documents": "documents/",
    "document": "documents/2017/reserapport-nordisk-huvudstadskonferens/",
    "long list": "documents/2023/innkalling-2023-08-31/",
    "statement": "documents/2016/svar-pa-remiss-internationell-strategi/",
    "person": "people/asbjorn-flo/",
    "city": "cities/oslo/",
    "organisation": "organisations/osloregionens-internasjonale-advisory-board/",
    "series": "series/nordisk-huvudstadskonferens/",
    "meeting": "series/osloregionens-faggruppe-for-naeringssamarbeid/2023-08-31/",
    "stub": "series/internationella-beredningen/1-2017/",
    "case": "cases/803-1966-2016/",
    "theme": "themes/samverkan/",
    "year": "years/2017/",
    "text": "accessibility/",
    "not found": "there/is/no/such/page/",
}


@contextmanager
def visit(browser, origin, **settings):
    """A page in a browser of its own that notes what goes wrong and what it asks of others."""
    context = browser.new_context(locale="sv-SE", **settings)
    page = context.new_page()
    page.trouble = []
    page.on("console", lambda said: page.trouble.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.trouble.append(str(error)))
    page.on("requestfailed", lambda request: _note_a_loss(page, request))
    page.on("request", lambda request: _note_a_stranger(page, request.url, origin))
    page.on("response", lambda answer: _note_a_failure(page, answer))
    try:
        yield page
    finally:
        context.close()


def _note_a_stranger(page, url, origin):
    if not url.startswith((origin, "data:", "blob:", "about:")):
        page.trouble.append(f"asks a stranger: {url}")


def _note_a_loss(page, request):
    if request.failure != "net::ERR_ABORTED":  # which only says that the next page was opened meanwhile
        page.trouble.append(f"failed: {request.url}")


def _note_a_failure(page, answer):
    if answer.status >= 400:
        page.trouble.append(f"{answer.status}: {answer.url}")


def origin_of(address):
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}/"


@pytest.fixture(params=["/", "/arkiv/"])
def address(request):
    """Where the front page is: at the root of its host, or below a path."""
    return request.getfixturevalue("sample_address" if request.param == "/" else "arkiv_address")


@pytest.fixture
def page(browser, address):
    with visit(browser, origin_of(address)) as page:
        yield page


def click(page, name, within="main"):
    """Click the first link with these words, and say where that led."""
    return follow(page.locator(within).get_by_role("link", name=name, exact=True).first)


def heading(page):
    return page.locator("h1").inner_text()


def follow_the_thread(page, address):
    """Front page → document → person → document → city → series → meeting."""
    page.goto(address)
    title = "Reserapport från Nordisk huvudstadskonferens 2017 i Helsingfors"
    assert click(page, title) == f"{address}{KINDS['document']}"
    assert heading(page) == title
    assert click(page, "Elin Sundin") == f"{address}people/elin-sundin/"
    assert heading(page) == "Elin Sundin"
    click(page, title)
    assert click(page, "Helsingfors") == f"{address}cities/helsingfors/"
    assert heading(page) == "Helsingfors"
    click(page, title)
    assert click(page, "Nordisk huvudstadskonferens") == f"{address}series/nordisk-huvudstadskonferens/"
    assert click(page, "2007") == f"{address}series/nordisk-huvudstadskonferens/2007/"
    assert "härlett" in page.locator("main").inner_text()
    assert follow(page.locator("header").get_by_role("link").first) == address


def test_a_reader_finds_the_way_by_clicking(page, address):
    follow_the_thread(page, address)
    assert not page.trouble


def test_a_reader_finds_the_way_without_javascript(browser, address):
    with visit(browser, origin_of(address), java_script_enabled=False) as page:
        follow_the_thread(page, address)
        assert not page.trouble


def test_no_page_complains_or_asks_a_stranger(page, address):
    for kind, path in KINDS.items():
        page.goto(f"{address}{path}")
        page.evaluate("() => new Promise(done => requestIdleCallback(done))")  # what a script does after loading
        expected = [one for one in page.trouble if kind == "not found" and "404" in one and path in (one + path)]
        assert page.trouble == expected, kind
        page.trouble.clear()


def test_a_page_that_is_not_there_leads_back_from_any_depth(page, address):
    answer = page.goto(f"{address}{KINDS['not found']}")
    assert answer.status == 404
    assert heading(page) == "Sidan finns inte"
    assert page.evaluate("document.styleSheets.length") >= 1, "its style sheet is found from any depth"
    click(page, "Personer")
    assert page.url == f"{address}people/"


def test_a_link_to_a_paragraph_brings_it_into_view(page, address):
    page.goto(f"{address}themes/paverkan/")
    page.locator("article.excerpt").last.get_by_role("link", name="Påverkan", exact=True).click()
    page.wait_for_url("**#h-paverkan")
    in_view = "() => Math.abs(document.querySelector('#h-paverkan').getBoundingClientRect().top) < innerHeight"
    page.wait_for_function(in_view)  # the page may glide there


# ---------------------------------------------------------------- the keyboard


def test_the_first_stop_of_the_keyboard_skips_to_the_content(page, address):
    for path in (FRONT, KINDS["document"]):
        page.goto(f"{address}{path}")
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        assert focused.get_attribute("href") == "#main"
        box = focused.bounding_box()
        assert box["x"] >= 0, "a link in focus can be seen"
        assert box["y"] >= 0
        page.keyboard.press("Enter")
        page.wait_for_url("**#main")
        page.keyboard.press("Tab")
        assert page.locator(":focus").evaluate("e => document.querySelector('main').contains(e)")
    assert not page.trouble


def test_the_keyboard_reaches_every_link_and_shows_where_it_is(page, address):
    page.goto(f"{address}cases/803-1966-2016/")
    links = page.locator("a[href]").count()
    seen = 0
    for _ in range(links + 10):
        page.keyboard.press("Tab")
        tag, outline = page.evaluate(
            "() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.tagName, s.outlineStyle !== 'none' || s.boxShadow !== 'none'] }"
        )
        if tag == "BODY":
            break
        seen += tag == "A"
        assert outline, page.evaluate("document.activeElement.outerHTML")
    assert seen == links


# ---------------------------------------------------------------- narrow screens, other colours


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_scrolls_sideways(browser, sample_address, width):
    wide = []
    with visit(browser, origin_of(sample_address), viewport={"width": width, "height": 640}) as page:
        for kind, path in KINDS.items():
            page.goto(f"{sample_address}{path}")
            excess, culprits = page.evaluate(
                """() => {
                    const room = document.documentElement.clientWidth;
                    const out = [...document.querySelectorAll('main *, header *, footer *')]
                        .filter(e => e.getBoundingClientRect().right > room + 1)
                        .map(e => e.outerHTML.slice(0, 80));
                    return [document.documentElement.scrollWidth - room, out.slice(0, 3)];
                }"""
            )
            if excess > 0:
                wide.append(f"{kind}: {excess} px, {culprits}")
    assert not wide


def test_what_is_printed_on_paper_is_the_whole_document(browser, sample_address):
    with visit(browser, origin_of(sample_address)) as page:
        page.goto(f"{sample_address}{KINDS['document']}")
        on_screen = page.locator("article").inner_text()
        page.emulate_media(media="print")
        on_paper = page.locator("article").inner_text()
        for sentence in ("Konferensen hade ett dubbelt tema", "Rana Carlstedt", "Återberättad för exempelarkivet"):
            assert sentence in on_screen
            assert sentence in on_paper


# ---------------------------------------------------------------- from a disk


def test_the_pages_can_be_read_from_a_disk(browser, sample_site):
    """As files, without a server: a link to a folder shows the folder, and the page is in it.

    Only the search needs a server; its page offers the other ways in, and nothing is reported as broken.
    """
    front = (sample_site.site / "index.html").as_uri()
    with visit(browser, "file://") as page:
        page.goto(front)
        assert heading(page) == "Nordiska mötesarkivet (exempel)"
        assert page.evaluate("document.styleSheets.length") >= 1
        click(page, "Reserapport från Nordisk huvudstadskonferens 2017 i Helsingfors")
        if page.url.endswith("/"):  # the browser lists the folder, and finds fault with its own list
            page.trouble.clear()
            page.goto(f"{page.url}index.html")
        assert heading(page) == "Reserapport från Nordisk huvudstadskonferens 2017 i Helsingfors"
        assert page.evaluate("document.styleSheets.length") >= 1
        page.goto((sample_site.site / "search" / "index.html").as_uri())
        assert page.locator("[data-search-plain] a").first.is_visible()
        assert not page.trouble
