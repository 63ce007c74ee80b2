"""Citations as others read them: reference managers' parsers, Zotero's own rules, and a reader who copies a sentence."""

import json
import re
from html.parser import HTMLParser

import bibtexparser
import pytest
import rispy
from archive import Archive, document

from diarium.pages.citations import flat

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

AWKWARD = 'Räksmörgås, "citat" & 100 % {klammer} #1_a ~ ^ \\ $5 <b>'


def made(tmp_path, *lines, body="## 7.1 Första saken\n\nText.\n", title=None):
    settings = "name: Arkivet\nlanguage: sv\nbase-url: https://a.example/x/\nlicence: CC BY 4.0\n"
    head = [f"title: {json.dumps(title)}" if title else "title: Report", *lines]
    text = document(body, *head, without=("title",))
    archive = Archive(tmp_path, {"content/archive.yml": settings, "content/documents/2017/report.md": text})
    outcome = archive.build()
    assert outcome.status == 0, outcome.err
    return archive


PERSONS = ("officer: Eva-Louise Erlandsson Slorach", "signed:", "  - Marc Zetterblom", "  - Åsa Öberg")
BODY = (
    "organisation: Stockholms stad",
    "case: 803-1873/2016",
    "themes:",
    "  - Klimat",
    "summary: 'Kort, och \"gott\".'",
)


def beside(archive, name):
    return (archive.root / "site/documents/2017/report" / name).read_bytes().decode()


# ---------------------------------------------------------------- files


def test_bibtex_parses_and_keeps_every_sign(tmp_path):
    archive = made(tmp_path, *PERSONS, *BODY, title=AWKWARD)
    library = bibtexparser.parse_string(beside(archive, "cite.bib"))
    assert not library.failed_blocks
    (entry,) = library.entries
    assert entry.entry_type == "techreport"
    fields = {field.key: field.value for field in entry.fields}
    assert fields["author"] == "Zetterblom, Marc and Öberg, Åsa"
    plain = fields["title"]
    for tex, sign in ((r"\textbackslash{}", "\\"), (r"\textasciitilde{}", "~"), (r"\textasciicircum{}", "^")):
        plain = plain.replace(tex, sign)
    assert re.sub(r"\\([{}&%$#_])", r"\1", plain).strip("{}") == AWKWARD.strip("{}")
    assert fields["institution"].strip("{}") == "Stockholms stad"
    assert fields["number"] == "803-1873/2016"
    assert (fields["year"], fields["month"], fields["date"]) == ("2017", "feb", "2017-02-23")
    assert fields["url"] == "https://a.example/x/documents/2017/report/"
    assert fields["language"] == "sv"


def test_ris_parses(tmp_path):
    archive = made(tmp_path, *PERSONS, *BODY, title=AWKWARD)
    (entry,) = rispy.loads(beside(archive, "cite.ris"))
    assert entry["type_of_reference"] == "RPRT"
    assert entry["title"] == AWKWARD
    assert entry["authors"] == ["Zetterblom, Marc", "Öberg, Åsa"]
    assert entry["publisher"] == "Stockholms stad"
    assert entry["year"] == "2017"
    assert entry["keywords"] == ["Klimat"]
    assert entry["urls"] == ["https://a.example/x/documents/2017/report/"]
    assert entry["abstract"] == 'Kort, och "gott".'


def test_csl_makes_a_bibliography(tmp_path):
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    archive = made(tmp_path, *PERSONS, *BODY)
    items = json.loads(beside(archive, "cite.json"))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    bibliography.register(Citation([CitationItem(items[0]["id"])]))
    (line,) = (str(one) for one in bibliography.bibliography())
    assert "Zetterblom, M." in line
    assert "2017" in line
    assert "Report" in line


CSL_NAMES = {"family", "given", "literal"}
# The names that the published schema for CSL data allows, as far as we use any of them.
CSL_FIELDS = frozenset(
    [
        "id",
        "type",
        "title",
        "genre",
        "author",
        "publisher",
        "number",
        "collection-title",
        "issued",
        "language",
        "archive",
        "URL",
        "abstract",
        "keyword",
        "version",
        "note",
    ]
)


def test_csl_holds_no_field_that_csl_lacks(tmp_path):
    (item,) = json.loads(beside(made(tmp_path, *PERSONS, *BODY), "cite.json"))
    assert item.keys() <= CSL_FIELDS
    assert all(name.keys() <= CSL_NAMES for name in item["author"])
    assert item["issued"] == {"date-parts": [[2017, 2, 23]]}


@pytest.mark.parametrize(("date", "parts"), [("2017", [2017]), ("2017-02", [2017, 2])])
def test_a_document_without_a_day_gets_none(tmp_path, date, parts):
    settings = "name: A\nbase-url: https://a.example/\n"
    text = f"---\ntitle: Report\ntype: report\ndate: {date}\n---\n\nText.\n"
    archive = Archive(tmp_path, {"content/archive.yml": settings, "content/documents/2017/report.md": text})
    assert archive.build().status == 0
    (item,) = json.loads(beside(archive, "cite.json"))
    assert item["issued"] == {"date-parts": [parts]}
    (entry,) = rispy.loads(beside(archive, "cite.ris"))
    assert entry["year"] == "2017"
    library = bibtexparser.parse_string(beside(archive, "cite.bib"))
    assert library.entries[0]["date"] == date
    assert tags(archive)["citation_publication_date"] == [date.replace("-", "/")]


