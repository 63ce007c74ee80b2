"""Papers written for these tests, with the scars that conversion leaves, in four languages and five formats."""

from pathlib import Path

import pytest
from papers import body, gone, pdf, people, read, word

from diarium.desk.intake.readers import read_original

FIXTURES = Path(__file__).parent / "intake"


def fixture(name):
    return read((FIXTURES / name).read_bytes(), name=name)


def test_swedish_minutes_as_text():
    made, f = fixture("protokoll.txt")
    assert (f.title, f.type, f.lang, f.case) == ("Protokoll nr 4/2021", "minutes", "sv", ("KUN 2021-0345",))
    assert (str(f.meeting.date), f.meeting.time, f.meeting.number) == ("2021-05-18", "13:00–15:20", "4/2021")
    assert f.meeting.place == "Stora salen, Ekhamns rådhus"
    assert (f.approves, str(f.next.date)) == (("2021-04-20",), "2021-06-15")
    assert people(f) == [
        ("Britta Ekström", "ordförande", "S", None, "chair"),
        ("Olof af Granskär", "1:e vice ordförande", "M", None, "present"),
        ("Ylva Sten", None, "MP", None, "present"),
        ("Nils-Erik Ådahl", "ersättare", "C", None, "present"),
        ("Samira Haddad", None, "V", None, "absent"),
        ("Tove Lindqvist", "vid protokollet", None, None, "secretary"),
    ]
    assert [a.title for a in f.attachments] == ["Avtal med Haugvik", "Kostnadskalkyl"]
    assert f.date is None, "the paper says when the body met, not when it was written"
    assert "# TODO date:" in made.text
    text = body(made)
    assert "## § 32 Samarbetet med hamnarna i Haugvik och Skovby\n" in text
    assert "kan förlängas med ett år" in text
    assert "Sida 1 (2)" not in text
    assert '"Sida 1 (2)" "Sida 2 (2)"' in made.text


def test_norwegian_minutes_as_markdown():
    made, f = fixture("referat.md")
    assert (f.type, f.lang, f.series) == ("minutes", "nb", "Havnenettverkets arbeidsgruppe for landstrøm")
    assert (str(f.meeting.date), f.meeting.time, f.meeting.place) == ("2022-11-07", "10:00–12:30", "Teams")
    assert f.date is None
    assert (f.approves, str(f.next.date), f.next.city) == (("2022-09-12",), "2023-01-09", "Bergen")
    assert people(f) == [
        ("Ingeborg Tveit Næss", "møteleder", None, "Haugvik havn", "chair"),
        ("Per-Arne Lilleås", "rådgiver", None, "Sundøya kommune", "present"),
        ("Camilla Holm", "prosjektleder", None, "Nordre Fjell regionråd", "present"),
        ("Gro Anita Strand", None, None, None, "absent"),
        ("Jens Petter Myhre", None, None, None, "absent"),
    ]
    assert [(a.title, a.missing) for a in f.attachments] == [("Opptak av møtet", True)]
    text = body(made)
    assert "## 2. Status for pilotanleggene\n" in text
    assert "leverandøren er forsinket med fire uker" in text
    assert "- a. Målinger\n- b. Støy ved kai 4\n" in text
    assert "| NAVN | VIRKSOMHET | ROLLE |\n" in text


def test_danish_agenda_as_text():
    made, f = fixture("dagsorden.txt")
    assert (f.type, f.lang, f.series) == ("agenda", "da", "Netværk for Grønne Havne")
    assert (str(f.meeting.date), f.meeting.time) == ("2023-03-08", "09:30–11:00")
    assert f.meeting.place == "Skovby Rådhus, mødelokale 3"
    assert (f.officer, f.approves) == (("Karen Ravn",), ("2023-01-11",))
    assert people(f) == [
        ("Lars Peter Nørgaard", None, None, "Skovby Kommune", "invited"),
        ("Mette Kjær Bruun", None, None, "Skovby Kommune", "invited"),
        ("Åse Dyrhøj", None, None, "Region Vestkyst", "invited"),
        ("Sanne Holst", None, None, "Foreningen Ren Kyst", "invited"),
    ]
    assert [a.title for a in f.attachments] == ["Budget 2023", "Tidsplan"]
    assert "## 2. Orientering fra sekretariatet\n\n- a. Ny hjemmeside\n- b. Ansøgning til fonden\n" in body(made)


