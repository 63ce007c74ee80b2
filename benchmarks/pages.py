"""How heavy the pages of the sample archive are: what must arrive before the first paint, and what comes after.

It builds the sample into a folder of its own and measures bytes; it knows no budget but the two it prints.

A document page asks for a second style sheet after its text. All that stands before it, from the title to the last
paragraph, is painted with the first sheet alone: that part of the HTML and that sheet are what the first paint takes.
Who reads the budget more strictly looks at the column beside it: the whole page, to its foot, with that sheet.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
FIRST_PAINT = 14_000  # HTML and CSS of a document page, compressed
SCRIPTS = 8_000  # JavaScript of a document page, compressed
PAGES = {
    "document, short": "documents/2017/reserapport-nordisk-huvudstadskonferens/",
    "document, minutes": "documents/2023/referat-2023-03-16/",
    "document, 42 participants": "documents/2023/innkalling-2023-08-31/",
    "document, report": "documents/2016/svar-pa-remiss-internationell-strategi/",
    "front page": "",
    "series": "series/nordisk-huvudstadskonferens/",
    "meeting": "series/osloregionens-faggruppe-for-naeringssamarbeid/2023-03-16/",
    "person": "people/marc-zetterblom/",
    "city": "cities/oslo/",
    "case": "cases/803-1966-2016/",
    "theme": "themes/profilering/",
    "index of people": "people/",
    "404": "404.html",
}
STYLE = re.compile(r'<link rel="stylesheet" href="([^"]+)">')  # what is for print alone holds nothing up
SCRIPT = re.compile(r'<script (?:defer |type="module" )?src="([^"]+)"')
FETCHED = ("site.js", "search/field.js")  # the first of these asks for the second
BLOCKING = re.compile(r'<script src="([^"]+)"')


@dataclass(frozen=True)
class Weight:
    html: int  # the whole page
    text: int  # of it, what stands before a style sheet in the body
    css: int  # of the head
    js: int
    blocking: int  # of the JavaScript, what the first paint waits for

    @property
    def first(self) -> int:
        return self.text + self.css + self.blocking

    @property
    def whole(self) -> int:
        return self.html + self.css


def packed(data: bytes) -> int:
    return len(gzip.compress(data, 9, mtime=0))


def weigh(site: Path, path: str) -> Weight:
    file = site / path if path.endswith(".html") else site / path / "index.html"
    text = file.read_text("utf-8")

    def sent(pattern: re.Pattern[str], page: str) -> int:
        names = (
            Path(link).name if "assets/" not in link else link.partition("assets/")[2] for link in pattern.findall(page)
        )
        return sum(packed((site / "assets" / name).read_bytes()) for name in names)

    head, end, body = text.partition("</head>")
    before = head + end + STYLE.split(body)[0]
    js = sent(SCRIPT, text) + (packed((site / "assets" / FETCHED[1]).read_bytes()) if FETCHED[0] in text else 0)
    return Weight(packed(text.encode()), packed(before.encode()), sent(STYLE, head), js, sent(BLOCKING, head))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, help="a built site of the sample; without it the sample is built")
    parser.add_argument("--strict", action="store_true", help="fail when a document page is over its budget")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        site = asked.site or Path(room, "site")
        if asked.site is None:
            shutil.copytree(REPOSITORY / "content", Path(room, "content"))
            command = [sys.executable, "-m", "diarium", "build", "--root", room, "--no-search", "-q"]
            subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": os.fspath(REPOSITORY)})
        over = []
        said = [
            f"{'page':<27}{'HTML':>8}{'its text':>12}{'CSS':>8}{'first paint':>13}{'whole':>9}{'JavaScript':>12}   bytes, gzip"
        ]
        for name, path in PAGES.items():
            one = weigh(site, path)
            said.append(f"{name:<27}{one.html:>8}{one.text:>12}{one.css:>8}{one.first:>13}{one.whole:>9}{one.js:>12}")
            if name.startswith("document") and (max(one.first, one.whole) > FIRST_PAINT or one.js > SCRIPTS):
                over.append(name)
        said.append(f"{'a document page may weigh':<55}{FIRST_PAINT:>13}{FIRST_PAINT:>9}{SCRIPTS:>12}")
        said += [f"over: {', '.join(over)}"] if over else []
        sys.stdout.write("\n".join(said) + "\n")
    return 1 if over and asked.strict else 0


if __name__ == "__main__":
    raise SystemExit(main())
