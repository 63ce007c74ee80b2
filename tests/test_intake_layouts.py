"""Papers whose lists, heads and signatures stand in other layouts: columns in any order, labels without a colon."""

import pytest
from papers import PAPERS, body, gone, of, pdf, people, read, todos, word

from diarium.desk.intake.readers import read_original


def headings(made):
    return [line for line in body(made).split("\n") if line.startswith("#")]


def test_swedish_committee_printed_as_text_with_a_head_on_every_sheet():
    made, fields = of("namnd.txt")
    assert (fields.title, fields.series) == ("Protokoll: Kultur- och fritidsnämnden", "Kultur- och fritidsnämnden")
    assert (str(fields.meeting.date), fields.meeting.time) == ("2023-05-03", "14:00–16:25")
    assert fields.meeting.place == "Sammanträdesrum Eken, kommunhuset", "the weekday belongs to the date"
    assert people(fields) == [
        ("Birgitta Håkansson", "ordförande", "S", None, "chair"),
        ("Lars-Göran Öst", "1:e vice ordförande", "M", None, "present"),
        ("Fatima El Amrani", None, "V", None, "present"),
        ("Kjell Nyberg", "§§ 41–46", "SD", None, "present"),
        ("Ann-Sofie Wall", "tjänstgör för Peter Lund (C)", "C", None, "present"),
        ("Marie Tornberg", "förvaltningschef", None, None, "present"),
        ("Jonas Ek", "nämndsekreterare", None, None, "secretary"),
        ("Petra Sundin", "bibliotekschef, § 44", None, None, "present"),
    ]
    assert fields.signed == ("Jonas Ek", "Birgitta Håkansson", "Lars-Göran Öst"), "below the dotted lines"
    assert str(fields.next.date) == "2023-06-07"
    assert [h for h in headings(made) if h.startswith("## §")] == [
        "## § 41 Godkännande av dagordning",
        "## § 42 Dnr KFN 2023/0112 Biblioteksplan 2024–2027",
        "## § 43 Dnr KFN 2023/0098 Bidrag till Lindstads teaterförening",
        "## § 44 Information från biblioteket",
        "## § 45 Meddelanden",
        "## § 46 Förvaltningschefen informerar",
        "## § 47 Övrigt",
    ]
    assert body(made).count("LINDSTADS KOMMUN") == 1, "the head of the later sheets is no text"
    assert "### Nämndens beslut\n" in body(made)


def test_norwegian_board_whose_chair_stands_above_the_list():
    made, fields = of("styremote.md")
    assert (fields.series, fields.meeting.number, fields.approves) == ("Kystbyalliansen", "3/2023", ("2023-02-07",))
    assert people(fields)[0] == ("Ragnhild Sæther", "styreleder", "Ap", "Bodø kommune", "chair")
    assert people(fields)[3:] == [
        ("Jon Olav Øien", "varamedlem", "MDG", "Tromsø kommune", "present"),
        ("Berit Larsen", None, "SV", "Hammerfest kommune", "absent"),
        ("Hans Petter Moe", None, "FrP", "Molde kommune", "absent"),
        ("Cecilie Brun", "daglig leder", None, None, "present"),
        ("Amund Rød", "referent, rådgiver", None, None, "secretary"),
    ]
    assert todos(made) == ["date", "series"], "a board meets, and the paper does not say what the meetings are called"
    assert "\n1. Alliansen sender søknad innen 20. april.\n" in body(made), "below an item, and none itself"


def test_nynorsk_with_the_house_first_and_a_signature_below():
    made, fields = of("motebok.html")
    assert (fields.lang, fields.type, fields.series, fields.case) == (
        "nn",
        "minutes",
        "Samarbeidsutvalet",
        ("22/1834",),
    )
    assert (fields.date, str(fields.meeting.date)) == ("2022-10-26", "2022-10-24"), "signed two days after the meeting"
    assert (fields.approves, fields.signed) == (("2022-09-12",), ("Kjersti Vågen",))
    assert people(fields) == [
        ("Åshild Nesje", "leiar", "Sp", "Sunnfjord", "present"),
        ("Torbjørn Skår", "nestleiar", "Ap", "Kinn", "present"),
        ("Gunn Åmdal Mongstad", "medlem", "V", "Askvoll", "present"),
        ("Leif Jarle Espedal", "medlem", "H", "Fjaler", "absent"),
        ("Kjersti Vågen", "dagleg leiar", None, None, "present"),
        ("Ole Kristian Tvedt", "rådgjevar", None, None, "present"),
    ]
    assert not todos(made)


