"""Pictures of the sample archive's pages, to be looked at: three widths, light, dark and on paper.

It judges nothing and keeps nothing; the few shown in `docs/` are made by `--docs`.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

REPOSITORY = Path(__file__).resolve().parent.parent
WIDTHS = (360, 768, 1280)
PAGES = {
    "front": "",
    "document-short": "documents/2017/reserapport-nordisk-huvudstadskonferens/",
    "document-long": "documents/2023/referat-2023-03-16/",
    "document-agenda": "documents/2023/innkalling-2023-08-31/",
    "document-report": "documents/2016/svar-pa-remiss-internationell-strategi/",
    "series": "series/nordisk-huvudstadskonferens/",
    "series-numbers": "series/internationella-beredningen/",
    "meeting": "series/osloregionens-faggruppe-for-naeringssamarbeid/2023-03-16/",
    "meeting-stub": "series/internationella-beredningen/1-2017/",
    "person": "people/marc-zetterblom/",
    "city": "cities/oslo/",
    "case": "cases/803-1966-2016/",
    "theme": "themes/profilering/",
    "index-people": "people/",
    "index-documents": "documents/",
    "year": "years/2017/",
    "search": "search/",
    "changes": "changes/",
    "data": "data/",
    "completeness": "about/completeness/",
    "versions": "documents/2017/reserapport-nordisk-huvudstadskonferens/versions/",
    "404": "404.html",
    "accessibility": "accessibility/",
    "abbreviations": "abbreviations/",
}
SHOWN = (
    ("front", 1280, "light"),
    ("document-short", 1280, "light"),
    ("document-short", 360, "dark"),
    ("series", 768, "light"),
    ("index-people", 1280, "dark"),
    ("document-agenda", 0, "print"),
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=os.fspath(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()


def shoot(browser: Browser, address: str, path: str, width: int, scheme: str, to: Path, whole: bool = True) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light", locale="sv-SE"
    )
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=to, full_page=whole)
    page.close()


def printed(browser: Browser, address: str, path: str, to: Path) -> None:
    """The page on paper; as pictures, too, where the library is there that reads papers for import."""
    page = browser.new_page()
    page.goto(address + path)
    page.pdf(path=to, prefer_css_page_size=True)
    page.close()
    if importlib.util.find_spec("pypdfium2") is None:
        return
    import pypdfium2

    with pypdfium2.PdfDocument(to) as paper:
        for number, sheet in enumerate(paper, 1):
            sheet.render(scale=1.25).to_pil().save(to.with_name(f"{to.stem}-{number}.png"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, help="a built site; without it the sample archive is built")
    parser.add_argument("--output", type=Path, default=Path("screenshots"))
    parser.add_argument("--only", nargs="*", choices=PAGES, default=list(PAGES), help="these pages")
    parser.add_argument("--widths", nargs="*", type=int, default=list(WIDTHS))
    parser.add_argument("--schemes", nargs="*", choices=("light", "dark", "print"), default=["light", "dark", "print"])
    parser.add_argument("--docs", action="store_true", help="only the few that docs/ shows, into docs/pictures/")
    asked = parser.parse_args()
    program = os.environ.get("DIARIUM_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)
    with tempfile.TemporaryDirectory() as room, sync_playwright() as playwright:
        site = asked.site or Path(room, "site")
        if asked.site is None:
            shutil.copytree(REPOSITORY / "content", Path(room, "content"))
            command = [sys.executable, "-m", "diarium", "build", "--root", room, "--output", os.fspath(site), "-q"]
            subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": os.fspath(REPOSITORY)})
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        with served(site) as address:
            if asked.docs:
                folder = REPOSITORY / "docs" / "pictures"
                folder.mkdir(exist_ok=True)
                for name, width, scheme in SHOWN:
                    taken = Path(room, f"{name}-1.png")
                    if scheme == "print":
                        printed(browser, address, PAGES[name], Path(room, f"{name}.pdf"))
                    else:
                        shoot(browser, address, PAGES[name], width, scheme, taken, whole=False)
                    size = f"{width}-{scheme}" if width else scheme
                    with Image.open(taken) as picture:  # few colours are enough to show, and a third of the weight
                        picture.convert("RGB").quantize(64).save(folder / f"{name}-{size}.png", optimize=True)
                return 0
            asked.output.mkdir(parents=True, exist_ok=True)
            for name in asked.only:
                if not (site / PAGES[name] / "index.html").is_file() and not (site / PAGES[name]).is_file():
                    continue
                for scheme in asked.schemes:
                    if scheme == "print":
                        printed(browser, address, PAGES[name], asked.output / f"{name}-print.pdf")
                        continue
                    for width in asked.widths:
                        to = asked.output / f"{name}-{width}-{scheme}.png"
                        shoot(browser, address, PAGES[name], width, scheme, to)
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
