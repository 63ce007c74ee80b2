"""Pictures: what is drawn can be read in words, leads somewhere, stays small, and never runs into itself."""

import itertools
import math
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from archive import Archive, document
from crawl import broken_links, faults
from hypothesis import given, settings
from hypothesis import strategies as st

from diarium.pages.pictures import coast, geography, labels, lanes, svg, years
from diarium.pages.pictures.lanes import Lane, Panel, Span, Tick
from diarium.pages.pictures.svg import EM, NARROW, WIDEST, Mark
from diarium.pages.wording import Words
from diarium.reading.body import ROOT

QUICK = settings(max_examples=60)
NARROWEST_PAGE = 280.0


# ---------------------------------------------------------------- reading a page's pictures


def pictures(html):
    """Every picture of a page by the id of its heading; each must be well-formed as XML, too."""
    found = {}
    for text in re.findall(r'<section class="block picture".*?</section>', html, re.DOTALL):
        element = ET.fromstring(text.replace(ROOT, ""))
        found[element.get("aria-labelledby")] = element
    return found


def words(element):
    return " ".join("".join(element.itertext()).split())


def links(element):
    return [a.get("href") for a in element.iter("a")]


MARKS = ("papers", "bare", "inferred", "announced", "missing")


def in_words(picture):
    return next(one for one in picture.iter("details") if one.get("class") == "in-words")


def drawn(picture):
    return next(one for one in picture.iter("svg") if (one.get("class") or "").startswith("drawing"))


def marks(picture):
    """The kinds of marks in the drawing, in its order; a ring round the page's own mark is not one."""
    kinds = [(one.get("class") or "").removeprefix("m-") for one in drawn(picture).iter() if one.tag != "text"]
    return [kind for kind in kinds if kind in MARKS]


# ---------------------------------------------------------------- an archive with every odd series


def series(name, editions, *more):
    """A registry entry of a series with these editions, each a mapping."""
    lines = ["---", f"name: {name}", *more]
    if editions:
        lines.append("editions:")
    for edition in editions:
        pairs = [f"{key}: {value}" for key, value in edition.items()]
        lines += [f"  - {pairs[0]}", *(f"    {pair}" for pair in pairs[1:])]
    return "\n".join([*lines, "---", ""])


CITIES = {"Oslo": "59.91, 10.75", "Stockholm": "59.33, 18.07", "Reykjavik": "64.15, -21.94", "Nowhere": None}
HOSTS = list(CITIES)


def city(name, position, *more):
    placed = [f"position: {position}"] if position else []
    return "\n".join(["---", f"name: {name}", *placed, *more, "---", ""])


def minutes(day, people, *more):
    listed = "".join(f"\n  - name: {name}\n    status: {status}\n    role: {role}" for name, status, role in people)
    fields = [f"participants:{listed}"] if people else []
    return document(
        "Text.\n", "title: Minutes", f"date: {day}", "type: minutes", *more, *fields, without=("title", "date", "type")
    )


def person(n):
    return f"Given{n} Family{n:03}"


STATUSES = ("chair", "secretary", "present", "invited", "absent")

FILES = {
    **{f"content/cities/{name.lower()}.md": city(name, position) for name, position in CITIES.items()},
    "content/cities/frogner.md": city("Frogner", "59.92, 10.70", "part-of: Oslo"),
    "content/series/sixty.md": series(
        "Sixty", [{"date": 1960 + i, "city": HOSTS[i % 4], "status": "held"} for i in range(60)]
    ),
    "content/series/plain.md": series("Plain", [{"date": 1960 + i, "status": "held"} for i in range(60)]),
    "content/series/monthly.md": series(
        "Monthly", [{"date": f"{2015 + i // 12}-{i % 12 + 1:02}-1{i % 9}", "status": "held"} for i in range(60)]
    ),
    "content/series/one.md": series("One", [{"date": 2001, "city": "Oslo", "status": "held"}]),
    "content/series/gaps.md": series(
        "Gaps",
        [
            {"date": 1990, "city": "Oslo", "status": "held"},
            {"date": 1992, "city": "Stockholm", "status": "inferred"},
            {"date": 1998, "status": "announced"},
        ],
        "every: 2 years",
    ),
    "content/series/numbers.md": series("Numbers", [{"number": n, "status": "held"} for n in (1, 2, 5, 23)]),
    "content/series/mixed.md": series(
        "Mixed",
        [
            {"date": "2020-05-05", "status": "held"},
            {"date": "2020-05-06", "status": "held"},
            {"date": "2020-07", "status": "announced"},
            {"date": "2021", "status": "announced"},
            {"number": "3/2019", "status": "held"},
        ],
    ),
    "content/series/empty.md": series("Empty", []),
    # a council of 400, of whom most were there once
    "content/documents/2012/first.md": minutes(
        "2012-02-02",
        [(person(n), STATUSES[n % 5], "Adviser") for n in range(400)],
        "series: Council\nmeeting:\n  date: 2012-02-01\n  city: Oslo",
    ),
    "content/documents/2014/second.md": minutes(
        "2014-03-03",
        [(person(n), STATUSES[(n + 1) % 5], "Head of <everything> & more") for n in range(10)],
        "series: Council\nmeeting:\n  date: 2014-03-01\n  city: Stockholm",
    ),
    "content/documents/2014/unlisted.md": minutes("2014-05-05", [], "series: Council\nmeeting:\n  date: 2014-05-01"),
    # one person in one document
    "content/documents/2016/alone.md": minutes("2016-06", [("Solitary Person", "present", "Clerk")]),
}


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    archive = Archive(tmp_path_factory.mktemp("odd"), FILES)
    outcome = archive.build()
    assert outcome.status == 0, outcome.err
    return archive


