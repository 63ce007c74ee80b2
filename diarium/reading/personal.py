"""Personal identity numbers, private telephones and private e-mail, wherever in a file they stand.

What is found is never repeated in a message, and what could as well be a case number, a date or an office's own
number is left alone: one false alarm too many, and nobody reads the true one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from diarium.messages import Message, Span, error, warning
from diarium.reading import identity

# Eight digits in a row, with no more between them than a number has, and neither a date nor two years. It begins with
# a digit and then looks back: what may not stand before it is asked at digits only, not at every letter of a text.
_DIGITS = re.compile(
    r"[0-9](?<![0-9]{2})(?<![0-9][-–][0-9])"
    r"(?![0-9]{3}-[0-9]{2}-[0-9]{2}(?![-–]?[0-9])|(?:(?<=1)9|(?<=2)0)[0-9]{2}[-–](?:19|20)[0-9]{2}(?![0-9]))"
    r"(?:[-–+ ()A-FU-Y]{0,3}[0-9]){7}"
)


def personal_data(path: str, lines: Sequence[str], first_line: int) -> Iterator[Message]:
    """What should not be public, in the lines of a file."""
    text = "\n".join(lines)
    for row in _rows(_DIGITS, text):
        yield from _identity_numbers(path, first_line + row, lines[row])
        yield from _telephones(path, first_line + row, lines[row])
    if "@" in text:
        for row in _rows(_ADDRESS, text):
            yield from _addresses(path, first_line + row, lines[row])


def _rows(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    """The rows in which the pattern begins, each once: most texts have none, and none is looked at for nothing."""
    row, counted, told = 0, 0, -1
    for match in pattern.finditer(text):
        row += text.count("\n", counted, match.start())
        counted = match.start()
        if row != told:
            told = row
            yield row


# ---------------------------------------------------------------- identity numbers

_NUMBER = re.compile(
    r"(?<![\w./:+=&?#%~–-])(?:"
    r"(?P<nordic>(?:(?:18|19|20)(?=[0-9]{6}[-–+ ]?[0-9]{4}(?![0-9])))?[0-9]{6})(?P<sign>[-–+ ]?)(?P<last>[0-9]{4,5})"
    r"|(?P<date>[0-9]{6})(?:[-–+A-FU-Y])(?P<rest>[0-9]{3}[0-9A-FHJ-NPR-Y])"
    r")(?![\w/]|[-–.:][0-9])"
)
# Words that say what the number behind them is.
_PERSONAL = re.compile(
    r"(?:person(?:nummer|nr)|p(?:ers)?\.?-?nr|pnr|samordningsn(?:umme)?r|födelsen(?:umme)?r|fødselsn(?:umme)?r|f\.?nr"
    r"|d-n(?:umme)?r|cpr(?:-?n(?:umme)?r)?|hetu|henkilötunnus|personbeteckning|født|född|personal identity number)"
    r"[\s.:#*_(]*$",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"(?:d\s?nr|diarie\w*|ärende\w*|mål\w*|saks?\w*|journal\w*|j\.?nr|ref\w*|case|file|arkiv\w*|faktura\w*|invoice"
    r"|org\w*\.?\s?-?n(?:umme)?r|orgnr|konto\w*|bankgiro|plusgiro|giro|kid|isbn|issn|tel\w*|tlf|mob\w*|phone|fax)"
    r"[\s.:#*_]*(?:nr|no|nummer)?[\s.:#*_]*$",
    re.IGNORECASE,
)


def _numbers_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Where identity numbers begin and end, and whose they are."""
    for match in _NUMBER.finditer(text):
        if what := _nationality(match, text[max(0, match.start() - 40) : match.start()]):
            yield *match.span(), what


def _without_numbers(text: str) -> str:
    for start, end, _ in _numbers_in(text):
        text = text[:start] + re.sub(r"\w", "•", text[start:end]) + text[end:]
    return text


def _identity_numbers(path: str, number: int, line: str) -> Iterator[Message]:
    hidden = _without_numbers(line)
    for start, end, what in _numbers_in(line):
        yield error(
            "identity-number",
            Span(path, number, start + 1, end - start, hidden),
            f"this is a {what} personal identity number",
            "take it out, and mark the place: [identity number left out]",
        )