def test_english_travel_report_as_web_page():
    made, f = fixture("travel.html")
    assert (f.type, f.lang, f.date, f.case) == ("travel-report", "en", "2019-10-04", ("12-88/2019",))
    assert (f.series, str(f.meeting.date), f.meeting.city) == (
        "Northern Ports Conference",
        "2019-09-24/2019-09-25",
        "Bergen",
    )
    assert (str(f.next.date), f.next.city, f.absent_cities) == ("2020", "Gothenburg", ("Nuuk",))
    assert people(f) == [
        ("Fiona Marlow", "project manager", None, "Harbour Office", "present"),
        ("Tom Ashby", "Councillor", "Lab", None, "present"),
        ("Idris Vane", "deputy mayor", None, None, "present"),
    ]
    assert ("the programme of both days", "https://ports.example/programme.pdf") in [
        (a.title, a.url) for a in f.attachments
    ]
    assert r"| Oslo \| west | 7 |" in body(made)
    assert "# TODO" not in made.text, "this paper leaves nothing open"


def test_english_minutes_as_word_document():
    def build(document):
        document.sections[0].header.paragraphs[0].text = "Case no. 2022/00417-3"
        document.add_heading("Minutes of the Harbour Working Group, 12 May 2022", 0)
        facts = document.add_table(2, 2)
        for row, cells in enumerate([("Time", "2 pm – 3.30 pm"), ("Venue", "Town Hall, Bergen")]):
            for column, cell in enumerate(cells):
                facts.cell(row, column).text = cell
        document.add_paragraph().add_run("Present:").bold = True
        rows = [
            ("Name", "Organisation", "Role"),
            ("Fiona Marlow", "Harbour Office", "chair"),
            ("Tom Ashby", "City of Bergen", "planner"),
        ]
        present = document.add_table(3, 3)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                present.cell(row, column).text = cell
        document.add_paragraph("Apologies: Idris Vane; Ann Lowe")
        for heading in ("Approval of the minutes of 3 March 2022", "Quay 4"):
            document.add_paragraph(heading, style="List Number")
            document.add_paragraph("The group heard what had been done, and agreed to go on.")

    made, f = read(word(build), name="minutes.docx")
    assert (f.type, f.lang, f.series, f.case) == ("minutes", "en", "Harbour Working Group", ("2022/00417-3",))
    assert (str(f.meeting.date), f.meeting.time) == ("2022-05-12", "14:00–15:30")
    assert (f.meeting.place, f.meeting.city) == ("Town Hall", "Bergen")
    assert f.approves == ("2022-03-03",)
    assert people(f) == [
        ("Fiona Marlow", "chair", None, "Harbour Office", "chair"),
        ("Tom Ashby", "planner", None, "City of Bergen", "present"),
        ("Idris Vane", None, None, None, "absent"),
        ("Ann Lowe", None, None, None, "absent"),
    ]
    assert "## 1. Approval of the minutes of 3 March 2022\n" in body(made), "Word counts; the paper shows the number"
    assert "## 2. Quay 4\n" in body(made)