@pytest.fixture(scope="module")
def hung(odd):
    """The pictures of every page that has some, by its address."""
    found = {}
    for path in sorted((odd.root / "site").rglob("index.html")):
        shown = pictures(path.read_text("utf-8"))
        if shown:
            found[path.parent.relative_to(odd.root / "site").as_posix()] = shown
    return found


# ---------------------------------------------------------------- what holds for every picture


def test_every_link_leads_somewhere_and_no_id_stands_twice(odd):
    assert [link for link in broken_links(odd.root / "site") if not link.startswith("/data/")] == []
    assert faults(odd.root / "site") == []


@pytest.mark.parametrize("language", ["sv", "nb", "en"])
def test_words_of_pictures_agree_with_their_number(language):
    say = Words(language)
    counted = ["n_cities", "in_n_cities", "n_people", "n_not_drawn", "n_without_list", "n_without_position", "n_others"]
    for name in counted:
        assert say.count(name, 1).count("1") == 1
        assert say.count(name, 2).count("2") == 1
    assert say.count("in_n_cities", 1) != say.count("in_n_cities", 2).replace("2", "1")


def test_every_drawing_has_a_name_and_all_it_links_to_stands_in_words_below(hung):
    for address, shown in hung.items():
        for id, picture in shown.items():
            if not list(picture.iter("figure")):
                continue
            drawing = drawn(picture)
            assert drawing.get("role") == "group"
            assert drawing.get("aria-labelledby") == id
            assert [h.get("id") for h in picture.iter("h2")] == [id]
            listed = set(links(in_words(picture)))
            assert set(links(drawing)) <= listed, (address, id)


def test_every_mark_says_in_words_what_it_is(hung):
    for shown in hung.values():
        for picture in shown.values():
            for link in (a for s in picture.iter("svg") if s.get("role") == "group" for a in s.iter("a")):
                text = words(link)
                assert link.get("aria-label") or text
                visible = "".join(t.text or "" for t in link.iter("text"))
                assert visible in (link.get("aria-label") or visible)


def test_nothing_is_dressed_in_the_page_itself(hung):
    for shown in hung.values():
        for picture in shown.values():
            for element in picture.iter():
                assert "style" not in element.attrib
                assert not any(name.startswith("on") for name in element.attrib)


def test_pictures_stay_small(odd, hung):
    for address, shown in hung.items():
        for id, picture in shown.items():
            if list(picture.iter("figure")):
                assert len(ET.tostring(drawn(picture))) < 22_000, (address, id)
    assert len(odd.page("series/council/")) < 140_000


# ---------------------------------------------------------------- time lines


def test_sixty_editions_are_sixty_marks_in_panels_of_twenty(hung):
    picture = hung["series/sixty"]["time-line"]
    assert marks(picture) == ["bare"] * 60
    assert len([g for g in drawn(picture).iter("g") if g.get("class") == "scale"]) == 3
    assert len(list(in_words(picture).iter("li"))) == 60
    assert "60 meetings 1960–2019, in 4 cities" in words(picture)


