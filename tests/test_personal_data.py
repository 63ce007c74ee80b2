"""Personal identity numbers, private telephones and e-mail: found where they stand, and nothing else taken for them.

All numbers are made here or come from the documentation of the countries' authorities; none is a living person's.
"""

import datetime
import re

import pytest
from archive import DOCUMENT, Archive, accepted, document, refused, warned
from hypothesis import given
from hypothesis import strategies as st
from stdnum.dk import cpr
from stdnum.exceptions import ValidationError
from stdnum.fi import hetu
from stdnum.no import fodselsnummer
from stdnum.se import personnummer

from diarium.reading import identity
from diarium.reading.document import read_document
from diarium.reading.personal import personal_data


def codes(line):
    return [message.code for message in personal_data("content/a.md", [line], 1)]


@pytest.mark.parametrize(
    ("line", "whose"),
    [
        ("Sökanden (811228-9874) har yttrat sig.", "Swedish"),
        ("personnummer 8112289874", "Swedish"),
        ("pnr: 19811228-9874.", "Swedish"),
        ("19811228-9874", "Swedish"),
        ("Samordningsnummer 701063-2391", "Swedish"),
        ("**Fødselsnummer:** 15108695088", "Norwegian"),
        ("| Kari | 151086 95088 |", "Norwegian"),
        ("D-nummer 53097248016", "Norwegian"),
        ("211062-5629", "Danish"),
        ("CPR-nr. 010190-1234", "Danish"),
        ("hetu 131052-308T", "Finnish"),
        ("(131052-308T)", "Finnish"),
        ("  role: ordförande, 811228-9874", "Swedish"),
    ],
)
def test_an_identity_number_is_found_and_hidden(line, whose):
    (message,) = personal_data("content/a.md", [line], 7)
    assert (message.severity, message.code, message.span.line) == ("error", "identity-number", 7)
    assert whose in message.text
    digits = [character for character in (message.span.source or "") if character.isdigit()]
    assert not digits, "no log may repeat the number"


def test_no_message_about_the_line_repeats_a_number_on_it():
    text = "---\ntitle: A\ndate: 2020-01-01\ntype: report\n---\n\n811228-9874, 131052-308T, [her](https://a.example), tlf. 912 34 567, a@gmail.com\n"
    said = read_document("content/documents/2020/a.md", text.encode()).messages
    assert {one.code for one in said} >= {"identity-number", "vague-link", "private-phone", "private-email"}
    assert not [one for one in said if "9874" in (one.span.source or "") or "308T" in (one.span.source or "")]


@pytest.mark.parametrize("format", ["text", "concise", "json", "github", "gitlab", "sarif"])
def test_no_message_about_the_archive_repeats_a_number_that_stands_on_its_line(tmp_path, format):
    """What is found out only when all files are known: names, links, meetings, former addresses."""
    told = "participants: [{name: Anna Berg, role: 811228-9874}, 'Anna Berg, 131052-308T', {name: Ole, person: ole}]  # 811228-9874"
    files = {
        "content/documents/2020/a.md": document(
            "See 811228-9874 in [it](gone.md).\n", told, "officer: Anna Bergh 811228-9874"
        ),
        "content/documents/2020/b.md": document("Text.\n", "officer: Anna Berg"),
    }
    outcome = Archive(tmp_path, files).run("check", format=format)
    assert outcome.status == 1
    for code in ("identity-number", "participant-twice", "unknown-id", "broken-link"):
        assert code in outcome.out + outcome.err
    assert not re.search("9874|308T", outcome.out + outcome.err)


@pytest.mark.parametrize(
    "line",
    [
        "Mobil: 070-123 45 67",
        "tel. 073-5551234",
        "+46 70 123 45 67",
        "Ring Kari på tlf. 912 34 567",
        "mob 91 23 45 67",
        "+47 912 34 567",
        "puh. 050 123 4567",
        "GSM 050 123 4567",
        "Privattelefon 08-123 45 67",
        "telefon (privat): 22 33 44 55",
    ],
)
def test_a_private_telephone_is_found(line):
    assert codes(line) == ["private-phone"]


@pytest.mark.parametrize("line", ["kari.nordmann@gmail.com", "Skriv till anna@hotmail.se!", "<anna@telia.com>"])
def test_a_private_address_is_found(line):
    assert codes(line) == ["private-email"]


