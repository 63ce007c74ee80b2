"""The page that explains the open data: every file, every column, and questions with their answers.

It shows what the tables and the database said in this very build, and never works anything out itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from diarium.pages.columns import TABLES
from diarium.pages.database import Question
from diarium.pages.datasets import DESCRIPTION, FOLDER, explained
from diarium.pages.documents import file_size
from diarium.pages.holdings import Holdings
from diarium.pages.parts import Head, Link
from diarium.pages.views import AnswerView, ColumnView, DataView, TableView

Answer = tuple[Sequence[str], Sequence[Sequence[Any]], Sequence[str]]  # the last: where the database looked


def data_view(
    holdings: Holdings, counts: Mapping[str, int], sizes: Mapping[str, int], asked: Iterable[tuple[Question, Answer]]
) -> DataView:
    """`counts` are the rows of each table, `sizes` the bytes of each file."""
    show, words = holdings.show, holdings.show.words
    language = show.language

    def file(name: str) -> Link:
        size = sizes.get(FOLDER + name)
        note = f" ({file_size(size, language)})" if size is not None else ""
        return Link(name, FOLDER + name, None, None, note)

    shown = []
    for table in TABLES:
        columns = tuple(
            ColumnView(column.name, words(f"type_{column.type}"), column.means[language], column.table)
            for column in table.columns
        )
        rows = words.count("n_rows", counts.get(table.name, 0))
        shown.append(TableView(table.name, table.one[language], rows, file(f"{table.name}.csv"), columns))
    answers = tuple(
        AnswerView(question.asks[language], question.sql, tuple(names), tuple(tuple(_cell(c) for c in row) for row in rows))
        for question, (names, rows, _) in asked
    )  # fmt: skip
    whole = ("archive.zip", "archive.sqlite", "documents.jsonl", "datapackage.json", "dcat.jsonld", "SHA256SUMS.txt")
    return DataView(
        head=Head(words.data, language, (), words.data_help),
        sentence=DESCRIPTION[language].format(holdings.site_name),
        licence=show.site.config.licence,
        files=tuple((file(name), explained(show, name)) for name in whole),
        council=(Link("oparl/system.json", f"{FOLDER}oparl/system.json"), Link("popolo.json", f"{FOLDER}popolo.json")),
        tables=tuple(shown),
        answers=answers,
    )  # fmt: skip


def _cell(value: object) -> str:
    return "" if value is None else str(value)
