"""An archive's own layouts: a mistake in one is told once, wherever it shows."""

import os

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


def test_the_layouts_that_come_along_ask_for_nothing_that_is_not_there(archive, monkeypatch):
    """Else their pages would be printed twice, the second time with care."""

    def with_care(_renderer, name, face):
        raise AssertionError(f"{name} was not printed at once: /{face.path}")

    monkeypatch.setattr("diarium.pages.render.Renderer._printed_with_care", with_care)
    assert archive.build().status == 0


@pytest.mark.parametrize(
    ("layout", "shown"),
    [
        ("{% if page.nothing is defined %}some{% else %}none{% endif %}", "none"),
        ("{{ page.nothing|default('none') }}", "none"),
        ("{% macro twice(it, much=2) %}{{ it * much }}{% endmacro %}{{ twice('ab') }} {{ twice('c', much=3) }}", "abab ccc"),
        ("{% macro all() %}{{ varargs|join('<') }}{{ kwargs.a }}{% endmacro %}{{ all(1, 2, a='&') }}", "1&lt;2&amp;"),
        ("{{ {'items': '<'}.items()|length }} {{ {'class': '<'}.class }} {{ 'a-b'.split('-')[1] }}", "1 &lt; b"),
    ],
)  # fmt: skip
def test_a_layout_of_ones_own_may_use_all_that_jinja_knows(archive, layout, shown):
    archive.write("layouts/document.html", f"{layout}\n")
    assert archive.build().status == 0
    assert archive.page("documents/2017/report/").strip() == shown


def test_what_is_imported_knows_the_page_it_is_printed_on(archive):
    archive.write("layouts/mine.html", "{% macro here(it) %}{{ it }}{{ page.path }} {{ site.name }}{% endmacro %}")
    archive.write("layouts/document.html", '{% import "mine.html" as mine with context %}{{ mine.here("/") }}')
    assert archive.build().status == 0
    assert archive.page("documents/2017/report/").startswith("/documents/2017/report/ ")
    assert archive.page("documents/2017/paper-3/").startswith("/documents/2017/paper-3/ ")


def test_what_is_imported_knows_all_that_was_said_before_it(archive):
    archive.write("layouts/mine.html", "{% macro here() %}{{ said }}{% endmacro %}")
    told = '{% set said = page.path %}{% import "mine.html" as mine with context %}{{ mine.here() }}'
    archive.write("layouts/document.html", told)
    assert archive.build().status == 0
    assert archive.page("documents/2017/report/") == "documents/2017/report/"


@pytest.mark.parametrize(
    "layout",
    ['{% include "document.html" %}', "{% macro once() %}{{ once() }}{% endmacro %}{{ once() }}"],
    ids=["includes itself", "calls itself"],
)
def test_a_layout_without_end_is_a_mistake_in_the_layout(archive, layout):
    archive.write("layouts/document.html", f"<p>\n{layout}\n")
    outcome = archive.build()
    assert outcome.status == 1
    (told,) = outcome.errors
    assert (told.path, told.line, told.code) == ("layouts/document.html", 2, "template-error")
    assert "without end" in told.message


@pytest.mark.skipif(os.name != "posix", reason="links are rare here")
def test_links_among_layouts_and_assets_are_told_of_and_not_followed(archive, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "logo.svg").write_text("<svg/>", encoding="utf-8")
    for path in ("layouts/home.html", "assets/pictures/logo.svg"):
        (archive.root / path).parent.mkdir(parents=True)
        (archive.root / path).symlink_to(elsewhere / "logo.svg")
    (archive.root / "assets/more").symlink_to(elsewhere)
    outcome = archive.build()
    assert outcome.status == 1
    places = ["assets/more", "assets/pictures/logo.svg", "layouts/home.html"]
    assert [(told.path, told.code) for told in outcome.errors] == [(path, "not-a-file") for path in places]
    assert archive.check().messages == outcome.messages


def test_a_file_where_the_layouts_belong_is_an_error(archive):
    archive.write("layouts", "no folder")
    assert [(told.path, told.code) for told in archive.build().errors] == [("layouts", "not-a-file")]
