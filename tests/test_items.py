"""Items of agendas and minutes: however a heading calls them, each has its number and an address of its own."""

import re

import pytest
from archive import DOCUMENT, built, document

from diarium.reading.items import anchor, in_words, of_heading, of_list_item


@pytest.mark.parametrize(
    ("heading", "number", "sign"),
    [
        ("§ 12 Val av justerare", "12", "§ 12"),
        ("§12. Val av justerare", "12", "§12."),
        ("Ärende 5", "5", "Ärende 5"),
        ("ÄRENDE 5 Budget", "5", "ÄRENDE 5"),
        ("Ärende nr 5: Budget", "5", "Ärende nr 5:"),
        ("Punkt 3. Ekonomi", "3", "Punkt 3."),
        ("Dagordningspunkt 3.1 Ekonomi", "3.1", "Dagordningspunkt 3.1"),
        ("Sak 14/23 Regnskap", "14/23", "Sak 14/23"),
        ("Sak 14/2023: Regnskap", "14/2023", "Sak 14/2023:"),
        ("SAK 7 – Eventuelt", "7", "SAK 7"),
        ("Saksnr. 14/23 Regnskap", "14/23", "Saksnr. 14/23"),
        ("PS 21/22 Godkjenning av protokoll", "21/22", "PS 21/22"),
        ("Sag nr. 4 Regnskab", "4", "Sag nr. 4"),
        ("Dagsordenspunkt 2) Regnskab", "2", "Dagsordenspunkt 2)"),
        ("Pkt. 10 a. Havnen", "10 a", "Pkt. 10 a."),
        ("Ad pkt. 6 Eventuelt", "6", "Ad pkt. 6"),
        ("Ad 6. Eventuelt", "6", "Ad 6."),
        ("Agenda item 4: The harbour", "4", "Agenda item 4:"),
        ("Item 4a The harbour", "4a", "Item 4a"),
        ("Item no. 4 The harbour", "4", "Item no. 4"),
    ],
)
def test_a_heading_that_calls_its_item_by_a_word_has_its_number(heading, number, sign):
    found, end = of_heading(heading) or in_words(heading)
    assert (found, heading[:end]) == (number, sign)


@pytest.mark.parametrize(
    "heading",
    [
        "Sak 803-1873/2016 Havnen",
        "Sak 2016/345 Havnen",
        "Sak 2023 – et tilbakeblikk",
        "Saken 5 år etter",
        "Punktvis 3 råd",
        "Ärenden 5",
        "Items 4 and 5",
        "Adventskalender 24",
        "Item 4th of the list",
        "Sak 14/2 og 3",
        "Möte 3",
    ],
)
def test_what_only_begins_like_one_has_none(heading):
    assert of_heading(heading) is None
    assert in_words(heading) is None


@pytest.mark.parametrize(
    ("number", "id"), [("14/23", "item-14-23"), ("14/2023", "item-14-2023"), ("10 a", "item-10-a"), ("3.1", "item-3-1")]
)
def test_the_address_of_an_item_follows_from_its_number(number, id):
    assert anchor(number) == id


def test_a_worded_item_is_addressed_and_its_heading_keeps_the_address_it_had(tmp_path):
    body = "## Sak 14/23 Regnskap\n\nTekst.\n\n- a. Havnen\n- b. Broen\n\n## **Sak 15/23** Budsjett\n\nTekst.\n"
    page = built(tmp_path, {DOCUMENT: document(body)}).page()
    ids = set(re.findall(r'id="([^"]+)"', page))
    assert {"item-14-23", "item-14-23-a", "item-14-23-b", "item-15-23"} <= ids
    assert {"h-sak-14-23-regnskap", "h-sak-15-23-budsjett"} <= ids
    assert '<span class="item" id="item-14-23">Sak 14/23</span> Regnskap' in page


def test_so_are_items_of_a_list_after_those_of_headings(tmp_path):
    body = "- Sak 14/23 Regnskap\n- PS 15/23: Budsjett\n- Sakene 16/23\n\n## Sak 14/23 Regnskap\n\nTekst.\n"
    page = built(tmp_path, {DOCUMENT: document(body)}).page()
    assert re.findall(r'<li id="([^"]+)"', page) == ["item-14-23-2", "item-15-23"]
    assert '<span class="item" id="item-14-23">' in page


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("a. Havnen", "a"),
        ("7.10 Vind", "7.10"),
        ("7.10. Vind", "7.10"),
        ("10 a. Øvelse", "10 a"),
        ("10a) Øvelse", "10a"),
        ("3 m. høyde", None),
        ("1.5 liter vann", None),
        ("17.03.2022 Møte", None),
        ("17.03.22 Møte", None),
        ("09.30 Kaffe", None),
        ("12 Æbler", None),
    ],
)
def test_an_item_of_a_list_begins_with_its_number(text, number):
    assert (of_list_item(text) or (None, 0))[0] == number
