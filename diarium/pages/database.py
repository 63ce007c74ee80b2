"""The database of the archive as statements: tables with their references, full text, views, and questions for it.

It says what stands in it and what can be asked; making the file is the work of `disk.database`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from diarium.model import Label
from diarium.pages.columns import TABLES, Table
from diarium.pages.tables import Tables

_TYPES = {"text": "TEXT", "date": "TEXT", "whole": "INTEGER", "number": "REAL", "flag": "INTEGER"}


def tables() -> tuple[str, ...]:
    """Every table; a document's words stand with it, so that the full-text index need not hold them again."""
    return tuple(_create(table) for table in TABLES)


def _create(table: Table) -> str:
    lines = []
    for column in table.columns:
        key = " PRIMARY KEY" if column.type == "whole" and table.key == (column.name,) else ""
        needed = " NOT NULL" if column.name in table.key and not key else ""
        target = f" REFERENCES {column.table}(id) DEFERRABLE INITIALLY DEFERRED" if column.table else ""
        lines.append(f"  {column.name} {_TYPES[column.type]}{key}{needed}{target}")
    if table.name == "documents":
        lines.append("  text TEXT")
    if table.key == ("id",):
        lines.append("  UNIQUE (id)")
    # An explicit number keeps every row in its place when the file is tidied.
    number = "  nr INTEGER PRIMARY KEY,\n" if table.key == ("id",) else ""
    return f"CREATE TABLE {table.name} (\n{number}" + ",\n".join(lines) + "\n)"


def columns() -> dict[str, tuple[str, ...]]:
    """Of each table, that which numbers its rows first."""
    found = {table.name: table.names if table.key != ("id",) else ("nr", *table.names) for table in TABLES}
    return found | {"documents": (*found["documents"], "text")}


WORDS = ("documents_fts", "documents", "nr", ("title", "summary", "text"), "unicode61 remove_diacritics 2")

AFTER = """
CREATE INDEX participations_person ON participations (person, document);
CREATE INDEX participations_document ON participations (document, person);
CREATE INDEX participations_meeting ON participations (meeting);
CREATE INDEX named_entity ON named (kind, entity);
CREATE INDEX named_document ON named (document);
CREATE INDEX tabled_meeting ON tabled (meeting);
CREATE INDEX tabled_document ON tabled (document);
CREATE INDEX documents_date ON documents (date);
CREATE INDEX documents_meeting ON documents (meeting);
CREATE INDEX meetings_series ON meetings (series, first_day);

CREATE VIEW attended AS
SELECT DISTINCT person, coalesce(meeting, document) AS occasion, date
FROM participations WHERE person IS NOT NULL AND status IN ('present', 'chair', 'secretary');

CREATE VIEW who_met_whom AS
SELECT a.person AS person, p.name AS name, b.person AS other, q.name AS other_name,
       count(DISTINCT coalesce(a.meeting, a.document)) AS times, min(a.date) AS first, max(a.date) AS last
FROM participations AS a
JOIN participations AS b ON b.person <> a.person
 AND (b.meeting = a.meeting OR (a.meeting IS NULL AND b.meeting IS NULL AND b.document = a.document))
JOIN people AS p ON p.id = a.person
JOIN people AS q ON q.id = b.person
WHERE a.status IN ('present', 'chair', 'secretary') AND b.status IN ('present', 'chair', 'secretary')
GROUP BY a.person, b.person;

CREATE VIEW attendance AS
SELECT m.series AS series, s.name AS name, m.id AS meeting, m.first_day AS first_day, m.number AS number,
       count(DISTINCT CASE WHEN x.was = 'present' THEN x.who END) AS present,
       count(DISTINCT CASE WHEN x.was = 'invited' THEN x.who END) AS invited,
       count(DISTINCT CASE WHEN x.was = 'absent' THEN x.who END) AS absent
FROM meetings AS m
JOIN series AS s ON s.id = m.series
LEFT JOIN (
    SELECT meeting, was, -- whoever has no page is told from others of the same name in the same document
           coalesce(person, name || ' ' || row_number() OVER (PARTITION BY document, name, was ORDER BY "row")) AS who
    FROM (SELECT *, CASE WHEN status IN ('chair', 'secretary') THEN 'present' ELSE status END AS was FROM participations)
    WHERE meeting IS NOT NULL
) AS x ON x.meeting = m.id
GROUP BY m.id;

CREATE VIEW case_history AS
SELECT n.entity AS "case", d.date AS date, 'document' AS what, d.title AS title, d.url AS url
FROM named AS n JOIN documents AS d ON d.id = n.document
WHERE n.kind = 'case'
UNION
SELECT n.entity, m.first_day, 'tabled', s.name || coalesce(' ' || m.number, ''), m.url
FROM named AS n JOIN tabled AS t ON t.document = n.document
JOIN meetings AS m ON m.id = t.meeting JOIN series AS s ON s.id = m.series
WHERE n.kind = 'case'
UNION
SELECT n.entity, m.first_day, 'meeting', s.name || coalesce(' ' || m.number, ''), m.url
FROM named AS n JOIN documents AS d ON d.id = n.document
JOIN meetings AS m ON m.id = d.meeting JOIN series AS s ON s.id = m.series
WHERE n.kind = 'case';
"""

