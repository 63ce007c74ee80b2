"""Which language a text is written in, told by its smallest words.

It says nothing of a text that is too short or in a language it has no words of.
"""

from __future__ import annotations

import re
from collections import Counter

# The commonest words that the neighbouring languages do not share.
_WORDS = {
    "sv": "och att är för inte som på till från det den ett en av med om har kan ska också eller vid detta inom mellan samt efter när vi möte mötet hur där någon dessa även ej",
    "nb": "og å er for ikke som på til fra det den et en av med om har kan skal også eller ved dette innen mellom samt etter når vi møte møtet hvor der noen disse ble hva hvilke seg ut være blir saken",
    "nn": "og å er for ikkje som på til frå det den eit ein av med om har kan skal også eller ved dette innan mellom samt etter når vi møte møtet kvar der nokon desse vart vert kva dei seg ho meir saka",
    "da": "og at er for ikke som på til fra det den et en af med om har kan skal også eller ved dette inden mellem samt efter når vi møde mødet hvor der nogen disse blev hvad hvilke sig ud være bliver sagen",
    "en": "and to is for not as on from it the a an of with about has can shall also or at this within between after when we meeting where there some these was were be been will by that which",
    "fi": "ja ei on että se oli mutta kun niin kuin myös sekä joka ovat tai kokous kokouksen jonka hän mukaan kanssa ole tämä sen",
    "is": "og að er ekki sem á til frá það í með um hefur var við eða þetta milli eftir þegar fundur fundinum þar voru hann hún verið eru fyrir þess af",
    "de": "und zu ist für nicht als auf von das der die ein eine mit über hat kann soll auch oder bei dies zwischen nach wenn wir sitzung wo dort wurde werden im dem den des",
    "fr": "et à est pour ne pas comme sur de le la les un une des avec que qui a peut aussi ou dans ce entre après nous réunion où été par au aux du se cette sont",
    "es": "y a es para no como en de el la los las un una con que ha puede también o este entre después cuando reunión donde fue por del se al su son",
    "pl": "i w na z się nie że do jest to od po jak dla przez oraz ale był o za są ma może być także spotkanie",
    "nl": "en te is voor niet als op van het de een met over heeft kan zal ook of bij dit tussen na wanneer wij vergadering waar er werd worden door zijn aan dat die",
}
_SETS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
SPOKEN = ("sv", "nb", "nn", "da", "en")  # the languages whose labels and dates are known
_WORD = re.compile(r"[^\W\d_]+")


def language(text: str) -> tuple[str | None, bool]:
    """The language and whether it is sure; `None` for a text nothing can be said of."""
    counted = Counter(_WORD.findall(text[:60_000].lower()))
    scores = {one: sum(counted[word] for word in words) for one, words in _SETS.items()}
    ranked = sorted(scores, key=lambda one: (-scores[one], one))
    best, second = ranked[0], ranked[1]
    total = sum(counted.values())
    if scores[best] < max(3, total * 0.06):
        return _by_letters(counted), False
    return best, scores[best] >= scores[second] * 1.05 + 1


def _by_letters(counted: Counter[str]) -> str | None:
    """For lists of names and headings: letters and a few telling stems."""
    text = " ".join(counted)
    if re.search(r"møde|indkald|sag(?:s|en)|dagsorden|af\b", text) and not re.search(
        r"møte|innkalling|kommuner?\b.*møte", text
    ):
        return "da"
    if re.search(r"møte|innkalling|sak|referat|vedlegg|[æø]", text):
        return "nb"
    if re.search(r"möte|protokoll|kallelse|bilag|[äö]", text):
        return "sv"
    if re.search(r"\b(?:meeting|minutes|agenda|report|participants|date)\b", text):
        return "en"
    return None
