"""How the interface says things: numbers with what they count, days and periods, the names of languages.

Which words it has stands in `phrases`; it never holds a word of content.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from diarium.model import Label, Period
from diarium.pages.phrases import WORDS
from diarium.schema import DOCUMENT_LANGUAGES

_MONTHS = {
    "sv": "januari februari mars april maj juni juli augusti september oktober november december".split(),
    "nb": "januar februar mars april mai juni juli august september oktober november desember".split(),
    "en": "January February March April May June July August September October November December".split(),
}
_EVERY = {
    "year": Label("vart {n}:e år|varje år", "hvert {n}. år|hvert år", "every {n} years|every year"),
    "month": Label("var {n}:e månad|varje månad", "hver {n}. måned|hver måned", "every {n} months|every month"),
    "week": Label("var {n}:e vecka|varje vecka", "hver {n}. uke|hver uke", "every {n} weeks|every week"),
}
_ORDINAL = {
    "sv": {2: ("vartannat år", "varannan månad", "varannan vecka")},
    "nb": {2: ("annethvert år", "annenhver måned", "annenhver uke")},
}


# Numbers and days are said again and again, so what was said is kept for a while.


@lru_cache(maxsize=8192)
def _counted(phrase: str, n: int, language: str) -> str:
    many, _, one = phrase.partition("|")
    return (one if n == 1 else many).format(n=_figure(n, language))


def _figure(n: int, language: str) -> str:
    return f"{n:,}".replace(",", "\u202f" if language != "en" else ",")


@lru_cache(maxsize=16_384)
def _date(iso: str, language: str) -> str:
    year, *rest = iso.split("-")
    if not rest:
        return year
    month = _MONTHS[language][int(rest[0]) - 1]
    return f"{_day(rest[1], language)} {month} {year}" if len(rest) == 2 else f"{month} {year}"


def _day(day: str, language: str) -> str:
    return f"{int(day)}." if language == "nb" else str(int(day))


@dataclass(frozen=True)
class Words:
    """The interface in one language; an unknown word is an error of ours, found by the first page that uses it."""

    language: str

    @cached_property
    def _phrases(self) -> dict[str, str]:
        return {name: label[self.language] for name, label in WORDS.items()}

    def __getattr__(self, name: str) -> str:
        row = WORDS.get(name)
        if row is None:
            raise AttributeError(f"the interface has no word {name!r}")
        word = self.__dict__[name] = row[self.language].partition("|")[0]  # so nobody comes here for it again
        return word

    def __call__(self, name: str, *arguments: str) -> str:
        """A phrase with what belongs into it."""
        return self._phrases[name].format(*arguments) if arguments else self._phrases[name]

    def count(self, name: str, n: int) -> str:
        """A phrase that agrees with its number."""
        return _counted(self._phrases[name], n, self.language)

    def figure(self, n: int) -> str:
        return _figure(n, self.language)

    def label(self, label: Label | None) -> str:
        return label[self.language] if label else ""

    def language_name(self, code: str) -> str:
        return DOCUMENT_LANGUAGES[code][self.language] if code in DOCUMENT_LANGUAGES else code

    def date(self, iso: str) -> str:
        """A day, month or year as people write it."""
        return _date(iso, self.language) if iso else self.undated

    def _day(self, day: str) -> str:
        return _day(day, self.language)

    def month(self, number: int) -> str:
        return _MONTHS[self.language][number - 1]

    def period(self, period: Period) -> str:
        """`16–17 februari 2017`, shortened by what both ends share."""
        first, last = period.first, period.last
        if first == last or not (len(first) == len(last) == 10):
            return self.date(first) if first == last else f"{self.date(first)} – {self.date(last)}"
        if first[:7] == last[:7]:
            return f"{self._day(first[8:])}–{self.date(last)}"
        if first[:4] == last[:4]:
            return f"{self.date(first).rsplit(' ', 1)[0]} – {self.date(last)}"
        return f"{self.date(first)} – {self.date(last)}"

    def every(self, cadence: tuple[int, str]) -> str:
        n, unit = cadence
        second = _ORDINAL.get(self.language, {}).get(n)
        if second:
            return second[("year", "month", "week").index(unit)]
        many, _, one = _EVERY[unit][self.language].partition("|")
        return one if n == 1 else many.format(n=n)