def test_danish_committee_with_titles_before_names():
    made, fields = of("okonomiudvalg.txt")
    assert (fields.title, fields.series, fields.case) == ("Referat: Økonomiudvalget", "Økonomiudvalget", ("22-004517",))
    assert (fields.meeting.place, fields.meeting.city) == ("Mødelokale 2, Rådhuset", "Roskilde")
    assert people(fields) == [
        ("Henrik Dalgaard", "Borgmester", "A", None, "chair"),
        ("Lone Bisgaard Friis", "næstformand", "V", None, "present"),
        ("Mikkel Østergård", None, "B", None, "present"),
        ("Anne-Mette Skov", None, "F", None, "present"),
        ("Poul Erik Juhl", None, "C", None, "absent"),
        ("Stine Vad", None, "Ø", None, "absent"),
        ("Jakob Winther", "Kommunaldirektør", None, None, "present"),
        ("Trine Holm Madsen", "Økonomichef", None, None, "present"),
    ]
    assert [one.title for one in fields.attachments] == ["Anlægsoverslag", "Kort over strækningen"]
    assert fields.signed == ("Henrik Dalgaard", "Lone Bisgaard Friis", "Mikkel Østergård", "Anne-Mette Skov")
    assert todos(made) == ["date"], "`Dato` above `Tidspunkt` is the day of the meeting"
    assert "## Punkt 3. Anlægsbevilling til cykelsti langs Havnevej\n\n### Sagsfremstilling\n" in body(made)


def test_english_table_without_a_label_that_says_who_came():
    _, fields = of("steering.md")
    assert (fields.series, fields.meeting.number, fields.meeting.time) == ("Steering Group", "27", "10:00–11:45")
    assert (str(fields.meeting.date), fields.meeting.place) == ("2022-05-03", "online")
    assert people(fields) == [
        ("Moira Stewart", "Chair", "SNP", "City of Aberdeen", "chair"),
        ("Jens Bukh", "Head of Energy", None, "City of Esbjerg", "present"),
        ("Ingvild Ødegaard", "Senior adviser", None, "City of Stavanger", "absent"),
        ("Pieter van der Meer", "Director", None, "Port of Den Helder", "present"),
        ("Claire O'Donnell", "Secretary", None, "Secretariat", "secretary"),
        ("Hanna Lindqvist", "Dr", None, "Gothenburg", "absent"),
    ], "whoever is absent in the table and among the apologies is absent once"
    assert [one.title for one in fields.attachments] == ["Budget forecast", "Draft bid outline"]


def test_swedish_travel_report_with_a_label_in_bold():
    made, fields = of("arskonferens.md")
    assert (fields.series, fields.case, fields.organisation) == (
        "Eurocities årskonferens",
        ("KS 2023/0456",),
        ("Stadsledningskontoret",),
    )
    assert (str(fields.meeting.date), fields.meeting.city) == ("2023-05-03/2023-05-05", "Bryssel")
    assert people(fields) == [
        ("Klara Lindblad", "borgarråd", "V", None, "present"),
        ("Hamid Nazari", "stabschef", None, "bostads- och fastighetsroteln", "present"),
        ("Ylva Stenmark", "internationell strateg", None, "SLK", "present"),
    ]
    assert not todos(made)


def test_swedish_statement_with_signatures_in_columns_and_its_own_agenda():
    made, fields = of("cykelplan.txt")
    assert fields.title == "Remiss av förslag till cykelplan för länet. Svar till regionstyrelsen"
    assert (fields.type, fields.case, fields.organisation) == ("statement", ("2021-4471",), ("Miljöförvaltningen",))
    assert fields.signed == ("Gunnar Sandelius", "Maria Sventorp")
    (tabled,) = fields.tabled
    assert (tabled.series, str(tabled.date), tabled.item) == ("Miljö- och hälsoskyddsnämnden", "2021-04-13", "9")
    assert "## Ärendets beredning\n" in body(made)


def test_english_mission_report_with_numbered_sections():
    made, fields = of("mission.txt")
    assert fields.title == "Mission report: 3rd Baltic Smart Mobility Forum"
    assert (fields.series, fields.meeting.number) == ("Baltic Smart Mobility Forum", "3")
    assert (fields.officer, fields.case) == (("Aoife Brennan",), ("INT/2022/118",))
    assert people(fields) == [
        ("Daniel Kavanagh", "Cllr., Deputy Lord Mayor", "Green", None, "present"),
        ("Aoife Brennan", "EU Affairs Officer", None, None, "present"),
        ("Piotr Zielinski", "Dr.", None, "Mobility Lab, Trinity University", "present"),
    ]
    assert headings(made) == [
        "## 1. Purpose of the visit",
        "## 2. Key meetings",
        "### 2.1 Tallinn City Government",
        "### 2.2 City of Gdansk",
        "## 3. Recommendations",
    ]