def test_a_picture_of_many_marks_is_one_stop_of_the_keyboard_less_each(hung):
    many, few = hung["series/sixty"]["time-line"], hung["series/gaps"]["time-line"]
    marked = [a for a in drawn(many).iter("a") if a.get("aria-label")]
    assert all(a.get("tabindex") == "-1" for a in marked)
    assert not any(a.get("tabindex") for a in drawn(few).iter("a"))
    assert not any(a.get("tabindex") for a in in_words(many).iter("a"))


def test_one_edition_and_none(hung):
    assert marks(hung["series/one"]["time-line"]) == ["bare"]
    assert "series/empty" not in hung


def test_gaps_announced_and_inferred_differ_by_form(hung):
    picture = hung["series/gaps"]["time-line"]
    assert sorted(set(marks(picture))) == ["announced", "bare", "inferred", "missing"]
    assert marks(picture).count("missing") == 2
    for kind in ("announced", "inferred", "no meeting known", "no papers", "host city unknown"):
        assert kind in words(picture)
    for year in ("1994", "1996"):
        assert f"{year} no meeting known this year" in words(in_words(picture))


def test_meetings_known_by_number_alone_stand_ten_to_a_line(hung):
    picture = hung["series/numbers"]["time-line"]
    assert marks(picture).count("bare") == 4
    assert marks(picture).count("missing") == 19
    for label in ("1–10", "11–20", "21–23"):
        assert label in words(drawn(picture))


def test_a_series_of_many_meetings_a_year_has_a_line_a_year(hung):
    picture = hung["series/monthly"]["time-line"]
    assert marks(picture) == ["bare"] * 60
    text = words(drawn(picture))
    assert all(str(year) in text for year in range(2015, 2020))


def test_days_months_years_and_numbers_in_one_series(hung):
    picture = hung["series/mixed"]["time-line"]
    assert len(marks(picture)) == 7  # five, and the numbers 1 and 2 of 2019
    assert "?" in words(drawn(picture))  # where the year stands whose month nobody told


def test_a_meeting_and_its_document_show_where_they_stand(hung):
    for address in ("series/council/2014-03-01", "documents/2014/second"):
        here = [a for a in drawn(hung[address]["series-time-line"]).iter("a") if a.get("aria-current")]
        assert len(here) == 1
        assert here[0].get("href").endswith("series/council/2014-03-01/")
    around = hung["series/sixty/1990"]["series-time-line"]
    assert len(marks(around)) == 13


# ---------------------------------------------------------------- attendance


def test_attendance_says_every_status_in_words_and_in_form(hung):
    picture = hung["series/council"]["attendance"]
    rows = [row for row in picture.iter("tr") if row.find("td") is not None]
    assert len(rows) == 400
    assert words(rows[0].find("th")).startswith("Given")
    cells = [cell for row in rows for cell in row.iter("td")]
    assert len(cells) == 800
    said = {(cell.find("i").get("class"), words(cell)) for cell in cells if cell.find("i") is not None}
    assert len(said) == 5
    assert len({word for _, word in said}) == 5
    assert sum(1 for cell in cells if cell.find("i") is not None) == 410
    assert "1 meeting without a list" in words(picture)


def test_attendance_has_headers_that_lead_to_meetings_and_people(hung):
    picture = hung["series/council"]["attendance"]
    for table in picture.iter("table"):
        heads = [th for th in table.iter("th") if th.get("scope") == "col"]
        assert [words(th) for th in heads] == ["Person", "1 Feb 2012", "1 Mar 2014"]
        assert all("series/council/" in link for th in heads[1:] for link in links(th))
        assert all("people/" in links(th)[0] for th in table.iter("th") if th.get("scope") == "row")
        assert table.find("caption") is not None


def test_most_of_four_hundred_people_stand_behind_a_fold(hung):
    picture = hung["series/council"]["attendance"]
    folded = [row for d in picture.iter("details") for row in d.iter("tr") if row.find("td") is not None]
    assert len(folded) == 390


def test_attendance_shows_the_latest_lists_and_says_how_many_there_are(tmp_path):
    files = {
        f"content/documents/{1990 + n}/minutes.md": minutes(
            f"{1990 + n}-03-01",
            [(f"Person Number{n % 3}", "present", "Clerk")],
            f"series: Council\nmeeting:\n  date: {1990 + n}-03-01",
        )
        for n in range(30)
    }
    archive = Archive(tmp_path, {**files, "content/archive.yml": "name: A\nlanguage: en\n"})
    outcome = archive.build()
    assert outcome.status == 0, outcome.err
    picture = pictures(archive.page("series/council"))["attendance"]
    table = next(picture.iter("table"))
    assert len([th for th in table.iter("th") if th.get("scope") == "col"]) == 1 + 24
    assert "24 meetings, the latest of 30 with a list of participants" in words(picture)
    assert "without a list" not in words(picture)


