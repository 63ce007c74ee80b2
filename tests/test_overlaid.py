"""A few entries over many: as a dictionary made of both, and nothing of the many touched."""

import sys

from hypothesis import given
from hypothesis import strategies as st

from diarium.archive.overlaid import Overlaid

SMALL = st.dictionaries(st.integers(0, 8), st.text(max_size=2))


@given(SMALL, SMALL)
def test_it_is_like_a_dictionary_made_of_both(many, few):
    both, made = Overlaid(many, few), {**many, **few}
    assert dict(both) == made
    assert list(both) == list(made)
    assert list(both.items()) == list(made.items())
    assert len(both) == len(made)
    for key in range(10):
        assert (key in both) == (key in made)
        assert both.get(key, "nothing") == made.get(key, "nothing")


def test_nothing_is_touched_that_nobody_asks_for():
    one, other = object(), object()
    counted = sys.getrefcount(one)
    both = Overlaid({"one": one}, {"other": other})
    assert both["other"] is other
    assert sys.getrefcount(one) == counted + 1  # in the dictionary that it lies in
