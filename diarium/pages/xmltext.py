"""Text in XML, between tags and within them, as the standard library writes it.

Its own way, `xml.sax.saxutils`, loads all that it takes to fetch things from elsewhere, which is an eighth of what a
build loads, and nobody fetches anything.
"""

from __future__ import annotations

import html
from functools import partial

escape = partial(html.escape, quote=False)
_ATTRIBUTE = str.maketrans({"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def quoteattr(text: str) -> str:
    """The value of an attribute with its quotes: double ones, unless there are only such in the text."""
    made = escape(text).translate(_ATTRIBUTE)
    if '"' not in made:
        return f'"{made}"'
    return f"'{made}'" if "'" not in made else '"{}"'.format(made.replace('"', "&quot;"))
