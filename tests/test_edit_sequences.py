"""Whatever is edited in whatever order: the site is what a clean build would make of it, and a second build writes nothing.

Every sequence begins with a small archive and goes on with edits drawn from a number. After each, the next build over
the remembered state is held against a build that remembers nothing: same bytes, same messages, same refusal.
"""

import os
import random
import shutil
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from copy import copy
from multiprocessing import get_context

import pytest
from archive import Archive
from conftest import REPOSITORY, wait_for_no_disk
from searching import Searched
from test_determinism import looks, same, tree

from diarium.archive.reads import Reads
from diarium.disk import inventory

PEOPLE = ("Ulla Hamilton", "Øyvind Såtvedt", "Bo Ek", "Bo  Ek", "Oyvind Saatvedt", "Ann Lind")
CITIES = ("Oslo", "Helsingfors", "Helsinki", "Åbo")
SERIES = ("Nordiska rådet", "Beredningen")
STEPS = 6
ORDINARY, LONG, SEARCHED = 10, 5000, 500
PIECE = 10  # so many of them share a process, where thousands are played
SETTLED_SOON = 20_000_000  # nanoseconds: folders are believed by their look at once, as in archives that take longer


class Editor:
    """Somebody who edits an archive without a plan; `chance` decides everything."""

    def __init__(self, root, chance, kind):
        self.root, self.chance = root, chance
        self.archive = kind(root)
        self.before = {}  # what a file held before it was last edited
        self.remembers = True  # whether the list of addresses is the one that the last build left
        self.count = 0
        for _ in range(4):
            self.add_a_document()
        for edit in (self.register_a_person, self.register_a_city, self.register_a_series):
            edit()

    # -- what there is

    def files(self, *folders):
        found = [path for folder in folders for path in (self.root / "content" / folder).rglob("*.md")]
        return sorted(path.relative_to(self.root).as_posix() for path in found)

    def text(self, path):
        return (self.root / path).read_text("utf-8")

    def write(self, path, text):
        if (self.root / path).exists():
            self.before[path] = self.text(path)
        self.archive.write(path, text)

    def some(self, *folders):
        files = self.files(*folders)
        return self.chance.choice(files) if files else None

    # -- edits

    def add_a_document(self):
        self.count += 1
        year, pick = self.chance.choice((2016, 2017)), self.chance.choice
        lines = [
            f"title: Handling {self.count}",
            f"date: {year}-0{self.chance.randint(1, 9)}-12",
            f"type: {pick(('report', 'minutes'))}",
        ]
        lines += [f"lang: {pick(('sv', 'nb', 'en'))}"] if self.chance.random() < 0.5 else []
        lines += [f"case: 803-{self.chance.randint(1, 3)}/2016"] if self.chance.random() < 0.6 else []
        lines += [f"cities: {pick(CITIES)}"] if self.chance.random() < 0.5 else []
        if self.chance.random() < 0.6:
            lines += [f"series: {pick(SERIES)}", "meeting:", f"  date: {year}-0{self.chance.randint(1, 9)}-11"]
        lines += ["participants:", *(f"  - {name}" for name in self.chance.sample(PEOPLE, 2))]
        body = f"## Bakgrund\n\n{pick(PEOPLE)} talade i {pick(CITIES)} om 803-2/2016.\n\n## Beslut\n\nIntet.\n"
        self.write(
            f"content/documents/{year}/handling-{self.count}.md", "---\n" + "\n".join(lines) + f"\n---\n\n{body}"
        )

    def change_a_body(self):
        path = self.some("documents")
        if path:
            self.write(
                path, self.text(path) + f"\n{self.chance.choice(PEOPLE)} kom till {self.chance.choice(CITIES)}.\n"
            )

    def change_a_title(self):
        path = self.some("documents")
        if path:
            self.write(path, self.text(path).replace("title: ", f"title: {self.chance.choice('ABC')} ", 1))

    def change_what_it_says_of_itself(self):
        path, pick = self.some("documents"), self.chance.choice
        if path:
            fields = (
                f"title: {pick(PEOPLE)} i {pick(CITIES)}",
                f"lang: {pick(('sv', 'nb', 'en'))}",
                f"summary: {pick(PEOPLE)} talade om 803-{pick((1, 2, 9))}/2016.",
                f"source: {{note: {pick(('Avskrift', 'Skannat'))}}}",
                f"corrections: [{{date: 2024-02-0{self.chance.randint(1, 3)}, note: Rättat.}}]",
                f"accepted: [{{rule: {pick(('looks-alike', 'strange-date'))}, reason: Så är det.}}]",
            )
            line = pick(fields)
            lines = [one for one in self.text(path).split("\n") if not one.startswith(line.partition(" ")[0])]
            place = pick((1, lines.index("---", 1)))  # above all others, or below
            self.write(path, "\n".join([*lines[:place], line, *lines[place:]]))

    def change_a_name(self):
        path = self.some("documents")
        if path:
            self.write(path, self.text(path).replace(self.chance.choice(PEOPLE), self.chance.choice(PEOPLE)))

    def spoil_a_document(self):
        path = self.some("documents")
        if path:
            self.write(path, self.text(path).replace("date: ", self.chance.choice(("dato: ", "date: x"))))

    def rename_a_document(self):
        path = self.some("documents")
        if path:
            self.count += 1
            os.replace(self.root / path, (self.root / path).with_name(f"omdopt-{self.count}.md"))

    def delete_a_document(self):
        path = self.some("documents")
        if path:
            self.before[path] = self.text(path)
            self.archive.remove(path)

    def withdraw_a_document(self):
        path = self.some("documents")
        if path and "withdrawn:" not in self.text(path):
            self.write(
                path, self.text(path).replace("type: ", "withdrawn:\n  date: 2024-01-02\n  reason: Fel.\ntype: ", 1)
            )

    def change_back(self):
        if self.before:
            path = self.chance.choice(sorted(self.before))
            self.archive.write(path, self.before.pop(path))

    def register_a_person(self):
        name = self.chance.choice(PEOPLE)
        slug = f"person-{self.chance.randint(1, 2)}"
        self.write(
            f"content/people/{slug}.md",
            f"---\nname: {name}\naliases: [{self.chance.choice(PEOPLE)} d.y.]\n---\n\nEn text.\n",
        )

    def register_a_city(self):
        self.write(
            "content/cities/helsingfors.md",
            f"---\nname: Helsingfors\naliases: [Helsinki]\nposition: [60.17, {20 + self.chance.randint(1, 8)}]\n---\n",
        )

    def register_a_series(self):
        name = self.chance.choice(SERIES)
        self.write(
            "content/series/serien.md", f"---\nname: {name}\nevery: {self.chance.choice(('1 year', '1 month'))}\n---\n"
        )

    def delete_an_entry(self):
        path = self.some("people", "cities", "series")
        if path:
            self.before[path] = self.text(path)
            self.archive.remove(path)

    def change_the_settings(self):
        lines = ["name: Arkivet", f"language: {self.chance.choice(('sv', 'nb', 'en'))}"]
        lines += ["base-url: https://arkiv.example/a/"] if self.chance.random() < 0.5 else []
        self.write("content/archive.yml", "\n".join(lines) + "\n")

    def override_a_layout(self):
        name = self.chance.choice(("note.html", "follow.html", "macros.html"))
        text = (REPOSITORY / "layouts" / name).read_text("utf-8")
        self.write(f"layouts/{name}", text.replace("<p>", f"<p data-n='{self.chance.randint(1, 3)}'>"))

    def take_a_layout_away(self):
        files = sorted((self.root / "layouts").glob("*.html"))
        if files:
            self.chance.choice(files).unlink()

    def override_an_asset(self):
        self.write("assets/extra.css", f"p {{ margin: {self.chance.randint(0, 3)}px }}\n")

    def touch_without_change(self):
        path = self.some("documents", "people")
        if path:
            os.utime(self.root / path)

    def set_a_clock_wrong(self):
        path = self.some("documents")
        if path:
            self.change_a_body()
            when = time.time() + self.chance.choice((-86_400_000, 86_400))
            os.utime(self.root / path, (when, when))

    def edit_twice_at_once(self):
        """Within one tick of the file system's clock, and with the same size."""
        path = self.some("documents")
        if path:
            self.write(path, self.text(path).replace("Intet", "Nytto"))
            self.archive.build()
            self.archive.write(path, self.text(path).replace("Nytto", "Annat"))

    def damage_the_site(self):
        pages = sorted((self.root / "site").rglob("index.html"))
        if pages:
            self.chance.choice(pages).write_text("förstört", "utf-8")

    def repair(self):
        """Whatever stands in the way of the next build is mended, or every later step would say the same."""
        (self.root / "content/addresses.lock").unlink(missing_ok=True)
        self.remembers = False
        for path in self.files("documents"):
            text = self.text(path)
            self.archive.write(path, text.replace("dato: ", "date: ").replace("date: x", "date: "))

    def forget(self):
        state = self.root / ".diarium"
        for path in sorted(state.glob("*")) if state.is_dir() else ():
            if path.is_file() and self.chance.random() < 0.5:
                path.write_bytes(self.chance.choice((b"", b"diarium", path.read_bytes()[:-3])))


