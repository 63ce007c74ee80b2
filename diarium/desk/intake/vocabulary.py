"""The words offices use, in Swedish, Norwegian, Danish and English, as data: labels, types, roles, parties.

It holds words and the patterns made of them, and never decides what follows from one.
"""

from __future__ import annotations

import re
from functools import cache

from diarium.reading.items import WORDS


def _any(words: str) -> str:
    return "|".join(
        sorted((re.escape(w.strip()).replace(r"\ ", r"\s+") for w in words.split("|")), key=len, reverse=True)
    )


# ---------------------------------------------------------------- labels: what stands before a colon

LABELS: dict[str, str] = {
    "officer": "handläggare|handläggande tjänsteman|ansvarig handläggare|föredragande|saksbehandler|saksbehandlar|saksansvarlig|"
    "sagsbehandler|sagsansvarlig|case officer|skrevet av|skrive av|skrivet av|författare|rapportförfattare|forfatter|forfattar|udarbejdet af|utarbeidet av|utarbeidd av|upprättad av|upprättat av|author|prepared by|written by|report by|responsible officer|officer|handling officer|handled by|report author|lead officer",
    "date": "datum|dato|date|dagsdato|utfärdad|daterad|datert|dateret|dated|date of report|rapportdatum|dokumentdato",
    "recipient": "till|til|to|mottagare|mottaker|mottakar|modtager|recipient|adressat|addressee",
    "sender": "från|fra|frå|from|avsändare|avsender|avsendar|afsender|sender|utfärdare|utsteder|issued by",
    "case": "dnr|d nr|diarienr|diarienummer|diarienr/dnr|ärendenr|ärendenummer|ärende nr|saksnr|saksnummer|sak nr|saksnr.|arkivsak|"
    "arkivsaksnr|journalnr|journalnummer|j.nr|jnr|j nr|sagsnr|sagsnummer|sag nr|sagsnr.|vår ref|vår referanse|vår referens|vår beteckning|"
    "vores ref|ref|referanse|referens|ref. nr|case no|case number|case|case ref|file no|file number|reference|our ref|our reference|reference number",
    "time": "tid|tidspunkt|tidpunkt|tid och datum|tid och plats|tid og sted|tid og stad|time and place|time|møtetid|møtedato|mødetid|mødedato|mötestid|mötesdatum|"
    "mötesdag|sammanträdesdatum|sammanträdesdag|dag og tid|dato og tid|dato og tidspunkt|date and time|when|meeting date|date of meeting|time of meeting|tidsrum|tidsrom|periode|period|reseperiod|resedagar|resedatum|reisedager|reisedagar|reiseperiode|reisedato|reisetidspunkt|rejseperiode|rejsedage|rejsedato|travel dates|dates of travel|date of visit|dates of visit|besöksdatum|besøksdato|besøgsdato|dates|møtetidspunkt|mødetidspunkt|klokkeslett",
    "place": "plats|sted|stad|lokal|lokale|møtested|møtestad|mødested|mötesplats|mötesplats|sammanträdesplats|plats och tid|sted og tid|place|venue|location|where|place of meeting",
    "body": "utvalg|utval|udvalg|organ|möte|møte|møde|meeting|grupp|gruppe|group|nämnd|utskott|kommitté|komité|nämnd/styrelse|råd/utvalg|instans|committee|name of committee",
    "present": "ej beslutande|on the call|i samtalet|på samtalet|deltagare|deltog|deltakere|deltakarar|deltagere|deltok|närvarande|närvaro|närvarande ledamöter|tilstede|til stede|tilstedeværende|frammøtte|fremmøtte|frammøte|"
    "møtende|mødt|fremmødt|fremmødte|mødedeltagere|møtedeltakere|mötesdeltagare|resedeltagare|participants|present|attendees|attendance|attending|in attendance|members present|"
    "also present|beslutande|ledamöter|tjänstgörande ersättare|ersättare|övriga närvarande|øvrige deltakere|delegation|delegationen|the delegation|medlemmer|møtte|också närvarande|övriga deltagare|deltagarlista|"
    "deltagerliste|deltakerliste|list of participants|närvarolista|deltagende|reisedeltakere|rejsedeltagere|"
    "övriga deltagande|adjungerade|adjungerande|tjänstemän|tjänstepersoner|fra administrasjonen|frå administrasjonen|från förvaltningen|fra forvaltningen|embedsværk|embedsværket|"
    "officers present|observatörer|observatører|observers|gäster|gjester|gæster|guests|møtande|frammøtte medlemer|members attending",
    "invited": "innkalt|innkalte|innkalles|inkallade|inkallad|kallade|kallas|kallelse till|indkaldt|indkaldte|inviterte|invitert|inviterede|inviteret|inbjudna|inbjuden|invited|invitees|sändlista|"
    "mottakere av innkallingen|innkallede|innkalla|til medlemmene|called to the meeting|summoned",
    "absent": "frånvarande|förhinder|anmält förhinder|förhindrade|forfall|meldt forfall|fråvær|fravær|fraværende|afbud|meldt afbud|absent|apologies|apologies for absence|ikke til stede|ikke tilstede|"
    "ej närvarande|regrets|lämnat återbud|återbud|meldte forfall|forhindret",
    "secretariat": "sekretariat|sekretariatet|fra sekretariatet|från sekretariatet|fra sekretariatet møtte|secretariat|from the secretariat|for the secretariat",
    "secretary": "sekreterare|mötessekreterare|vid protokollet|protokollförare|protokoll fört av|sekretær|møtesekretær|referent|referatskriver|protokollfører|secretary|minutes|minutes taken by|minute taker|note taker|minutes by|vid pennan|ved pennen|antecknat av|antecknare|referat ved|møtebok ført av",
    "chair": "ordförande|mötesordförande|møteleder|møteleiar|møteledar|mødeleder|ordstyrer|dirigent|leder|leiar|chair|chaired by|chairperson|chairman|chairwoman|in the chair|formand|forkvinde|mötesledare",
    "attachments": "bilaga|bilagor|bilagor till ärendet|vedlegg|bilag|attachment|attachments|appendix|appendices|annex|annexes|enclosure|enclosures|bifogas|handlingar i ärendet|vedlagt|vedlagte dokumenter",
    "subject": "ärende|angående|ang|gäller|rubrik|ämne|emne|sak|vedrørende|vedr|subject|re|regarding|title|titel|tittel|concerning",
    "event": "event|arrangement|evenemang|begivenhed|konferens|konferanse|konference|conference|seminarium|seminar|studieresa|studietur",
    "copy": "kopi|kopia|copy|cc|kopi til|kopia till",
    "theme": "tema|temat|theme|mötets tema|møtets tema|mødets tema",
}  # fmt: skip
_LABEL_OF = {word: field for field, words in LABELS.items() for word in (w.strip() for w in words.split("|"))}
_LABEL_LINE = re.compile(
    rf"(?P<label>{_any('|'.join(LABELS.values()))})(?P<end>\s*:|\.\s*:?(?=\s)|\t|\s{{2,}}|$)\s*(?P<value>.*)",
    re.IGNORECASE,
)
_SPOKEN_LABEL = re.compile(r"(?P<label>[A-ZÅÄÖÆØ][^:.\d]{2,70}?)\s*:\s*(?P<value>.*)")

