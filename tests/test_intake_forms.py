"""Papers as offices' own systems print them: heads in columns, lists by capacity, who stands in for whom."""

import pytest
from papers import PAPERS, letters, of, pdf, people, read, todos, word


def test_swedish_committee_with_a_head_in_columns():
    made, fields = of("arbetsutskott.txt")
    assert (fields.title, fields.type, fields.date) == (
        "Sammanträdesprotokoll: Kommunstyrelsens arbetsutskott",
        "minutes",
        "2022-11-08",
    )
    assert fields.series == "Kommunstyrelsens arbetsutskott"
    assert (str(fields.meeting.date), fields.meeting.time) == ("2022-11-08", "13:15–16:40")
    assert fields.meeting.place == "Kommunhuset, Stora salen"
    assert str(fields.next.date) == "2022-12-06"
    assert people(fields) == [
        ("Gunilla Åkesson", "ordförande", "S", None, "chair"),
        ("Per-Olof Wikström", "1:e vice ordförande", "M", None, "present"),
        ("Leila Haddad", None, "C", None, "present"),
        ("Bengt Sjö", "ersätter Marie Ek (S)", "V", None, "present"),
        ("Åsa Lind Öberg", None, "KD", None, "present"),
        ("Jonas Berg", "ersättare", "MP", None, "present"),
        ("Tove Ahlm", "ersättare", "L", None, "present"),
        ("Karin Strand", "kommundirektör", None, None, "present"),
        ("Olle Fors", "ekonomichef, §§ 112-114", None, None, "present"),
        ("Sara Nyman", "sekreterare", None, None, "secretary"),
    ]
    assert not todos(made), "it says all of it"
    assert not fields.case, "the numbers stand at items, and are not what the minutes are filed under"


def test_norwegian_form_with_tables_by_capacity():
    made, fields = of("formannskap.txt")
    assert (fields.title, fields.series) == ("Møteprotokoll: Formannskapet", "Formannskapet")
    assert (str(fields.meeting.date), fields.approves) == ("2024-02-14", ("2024-01-24",))
    assert people(fields) == [
        ("Hanne Grønvold", "Leder", "AP", None, "present"),
        ("Odd-Arne Lien", "Nestleder", "SP", None, "present"),
        ("Silje Bråten Moe", "Medlem", "H", None, "present"),
        ("Jan Erik Haugen", "Medlem", "SV", None, "present"),
        ("Turid Myhre", "MEDL", "FRP", None, "absent"),
        ("Espen Dahl", "møtte for Turid Myhre", "FRP", None, "present"),
        ("Marit Solli", "Kommunedirektør", None, None, "present"),
        ("Knut Aas", "Økonomisjef", None, None, "present"),
    ]
    assert todos(made) == ["date"], "`Dato` beside `Tid` is the day of the meeting"


def test_danish_list_on_one_line_with_houses_and_regrets():
    made, fields = of("havnenetvaerk.md")
    assert (str(fields.meeting.date), fields.meeting.number, fields.meeting.city) == (
        "2021-09-22",
        "4/2021",
        "København",
    )
    assert people(fields) == [
        ("Mette Kjærsgaard", "formand", None, "Københavns Kommune", "chair"),
        ("Søren Bang-Hansen", None, None, "Aarhus Havn", "present"),
        ("Ida Rømer", "referent", None, "By & Havn", "secretary"),
        ("Lárus Jónsson", None, None, "Reykjavíkurborg", "present"),
        ("Niels Thorup", None, None, "Esbjerg Kommune", "absent"),
    ]
    assert (str(fields.next.date), fields.next.city) == ("2021-12-08", "Aarhus")
    assert [one.title for one in fields.attachments] == ["Notat om landstrøm", "Budget 2022"]
    assert todos(made) == ["date", "series"]


def test_english_minutes_that_tell_day_and_place_in_a_sentence():
    made, fields = of("ports.txt")
    meeting = fields.meeting
    assert (str(meeting.date), meeting.time, meeting.number) == ("2019-05-09", "09:30–12:15", "12")
    assert (meeting.city, meeting.place) == ("Tallinn", "City Hall, Room 214")
    assert [(name, status) for name, *_, status in people(fields)] == [
        ("Eleanor Whitcombe", "chair"),
        ("Tomas Kask", "present"),
        ("Anneli Rand", "present"),
        ("Fergus MacLeod", "present"),
        ("Sofie Lind-Møller", "present"),
        ("Helen Price", "secretary"),
        ("Jukka Nieminen", "absent"),
    ]
    assert todos(made) == ["date"]


