"""The newcomer's path, as somebody walks it who has a paper and has never seen the program: from `init` to the page."""

import re
import shutil
import subprocess
import sys

import pytest
from archive import REPOSITORY
from looking import follow
from patience import PATIENCE
from repository import git

PAPER = """\
STORVIKS KOMMUN
Protokoll nr 3/2023 från Nordiska utskottet

Tid: torsdagen den 12 oktober 2023 kl. 13.00-15.00
Plats: Rådhuset, Storvik

Närvarande
Gunilla Åkesson (S), ordförande
Per-Olof Wikström (M)
Leila Haddad (C)

1. Godkännande av protokoll från den 14 september 2023
Protokollet godkändes.

2. Vänortsutbyte
Per-Olof Wikström rapporterade från besöket. Det fort-
sätter under nästa år.

Nästa möte äger rum den 9 november 2023.
"""


class Newcomer:
    """Types commands as they stand in the guide, in a folder, and reads what comes."""

    def __init__(self, folder):
        self.folder = folder

    def types(self, *command, expecting=0):
        environment = {
            "PYTHONPATH": str(REPOSITORY),
            "PATH": "/usr/bin:/bin",
            "NO_COLOR": "1",
            "HOME": str(self.folder),
        }
        done = subprocess.run(
            [sys.executable, "-m", "diarium", *command],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == expecting, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout, done.stderr


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no Git on this machine")
def test_from_a_paper_to_its_page(tmp_path, serve, browser):
    # a new archive has nothing wrong with it, and can be published at once
    at_home = Newcomer(tmp_path)
    (tmp_path / "protokoll.txt").write_text(PAPER, "utf-8")
    made, _ = at_home.types("init", "arkiv")
    assert str(tmp_path / "arkiv/content/archive.yml") in made.splitlines()
    root = tmp_path / "arkiv"
    newcomer = Newcomer(root)
    assert newcomer.types("check")[0] == "No errors, no warnings\n"
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "A new archive")

    # the paper becomes a draft that says what it could not know
    path = newcomer.types("import", "../protokoll.txt", "--keep-original")[0].strip()
    assert path == "content/documents/2023/protokoll-nr-3-2023-fran-nordiska-utskottet-2023-10-12.md"
    out, told = newcomer.types("check", "--today", "2023-10-20")
    assert out == "1 warning\n"
    (line,) = re.findall(rf"^{re.escape(path)}:(\d+):\d+: warning\[todo\]: left to do: date: .*", told, re.MULTILINE)
    draft = (root / path).read_text("utf-8").split("\n")
    assert draft[int(line) - 1].startswith("# TODO date:"), "the message points to the very line"

    # the TODO is answered as it says: the # is taken away, the line deleted, and then the mark of a draft
    assert draft[int(line)] == "# date: 2023-10-12"
    draft[int(line) - 1 : int(line) + 1] = ["date: 2023-10-12"]
    draft.remove("draft: true")
    (root / path).write_text("\n".join(draft), "utf-8")
    out, told = newcomer.types("check", "--today", "2023-10-20")
    assert "error" not in told
    assert "todo" not in told

    # what publishing will do is told before
    report, _ = newcomer.types("check", "--since", "HEAD", "--today", "2023-10-20")
    assert "Documents: 1 added" in report
    assert "3 people" in report
    assert "new: /people/leila-haddad/" in report

    # the archive is built, and the page shows what stood on the paper
    out, _ = newcomer.types("build", "--today", "2023-10-20")
    assert re.fullmatch(r"Built \d+ pages \(\d+ changed\) in \d+\.\d s → site/(?: · \d warnings?)?\n", out)
    with serve(root / "site") as address:
        page = browser.new_page()
        page.goto(address)
        follow(page.get_by_role("link", name="Protokoll nr 3/2023 från Nordiska utskottet").first)
        assert page.get_by_role("heading", level=1).inner_text() == "Protokoll nr 3/2023 från Nordiska utskottet"
        main = page.get_by_role("main")
        assert main.get_by_role("link", name="Gunilla Åkesson").count()
        assert "Det fortsätter under nästa år." in main.inner_text()
        assert main.get_by_role("link", name="Original").count()
        follow(main.get_by_role("link", name="Leila Haddad").first)
        assert page.get_by_role("heading", level=1).inner_text() == "Leila Haddad"
        page.goto(f"{address}series/nordiska-utskottet/")
        text = page.get_by_role("main").inner_text()
        assert "3/2023" in text
        page.close()
    assert "/people/leila-haddad/\tperson-mentioned" in (root / "content/addresses.lock").read_text("utf-8")
