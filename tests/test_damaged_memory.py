"""Whatever is done to the engine's own folder: the next build makes the same site, and needs no hand."""

import os
import random
import shutil

import pytest
from archive import Archive
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


def a_dead_link(path):
    path.unlink()
    path.symlink_to("nowhere/at/all")


WAYS = (truncated, emptied, scrambled, foreign, vanished, a_folder, a_dead_link)


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """An archive with a history, so that the engine's folder holds all it ever does; and what is in there."""
    archive = Archive(tmp_path_factory.mktemp("memory"), ONE)
    assert archive.run("build").status == 0
    for path, content in OTHER.items():
        archive.write(path, content)
    assert archive.run("build").status == 0
    state = archive.root / ".diarium"
    files = sorted(path.relative_to(state).as_posix() for path in state.rglob("*") if path.is_file())
    return archive, [path for path in files if not path.startswith("next/")] + [
        path for path in files if path.startswith("next/")
    ][:3]


def mended(archive, whole):
    outcome = archive.run("build")
    assert outcome.status == 0, outcome.err
    assert "Traceback" not in outcome.err
    seen = archive.site()
    assert seen == whole, sorted(path for path in seen.keys() | whole.keys() if seen.get(path) != whole.get(path))[:5]


def spoil(archive, path, way):
    full = archive.root / ".diarium" / path
    if path == "lock" and way in (a_folder, a_dead_link):
        return  # nobody can say whether another build holds it, so this one is refused, in plain words
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
    chosen = files if request.config.getoption("--long") else random.Random(way.__name__).sample(files, 2)
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
    top = [state / path for path in files if "/" not in path and (state / path).is_file()]
    contents = [path.read_bytes() for path in top]
    for path, data in zip(top, contents[1:] + contents[:1], strict=True):
        path.write_bytes(data)
    mended(archive, whole)


@pytest.mark.parametrize("what", ["the memory of another archive", "a file in its place"])
def test_a_memory_that_is_not_ours(tmp_path, what):
    one, other = Archive(tmp_path / "one", ONE), Archive(tmp_path / "other", OTHER)
    assert {one.run("build").status, other.run("build").status} == {0}
    whole = one.site()
    shutil.rmtree(one.root / ".diarium")
    if what == "a file in its place":
        (one.root / ".diarium").write_text("not ours")
        refused = one.run("build")
        assert refused.status == 4
        assert ".diarium" in refused.err
        assert one.site() == whole
    else:
        shutil.copytree(other.root / ".diarium", one.root / ".diarium")
        mended(one, whole)
