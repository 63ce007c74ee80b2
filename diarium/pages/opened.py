"""Every document as JSON, for programs that want one document rather than a table; and what search forms ask for.

It says what the page says, part by part, leads to every other form of it, and never says more.
"""

from __future__ import annotations

from collections.abc import Iterator

from diarium.archive.appearances import Appearance
from diarium.pages.holdings import Holding, Holdings, compact
from diarium.pages.xmltext import escape

Node = dict[str, object]


def document_json(holdings: Holdings, one: Holding) -> tuple[str, bytes]:
    record = one.document
    node: Node = {
        "id": one.id,
        "url": one.url,
        "title": record.title,
        "date": record.date,
        "type": record.type,
        "type_name": one.type,
        "language": record.lang,
        "summary": record.summary,
        "version": {"changed": one.changed, "sha256": holdings.checksum(one)},
        "files": {
            name: holdings.url(one.path + name) for name in ("index.md", "cite.bib", "cite.ris", "cite.json")
        },
        "cases": [_named(holdings, a) for a in record.appearances if a.capacity == "case"],
    }  # fmt: skip
    if one.series:
        node["series"] = {"name": holdings.name(one.series), "url": holdings.url(one.series.path)}
    if one.meeting:
        period = one.meeting.period
        node["meeting"] = {
            "name": holdings.show.meeting_name(one.meeting),
            "url": holdings.url(one.meeting.path),
            **({"first_day": period.first, "last_day": period.last} if period else {}),
        }
    node["participants"] = [
        _named(holdings, a)
        | {name: said for name in ("role", "party", "organisation", "status") if (said := getattr(a, name))}
        for a in one.participants
    ]
    node["named"] = [
        {"capacity": a.capacity, **_named(holdings, a)}
        for a in record.appearances
        if a.capacity != "case" and not a.capacity.startswith("participants.")
    ]
    node["tabled"] = [
        {"meeting": holdings.url(holdings.meetings[series, key].path), **({"item": item} if item else {})}
        for series, key, item in record.tabled
    ]
    node["attachments"] = [
        {
            "title": a.title,
            **({"url": holdings.url(a.path) if a.path else a.url} if a.path or a.url else {}),
            **({"bytes": a.size, "sha256": a.sha256} if a.size is not None else {}),
            **({"missing": True} if a.missing else {}),
        }
        for a in record.attachments
    ]
    # What was withdrawn since has no title to give.
    related = [other for path in dict.fromkeys((*record.related, *record.cites)) if (other := holdings.all.get(path))]
    node["related"] = [{"title": other.document.title, "url": other.url} for other in related]
    node["corrections"] = [{"date": day, "note": note} for day, note in one.document.corrections]
    node["sections"] = [
        {
            **({"level": s.level, "title": s.title, "url": f"{one.url}#{s.anchor}"} if s.level else {}),
            **({"item": s.item} if s.item else {}),
            "text": words,
        }
        for s, words in holdings.sections(record)
    ]
    return f"{one.path}index.json", compact(node)


def _named(holdings: Holdings, appearance: Appearance) -> Node:
    if appearance.ref is None:
        return {"name": appearance.printed}
    return {"name": appearance.printed, "url": holdings.url(appearance.ref.path)}


def open_search(holdings: Holdings) -> Iterator[tuple[str, bytes]]:
    """So that browsers and catalogues can search here; the format knows whole addresses only."""
    config = holdings.show.site.config
    if not config.base_url:
        return
    name, words = config.name, holdings.show.words
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{escape(name[:16].strip())}</ShortName>\n<LongName>{escape(name[:48].strip())}</LongName>\n"
        f"<Description>{escape(f'{words.search}: {name}'[:1024])}</Description>\n"
        f'<Url type="text/html" template="{escape(config.base_url)}search/?q={{searchTerms}}"/>\n'
        f'<Url type="application/opensearchdescription+xml" rel="self" template="{escape(config.base_url)}opensearch.xml"/>\n'
        f"<Language>{config.language}</Language>\n<InputEncoding>UTF-8</InputEncoding>\n"
        "<OutputEncoding>UTF-8</OutputEncoding>\n</OpenSearchDescription>\n"
    )
    yield "opensearch.xml", text.encode()