def test_no_attendance_from_one_list(hung):
    assert "attendance" not in hung["series/one"]


# ---------------------------------------------------------------- people


def test_roles_stand_as_documents_stated_them(hung):
    picture = hung["people/given1-family001"]["roles"]
    assert marks(picture) == ["papers", "papers"]
    for role in ("Adviser", "Head of <everything> & more"):
        assert role in words(drawn(picture))
        assert role in words(in_words(picture))


def test_one_role_on_papers_in_two_languages_is_one_line(tmp_path):
    role = "participants:\n  - Ada Berg, adviser\n"
    archive = Archive(
        tmp_path,
        {
            "content/archive.yml": "name: Roles\nlanguage: en\n",
            "content/documents/2020/one.md": f"---\ntitle: One\ndate: 2020-01-01\ntype: minutes\nlang: en\n{role}---\n",
            "content/documents/2021/two.md": f"---\ntitle: Två\ndate: 2021-01-01\ntype: minutes\nlang: sv\n{role}---\n",
        },
    )
    assert archive.build().status == 0
    picture = pictures(archive.page("people/ada-berg"))["roles"]
    assert words(drawn(picture)).count("adviser") - len(marks(picture)) == 1, "one name of a line, and each mark's own"


def test_company_is_ranked_and_says_its_number(hung):
    picture = hung["people/given1-family001"]["companions"]
    rows = list(picture.iter("li"))
    assert len(rows) == 60
    assert "2 documents in common" in words(rows[0])
    assert "1 document in common" in words(rows[-1])
    assert "399 people" in words(picture)
    assert "339 more not drawn" in words(picture)


def test_equal_company_is_a_list_without_bars(hung):
    picture = hung["people/given300-family300"]["companions"]
    assert not list(picture.iter("line"))
    assert "1 document in common with each" in words(picture)


def test_one_person_alone_has_no_picture(hung):
    assert "people/solitary-person" not in hung


# ---------------------------------------------------------------- documents a year


def test_years_without_documents_are_shown(hung):
    picture = hung[""]["documents-a-year"] if "" in hung else hung["."]["documents-a-year"]
    said = [words(row) for row in in_words(picture).iter("li")]
    assert said == ["2012 1 document", "2013 0 documents", "2014 2 documents", "2015 0 documents", "2016 1 document"]
    assert [link for link in links(drawn(picture)) if "years/" in link] == ["years/2012/", "years/2014/", "years/2016/"]


def test_many_years_are_decades_that_lead_to_their_years(tmp_path):
    days = ["1899-01-01", "1931", "1931-05", "2004-02-03"]
    files = {
        f"content/documents/{n}.md": f"---\ntitle: Paper {n}\ndate: {day}\ntype: report\n---\n\nText.\n"
        for n, day in enumerate(days)
    }
    archive = Archive(tmp_path, {**files, "content/archive.yml": "name: A\nlanguage: en\n"})
    assert archive.build().status == 0
    picture = pictures(archive.page(""))["documents-a-year"]
    decades = ["years/#decade-1890", "years/#decade-1930", "years/#decade-2000"]
    assert links(drawn(picture)) == decades
    assert [link for link in links(in_words(picture)) if link in decades] == decades
    assert "years/1931/" in links(in_words(picture))
    for link in decades:
        assert f'id="{link.partition("#")[2]}"' in archive.page("years")


@QUICK
@given(st.lists(st.tuples(st.integers(0, 5000), st.booleans()), min_size=1, max_size=60))
def test_bars_fit_whatever_they_count(counts):
    bars = [
        (str(1950 + i), n, f"years/{1950 + i}/" if linked else None, f"{n}") for i, (n, linked) in enumerate(counts)
    ]
    bars[0] = (bars[0][0], 1, None, "1")
    drawing = ET.fromstring(years.draw(bars, "x").replace(ROOT, ""))
    tall = float(drawing.get("height").removesuffix("em"))
    for bar in (line for line in drawing.iter("line") if line.get("class") == "bar"):
        assert 0 <= float(bar.get("y2").removesuffix("em")) <= float(bar.get("y1").removesuffix("em")) <= tall
    assert_apart([t for t in drawing.iter("text") if t.get("class") is None])
    numbers = [t for t in drawing.iter("text") if t.get("class") is not None]
    if len(numbers) > 1:
        assert_apart(numbers)


