"""The meeting or journey a paper is about: its series, days, hours, place, motto, what it approves, what comes next.

It completes a year only from dates of the same paper, and says so; what the paper leaves open is left to the editor.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from diarium.desk.intake.blocks import Entry
from diarium.desk.intake.findings import Findings, around, quoted
from diarium.desk.intake.known import Known
from diarium.desk.intake.neighbours import MEETING_WORD, approves, following
from diarium.desk.intake.register import Labelled, labelled
from diarium.desk.intake.vocabulary import BODY, TO_MEMBERS, TYPES, label
from diarium.desk.intake.written_dates import dates, hours

_HEAD = 15  # entries
_TYPE_WORDS = "|".join(pattern for _, pattern in TYPES)
_OF = re.compile(
    r"(?:\b(?:\w*(?:møte[t]?|möte[t]?|møde[t]?|sammanträde[t]?)|samling(?:en)?|konferanse[n]?|konferens(?:en)?|meeting)(?:\s+(?:nr\.?\s*)?\d{1,3}(?:/\d{2,4})?)?\s+(?:i|med|for|för|of|in|av|af)\s+(?:the\s+)?"
    r"|\b(?:minutes|agenda|notes|record)\s+(?:of|for|from)\s+(?:the\s+)?(?:(?:\d{1,3}(?:st|nd|rd|th)\s+)?meeting\s+(?:of|in)\s+(?:the\s+)?)?"
    r"|\b\w*(?:protokoll|protokol|referat|møtebok|kallelse|innkalling|indkaldelse|dagordning|dagsorden|sakskart|sakliste|saksliste)\w*(?:\s+(?:nr\.?\s*)?\d{1,3}(?:/\d{2,4})?)?(?:\s+fört)?\s+(?:från|fra|frå|till|til|for|för|vid|ved)\s+(?:(?P<sort>\w*(?:møte|möte|møde|sammanträde)\w*)(?:\s+(?:nr\.?\s*)?\d{1,3}(?:/\d{2,4})?)?\s+(?:i|med|for|för|av|af)\s+)?)"
    r"(?P<body>.+)$",
    re.IGNORECASE,
)
_MEETING_NUMBER = re.compile(
    r"\b(?:\w*(?:möte|møte|møde|sammanträde|meeting)\s*(?:nr|no|nummer|number)?\.?|nr\.?|no\.?)\s*(?P<number>\d{1,3}(?:\s*/\s*\d{4})?)(?![\d.:])|\b(?P<ordinal>\d{1,3})(?:st|nd|rd|th)\s+(?:\w+\s+)?meeting\b",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"(?:(?:the )?meeting (?:was )?|møtet (?:ble |blei )?|mötet |mødet (?:blev )?)?(?:held|holdt|halde|hölls|avholdt|afholdt)\s+(?:(?P<online>online|digitalt|digitally|remotely)\s+)?(?:at|in|on|i|på|den)\s+(?P<rest>.+)",
    re.IGNORECASE,
)
_THEME = re.compile(
    r"\b(?:med|under|hade|hadde|havde|with|on)\s+(?:the\s+)?(?:temat|temaet|tema|theme|title|rubriken|tittelen|overskriften)\s*:?\s*(?P<theme>[«“”\"']?[A-ZÅÄÖÆØ].+?)(?=,|\.\s|\.$|;|$|\s(?:ämnade|syftade|samlade|samlet|handlade|var|was|took))"
)
_RECURS = re.compile(
    r"återkommande|vartannat|vart\s+\w+\s+år|årlig|annenhvert|hvert\s+(?:andre\s+)?år|årlige|annual|biennial|every\s+(?:second\s+|other\s+|two\s+)?years?|yearly|månadsvis|månedlig|hvert\s+andet",
    re.IGNORECASE,
)
_DEADLINE = re.compile(
    r"\b(?:senast|innen|inom|inden|senest|frist(?:en)?(?: er)?|no later than|by|before|deadline(?: is)?)\s*:?\s*(?:den\s+)?$",
    re.IGNORECASE,
)


def occasion(entries: Sequence[Entry], text: str, findings: Findings, known: Known) -> None:
    title = findings.text("title") or ""
    kind = findings.text("type")
    _labelled_occasion(entries, findings, known)
    _from_title(title, kind, findings, known)
    _series(entries, text, title, kind, findings, known)
    _number(entries, title, kind, findings)
    approves(entries, kind, findings)
    following(entries, text, findings, known)
    if kind == "travel-report" and findings.get_part("meeting", "date") is None:
        _bare_days(entries, findings)
    if kind in ("travel-report", "report") and findings.get_part("meeting", "date") is None:
        _told_days(entries, findings)
    _theme(text, kind, findings)
    _deadlines(text, findings)
    if kind in ("minutes", "agenda") and findings.get_part("meeting", "date") is None:
        only = findings.text("date")
        if only and len(only) == 10 and kind == "minutes":
            findings.part("meeting", "date", only, "the date of the paper; no other day is named")
            findings.todo("meeting", f"was the meeting held on {only}, the date of the paper?")
        else:
            findings.todo("meeting", "no day of the meeting was found")


# ---------------------------------------------------------------- days, hours, place


def _labelled_occasion(entries: Sequence[Entry], findings: Findings, known: Known) -> None:
    for one in labelled(entries):
        if one.at > 60:
            break
        if one.field == "time" or (one.field == "place" and re.search(r"\btid\b|time", one.printed, re.IGNORECASE)):
            _time(one.value, one.source, findings)
            following = entries[one.at + 1].text if one.at + 1 < len(entries) else ""
            if (
                findings.get_part("meeting", "time") is None
                and len(following) < 40
                and (found := hours(following, labelled=True))
            ):
                findings.part("meeting", "time", found[0], quoted(following))
            if re.search(r"plats|sted|stad|place", one.printed, re.IGNORECASE):
                rest = _without_time(one.value)
                _place(rest, one.source, findings, known)
        elif one.field == "place" and entries[one.at].kind != "item":
            _place(_without_time(one.value), one.source, findings, known)
            _time(one.value, one.source, findings)
        elif one.field == "body" and dates(one.value):  # `Møte: 12. mai 2023`
            _time(one.value, one.source, findings)
        elif one.field == "theme":
            findings.part("meeting", "theme", one.value.strip('«»“”" .'), one.source)
        elif one.field == "date" and findings.text("type") in ("agenda", "minutes"):
            _time(one.value, one.source, findings)
    for entry in entries[:_HEAD]:
        if findings.get_part("meeting", "date") is None and (line := _MEETING_LINE.match(entry.text)):
            _time(entry.text, quoted(entry.text), findings)
            _place(_without_time(entry.text[line.end() :]), quoted(entry.text), findings, known)
        told = re.match(r"minutes\b.*?\s(?=held\s)", entry.text, re.IGNORECASE)
        held = _HELD.match(entry.text[told.end() :] if told else entry.text)
        if held and len(entry.text) < 200 and any(date.has_day for date in dates(held["rest"])):
            _time(held["rest"], quoted(entry.text), findings)
            findings.part("meeting", "place", held["online"], quoted(entry.text))
            _place(re.sub(r"(?:^|,?\s+)on\s*$", "", _before_date(held["rest"])), quoted(entry.text), findings, known)


# `Møde den 12. januar 2021 kl. 17:00, Rådhuset`, a line of its own
_MEETING_LINE = re.compile(
    r"(?:møde|möte|møte|sammanträde|meeting)t?\s+(?:(?:den|on|\w+dag(?:en)?|\w+day),?\s+){0,2}(?=\d{1,2}\W.{4,90}$)",
    re.IGNORECASE,
)


def _before_date(value: str) -> str:
    """What stands before the day: `City Hall, Tallinn` of `City Hall, Tallinn, on Thursday, 9 May`."""
    first = dates(value)[0].start
    return re.sub(
        r"(?:^|[,\s]+)(?:on|den|på)?\s*(?:\w+dag(?:en)?|\w+day)?[\s,]*$", "", value[:first], flags=re.IGNORECASE
    )


def _time(value: str, source: str, findings: Findings) -> None:
    found = dates(value)
    if found:
        year = found[0].year or (findings.text("date") or "")[:4] or None
        note = "" if found[0].year else " (the year is that of the paper's date)"
        findings.part("meeting", "date", found[0].iso(year), source + note)
    if clock := hours(value, labelled=True):
        printed = "" if clock[1] == clock[0] else f", printed {quoted(clock[1])}"
        findings.part("meeting", "time", clock[0], f"{source}{printed}")


def _without_time(value: str) -> str:
    for date in reversed(dates(value)):
        value = value[: date.start] + value[date.end :]
    if clock := hours(value, labelled=True):
        value = value.replace(clock[1], " ")
    value = re.sub(
        r"(?:\b(?:kl(?:\.|ockan|okken)?|den|\w{3,5}dag(?:en)?)\b\.?\s*)+(?=$|[,;])", " ", value, flags=re.IGNORECASE
    )
    return " ".join(value.split()).strip(" ,;–-")


def _place(value: str, source: str, findings: Findings, known: Known) -> None:
    value = re.sub(r"^the\s+(?=[A-Z])", "", value.strip(" .,"))
    if not value or len(value) > 140:
        return
    parts = [p.strip() for p in value.split(",") if p.strip()]
    parts = [
        city if (city := re.sub(r"^(?:[A-Z]{1,2}-)?\d{3}\s?\d{1,2}\s+", "", p)) and known.is_city(city) else p
        for p in parts
    ]
    cities = [p for p in parts if known.is_city(p)]
    if cities:
        findings.part("meeting", "city", cities[-1], source)
        parts = [p for p in parts if p not in cities and not _country(p)]
    if parts:
        findings.part("meeting", "place", ", ".join(parts), source)


def _country(text: str) -> bool:
    return bool(
        re.fullmatch(
            r"sverige|norge|noreg|danmark|finland|island|åland|färöarna|færøyene|grönland|grønland|sweden|norway|denmark|iceland|tyskland|germany|frankrike|france|belgien|belgia|estland|estonia|lettland|litauen",
            text,
            re.IGNORECASE,
        )
    )


def _from_title(title: str, kind: str | None, findings: Findings, known: Known) -> None:
    found = [d for d in dates(title) if d.has_day]
    if found and kind != "statement" and (clock := hours(title)):
        findings.part("meeting", "time", clock[0], f"the title {quoted(title)}")
    if found and kind != "statement":
        year = found[0].year or (findings.text("date") or "")[:4] or None
        findings.part("meeting", "date", found[0].iso(year), f"the title {quoted(title)}")
        before = re.search(
            r"[,–—-]\s*([A-ZÅÄÖÆØ][^\W\d_]+(?:\s[A-ZÅÄÖÆØ]\w+)?),?\s+(?:den\s+)?$", title[: found[0].start]
        )
        if before and known.is_city(before[1]):  # `Årskonferens, Bryssel 3–5 maj`
            findings.part("meeting", "city", before[1], f"the title {quoted(title)}")
    if kind in ("travel-report", "minutes", "agenda", None, "report"):
        for match in re.finditer(
            r"\b(?:i|in|till|til|to|at)\s+(?P<city>[A-ZÅÄÖÆØ][\w-]+(?:\s[A-ZÅÄÖÆØ][\w-]+)?)(?P<rest>,\s*[A-ZÅÄÖÆØ]\w+)?",
            title,
        ):
            place, rest = match["city"], (match["rest"] or "").strip(" ,")
            if known.is_city(place) or (rest and _country(rest)):
                if match.start() and re.search(r"(?:ambassade|huvudkontor)\w*\s*$", title[: match.start()]):
                    continue
                findings.part("meeting", "city", place, f"the title {quoted(title)}")


_TOOK_PLACE = re.compile(
    r"^(?:(?:studie|tjänste|tjeneste)?(?:resan|reisen|reisa|rejsen|turen|besöket|besøket|besøget|mötet|møtet|mødet|konferensen|konferansen|konferencen|seminariet|seminaret)|the (?:visit|trip|mission|meeting|conference|seminar))"
    r"\s+(?:ägde rum|hölls|genomfördes|fant sted|ble holdt|vart halde|fandt sted|blev holdt|took place|was held|was made)\b",
    re.IGNORECASE,
)


def _told_days(entries: Sequence[Entry], findings: Findings) -> None:
    """A sentence near the head: `Besöket ägde rum måndagen den 10 oktober 2022`."""
    for entry in entries[:40]:
        if _TOOK_PLACE.match(entry.text):
            sentence = re.split(r"(?<=[^\d\W][.!?])\s", entry.text)[0]
            for one in dates(sentence):
                if one.has_day and one.iso():
                    findings.part("meeting", "date", one.iso(), quoted(sentence))
                    return


def _bare_days(entries: Sequence[Entry], findings: Findings) -> None:
    """A line of its own, below the title, with the days of the journey: `6-8 September 2023`."""
    for entry in entries[:6]:
        found = dates(entry.text)
        if len(found) == 1 and found[0].has_day and len(found[0].text) >= len(entry.text) - 2:
            days = found[0].iso()
            if days and "/" in days:
                findings.part("meeting", "date", days, f"the line {quoted(entry.text)}")
                return


# ---------------------------------------------------------------- series and number


def _series(
    entries: Sequence[Entry], text: str, title: str, kind: str | None, findings: Findings, known: Known
) -> None:
    if kind == "statement":
        return
    heads = [title, *(entry.text for entry in entries[:12])] if kind in ("minutes", "agenda") else [title]
    for head in heads:
        found = known.series_of(head)
        if found:
            printed, entity = found
            name = printed if known.find("series", printed) is entity else entity.name
            findings.set("series", name, f"{quoted(head)}, a series the archive knows")
            return
    if kind in ("minutes", "agenda"):
        match = _OF.search(title)
        body = _trimmed(match["body"]) if match else ""
        if body[:1].islower() and BODY.search(body) and len(body.split()) <= 4:  # `Møtebok for samarbeidsutvalet`
            body = f"{body[0].upper()}{body[1:]}"
        before = re.match(rf"(?P<body>[A-ZÅÄÖÆØ][^–—:]{{3,60}}?)\s+[–—-]\s+(?:{_TYPE_WORDS})", title, re.IGNORECASE)
        if not (body and body[0].isupper()) and before and BODY.search(before["body"]):
            body = before["body"]  # `Steering Group – Minutes of the 27th meeting`
        body = "" if known.is_city(body) else body  # `Styremøte i Oslo`
        if (len(body) > 3 and body[0].isupper()) or (body := _behind_colon(title)):
            findings.set("series", body, f"the title {quoted(title)}")
            sort = (match and match["sort"]) or ""
            if re.match(r"styr|bestyr|årsm", sort, re.IGNORECASE):
                findings.todo(
                    "series", f"the title speaks of '{sort}'; is '{body}' what the archive calls these meetings?"
                )
        elif said := next((one for one in labelled(entries) if _names_body(one)), None):
            findings.set("series", said.value, said.source)
        elif house := next((e for e in entries[:9] if _is_body(e) and e.text != title), None):
            findings.set("series", _body_of(house), f"the line {quoted(house.text)} at the head of the paper")
        else:
            findings.todo("series", "which body met? The title does not say it in a way that could be read")
        return
    rest = re.sub(
        rf"^\W*(?:{_TYPE_WORDS})\w*\s*[:–-]?\s*(?:(?:från|fra|from|för|for|om|on)\s+)?", "", title, flags=re.IGNORECASE
    )
    event = next((one for one in labelled(entries) if one.field == "event" and one.at < _HEAD), None)
    if event is not None and MEETING_WORD.search(event.value):
        _event(event, text, findings)
        return
    match = re.match(r"(?P<name>[A-ZÅÄÖÆØ][^,.:\d]{6,70}?)\s+(?P<year>(?:19|20)\d\d)\b", rest)
    yearly = re.match(r"(?P<name>[A-ZÅÄÖÆØ][^,.:\d]{6,70}?)(?=,|\s(?:i|in)\s|\s\d|$)", rest)
    if (
        not match
        and yearly
        and re.search(
            r"\b(?:årskonferen|årsm[öø][td]e|annual\s+(?:conference|meeting|forum))", yearly["name"], re.IGNORECASE
        )
    ):
        findings.set("series", yearly["name"], f"the title {quoted(title)}: held every year, as its name says")
        return
    if match and MEETING_WORD.search(match["name"]):
        name = match["name"].strip()
        stem = re.escape(name[: max(6, len(name) - 4)])
        recurring = re.search(rf"{stem}[^.]{{0,80}}\s(?:är|er|is)\s[^.]*", text)
        if recurring and _RECURS.search(recurring.group()):
            findings.set("series", name, f"the title, and {quoted(recurring.group())}")
        else:
            findings.set("series", name, f"the title {quoted(title)}: a year stands behind the name")
            findings.todo("series", f"is '{name}' a meeting that recurs? If it was held only once, delete the line")


_RECURRING = re.compile(rf"(?:{MEETING_WORD.pattern})\w*\s[^.]{{0,160}}?(?:{_RECURS.pattern})", re.IGNORECASE)


def _event(event: Labelled, text: str, findings: Findings) -> None:
    """`Event: 3rd Baltic Mobility Forum`: the series where the text says that it recurs, and the number."""
    match = re.match(
        r"(?:(?:the\s+)?(?P<number>\d{1,3})(?:st|nd|rd|th|:[ae]|\.)\s+)?(?P<name>.+?)(?:\s+(?:19|20)\d\d)?$",
        event.value,
    )
    if match is None or len(match["name"]) > 90:
        return
    findings.set("series", match["name"], event.source)
    findings.part("meeting", "number", match["number"], event.source)
    if not _RECURRING.search(text):
        findings.todo(
            "series", f"is '{match['name']}' a meeting that recurs? If it was held only once, delete the line"
        )


def _names_body(one: Labelled) -> bool:
    return one.field == "body" and one.at < _HEAD and one.value[:1].isupper() and not dates(one.value)


def _behind_colon(title: str) -> str:
    """The body in `Agenda: Nordic Cities Climate Forum, 5th meeting`."""
    match = re.match(rf"\W*(?:{_TYPE_WORDS})\s*:\s*(?P<body>[^:]+)$", title, re.IGNORECASE)
    body = _trimmed(TO_MEMBERS.sub("", match["body"])) if match else ""
    return body if len(body) > 3 and body[0].isupper() and BODY.search(body) and len(body.split()) <= 8 else ""


def _body_of(entry: Entry) -> str:
    return " ".join(TO_MEMBERS.sub("", entry.cells[0]).split())


def _is_body(entry: Entry) -> bool:
    """A short line that names a body and is no label and no sentence; in columns, what stands first."""
    text = entry.cells[0]
    if len(entry.cells) > 1 and label(f"{entry.cells[1].split()[0]}:") is None:
        return False
    return (
        BODY.search(text) is not None
        and entry.kind in ("heading", "text", "lines", "table")
        and len(text.split()) <= 8
        and label(text) is None
        and not re.search(r"[.:!?]$|\d", text)
    )


def _trimmed(body: str) -> str:
    """A body's name without the day, number and place that follow it in a title."""
    found = dates(body)
    if found:
        body = body[: found[0].start]
    body = re.split(
        r"\s[–—-]\s|,|;|:|\s(?:nr|no)\.?\s*\d|\s\d{1,3}/\d{4}|\s(?:den|på|on|the|kl\.?)\s*$|\s(?:i|in|at)\s(?=[A-ZÅÄÖÆØ]\w+$)",
        body,
    )[0]
    body = re.sub(
        r"\b(?:måndag|tisdag|onsdag|torsdag|fredag|mandag|tirsdag|monday|tuesday|wednesday|thursday|friday)(?:en)?\b.*$",
        "",
        body,
        flags=re.IGNORECASE,
    )
    return re.sub(
        r"(?:[\s,]+(?:den|på|on|the|møte|möte|møde|meeting|held|d\.))+\s*$", "", body.strip(), flags=re.IGNORECASE
    ).strip(' .,«»“”"')


