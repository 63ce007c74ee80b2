"""Diarium as it is measured: builds cold and after each kind of edit, and the preview as the browser lives through it.

It makes the archive in a folder that it is given, and judges nothing.
"""

from __future__ import annotations

import http.client
import importlib.util
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from archives import generate
from runs import REPOSITORY, Failed, Measured, Run, environment, run

TODAY = "2026-01-01"
# When each saved word was drawn, by the page itself: to ask it through what drives the browser takes as long again. The
# frame after the next one begins when the next has been drawn.
_DRAWN = """(() => {
  const drawn = (window.drawn = {});
  const look = () => {
    for (const [word] of document.documentElement.textContent.matchAll(/Sparat\\d+i\\d+/g)) {
      if (word in drawn) continue;
      drawn[word] = 0;
      requestAnimationFrame(() => requestAnimationFrame(() => (drawn[word] = Date.now())));
    }
  };
  new MutationObserver(look).observe(document, { childList: true, characterData: true, subtree: true });
})()"""
SAVES = 60
PAUSES = (0.1, 3.0)  # seconds from what was seen to the next save, as somebody writes; some come during a look
PATIENCE = 120  # seconds until a preview that does not answer is given up

COLD, COLD_WITH_SEARCH, NOTHING = "cold", "cold, with search", "nothing changed"
CHECK, BODY, TITLE = "check, nothing changed", "body of one document", "title of one document"
NAME, LAYOUT = "name of the person who appears most", "layout of documents"
NEW, WITHDRAWN = "new document", "withdrawn document"
EDITS = (NOTHING, CHECK, BODY, TITLE, NAME, LAYOUT, NEW, WITHDRAWN)