def test_swedish_visit_with_a_table_below_the_head_and_no_label():
    _, fields = of("besok.txt")
    assert fields.title == "Besöksrapport: Delegation från Tammerfors till Göteborg"
    assert str(fields.meeting.date) == "2022-10-10/2022-10-11"
    assert people(fields) == [
        ("Anna-Kaisa Lehto", "borgmästare", None, "Tammerfors stad", "present"),
        ("Teppo Rauhala", "direktör", None, "Tammerfors stad", "present"),
        ("Axel Jonasson", "kommunstyrelsens ordförande", "M", "Göteborgs Stad", "present"),
        ("Åke Brodin", "protokollchef", None, "Göteborgs Stad", "present"),
        ("Lena Vik", "projektledare", None, "Business Region Göteborg", "present"),
    ]


def test_swedish_notes_whose_group_and_pen_are_labelled():
    made, fields = of("referensgrupp.txt")
    assert (fields.title, fields.series) == ("Minnesanteckningar: Referensgrupp Slussen", "Referensgrupp Slussen")
    assert (fields.approves, str(fields.next.date)) == (("2020-01-14",), "2020-03-10")
    assert people(fields)[4] == ("Emma Åkerlund", "vid pennan", None, "Trafikkontoret", "secretary")
    assert headings(made) == ["## 1 Inledning", "## 2 Byggläget", "## 3 Övrigt", "## 4 Nästa möte"]
    assert todos(made) == ["date"]


def test_word_table_whose_first_column_says_who_came():
    rows = [
        ("Närvaro", "Ledamot", "Parti", "Huvudman"),
        ("X", "Gun Wester, ordf", "S", "Vallby kommun"),
        ("–", "Lisbet Nord", "C", "Hede kommun"),
        ("X", "Amir Sadeghi", "", "Arbetsförmedlingen"),
        ("Digitalt", "Kerstin af Ugglas", "L", "Försäkringskassan"),
    ]

    def build(document):
        document.add_heading("Protokoll fört vid årsmöte i Samordningsförbundet Norra Slätten", 1)
        document.add_paragraph("Tid: Fredagen den 26 mars 2021 kl. 08.30 – 11.45")
        document.add_paragraph("Närvarolista")
        table = document.add_table(len(rows), 4)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                table.cell(row, column).text = cell
        document.add_paragraph("Adjungerade: Maja Flink, förbundschef (protokoll)")
        document.add_heading("I. Föregående protokoll", 2)
        document.add_paragraph("Protokollet från den 12 februari 2021 godkändes och lades till handlingarna.")
        document.add_paragraph("Vid protokollet\tJusteras")
        document.add_paragraph("Maja Flink\tGun Wester")
        document.add_paragraph("Bilaga 1. Årsredovisning 2020")

    made, fields = read(word(build), name="styrelse.docx")
    assert people(fields) == [
        ("Gun Wester", "ordf", "S", "Vallby kommun", "chair"),
        ("Lisbet Nord", None, "C", "Hede kommun", "absent"),
        ("Amir Sadeghi", None, None, "Arbetsförmedlingen", "present"),
        ("Kerstin af Ugglas", None, "L", "Försäkringskassan", "present"),
        ("Maja Flink", "protokoll, förbundschef", None, None, "secretary"),
    ]
    assert (fields.signed, fields.approves) == (("Maja Flink", "Gun Wester"), ("2021-02-12",))
    assert [one.title for one in fields.attachments] == ["Årsredovisning 2020"]
    assert "| X | Amir Sadeghi |  | Arbetsförmedlingen |" in body(made), "an empty cell keeps its place"


def test_pdf_with_a_table_that_begins_with_the_office_and_a_head_of_five_lines():
    head = ["Hamnstads kommun", "Hamnnämnden", "PROTOKOLL", "2022-09-21"]
    first = [
        *(*head, "Sida 1", "Plats och tid: Stadshuset, sal B, kl. 13:00-15:40", "Present"),
        [(60, "Role"), (160, "Name"), (320, "Affiliation")],
        [(60, "Chair"), (160, "Roger Fält"), (320, "Hamnen")],
        [(60, "Member"), (160, "Inger Sandell"), (320, "Varvet")],
        *("Innehåll", "§ 88 Val av justerare", "§ 89 Detaljplan för Kvarnberget"),
    ]
    second = [
        *(*head, "Sida 2", "§ 88 Val av justerare", "Inger Sandell utses att justera protokollet.", ""),
        *(
            "§ 89 Detaljplan för Kvarnberget",
            "Nämnden beslutar att sända förslaget på granskning under hösten, och ärendet",
        ),
        "redovisas av stadsarkitekten, som visar hur gatorna ska dras och hur skolans gård",
    ]
    third = [
        *head,
        "Sida 3",
        "kan bli större än i det förra förslaget.",
        "",
        "Justeras",
        [(60, "Roger Fält"), (320, "Inger Sandell")],
    ]
    made, fields = read(pdf(first, second, third), name="hamn.pdf")
    assert people(fields) == [
        ("Roger Fält", "Chair", None, "Hamnen", "chair"),
        ("Inger Sandell", "Member", None, "Varvet", "present"),
    ]
    assert fields.signed == ("Roger Fält", "Inger Sandell")
    text = body(made)
    assert "hur skolans gård kan bli större" in text, "five lines of head stood between"
    assert text.count("## § 88 Val av justerare") == 1, "a list of contents holds no items"