# Whose name stands among those who took part more often than any other.
OFTEN = (
    "SELECT person FROM participations NOT INDEXED WHERE person IS NOT NULL AND status IN ('present', 'chair', 'secretary')\n"
    "GROUP BY person ORDER BY count(*) DESC, person LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Question:
    asks: Label
    sql: str


def questions(tables: Tables, often: str | None) -> Iterator[Question]:
    """Questions that people ask of such an archive; their answers stand on the page that explains the data.

    `often` is the id of who took part most often.
    """
    for person in (row for row in tables.things("people") if row[0] == often):
        yield Question(
            Label(
                f"Vilka har {person[2]} oftast träffat?",
                f"Hvem har {person[2]} oftest møtt?",
                f"Whom has {person[2]} met most often?",
            ),
            f"SELECT other_name AS name, times, first, last\nFROM who_met_whom\nWHERE person = '{person[0]}'\n"
            "ORDER BY times DESC, name\nLIMIT 5",
        )
    yield Question(
        Label(
            "Hur många har deltagit i varje series möten?",
            "Hvor mange har deltatt i hver series møter?",
            "How many have taken part in the meetings of each series?",
        ),
        "SELECT name, count(*) AS meetings, sum(present) AS present, sum(invited) AS invited\nFROM attendance\n"
        "GROUP BY series\nORDER BY present DESC, name\nLIMIT 10",
    )
    case = max(tables.things("cases"), key=lambda row: (row[5], row[0]), default=None)
    if case is not None:
        yield Question(
            Label(
                f"Vad har hänt i ärende {case[2]}?",
                f"Hva har skjedd i sak {case[2]}?",
                f"What has happened in case {case[2]}?",
            ),
            f"SELECT date, what, title\nFROM case_history\nWHERE \"case\" = '{case[0]}'\nORDER BY date, what, title\nLIMIT 20",
        )
    yield Question(
        Label("I vilka städer har flest möten hållits?", "I hvilke byer er det holdt flest møter?", "Which cities have hosted most meetings?"),
        "SELECT name, meetings\nFROM cities\nWHERE meetings > 0\nORDER BY meetings DESC, name\nLIMIT 5",
    )  # fmt: skip
    city = max(tables.things("cities"), key=lambda row: (row[8], row[0]), default=None)
    if city is not None:
        word = str(city[2]).replace("'", "''").replace('"', '""')
        yield Question(
            Label(
                f"I vilka dokument står ordet ”{city[2]}”?",
                f"I hvilke dokumenter står ordet «{city[2]}»?",
                f"Which documents hold the word “{city[2]}”?",
            ),
            "SELECT date, title\nFROM documents\nWHERE nr IN (\n"
            f"  SELECT rowid FROM documents_fts WHERE documents_fts MATCH '\"{word}\"'\n)\nORDER BY date DESC, title\nLIMIT 5",
        )
    yield Question(
        Label("Hur många dokument finns det av varje typ och år?", "Hvor mange dokumenter finnes av hver type og hvert år?", "How many documents are there of each type and year?"),
        "SELECT substr(date, 1, 4) AS year, type, count(*) AS documents\nFROM documents\nGROUP BY year, type\nORDER BY year DESC, type\nLIMIT 10",
    )  # fmt: skip