def test_a_body_is_one_name(tmp_path):
    archive = made(tmp_path, *BODY)
    assert json.loads(beside(archive, "cite.json"))[0]["author"] == [{"literal": "Stockholms stad"}]
    assert bibtexparser.parse_string(beside(archive, "cite.bib")).entries[0]["author"].strip("{}") == "Stockholms stad"
    assert rispy.loads(beside(archive, "cite.ris"))[0]["authors"] == ["Stockholms stad,"]


def test_control_characters_never_reach_a_file():
    assert flat("a\x00b\x1b[31m\r\nc\td\x7f") == "a b [31m c d"


# ---------------------------------------------------------------- tags, as Zotero's embedded metadata reads them


class _Head(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.metas = []
        self.links = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "meta":
            self.metas.append((found.get("name") or found.get("property"), found.get("content")))
        if tag == "link":
            self.links.append(found)


def tags(archive, path="documents/2017/report/"):
    found = {}
    for name, content in _Head(archive.page(path)).metas:
        found.setdefault(name, []).append(content)
    return found


def as_zotero(found):
    """Its translator's rules: which tag decides the type, which give the fields, how names are parted."""
    kind = None
    for name in found:
        kind = {"citation_journal_title": "journalArticle", "citation_technical_report_institution": "report",
                "citation_conference_title": "conferencePaper", "citation_book_title": "bookSection",
                "citation_dissertation_institution": "thesis"}.get(name or "", kind)  # fmt: skip
    # Dublin Core and Open Graph come first in its RDF part, and only these words would make it something else.
    assert found.get("og:type") != ["website"]
    assert found["DC.type"][0].lower() not in ("book", "patent", "thesis", "map", "text", "event", "image", "webpage")
    creators = []
    for name in found.get("citation_author", ()):
        assert ";" not in name
        last, comma, first = name.partition(",")
        creators.append((first.strip(), last.strip()) if comma else tuple(name.rsplit(" ", 1)))
    one = {name: values[0] for name, values in found.items()}
    return {
        "itemType": kind,
        "title": one["citation_title"],
        "date": one["citation_publication_date"],
        "institution": one["citation_technical_report_institution"],
        "number": one.get("citation_technical_report_number"),
        "language": one["citation_language"],
        "url": one.get("citation_public_url"),
        "reportType": one["DC.type"],
        "creators": creators,
        "tags": one.get("citation_keywords", "").split("; "),
    }


def test_zotero_saves_a_report(tmp_path):
    archive = made(tmp_path, *PERSONS, *BODY, title=AWKWARD)
    assert as_zotero(tags(archive)) == {
        "itemType": "report",
        "title": AWKWARD,
        "date": "2017/02/23",
        "institution": "Stockholms stad",
        "number": "803-1873/2016",
        "language": "sv",
        "url": "https://a.example/x/documents/2017/report/",
        "reportType": "Rapport",
        "creators": [("Marc", "Zetterblom"), ("Åsa", "Öberg")],
        "tags": ["Klimat"],
    }


def test_no_tag_stands_twice_that_may_stand_once(tmp_path):
    found = tags(made(tmp_path, *PERSONS, *BODY))
    for name, values in found.items():
        if name and name not in ("citation_author", "DC.creator", "DC.publisher", "DC.subject", "DC.identifier"):
            assert len(values) == 1, name


def test_the_head_leads_to_every_other_form(tmp_path):
    archive = made(tmp_path, *BODY)
    there = archive.site()
    alternates = [link for link in _Head(archive.page()).links if link.get("rel") == "alternate"]
    assert {link["type"] for link in alternates} >= {"text/markdown", "application/json", "application/x-bibtex"}
    for link in alternates:
        assert link["href"].removeprefix("../../../") in there


# ---------------------------------------------------------------- the sentence


def test_the_sentence_in_three_languages(tmp_path):
    archive = made(tmp_path, *BODY)
    import hashlib

    source = (archive.root / "content/documents/2017/report.md").read_bytes()
    assert (archive.root / "site/documents/2017/report/index.md").read_bytes() == source
    version = f"2017-02-23 ({hashlib.sha256(source).hexdigest()[:12]})"
    page = re.sub(r"<[^>]+>", "", archive.page())
    url = "https://a.example/x/documents/2017/report/"
    assert (
        f"Stockholms stad: ”Report”, rapport, 23 februari 2017, dnr 803-1873/2016. Arkivet, version {version}. {url}"
        in page
    )
    assert (
        f"Stockholms stad: «Report», rapport, 23. februar 2017, saksnr. 803-1873/2016. Arkivet, versjon {version}. {url}"
        in page
    )
    assert (
        f"Stockholms stad: “Report”, report, 23 February 2017, case no. 803-1873/2016. Arkivet, version {version}. {url}"
        in page
    )


def test_parts_can_be_cited(tmp_path):
    page = made(tmp_path, *BODY, body="## 7.1 Första saken\n\nText.\n\n## Andra saken\n\nText.\n").page()
    assert re.search(r"<code>punkt 7\.1, #[a-z0-9-]+</code>", page)
    assert "”Andra saken”, #h-andra-saken" in page


def test_a_correction_is_a_new_version(tmp_path):
    page = made(tmp_path, *BODY, "corrections:", "  - date: 2020-05-06", "    note: Namnet var fel.").page()
    assert "version 2020-05-06 (" in page
    assert 'href="versions/"' in page
