"""A larger archive, made up by a generator that knows the truth: every link of every page must be right."""

import re

import pytest
from archive import Archive
from crawl import broken_links, faults
from dom import Walk
from generated import DATED, NUMBERED, generate


@pytest.fixture(scope="module", params=[300, pytest.param(3000, marks=pytest.mark.long)])
def truth(request):
    return generate(seed=2017, documents=request.param)


@pytest.fixture(scope="module")
def built(truth, tmp_path_factory):
    archive = Archive(tmp_path_factory.mktemp("generated"), truth.files)
    outcome = archive.build()
    assert outcome.status == 0, outcome.out + outcome.err
    # nothing here is doubtful, since who is who is registered; what was left out on purpose is missed
    assert set(outcome.codes) == {"number-missing", "agenda-without-minutes"}, outcome.err
    return archive


@pytest.fixture(scope="module")
def walk(built):
    return Walk(built.root / "site")


def listed(walk, address, *sections):
    """The documents that the rows of these sections of a page lead to."""
    found = set()
    for section in sections:
        for row in walk[address].rows(section):
            first = row.first("a")
            found |= {link for link in walk.targets(address, first.parent) if link.startswith("/documents/")}
    return found


def compare(found, truth):
    """Both are mappings of pages to sets of documents; says which page is wrong and how."""
    wrong = [
        f"{page}: too many {sorted(found.get(page, set()) - truth.get(page, set()))[:3]}, "
        f"missing {sorted(truth.get(page, set()) - found.get(page, set()))[:3]}"
        for page in sorted(found.keys() | truth.keys())
        if found.get(page, set()) != truth.get(page, set())
    ]
    assert not wrong, "\n".join(wrong[:10])


def test_the_generator_makes_the_same_archive_every_time(truth):
    again = generate(seed=2017, documents=sum("/documents/" in path for path in truth.files))
    assert again == truth
    assert generate(seed=2018, documents=20).files != generate(seed=2017, documents=20).files


def test_there_is_one_page_for_each_document_in_its_own_language(walk, truth):
    documents = {address for address in walk.pages if re.fullmatch(r"/documents/\d{4}/[^/]+/", address)}
    assert documents == truth.languages.keys()
    wrong = {a for a, language in truth.languages.items() if walk[a].main.first("h1").language != language}
    assert not wrong


def test_every_person_has_one_page_that_lists_exactly_their_documents(walk, truth):
    """Namesakes are told apart by the ids of the registry; another spelling leads to the same person."""
    found = {address: listed(walk, address, "appearances") for address in walk.below("/people/")}
    compare({page: documents for page, documents in found.items() if documents or page in truth.people}, truth.people)


def test_a_document_leads_to_the_very_people_who_took_part(walk, truth):
    backwards = {}
    for person, documents in truth.people.items():
        for document in documents:
            backwards.setdefault(document, set()).add(person)
    found = {a: {t for t in walk.targets(a) if t.startswith("/people/") and t != "/people/"} for a in truth.languages}
    compare(found, backwards)


def test_every_case_has_one_page_however_its_number_was_written(walk, truth):
    found = {address: listed(walk, address, "time-line") for address in walk.below("/cases/")}
    compare(found, truth.cases)


def test_every_city_has_one_page_however_its_name_was_written(walk, truth):
    found = {address: listed(walk, address, "documents") for address in walk.below("/cities/")}
    compare(found, truth.cities)


def test_texts_that_mention_a_city_are_listed_on_its_page(walk, truth):
    found = {address: listed(walk, address, "mentions") for address in walk.below("/cities/")}
    compare({page: documents for page, documents in found.items() if documents}, truth.city_mentions)


def test_every_meeting_has_one_page_that_lists_its_papers(walk, truth):
    for series, meetings in truth.series.items():
        papers = {
            address: {t for t in walk.targets(address) if t.startswith("/documents/") and t in truth.languages}
            for address in walk.below(series)
        }
        missing = {address for address in papers if address in truth.missing}
        compare({address: papers[address] for address in papers.keys() - missing}, meetings)
        assert not any(papers[address] for address in missing)


def test_missing_numbers_are_pages_of_their_own_in_the_right_place(walk, truth):
    series = next(one for one in truth.series if NUMBERED.split()[0].replace("ä", "a").lower() in one)
    stubs = {address for address, page in walk.below(series).items() if page.main.first("p", cls="stub")}
    assert stubs == truth.missing
    printed = [row.first("a").words.split(",")[0] for row in walk[series].rows("editions")]
    order = [tuple(int(part) for part in reversed(number.split("/"))) for number in printed]
    assert order == sorted(order), "years in order, and numbers within years"
    assert len(order) == len(truth.series[series]) + len(truth.missing)


def test_a_series_without_numbers_has_no_gaps(walk, truth):
    series = next(one for one in truth.series if DATED.split()[1].replace("å", "a") in one)
    assert len(walk.below(series)) == len(truth.series[series])


def test_years_list_their_documents(walk, truth):
    years = walk.below("/years/").items()
    compare(
        {address: walk.targets(address, page.main) & truth.languages.keys() for address, page in years}, truth.years
    )


def test_a_document_that_is_referred_to_says_by_whom(walk, truth):
    for document, others in truth.cites.items():
        for other in others:
            assert document in listed(walk, other, "related"), f"{other} does not name {document}"


def test_everything_can_be_reached_and_no_link_is_broken(walk, built):
    pages = {"/" + p.relative_to(built.root / "site").as_posix() for p in (built.root / "site").rglob("index.html")}
    unreachable = {address.removesuffix("index.html") for address in pages} - walk.pages.keys()
    # an index of things the archive has none of is not linked
    assert unreachable <= {"/organisations/", "/themes/"}, sorted(unreachable)[:5]
    assert not walk.dead
    assert not broken_links(built.root / "site")
    assert not faults(built.root / "site")
