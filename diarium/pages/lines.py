"""Links, rows and people as HTML: the small pieces that stand on a page by the hundred.

They are made here and not by layouts because a macro call costs as much as the line it prints. What stands around
them, and which of them a page shows, is the layouts' business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial

from markupsafe import Markup

from diarium.pages.citations import Place
from diarium.pages.parts import Alternate, Attended, Companion, Fact, Key, Link, Outline, Part, Person, Row, Tag
from diarium.reading.body import ROOT

# What is HTML already, said to be so: this very text, where Markup itself first asks five questions.
markup: Callable[[str], Markup] = partial(str.__new__, Markup)


def escaped(text: str) -> str:
    """As the layouts escape, but a plain string: most text holds nothing to escape, and is handed back as it is."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text or ">" in text:
        text = text.replace("<", "&lt;").replace(">", "&gt;")
    if '"' in text or "'" in text:
        text = text.replace('"', "&#34;").replace("'", "&#39;")
    return text


def language(code: str | None) -> str:
    return f' lang="{escaped(code)}"' if code else ""


def address(it: Link, root: str) -> str:
    if it.url is not None:
        return it.url
    return (root + (it.path or "")) or "./"


# Most links lead to what many pages of the same depth lead to, in the same words.
@lru_cache(maxsize=4096)
def linked(it: Link, root: str) -> str:
    text = escaped(it.text)
    if it.url is not None:
        external = "" if it.url.startswith("mailto:") else ' rel="external"'
        made = f'<a href="{escaped(it.url)}"{external}{language(it.lang)}>{text}</a>'
    elif it.path is not None:
        made = f'<a href="{escaped(address(it, root))}"{language(it.lang)}>{text}</a>'
    else:
        made = f"<span{language(it.lang)}>{text}</span>" if it.lang else text
    return f"{made}{escaped(it.note)}" if it.note else made