def test_swedish_statement_with_labels_above_their_values():
    made, fields = of("utlatande.txt")
    assert fields.title == "Nordisk kulturvecka i Visby. Svar på remiss från kommunstyrelsen"
    assert (fields.type, fields.date, fields.case) == ("statement", "2021-03-19", ("KuN 2021/233",))
    assert (fields.officer, fields.recipient) == (("Camilla Östberg",), ("Kulturnämnden",))
    assert fields.signed == ("Robert Ohlin", "Ylva Brandt")
    assert not todos(made)


def test_norwegian_call_whose_items_are_no_case_of_its_own():
    made, fields = of("eldrerad.txt")
    assert (fields.series, fields.title) == ("Eldrerådet", "Innkalling: Eldrerådet")
    assert (fields.date, str(fields.meeting.date), fields.meeting.time) == ("2024-02-20", "2024-03-05", "12:00")
    assert fields.approves == ("2024-01-30",)
    assert not fields.case
    assert todos(made) == ["lang"]


@pytest.mark.parametrize("name", ["arbetsutskott.txt", "formannskap.txt", "havnenetvaerk.md", "ports.txt", "utlatande.txt", "eldrerad.txt"])  # fmt: skip
def test_nothing_of_a_form_is_lost(name):
    made, _ = of(name)
    before = letters((PAPERS / name).read_text("utf-8"))
    assert not before - letters(made.text)


def test_notes_in_latin_1_whose_day_stands_in_the_title():
    made, fields = of("samarbete-latin1.txt")
    assert fields.title == "Minnesanteckningar: Möte med referensgruppen för Östersjösamarbetet 2018-10-03 kl 9-11"
    assert (str(fields.meeting.date), fields.meeting.city, fields.meeting.place) == ("2018-10-03", "Umeå", "Länsstyrelsen")  # fmt: skip
    assert people(fields) == [
        ("Kjell Öhman", "ordf.", None, "länsstyrelsen", "chair"),
        ("Eva Näslund", None, None, "Umeå kommun", "present"),
        ("Tord Bäck", None, None, "Region Västerbotten", "present"),
        ("Jessica Renström", None, None, "Vasa stad", "present"),
    ]
    assert str(fields.next.date) == "2018-12-11"
    assert (fields.series, fields.approves) == ("Referensgruppen för Östersjösamarbetet", ("2018-06-05",))
    assert todos(made) == ["text", "date"]


def test_danish_agenda_of_a_web_site_with_the_day_first():
    made, fields = of("udvalg.html")
    assert fields.series == "Udvalget for Internationalt Samarbejde"
    assert (str(fields.meeting.date), fields.meeting.time) == ("2022-09-14", "15:00")
    assert {status for *_, status in people(fields)} == {"invited"}, "before a meeting nobody is present"
    assert [one.title for one in fields.attachments] == ["Notat om venskabsbyer"]
    assert todos(made) == ["date"]


def test_norwegian_travel_report_as_word_document_with_its_head_in_a_table():
    def build(document):
        def table(*rows):
            made = document.add_table(rows=0, cols=len(rows[0]))
            for row in rows:
                for cell, text in zip(made.add_row().cells, row, strict=True):
                    cell.text = text

        document.add_heading("Reiserapport", 0)
        table(
            ("Saksnummer", "2023/04512-3"),
            ("Saksbehandler", "Ingrid Aasheim Lie"),
            ("Dato", "3. november 2023"),
            ("Tidsrom", "24.–26. oktober 2023"),
        )
        document.add_heading("Deltakere", 1)
        table(
            ("Navn", "Stilling", "Virksomhet"),
            ("Ingrid Aasheim Lie", "seniorrådgiver", "Byutviklingsetaten"),
            ("Mina Rakfjord", "byråd", "Oslo kommune"),
        )
        document.add_heading("Oppfølging", 1)
        document.add_paragraph("Neste samling i Nordisk bybanenettverk blir i Tampere i mai 2024.")

    _, fields = read(word(build), name="rapport.docx")
    assert (fields.type, fields.date, fields.case) == ("travel-report", "2023-11-03", ("2023/04512-3",))
    assert (fields.officer, str(fields.meeting.date)) == (("Ingrid Aasheim Lie",), "2023-10-24/2023-10-26")
    assert people(fields) == [
        ("Ingrid Aasheim Lie", "seniorrådgiver", None, "Byutviklingsetaten", "present"),
        ("Mina Rakfjord", "byråd", None, "Oslo kommune", "present"),
    ]
    assert (str(fields.next.date), fields.next.city) == ("2024-05", "Tampere")


