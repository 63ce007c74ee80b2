"""The words of the interface in Swedish, Norwegian bokmål and English, with plurals and dates.

Each row is complete or does not exist, so no language can fall behind; it never holds a word of content.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from diarium.model import Label, Period
from diarium.schema import DOCUMENT_LANGUAGES

WORDS: dict[str, Label] = {
    # the frame of every page
    "skip": Label("Hoppa till innehållet", "Hopp til innholdet", "Skip to content"),
    "start": Label("Start", "Forside", "Home"),
    "breadcrumbs": Label("Du är här", "Du er her", "You are here"),
    "navigation": Label("Arkivets delar", "Arkivets deler", "Parts of the archive"),
    "documents": Label("Dokument", "Dokumenter", "Documents"),
    "years": Label("År", "År", "Years"),
    "search": Label("Sök", "Søk", "Search"),
    "about_site": Label("Om webbplatsen", "Om nettstedet", "About this site"),
    "owner": Label("Ansvarig", "Ansvarlig", "Responsible"),
    "contact": Label("Kontakt", "Kontakt", "Contact"),
    "licence": Label("Licens", "Lisens", "Licence"),
    "contents": Label("Innehåll", "Innhold", "Contents"),
    "menu": Label("Meny", "Meny", "Menu"),
    "search_archive": Label("Sök i arkivet", "Søk i arkivet", "Search the archive"),
    "dark": Label("Mörkt läge", "Mørk visning", "Dark mode"),
    "copy_link": Label("Kopiera länk", "Kopier lenke", "Copy link"),
    "copied": Label("Länken är kopierad", "Lenken er kopiert", "Link copied"),
    "paragraph_links": Label("Visa länk vid varje stycke", "Vis lenke ved hvert avsnitt", "Show a link at each paragraph"),
    "link_targets": Label("Länkar i texten", "Lenker i teksten", "Links in the text"),
    "print": Label("Skriv ut", "Skriv ut", "Print"),
    "filter": Label("Filtrera listan", "Filtrer listen", "Filter the list"),
    "none_match": Label("Inget i listan passar.", "Ingenting i listen passer.", "Nothing in the list matches."),
    # documents
    "facts": Label("Uppgifter", "Opplysninger", "Details"),
    "participants": Label("Deltagare", "Deltakere", "Participants"),
    "present": Label("Närvarande", "Til stede", "Present"),
    "all_people": Label("Visa alla {n}|Visa {n}", "Vis alle {n}|Vis {n}", "Show all {n}|Show {n}"),
    "more_people": Label("Visa {n} till|Visa {n} till", "Vis {n} til|Vis {n} til", "Show {n} more|Show {n} more"),
    "as_present": Label("deltog", "deltok", "took part"),
    "as_chair": Label("ordförande", "møteleder", "chair"),
    "as_secretary": Label("sekretariat", "sekretariat", "secretariat"),
    "as_invited": Label("inbjuden", "innkalt", "invited"),
    "as_absent": Label("frånvarande", "fraværende", "absent"),
    "chair": Label("Ordförande", "Møteleder", "Chair"),
    "secretary": Label("Sekretariat", "Sekretariat", "Secretariat"),
    "invited": Label("Inbjudna", "Innkalt", "Invited"),
    "absent": Label("Frånvarande", "Fraværende", "Absent"),
    "name": Label("Namn", "Navn", "Name"),
    "role": Label("Roll", "Rolle", "Role"),
    "party": Label("Parti", "Parti", "Party"),
    "organisation": Label("Organisation", "Organisasjon", "Organisation"),
    "status": Label("Status", "Status", "Status"),
    "attachments": Label("Bilagor", "Vedlegg", "Attachments"),
    "checksum": Label("kontrollsumma SHA-256", "kontrollsum SHA-256", "checksum SHA-256"),
    "report_error": Label("Är något fel? Skriv till arkivet", "Er noe feil? Skriv til arkivet", "Is something wrong? Write to the archive"),
    "report_subject": Label("Fel i: {0}", "Feil i: {0}", "Mistake in: {0}"),
    "missing": Label("saknas", "mangler", "missing"),
    "elsewhere": Label("på annan webbplats", "på et annet nettsted", "on another site"),
    "corrections": Label("Rättelser", "Rettelser", "Corrections"),
    "source": Label("Källa", "Kilde", "Source"),
    "original": Label("Originalet", "Originalen", "The original"),
    "retrieved": Label("hämtat", "hentet", "retrieved"),
    "footnotes": Label("Noter", "Noter", "Notes"),
    "related": Label("Hör ihop med", "Henger sammen med", "Related"),
    "why": Label("Varför", "Hvorfor", "Why"),
    "previous_in_series": Label("Föregående i serien", "Forrige i serien", "Previous in the series"),
    "next_in_series": Label("Nästa i serien", "Neste i serien", "Next in the series"),
    "paragraph_link": Label("Länk till detta stycke", "Lenke til dette avsnittet", "Link to this paragraph"),
    "permanent_link": Label("Permanent adress", "Permanent adresse", "Permanent address"),
    "item": Label("punkt", "sak", "item"),
    "undated": Label("odaterat", "udatert", "undated"),
    # reasons
    "same_case": Label("samma ärende: {0}", "samme sak: {0}", "same case: {0}"),
    "same_meeting": Label("samma möte", "samme møte", "same meeting"),
    "tabled_together": Label("på samma dagordning: {0}", "på samme saksliste: {0}", "on the same agenda: {0}"),
    "cites": Label("hänvisas till i texten", "vises til i teksten", "referred to in the text"),
    "cited_by": Label("hänvisar hit", "viser hit", "refers to this document"),
    "declared": Label("angivet som besläktat", "oppgitt som beslektet", "listed as related"),
    "approves": Label("dess protokoll godkänns här", "referatet godkjennes her", "its minutes are approved here"),
    "approved_by": Label("godkänner detta protokoll", "godkjenner dette referatet", "approves these minutes"),
    "same_series": Label("samma mötesserie", "samme møteserie", "same meeting series"),
    "same_theme": Label("samma tema: {0}", "samme tema: {0}", "same theme: {0}"),
    # entities
    "also_called": Label("Kallas även", "Kalles også", "Also called"),
    "spelt_in_documents": Label("Så stavat i dokument", "Slik skrevet i dokumenter", "As spelt in documents"),
    "appearances": Label("Framträdanden", "Opptredener", "Appearances"),
    "appears_with": Label("Tillsammans med", "Sammen med", "Appears with"),
    "together": Label("{n} gemensamma dokument|{n} gemensamt dokument", "{n} felles dokumenter|{n} felles dokument", "{n} documents in common|{n} document in common"),
    "mentioned_in": Label("Nämns i texten", "Nevnt i teksten", "Mentioned in the text"),
    "held_here": Label("Möten här", "Møter her", "Meetings here"),
    "people_from_here": Label("Deltagare härifrån", "Deltakere herfra", "Participants from here"),
    "parts": Label("Delar", "Deler", "Parts"),
    "organisations_here": Label("Organisationer här", "Organisasjoner her", "Organisations here"),
    "timeline": Label("Tidslinje", "Tidslinje", "Time line"),
    "in_documents": Label("I dokument", "I dokumenter", "In documents"),
    "linked_from_registry": Label("I registret", "I registeret", "In the registry"),
    "sections_with_theme": Label("Avsnitt om temat", "Avsnitt om temaet", "Sections on the theme"),
    "documents_on_theme": Label("Dokument om temat", "Dokumenter om temaet", "Documents on the theme"),
    "people_in_case": Label("Personer i ärendet", "Personer i saken", "People in the case"),
    "read_whole": Label("Läs hela dokumentet", "Les hele dokumentet", "Read the whole document"),
    # series and meetings
    "editions": Label("Möten i ordning", "Møter i rekkefølge", "Meetings in order"),
    "series_documents": Label("Övriga dokument om serien", "Øvrige dokumenter om serien", "Other documents about the series"),
    "without_papers": Label("inga handlingar", "ingen papirer", "no papers"),
    "announced": Label("aviserat", "varslet", "announced"),
    "inferred": Label("härlett", "utledet", "inferred"),
    "missing_number": Label("saknas: senare nummer är kända", "mangler: senere numre er kjent", "missing: later numbers are known"),
    "missing_year": Label("inget känt möte detta år", "intet kjent møte dette året", "no meeting known this year"),
    "no_documents": Label("Arkivet har inga handlingar från mötet självt.", "Arkivet har ingen papirer fra selve møtet.", "The archive holds no papers of the meeting itself."),
    "stub_announced": Label("Mötet är aviserat i andra dokument.", "Møtet er varslet i andre dokumenter.", "The meeting is announced in other documents."),
    "stub_inferred": Label("Mötet är härlett ur andra uppgifter.", "Møtet er utledet av andre opplysninger.", "The meeting is inferred from other sources."),
    "stub_missing": Label("Ingenting är känt om mötet mer än att numret hör till serien.", "Ingenting er kjent om møtet annet enn at nummeret hører til serien.", "Nothing is known of this meeting but that its number belongs to the series."),
    "stub_held": Label("Andra dokument visar att mötet har hållits.", "Andre dokumenter viser at møtet er holdt.", "Other documents show that the meeting was held."),
    "papers": Label("Mötets handlingar", "Møtets papirer", "Papers of the meeting"),
    "agenda_papers": Label("Kallelse och dagordning", "Innkalling og saksliste", "Agenda"),
    "minutes_papers": Label("Protokoll", "Referat", "Minutes"),
    "other_papers": Label("Andra dokument om mötet", "Andre dokumenter om møtet", "Other documents about the meeting"),
    "tabled_papers": Label("Behandlade dokument", "Behandlede dokumenter", "Documents tabled"),
    "approves_minutes_of": Label("Godkänner protokollet från", "Godkjenner referatet fra", "Approves the minutes of"),
    "own_minutes_approved": Label("Mötets eget protokoll godkänns av", "Møtets eget referat godkjennes av", "Its own minutes are approved by"),
    "previous_meeting": Label("Föregående möte", "Forrige møte", "Previous meeting"),
    "next_meeting": Label("Nästa möte", "Neste møte", "Next meeting"),
    "announced_in": Label("Aviserat i", "Varslet i", "Announced in"),
    "known_from": Label("Känt genom", "Kjent gjennom", "Known from"),
    "the_registry": Label("arkivets register", "arkivets register", "the archive's registry"),
    "meeting_of": Label("Möte i", "Møte i", "Meeting of"),
    "meeting": Label("Möte", "Møte", "Meeting"),
    "when_held": Label("Datum", "Dato", "Date"),
    "number": Label("Nummer", "Nummer", "Number"),
    "host_city": Label("Värdstad", "Vertsby", "Host city"),
    "without_series": Label("utanför mötesserier", "utenfor møteserier", "outside any series"),
    "did_not_attend": Label("Inbjudna, deltog inte", "Inviterte, deltok ikke", "Invited, did not attend"),
    # lists
    "all": Label("Alla", "Alle", "All"),
    "by_year": Label("Efter år", "Etter år", "By year"),
    "letters": Label("Bokstäver", "Bokstaver", "Letters"),
    "newest": Label("Nyast i arkivet", "Nyest i arkivet", "Newest in the archive"),
    "by_type": Label("Efter typ", "Etter type", "By type"),
    "show_all": Label("Visa alla", "Vis alle", "Show all"),
    "cases_moving": Label("Ärenden i rörelse", "Saker i bevegelse", "Cases in motion"),
    "places": Label("Platser", "Steder", "Places"),
    "in_numbers": Label("Arkivet i siffror", "Arkivet i tall", "The archive in numbers"),
    "latest": Label("senast {0}", "sist {0}", "latest {0}"),
    "announced_for": Label("aviserat: {0}", "varslet: {0}", "announced: {0}"),
    "explore": Label("Utforska", "Utforsk", "Explore"),
    "meetings_of_year": Label("Möten", "Møter", "Meetings"),
    "nothing_yet": Label("Här finns inget ännu.", "Her er det ingenting ennå.", "There is nothing here yet."),
    "n_documents": Label("{n} dokument|{n} dokument", "{n} dokumenter|{n} dokument", "{n} documents|{n} document"),
    "n_appearances": Label("{n} framträdanden|{n} framträdande", "{n} opptredener|{n} opptreden", "{n} appearances|{n} appearance"),
    "n_meetings": Label("{n} möten|{n} möte", "{n} møter|{n} møte", "{n} meetings|{n} meeting"),
    "n_named": Label("nämns i {n} dokument|nämns i {n} dokument", "nevnt i {n} dokumenter|nevnt i {n} dokument", "named in {n} documents|named in {n} document"),
    # what is not there
    "not_found": Label("Sidan finns inte", "Siden finnes ikke", "Page not found"),
    "not_found_help": Label("Adressen finns inte i arkivet. Kanske hittar du rätt härifrån:", "Adressen finnes ikke i arkivet. Kanskje finner du fram herfra:", "There is nothing at this address. Perhaps you find your way from here:"),
    "moved": Label("Sidan har flyttat", "Siden er flyttet", "This page has moved"),
    "moved_to": Label("Den finns nu här:", "Den finnes nå her:", "It is now here:"),
    "withdrawn": Label("Dokumentet är återkallat", "Dokumentet er trukket tilbake", "This document has been withdrawn"),
    "withdrawn_on": Label("Återkallat", "Trukket tilbake", "Withdrawn"),
    "reason": Label("Skäl", "Grunn", "Reason"),
    "faded": Label("Inget dokument i arkivet nämner namnet längre.", "Ingen dokumenter i arkivet nevner navnet lenger.", "No document in the archive names this any more."),
    "withheld": Label("Sidan visas inte längre", "Siden vises ikke lenger", "This page is no longer shown"),
    "withheld_help": Label("Sidan handlade om en person. Av hänsyn till den personliga integriteten finns den inte längre i arkivet.", "Siden handlet om en person. Av hensyn til personvernet finnes den ikke lenger i arkivet.", "The page was about a person. For the sake of that person's privacy it is no longer part of the archive."),
    "faded_moved": Label("Namnet hör till:", "Navnet hører til:", "The name belongs to:"),
    "glossary": Label("Förkortningar", "Forkortelser", "Abbreviations"),
    # pictures
    "picture_in_words": Label("Bilden i ord", "Bildet i ord", "The picture in words"),
    "whole_series": Label("Hela serien", "Hele serien", "The whole series"),
    "with_papers": Label("handlingar i arkivet", "papirer i arkivet", "papers in the archive"),
    "no_meeting_known": Label("inget känt möte", "intet kjent møte", "no meeting known"),
    "host_unknown": Label("okänd värdstad", "ukjent vertsby", "host city unknown"),
    "decade": Label("{0}-talet", "{0}-årene", "{0}s"),
    "in_n_cities": Label("i {n} städer|i {n} stad", "i {n} byer|i {n} by", "in {n} cities|in {n} city"),
    "n_not_drawn": Label("{n} till är inte ritade|{n} till är inte ritad", "{n} til er ikke tegnet|{n} til er ikke tegnet", "{n} more not drawn|{n} more not drawn"),
    "n_roles_not_drawn": Label("{n} tidigare uppgifter är inte ritade|{n} tidigare uppgift är inte ritad", "{n} tidligere opplysninger er ikke tegnet|{n} tidligere opplysning er ikke tegnet", "{n} earlier entries not drawn|{n} earlier entry not drawn"),
    "documents_a_year": Label("Dokument per år", "Dokumenter per år", "Documents per year"),
    "attendance": Label("Närvaro", "Oppmøte", "Attendance"),
    "at_several": Label("På flera av mötena", "På flere av møtene", "At several of the meetings"),
    "at_one": Label("På ett av mötena", "På ett av møtene", "At one of the meetings"),
    "person": Label("Person", "Person", "Person"),
    "n_people": Label("{n} personer|{n} person", "{n} personer|{n} person", "{n} people|{n} person"),
    "latest_of_listed": Label("de senaste av {0} med deltagarlista", "de siste av {0} med deltakerliste", "the latest of {0} with a list of participants"),
    "n_without_list": Label("{n} möten utan deltagarlista|{n} möte utan deltagarlista", "{n} møter uten deltakerliste|{n} møte uten deltakerliste", "{n} meetings without a list of participants|{n} meeting without a list of participants"),
    "roles_in_time": Label("Roller genom tiden", "Roller gjennom tiden", "Roles over time"),
    "together_each": Label("{n} gemensamma dokument med var och en|{n} gemensamt dokument med var och en", "{n} felles dokumenter med hver|{n} felles dokument med hver", "{n} documents in common with each|{n} document in common with each"),
    "by_documents_in_common": Label("efter antal gemensamma dokument", "etter antall felles dokumenter", "by number of documents in common"),
    "n_others": Label("{n} till|{n} till", "{n} til|{n} til", "{n} more|{n} more"),
    "map": Label("Karta", "Kart", "Map"),
    "map_of_cities": Label("Arkivets städer", "Arkivets byer", "Cities of the archive"),
    "map_of_hosts": Label("Värdstäder", "Vertsbyer", "Host cities"),
    "map_source": Label("Kustlinjer: Natural Earth", "Kystlinjer: Natural Earth", "Coast lines: Natural Earth"),
    "n_cities": Label("{n} städer och platser|{n} stad eller plats", "{n} byer og steder|{n} by eller sted", "{n} cities and places|{n} city or place"),
    "without_position": Label("utan koordinater", "uten koordinater", "without coordinates"),
    "n_without_position": Label("{n} utan koordinater|{n} utan koordinater", "{n} uten koordinater|{n} uten koordinater", "{n} without coordinates|{n} without coordinates"),
    # following, citing, taking away
    "feed_changed": Label("Ändrat: {0}", "Endret: {0}", "Changed: {0}"),
    "feed_withdrawn": Label("Återkallat: {0}", "Trukket tilbake: {0}", "Withdrawn: {0}"),
    "follow": Label("Följ", "Følg", "Follow"),
    "calendar": Label("kalender", "kalender", "calendar"),
    "cite": Label("Källhänvisning", "Kildehenvisning", "Cite this document"),
    "cite_other": Label("På andra språk", "På andre språk", "In other languages"),
    "cite_part": Label("Hänvisa till en del av dokumentet", "Vis til en del av dokumentet", "Cite a part of the document"),
    "cite_part_help": Label("Sätt ord och adress sist i meningen:", "Sett ord og adresse sist i setningen:", "Put these words and the address last in the sentence:"),
    "cite_files": Label("För referenshanterare", "For referanseprogrammer", "For reference managers"),
    "cite_copy": Label("Kopiera", "Kopier", "Copy"),
    "cite_copied": Label("Kopierat", "Kopiert", "Copied"),
    "cite_version": Label("Version", "Versjon", "Version"),
    "versions": Label("Versioner", "Versjoner", "Versions"),
    "versions_of": Label("Versioner av ”{0}”", "Versjoner av «{0}»", "Versions of “{0}”"),
    "version_first": Label("Den första versionen", "Den første versjonen", "The first version"),
    "passages_changed": Label("{n} ställen ändrade|{n} ställe ändrat", "{n} steder endret|{n} sted endret", "{n} passages changed|{n} passage changed"),
    "corrected": Label("Rättat", "Rettet", "Corrected"),
    "removed_words": Label("Borttaget", "Fjernet", "Removed"),
    "added_words": Label("Tillagt", "Lagt til", "Added"),
    "changes": Label("Ändringar", "Endringer", "Changes"),
    "changes_help": Label("Vad som har tillkommit, ändrats och återkallats i arkivet.", "Hva som er kommet til, endret og trukket tilbake i arkivet.", "What was added, changed and withdrawn in the archive."),
    "newest_changes": Label("Senaste ändringarna", "Siste endringer", "Latest changes"),
    "all_withdrawn": Label("Allt som har återkallats", "Alt som er trukket tilbake", "Everything withdrawn"),
    "by_month": Label("Månad för månad", "Måned for måned", "Month by month"),
    "n_changes": Label("{n} ändringar|{n} ändring", "{n} endringer|{n} endring", "{n} changes|{n} change"),
    "new": Label("nytt", "nytt", "new"),
    "changed": Label("ändrat", "endret", "changed"),
    "withdrawn_mark": Label("återkallat", "trukket tilbake", "withdrawn"),
    "completeness": Label("Vad som saknas", "Hva som mangler", "What is missing"),
    "completeness_help": Label(
        "Inget arkiv är helt. Här står vad det här arkivet vet att det inte har.",
        "Intet arkiv er komplett. Her står det hva dette arkivet vet at det ikke har.",
        "No archive is complete. Here stands what this one knows that it does not have.",
    ),
    "completeness_summary": Label("I korthet", "Kort sagt", "At a glance"),
    "lack_case": Label("Dokument utan diarienummer", "Dokumenter uten saksnummer", "Documents without a case number"),
    "lack_attachment": Label("Bilagor som saknas", "Vedlegg som mangler", "Attachments that are missing"),
    "lack_stub": Label("Möten utan handlingar", "Møter uten dokumenter", "Meetings without documents"),
    "lack_gap": Label("Mötesserier med luckor", "Møteserier med hull", "Meeting series with gaps"),
    "lack_once": Label("Personer som nämns en gång", "Personer som nevnes én gang", "People named once"),
    "n_of": Label("{0} av {1}", "{0} av {1}", "{0} of {1}"),
    "n_more_in_table": Label("{n} till står i tabellen", "{n} til står i tabellen", "{n} more are in the table"),
    "data": Label("Öppna data", "Åpne data", "Open data"),
    "data_help": Label("Hela arkivet som tabeller, databas och en enda fil att ta med sig.", "Hele arkivet som tabeller, database og én fil å ta med seg.", "The whole archive as tables, a database and a single file to take away."),
    "data_whole": Label("Allt på en gång", "Alt på én gang", "Everything at once"),
    "data_tables": Label("Tabellerna", "Tabellene", "The tables"),
    "data_questions": Label("Frågor och svar", "Spørsmål og svar", "Questions and answers"),
    "data_questions_help": Label("Så frågar man databasen archive.sqlite. Svaren togs fram när webbplatsen byggdes.", "Slik spør man databasen archive.sqlite. Svarene ble hentet da nettstedet ble bygd.", "This is how to ask the database archive.sqlite. The answers were found when the site was built."),
    "data_council": Label("För program som läser rådsdata", "For programmer som leser rådsdata", "For programs that read council data"),
    "data_csv_help": Label("CSV-filerna är UTF-8 med komma emellan och öppnas rätt i Excel. En cell som börjar som en formel har en apostrof först.", "CSV-filene er UTF-8 med komma imellom og åpnes rett i Excel. En celle som begynner som en formel, har en apostrof først.", "The CSV files are UTF-8 with commas and open right in Excel. A cell that begins like a formula has an apostrophe in front."),
    "data_one_row": Label("En rad är", "En rad er", "A row is"),
    "column": Label("Kolumn", "Kolonne", "Column"),
    "column_type": Label("Innehåll", "Innhold", "Holds"),
    "column_means": Label("Betydelse", "Betydning", "Meaning"),
    "refers_to": Label("id i {0}", "id i {0}", "id in {0}"),
    "type_text": Label("text", "tekst", "text"),
    "type_whole": Label("heltal", "heltall", "whole number"),
    "type_number": Label("tal", "tall", "number"),
    "type_date": Label("datum", "dato", "date"),
    "type_flag": Label("1 eller 0", "1 eller 0", "1 or 0"),
    "n_rows": Label("{n} rader|{n} rad", "{n} rader|{n} rad", "{n} rows|{n} row"),
    "file_zip": Label("Hela arkivet: packa upp och öppna index.html. Fungerar utan internet.", "Hele arkivet: pakk ut og åpne index.html. Virker uten internett.", "The whole archive: unpack it and open index.html. Works without the internet."),
    "file_sqlite": Label("Databas med alla tabeller, fulltextsökning och färdiga vyer.", "Database med alle tabeller, fulltekstsøk og ferdige visninger.", "A database with all tables, full-text search and ready-made views."),
    "file_documents": Label("Alla dokument med hela texten, ett på varje rad, som JSON.", "Alle dokumenter med hele teksten, ett på hver linje, som JSON.", "All documents with their whole text, one a line, as JSON."),
    "file_datapackage": Label("Beskrivning av tabellerna för program (Frictionless Data Package).", "Beskrivelse av tabellene for programmer (Frictionless Data Package).", "Description of the tables for programs (Frictionless Data Package)."),
    "file_dcat": Label("Post för dataportaler (DCAT-AP).", "Oppføring for dataportaler (DCAT-AP).", "Record for data portals (DCAT-AP)."),
    "file_sha256sums": Label("Kontrollsummor för filerna.", "Kontrollsummer for filene.", "Checksums of the files."),
    "other_forms": Label("I andra format", "I andre formater", "In other formats"),
    # the search page; what its script needs begins with js_
    "search_help": Label("Så söker du", "Slik søker du", "How to search"),
    "search_words_example": Label("klimat städer", "klima byer", "climate cities"),
    "search_words": Label("Alla ord ska finnas i dokumentet, i någon böjning. Stora och små bokstäver är lika.", "Alle ordene skal finnes i dokumentet, i en eller annen bøyning. Store og små bokstaver er like.", "All words must stand in the document, in any inflection. Capital letters make no difference."),
    "search_phrase_example": Label("”hållbar stadsutveckling”", "«hållbar stadsutveckling»", "“resilient city”"),
    "search_phrase": Label("Orden ska stå intill varandra i den ordningen; böjda former räknas med.", "Ordene skal stå ved siden av hverandre i den rekkefølgen; bøyde former regnes med.", "The words must stand next to each other in that order; inflected forms count."),
    "search_minus_example": Label("konferens -Oslo", "konferanse -Oslo", "conference -Oslo"),
    "search_minus": Label("Dokument med ordet efter minustecknet lämnas bort.", "Dokumenter med ordet etter minustegnet tas bort.", "Documents with the word after the minus are left out."),
    "search_case_example": Label("803-1873/2016", "803-1873/2016", "803-1873/2016"),
    "search_case": Label("Diarienummer i vanliga skrivsätt, också 1873/2016 eller 803 1873 2016.", "Saksnummer i vanlige skrivemåter, også 1873/2016 eller 803 1873 2016.", "Case numbers in the usual notations, also 1873/2016 or 803 1873 2016."),
    "search_name_example": Label("oyvind saatvedt", "oyvind saatvedt", "oyvind saatvedt"),
    "search_name": Label("Namn hittas utan accenter och med aa, oe, ae; listan under fältet tål dessutom skrivfel.", "Navn finnes uten aksenter og med aa, oe, ae; listen under feltet tåler dessuten skrivefeil.", "Names are found without accents and with aa, oe, ae; the list under the field also forgives typing errors."),
    "search_begin_example": Label("kollektiv", "kollektiv", "collectiv"),
    "search_begin": Label("Början av ett ord räcker. Skrivfel i löpande text rättas inte, och jokertecken finns inte.", "Begynnelsen av et ord er nok. Skrivefeil i løpende tekst rettes ikke, og jokertegn finnes ikke.", "The beginning of a word is enough. Typing errors in running text are not mended, and there are no wildcards."),
    "narrow": Label("Avgränsa", "Avgrens", "Narrow down"),
    "results": Label("Träffar", "Treff", "Results"),
    "other_ways": Label("Andra vägar in", "Andre veier inn", "Other ways in"),
    "search_needs": Label("Sökningen behöver JavaScript och en webbserver. Utan dem leder listorna hit till allt i arkivet:", "Søket trenger JavaScript og en nettserver. Uten dem fører listene her til alt i arkivet:", "The search needs JavaScript and a web server. Without them, these lists lead to everything in the archive:"),
    "search_failed": Label("Sökningen kunde inte laddas. Försök igen om en stund; listorna här leder till allt i arkivet:", "Søket kunne ikke lastes. Prøv igjen om litt; listene her fører til alt i arkivet:", "The search could not be loaded. Try again in a while; these lists lead to everything in the archive:"),
    "js_search_off": Label("Den här utgåvan av arkivet har ingen sökning. Listorna här leder till allt i arkivet:", "Denne utgaven av arkivet har ikke noe søk. Listene her fører til alt i arkivet:", "This edition of the archive has no search. These lists lead to everything in the archive:"),
    "js_suggestions": Label("Förslag", "Forslag", "Suggestions"),
    "js_n_suggestions": Label("{n} förslag|{n} förslag", "{n} forslag|{n} forslag", "{n} suggestions|{n} suggestion"),
    "js_searching": Label("Söker …", "Søker …", "Searching …"),
    "js_n_hits": Label("{n} dokument|{n} dokument", "{n} dokumenter|{n} dokument", "{n} documents|{n} document"),
    "js_n_at_least": Label("minst {n} dokument", "minst {n} dokumenter", "at least {n} documents"),
    "js_page_of": Label("sida {0} av {n}", "side {0} av {n}", "page {0} of {n}"),
    "js_this_is": Label("Detta är sidan ({0}):", "Dette er siden ({0}):", "This is the page ({0}):"),
    "js_in_n": Label("i {n} dokument", "i {n} dokumenter|i {n} dokument", "in {n} documents|in {n} document"),
    "js_too_long": Label("Bara de första {0} tecknen användes.", "Bare de første {0} tegnene ble brukt.", "Only the first {0} characters were used."),
    "js_left_out": Label("Hittades inte och lämnades bort: {0}. Träffarna gäller resten.", "Ble ikke funnet og er utelatt: {0}. Treffene gjelder resten.", "Not found and left out: {0}. The results are for the rest."),
    "js_not_found_words": Label("Finns inte i något dokument: {0}.", "Finnes ikke i noe dokument: {0}.", "Not in any document: {0}."),
    "js_none_with_filters": Label("Inga träffar med den avgränsningen. Ta bort något av det valda.", "Ingen treff med den avgrensningen. Ta bort noe av det valgte.", "Nothing within these limits. Take one of them away."),
    "js_none_together": Label("Orden finns, men inget dokument har alla.", "Ordene finnes, men ingen dokumenter har alle.", "The words exist, but no document has all of them."),
    "js_none_without": Label("Inget dokument har alla orden utan det som du har valt bort.", "Ingen dokumenter har alle ordene uten det du har valgt bort.", "No document has all of the words without what you left out."),
    "js_quoted": Label("”{0}”", "«{0}»", "“{0}”"),
    "js_only_beginning": Label("Ingen exakt träff på {0}; visar ord som liknar eller börjar så.", "Ingen eksakte treff på {0}; viser ord som ligner eller begynner slik.", "No exact match for {0}; showing words that resemble it or begin so."),
    "js_only_signs": Label("Skriv minst en bokstav eller siffra.", "Skriv minst én bokstav eller ett siffer.", "Type at least one letter or digit."),
    "js_did_you_mean": Label("Menade du", "Mente du", "Did you mean"),
    "js_incomplete": Label("En del av sökregistret kunde inte laddas, så träffar kan saknas. Ladda om sidan.", "En del av søkeregisteret kunne ikke lastes, så treff kan mangle. Last siden på nytt.", "A part of the index could not be loaded, so results may be missing. Reload the page."),
    "js_no_excerpt": Label("Utdraget kunde inte laddas.", "Utdraget kunne ikke lastes.", "The excerpt could not be loaded."),
    "js_section": Label("Avsnitt", "Avsnitt", "Section"),
    "js_sort": Label("Ordning", "Rekkefølge", "Order"),
    "js_sort_relevance": Label("bästa träffen först", "beste treff først", "best match first"),
    "js_sort_newest": Label("nyast först", "nyeste først", "newest first"),
    "js_sort_oldest": Label("äldst först", "eldste først", "oldest first"),
    "js_as_table": Label("Ladda ner CSV", "Last ned CSV", "Download CSV"),
    "js_as_citations": Label("Ladda ner referenser (RIS)", "Last ned referanser (RIS)", "Download citations (RIS)"),
    "js_feed_for": Label("Flöde: {0}", "Strøm: {0}", "Feed: {0}"),
    "js_taken": Label("{n} rader laddades ner.|{n} rad laddades ner.", "{n} rader ble lastet ned.|{n} rad ble lastet ned.", "{n} rows downloaded.|{n} row downloaded."),
    "js_pages": Label("Sidor med träffar", "Sider med treff", "Pages of results"),
    "js_previous_page": Label("Föregående", "Forrige", "Previous"),
    "js_next_page": Label("Nästa", "Neste", "Next"),
    "js_show_all_n": Label("Visa alla {n}", "Vis alle {n}", "Show all {n}"),
    "js_take_away": Label("Ta bort {0}", "Ta bort {0}", "Remove {0}"),
    "js_clear_all": Label("Ta bort alla", "Fjern alle", "Remove all"),
    "js_chosen": Label("Vald avgränsning", "Valgt avgrensning", "Chosen limits"),
    "js_date_range": Label("Datum", "Dato", "Date"),
    "js_from": Label("från", "fra", "from"),
    "js_to": Label("till", "til", "to"),
    "js_year_letters": Label("ÅÅÅÅ", "ÅÅÅÅ", "YYYY"),
    "js_facet_year": Label("År", "År", "Year"),
    "js_facet_month": Label("Månad", "Måned", "Month"),
    "js_facet_type": Label("Dokumenttyp", "Dokumenttype", "Type"),
    "js_facet_series": Label("Mötesserie", "Møteserie", "Meeting series"),
    "js_facet_city": Label("Stad", "By", "City"),
    "js_facet_theme": Label("Tema", "Tema", "Theme"),
    "js_facet_organisation": Label("Organisation", "Organisasjon", "Organisation"),
    "js_facet_person": Label("Person", "Person", "Person"),
    "js_facet_party": Label("Parti", "Parti", "Party"),
    "js_facet_case": Label("Ärende", "Sak", "Case"),
    "js_facet_language": Label("Språk", "Språk", "Language"),
    "js_kind_document": Label("Dokument", "Dokument", "Document"),
    "js_kind_page": Label("Sida", "Side", "Page"),
    "js_title": Label("Titel", "Tittel", "Title"),
    "js_date": Label("Datum", "Dato", "Date"),
    "js_type": Label("Typ", "Type", "Type"),
    "js_place": Label("Plats", "Sted", "Place"),
    "js_series": Label("Serie", "Serie", "Series"),
    "js_case": Label("Ärende", "Sak", "Case"),
    "js_address": Label("Adress", "Adresse", "Address"),
    "js_hits_here": Label("Sökträffar på sidan", "Søketreff på siden", "Search hits on this page"),
    "js_hit_of": Label("träff {0} av {n}", "treff {0} av {n}", "hit {0} of {n}"),
    "js_n_marks": Label("{n} träffar på sidan|{n} träff på sidan", "{n} treff på siden|{n} treff på siden", "{n} hits on this page|{n} hit on this page"),
    "js_previous_hit": Label("Föregående", "Forrige", "Previous"),
    "js_next_hit": Label("Nästa", "Neste", "Next"),
    "js_marks_off": Label("Stäng (Esc)", "Lukk (Esc)", "Close (Esc)"),
}  # fmt: skip

_MONTHS = {
    "sv": [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "nb": [
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
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