# Labels that a bare line, without a colon, may be.
_BARE = {
    "officer",
    "recipient",
    "present",
    "invited",
    "absent",
    "secretariat",
    "attachments",
    "sender",
    "chair",
    "secretary",
}
# Words inside a longer label, the most telling first: `Fra sekretariatet møtte:`, `Deltagare från Stockholm:`.
_TELLING = (
    (
        "absent",
        r"frånvar|förhinder|forfall|afbud|frav[æe]r|absent|apologies|ikke til ?stede|ikk?j?e (?:møtte|mødte)|återbud",
    ),
    ("secretariat", r"sekretariat|secretariat"),
    ("invited", r"\binn?kal|indkald|inbj|invit"),
    (
        "present",
        r"deltagare|deltog|deltak|deltager|närvarande|til ?stede|fr[ae]mm?[øo]t|fremmød|møtte\b|mødte\b|participants|present\b|attend|delegation|adjunger|^embedsværk|^(?:fra|från|frå)\s+(?:administrasjon|f[oö]rvaltning)",
    ),
    ("attachments", r"^(?:bilag|vedlegg|attachment|append|annex|enclos)"),
)


def label(line: str) -> tuple[str, str, str] | None:
    """What a line such as `Handläggare: Kari` is the label of, the label as printed, and what follows it."""
    text = line.strip()
    match = _LABEL_LINE.match(text)
    if match:
        field = _LABEL_OF[" ".join(match["label"].lower().split())]
        if ":" in match["end"] or match["end"].strip() == "." or (match["end"] and field != "subject"):
            return field, match["label"], match["value"].strip()
        if field in _BARE and not match["value"]:
            return field, match["label"], ""
    spoken = _SPOKEN_LABEL.match(text)
    if spoken and len(spoken["label"].split()) <= 9:
        for field, pattern in _TELLING:
            if re.search(pattern, spoken["label"], re.IGNORECASE):
                return field, spoken["label"], spoken["value"].strip()
    return None


