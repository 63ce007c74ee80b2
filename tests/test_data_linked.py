"""Structured data as machines read it: JSON-LD, DCAT, OParl and Popolo."""

import json
import re

import pytest

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def linked(page):
    return [json.loads(text) for text in SCRIPT.findall(page)]


@pytest.fixture(scope="module")
def pages(sample_site):
    found = {}
    for file in sorted(sample_site.site.rglob("index.html")):
        text = file.read_text("utf-8")
        if 'name="robots" content="noindex"' not in text:
            found[file.relative_to(sample_site.site).as_posix().removesuffix("index.html")] = linked(text)
    return found


def nodes(value):
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from nodes(one)
    elif isinstance(value, list):
        for one in value:
            yield from nodes(one)


def test_every_page_says_what_it_is(pages):
    assert all(len(found) == 1 for found in pages.values())
    kinds = {node["@type"] for found in pages.values() for node in nodes(found) if "@type" in node}
    assert kinds >= {
        "Report",
        "DigitalDocument",
        "Event",
        "EventSeries",
        "Person",
        "City",
        "GovernmentOrganization",
        "BreadcrumbList",
    }


def test_schema_org_knows_every_word(pages):
    from rdflib.namespace import SDO

    for path, found in pages.items():
        for node in nodes(found):
            for name in node:
                assert name.startswith("@") or name in SDO.__annotations__, (path, name)
            assert "@type" not in node or node["@type"] in SDO.__annotations__, (path, node["@type"])


def test_it_expands_and_frames(pages):
    from pyld import jsonld

    def loader(url, options=None):
        context = {"@context": {"@vocab": "https://schema.org/", "url": {"@type": "@id"}}}
        return {"contextUrl": None, "documentUrl": url, "document": context}

    options = {"documentLoader": loader, "base": "https://arkiv.example/"}
    graph = [node for found in pages.values() for node in found[0]["@graph"]]
    whole = {"@context": "https://schema.org", "@graph": graph}
    expanded = jsonld.expand(whole, options)
    assert len(expanded) == len(graph)
    frame = {"@context": "https://schema.org", "@type": "Event", "superEvent": {"@type": "EventSeries"}, "attendee": {}}
    framed = jsonld.frame(whole, frame, options)["@graph"]
    (conference,) = (e for e in framed if e["@id"].endswith("series/nordisk-huvudstadskonferens/2017-02-16/"))
    assert conference["superEvent"]["name"] == "Nordisk huvudstadskonferens"
    assert "Marc Zetterblom" in json.dumps(conference["attendee"], ensure_ascii=False)
    assert all("id" in one or "@id" in one for one in conference["attendee"])  # nobody without a page of their own


def test_addresses_in_it_are_pages(pages):
    for path, found in pages.items():
        for node in nodes(found):
            address = node.get("@id")
            if address:
                assert address.removeprefix("https://arkiv.example/") in pages, (path, address)


def test_no_text_ends_the_script(tmp_path):
    from archive import Archive, document

    title = 'title: "</script><script>alert(1)</script> & <!--"'
    archive = Archive(tmp_path, {"content/documents/2017/report.md": document("Text.\n", title, without=("title",))})
    assert archive.build().status == 0
    page = archive.page()
    assert "alert(1)</script>" not in page
    (found,) = linked(page)
    assert found["@graph"][0]["name"] == "</script><script>alert(1)</script> & <!--"


# ---------------------------------------------------------------- DCAT


def test_the_catalogue_says_what_portals_must_know(sample_site):
    import rdflib
    from rdflib.namespace import DCAT, DCTERMS, RDF

    graph = rdflib.Graph().parse(data=(sample_site.site / "data/dcat.jsonld").read_text("utf-8"), format="json-ld")
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
    for thing in (catalogue, dataset):
        for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher):
            assert graph.value(thing, needed) is not None, needed
    assert (catalogue, DCAT.dataset, dataset) in graph
    publisher = graph.value(catalogue, DCTERMS.publisher)
    assert graph.value(publisher, rdflib.URIRef("http://xmlns.com/foaf/0.1/name")) is not None
    files = list(graph.objects(dataset, DCAT.distribution))
    for file in files:
        address = str(graph.value(file, DCAT.downloadURL))
        path = sample_site.site / address.removeprefix("https://arkiv.example/")
        assert path.is_file(), address
        size = graph.value(file, DCAT.byteSize)
        assert size is None or int(size) == path.stat().st_size
        assert graph.value(file, DCTERMS.license) is not None
    assert len(files) >= 14


# The obligations of DCAT-AP 3 for the classes we use, as shapes.
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> . @prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
[] a sh:NodeShape ; sh:targetClass dcat:Catalog ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:nodeKind sh:Literal ],
    [ sh:path dct:description ; sh:minCount 1 ; sh:nodeKind sh:Literal ],
    [ sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ],
    [ sh:path dcat:dataset ; sh:class dcat:Dataset ],
    [ sh:path dct:license ; sh:maxCount 1 ; sh:class dct:LicenseDocument ],
    [ sh:path foaf:homepage ; sh:maxCount 1 ; sh:class foaf:Document ],
    [ sh:path dct:language ; sh:class dct:LinguisticSystem ] .
