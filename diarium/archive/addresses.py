"""Addresses for ever: which there are, which there were, and where the old ones lead.

It compares; it never writes the list (`disk` does) and never drops a line from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from diarium.archive.site import Faded, Redirect
from diarium.messages import Checked, Message, Note, Span, error
from diarium.reading.targets import site_path
from diarium.schema import KINDS
from diarium.spelling import on_disk

LOCK = "content/addresses.lock"
MENTIONED = "-mentioned"  # behind the kind of what exists only because something names it
FORMER = "-former"  # behind the kind of what an address that never was a page of its own leads to
STUB = "meeting-stub"
ANCHOR = "anchor"  # a passage that another page links to, as address#anchor
# What stands at the top of every site beside the pages that content makes; below the last of these, content decides.
LASTING_FOLDERS = frozenset({"documents", "years", *(kind.folder for kind in KINDS)})
OWN_FOLDERS = frozenset({"assets", "changes", "data", "pagefind", "search"}) | LASTING_FOLDERS
OWN_FILES = frozenset(
    {"404.html", "_headers", "_redirects", "calendar.ics", "favicon.svg", "feed.json", "feed.xml", "index.html"}
    | {"manifest-sha256.txt", "opensearch.xml", "robots.txt", "share.png", "sitemap.xml"}
)
# A long sitemap is several files.
_PART_OF_SITEMAP = re.compile(r"sitemap-\d+\.xml")
# Nearly all addresses are such: no part of them is as long as a name can be, and nothing is to be looked for in them.
_PLAIN = re.compile(r"(?:/[a-z0-9-]{1,100})+/?")
HEAD = "# Every address this archive has published, and what it was. Diarium adds lines; keep them all."


class Known(NamedTuple):
    """One line of the list."""

    path: str
    what: str
    name: str
    line: int = 0


Withheld = Literal["no", "name", "wholly"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A former address that a living page claims."""

    old: str
    target: str
    span: Span


def read_lock(text: str) -> Checked[tuple[Known, ...]]:
    found: list[Known] = []
    messages: list[Message] = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split("\t")
        path = parts[0].partition("#")[0] if parts[1:2] == [ANCHOR] else parts[0]
        fine = _PLAIN.fullmatch(path) is not None or site_path(path) is not None
        if len(parts) != 3 or not fine or "\ufffd" in line:
            messages.append(
                error(
                    "bad-lock",
                    Span(LOCK, number, 1, len(line), line),
                    "this line is no address",
                    "restore it from the history of the repository; a mark of a merge conflict is deleted",
                )
            )
            continue
        found.append(Known(parts[0][1:], parts[1], parts[2], number))
    return Checked(tuple(found), tuple(messages))


def cited_before(before: Iterable[Known]) -> frozenset[str]:
    """The passages that other pages have linked to."""
    return frozenset(known.path for known in before if known.what == ANCHOR)


def lasting(before: Iterable[Known], faded: Container[str]) -> Iterator[tuple[str, str, str]]:
    """What the addresses of an archive follow from in the list, line by line.

    The titles of documents stand there for those who read it. They are left out, but where one is all that is left of
    what stood at an address that has `faded`.
    """
    titled = {"document", "document" + FORMER, ANCHOR}
    for known in before:
        yield known.path, known.what, "" if known.what in titled and known.path not in faded else known.name


def kind_of(known: Known) -> str:
    """What stood at an address, or what it led to."""
    return known.what.removesuffix(MENTIONED).removesuffix(FORMER)


def written_lock(
    before: Iterable[Known],
    living: Mapping[str, tuple[str, str]],
    redirects: Iterable[Redirect] = (),
    cited: Iterable[str] = (),
) -> str:
    """The list as it should stand now: all that was, and what is new, one sorted line each."""
    lines = {known.path: (known.what, known.name) for known in before}
    for redirect in redirects:
        if redirect.target in living and lines.get(redirect.path, (FORMER, ""))[0].endswith(FORMER):
            what, name = living[redirect.target]
            lines[redirect.path] = (what.removesuffix(MENTIONED) + FORMER, name)
    lines.update(living)
    for anchor in cited:
        lines[anchor] = (ANCHOR, living.get(anchor.partition("#")[0], ("", ""))[1])
    body = "".join(f"/{path}\t{what}\t{' '.join(name.split())}\n" for path, (what, name) in sorted(lines.items()))
    return f"{HEAD}\n{body}"


COMPLETENESS = ("about", "completeness")  # the one page of Diarium's own below a folder that archives may have
BY_TYPE = ("documents", "type")  # beside the years, which are numbers


def of_type(type: str) -> str:
    """Where the documents of a type are listed."""
    return f"{'/'.join(BY_TYPE)}/{type}/"