def test_english_travel_report_as_pdf_with_columns():
    _, fields = read(
        pdf(
            [
                [(60, "Visit Report"), (400, "Ref: INT/23/118")],
                "Nordic Harbour Cities study visit to Turku and Mariehamn",
                "6-8 September 2023",
                "",
                [(60, "Report author:"), (200, "Deborah Finch, Senior Policy Officer")],
                [(60, "Date of report:"), (200, "21 September 2023")],
                "",
                "Delegation",
                [(60, "Cllr Amir Shah"), (220, "Cabinet Member for Transport (Lab)")],
                [(60, "Deborah Finch"), (220, "Senior Policy Officer")],
                [(60, "Owen Pritchard"), (220, "Harbour Master")],
                "",
                "1. Purpose",
                "The delegation visited two ports to learn about shore power and ferry",
                "terminals. The visit was hosted by the City of Turku.",
            ]
        ),
        name="visit.pdf",
    )
    assert fields.title == "Visit Report: Nordic Harbour Cities study visit to Turku and Mariehamn"
    assert (fields.type, fields.date, fields.case) == ("travel-report", "2023-09-21", ("INT/23/118",))
    assert (fields.officer, str(fields.meeting.date)) == (("Deborah Finch",), "2023-09-06/2023-09-08")
    assert people(fields) == [
        ("Amir Shah", "Cllr, Cabinet Member for Transport", "Lab", None, "present"),
        ("Deborah Finch", "Senior Policy Officer", None, None, "present"),
        ("Owen Pritchard", "Harbour Master", None, None, "present"),
    ]


def test_swedish_names_with_small_letters_and_a_list_that_ends_at_the_next_item():
    made, fields = of("hamnnamnd.txt")
    assert people(fields)[3:] == [
        ("Siiri Ääpälä", "ersätter Bo Ek (Saml)", "Saml", None, "present"),
        ("Bo Ek", None, "Saml", None, "absent"),
        ("Renée O'Connor", None, "Gröna", None, "absent"),
        ("Harri Mäki-Petäjä", "hamndirektör", None, None, "present"),
        ("Tor-Björn Ståhl", "hamnkapten §§ 32–34", None, None, "present"),
        ("Zoë d'Aubigné", "nämndsekreterare", None, None, "secretary"),
    ]
    assert fields.signed == ("Zoë d'Aubigné", "Åke Öhman", "Ingmar af Hällström")
    assert [one.title for one in fields.attachments] == ["Tjänsteutlåtande 2021-02-25", "Tabell över farledsavgifter"]
    assert fields.organisation == ("Hangö stad",)
    assert todos(made) == ["meeting"]


def test_danish_web_page_with_a_menu_a_journal_number_and_a_table_with_a_head():
    made, fields = of("kystudvalg.html")
    assert fields.case == ("24.10.00-A26-1-19",)
    assert [one.title for one in fields.attachments] == ["bilag 1"], "a page of the menu is no attachment"
    assert "| Strækning | Meter |\n| --- | --- |" in made.text
    assert people(fields)[-1] == ("Ib Ib", "sekretær", None, None, "secretary")


def test_english_minutes_held_somewhere_and_a_union_with_an_and():
    made, fields = of("ferries.txt")
    assert (fields.title, fields.series) == ("Minutes of the 14th meeting of the Ferry Committee", "Ferry Committee")
    assert (str(fields.meeting.date), fields.meeting.time, fields.meeting.number) == ("2019-06-12", "10:30", "14")
    assert fields.meeting.place == "Town Hall, Elsinore"
    assert people(fields) == [
        ("Alasdair MacGhille-Bhàin", "Sir", None, "Union of Sound and Belt Towns", "chair"),
        ("Fatima Al-Ṣabāḥ", "Cllr", None, "Malmö stad", "present"),
        ("Chiamaka Ọlátúnjí", None, None, "Hansestadt Lübeck", "present"),
        ("Hans Hansen", "Clerk", None, None, "present"),
        ("Conchita de la Cruz y Ñáñez", "Cllr", None, None, "absent"),
        ("Zbigniew Śliwiński", "Dr", None, None, "absent"),
    ]
    assert todos(made) == ["date"]