@cache
def is_label(line: str) -> bool:
    """Whether a line opens something, so that the line before it cannot go on with it."""
    text = line.strip()
    return label(text) is not None or bool(re.fullmatch(r"[^.:]{2,60}:", text))


COLUMN_HEADS = re.compile(
    r"^(?:(?:för|etter|efter|fornamn|full)?na(?:mn|vn|me)|deltagare|deltaker|deltager|participant|ledamot|ledamöter|medlem(?:mer)?|medlemer|member|person|huvudman|myndighet|arbe[ij]dsgiver|arbetsgivare|country|land|kommune?|region|organisation|organisasjon|organization|virksomhet|virksomhed|"
    r"verksamhet|företag|firma|enhet|enhed|forvaltning|förvaltning|stad|by|city|affiliation|company|institution|representerer|repræsenterer|rolle?|role|titt?el|title|stilling|"
    r"funk[st]ion|funksjon|function|befattning|position|uppdrag|verv|hverv|office|capacity|parti|party|status|närvaro|oppmøte|attendance|fremmøde|attended|deltog|deltok|møtt|mødt|kommentar|merknad|saksnr|saksnummer|innhold|innhald|indhold|ärendenr|punkt|nr|no|#|sak|ärende|e-?post|e-?mail|telefon|phone)\b",
    re.IGNORECASE,
)
# What a column holds, by its head.
COLUMNS = (
    ("for", r"^(?:møtte|møter|vara|varamedlem|ersätter|ersättare|tjänstgör|stedfortræder|substitut\w*)\s+(?:for|för)\b|^ersätter$"),
    ("name", r"na(?:mn|vn|me)\b|deltag|deltak|participant"),
    ("party", r"parti|party"),
    ("role", r"roll|role|tit|stilling|funk|function|befattning|position|uppdrag|^verv|hverv|^office|capacity"),
    ("status", r"status|närvaro|oppmøte|attend|fremmø|^deltog$|^deltok$|^møtt$|^mødt$|^present$|tilstede"),
    ("organisation", r"kommun|region|organi|virksom|verksam|företag|firma|enhet|enhed|forvalt|förvalt|stad|by\b|city|affili|company|instit|repr|huvudman|myndighet|arbe[ij]dsgiver|arbetsgivare|country|^land$"),
)  # fmt: skip
# Heads of the column of names, where none says so more plainly.
NAMES_ALSO = re.compile(r"ledamot|ledamöter|medlem|member|person|representant$|delegat", re.IGNORECASE)
# What stands in a column that says whether somebody came.
STAYED_AWAY = re.compile(r"(?:no|nei|nej|ej|ikke|inte|[-–—]|f|frånv\.?|fråv\.?|frav\.?|a|abs\.?)", re.IGNORECASE)

# `Til medlemmene i Eldrerådet`: what follows is the body.
TO_MEMBERS = re.compile(
    r"(?:til|till|to)\s+(?:medlemmene|medlemmerne|medlemmer|ledamöterna|the members|members)\s+(?:i|av|af|of)\s+(?:the\s+)?",
    re.IGNORECASE,
)

# `Punkt 3.`, `Sak 14/23`, `PS 21/22`: how an item of an agenda is numbered with a word before its number.
WORDED_ITEM = rf"(?:{WORDS}|PUNKT|SAK|SAG)\s+(?:nr\.?\s*)?(?P<worded>\d{{1,3}})(?:/\d{{2,4}})?[.:)]?"