NO_EDITS = {"files", "text", "write", "some", "repair"}
EDITS = sorted(name for name in vars(Editor) if not name.startswith("_") and name not in NO_EDITS)


def addresses_kept(editor, before):
    """No line ever leaves the list, and something is given out at each address; which there are now."""
    lock = editor.root / "content/addresses.lock"
    lines = [line.split("\t") for line in lock.read_text("utf-8").split("\n") if line.startswith("/")]
    listed = {path for path, what, _ in lines if what != "anchor"}
    lost = (before if editor.remembers else set()) - listed
    silent = [path for path in sorted(listed) if not (editor.root / "site" / path.strip("/") / "index.html").is_file()]
    assert (lost, silent) == (set(), [])
    editor.remembers = True
    return listed


def told(outcome):
    return [(said.path, said.line, said.column, said.code, said.message) for said in outcome.messages]


def play(place, number, kind=Archive):
    chance = random.Random(number)
    editor = Editor(place / "edited", chance, kind)
    done, addresses, builds = [], set(), 0
    assert editor.archive.build("--jobs", "1").status in (0, 1)
    for _ in range(STEPS):
        for _ in range(chance.randint(1, 2)):
            done.append(chance.choice(EDITS))
            getattr(editor, done[-1])()
        clean = place / "clean"
        shutil.copytree(editor.root, clean, ignore=shutil.ignore_patterns(".diarium", "site"))
        kept = tree(editor.root / "site")
        outcome = editor.archive.build("--jobs", "1")
        fresh = kind.__new__(kind)
        fresh.root = clean
        expected = fresh.build("--jobs", "1")
        try:
            assert (outcome.status, told(outcome)) == (expected.status, told(expected))
            same(tree(editor.root / "site"), tree(clean / "site") if outcome.status == 0 else kept)
            before = looks(editor.root / "site")
            again = editor.archive.build("--jobs", "1")
            assert (again.status, told(again)) == (outcome.status, told(outcome))
            same(before, looks(editor.root / "site"))
            if outcome.status == 0:
                addresses, builds = addresses_kept(editor, addresses), builds + 1
        except AssertionError as difference:
            raise AssertionError(f"sequence {number}, after {', '.join(done)}: {difference}") from None
        shutil.rmtree(clean)
        if outcome.status and chance.random() < 0.7:
            editor.repair()
    return len(addresses), builds