[] a sh:NodeShape ; sh:targetClass skos:Concept ;
  sh:property [ sh:path skos:prefLabel ; sh:minCount 1 ; sh:nodeKind sh:Literal ] .
[] a sh:NodeShape ; sh:targetClass skos:ConceptScheme ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:nodeKind sh:Literal ] .
[] a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:nodeKind sh:Literal ],
    [ sh:path dct:description ; sh:minCount 1 ; sh:nodeKind sh:Literal ],
    [ sh:path dct:publisher ; sh:maxCount 1 ; sh:class foaf:Agent ],
    [ sh:path dcat:distribution ; sh:class dcat:Distribution ],
    [ sh:path dcat:theme ; sh:class skos:Concept ],
    [ sh:path dcat:contactPoint ; sh:class vcard:Organization ],
    [ sh:path dct:accessRights ; sh:maxCount 1 ; sh:class dct:RightsStatement ],
    [ sh:path dct:modified ; sh:maxCount 1 ; sh:nodeKind sh:Literal ],
    [ sh:path dct:temporal ; sh:class dct:PeriodOfTime ] .
[] a sh:NodeShape ; sh:targetClass dcat:Distribution ;
  sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ],
    [ sh:path dcat:downloadURL ; sh:nodeKind sh:IRI ],
    [ sh:path dct:license ; sh:maxCount 1 ; sh:class dct:LicenseDocument ],
    [ sh:path dct:format ; sh:maxCount 1 ; sh:class dct:MediaTypeOrExtent ],
    [ sh:path dcat:mediaType ; sh:maxCount 1 ; sh:class dct:MediaType ],
    [ sh:path dcat:byteSize ; sh:maxCount 1 ; sh:datatype xsd:nonNegativeInteger ],
    [ sh:path spdx:checksum ; sh:maxCount 1 ; sh:class spdx:Checksum ] .
[] a sh:NodeShape ; sh:targetClass spdx:Checksum ;
  sh:property [ sh:path spdx:algorithm ; sh:minCount 1 ; sh:maxCount 1 ],
    [ sh:path spdx:checksumValue ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:hexBinary ] .
[] a sh:NodeShape ; sh:targetClass foaf:Agent ; sh:property [ sh:path foaf:name ; sh:minCount 1 ] .
"""


def test_the_catalogue_meets_its_obligations(sample_site):
    import pyshacl
    import rdflib

    graph = rdflib.Graph().parse(data=(sample_site.site / "data/dcat.jsonld").read_text("utf-8"), format="json-ld")
    conforms, _, said = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(data=SHAPES, format="turtle"))
    assert conforms, said


# ---------------------------------------------------------------- OParl and Popolo


def test_oparl_can_be_walked(sample_site):
    base = "https://arkiv.example/"
    loaded = {}

    def get(address):
        file, _, fragment = address.removeprefix(base).partition("#")
        if file not in loaded:
            loaded[file] = json.loads((sample_site.site / file).read_text("utf-8"))
        return loaded[file] if not fragment else by_id(loaded[file])[address]

    def by_id(value):
        return {node["id"]: node for node in nodes(value) if "id" in node}

    def everything(address):
        page = get(address)
        while True:
            yield from page["data"]
            if "next" not in page["links"]:
                return
            page = get(page["links"]["next"])

    system = get(f"{base}data/oparl/system.json")
    (body,) = everything(system["body"])
    assert body == get(body["id"])
    people, bodies = list(everything(body["person"])), list(everything(body["organization"]))
    meetings, papers = list(everything(body["meeting"])), list(everything(body["paper"]))
    assert (len(papers), len(people) > 30, len(bodies) > 30, len(meetings) > 10) == (5, True, True, True)
    for one in (*people, *bodies, *meetings, *papers):
        assert one["id"].startswith(base)
        assert one["type"].startswith("https://schema.oparl.org/1.1/")
    for meeting in meetings:
        for name in ("participant", "organization"):
            for address in meeting.get(name, ()):
                assert get(address)["id"] == address
        for item in meeting["agendaItem"]:
            assert item["meeting"] == meeting["id"]
    for paper in papers:
        assert (sample_site.site / paper["mainFile"]["downloadUrl"].removeprefix(base)).is_file()
        for name in ("originatorPerson", "originatorOrganization"):
            for address in paper.get(name, ()):
                get(address)
        for consultation in paper["consultation"]:
            get(consultation["meeting"])
            get(consultation["agendaItem"])
    for person in people:
        for membership in person["membership"]:
            get(membership["organization"])


def test_popolo_refers_to_itself_only(sample_site):
    found = json.loads((sample_site.site / "data/popolo.json").read_text("utf-8"))
    ids = {name: {one["id"] for one in found[name]} for name in ("persons", "organizations", "areas", "events")}
    for membership in found["memberships"]:
        assert membership["person_id"] in ids["persons"]
        assert membership["organization_id"] in ids["organizations"]
    for event in found["events"]:
        assert event["organization_id"] in ids["organizations"]
        assert event.get("area_id") is None or event["area_id"] in ids["areas"]
        assert all(one["id"] in ids["persons"] for one in event.get("attendees", ()))
