"""What the command line understands: commands, options, and the form of their values.

It says what can be written, never what is done about it; `cli` does.
"""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path
from typing import NoReturn

from diarium import __version__
from diarium.messages import FORMATS

USAGE = 2  # the exit status of a wrong command line
REPORTS = ("text", "markdown", "json")  # forms of the change report

# What `new` can be told beside type and title, and the field of front matter that it fills.
NEW_OPTIONS = {
    "date": "date",
    "lang": "lang",
    "series": "series",
    "number": "meeting.number",
    "meeting": "meeting.date",
    "time": "meeting.time",
    "city": "meeting.city",
    "place": "meeting.place",
    "case": "case",
    "officer": "officer",
    "organisation": "organisation",
}

COMMANDS = ("build", "serve", "check", "new", "import", "merge", "explain", "verify", "bag", "init")


def with_command(given: list[str]) -> list[str]:
    """`build` is what is meant when no command is named; options may stand before the command."""
    takes_value = {
        "--root",
        "--color",
        "--format",
        "--output",
        "--base-url",
        "--jobs",
        "--cluster",
        "--today",
        "--port",
        "--since",
        "--report",
        "--site",
    }
    takes_value |= {f"--{option}" for option in NEW_OPTIONS}
    at = 0
    while at < len(given):
        if given[at] in COMMANDS:
            return [given[at], *given[:at], *given[at + 1 :]]
        if not given[at].startswith("-"):
            return given  # an unknown command: the parser says so
        if given[at] == "--version":
            return ["--version"]
        if given[at] in ("-h", "--help"):
            return [*[one for one in given if one in COMMANDS][:1], "-h"]
        at += 2 if given[at] in takes_value else 1
    return ["build", *given]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.format_usage()}{self.prog}: {message}\n")


def parser(program: str) -> argparse.ArgumentParser:
    shared = _Parser(add_help=False)
    shared.add_argument(
        "--root", type=Path, metavar="DIR", help="the archive: a folder with content/ (default: this one)"
    )
    shared.add_argument("-q", "--quiet", action="store_true", help="print only messages and results")
    shared.add_argument("-v", "--verbose", action="store_true", help="say more")
    shared.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colours on the terminal")
    shared.add_argument("--format", choices=FORMATS, default="text", help="form of the messages")
    dates = _Parser(add_help=False)
    dates.add_argument("--today", type=_day, metavar="YYYY-MM-DD", help="the day that counts as today")
    dates.add_argument("--drafts", action="store_true", help="include drafts and what is not due yet")
    dates.add_argument("--strict", action="store_true", help="warnings fail too")
    places = _Parser(add_help=False)
    places.add_argument(
        "--output", type=Path, metavar="DIR", help="where the site goes (default: site/ in the archive)"
    )
    places.add_argument("--base-url", metavar="URL", help="where the site will be published")
    places.add_argument("--jobs", type=_count, metavar="N", help="how many processes may work (default: one a core)")
    places.add_argument("--cluster", metavar="ADDRESS", help="let the machines of this Dask cluster share the work")
    places.add_argument("--clean", action="store_true", help="print every page anew")
    places.add_argument("--profile", action="store_true", help="say where the time went")
    places.add_argument("--no-search", action="store_true", help="leave out the search index")

    made = _Parser(prog=program, description="Diarium makes a public archive of a folder of Markdown documents.")
    made.add_argument("--version", action="version", version=f"Diarium {__version__}")
    commands = made.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    commands.add_parser("build", parents=[shared, dates, places], help="compile content/ into site/ (the default)")
    serve = commands.add_parser(
        "serve", parents=[shared, dates, places], help="build, preview, and rebuild on every change"
    )
    serve.add_argument(
        "--port", type=_port, default=8000, metavar="N", help="the port (default: 8000, or the next free one)"
    )
    serve.add_argument("--open", action="store_true", help="open the browser")
    check = commands.add_parser(
        "check", parents=[shared, dates, places], help="say everything build would complain about, write nothing"
    )
    check.add_argument("--since", metavar="REV", help="report what changes since this state of the Git repository")
    check.add_argument("--fix", action="store_true", help="mend what is certain, showing each change first")
    check.add_argument("--yes", action="store_true", help="with --fix: do not ask before writing")
    check.add_argument("--dry-run", action="store_true", help="with --fix: show the changes and write nothing")
    check.add_argument("--report", choices=REPORTS, help="form of that report (default: that of the messages, or text)")
    explain = commands.add_parser(
        "explain", parents=[shared, dates, places], help="why a page exists and what it was made from"
    )
    explain.add_argument("what", metavar="URL-OR-FILE", help="an address of the site, or a file of content/")
    new = commands.add_parser("new", parents=[shared], help="a new document with its fields filled in as far as known")
    new.add_argument("type", metavar="TYPE", help="a document type, such as minutes")
    new.add_argument("title", metavar="TITLE", nargs="?", help="what the document calls itself")
    for option, field in NEW_OPTIONS.items():
        new.add_argument(f"--{option}", metavar="TEXT", help=f"the field '{field}'")
    new.add_argument("--today", type=_day, metavar="YYYY-MM-DD", help="the day that counts as today")
    new.add_argument("--output", type=Path, metavar="FILE", help="the file to make")
    brought = commands.add_parser(
        "import", parents=[shared], help="a draft from a .txt, .md, .docx, .pdf or .html original"
    )
    brought.add_argument("files", type=Path, nargs="+", metavar="FILE", help="the originals")
    brought.add_argument("--output", type=Path, metavar="FILE", help="the draft to make, for a single original")
    brought.add_argument("--keep-original", action="store_true", help="keep the original beside it, as an attachment")
    brought.add_argument("--today", type=_day, metavar="YYYY-MM-DD", help="the day that counts as today")
    merge = commands.add_parser("merge", parents=[shared], help="two people, cities or series become one")
    merge.add_argument("keep", metavar="KEEP", help="the one that stays: a name, an address, an id or a file")
    merge.add_argument("other", metavar="OTHER", help="the one that becomes a name of it")
    merge.add_argument("--kind", metavar="KIND", help="what the two are, where their names could be several things")
    merge.add_argument("--today", type=_day, metavar="YYYY-MM-DD", help="the day that counts as today")
    verify = commands.add_parser("verify", parents=[shared], help="compare a published site with its checksums")
    verify.add_argument("where", metavar="DIR-OR-URL", nargs="?", help="a folder or an address (default: site/)")
    bag = commands.add_parser("bag", parents=[shared], help="the site as a bag (BagIt), to hand on or to keep")
    bag.add_argument("folder", type=Path, metavar="DIR", help="the folder to make")
    bag.add_argument("--site", type=Path, metavar="DIR", help="the site to pack (default: site/ in the archive)")
    init = commands.add_parser("init", parents=[shared], help="a new, empty archive")
    init.add_argument(
        "--tools",
        action="store_true",
        help="give an archive that is there what editors and workflows need, and renew it",
    )
    init.add_argument("folder", type=Path, metavar="DIR", help="the folder to make")
    return made


def _day(text: str) -> str:
    try:
        if (
            len(text) != len("2017-02-23") or text[4] != "-" or "W" in text
        ):  # the library reads weeks and runs of digits
            raise ValueError
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a day; write it as 2017-02-23") from None


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 1024:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of processes")
    return int(text)


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port")
    return int(text)