def unrepeated(messages: Sequence[Message]) -> list[Message]:
    """The messages of one file or of all, none of which shows an identity number, whatever else on that line it is about."""
    hidden = {one.span[:2]: one.span.source for one in messages if one.code == "identity-number"}
    if not hidden:
        return list(messages)
    return [
        _unrepeated(one, hidden)
        if one.span[:2] in hidden or any(note.span is not None and note.span[:2] in hidden for note in one.notes)
        else one
        for one in messages
    ]


def _unrepeated(message: Message, hidden: Mapping[tuple[str, int], str | None]) -> Message:
    """The same without numbers in its line and in what it repeats of it."""
    return replace(
        message,
        span=message.span._replace(source=hidden.get(message.span[:2], message.span.source)),
        text=_without_numbers(message.text),
        help=_without_numbers(message.help) if message.help else None,
        notes=tuple(replace(note, text=_without_numbers(note.text)) for note in message.notes),
    )


def _nationality(match: re.Match[str], before: str) -> str:
    """Whose number this is; nothing when it may well be something else."""
    told = bool(_PERSONAL.search(before))
    if not told and _OTHER.search(before):
        return ""
    if match["date"]:
        return "Finnish" if identity.finnish(match["date"], match["rest"]) else ""
    first, sign, last = match["nordic"], match["sign"], match["last"]
    digits = first + last
    if len(last) == 5:  # 11 digits, parted by a space if at all
        return "Norwegian" if len(first) == 6 and sign in ("", " ") and identity.norwegian(digits) else ""
    if not told and not sign.strip() and (len(first) == 6 or _is_a_moment(digits)):
        return ""  # ten digits without a hyphen are more often a telephone or an account
    if identity.swedish(digits):
        return "Swedish"
    return "Danish" if len(first) == 6 and sign != "+" and identity.danish(digits, told) else ""


def _is_a_moment(digits: str) -> bool:
    """Whether twelve digits read as a day, an hour and a minute of this century: 201703221015."""
    return digits.startswith("20") and int(digits[8:10]) < 24 and int(digits[10:]) < 60


# ---------------------------------------------------------------- telephones

# Numbers that only mobile telephones have, where the plan of the country tells. In Denmark it does not.
_SWEDISH = r"(?:(?:\+|00)46[ -]?(?:\(0\))?|0)7[02369](?P<se>(?:[ -]?[0-9]){7})"
_NORWEGIAN = r"(?:(?P<no_code>(?:\+|00)47) ?)?(?P<no>[49][0-9]{2} ?[0-9]{2} ?[0-9]{3}|[49][0-9](?: [0-9]{2}){3})"
_FINNISH = r"(?P<fi>(?:(?:\+|00)358[ -]?(?:\(0\))?|0)(?:4[0-9]|50)(?:[ -]?[0-9]){6,8})"
_ANY = r"(?P<any>(?:\+|00)?[0-9](?:[ -]?[0-9]){7,12})"
_MOBILE = re.compile(rf"(?<![\w./+=&?#%:–-])(?:{_SWEDISH}|{_NORWEGIAN}|{_FINNISH}|{_ANY})(?![\w/]|[-–.:,][0-9])")
_TELEPHONE = re.compile(
    r"\b(?:tel|tlf|telefon(?:nummer|nr)?|telephone|phone|puh|puhelin|gsm|matkapuhelin|kännykkä|ring|call|sms|mob|mobil\w*|cell\w*|m|t)"
    r"(?:\s?n(?:umme)?r)?[\s.:*_()]*$",
    re.IGNORECASE,
)
_HOME = re.compile(
    r"\b(?:privat\w*|hem|bostads?|hjemme?|home|kotipuhelin)[\s-]?(?:telefon|tel|tlf|telephone|phone|nummer|nr|mobil\w*)?"
    r"\s?(?:n(?:umme)?r)?[\s.:*_()]*$|\b(?:telefon|tel|tlf|phone|mobil)[\s.:]*\(?(?:privat|hem|bostad|hjem|home)\)?[\s.:]*$",
    re.IGNORECASE,
)
_HOME_WORD = re.compile(r"tel|tlf|phone|puhelin|mobil|privat", re.IGNORECASE)
_OFFICE = re.compile(
    r"v[äe]xel|sentralbord|switchboard|reception|resepsjon|kundtjänst|kunde\w*|service\w*|vakt\w*|jour\w*|press\w*"
    r"|support|kontaktcenter|servicecenter|arbetsmobil|jobbmobil|arbeidsmobil|tjänstemobil|tjenestemobil",
    re.IGNORECASE,
)


