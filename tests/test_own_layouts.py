"""An archive's own layouts: a mistake in one is told once, wherever it shows."""

import pytest
from archive import DOCUMENT, Archive, document

BROKEN = "<h1>{{ page.head.title }}</h1>\n{{ page.nothing }}\n"


@pytest.fixture
def archive(tmp_path):
    papers = {f"content/documents/2017/paper-{number}.md": document() for number in range(4)}
    return Archive(tmp_path, {DOCUMENT: document(), **papers})


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_mistake_in_a_layout_is_told_once_for_all_its_pages(archive, command):
    archive.write("layouts/document.html", BROKEN)
    outcome = archive.run(command)
    assert outcome.status == 1
    (told,) = outcome.errors
    assert (told.path, told.place, told.code) == ("layouts/document.html", (2, 1), "template-error")
    assert [note["message"] for note in told.notes] == ["and on 4 more pages"]
    assert not archive.site() or "documents/2017/report/index.html" not in archive.site()


def test_two_mistakes_are_two_messages(archive):
    archive.write("layouts/document.html", BROKEN)
    archive.write("layouts/meeting.html", BROKEN)
    archive.write("layouts/home.html", BROKEN)
    told = {message.path: message.notes for message in archive.build().errors}
    assert set(told) == {"layouts/document.html", "layouts/home.html"}, "there is no meeting"
    assert not told["layouts/home.html"]
