"""Whole archives nobody would make, each from a number: files, names and addresses that get in each other's way.

Whatever is wrong with one is said in messages; what can be published has every address it has promised, each once.
"""

import json
import random

from archive import Archive

ROUNDS = 12
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
NAMES = (
    *("Anna Berg", "ANNA BERG", "Berg, Anna", "A. Berg", "Anna", "Bérg", "Ann-Britt Ö", "Ö", "-", "1", "2017", "type", "index", "feed", "Con", "Aux"),
    *("Oslo", "Åbo", "Åbo/Turku", "x" * 200, "Rådet", "Råd et", "constructor", "__proto__", "Ærø", "A & B", "<b>", "'", "C:\\", "a" * 90 + " b", "日本", "İ", "ß"),
)  # fmt: skip
FILES = ("a.png", "A.png", "b/a.png", "a.pdf", "versions", "cite.bib", "index.json", "feed.xml", "a b.txt", "å.txt", "%41.txt", "#.txt", "share.png", "a")  # fmt: skip
OLD = (
    *("/old/", "/Old/", "/old/index.html", "/old/x.html", "/people/anna-berg/", "/cities/oslo/", "/series/radet/", "/series/radet/2017-02-16/", "/cases/1-2017/"),
    *("/documents/2017/a/", "/documents/2017/b/", "/documents/2017/a/versions/", "/documents/type/x/", "/years/2017/", "/years/1999/", "/about/", "/x.y/", "/å/", "/data/x/", "/404/"),
)  # fmt: skip
DATES = ("2017", "2017-02", "2017-02-16", "2016-12-31", "1999-01-01", "2099-01-01", "0900")
SPANS = (*DATES, "2017-02-16/2017-02-17", "2017-02-17/2017-03-01")
SLUGS = ("a", "b", "c", "type", "2017", "å", "index", "feed", "versions", "x-y")
BODIES = (
    "Text.", "[[{0}]]", "{0} talade i {1}.", "[x](b.md)", "[x](../2016/a.md#h-head)", "[x](/old/)", "[x](a.pdf)", "![x](a.png)", "![x](b/a.png)",
    "## {0}\n\nText[^1].\n\n[^1]: {1}", "## Head\n\n## Head\n\n1. {0}\n2. {1}", "| {0} | b |\n|---|---|\n| c | d |", "Sak 1/2017 og 01/2017.",
)  # fmt: skip


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


