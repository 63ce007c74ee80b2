"""The benchmark of speed, from end to end on a few documents, and what it makes of its runs. How fast is not judged here."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from conftest import REPOSITORY

FOLDER = REPOSITORY / "benchmarks"

# Builds like a static site generator and nearly as well: a page from one of the documents.
STAND_IN = """\
#!{python}
import pathlib, sys
if sys.argv[1] == "version":
    sys.exit(print("stand-in v7.8.9 of", __file__))
texts = sorted(pathlib.Path("content").rglob("*.md"))
pathlib.Path("public").mkdir(exist_ok=True)
pathlib.Path("public/index.html").write_text("<title>One</title>" + texts[0].read_text("utf-8"), "utf-8")
"""


@pytest.fixture
def rooms(monkeypatch):
    """The benchmark's rooms, which find one another by standing in one folder."""
    monkeypatch.syspath_prepend(FOLDER)
    import aims
    import kept
    import runs
    import tables

    yield aims, runs, tables, kept
    for module in [name for name, one in sys.modules.items() if str(FOLDER) in str(getattr(one, "__file__", ""))]:
        del sys.modules[module]


@pytest.mark.skipif(os.name != "posix", reason="the stand-in starts by its first line")
def test_a_few_documents_make_all_tables_and_say_no_path(tmp_path):
    stand_in = tmp_path / "hugo"
    stand_in.write_text(STAND_IN.format(python=sys.executable), "utf-8")
    stand_in.chmod(0o755)
    place = tmp_path / "not yet" / "there"
    command = [sys.executable, FOLDER / "speed.py", "--documents", "3:1", "--place", place]
    command += ["--hugo", stand_in, "--pelican", shutil.which("false"), "--scenarios", "nothing changed"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "### 3 documents, one run each, files on " in done.stdout
    figures = r"\d+\.\d\d \|  \| \d+\.\d\d \| [1-9]\d* \| [\d.e+]+ ×"
    for row in ("Diarium | cold", "Diarium | nothing changed", "hugo | cold", "hugo | one edit"):
        assert len(re.findall(rf"^\| {re.escape(row)} \| {figures} \|$", done.stdout, re.MULTILINE)) == 1, row
    assert "hugo 7.8.9: 1 pages, 1 files. Leaves out meetings" in done.stdout
    assert "pelican: could not build this archive." in done.stdout, "which is no reason to lose the others"
    assert re.search(r"^\| cold build \| 3 \| 0\.8 × Hugo \| \d+\.\d\d s beside ", done.stdout, re.MULTILINE)
    assert not re.search(r"(^|[\s(`])/\w", done.stdout), "where anything lies is nobody's business"
    assert list(place.iterdir()) == [], "the archives are taken away"


def test_a_place_that_cannot_be_made_is_told_before_anything_is_measured(tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    command = [sys.executable, FOLDER / "speed.py", "--place", tmp_path / "file" / "folder"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(f"argument --place: {tmp_path / 'file' / 'folder'}: Not a directory\n")


def test_an_aim_is_held_against_the_same_size_of_both(rooms):
    aims, runs, *_ = rooms

    def measured(name, documents, **given):
        scenarios = {scenario.replace("_", " "): [runs.Run(*run)] for scenario, run in given.items()}
        return runs.Measured(name, documents, scenarios)

    ours = [
        measured("Diarium", 1_000, cold=(1, 1, 100), nothing_changed=(0.1, 0.1, 10)),
        measured("Diarium", 10_000, cold=(8, 9, 1000), body_of_one_document=(1, 1, 10)),
        measured("Diarium", 100_000, cold=(64, 90, 1000)),
    ]
    hugo = [
        measured("hugo", 1_000, cold=(1, 1, 1), one_edit=(1, 1, 1)),
        measured("hugo", 10_000, cold=(16, 1, 2000), one_edit=(15, 1, 1)),
    ]
    rows = [line.strip("| ").split(" | ") for line in aims.table(ours, hugo)]
    found = {tuple(row[:2]): row[3:] for row in rows}
    assert found["cold build", "10,000"] == ["8.00 s beside 16.00 s: 0.5 ×", "0.62 ×", "yes"]
    assert found["peak memory of the cold build, all processes", "10,000"][1:] == ["2.00 ×", "no"]
    assert found["body of one document edited", "10,000"][1:] == ["2.00 ×", "no"]
    assert found["nothing changed", "1,000"] == ["0.10 s", "0.67 ×", "yes"], "the largest there is, and it says so"
    assert found["nothing changed", "100,000"][0] == "not run"
    assert found["growth of the cold build", "1,000 to 100,000"] == ["exponent 0.90", "0.86 ×", "yes"]
    assert found["cold build finishes, peak memory of all processes", "100,000"][0] == "1,000 MiB in 64 s"


def test_the_middle_the_most_and_the_growth(rooms):
    aims, runs, *_ = rooms
    assert runs.percentile([float(one) for one in range(20, 0, -1)], 95) == 19
    assert runs.median([runs.Run(1, 9, 5), runs.Run(3, 7, 6), runs.Run(2, 8, 4)]) == runs.Run(2, 8, 5)
    assert runs.Run(1, 2, 30).then(runs.Run(4, 5, 6)) == runs.Run(5, 7, 30)
    assert aims.exponent([(10, 1.0), (100, 100.0)]) == pytest.approx(2)


def test_only_what_stands_between_the_marks_is_made_anew(rooms):
    _, _, tables, _ = rooms
    first, last = tables.MARKS
    page = (FOLDER / "speed.md").read_text("utf-8")
    made = tables.written(page, "\nNew.\n")
    assert made.split(first)[0] == page.split(first)[0]
    assert made.split(last)[1] == page.split(last)[1]
    assert f"{first}\n\nNew.\n{last}" in made
    with pytest.raises(SystemExit):
        tables.written(page.replace(last, ""), "New.")


def test_what_was_measured_of_this_engine_stays_and_of_another_is_left_out(rooms, tmp_path, monkeypatch):
    _, runs, tables, kept = rooms
    monkeypatch.setattr(kept, "PLACE", tmp_path / "measured")
    assert kept.of_engine("this") == []

    def result(documents, times, *seconds):
        cold = [runs.Run(one, 2 * one, 100.5) for one in seconds]
        ours = runs.Measured("Diarium", documents, {"cold": cold}, pages=3, files=9, first_page=0.25, saves=[0.5])
        hugo = runs.Measured("hugo", documents, {"cold": cold}, version="7.8.9", left_out="much", failed=True)
        return tables.Size(documents, times), "tmpfs", [ours, hugo]

    one, ten, more = result(1_000, 1, 2.5), result(10_000, 1, 20.0), result(10_000, 2, 20.0, 21.0)
    for of, found in (("this", one), ("this", ten), ("another", result(100_000, 1, 3.0)), ("this", more)):
        kept.keep(found, of)
    assert kept.of_engine("this") == [one, more]
    assert "### 10,000 documents, medians of 2" in "\n".join(tables.tables(kept.of_engine("this"), [], "Here."))


def test_another_engine_is_another_and_what_python_keeps_beside_it_is_not(rooms, tmp_path, monkeypatch):
    *_, kept = rooms
    monkeypatch.setattr(kept, "REPOSITORY", tmp_path)
    (tmp_path / "diarium/__pycache__").mkdir(parents=True)
    module = tmp_path / "diarium/cli.py"
    module.write_text("1", "utf-8")
    before = kept.engine()
    (tmp_path / "diarium/__pycache__/cli.pyc").write_text("2", "utf-8")
    assert kept.engine() == before
    module.write_text("2", "utf-8")
    assert kept.engine() != before