def _belongs_to_pages(old: str, living: Mapping[str, tuple[str, str]]) -> bool:
    """Whether Diarium's own pages, or the files beside a living page, stand at this address or above it."""
    parent, _, name = old.rstrip("/").casefold().rpartition("/")
    first = old.partition("/")[0].casefold()
    if (first in OWN_FOLDERS and (not parent or first not in LASTING_FOLDERS)) or (parent, name) == COMPLETENESS:
        return True
    parts = old.rstrip("/").casefold().split("/")
    if tuple(parts[:2]) == BY_TYPE or "index.html" in parts:
        return True
    return any(_is_beside_a_page("/".join(parts[:at]), part, living) for at, part in enumerate(parts))


def _is_beside_a_page(parent: str, name: str, living: Mapping[str, tuple[str, str]]) -> bool:
    if not parent:
        return name in OWN_FILES or _PART_OF_SITEMAP.fullmatch(name) is not None
    what, _ = living.get(f"{parent}/", ("", ""))
    return what == "document" or (what != "" and ("." in name or name.startswith("_")))


def _former(claim: Claim) -> str:
    """The folder of a former address; /a/index.html is what servers give out at /a/."""
    path = (site_path(claim.old) or "").strip("/")
    head, _, last = path.rpartition("/")
    return f"{head if last.casefold() == 'index.html' else path}/"


def _is_twice(claim: Claim, old: str, other: Claim | None) -> bool:
    return other is not None and (other.target != claim.target or _former(other) != old)


def _twice(claim: Claim, old: str, other: Claim) -> Message:
    sentence = (
        f"/{old} is claimed by two pages"
        if _former(other) == old
        else f"many computers take /{old} and /{_former(other)} for one"
    )
    return error("redirect-twice", claim.span, sentence, "keep one of them", [Note("the other", other.span)])


def settle(
    before: Iterable[Known],
    living: Mapping[str, tuple[str, str]],
    claims: Iterable[Claim],
    successor: Callable[[Known], str | None],
    excused: frozenset[str] = frozenset(),
    withheld: Callable[[Known], Withheld] = lambda _known: "no",
) -> tuple[tuple[Redirect, ...], tuple[Faded, ...], tuple[Message, ...]]:
    """Where every address that is no page any more leads; errors for those that lead nowhere.

    `excused` are addresses that only withdrawn documents told of: that they were withdrawn is enough said. What is
    withheld for a person's sake is told without the name, or not at all where the address itself would tell it.
    """
    messages: list[Message] = []
    redirects: dict[str, Redirect] = {}
    claimed: dict[str, Claim] = {}
    folded = {on_disk(path) for path in living}
    for claim in claims:
        old = _former(claim)
        if site_path(claim.old) is None:
            messages.append(
                error(
                    "bad-address",
                    claim.span,
                    f"'{claim.old}' is not an address of this site",
                    "write it as it stood after the site's name: /documents/2016/slug/",
                )
            )
        elif old == claim.target:
            messages.append(error("redirect-loop", claim.span, f"/{old} would lead to itself", "delete this line"))
        elif on_disk(old) in folded or _belongs_to_pages(old, living):
            messages.append(
                error(
                    "redirect-over-page",
                    claim.span,
                    f"/{old} is a living page; it cannot lead elsewhere too",
                    "delete this line, or move that page first",
                )
            )
        elif _is_twice(claim, old, claimed.get(on_disk(old))):
            messages.append(_twice(claim, old, claimed[on_disk(old)]))
        elif not old.strip("/"):
            messages.append(error("redirect-over-page", claim.span, "the front page cannot lead elsewhere"))
        else:
            claimed[on_disk(old)] = claim
            redirects[old] = Redirect(old, claim.target)
    faded: list[Faded] = []
    for known in before:
        if known.path in living or known.path in redirects or known.what == ANCHOR:
            continue
        hides = withheld(known)
        if hides == "wholly":
            continue
        target = successor(known)
        if hides == "name":
            faded.append(Faded(known.path, "", None))
        elif known.what.endswith(MENTIONED) or known.path in excused:
            faded.append(Faded(known.path, known.name, target))
        elif target is not None:
            redirects[known.path] = Redirect(known.path, target)
        else:
            line = f"/{known.path}\t{known.what}\t{known.name}"
            what = {STUB: "meeting"}.get(known.what, kind_of(known))
            gone = f"the {what} '{known.name}' was published at /{known.path} and is gone"
            if known.what.endswith(FORMER):
                gone = f"/{known.path} led to the {what} '{known.name}' and leads nowhere now"
            messages.append(
                error(
                    "address-gone",
                    Span(LOCK, known.line, 1, len(known.path) + 1, line),
                    gone,
                    f"where it moved to, add to aliases: /{known.path} — or bring the file back with withdrawn: and its date and reason",
                )
            )
    return (
        tuple(sorted(redirects.values(), key=lambda r: r.path)),
        tuple(sorted(faded, key=lambda f: f.path)),
        tuple(messages),
    )
