"""What a paper is called and what type of document it is, from its first lines.

It makes up no title: what it gives stands on the paper, and a doubt becomes something to do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from diarium.desk.intake.blocks import Entry
from diarium.desk.intake.findings import Findings, quoted
from diarium.desk.intake.known import Known
from diarium.desk.intake.vocabulary import BODY, NOT_A_TYPE, SECTION, TO_MEMBERS, TYPES, label
from diarium.desk.intake.written_dates import dates

_FIRST = 24  # entries in which the title of a paper stands
_LONGEST = 260


def title_and_type(entries: Sequence[Entry], findings: Findings, known: Known) -> None:
    """Both into the findings."""
    at = _title(entries)
    if at is None:
        findings.todo("title", "no title was found; write what the paper calls itself", None)
    else:
        findings.set("title", _whole(entries, at), f"the line {quoted(entries[at].text)}")
    _type(entries, findings, known)


def _title(entries: Sequence[Entry]) -> int | None:
    until = next((at for at, entry in enumerate(entries[:_FIRST]) if at and _opens_the_text(entry)), _FIRST)
    first = [(at, entry) for at, entry in enumerate(entries[:until]) if _could_be(entry)]
    named = [at for at, e in first if _type_word(e.text) and not _goes_on_as_text(e) and not _is_sentence(e.text)]
    headings = [at for at, entry in first if entry.kind == "heading"]
    bold = [at for at, entry in first if entry.bold]
    subject = next(
        (at for at, e in enumerate(entries[:_FIRST]) if (got := label(e.text)) and got[0] == "subject" and got[2]), None
    )
    telling = [at for at in named if not _only_type(entries[at])]
    if all(_type_word(entries[at].text) == "statement" for at in named):
        # the name of the form stands above what the paper is called, which may be the line below its address
        named = telling or _below_address(entries) or _below_heading(entries, headings, named) or named
    elif named and telling and _type_word(entries[named[0]].text) == "statement" and named[0] not in telling:
        named = telling  # `Tjänsteutlåtande` above `Reserapport från Pireus`
    strong = [at for at in named if at in headings or at in bold]
    others = [at for at, entry in first if len(entry.text.split()) >= 2 and not _goes_on_as_text(entry)]
    for choice in (strong, named, headings[:1], [] if subject is None else [subject], bold, others):
        if choice:
            return choice[0]
    return None


def _below_address(entries: Sequence[Entry]) -> list[int]:
    to = next((at for at, e in enumerate(entries[:_FIRST]) if (got := label(e.text)) and got[0] == "recipient"), None)
    if to is None:
        return []
    after = [at for at, e in enumerate(entries[:_FIRST]) if at > to + 1 and _could_be(e) and not _is_sentence(e.text)]
    return [at for at in after if entries[at].kind == "text" and len(entries[at].text.split()) > 2][:1]


def _below_heading(entries: Sequence[Entry], headings: list[int], named: list[int]) -> list[int]:
    """`Saksframlegg` as a heading, and what the case is called as the next one."""
    if not named or named[0] not in headings:
        return []
    later = [at for at in headings if at > named[0]][:1]
    return [at for at in later if len(entries[at].text.split()) > 2 and not SECTION.fullmatch(entries[at].text)]


_PAGE = re.compile(r"(?:sida|side|sid\.?|page|s\.)\s*\d+.*|\d+\s*\(\d+\)", re.IGNORECASE)


def _named_cell(entry: Entry) -> str:
    """What of a line can be a title: of columns the one that says what the paper is."""
    cells = [cell for cell in entry.cells if not _PAGE.fullmatch(cell)]
    if len(cells) > 1 or len(cells) < len(entry.cells):
        return next((cell for cell in cells if _type_word(cell)), entry.text)
    return entry.text


def _only_type(entry: Entry) -> bool:
    """Whether a line says what sort of paper it is and nothing else."""
    text = _named_cell(entry)
    return len(text.split()) == 1 or any(re.fullmatch(pattern, text, re.IGNORECASE) for _, pattern in TYPES)


def _is_date(text: str) -> bool:
    found = dates(text)
    return bool(found) and len(found[0].text) >= len(text) - 14


def _opens_the_text(entry: Entry) -> bool:
    """Where the head of a paper ends: a list of people, or the first item of an agenda."""
    got = label(entry.text)
    return (got is not None and got[0] in ("present", "invited", "absent")) or bool(
        re.match(r"§\s?\d", entry.marker or entry.text)
    )


def _could_be(entry: Entry) -> bool:
    text = entry.text
    if entry.kind == "table" and any(_type_word(cell) and cell.isupper() for cell in entry.cells):
        return True  # the head of a form, in columns
    if not text or entry.kind in ("table", "item") or len(text) > _LONGEST or label(text) or NOT_A_TYPE.search(text):
        return False
    if (
        not re.search(r"[^\W\d_]{3}", text)
        or "://" in text
        or (not _type_word(text) and re.search(r"\bnr\.?\s*\d+/\d{4}", text))
    ):
        return False
    return not _is_date(text)


def _goes_on_as_text(entry: Entry) -> bool:
    """Whether a line is a paragraph of running text rather than a title."""
    return len(entry.text) > 140 and len(re.findall(r"[.!?]\s+[A-ZÅÄÖÆØ]", entry.text)) >= 1


def _is_sentence(text: str) -> bool:
    return text.endswith(".") and not _HOUR.search(text) and len(text.split()) >= 8


_HOUR = re.compile(r"\d\s?[ap]\.m\.$", re.IGNORECASE)
_HELD = re.compile(r",?\s+held\s+(?:at|in|on)\s.*$", re.IGNORECASE)


def _type_word(text: str) -> str | None:
    if NOT_A_TYPE.search(text):
        return None
    places = [
        (match.start(), order, name)
        for order, (name, pattern) in enumerate(TYPES)
        if (match := re.search(pattern, text, re.IGNORECASE))
    ]
    exact = [one for one in places if one[2] == "travel-report"]
    return min(exact or places)[2] if places else None


def _whole(entries: Sequence[Entry], at: int) -> str:
    text = _named_cell(entries[at])
    text = text.capitalize() if text.isupper() and (len(text.split()) == 1 or _only_type(entries[at])) else text
    got = label(text)
    if got and got[0] == "subject":
        text = got[2]
    text = " ".join(text.split())
    if _type_word(text) == "minutes" and dates(text):
        text = _HELD.sub("", text)  # where and when are fields of their own
    if _only_type(entries[at]) and at + 1 < len(entries):  # `Protokoll` alone says too little
        after = TO_MEMBERS.sub(
            "", _beside_label(entries[at + 1]) if entries[at].kind != "table" else entries[at + 1].cells[0]
        )
        about = _labelled(entries)
        above = entries[at - 1].text if at else ""
        if about:
            text = f"{text}: {about}"
        elif (
            not label(after)
            and not _is_date(after)
            and len(after) < 80
            and not after.endswith(".")
            and entries[at + 1].kind in ("heading", "text", "lines", entries[at].kind)
        ):
            text = f"{text}: {' '.join(after.split())}"
        elif (
            BODY.search(above) and len(above.split()) <= 6 and not label(above) and not re.search(r"[.:!?]$|\d", above)
        ):
            text = f"{text}: {' '.join(above.split())}"
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text


def _beside_label(entry: Entry) -> str:
    """The first of two columns, where the second is a label: `Nämnden   Sammanträdesdatum`."""
    return entry.cells[0] if len(entry.cells) > 1 and label(f"{entry.cells[1].rstrip(':')}:") else entry.text


def _labelled(entries: Sequence[Entry]) -> str:
    """What a bare `Referat` is about, by a label such as `Ärende:`, `Event:` or `Møde:`."""
    for wanted in ("subject", "event", "body"):
        for at, entry in enumerate(entries[:_FIRST]):
            if entry.kind == "table" and len(entry.cells) > 2:
                continue  # the heads of columns
            got = label(entry.text) or (
                label(f"{entry.cells[0].rstrip(':')}: {entry.cells[1]}") if len(entry.cells) == 2 else None
            )
            if got and got[0] == wanted and got[2] and entry.kind != "item" and not dates(got[2]) and len(got[2]) < 100:
                return " ".join(got[2].split())
            if _opens_the_text(entry) and at:
                break
    return ""


def _type(entries: Sequence[Entry], findings: Findings, known: Known) -> None:
    title = findings.text("title") or ""
    found = _type_word(title)
    source = f"the title {quoted(title)}"
    if found is None:
        for entry in entries[:_FIRST]:
            if entry.text and len(entry.text) < 160 and (found := _type_word(entry.text)):
                source = f"the line {quoted(entry.text)}"
                break
    if found is None:
        body = next((e for e in entries if re.search(r"tjänsteutlåtande|saksframlegg", e.text, re.IGNORECASE)), None)
        if body is not None:
            found, source = "statement", quoted(body.text)
    if found is not None and found in known.types:
        findings.set("type", found, source)
    else:
        findings.todo("type", f"what kind of document is it: {', '.join(known.types)}?")