# Lines of their own that open a section of a case or a report.
SECTION = re.compile(
    r"(?:sammanfattning(?: av ärendet)?|bakgrund|syfte(?: och mål)?|beskrivning av ärendet|ärendets beredning|beslutsunderlag|underlag för beslut|beslut|\w+s beslut|förslag till beslut|\w+s förslag till beslut|"
    r"yrkanden?|propositionsordning|reservation(?:er)?|särskilt yttrande|protokollsanteckning(?:ar)?|\w+s (?:bedömning|synpunkter|yttrande)|bedömning|resultat|slutsatser|diskussion|beslutet skickas till|"
    r"bakgrunn|saksopplysninger|saksopplysningar|saksutgreiing|vurdering|\w+s vurdering|vedtak|forslag til vedtak|innstilling|tilråding|behandling|votering|oppfølging|formål|føremål|konklusjon|oppsummering|"
    r"sagsfremstilling|indstilling|beslutning|baggrund|udbytte|konklusion|resumé|opfølgning|"
    r"background|summary|purpose|discussion|decisions?|recommendations?|actions?|conclusions?|resolution|introduction|underskriftsside|underskrifter|signatures)\s*:?",
    re.IGNORECASE,
)

# A short line with such a word in it may name the body that met.
BODY = re.compile(
    r"(?:nämnd(?:en)?|nemnd[ai]?|styrelse[n]?|styre[t]?|utskott(?:et)?|utvalg(?:et)?|utval(?:et)?|udvalg(?:et)?|råd(?:et)?|beredning(?:en)?|kommitté(?:n)?|komité(?:en)?|committee|council|"
    r"board|group|gruppe[n]?|grupp(?:en)?|nettverk(?:et)?|nätverk(?:et)?|netværk(?:et)?|forum(?:et)?|working group|network|representantskap(?:et)?|formannskap(?:et)?|fullmäktige)\b",
    re.IGNORECASE,
)

# After these a sentence goes on, whatever the next line begins with.
JOINS_ON = re.compile(
    r"(?:,|\b(?:och|og|and|eller|or|i|på|av|af|of|för|for|till|til|to|med|with|från|fra|from|om|at|att|the|a|an|en|et|ett|den|det|der|som|that|which|hos|ved|vid|mellom|mellan|mellem|between|in|on|by|samt|under|over|över|mot|innen|inom|inden|kl\.?|nr\.?|§|bl\.a\.|f\.eks\.|t\.ex\.|hur|der|hvor))$",
    re.IGNORECASE,
)

# ---------------------------------------------------------------- types of document

# What a title or the first lines say; the first that fits. `weak` words count only where the title has nothing else.
TYPES: tuple[tuple[str, str], ...] = (
    ("travel-report", r"reserapport|rapport (?:från|fra|frå) (?:en |ein |et |eit |ett )?(?:studie|tjänste|tjeneste|teneste)?(?:tur|resa|reise|rejse|besök|besøk|besøg)\w{0,3}\b|reiserapport|rejserapport|travel report|trip report|visit report|report of (?:the |a )?visit|mission report|studieresa|report (?:from|on) (?:the )?(?:visit|trip|journey|delegation)|reisebrev"),
    ("agenda", r"\bkallelse|innkalling|indkaldelse|föredragningslista|dagordning\b|dagorden\b|dagsorden\b|sakskart|saksliste|saklista|\bagenda\b|notice of (?:the )?meeting|summons|inbjudan till möte|møteinnkalling|mødeindkaldelse"),
    ("minutes", r"protokoll|\breferat|møtereferat|mødereferat|mötesanteckning|minnesanteckning|minutes|meeting notes|beslutningsreferat|beslutsprotokoll|møteb[oø]k|møteprotokoll|record of (?:the )?meeting|notes (?:of|from) (?:the |a )?(?:meeting|call|conference|workshop)"),
    ("statement", r"tjänsteutlåtande|remissvar|svar på remiss|yttrande|\bremiss av\b|høyringsutt|høyringssvar|\bfråsegn|høringssvar|høringsuttalelse|høringsuttale|høringsnotat|uttalelse|udtalelse|utlåtande|statement|consultation response|response to (?:the )?(?:consultation|referral)|saksframlegg|indstilling"),
    ("report", r"rapport|redegørelse|redogörelse|redegjørelse|\breport\b|årsberättelse|årsberetning|utredning|notat\b|evaluering|utvärdering"),
)  # fmt: skip
# `Dagordningspunkt/bilaga 7.1` names an agenda and is none.
NOT_A_TYPE = re.compile(r"dagordningspunkt|agenda item|dagsordenspunkt|punkt på dagordning", re.IGNORECASE)

# ---------------------------------------------------------------- people

