"""Front matter as people get it wrong: one message for each mistake, at its place, with its name and its remedy."""

import time

import pytest
from archive import DOCUMENT, HEAD, Archive, accepted, built, document, front, published, refused, warned
from cases import cases

BODY = "\nText.\n"
DATE_AND_TYPE = "date: 2017-02-23\ntype: report\n"
GROUP = "\nmeeting:\n  "


def with_head(head):
    """An archive of one document with these lines of front matter."""
    return {DOCUMENT: f"---\n{head}---\n{BODY}"}


def with_title(title):
    return with_head(f"title: {title}\n{DATE_AND_TYPE}")


def with_lines(lines):
    """Right front matter, and these lines from line 5 on."""
    return with_head(HEAD + lines)


def one_error(root, files, code, place, *words):
    said = refused(root, files).only
    assert (said.code, said.severity, said.place) == (code, "error", place), said
    assert said.path == DOCUMENT
    for word in words:
        assert word in said.words, said
    assert said.help, "every mistake has a remedy"
    return said


# ---------------------------------------------------------------- 1: values stay the text that stands there


@pytest.mark.parametrize(
    ("line", "shown"),
    cases(
        a_surname_that_YAML_takes_for_nothing=("officer: Kari Null", "Kari Null"),
        a_number_with_a_leading_zero=("case: 0123", "0123"),
        a_case_number_that_YAML_takes_for_a_number=("case: 803_1873", "803_1873"),
        an_item_that_ends_in_zero=(
            "tabled:\n  - series: Beredningen\n    date: 2017-03-22\n    item: 7.10",
            "7.10",
        ),
        a_time_that_YAML_counts_in_sixties=("meeting:\n  date: 2017-02-16\n  time: 13:30", "13:30"),
        a_time_that_looks_like_a_fraction=("meeting:\n  date: 2017-02-16\n  time: 09.00", "09.00"),
        a_word_that_YAML_takes_for_false=("meeting:\n  date: 2017-02-16\n  place: off", "off"),
        a_number_of_the_series=("series: Beredningen\nmeeting:\n  number: 3/2017", "3/2017"),
        a_summary_that_is_a_number=("summary: 1e3", "1e3"),
    ),
)
def test_a_value_is_shown_as_it_is_written(tmp_path, line, shown):
    archive = built(tmp_path, {DOCUMENT: document("Text.\n", line)})
    assert shown in archive.page()


def test_no_is_understood_as_norwegian(tmp_path):
    archive = built(tmp_path, {DOCUMENT: document("Tekst.\n", "lang: no")})
    assert 'lang="nb"' in archive.page()


def test_a_key_that_yaml_takes_for_false_is_named_as_it_is_written(tmp_path):
    one_error(tmp_path, with_lines("no: x\n"), "unknown-field", (5, 1), "'no'")


@pytest.mark.parametrize("title", ["null", "~", "true", "1e3", "0x1F", "2017-02-23", "=", ".inf", "12:30:45"])
def test_a_title_is_a_text_whatever_it_looks_like(tmp_path, title):
    archive = built(tmp_path, with_title(title))
    assert f">{title}<" in archive.page().replace("\n", "")


# ---------------------------------------------------------------- 2: dates


@pytest.mark.parametrize(
    ("date", "words"),
    cases(
        a_day_the_month_does_not_have=("2017-02-30", ["28 days", "year-month-day"]),
        the_29th_of_February_in_an_ordinary_year=("2017-02-29", ["28 days"]),
        the_31st_of_April=("2017-04-31", ["30 days"]),
        month_thirteen=("2017-13-01", ["month 13"]),
        month_zero=("2017-00-01", ["month 00"]),
        day_zero=("2017-01-00", ["31 days"]),
        year_zero=("0000-01-01", ["year 0"]),
        only_year_zero=("0000", ["year 0"]),
        Nordic_with_full_stops=("16.02.2017", ["date: 2017-02-16"]),
        Nordic_without_zeros=("6.2.2017", ["date: 2017-02-06"]),
        Nordic_with_two_digits_of_the_year=("16.02.17", ["date: 2017-02-16"]),
        without_leading_zeros=("2017-2-3", ["date: 2017-02-03"]),
        with_slashes=("2017/02/16", ["date: 2017-02-16"]),
        without_hyphens=("20170216", ["date: 2017-02-16"]),
        with_dashes_for_hyphens=("2017–02–16", ["date: 2017-02-16"]),
        American_where_only_one_reading_is_possible=("02/23/2017", ["date: 2017-02-23"]),
        in_Swedish_words=("den 23 februari 2017", ["date: 2017-02-23"]),
        in_Norwegian_words=("23. mai 2023", ["date: 2023-05-23"]),
        in_English_words=("February 23, 2017", ["date: 2017-02-23"]),
        only_a_month_in_words=("februari 2017", ["date: 2017-02"]),
        with_a_time=("2017-02-23T10:00:00Z", ["date: 2017-02-23"]),
        with_a_span=("2017-02-23/2017-02-24", ["date: 2017-02-23"]),
        five_digits_of_the_year=("99999-01-01", ["year-month-day"]),
        digits_of_another_script=("２０１７-02-23", ["year-month-day"]),
        a_week=("2017-W08", ["year-month-day"]),
        yesterday=("i går", ["year-month-day"]),
        negative=("-2017", ["year-month-day"]),
        nearly_endless=("9" * 5000, ["year-month-day"]),
    ),
)
def test_a_wrong_date_is_an_error_that_shows_the_iso_form(tmp_path, date, words):
    files = with_head(f"title: Report\ntype: report\ndate: {date}\n")
    one_error(tmp_path, files, "bad-date", (4, 7), date[:20], *words)


@pytest.mark.parametrize("date", ["03/04/2017", "99999-01-01", "31.02.2017", "1 2017"])
def test_no_reading_of_a_date_is_suggested_where_there_is_not_just_one(tmp_path, date):
    files = with_head(f"title: Report\ntype: report\ndate: {date}\n")
    assert "write it as" not in one_error(tmp_path, files, "bad-date", (4, 7)).help


