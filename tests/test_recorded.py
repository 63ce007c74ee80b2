"""What follows from the list of addresses is the same, whether it was read just now or remembered with its bytes."""

import pytest

from diarium.archive import addresses
from diarium.archive.site import Redirect
from diarium.recorded import Recorded, lasting_digest

LIVING = {"documents/2017/one/": ("document", "Ett"), "people/bo-ek/": ("person", "Bo  Ek")}
GIVEN = LIVING, (Redirect("old/", "people/bo-ek/"),), ("documents/2017/one/#p-1",)
WHOLE = addresses.written_lock((), *GIVEN).encode()


def found(data, state, given=GIVEN, faded=("x/",)):
    one = Recorded(data, state)
    told = one.lasting(faded), one.written(*given), one.messages
    one.save()
    return told


@pytest.mark.parametrize(
    "data", [b"", WHOLE, WHOLE.replace(b"\n", b"\r\n"), WHOLE[:-4], b"\xef\xbb\xbf" + WHOLE, b"no line\n"]
)
def test_a_list_says_the_same_each_time(tmp_path, data):
    assert [found(data, tmp_path) for _ in range(3)] == [found(data, None)] * 3


def test_a_list_that_says_it_all_is_not_read_again(tmp_path, monkeypatch):
    first = found(WHOLE, tmp_path)
    assert first[1] is WHOLE or first[1] == WHOLE
    monkeypatch.setattr(addresses, "read_lock", lambda _: pytest.fail("it is read"))
    assert found(WHOLE, tmp_path) == first


@pytest.mark.parametrize(
    "other",
    [
        ({**LIVING, "people/bo-ek/": ("person", "Bo Eks")}, *GIVEN[1:]),
        ({**LIVING, "cities/oslo/": ("city", "Oslo")}, *GIVEN[1:]),
        (LIVING, (Redirect("older/", "people/bo-ek/"),), GIVEN[2]),
        (*GIVEN[:2], ("documents/2017/one/#p-2",)),
    ],
)
def test_it_is_asked_of_the_same_addresses_only(tmp_path, other):
    for _ in range(2):
        found(WHOLE, tmp_path)
        assert (
            found(WHOLE, tmp_path, other)[1]
            == addresses.written_lock(addresses.read_lock(WHOLE.decode()).value, *other).encode()
        )


def test_what_has_faded_is_told_apart(tmp_path):
    known = addresses.read_lock(WHOLE.decode()).value
    for faded in ((), ("documents/2017/one/",)) * 2:
        assert found(WHOLE, tmp_path, faded=faded)[0] == lasting_digest(known, faded)
    assert lasting_digest(known, ()) != lasting_digest(known, ("documents/2017/one/",))


def test_another_list_is_read(tmp_path):
    found(WHOLE, tmp_path)
    other = WHOLE + b"/x/\tcity\tX\n"
    assert found(other, tmp_path)[1] == other


def test_a_list_with_a_fault_is_told_of_each_time(tmp_path):
    assert all(found(WHOLE + b"<<<<<<<\n", tmp_path)[2] for _ in range(3))
