"""What an archive holds packed is, to whoever asks, what was packed; and is told by the same digest whoever packed it."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diarium.archive.appearances import Appearance, Appearances, Values
from diarium.archive.packed import Outlines
from diarium.archive.registry import Ref
from diarium.model import Laid, PackedRecord, Period, Record
from diarium.reading.body import Heading

WORDS = st.text(max_size=8)
REFS = st.builds(Ref, WORDS, WORDS)
NAMES = st.builds(
    Appearance,
    st.none() | REFS,
    WORDS,
    WORDS,
    WORDS,
    *[st.none() | WORDS] * 3,
    st.none() | REFS,
    st.none() | WORDS,
    st.booleans(),
)
RECORD = Record(
    {
        "title": "Protokoll",
        "part-of": None,
        "case": ("1-2024", "2-2024"),
        "meeting": Record({"date": Period("2024-01-01", "2024-01-02"), "city": "Malmö"}),
        "participants": (Record({"name": "Åsa"}), Record({"name": "Bo"})),
    }
)


@given(st.lists(NAMES, max_size=6), st.lists(NAMES, max_size=6))
def test_names_come_out_as_they_went_in_and_are_told_alike(names, others):
    alone, among = Values(), Values()
    Appearances.of(others, among)  # so that the same values have other numbers
    packed, again = Appearances.of(names, alone), Appearances.of(list(names), among)
    assert list(packed) == list(again) == names
    assert [type(name) for name in packed] == [Appearance] * len(names)
    assert len(packed) == len(names)
    assert repr(packed) == repr(again)
    assert packed == again
    assert (packed == Appearances.of(others, alone)) == (list(others) == names)


@given(st.lists(NAMES, min_size=1, max_size=6))
def test_names_can_be_sent_and_more_added_where_they_arrive(names):
    values, packed = pickle.loads(pickle.dumps((values := Values(), Appearances.of(names, values))))
    more = Appearances.of([names[0]._replace(printed="nobody has this name")], values)
    assert list(packed) == names
    assert more[0] == (*names[0][:3], "nobody has this name", *names[0][4:])
    assert more[0].ref is packed[0].ref, "each value is held once"


def test_names_that_are_packed_stay_as_they_are():
    packed = Appearances.of([Appearance(Ref("person", "a"), "d/", "officer", "A")], values := Values())
    assert Appearances.of(packed, values) is packed


@given(st.lists(st.binary(max_size=9)))
def test_pieces_that_lie_together_are_found_one_by_one(pieces):
    laid = Laid()
    numbers = [laid.add(piece) for piece in pieces]
    data, ends = laid.whole
    for one in (
        laid,
        pickle.loads(pickle.dumps(laid)),
        Laid.of(data, ends),
        pickle.loads(pickle.dumps(Laid.of(data, ends))),
    ):
        assert [one[number] for number in numbers] == pieces
        assert [one.length(number) for number in numbers] == list(map(len, pieces))
        assert len(one) == len(pieces)


def test_a_packed_record_answers_like_the_record():
    packed = PackedRecord.holding(RECORD)
    assert packed == RECORD
    assert packed == RECORD
    assert hash(packed) == hash(RECORD)
    assert repr(packed) == repr(RECORD)
    assert list(packed) == list(RECORD)
    assert packed.part_of is None
    assert packed["part-of"] is None
    assert "part-of" in packed
    assert "nothing" not in packed
    assert packed.meeting.date == Period("2024-01-01", "2024-01-02")
    assert pickle.loads(pickle.dumps(packed)) == RECORD
    assert PackedRecord.holding(packed) is packed
    with pytest.raises(AttributeError):
        _ = packed.nothing
    with pytest.raises(AttributeError):
        packed.title = "Another"


def test_headings_come_out_as_they_went_in():
    outline = (Heading(0, "", "", None, ""), Heading(2, "Ärende", "h-arende", "§ 3", "<em>Ärende</em>"))
    outlines = Outlines()
    outlines.add("a/", outline)
    over, but = outlines.over({"b/": outline[:1]}), outlines.over({"a/": ()})
    assert outlines["a/"] == over["a/"] == pickle.loads(pickle.dumps(outlines))["a/"] == outline
    assert over["b/"] == outline[:1]
    assert but["a/"] == ()
    assert list(outlines) == list(but) == ["a/"]
    assert list(over) == list(pickle.loads(pickle.dumps(over))) == ["a/", "b/"]
    assert len(over) == 2
    assert "b/" in over
    assert "b/" not in outlines
    assert pickle.loads(pickle.dumps(but))["a/"] == ()
    assert over.told("a/") == outlines.told("a/") != but.told("a/")