def test_letters_that_only_look_like_those_of_a_month_or_weekday_name_none(tmp_path):
    """Where capitals do not count, ſ passes for s and ı for i."""
    one_error(tmp_path, with_head("title: Report\ndate: \u017fept 2017\ntype: report\n"), "bad-date", (3, 7))
    text = document("Møte ke\u017fkiviikko 1.2.2023 og taı 1.2.2023.\n")
    accepted(tmp_path / "other", {DOCUMENT: text})


@pytest.mark.parametrize("date", ["2017-02-23", "2017-02", "2017", "2016-02-29"])
def test_a_right_date_passes(tmp_path, date):
    accepted(tmp_path, with_head(f"title: Report\ntype: report\ndate: {date}\n"))


@pytest.mark.parametrize(
    ("period", "remedy"),
    cases(
        days_of_one_month=("2017-02-16/17", "2017-02-16/2017-02-17"),
        with_a_hyphen=("2017-02-16 - 2017-02-17", "2017-02-16/2017-02-17"),
        with_a_dash=("2017-02-16–2017-02-17", "2017-02-16/2017-02-17"),
        Nordic=("16.–17.02.2017", "2017-02-16/2017-02-17"),
        Nordic_twice=("16.02.2017–17.02.2017", "2017-02-16/2017-02-17"),
        in_words=("den 12-13 januari 2017", "2017-01-12/2017-01-13"),
        in_words_with_spaces=("30. – 31 august 2023", "2023-08-30/2023-08-31"),
        one_Nordic_day=("16.02.2017", "2017-02-16"),
        an_end_without_a_beginning=("/2017-02-17", "2017-02-17"),
        an_impossible_end=("2017-02-16/2017-02-30", "28 days"),
    ),
)
def test_a_wrong_period_is_an_error_that_shows_the_iso_form(tmp_path, period, remedy):
    one_error(tmp_path, with_lines(f"meeting:\n  date: {period}\n"), "bad-date", (6, 9), remedy)


def test_every_date_field_is_checked(tmp_path):
    lines = (
        "tabled:\n  - series: B\n    date: 2017-02\nnext:\n  date: x\npublish: 2017\nsource:\n  retrieved: 1.1.2017\n"
        "corrections:\n  - date: 2017-2-3\n    note: x\nwithdrawn:\n  date: 0000\n  reason: x\n"
    )
    outcome = refused(tmp_path, with_lines(lines))
    assert [said.line for said in outcome.about("bad-date")] == [7, 9, 10, 12, 14, 17]


# ---------------------------------------------------------------- 3: twice the same key


def test_a_duplicate_key_is_an_error_that_names_both_lines(tmp_path):
    said = one_error(tmp_path, with_lines("title: Another\n"), "duplicate-key", (5, 1), "'title'", "2 and 5")
    assert [(note["line"], note["column"]) for note in said.notes] == [(2, 1)]


def test_a_duplicate_key_deep_inside_is_found(tmp_path):
    lines = "participants:\n  - name: Anna Berg\n    role: x\n    role: y\n"
    one_error(tmp_path, with_lines(lines), "duplicate-key", (8, 5), "'role'", "7 and 8")


def test_a_duplicate_key_within_braces_is_found(tmp_path):
    one_error(tmp_path, with_lines("meeting: {city: Oslo, city: Lier}\n"), "duplicate-key", (5, 23), "'city'")


def test_a_key_that_stands_three_times_gives_two_messages(tmp_path):
    outcome = refused(tmp_path, with_lines("lang: sv\nlang: nb\nlang: da\n"))
    assert [(said.code, said.line) for said in outcome.messages] == [("duplicate-key", 6), ("duplicate-key", 7)]


@pytest.mark.parametrize("key", ["'title'", '"title"', "title "])
def test_quotes_and_spaces_do_not_make_a_key_another(tmp_path, key):
    one_error(tmp_path, with_lines(f"{key}: Another\n"), "duplicate-key", (5, 1), "'title'")


# ---------------------------------------------------------------- 4: values that need quotes


@pytest.mark.parametrize(
    ("value", "column"),
    cases(
        a_colon_and_a_space=("Møte: budsjett", 12),
        a_colon_at_the_end=("Møte:", 12),
        a_second_colon=("Møte 09:00: budsjett", 18),
        a_text_after_a_bracket=("[utkast] R", 8),
        a_text_after_a_brace=("{utkast} R", 8),
        a_bracket_that_is_never_closed=("[utkast R", 8),
        a_brace_that_is_never_closed=("{utkast R", 8),
        an_at_sign=("@home", 8),
        a_grave_accent=("`kode`", 8),
        a_percent_sign=("%20 av alt", 8),
        an_asterisk_around_a_word=("*viktig* møte", 8),
        two_asterisks=("** viktig", 8),
        an_ampersand_alone=("& co", 8),
        a_hyphen_and_a_space=("- abc", 8),
        a_question_mark_and_a_space=("? abc", 8),
        a_pipe=("| abc", 8),
        a_greater_than_sign=("> abc", 8),
    ),
)
def test_a_value_that_needs_quotes_is_told_to_have_them(tmp_path, value, column):
    quoted = "'" + value + "'"
    files = with_title(value)
    one_error(tmp_path, files, "needs-quotes", (2, column), "'title'", f"put the value in quotes: title: {quoted}")


@pytest.mark.parametrize("value", ["*viktig", "&co og sånt", "!viktig møte", "! viktig"])
def test_a_sign_that_yaml_has_a_use_for_needs_quotes_too(tmp_path, value):
    one_error(tmp_path, with_title(value), "yaml-feature", (2, 8), "put the value in quotes", f"'{value}'")


@pytest.mark.parametrize("value", ["[utkast]", "{utkast}", "[utkast, to]"])
def test_a_title_in_brackets_is_told_that_it_is_no_text(tmp_path, value):
    one_error(tmp_path, with_title(value), "wrong-shape", (2, 8), "put the value in quotes", f"title: '{value}'")


