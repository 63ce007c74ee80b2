"""A wish for privacy that cannot be carried out yet stops the build; it is never published over."""

import pytest
from archive import DOCUMENT, accepted, document, refused

PERSON = "content/people/kari-nord.md"
NAMED = {DOCUMENT: document("Text.\n", "officer: Kari Nord")}


@pytest.mark.parametrize("wish", ["no-page", "initials", "hidden"])
def test_a_person_who_should_be_hidden_is_not_published(tmp_path, wish):
    said = refused(tmp_path, {**NAMED, PERSON: f"---\nname: Kari Nord\nprivacy: {wish}\n---\n"}).only
    assert (said.code, said.path, said.line) == ("privacy-unsupported", PERSON, 3)


def test_a_rule_in_the_settings_is_not_published_over(tmp_path):
    settings = "name: Archive\nlanguage: en\nprivacy:\n  private-persons: 10 years\n"
    said = refused(tmp_path, {**NAMED, "content/archive.yml": settings}).only
    assert (said.code, said.path, said.line) == ("privacy-unsupported", "content/archive.yml", 4)


def test_a_person_who_may_be_shown_is_published(tmp_path):
    accepted(tmp_path, {**NAMED, PERSON: "---\nname: Kari Nord\nprivacy: full\n---\n"})
