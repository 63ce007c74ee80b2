"""What the search tests share: archives built with their index, and the search page asked in a real browser."""

import re
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import north
import sound
from archive import Archive
from conftest import copy_of_the_sample

HERE = Path(__file__).parent
SAMPLE = {
    "oslo": "documents/2017/reserapport-oslo/",
    "hel": "documents/2017/reserapport-nordisk-huvudstadskonferens/",
    "remiss": "documents/2016/svar-pa-remiss-internationell-strategi/",
    "ref": "documents/2023/referat-2023-03-16/",
    "inn": "documents/2023/innkalling-2023-08-31/",
}
NORTH = {
    "tromso": "documents/2019/reise-tromso/",
    "lulea": "documents/2020/luleamote/",
    "turku": "documents/2021/turku-strategia/",
    "aarhus": "documents/2018/aarhus-letter/",
    "island": "documents/2017/island/",
    "dansk": "documents/2016/dansk/",
}
SOUND = sound.PLACES
FILLER = {
    "sv": ("Texten är lång nog för att läsas.", "Sedan kommer något annat här."),
    "nb": ("Teksten er lang nok til å leses.", "Siden kommer noe annet her."),
    "en": ("The text is long enough for reading.", "Then something else follows here."),
}


class Searched(Archive):
    """An archive that is built with its search index, which the other tests leave out for speed."""

    def _arguments(self, command, options, format):
        arguments = super()._arguments(command, options, format)
        if "--no-search" in arguments:
            arguments.remove("--no-search")  # the one that `Archive` adds; a test's own stays
        return arguments


def sample(root, language="sv", *options):
    """The sample archive with an interface in this language, built."""
    copy_of_the_sample(root)
    archive = Searched.__new__(Searched)
    archive.root = Path(root)
    settings = archive.root / "content/archive.yml"
    settings.write_text(settings.read_text("utf-8").replace("language: sv", f"language: {language}"), "utf-8")
    return built(archive, *options)


def northern(root, language="nb"):
    """The archive of `north.py` with an interface in this language, built."""
    return built(Searched(root, {path: text.replace("{language}", language) for path, text in north.FILES.items()}))


def sounding(root, language="sv"):
    """The archive of `sound.py` with an interface in this language, built."""
    return built(Searched(root, {path: text.replace("{language}", language) for path, text in sound.FILES.items()}))


def built(archive, *options):
    outcome = archive.run("build", *options)
    assert outcome.status == 0, outcome.out + outcome.err
    return archive


def pairs():
    """(language, word in the document, word searched for), numbered by their order."""
    found = []
    for line in (HERE / "search_pairs.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            language, _, rest = line.partition(": ")
            found += [(language, *pair.split()) for pair in rest.split(", ")]
    return found


def of_pairs(root):
    """An archive with one document for each pair of inflected words."""
    files = {}
    for number, (language, stands, _asked) in enumerate(pairs()):
        before, after = FILLER[language]
        head = f"---\ntitle: Nr {number:03}\ndate: 2020-01-{number % 28 + 1:02}\ntype: report\nlang: {language}\n---\n"
        files[f"content/documents/2020/pair-{number:03}.md"] = f"{head}\n{before} Här: {stands}. {after}\n"
    for number, (stands, other) in enumerate(ACCENTED):
        head = f"---\ntitle: Fras {number}\ndate: 2021-01-{number + 1:02}\ntype: report\nlang: sv\n---\n"
        bare = stands.translate(str.maketrans("åäö", "aao"))
        body = (
            f"Flera {other} finns, ibland skrivna {bare}. Sedan {stands} verkligen beslutade var alla {other} nöjda.\n"
        )
        files[f"content/documents/2021/phrase-{number}.md"] = f"{head}\n{body}"
    return built(Searched(root, files))


# Words with å, ä or ö that stand in one document in other forms and without their dots, too: there Pagefind's own phrases fail.
ACCENTED = (
    ("nämnden", "nämnder"),
    ("åtgärden", "åtgärder"),
    ("ledamöterna", "ledamöter"),
    ("trädgården", "trädgårdar"),
    ("förslaget", "förslagen"),
    ("mötet", "möten"),
    ("städerna", "städer"),
    ("rådet", "råden"),
)


def settled(page):
    """The search page, as soon as it shows all that belongs to its address."""
    page.wait_for_function(
        """() => !document.querySelector('[data-search-app]').hasAttribute('aria-busy')
                 && !document.querySelector('[data-search-status]').textContent.endsWith('…')"""
    )
    return page


class Asking:
    """The search page of one site, open in a browser; it is asked over and over without being loaded again."""

    def __init__(self, page, address):
        self.page, self.address = page, address
        self.troubles = []
        page.on("pageerror", lambda broken: self.troubles.append(str(broken)))
        page.on("console", lambda said: self.troubles.append(said.text) if said.type == "error" else None)
        page.goto(f"{address}search/")
        page.wait_for_selector("[data-search-app]:not([hidden])")

    def __call__(self, query):
        search = query if query.startswith("?") else f"?q={quote(query, safe='')}"
        self.page.evaluate(
            "search => { history.pushState(null, '', location.pathname + search); dispatchEvent(new PopStateEvent('popstate')) }",
            search,
        )
        return Answer(settled(self.page), self.address)

    def everything(self, query):
        """The documents on all pages of results."""
        answer = self(query)
        found = list(answer.documents)
        for number in range(2, -(-answer.count // 10) + 1):
            found += self(
                f"{query if query.startswith('?') else '?q=' + quote(query, safe='')}&page={number}"
            ).documents
        return found


class Answer:
    """What the page shows now."""

    def __init__(self, page, address):
        def links(selector):
            found = page.eval_on_selector_all(selector, "all => all.map(a => a.href)")
            return [unquote(urlsplit(one).path.removeprefix(urlsplit(address).path)) for one in found]

        self.documents = links("main .hits-found .row-main a")
        self.pages = links("main .the-page a")
        self.suggested = links("main .did-you-mean a")
        self.status = page.inner_text("[data-search-status]")
        self.remarks = page.eval_on_selector_all("main .remark", "all => all.map(one => one.textContent)")

    @property
    def count(self):
        return int(re.sub(r"\D", "", self.status.partition("·")[0]) or 0)
