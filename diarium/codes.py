"""Every message code Diarium can print, with what it means and what to do: the source of `docs/messages.md`.

It holds words for documentation only; severities and places are decided where a message is made.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    meaning: str
    remedy: str


CODES: dict[str, Code] = {
    "address-gone": Code("", ""),
    "alias-claimed-twice": Code("", ""),
    "ambiguous-name": Code("", ""),
    "approves-without-series": Code("", ""),
    "attachment-twice": Code("", ""),
    "attachment-without-file": Code("", ""),
    "bad-address": Code("", ""),
    "bad-attachment": Code("", ""),
    "bad-date": Code("", ""),
    "bad-file-name": Code("", ""),
    "bad-layout": Code("", ""),
    "bad-lock": Code("", ""),
    "bad-name": Code("", ""),
    "bad-value": Code("", ""),
    "broken-link": Code("", ""),
    "control-character": Code("", ""),
    "curly-quotes": Code("", ""),
    "cut-value": Code("", ""),
    "duplicate-key": Code("", ""),
    "empty-heading": Code("", ""),
    "empty-link": Code("", ""),
    "empty-value": Code("", ""),
    "end-before-start": Code("", ""),
    "explosive": Code("", ""),
    "front-matter": Code("", ""),
    "glued-words": Code("", ""),
    "half-open-bold": Code("", ""),
    "hidden-file": Code("", ""),
    "html-is-text": Code("", ""),
    "invisible-character": Code("", ""),
    "looks-alike": Code("", ""),
    "meetings-disagree": Code("", ""),
    "missing-attachment": Code("", ""),
    "missing-field": Code("", ""),
    "missing-folder": Code("", ""),
    "missing-space": Code("", ""),
    "name-collision": Code("", ""),
    "needs-quotes": Code("", ""),
    "no-archive": Code("", ""),
    "no-front-matter": Code("", ""),
    "not-a-file": Code("", ""),
    "not-utf8": Code("", ""),
    "older-than-event": Code("", ""),
    "page-footer": Code("", ""),
    "participant-twice": Code("", ""),
    "redirect-loop": Code("", ""),
    "redirect-over-page": Code("", ""),
    "redirect-twice": Code("", ""),
    "remote-picture": Code("", ""),
    "restarted-numbering": Code("", ""),
    "second-document": Code("", ""),
    "skipped-level": Code("", ""),
    "space-table": Code("", ""),
    "split-sentence": Code("", ""),
    "strange-date": Code("", ""),
    "tab-table": Code("", ""),
    "template-error": Code("", ""),
    "text-lost": Code("", ""),
    "too-deep": Code("", ""),
    "too-large": Code("", ""),
    "unbalanced-quotes": Code("", ""),
    "undefined-footnote": Code("", ""),
    "unknown-field": Code("", ""),
    "unknown-id": Code("", ""),
    "unknown-type": Code("", ""),
    "unlisted-file": Code("", ""),
    "unsafe-address": Code("", ""),
    "unused-footnote": Code("", ""),
    "vague-link": Code("", ""),
    "wrong-shape": Code("", ""),
    "wrong-space": Code("", ""),
    "wrong-weekday": Code("", ""),
    "yaml-feature": Code("", ""),
}
