"""What was read is remembered in a pack that only grows: whatever becomes of that or of its list, the same comes out."""

import os
import pickle
import random
import shutil

import pytest

from diarium.disk import pack as packs
from diarium.disk import readings as memories
from diarium.disk.readings import Readings
from diarium.disk.sources import scan

LONG_AGO = 1_500_000_000


class Ground:
    """A folder of files, and how often each of them was really read."""

    def __init__(self, folder, count=12):
        self.root, self.state = folder, folder / ".diarium"
        self.asked, self.clock = [], LONG_AGO
        (folder / "content").mkdir(parents=True)
        for number in range(count):
            self.put(number, f"text {number}")

    def put(self, number, text):
        path = self.root / "content" / f"{number:02}.md"
        path.write_text(text, "utf-8")
        self.clock += 1
        os.utime(path, (LONG_AGO, self.clock))

    def read(self, anew):
        for path, data in anew:
            self.asked.append(path)
            yield pickle.dumps((path, data.decode() * 20))

    def memory(self, **more):
        return Readings(self.state, "stamp", **more)

    def of(self, memory, save=True):
        """What this memory answers, and which files were read for that; it is always right."""
        found, self.asked = scan(self.root).value, []
        memory.look(found, found.files, self.read)
        if save:
            memory.save()
        values = memory.readings(found, found.files, self.read)
        assert values == [(file.path, found.read(file).decode() * 20) for file in found.files]
        return [path[-5:-3] for path in self.asked]

    def pack(self):
        (path,) = self.state.glob("readings-*")
        return path


@pytest.fixture
def ground(tmp_path):
    ground = Ground(tmp_path)
    assert len(ground.of(ground.memory())) == 12
    return ground


def test_only_what_changed_is_read_and_added(ground):
    pack, size = ground.pack(), ground.pack().stat().st_size
    assert ground.of(ground.memory()) == []
    assert ground.pack().stat().st_size == size
    ground.put(3, "another text")
    assert ground.of(ground.memory()) == ["03"]
    assert ground.pack() == pack
    assert size < ground.pack().stat().st_size < 1.3 * size
    assert ground.of(ground.memory()) == []


def test_nothing_is_taken_out_of_the_pack_that_nobody_asks_for(ground, monkeypatch):
    monkeypatch.setattr(packs, "_read", lambda *_: pytest.fail("read"))
    memory, found = ground.memory(), scan(ground.root).value
    assert len(memory.look(found, found.files, ground.read)) == 12
    memory.save()


def test_what_nobody_asks_for_any_more_is_left_out_in_time(ground):
    first, size = ground.pack(), ground.pack().stat().st_size
    for turn in range(40):
        ground.put(3, f"turn {turn}")
        assert ground.of(ground.memory()) == ["03"]
        assert ground.pack().stat().st_size < 2.3 * size
    assert ground.pack() != first
    for number in range(12):
        ground.put(number, f"all anew {number}")
    assert len(ground.of(ground.memory())) == 12
    assert ground.pack().stat().st_size < 2 * size


def test_to_forget_is_to_read_everything_into_a_new_pack(ground):
    before = ground.pack()
    assert len(ground.of(ground.memory(forget=True))) == 12
    assert ground.pack() != before
    assert ground.of(ground.memory()) == []


def test_of_two_that_make_a_new_pack_at_once_neither_takes_away_the_others(ground, monkeypatch):
    """Whoever writes the list last, what it names is there: the next build reads nothing anew."""
    before, sealed = ground.pack(), memories.sealed
    other = ground.memory(forget=True)
    ground.of(other, save=False)

    def in_between(*given):
        monkeypatch.setattr(memories, "sealed", sealed)
        other.save()  # its pack and its list come between our pack and our list
        sealed(*given)

    monkeypatch.setattr(memories, "sealed", in_between)
    assert len(ground.of(ground.memory(forget=True))) == 12
    assert not before.exists()
    assert ground.of(ground.memory()) == []
    assert ground.of(other) == [], "what it holds open it can go on reading"
    ground.put(3, "another text")
    assert ground.of(ground.memory()) == ["03"]
    assert ground.pack(), "the left-over is gone"


