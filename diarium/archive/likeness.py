"""When two names may mean one person, city or organisation: what is compared of each, and what counts as near.

It knows names only, never what they belong to; and near is a doubt to ask about, never a reason to join two things.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations

from diarium.spelling import fold

# ---------------------------------------------------------------- people


@lru_cache(maxsize=1 << 16)
def name_parts(text: str) -> frozenset[str]:
    """A person's name as a set of parts, for telling that two spellings look alike."""
    return frozenset(_in_order(text))


def _in_order(text: str) -> list[str]:
    spaced = re.sub(r"[-‐‑–.]", " ", unicodedata.normalize("NFC", text).casefold()).replace("aa", "å")
    return re.sub(r"['’ʼ]", "", spaced).split()


def shorter_names(parts: frozenset[str]) -> Iterator[frozenset[str]]:
    """Under what shorter names, of two parts at least, the same person may stand elsewhere."""
    longest = len(parts) - 1 if len(parts) <= _USUAL_PARTS else 3
    for length in range(2, longest + 1):
        yield from map(frozenset, combinations(sorted(parts), length))


def abbreviated(parts: frozenset[str]) -> Iterator[frozenset[str]]:
    """The name with one of its parts as a letter, where two stay whole: Nils O. Nilsen for Nils Ole Nilsen."""
    if len(whole_parts(parts)) > 2:
        yield from (parts - {part} | {part[0]} for part in sorted(whole_parts(parts)) if part[0] not in parts)


def whole_parts(parts: frozenset[str]) -> frozenset[str]:
    return frozenset(part for part in parts if len(part) > 1)


_USUAL_PARTS = 7  # whoever has more names is not known by nearly all of them


def surely_one_person(one: str, other: str) -> bool:
    """Whether the two names have the same parts and begin alike: Håkon and Haakon, surnames in another order."""
    a, b = _in_order(one), _in_order(other)
    return a[:1] == b[:1] and sorted(a) == sorted(b)


def same_letters(one: str, other: str) -> bool:
    """Whether two names that fold to one differ in nothing but capitals, points and spaces."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return re.sub(r"[\s.]+", " ", unicodedata.normalize("NFC", text).casefold()).strip()


# ---------------------------------------------------------------- cities

# Cities of the north, and those its papers name most, by all the names they have: one row a city, folded.
_EXONYMS = """
helsingfors helsinki | kopenhamn kobenhavn copenhagen kaupmannahofn koopenhamina | goteborg gothenburg
reykjavik reykiavik | torshavn thorshavn | mariehamn maarianhamina | nuuk godthab | abo turku | tammerfors tampere
esbo espoo | vanda vantaa | uleaborg oulu | vasa vaasa | bjorneborg pori | lahtis lahti | karleby kokkola
villmanstrand lappeenranta | nyslott savonlinna | jakobstad pietarsaari | stockholm tukholma | oslo kristiania
trondheim trondhjem | arhus aarhus | alborg aalborg | helsingor elsinore | tallinn reval | bryssel brussel brussels bruxelles
rom rome roma | wien vienna | prag praha prague | warszawa warsaw warschau | munchen munich | koln cologne
geneve geneva genf | lissabon lisbon lisboa | moskva moscow moskau | sankt-petersburg st-petersburg saint-petersburg
aten athen athens | milano milan | florens firenze florence | venedig venezia venice | haag den-haag the-hague
antwerpen antwerp | kiev kyiv kyjiv | karasjok karasjohka | kautokeino guovdageaidnu | tromso romsa
hango hanko | ekenas tammisaari | borga porvoo | lovisa loviisa | raseborg raasepori | grankulla kauniainen | sibbo sipoo
kyrkslatt kirkkonummi | inga inkoo | pargas parainen | nadendal naantali | raumo rauma
kristinestad kristiinankaupunki | nykarleby uusikaarlepyy | kasko kaskinen | korsholm mustasaari | tavastehus hameenlinna
sankt-michel mikkeli | kajana kajaani | tornea tornio | fredrikshamn hamina | hyvinge hyvinkaa | kervo kerava | lojo lohja
kiruna giron | gallivare jiellevarri vahcir | lulea luleju luulaja | alta alaheadju alattio | hammerfest hammerfeasta
kirkenes girkonjarga | vadso cahcesuolu | bodo badaddjo | narvik narviika | gdansk danzig | szczecin stettin
swinoujscie swinemunde | kaliningrad konigsberg | klaipeda memel | vilnius vilna wilno | tartu dorpat | parnu pernau
aabenraa abenra | sonderborg sonderburg | flensborg flensburg | lubeck lybeck lybak | pireus piraeus peiraias
"""
_CITY_OF = {name: row.split()[0] for row in _EXONYMS.replace("\n", " | ").split("|") for name in row.split()}
_OF_A_CITY = re.compile(r"^(?:city-of|municipality-of)-|-(?:kommune?n?|stad|by|city|municipality|kaupunki)$")


@lru_cache(maxsize=1 << 14)
def city_forms(text: str) -> frozenset[str]:
    """What a city's name comes down to: without its country, brackets or what says that it is a city."""
    inside = re.findall(r"\(([^()]+)\)", text)
    outside = re.sub(r"\([^()]*\)", " ", text).split(",")[0]
    return frozenset(filter(None, (_city(part) for part in (outside, *inside))))