_PARTIES = (
    "S M V L C KD MP SD FP FI F! Ap AP H FrP FRP Frp KrF KRF Krf SV Sp SP R MDG Pp PP INP A B F O I K Ø Å LA DF SF EL RV KF DD DP "
    "Lab Con LD Lib Dem Green SNP DUP PC SDP KOK KESK VAS VIHR RKP SFP PS VG VF Kok Kesk Vas Vihr Saml Cent Gröna Sannf Rødt Venstre Høyre Alt NB"
)
PARTIES = frozenset(_PARTIES.split())
PARTY_NAMES = re.compile(
    r"(?:socialdemokraterna|moderaterna|vänsterpartiet|liberalerna|centerpartiet|kristdemokraterna|miljöpartiet|sverigedemokraterna|folkpartiet|feministiskt initiativ|"
    r"arbeiderpartiet|høyre|fremskrittspartiet|kristelig folkeparti|senterpartiet|sosialistisk venstreparti|miljøpartiet de grønne|rødt|"
    r"socialdemokratiet|radikale venstre|det konservative folkeparti|konservative|socialistisk folkeparti|enhedslisten|liberal alliance|dansk folkeparti|alternativet|moderaterne|"
    r"labour|conservatives?|liberal democrats?|greens?)",
    re.IGNORECASE,
)
ROLE = re.compile(
    r"\b(?:\w*(?:borgarråd|kommunalråd|regionråd|oppositionsråd|landstingsråd|byråd|sekreterare|sekretær|chef|chief|sjef|leder|leiar|ledare|ledamot|medlem|member|ordförande|ordfører|ordførar|"
    r"rådgivare|rådgiver|rådgjevar|konsulent|consultant|konsult|handläggare|saksbehandler|sagsbehandler|strateg|strategist|utredare|utreder|direktör|direktør|director|manager|adviser|advisor|officer|coordinator|"
    r"koordinator|samordnare|mayor|councill?or|minister|borgmester|borgmästare|ingenjör|ingeniør|engineer|planerare|planlegger|planlægger|planner|arkitekt|architect|professor|forsker|forskare|"
    r"researcher|analytiker|analyst|analytiker|president|suppleant|ersättare|varamedlem|varaordfører|byrådsleder|byråd|ekonom|økonom|jurist|lawyer|specialist|spesialist|assistent|assistant|"
    r"sekretariatsleder|controller|inspektör|inspektør|inspector|rektor|lærer|lärare|teacher|dirigent|formand|forperson|næstformand|nestleder|næstleder|fullmäktige|vicechair|chair|chairman|chairperson|secretary|referent|"
    r"protokollförare|justerare|observatør|observatör|observer|delegat|delegate|representant|representative|head|deputy|vice|ambassadör|ambassadør|ambassador|ansvarig|ansvarlig|utvecklare|utvikler|udvikler|developer|"
    r"editor|redaktör|redaktør|intern|praktikant|student|tolk|interpreter|gjest|gäst|guest|spokesperson|talesperson|rådman|rådmann|kasserer|kassör|treasurer|clerk|convener|convenor|harbour master|kommundirektør|kommunedirektør|wethouder|landråd|talman))\b"
    r"|\b(?:KFO|KSO|KSAU|vd|CEO|CFO|COO|ordf|v\.? ?ordf|bitr|ers|tf|1:e|2:e|3:e|f\.d|adm\.? dir|seksjonsleder|enhetsleder)\b",
    re.IGNORECASE,
)
ORGANISATION = re.compile(
    r"\b(?:\w*(?:kommune?|kommuner|kommun[ea]?s?|regionen|region|regionråd|fylkeskommune|län|länsstyrelsen|universitet|universitetet|university|högskola|høgskole|højskole|kontoret|kontor|förvaltningen|förvaltning|"
    r"forvaltningen|forvaltning|nämnden|nämnd|nemnda|nevnd|departement|departementet|department|ministeriet|ministry|roteln|byrådsavdeling|byrådsavdelingen|etaten|etat|verket|styrelsen|styrelse|direktoratet|direktorat|utvikling|utveckling|udvikling|klyngen|"
    r"klynge|forening|föreningen|förbundet|forbund|forbundet|handelskammare|handelskammaren|handelskammer|sällskapet|selskap|selskapet|stiftelsen|institute?t?|museet|museum|biblioteket|bibliotek|council|agency|authority|municipality|"
    r"county|ministerråd|ministerrådet|magistraten|rådhuset|akademi|akademiet|skola|skolan|skole|sykehus|sygehus|sjukhus|bank|banken|havn|hamn|innovasjon|innovation|interkommunalt|kommunen|gruppen|nettverk|nätverk|netværk|network|union|"
    r"commission|kommisjonen|kommissionen|committee|secretariat|sekretariatet|embassy|ambassade|ambassaden|ambassad))\b"
    r"|\b(?:Kommune?|Fylkeskommune|Region|Universitete?t?|University|Council|Ministry|Department|Institute|Agency|Authority|Committee|Secretariat|Embassy|Lab|Laboratory|Centre|Center|Foundation|Trust|Division|F[oö]rvaltning|F[oö]rening|F[oö]rbund)\b"
    r"|\b(?:AB|AS|ASA|A/S|ApS|HF|Oy|Ltd|Inc|GmbH|IKS|KF|SA|plc|City of|Ville d[eu]|Stadt|Gemeente|Stockholms stad|stad|Municipality of|Business Region|Region|Oslo kommune)\b"
)
TITLES_BEFORE = re.compile(
    r"^(?:(?:dr|prof|mr|mrs|ms|mx|sir|dame|cllr|councillor|captain|capt|kapten|kaptein|kaptajn|ordfører|varaordfører|borgmester|borgmästare|borgarråd|finansborgarråd|kommunalråd|byråd|byrådsleder|statssekreterare|statssekretær|statsråd|minister|"
    r"mayor|deputy mayor|direktør|direktör|director|rådmann|rådman|professor|ambassadör|ambassadør|ambassador|overborgmester|head|\w*(?:direktør|direktör|chef|sjef|borgmester|ordfører|konsulent|rådgiver|rådgivare|rådgjevar|strateg|sekreterare|sekretær|koordinator)|mme|herr|fru)\.?\s+)+(?=[A-ZÅÄÖÆØÉ])",
    re.IGNORECASE,
)
COURTESY = re.compile(r"(?:mr|mrs|ms|mx|mme|herr|fru)\.?", re.IGNORECASE)
# Words in brackets or behind a comma that say how somebody took part.
STATUS_WORDS: tuple[tuple[str, str], ...] = (
    ("absent", r"^(?:frånvarande|förhinder|forfall|meldt forfall|fraværende|(?:med |meldt )?afbud|absent|apologies|ikke til stede|återbud|ej närvarande|no show)\b"),
    ("chair", r"^(?:møteleder|møteleiar|mødeleder|ordförande|ordf\.?|mötesordförande|chair|chairman|chairwoman|chairperson|chairing|convener|convenor|ordstyrer|dirigent|mötesledare|formand|møteordfører|leder av møtet)$"),
    ("secretary", r"^(?:(?:\w*(?:nämnd|utskott|utvalg|utval|udvalg|möte|møte|møde|kommitté|styrelse)s?)?(?:sekreterare|sekretær)|sekr\.?|referent|protokollförare|protokollfører|secretary|minutes|minute taker|note taker|sekretariat|sekretariatet|secretariat|vid protokollet|vid pennan|ved pennen|protokoll)$"),
    ("invited", r"^(?:inbjuden|invitert|inviteret|invited|innkalt|indkaldt|kallad)\b"),
    ("present", r"^(?:online|digitalt?|(?:via |på )?teams|(?:via )?zoom|(?:via |på |per )?(?:video|länk|lenke|distans|telefon)|fjernmøte|remote(?:ly)?|by (?:video|phone)|närvarande|til stede|tilstede|present|x|ja|yes|deltok|deltog|fremmødt|møtte)$"),
)  # fmt: skip
# What follows says whom somebody stands in for; the other name in it is no participant.
STANDS_IN = re.compile(
    r"[\s,;]+\(?(?P<whole>(?:tjg\.? )?(?:ersätter|ersättare för|tjänstgör(?:ande)? för|i stället för|vara(?:medlem)? for|vara för|møtte for|møter for|i stedet for|stedfortræder for|suppleant for|substitut(?:e|ing) for|in place of|deputi[sz]ing for)\s+[A-ZÅÄÖÆØ].*)$"
)
_PARTICLES = "von van de der den af av zu la le el bin ibn di da dos du ter ten við und zum zur vom y"
PARTICLES = frozenset(_PARTICLES.split())