@pytest.mark.parametrize("before", ["nothing", "a pack", "a pack to forget", "a pack that cannot be added to"])
def test_who_will_save_holds_no_more_readings_than_go_into_the_pack_together(tmp_path, monkeypatch, before):
    """What was read lies in the pack before the next is read; where it cannot, it is saved in the end."""
    monkeypatch.setattr(memories, "_AT_HAND", 100)
    ground = Ground(tmp_path)
    if before != "nothing":
        ground.of(ground.memory())
        for number in range(1, 12):
            ground.put(number, f"another text {number}")
    memory = ground.memory(forget=before == "a pack to forget")
    if before == "a pack that cannot be added to":
        monkeypatch.setattr(memory._pack, "add", lambda _: None)
    held = []

    def read(anew):
        for path, data in anew:
            held.append(sum(len(known.reading) for known in memory._now.values()))
            yield pickle.dumps((path, data.decode() * 20))

    found = scan(ground.root).value
    memory.look(found, found.files, read, saving=True)
    memory.save()
    assert len(held) == {"nothing": 12, "a pack to forget": 12}.get(before, 11)
    assert before == "a pack that cannot be added to" or max(held) < 500
    assert ground.of(memory) == ground.of(ground.memory()) == []
    assert ground.pack(), "there is one"
    ground.put(3, "edited")
    assert ground.of(ground.memory()) == ["03"]


def test_who_is_ended_while_it_reads_has_spoilt_nothing(ground, monkeypatch):
    monkeypatch.setattr(memories, "_AT_HAND", 100)
    for number in range(6):
        ground.put(number, f"another text {number}")

    def read(anew):
        for number, one in enumerate(ground.read(anew)):
            if number == 4:
                raise KeyboardInterrupt
            yield one

    found, memory = scan(ground.root).value, ground.memory()
    with pytest.raises(KeyboardInterrupt):
        memory.look(found, found.files, read, saving=True)
    assert len(ground.of(ground.memory())) == 6


def test_the_digest_is_that_of_the_bytes_that_were_read(ground, monkeypatch):
    """A file is fetched when its turn comes, which may be after somebody has written into it once more."""
    ground.put(3, "edited")
    found, memory = scan(ground.root).value, ground.memory()
    ground.put(3, "edited again")
    assert memory.look(found, found.files, ground.read)["content/03.md"] == memories._digest(b"edited again")


def test_who_does_not_save_leaves_nothing_behind(tmp_path):
    ground = Ground(tmp_path)
    assert len(ground.of(ground.memory(), save=False)) == 12
    assert not ground.state.exists()


def test_who_stays_takes_no_value_out_twice(ground, monkeypatch):
    memory = ground.memory(living=True)
    assert ground.of(memory) == []
    ground.put(5, "edited")
    ground.put(5, "edited again")

    def unpickled(data):
        assert b"edited" in data
        return pickle.loads(data)

    monkeypatch.setattr(memories, "unpickled", unpickled)
    assert ground.of(memory, save=False) == ["05"]
    assert ground.of(memory, save=False) == []


@pytest.mark.parametrize("place", range(0, 700, 23))
def test_a_damaged_byte_costs_the_reading_it_belongs_to(ground, place):
    data = bytearray(ground.pack().read_bytes())
    place %= len(data)
    data[place] ^= 0x40
    ground.pack().write_bytes(data)
    assert len(ground.of(ground.memory())) == 1
    assert ground.of(ground.memory()) == [], "it was mended"


@pytest.mark.parametrize("share", [0, 0.3, 0.99])
def test_a_pack_that_was_cut_short_costs_what_is_missing(ground, share):
    size = ground.pack().stat().st_size
    os.truncate(ground.pack(), int(share * size))
    assert 0 < len(ground.of(ground.memory())) <= 12 - int(12 * share) + 1
    assert ground.of(ground.memory()) == []


def gone(path):
    path.unlink()


def a_folder(path):
    path.unlink()
    path.mkdir()
    (path / "file").touch()


def a_pipe(path):
    path.unlink()
    os.mkfifo(path)


def a_link(path):
    path.unlink()
    path.symlink_to("elsewhere")


@pytest.mark.parametrize("way", [gone, a_folder, a_pipe, a_link])
@pytest.mark.parametrize("which", ["pack", "list"])
def test_a_lost_pack_or_list_costs_the_reading_of_all(ground, way, which):
    way(ground.pack() if which == "pack" else ground.state / "readings")
    assert len(ground.of(ground.memory())) == 12
    assert ground.pack().is_file()
    assert ground.of(ground.memory()) == []


