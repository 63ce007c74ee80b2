"""The meetings before and after a paper's own: whose minutes it approves, and when the next one is.

It completes a year only from the day of the paper's meeting, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from diarium.desk.intake.blocks import Entry
from diarium.desk.intake.findings import Findings, quoted
from diarium.desk.intake.known import Known
from diarium.desk.intake.written_dates import Written, dates
from diarium.spelling import fold

_APPROVAL = re.compile(
    r"föregående (?:mötes? ?|möte )?(?:protokoll|\w*anteckning)|(?:forrige|førre) (?:møtes? ?)?(?:protokoll|referat)|foregående (?:mødes? )?(?:protokol|referat)|(?:previous|last) (?:meeting's )?minutes|minutes of (?:the )?(?:previous|last) meeting|godkjen|godkän|godkend|approv|adoption|justering av|justera\b|genomgång av föregående|gjennomgang av (?:forrige )?referat|opfølgning på referat",
    re.IGNORECASE,
)
_MINUTES = re.compile(
    r"referat|protokol|møtebok|föregående anteckning|minutes|minnesanteckning|mötesanteckning|notes of", re.IGNORECASE
)
_NEXT = re.compile(
    r"\b(?:n[äe]sta|neste|næste|next|påfølgende|kommande|kommende|following)\s+(?P<what>[\w-]+(?:\s+[\w-]+){0,4}?)\s*(?:äger rum|avholdes|afholdes|hålls|holdes|blir|er|är|is|will|takes|:|den|i|on|in|att|–|-|,|finner)",
    re.IGNORECASE,
)
MEETING_WORD = re.compile(
    r"möte|møte|møde|konferens|konferanse|konference|conference|meeting|samling|session|sammanträde|seminar|forum|gathering|\bcall\b",
    re.IGNORECASE,
)
_GROUP_MEETING = re.compile(r"\b(?P<stem>\w{4,})(?:s|e)?(?:møte|möte|møde)(?:t|ne)?\b", re.IGNORECASE)


def approves(entries: Sequence[Entry], kind: str | None, findings: Findings) -> None:
    if kind not in ("minutes", "agenda"):
        return
    meeting = findings.get_part("meeting", "date") or ""
    for at, entry in enumerate(entries):
        text = entry.text
        item = entry.kind in ("heading", "item") and _ONLY_MINUTES.match(text)
        if len(text) > 220 or not (item or (_APPROVAL.search(text) and _MINUTES.search(text))):
            continue
        if (
            kind == "minutes"
            and re.search(r"\b(?:ble|blev|vart|was|were|har)\b|godkjent|godkändes|godkendt", text)
            and not entry.marker
            and entry.kind != "heading"
            and not dates(text)
        ):
            continue
        found = dates(text)
        for one in found:
            iso = _with_year(one, meeting, earlier=True)
            if iso and "approves" in findings.fields:
                findings.fields["approves"].todos.clear()
            if iso:
                added = "" if one.year else " (the year follows from the day of the meeting)"
                findings.add("approves", iso.split("/")[0], quoted(text) + added)
        if found:
            return
        number = re.search(r"(?:nr|no)\.?\s*(\d{1,3}(?:/\d{4})?)|\b(\d{1,3}/\d{4})\b", text)
        if number:
            findings.add("approves", number[1] or number[2], quoted(text))
            return
        below = entries[at + 1].text if at + 1 < len(entries) else ""
        if (
            entry.kind in ("heading", "item")
            and len(below) < 200
            and re.search(r"anteckning|referat|protokol|møtebok|minutes", below, re.IGNORECASE)
        ):
            told = [iso for one in dates(below) if (iso := _with_year(one, meeting, earlier=True))]
            if told:
                findings.add("approves", told[0].split("/")[0], quoted(f"{text}: {below}"))
                return
        if entry.kind in ("heading", "item"):
            findings.todo("approves", f"which meeting's minutes? {quoted(text)} does not say it")


_ONLY_MINUTES = re.compile(
    r"(?:\d{1,2}\.?\s+)?(?:the\s+)?(?:minutes|referat(?:et)?|protokoll(?:et)?|protokol)\s+(?:of|from|fra|från|frå|av|af)\s+(?:(?:the\s+meeting|m[øö]tet|mødet)\s+(?:on|of|den)?\s*)?(?=\d|den\b|\w+dag)",
    re.IGNORECASE,
)


def _with_year(one: Written, near: str, earlier: bool) -> str | None:
    """A date completed from the day of the meeting: the nearest such day before or after it."""
    if one.year or not near:
        return one.iso()
    year = int(near[:4])
    for guess in (year, year - 1 if earlier else year + 1):
        iso = one.iso(str(guess))
        if iso and (iso[: len(near)] < near if earlier else iso > near[:10]):
            return iso
    return None


def following(entries: Sequence[Entry], text: str, findings: Findings, known: Known) -> None:
    """The next occasion, as a sentence tells it or a heading with the day below."""
    _next(text, findings, known)
    if not findings.has("next"):
        _next_below(entries, findings, known)


def _next(text: str, findings: Findings, known: Known) -> None:
    series = findings.text("series") or ""
    meeting = (findings.get_part("meeting", "date") or findings.text("date") or "").rpartition("/")[2]
    for line in text.split("\n"):
        for sentence in re.split(r"(?<=[^\d\W][.!?])\s+(?=[A-ZÅÄÖÆØ])", line):
            match = _NEXT.search(sentence)
            ours = match is not None and bool(MEETING_WORD.search(sentence))
            if not ours:
                group = next(
                    (g for g in _GROUP_MEETING.finditer(sentence) if fold(g["stem"])[:6] in fold(series)), None
                )
                match = group if series and group else None
            if match is None or len(sentence) > 400:
                continue
            if _told(sentence, match.start(), meeting, findings, known):
                return


_ONLY_NEXT = re.compile(
    r"(?:\d{1,2}\.?\s+)?(?:(?:dato|datum|tid|date|time)\s+(?:for|för|of|and place of)\s+)?(?:the\s+)?(?:n[äe]sta|neste|næste|next)\s+(?:möte|møte|møde|sammanträde|meeting|samling|call)\w*\s*:?",
    re.IGNORECASE,
)


def _next_below(entries: Sequence[Entry], findings: Findings, known: Known) -> None:
    """A heading `Næste møde`, and the day on the line below."""
    meeting = (findings.get_part("meeting", "date") or findings.text("date") or "").rpartition("/")[2]
    for entry, below in pairwise(entries):
        if _ONLY_NEXT.fullmatch(entry.text.strip(" .")) and _told(
            f"{entry.text}: {below.text}", 0, meeting, findings, known
        ):
            return


def _told(sentence: str, start: int, meeting: str, findings: Findings, known: Known) -> bool:
    after = sentence[start:]
    later = re.split(r"\b(?:föregås|forutgås|preceded)\b", after)[0]
    found = [
        iso for one in dates(later) if (iso := _with_year(one, meeting, earlier=False)) and iso > meeting[: len(iso)]
    ]
    year = re.search(r"\b(?:19|20)\d\d\b", later)
    when = found[0] if found else year.group() if year and year.group() >= meeting[:4] else None
    if when is None:
        return False
    source = quoted(sentence, 260)
    findings.part("next", "date", when, source)
    city = next((name for _, name in known.cities_in(later)), None)
    findings.part("next", "city", city, source)
    return True
