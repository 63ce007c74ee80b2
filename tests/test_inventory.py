"""What lies in a folder, held against columns: the same answers as of a look at everything, and no folder believed too long."""

import os
import random
import time

import pytest

from diarium.disk import inventory
from diarium.disk.inventory import Inventory
from diarium.disk.listing import Twin, listing, numbers

TICK = 0.02  # seconds; the clock of a disk stands still for less


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.setattr(inventory, "SETTLED_NS", int(TICK * 1e9) // 2)
    top = tmp_path / "site"
    for place in ("", "a", "a/b", "a-b", "å", "å/ö", "named\udce5"):
        (top / place).mkdir(parents=True, exist_ok=True)
        for name in ("index.html", "data.json"):
            (top / place / name).write_text(place.encode("utf-8", "replace").decode() + name)
    (top / "empty").mkdir()
    time.sleep(TICK)  # until every folder has settled
    return top


def known(top):
    made = Inventory.unpacked(Inventory.of(listing(top)).packed)
    assert made.listing == listing(top)
    looks = lies(made, top, made.unlooked)
    assert looks.count(bytes(24)) == 0, "every folder had settled"
    return made, looks


def lies(made, top, looks):
    middle = len(made.folders) // 2
    parts = [made.lies(str(top), looks, *part) for part in ((0, middle), (middle, len(made.folders)))]
    return b"".join(parts) if all(parts) else b""


def change(path):
    status = path.stat()
    path.write_text("x" * status.st_size)


def exchange(path):
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data)


def gone(path):
    path.unlink()


def another(path):
    (path.parent / "another").write_text("")


def a_folder_more(path):
    (path.parent / "more").mkdir(exist_ok=True)


def a_folder_in_its_place(path):
    path.unlink()
    path.mkdir()


def a_link_in_its_place(path):
    path.rename(path.parents[-2] / "elsewhere")
    path.symlink_to(path.parents[-2] / "elsewhere")


def renamed(path):
    path.rename(path.parent / "renamed.html")


def the_folder_behind_a_link(path):
    path.parent.rename(path.parent.with_name("moved"))
    path.parent.symlink_to(path.parent.with_name("moved"), target_is_directory=True)


def a_copy_of_the_folder(path):
    path.parent.rename(path.parent.with_name("moved"))
    path.parent.mkdir()
    for one in path.parent.with_name("moved").iterdir():
        if one.is_file():
            os.link(one, path.parent / one.name)
        else:
            one.rename(path.parent / one.name)
    (path.parent / "planted").write_text("")
    status = path.parent.with_name("moved").stat()
    os.utime(path.parent, ns=(status.st_atime_ns, status.st_mtime_ns))


CHANGES = (change, exchange, gone, another, a_folder_more, a_folder_in_its_place, renamed)


def test_what_lies_there_still_is_found_so_without_looking_into_folders(site, monkeypatch):
    made, looks = known(site)
    monkeypatch.setattr(os, "listdir", lambda _: pytest.fail("a folder that looks the same was looked through"))
    assert lies(made, site, looks) == looks


@pytest.mark.parametrize("place", ["index.html", "a/index.html", "a/b/data.json", "å/ö/index.html"])
@pytest.mark.parametrize("way", CHANGES)
def test_every_change_is_found(site, way, place):
    made, looks = known(site)
    way(site / place)
    assert lies(made, site, looks) == b""
    assert lies(made, site, made.unlooked) == b""


@pytest.mark.parametrize("way", [the_folder_behind_a_link, a_copy_of_the_folder])
def test_another_folder_is_not_taken_for_the_one_it_stands_for(site, way):
    made, looks = known(site)
    way(site / "a" / "b" / "index.html")
    assert lies(made, site, looks) == b""


def test_a_folder_that_was_changed_just_now_is_looked_through_again(site):
    made, looks = known(site)
    for number in range(50):  # in one tick of the disk's clock with the look before, again and again
        (site / "a" / str(number)).write_text("")
        assert lies(made, site, looks) == b""
        (site / "a" / str(number)).unlink()
        looks = lies(made, site, looks)
        assert looks


def twin_of(site):
    twin = site.with_name("twin")
    for folder in ["", *listing(site).folders]:
        (twin / folder).mkdir(parents=True, exist_ok=True)
    for path in listing(site).files:
        os.link(site / path, twin / path)
    time.sleep(TICK)  # until every folder has settled
    return twin


def in_order(twin):
    return Twin(*(sorted(part) for part in twin))


@pytest.mark.parametrize("number", range(20))
def test_a_twin_is_told_as_by_a_look_at_all_of_it(site, number):
    chance = random.Random(number)
    made, _ = known(site)
    twin = twin_of(site)
    same, looks = made.twin(str(twin), made.unlooked)
    assert same == Twin([], [], [], [])
    assert looks.count(bytes(24)) == 0
    assert made.twin(str(twin), looks) == (same, looks)
    for _ in range(3):
        place = chance.choice(sorted(made.paths))
        if (twin / place).is_file():
            chance.choice([exchange, gone, another, a_folder_more, a_folder_in_its_place, renamed])(twin / place)
    expected = in_order(Twin.of(made.listing, numbers(twin), one_disk=True))
    for known_looks in (looks, made.unlooked):
        assert in_order(made.twin(str(twin), known_looks)[0]) == expected


def test_where_there_is_no_twin_all_of_it_is_missing(site):
    made, _ = known(site)
    twin, _ = made.twin(str(site / "nowhere"), made.unlooked)
    assert in_order(twin) == in_order(Twin.of(made.listing, ({}, set()), one_disk=True))


@pytest.mark.parametrize("change", [change, exchange, gone, another, renamed])
def test_what_a_build_has_changed_is_all_that_is_told_anew(site, change):
    made, looks = known(site)
    change(site / "a" / "b" / "index.html")
    now = listing(site)
    changed = [
        path for path in {**now.files, **made.listing.files} if now.files.get(path) != made.listing.files.get(path)
    ]
    after = made.after(now, changed)
    assert after.listing == now
    time.sleep(TICK)  # until every folder has settled
    for told in (looks, after.unlooked):
        assert lies(after, site, after.realigned(told, made, ["a/b", "a", ""]))


def test_links_are_in_no_inventory(site):
    a_link_in_its_place(site / "a" / "index.html")
    assert Inventory.of(listing(site)) is None


def test_a_disk_that_counts_further_than_a_column_is_looked_at_each_time(site):
    lying = listing(site)
    lying.files["index.html"] = (1, 1, 1 << 63)
    assert Inventory.of(lying) is None