@pytest.mark.parametrize(
    ("value", "column"),
    cases(
        never_closed=("'abc", 8),
        double_and_never_closed=('"abc', 8),
        an_apostrophe_within=("'it's'", 12),
        a_text_after_them=('"abc" def', 13),
        closed_by_a_curly_one=('"abc”', 8),
    ),
)
def test_unbalanced_quotes_are_an_error(tmp_path, value, column):
    one_error(tmp_path, with_title(value), "unbalanced-quotes", (2, column), value[0])


def test_quotes_that_a_later_apostrophe_seems_to_close_are_found_where_they_open(tmp_path):
    files = with_head("title: 'abc\n" + DATE_AND_TYPE + "summary: it's fine\n")
    one_error(tmp_path, files, "unbalanced-quotes", (2, 8))


def test_a_backslash_in_double_quotes_asks_for_single_ones(tmp_path):
    one_error(tmp_path, with_title(r'"C:\path"'), "needs-quotes", (2, 8), r"'C:\path'")


@pytest.mark.parametrize(
    "value", ['abc"', "it's", "a - b", "-abc", "a:b", "a [b]", "a {b}", "?abc", "50 %", "a#b", "R & D"]
)
def test_a_sign_within_a_value_needs_no_quotes(tmp_path, value):
    accepted(tmp_path, with_title(value))


@pytest.mark.parametrize("value", ["'Møte: budsjett'", '"Møte: budsjett"', "'it''s'", "'[utkast] R'", "'*viktig*'"])
def test_a_value_in_quotes_is_right(tmp_path, value):
    accepted(tmp_path, with_title(value))


@pytest.mark.parametrize(
    ("lines", "place", "rest"),
    cases(
        of_a_name=("officer: Kari Ås #4\n", (5, 18), "#4"),
        of_an_item_of_a_list=("themes:\n  - Sak #4 og mer\n", (6, 9), "#4 og mer"),
        of_a_text_of_two_lines=("summary: en to\n  tre # fire\n", (6, 7), "# fire"),
        of_a_participant=("participants:\n  - Anna Berg, leder #2\n", (6, 22), "#2"),
        of_a_file=(
            "attachments:\n  - title: A\n    missing: true\n  - title: Bilaga #1\n    missing: true\n",
            (8, 19),
            "#1",
        ),
    ),
)
def test_a_number_sign_that_cuts_a_value_is_a_warning(tmp_path, lines, place, rest):
    said = warned(tmp_path, with_lines(lines)).only
    assert (said.code, said.severity, said.place) == ("cut-value", "warning", place)
    assert rest in said.message
    assert "put the value in quotes" in said.help


def test_a_title_that_a_number_sign_swallows_whole_says_so(tmp_path):
    one_error(tmp_path, with_title("#4"), "empty-value", (2, 7), "'title'", "comment", "'#4'")


@pytest.mark.parametrize("line", ["# a note to myself", "date: 2017-02-23 # on the last page", "lang: sv # surely"])
def test_a_comment_that_cuts_nothing_passes(tmp_path, line):
    head = "".join(one + "\n" for one in HEAD.splitlines() if one.split(":")[0] != line.split(":")[0])
    outcome = warned(tmp_path, with_head(f"{head}{line}\n"))
    assert all(said.code == "cut-value" and said.line == 5 for said in outcome.messages)


# ---------------------------------------------------------------- 5: characters that only look right


@pytest.mark.parametrize(
    ("head", "place", "name"),
    cases(
        after_a_colon=(f"title:\u00a0X\n{DATE_AND_TYPE}", (2, 7), "NO-BREAK SPACE (U+00A0)"),
        after_a_colon_and_a_space=(f"title: \u00a0X\n{DATE_AND_TYPE}", (2, 8), "NO-BREAK SPACE (U+00A0)"),
        before_a_colon=(f"title\u00a0: X\n{DATE_AND_TYPE}", (2, 6), "NO-BREAK SPACE (U+00A0)"),
        at_the_end=(f"title: X\u00a0\n{DATE_AND_TYPE}", (2, 9), "NO-BREAK SPACE (U+00A0)"),
        as_indentation=(f"{HEAD}meeting:\n\u00a0\u00a0city: Oslo\n", (6, 1), "NO-BREAK SPACE (U+00A0)"),
        after_a_hyphen=(f"{HEAD}themes:\n  -\u00a0A\n", (6, 4), "NO-BREAK SPACE (U+00A0)"),
        narrow=(f"title:\u202fX\n{DATE_AND_TYPE}", (2, 7), "NARROW NO-BREAK SPACE (U+202F)"),
        ideographic=(f"title:\u3000X\n{DATE_AND_TYPE}", (2, 7), "IDEOGRAPHIC SPACE (U+3000)"),
        a_tab_as_indentation=(f"{HEAD}meeting:\n\tcity: Oslo\n", (6, 1), "TAB (U+0009)"),
        a_tab_after_spaces=(f"{HEAD}meeting:\n  \tcity: Oslo\n", (6, 3), "TAB (U+0009)"),
        a_tab_before_an_item=(f"{HEAD}themes:\n\t- A\n", (6, 1), "TAB (U+0009)"),
        a_tab_before_a_colon=(f"title\t: X\n{DATE_AND_TYPE}", (2, 6), "TAB (U+0009)"),
    ),
)
def test_a_space_that_is_none_is_an_error_that_names_it(tmp_path, head, place, name):
    one_error(tmp_path, with_head(head), "wrong-space", place, name)


