"""The table of queries in a real browser, and how much plain Pagefind finds of the same."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from patience import PATIENCE
from searching import ACCENTED, HERE, NORTH, SAMPLE, SOUND, Asking, northern, of_pairs, pairs, sample, sounding

from diarium.disk import pagefind


def rows():
    for number, line in enumerate((HERE / "search_queries.txt").read_text("utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            where, query, must, must_not, page = [
                *(one.strip() for one in re.split(r"\s\|(?=\s|$)", line)),
                "",
                "",
                "",
            ][:5]
            archive, _, language = where.partition(" [")
            language = language.rstrip("] ") or "sv"
            yield pytest.param(archive, language, query, must, must_not, page, id=f"line-{number}")


@pytest.fixture(scope="module")
def ask(tmp_path_factory, serve, browser):
    """The search page of each archive in each language of the interface."""
    opened, closing = {}, []

    def get(which, language):
        if (which, language) not in opened:
            make = {"sample": sample, "north": northern, "sound": sounding}[which]
            archive = make(tmp_path_factory.mktemp(which), language)
            served = serve(archive.root / "site")
            closing.append(served)
            opened[which, language] = Asking(browser.new_page(), served.__enter__())
        return opened[which, language]

    yield get
    for one in opened.values():
        one.page.close()
    for served in closing:
        served.__exit__(None, None, None)


@pytest.mark.parametrize(("archive", "language", "query", "must", "must_not", "page"), list(rows()))
def test_query(ask, archive, language, query, must, must_not, page):
    places = {"sample": SAMPLE, "north": NORTH, "sound": SOUND}[archive]
    asking = ask(archive, language)
    answer = asking(query)
    if must == "0":
        assert answer.documents == []
        assert answer.count == 0
    else:
        wanted = [one.partition("@") for one in must.removeprefix("=").split()]
        for name, _, rank in wanted:
            assert places[name] in answer.documents, answer.documents
            if rank:
                assert answer.documents[int(rank) - 1] == places[name], answer.documents
        if must.startswith("="):
            assert sorted(answer.documents) == sorted(places[name] for name, _, _ in wanted)
            assert answer.count == len(wanted)
    for name in must_not.split():
        assert places[name] not in answer.documents
    if page.startswith("~"):
        assert page[1:] in answer.suggested
    elif page:
        assert answer.pages[:1] == [page]
    assert not asking.troubles, asking.troubles


def test_there_are_enough_of_them():
    assert len(list(rows())) >= 150


# ---------------------------------------------------------------- recall


PLAIN = """
async (queries) => {
  const pagefind = await import('/pagefind/pagefind.js');
  await pagefind.init();
  const out = [];
  for (const query of queries) {
    const { results } = await pagefind.search(query);
    out.push(await Promise.all(results.slice(0, 120).map(async (result) => (await result.data()).url)));
  }
  return out;
}
"""


@pytest.fixture(scope="module")
def inflected(tmp_path_factory):
    """The archive of inflected pairs, and the same site with plain Pagefind over its pages."""
    archive = of_pairs(tmp_path_factory.mktemp("pairs"))
    plain = tmp_path_factory.mktemp("plain") / "site"
    shutil.copytree(archive.root / "site", plain)
    command = [pagefind.executable(), "--site", os.fspath(plain), "--quiet"]
    subprocess.run(command, check=True, cwd=plain.parent, timeout=PATIENCE)
    return archive.root / "site", plain


def prefixes():
    """Beginnings of the words that stand in documents."""
    return [(number, word[: max(5, len(word) - 3)]) for number, (_, word, _) in enumerate(pairs()) if len(word) > 6]


def test_recall_beside_plain_pagefind(inflected, serve, browser, record_property):
    """Inflected forms, beginnings of words and phrases; ours has to find more than Pagefind as it comes."""
    ours_at, plain_at = inflected
    wanted = {
        **{f"inflected {lang}": [] for lang in ("sv", "nb", "en")},
        "beginnings": [(n, prefix) for n, prefix in prefixes()],
        "phrases": [(n, f'"{word} {after}"') for n, word, after in _phrases()],
    }
    for number, (language, _, asked) in enumerate(pairs()):
        wanted[f"inflected {language}"].append((number, asked))
    page = browser.new_page()
    with serve(plain_at) as address:
        page.goto(f"{address}search/")
        plain = {name: page.evaluate(PLAIN, [query for _, query in listed]) for name, listed in wanted.items()}
    with serve(ours_at) as address:
        asking = Asking(page, address)
        ours = {name: [asking.everything(query) for _, query in listed] for name, listed in wanted.items()}
    page.close()
    table = {}
    for name, listed in wanted.items():
        paths = [number if isinstance(number, str) else f"documents/2020/pair-{number:03}/" for number, _ in listed]
        table[name] = (
            sum(path in found for path, found in zip(paths, ours[name], strict=True)),
            sum(any(path in one for one in found) for path, found in zip(paths, plain[name], strict=True)),
            len(listed),
        )
    record_property("recall", json.dumps(table))
    lines = ["recall            ours  plain  of"]
    for name, (here, there, of) in table.items():
        lines.append(f"{name:16} {here:5} {there:6} {of:4}")
    sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert table["inflected sv"][0] >= 33 * table["inflected sv"][2] / 35
    assert table["inflected nb"][0] >= 31 * table["inflected nb"][2] / 33
    assert table["inflected en"][0] >= table["inflected en"][2]
    for here, there, of in table.values():
        assert here >= there
        assert here >= 0.9 * of
    assert sum(here for here, _, _ in table.values()) > sum(there for _, there, _ in table.values())


def _phrases():
    """The word of a document with the first word of the sentence after it."""
    after = {"sv": "Sedan", "nb": "Siden", "en": "Then"}
    found = [(number, word, after[language]) for number, (language, word, _) in enumerate(pairs())]
    return found + [(f"documents/2021/phrase-{n}/", word, "verkligen") for n, (word, _) in enumerate(ACCENTED)]
