"""The archive of everything as a file: read by the library of the field, grown from the one before, very large."""

import io
import zipfile
from array import array
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diarium.disk import bundle, patchwork, squeezing, zipping
from diarium.disk.beside import Beside

NAMES = st.text("abcåé/ .-", min_size=1, max_size=12)
FILES = st.dictionaries(NAMES, st.binary(max_size=400), max_size=12)


def made(folder, files, packed=bundle.packed, beside=None):
    """A zip of these files, in their order."""
    one = bundle.Bundle(folder, "top", "stamp", beside)
    for path, data in files.items():
        one.take(path, data.hex(), lambda path=path, data=data: packed(path, data))
    finished = one.done()
    assert finished.sha256 == bundle.digest_of(finished.path)
    return finished.path.read_bytes()


def held(data):
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        return {name.removeprefix("top/"): packed.read(name) for name in packed.namelist()}


@settings(max_examples=60)
@given(st.lists(FILES, min_size=1, max_size=4))
def test_whatever_it_grew_from_it_is_the_file_made_from_nothing(versions):
    with TemporaryDirectory() as grown:
        for number, files in enumerate(versions):
            packed_anew = []

            def packed(path, data, packed_anew=packed_anew):
                packed_anew.append(path)
                return bundle.packed(path, data)

            data = made(Path(grown), files, packed)
            before = versions[number - 1] if number else {}
            assert set(packed_anew) == {path for path in files if before.get(path) != files[path]}
            with TemporaryDirectory() as fresh:
                assert data == made(Path(fresh), files)
            assert held(data) == files
            assert list(held(data)) == list(files)


@settings(max_examples=60)
@given(st.lists(FILES, min_size=2, max_size=2))
def test_files_that_stay_are_taken_over_in_whatever_rows_they_lie(versions):
    with TemporaryDirectory() as grown, TemporaryDirectory() as fresh:
        made(Path(grown), versions[0])
        one, files, packed_anew = bundle.Bundle(Path(grown), "top", "stamp"), versions[1], []

        def packed(path):
            packed_anew.append(path)
            return bundle.packed(path, files[path])

        one.stay(list(files), [data.hex() for data in files.values()], packed)
        assert one.done().path.read_bytes() == made(Path(fresh), files)
        assert packed_anew == [path for path in files if versions[0].get(path) != files[path]]


@settings(max_examples=30)
@given(st.lists(FILES, min_size=2, max_size=4), st.sampled_from([1, 50, 1 << 20]))
def test_what_is_done_beside_gives_the_same_file(versions, few):
    with TemporaryDirectory() as grown, pytest.MonkeyPatch.context() as small, Beside() as beside:
        for name in ("_CHUNK", "_LONG", "_AHEAD"):
            small.setattr(patchwork, name, few)
        for number, files in enumerate(versions):
            data = made(Path(grown), files, beside=beside)
            if number % 2:
                beside.rest()
            with TemporaryDirectory() as fresh:
                assert data == made(Path(fresh), files)


LARGE = st.lists(st.sampled_from([b"", b"one line\n", b"another\n", bytes(range(256)), b"x" * 90]), max_size=40).map(
    b"".join
)


@settings(max_examples=60)
@given(
    st.lists(st.dictionaries(st.sampled_from(["a.csv", "b.sqlite", "c.png"]), LARGE), min_size=2, max_size=4),
    st.booleans(),
    st.sampled_from([8, 1 << 24]),
)
def test_what_is_large_grows_by_the_stretches_that_are_new(versions, threads, at_hand):
    """From a file or from memory it is the same, and of a file is kept whatever stretch was there before."""
    with TemporaryDirectory() as grown, pytest.MonkeyPatch.context() as small, Beside() as beside:
        for name, value in (("LARGE", 50), ("_LEAST", 16), ("_MOST", 48), ("_PAGE", 8)):
            small.setattr(squeezing, name, value)
        small.setattr(bundle, "_AT_HAND", at_hand)
        anew = []
        squeezed = squeezing.squeezed
        lying = Path(grown) / "lying"
        before = {}
        for files in versions:
            one = bundle.Bundle(Path(grown), "top", "stamp", beside if threads else None)

            def pack(path, data, one=one):
                lying.write_bytes(data)
                return one.in_stretches(path, lying) or bundle.packed(path, data)

            small.setattr(squeezing, "squeezed", lambda data: anew.append(data) or squeezed(data))
            anew.clear()
            for path, data in files.items():
                one.take(path, data.hex(), lambda path=path, data=data, pack=pack: pack(path, data))
            data = one.done().path.read_bytes()
            small.setattr(squeezing, "squeezed", squeezed)
            told = {
                path: set(squeezing.stretches(io.BytesIO(data), path))
                for path, data in files.items()
                if len(data) > 50 and not path.endswith(".png")
            }
            wanted = [(path, stretch) for path in told for stretch in told[path] - before.get(path, set())]
            assert sorted(set(anew)) == sorted({stretch for _, stretch in wanted})
            before = told
            with TemporaryDirectory() as fresh:
                assert data == made(Path(fresh), files)
            assert held(data) == files


