"""Pages as they stand in the archive that is taken away as one file: readable without any server.

On a disk a folder does not turn into its page, so links name the page; nothing else of a page is touched.
"""

from __future__ import annotations

import re

# It begins with the one thing that can be searched for fast; whose value it is, is asked afterwards.
_FOLDER = re.compile(rb'="((?<=href=")|(?<=ction="))((?:[^":#?\s/][^":#?\s]*)?/)(?=[#?"])')
_REFRESH = re.compile(rb'(content="0; url=)([^"]*/)(?=")')
_ITSELF = re.compile(rb'href="[^"]*archive\.zip"')


def offline(base_url: str, path: str, data: bytes) -> bytes | None:
    """The page with links that work on a disk; nothing for what is no page."""
    if not path.endswith(".html"):
        return None
    whole = f"{base_url}data/archive.zip" if base_url else "index.html"
    data = _ITSELF.sub(b'href="' + whole.encode() + b'"', data) if b"archive.zip" in data else data
    if b'http-equiv="refresh"' in data:
        data = _REFRESH.sub(rb"\1\2index.html", data)
    return _FOLDER.sub(rb'="\2index.html', data)