def test_norwegian_agenda_as_pdf():
    first = [
        "Innkalling til møte i Fjordbyenes klimagruppe",
        "",
        "Tid: 4. juni 2021 kl. 12.00-14.00",
        "Sted: Haugvik hotell",
        "Innkalt:",
        [(60, "Berit Aas"), (220, "Haugvik")],
        [(60, "Stig Ove Bråten"), (220, "Haugvik")],
        [(60, "Liv Tone Ek"), (220, "Nedre Sund")],
        "1. Godkjenning av referat fra møtet 16. april 2021",
        "2. Ladepunkter i havnen",
        "Gruppen bes om å gi sine innspill til hvor de nye ladepunktene skal ligge, og om kom-",
        "munene vil dele på utgiftene til strøm og vedlikehold i de første årene etter at",
        "Side 1 av 2",
    ]
    second = ["anlegget er tatt i bruk av dem som trenger det mest i området.", "3. Eventuelt", "Side 2 av 2"]
    made, f = read(pdf(first, second), name="agenda.pdf")
    assert (f.type, f.lang, f.series) == ("agenda", "nb", "Fjordbyenes klimagruppe")
    assert (str(f.meeting.date), f.meeting.time, f.meeting.place) == ("2021-06-04", "12:00–14:00", "Haugvik hotell")
    assert people(f) == [
        ("Berit Aas", None, None, "Haugvik", "invited"),
        ("Stig Ove Bråten", None, None, "Haugvik", "invited"),
        ("Liv Tone Ek", None, None, "Nedre Sund", "invited"),
    ]
    assert f.approves == ("2021-04-16",)
    assert "om kommunene vil dele" in body(made)
    assert "etter at anlegget er tatt i bruk" in body(made), "the sentence went on over the page"
    assert "## 3. Eventuelt" in body(made)


def test_names_and_houses_parted_by_one_space_are_cut_where_the_list_tells():
    rows = [
        *("Ada Berg Alvik", "Bo Carlsen  Alvik", "Carl Otto Dahl Bergsund kommune", "Dina Eng Midtre Elvedal"),
        *("Even Fjell Midtre Elvedal", "Frida Gran Oslo Business Region", "Guro Hay Oslo kommune"),
        *("Hans Ivar Jons Oslo kommune", "Inga Kleven  Ringsjø", "Jo Li  Sundregionen", "Kari Moe Nes Sundregionen"),
    ]
    _, f = read("Innkalling til møte i Elvegruppen\n\nInnkalt:\n\n" + "\n\n".join(rows) + "\n\nSaker\n")
    assert [(p.name, p.organisation) for p in f.participants] == [
        *(("Ada Berg", "Alvik"), ("Bo Carlsen", "Alvik"), ("Carl Otto Dahl", "Bergsund kommune")),
        *(("Dina Eng", "Midtre Elvedal"), ("Even Fjell", "Midtre Elvedal"), ("Frida Gran", "Oslo Business Region")),
        *(("Guro Hay", "Oslo kommune"), ("Hans Ivar Jons", "Oslo kommune"), ("Inga Kleven", "Ringsjø")),
        *(("Jo Li", "Sundregionen"), ("Kari Moe Nes", "Sundregionen")),
    ]


def test_a_reply_with_a_glued_head():
    text = (
        "Handläggare\nPetra Wiik\n08-000 00 00**Till**\nMiljönämnden\n2018-11-30\n\nPlan för rena stränder. Svar på remiss\n\n"
        "Förslag till beslut\n\n1. Remissen besvaras.\n\nEskil Norén\nFörvaltningschefMona-Lisa Ågren\nEnhetschef\n\nBakgrund\n\n"
        "Staden har fått en plan på remiss och den ska besvaras senast den 10 december 2018. Vi är för planen.\n\nBilagor\n\n1. Plan\n"
    )
    made, f = read(text)
    assert (f.type, f.date, f.recipient, f.officer) == ("statement", "2018-11-30", ("Miljönämnden",), ("Petra Wiik",))
    assert f.signed == ("Eskil Norén", "Mona-Lisa Ågren")
    assert [(a.title, a.missing) for a in f.attachments] == [("Plan", True)]
    assert "2018-12-10" in made.text, "a deadline has no field, and is noted"
    assert "# TODO case:" in made.text


@pytest.mark.parametrize("name", ["protokoll.txt", "referat.md", "dagsorden.txt", "travel.html"])
def test_nothing_of_a_paper_is_lost(name):
    original = read_original(name, (FIXTURES / name).read_bytes())
    made, _ = fixture(name)
    assert not gone(original, made)


@pytest.mark.parametrize("name", ["protokoll.txt", "travel.html"])
def test_the_same_paper_gives_the_same_draft(name):
    assert fixture(name)[0].text == fixture(name)[0].text
