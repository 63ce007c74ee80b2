"""How the sample's pages look and behave in a real browser: axe, narrow screens, keyboard, themes, paper, a disk."""

import pypdfium2
import pytest
from looking import axe, follow, invalid, sideways
from test_browser import KINDS, origin_of, visit

DOCUMENT = KINDS["document"]
LONG = KINDS["long list"]
PAGES = {
    **KINDS,
    "type": "documents/type/minutes/",
    "years": "years/",
    "people": "people/",
    "abbreviations": "abbreviations/",
    "search": "search/",
    "changes": "changes/",
    "data": "data/",
    "completeness": "about/completeness/",
}


@pytest.fixture
def page(browser, sample_address):
    with visit(browser, origin_of(sample_address), reduced_motion="reduce") as page:
        yield page


def opened(page, address, path):
    page.goto(f"{address}{path}")
    if path != KINDS["not found"]:
        assert not page.trouble
    page.trouble.clear()
    return page


def test_axe_finds_nothing_on_any_page(page, sample_address):
    found = {}
    for kind, path in PAGES.items():
        opened(page, sample_address, path)
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        found[kind] = axe(page)
        page.emulate_media(color_scheme="dark")
        found[f"{kind} in the dark"] = axe(page, "color-contrast", "link-in-text-block")
        page.emulate_media(color_scheme="light")
    assert {kind: wrong for kind, wrong in found.items() if wrong} == {}


def test_axe_finds_nothing_on_a_telephone(page, sample_address):
    page.set_viewport_size({"width": 360, "height": 740})
    narrow = ("target-size", "scrollable-region-focusable", "color-contrast", "aria-hidden-focus", "meta-viewport")
    found = {kind: axe(opened(page, sample_address, path), *narrow) for kind, path in PAGES.items()}
    assert {kind: wrong for kind, wrong in found.items() if wrong} == {}


def test_no_page_scrolls_sideways_at_320_pixels(page, sample_address):
    page.set_viewport_size({"width": 320, "height": 640})
    found = {kind: sideways(opened(page, sample_address, path)) for kind, path in PAGES.items()}
    assert {kind: wrong for kind, wrong in found.items() if wrong} == {}


def test_nothing_moves_while_a_page_is_set(page, sample_address):
    page.add_init_script(
        "window.shifts = 0; new PerformanceObserver(list => { for (const one of list.getEntries()) shifts += one.value })"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    for path in (KINDS["front page"], DOCUMENT, LONG, KINDS["series"], "people/"):
        opened(page, sample_address, path)
        page.wait_for_timeout(150)
        assert page.evaluate("shifts") == 0, path


def test_every_page_of_the_sample_is_valid_html(sample_site):
    assert invalid(sample_site.site) == []


def test_every_page_carries_the_policy_of_the_headers(page, sample_address, sample_site):
    said = (sample_site.site / "_headers").read_text("utf-8")
    for path in PAGES.values():
        opened(page, sample_address, path)
        policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
        assert policy
        assert "unsafe-inline" not in policy
        assert policy in said
    assert page.evaluate("document.styleSheets.length") > 0


def test_an_inline_script_or_style_would_be_refused(page, sample_address):
    opened(page, sample_address, DOCUMENT)
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<p id=probe style=\"color: rgb(1, 2, 3)\">x</p>');"
        "document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.broken = true' }))"
    )
    assert page.evaluate("window.broken") is None
    assert page.locator("#probe").evaluate("it => getComputedStyle(it).color") != "rgb(1, 2, 3)"
    page.trouble.clear()


# ---------------------------------------------------------------- the keyboard


def focused(page):
    return page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id")


def test_the_first_key_offers_to_skip_to_the_text(page, sample_address):
    opened(page, sample_address, DOCUMENT)
    page.keyboard.press("Tab")
    assert focused(page) == "Hoppa till innehållet"
    assert page.locator(".skip").bounding_box()["width"] > 100
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'main'")


