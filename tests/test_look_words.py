"""One archive in Swedish, Norwegian and English: the catalogues are whole, and no page holds a word of another."""

import re
import shutil
from itertools import combinations
from pathlib import Path

import pytest
from archive import REPOSITORY, Archive
from dom import parse
from looking import invalid
from test_browser import KINDS

from diarium.model import LANGUAGES, Label
from diarium.pages.phrases import WORDS
from diarium.pages.statement import SENTENCES
from diarium.schema import DOCUMENT, DOCUMENT_TYPES
from diarium.schema import KINDS as ENTITY_KINDS

# Words that are spelt alike; every other row must differ between each two languages.
ALIKE = re.compile(r"^[\W\d{}|n]*$")
NOWHERE = KINDS["not found"]
CATALOGUES = {**WORDS, **{f"statement {name}": label for name, label in SENTENCES.items()}}


@pytest.fixture(scope="module")
def sites(tmp_path_factory, sample_site):
    """The sample archive with its interface in each language."""
    built = {"sv": sample_site.site}
    for language in ("nb", "en"):
        root = tmp_path_factory.mktemp(language)
        shutil.copytree(REPOSITORY / "content", root / "content")
        settings = root / "content" / "archive.yml"
        text = settings.read_text("utf-8")
        assert "language: sv\n" in text
        settings.write_text(text.replace("language: sv\n", f"language: {language}\n"), "utf-8")
        archive = Archive.__new__(Archive)
        archive.root = root
        outcome = archive.build()
        assert outcome.status == 0, outcome.err
        built[language] = root / "site"
    return built


def test_every_row_has_three_languages_with_the_same_gaps():
    for name, label in CATALOGUES.items():
        texts = [label[language] for language in LANGUAGES]
        assert all(text and (text == text.strip() or name.startswith("statement feedback")) for text in texts), name
        gaps = [sorted(set(re.findall(r"\{\w*\}", text))) for text in texts]
        assert gaps[0] == gaps[1] == gaps[2], name
        assert all(text.count("|") <= 1 for text in texts), name


def test_whole_sentences_are_translated():
    """Short words are often alike in two Nordic languages; sentences never are."""
    for name, label in CATALOGUES.items():
        for one, other in combinations(LANGUAGES, 2):
            if len(label[one].split()) > 3:
                assert label[one] != label[other], name


def test_layouts_hold_no_words_of_their_own():
    """Everything a layout prints comes from the page or the catalogue."""
    for layout in sorted((REPOSITORY / "layouts").glob("*.html")):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", layout.read_text("utf-8"), flags=re.DOTALL)
        shown = re.sub(r'<[^>]*>|[\w-]+="[^"]*"', " ", text, flags=re.DOTALL)
        words = [word for word in re.findall(r"[^\W\d_]{2,}", shown) if word not in ("Markdown", "JSON", "SHA")]
        assert words == [], f"{layout.name}: {words}"
        said = re.findall(r'\b(?:title|aria-label|alt|placeholder)="([^"]*[^\W\d_][^"]*)"', text)
        assert [one for one in said if one not in ("SHA-256 ", "Markdown")] == [], f"{layout.name}: {said}"


def interface_words(language):
    """Every fixed text of the interface in one language that no other language has."""
    labels = [*CATALOGUES.values(), *DOCUMENT_TYPES.values()]
    labels += [label for kind in ENTITY_KINDS for label in (kind.one, kind.many)]
    labels += [label for field in DOCUMENT for label in (field.label, field.role) if isinstance(label, Label)]

    def plain(label, which):
        return {piece for piece in label[which].split("|") if "{" not in piece and len(piece) > 3}

    own = {piece for label in labels for piece in plain(label, language)}
    others = {piece for label in labels for which in LANGUAGES if which != language for piece in plain(label, which)}
    return own - others


def texts_of_the_interface(node, language, here=None):
    """The pieces of text and the spoken attributes that stand in the page's own language."""
    here = node["lang"] or here
    for child in node.children:
        if isinstance(child, str):
            if here == language:
                yield " ".join(child.split())
        elif child.tag not in ("script", "style", "code") and not {"prose", "intro", "citation"} & set(child.classes):
            yield from texts_of_the_interface(child, language, here)
    for name in ("aria-label", "title", "placeholder"):
        if here == language and node[name]:
            yield " ".join(node[name].split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_shows_a_word_of_another_language(sites, language):
    strange = {word for other in LANGUAGES if other != language for word in interface_words(other)}
    found = set()
    for file in sites[language].rglob("*.html"):
        if file.parent.name == "data":
            continue  # it shows the columns of tables, whose names are English everywhere
        page = parse(file.read_text("utf-8"))
        for text in texts_of_the_interface(page, page.first("html")["lang"]):
            if text.strip(" :·()") in strange:
                found.add((file.relative_to(sites[language]).as_posix(), text))
    assert found == set()


def test_every_kind_of_page_is_valid_html_in_every_language(sites):
    """The whole of the Swedish sample is checked elsewhere."""
    files = [
        site / path / "index.html" for site in (sites["nb"], sites["en"]) for path in KINDS.values() if path != NOWHERE
    ]
    assert invalid(*files) == []


def test_what_is_in_another_language_says_so(sites):
    document = parse(Path(sites["sv"], "documents/2023/referat-2023-03-16/index.html").read_text("utf-8"))
    assert document.first("html")["lang"] == "sv"
    main = document.only("main")
    assert main["lang"] == "nb"
    for section in main.every("section"):
        if "prose" not in section.classes and "footnotes" not in section.classes:
            assert section["lang"] == "sv" or any(up["lang"] == "sv" for up in above(section)), section.classes
    front = parse(Path(sites["en"], "index.html").read_text("utf-8"))
    titles = {link.words: link["lang"] for link in front.every("a")}
    assert titles["Reserapport från Nordisk huvudstadskonferens 2017 i Helsingfors"] == "sv"
    assert titles["Referat fra møte i faggruppe for næringssamarbeid 16. mars 2023"] == "nb"


def above(node):
    while node.parent is not None:
        node = node.parent
        yield node
