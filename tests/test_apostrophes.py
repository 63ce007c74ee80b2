"""Names with an apostrophe are found in running text, whatever sign a keyboard or a word processor made of it."""

import re

import pytest
from archive import DOCUMENT, built, document

LINKED = re.compile(r'<a class="mention" href="[^"]*people/obrien/">([^<]+)</a>')


@pytest.mark.parametrize("name", ["Seán O'Brien", "Seán O’Brien"])
@pytest.mark.parametrize("text", ["Seán O'Brien", "Seán O’Brien", "Seán OʼBrien"])
def test_a_name_with_an_apostrophe_is_linked(tmp_path, name, text):
    files = {"content/people/obrien.md": f'---\nname: "{name}"\n---\n', DOCUMENT: document(f"Så sa {text}.\n")}
    assert LINKED.findall(built(tmp_path, files).page()) == [text]


def test_quotation_marks_and_other_signs_of_html_in_a_name_are_still_found(tmp_path):
    entry = '---\nname: Vind & "Vatten" <AB>\n---\n'
    files = {"content/organisations/v.md": entry, DOCUMENT: document('Se Vind & "Vatten" <AB>.\n')}
    assert 'organisations/v/">Vind &amp; &quot;Vatten&quot; &lt;AB&gt;</a>' in built(tmp_path, files).page()


@pytest.mark.parametrize("text", ["Seán O'Brien", "Seán O’Brien"])
def test_a_person_who_is_hidden_is_so_with_every_apostrophe(tmp_path, text):
    files = {
        "content/people/obrien.md": "---\nname: Seán O'Brien\nprivacy: hidden\n---\n",
        DOCUMENT: document(f"Så sa {text}.\n"),
    }
    archive = built(tmp_path, files)
    assert not [path for path, data in archive.site().items() if b"Brien" in data]
