"""The scars of conversion, one by one, and the property that no repair loses or adds a letter."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import PATH, letters

from diarium.desk.intake.body import markdown
from diarium.desk.intake.repair import repair
from diarium.desk.intake.written_dates import dates, hours
from diarium.reading.document import read_document

HEAD = "---\ntitle: T\ndate: 2020-01-01\ntype: report\n---\n\n"


def mended(text, kind=None):
    repaired = repair(text.split("\n"))
    return markdown(repaired.blocks, kind, None, frozenset(), repaired.addresses)


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        ("Strategin ska gälla för alla företag och\n\ninvesteringar i staden.", "Strategin ska gälla för alla företag och investeringar i staden.\n"),
        ("000 00**Till**\nNämnden", "000 00\n\n**Till**\\\nNämnden\n"),
        ("EnhetschefBritta Ek", "Enhetschef\\\nBritta Ek\n"),
        ("Vi mötte PowerPoint och OsloMet.", "Vi mötte PowerPoint och OsloMet.\n"),
        ("Punkt ett är klar.Nu kommer punkt två.", "Punkt ett är klar. Nu kommer punkt två.\n"),
        ("**Beslut: vi går vidare", "**Beslut:** vi går vidare\n"),
        ("a. Målinger**", "- a. Målinger\n"),
        ("** Beslut: ** ja", " **Beslut:**  ja\n".replace("  ", " ").lstrip()),
        ("NAVN\tBY\nAda\tOslo", "| NAVN | BY |\n| --- | --- |\n| Ada | Oslo |\n"),
        ("Ada  Oslo\nBo  Moss", "|   |   |\n| --- | --- |\n| Ada | Oslo |\n| Bo | Moss |\n"),
        ("16. mars var en torsdag", "16\\. mars var en torsdag\n"),
        ("a < b och <b>fet</b>", "a < b och \\<b>fet\\</b>\n"),
        ("Se [planen](plan.pdf) och ![bild](b.png)", "Se planen (plan.pdf) och bild (b.png)\n"),
    ],
)  # fmt: skip
def test_a_scar_is_mended(torn, whole):
    assert mended(torn) == whole


def test_numbering_torn_by_a_paragraph_goes_on():
    text = "1. Profilen är det som gör staden känd för\n\nalla som bor i den.\n\n2. Bevakningen\n3. Samverkan"
    assert (
        mended(text) == "1. Profilen är det som gör staden känd för alla som bor i den.\n2. Bevakningen\n3. Samverkan\n"
    )


def test_a_number_out_of_order_is_no_agenda_item():
    made = mended("1. Ett\n\nText om ett.\n\n2. To\n\n1. Sitat fra en plan\n\n3. Tre", "agenda")
    assert [line for line in made.split("\n") if line.startswith("## ")] == ["## 1. Ett", "## 2. To", "## 3. Tre"]
    assert "1. Sitat fra en plan" in made


def test_one_address_and_one_vague_link_on_a_page_find_each_other():
    assert mended("Les planen her\n\nhttps://a.example/plan\n") == "[Les planen her](https://a.example/plan)\n"
    left = mended("Les planen her\n\nSe her\n\nhttps://a.example/x\nhttps://a.example/y\n")
    assert left.endswith("- <https://a.example/x>\n- <https://a.example/y>\n")


_PIECES = st.sampled_from(
    [
        *("Nämnden beslutar att", "**Fet", "text**", "# Rubrik", "#### 2. Sak", "- punkt", "1. ett", "2) två", "a. under", "\t", "  "),
        *("Ada Berg\tOslo", "Bo  Moss", "här", "https://a.example/b", "[här](#)", "[x](y.pdf)", "[[Oslo]]", "<b>", "`kod`", "|", "| a | b |"),
        *("*", "_x_", "Sida 1 (3)", "---", "\f", "> citat", "[^1]", "[a]: b", "16. mars", "Deltagare:", "&amp;", "~~~", "+", "=", "näring-", "slivet är"),
    ]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.tuples(_PIECES, st.sampled_from(["\n", "\n\n", " ", ""])), max_size=30))
def test_letters_in_are_letters_out(pieces):
    text = "".join(piece + end for piece, end in pieces)
    repaired = repair(text.split("\n"))
    for kind in (None, "agenda"):
        made = markdown(repaired.blocks, kind, None, frozenset(), repaired.addresses)
        lost = letters(text) - letters(made) - letters(" ".join(repaired.furniture))
        assert not lost, made
        codes = {m.code for m in read_document(PATH, (HEAD + made).encode()).messages if m.severity == "error"}
        assert not codes - {"broken-link", "text-lost", "missing-field"}, (codes, made)


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        *(("den 12-13 januari 2017", "2017-01-12/2017-01-13"), ("16.03.2023", "2023-03-16"), ("19.01.23", "2023-01-19")),
        *(("23. mai 2023", "2023-05-23"), ("30. – 31 august 2023", "2023-08-30/2023-08-31"), ("8. marts 2023", "2023-03-08")),
        *(("16.–17.02.2017", "2017-02-16/2017-02-17"), ("2017-02-16 – 17", "2017-02-16/2017-02-17"), ("16/3 2023", "2023-03-16")),
        *(("March 16, 2023", "2023-03-16"), ("24–25 September 2019", "2019-09-24/2019-09-25"), ("4 October 2019", "2019-10-04")),
        *(("mars 2023", "2023-03"), ("30. august – 2. september 2023", "2023-08-30/2023-09-02"), ("the 3rd of May 2020", "2020-05-03")),
    ],
)  # fmt: skip
def test_dates_in_every_dress(written, iso):
    assert [one.iso() for one in dates(f"Mötet hölls {written}, sägs det.")] == [iso]


@pytest.mark.parametrize(
    "text", ["803-1873/2016", "08-508 264 01", "§ 4.2", "120 000 år", "uke 23", "kl. 09.00", "2021-2024"]
)
def test_what_is_no_date(text):
    assert not dates(text)


@pytest.mark.parametrize(
    ("text", "clock"),
    [("16.03.2023 kl. 09.00 – 11.00", "09:00–11:00"), ("kl 9-11", "09:00–11:00"), ("klockan 18.00", "18:00"), ("2 pm – 3.30 pm", "14:00–15:30")],
)  # fmt: skip
def test_hours(text, clock):
    assert hours(text, labelled=True)[0] == clock


def test_a_line_below_a_table_that_has_no_bars_keeps_its_first_and_last_letter():
    repaired = repair(["| a | b |", "Nämnden beslutar att", ""])
    made = markdown(repaired.blocks, None, None, frozenset(), repaired.addresses)
    assert "Nämnden beslutar att" in made