def play_piece(place, first, kind):
    """Hundreds of builds in a process of their own, as what they hold is let go with it; on four kinds of machine in turn."""
    with pytest.MonkeyPatch.context() as patch:
        wait_for_no_disk(patch)
        if first // PIECE % 2:
            patch.setattr(os, "cpu_count", lambda: 1)  # where nothing is done in a process beside
        if first // PIECE % 4 > 1:
            patch.setattr(inventory, "SETTLED_NS", SETTLED_SOON)
        found = []
        for number in range(first, first + PIECE):
            found.append(play(place / str(number), number, kind))
            shutil.rmtree(place / str(number))
    return found


def play_many(place, count, kind=Archive):
    """On all processors; every difference is told, and not only the first."""
    differences, found = [], []
    with ProcessPoolExecutor(mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        pieces = [pool.submit(play_piece, place, first, kind) for first in range(0, count, PIECE)]
        for piece in as_completed(pieces):
            if (difference := piece.exception()) is None:
                found += piece.result()
            else:
                differences.append(str(difference))
                sys.stdout.write(f"{difference}\n")
            addresses, builds = map(sum, zip(*found, strict=True)) if found else (0, 0)
            sys.stdout.write(f"{len(found)} sequences, {builds} sites compared, {addresses} addresses at their ends\n")
    assert (differences, len(found)) == ([], count)


@pytest.mark.parametrize("number", range(ORDINARY))
def test_any_sequence_of_edits_gives_what_a_clean_build_gives(tmp_path, number, monkeypatch):
    if number % 2:
        monkeypatch.setattr(inventory, "SETTLED_NS", SETTLED_SOON)
    play(tmp_path, number)


@pytest.mark.parametrize("number", range(2, 2 + ORDINARY // 2))
def test_what_a_build_takes_to_be_as_it_was_is_so(tmp_path, number, monkeypatch):
    """Whatever it works out again or not: each piece of the archive that it does not doubt is told once more."""
    others, asked = Reads.others.fget, []

    def looked_at_again(reads):
        found, former = others(reads), reads._former
        if former is not None:
            anew = copy(reads)
            anew._former, anew._digests, anew.follows, anew.noted = None, {}, None, None
            believed = [piece for piece in former.pieces if piece not in reads._doubtful]
            asked.extend(believed)
            assert [piece for piece in believed if anew.digest_of(piece) != former.digest(piece)] == []
        return found

    monkeypatch.setattr(Reads, "others", property(looked_at_again))
    play(tmp_path, number)
    assert asked


@pytest.mark.long
@pytest.mark.parametrize(("count", "kind"), [(LONG, Archive), (SEARCHED, Searched)])
def test_thousands_of_sequences_of_edits_do(tmp_path, count, kind):
    play_many(tmp_path, count, kind)
