"""The search page as a reader meets it: keyboard, address, marks on the document, and everything that can fail."""

import csv
import io
import json
import shutil
from urllib.parse import parse_qs, urlsplit

import pytest
from looking import axe
from patience import until
from searching import SAMPLE, Asking, Searched, built, sample, settled

EVIL = '<img src=x onerror="document.title=\'evil\'"><b>Fet</b> & "citat"'


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The sample, and a document and a person whose names are markup."""
    root = tmp_path_factory.mktemp("page")
    archive = sample(root)
    quoted = json.dumps(EVIL)
    archive.write(
        "content/documents/2020/evil.md",
        f"---\ntitle: {quoted}\ndate: 2020-05-05\ntype: report\nlang: sv\nparticipants:\n  - name: {quoted}\n---\n\n"
        "Kvarnsten <script>document.title='evil'</script> slut.\n",
    )
    return built(archive).root / "site"


@pytest.fixture(scope="module")
def address(site, serve):
    with serve(site) as found:
        yield found


@pytest.fixture
def page(browser):
    opened = browser.new_page()
    yield opened
    opened.close()


@pytest.fixture
def asking(page, address):
    return Asking(page, address)


def standing_at(page):
    """The address as the page itself knows it: the driver's own hears of a replaced address only a moment later."""
    return page.evaluate("location.href")


def field(page):
    return page.locator('[data-search-form] input[name="q"]')


# ---------------------------------------------------------------- the field


def test_nothing_is_fetched_before_the_reader_turns_to_the_field(page, address):
    asked = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(f"{address}cities/oslo/", wait_until="networkidle")
    assert not [path for path in asked if path.startswith("/search/") or path.endswith(("finder.js", "page.js"))]
    page.locator("#masthead-q").focus()
    page.wait_for_selector('#masthead-q[role="combobox"]')
    assert "/search/index.json" in asked


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("Sotvedt", "people/oyvind-satvedt/"),
        ("huvudstatskonferens", "series/nordisk-huvudstadskonferens/"),
        ("oyvind saatvedt", "people/oyvind-satvedt/"),
        ("helsinki", "cities/helsingfors/"),
        ("1873/2016", "cases/803-1873-2016/"),
        ("803 1966 2016", "cases/803-1966-2016/"),
        ("m zetterblom", "people/marc-zetterblom/"),
        ("profilering", "themes/profilering/"),
        ("exploateringskontoret", "organisations/exploateringskontoret/"),
    ],
)
def test_the_finder_leads_to_the_page(page, address, typed, leads_to):
    page.goto(f"{address}people/")
    page.locator("#masthead-q").fill(typed)  # at once: a list that comes later would take the choice away
    page.wait_for_selector(".found li")
    page.keyboard.press("ArrowDown")
    active = page.locator("#masthead-q").get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}{leads_to}")


def test_initials_find_a_person(page, address):
    page.goto(f"{address}people/")
    page.locator("#masthead-q").press_sequentially("mz")
    page.wait_for_selector(".found li")
    assert "Marc Zetterblom" in page.inner_text(".found")


def test_escape_closes_the_list_and_enter_searches(page, address):
    page.goto(f"{address}people/")
    page.locator("#masthead-q").press_sequentially("oslo")
    page.wait_for_selector(".found li")
    page.keyboard.press("Escape")
    assert page.locator(".found").is_hidden()
    assert page.locator("#masthead-q").get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=oslo")
    page.wait_for_selector("main .hits-found a")


def test_escape_right_after_a_letter_closes_the_list_for_good(page, address):
    page.goto(f"{address}people/")
    page.locator("#masthead-q").fill("osl")
    page.wait_for_selector(".found li")
    page.locator("#masthead-q").evaluate(
        """input => {
            input.value = "oslo";
            input.dispatchEvent(new InputEvent("input"));
            input.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
            return new Promise(done => setTimeout(done, 400)); // longer than the list waits for another letter
        }"""
    )
    assert page.locator(".found").is_hidden()


@pytest.mark.parametrize(
    ("language", "query", "status", "remark"),
    [
        ("sv", "Spånga-Tensta", "1 dokument", ""),
        ("nb", "Spånga-Tensta", "1 dokument", ""),
        ("en", "Spånga-Tensta", "1 document", ""),
        ("nb", "qvxkzw", "0 dokumenter", "Finnes ikke i noe dokument: «qvxkzw»."),
        ("en", "qvxkzw", "0 documents", "Not in any document: “qvxkzw”."),
        ("en", "Spånga-Tensta -Helsinki", "0 documents", "No document has all of the words without what you left out."),
        ("en", "Bryhni Zetterblom", "0 documents", "The words exist, but no document has all of them."),
    ],
)
def test_counts_and_remarks_are_sentences(in_language, language, query, status, remark):
    answer = in_language(language)(query)
    assert answer.status == status
    assert remark in answer.remarks or not remark