@pytest.mark.parametrize(
    ("head", "place", "remedy"),
    cases(
        of_the_first_field=(f"title:Report\n{DATE_AND_TYPE}", (2, 6), "write: title: Report"),
        of_a_field_in_the_middle=("title: Report\ndate:2017-02-23\ntype: report\n", (3, 5), "write: date: 2017-02-23"),
        of_the_last_field=("title: Report\ndate: 2017-02-23\ntype:report\n", (4, 5), "write: type: report"),
        of_the_only_field_of_a_group=(f"{HEAD}meeting:\n  city:Oslo\n", (6, 7), "write: city: Oslo"),
        of_the_first_field_of_a_group=(f"{HEAD}meeting:\n  city:Oslo\n  place: X\n", (6, 7), "write: city: Oslo"),
        of_the_last_field_of_a_group=(f"{HEAD}meeting:\n  place: X\n  city:Oslo\n", (7, 7), "write: city: Oslo"),
        of_an_item_of_a_list=(
            f"{HEAD}participants:\n  - name:Anna Berg\n    role: x\n",
            (6, 9),
            "write: name: Anna Berg",
        ),
        after_a_hyphen=(f"{HEAD}themes:\n  -Klima\n", (6, 3), "write: - Klima"),
    ),
)
def test_a_missing_space_is_an_error_that_shows_the_line_with_it(tmp_path, head, place, remedy):
    one_error(tmp_path, with_head(head), "missing-space", place, remedy)


@pytest.mark.parametrize("mark", ["–", "—", "•", "\u2011"])
def test_an_item_that_begins_with_another_sign_than_a_hyphen_is_an_error(tmp_path, mark):
    head = front(
        "participants:",
        f"  {mark} Kari Nord, leder",
        f"  {mark} Ola Sør",
        "  - Åse Ek",
        "summary:",
        f"  {mark} Ja, sa hun.",
    )
    outcome = refused(tmp_path, {DOCUMENT: head})
    assert [(said.code, said.place) for said in outcome.messages] == [
        ("wrong-hyphen", (6, 3)),
        ("wrong-hyphen", (7, 3)),
    ]
    assert outcome.messages[0].help == "write: - Kari Nord, leder"
    archive = Archive(tmp_path / "fixed", {DOCUMENT: head})
    archive.run("check", "--fix", "--yes")
    assert (archive.root / DOCUMENT).read_text("utf-8") == head.replace(f"  {mark} Kari", "  - Kari").replace(
        f"  {mark} Ola", "  - Ola"
    )


def test_all_missing_spaces_are_told_at_once(tmp_path):
    outcome = refused(tmp_path, with_head("title:Report\ndate:2017-02-23\ntype:report\n"))
    assert [(said.code, said.place) for said in outcome.messages] == [
        ("missing-space", (2, 6)),
        ("missing-space", (3, 5)),
        ("missing-space", (4, 5)),
    ]


@pytest.mark.parametrize("value", ["“Report”", "”Report”", "„Report“", "«Report»", "»Report«", "‘Report’", "“Møte: x”"])
def test_curly_quotes_used_as_quotes_are_an_error_that_shows_straight_ones(tmp_path, value):
    said = one_error(tmp_path, with_title(value), "curly-quotes", (2, 8), value[0], value[-1])
    assert f'"{value[1:-1]}"' in said.help


@pytest.mark.parametrize(
    ("lines", "places"), [("themes:\n  - “A”\n", [(6, 5)]), ("themes: [“A”, “B”]\n", [(5, 10), (5, 15)])]
)
def test_curly_quotes_around_items_are_an_error_too(tmp_path, lines, places):
    outcome = refused(tmp_path, with_lines(lines))
    assert [(said.code, said.place) for said in outcome.messages] == [("curly-quotes", place) for place in places]


@pytest.mark.parametrize("value", ["Om ”Report”", "”Report” och mer", "«A» og «B»", "'”Report”'", "Stockholm’s"])
def test_curly_quotes_that_belong_to_the_text_pass(tmp_path, value):
    accepted(tmp_path, with_title(value))


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\u200b", "ZERO WIDTH SPACE (U+200B)"),
        ("\u200d", "ZERO WIDTH JOINER (U+200D)"),
        ("\u2060", "WORD JOINER (U+2060)"),
        ("\ufeff", "ZERO WIDTH NO-BREAK SPACE (U+FEFF)"),
        ("\u00ad", "SOFT HYPHEN (U+00AD)"),
        ("\u202e", "RIGHT-TO-LEFT OVERRIDE (U+202E)"),
        ("\u2066", "LEFT-TO-RIGHT ISOLATE (U+2066)"),
        ("\u200f", "RIGHT-TO-LEFT MARK (U+200F)"),
        ("\u2028", "LINE SEPARATOR (U+2028)"),
        ("\u3164", "HANGUL FILLER (U+3164)"),
        ("\U000e0041", "TAG LATIN CAPITAL LETTER A (U+E0041)"),
    ],
)
@pytest.mark.parametrize("where", ["value", "key", "escape"])
def test_an_invisible_character_is_an_error_that_names_it(tmp_path, where, character, name):
    escape = f"\\U{ord(character):08x}"
    head, place = {
        "value": (f"title: Re{character}port\n{DATE_AND_TYPE}", (2, 10)),
        "key": (f"ti{character}tle: Report\n{DATE_AND_TYPE}", (2, 3)),
        "escape": (f'title: "Re{escape}port"\n{DATE_AND_TYPE}', (2, 8)),
    }[where]
    one_error(tmp_path, with_head(head), "invisible-character", place, name)


@pytest.mark.parametrize("escape", [r"\0", r"\x01", r"\x03", r"\a", r"\e", r"\x7f", r"\N", r"\ufffe"])
def test_a_control_character_written_as_an_escape_is_an_error(tmp_path, escape):
    one_error(tmp_path, with_title(f'"Re{escape}port"'), "control-character", (2, 8), "U+")


def test_decomposed_letters_written_as_escapes_are_composed(tmp_path):
    archive = built(tmp_path, with_title(r'"Ma\u030al"'))
    assert "Mål" in archive.page()


