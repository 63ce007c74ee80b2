"""What a search costs the reader: only what helps is fetched, and nothing twice."""

import importlib.util
import json
import random
import re
import shutil
import zlib
from urllib.parse import urlsplit

import pytest
from archive import REPOSITORY, document
from searching import Asking, Searched, built

from diarium.disk import pagefind, programs, vocabulary
from diarium.model import IndexRecord
from diarium.pages import records
from diarium.pages.files import FOR_EVER


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    """Three languages, of which one lies in several bundles; the word `gräns` stands in one of them, `ord` in all."""
    files = {}
    for year in (2010, 2014, 2019):
        for n in (1, 2, 3):
            word = "gränsen " if (year, n) == (2014, 2) else ""
            text = document("ord " * 200 + word, "lang: sv").replace("2017-02-23", f"{year}-02-0{n}")
            files[f"content/documents/{year}/d{n}.md"] = text
    files["content/documents/2018/norsk.md"] = document("Ord om havnen.\n", "lang: nb")
    files["content/documents/2018/english.md"] = document("Words on the harbour.\n", "lang: en")
    with pytest.MonkeyPatch.context() as patching:
        patching.setattr(records, "BUNDLE", 4_000)
        yield built(Searched(tmp_path_factory.mktemp("several"), files))


# ---------------------------------------------------------------- which bundles hold a word


def listed(files):
    """The files of a vocabulary read again: words to bundles."""
    [contents] = [name for name in files if name.startswith("contents.")]
    found = {}
    for first, name in json.loads(files[contents]):
        file = json.loads(files[f"{name}.json"])
        words = file["words"].split(" ")
        assert words[0] == first
        found |= {word: set(file["sets"][at]) for word, at in zip(words, file["in"], strict=True)}
    return found


def test_every_word_is_listed_with_its_bundles():
    dice = random.Random(4)
    letters = "abcdefgåäöø\u4e00\U0001d11e"
    bundles = [{"".join(dice.choices(letters, k=dice.randint(1, 5))) for _ in range(n)} for n in (900, 30, 0, 2500)]
    holding = {}
    for number, words in enumerate(bundles):
        for word in words:
            holding.setdefault(word, set()).add(number)
    assert listed(vocabulary.files(bundles)) == holding
    assert listed(vocabulary.files([])) == {}


def test_a_word_more_changes_the_file_it_falls_in():
    dice = random.Random(5)
    words = {"".join(dice.choices("abcdefghijklmno", k=6)) for _ in range(20_000)}
    before, after = vocabulary.files([words]), vocabulary.files([words | {"kommun"}])
    assert len(before) > 20
    assert len(set(after) - set(before)) <= 3  # the contents, the file, and perhaps one that it is now parted in


def test_the_words_are_those_of_the_index():
    text = "Nämnderna sågo 1873 örnar på Åland. nämnd örn orn e\u0301t\u00e9 \U0001f389 " + "lång" * 40
    words = " ".join(f"ord{n}x" for n in range(3000))
    made = (IndexRecord("a/", f"<html><body><p>{text} {words}</p></body></html>"),)
    found = vocabulary.words_of(pagefind.index("sv", pagefind.requests("sv", made), ["a/"]).files)
    assert {"namnd", "1873", "orn", "aland", "ete", "lang" * 40} <= set(found)
    assert {f"ord{n}x" for n in range(3000)} <= set(found)
    assert not [word for word in found if word.startswith("ör")]  # as printed is no entry of its own


def test_only_bundles_that_hold_a_word_are_asked(several, serve, browser):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    texts = (several.root / "site/search").glob("*/fragment/*")
    [holding] = {path.parts[-3] for path in texts if "gränsen" in zlib.decompress(path.read_bytes(), 31).decode()}
    assert holding.startswith("sv-")
    with serve(several.root / "site") as address:
        asking = Asking(page, address)
        for query, bundles in (("gräns", {holding}), ("harbours", {"en"}), ("xyzzyq", set())):
            asked.clear()
            answer = asking(query)
            assert bool(answer.documents) is bool(bundles)
            assert {path.split("/")[2] for path in asked if "/index/" in path} == bundles
        assert asking("ord").count == 10
        assert not asking.troubles
    page.close()


def test_without_the_list_of_words_all_bundles_are_asked_and_the_page_says_what_is_missing(several, serve, browser):
    page = browser.new_page()
    page.route(re.compile(r"/search/words/"), lambda route: route.abort())
    with serve(several.root / "site") as address:
        page.goto(f"{address}search/?q=gräns")
        page.wait_for_selector(".hits-found")
        assert page.locator(".hits-found .row-main").count() == 1
        assert page.locator(".remark.broken").count() == 1
    page.close()