# ---------------------------------------------------------------- labels that never meet


def extents(label, page=NARROWEST_PAGE):
    """From where to where a text stands across, on a page of this width; a place for each letter makes each a text."""
    places = label.get("x").split()
    said = "".join(label.itertext())
    texts = [said] if len(places) == 1 else list(said)
    for x, text in zip(places, texts, strict=True):
        at = float(x.removesuffix("%")) / 100 * page
        wide = svg.width(text) * EM
        yield {"start": (at, at + wide), "end": (at - wide, at)}.get(
            label.get("text-anchor"), (at - wide / 2, at + wide / 2)
        )


def assert_apart(listed):
    for page in (NARROWEST_PAGE, 400.0, 700.0):
        for (_, end), (begin, _) in itertools.pairwise(sorted(e for label in listed for e in extents(label, page))):
            assert end <= begin + 0.5


def assert_scale_is_readable(drawing):
    for group in (g for g in drawing.iter("g") if g.get("class") == "scale"):
        shown = list(group.iter("text"))
        assert_apart(shown)
        for label in shown:
            begin = min(begin for begin, _ in extents(label))
            end = max(end for _, end in extents(label))
            assert begin >= -0.5
            assert end <= NARROWEST_PAGE + 0.5


def test_the_years_and_months_over_every_time_line_stand_apart(hung):
    for shown in hung.values():
        for picture in shown.values():
            if list(picture.iter("figure")):
                assert_scale_is_readable(drawn(picture))


names = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)


@QUICK
@given(
    st.lists(
        st.tuples(names, st.lists(st.tuples(st.floats(0, 1), st.sampled_from(MARKS)), max_size=60)),
        min_size=1,
        max_size=8,
    )
)
def test_lanes_are_well_formed_whatever_they_hold(given_lanes):
    listed = tuple(
        Lane(label, tuple(Mark(at, kind, label, "a/b c/") for at, kind in marked), "x/", "sv", (Span(0.1, 0.9),))
        for label, marked in given_lanes
    )
    drawing = ET.fromstring(lanes.draw((Panel(listed, (Tick(0, "1999"), Tick(1, "2001"))),), "x").replace(ROOT, ""))
    for circle in (c for c in drawing.iter("circle") if c.get("cx")):
        assert 0 <= float(circle.get("cx").removesuffix("%")) <= 100
    for label in (t for t in drawing.iter("text") if t.get("class") == "lane"):
        shown = label.text if label.find("title") is None else label.find("title").tail
        assert svg.width(shown) * EM <= NARROW + 1


@QUICK
@given(st.lists(st.floats(0, 1), max_size=80), st.floats(0.001, 0.2))
def test_marks_are_spread_in_their_order(places, least):
    places = sorted(places)
    moved = svg.spread(places, least)
    assert len(moved) == len(places)
    assert all(0 <= at <= 1 for at in moved)
    room = min(least, 1 / max(1, len(places) - 1))
    assert all(b - a >= room - 1e-9 for a, b in itertools.pairwise(moved))


@QUICK
@given(
    st.lists(st.tuples(st.floats(0, 1), names), max_size=70, unique_by=lambda one: one[0]),
    st.floats(0.4, 1),
    st.booleans(),
)
def test_ticks_never_touch(given_ticks, share, here):
    ticks = [Tick(at, label[:12], here and i == 2) for i, (at, label) in enumerate(sorted(given_ticks))]
    kept = lanes.thinned(ticks, share)
    assert bool(kept) == bool(ticks)
    if here and len(ticks) > 2:
        assert any(tick.here for tick in kept)


spots = st.tuples(st.floats(0.02, 0.98), st.floats(0.02, 0.98), st.floats(10, 140), st.floats(10, 100))