@pytest.mark.parametrize(
    "line",
    [
        "Dnr 803-1966/2016 och 803-1873/2016",
        "dnr 811228-9874",
        "811228-9874/2016",
        "SFS 1981:1228-9874",
        "KS 2017/123, sak 5/20, 2023-03-16",
        "Org.nr 556036-0793",
        "organisasjonsnummer 923 609 016",
        "journalnr. 15108695088",
        "ISBN 978-91-7402-123-4",
        "2017-02-16/2017-02-17",
        "201703221015",
        "hem 2017-02-16",
        "position: 60.17, 24.94",
        "16.03.2023 kl. 09.00-11.00",
        "https://example.org/811228-9874",
        "Kontonr 1234.56.78901",
        "bankgiro 811228-9874",
        "Telefon 08-508 29 000",
        "Växel 08-508 29 000, 070-123 45 67",
        "tlf. 21 80 21 80, 02180, 815 00 000",
        "Postboks 1234, 0151 Oslo",
        "marc.zetterblom@stockholm.se, 076-129 12 34",
        "arkivet@arkiv.example",
        "post@gmail.com, info@hotmail.com, byarkivet@online.no",
        "budsjettet er 450 00 000 kroner, ikke 912 34 567",
    ],
)
def test_what_only_looks_like_one_is_left_alone(line):
    assert codes(line) == []


_DAYS = st.dates(datetime.date(1901, 1, 1), datetime.date(2020, 12, 31))


@given(_DAYS, st.text("0123456789", min_size=4, max_size=4))
def test_swedish_and_danish_numbers_are_judged_as_others_judge_them(day, last):
    swedish, danish = f"{day:%y%m%d}{last}", f"{day:%d%m%y}{last}"
    assert identity.swedish(swedish) == personnummer.is_valid(f"{day:%Y%m%d}-{last}")
    assert identity.danish(danish) == (cpr.checksum(danish) == 0)
    raised = f"{day:%y%m}{day.day + 60}{last}"
    assert identity.swedish(raised) == identity.swedish(f"19{raised}"), "nobody else knows these"


@given(_DAYS, st.integers(0, 499), st.booleans())
def test_norwegian_numbers_are_judged_as_others_judge_them(day, number, is_d_number):
    born = f"{day.day + 40 * is_d_number:02}{day:%m%y}{number:03}"
    first = fodselsnummer.calc_check_digit1(born)
    whole = born + first + fodselsnummer.calc_check_digit2(born + first)
    if len(whole) == 11:
        assert identity.norwegian(whole)
        assert not identity.norwegian(whole[:-1] + str((int(whole[-1]) + 1) % 10))


@given(_DAYS, st.integers(0, 999), st.sampled_from("0123456789ABCDEFHJKLMNPRSTUVWXY"))
def test_finnish_numbers_are_judged_as_others_judge_them(day, number, letter):
    try:
        valid = bool(hetu.validate(f"{day:%d%m%y}{'A' if day.year > 1999 else '-'}{number:03}{letter}", True))
    except ValidationError:
        valid = False
    assert identity.finnish(f"{day:%d%m%y}", f"{number:03}{letter}") == valid


def test_a_number_stops_the_build_until_it_is_taken_out_or_accepted(tmp_path):
    body = "Sökanden har personnummer 811228-9874.\n"
    outcome = refused(tmp_path / "a", {DOCUMENT: document(body)})
    assert outcome.only.code == "identity-number"
    assert "9874" not in outcome.err
    reason = "accepted: [{rule: identity-number, reason: An invented number from the authority's own leaflet.}]"
    accepted(tmp_path / "b", {DOCUMENT: document(body, reason)})


def test_what_the_archive_gives_out_itself_is_not_private(tmp_path):
    files = {DOCUMENT: document("Skriv till lokalhistoria@gmail.com eller ring 070-123 45 67.\n")}
    outcome = warned(tmp_path / "a", files)
    assert sorted(outcome.codes) == ["private-email", "private-phone"]
    own = "name: Archive\ncontact: Lokalhistoria@gmail.com, +46 70-123 45 67\n"
    accepted(tmp_path / "b", {**files, "content/archive.yml": own})


def test_a_document_that_was_taken_back_for_it_may_keep_it_in_its_file(tmp_path):
    body = "Sökanden har personnummer 811228-9874 och telefon 070-123 45 67.\n"
    accepted(tmp_path / "a", {DOCUMENT: document(body, "withdrawn: {date: 2017-05-01, reason: Personal data.}")})
    reason = "withdrawn: {date: 2017-05-01, reason: It named 811228-9874.}"
    assert refused(tmp_path / "b", {DOCUMENT: document(body, reason)}).only.line == 5