@pytest.fixture(scope="module")
def in_language(tmp_path_factory, serve, browser):
    """The search page of the sample in each language of the interface."""
    opened, closing = {}, []

    def get(language):
        if language not in opened:
            served = serve(sample(tmp_path_factory.mktemp(language), language).root / "site")
            closing.append(served)
            opened[language] = Asking(browser.new_page(), served.__enter__())
        return opened[language]

    yield get
    for one in opened.values():
        one.page.close()
    for served in closing:
        served.__exit__(None, None, None)


# ---------------------------------------------------------------- the address


def test_everything_stands_in_the_address_and_back_works(page, address):
    page.goto(f"{address}search/")
    field(page).fill("oslo")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hits-found li")
    assert settled(page).locator(".hits-found > li").count() == 4
    page.locator("label", has_text="Reserapport").first.click()
    page.wait_for_function("() => document.querySelectorAll('.hits-found > li').length === 2")
    page.locator(".above select").select_option("oldest")
    page.wait_for_function("() => location.search.includes('sort=oldest')")
    asked = parse_qs(urlsplit(standing_at(page)).query)
    assert asked == {"q": ["oslo"], "type": ["travel-report"], "sort": ["oldest"]}
    page.go_back()
    page.go_back()
    page.wait_for_function("() => document.querySelectorAll('.hits-found > li').length === 4")
    page.go_forward()
    page.wait_for_function("() => document.querySelectorAll('.hits-found > li').length === 2")
    cited = standing_at(page)
    page.goto("about:blank")
    page.goto(cited)
    page.wait_for_function("() => document.querySelectorAll('.hits-found > li').length === 2")
    assert field(page).input_value() == "oslo"


def test_counts_of_facets_are_those_of_their_results(asking):
    asking("oslo")
    page = asking.page
    page.locator("summary", has_text="Stad").click()
    counts = dict(
        page.eval_on_selector_all(
            ".facets details[open] li",
            "all => all.map(li => [li.querySelector('input').id, Number(li.querySelector('.count').textContent)])",
        )
    )
    assert counts["f-type-travel-report"] == asking("?q=oslo&type=travel-report").count
    assert counts["f-city-oslo"] == asking("?q=oslo&city=oslo").count
    assert counts["f-year-2017"] == asking("?q=oslo&year=2017").count


def test_best_section_and_marks(asking):
    asking("podkast")
    page = asking.page
    assert page.inner_text(".hits-found mark") == "podkast"
    assert page.get_attribute(".hits-found .section a", "href").endswith(
        ("#item-11", "#h-podcast-om-arbeidsinnvandring")
    )


def test_results_can_be_taken_away(asking):
    asking("?q=oslo&sort=oldest")
    with asking.page.expect_download() as taken:
        asking.page.locator("button", has_text="CSV").click()
    data = taken.value.path().read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == 5
    assert rows[1][-1] == f"https://arkiv.example/{SAMPLE['oslo']}"
    with asking.page.expect_download() as taken:
        asking.page.locator("button", has_text="RIS").click()
    assert taken.value.path().read_text("utf-8").count("TY  - ") == 4


def test_feeds_of_what_is_chosen_are_offered_where_they_exist(asking, site):
    asking("?city=oslo")
    links = asking.page.eval_on_selector_all(
        '.above a[rel="alternate"]', "all => all.map(a => new URL(a.href).pathname)"
    )
    wanted = (site / "cities/oslo/feed.xml").exists()
    assert links == (["/cities/oslo/feed.xml"] if wanted else [])


# ---------------------------------------------------------------- on the document


@pytest.mark.parametrize(
    ("query", "document", "marked"),
    [
        ("oslo", "oslo", "Oslo"),
        ('"bilateralt möte"', "oslo", "bilateralt möte"),
        ("803-1873/2016", "oslo", "803-1873/2016"),
        ("1873/2016", "oslo", "803-1873/2016"),
        ("konferenser", "hel", "Konferensen"),
        ("Helsinki", "hel", "Helsingfors"),
    ],
)
def test_the_document_shows_what_was_searched_for(page, address, query, document, marked):
    page.goto(f"{address}search/")
    field(page).fill(query)
    page.keyboard.press("Enter")
    page.wait_for_selector(f'.hits-found a[href*="{SAMPLE[document]}"]')
    page.locator(f'.hits-found .row-main a[href*="{SAMPLE[document]}"]').click()
    page.wait_for_selector("mark.hit")
    assert marked in page.eval_on_selector_all("mark.hit", "all => all.map(one => one.textContent)")
    before = page.locator("mark.hit").count()
    page.locator(".hits button").nth(1).click()
    assert page.locator("mark.hit.now").count() == 1
    page.keyboard.press("Escape")
    assert before
    assert page.locator("mark.hit").count() == 0
    assert "q=" not in standing_at(page)
    assert "also=" not in standing_at(page)


# ---------------------------------------------------------------- what must never happen