def test_a_pack_that_nobody_may_write_to_gives_way_to_another(ground, monkeypatch):
    real = os.open
    first = ground.pack()

    def refusing(path, flags, *mode):
        if flags & os.O_WRONLY and os.fspath(path) == os.fspath(first):
            raise PermissionError(13, "denied", path)
        return real(path, flags, *mode)

    monkeypatch.setattr(os, "open", refusing)
    ground.put(1, "changed")
    assert ground.of(ground.memory()) == ["01"]
    assert ground.pack() != first
    assert ground.of(ground.memory()) == []


def test_a_full_disk_is_told_and_spoils_nothing(ground, monkeypatch):
    real = os.write

    def full(descriptor, data):
        real(descriptor, bytes(data)[: len(data) // 2])
        raise OSError(28, "No space left on device")

    ground.put(1, "changed")
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space"):
            ground.of(ground.memory())
    assert ground.of(ground.memory()) == ["01"]
    assert ground.of(ground.memory()) == []


def test_two_that_write_at_once_both_remember_rightly(ground):
    one, other = ground.memory(), ground.memory()
    ground.put(1, "changed")
    assert ground.of(one) == ["01"]
    ground.put(2, "changed as well")
    assert ground.of(other) == ["01", "02"]
    ground.put(3, "changed, too")
    assert ground.of(one) == ["02", "03"]
    assert ground.of(other) == ["03"]
    assert ground.of(ground.memory()) == []


def test_a_pack_that_another_replaced_is_still_at_hand_for_who_has_it_open(ground):
    stays = ground.memory()
    assert ground.of(stays) == []
    assert len(ground.of(ground.memory(forget=True))) == 12
    ground.put(4, "changed")
    assert ground.of(stays) == ["04"]
    assert ground.of(ground.memory()) == []


class Killed(BaseException):
    pass


CALLS = ("open", "write", "replace", "unlink")


def killed_at(point, monkeypatch, work):
    """Do some work, but end at its so manieth change to the disk; whether there were as many."""
    left = [point]

    def counted(real):
        def call(*given, **more):
            left[0] -= 1
            if left[0] == 0:
                raise Killed
            return real(*given, **more)

        return call

    with monkeypatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, counted(getattr(os, name)))
        try:
            work()
        except Killed:
            return True
    return False


@pytest.mark.parametrize("kind", ["added", "packed anew", "first"])
def test_a_kill_at_any_change_costs_no_more_than_was_read_in_vain(tmp_path, monkeypatch, kind):
    ground = Ground(tmp_path / "archive")
    if kind != "first":
        ground.of(ground.memory())
    for turn in range(8 if kind == "packed anew" else 1):
        ground.put(0, f"as long as half of the pack {turn} " * 12)
        if kind == "packed anew" and turn < 7:
            ground.of(ground.memory())
    point, kept = 1, tmp_path / "kept"
    shutil.copytree(ground.root, kept)
    while True:
        shutil.rmtree(ground.root)
        shutil.copytree(kept, ground.root)
        if not killed_at(point, monkeypatch, lambda: ground.of(ground.memory())):
            break
        for left in ground.state.glob("*.new"):  # a build takes them away when it begins
            left.unlink()
        assert len(ground.of(ground.memory())) in ((0, 12) if kind == "first" else (0, 1))
        assert ground.of(ground.memory()) == []
        ground.put(1, "changed")
        assert ground.of(ground.memory()) == ["01"]
        assert ground.pack().is_file(), "and no other"
        point += 1
    assert point > 4


@pytest.mark.parametrize("seed", range(8))
def test_any_turns_of_two_memories_with_damage_in_between(tmp_path, seed):
    ground, chance = Ground(tmp_path), random.Random(seed)
    both = [ground.memory(living=True), ground.memory()]
    for turn in range(40):
        for _ in range(chance.randrange(3)):
            ground.put(chance.randrange(14), f"turn {turn} {'x' * chance.randrange(200)}")
        if chance.random() < 0.2:
            lying = sorted(path for path in ground.state.glob("readings*") if path.is_file())
            if lying:
                chance.choice((gone, lambda path: os.truncate(path, path.stat().st_size // 2)))(chance.choice(lying))
        if chance.random() < 0.4:
            both[1] = ground.memory(forget=chance.random() < 0.2)
        ground.of(chance.choice(both), save=chance.random() < 0.7)
    ground.of(ground.memory())
    assert ground.of(ground.memory()) == []
