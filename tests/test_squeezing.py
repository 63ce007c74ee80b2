"""What is packed in stretches: one stream for whoever unpacks it, cut by what stands near by."""

import io
import random
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diarium.disk import squeezing

NAMES = st.sampled_from(["lines.csv", "base.sqlite"])


def cut(data, name="lines.csv"):
    return list(squeezing.stretches(io.BytesIO(data), name))


@pytest.mark.parametrize(("least", "most", "page"), [(1 << 15, 1 << 16, 4096), (40, 80, 8), (1, 2, 1)])
@settings(max_examples=40)
@given(
    data=st.binary(max_size=300) | st.text("ab\n", max_size=300).map(str.encode), times=st.integers(1, 3), name=NAMES
)
def test_stretches_are_the_file_and_packed_one_stream(least, most, page, data, times, name):
    with pytest.MonkeyPatch.context() as small:
        for named, value in (("_LEAST", least), ("_MOST", most), ("_PAGE", page), ("_READ", 100)):
            small.setattr(squeezing, named, value)
        found = cut(data * times, name)
    assert b"".join(found) == data * times
    packed = b"".join(map(squeezing.squeezed, found)) + squeezing.END
    unpacking = zlib.decompressobj(-15)
    assert unpacking.decompress(packed) == data * times
    assert unpacking.eof
    assert not unpacking.unused_data


@pytest.mark.parametrize("size", [1, 51, 52, 32_767, 32_768, 65_535, 65_536, 70_000, 200_000])
@pytest.mark.parametrize("alphabet", [bytes(range(256)), b"ab", b"a", b"0123456789;\n"])
def test_whatever_it_is_like_it_ends_where_a_byte_ends(size, alphabet):
    data = bytes(random.Random(size).choices(alphabet, k=size))
    packed = squeezing.squeezed(data)
    assert packed[-2:] == b"\xff\xff"
    assert zlib.decompress(packed + squeezing.squeezed(b"and so on") + squeezing.END, -15) == data + b"and so on"


@pytest.mark.parametrize("name", ["lines.csv", "base.sqlite"])
def test_an_edit_moves_few_cuts(name):
    """A line is put in, or a page: what lies far from it is cut as it was."""
    dice = random.Random(name)
    data = b"".join(dice.randbytes(4095) + b"\n" for _ in range(1000))
    middle = 4096 * 500
    now = data[:middle] + dice.randbytes(4095) + b"\n" + data[middle:]
    assert len(set(cut(now, name)) - set(cut(data, name))) <= 6
    assert len(cut(now, name)) > 60


def test_where_it_is_cut_does_not_depend_on_how_it_is_read(monkeypatch):
    data = b"".join(random.Random(1).randbytes(99) + b"\n" for _ in range(9000))
    whole = cut(data)
    monkeypatch.setattr(squeezing, "_READ", 1000)
    assert cut(data) == whole