@QUICK
@given(st.lists(spots, min_size=1, max_size=40))
def test_names_on_a_map_never_meet_at_any_width(given_dots):
    dots = [labels.Dot(x, y, 5.0, (wide, short)) for x, y, wide, short in given_dots]
    tall = NARROW / geography.ASPECT
    placed = labels.place(dots, NARROW, tall, WIDEST / NARROW)
    assert len(placed) == len(dots)
    for step in range(25):
        scale = 1 + (WIDEST / NARROW - 1) * step / 24
        boxes = []
        for dot, spot in zip(dots, placed, strict=True):
            if spot is None:
                continue
            wide = dot.wide[spot.form]
            x = dot.x * NARROW * scale + spot.dx - {"start": 0, "end": wide, "middle": wide / 2}[spot.anchor]
            y = dot.y * tall * scale + spot.dy
            assert -0.01 <= x <= NARROW * scale - wide + 0.01
            boxes.append((x, y - 7, x + wide, y + 7))
        for one, two in itertools.combinations(boxes, 2):
            apart = one[2] <= two[0] + 0.01 or two[2] <= one[0] + 0.01 or one[3] <= two[1] or two[3] <= one[1]
            assert apart


def test_a_name_with_room_is_never_left_out():
    assert labels.place([labels.Dot(0.5, 0.5, 5.0, (60.0,))], NARROW, NARROW * 0.75, 2.0) != [None]


# ---------------------------------------------------------------- maps


def test_the_map_of_the_archive_places_what_has_coordinates_and_names_the_rest(hung):
    home = hung["."]
    picture = home["map"]
    listed = words(in_words(picture))
    for name in (*CITIES, "Frogner"):
        assert name in listed
    assert "Nowhere without coordinates" in listed
    assert "4 cities and places, 1 without coordinates" in words(picture)
    assert len(list(drawn(picture).iter("a"))) == 3
    assert "Oslo +1" in words(drawn(picture))  # its part lies under the same dot


def test_a_city_without_coordinates_has_no_map(hung):
    assert "map" not in hung.get("cities/nowhere", {})
    assert "map" in hung["cities/oslo"]
    here = [a for a in drawn(hung["cities/oslo"]["map"]).iter("a") if a.get("aria-current")]
    assert len(here) == 1


def test_host_cities_are_on_the_map_of_their_series(hung):
    picture = hung["series/sixty"]["map"]
    assert "1960, 1964, 1968" in words(in_words(picture))
    assert "map" not in hung["series/one"]


places = st.tuples(st.floats(-85, 85), st.floats(-180, 180))


@settings(max_examples=40)
@given(st.lists(places, min_size=1, max_size=8))
def test_every_place_lies_well_inside_its_frame(given_places):
    framed = geography.frame(given_places, 240)
    for place in given_places:
        x, y = framed.project(place)
        assert 0.1 < x < 0.9
        assert 0.1 < y < 0.9
    path = geography.coast(framed)
    assert len(path) < 16_000
    assert re.fullmatch(r"(M-?\d+ -?\d+l[-\d ]+z|M-12-12H1212V912H-12z)*", path)


def inside(ring, x, y):
    crossed = False
    for (x1, y1), (x2, y2) in itertools.pairwise((*ring, ring[0])):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            crossed = not crossed
    return crossed


@pytest.mark.parametrize(
    ("latitude", "longitude", "land"),
    [(61, 9, True), (64.8, -18.5, True), (57, 3, False), (62, 20, False), (59.9, 14.5, True), (70, -40, True)],
)
def test_land_is_land_and_sea_is_sea(latitude, longitude, land):
    assert any(inside(ring, longitude, latitude) for ring in coast.rings()) == land


def test_the_coast_is_small_data_of_known_origin():
    assert Path(coast.__file__).stat().st_size < 60_000
    for word in ("Natural Earth", "public domain", "tools/coastlines.py"):
        assert word in coast.__doc__
    for ring in coast.rings():
        assert len(ring) > 2
        assert all(-180.01 <= x <= 180.01 and -90.01 <= y <= 90.01 for x, y in ring)


def test_the_projection_keeps_areas_and_the_middle():
    framed = geography.frame([(60, 10)], 1000)
    assert framed.project((60, 10)) == pytest.approx((0.5, 0.5), abs=0.001)
    x, y = framed.project((60 + 100 / 111.2, 10))  # 100 km north
    assert x == pytest.approx(0.5, abs=0.001)
    assert (0.5 - y) * 750 == pytest.approx(100, rel=0.01)
    assert geography.distance((59.91, 10.75), (59.33, 18.07)) == pytest.approx(417, abs=4)


def test_maps_across_the_date_line_and_round_the_world():
    near = geography.frame([(-18, 178), (-21, -175)], 240)
    assert near.across < 1500
    far = geography.frame([(61, -150), (-41, 174), (-34, 18), (60, 10)], 240)
    assert far.flat
    assert math.isfinite(far.across)
