"""Tiny whole archives and what must come of them: `cases/NAME/content` → `cases/NAME/expected`.

    expected/messages.txt     how the build ended, and everything it said
    expected/pages.txt        every file of the site
    expected/addresses.lock   the list of addresses afterwards
    expected/main/…           the <main> part of chosen pages
    expected/html/…           chosen pages in full

`pytest --update` accepts what comes out. A page is chosen by making its file, which may be empty at first.
"""

import difflib
import re
import shutil
from pathlib import Path

import pytest
from archive import Archive
from crawl import broken_links, faults

CASES = Path(__file__).parent / "cases"
NAMES = sorted(case.name for case in CASES.iterdir() if (case / "content").is_dir())
EXPECTED = ("messages.txt", "pages.txt", "addresses.lock")
_MAIN = re.compile(r"<main\b.*</main>\n", re.DOTALL)


class Case(Archive):
    """An archive that is there already."""

    def __init__(self, root):
        self.root = Path(root)


class Built:
    """A copy of one case, built once for all tests that ask about it."""

    def __init__(self, name, root):
        self.source = CASES / name
        for folder in ("content", "layouts", "assets"):
            if (self.source / folder).is_dir():
                shutil.copytree(self.source / folder, root / folder)
        self.archive = Case(root)
        self.checked = self.archive.run("check", format="text")
        self.wrote = {path.name for path in root.iterdir()} - {"content", "layouts", "assets"}
        self.outcome = self.archive.run("build", format="text")
        self.site = self.archive.site() if (root / "site").is_dir() else {}
        lock = root / "content/addresses.lock"
        self.lock = lock.read_text("utf-8") if lock.is_file() else ""

    def results(self):
        """Everything that is compared, by its name in `expected/`."""
        found = {"messages.txt": f"exit {self.outcome.status}\n{self.outcome.err}"}
        found["pages.txt"] = "".join(f"{path}\n" for path in sorted(self.site))
        found["addresses.lock"] = self.lock
        folder = self.source / "expected"
        for file in folder.rglob("*.html"):
            name = file.relative_to(folder).as_posix()
            kind, _, page = name.partition("/")
            text = self.site[page].decode() if page in self.site else "there is no such page\n"
            found[name] = text if kind == "html" else "".join(_MAIN.findall(text))
        return found


@pytest.fixture(scope="module", params=NAMES)
def case(request, tmp_path_factory):
    return Built(request.param, tmp_path_factory.mktemp(request.param))


def test_what_comes_of_a_tiny_archive(case, request):
    folder = case.source / "expected"
    found = case.results()
    if request.config.getoption("--update"):
        for name, text in found.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8", newline="\n")
        return
    wrong = []
    for name, text in found.items():
        expected = (folder / name).read_text("utf-8") if (folder / name).is_file() else ""
        if text != expected:
            lines = (part.splitlines(keepends=True) for part in (expected, text))
            wrong += difflib.unified_diff(*lines, f"expected/{name}", "came out", n=1)
            if name == "messages.txt" and text.partition("\n")[0] != expected.partition("\n")[0]:
                break  # with another end, the rest differs anyway
    assert not wrong, "".join(wrong) + "\nIf this is how it should be: pytest tests/test_golden.py --update"


def test_check_says_what_build_says(case):
    """In the same words, and writes nothing."""
    assert (case.checked.status, case.checked.err) == (case.outcome.status, case.outcome.err)
    assert not case.wrote


def test_a_tiny_archive_makes_a_sound_site(case):
    if case.outcome.status:
        assert not case.site
        return
    settings = (case.archive.root / "content/archive.yml").read_text("utf-8")
    base = re.search(r"^base-url: https://[^/\n]+(.*)$", settings, re.MULTILINE)
    assert not broken_links(case.archive.root / "site", base[1] if base else "/")
    assert not faults(case.archive.root / "site")
    assert case.archive.build().status == 0, "a second build, with the addresses of the first"
    assert case.archive.site() == case.site


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("names-in-text/expected/main/documents/2017/text/index.html", ">Oslos</a> borgmästare"),
        ("names-in-text/expected/main/documents/2017/text/index.html", ">Freddy Grips</a> kollegor. Grip själv"),
        ("names-in-text/expected/main/documents/2017/text/index.html", "inte om Mosseregionen. Oslo-regionen är"),
        ("names-in-text/expected/main/documents/2017/text/index.html", "</a>' hamn, Helsingforss finns inte"),
        ("bodies/expected/main/documents/2021/everything/index.html", 'id="item-10-a">10 a</span> Lettered item'),
        ("bodies/expected/main/documents/2021/everything/index.html", 'id="item-7-10">7.10</span>'),
        ("bodies/expected/main/documents/2021/everything/index.html", "&lt;b&gt;raw HTML&lt;/b&gt;"),
        ("bodies/expected/messages.txt", "everything.md:18:22: warning[html-is-text]"),
        ("many-errors/expected/messages.txt", "a.md:3:7: error[bad-date]: '2017-02-30' is not a date"),
        ("many-errors/expected/messages.txt", "d.md:8:13: error[unknown-id]"),
        ("many-errors/expected/pages.txt", ""),
        ("many-errors/expected/addresses.lock", ""),
        ("namesakes/expected/main/documents/2023/by-id/index.html", "people/anne-solheim-oslo/"),
        ("namesakes/expected/main/documents/2023/doubtful/index.html", "Anne Solheim"),
        ("moved-withdrawn-faded/expected/main/documents/2016/secret/index.html", "Inneholdt personopplysninger."),
        ("what-a-registrar-asks/expected/messages.txt", "4/2020, are not in the archive"),
        ("what-a-registrar-asks/expected/messages.txt", "warning[agenda-without-minutes]: the meeting of 2020-06-10"),
        ("what-a-registrar-asks/expected/messages.txt", "the numbers 6/2020 to 8/2020 of this series are missing"),
        ("what-a-registrar-asks/expected/messages.txt", "aliases: [M. L. Hoff, Maria Hoff]"),
        ("one-case-many-notations/expected/main/cases/803-1966-2016/index.html", "Papper 5"),
    ],
)
def test_no_update_loses_what_the_cases_are_there_for(file, words):
    """Looks at what is expected, whatever comes out: the layout may change, this may not."""
    text = (CASES / file).read_text("utf-8")
    assert words in text
    assert words or not text


def test_no_case_publishes_what_must_not_be_public():
    everything = "".join(p.read_text("utf-8") for p in CASES.glob("moved*/expected/**/*") if p.is_file())
    for secret in ("Denne teksten skal ikke publiseres", "Hemmelig Person", "Inte än", "Utkast", "Senare"):
        assert secret not in everything


def test_every_case_expects_something():
    for name in NAMES:
        missing = [one for one in EXPECTED if not (CASES / name / "expected" / one).is_file()]
        assert not missing, f"{name}: run pytest tests/test_golden.py --update and read what came out"