class Ours:
    name = "Diarium"

    def __init__(self, folder: Path, documents: int) -> None:
        self.root = folder / "diarium"
        generate(self.root, documents)
        for path in self.root.rglob("*.md"):  # as files are that nobody has touched for a while
            os.utime(path, (time.time() - 3600,) * 2)
        self.files = sorted((self.root / "content/documents").rglob("*.md"))
        self.count, self.withdrawn = 0, 0
        self.measured = Measured(self.name, documents)

    def command(self, name: str, *more: str) -> list[str]:
        return [sys.executable, "-m", "diarium", name, "--root", ".", "--today", TODAY, *more]

    def build(self) -> Run:
        return run(self.command("build", "-q", "--no-search"), self.root)

    def cold(self) -> Run:
        self._forget()
        return self.build()

    def cold_with_search(self) -> Run:
        self._forget()
        return run(self.command("build", "-q"), self.root)

    def _forget(self) -> None:
        for name in ("site", ".diarium"):
            shutil.rmtree(self.root / name, ignore_errors=True)

    def edits(self) -> dict[str, Callable[[], Run]]:
        """What happens to an archive that has been built; each can be had any number of times."""
        middle = self.files[len(self.files) // 2]
        person = self.root / "content/people/person-0.md"
        steps: tuple[Callable[[], Run], ...] = (
            self.build,
            lambda: run(self.command("check", "-q"), self.root),
            lambda: self._edited(middle, lambda text: text + "\nEtt ord till.\n"),
            lambda: self._edited(middle, lambda text: text.replace("title: ", "title: Ny ", 1)),
            lambda: self._edited(person, _renamed),
            self._restyle,
            self._add,
            self._withdraw,
        )
        return dict(zip(EDITS, steps, strict=True))

    def _edited(self, path: Path, change: Callable[[str], str]) -> Run:
        path.write_text(change(path.read_text("utf-8")), "utf-8")
        return self.build()

    def _restyle(self) -> Run:
        layout = self.root / "layouts/document.html"
        layout.parent.mkdir(exist_ok=True)
        self.count += 1
        text = (REPOSITORY / "layouts/document.html").read_text("utf-8")
        layout.write_text(text.replace('class="document"', f'class="document" data-edit="{self.count}"'), "utf-8")
        return self.build()

    def _add(self) -> Run:
        self.count += 1
        middle = self.files[len(self.files) // 2]
        middle.with_name(f"ny-{self.count}.md").write_text(middle.read_text("utf-8"), "utf-8")
        return self.build()

    def _withdraw(self) -> Run:
        self.withdrawn += 1
        fact = "withdrawn:\n  date: 2025-01-01\n  reason: Fel.\ntype:"
        return self._edited(self.files[self.withdrawn], lambda text: text.replace("type:", fact, 1))

    # ------------------------------------------------------------ the preview

    def preview(self, browser: str | None) -> tuple[float, list[float]]:
        """Seconds from the start until the first page is there, and from each save until the page shows it."""
        path = self.files[len(self.files) // 2]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        page = f"/documents/{path.parent.name}/{path.stem}/"
        start = time.perf_counter()
        process = subprocess.Popen(
            self.command("serve", "--port", str(port), "--no-search"),
            cwd=self.root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )
        try:
            _answered(port, page)
            first = time.perf_counter() - start
            with _browsing(port, page, browser) if browser else _listening(port, page) as shown:
                dice = random.Random(SAVES)
                return first, [self._saved(path, number, dice.uniform(*PAUSES), shown) for number in range(SAVES)]
        finally:
            process.terminate()
            process.wait()

    def _saved(self, path: Path, number: int, pause: float, shown: Callable[[str], float]) -> float:
        time.sleep(pause)  # as somebody who writes: a save may meet a look that is at work, or none
        word = f"Sparat{number}i{len(self.files)}"
        text = path.read_text("utf-8") + f"\n{word}.\n"
        start = time.time()
        path.write_text(text, "utf-8")
        return shown(word) - start


def _renamed(text: str) -> str:
    """Under another name, and back the next time: from then on the papers speak of this entry again, or no longer."""
    former, new = ("name: Ny ", "name: ") if "name: Ny " in text else ("name: ", "name: Ny ")
    return text.replace(former, new, 1)


def _answered(port: int, page: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{page}") as answer:
                if b"</html>" in answer.read():
                    return
        except OSError:
            time.sleep(0.01)  # it is starting; asked more often, it would be slowed down by the asking
    raise Failed("the preview never answered")


def browser_at_hand(find: Callable[[], str | None]) -> str | None:
    """A browser and what drives it, where the environment of the tests is installed."""
    if not importlib.util.find_spec("playwright"):
        return None
    try:
        return find()
    except OSError:  # it asks an environment that need not be there
        return None


@contextmanager
def _browsing(port: int, page: str, browser: str) -> Iterator[Callable[[str], float]]:
    """The page open in a browser, which keeps it up to date by itself; shown is what has been drawn, and tells when."""
    from playwright.sync_api import TimeoutError as NeverShown
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        tab = opened.new_page()
        tab.add_init_script(_DRAWN)
        tab.goto(f"http://127.0.0.1:{port}{page}")

        def shown(word: str) -> float:
            try:
                drawn = tab.wait_for_function("(word) => drawn[word]", arg=word, polling=50, timeout=PATIENCE * 1000)
                milliseconds: float = drawn.json_value()
            except NeverShown:
                raise Failed(f"the preview never showed {word}") from None
            return milliseconds / 1000

        yield shown
        opened.close()


@contextmanager
def _listening(port: int, page: str) -> Iterator[Callable[[str], float]]:
    """Without a browser: told of the change as the page is, then asking for it as the browser does."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    line.request("GET", f"/.diarium/events?page={page}")
    news, told = line.getresponse(), threading.Event()

    def listen() -> None:
        with suppress(OSError, http.client.HTTPException):  # the preview ends before its readers do
            for one in iter(news.readline, b""):
                if one.startswith(b"data:"):
                    told.set()

    threading.Thread(target=listen, daemon=True).start()

    def shown(word: str) -> float:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if not told.wait(1):
                continue
            told.clear()
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{page}") as answer:
                if word.encode() in answer.read():
                    return time.time()
        raise Failed(f"the preview never showed {word}")

    yield shown