def test_norwegian_table_whose_empty_cells_leave_gaps():
    made, fields = of("oppvekst.txt")
    assert people(fields) == [
        ("Grete Havnås", "Leder", "AP", None, "present"),
        ("Olav Ringstad", "Nestleder", "SP", None, "present"),
        ("Siv Hege Brattli", "Medlem", "H", None, "present"),
        ("Karl Johan Nymo", "Vara, vara for Mona Dahle", "V", None, "present"),
        ("Mona Dahle", None, "V", None, "absent"),
        ("Lisbeth Krog", "Oppvekstsjef", None, None, "present"),
        ("Tom Vik Andreassen", "rådgiver", None, None, "present"),
    ]
    assert (fields.case, fields.signed) == ((), ("Grete Havnås",)), "the numbers are those of the items"
    assert headings(made)[:2] == ["## Saksnr.: 4/23 Skolebruksplan", "### Behandling:"]


def test_english_board_with_items_numbered_by_year():
    made, fields = of("board.txt")
    assert fields.series == "Board Meeting of Harbour Towns Europe AISBL"
    assert (str(fields.meeting.date), fields.meeting.time) == ("2022-06-14", "14:00")
    assert (fields.approves, str(fields.next.date)) == (("2022-03-09",), "2022-09-21")
    assert people(fields)[-3:] == [
        ("Mark Hume", "minutes", None, None, "secretary"),
        ("Jan de Vries", None, None, "Port of Rotterdam", "absent"),
        ("Claire Petit", None, None, "Ville du Havre", "absent"),
    ]
    assert headings(made)[0] == "## 22/14 Minutes of the previous meeting"


def test_initials_behind_a_name_and_a_meeting_of_many_words():
    _, fields = read(
        "Referat – Netværksmøde nr. 12 i Cykelbyerne\n\nDeltagere:\n• Peter Holm (PH), Aarhus Kommune – mødeleder\n"
        "• Jonas Ravn-Petersen (JRP), Odense Kommune, referent\n\n1. Velkommen\n2. Stier, og hvad de koster i år for os alle\n"
    )
    assert (fields.series, fields.meeting.number) == ("Cykelbyerne", "12")
    assert people(fields) == [
        ("Peter Holm", "mødeleder", None, "Aarhus Kommune", "chair"),
        ("Jonas Ravn-Petersen", "referent", None, "Odense Kommune", "secretary"),
    ]


def test_the_name_of_a_form_is_no_title_where_the_paper_has_one():
    _, fields = read(
        "YTTRANDE\n2022-02-14\nDnr 1.5-0042/2022\n\nTill\nNäringsdepartementet\n103 33 Stockholm\n\n"
        "Yttrande över betänkandet Färjor för framtiden\n\nRegion Skärgården tillstyrker utredningens förslag med följande "
        "synpunkter.\n\nRegionen bör få rätt att upphandla trafiken, och det är bra.\n"
    )
    assert fields.title == "Yttrande över betänkandet Färjor för framtiden"
    assert not fields.cities, "a postal address is not what the paper is about"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "oppvekst.txt",
            "board.txt",
            "namnd.txt",
            "styremote.md",
            "motebok.html",
            "okonomiudvalg.txt",
            "steering.md",
            "arskonferens.md",
        ),
        *("cykelplan.txt", "mission.txt", "besok.txt", "referensgrupp.txt"),
        *("hamnnamnd.txt", "kystudvalg.html", "ferries.txt", "studiebesok.txt", "saksliste.txt"),
        *("kustnatverk.txt", "frivillighet.html"),
    ],
)
def test_nothing_of_a_paper_is_lost(name):
    original = read_original(name, (PAPERS / name).read_bytes())
    made, _ = of(name)
    assert not gone(original, made)