WATCH = """() => {
    window.reached = new Set();
    window.unseen = [];
    document.addEventListener("focusin", ({ target }) => {
        reached.add(target);
        if (getComputedStyle(target).outlineStyle === "none") unseen.push(target.outerHTML.slice(0, 120));
    });
    const all = document.querySelectorAll("a[href], button, input, summary, [tabindex='0']");
    window.wanted = [...all].filter(it =>
        it.tabIndex >= 0 && it.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }));
    return wanted.length;
}"""
MISSED = "() => [...wanted.filter(it => !reached.has(it)).map(it => it.outerHTML.slice(0, 120)), ...unseen]"


@pytest.mark.parametrize("kind", PAGES)
def test_the_keyboard_reaches_every_link_and_button_and_shows_where_it_is(page, sample_address, kind):
    page.set_viewport_size({"width": 1280, "height": 900})
    opened(page, sample_address, PAGES[kind])
    for _ in range(page.evaluate(WATCH) + 10):
        page.keyboard.press("Tab")
    assert page.evaluate(MISSED) == []


def test_an_abbreviation_is_explained_on_focus_and_escape_ends_it(page, sample_address):
    opened(page, sample_address, DOCUMENT)
    short = page.locator("abbr[title]").first
    short.focus()
    shown = "it => getComputedStyle(it, '::after').content"
    assert short.get_attribute("title") in short.evaluate(shown)
    page.keyboard.press("Escape")
    assert short.evaluate(shown) == "none"


def test_the_menu_of_a_telephone_opens_and_escape_closes_it(page, sample_address):
    page.set_viewport_size({"width": 360, "height": 740})
    opened(page, sample_address, DOCUMENT)
    link = page.locator(".parts a").first
    assert not link.is_visible()
    page.locator(".parts summary").press("Enter")
    assert link.is_visible()
    link.focus()
    page.keyboard.press("Escape")
    assert not link.is_visible()
    assert focused(page) == "Meny"


# ---------------------------------------------------------------- what scripts add


def test_the_chosen_theme_is_remembered_and_can_be_forgotten(page, sample_address):
    opened(page, sample_address, DOCUMENT)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    switch = page.get_by_role("button", name="Mörkt läge")
    assert switch.get_attribute("aria-pressed") == "false"
    switch.click()
    dark = page.evaluate(paper)
    assert dark != light
    opened(page, sample_address, LONG)
    assert page.evaluate(paper) == dark
    switch.click()
    assert page.evaluate(paper) == light
    assert page.evaluate("localStorage.length") == 0


def test_the_outline_marks_the_section_that_is_read(page, sample_address):
    page.set_viewport_size({"width": 1280, "height": 800})
    opened(page, sample_address, DOCUMENT)
    page.locator(".outline a").nth(3).click()
    page.wait_for_function("document.querySelectorAll('.outline a')[3].hasAttribute('aria-current')")
    marked = page.locator(".outline a[aria-current]")
    assert marked.count() == 1
    assert page.locator(".outline").bounding_box()["y"] >= 0  # it came along


def test_a_link_to_a_heading_or_a_paragraph_is_copied(browser, sample_address):
    settings = {"permissions": ["clipboard-read", "clipboard-write"]}
    with visit(browser, origin_of(sample_address), **settings) as page:
        opened(page, sample_address, DOCUMENT)
        page.evaluate(
            "new MutationObserver(() => { window.said ||= document.querySelector('[data-said]') })"
            ".observe(document.body, { attributes: true, subtree: true })"
        )
        page.locator("a.anchor").first.click()
        page.wait_for_function("window.said")  # it is there for two seconds only
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(f"{sample_address}{DOCUMENT}#h-")
        signs = page.locator(".prose .sign")
        assert signs.first.get_attribute("tabindex") == "-1"  # a hundred steps fewer for the keyboard
        page.get_by_role("button", name="Visa länk vid varje stycke").click()
        assert signs.first.get_attribute("tabindex") == "0"
        signs.first.click()
        page.wait_for_function("() => navigator.clipboard.readText().then(text => text.includes('#p-'))")


