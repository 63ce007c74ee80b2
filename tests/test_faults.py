"""A build may fail or die at any of its changes to the disk: the site is wholly old or wholly new, and the next build
needs no hand. The ordinary run looks at points of every kind, a long one at all of them and at 500 kills at any time."""

import random
import shutil
import sys
import time
from collections import Counter
from functools import partial

import pytest
from archive import Archive, document
from faulty import KILL, Builder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are watched in the way of Linux here")

ERRORS = ("ENOSPC", "EIO", "EACCES")
SOME_POINTS, SOME_KILLS, MANY_KILLS = 16, 8, 500
PDF = b"%PDF-1.4\n" + b"% a paper\n" * 400 + b"%%EOF\n"
BOTH = {
    "content/people/ulla-hamilton.md": "---\nname: Ulla Hamilton\n---\n\nLeder.\n",
    "content/documents/2017/same.md": document("Ulla Hamilton talte.\n", "lang: nb", "attachments:\n  - title: Bilaga\n    file: paper.pdf"),
    "content/documents/2017/paper.pdf": PDF,
}  # fmt: skip
ONE = {
    **BOTH,
    "content/documents/2017/report.md": document("What stood here first.\n", "cities: [Oslo]"),
    "content/documents/2016/older.md": document("A paper.\n", "series: Rådet"),
}
OTHER = {
    **BOTH,
    "content/documents/2017/report.md": document("What stands here now.\n", "cities: [Bergen]"),
    "content/documents/2016/older.md": document("A paper.\n", "series: Rådet", "withdrawn:\n  date: 2024-01-02\n  reason: Fel."),
    "content/documents/2017/paper.pdf": PDF + b"% more\n",
    "content/documents/2018/newer.md": document("Another paper.\n", "lang: sv"),
}  # fmt: skip


class Ground:
    """An archive that goes to and fro between two states, and the two sites that may be seen."""

    def __init__(self, root, builder, *options, beside=True):
        self.root = root
        self._build = partial(builder.build, root, *options, beside=beside)
        self.archive = Archive(root, ONE)
        self.sites = []
        for files in (ONE, OTHER, ONE):  # so that the list of addresses holds those of both
            self.put(files)
            self.sites.append(self._whole())
        self.put(OTHER)
        self.sites = [self.sites[2], self._whole()]
        self.now = 1

    def put(self, files):
        shutil.rmtree(self.root / "content" / "documents")
        for path, content in files.items():
            self.archive.write(path, content)
        if files is ONE:  # the address that is only in the other state is forgotten by hand
            lock = self.root / "content/addresses.lock"
            if lock.exists():
                lock.write_text("".join(x for x in lock.read_text().splitlines(True) if "newer" not in x))

    def _whole(self):
        ended = self._build()
        assert (ended["status"], ended["left"]) == (0, 0), ended
        self.calls = ended["calls"]
        return self.archive.site()

    def turn(self):
        """Edit the content into its other state."""
        self.now = 1 - self.now
        self.put((ONE, OTHER)[self.now])

    def trouble(self, **fault):
        """A build in trouble, and what must hold after it; how it ended."""
        self.turn()
        old, new = self.sites[1 - self.now], self.sites[self.now]
        ended = self._build(**fault)
        told = (fault, ended["said"][-2000:], len(ended["calls"]), ended["calls"][-3:])
        assert ended["left"] == 0, told
        assert "Traceback" not in ended["said"], told
        assert "fault in Diarium" not in ended["said"], told
        assert ended["status"] in ((0, 3, 4) if fault.get("how") != KILL and "after" not in fault else (0, -9)), told
        seen = self.archive.site()
        assert seen in (old, new), (told, _differing(seen, old), _differing(seen, new))
        if ended["status"] == 0:
            assert seen == new, told
        if "is as it was" in ended["said"]:
            assert seen == old, told
        if ended["status"] == 4:
            assert "No space left" in ended["said"] or "rror" in ended["said"] or "denied" in ended["said"], told
        again = self._build()
        assert (again["status"], again["left"]) == (0, 0), (told, again["said"])
        assert self.archive.site() == new, (told, _differing(self.archive.site(), new))
        assert _scraps(self.root) == set(), told
        return ended


