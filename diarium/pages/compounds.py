"""Where Nordic compound words may be taken apart, so that *trafik* finds *kollektivtrafik*.

It is careful rather than clever: both parts must be words of the same texts or of the short list below, and it never
touches a language that writes its compounds apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

SHORTEST_WORD, SHORTEST_PART, SURE_PART = 8, 4, 5
_JOINTS = ("", "s", "e", "a", "o", "u")

_ENDINGS = {
    "sv": [
        "arnas",
        "ornas",
        "ernas",
        "arna",
        "orna",
        "erna",
        "heter",
        "ens",
        "ets",
        "ars",
        "ers",
        "ors",
        "ena",
        "en",
        "et",
        "ar",
        "er",
        "or",
        "an",
        "as",
        "es",
        "na",
        "n",
        "t",
        "s",
        "a",
        "e",
    ],
    "nb": ["enes", "enes", "ene", "ens", "ets", "ers", "ane", "en", "et", "er", "ar", "a", "e", "s", "n", "t"],
    "da": ["ernes", "erne", "enes", "ens", "ets", "ers", "ene", "en", "et", "er", "e", "s", "n", "t"],
}

# Words that municipal papers build others of; an archive of five documents would not teach them.
_PARTS = {
    "sv": """
        ansvar ansvarig arbete arkiv avdelning avgift avtal bana barn beredning beslut betyg bevakning bibliotek bidrag
        bolag bostad bostäder borgarråd buss byggnad byggande bygge cykel delegation deltagare dialog direktör distrikt
        domstol drift ekonomi energi enhet exploatering fastighet finans forskning fråga frågor företag föreläsning
        förening förslag försörjning förvaltning gata grundskola grupp handling hamn huvud huvudstad hållbarhet idrott
        industri information innovation inriktning investering kansli kapacitet klimat kollektiv kommission kommitté
        kommun konferens kontakt kontor koncern kostnad kultur kunskap kvarter landsting ledamot ledning linje lokal
        länk marknad medborgare miljö minister ministerråd myndighet mål möte nämnd näring näringsliv nätverk område
        ordförande organisation park parti person personal plan planering plats politik politiker priser program
        projekt rapport region regering resa reserapport resurs rike rådhus råd samarbete samhälle samverkan sekreterare
        seminarium service sjukhus skatt skola skydd spår stad stadsdel station statistik stiftelse strategi stråk
        styrelse styrning system säkerhet tjänst tjänstemän trafik transport turism tunnelbana tåg undersökning
        universitet utbildning utredning utskott utveckling utlåtande utställning vatten verksamhet verk vård väg
        värme yttrande ägare ärende övning
    """,
    "nb": """
        administrasjon ansvar arbeid arbeidskraft areal arkiv arrangement avdeling avgift avtale bane barn bedrift
        befolkning behandling beslutning bibliotek bolig budsjett buss by bygg bygging deltaker departement direktør
        distrikt drift eiendom energi enhet fag faggruppe fjord fond forening forslag forskning forum fylke fylkeskommune
        føring gate gruppe handel handling handlingsprogram havn helse hovedstad høring høringsnotat idrett industri
        informasjon innovasjon innspill innvandring investering kapital kartlegging klima klynge kollektiv kommune kompetanse
        konferanse konsert kontor kraft kultur kunnskap kurs landbruk leder ledelse linje lokale løft marked medlem
        miljø minister møte nemnd nettverk notat næring næringsliv næringspolitikk område organisasjon orientering
        oversikt park parti person plan planlegging plass politikk politiker posisjon prioritering profilering program prosess
        prosjekt rapport referat region regjering reise reiserapport representantskap ressurs råd rådhus samarbeid
        samfunn samling sekretariat selskap seminar skatt skole statistikk stasjon strategi styre system tiltak
        tjeneste trafikk transport tunnel turisme universitet utdanning utdanningsplan utvalg utvikling utredning
        vann vei vedtak verdi virkemiddel virksomhet økonomi
    """,
    "da": """
        administration afdeling aftale ansvar arbejde areal arkiv bane barn beslutning bibliotek bolig borger budget bus
        by byggeri deltager direktør drift ejendom energi enhed erhverv erhvervsliv forening forslag forskning forum
        forvaltning gruppe handel handling havn hovedstad høring idræt industri information innovation investering
        klima kollektiv kommune konference kontor kultur kursus ledelse leder marked medlem miljø minister møde netværk
        nævn område organisation park parti plan planlægning plads politik program projekt rapport region regering rejse
        rejserapport råd rådhus samarbejde samfund sekretariat selskab seminar service skat skole station strategi
        styrelse styring system tjeneste trafik transport tunnel turisme uddannelse udvalg udvikling universitet vand
        vej virksomhed økonomi
    """,
}
_Endings = dict[str, list[str]]  # by their last letter
_FAMILY = {"sv": "sv", "nb": "nb", "nn": "nb", "da": "da"}


def splitter(language: str, words: Iterable[str]) -> Callable[[str], tuple[str, ...]]:
    """What takes compounds of this language apart, given the words (in small letters) of the texts."""
    family = _FAMILY.get(language)
    if family is None:
        return lambda word: (word,)
    endings = _Endings()
    for ending in _ENDINGS[family]:
        endings.setdefault(ending[-1], []).append(ending)
    sure = frozenset(form for part in _PARTS[family].split() for form in _forms(part, endings, SURE_PART))
    short = frozenset(_PARTS[family].split())
    usual = (w for w in words if SHORTEST_PART <= len(w) < 16 and w.isalpha())
    known = sure | short | {form for w in usual for form in _forms(w, endings, SURE_PART)}

    def is_left(part: str) -> bool:
        bare = (part.removesuffix(joint) for joint in _JOINTS if part.endswith(joint))
        return any(len(word) >= SHORTEST_PART and word in known for word in bare)

    @cache
    def split(word: str) -> tuple[str, ...]:
        if len(word) < SHORTEST_WORD or not word.isalpha():
            return (word,)
        for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):  # the longest last part that is a word
            left, right = word[:at], word[at:]
            forms = _forms(right, endings, SHORTEST_PART)
            if known.isdisjoint(forms):
                continue
            if is_left(left) or (not sure.isdisjoint(forms) and len(right) >= SURE_PART and _has_vowel(left)):
                return (*split(left), right)
        return (word,)

    return split


def _forms(word: str, endings: _Endings, shortest: int) -> list[str]:
    """A word with and without its ending, so that *konferensen* and *konferens* are one part."""
    fitting = (end for end in endings.get(word[-1], ()) if word.endswith(end) and len(word) - len(end) >= shortest)
    return [word, *(word[: -len(end)] for end in fitting)]


def _has_vowel(text: str) -> bool:
    return any(c in "aeiouyåäöæø" for c in text)
