"""The open data as files: tables, their machine-readable description, and the record that data portals harvest.

Everything here describes what `tables` holds; it never works out a number of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from diarium.model import Label
from diarium.pages.columns import TABLES, Column, Table
from diarium.pages.holdings import Holdings
from diarium.pages.jsonld import licence_address
from diarium.pages.showing import Showing
from diarium.spelling import slug

FOLDER = "data/"
DATE = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
TITLE = Label("{0}: öppna data", "{0}: åpne data", "{0}: open data")
DESCRIPTION = Label(
    "Dokument, personer, städer, organisationer, mötesserier, möten och ärenden i {0}, och hur de hör ihop.",
    "Dokumenter, personer, byer, organisasjoner, møteserier, møter og saker i {0}, og hvordan de henger sammen.",
    "Documents, people, cities, organisations, meeting series, meetings and cases in {0}, and how they belong together.",
)


@dataclass(frozen=True)
class File:
    """What others tell of a file of the open data."""

    size: int
    sha256: str


def described(holdings: Holdings, files: Mapping[str, File]) -> dict[str, bytes]:
    """What describes these tables and lines, by path; the database and the archive as one file are made elsewhere."""
    made = {f"{FOLDER}datapackage.json": _json(package(holdings, files))}
    known = {**files, **{path: file_of(data) for path, data in made.items()}}
    made[f"{FOLDER}dcat.jsonld"] = _json(catalogue(holdings, known))
    made[f"{FOLDER}LICENCE.txt"] = licence(holdings).encode()
    return made


def file_of(data: bytes) -> File:
    return File(len(data), hashlib.sha256(data).hexdigest())


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def checksums(digests: Mapping[str, str]) -> bytes:
    """As `sha256sum -c` reads them, from the folder they lie in."""
    lines = [f"{digest}  {path.removeprefix(FOLDER)}\n" for path, digest in sorted(digests.items())]
    return "".join(lines).encode()


def licence(holdings: Holdings) -> str:
    config = holdings.show.site.config
    address = licence_address(config.licence)
    lines = [config.name, config.licence or "–", address or "", config.owner, config.contact, config.base_url]
    return "\n".join(line for line in dict.fromkeys(lines) if line) + "\n"


# ---------------------------------------------------------------- Frictionless


def package(holdings: Holdings, files: Mapping[str, File]) -> dict[str, object]:
    """A data package: every file, every column, its type, and which columns refer to which."""
    config = holdings.show.site.config
    language = config.language
    found: dict[str, object] = {
        "profile": "tabular-data-package",
        "name": slug(config.name) or "archive",
        "id": holdings.tag(FOLDER),
        "title": TITLE[language].format(config.name),
        "description": DESCRIPTION[language].format(config.name),
    }
    if config.base_url:
        found["homepage"] = holdings.url(FOLDER)
    address = licence_address(config.licence)
    if config.licence:
        found["licenses"] = [{"title": config.licence, **({"path": address} if address else {})}]
    if config.owner:
        found["contributors"] = [{"title": config.owner, "role": "publisher"}]
    found["resources"] = [_resource(table, files[f"{FOLDER}{table.name}.csv"], language) for table in TABLES]
    return found


def _resource(table: Table, file: File, language: str) -> dict[str, object]:
    schema: dict[str, object] = {
        "fields": [_field(column, table, language) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    references = [
        {
            "fields": [column.name],
            "reference": {"resource": "" if column.table == table.name else column.table, "fields": ["id"]},
        }
        for column in table.columns
        if column.table
    ]
    if references:
        schema["foreignKeys"] = references
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.one[language],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": schema,
    }


def _field(column: Column, table: Table, language: str) -> dict[str, object]:
    types = {"text": "string", "date": "string", "whole": "integer", "number": "number", "flag": "boolean"}
    field: dict[str, object] = {
        "name": column.name,
        "type": types[column.type],
        "description": column.means[language],
    }
    if column.type == "flag":
        field |= {"trueValues": ["1"], "falseValues": ["0"]}
    constraints: dict[str, object] = {}
    if column.name in table.key:
        constraints |= {"required": True, "unique": True}
    if column.type == "date":
        constraints["pattern"] = DATE
    if constraints:
        field["constraints"] = constraints
    return field


# ---------------------------------------------------------------- DCAT

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_LANGUAGES = {"sv": "SWE", "nb": "NOB", "nn": "NNO", "da": "DAN", "fi": "FIN", "is": "ISL", "en": "ENG"}
_FORMATS = {
    "csv": ("CSV", "text/csv"),
    "jsonl": ("JSON", "application/jsonl"),
    "json": ("JSON", "application/json"),
    "sqlite": ("", "application/vnd.sqlite3"),
    "zip": ("ZIP", "application/zip"),
}

_THEME = f"{_AUTHORITY}data-theme"
_GOVERNMENT = Label(
    "Regeringen och den offentliga sektorn", "Forvaltning og offentlig sektor", "Government and public sector"
)

Node = dict[str, object]


def explained(show: Showing, name: str) -> str:
    """What a file of the open data holds, in a sentence."""
    stem, _, ending = name.partition(".")
    table = next((table for table in TABLES if table.name == stem and ending == "csv"), None)
    if table is not None:
        return table.one[show.language]
    return show.words(f"file_{ending if stem == 'archive' else stem.lower()}")


def catalogue(holdings: Holdings, files: Mapping[str, File]) -> Node:
    """The catalogue, its one dataset and the files of it, as DCAT-AP asks for them."""
    config = holdings.show.site.config
    language = config.language
    home = holdings.url(FOLDER)

    def said(text: str) -> Node:
        return {"@value": text, "@language": language}

    agent: Node = {"@id": f"{home}#publisher", "@type": "foaf:Agent", "foaf:name": said(config.owner or config.name)}
    theme: Node = {
        "@id": f"{_THEME}/GOVE",
        "@type": "skos:Concept",
        "skos:prefLabel": said(_GOVERNMENT[language]),
        "skos:inScheme": {"@id": _THEME},
    }
    scheme: Node = {
        "@id": _THEME,
        "@type": "skos:ConceptScheme",
        "dct:title": {"@value": "Data theme", "@language": "en"},
    }
    tongue = {"@id": f"{_AUTHORITY}language/{_LANGUAGES[language]}", "@type": "dct:LinguisticSystem"}
    documents = holdings.show.site.documents.values()
    changed = holdings.newest
    days = [one.date for one in documents if one.date]
    terms: Node = {}
    address = licence_address(config.licence)
    if address:
        terms["dct:license"] = {"@id": address, "@type": "dct:LicenseDocument"}
    dataset: Node = {
        "@id": f"{home}#dataset",
        "@type": "dcat:Dataset",
        "dct:identifier": holdings.tag(FOLDER),
        "dct:title": said(TITLE[language].format(config.name)),
        "dct:description": said(DESCRIPTION[language].format(config.name)),
        "dct:publisher": {"@id": agent["@id"]},
        "dct:language": [
            {"@id": id, "@type": "dct:LinguisticSystem"}
            for id in sorted({_language(one.lang) for one in documents} or {_language(language)})
        ],
        "dcat:theme": {"@id": theme["@id"]},
        "dcat:landingPage": {"@id": home, "@type": "foaf:Document"},
        "dct:accessRights": {"@id": f"{_AUTHORITY}access-right/PUBLIC", "@type": "dct:RightsStatement"},
    }
    dated: Node = {"dct:modified": {"@value": changed, "@type": "xsd:date"}} if len(changed) == 10 else {}
    keywords = [said(entity.name) for kind in ("theme", "series") for entity in holdings.show.site.of_kind(kind)]
    dataset |= dated | ({"dcat:keyword": keywords} if keywords else {})
    if days:
        dataset["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _dated(min(days)),
            "dcat:endDate": _dated(max(days)),
        }
    if "@" in config.contact and " " not in config.contact:
        dataset["dcat:contactPoint"] = {
            "@type": "vcard:Organization",
            "vcard:fn": config.owner or config.name,
            "vcard:hasEmail": {"@id": f"mailto:{config.contact}"},
        }
    names = [*(path.removeprefix(FOLDER) for path in files), "archive.sqlite", "archive.zip"]
    dataset["dcat:distribution"] = [
        _distribution(holdings, name, files.get(FOLDER + name), terms, said) for name in sorted(set(names))
    ]
    catalog: Node = {
        "@id": f"{home}#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": said(config.name),
        "dct:description": said(DESCRIPTION[language].format(config.name)),
        "dct:publisher": {"@id": agent["@id"]},
        "dct:language": tongue,
        "foaf:homepage": {"@id": holdings.url(""), "@type": "foaf:Document"},
        "dcat:themeTaxonomy": {"@id": scheme["@id"]},
        "dcat:dataset": {"@id": dataset["@id"]},
        **dated,
        **terms,
    }
    return {
        "@context": _CONTEXT | {"skos": "http://www.w3.org/2004/02/skos/core#"},
        "@graph": [catalog, dataset, agent, theme, scheme],
    }


def _language(code: str) -> str:
    return f"{_AUTHORITY}language/{_LANGUAGES.get(code, 'MUL')}"


def _dated(date: str) -> Node:
    return {"@value": date, "@type": {4: "xsd:gYear", 7: "xsd:gYearMonth"}.get(len(date), "xsd:date")}


def _distribution(holdings: Holdings, name: str, file: File | None, terms: Node, said: Callable[[str], Node]) -> Node:
    address = holdings.url(FOLDER + name)
    format, media = _FORMATS[name.rpartition(".")[2]]
    node: Node = {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": said(name),
        "dct:description": said(explained(holdings.show, name)),
        "dcatap:availability": {"@id": f"{_AUTHORITY}planned-availability/STABLE"},
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media}", "@type": "dct:MediaType"},
        **terms,
    }
    if format:
        node["dct:format"] = {"@id": f"{_AUTHORITY}file-type/{format}", "@type": "dct:MediaTypeOrExtent"}
    if file is not None:
        node["dcat:byteSize"] = {"@value": str(file.size), "@type": "xsd:nonNegativeInteger"}
        node["spdx:checksum"] = {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        }
    return node