def _differing(one, other):
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))[:5]


def _scraps(root):
    """What lies about besides the site, the content, and what the next build uses."""
    named = {path.name for folder in (root, root / "content", root / ".diarium") for path in folder.iterdir()}
    known = {"content", "site", ".diarium", "addresses.lock", "archive.yml", "documents", "people"}
    return {name for name in named - known if name.startswith(".") or name.endswith(".new") or name in ("old", "swap")}


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    with Builder() as builder:
        yield Ground(tmp_path_factory.mktemp("faults"), builder)


def points_of_every_kind(calls, count, chance):
    """Some numbers of changes: the first and last of every kind, then any."""
    wanted = {}
    for number, name in enumerate(calls, 1):
        wanted.setdefault(name, []).append(number)
    chosen = {chance.choice(numbers) for numbers in wanted.values()} | {numbers[-1] for numbers in wanted.values()}
    chosen = set(chance.sample(sorted(chosen), min(count, len(chosen))))
    while len(chosen) < min(count, len(calls)):
        chosen.add(chance.randrange(1, len(calls) + 1))
    return sorted(chosen)


def calls_of_a_turn(ground):
    found = []
    for _ in range(2):
        ground.turn()
        ground._whole()
        found.append(ground.calls)
    return max(found, key=len)


def test_a_change_that_fails_leaves_a_whole_site_and_the_next_build_succeeds(ground):
    calls, chance = calls_of_a_turn(ground), random.Random(8)
    assert {"write", "open", "replace", "exchange", "link", "unlink", "mkdir", "search-spawn", "sqlite"} <= set(
        calls
    ), set(calls)
    for point in points_of_every_kind(calls, SOME_POINTS, chance):
        ground.trouble(at=point, how=chance.choice(ERRORS))


def test_a_kill_at_a_change_leaves_a_whole_site_and_the_next_build_succeeds(ground):
    calls, chance = calls_of_a_turn(ground), random.Random(17)
    for point in points_of_every_kind(calls, SOME_KILLS, chance):
        ground.trouble(at=point, how=KILL)


@pytest.mark.long
@pytest.mark.parametrize("how", [*ERRORS, KILL])
@pytest.mark.parametrize("part", ["search", "all the rest"])
def test_every_change_in_turn(tmp_path, part, how):
    wrong, ends = [], Counter()
    with Builder() as builder:
        options = () if part == "search" else ("--no-search",)
        ground = Ground(tmp_path / "0", builder, *options, beside=False)
        calls = calls_of_a_turn(ground)
        points = [number for number, name in enumerate(calls, 1) if part != "search" or name.startswith("search-")]
        for point in points:
            try:
                ends[ground.trouble(at=point, how=how)["status"]] += 1
            except AssertionError as finding:
                wrong.append((point, calls[point - 1], str(finding)))
                ground = Ground(tmp_path / str(point), builder, *options, beside=False)
    sys.stdout.write(f"{len(points)} points of {part}, {how}; exit statuses and how many: {dict(ends)}\n")
    assert not wrong, f"{len(wrong)} of {len(points)}: {wrong[:5]}"


@pytest.mark.long
def test_kills_at_any_time(ground):
    """Anywhere in a build that takes as long as builds take at the moment, and a little behind its end."""
    chance, wrong, killed = random.Random(), [], 0
    for number in range(MANY_KILLS):
        if number % 20 == 0:
            ground.turn()
            began = time.monotonic()
            ground._whole()
            usual = time.monotonic() - began
        try:
            killed += ground.trouble(after=chance.uniform(0.001, 1.1 * usual))["status"] == -9
        except AssertionError as finding:
            wrong.append(str(finding))
    sys.stdout.write(f"{MANY_KILLS} kills, {killed} of them before the end\n")
    assert not wrong, f"{len(wrong)} of {MANY_KILLS}: {wrong[:5]}"
