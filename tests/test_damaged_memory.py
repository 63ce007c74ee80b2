"""Whatever is done to the engine's own folder: the next build makes the same site, and needs no hand."""

import os
import random
import re
import shutil

import pytest
from archive import Archive
from searching import Searched
from test_faults import ONE, OTHER

FOREIGN = b"diarium pages 1\n" + bytes(range(256)) * 4


def truncated(path):
    os.truncate(path, path.stat().st_size // 2)


def emptied(path):
    os.truncate(path, 0)


def scrambled(path):
    data = bytearray(path.read_bytes())
    for place in random.Random(len(data)).choices(range(len(data) or 1), k=8) if data else ():
        data[place] ^= 0x55
    path.write_bytes(data)


def foreign(path):
    path.write_bytes(FOREIGN)


def vanished(path):
    path.unlink()


def a_folder(path):
    path.unlink()
    path.mkdir()


def a_full_folder(path):
    a_folder(path)
    (path / "inner").mkdir()
    (path / "inner" / "file").write_text("what is in here is the engine's own")


def a_dead_link(path):
    path.unlink()
    path.symlink_to("nowhere/at/all")


WAYS = (truncated, emptied, scrambled, foreign, vanished, a_folder, a_full_folder, a_dead_link)


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """An archive with a history, so that the engine's folder holds all it ever does; and what is in there."""
    archive = Searched(tmp_path_factory.mktemp("memory"), ONE)
    assert archive.run("build").status == 0
    for path, content in OTHER.items():
        archive.write(path, content)
    assert archive.run("build").status == 0
    state = archive.root / ".diarium"
    files = sorted(named(path.relative_to(state).as_posix()) for path in state.rglob("*") if path.is_file())
    return archive, [path for path in files if not path.startswith("next/")] + [
        path for path in files if path.startswith("next/")
    ][:3]


def named(path):
    """A pack has another name each time it is made."""
    return "readings-*" if path.startswith("readings-") else path


def mended(archive, whole):
    outcome = archive.run("build")
    assert outcome.status == 0, outcome.err
    assert "Traceback" not in outcome.err
    seen = archive.site()
    assert seen == whole, sorted(path for path in seen.keys() | whole.keys() if seen.get(path) != whole.get(path))[:5]


def spoil(archive, path, way):
    state = archive.root / ".diarium"
    full = next(state.glob(path), state / path)
    if full.is_dir() and not full.is_symlink():
        shutil.rmtree(full)
    if full.is_file() and not full.is_symlink():
        if path.startswith("next/"):  # a second name of a published file: damage to that one is another matter
            data = full.read_bytes()
            full.unlink()
            full.write_bytes(data)
        way(full)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_damaged_memory_is_made_anew(grown, way, request):
    archive, files = grown
    whole = archive.site()
    chosen = files
    if not request.config.getoption("--long"):
        chance = random.Random(way.__name__)
        kinds = [path.startswith("search/") for path in files]
        chosen = [chance.choice([p for p, of_search in zip(files, kinds, strict=True) if of_search is one]) for one in (True, False)]  # fmt: skip
    for path in chosen:
        spoil(archive, path, way)
        mended(archive, whole)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_all_of_it_damaged_at_once_is_made_anew(grown, way):
    archive, files = grown
    whole = archive.site()
    for path in files:
        spoil(archive, path, way)
    mended(archive, whole)


def test_memories_that_changed_places_are_made_anew(grown):
    archive, files = grown
    whole = archive.site()
    state = archive.root / ".diarium"
    top = [path for pattern in files if "/" not in pattern for path in state.glob(pattern) if path.is_file()]
    contents = [path.read_bytes() for path in top]
    for path, data in zip(top, contents[1:] + contents[:1], strict=True):
        path.write_bytes(data)
    mended(archive, whole)


def test_the_memory_of_another_archive_is_not_believed(tmp_path):
    one, other = Archive(tmp_path / "one", ONE), Archive(tmp_path / "other", OTHER)
    assert {one.run("build").status, other.run("build").status} == {0}
    whole = one.site()
    shutil.rmtree(one.root / ".diarium")
    shutil.copytree(other.root / ".diarium", one.root / ".diarium")
    mended(one, whole)


def a_file_there(state):
    state.write_text("somebody's")


def a_link_to_nowhere_there(state):
    state.symlink_to("nowhere/at/all")


def a_link_to_a_folder_there(state):
    state.with_name("somebodys").mkdir()
    state.with_name("somebodys").joinpath("old").write_text("somebody's")
    state.symlink_to("somebodys")


@pytest.mark.parametrize("way", [a_file_there, a_link_to_nowhere_there, a_link_to_a_folder_there])
def test_what_stands_in_the_place_of_the_engines_folder_is_left_to_its_owner(tmp_path, way):
    archive = Archive(tmp_path, ONE)
    assert archive.run("build").status == 0
    whole, state = archive.site(), archive.root / ".diarium"
    shutil.rmtree(state)
    way(state)
    before = everything(tmp_path)
    refused = archive.run("build")
    assert refused.status == 4
    assert re.fullmatch(
        f"diarium: there is a (file|link) where Diarium keeps a folder of its own; move it away: {re.escape(str(state))}. "
        r"The published site is as it was.\n",
        refused.err,
    )
    assert archive.check().status == 0, "looking needs no memory"
    assert everything(tmp_path) == before
    state.unlink()
    mended(archive, whole)


def everything(folder):
    return {path: os.readlink(path) if path.is_symlink() else path.is_file() and path.read_bytes() for path in folder.rglob("*")}  # fmt: skip


@pytest.mark.parametrize("name", ["lock", "readings", "readings-", "pages", "next", "old", "search", "data"])
def test_what_a_link_among_the_memories_leads_to_is_not_touched(tmp_path, name):
    archive = Archive(tmp_path / "archive", ONE)
    assert archive.run("build", "--clean").status == 0
    state, mine = archive.root / ".diarium", tmp_path / "mine"
    place = next((path for path in sorted(state.iterdir()) if path.name.startswith(name)), state / name)
    mine.mkdir()
    for inner in ("next", "old", "swap", "new-x/file", "archive.zip", "known.json", "index.html"):
        (mine / inner).parent.mkdir(exist_ok=True)
        (mine / inner).write_text("mine")
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    place.symlink_to(mine / "index.html" if place.name.startswith(("lock", "readings", "pages")) else mine)
    before = everything(mine)
    for path, content in OTHER.items():
        archive.write(path, content)
    assert archive.run("build").status == 0
    seen = archive.site()
    assert archive.run("build", "--clean").status == 0
    assert archive.site() == seen
    assert everything(mine) == before