# ---------------------------------------------------------------- 6: what YAML can do and front matter does not

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join(['*' + old] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGE_BOMB = "a: &a {k: 1}\n" + "".join(
    f"{new}: &{new} {{<<: [*{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}]}}\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("head", "code", "place", "shown"),
    cases(
        an_anchor=(f"{HEAD}summary: &a text\n", "yaml-feature", (5, 10), "&a"),
        an_alias=(f"{HEAD}summary: *a\n", "yaml-feature", (5, 10), "*a"),
        a_merge_key=(f"{HEAD}meeting:\n  <<: x\n", "yaml-feature", (6, 3), "<<"),
        a_tag_that_runs_a_program=(
            f"{HEAD}summary: !!python/object:os.system ls\n",
            "yaml-feature",
            (5, 10),
            "!!python",
        ),
        a_tag_on_a_list=(f"{HEAD}themes: !!set [a]\n", "yaml-feature", (5, 9), "!!set"),
        a_tag_on_the_whole=(f"!!map\n{HEAD}", "yaml-feature", (2, 1), "!!map"),
        a_directive=(f"%YAML 1.1\n{HEAD}", "yaml-feature", (2, 1), "%YAML"),
        another_directive=(f"%TAG ! tag:x,2000:\n{HEAD}", "yaml-feature", (2, 1), "%TAG"),
        a_complex_key=(f"? complex key\n: value\n{HEAD}", "yaml-feature", (2, 3), "?"),
        a_list_as_a_key=(f"{HEAD}? [a, b]\n: value\n", "yaml-feature", (5, 3), "?"),
        an_end_of_the_document=(f"{HEAD}...\ntitle: x\n", "second-document", (5, 1), "full stops"),
        nine_brackets=(f"{HEAD}summary: {'[' * 9}{']' * 9}\n", "too-deep", (5, 17), "8 levels"),
        nine_indentations=(
            HEAD + "".join("  " * n + "a:\n" for n in range(9)) + "  " * 9 + "b\n",
            "too-deep",
            (13, 17),
            "8 levels",
        ),
        fifty_thousand_brackets=(f"title: {'[' * 50_000}\n", "too-deep", (2, 15), "8 levels"),
        fifty_thousand_braces=(f"title: {'{' * 50_000}\n", "too-deep", (2, 15), "8 levels"),
        thirty_thousand_hyphens=("- " * 30_000 + "\n", "too-deep", (2, 17), "8 levels"),
        more_than_64_KiB=(f"title: x\nsummary: {'a' * 65_536}\n", "too-large", (2, 1), "64 KiB"),
        a_bomb_of_aliases=(BOMB, "yaml-feature", (2, 4), "&a"),
        a_bomb_of_merge_keys=(MERGE_BOMB, "yaml-feature", (2, 4), "&a"),
    ),
)
def test_what_yaml_could_grow_or_run_is_refused_before_it_is_built(tmp_path, head, code, place, shown):
    one_error(tmp_path, with_head(head), code, place, shown)


@pytest.mark.parametrize("head", [BOMB, MERGE_BOMB, f"title: {'[' * 50_000}\n", f"title: x\nsummary: {'a' * 65_536}\n"])
def test_refusing_takes_no_time(head):
    from diarium.reading.document import read_document

    data = f"---\n{head}---\n".encode()
    read_document(DOCUMENT, data)
    took = []
    for _ in range(5):
        start = time.process_time()
        read_document(DOCUMENT, data)
        took.append(time.process_time() - start)
    assert min(took) < 0.05


def test_front_matter_of_almost_64_kib_is_read(tmp_path):
    accepted(tmp_path, with_lines("summary: " + "ord " * 16_000 + "\n"))


@pytest.mark.parametrize("between", ["", "\n", "\n\n"])
def test_a_second_block_of_front_matter_is_an_error(tmp_path, between):
    text = f"---\n{HEAD}---\n{between}---\ntitle: Other\n---\n"
    line = 6 + len(between)
    one_error(tmp_path, {DOCUMENT: text}, "second-document", (line, 1), "second block")


# ---------------------------------------------------------------- 7: no front matter, or none to speak of


@pytest.mark.parametrize(
    ("text", "line", "word"),
    cases(
        an_empty_file=("", 1, "empty"),
        empty_lines=("\n\n", 1, "empty"),
        only_text=("Hello\n", 1, "no front matter"),
        no_closing_line=("---\ntitle: x\n\nText\n", 1, "never closed"),
        only_an_opening_line=("---", 1, "never closed"),
        four_hyphens=("----\ntitle: x\n----\n", 1, "three hyphens"),
        dashes=("———\ntitle: x\n———\n", 1, "three hyphens"),
        indented_hyphens=(" ---\ntitle: x\n---\n", 1, "three hyphens"),
        an_empty_first_line=("\n---\ntitle: x\n---\n", 2, "first line"),
        front_matter_in_TOML=("+++\ntitle = 'x'\n+++\n", 1, "no front matter"),
        front_matter_in_JSON=('{"title": "x"}\n', 1, "no front matter"),
        a_title_glued_to_the_hyphens=("---title: x\n---\n", 1, "no front matter"),
    ),
)
def test_a_file_without_front_matter_is_an_error(tmp_path, text, line, word):
    one_error(tmp_path, {DOCUMENT: text}, "no-front-matter", (line, 1), word, "---")


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (DOCUMENT, "the fields title, date and type"),
        ("content/people/anna.md", "the field name"),
        ("content/cases/1-2017.md", "what is known"),
        ("content/pages/about.md", "the field title"),
    ],
)
@pytest.mark.parametrize("text", ["", "Text.\n"])
def test_the_fields_that_are_missing_are_those_of_its_kind(tmp_path, path, fields, text):
    assert refused(tmp_path, {path: text}).only.help == f"begin it with a line ---, {fields}, and a line ---"


@pytest.mark.parametrize("end", ["----", "...", "–––", " ---"])
def test_a_closing_line_that_is_almost_one_is_pointed_out(tmp_path, end):
    said = one_error(tmp_path, {DOCUMENT: f"---\ntitle: x\n{end}\nText\n"}, "no-front-matter", (1, 1), "never closed")
    assert [note["line"] for note in said.notes] == [3]


