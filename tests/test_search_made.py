"""Archives made at random, whose truth is known beforehand, asked for all they hold in a real browser.

One of them lies in many bundles of each language, as large archives do.
"""

import json
import random
import re
import unicodedata

import pytest
from generated import CITIES, generate
from searching import Asking, Searched, built

from diarium.pages import records

DOCUMENTS = 90


@pytest.fixture(scope="module", params=["few bundles", "many bundles"])
def made(request, tmp_path_factory, serve, browser):
    """The truth of a generated archive, and its search page."""
    size = records.BUNDLE
    records.BUNDLE = size if request.param == "few bundles" else 9_000
    try:
        truth = generate(17 if request.param == "few bundles" else 18, DOCUMENTS)
        archive = built(Searched(tmp_path_factory.mktemp("made"), truth.files))
    finally:
        records.BUNDLE = size
    bundles = json.loads(archive.site()["search/index.json"])["bundles"]
    languages = [bundle["language"] for bundle in bundles]
    assert (max(map(languages.count, languages)) > 2) == (request.param == "many bundles")
    with serve(archive.root / "site") as address:
        page = browser.new_page()
        yield truth, Asking(page, address), archive
        page.close()


def name_of(archive, page):
    """The name on a person's page, without the id that tells namesakes apart."""
    title = re.search(r"<h1[^>]*>(?:<[^>]+>)*([^<]+)", archive.page(page.strip("/") + "/")).group(1)
    return title.partition(" (")[0].strip()


def plain(name):
    spelt = name.lower().translate(str.maketrans({"ø": "o", "æ": "ae", "ð": "d", "þ": "th"}))
    return "".join(c for c in unicodedata.normalize("NFD", spelt) if not unicodedata.combining(c))


def paths(addresses):
    return sorted(address.strip("/") + "/" for address in addresses)


def test_every_case_in_ten_notations(made):
    truth, asking, _ = made
    dice = random.Random(1)
    for page in dice.sample(sorted(truth.cases), 6):
        a, b, c = page.strip("/").removeprefix("cases/").split("-")
        for notation in (
            f"{a}-{b}/{c}",
            f"Dnr {a}-{b}/{c}",
            f"dnr.{a}-{b}/{c}",
            f"{a}–{b}/{c}",
            f"Diarienr: {a} - {b} / {c}",
            f"{a} {b} {c}",
            f"{a}-{b}-{c}",
            f"{b}/{c}",
            f"{a}-{b}/{c[2:]}",
            f"saksnr {b}/{c}",
            f"{a}{b}{c}",
            f'"{a}-{b}/{c}"',
        ):
            answer = asking(notation)
            assert answer.pages[:1] == [page.strip("/") + "/"], notation
            assert answer.count == len(truth.cases[page]), notation
            assert set(answer.documents) <= set(paths(truth.cases[page])), notation
        assert sorted(asking.everything(f"?case={a}-{b}-{c}")) == paths(truth.cases[page])


@pytest.mark.parametrize("query", ["803-4711/2016", "4711/2016", "803-1001/1999", "Dnr 803-4711/2016", "803-10/2016"])
def test_a_case_that_does_not_exist_is_not_found(made, query):
    answer = made[1](query)
    assert answer.documents == []
    assert answer.pages == []
    assert any(query.split()[-1] in remark for remark in answer.remarks)


def test_every_person_by_name_however_typed(made):
    truth, asking, archive = made
    dice = random.Random(2)
    names = {}
    for page in truth.people:
        title = name_of(archive, page)
        names.setdefault(title, []).append(page.strip("/") + "/")
    for name in dice.sample(sorted(names), 12):
        first, last = name.split()[0], name.split()[-1]
        turned = f"{last} {' '.join(name.split()[:-1])}"
        for typed in (name, plain(name), name.upper(), turned):
            assert set(asking(typed).pages) >= set(names[name]), typed
        for page in names[name]:
            wanted = paths(truth.people["/" + page])
            assert sorted(asking.everything(f"?person={page.split('/')[1]}")) == wanted
            assert set(wanted) <= set(asking.everything(plain(f"{first} {last}"))), name


def test_a_letter_wrong_in_a_name_is_no_dead_end(made):
    truth, asking, archive = made
    dice = random.Random(3)
    for page in dice.sample(sorted(truth.people), 8):
        title = name_of(archive, page)
        *given, last = title.split()
        if len(last) < 5:
            continue
        at = dice.randrange(2, len(last) - 1)
        typed = " ".join([*given, last[:at] + last[at + 1] + last[at] + last[at + 2 :]])
        if plain(typed) == plain(title):
            continue
        assert page.strip("/") + "/" in asking(typed).suggested, (typed, title)


def test_every_city_under_all_its_names(made):
    truth, asking, _ = made
    for id, names in CITIES.items():
        wanted = set(paths(truth.cities[f"/cities/{id}/"] | truth.city_mentions[f"/cities/{id}/"]))
        for name in names:
            answer = asking(name)
            assert f"cities/{id}/" in answer.pages, name
            assert set(asking.everything(name)) == wanted, name
            assert set(asking.everything(plain(name))) == wanted, plain(name)
        single = [name for name in names if " " not in name and not name.endswith("s")]
        assert wanted <= set(asking.everything(single[0] + "s")), single[0]


def test_facets_together_and_in_order(made):
    truth, asking, archive = made
    dice = random.Random(4)
    rows = [json.loads(row) for row in archive.site()["data/documents.jsonl"].splitlines()]
    dates = {row["url"].partition("documents/")[2]: row["date"] for row in rows}
    for _ in range(12):
        city = dice.choice(sorted(truth.cities))
        language = dice.choice(["sv", "nb", "en"])
        in_city = truth.cities[city]
        wanted = paths(a for a in in_city if truth.languages[a] == language)
        query = f"?city={city.split('/')[2]}&language={language}"
        assert sorted(asking.everything(query)) == wanted, query
        year = dice.choice(sorted(truth.years)).split("/")[2]
        ranged = paths(a for a in in_city if a.startswith(f"/documents/{year}/"))
        assert sorted(asking.everything(f"?city={city.split('/')[2]}&from={year}&to={year}")) == ranged
    for sort in ("newest", "oldest"):
        found = asking.everything(f"?q=papper&sort={sort}")
        assert len(found) == DOCUMENTS
        listed = [dates[one.partition("documents/")[2]] for one in found]
        assert listed == sorted(listed, reverse=sort == "newest")


def test_nothing_went_wrong_meanwhile(made):
    assert made[1].troubles == []
