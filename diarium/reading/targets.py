"""Addresses as written: which kinds may stand in a link, and which paths a page of this site can have.

It never asks whether anything lies at an address; `archive` does.
"""

from __future__ import annotations

import re
import urllib.parse
from contextlib import suppress

from diarium.reading.decoding import INVISIBLE

LONGEST_NAME = 255  # bytes, for a folder
ALLOWED_SCHEMES = ("http", "https", "mailto", "tel")
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.\-]*)\s*:")
_HOST = re.compile(r"\s*https?://[^\s/\\?#]", re.IGNORECASE)
# What browsers leave out of an address before they look at its kind.
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_NO_PATH = re.compile(r"[\x00-\x1f\x7f:?*#<>|\"\\%]|//")


def address_problem(address: str) -> str | None:
    """Why this may not stand in a link, or `None`."""
    cleaned = _UNSEEN.sub("", urllib.parse.unquote(address))
    for form in (address, cleaned):
        if form.startswith(("//", "\\\\", "/\\", "\\/")):
            return "an address that begins with // leads to another site without saying so"
        scheme = _SCHEME.match(form)
        if scheme and scheme[1].lower() not in ALLOWED_SCHEMES:
            return f"addresses of the kind '{scheme[1].lower()}:' are not allowed"
        if scheme and scheme[1].lower() in ("http", "https") and not _HOST.match(form):
            return f"an address that begins with {scheme[1].lower()}: needs // and a name after it"
    return None if can_be_split(address) else "the name of the computer in this address is not written as one can be"


def can_be_split(address: str) -> bool:
    """Whether the library finds the parts of an address; it gives up at brackets that are no number of a computer."""
    try:
        urllib.parse.urlsplit(address).port  # noqa: B018 - asked for to see whether it is a number
    except ValueError:
        return False
    return True


def can_be_published_at(address: str) -> bool:
    """Whether addresses of pages can be made by adding to this one: nothing of it may come after a path."""
    if not _HOST.match(address) or re.search(r"[\s?#<>\"\\]", address) or not can_be_split(address):
        return False
    return "@" not in urllib.parse.urlsplit(address).netloc


def as_sent(address: str) -> str:
    """An address of the web in the letters that addresses are sent in; site maps and feeds may hold no others."""
    if address.isascii():
        return address
    parts = urllib.parse.urlsplit(address)
    host, colon, port = parts.netloc.partition(":")
    with suppress(UnicodeError):  # a name that no computer can have stays as it was written
        host = host.encode("idna").decode("ascii")
    return parts._replace(
        netloc=f"{host}{colon}{port}", path=urllib.parse.quote(parts.path, safe="/%:@!$&'()*+,;=~")
    ).geturl()


def site_path(written: str) -> str | None:
    """The path of an address of this site as a folder can have it, or `None` when it may not stand there."""
    try:
        path = urllib.parse.unquote(written, errors="strict")
    except UnicodeDecodeError:
        return None
    parts = path.strip("/").split("/")
    fine = (
        path.startswith("/") and not path.startswith("//") and not _NO_PATH.search(path) and not INVISIBLE.search(path)
    )
    return path if fine and not any(map(_cannot_be_a_folder, parts)) else None


def _cannot_be_a_folder(part: str) -> bool:
    """On some disk, or on a site: what begins with a full stop is hidden by servers."""
    return part.startswith(".") or part.endswith((" ", ".")) or len(part.encode("utf-8", "replace")) > LONGEST_NAME