# ---------------------------------------------------------------- programs that are put together


def test_a_patch_leads_from_any_bytes_to_any_others():
    for seed in range(300):
        dice = random.Random(seed)
        before = bytes(dice.choices(range(5), k=dice.randint(0, 400)))
        after = bytearray(before)
        for _ in range(dice.randint(0, 8)):
            at = dice.randint(0, len(after))
            after[at : at + dice.randint(0, 9)] = dice.randbytes(dice.randint(0, 200))
        assert programs.patched(before, programs.patch(before, bytes(after))) == after


def test_one_program_is_published_whole_and_of_the_others_little(several):
    sizes = {path: len(data) for path, data in several.site().items() if path.startswith("search/engine-")}
    whole = [path for path in sizes if path.endswith("wasm.en.pagefind")]
    patches = [path for path in sizes if path.endswith(".patch")]
    assert len(whole) == 1
    assert len(patches) == 2
    assert all(sizes[path] < sizes[whole[0]] / 3 for path in patches)


def test_a_damaged_patch_is_made_anew(tmp_path):
    files = {}
    for name, text in (("en", b"abc" * 900), ("sv", b"abc" * 500 + b"sv" + b"abc" * 400)):
        files[name] = tmp_path / name
        packing = zlib.compressobj(wbits=31)
        files[name].write_bytes(packing.compress(text) + packing.flush())
    made = programs.programs(files, tmp_path)
    kept = tmp_path / "patch.en.sv"
    for damage in (b"", kept.read_bytes()[:-3], b"\xff" * 40):
        kept.write_bytes(damage)
        assert programs.programs(files, tmp_path) == made
    kept.unlink()
    kept.mkdir()
    assert programs.programs(files, tmp_path) == made


@pytest.mark.parametrize(
    ("language", "text", "asked"),
    [
        ("en", "The harbours were dredged.", "harbour"),
        ("fi", "Satamat ruopattiin.", "satama"),
        ("is", "Höfnin var dýpkuð.", "höfnin"),
    ],
)
def test_an_archive_of_one_language_is_searched(tmp_path, serve, browser, language, text, asked):
    files = {"content/documents/2020/one.md": document(f"{text}\n", f"lang: {language}")}
    files["content/archive.yml"] = "name: Archive\nlanguage: en\n"
    archive = built(Searched(tmp_path, files))
    page = browser.new_page()
    with serve(archive.root / "site") as address:
        asking = Asking(page, address)
        assert asking(asked).count == 1
        assert asking("xyzzyq").count == 0
        assert not asking.troubles
    page.close()


# ---------------------------------------------------------------- what may be kept for ever


def test_what_may_be_kept_for_ever_has_names_that_follow_from_what_is_in_it(tmp_path):
    texts = {f"content/documents/2017/d{n}.md": document(f"Ord{n} är här med mera.\n", "lang: sv") for n in range(40)}
    archive = built(Searched(tmp_path, texts))
    before = archive.site()
    archive.write("content/documents/2017/d20.md", document("Något alldeles annat, Ord21.\n", "lang: sv"))
    archive.write("content/documents/2017/a-new-first.md", document("Ett till.\n", "lang: nb"))
    built(archive)
    after = archive.site()
    said = before["_headers"].decode()
    for rule in FOR_EVER:
        assert f"/{rule}\n  Cache-Control: public, max-age=31536000, immutable\n" in said
        shape = re.compile(re.sub(r":\w+", "[^/]+", rule).replace("*", ".+"))
        kept = {path for path in before if shape.fullmatch(path)}
        assert kept
        assert all(after[path] == before[path] for path in kept & set(after))
        if "engine" not in rule:
            assert kept - set(after), rule
            assert {path for path in after if shape.fullmatch(path)} - kept, rule
    assert not re.fullmatch("|".join(FOR_EVER).replace("*", ".+"), "search/index.json")


def test_the_benchmark_measures_the_search_of_a_whole_build(tmp_path):
    """It leaves out the pages; what the search page loads has to be the same to the byte."""
    where = REPOSITORY / "benchmarks" / "search.py"
    spec = importlib.util.spec_from_file_location("search_benchmark", where)
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    benchmark.generate(tmp_path, 30)
    options = benchmark._options(tmp_path)
    benchmark.search_page(benchmark.compile_archive(options), options)
    archive = Searched.__new__(Searched)
    archive.root = tmp_path
    alone = archive.site()
    shutil.rmtree(tmp_path / "site")
    built(archive)
    whole = archive.site()
    wanted = {path for path in whole if path.startswith(("search/", "assets/"))}
    assert set(alone) == wanted
    assert [path for path in sorted(wanted) if alone[path] != whole[path]] == []