def test_trouble_beside_is_told_when_the_file_is_finished(tmp_path):
    data = made(tmp_path, {"a": b"one", "b": b"two" * 100})
    with Beside() as beside:
        one = bundle.Bundle(tmp_path, "top", "stamp", beside)
        (tmp_path / "archive.zip").write_bytes(data[:20])
        one.take("c", "other", lambda: bundle.packed("c", b"three"))
        one.take("b", (b"two" * 100).hex(), lambda: bundle.packed("b", b"two" * 100))
        one.take("d", "another", lambda: bundle.packed("d", b"four"))
        with pytest.raises(OSError, match="cut short"):
            one.done()
        beside.end()
        one.abandon()
    assert not (tmp_path / "archive.zip.new").exists()


def test_one_that_somebody_changed_is_not_taken_over(tmp_path):
    files = {"a": b"one" * 100, "b": b"two" * 100}
    data = made(tmp_path, files)
    (tmp_path / "archive.zip").write_bytes(data[:-40] + b"x" * 41)
    assert made(tmp_path, files) == data


def test_what_is_abandoned_leaves_the_last_one(tmp_path):
    data = made(tmp_path, {"a": b"one"})
    one = bundle.Bundle(tmp_path, "top", "stamp")
    one.take("a", "other", lambda: bundle.packed("a", b"2" * 2_000_000))
    one.abandon()
    assert (tmp_path / "archive.zip").read_bytes() == data
    assert not (tmp_path / "archive.zip.new").exists()


def test_more_members_than_the_old_format_can_count(tmp_path):
    data = made(tmp_path, {f"{number}": b"" for number in range(70_000)})
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert len(packed.namelist()) == 70_000
        assert packed.read("top/69999") == b""


def test_places_beyond_four_gigabytes(tmp_path):
    """A file with a hole, as large as the old format cannot tell."""
    path, far, text = tmp_path / "large.zip", 5 << 30, b"far away"
    member = bundle.packed("x", text)
    entry = zipping.Entry(member.crc, member.size, len(member.data), zipping.DEFLATED)
    with open(path, "wb") as file:
        file.seek(far)
        file.write(zipping.before("x", entry) + member.data)
        at, listed = file.tell(), zipping.listed("x", entry, far)
        file.write(listed + zipping.end(1, at, len(listed)))
    with zipfile.ZipFile(path) as packed:
        assert packed.read("x") == text


def test_a_member_of_more_than_four_gigabytes_is_told_in_full():
    entry = zipping.Entry(7, 6 << 30, 5 << 30, zipping.STORED)
    listed = zipping.listed("å", entry, 9)
    head = io.BytesIO(listed + zipping.end(1, 0, len(listed)))
    (info,) = zipfile.ZipFile(head).infolist()
    assert (info.filename, info.file_size, info.compress_size, info.header_offset) == ("å", 6 << 30, 5 << 30, 9)
    assert zipping.before("å", entry).endswith((6 << 30).to_bytes(8, "little") + (5 << 30).to_bytes(8, "little"))


@settings(max_examples=60)
@given(st.lists(st.tuples(NAMES, *[st.sampled_from([0, 7, 1 << 31, 5 << 30])] * 2), max_size=8), st.integers(0, 8))
def test_the_list_of_all_members_is_the_lines_of_each(told, far):
    """Some members begin beyond what the old format can tell, or are larger than that."""
    names = [name for name, _, _ in told]
    entries = [zipping.Entry(9, size, packed, zipping.STORED) for _, size, packed in told]
    places = [at if at < far else at + (5 << 30) for at in range(len(told) + 1)]
    columns = tuple(array("Q", [entry[at] for entry in entries]) for at in range(4))
    lines = b"".join(map(zipping.listed, names, entries, places))
    assert zipping.listing([name.encode() for name in names], columns, places) == lines
