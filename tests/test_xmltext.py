"""Text in XML is written as the standard library writes it, byte for byte."""

from xml.sax import saxutils

from hypothesis import given
from hypothesis.strategies import text

from diarium.pages import xmltext


@given(text(alphabet="a å&<>\"'\n\r\t;#"))
def test_text_is_written_as_the_library_does(written):
    assert xmltext.escape(written) == saxutils.escape(written)
    assert xmltext.quoteattr(written) == saxutils.quoteattr(written)