@pytest.mark.parametrize(
    ("head", "place", "word"),
    cases(
        a_list=("- a\n- b\n", (2, 1), "a list"),
        a_text=("hello\nworld\n", (2, 1), "a single text"),
        a_line_without_a_colon_first=(f"title Report\n{DATE_AND_TYPE}", (2, 1), "'title'"),
        a_line_without_a_colon_in_the_middle=("title: R\ndate 2017-02-23\ntype: report\n", (3, 1), "'date'"),
        a_line_without_a_colon_last=("title: R\ndate: 2017-02-23\ntype report\n", (4, 1), "'type'"),
        an_equals_sign=(f"title = Report\n{DATE_AND_TYPE}", (2, 1), "'title'"),
        a_field_indented_further=("title: R\n  date: 2017-02-23\ntype: report\n", (3, 3), "indented"),
        a_field_indented_less=("  title: R\ndate: 2017-02-23\n", (3, 1), "indentation"),
        a_field_between_two_indentations=(f"{HEAD}meeting:\n    city: Oslo\n  place: Y\n", (7, 3), "indentation"),
        an_item_indented_further=(f"{HEAD}themes:\n- A\n - B\n", (7, 2), "item"),
        two_commas=(f"{HEAD}themes: [A, , B]\n", (5, 13), "comma"),
    ),
)
def test_lines_that_are_no_fields_are_an_error_that_says_why(tmp_path, head, place, word):
    one_error(tmp_path, with_head(head), "front-matter", place, word)


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("participant", "participants"),
        ("deltagare", "participants"),
        ("deltakere", "participants"),
        ("deltagere", "participants"),
        ("osallistujat", "participants"),
        ("sagsnummer", "case"),
        ("päivämäärä", "date"),
        ("språk", "lang"),
        ("spra\u030ak", "lang"),
        ("Summary", "summary"),
        ("SUMMARY", "summary"),
        ("sumary", "summary"),
        ("diarienummer", "case"),
        ("vedlegg", "attachments"),
        ("organization", "organisation"),
    ],
)
def test_an_unknown_field_is_an_error_that_asks_what_was_meant(tmp_path, key, meant):
    one_error(tmp_path, with_lines(f"{key}: x\n"), "unknown-field", (5, 1), f"did you mean '{meant}'?")


def test_an_unknown_field_like_no_other_lists_those_there_are(tmp_path):
    one_error(tmp_path, with_lines("xyzzy: x\n"), "unknown-field", (5, 1), "'xyzzy'", "participants", "attachments")


def test_an_unknown_field_of_a_group_says_where_it_stands(tmp_path):
    one_error(tmp_path, with_lines("meeting:\n  cty: Oslo\n"), "unknown-field", (6, 3), "'meeting'", "'city'")


def test_a_misspelt_required_field_is_not_missed_on_top(tmp_path):
    one_error(tmp_path, with_head(f"Titel: Report\n{DATE_AND_TYPE}"), "unknown-field", (2, 1), "did you mean 'title'?")


def test_each_missing_field_is_told_with_a_line_to_write(tmp_path):
    outcome = refused(tmp_path, with_head(""))
    assert {(said.code, said.place) for said in outcome.messages} == {("missing-field", (1, 1))}
    assert [said.message.split("'")[1] for said in outcome.messages] == ["date", "title", "type"]
    assert all(said.help.startswith("add a line such as: ") for said in outcome.messages)


@pytest.mark.parametrize("value", ["", "''", '" "', "|", ">"])
def test_an_empty_title_is_an_error(tmp_path, value):
    said = refused(tmp_path, with_title(value)).only
    assert (said.code, said.line) == ("empty-value", 2)


@pytest.mark.parametrize(
    ("lines", "place", "word"),
    cases(
        a_list_for_one_value=("summary:\n  - A\n  - B\n", (6, 3), "not a list"),
        fields_for_a_text=("summary:\n  a: b\n", (6, 3), "not further fields"),
        a_text_for_fields=("meeting: Oslo\n", (5, 10), "further fields"),
        a_list_in_a_list=("themes:\n  - [a, b]\n", (6, 5), "list within a list"),
    ),
)
def test_a_value_of_the_wrong_shape_is_an_error(tmp_path, lines, place, word):
    one_error(tmp_path, with_lines(lines), "wrong-shape", place, word)


@pytest.mark.parametrize(
    ("lines", "place", "word"),
    cases(
        a_language=("lang: xx\n", (5, 7), "'xx'"),
        a_flag=("draft: perhaps\n", (5, 8), "'perhaps'"),
        a_status=("participants:\n  - name: Anna Berg\n    status: late\n", (7, 13), "'late'"),
    ),
)
def test_a_word_that_is_no_choice_is_an_error_that_lists_the_choices(tmp_path, lines, place, word):
    one_error(tmp_path, with_lines(lines), "bad-value", place, word)


@pytest.mark.parametrize(
    ("word", "meant"),
    [("reprt", "report"), ("Referat", "minutes"), ("PROTOKOLL", "minutes"), ("Kallelse", "agenda"), ("Brev", "letter")],
)
def test_an_unknown_type_is_an_error_that_asks_what_was_meant(tmp_path, word, meant):
    files = with_head(f"title: R\ndate: 2017-02-23\ntype: {word}\n")
    files["content/archive.yml"] = "name: A\nlanguage: en\ntypes: {letter: {sv: Brev, en: Letter}}\n"
    one_error(tmp_path, files, "unknown-type", (4, 7), f"'{word}'", f"did you mean '{meant}'?")