def _telephones(path: str, number: int, line: str) -> Iterator[Message]:
    if _OFFICE.search(line) or _official_address(line):
        return
    for match in _MOBILE.finditer(line):
        before = line[max(0, match.start() - 30) : match.start()]
        home = _HOME.search(before)
        if home and _HOME_WORD.search(home.group()) and not match.group().startswith(("19", "20")):
            sentence = "this looks like a private telephone number"
        elif _is_mobile(match, bool(_TELEPHONE.search(before))):
            sentence = "this looks like somebody's mobile telephone number"
        else:
            continue
        span = Span(path, number, match.start() + 1, len(match.group()), line)
        yield warning("private-phone", span, sentence, "take it out unless the person wants it public")


def _is_mobile(match: re.Match[str], called: bool) -> bool:
    """Whether these digits are a mobile number: by their form alone, or because words before them call them one."""
    if match["se"]:
        return called or match.group().startswith("+") or not match.group()[:4].isdigit()
    return bool((match["no"] and (called or match["no_code"])) or (match["fi"] and (called or match["fi"][0] == "+")))


# ---------------------------------------------------------------- e-mail

_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@(?P<domain>[\w-]+(?:\.[\w-]+)+)")
# Where people, not offices, have their addresses; for names with many endings the part before the ending.
_PRIVATE_DOMAINS = frozenset(
    "gmail.com googlemail.com icloud.com me.com mac.com aol.com gmx.com gmx.net gmx.de mail.com msn.com ymail.com"
    " rocketmail.com proton.me protonmail.com protonmail.ch pm.me tutanota.com tuta.io fastmail.com hey.com zoho.com"
    " telia.com bredband.net bredband2.com comhem.se home.se spray.se passagen.se tele2.se swipnet.se glocalnet.net"
    " bahnhof.se tiscali.se algonet.se blixtmail.se"
    " online.no broadpark.no start.no frisurf.no c2i.net getmail.no lyse.net altibox.no hotmail.no epost.no"
    " jubii.dk ofir.dk mail.dk tdcadsl.dk stofanet.dk webspeed.dk youmail.dk"
    " kolumbus.fi saunalahti.fi luukku.com suomi24.fi pp.inet.fi elisanet.fi welho.com dnainternet.net"
    " simnet.is internet.is".split()
)
_PRIVATE_NAMES = frozenset("hotmail outlook live yahoo".split())
# What stands before the @ in the address of an office.
_FUNCTION = re.compile(
    r"(?:post|postmottak|info|information|kontakt|contact|registrator|registratur|diariet|arkiv\w*|kommun\w*|sekretariat\w*"
    r"|kansli\w*|styrelsen?|styret|redaksjon\w*|redaktion\w*|redaktion|press\w*|presse\w*|office|admin|mail|epost|e-post"
    r"|firmapost|byarkiv\w*|stadsarkiv\w*|forening\w*|förening\w*)(?:[._+-].*)?",
    re.IGNORECASE,
)


def _addresses(path: str, number: int, line: str) -> Iterator[Message]:
    for match in _ADDRESS.finditer(line):
        local = match.group().partition("@")[0]
        if _is_private(match["domain"]) and not _FUNCTION.fullmatch(local):
            span = Span(path, number, match.start() + 1, len(match.group()), line)
            sentence = "this looks like somebody's private e-mail address"
            yield warning("private-email", span, sentence, "take it out unless the person wants it public")


def _is_private(domain: str) -> bool:
    lowered = domain.lower().rstrip(".")
    name, _, ending = lowered.partition(".")
    return lowered in _PRIVATE_DOMAINS or (name in _PRIVATE_NAMES and len(ending) <= 5)


def _official_address(line: str) -> bool:
    """Whether an office's address stands in this line: the number beside it is the office's, too."""
    return any(not _is_private(match["domain"]) for match in _ADDRESS.finditer(line)) if "@" in line else False