def test_swedish_report_below_the_name_of_a_form_with_long_rows_of_people():
    _, fields = of("studiebesok.txt")
    assert (fields.title, fields.type) == ("Reserapport – studiebesök i Pireus 27–29 september 2021", "travel-report")
    assert str(fields.meeting.date) == "2021-09-27/2021-09-29"
    assert people(fields) == [
        ("Åke Öhman", "ordförande i hamnnämnden", "SFP", None, "present"),
        ("Päivi Hämäläinen", None, "SDP", None, "present"),
        ("Bo Ek", "utvecklingschef", None, "Hangö stad", "present"),
    ]


def test_norwegian_list_of_items_is_not_what_an_agenda_is_filed_under():
    _, fields = of("saksliste.txt")
    assert (fields.case, fields.organisation) == ((), ("KARASJOK KOMMUNE",))
    assert (str(fields.date), str(fields.meeting.date), fields.approves) == (
        "2023-02-10",
        "2023-02-17",
        ("2023-01-20",),
    )


def test_columns_of_office_and_attendance():
    def build(made):
        made.add_heading("Protokoll nr 4/2022", 0)
        table = made.add_table(rows=0, cols=3)
        for row in (
            ("Namn", "Uppdrag", "Närvaro"),
            ("Siv Öst", "ordförande", "ja"),
            ("Kaj Å", "ledamot", "frånvarande"),
        ):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        made.add_paragraph("Tid: onsdag 7.9.2022 kl. 16.30–18.00")
        made.add_paragraph("Ordföranden öppnade mötet och hälsade alla välkomna till årets fjärde möte.")

    _, fields = read(word(build), name="protokoll.docx")
    assert people(fields) == [
        ("Siv Öst", "ordförande", None, None, "chair"),
        ("Kaj Å", "ledamot", None, None, "absent"),
    ]


def test_a_list_of_people_that_runs_over_several_lines():
    made, fields = of("kustnatverk.txt")
    assert people(fields) == [
        ("Åsa Öst", None, None, "Norrtälje kommun", "present"),
        ("Kjell-Åke Björk", None, None, "Österåkers kommun", "present"),
        ("Mia Lång", "vid pennan", None, None, "secretary"),
        ("Pekka Virtanen", None, None, "Pargas stad", "present"),
        ("Ulf af Trolle", "ordf.", None, "Ålands landskapsregering", "chair"),
        ("Lena Ek", None, None, "Haninge kommun", "absent"),
        ("Tom Ahl", None, None, None, "absent"),
    ]
    assert "participants" not in todos(made)


def test_the_name_of_a_form_and_the_heads_of_a_table_are_no_title():
    _, fields = of("frivillighet.html")
    assert fields.title == "Høring – ny strategi for frivillighet"
    assert [one.title for one in fields.attachments] == ["Høringsnotat", "Forslag til uttalelse"]


def test_english_minutes_whose_day_stands_before_the_place():
    page = [
        *("MINUTES OF A MEETING", "held on Tuesday, 3rd March 2020 at 2.00 pm", "in the Council Chamber, Lerwick", ""),
        "Present: Councillor Mairi O'Neill (Convener), Captain J. Söderström, Harbour Master",
        *("", "1.  MINUTES", "The minutes of the meeting of 4 February 2020 were approved."),
    ]
    _, fields = read(pdf(page), name="board.pdf")
    assert (str(fields.meeting.date), fields.meeting.time) == ("2020-03-03", "14:00")
    assert fields.meeting.place != "Tuesday"
    assert people(fields) == [
        ("Mairi O'Neill", "Councillor", None, None, "chair"),
        ("J. Söderström", "Captain, Harbour Master", None, None, "present"),
    ]


def test_a_meeting_on_one_line_with_day_hour_and_place():
    _, fields = read(
        "Dagsorden\n\nHavneudvalget\n\nMøde den 12. januar 2021 kl. 17:00, Rådhuset, lokale 304\n\n1. Godkendelse af dagsorden\n2. Havnen\n"
    )
    meeting = fields.meeting
    assert (str(meeting.date), meeting.time, meeting.place) == ("2021-01-12", "17:00", "Rådhuset, lokale 304")


def test_where_no_list_of_people_was_found_the_draft_says_so():
    made, fields = read(
        "---\nTittel: Rapport frå studietur til Tórshavn\nDato: 3. oktober 2019\nSaksbehandlar: Gro Njøs\n---\n\n"
        "Turen gjekk til Tórshavn. Med på turen var ordførar Jenny Følling (Sp), og det var ein fin tur for alle som var med.\n"
    )
    assert (fields.type, fields.officer) == ("travel-report", ("Gro Njøs",))
    assert "participants" in todos(made)