def _number(entries: Sequence[Entry], title: str, kind: str | None, findings: Findings) -> None:
    if kind not in ("minutes", "agenda"):
        return
    for text in (title, *(entry.text for entry in entries[:10] if len(entry.text) < 100)):
        match = _MEETING_NUMBER.search(text)
        if match and not re.search(
            r"\b(?:dnr|diarie\w*|sak\w*|ärende\w*|ref|case)\b", text[: match.start()][-14:], re.IGNORECASE
        ):
            findings.part("meeting", "number", re.sub(r"\s", "", match["number"] or match["ordinal"]), quoted(text))
            return


# ---------------------------------------------------------------- the rest


def _theme(text: str, kind: str | None, findings: Findings) -> None:
    if kind not in ("travel-report", "report", "minutes", "agenda"):
        return
    match = _THEME.search(text)
    if match is None or len(match["theme"]) > 160:
        return
    theme = match["theme"].strip("«»“”\"' ")
    halves = re.split(r"\s(?:och|og|and|samt)\s", theme)
    if len(halves) == 2 and all(_is_motto(half) for half in halves):
        theme = "; ".join(halves)
    if findings.has("meeting"):
        findings.part("meeting", "theme", theme, around(text, match.start(), match.end(), 20))


def _is_motto(text: str) -> bool:
    words = [w for w in text.split() if w[0].isalpha()]
    return len(words) >= 2 and sum(w[0].isupper() for w in words) >= 0.6 * len(words)


def _deadlines(text: str, findings: Findings) -> None:
    """A last day the paper names has no field; it is noted where the dates stand."""
    for one in dates(text):
        if _DEADLINE.search(text[max(0, one.start - 30) : one.start]) and (iso := one.iso()):
            where = findings.fields.get("date")
            if where is not None:
                where.sources.append(
                    f"note: the text names a deadline, {iso}, in {around(text, one.start, one.end, 40)}"
                )
            return