def test_typing_narrows_an_index_and_accents_do_not_count(page, sample_address):
    opened(page, sample_address, "people/")
    rows = page.locator(".shelf .rows > li:visible")
    every = rows.count()
    page.get_by_label("Filtrera listan").fill("oyvind satvedt")
    assert rows.all_inner_texts()[0].startswith("Øyvind Såtvedt")
    assert rows.count() == 1
    assert page.locator(".filter [role=status]").inner_text() == "1"
    page.get_by_label("Filtrera listan").fill("zzzz")
    assert page.locator(".filter [role=status]").inner_text() == "Inget i listan passar."
    page.get_by_label("Filtrera listan").fill("")
    assert rows.count() == every


def test_without_javascript_nothing_is_offered_that_needs_it(browser, sample_address):
    with visit(browser, origin_of(sample_address), java_script_enabled=False) as page:
        opened(page, sample_address, "people/")
        assert not page.locator(".filter").is_visible()
        assert not page.locator(".theme").is_visible()
        assert page.locator(".parts a").first.is_visible()
        opened(page, sample_address, LONG)
        assert page.locator(".outline a").first.is_visible()
        page.locator(".fold > summary").first.click()
        assert page.locator(".fold .people > li").last.is_visible()


# ---------------------------------------------------------------- paper and disk


def test_on_paper_every_participant_is_there_and_no_navigation(page, sample_address):
    opened(page, sample_address, LONG)
    folded = page.locator(".fold .people > li").last
    assert not folded.is_visible()
    page.emulate_media(media="print")
    assert folded.is_visible()
    for gone in (".masthead", ".breadcrumbs", ".outline", ".beside", ".fold > summary", ".tools"):
        assert not page.locator(gone).first.is_visible(), gone
    opened(page, sample_address, DOCUMENT)
    page.emulate_media(media="print")
    head = page.locator(".printed-head").inner_text()
    assert "803-1966/2016" in head
    assert "https://arkiv.example/" + DOCUMENT in head
    short = page.locator("abbr[title]").first
    assert short.get_attribute("title") in short.evaluate("it => getComputedStyle(it, '::after').content")


def test_every_sheet_bears_number_address_and_page(page, sample_address):
    opened(page, sample_address, DOCUMENT)
    with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as paper:
        sheets = [" ".join(sheet.get_textpage().get_text_bounded().split()) for sheet in paper]
    assert len(sheets) > 1
    for number, text in enumerate(sheets, 1):
        assert "803-1966/2016 · https://arkiv.example/documents/2017/" in text
        assert f"{number} / {len(sheets)}" in text


def test_on_paper_links_are_numbered_and_their_addresses_stand_below_the_text(page, sample_address):
    opened(page, sample_address, LONG)
    listed = page.locator(".targets li")
    assert not listed.first.is_visible()
    page.emulate_media(media="print")
    numbered = page.locator(".prose a").evaluate_all(
        "all => all.filter(it => getComputedStyle(it, '::after').content.includes('counter(link)')).map(it => it.href)"
    )
    assert len(numbered) > 3
    assert listed.all_inner_texts() == numbered


def test_from_a_disk_the_pages_are_dressed_and_lead_to_each_other(browser, sample_site):
    with visit(browser, "file://") as page:
        page.goto((sample_site.site / "index.html").as_uri())
        assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px"
        leads_to = follow(page.locator("main").get_by_role("link", name="Reserapport från Nordisk").first)
        assert leads_to.endswith(f"{DOCUMENT}index.html")
        assert follow(page.locator(".breadcrumbs a").nth(1)).endswith("/documents/index.html")
        assert not page.trouble


def test_with_colours_of_the_readers_own_marks_keep_their_forms(page, sample_address):
    page.emulate_media(forced_colors="active")
    opened(page, sample_address, KINDS["series"])
    rings = page.locator(".time-line > li").evaluate_all(
        "all => all.map(it => [it.className, getComputedStyle(it, '::before')])"
        ".map(([name, style]) => [name, style.borderTopStyle, style.borderRadius])"
    )
    assert {tuple(form) for name, *form in rings if name == "is-announced"} == {("solid", "0px")}
    assert {tuple(form) for name, *form in rings if name == "is-inferred"} == {("dashed", "50%")}
    assert {tuple(form) for name, *form in rings if name == "is-stub"} == {("solid", "50%")}
