"""Pages as they stand in the archive that is taken away as one file: readable without any server.

On a disk a folder does not turn into its page, so links name the page; nothing else of a page is touched.
"""

from __future__ import annotations

import re

# Begins with what can be searched for fast, and what it finds is kept whole: putting a word behind each of some hundred
# links costs little then, while a replacement made of groups is put together link by link.
_FOLDER = re.compile(rb'(href="(?!/[^"#?])[^":#?\s]*/)(?=[#?"])')
_ASKED = re.compile(rb'(?!/[^"#?])[^":#?\s]*/(?=[#?"])')
_REFRESH = re.compile(rb'(content="0; url=[^"]*/)(?=")')
_ITSELF = re.compile(rb'href="[^"]*archive\.zip"')
_PAGE = b"index.html"


def is_page(path: str) -> bool:
    """Whether it stands otherwise in that archive."""
    return path.endswith(".html")


def offline(base_url: str, path: str, data: bytes) -> bytes | None:
    """The page with links that work on a disk; nothing for what is no page."""
    if not is_page(path):
        return None
    whole = f"{base_url}data/archive.zip" if base_url else "index.html"
    data = _ITSELF.sub(b'href="' + whole.encode() + b'"', data) if b"archive.zip" in data else data
    if data.find(b'http-equiv="refresh"', 0, data.find(b"</head>")) >= 0:
        data = _named(_REFRESH, data)
    return _named(_FOLDER, _asked(data))


def _asked(data: bytes) -> bytes:
    """With the page named where forms lead. There are so few that taking the page apart there is the fastest."""
    before, *forms = data.split(b'action="')
    for at, form in enumerate(forms):
        folder = _ASKED.match(form)
        if folder:
            forms[at] = folder[0] + _PAGE + form[folder.end() :]
    return b'action="'.join([before, *forms])


def _named(folder: re.Pattern[bytes], data: bytes) -> bytes:
    """With the page named behind every folder."""
    found = folder.split(data)  # what stands between folders, and the folders, by turns
    pieces = [_PAGE] * (len(found) // 2 * 3 + 1)
    pieces[0::3] = found[0::2]
    pieces[1::3] = found[1::2]
    return b"".join(pieces)
