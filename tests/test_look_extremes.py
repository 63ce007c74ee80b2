"""Much, little, long and from right to left: the pages of an archive that breaks layouts stay whole."""

import pytest
from archive import Archive
from dom import parse
from looking import ARABIC, LONG_NAME, LONG_TITLE, axe, extremes, invalid, sideways
from test_browser import origin_of, visit

PAGES = {
    "long archive name": "",
    "400 participants": "documents/2020/crowd/",
    "no participants": "documents/2020/nobody/",
    "title of 300 characters": "documents/2020/long/",
    "right to left": "documents/2020/arabic/",
    "60 editions": "series/sextio/",
    "one edition": "series/den-enda/",
    "one meeting": "series/den-enda/2020-03-03/",
    "60 meetings from one": "series/sextio/1990/",
    "index": "documents/",
    "city of 58 letters": "cities/llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch/",
    "meeting in a city of 58 letters": "series/den-enda/2020-05-05/",
    "cities": "cities/",
    "withdrawn": "documents/2020/withdrawn/",
    "moved": "gammal/",
    "faded": "people/gone/",
    "search": "search/",
    "statement without a page": "accessibility/",
    "long page": "about/",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    made = extremes(tmp_path_factory.mktemp("extremes"))
    outcome = made.build()
    assert outcome.status == 0, outcome.err
    return made


@pytest.fixture(scope="module")
def address(archive, serve):
    with serve(archive.root / "site", "/a/") as address:
        yield address


@pytest.fixture
def page(browser, address):
    with visit(browser, origin_of(address), reduced_motion="reduce") as page:
        page.route("**/gammal/", _stay)
        yield page


def _stay(route):
    """A page that leads on at once is held, to be looked at."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace('http-equiv="refresh"', 'name="refresh"'))


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_extremes_stay_within_the_screen(page, address, width):
    page.set_viewport_size({"width": width, "height": 800})
    found = {}
    for kind, path in PAGES.items():
        page.goto(f"{address}{path}")
        found[kind] = sideways(page)
    assert {kind: wrong for kind, wrong in found.items() if wrong} == {}
    assert not page.trouble


def test_axe_finds_nothing_in_extremes(page, address):
    found = {}
    for kind, path in PAGES.items():
        page.goto(f"{address}{path}")
        found[kind] = axe(page)
    assert {kind: wrong for kind, wrong in found.items() if wrong} == {}


def test_extremes_are_valid_html(archive):
    assert invalid(archive.root / "site") == []


def test_a_crowd_is_folded_and_whole(page, address):
    page.goto(f"{address}documents/2020/crowd/")
    everyone = page.locator(".participants .people > li")
    assert everyone.count() == 400
    assert page.locator(".participants .people > li:visible").count() == 12
    said = page.locator(".participants h3 .count").all_inner_texts()
    assert said == ["80"] * 5
    page.emulate_media(media="print")
    assert page.locator(".participants .people > li:visible").count() == 400


def test_nobody_leaves_no_empty_list(page, address):
    page.goto(f"{address}documents/2020/nobody/")
    assert page.locator(".participants").count() == 0
    assert page.locator(".reading").inner_text().strip() in ("", "Skriv ut")


def test_long_titles_and_names_are_shown_to_the_end(page, address):
    page.goto(f"{address}documents/2020/long/")
    assert page.locator("h1").inner_text().startswith(LONG_TITLE.strip(" ,"))
    assert LONG_NAME in page.locator(".people").inner_text()


def test_text_from_right_to_left_begins_at_the_right(page, address):
    page.goto(f"{address}documents/2020/arabic/")
    for what in ("h1", ".prose p", ".prose li"):
        first = page.locator(what).filter(has_text=ARABIC[:8]).first
        right, edge = first.evaluate(
            """it => {
                const text = document.createTreeWalker(it, NodeFilter.SHOW_TEXT);
                let node = text.nextNode();
                while (node && !/[\\u0600-\\u06ff]/.test(node.textContent)) node = text.nextNode();
                const range = document.createRange();
                range.selectNodeContents(node);
                const box = getComputedStyle(it);
                return [range.getBoundingClientRect().right, it.getBoundingClientRect().right - parseFloat(box.paddingRight)];
            }"""
        )
        assert abs(right - edge) < 3, what


def test_what_follows_a_name_from_right_to_left_stays_behind_it(page, address):
    page.goto(f"{address}documents/2020/arabic/")
    pieces = page.locator(".lead").evaluate(
        """it => [...it.childNodes].map(node => {
            const range = document.createRange();
            range.selectNodeContents(node);
            return [...range.getClientRects()].filter(one => one.width).map(one => one.left);
        }).filter(one => one.length)"""
    )
    assert pieces == sorted(pieces), "no part of the date stands before the name"
    assert all(len(piece) == 1 for piece in pieces)


def test_what_is_in_another_language_says_so_where_there_is_little_of_it(archive):
    """A title over a note, the venue and the motto of a meeting, the reason of a withdrawal."""
    gone = parse(archive.page("documents/2020/withdrawn"))
    assert gone.first("h1")["lang"] == "nb"
    assert [node["lang"] for node in gone.every("span") if "på norsk" in node.words] == ["nb"]
    meeting = parse(archive.page("series/den-enda/2020-05-05"))
    for said in ("Rådhuset i byen", "Byer i bevegelse"):
        assert {node["lang"] for node in meeting.only("main").every("span") if node.words == said} == {"nb"}, said
    moved = parse(archive.page("gammal"))
    assert [a["lang"] for a in moved.only("main").every("a") if a.words == "Platsen"] == ["nb"]


def test_every_edition_of_sixty_is_listed(page, address):
    page.goto(f"{address}series/sextio/")
    assert page.locator(".time-line > li").count() == 60


def test_a_group_of_which_nobody_is_shown_says_all_and_not_more(archive):
    page = archive.page("documents/2020/crowd")
    assert "Visa 68 till<" in page
    assert page.count("Visa alla 80<") == 4


def test_the_front_page_shows_the_series_that_met_last(tmp_path):
    files = {"content/archive.yml": "name: Many\nlanguage: en\n"}
    for at in range(12):
        head = f"title: M{at}\ndate: {2000 + at}-05-01\ntype: minutes\nseries: Board {chr(97 + at)}\nmeeting:\n  date: {2000 + at}-05-01\n"
        files[f"content/documents/{2000 + at}/m.md"] = f"---\n{head}---\n\nText.\n"
    made = Archive(tmp_path, files)
    assert made.build().status == 0
    front = made.page("")
    shown = [chr(97 + at) for at in range(12) if f"Board {chr(97 + at)}</a>" in front]
    assert shown == list("efghijkl")
    assert 'href="series/">Show all' in front
