"""What hangs together with a paper: attachments, addresses, and the cities, organisations and themes it names.

It fetches nothing; an attachment that did not come along is marked as missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from diarium.desk.intake.blocks import Block, Entry, plain, tidy
from diarium.desk.intake.findings import Findings, around, distinct, quoted
from diarium.desk.intake.known import Known
from diarium.desk.intake.register import DATELINE
from diarium.desk.intake.repair import Repaired
from diarium.desk.intake.vocabulary import SECTION, label
from diarium.reading.targets import can_be_split
from diarium.spelling import fold

_RELATIVE = re.compile(r"(?<!!)\[([^\]\[]+)\]\((?![A-Za-z][\w+.-]*:|#)([^)\s]+)\)")
_LINKED = re.compile(r"(?<!!)\[([^\]\[]+)\]\((https?://[^)\s]+)\)")
_CAN_BE_HAD = re.compile(
    r"\s*\b(?:kan\s+(?:lastes\s+ned|leses|läsas|laddas\s+ned|hentes|hämtas|downloades)|finner\s+(?:man|du)|finnes?|finns|ligger|findes|hittar\s+du|hittas|can\s+be\s+(?:found|downloaded|read)|are\s+(?:found|available)|is\s+available|available|download)?\s*(?:her|här|here)?\s*[.:]*$",
    re.IGNORECASE,
)
_EXCEPT = re.compile(
    r"(?:förutom|utom|utan|unntatt|bortsett fra|med unntak av|undtagen|bortset fra|except(?: for)?|with the exception of|apart from)\s+(?P<names>[A-ZÅÄÖÆØ][\w-]+(?:(?:,\s*|\s+(?:och|og|and)\s+)[A-ZÅÄÖÆØ][\w-]+)*)(?P<rest>[^.]{0,60})"
)
_CAME = re.compile(
    r"deltog|deltok|närvar|kom\b|medverkade|tok del|took part|attended|participat|were present|møtte|mødte",
    re.IGNORECASE,
)


def belongings(
    blocks: Sequence[Block],
    entries: Sequence[Entry],
    lists: frozenset[int],
    repaired: Repaired,
    findings: Findings,
    known: Known,
) -> None:
    running = "\n".join(
        " ".join(plain(b.text).split()) if b.text else "\n".join("  ".join(map(plain, row)) for row in b.rows)
        for at, b in enumerate(blocks)
        if at not in lists
    )
    _attachments(entries, findings)
    for text in repaired.dead:
        name = _named(text)
        findings.add(
            "attachments", {"title": name, "missing": "true"}, f"the link {quoted(text)}, whose address is gone"
        )
    for text, address in repaired.linked:
        findings.add(
            "attachments",
            {"title": _named(text), "url": address},
            f"{quoted(text)} and the address at the foot of that page",
        )
    marked = "\n".join(b.text or "\n".join(" ".join(row) for row in b.rows) for b in blocks)
    for match in _RELATIVE.finditer(marked):
        if "." not in match[2].rpartition("/")[2].strip("."):
            continue  # the way to another page of the site, not to a file
        if any(isinstance(one, dict) and one.get("title") == tidy(match[1]) for one in findings.items("attachments")):
            continue  # in the list of attachments already
        findings.add(
            "attachments",
            {"title": match[2] if len(tidy(match[1]).split()) < 2 else tidy(match[1]), "missing": "true"},
            f"a link to the file {match[2]}, which did not come along",
        )
    for match in _LINKED.finditer(marked):
        if not any(match[2] == address for _, address in repaired.linked):
            _address(match[2], findings, tidy(match[1]))
    spent = {address for _, address in repaired.linked}
    left = [address for address in distinct(repaired.addresses) if address not in spent]
    for address in left:
        _address(address, findings, "")
    if left:
        findings.todo(
            "attachments",
            "the titles of addresses from the foot of a page were made from the addresses; write what they lead to",
        )
    _cities(running, _without_people(running, findings), findings, known)
    for _, name, entity in known.in_text("organisation", running):
        told = (known.find("organisation", one) for one in _already(findings, "organisation", "recipient"))
        if not any(one is entity for one in told):
            findings.add("organisations", name, f"named in the text, and known to the archive as {entity.name}")
    _themes(entries, findings, known)


def _already(findings: Findings, *fields: str) -> set[str]:
    return {str(item) for field in fields for item in findings.items(field)}


def _named(text: str) -> str:
    plain_text = tidy(text)
    return _CAN_BE_HAD.sub("", plain_text).strip(" .:") or plain_text


def _address(address: str, findings: Findings, words: str) -> None:
    """A link that leads to a file or names what it leads to; the addresses of people and bodies are no attachments."""
    if not can_be_split(address):
        return
    path = unquote(urlsplit(address).path).rstrip("/")
    last = path.rpartition("/")[2]
    file = bool(re.search(r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|zip)$", last, re.IGNORECASE))
    if words and not file:
        return
    vague = len(words.split()) < 2
    title = (
        words if words and not vague else " ".join(re.sub(r"\.\w{2,4}$", "", last).replace("_", "-").split("-")).strip()
    )
    if title:
        findings.add("attachments", {"title": title, "url": address}, f"the address {address}")


_SENTENCE = re.compile(r"\s(?:är|er|blev|ble|was|is|are|were|sendes|skickas|skickades|ut?sänd|ut?sendt)\s")


_ONE = re.compile(
    r"(?:bilaga|vedlegg|bilag|annex|appendix|attachment|enclosure)\s+(?:\d{1,2}|[A-Z])\s*[.:–-]\s*(?P<title>[A-ZÅÄÖÆØ0-9].{2,110})",
    re.IGNORECASE,
)


def _attachments(entries: Sequence[Entry], findings: Findings) -> None:
    for at, entry in enumerate(entries):
        got = label(entry.text)
        alone = _ONE.fullmatch(entry.text) if entry.kind in ("text", "lines") else None
        if alone is not None:  # `Bilaga 1. Årsredovisning`, below a heading or not
            findings.add("attachments", {"title": alone["title"].strip(" ."), "missing": "true"}, quoted(entry.text))
            continue
        if got is None or got[0] != "attachments" or entry.kind == "item":
            continue
        named = re.match(r"(?:\d+\.?\s*)?[:.]?\s*(.*)", got[2])
        inline = [p.strip(" .") for p in re.split(r";|,\s(?=[A-ZÅÄÖÆØ\d])", named[1] if named else "") if p.strip(" .")]
        for title in inline:
            findings.add("attachments", {"title": title, "missing": "true"}, quoted(entry.text))
        if inline:
            continue
        first = entries[at + 1].kind if at + 1 < len(entries) else ""
        numbered = bool(at + 1 < len(entries) and _ONE.fullmatch(entries[at + 1].text))
        for later in entries[at + 1 :]:
            if numbered or SECTION.fullmatch(later.text) or (later.kind == "table" and first != "table"):
                break
            if (first == "item" and later.kind != "item") or _SENTENCE.search(later.text):
                break
            if later.kind == "item" and not re.fullmatch(r"\W|\w{1,3}[.)]?", later.marker):
                break  # `§ 33`, `Sak 14/23`: the next item of the agenda
            listed = later.kind == "item" or (later.kind in ("lines", "text", "table") and len(later.text) < 120)
            if not listed or label(later.text) or later.text.endswith((".", ":")) or re.match(r"https?://", later.text):
                break
            title = re.sub(
                r"^(?:bilaga|vedlegg|bilag|annex|appendix|attachment)?\s*(?:\d*|[A-Z](?=[.:)]))[.:)]?\s+(?=\S)",
                "",
                " ".join(later.text.split()),
                flags=re.IGNORECASE,
            )
            findings.add("attachments", {"title": title, "missing": "true"}, f"the list under {quoted(entry.text)}")


_POSTAL = re.compile(r"(?:[A-Z]{1,2}-)?\d{3}\s?\d{1,2}\s+[^\W\d]+(?:\s[^\W\d]+)?")


def _without_people(running: str, findings: Findings) -> str:
    """The text with blanks for those who took part and for where it was signed: `Rikke Lund Møller` tells of no Lund."""
    for person in findings.items("participants"):
        if isinstance(person, dict):
            running = running.replace(person["name"], " " * len(person["name"]))
    lines = running.split("\n")
    return "\n".join(
        " " * len(line) if DATELINE.fullmatch(line.strip(" .")) or _POSTAL.fullmatch(line.strip()) else line
        for line in lines
    )


def _cities(running: str, bare: str, findings: Findings, known: Known) -> None:
    absent: list[str] = []
    for match in _EXCEPT.finditer(running):
        names = re.split(r",\s*|\s+(?:och|og|and)\s+", match["names"])
        before = running[max(0, match.start() - 80) : match.start()]
        if all(known.is_city(name) for name in names) and (_CAME.search(match["rest"]) or _CAME.search(before)):
            for name in names:
                absent.append(name)
                findings.add("absent-cities", name, around(running, match.start(), match.end(), 30))
    host = findings.get_part("meeting", "city")
    named = known.cities_in(bare)
    for at, name in named:
        if name not in absent and (name != host or len(named) > 1):
            findings.add("cities", name, around(running, at, at + len(name), 25))


def _themes(entries: Sequence[Entry], findings: Findings, known: Known) -> None:
    """Themes whose headings open a section, or a point of a list, of this paper."""
    by_heading: dict[str, str] = {}
    for name, entity in known.names("theme"):
        by_heading.setdefault(fold(name), entity.name)
        if entity.entry is not None:
            for heading in entity.entry.fields.headings:
                by_heading.setdefault(fold(heading), entity.name)
    for entry in entries:
        first = re.split(r"\s[–—-]\s|:", entry.text)[0].strip() if entry.kind != "table" else ""
        theme = by_heading.get(fold(first)) if first and len(first) < 60 else None
        if theme and (entry.bold or entry.kind in ("item", "heading") or len(entry.text) < 40):
            findings.add("themes", theme, f"the heading {quoted(first)}")