class Lines:
    """What the layout of a page calls: of its address, and the way from there to the front page."""

    def __init__(self, path: str, root: str) -> None:
        self.path, self.root = path, root

    def to(self, link: Link) -> str:
        """The address of a link from this page."""
        return address(link, self.root)

    def link(self, it: Link) -> Markup:
        return markup(linked(it, self.root))

    def inline(self, links: Iterable[Link], separator: str = ", ") -> Markup:
        return markup(escaped(separator).join([linked(it, self.root) for it in links]))

    def items(self, links: Iterable[Link]) -> Markup:
        """Links as the items of a list."""
        return markup("".join([f"<li>{linked(it, self.root)}</li>\n" for it in links]))

    def menu(self, links: Iterable[Link]) -> Markup:
        """The same for the parts of the site, one of which may be where the page stands."""
        lines = []
        for it in links:
            above = it.path and self.path.startswith(it.path)
            current = "page" if it.path == self.path else "true" if above else ""
            said = f' aria-current="{current}"' if current else ""
            lines.append(f'<li><a href="{escaped(self.to(it))}"{said}>{escaped(it.text)}</a></li>\n')
        return markup("".join(lines))

    def html(self, text: str) -> Markup:
        """HTML made by reading and linking, with its links set for this page."""
        return markup(text.replace(ROOT, self.root))

    def running(self, parts: Iterable[Part], shift: int = 0) -> Markup:
        """Running text, each heading with a link to itself; `shift` says how far below its place a heading stands."""
        lines = []
        for level, anchor, heading, text in parts:
            if level:
                tag = f"h{min(level + shift, 6)}"
                to = escaped(anchor)
                lines.append(
                    f'<div class="heading"><{tag} id="{to}">{heading}</{tag}> <a class="anchor" href="#{to}">#</a></div>\n'
                )
            lines.append(text)
        return self.html("".join(lines))

    def outlined(self, listed: Iterable[Outline]) -> Markup:
        """The items of a table of contents."""
        lines = []
        for level, title, anchor in listed:
            deep = f' class="level-{level}"' if level > 2 else ""
            lines.append(f'<li{deep}><a href="#{escaped(anchor)}">{escaped(title)}</a></li>\n')
        return markup("".join(lines))

    def citable(self, listed: Iterable[Place], spoken: str) -> Markup:
        """What of a document can be cited by itself; `spoken` says in which language it is, where that is to be said."""
        lines = []
        for it in listed:
            to = escaped(it.anchor)
            lines.append(
                f'<li><a href="#{to}"{spoken}>{escaped(it.text)}</a> <code>{escaped(it.said)}, #{to}</code></li>\n'
            )
        return markup("".join(lines))

    def row(self, it: Row) -> Markup:
        return markup(self._row(it))

    def rows(self, listed: Iterable[Row], kind: str = "") -> Markup:
        """A list; a line with a mark says so in its class."""
        lines = [
            f'<li class="is-{it.mark_kind}">{self._row(it)}</li>\n' if it.mark_kind else f"<li>{self._row(it)}</li>\n"
            for it in listed
        ]
        dated = " dated" if any(it.when for it in listed) else ""
        return markup(f'<ul class="rows{dated}{f" {escaped(kind)}" if kind else ""}">\n{"".join(lines)}</ul>\n')

    def people(self, listed: Sequence[Person]) -> Markup:
        """Participants; where all are stated in one language, the list says so once."""
        spoken = {it.lang for it in listed}
        common = spoken.pop() if len(spoken) == 1 else None
        lines = [self._person(it, common) for it in listed]
        return markup(f'<ul class="people"{language(common)}>\n{"".join(lines)}</ul>\n')

    def terms(self, listed: Iterable[Fact]) -> Markup:
        """What stands in a list of facts: each label with its values."""
        lines = []
        for it in listed:
            label = f"<dt>{escaped(it.label)}</dt>" if it.label else ""
            lines.append(f"<div>{label}{''.join([f'<dd>{linked(one, self.root)}</dd>' for one in it.values])}</div>\n")
        return markup("".join(lines))

    def others(self, listed: Iterable[Alternate]) -> Markup:
        """Where the head says that the same lies in another form."""
        lines = [
            f'<link rel="alternate" type="{it.type}" title="{escaped(it.title)}" href="{self.root}{escaped(it.path)}">\n'
            for it in listed
        ]
        return markup("".join(lines))

    def tags(self, listed: Iterable[Tag]) -> Markup:
        """Lines of a page's head, for machines."""
        return markup("".join([f'<meta name="{escaped(it.name)}" content="{escaped(it.content)}">\n' for it in listed]))

    def attended(self, listed: Iterable[Attended], keys: Iterable[Key]) -> Markup:
        """Rows of a table of people and meetings; its keys are what may stand in a cell."""
        cells = {"": "<td></td>"}
        for key in keys:
            cells[key.mark] = f'<td><i class="a {key.mark}"></i><span class="unseen">{escaped(key.word)}</span></td>'
        return markup(
            "".join(
                [
                    f'<tr><th scope="row">{linked(it.name, self.root)}</th>{"".join([cells[one] for one in it.cells])}</tr>\n'
                    for it in listed
                ]
            )
        )

    def companions(self, listed: Iterable[Companion], wide: str) -> Markup:
        """Lines of a ranking, with bars where these differ."""
        lines = []
        for it in listed:
            bar = ""
            if wide:
                pieces = f' pathLength="{it.count}" stroke-dasharray=".82 .18"' if it.segmented else ""
                bar = (
                    f'<svg class="bar" width="{wide}" height="1em" aria-hidden="true">'
                    f'<line x1="0" x2="{it.length}" y1=".5em" y2=".5em"{pieces}/></svg>'
                    f'<span class="count" aria-hidden="true">{it.count}</span><span class="unseen">{escaped(it.said)}</span>'
                )
            lines.append(f'<li><span class="name">{linked(it.name, self.root)}</span>{bar}</li>\n')
        return markup("".join(lines))

    # ---------------------------------------------------------------- as plain strings

    def _row(self, it: Row) -> str:
        link, when, iso, details, reasons, mark, kind = it  # at once: there are a hundred for each document
        root = self.root
        made = f'<span class="row-main">{linked(link, root)}'
        if when:
            when = escaped(when)
            exact = bool(iso) and len(iso) != 4  # a year alone is no date for machines
            made = (
                f'<time datetime="{iso}">{when}</time> {made}' if exact else f'<span class="when">{when}</span> {made}'
            )
        if mark:
            made += f' <span class="mark {kind}">{escaped(mark)}</span>'
        made += "</span>"
        if details:
            made += f' <span class="details">{" · ".join([linked(one, root) for one in details])}</span>'
        if reasons:
            made += f' <span class="reasons">{escaped(" · ".join(reasons))}</span>'
        return made

    def _person(self, it: Person, common: str | None) -> str:
        party = f' <span class="party">({escaped(it.party)})</span>' if it.party else ""
        role = (
            f'<span class="role"{language(None if it.lang == common else it.lang)}>{escaped(it.role)}</span>'
            if it.role
            else ""
        )
        where = it.organisation
        if where is not None and where.lang == common:
            where = where._replace(lang=None)
        organisation = linked(where, self.root) if where else ""
        stated = ", ".join([said for said in (role, organisation) if said])
        stated = f' <span class="as">{stated}</span>' if stated else ""
        name = f"<span>{linked(it.name, self.root)}{party}</span>" if party else linked(it.name, self.root)
        return f"<li>{name}{stated}</li>\n"