def _city(text: str) -> str:
    name = fold(text)
    bare = _OF_A_CITY.sub("", name)
    if bare != name and bare not in _CITY_OF:
        bare = bare.removesuffix("s")  # Stockholms stad
    if bare in _CITY_OF:
        return _CITY_OF[bare]
    # Aas is Ås, but Haaga is not Haga, so the letter is spelt out rather than the two letters drawn together.
    spelt_out = fold(text.casefold().replace("å", "aa"))
    return _OF_A_CITY.sub("", spelt_out).removesuffix("s") if bare != name else spelt_out


def surely_one_city(one: str, other: str) -> bool:
    """Whether both are known names of one city."""
    return fold(one) in _CITY_OF and _CITY_OF[fold(one)] == _CITY_OF.get(fold(other))


# ---------------------------------------------------------------- organisations

_LEGAL_FORMS = frozenset("ab as asa oy oyj aps hf ltd inc plc gmbh".split())
_SMALL_WORDS = frozenset("the og och and for i of in av".split())
_GENITIVE = re.compile(r"(?<=\w{5})s$")
# Endings are taken off long words and the usual adjectives only: Berg, Berga and Bergen are three places.
_ENDING = re.compile(r"(?<=\w{8})(?:et|en|na|ne|n|t|a|e)$")
_ADJECTIVE = re.compile(
    r"(nordisk|svensk|norsk|dansk|finsk|kunglig|kongelig|statlig|kommunal)[ae]?|(kommun)e?n?|(stad)s?(?:en)?"
)


@lru_cache(maxsize=1 << 14)
def organisation_words(text: str) -> tuple[str, ...]:
    """The words that tell an organisation from another, each without its ending, in the order of the alphabet."""
    words = [word for word in fold(text).split("-") if word not in _SMALL_WORDS]
    if len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return tuple(sorted(map(_bare_word, words)))


def _bare_word(word: str) -> str:
    usual = _ADJECTIVE.fullmatch(word)
    return usual[usual.lastindex or 0] if usual else _ENDING.sub("", _GENITIVE.sub("", word))


def organisation_forms(text: str) -> frozenset[str]:
    """What two notations of one organisation share: its words in any order, and its letters without the spaces."""
    return frozenset({" ".join(organisation_words(text)), "=" + fold(text).replace("-", "")})


# ---------------------------------------------------------------- slips of the pen

_LONG_ENOUGH = 7  # shorter names that differ in one letter are mostly two names: Moss and Voss, Halden and Balden


def slips(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """For each long word of a name, what stays when one letter is left out, with the other words around it.

    Two names with one slip between them have one of these in common.
    """
    listed = tuple(words)
    for at, word in enumerate(listed):
        if len(word) >= _LONG_ENOUGH and word.isalpha():
            around = " ".join((*listed[:at], "_", *listed[at + 1 :]))
            yield around, word
            for letter in range(1, len(word)):
                yield around, word[:letter] + word[letter + 1 :]


def one_slip(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether the words differ in one long word, by a letter left out or two turned around.

    One letter in another's place tells nothing: Linköping and Lidköping, Kristiansund and Kristiansand are two each.
    """
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if len(pairs) != 1:
        return False
    short, long = sorted(pairs[0], key=len)
    if len(short) < _LONG_ENOUGH - 1 or short[0] != long[0] or not (short + long).isalpha():
        return False
    start = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) != len(long):
        return len(long) == len(short) + 1 and short[start:] == long[start + 1 :]
    return short[start : start + 2][::-1] + short[start + 2 :] == long[start:]
