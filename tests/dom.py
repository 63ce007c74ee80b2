"""A page as a small tree, and a walk through a built site that only follows links, as a reader does."""

import posixpath
from collections import deque
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))


class Node:
    """One element: its tag, its attributes, and what it holds."""

    def __init__(self, tag, attributes=(), parent=None):
        self.tag = tag
        self.attributes = {name: value or "" for name, value in attributes}
        self.children = []
        self.parent = parent

    def __getitem__(self, name):
        return self.attributes.get(name)

    @property
    def classes(self):
        return (self["class"] or "").split()

    @property
    def words(self):
        """The text, with every run of spaces as one."""
        return " ".join("".join(self._texts()).split())

    def _texts(self):
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()

    def every(self, tag=None, **attributes):
        """All elements below with this tag and these attributes; `cls` for one of the classes."""
        cls = attributes.pop("cls", None)
        for child in self.children:
            if isinstance(child, str):
                continue
            fits = (tag is None or child.tag == tag) and (cls is None or cls in child.classes)
            if fits and all(child[name] == value for name, value in attributes.items()):
                yield child
            yield from child.every(tag, **attributes, **({"cls": cls} if cls else {}))

    def first(self, tag=None, **attributes):
        return next(self.every(tag, **attributes), None)

    def only(self, tag=None, **attributes):
        found = list(self.every(tag, **attributes))
        assert len(found) == 1, f"{len(found)} × <{tag} {attributes}>"
        return found[0]

    @property
    def language(self):
        """The language this element is in, as a browser works it out."""
        node = self
        while node is not None:
            if node["lang"]:
                return node["lang"]
            node = node.parent
        return None

    # -- the parts that Diarium's pages have

    @property
    def main(self):
        return self.only("main")

    @property
    def heading(self):
        return self.main.first("h1").words

    def section(self, id):
        """The section headed by the element with this id, or None."""
        return self.first("section", **{"aria-labelledby": id})

    def rows(self, id):
        """The rows of the list in that section."""
        section = self.section(id)
        return [] if section is None else [li for ul in section.every("ul", cls="rows") for li in ul.every("li")]

    def participants(self):
        """The rows of the list of participants, by the id of their group: `present`, `chair`."""
        found, group = {}, None
        section = self.section("participants")
        for element in section.every() if section is not None else ():
            if element.tag == "h3":
                group = found.setdefault((element["id"] or "").removeprefix("participants-"), [])
            elif element.tag == "li":
                group.append(element)
        return found

    def facts(self):
        """The list of facts: label → texts."""
        found = {}
        for line in self.main.every("div"):
            label = line.first("dt")
            if label is not None:
                found[label.words] = [value.words for value in line.every("dd")]
        return found


class _Builder(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = self.here = Node("")

    def handle_starttag(self, tag, attrs):
        node = Node(tag, attrs, self.here)
        self.here.children.append(node)
        if tag not in VOID:
            self.here = node

    def handle_endtag(self, tag):
        node = self.here
        while node.parent is not None and node.tag != tag:
            node = node.parent
        if node.parent is not None:
            self.here = node.parent

    def handle_data(self, data):
        self.here.children.append(data)


def parse(text):
    builder = _Builder()
    builder.feed(text)
    builder.close()
    return builder.root


@lru_cache(maxsize=1 << 16)
def _resolved(address, href):
    target = urlsplit(urljoin(f"http://site{address}", href))
    return unquote(target.path) if (target.scheme, target.netloc) == ("http", "site") else None


class Walk:
    """Every page that can be reached from the front page by clicking, in the order a patient reader finds them."""

    def __init__(self, site, start="/"):
        self.site = Path(site)
        self.pages = {}
        self.came_from = {start: None}
        self.others = set()  # files that are no pages: feeds, downloads
        self.dead = []
        self._targets = {}
        waiting = deque([start])
        while waiting:
            address = waiting.popleft()
            page = self.pages[address] = parse(self.file(address).read_text("utf-8"))
            for target in self.leads_to(address, page):
                if target in self.came_from or target in self.others:
                    continue
                file = self.file(target)
                if file.is_file() and file.suffix == ".html":
                    self.came_from[target] = address
                    waiting.append(target)
                elif file.is_file():
                    self.others.add(target)
                else:
                    self.dead.append(f"{address} → {target}")

    def file(self, address):
        path = self.site / address.lstrip("/")
        return path / "index.html" if address.endswith("/") else path

    @staticmethod
    def leads_to(address, page):
        """The addresses of the site's own pages and files that the links and forms of a page lead to."""
        for link in page.every():
            href = link["href"] if link.tag == "a" else link["action"] if link.tag == "form" else None
            target = None if href is None else _resolved(address, href)
            if target is not None:
                yield target

    def __getitem__(self, address):
        assert address in self.pages, f"nobody who starts on the front page finds {address}"
        return self.pages[address]

    def below(self, folder):
        """The pages right below a folder: `/people/x/` for `/people/`."""
        return {a: p for a, p in self.pages.items() if a != folder and posixpath.dirname(a.rstrip("/")) + "/" == folder}

    def targets(self, address, node=None):
        """The addresses that a page, or a part of it, links to."""
        if node is not None:
            return set(self.leads_to(address, node))
        if address not in self._targets:
            self._targets[address] = frozenset(self.leads_to(address, self[address]))
        return self._targets[address]

    def trail(self, address):
        """The clicks from the front page."""
        steps = [address]
        while self.came_from[steps[-1]] is not None:
            steps.append(self.came_from[steps[-1]])
        return steps[::-1]