def test_names_with_markup_stay_text(asking):
    answer = asking("Kvarnsten")
    page = asking.page
    assert answer.documents == ["documents/2020/evil/"]
    assert page.inner_text(".hits-found .row-main") == EVIL
    assert page.title() != "evil"
    assert page.locator("main img, main .hits-found b").count() == 0
    field(page).fill("img src")
    page.wait_for_selector(".found li")
    assert page.locator(".found img").count() == 0


@pytest.mark.parametrize("query", ["a" * 10_000, "ord " * 2500, '"' * 500, "(((((" * 50, "<b>" * 300])
def test_monstrous_queries_end_quickly(asking, query):
    answer = asking(query)
    assert answer.status
    assert not asking.troubles


def test_no_foreign_request_and_nothing_against_the_policy(page, address):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    asking = Asking(page, address)
    asking("oslo")
    asking("?q=803-1873/2016&type=travel-report")
    assert "wasm-unsafe-eval" in page.get_attribute('meta[http-equiv="Content-Security-Policy"]', "content")
    assert all(url.startswith((address, "blob:")) for url in asked)
    assert not asking.troubles


def test_below_another_path(browser, serve, site):
    with serve(site, base="/arkiv/") as below:
        page = browser.new_page()
        asking = Asking(page, below)
        assert asking("oslo").documents[0].startswith("documents/")
        page.locator(".hits-found .row-main a").first.click()
        page.wait_for_selector("mark.hit")
        assert "/arkiv/documents/" in standing_at(page)
        page.close()


@pytest.mark.parametrize(
    ("lost", "how"),
    [
        ("search/*/index/*.pf_index", "gone"),
        ("search/*/index/*.pf_index", "torn"),
        ("search/*/table.json", "torn"),
        ("search/words/*", "gone"),
        ("search/engine-*/wasm*", "gone"),
        ("search/index.json", "gone"),
        ("search/finder/all.json", "torn"),
    ],
)
def test_a_half_uploaded_index_is_told(browser, serve, site, tmp_path, lost, how):
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    for path in copy.glob(lost):
        path.unlink() if how == "gone" else path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with serve(copy) as place:
        page = browser.new_page()
        page.goto(f"{place}search/?q=oslo")
        if "finder" in lost:
            page.wait_for_selector(".hits-found a")
        else:
            page.wait_for_function("() => document.querySelector('main').innerText.includes('kunde inte laddas')")
        assert page.locator('main a[href$="years/"]').is_visible()
        page.close()


def test_an_open_page_finds_the_index_of_today(browser, serve, site, tmp_path):
    """A page left open asks for files of the old index; it notices and takes the new one."""
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    with serve(copy) as place:
        page = browser.new_page()
        asking = Asking(page, place)
        archive = Searched.__new__(Searched)
        archive.root = tmp_path / "archive"
        fresh = sample(archive.root)
        fresh.write(
            "content/documents/2021/new.md",
            "---\ntitle: Nyhet\ndate: 2021-01-01\ntype: report\nlang: sv\n---\n\nOslo och en alldeles ny kvarnsten.\n",
        )
        built(fresh)
        shutil.rmtree(copy)
        shutil.copytree(fresh.root / "site", copy)
        page.evaluate(
            "() => { history.pushState(null, '', '?q=kvarnsten'); dispatchEvent(new PopStateEvent('popstate')) }"
        )
        page.wait_for_selector('.hits-found a[href*="2021/new"]')
        assert asking
        page.close()


def test_without_javascript_the_lists_lead_on(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}search/?q=oslo")
    text = page.inner_text("main")
    assert "JavaScript" in text
    for kind in ("years/", "cases/", "people/", "cities/"):
        assert page.locator(f'main a[href$="{kind}"]').is_visible()
    context.close()


def test_from_a_disk_the_lists_lead_on(page, site):
    page.goto(f"{(site / 'search/index.html').as_uri()}?q=oslo")
    assert "JavaScript" in page.inner_text("main")


@pytest.mark.parametrize("query", ["", "?q=oslo", "?q=Sotvedt", "?city=oslo&year=2023", "?q=%2D"])
@pytest.mark.parametrize("width", [320, 1280])
def test_accessible(page, address, query, width):
    page.set_viewport_size({"width": width, "height": 800})
    Asking(page, address)(query or "?")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_count_is_said(page, address):
    asking = Asking(page, address)
    asking("oslo")
    status = page.locator("[data-search-status]")
    assert status.get_attribute("role") == "status"
    assert status.inner_text().startswith("4 ")


def test_what_is_typed_before_the_search_is_ready_stays(page, address):
    held = []

    def hold(route):  # the browser marks its handlers, and a list's own method takes no mark
        held.append(route)

    page.route("**/search/index.json", hold, times=1)
    page.goto(f"{address}search/", wait_until="domcontentloaded")
    field(page).fill("oslo")
    until(lambda: page.wait_for_timeout(20) or held, "the search page asks for its index")
    held[0].continue_()
    page.wait_for_selector("[data-search-app]:not([hidden])")
    assert field(page).input_value() == "oslo"
    page.keyboard.press("Enter")
    page.wait_for_selector(".hits-found li")
