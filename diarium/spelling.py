"""Names and words made comparable: slugs, folded keys, the alphabet's order.

Every place that asks whether two names are the same asks here; nothing here knows what a name belongs to.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

_WINDOWS_NAMES = frozenset({"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(10))})
SLUG_LIMIT = 96

# What composed letters fold to where decomposition alone does not say it. The contract fixes the Nordic ones.
_FOLD = str.maketrans(
    {"æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)
_ACCENTS = re.compile("[\u0300-\u034e\u0350-\u036f]")  # those that letters are parted into; they all combine
_APOSTROPHES = re.compile(r"[’'ʼ`´]")
_SEPARATORS = re.compile(r"[^a-z0-9]+")


def _ascii(text: str) -> str:
    folded = unicodedata.normalize("NFC", text).lower().translate(_FOLD)
    if folded.isascii():
        return folded
    plain = _ACCENTS.sub("", unicodedata.normalize("NFD", folded))
    if plain.isascii():
        return plain
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    if plain.isascii():
        return plain
    from anyascii import anyascii  # other scripts only: most archives never need its tables

    return anyascii(plain).lower()


_GREEK_OR_CYRILLIC = re.compile("[\u0370-\u03ff\u1f00-\u1fff\u0400-\u052f]")
_GREEK_PAIRS = (  # two letters for one sound
    *((re.compile("([οΟ])[υύ]"), r"\1u"), (re.compile("(Ο)[ΥΎ]"), r"\1U"), (re.compile("([αεΑΕ])[υύ]"), r"\1v")),
    (re.compile("γ(?=[γξχ])"), "n"),
)


def romanised(text: str) -> str:
    """A name in Greek or Cyrillic letters as it is written in Latin ones: Παπαδόπουλος → Papadopoulos; else empty."""
    if text.isascii() or not _GREEK_OR_CYRILLIC.search(text):
        return ""
    from anyascii import anyascii

    latin = unicodedata.normalize("NFC", text)
    for pair, written in _GREEK_PAIRS:
        latin = pair.sub(written, latin)
    return anyascii(latin)


@lru_cache(maxsize=1 << 17)
def slug(text: str) -> str:
    """The address part of a name: ASCII, lower case, words joined by hyphens; empty when nothing is left."""
    made = _SEPARATORS.sub("-", _APOSTROPHES.sub("", _ascii(text))).strip("-")
    if made in _WINDOWS_NAMES:
        made += "-x"  # a folder of that name cannot exist on Windows
    if len(made) > SLUG_LIMIT:
        digest = hashlib.blake2b(made.encode(), digest_size=4).hexdigest()
        made = f"{made[:SLUG_LIMIT].rpartition('-')[0] or made[:SLUG_LIMIT]}-{digest}"
    return made


@lru_cache(maxsize=1 << 17)
def fold(text: str) -> str:
    """The form in which two spellings of one name are equal: accents, hyphens, case and points folded."""
    return slug(text) or unicodedata.normalize("NFC", text).casefold()


def on_disk(path: str) -> str:
    """Equal for two paths that many disks take for one: /Oslo/ and /oslo/, and accents stored in two ways."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


# Letters that stand after z, in their order; and how a letter pair is read there.
_AFTER_Z = {
    "sv": {"å": "{1", "ä": "{2", "æ": "{2", "ö": "{3", "ø": "{3"},
    "nb": {"æ": "{1", "ä": "{1", "ø": "{2", "ö": "{2", "å": "{3", "aa": "{3"},
    "en": {},
}
_DIGITS = re.compile(r"\d+")


@lru_cache(maxsize=1 << 16)
def sort_key(text: str, language: str) -> str:
    """Orders as the language's dictionaries do; numbers by value."""
    lowered = unicodedata.normalize("NFC", text).lower()
    after = _AFTER_Z[language]
    if "aa" in after:
        lowered = lowered.replace("aa", "å")
    placed = "".join(after.get(c) or _ascii(c) for c in lowered)
    return _DIGITS.sub(lambda m: m.group().zfill(8), placed.strip("\"'“”«»(")) + "\x00" + text


def initial(text: str, language: str) -> str:
    """The letter a name stands under in an A–Z list; `#` when it has none."""
    lowered = unicodedata.normalize("NFC", text).lower().lstrip("\"'“”«»(")
    if language == "nb" and lowered.startswith("aa"):
        return "Å"
    first = lowered[:1]
    upper = {"sv": {"æ": "Ä", "ø": "Ö"}, "nb": {"ä": "Æ", "ö": "Ø"}, "en": {}}[language]
    if first in _AFTER_Z[language]:
        return upper.get(first, first.upper())
    letter = _ascii(first)[:1].upper()
    return letter if letter.isalpha() and letter.isascii() else "#"