class Maker:
    def __init__(self, number):
        self.chance = random.Random(number)

    def one(self, values):
        return self.chance.choice(values)

    def name(self):
        return quoted(self.one(NAMES))

    def some(self, make, most=3):
        return "[" + ", ".join(make() for _ in range(self.chance.randrange(1, most))) + "]"

    def perhaps(self, *lines, share=0.3):
        return [line for line in lines if self.chance.random() < share]

    def body(self):
        return "\n\n".join(self.one(BODIES).format(self.one(NAMES), self.one(NAMES)) for _ in range(3))

    def document(self):
        pick = self.one
        participant = f"{{name: {self.name()}, role: {self.name()}, party: {self.name()}, person: anna}}"
        lines = [f"title: {self.name()}", f"date: {pick(DATES)}", f"type: {pick(('report', 'minutes', 'agenda'))}"]
        lines += self.perhaps(
            f"lang: {pick(('sv', 'nb', 'fi', 'en'))}",
            f"case: {pick(('1/2017', '[01/2017, 1-2017]', 'Dnr 1/2017'))}",
            f"series: {self.name()}",
            f"meeting: {{date: {pick(SPANS)}, number: {self.name()}, city: {self.name()}, place: {self.name()}, theme: {self.name()}}}",
            f"tabled: {{series: {self.name()}, number: '3', date: {pick(DATES)}, item: '1'}}",
            f"approves: {quoted(pick(DATES))}",
            f"next: {{date: {pick(DATES)}, city: {self.name()}}}",
            f"participants: {self.some(lambda: pick((self.name(), participant)))}",
            f"officer: {self.name()}",
            f"signed: {self.some(self.name)}",
            f"organisation: {self.name()}",
            f"recipient: {self.name()}",
            f"cities: {self.some(self.name)}",
            f"themes: {self.some(self.name)}",
            f"absent-cities: {self.some(self.name)}",
            f"attachments: {self.some(lambda: f'{{title: {self.name()}, file: {quoted(pick(FILES))}}}')}",
            f"related: {self.some(lambda: pick(('b.md', 'a.md', '../2016/a.md')))}",
            f"summary: {self.name()}",
            f"corrections: [{{date: {pick(DATES)}, note: {self.name()}}}]",
            f"aliases: {self.some(lambda: quoted(pick(OLD)))}",
        )
        lines += self.perhaps(f"withdrawn: {{date: 2024-01-01, reason: {self.name()}}}", "draft: true", f"publish: {pick(DATES)}", share=0.1)  # fmt: skip
        return "---\n" + "\n".join(lines) + f"\n---\n\n{self.body()}\n"

    def entry(self, folder):
        lines = [f"name: {self.name()}"]
        lines += self.perhaps(f"aliases: {self.some(lambda: self.one((self.name(), quoted(self.one(OLD)))), 4)}")
        if folder == "people":
            lines += self.perhaps(f"privacy: {self.one(('no-page', 'initials', 'hidden'))}")
        if folder == "cities":
            lines += self.perhaps("position: [59.9, 10.7]", f"part-of: {self.name()}")
        if folder == "series":
            lines += self.perhaps("every: 1 month", f"editions: [{{date: {self.one(SPANS)}, city: {self.name()}}}]")
        return "---\n" + "\n".join(lines) + f"\n---\n\n{self.body()}\n"

    def settings(self):
        lines = [f"name: {self.name()}", f"language: {self.one(('sv', 'nb', 'en'))}"]
        lines += self.perhaps("base-url: https://example.org/arkiv/", "privacy: {private-persons: {after: 5 years, show: initials}}")  # fmt: skip
        return "\n".join(lines) + "\n"

    def files(self):
        files = {"content/archive.yml": self.settings()}
        for folder, count in (("documents/2017", 4), ("documents/2016", 2), ("people", 2), ("cities", 2), ("series", 2), ("organisations", 1), ("themes", 1), ("pages", 1)):  # fmt: skip
            for _ in range(self.chance.randrange(count + 1)):
                slug = "anna" if folder == "people" and self.chance.random() < 0.5 else self.one(SLUGS)
                if folder == "pages":
                    text = f"---\ntitle: {self.name()}\naliases: [{quoted(self.one(OLD))}]\n---\n\n{self.body()}\n"
                else:
                    text = self.document() if folder.startswith("documents") else self.entry(folder)
                files[f"content/{folder}/{slug}.md"] = text
        for name in self.chance.sample(FILES, 4):
            data = PNG if name.endswith(".png") else b"%PDF-1.4\n" if name.endswith(".pdf") else b"words"
            for folder in ("documents/2017", "documents/2016", "pages"):
                files[f"content/{folder}/{name}"] = data
        if not any(path.startswith("content/documents/2017/a/") for path in files):
            files["content/index.md"] = self.body()
        return files


def mended(archive):
    """The archive without the lines that are told to be wrong, as an editor in a hurry would have it; the last outcome."""
    for _ in range(ROUNDS):
        outcome = archive.build("--jobs", "1")
        if outcome.status != 1 or not outcome.errors:
            return outcome
        wrong = {}
        for said in outcome.errors:
            wrong.setdefault(said.path, set()).add(said.line)
        for path, lines in wrong.items():
            file = archive.root / path
            if not file.is_file():
                continue
            text = file.read_bytes().decode("utf-8", "replace").split("\n")
            if lines & {0, 1} or (path.endswith(".md") and any(text[n - 1 : n] == ["---"] for n in lines)):
                file.unlink()
            else:
                archive.write(path, "\n".join(line for number, line in enumerate(text, 1) if number not in lines))
    return outcome


def try_archive(folder, number):
    """One archive, then another one over it that keeps its list of addresses; what was wrong with it, or nothing."""
    archive = Archive(folder, Maker(number).files())
    for again in (False, True):
        if again:
            for path, content in Maker(number + 10**9).files().items():
                archive.write(path, content)
        outcome = mended(archive)
        if outcome.status or "Traceback" in outcome.err:
            return f"{number}: {outcome.status} {outcome.err[-400:]}"
        told, agreed = outcome.messages, archive.check()
        if (agreed.status, agreed.messages) != (0, told):
            return f"{number}: check says otherwise: {[one for one in agreed.messages if one not in told][:2]}"
        lines = (archive.root / "content/addresses.lock").read_text("utf-8").split("\n")
        listed = [line.split("\t") for line in lines if line.startswith("/")]
        # An address may hold the name of somebody who is not to be named; then nothing may stand there.
        hides = any("privacy: " in path.read_text("utf-8", "replace") for path in (archive.root / "content").rglob("*.[my]*"))  # fmt: skip
        silent = [] if hides else [path for path, what, _ in listed if what != "anchor" and not (archive.root / "site" / path.strip("/") / "index.html").is_file()]  # fmt: skip
        if silent:
            return f"{number}: nothing stands at {silent}"
    return ""