def test_all_mistakes_of_all_files_are_told_in_one_run(tmp_path):
    files = {
        "content/documents/2017/a.md": "---\ntitle: A: b\ndate:2017-02-23\ntype: 'x\nsummary: [a\nlang: xx\nfoo: 1\n---\n",
        "content/documents/2017/b.md": "---\ntitle: “B”\ndate: 2017-02-30\ntype: report\n---\n\n[x](javascript:y)\n",
        "content/people/c.md": "---\nnavn: C\n---\n",
        "content/pages/d.md": "Hello\n",
    }
    outcome = refused(tmp_path, files)
    assert [(said.path.rpartition("/")[2], said.line, said.code) for said in outcome.messages] == [
        ("a.md", 2, "needs-quotes"),
        ("a.md", 3, "missing-space"),
        ("a.md", 4, "unbalanced-quotes"),
        ("a.md", 5, "needs-quotes"),
        ("a.md", 6, "bad-value"),
        ("a.md", 7, "unknown-field"),
        ("b.md", 2, "curly-quotes"),
        ("b.md", 3, "bad-date"),
        ("b.md", 7, "unsafe-address"),
        ("d.md", 1, "no-front-matter"),
        ("c.md", 2, "unknown-field"),
    ]


def test_a_message_shows_the_line_with_a_caret_under_the_offence(tmp_path):
    outcome = published(tmp_path, with_lines("deltagare: x\n")).run("check", format="text")
    assert outcome.err == (
        f"{DOCUMENT}:5:1: error[unknown-field]: there is no field 'deltagare'\n"
        "    5 | deltagare: x\n"
        "      | ^^^^^^^^^\n"
        "  help: did you mean 'participants'?\n"
    )


# ---------------------------------------------------------------- 8: line endings and marks that change nothing

PLAIN = (
    front("summary: Møte i Oslo", "themes:", "  - Klima")
    + "\n# Möte\n\n- en\n- två\n\nText *med* [^1].\n\n[^1]: Not.\n"
)


@pytest.fixture(scope="module")
def plain_site(tmp_path_factory):
    return built(tmp_path_factory.mktemp("plain"), {DOCUMENT: PLAIN}).site()


@pytest.mark.parametrize(
    "data",
    cases(
        a_byte_order_mark=(b"\xef\xbb\xbf" + PLAIN.encode(),),
        CRLF=(PLAIN.replace("\n", "\r\n").encode(),),
        CR=(PLAIN.replace("\n", "\r").encode(),),
        a_byte_order_mark_and_CRLF=(b"\xef\xbb\xbf" + PLAIN.replace("\n", "\r\n").encode(),),
        no_final_newline=(PLAIN.rstrip("\n").encode(),),
        three_final_newlines=(PLAIN.encode() + b"\n\n",),
        decomposed_letters=(PLAIN.replace("ö", "o\u0308").encode(),),
    ),
)
def test_bytes_that_mean_the_same_text_give_the_same_site(tmp_path, plain_site, data):
    site = built(tmp_path, {DOCUMENT: data}).site()
    assert {path for path in site.keys() | plain_site.keys() if site.get(path) != plain_site.get(path)} == set()


# ---------------------------------------------------------------- 9: bytes that are no text


def test_latin_1_is_an_error_with_line_column_and_byte(tmp_path):
    data = with_title("Møte")[DOCUMENT].encode("latin-1")
    said = one_error(tmp_path, {DOCUMENT: data}, "not-utf8", (2, 9), "byte 12", "0xf8", "Latin-1", "UTF-8")
    assert "\ufffd" not in said.words


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_an_error_that_says_so(tmp_path, encoding):
    data = document().encode(encoding)
    one_error(tmp_path, {DOCUMENT: data}, "not-utf8", (1, 1), "UTF-16", "byte ", "UTF-8")


@pytest.mark.parametrize(
    "wrong",
    cases(
        cut_off=(b"\xc3",), overlong=(b"\xc0\xaf",), a_surrogate=(b"\xed\xa0\x80",), alone=(b"\x80",), beyond=(b"\xf5",)
    ),
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_invalid_utf_8_is_an_error_with_line_column_and_byte(tmp_path, wrong, newline):
    data = document("Första raden.\n\nHär är ").replace("\n", newline).encode() + wrong + b" slut\n"
    place, offset = (9, 8), data.rindex(wrong)
    one_error(tmp_path, {DOCUMENT: data}, "not-utf8", place, f"byte {offset}", f"0x{wrong[0]:02x}")


@pytest.mark.parametrize(
    ("wrong", "name"),
    cases(
        NUL=(b"\0", "NUL"),
        a_bell=(b"\x07", "U+0007"),
        an_escape=(b"\x1b", "U+001B"),
        a_form_feed=(b"\x0c", "U+000C"),
        a_vertical_tab=(b"\x0b", "U+000B"),
        a_delete=(b"\x7f", "U+007F"),
        next_line=("\x85".encode(), "U+0085"),
        no_character=("\uffff".encode(), "U+FFFF"),
        a_mark_of_ours=(b"\x03", "U+0003"),
    ),
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_control_character_is_an_error_with_line_column_and_byte(tmp_path, wrong, name, newline):
    data = document("Rad.\n\nHär ").replace("\n", newline).encode() + wrong + b"slut\n"
    one_error(tmp_path, {DOCUMENT: data}, "control-character", (9, 5), name, f"byte {data.index(wrong)}")


def test_every_line_with_a_control_character_is_told(tmp_path):
    outcome = refused(tmp_path, {DOCUMENT: document("a\x07b\n\nc\x1bd\n")})
    assert [said.place for said in outcome.about("control-character")] == [(7, 2), (9, 2)]


def test_a_replacement_character_left_by_an_earlier_conversion_is_an_error(tmp_path):
    one_error(tmp_path, {DOCUMENT: document("Bl\ufffdb\u00e6r\n")}, "not-utf8", (7, 3), "U+FFFD", "byte ")


# ---------------------------------------------------------------- 10: dates that are possible but odd


def odd(root, lines, head=HEAD):
    return warned(root, with_head(head + lines)).only


@pytest.mark.parametrize(
    ("date", "word"),
    [("1017-02-23", "1017"), ("0001-01-01", "0001"), ("2107-02-23", "future"), ("9999-12-31", "future")],
)
def test_a_year_far_off_is_a_warning(tmp_path, date, word):
    said = odd(tmp_path, f"date: {date}\n", "title: Report\ntype: report\n")
    assert (said.code, said.severity, said.place) == ("strange-date", "warning", (4, 7))
    assert word in said.message


@pytest.mark.parametrize(
    ("lines", "place"),
    cases(
        of_the_meeting=("meeting:\n  date: 1017-02-16\n", (6, 9)),
        of_the_meeting_where_it_was_tabled=("tabled:\n  series: B\n  date: 1017-03-22\n", (7, 9)),
        of_the_next_one=("next:\n  date: 2919\n", (6, 9)),
        of_the_day_of_retrieval=("source:\n  retrieved: 2107-01-01\n", (6, 14)),
        of_a_correction=("corrections:\n  - date: 2107-01-01\n    note: x\n", (6, 11)),
        of_publication=("publish: 1017-01-01\n", (5, 10)),
    ),
)
def test_an_odd_year_is_a_warning_in_every_field(tmp_path, lines, place):
    said = odd(tmp_path, lines)
    assert (said.code, said.place) == ("strange-date", place)


@pytest.mark.parametrize(
    ("path", "lines", "place"),
    [
        ("content/people/anna-berg.md", "name: Anna Berg\nroles:\n  - role: ordförande\n    from: 1017\n", (5, 11)),
        ("content/series/b.md", "name: B\neditions:\n  - date: 2917-02-16\n", (4, 11)),
        ("content/documents/a.md", HEAD + "withdrawn:\n  date: 1017-01-01\n  reason: x\n", (6, 9)),
    ],
)
def test_so_it_is_in_the_registry_and_of_a_withdrawal(tmp_path, path, lines, place):
    said = warned(tmp_path, {path: f"---\n{lines}---\n"}).only
    assert (said.code, said.place) == ("strange-date", place)


def test_an_office_may_end_some_years_ahead(tmp_path):
    entry = "---\nname: Anna Berg\nroles:\n  - role: ordförande\n    from: 2023\n    to: 2027\n---\n"
    accepted(tmp_path, {"content/people/anna-berg.md": entry})


def test_an_announced_meeting_may_lie_some_years_ahead(tmp_path):
    accepted(tmp_path, with_lines("next:\n  date: 2030\n"))


@pytest.mark.parametrize(
    ("lines", "place"),
    cases(
        of_a_meeting=("meeting:\n  date: 2017-02-17/2017-02-16\n", (6, 9)),
        of_months=("meeting:\n  date: 2017-02/2017-01\n", (6, 9)),
    ),
)
def test_an_end_before_the_start_is_a_warning(tmp_path, lines, place):
    said = odd(tmp_path, lines)
    assert (said.code, said.place) == ("end-before-start", place)


def test_an_office_that_ends_before_it_begins_is_a_warning(tmp_path):
    entry = "---\nname: Anna Berg\nroles:\n  - role: ordförande\n    from: 2018\n    to: 2016\n---\n"
    said = warned(tmp_path, {"content/people/anna-berg.md": entry}).only
    assert (said.code, said.place) == ("end-before-start", (6, 9))


def test_a_period_that_ends_with_the_year_it_begins_in_passes(tmp_path):
    accepted(tmp_path, with_lines("meeting:\n  date: 2017-02-16/2017\n"))


def test_a_document_older_than_its_event_is_a_warning_with_both_places(tmp_path):
    said = odd(tmp_path, "meeting:\n  date: 2017-03-16\n")
    assert (said.code, said.place) == ("older-than-event", (3, 7))
    assert [note["line"] for note in said.notes] == [6]


def test_an_agenda_is_older_than_its_meeting(tmp_path):
    head = "title: Kallelse\ndate: 2017-02-23\ntype: agenda\nmeeting:\n  date: 2017-03-16\n"
    accepted(tmp_path, with_head(head))


@pytest.mark.parametrize(
    "text",
    [
        "torsdag 16.03.2022",
        "torsdagen den 17 februari 2017",
        "mandag 16. mars 2023",
        "laurdag 16. mars 2023",
        "Monday, March 16, 2023",
        "Monday 16th March 2023",
        "maanantaina 16.3.2023",
        "2023-03-16 (fredag)",
        "fredag den 16.3.2023",
    ],
)
@pytest.mark.parametrize("where", ["body", "title"])
def test_a_weekday_that_does_not_fit_its_date_is_a_warning(tmp_path, text, where):
    body, title = (f"Mötet hölls {text}.", "Report") if where == "body" else ("Text.", f"Möte {text}")
    files = {DOCUMENT: f"---\ntitle: {title}\n{DATE_AND_TYPE}---\n\n{body}\n"}
    said = warned(tmp_path, files).only
    assert (said.code, said.place) == ("wrong-weekday", (7, 13) if where == "body" else (2, 8))
    assert "that day was a " in said.help


@pytest.mark.parametrize("text", ["torsdag 16.03.2023", "torsdagen den 16 februari 2017", "Thursday, March 16, 2023"])
def test_a_weekday_that_fits_passes(tmp_path, text):
    accepted(tmp_path, {DOCUMENT: document(f"Mötet hölls {text}.\n")})


@pytest.mark.parametrize(
    ("lines", "code", "place"),
    cases(
        no_further_lines=("accessibility: yes\n", "wrong-shape", (3, 16)),
        a_list=("accessibility: [a]\n", "wrong-shape", (3, 16)),
        an_unknown_degree=("accessibility:\n  status: maybe\n", "bad-value", (4, 11)),
    ),
)
def test_a_statement_that_would_not_say_what_was_meant_is_an_error(tmp_path, lines, code, place):
    files = {DOCUMENT: document(), "content/archive.yml": f"name: Archive\nlanguage: en\n{lines}"}
    said = refused(tmp_path, files).only
    assert (said.code, said.place) == (code, place)
